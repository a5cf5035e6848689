package emulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// hook is the bot's end of a webhook.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	got    []string // text or data of what came, in the order of coming
	secret string
	busy   int
	most   int // how many deliveries were under way at once
	answer func(text string) int
	seen   chan string
}

func startHook(t *testing.T, answer func(text string) int) *hook {
	k := &hook{answer: answer, seen: make(chan string, 100)}
	k.Server = httptest.NewServer(k)
	t.Cleanup(k.Close)
	return k
}

func (k *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the emulator gave up
	}
	var u struct {
		Message struct{ Text string }
		Query   struct{ Data string } `json:"callback_query"`
		Member  json.RawMessage       `json:"my_chat_member"`
	}
	if json.Unmarshal(body, &u) != nil {
		w.WriteHeader(400)
		return
	}
	text := u.Message.Text + u.Query.Data
	if u.Member != nil {
		text = "member"
	}
	k.mu.Lock()
	k.secret = r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	k.busy++
	k.most = max(k.most, k.busy)
	k.mu.Unlock()
	code := k.answer(text)
	k.mu.Lock()
	k.busy--
	k.got = append(k.got, text)
	k.mu.Unlock()
	w.WriteHeader(code)
	k.seen <- text
}

func (k *hook) wait(t *testing.T, want ...string) {
	t.Helper()
	for _, w := range want {
		select {
		case got := <-k.seen:
			if w != "*" && got != w {
				t.Fatalf("got %q, want %q", got, w)
			}
		case <-soon(t).Done():
			t.Fatalf("%q did not come", w)
		}
	}
}

func TestWebhookRetriesWithinItsQueueOnly(t *testing.T) {
	var mu sync.Mutex
	fails := 3
	k := startHook(t, func(text string) int {
		mu.Lock()
		defer mu.Unlock()
		if text == "poison" && fails > 0 {
			fails--
			return 500
		}
		return 204
	})
	h := start(t, Options{LocalWebhook: true, WebhookRetry: time.Millisecond})
	h.call("setWebhook", "url", k.URL, "secret_token", "s-1")
	anna, ben := h.Person(7, Profile{}), h.Person(8, Profile{})
	anna.Send("poison")
	anna.Send("after")
	ben.Send("other")
	if err := h.WaitUntil(soon(t), func() bool { return h.Pending() == 0 }); err != nil {
		t.Fatal(err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	var order []string
	for _, text := range k.got {
		if text != "other" {
			order = append(order, text)
		}
	}
	if got := strings.Join(order, " "); got != "poison poison poison poison after" || len(k.got) != 6 {
		t.Fatalf("got %v", k.got)
	}
	if k.secret != "s-1" {
		t.Fatalf("got secret %q", k.secret)
	}
	if info := h.call("getWebhookInfo"); !strings.Contains(string(info.Result), "Wrong response from the webhook: 500") {
		t.Fatalf("got %s", info.Result)
	}
}

func TestWebhookQueues(t *testing.T) {
	gate := make(chan struct{})
	k := startHook(t, func(string) int { <-gate; return 200 })
	h := start(t, Options{LocalWebhook: true})
	h.call("setWebhook", "url", k.URL, "max_connections", "3")
	p := h.Person(7, Profile{})
	p.Send("m1")
	p.Send("m2")
	p.ForgeCallback(1, "c1")
	p.ForgeCallback(1, "c2")
	p.Block()
	h.Person(8, Profile{}).Send("m3") // the fourth queue, more than connections
	if info := h.call("getWebhookInfo"); !strings.Contains(string(info.Result), `"pending_update_count":6`) {
		t.Fatalf("got %s", info.Result)
	}
	close(gate)
	k.wait(t, "*", "*", "*", "*", "*", "*")
	k.mu.Lock()
	defer k.mu.Unlock()
	at := map[string]int{}
	for i, text := range k.got {
		at[text] = i + 1
	}
	if at["m1"] > at["m2"] || at["c1"] > at["c2"] || len(at) != 6 || k.most > 3 {
		t.Fatalf("got %v, %d at once", k.got, k.most)
	}
}

func TestWebhookTakesOverWhatWaits(t *testing.T) {
	k := startHook(t, func(string) int { return 200 })
	h := start(t, Options{LocalWebhook: true})
	p := h.Person(7, Profile{})
	p.Send("before")
	h.call("setWebhook", "url", k.URL)
	k.wait(t, "before")
	id := p.Send("again")
	k.wait(t, "again")
	if err := h.WaitUntil(soon(t), func() bool { return h.Pending() == 0 }); err != nil {
		t.Fatal(err)
	}
	if !h.Redeliver(id) {
		t.Fatal("an accepted update cannot be delivered again")
	}
	k.wait(t, "again")
	h.call("deleteWebhook")
	p.Send("dropped")
	h.call("setWebhook", "url", k.URL, "drop_pending_updates", "true")
	p.Send("after")
	k.wait(t, "after")
}

func TestWebhookGivesUpWhenAnUpdateExpires(t *testing.T) {
	h := start(t, Options{LocalWebhook: true, WebhookRetry: time.Millisecond})
	k := startHook(t, func(text string) int {
		if text == "stale" {
			h.clock.advance(150 * time.Second)
			return 500
		}
		return 200
	})
	h.call("setWebhook", "url", k.URL)
	p := h.Person(7, Profile{})
	p.ForgeCallback(1, "stale")
	k.wait(t, "stale")
	p.ForgeCallback(1, "fresh")
	k.wait(t, "fresh")
	if err := h.WaitUntil(soon(t), func() bool { return h.Pending() == 0 }); err != nil {
		t.Fatal(fmt.Errorf("%w: %v", err, k.got))
	}
}
