package bot

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

const (
	sendSlots  = 256 // messages on the wire at once
	bulkSlots  = 192 // of these, drawn as notices or bulk: replies always find room
	answerMax  = 256 // answers to presses at once
	drawBatch  = 64
	drawPoll   = time.Second // others' leavings are looked for at least this often
	sendDrain  = 8 * time.Second
	answerTime = 5 * time.Second
)

// outbox hands waiting messages to senders: at once to the process that
// committed them, else as they become due, replies before bulk.
type outbox struct {
	bot     *Bot
	slots   chan struct{} // taken by each send
	bulk    chan struct{} // taken besides by each send that was drawn as a notice or as bulk
	answers chan struct{}
	woken   chan struct{}
	sending *workers
	closed  atomic.Bool
	flood   flood

	mu     sync.Mutex
	trust  context.Context // ends when leases can no longer be trusted
	revoke context.CancelFunc
}

func newOutbox(b *Bot) *outbox {
	o := &outbox{
		bot: b, slots: make(chan struct{}, sendSlots), bulk: make(chan struct{}, bulkSlots), answers: make(chan struct{}, answerMax),
		woken: make(chan struct{}, 1), sending: newWorkers(),
	}
	o.trust, o.revoke = context.WithCancel(context.Background())
	return o
}

// wake makes the drawer look again.
func (o *outbox) wake() { signal(o.woken) }

// reserve takes a slot for a message that is about to be committed, if sending
// it at once is possible; giveBack returns slots that were not used.
func (o *outbox) reserve() bool {
	if o.closed.Load() || o.flood.paused() || o.bot.store.Trust() <= 0 {
		return false
	}
	select {
	case o.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

func (o *outbox) giveBack(n int) {
	for range n {
		<-o.slots
	}
}

// sendNow sends a message whose lease came with its commit; the slot is taken.
func (o *outbox) sendNow(d storage.Drawn) { o.spawn(d, storage.Replies) }

// spawn sends on a worker of its own. Whom the drawer still draws while the
// process ends is not sent to: the lease is given back with all others.
func (o *outbox) spawn(d storage.Drawn, drawn storage.Lane) {
	done := func() {
		if drawn != storage.Replies {
			<-o.bulk
		}
		<-o.slots
	}
	if !o.sending.run(func() { defer done(); o.follow(d) }) {
		done()
	}
}

// follow sends a message and then whatever else may go to the same person now.
func (o *outbox) follow(d storage.Drawn) {
	for {
		more := o.bot.deliver(o.trustCtx(), d)
		if !more || o.closed.Load() || o.flood.paused() {
			if more {
				o.wake()
			}
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		next, ok, err := o.bot.store.Lease(ctx, d.To, storage.Replies)
		cancel()
		if err != nil || !ok {
			o.wake()
			return
		}
		d = next
	}
}

// run draws what is due until ctx ends.
func (o *outbox) run(ctx context.Context) error {
	for ctx.Err() == nil {
		if o.closed.Load() {
			<-ctx.Done()
			return nil
		}
		wait := o.draw(ctx)
		if wait <= 0 {
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-o.woken:
		case <-timer.C:
		}
		timer.Stop()
	}
	return nil
}

// draw takes what is due now and says how long to wait before looking again.
func (o *outbox) draw(ctx context.Context) time.Duration {
	if left := o.flood.left(); left > 0 {
		return left
	}
	if o.bot.store.Trust() <= 0 {
		return 100 * time.Millisecond
	}
	who, lane, wait, err := o.bot.store.Due(ctx, drawBatch)
	if err != nil {
		if ctx.Err() == nil {
			o.bot.log.Warn("looking for messages to send", "error", err)
		}
		return 500 * time.Millisecond
	}
	if len(who) == 0 {
		if wait < 0 || wait > drawPoll {
			return drawPoll
		}
		return max(wait, time.Millisecond)
	}
	for _, id := range who {
		if lane != storage.Replies && len(o.bulk) == cap(o.bulk) {
			return 10 * time.Millisecond
		}
		if !o.drawOne(ctx, id, lane) {
			return 50 * time.Millisecond
		}
	}
	return 0
}

// drawOne leases one person and sends to them. It returns false if drawing
// should stop for a moment.
func (o *outbox) drawOne(ctx context.Context, id flows.ID, lane storage.Lane) bool {
	select {
	case o.slots <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	if o.closed.Load() || o.flood.paused() {
		<-o.slots
		return false
	}
	d, ok, err := o.bot.store.Lease(ctx, id, lane)
	if err != nil || !ok {
		<-o.slots
		return err == nil
	}
	if lane != storage.Replies {
		o.bulk <- struct{}{} // the drawer alone adds, and found room
	}
	o.spawn(d, lane)
	return true
}

// answer answers a press, without anybody waiting for it.
func (o *outbox) answer(id, text string) {
	o.answers <- struct{}{}
	if !o.sending.run(func() {
		defer func() { <-o.answers }()
		ctx, cancel := context.WithTimeout(context.Background(), answerTime)
		defer cancel()
		o.bot.answerCallback(ctx, id, text)
	}) {
		<-o.answers
	}
}

// trustCtx ends when this process' leases may be somebody else's.
func (o *outbox) trustCtx() context.Context {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.trust.Err() != nil && o.bot.store.Trust() > 0 {
		o.trust, o.revoke = context.WithCancel(context.Background())
	}
	return o.trust
}

// abandon ends the sends under way: their leases can no longer be trusted.
func (o *outbox) abandon() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.revoke()
}

// drain takes nothing new and waits for what is under way.
func (o *outbox) drain(patience time.Duration) {
	o.closed.Store(true)
	o.sending.close()
	done := make(chan struct{})
	go func() {
		o.sending.wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		o.abandon()
		<-done
	}
	o.sending.stop()
}

// flood notices when Telegram's 429s are about the whole bot and not about one
// chat: several chats within a second.
type flood struct {
	mu    sync.Mutex
	chats map[flows.ID]time.Time
	until time.Time
}

const (
	floodChats  = 3
	floodWindow = time.Second
)

// hit notes a 429 and says whether the whole bot pauses for it.
func (f *flood) hit(who flows.ID, wait time.Duration) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	if f.chats == nil {
		f.chats = map[flows.ID]time.Time{}
	}
	f.chats[who] = now
	for id, at := range f.chats {
		if now.Sub(at) > floodWindow {
			delete(f.chats, id)
		}
	}
	if len(f.chats) < floodChats {
		return false
	}
	if until := now.Add(wait); until.After(f.until) {
		f.until = until
	}
	return true
}

func (f *flood) left() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return time.Until(f.until)
}

func (f *flood) paused() bool { return f.left() > 0 }
