package bot

import (
	"context"
	"errors"
	"time"

	"porchlight/bot/api"
	"porchlight/flows"
	"porchlight/storage"
)

const (
	// queueClaim is for how long a process may be at one update of a chat's queue
	// before another may take it up: longer than a turn and the wait for it.
	queueClaim = 10 * time.Second
	// queueTries is how often a parked update may fail by itself before it is
	// given up on: kept, counted, and its person told.
	queueTries = 5
)

// retrying is how patient a bot is with an update that fails. Tests hurry it.
type retrying struct {
	patience time.Duration // with one turn, before its update is set aside
	look     time.Duration // between two looks for parked updates that are due
	first    time.Duration // from setting an update aside to its first retry
	step     time.Duration // by which the wait for each further retry grows
}

func usualRetrying() retrying {
	return retrying{patience: turnPatience, look: 500 * time.Millisecond, first: time.Second, step: 2 * time.Second}
}

// retryQueues tries parked updates again, through their chats' lanes.
func (b *Bot) retryQueues(ctx context.Context) error {
	for rest(ctx, b.again.look) {
		chats, err := b.store.ClaimQueues(ctx, 20, queueClaim)
		if err != nil {
			continue // Redis is away; others say so
		}
		for _, chat := range chats {
			b.retryQueue(ctx, chat)
		}
	}
	return nil
}

// retryQueue gives the head of one chat's queue to the chat's lane; the others
// follow it, one at a time.
func (b *Bot) retryQueue(ctx context.Context, chat flows.ID) {
	head, err := b.store.QueueHead(ctx, chat)
	b.nextHead(b.lanes.of(chat), chat, head, err)
}

// nextHead puts the head of a chat's queue behind whatever else waits in its lane.
func (b *Bot) nextHead(l *lane, chat flows.ID, head *storage.ParkedUpdate, err error) {
	switch {
	case err != nil:
		b.log.Warn("a parked update cannot be read", "error", err)
	case head == nil:
		l.caughtUp(chat)
	default:
		in := b.read(api.DecodeUpdate(head.Raw))
		in.chat = chat
		l.again(job{in: in, head: head, done: func(bool) {}})
	}
}

// handleParked is one attempt at a parked update. Only its own failures count,
// never Redis or Telegram being away.
func (b *Bot) handleParked(ctx context.Context, l *lane, j job) {
	work, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.again.patience)
	defer cancel()
	err := b.guarded(work, j.in, func() error { return b.turn(work, j.in, true) })
	var own stepError
	switch {
	case err == nil:
		next, err := b.store.Next(work, j.head, queueClaim)
		b.nextHead(l, j.in.chat, next, err)
	case errors.Is(err, errPoison):
		b.log.Error("an update that the process died of is given up on and kept", "update", j.in.update)
		b.giveUp(work, j, err)
	case !errors.As(err, &own):
		b.log.Warn("a parked update waits on", "update", j.in.update, "error", err) // its claim runs out, and it is tried again
	case j.head.Tries+1 >= queueTries:
		b.log.Error("an update is given up on and kept", "update", j.in.update, "error", err)
		b.giveUp(work, j, err)
	default:
		wait := time.Duration(j.head.Tries+1) * b.again.step
		if err := b.store.Dequeue(work, j.head, storage.FateAgain, wait); err != nil {
			b.log.Warn("a parked update is not settled", "error", err)
		}
	}
}

// giveUp keeps an update that nobody tries any more, and tells its person.
func (b *Bot) giveUp(ctx context.Context, j job, why error) {
	b.metrics.parked.Inc()
	b.apologise(ctx, j.in)
	if err := errors.Join(b.store.GiveUp(ctx, j.head, b.now(), why), b.store.Tried(ctx, j.in.update)); err != nil {
		b.log.Warn("a parked update is not settled", "error", err)
	}
}

// apologise tells a person that what they sent could not be handled. Never
// silence; the conversation stays where it was.
func (b *Bot) apologise(ctx context.Context, in *incoming) {
	if in.group || in.event.Chat == 0 {
		return
	}
	lang := b.programme.GuessLang(in.event.Client)
	if l, err := b.store.Load(ctx, in.chat, b.world); err == nil && l.Person.Lang != "" {
		lang = l.Person.Lang
	}
	say := flows.Say{Lang: lang, Chat: in.event.Chat, Fresh: true, Lines: []flows.Line{{Key: "common.failed"}},
		Rows: [][]flows.Button{{{Key: "button.menu", Do: "menu", Link: true}}}}
	out, err := b.outgoing(in, nil, say, false)
	if err == nil {
		_, err = b.store.Commit(ctx, storage.Turn{Chat: in.chat, FromQueue: true, Out: out})
	}
	if err != nil {
		b.log.Warn("nobody could be told", "error", err)
	}
	b.outbox.wake()
}
