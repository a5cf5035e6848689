package bot

import (
	"context"
	"fmt"
	"time"

	"porchlight/flows"
)

// hearVoices counts who registered and who came on the dates that are fixed for it, and keeps
// the words for it. What was counted is forgotten at once.
func (b *Bot) hearVoices(ctx context.Context, _, now time.Time) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	for _, due := range board.VoicesDue(b.programme, now) {
		present, err := b.store.Voices(ctx, due.Sessions, due.Came)
		if err != nil {
			return fmt.Errorf("count who is missing: %w", err)
		}
		heard := due.Hear(b.programme.Targets, present, now)
		if err := b.store.UpdateBoard(ctx, func(board *flows.Board) bool { return board.KeepVoices(heard, b.programme, now) }); err != nil {
			return err
		}
	}
	return nil
}
