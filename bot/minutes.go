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

// composeMinutes tells those who had a place, or checked in, that there are minutes. If another version is
// sent meanwhile, the run of that one tells them instead.
func (b *Bot) composeMinutes(content []byte) (Compose, error) {
	var o occasion
	if err := cbor.Unmarshal(content, &o); err != nil {
		return nil, fmt.Errorf("decode the minutes of a session: %w", err)
	}
	return func(ctx context.Context, p *flows.Person, who flows.ID) (flows.Say, bool, error) {
		board, err := b.store.Board(ctx)
		if err != nil {
			return flows.Say{}, false, err
		}
		i := slices.IndexFunc(board.Sessions, func(s flows.Session) bool { return s.ID == o.Session && s.Report.Sent == o.At })
		if i < 0 {
			return flows.Say{}, false, nil
		}
		_, inside, err := b.store.Told(ctx, o.Session, who)
		if err != nil {
			return flows.Say{}, false, err
		}
		say, ok := flows.MinutesSay(board.Sessions[i], p, inside)
		return say, ok, nil
	}, nil
}

// carryMinutes tells people of the minutes of a meeting, and notes when everybody is told.
// What is too late for news is noted without telling anybody: they find it on the card.
func (b *Bot) carryMinutes(ctx context.Context, s flows.Session, now time.Time) error {
	if now.Sub(time.Unix(s.Report.Sent, 0)) < newsLate {
		content, err := storage.Marshal(occasion{Session: s.ID, At: s.Report.Sent})
		if err != nil {
			return fmt.Errorf("encode the minutes of a session: %w", err)
		}
		id := storage.RunIDOf(s.MinutesRun())
		if _, err = b.StartBulk(ctx, storage.RunSpec{ID: id, Kind: kindMinutes, Content: content, Audience: storage.Audience{Session: s.ID, Came: true}}); err != nil {
			return err
		}
		if p, err := b.Progress(ctx, id); err != nil || !p.Over() {
			return err
		}
	}
	return b.store.UpdateBoard(ctx, func(board *flows.Board) bool {
		i := slices.IndexFunc(board.Sessions, func(o flows.Session) bool { return o.ID == s.ID && o.Report.Sent == s.Report.Sent })
		if i < 0 || board.Sessions[i].Report.Done {
			return false
		}
		board.Sessions[i].Report.Done = true
		return true
	})
}

// noticeMinutes asks those who organise or lead a meeting for what is missing of it, once
// for each reminder. In quiet hours it waits.
func (b *Bot) noticeMinutes(ctx context.Context, _, now time.Time) error {
	if b.programme.Quiet(now) {
		return nil
	}
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range board.Sessions {
		if bit := s.MinutesMissing(now); bit != 0 {
			errs = append(errs, b.askForMinutes(ctx, board, s, bit))
		}
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// askForMinutes tells everybody concerned and then notes it on the board; a run that dies in
// between tells nobody twice.
func (b *Bot) askForMinutes(ctx context.Context, board *flows.Board, s flows.Session, bit uint8) error {
	for _, m := range board.Staff {
		if say, ok := flows.TellMissing(b.programme, s, m); ok {
			if err := b.tellStaff(ctx, fmt.Sprintf("missing-%s-%d", s.ID, bit), m, say); err != nil {
				return err
			}
		}
	}
	return b.store.UpdateBoard(ctx, func(board *flows.Board) bool {
		i := slices.IndexFunc(board.Sessions, func(o flows.Session) bool { return o.ID == s.ID })
		if i < 0 || board.Sessions[i].Asked&bit != 0 {
			return false
		}
		board.Sessions[i].Asked |= bit
		return true
	})
}
