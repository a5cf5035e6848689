package storage

import (
	"context"
	"errors"
	"fmt"

	"porchlight/flows"
)

// tallyPage is how many records are read at once.
const tallyPage = 1000

// CloseWave counts a wave whose time is over, once: first it takes the wave's
// secret away, from where on no record can be written, changed or found again;
// then it counts them; then the result, the end of the records and the rewrite
// of the append-only file are one commit. It may be run again after it died
// anywhere, and by several processes at once. may says who might have taken part.
// It says whether the result is new.
func (s *Store) CloseWave(ctx context.Context, w flows.Wave, may func(*flows.Person) bool) (closed bool, err error) {
	switch _, err := s.WaveResult(ctx, w.ID); {
	case err == nil:
		return false, nil
	case !errors.Is(err, ErrNoResult):
		return false, err
	}
	b := s.newBatch()
	b.write(s.keys.waveClosed(w.ID), "SET", "1")
	b.write(s.keys.waveSecret(w.ID), "DEL")
	if _, err := s.exec(ctx, b); err != nil {
		return false, wrap("close wave "+w.ID, err)
	}
	result, err := s.tally(ctx, w)
	if err != nil {
		return false, err
	}
	if result.Could, err = s.couldAnswer(ctx, may); err != nil {
		return false, err
	}
	if err := result.Settle(); err != nil {
		return false, err
	}
	b = s.newBatch()
	if err := results.put(s, b, w.ID, "", &result); err != nil {
		return false, err
	}
	b.write(s.keys.wave(w.ID), "DEL")
	b.write(s.keys.rewrite(), "SET", "1")
	_, err = s.exec(ctx, b)
	if errors.As(err, new(*StaleError)) { // another process was faster
		return false, nil
	}
	return err == nil, wrap("store the result of wave "+w.ID, err)
}

// tally counts the records of a wave that nobody can write to any more.
func (s *Store) tally(ctx context.Context, w flows.Wave) (flows.WaveResult, error) {
	result, err := flows.NewWaveResult(w)
	if err != nil {
		return flows.WaveResult{}, err
	}
	counted := map[string]bool{} // a scan may hand out a record twice
	for cursor, first := uint64(0), true; first || cursor != 0; first = false {
		var page []string
		page, cursor, err = s.rdb.HScan(ctx, s.keys.wave(w.ID), cursor, "", tallyPage).Result()
		if err != nil {
			return flows.WaveResult{}, fmt.Errorf("read the records of wave %s: %w", w.ID, err)
		}
		for i := 0; i+1 < len(page); i += 2 {
			token, record := page[i], page[i+1]
			if counted[token] {
				continue
			}
			counted[token] = true
			plain, err := s.sealer.Open("answers", []byte(token), []byte(record))
			var a flows.Answers
			if err != nil || len(plain) != len(a) {
				result.Unreadable++
				continue
			}
			copy(a[:], plain)
			result.Add(a)
		}
	}
	return result, nil
}

// ErrNoResult says that a wave has not been tallied.
var ErrNoResult = errors.New("the wave has no result yet")

// WaveResult is what a closed wave came to, or ErrNoResult.
func (s *Store) WaveResult(ctx context.Context, wave string) (*flows.WaveResult, error) {
	switch r, _, err := results.one(ctx, s, wave); {
	case err != nil:
		return nil, fmt.Errorf("result of wave %s: %w", wave, err)
	case r == nil:
		return nil, ErrNoResult
	default:
		return r, nil
	}
}
