package bot

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"porchlight/storage"
)

// careful is in force for a while after an unclean end: an attempt at an
// update is then recorded before its step runs, so that one which kills the
// process cannot do so for ever. Whatever was under way when the process died is
// suspected, and tried alone: if the process dies of it then, it is not for what
// another update did.
type careful struct {
	until atomic.Pointer[time.Time]
	alone *semaphore.Weighted // each attempt takes one of everyAttempt, one that is alone takes all
}

const (
	// everyAttempt is more than there can be attempts at once.
	everyAttempt = 1 << 20
	// carefulFor is how long: Telegram hands out again at once whatever was not
	// confirmed.
	carefulFor = 2 * time.Minute
	// carefulAtFirst is how long where another process ran a moment ago: so long
	// it takes to see whether it died.
	carefulAtFirst = 5 * time.Second
	// carefulTries is how many attempts alone may begin before an update is set
	// aside.
	carefulTries = 3
)

func (c *careful) begin(lasts time.Duration) {
	until := time.Now().Add(lasts)
	c.until.Store(&until)
}

func (c *careful) on() bool {
	until := c.until.Load()
	return until != nil && time.Now().Before(*until)
}

// guarded records an attempt before it begins, for a while after an unclean
// end, and refuses one that the process died of too often.
func (b *Bot) guarded(ctx context.Context, in *incoming, attempt func() error) error {
	if !b.poison.on() {
		return attempt()
	}
	alone := b.poison.alone
	if err := alone.Acquire(ctx, 1); err != nil {
		return err
	}
	before, err := b.store.Try(ctx, in.update)
	if err != nil || before == 0 {
		defer alone.Release(1)
		return b.recorded(ctx, in, attempt)
	}
	alone.Release(1)
	if err := alone.Acquire(ctx, everyAttempt); err != nil {
		return err
	}
	defer alone.Release(everyAttempt)
	if died, err := b.store.TryAlone(ctx, in.update); err == nil && died >= carefulTries {
		return errPoison
	}
	return b.recorded(ctx, in, attempt)
}

// recorded makes an attempt that was recorded, and notes that it ended.
func (b *Bot) recorded(ctx context.Context, in *incoming, attempt func() error) error {
	err := attempt()
	call, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := b.store.Tried(call, in.update); err != nil {
		b.log.Warn("forgetting an attempt", "error", err)
	}
	return err
}

// lookForEnds looks once more, when the heartbeats have run out that processes may
// have left which died just before this one began.
func (b *Bot) lookForEnds(ctx context.Context) error {
	if !rest(ctx, carefulAtFirst-time.Second) {
		return nil
	}
	found, err := b.store.Ends(ctx)
	if err != nil && ctx.Err() == nil {
		b.log.Warn("looking for processes that died", "error", err)
	}
	b.died(found)
	return nil
}

// died is told of processes that ended uncleanly.
func (b *Bot) died(found storage.Ends) {
	if found.Dead == 0 {
		return
	}
	b.log.Warn("the last run did not end cleanly")
	b.poison.begin(carefulFor)
}

// readiness is whether Telegram answered lately; whether Redis did, the
// heartbeat knows.
type readiness struct{ ok atomic.Bool }

func (r *readiness) set(ok bool) { r.ok.Store(ok) }
func (r *readiness) get() bool   { return r.ok.Load() }
