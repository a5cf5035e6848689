package web

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"porchlight/bot/emulator"
)

// patience is how long a phone shows that the bot is at work on what it sent,
// if the bot never takes it.
const patience = time.Minute

// phone is a Phone with its person and what the emulator does not tell of them.
type phone struct {
	Phone
	person *emulator.Person

	mu      sync.Mutex
	lang    string
	blocked bool
	waiting bool // the bot has not yet dealt with what the person did
}

func newPhone(em *emulator.Server, p Phone) *phone {
	person := em.Person(p.ID, emulator.Profile{FirstName: p.Name, LanguageCode: p.Lang})
	return &phone{Phone: p, person: person, lang: p.Lang}
}

func (p *phone) isBlocked() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.blocked
}

func (p *phone) setBlocked(blocked bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.blocked = blocked
}

// setLanguage changes the client's language from the next update on.
func (p *phone) setLanguage(code string) {
	p.mu.Lock()
	p.lang = code
	p.mu.Unlock()
	p.person.SetLanguage(code)
}

// attend shows that the bot is at work until it has dealt with all that was
// sent to it, or for as long as a person would wait.
func (s *Server) attend(p *phone) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting || s.ctx.Err() != nil {
		return
	}
	p.waiting = true
	s.wg.Go(func() {
		ctx, cancel := context.WithTimeout(s.ctx, patience)
		defer cancel()
		// Looked at again under the lock, so that what came in between counts.
		done := func() bool {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.waiting = ctx.Err() == nil && !s.settled(p)
			return !p.waiting
		}
		for !done() {
			_ = s.Emulator.WaitUntil(ctx, func() bool { return s.settled(p) }) // too late is as good as done
		}
		s.state.fire()
	})
}

// settled reports whether the bot owes this person nothing.
func (s *Server) settled(p *phone) bool {
	return s.Emulator.Pending() == 0 && !slices.ContainsFunc(s.Emulator.Unanswered(), func(pr emulator.Press) bool {
		return pr.PersonID == p.ID
	})
}

// botText is a text about the bot in the phone's language, or in the default one.
func (s *Server) botText(what, lang string) string {
	return cmp.Or(s.Emulator.BotText(what, lang), s.Emulator.BotText(what, ""))
}
