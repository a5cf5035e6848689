package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"porchlight/bot/api"
	"porchlight/storage"
)

const (
	pollTimeout = 50 * time.Second
	pollLimit   = 100
	// sameOffset is how long the same offset must not be asked for again:
	// Telegram then hands out one update only.
	sameOffset = 500 * time.Millisecond
	// pollGather is how long a batch may take before the next is asked for
	// although some of it is still under way.
	pollGather = 20 * time.Millisecond
)

// inFlight is what Telegram handed out and was not told to forget, in order.
type inFlight struct {
	mu    sync.Mutex
	ids   []int
	safe  map[int]bool
	moved chan struct{} // the oldest became safe
	all   chan struct{} // everything became safe
}

func newInFlight() *inFlight {
	return &inFlight{safe: map[int]bool{}, moved: make(chan struct{}, 1), all: make(chan struct{}, 1)}
}

// add takes an update in, unless it is under way already.
func (f *inFlight) add(id int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Contains(f.ids, id) {
		f.ids = append(f.ids, id)
	}
	if _, had := f.safe[id]; had {
		return false
	}
	f.safe[id] = false
	return true
}

// forget takes back that anything is safe. Telegram is to hand out again, in
// order, everything it was not told to forget.
func (f *inFlight) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ids = nil
	for id, safe := range f.safe {
		if safe {
			delete(f.safe, id)
		}
	}
}

// done notes that an update is safe, or that nobody works on it any more. The
// latter keeps its place: confirming anything after it would confirm it too.
func (f *inFlight) done(id int, safe bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if safe {
		f.safe[id] = true
	} else {
		delete(f.safe, id)
	}
	if len(f.ids) > 0 && f.safe[f.ids[0]] {
		signal(f.moved)
	}
	if !f.open() {
		signal(f.all)
	}
}

// open says whether anything is under way. The caller holds mu.
func (f *inFlight) open() bool {
	for _, id := range f.ids {
		if safe, underWay := f.safe[id]; underWay && !safe {
			return true
		}
	}
	return false
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// confirmed drops the longest safe prefix and returns the offset that confirms
// it, 0 if nothing is to be confirmed, and whether anything is still under way.
func (f *inFlight) confirmed() (offset int, open bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.ids) > 0 && f.safe[f.ids[0]] {
		offset = f.ids[0] + 1
		delete(f.safe, f.ids[0])
		f.ids = f.ids[1:]
	}
	return offset, f.open()
}

// poll asks Telegram for updates and confirms the longest committed prefix of
// what it got, never more; with replicas of Redis, only once one of them has it.
// After a failover what was not confirmed is taken again. One process of a
// programme polls at a time.
func (b *Bot) poll(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx) // a refused token ends the poller, and it ends its lease
	flight, mine := newInFlight(), &pollLease{}
	var keeping sync.WaitGroup
	keeping.Go(func() { b.keepLease(ctx, mine) })
	defer keeping.Wait()
	defer stop()
	offset, asked := 0, time.Time{}
	lastOffset := -1
	told, tenure := 0, b.store.Tenure() // told confirms what is safe for good
	for ctx.Err() == nil {
		if now := b.store.Tenure(); now != tenure {
			flight.forget()
			offset, tenure = told, now
		}
		if offset != told {
			if err := b.store.Synced(ctx, tenure); err != nil {
				b.notSynced(ctx, err)
				continue
			}
			told = offset
		}
		if !mine.mine() || !b.store.Sound() {
			rest(ctx, 20*time.Millisecond)
			continue
		}
		if offset == lastOffset {
			if !rest(ctx, sameOffset-time.Since(asked)) {
				break
			}
		}
		lastOffset = offset
		updates, err := b.getUpdates(ctx, mine, offset)
		asked = time.Now() // the half second is counted from the answer on
		if err != nil {
			if ctx.Err() != nil {
				break
			}
			if api.Unauthorized(err) {
				return ErrToken
			}
			if !errors.Is(err, context.Canceled) {
				b.pollFailed(ctx, err)
			}
			continue
		}
		b.ready.set(true)
		if len(updates) == 0 {
			// Everything handed out so far is confirmed by this very call.
			// Beginning anew survives Telegram resetting its ids.
			if _, open := flight.confirmed(); !open {
				offset, lastOffset, told = 0, -1, 0
			}
			continue
		}
		if !b.dispatch(ctx, flight, updates, tenure) {
			break
		}
		if next := b.gather(ctx, flight, asked); next != 0 {
			offset = next
		}
	}
	b.lastConfirm(flight, offset, lastOffset, tenure)
	return nil
}

// pollLease is the right to poll, renewed in the background.
type pollLease struct {
	mu    sync.Mutex
	until time.Time
	end   context.CancelFunc // of the call under way
}

