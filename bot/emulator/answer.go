package emulator

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// refusal is an answer that is not ok. Its zero fields are left out.
type refusal struct {
	code       int
	text       string
	retryAfter int   // seconds, parameters.retry_after
	migratedTo int64 // parameters.migrate_to_chat_id
}

func bad(text string) *refusal       { return &refusal{code: 400, text: "Bad Request: " + text} }
func forbidden(text string) *refusal { return &refusal{code: 403, text: "Forbidden: " + text} }

func tooMany(seconds int) *refusal {
	return &refusal{
		code:       http.StatusTooManyRequests,
		text:       "Too Many Requests: retry after " + strconv.Itoa(seconds),
		retryAfter: seconds,
	}
}

func (f *refusal) appendTo(b []byte) []byte {
	b = append(b, `{"ok":false,"error_code":`...)
	b = strconv.AppendInt(b, int64(f.code), 10)
	b = appendField(b, "description", f.text)
	switch {
	case f.retryAfter != 0:
		b = append(b, `,"parameters":{"retry_after":`...)
		b = append(strconv.AppendInt(b, int64(f.retryAfter), 10), '}')
	case f.migratedTo != 0:
		b = append(b, `,"parameters":{"migrate_to_chat_id":`...)
		b = append(strconv.AppendInt(b, f.migratedTo, 10), '}')
	}
	return append(b, '}')
}

// Refusal is one call that was not done: for the bot's mistake, the person's
// block, a limit, or a Fault that strikes before the effect. A Fault that
// strikes after it spoils the answer only and leaves no refusal.
type Refusal struct {
	At          time.Time // by the emulator's clock
	Method      string    // as the bot spelled it; "file" for a download
	ChatID      int64     // 0 if the call named none
	Code        int       // the HTTP status and error_code; 499 for a connection dropped on purpose
	Description string
}

// Call is one call that reached the server.
type Call struct {
	At     time.Time // by the emulator's clock
	Method string    // lower case
	ChatID int64
	Params []Param // not to be changed
	Code   int     // 200, or the refusal's code
}

// Get returns a parameter's value, or "".
func (c Call) Get(name string) string {
	for _, p := range c.Params {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// ledger is what the server remembers of the bot's calls.
type ledger struct {
	mu       sync.Mutex
	counts   map[string]int
	refusals []Refusal
	calls    []Call // a ring once it has reached keep
	oldest   int    // index of the oldest call in a full ring
	keep     int
}

// maxRefusals bounds the record of a load test that is refused everything.
const maxRefusals = 10_000

func (l *ledger) record(c Call, method string, f *refusal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[c.Method]++
	if f != nil && len(l.refusals) < maxRefusals {
		l.refusals = append(l.refusals, Refusal{c.At, method, c.ChatID, f.code, f.text})
	}
	switch {
	case l.keep <= 0:
	case len(l.calls) < l.keep:
		l.calls = append(l.calls, c)
	default:
		l.calls[l.oldest] = c
		l.oldest = (l.oldest + 1) % l.keep
	}
}

// recordAgain notes that the bot deletes what it has deleted before. Telegram
// skips that without a word; here it is recorded as a refusal all the same.
func (l *ledger) recordAgain(at time.Time, chat int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.refusals) < maxRefusals {
		l.refusals = append(l.refusals, Refusal{at, "deleteMessages", chat, 400, bad("message to delete not found").text})
	}
}

// Refusals lists every call so far that was not answered with ok, oldest
// first, up to 10,000.
func (s *Server) Refusals() []Refusal {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	return append([]Refusal(nil), s.ledger.refusals...)
}

// TakeRefusals returns the refusals so far and forgets them: a test takes the
// ones that it provoked and, at its end, fails if there is any other.
func (s *Server) TakeRefusals() []Refusal {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	taken := s.ledger.refusals
	s.ledger.refusals = nil
	return taken
}

// Calls lists the newest Options.KeepCalls calls, oldest first.
func (s *Server) Calls() []Call {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	calls := make([]Call, 0, len(s.ledger.calls))
	calls = append(calls, s.ledger.calls[s.ledger.oldest:]...)
	return append(calls, s.ledger.calls[:s.ledger.oldest]...)
}

// CallCount is how often a method was called, however that ended. The name
// is lower case, as in Call.Method.
func (s *Server) CallCount(method string) int {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	return s.ledger.counts[method]
}

// CallCounts is CallCount of every method that was called.
func (s *Server) CallCounts() map[string]int {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	counts := make(map[string]int, len(s.ledger.counts))
	for method, n := range s.ledger.counts {
		counts[method] = n
	}
	return counts
}
