package web

import (
	"cmp"
	"errors"
	"strings"
	"sync"
	"time"

	"porchlight/flows"
)

// Clock is the demo's time: it runs like the machine's, a number of hours,
// days or weeks ahead of it. The zero value shows the machine's time. It is
// safe for concurrent use.
type Clock struct {
	mu     sync.Mutex
	offset time.Duration
	moved  signal
}

// ErrBackward is returned by Forward for a time that is not ahead.
var ErrBackward = errors.New("the clock only goes forward")

// Now is the demo's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

// now has no monotonic part: two readings with a move between them must
// differ by the move.
func (c *Clock) now() time.Time { return time.Now().Round(0).Add(c.offset) }

// Advance moves the clock by d.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	c.offset += d
	c.mu.Unlock()
	c.moved.fire()
}

// Set moves the clock to t, wherever that is.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	c.offset = time.Until(t.Round(0))
	c.mu.Unlock()
	c.moved.fire()
}

// Forward moves the clock to t, or returns ErrBackward if t has passed.
func (c *Clock) Forward(t time.Time) error {
	c.mu.Lock()
	ahead := t.Sub(c.now())
	if ahead > 0 {
		c.offset += ahead
	}
	c.mu.Unlock()
	if ahead <= 0 {
		return ErrBackward
	}
	c.moved.fire()
	return nil
}

// Moved returns a channel that is closed when the clock is next moved, so that
// a calendar that sleeps until its next date can look again.
func (c *Clock) Moved() <-chan struct{} { return c.moved.wait() }

// Jump is a button that winds the clock to a moment worth seeing, such as the
// next reminder. Next returns that moment, or false if there is none ahead.
type Jump struct {
	Name string // the page has words for it
	Next func(now time.Time) (time.Time, bool)
}

// DefaultJumps are the next morning and the next Monday morning, both at nine
// in the zone, when a programme's day and week begin.
func DefaultJumps(zone *time.Location) []Jump {
	nine := func(now time.Time, days int) time.Time {
		now = now.In(zone)
		return time.Date(now.Year(), now.Month(), now.Day()+days, 9, 0, 0, 0, zone)
	}
	return []Jump{
		{"morning", func(now time.Time) (time.Time, bool) {
			if t := nine(now, 0); t.After(now) {
				return t, true
			}
			return nine(now, 1), true
		}},
		{"monday", func(now time.Time) (time.Time, bool) {
			days := (int(time.Monday) - int(now.In(zone).Weekday()) + 7) % 7
			if t := nine(now, days); t.After(now) {
				return t, true
			}
			return nine(now, 7), true
		}},
	}
}

// textsJump is the next hour at which officers get what was released, and a minute.
func textsJump(p *flows.Programme, zone *time.Location) Jump {
	first, _, _ := strings.Cut(cmp.Or(p.Schedule.Texts, "08:00"), ",")
	hour, err := time.Parse("15:04", strings.TrimSpace(first))
	return Jump{"officers", func(now time.Time) (time.Time, bool) {
		now = now.In(zone)
		at := func(days int) time.Time {
			return time.Date(now.Year(), now.Month(), now.Day()+days, hour.Hour(), hour.Minute()+1, 0, 0, zone)
		}
		if t := at(0); t.After(now) {
			return t, err == nil
		}
		return at(1), err == nil
	}}
}
