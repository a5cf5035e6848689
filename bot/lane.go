package bot

import (
	"context"
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"porchlight/flows"
)

const (
	laneCount = 64 // turns at once
	// laneDepth is how many updates wait in a lane before intake waits: more than
	// Telegram hands out before the oldest is safe.
	laneDepth = 128
	// laneShare is how many of these one chat may have. What it sends beyond
	// that goes to its queue in Redis.
	laneShare = 8
)

// lanes is a fixed set of workers. A chat always has the same one, so that it
// is never handled twice at once, and its updates keep their order.
type lanes struct {
	bot *Bot
	all [laneCount]*lane
	wg  sync.WaitGroup
}

func newLanes(b *Bot) *lanes {
	l := &lanes{bot: b}
	for i := range l.all {
		l.all[i] = &lane{more: make(chan struct{}, 1), room: make(chan struct{}, 1), behind: map[flows.ID]time.Time{}}
	}
	return l
}

func (l *lanes) of(chat flows.ID) *lane { return l.all[binary.BigEndian.Uint32(chat[:4])%laneCount] }

// start runs the workers until stop. Once ctx ends they refuse what still waits.
func (l *lanes) start(ctx context.Context) {
	for _, one := range l.all {
		l.wg.Go(func() { l.work(ctx, one) })
	}
}

func (l *lanes) work(ctx context.Context, one *lane) {
	for {
		jobs, aside, ok := one.take()
		switch {
		case !ok:
			return
		case ctx.Err() != nil:
			for _, j := range jobs {
				j.done(false)
			}
		case aside:
			l.bot.setAside(ctx, one, jobs)
		default:
			l.bot.handle(ctx, one, jobs[0])
		}
	}
}

// stop ends the workers after what they have; nothing may be given any more.
func (l *lanes) stop() {
	for _, one := range l.all {
		one.close()
	}
	l.wg.Wait()
}

// give hands a job to its chat's lane, waiting for room. It returns false if
// ctx ended first; done is then not called. The worker hears of it when the lanes
// are rung: what came in one batch is counted as a whole, however quick the worker is.
func (l *lanes) give(ctx context.Context, j job) bool {
	one := l.of(j.in.chat)
	for !one.put(j, laneDepth) {
		l.ring() // whoever is rung makes room
		select {
		case <-one.room:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// ring wakes the workers for whom something waits.
func (l *lanes) ring() {
	for _, one := range l.all {
		one.ring()
	}
}

// lane is what waits for one worker.
type lane struct {
	mu     sync.Mutex
	jobs   []job
	closed bool
	more   chan struct{} // something waits, or the lane was closed
	room   chan struct{} // something was taken
	// behind holds the chats of which updates are known to wait in Redis, and until
	// when that is believed: another process may have done them.
	behind map[flows.ID]time.Time
}

// put adds a job if fewer than most wait. It wakes nobody.
func (l *lane) put(j job, most int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.jobs) >= most {
		return false
	}
	l.jobs = append(l.jobs, j)
	return true
}

// ring wakes the worker if something waits.
func (l *lane) ring() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.jobs) > 0 {
		signal(l.more)
	}
}

// take waits for the next job. If its chat has more than its share waiting, or
// updates in Redis, it takes all that the chat has, to be set aside. It returns
// false once the lane is closed and empty.
func (l *lane) take() (jobs []job, aside, ok bool) {
	for {
		l.mu.Lock()
		if len(l.jobs) > 0 {
			jobs, aside = l.next()
			l.mu.Unlock()
			signal(l.room)
			return jobs, aside, true
		}
		closed := l.closed
		l.mu.Unlock()
		if closed {
			return nil, false, false
		}
		<-l.more
	}
}

// next takes out what is to be done. The caller holds mu, and something waits.
func (l *lane) next() (jobs []job, aside bool) {
	first := l.jobs[0]
	if first.head == nil {
		mine := func(j job) bool { return j.head == nil && j.in.chat == first.in.chat }
		for _, j := range l.jobs {
			if mine(j) {
				jobs = append(jobs, j)
			}
		}
		until, behind := l.behind[first.in.chat]
		if behind && time.Now().After(until) {
			delete(l.behind, first.in.chat)
			behind = false
		}
		if behind || len(jobs) > laneShare {
			l.jobs = slices.DeleteFunc(l.jobs, mine)
			return jobs, true
		}
	}
	l.jobs = slices.Delete(l.jobs, 0, 1)
	return []job{first}, false
}

// waits notes that a chat has updates in Redis.
func (l *lane) waits(chat flows.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.behind[chat] = time.Now().Add(queueClaim)
}

// caughtUp notes that a chat has none there any more.
func (l *lane) caughtUp(chat flows.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.behind, chat)
}

// again puts the head of a chat's queue behind whatever else waits in the lane.
func (l *lane) again(j job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.jobs = append(l.jobs, j)
	signal(l.more)
}

func (l *lane) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	signal(l.more)
}
