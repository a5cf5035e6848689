package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// reader reads the page's stream.
type reader struct {
	t     *testing.T
	lines *bufio.Scanner
	stop  func()
}

func (h *harness) read3() *reader {
	h.t.Helper()
	ctx, cancel := context.WithCancel(soon(h.t))
	req, err := http.NewRequestWithContext(ctx, "GET", h.http.URL+"/events", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	if kind := res.Header.Get("Content-Type"); kind != "text/event-stream" {
		h.t.Fatalf("the stream is %q", kind)
	}
	stop := func() { cancel(); res.Body.Close() }
	h.t.Cleanup(stop)
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	return &reader{h.t, lines, stop}
}

// until reads on to an event of this name whose data hold part.
func (r *reader) until(name, part string) string {
	r.t.Helper()
	event := ""
	for r.lines.Scan() {
		line := r.lines.Text()
		if e, ok := strings.CutPrefix(line, "event: "); ok {
			event = e
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && event == name && strings.Contains(data, part) {
			return data
		}
	}
	r.t.Fatalf("the stream ended before %s with %s: %v", name, part, r.lines.Err())
	return ""
}

func TestStreamTellsEverything(t *testing.T) {
	h := start3(t)
	r := h.read3()
	r.until("state", `"boot"`)
	h.does("/phones/101/start", `{"payload":""}`)
	r.until("message", "/start")
	hello := h.hears(resident, "Hello.")
	r.until("message", "Toast")
	h.does("/phones/101/press", fmt.Sprintf(`{"message":%d,"data":"toast"}`, hello.ID))
	r.until("toast", "Kept. You can change it any time.")
	h.does("/phones/101/press", fmt.Sprintf(`{"message":%d,"data":"edit"}`, hello.ID))
	r.until("message", "Changed now")
	h.does("/phones/202/text", `{"text":"busy"}`)
	r.until("action", `"phone":202,"action":"typing"`)
	h.does("/phones/202/text", `{"text":"delete"}`)
	r.until("deleted", `"phone":202`)
	h.does("/phones/202/text", `{"text":"keyboard"}`)
	r.until("phone", "Or write the street")
	h.does("/phones/303/block", ``)
	r.until("phone", `"blocked":true`)
	h.does("/phones/303/text", `{"text":"back"}`)
	r.until("phone", `"blocked":false`)
	h.does("/phones/303/language", `{"code":"pl"}`)
	r.until("phone", `"lang":"pl"`)
	h.does("/phones/101/clear", ``)
	r.until("deleted", `"phone":101,"message":0`)
	if code, _ := h.post("/clock", `{"seconds":3600}`); code != 200 {
		t.Fatal(code)
	}
	r.until("clock", `"now"`)
}

func TestStreamShowsABusyBot(t *testing.T) {
	h := start3(t)
	h.does("/phones/101/start", `{"payload":""}`)
	hello := h.hears(resident, "Hello.")
	for changed := h.page.state.wait(); h.page.viewPhone(h.page.phones[0]).Busy; changed = h.page.state.wait() {
		<-changed
	}
	r := h.read3()
	h.does("/phones/101/press", fmt.Sprintf(`{"message":%d,"data":"slow"}`, hello.ID))
	r.until("phone", `"busy":true`)
	close(h.bot.slow)
	r.until("phone", `"busy":false`) // before or after the toast
	if toasts := h.person(resident).Toasts(); len(toasts) != 1 || toasts[0].Text != "At last" {
		t.Errorf("the phone was freed with the toasts %v", toasts)
	}
}

// TestReloadShowsTheSame: what a second stream begins with is what the first
// one was told bit by bit.
func TestReloadShowsTheSame(t *testing.T) {
	h := start3(t)
	h.does("/phones/101/start", `{"payload":""}`)
	h.hears(resident, "Hello.")
	h.does("/phones/101/text", `{"text":"keyboard"}`)
	h.hears(resident, "Where do you live?")
	var page pageView
	if err := json.Unmarshal([]byte(h.read3().until("state", "")), &page); err != nil {
		t.Fatal(err)
	}
	p := page.Phones[0]
	if len(p.Messages) != 4 || p.Keyboard == nil || len(p.Messages[1].Buttons) != 4 || p.Messages[1].Entities[0].Type != "bold" {
		t.Errorf("the phone shows %s", asJSON(t, p))
	}
	if page.Phones[2].Lang != "ar" || page.Phones[2].BotName != "Porchlight" || !strings.Contains(page.Phones[2].About, "الحي") {
		t.Errorf("the organiser's phone shows %s", asJSON(t, page.Phones[2].phoneView))
	}
}

func TestCloseEndsStreams(t *testing.T) {
	h := start3(t)
	r := h.read3()
	r.until("state", "")
	h.does("/phones/101/text", `{"text":"Hello"}`)
	h.page.Close()
	for r.lines.Scan() {
	}
	if err := r.lines.Err(); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the stream ended with %v", err)
	}
	if code, _ := h.read(must(http.Get(h.http.URL + "/events"))(t)); code != http.StatusServiceUnavailable {
		t.Errorf("a stream after the end is answered %d", code)
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestNewRefuses(t *testing.T) {
	h := start3(t)
	for name, cfg := range map[string]Config{
		"no emulator":          {Phones: threePhones()},
		"no phones":            {Emulator: h.em},
		"two phones of one id": {Emulator: h.em, Phones: []Phone{{ID: 1}, {ID: 1}}},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
