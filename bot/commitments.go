package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/flows"
	"porchlight/storage"
)

// followPage is how many people's records are looked at in one round trip.
const followPage = 200

// tellCame reminds whoever has taken something on, tells organisers what has nobody, and
// then tells those who follow something what came of it. In quiet hours it waits.
func (b *Bot) tellCame(ctx context.Context, _, now time.Time) error {
	if b.programme.Quiet(now) {
		return nil
	}
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, m := range board.Came {
		if bit := board.CameReminder(m, b.programme, now); bit != 0 {
			errs = append(errs, b.remindCame(ctx, board, m, bit))
		}
	}
	if board.CamePending() {
		errs = append(errs, b.tellFollowers(ctx, board.CameSeq, now))
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// remindCame tells everybody concerned and then notes it on the board; a run that dies in
// between tells nobody twice.
func (b *Bot) remindCame(ctx context.Context, board *flows.Board, m flows.CommitmentMark, bit uint8) error {
	for _, to := range board.Staff {
		if say, ok := board.TellCame(b.programme, m, bit, to); ok {
			if err := b.tellStaff(ctx, fmt.Sprintf("came-%d-%d-%s-%d", m.N, bit, m.Due, m.Since), to, say); err != nil {
				return err
			}
		}
	}
	return b.store.UpdateBoard(ctx, func(board *flows.Board) bool { return board.CameToldOf(m.N, bit) })
}

// tellFollowers walks through everybody's records and tells those who follow something of
// which they have not heard. It works from what Redis holds alone and keeps no list, so a
// walk that died is simply followed by the next.
func (b *Bot) tellFollowers(ctx context.Context, seq uint32, now time.Time) error {
	var errs []error
	for from := int64(0); ; {
		people, err := b.store.Recipients(ctx, from, farthestJoined, followPage)
		if err != nil {
			return err
		}
		for _, one := range people {
			from = one.Joined
			if one.Person == nil || one.Gone || len(one.Person.Follows) == 0 {
				continue
			}
			if err := b.tellFollower(ctx, one.ID, now); err != nil {
				if ctx.Err() != nil {
					return err
				}
				errs = append(errs, err)
			}
		}
		if len(people) < followPage {
			break
		}
	}
	if err := errors.Join(errs...); err != nil { // they are told by the next run
		return err
	}
	return b.store.UpdateBoard(ctx, func(board *flows.Board) bool {
		if board.CameTold >= seq {
			return false
		}
		board.CameTold = seq
		return true
	})
}

// farthestJoined is above every joining number.
const farthestJoined = int64(1) << 52

// tellFollower decides and commits what one person is told, on the ground of what is stored
// now: the mark and the message together, or neither.
func (b *Bot) tellFollower(ctx context.Context, who flows.ID, now time.Time) error {
	if err := b.pushRoom(ctx); err != nil {
		return err
	}
	for range remindTries {
		l, err := b.store.Load(ctx, who, b.world)
		if err != nil {
			return err
		}
		say, after, ok := flows.CameTold(l.World, &l.Person, who, now)
		if !ok {
			return nil
		}
		var body []byte
		if len(say.Lines) > 0 {
			if body, err = b.pushed(say, now, now.Add(newsLate)); err != nil {
				return err
			}
		}
		err = b.store.TellFollower(ctx, l, after, body)
		if !errors.As(err, new(*storage.StaleError)) {
			b.outbox.wake()
			return err
		}
	}
	return nil
}
