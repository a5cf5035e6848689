package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

// closeEditions decides what officers, and the independent contact, may be shown of
// every week that is over, once and for all, and tells them that it is there.
func (b *Bot) closeEditions(ctx context.Context, _, now time.Time) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	for _, r := range flows.Readerships() {
		if err := b.closeEditionsOf(ctx, r, board, now); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bot) closeEditionsOf(ctx context.Context, r flows.Readership, board *flows.Board, now time.Time) error {
	editions, err := b.store.Editions(ctx, r)
	if err != nil {
		return err
	}
	weeks, periods := flows.WeeksToClose(r, b.programme, board.First, editions, now)
	for _, week := range weeks {
		needed := append([]string(nil), periods[week]...)
		for _, e := range editions {
			needed = append(needed, e.Tally.Periods...)
		}
		counters, err := b.store.Counters(ctx, needed)
		if err != nil {
			return err
		}
		e, err := flows.CloseEdition(r, b.programme, board.First, week, periods[week], counters, editions, now)
		if err != nil {
			return fmt.Errorf("close the edition of %s: %w", week, err)
		}
		ours, err := b.store.PutEdition(ctx, r, len(editions), e)
		if err != nil || !ours {
			return err // somebody else closed it; the next run goes on from there
		}
		editions = append(editions, e)
	}
	if len(editions) == 0 {
		return nil
	}
	return b.tellReaders(ctx, r, board, editions[len(editions)-1].Week) // once each, also after a run that died
}

// tellReaders tells everybody who reads digests that a new one is there, but
// not who paused messages: they find it on their desk.
func (b *Bot) tellReaders(ctx context.Context, r flows.Readership, board *flows.Board, week string) error {
	var errs []error
	for _, m := range board.Staff {
		if !m.ReadsDigests(r) || m.AwayAt(b.now()) { // who stands in reads theirs
			continue
		}
		errs = append(errs, b.tellStaff(ctx, "digest-"+week, m, flows.DigestReady(r, m)))
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// tellOnce queues a message that somebody gets once, whoever runs the job again.
// In quiet hours, which a digest at 7:00 or a run after a downtime falls into, it
// waits for their end.
func (b *Bot) tellOnce(ctx context.Context, what string, say flows.Say) error {
	now := b.now()
	wait := flows.UntilQuietEnds(b.programme, now, "told."+what)
	if wait != nil {
		now = wait.Until
	}
	m, err := b.packOne(say, now)
	if err != nil {
		return err
	}
	out, err := m.entry(*say.To, false)
	if err != nil {
		return err
	}
	out.Other = true
	if wait != nil {
		out.Hold = &storage.Hold{Until: wait.Until, Name: wait.Name}
	}
	_, err = b.store.TellOnce(ctx, what, out)
	return err
}

// tellStaff tells a member something once, unless they paused messages.
func (b *Bot) tellStaff(ctx context.Context, what string, m flows.Member, say flows.Say) error {
	wants, err := b.store.WantsPush(ctx, m.Who)
	if err != nil || !wants {
		return err
	}
	return b.tellOnce(ctx, what, say)
}
