package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/fxamacker/cbor/v2"

	"porchlight/flows"
	"porchlight/storage"
)

// kindGuides is the bulk run that sends the list of guides to everybody.
const kindGuides = "guides"

// guidesLate is how long after its time the list is still sent. It comes again
// at its next time: a town that was without its bot for days gets no pile of it.
const guidesLate = 24 * time.Hour

// handout is one sending of the list. Field numbers are a format.
type handout struct {
	At int64 `cbor:"1,keyasint"`
}

// guidesLine is when the list of guides is sent; "" is never.
func guidesLine(s flows.Schedule) string { return s.Guides }

// handOut starts the sending of one occurrence. Its run's id is made from the
// occurrence, so it is one run whoever starts it and however often; quiet hours
// and pauses are kept by the run.
func (b *Bot) handOut(ctx context.Context, at, now time.Time) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	w := b.world
	w.Board = board
	if !slices.ContainsFunc(b.programme.Languages, func(l flows.Lang) bool { return len(w.GuidesIn(l)) > 0 }) {
		b.log.Info("no guide is published: none is sent out")
		return nil
	}
	content, err := storage.Marshal(handout{At: at.Unix()})
	if err != nil {
		return fmt.Errorf("encode the sending of guides: %w", err)
	}
	id := storage.RunIDOf("guides/" + strconv.FormatInt(at.Unix(), 10))
	if _, err = b.StartBulk(ctx, storage.RunSpec{ID: id, Kind: kindGuides, Content: content}); err != nil {
		return err
	}
	return b.store.UpdateBoard(ctx, func(board *flows.Board) bool {
		if board.Handed >= at.Unix() {
			return false
		}
		board.Handed = at.Unix()
		return true
	})
}

// composeGuides gives the list to whoever has something to read in their
// language. Once a day has passed the rest of the town waits for the next time.
func (b *Bot) composeGuides(content []byte) (Compose, error) {
	var h handout
	if err := cbor.Unmarshal(content, &h); err != nil {
		return nil, fmt.Errorf("decode the sending of guides: %w", err)
	}
	w, read := b.world, time.Time{}
	return func(ctx context.Context, p *flows.Person, _ flows.ID) (flows.Say, bool, error) {
		if b.programme.Late(time.Unix(h.At, 0), b.now(), guidesLate) {
			return flows.Say{}, false, nil
		}
		if time.Since(read) > time.Second { // a guide may be taken back meanwhile, in any process
			board, err := b.store.Board(ctx)
			if err != nil {
				return flows.Say{}, false, err
			}
			w.Board, read = board, time.Now()
		}
		return flows.GuidesPush(p), len(w.GuidesIn(p.Lang)) > 0, nil
	}, nil
}
