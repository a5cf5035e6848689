package emulator

import (
	"math"
	"sync"
	"time"
)

// Limits are the flood limits of sending and editing. A zero field is no limit.
type Limits struct {
	// Total is how many messages a second may go to chats from which nothing came
	// for a minute, with a burst of one second's worth. Answers are not counted, as
	// Telegram has it, unless All is set.
	Total     float64
	All       bool
	Chat      float64 // messages a second in one chat
	ChatBurst int     // how many may come at once in a chat; 0 is 1
	Group     int     // messages a minute in one group
}

// pace is when the next message is free, as in the generic cell rate
// algorithm: a message moves it on by its interval, and it may run ahead of
// the clock by the burst.
type pace struct{ free time.Time }

func (p *pace) take(now time.Time, interval, ahead time.Duration) time.Duration {
	if p.free.Before(now) {
		p.free = now
	}
	if wait := p.free.Sub(now) - ahead; wait > 0 {
		return wait
	}
	p.free = p.free.Add(interval)
	return 0
}

// silent is how long nothing came from a chat whose messages count in the total.
const silent = time.Minute

type limiter struct {
	mu     sync.Mutex
	limits Limits
	total  pace
	heard  map[int64]time.Time // when something last came from a chat or a person
}

// hear notes that something came from a chat.
func (l *limiter) hear(chatID int64, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.heard == nil {
		l.heard = map[int64]time.Time{}
	}
	l.heard[chatID] = now
}

// SetLimits changes the flood limits while the server runs.
func (s *Server) SetLimits(l Limits) {
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	s.limits.limits = l
}

// take counts a message against the limits, or says how long to wait.
func (l *limiter) take(s *Server, chatID int64) *refusal {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.limits == (Limits{}) {
		return nil
	}
	now := s.now()
	if c := s.chat(chatID); c != nil {
		var interval, ahead time.Duration
		if c.kind != private && l.limits.Group > 0 {
			interval = time.Minute / time.Duration(l.limits.Group)
			ahead = time.Minute - interval
		} else if l.limits.Chat > 0 {
			interval = time.Duration(float64(time.Second) / l.limits.Chat)
			ahead = interval * time.Duration(max(1, l.limits.ChatBurst)-1)
		}
		if wait := c.pace.take(now, interval, ahead); wait > 0 {
			return tooMany(seconds(wait))
		}
	}
	if at, answers := l.heard[chatID]; l.limits.Total > 0 && (l.limits.All || !answers || now.Sub(at) >= silent) {
		interval := time.Duration(float64(time.Second) / l.limits.Total)
		if wait := l.total.take(now, interval, time.Second-interval); wait > 0 {
			return tooMany(seconds(wait))
		}
	}
	return nil
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
