package bot

import (
	"context"
	"errors"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

const (
	seatPage = 100
	// pushMost is how many people may wait in the outbox before a reminder
	// joins them: reminders go out as fast as Telegram takes them, and an
	// answer to what somebody just did is never far behind.
	pushMost = 20
	// remindTries bounds how often one reminder is decided anew because the
	// person or the session changes meanwhile; the next minute tries again.
	remindTries = 5
)

// remind tells everybody inside a coming session what is due: see
// flows.RemindersOf. It works from what Redis holds alone, so that a run that
// died is simply followed by the next.
func (b *Bot) remind(ctx context.Context, _, now time.Time) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range board.Sessions {
		if flows.MayRemind(s, b.programme, now) {
			errs = append(errs, b.remindAll(ctx, s, now))
		}
	}
	return errors.Join(errs...)
}

// remindAll walks through the people inside one session. Somebody who cannot
// be reminded holds up nobody else.
func (b *Bot) remindAll(ctx context.Context, s flows.Session, now time.Time) error {
	var at storage.SeatCursor
	var errs []error
	for {
		seats, next, err := b.store.Seats(ctx, s.ID, at, seatPage)
		if err != nil || len(seats) == 0 {
			return errors.Join(append(errs, err)...)
		}
		for _, seat := range seats {
			if !flows.ReminderDue(s, b.programme, seat.Told, now) {
				continue
			}
			if err := b.remindOne(ctx, s.ID, seat.Who, now); err != nil {
				if ctx.Err() != nil {
					return err
				}
				errs = append(errs, err)
			}
		}
		at = next
	}
}

// remindOne decides and commits one reminder, on the ground of what is stored
// now: the mark and the message together, or neither.
func (b *Bot) remindOne(ctx context.Context, session string, who flows.ID, now time.Time) error {
	if err := b.pushRoom(ctx); err != nil {
		return err
	}
	for range remindTries {
		l, err := b.store.Load(ctx, who, b.world)
		if err != nil {
			return err
		}
		told, in, err := b.store.Told(ctx, session, who)
		if err != nil || !in {
			return err
		}
		say, after, ok := flows.Remind(l.World, l.Person, session, told, now)
		var body []byte
		switch {
		case ok:
			if body, err = b.pushed(say, now, time.Unix(after.Start, 0)); err != nil {
				return err
			}
		case after == told:
			return nil
		}
		err = b.store.Remind(ctx, l, session, told, after, body)
		if !errors.As(err, new(*storage.StaleError)) {
			b.outbox.wake()
			return err
		}
	}
	return nil
}

// pushed renders a message that nobody asked for. It is not sent any more once
// it is of no use.
func (b *Bot) pushed(say flows.Say, now, until time.Time) ([]byte, error) {
	m, err := b.packOne(say, now)
	if err != nil {
		return nil, err
	}
	m.Until = until.Unix()
	return m.encode()
}

// pushRoom waits until few people wait in the outbox.
func (b *Bot) pushRoom(ctx context.Context) error {
	for {
		waiting, leased, _, err := b.store.Depth(ctx)
		if err != nil || waiting+leased < pushMost {
			return err
		}
		if !rest(ctx, 100*time.Millisecond) {
			return ctx.Err()
		}
	}
}
