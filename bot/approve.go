package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/flows"
)

// noticeGuides tells those who decide about guides, once each, that one is to be
// read again or that its words are no longer those that were approved. In quiet
// hours it waits.
func (b *Bot) noticeGuides(ctx context.Context, _, now time.Time) error {
	if b.programme.Quiet(now) {
		return nil
	}
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	w := b.world
	w.Board = board
	var errs []error
	for _, n := range w.GuideNoticesDue(now) {
		if err := b.noticeGuide(ctx, board, n); err != nil {
			errs = append(errs, err)
		}
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// noticeGuide tells everybody concerned and then notes it on the board; a run
// that dies in between tells nobody twice. Who paused messages finds it on the
// guide's own screen.
func (b *Bot) noticeGuide(ctx context.Context, board *flows.Board, n flows.GuideNotice) error {
	for _, m := range board.Staff {
		if !m.DecidesGuides(b.programme) {
			continue
		}
		wants, err := b.store.WantsPush(ctx, m.Who)
		if err != nil {
			return err
		}
		if !wants {
			continue
		}
		what := fmt.Sprintf("guide-%s-%d-%d", n.Guide.ID, n.Record.Stamp, n.What)
		if err := b.tellOnce(ctx, what, flows.TellGuide(n, m)); err != nil {
			return err
		}
	}
	return b.store.UpdateBoard(ctx, func(board *flows.Board) bool { return board.Noted(n) })
}
