package storage

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Pace is how fast messages may leave, as messages per second and per minute.
// The zero value sets no limits; Telegram's 429s are obeyed all the same.
type Pace struct {
	Total float64 // per second, over all chats, of what the bot starts itself
	Chat  float64 // per second and private chat
	Burst int     // how many to one private chat may follow each other at once
	Group float64 // per minute and group
}

// telegramPace is what Telegram allows a bot.
var telegramPace = Pace{Total: 30, Chat: 1, Burst: 5, Group: 20}

// Pace is how fast this process lets messages leave.
func (s *Store) Pace() Pace { return s.pace }

// SlowDown lets replies count in the whole bot's pace too, for a while: Telegram
// asked several chats at once to wait.
func (s *Store) SlowDown(lasts time.Duration) {
	until := time.Now().Add(lasts)
	s.slow.Store(&until)
}

// slowly is by how much the whole bot's pace is slower while Telegram has just asked
// for it. At exactly the limit nothing would ever be left for two messages that
// arrive closer together than they were sent.
const slowly = 1.2

// totalEvery is the interval between any two messages (ms) that count in the whole
// bot's pace; 0 for none.
func (s *Store) totalEvery() float64 {
	if s.freshFor() == 0 {
		return s.pace.totalEvery() * slowly
	}
	return s.pace.totalEvery()
}

// freshFor is how long after an update its answer counts in its chat only.
func (s *Store) freshFor() time.Duration {
	if until := s.slow.Load(); until != nil && time.Now().Before(*until) {
		return 0
	}
	return replyFresh
}

// replyHorizon is how far ahead a notice may reserve its turn in the whole
// bot's pace, as may a reply that counts in it; bulkHorizon the same for bulk, kept
// short so that a notice never waits behind more than a few bulk messages.
const (
	replyHorizon = 250 * time.Millisecond
	bulkHorizon  = 40 * time.Millisecond
)

// ParsePace reads PORCHLIGHT_PACE: "telegram" (or nothing), "off", or parts of
// it such as "total=30,chat=1,burst=5,group=20"; parts left out are Telegram's.
func ParsePace(raw string) (Pace, error) {
	switch raw {
	case "", "telegram":
		return telegramPace, nil
	case "off":
		return Pace{}, nil
	}
	p := telegramPace
	for _, part := range strings.Split(raw, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || !(n > 0 && n <= 100_000) { // nor NaN
			return Pace{}, fmt.Errorf("%q: write telegram, off, or numbers such as total=30,chat=1,burst=5,group=20", part)
		}
		switch name {
		case "total":
			p.Total = n
		case "chat":
			p.Chat = n
		case "burst":
			p.Burst = max(int(n), 1)
		case "group":
			p.Group = n
		default:
			return Pace{}, fmt.Errorf("%q is not one of total, chat, burst, group", name)
		}
	}
	return p, nil
}

// chat gives the interval (ms) and burst of one chat; 0 for no limit.
func (p Pace) chat(group bool) (every float64, burst int) {
	switch {
	case group && p.Group > 0:
		return 60_000 / p.Group, max(int(p.Group/4), 1)
	case !group && p.Chat > 0:
		return 1000 / p.Chat, max(p.Burst, 1)
	}
	return 0, 1
}

// totalEvery is the interval between any two messages (ms), a hair more than
// the limit so that clocks that disagree a little never exceed it; 0 for none.
func (p Pace) totalEvery() float64 {
	if p.Total <= 0 {
		return 0
	}
	return 1005 / p.Total
}
