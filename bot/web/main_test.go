package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/testrun"
)

func TestMain(m *testing.M) { testrun.Main(m, 4) }

const (
	resident  = 101
	officer   = 202
	organiser = 303
)

// harness is a page, its emulator and a small bot, each behind a listener.
type harness struct {
	t    *testing.T
	em   *emulator.Server
	page *Server
	http *httptest.Server
	bot  *smallBot
}

func threePhones() []Phone {
	return []Phone{
		{ID: resident, Role: "resident", Name: "Olena", Lang: "uk"},
		{ID: officer, Role: "officer", Name: "Ihor", Lang: "en"},
		{ID: organiser, Role: "organiser", Name: "Samira", Lang: "ar"},
	}
}

func start3(t *testing.T) *harness { return startWith(t, Config{Phones: threePhones()}) }

func startWith(t *testing.T, cfg Config) *harness {
	t.Helper()
	h := &harness{t: t}
	if cfg.Clock == nil {
		cfg.Clock = &Clock{}
	}
	h.em = emulator.New(emulator.Options{Now: cfg.Clock.Now})
	cfg.Emulator = h.em
	var err error
	if h.page, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	h.http = httptest.NewServer(h.page)
	h.bot = startBot(t, h.em)
	t.Cleanup(func() {
		h.page.Close()
		h.http.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
	return h
}

// post posts JSON and returns the status and the error that the page would show.
func (h *harness) post(path, body string) (int, string) {
	h.t.Helper()
	res, err := http.Post(h.http.URL+path, "application/json", strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	return h.read(res)
}

func (h *harness) read(res *http.Response) (int, string) {
	h.t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// does posts an act of a phone that must succeed.
func (h *harness) does(path, body string) {
	h.t.Helper()
	if code, text := h.post(path, body); code != http.StatusNoContent {
		h.t.Fatalf("POST %s %s: %d %s", path, body, code, text)
	}
}

func (h *harness) person(id int64) *emulator.Person { return h.em.Person(id, emulator.Profile{}) }

// hears waits until the bot has told this person a text.
func (h *harness) hears(id int64, text string) emulator.Message {
	h.t.Helper()
	m, err := h.person(id).WaitForText(soon(h.t), text)
	if err != nil {
		h.t.Fatalf("waiting for %q: %v", text, err)
	}
	return m
}

func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
