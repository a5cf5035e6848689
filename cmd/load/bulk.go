package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"porchlight/bot/emulator"
)

// An announcement runs beside the measurement with default settings. It goes to
// people who read Ukrainian; everybody else here reads English, so that nobody who is
// measured gets it.
const (
	firstReader = 2_000_000
	organiserID = 99_998
	newsText    = "A drill of the fire brigade, Saturday at ten."
)

// readers are the people the announcement is for.
type readers []*emulator.Person

// reached is how many of them have it.
func (r readers) reached() (n int) {
	for _, p := range r {
		if m, ok := p.Chat().LastFromBot(); ok && strings.Contains(m.Text, newsText) {
			n++
		}
	}
	return n
}

// announce registers n readers, has an organiser announce something to them, and
// returns as soon as the first have it.
func (b *bench) announce(ctx context.Context, n int) (readers, error) {
	var all readers
	var idle []*talker
	for i := range n {
		t := b.crowd.talker(firstReader + int64(i))
		idle, all = append(idle, t), append(all, t.Person)
	}
	if err := b.crowd.each(idle, 50, func(t *talker) error { return t.onboarding(ctx, "uk") }); err != nil {
		return nil, fmt.Errorf("register the readers: %w", err)
	}
	if err := b.writeNews(ctx); err != nil {
		return nil, fmt.Errorf("write an announcement: %w", err)
	}
	for range 900 { // it begins within a minute
		if all.reached() > 0 {
			return all, nil
		}
		pause(ctx, 100*time.Millisecond)
	}
	return nil, fmt.Errorf("the announcement does not begin")
}

// writeNews plays an organiser from the invitation to "send".
func (b *bench) writeNews(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, b.binary, "invite", "organiser", "--name", "Load")
	cmd.Env, cmd.Stderr = b.settings(), os.Stderr
	link, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("invite an organiser: %w", err)
	}
	_, payload, _ := strings.Cut(strings.TrimSpace(string(link)), "start=")
	organiser := b.crowd.talker(organiserID)
	if err := organiser.Write(ctx, "/start "+payload); err != nil {
		return err
	}
	for _, do := range []string{"en", "accept"} {
		if err := organiser.press(ctx, do, false); err != nil {
			return err
		}
	}
	if err := organiser.Write(ctx, "/desk"); err != nil {
		return err
	}
	for _, do := range []string{"news", "make", "all", "> " + newsText, "same", "without", "next", "l.uk", "next", "yes", "now", "send"} {
		if text, written := strings.CutPrefix(do, "> "); written {
			err = organiser.Write(ctx, text)
		} else {
			err = organiser.press(ctx, do, false)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
