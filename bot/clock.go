package bot

import (
	"context"
	"errors"
	"time"

	"porchlight/flows"
)

// clockLine is when whoever has cases near or past their time is reminded: working
// mornings, unless the programme's working week is another.
func clockLine(s flows.Schedule) string {
	if s.Clock != "" {
		return s.Clock
	}
	return "0 9 * * 1-5"
}

// tellLate reminds everybody with a role of what waits too long at their desk: one
// message a working day, numbers only, and none to whoever paused messages. A day
// that the bot slept through is not made up for on a day off.
func (b *Bot) tellLate(ctx context.Context, at, now time.Time) error {
	day := at.In(b.programme.Zone).Format(time.DateOnly)
	if now.In(b.programme.Zone).Format(time.DateOnly) != day {
		return nil
	}
	board, err := b.freshBoard(ctx)
	if err != nil {
		return err
	}
	all, err := b.store.Timed(ctx, now)
	if err != nil {
		return err
	}
	var errs []error
	for _, m := range board.Staff {
		say, due := flows.ClockReminder(board, m, all, now)
		if !due {
			continue
		}
		errs = append(errs, b.tellStaff(ctx, "clock-"+day, m, say))
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// tellStaff tells a member something once, unless they paused messages.
func (b *Bot) tellStaff(ctx context.Context, what string, m flows.Member, say flows.Say) error {
	wants, err := b.store.WantsPush(ctx, m.Who)
	if err != nil || !wants {
		return err
	}
	return b.tellOnce(ctx, what, say)
}
