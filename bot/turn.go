package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"porchlight/flows"
	"porchlight/locales"
	"porchlight/storage"
)

// stepError is a failure of a turn's own: a step that panics, a record that
// cannot be read, a message that cannot be made. Waiting does not mend it.
type stepError struct{ error }

func (e stepError) Unwrap() error { return e.error }

// maxReads is how often a step may ask for more before that is a mistake.
const maxReads = 16

// turn takes one update from the person's record to a commit, and hands what
// is to be said to the outbox. It returns nil if the update is safe: committed
// now or before, or of no concern. storage.ErrBehind means that its chat has
// parked updates, a stepError that the turn itself fails; anything else is
// worth repeating.
func (b *Bot) turn(ctx context.Context, in *incoming, parked bool) error {
	began := time.Now()
	if in.ignore != "" {
		b.answerPress(in, "", "")
		return nil
	}
	var unlock func()
	defer func() {
		if unlock != nil {
			unlock()
		}
	}()
	for taken := 0; ; {
		err := b.decideAndCommit(ctx, in, parked, taken)
		var stale *storage.StaleError
		switch {
		case err == nil:
			b.metrics.turns.Observe(time.Since(began).Seconds())
			return nil
		case errors.Is(err, storage.ErrAgain): // redelivered: its effects are there
			b.answerPress(in, "", "")
			return nil
		case !errors.As(err, &stale):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		}
		b.metrics.conflicts.Inc()
		if stale.Taken {
			taken++
		}
		if unlock == nil {
			unlock = b.locks.lock(stale.Key)
		}
	}
}

// decideAndCommit is one attempt at a turn. taken is how many attempts made a code
// that exists.
func (b *Bot) decideAndCommit(ctx context.Context, in *incoming, parked bool, taken int) error {
	t := storage.Turn{Update: in.update, Chat: in.chat, FromQueue: parked, UserSent: in.sent, Now: b.now().Unix()}
	var err error
	if in.group {
		t.Outcome, err = b.decidePublic(ctx, in)
	} else {
		t.Loaded, t.Outcome, err = b.decide(ctx, in, taken)
	}
	if err != nil {
		return err
	}
	out := &t.Outcome
	if len(out.Says) == 0 && out.Silent == "" && out.Toast == "" {
		return stepError{errors.New("a step fell silent without a reason")}
	}
	if out.Keep && len(out.Says) == 0 {
		if b.wasGone(in) {
			err := b.store.Welcome(ctx, in.chat)
			b.outbox.wake()
			return err
		}
		b.answerPress(in, out.Person.Lang, out.Toast)
		return nil
	}
	if t.Out, err = b.says(in, &t); err != nil {
		return err
	}
	slots, own := 0, -1 // own is the first message to the person of this turn
	for i := range t.Out {
		m := &t.Out[i]
		if own < 0 && !m.Other {
			own = i
		}
		if (i == own || m.Other) && m.Hold == nil { // one lease a person: the rest of a list follows its head
			if m.SendHere = b.outbox.reserve(); m.SendHere {
				slots++
			}
		}
	}
	tickets, err := b.store.Commit(ctx, t)
	if err != nil {
		b.outbox.giveBack(slots)
		return err
	}
	if out.ChangesBoard() {
		signal(b.announced)
		signal(b.menus.changed)
	}
	b.answerPress(in, out.Person.Lang, out.Toast)
	for i, ticket := range tickets {
		switch m := t.Out[i]; {
		case ticket.Token != "":
			slots--
			b.outbox.sendNow(m.Drawn(ticket))
		case m.Hold != nil: // the sweep brings it when it is due
		case i == own || m.Other:
			b.outbox.wake()
		}
	}
	b.outbox.giveBack(slots)
	return nil
}

// says makes the outbox entries of all that a turn says. What somebody wrote to
// get an answer that vanishes vanishes with it.
func (b *Bot) says(in *incoming, t *storage.Turn) (out []storage.Outgoing, err error) {
	for _, say := range t.Outcome.Says {
		all, err := b.outgoing(in, t.Loaded, say, t.Outcome.Erases())
		if err != nil {
			return nil, err
		}
		out = append(out, all...)
		if say.Vanish > 0 && say.To == nil && t.Loaded != nil && in.sent != 0 {
			if t.Vanish, err = b.vanishing(in.chatID, in.sent, say.Vanish); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// wasGone says whether the event shows that a person can be reached again.
func (b *Bot) wasGone(in *incoming) bool { return in.event.Kind == flows.Unblocked }

// decide runs the step, fetching what it asks for, until it has decided.
func (b *Bot) decide(ctx context.Context, in *incoming, taken int) (*storage.Loaded, flows.Outcome, error) {
	l, err := b.store.Load(ctx, in.chat, b.world)
	if err != nil {
		return nil, flows.Outcome{}, ofRecord(err)
	}
	event := in.event
	event.Now = b.now()
	event.Seed = b.seed(in.update, in.chat, taken)
	for range maxReads {
		out, err := safely(func() flows.Outcome { return flows.Decide(l.World, l.Person, event) })
		if err != nil {
			return nil, flows.Outcome{}, err
		}
		if out.Need.Empty() {
			return l, out, nil
		}
		if err := b.store.Fetch(ctx, l, out.Need); err != nil {
			return nil, flows.Outcome{}, ofRecord(err)
		}
	}
	return nil, flows.Outcome{}, stepError{errors.New("a step never has enough to read")}
}

// decidePublic answers in a group.
func (b *Bot) decidePublic(ctx context.Context, in *incoming) (flows.Outcome, error) {
	board, err := b.store.Board(ctx)
	if err != nil {
		return flows.Outcome{}, err
	}
	w := b.world
	w.Board = board
	event := in.public
	event.Now = b.now()
	return safely(func() flows.Outcome { return flows.DecidePublic(w, event) })
}

// safely turns a panic of a step into an error with its place, without what
// the person wrote.
func safely(step func() flows.Outcome) (out flows.Outcome, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = stepError{fmt.Errorf("a step panicked: %T\n%s", r, debug.Stack())}
		}
	}()
	return step(), nil
}

// ofRecord marks an error of a record's own, which no waiting mends.
func ofRecord(err error) error {
	if storage.BadRecord(err) {
		return stepError{err}
	}
	return err
}

// answerPress ends the spinner on a button. It is neither stored nor paced: a
// press that is handed out again is answered again.
func (b *Bot) answerPress(in *incoming, lang flows.Lang, toast string) {
	if in.callback == "" {
		return
	}
	text := ""
	if toast != "" {
		text = locales.Direct(b.render.In(lang).Text(toast, nil, nil), string(lang))
	}
	b.outbox.answer(in.callback, text)
}
