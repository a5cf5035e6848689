package emulator

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Press is a callback query.
type Press struct {
	ID        string // callback_query_id
	PersonID  int64
	ChatID    int64
	MessageID int
	Data      string
	At        time.Time // of the press
	Delivered time.Time // when the bot was handed it; zero if it was not
}

type press struct {
	Press
	person   *Person
	chat     *chat
	serial   uint64
	answered bool
}

// presses are the callback queries that may still be answered, and those
// that never were.
type presses struct {
	mu    sync.Mutex
	next  uint64
	open  map[string]*press
	order []*press // by time, to forget the old ones
}

func (ps *presses) add(p *press) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.next++
	p.serial = ps.next
	p.ID = strconv.FormatUint(uint64(p.PersonID)<<32|ps.next, 10)
	ps.open[p.ID] = p
	ps.order = append(ps.order, p)
	for len(ps.order) > 0 && p.At.Sub(ps.order[0].At) >= pressLife {
		if old := ps.order[0]; old.answered || old.Delivered.IsZero() {
			delete(ps.open, old.ID)
		}
		ps.order = ps.order[1:]
	}
}

func (ps *presses) delivered(id string, at time.Time) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if p := ps.open[id]; p != nil && p.Delivered.IsZero() {
		p.Delivered = at
	}
}

// Unanswered lists the presses that were delivered to the bot and that it has
// not answered, oldest first.
func (s *Server) Unanswered() []Press {
	s.presses.mu.Lock()
	defer s.presses.mu.Unlock()
	var open []*press
	for _, p := range s.presses.open {
		if !p.answered && !p.Delivered.IsZero() {
			open = append(open, p)
		}
	}
	slices.SortFunc(open, func(a, b *press) int { return cmp.Compare(a.serial, b.serial) })
	var left []Press
	for _, p := range open {
		left = append(left, p.Press)
	}
	return left
}

func (s *Server) answerCallbackQuery(r *request, b []byte) ([]byte, *refusal) {
	t := Toast{QueryID: r.get("callback_query_id"), Text: r.get("text"), Alert: r.flag("show_alert"), URL: r.get("url")}
	if utf16Len(t.Text) > 200 {
		return b, bad("MESSAGE_TOO_LONG")
	}
	if t.URL != "" && wrongLink(t.URL) != "" {
		return b, bad("URL_INVALID")
	}
	s.presses.mu.Lock()
	p := s.presses.open[t.QueryID]
	if p == nil || s.now().Sub(p.At) >= pressLife {
		s.presses.mu.Unlock()
		return b, bad("query is too old and response timeout expired or query ID is invalid")
	}
	first := !p.answered
	p.answered = true
	s.presses.mu.Unlock()
	r.chatID = p.ChatID
	if first {
		p.person.toast(p.chat, t)
		if s.opts.OnAnswer != nil {
			s.opts.OnAnswer(p.PersonID, t)
		}
	}
	return append(b, "true"...), nil
}
