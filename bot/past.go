package bot

import (
	"context"
	"fmt"

	"porchlight/flows"
	"porchlight/storage"
)

// This file is for a past that is written before a bot begins to run, as the demo's is:
// people act by flows.Decide and storage.Store.Commit, and what the calendar would have
// done by then is done by Past. Nothing of it is sent to anybody.

// World is what every turn's World begins with.
func (b *Bot) World() flows.World { return b.world }

// Past runs a job of the calendar as of the moment that the clock shows, and takes all
// that it says, to one or to many, as sent and read. It is called before Run.
func (b *Bot) Past(ctx context.Context, job string) error {
	for _, j := range jobs() {
		if j.name != job {
			continue
		}
		for runs := 1; runs > 0; { // what is over is reported by a second look
			if err := j.run(b, ctx, b.now(), b.now()); err != nil {
				return fmt.Errorf("job %s: %w", job, err)
			}
			live, err := b.store.LiveRuns(ctx)
			if err != nil {
				return err
			}
			if runs = len(live); runs == 0 {
				break
			}
			if _, err := b.bulk.step(ctx); err != nil {
				return err
			}
			if err := b.takeAsSent(ctx); err != nil {
				return err
			}
		}
		return b.takeAsSent(ctx)
	}
	return fmt.Errorf("there is no job %q", job)
}

// takeAsSent empties the outbox.
func (b *Bot) takeAsSent(ctx context.Context) error {
	for {
		who, lane, _, err := b.store.Due(ctx, 100)
		if err != nil || len(who) == 0 {
			return err
		}
		for _, one := range who {
			d, ok, err := b.store.Lease(ctx, one, lane)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			if _, err := b.store.Settle(ctx, d, storage.Settlement{Done: true, Now: b.now()}); err != nil {
				return err
			}
		}
	}
}
