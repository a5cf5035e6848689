package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"porchlight/flows"
	"porchlight/storage"
)

// askFeedback asks those who had a place in a meeting that is over, once, and counts what
// was answered when its time is over.
func (b *Bot) askFeedback(ctx context.Context, _, now time.Time) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	var errs []error
	counted := map[string]bool{}
	for _, s := range board.Sessions {
		if s.AsksFeedback(b.programme, now) {
			errs = append(errs, b.startFeedback(ctx, s))
		}
		w := s.Feedback(b.programme.Zone)
		if !s.CountsFeedback(b.programme.Zone, now) || counted[w.ID] {
			continue
		}
		counted[w.ID] = true
		// Who might have answered is known of nobody any more.
		closed, err := b.store.CloseWave(ctx, w, func(*flows.Person) bool { return false })
		if closed {
			b.log.Info("what people said about meetings is counted", "wave", w.ID)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// startFeedback begins to ask. A run of the same id that was begun before is left as it is.
func (b *Bot) startFeedback(ctx context.Context, s flows.Session) error {
	content, err := storage.Marshal(occasion{Session: s.ID, At: s.Start})
	if err != nil {
		return fmt.Errorf("encode the questions about a session: %w", err)
	}
	_, err = b.StartBulk(ctx, storage.RunSpec{ID: storage.RunIDOf("feedback/" + s.ID), Kind: kindFeedback, Content: content, Audience: storage.Audience{Session: s.ID}})
	return err
}

// composeFeedback makes the questions for one of those who had a place.
func (b *Bot) composeFeedback(content []byte) (Compose, error) {
	var o occasion
	if err := cbor.Unmarshal(content, &o); err != nil {
		return nil, fmt.Errorf("decode the questions about a session: %w", err)
	}
	return func(ctx context.Context, p *flows.Person, who flows.ID) (flows.Say, bool, error) {
		board, err := b.store.Board(ctx)
		if err != nil {
			return flows.Say{}, false, err
		}
		i := slices.IndexFunc(board.Sessions, func(s flows.Session) bool { return s.ID == o.Session && s.Start == o.At })
		if i < 0 {
			return flows.Say{}, false, nil
		}
		_, inside, err := b.store.Told(ctx, o.Session, who)
		if err != nil {
			return flows.Say{}, false, err
		}
		say, ok := flows.FeedbackSay(b.programme, board.Sessions[i], p, inside, b.now())
		return say, ok, nil
	}, nil
}
