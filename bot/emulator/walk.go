package emulator

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Walker is a person who reads before acting: each act waits for the bot's next
// message with buttons, which is then the screen to act on. One goroutine walks
// at a time.
type Walker struct {
	Person *Person
	Screen Message // the last message with buttons; zero before the first

	seen     chan Message
	patience time.Duration
}

// ErrNoReply says that the bot did not answer an act in time.
var ErrNoReply = errors.New("no reply")

// Walk makes a walker of a person; it takes the person's OnMessage hook.
// patience bounds the wait for each reply.
func Walk(p *Person, patience time.Duration) *Walker {
	w := &Walker{Person: p, seen: make(chan Message, 64), patience: patience}
	p.OnMessage(func(m Message) {
		if !m.FromBot || len(m.Buttons) == 0 {
			return
		}
		select {
		case w.seen <- m:
		default:
		}
	})
	return w
}

// Write sends a text and waits for the reply.
func (w *Walker) Write(ctx context.Context, text string) error {
	w.look()
	w.Person.Send(text)
	return w.wait(ctx)
}

// Press presses the screen's first button that is meant, and waits for the
// reply.
func (w *Walker) Press(ctx context.Context, meant func(Button) bool) error {
	w.look()
	for _, row := range w.Screen.Buttons {
		for _, b := range row {
			if !meant(b) {
				continue
			}
			if _, err := w.Person.Press(w.Screen.ID, b.Data); err != nil {
				return fmt.Errorf("press %s: %w", b.Text, err)
			}
			return w.wait(ctx)
		}
	}
	return fmt.Errorf("no such button on %q", w.Screen.Text)
}

// look takes in what came after the reply that was waited for.
func (w *Walker) look() {
	for {
		select {
		case m := <-w.seen:
			w.Screen = m
		default:
			return
		}
	}
}

func (w *Walker) wait(ctx context.Context) error {
	timer := time.NewTimer(w.patience)
	defer timer.Stop()
	select {
	case m := <-w.seen:
		w.Screen = m
		return nil
	case <-timer.C:
		return ErrNoReply
	case <-ctx.Done():
		return ctx.Err()
	}
}
