package bot

import (
	"context"
	"errors"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

const (
	// turnPatience is how long an update may take before it is stored behind
	// its chat, so that one that cannot be handled holds up nobody else.
	turnPatience = 5 * time.Second
)

// job is one update on its way to a decision. done is called once: with true
// if the update is safe (committed, or stored), with false if it is not.
type job struct {
	in   *incoming
	head *storage.ParkedUpdate // it comes from its chat's queue
	done func(safe bool)
}

// setAside stores what a chat has waiting in its queue in Redis, in one step: it
// sends faster than it can be answered, and must hold up nobody else. From there its
// updates come back one at a time, each after whatever else is in the lane.
func (b *Bot) setAside(ctx context.Context, l *lane, jobs []job) {
	chat := jobs[0].in.chat
	updates := make([]storage.Received, len(jobs))
	for i, j := range jobs {
		updates[i] = storage.Received{ID: j.in.update, Raw: j.in.raw}
	}
	first, safe := b.storeBehind(ctx, chat, updates, queueClaim)
	for _, j := range jobs {
		if safe { // a phone sends a press again that nobody answers
			b.answerPress(j.in, "", "")
		}
		j.done(safe)
	}
	if !safe {
		return
	}
	b.metrics.queued.Add(float64(len(jobs)))
	l.waits(chat)
	if first { // else whoever is at the queue goes on with it
		b.retryQueue(ctx, chat)
	}
}

// handle takes one update to a safe place: a commit, or its chat's queue.
func (b *Bot) handle(ctx context.Context, l *lane, j job) {
	if j.head != nil {
		b.handleParked(ctx, l, j)
		return
	}
	// A turn that began is finished although the bot is told to stop.
	work, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.again.patience)
	err := b.attempt(work, j.in)
	cancel()
	if err == nil {
		j.done(true)
		return
	}
	if !errors.Is(err, storage.ErrBehind) {
		b.log.Warn("an update is set aside to be tried again", "update", j.in.update, "error", err)
		b.metrics.setAside.Inc()
	}
	_, safe := b.storeBehind(ctx, j.in.chat, []storage.Received{{ID: j.in.update, Raw: j.in.raw}}, b.again.first)
	if safe { // as above, and one that was committed after all has nobody else to answer it
		b.answerPress(j.in, "", "")
	}
	j.done(safe)
}

// attempt runs a turn until it is committed, with short pauses, as long as
// patience lasts. What fails by itself is not repeated here.
func (b *Bot) attempt(ctx context.Context, in *incoming) error {
	return b.guarded(ctx, in, func() error { return b.repeat(ctx, in) })
}

func (b *Bot) repeat(ctx context.Context, in *incoming) error {
	pause := 10 * time.Millisecond
	for {
		err := b.turn(ctx, in, false)
		var own stepError
		switch {
		case err == nil:
			return nil
		case errors.Is(err, storage.ErrBehind), errors.As(err, &own):
			return err
		}
		if !rest(ctx, pause) {
			return err
		}
		pause = min(pause*2, 500*time.Millisecond)
	}
}

// errPoison says that an update was being handled each time the process died.
var errPoison = stepError{errors.New("attempts at it ended with the process")}

// storeBehind stores updates in their chat's queue, however long Redis takes. It
// says whether nothing waited there before, and whether they are safe: there, or
// committed after all.
func (b *Bot) storeBehind(ctx context.Context, chat flows.ID, updates []storage.Received, wait time.Duration) (first, safe bool) {
	for {
		patience := 2 * time.Second
		if ctx.Err() != nil { // told to stop: Telegram still has the updates
			patience = 500 * time.Millisecond
		}
		call, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		first, _, err := b.store.EnqueueAll(call, chat, updates, wait)
		cancel()
		if err == nil {
			return first, true
		}
		if !rest(ctx, 250*time.Millisecond) {
			return false, false
		}
	}
}
