package emulator

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// rawRequest spells a sendMessage with a keyboard, as a bot would send it.
func rawRequest(h *harness, chat int64) []byte {
	body := url.Values{
		"chat_id":      {strconv.FormatInt(chat, 10)},
		"text":         {"<b>Thank you.</b> Your concern about the lamp in Garden Street is number 117. You will hear from us within seven days."},
		"parse_mode":   {"HTML"},
		"reply_markup": {`{"inline_keyboard":[[{"text":"Add a photo","callback_data":"a1b2c3d4:1"},{"text":"Done","callback_data":"a1b2c3d4:2"}]]}`},
	}.Encode()
	return fmt.Appendf(nil, "POST /bot%s/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", h.Token(), len(body), body)
}

// BenchmarkSendMessage sends through loopback with a client that does next to
// nothing, so that cpu-us/op is what the emulator costs, net/http included.
func BenchmarkSendMessage(b *testing.B) {
	h := start(b, Options{KeepCalls: -1, KeepMessages: 20, Now: time.Now})
	const chats = 1000
	raw := make([][]byte, chats)
	for i := range raw {
		h.Person(int64(i+1), Profile{}).Send("/start")
		raw[i] = rawRequest(h, int64(i+1))
	}
	h.ids("offset", "-1")
	c, err := net.Dial("tcp", h.http.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	in := bufio.NewReader(c)
	b.ReportAllocs()
	before := cpu(b)
	b.ResetTimer()
	for i := range b.N {
		if _, err := c.Write(raw[i%chats]); err != nil {
			b.Fatal(err)
		}
		res, err := http.ReadResponse(in, nil)
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatalf("got %v, %v", res, err)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N)/1000, "cpu-us/op")
}

// cpu is the processor time of this process so far.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestManyAtOnce is for the race detector: people, a poller and senders at the
// same time, with every kind of fault that loses nothing.
func TestManyAtOnce(t *testing.T) {
	h := start(t, Options{Now: time.Now, FirstUpdateID: 1})
	h.Misbehave(Fault{Kind: Reorder, Probability: 0.1, Delay: time.Millisecond})
	h.Misbehave(Fault{Kind: Duplicate, Probability: 0.1})
	const people, each = 8, 30
	var all sync.WaitGroup
	for i := range people {
		p := h.Person(int64(i+1), Profile{})
		p.OnMessage(func(m Message) { p.ForgeCallback(m.ID, "x") })
		all.Go(func() {
			for n := range each {
				p.Send(strconv.Itoa(n))
				p.Chat()
			}
		})
		all.Go(func() {
			for range each {
				if _, err := h.try("sendMessage", "chat_id", strconv.Itoa(i+1), "text", "a"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Go(func() { h.pollAll(t, people*each) })
	all.Wait()
}

// pollAll polls until every person's texts have come in their order.
func (h *harness) pollAll(t *testing.T, want int) {
	next := map[int64]int{}
	for offset, got := int64(0), 0; got < want; {
		r, err := h.try("getUpdates", "offset", strconv.FormatInt(offset, 10), "timeout", "10")
		if err != nil {
			t.Error(err)
			return
		}
		var updates []struct {
			ID      int64 `json:"update_id"`
			Message *struct {
				Text string
				From struct{ ID int64 }
			}
		}
		r.into(t, &updates)
		for _, u := range updates {
			if u.ID < offset {
				continue // delivered again
			}
			offset = u.ID + 1
			if u.Message == nil {
				continue
			}
			if u.Message.Text != strconv.Itoa(next[u.Message.From.ID]) {
				t.Errorf("person %d: got %s, want %d", u.Message.From.ID, u.Message.Text, next[u.Message.From.ID])
				return
			}
			next[u.Message.From.ID]++
			got++
		}
	}
}
