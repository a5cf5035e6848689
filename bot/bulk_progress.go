package bot

import (
	"context"
	"math"
	"time"

	"porchlight/storage"
)

// Progress is how far a bulk run has come, for people.
type Progress struct {
	storage.Run
	Tried     int       // Reached, Unreachable and Failed together
	Reached   int       // Telegram took the message
	Remaining int       // people it will still be sent to; an estimate if nobody counted them before
	Ends      time.Time // when it is expected to be over, or was; zero while that cannot be said
}

// Over says that nothing of the run will change any more.
func (p Progress) Over() bool {
	return (p.State == storage.RunDone || p.State == storage.RunStopped) && p.Waiting == 0
}

// Progress reads how far a run has come. It returns storage.ErrNoRun if there
// is none of this id.
func (b *Bot) Progress(ctx context.Context, id storage.RunID) (Progress, error) {
	r, err := b.store.Run(ctx, id)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Run: *r, Tried: r.Sent + r.Unreachable + r.Failed, Reached: r.Sent, Remaining: remaining(r), Ends: r.Ended}
	if r.State != storage.RunRunning || r.Since.IsZero() && r.Urgent {
		return p, nil
	}
	now := b.now()
	if rate := b.bulkRate(r, now); rate > 0 {
		from := now
		if quiet, ends := quietHours(b.programme, now); quiet && !r.Urgent {
			from = ends
		}
		p.Ends = from.Add(time.Duration(float64(p.Remaining) / rate * float64(time.Second)))
	}
	return p, nil
}

// remaining is how many people are still to be done with.
func remaining(r *storage.Run) int {
	total := max(r.Expected, r.Matched)
	switch {
	case r.State == storage.RunStopped || r.State == storage.RunDone:
		return 0
	case r.Cursor >= r.Bound:
		total = r.Matched
	case r.Expected == 0 && r.Cursor > 0:
		total = int(math.Ceil(float64(r.Matched) * float64(r.Bound) / float64(r.Cursor)))
	}
	return max(total-r.Finished(), r.Waiting)
}

// trustedRate is how long a run must have run before its own speed tells more
// than the pace.
const trustedRate = 10 * time.Second

// bulkRate is how many people a second a run is done with.
func (b *Bot) bulkRate(r *storage.Run, now time.Time) float64 {
	ran := r.Ran
	if !r.Since.IsZero() {
		ran += now.Sub(r.Since)
	}
	if pace := b.store.Pace().Total; ran < trustedRate && pace > 0 {
		return pace
	}
	if ran <= 0 {
		return 0
	}
	return float64(r.Finished()) / ran.Seconds()
}

// WatchBulk shows a run's progress at once, then whenever it has changed but
// no more often than every so often, and a last time when it is over. It
// returns then, or when ctx ends. What show fails at is shown the next time.
func (b *Bot) WatchBulk(ctx context.Context, id storage.RunID, every time.Duration, show func(context.Context, Progress) error) error {
	var shown Progress
	for first := true; first || rest(ctx, every); first = false {
		p, err := b.Progress(ctx, id)
		switch {
		case err == storage.ErrNoRun:
			return err
		case err != nil:
			continue
		case !first && p.State == shown.State && p.RunCounts == shown.RunCounts:
			continue
		}
		if err := show(ctx, p); err != nil {
			b.log.Warn("progress of a bulk run is not shown", "run", id, "error", err)
			continue
		}
		if p.Over() {
			return nil
		}
		shown = p
	}
	return ctx.Err()
}

// AudienceCount is how many people an audience is made of.
type AudienceCount struct {
	People      int // all of them
	Paused      int // of these, want no pushes
	Unreachable int // of these, blocked the bot
}

// CountAudience counts an audience, a page at a time.
func (b *Bot) CountAudience(ctx context.Context, a storage.Audience) (n AudienceCount, err error) {
	for at := int64(0); ; {
		page, err := b.store.Recipients(ctx, at, math.MaxInt64, storage.BulkPage)
		if err != nil {
			return AudienceCount{}, err
		}
		if len(page) == 0 {
			return n, nil
		}
		for _, one := range page {
			at = one.Joined
			switch {
			case one.Person == nil || !a.Has(one.Person):
				continue
			case one.Person.Paused:
				n.Paused++
			case one.Gone:
				n.Unreachable++
			}
			n.People++
		}
	}
}
