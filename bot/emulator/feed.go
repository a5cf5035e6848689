package emulator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// EventKind says what happened in a chat.
type EventKind int

// What can happen in a chat.
const (
	EventNew     EventKind = iota // a message came, from either side
	EventEdited                   // a message's text or keyboard changed
	EventDeleted                  // a message went
	EventToast                    // a press was answered
	EventAction                   // the bot shows that it is busy
)

// Event is one change of a chat.
type Event struct {
	Kind    EventKind
	Message Message // of EventNew, EventEdited and EventDeleted
	Toast   Toast   // of EventToast
	Action  string  // of EventAction
}

// Toast is the answer to a press: a short notice, or an alert to dismiss.
type Toast struct {
	QueryID string
	Text    string // may be empty: the button only stops blinking
	Alert   bool
	URL     string
}

// Feed hands out a chat's events in order, none lost, however slowly it is read.
type Feed struct {
	chat   *chat
	mu     sync.Mutex
	events []Event
	signal chan struct{} // holds one token while events wait
}

// ErrFeedClosed is returned by Next after Close, once no event waits.
var ErrFeedClosed = errors.New("feed is closed")

func (c *chat) subscribe() *Feed {
	f := &Feed{chat: c, signal: make(chan struct{}, 1)}
	c.mu.Lock()
	c.feeds = append(c.feeds, f)
	c.mu.Unlock()
	return f
}

// Next waits for the next event.
func (f *Feed) Next(ctx context.Context) (Event, error) {
	for {
		f.mu.Lock()
		if len(f.events) > 0 {
			e := f.events[0]
			f.events = f.events[1:]
			f.mu.Unlock()
			return e, nil
		}
		closed := f.chat == nil
		f.mu.Unlock()
		if closed {
			return Event{}, ErrFeedClosed
		}
		select {
		case <-f.signal:
		case <-ctx.Done():
			return Event{}, fmt.Errorf("wait for an event: %w", ctx.Err())
		}
	}
}

// Close ends the feed. It may be called once.
func (f *Feed) Close() {
	c := f.chat
	c.mu.Lock()
	c.feeds = slices.DeleteFunc(c.feeds, func(o *Feed) bool { return o == f })
	c.mu.Unlock()
	f.mu.Lock()
	f.chat = nil
	f.mu.Unlock()
	f.wake()
}

func (f *Feed) put(e Event) {
	f.mu.Lock()
	f.events = append(f.events, e)
	f.mu.Unlock()
	f.wake()
}

func (f *Feed) wake() {
	select {
	case f.signal <- struct{}{}:
	default:
	}
}

// tell wakes whoever waits for a change. The caller holds mu.
func (c *chat) tell(e Event) {
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
	for _, f := range c.feeds {
		f.put(e)
	}
}

// waitFor returns the first view for which ok holds; the present one counts.
func (c *chat) waitFor(ctx context.Context, ok func(Chat) bool) (Chat, error) {
	for {
		c.mu.Lock()
		seen := c.view()
		if c.changed == nil {
			c.changed = make(chan struct{})
		}
		changed := c.changed
		c.mu.Unlock()
		if ok(seen) {
			return seen, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return seen, fmt.Errorf("wait in chat %d: %w", c.id, ctx.Err())
		}
	}
}
