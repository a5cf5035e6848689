package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"porchlight/bot/emulator"
)

// crowd is people whose next act follows from what they see.
type crowd struct {
	emu    *emulator.Server
	first  int64 // id of the first of them
	people []*talker
}

const firstID = 10_000

// talker is one of them.
type talker struct {
	*emulator.Walker
	answered chan struct{}
	at       int // the next act
}

func newCrowd(emu *emulator.Server, first int64, n int) *crowd {
	c := &crowd{emu: emu, first: first}
	for i := range n {
		c.people = append(c.people, c.talker(first+int64(i)))
	}
	return c
}

func (c *crowd) talker(id int64) *talker {
	p := c.emu.Person(id, emulator.Profile{FirstName: "R", LanguageCode: "en"})
	return &talker{Walker: emulator.Walk(p, patience), answered: make(chan struct{}, 8)}
}

// patience bounds the wait for one reply.
const patience = 10 * time.Second

// answer is told of every answered press.
func (c *crowd) answer(id int64, _ emulator.Toast) {
	if i := id - c.first; i >= 0 && i < int64(len(c.people)) {
		select {
		case c.people[i].answered <- struct{}{}:
		default:
		}
	}
}

// press presses the first button that begins to do do, and waits for the
// reply; and for the press to be answered, if anybody listens for that.
func (t *talker) press(ctx context.Context, do string, answered bool) error {
	err := t.Press(ctx, func(b emulator.Button) bool {
		_, does, _ := strings.Cut(b.Data, "~")
		return strings.HasPrefix(does, do)
	})
	if err != nil {
		return fmt.Errorf("press %s: %w", do, err)
	}
	if !answered {
		return nil
	}
	select {
	case <-t.answered:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("press %s is not answered", do)
	}
}

// onboarding brings somebody to the menu, in a language.
func (t *talker) onboarding(ctx context.Context, lang string) error {
	if err := t.Write(ctx, "/start"); err != nil {
		return err
	}
	for _, do := range []string{lang, "adult", "agree", "a."} {
		if err := t.press(ctx, do, false); err != nil {
			return err
		}
	}
	return nil
}

// round is what talkers do again and again: five presses and a text, from the
// menu through a concern and back.
var round = []string{"concern", "street", "skip", "", "counted", "cancel"}

// act does the next thing and says how long the reply took.
func (t *talker) act(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	var err error
	if do := round[t.at]; do == "" {
		err = t.Write(ctx, "The lamps by the school are dark since Monday.")
	} else {
		err = t.press(ctx, do, true)
	}
	t.at = (t.at + 1) % len(round)
	return time.Since(began), err
}

// settle brings the talkers to the menu, so many at once.
func (c *crowd) settle(ctx context.Context) error {
	const atOnce = 50
	return c.each(c.people, atOnce, func(t *talker) error {
		if err := t.onboarding(ctx, "en"); err != nil {
			return err
		}
		for len(t.answered) > 0 {
			<-t.answered
		}
		return nil
	})
}

// each runs a function for everybody, at most so many at once.
func (c *crowd) each(people []*talker, atOnce int, do func(*talker) error) error {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, t := range people {
		group.Go(func() error { return do(t) })
	}
	return group.Wait()
}

// saturate lets everybody act without pause and gives the time of each act.
func (c *crowd) saturate(ctx context.Context, lasts time.Duration) ([]time.Duration, error) {
	until := time.Now().Add(lasts)
	var mu sync.Mutex
	var all []time.Duration
	err := c.each(c.people, len(c.people), func(t *talker) error {
		var mine []time.Duration
		for time.Now().Before(until) {
			took, err := t.act(ctx)
			if err != nil {
				return err
			}
			mine = append(mine, took)
		}
		mu.Lock()
		all = append(all, mine...)
		mu.Unlock()
		return nil
	})
	return all, err
}

// pace lets people act at a rate, whoever is free next.
func (c *crowd) pace(ctx context.Context, rate int, lasts time.Duration) ([]time.Duration, error) {
	free := make(chan *talker, len(c.people))
	for _, t := range c.people {
		free <- t
	}
	var mu sync.Mutex
	var all []time.Duration
	var group errgroup.Group
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for until := time.Now().Add(lasts); time.Now().Before(until); {
		<-tick.C
		t := <-free
		group.Go(func() error {
			took, err := t.act(ctx)
			mu.Lock()
			all = append(all, took)
			mu.Unlock()
			free <- t
			return err
		})
	}
	return all, group.Wait()
}

// register brings n more people to the menu, after which they are idle.
func (c *crowd) register(ctx context.Context, n int) error {
	const atOnce = 50
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range n {
		group.Go(func() error { return c.talker(int64(1_000_000+i)).onboarding(ctx, "en") })
	}
	return group.Wait()
}
