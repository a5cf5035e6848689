package bot

import (
	"context"
	"errors"
	"time"

	"porchlight/flows"
)

// askSolved asks the authors of cases that were closed a week ago whether they are solved,
// each once a day at most: whoever has several gets one message.
func (b *Bot) askSolved(ctx context.Context, at, _ time.Time) error {
	jobs, err := b.store.Jobs(ctx)
	if err != nil {
		return err
	}
	last := jobs["solved"].Done // what fell due while the bot was down counts too
	if last.IsZero() || !last.Before(at) {
		last = at.AddDate(0, 0, -1)
	}
	due, err := b.store.SolvedDue(ctx, last, at)
	if err != nil {
		return err
	}
	var errs []error
	for who, codes := range due {
		p, err := b.store.PersonOf(ctx, who)
		if err != nil || p == nil {
			errs = append(errs, err)
			continue
		}
		if say, ok := flows.AskSolved(p, who, codes); ok {
			errs = append(errs, b.tellOnce(ctx, "solved-"+at.In(b.programme.Zone).Format(time.DateOnly), say))
		}
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// closeMonth settles the card of the month that is over.
func (b *Bot) closeMonth(ctx context.Context, at, _ time.Time) error {
	id, period := flows.MonthToClose(b.programme, at)
	counters, err := b.store.Counters(ctx, []string{period})
	if err != nil || len(counters[period]) == 0 {
		return err
	}
	m, err := flows.CloseMonth(id, counters[period])
	if err != nil {
		return err
	}
	_, err = b.store.PutMonth(ctx, m)
	return err
}
