package bot

import (
	"context"
	"fmt"
	"slices"

	"github.com/fxamacker/cbor/v2"

	"porchlight/flows"
	"porchlight/storage"
)

// composeYoung tells those under 18 who are registered that a meeting was opened or closed
// to them. If that has changed again, the run of that change tells them instead.
func (b *Bot) composeYoung(content []byte) (Compose, error) {
	var o occasion
	if err := cbor.Unmarshal(content, &o); err != nil {
		return nil, fmt.Errorf("decode to whom a session is open: %w", err)
	}
	return func(ctx context.Context, p *flows.Person, _ flows.ID) (flows.Say, bool, error) {
		if !p.Minor() {
			return flows.Say{}, false, nil
		}
		board, err := b.store.Board(ctx)
		if err != nil {
			return flows.Say{}, false, err
		}
		s, _ := board.Session(o.Session)
		if s.YoungAt != o.At {
			return flows.Say{}, false, nil
		}
		say, ok := flows.YoungNews(b.programme, s, p)
		return say, ok, nil
	}, nil
}

// carryYoung tells them, and notes when everybody is told.
func (b *Bot) carryYoung(ctx context.Context, s flows.Session) error {
	content, err := storage.Marshal(occasion{Session: s.ID, At: s.YoungAt})
	if err != nil {
		return fmt.Errorf("encode to whom a session is open: %w", err)
	}
	id := storage.RunIDOf(s.YoungRun())
	if _, err = b.StartBulk(ctx, storage.RunSpec{ID: id, Kind: kindYoung, Content: content, Audience: storage.Audience{Session: s.ID}}); err != nil {
		return err
	}
	if p, err := b.Progress(ctx, id); err != nil || !p.Over() {
		return err
	}
	return b.store.UpdateBoard(ctx, func(board *flows.Board) bool {
		i := slices.IndexFunc(board.Sessions, func(o flows.Session) bool { return o.ID == s.ID && o.YoungAt == s.YoungAt })
		if i < 0 || board.Sessions[i].YoungDone {
			return false
		}
		board.Sessions[i].YoungDone = true
		return true
	})
}
