package bot

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"
	"time"

	"porchlight/storage"
)

const (
	laneCount = 64 // turns at once
	laneDepth = 16 // updates that wait in a lane; then intake waits
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

// lanes is a fixed set of workers. A chat always has the same one, so that it
// is never handled twice at once, and its updates keep their order.
type lanes struct {
	bot  *Bot
	in   [laneCount]chan job
	wg   sync.WaitGroup
	once sync.Once
}

func newLanes(b *Bot) *lanes {
	l := &lanes{bot: b}
	for i := range l.in {
		l.in[i] = make(chan job, laneDepth)
	}
	return l
}

// start runs the workers until stop. Once ctx ends they refuse what still waits.
func (l *lanes) start(ctx context.Context) {
	for _, in := range l.in {
		l.wg.Go(func() {
			for j := range in {
				if ctx.Err() != nil {
					j.done(false)
					continue
				}
				l.bot.handle(ctx, j)
			}
		})
	}
}

// stop ends the workers after what they have; nothing may be given any more.
func (l *lanes) stop() {
	l.once.Do(func() {
		for _, in := range l.in {
			close(in)
		}
	})
	l.wg.Wait()
}

// give hands a job to its chat's lane, waiting for room. It returns false if
// ctx ended first; done is then not called.
func (l *lanes) give(ctx context.Context, j job) bool {
	lane := l.in[binary.BigEndian.Uint32(j.in.chat[:4])%laneCount]
	select {
	case lane <- j:
		return true
	case <-ctx.Done():
		return false
	}
}

// handle takes one update to a safe place: a commit, or its chat's queue.
func (b *Bot) handle(ctx context.Context, j job) {
	if j.head != nil {
		j.done(b.handleParked(ctx, j))
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
	stored := b.storeBehind(ctx, j.in)
	if stored { // a phone sends a press again that nobody answers
		b.answerPress(j.in, "", "")
	}
	j.done(stored)
}

// attempt runs a turn until it is committed, with short pauses, as long as
// patience lasts. What fails by itself is not repeated here.
func (b *Bot) attempt(ctx context.Context, in *incoming) error {
	return b.guarded(ctx, in, func() error { return b.repeat(ctx, in) })
}

// guarded records an attempt before it begins, for a while after an unclean
// end, and refuses one that the process died of too often.
func (b *Bot) guarded(ctx context.Context, in *incoming, attempt func() error) error {
	if !b.poison.on() {
		return attempt()
	}
	if tries, err := b.store.Try(ctx, in.update); err == nil && tries >= carefulTries {
		return errPoison
	}
	err := attempt()
	if err == nil {
		if err := b.store.Tried(ctx, in.update); err != nil {
			b.log.Warn("forgetting an attempt", "error", err)
		}
	}
	return err
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

// storeBehind stores an update in its chat's queue, however long Redis takes,
// and says whether it is there.
func (b *Bot) storeBehind(ctx context.Context, in *incoming) bool {
	for {
		patience := 2 * time.Second
		if ctx.Err() != nil { // told to stop: Telegram still has the update
			patience = 500 * time.Millisecond
		}
		call, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		err := b.store.Enqueue(call, in.chat, in.update, in.raw, b.again.first)
		cancel()
		if errors.Is(err, storage.ErrAgain) { // its effects are there, and nobody else will answer it
			b.answerPress(in, "", "")
			return true
		}
		if err == nil {
			return true
		}
		if !rest(ctx, 250*time.Millisecond) {
			return false
		}
	}
}
