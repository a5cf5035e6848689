package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"

	"porchlight/flows"
	"porchlight/storage"
)

// reported is what a run of results carries: all that it needs, and nothing about
// anybody. Field numbers are a format.
type reported struct {
	Result flows.WaveResult  `cbor:"1,keyasint"`
	Before *flows.WaveResult `cbor:"2,keyasint,omitempty"`
	Broken bool              `cbor:"3,keyasint,omitempty"`
}

func (r reported) findings() (flows.Findings, error) {
	f, err := flows.Find(r.Result, r.Before)
	f.Broken = r.Broken
	return f, err
}

// resultsRun is the id of the run that sends a wave's results: one for a wave,
// whichever process starts it.
func resultsRun(wave string) storage.RunID { return storage.RunIDOf("results/" + wave) }

// resultsTold names what somebody was told who reads a wave's results for a role.
func resultsTold(wave string) string { return "results-" + wave }

// sendResults sends the results of a closed wave on the day that people were
// told: first to those who read them for their role, then to everybody who took
// part, then it deletes the marks of who did. Each of the three may be done
// again, by any process; once all are done the board says so.
func (b *Bot) sendResults(ctx context.Context, _, now time.Time) error {
	board, err := b.store.Board(ctx)
	if err != nil {
		return err
	}
	w, due := board.Reports(b.programme, now)
	if !due {
		return nil
	}
	r, err := b.whatCame(ctx, board, w.ID)
	if errors.Is(err, storage.ErrNoResult) { // it is being counted: the next minute
		return nil
	}
	if err != nil {
		return err
	}
	over, err := b.runResults(ctx, board, r)
	if err != nil || !over {
		return err
	}
	if err := b.store.ForgetWave(ctx, w.ID); err != nil {
		return err
	}
	b.log.Info("the results of a wave have been sent", "wave", w.ID)
	return b.store.UpdateBoard(ctx, func(board *flows.Board) bool {
		if board.Wave == nil || board.Wave.ID != w.ID || board.Wave.Told != 0 {
			return false
		}
		board.Wave.Told = now.Unix()
		return true
	})
}

// runResults begins to send, or sees how far that has come; over says that
// nobody is left.
func (b *Bot) runResults(ctx context.Context, board *flows.Board, r reported) (over bool, err error) {
	id := resultsRun(r.Result.Wave.ID)
	p, err := b.Progress(ctx, id)
	switch {
	case errors.Is(err, storage.ErrNoRun):
		if b.programme.Quiet(b.now()) { // after a downtime: in the morning
			return false, nil
		}
		f, err := r.findings()
		if err != nil {
			return false, err
		}
		if err := b.tellResultReaders(ctx, board, f); err != nil {
			return false, err
		}
		content, err := storage.Marshal(r)
		if err != nil {
			return false, fmt.Errorf("encode a run of results: %w", err)
		}
		_, err = b.StartBulk(ctx, storage.RunSpec{ID: id, Kind: kindResults, Content: content})
		return false, err
	case err != nil:
		return false, err
	case p.State == storage.RunPaused: // by a process that did not know what it was
		_, err := b.ResumeBulk(ctx, id)
		return false, err
	}
	return p.Over(), nil
}

// tellResultReaders sends results to organisers and officers, each once, but not
// to who paused messages: they find them on their desk.
func (b *Bot) tellResultReaders(ctx context.Context, board *flows.Board, f flows.Findings) error {
	var errs []error
	for _, m := range board.Staff {
		if !m.GetsResults(b.now()) {
			continue
		}
		if wants, err := b.store.WantsPush(ctx, m.Who); err != nil || !wants {
			errs = append(errs, err)
			continue
		}
		say := flows.ResultsSay(f, b.programme)
		say.To, say.Lang, say.Chat = &m.Who, m.Lang, m.Chat
		errs = append(errs, b.tellOnce(ctx, resultsTold(f.Wave.ID), say))
	}
	b.outbox.wake()
	return errors.Join(errs...)
}

// composeResults makes the message for whoever took part. Who has a role got it
// with that.
func (b *Bot) composeResults(content []byte) (Compose, error) {
	var r reported
	if err := cbor.Unmarshal(content, &r); err != nil {
		return nil, fmt.Errorf("decode a run of results: %w", err)
	}
	f, err := r.findings()
	if err != nil {
		return nil, fmt.Errorf("findings of a run of results: %w", err)
	}
	return func(ctx context.Context, p *flows.Person, id flows.ID) (flows.Say, bool, error) {
		if !p.TookPart(f.Wave.ID) {
			return flows.Say{}, false, nil
		}
		if told, err := b.store.WasTold(ctx, resultsTold(f.Wave.ID), id); err == nil && told {
			return flows.Say{}, false, nil // better twice than never, if Redis does not say
		}
		return flows.ResultsSay(f, b.programme), true, nil
	}, nil
}

// whatCame reads the result of a closed wave and of the one it is compared with.
func (b *Bot) whatCame(ctx context.Context, board *flows.Board, wave string) (reported, error) {
	now, err := b.store.WaveResult(ctx, wave)
	if err != nil {
		return reported{}, err
	}
	r := reported{Result: *now}
	before, broken := board.Before(now.Wave)
	r.Broken = broken
	if before == nil {
		return r, nil
	}
	if r.Before, err = b.store.WaveResult(ctx, before.ID); err != nil && !errors.Is(err, storage.ErrNoResult) {
		return reported{}, err
	}
	return r, nil
}
