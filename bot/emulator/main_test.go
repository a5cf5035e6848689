package emulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is an emulator's clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// harness is a server behind a real listener and the bot's side of it.
type harness struct {
	*Server
	t     testing.TB
	http  *httptest.Server
	clock *clock
}

func start(t testing.TB, opts Options) *harness {
	h := &harness{t: t, clock: newClock()}
	if opts.Now == nil {
		opts.Now = h.clock.Now
	}
	h.Server = New(opts)
	h.http = httptest.NewServer(h.Server)
	h.http.Config.ErrorLog = nil
	t.Cleanup(func() {
		h.Server.Close()
		h.http.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
	return h
}

// reply is an answer of the Bot API.
type reply struct {
	Status      int             `json:"-"`
	OK          bool            `json:"ok"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Result      json.RawMessage `json:"result"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

func (r reply) into(t testing.TB, v any) {
	t.Helper()
	if !r.OK {
		t.Fatalf("refused: %d %s", r.Code, r.Description)
	}
	if err := json.Unmarshal(r.Result, v); err != nil {
		t.Fatalf("decode %s: %v", r.Result, err)
	}
}

func (r reply) id(t testing.TB) int {
	t.Helper()
	var m struct {
		ID int `json:"message_id"`
	}
	r.into(t, &m)
	return m.ID
}

func (h *harness) url(method string) string {
	return fmt.Sprintf("%s/bot%s/%s", h.http.URL, h.Token(), method)
}

// call calls a method with name, value pairs as a form.
func (h *harness) call(method string, pairs ...string) reply {
	h.t.Helper()
	r, err := h.try(method, pairs...)
	if err != nil {
		h.t.Fatalf("call %s: %v", method, err)
	}
	return r
}

func (h *harness) try(method string, pairs ...string) (reply, error) {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	res, err := http.PostForm(h.url(method), form)
	if err != nil {
		return reply{}, err
	}
	return decode(res)
}

func decode(res *http.Response) (reply, error) {
	defer res.Body.Close()
	var r reply
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return r, err
	}
	r.Status = res.StatusCode
	return r, json.Unmarshal(body, &r)
}

// upload calls a method with one file, as multipart/form-data.
func (h *harness) upload(method, field, name string, data []byte, pairs ...string) reply {
	h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		if err := w.WriteField(pairs[i], pairs[i+1]); err != nil {
			h.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		h.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		h.t.Fatal(err)
	}
	res, err := http.Post(h.url(method), w.FormDataContentType(), &body)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := decode(res)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// refuses checks that an answer is this refusal and forgets its record.
func (h *harness) refuses(r reply, code int, description string) {
	h.t.Helper()
	if r.OK || r.Code != code || !strings.Contains(r.Description, description) {
		h.t.Fatalf("got ok=%v %d %q, want %d %q", r.OK, r.Code, r.Description, code, description)
	}
	if r.Status != code {
		h.t.Fatalf("got status %d for error_code %d", r.Status, r.Code)
	}
	taken := h.TakeRefusals()
	if len(taken) == 0 || taken[len(taken)-1].Description != r.Description {
		h.t.Fatalf("the refusal %q is not recorded: %v", r.Description, taken)
	}
}

// friend is a person who has pressed start.
func (h *harness) friend(id int64) *Person {
	p := h.Person(id, Profile{FirstName: "Anna", LanguageCode: "uk"})
	p.Send("/start")
	return p
}

func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}