// pollTrust is for how long a renewal is believed; a lease lasts longer.
const pollTrust = 2 * time.Second

func (l *pollLease) mine() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Before(l.until)
}

// renewed notes an answer of Redis; losing the lease ends the call under way.
func (l *pollLease) renewed(asked time.Time, mine bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if mine {
		l.until = asked.Add(pollTrust)
		return
	}
	l.until = time.Time{}
	if l.end != nil {
		l.end()
	}
}

// keepLease renews the right to poll every half second until ctx ends.
func (b *Bot) keepLease(ctx context.Context, l *pollLease) {
	for {
		asked := time.Now()
		call, cancel := context.WithTimeout(ctx, time.Second)
		mine, err := b.store.Poller(call)
		cancel()
		if err == nil {
			l.renewed(asked, mine)
		}
		if !rest(ctx, 500*time.Millisecond) {
			return
		}
	}
}

// getUpdates polls once; losing the lease ends the call.
func (b *Bot) getUpdates(ctx context.Context, l *pollLease, offset int) ([]api.Update, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l.mu.Lock()
	l.end = cancel
	l.mu.Unlock()
	timeout := pollTimeout
	if !b.ready.get() { // soon know whether Telegram is back
		timeout = 0
	}
	updates, err := b.api.GetUpdates(ctx, offset, pollLimit, timeout, allowedUpdates())
	l.mu.Lock()
	l.end = nil
	l.mu.Unlock()
	return updates, err
}

// pollFailed waits as the failure asks.
func (b *Bot) pollFailed(ctx context.Context, err error) {
	wait := time.Second
	if after, ok := api.RetryAfter(err); ok {
		wait = after
	} else if api.Conflict(err) {
		wait = 3 * time.Second
	} else {
		b.ready.set(false)
	}
	b.log.Warn("polling", "error", err, "again_in", wait)
	rest(ctx, wait)
}

// notSynced waits a little before the replicas of Redis are asked again.
func (b *Bot) notSynced(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	b.log.Warn("nothing is confirmed to Telegram yet", "error", err)
	if !errors.Is(err, storage.ErrFailover) {
		rest(ctx, 250*time.Millisecond)
	}
}

// dispatch hands a batch to the lanes, skipping what is still under way. What
// is done under another master of Redis than tenure's is not safe.
func (b *Bot) dispatch(ctx context.Context, flight *inFlight, updates []api.Update, tenure storage.Tenure) bool {
	defer b.lanes.ring()
	for _, u := range updates {
		id := u.UpdateID
		if !flight.add(id) {
			continue
		}
		in := b.read(u)
		b.metrics.update(in)
		if in.ignore != "" && in.callback == "" {
			flight.done(id, true)
			continue
		}
		if !b.lanes.give(ctx, job{in: in, done: func(safe bool) { flight.done(id, safe && b.store.Tenure() == tenure) }}) {
			flight.done(id, false)
			return false
		}
	}
	return true
}

// gather waits until the batch is safe; after pollGather it makes do with its
// beginning, and once the same offset may be asked for again with nothing. It
// returns the offset that confirms what is safe, 0 for nothing.
func (b *Bot) gather(ctx context.Context, flight *inFlight, asked time.Time) (offset int) {
	timer := time.NewTimer(pollGather)
	defer timer.Stop()
	for {
		next, open := flight.confirmed()
		if next != 0 {
			offset = next
		}
		waited := time.Since(asked)
		if !open || offset != 0 && waited >= pollGather || waited >= sameOffset {
			return offset
		}
		if waited < pollGather {
			timer.Reset(pollGather - waited)
		} else {
			timer.Reset(sameOffset - waited)
		}
		select {
		case <-flight.moved:
		case <-flight.all:
		case <-timer.C:
		case <-ctx.Done():
			return offset
		}
	}
}

// lastConfirm waits for what the lanes have and confirms it, so that a clean
// end leaves nothing to be handed out twice. told is what Telegram was told.
func (b *Bot) lastConfirm(flight *inFlight, offset, told int, tenure storage.Tenure) {
	deadline := time.NewTimer(turnPatience)
	defer deadline.Stop()
	for {
		next, open := flight.confirmed()
		if next != 0 {
			offset = next
		}
		if !open {
			break
		}
		select {
		case <-flight.moved:
		case <-flight.all:
		case <-deadline.C:
			open = false
		case <-time.After(20 * time.Millisecond):
		}
	}
	if offset == 0 || offset == told {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := b.store.Synced(ctx, tenure); err != nil {
		b.log.Warn("the last updates are not confirmed; the next process gets them again", "error", err)
		return
	}
	if _, err := b.api.GetUpdates(ctx, offset, 1, 0, allowedUpdates()); err != nil {
		b.log.Warn("the last updates were not confirmed; they are known as done", "error", err)
	}
}
