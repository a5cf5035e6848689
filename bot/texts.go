package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"porchlight/flows"
)

// textsLine is once a day, at the first hour at which texts reach officers.
func textsLine(s flows.Schedule) string {
	hour, minute := s.FirstText()
	return fmt.Sprintf("%d %d * * *", minute, hour)
}

// tellTexts tells officers that there is something new to read, at most once a day.
// Nothing becomes readable by it: that is a matter of the clock alone.
func (b *Bot) tellTexts(ctx context.Context, at, now time.Time) error {
	jobs, err := b.store.Jobs(ctx)
	if err != nil {
		return err
	}
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	last := jobs["texts"].Done // what came while the bot was down counts too
	if last.IsZero() || !last.Before(at) {
		last = at.AddDate(0, 0, -1)
	}
	fresh, err := b.store.FreshAreas(ctx, last, at)
	if err != nil || len(fresh) == 0 {
		return err
	}
	slices.Sort(fresh)
	var errs []error
	for _, m := range board.Staff {
		if say, ok := flows.TextsReady(board, m, fresh, now); ok {
			errs = append(errs, b.tellStaff(ctx, "texts-"+at.In(b.programme.Zone).Format(time.DateOnly), m, say))
		}
	}
	b.outbox.wake()
	return errors.Join(errs...)
}
