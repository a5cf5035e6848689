package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// errWaveClosed says that a wave has closed: nothing leads from a person to
// their answers any more.
var errWaveClosed = errors.New("the wave has closed")

// waveToken is the person's token of a wave. The wave's secret is made by
// whoever needs it first, is deleted when the wave closes and never made again.
func (s *Store) waveToken(ctx context.Context, wave string, who flows.ID) (string, error) {
	key, purpose := s.keys.waveSecret(wave), "wave secret"
	for range 3 {
		raw, err := s.rdb.Get(ctx, key).Result()
		if err == nil {
			secret, err := s.sealer.Open(purpose, []byte(wave), []byte(raw))
			if err != nil {
				return "", badRecord{fmt.Errorf("open the secret of wave %s: %w", wave, err)}
			}
			return s.sealer.Token(secret, seal.ID(who)).String(), nil
		}
		if !errors.Is(err, redis.Nil) {
			return "", fmt.Errorf("load the secret of wave %s: %w", wave, err)
		}
		b := s.newBatch()
		b.check(s.keys.waveClosed(wave), "")
		b.check(key, "")
		b.write(key, "SET", s.sealer.Seal(purpose, []byte(wave), seal.NewWaveSecret()))
		_, err = s.exec(ctx, b)
		var stale *StaleError
		switch {
		case errors.As(err, &stale) && stale.Key == s.keys.waveClosed(wave):
			return "", errWaveClosed
		case err != nil && stale == nil:
			return "", fmt.Errorf("make the secret of wave %s: %w", wave, err)
		}
	}
	return "", fmt.Errorf("the secret of wave %s does not stay", wave)
}

// fetchAnswers reads the person's record of an open wave.
func (s *Store) fetchAnswers(ctx context.Context, l *Loaded, wave string) error {
	if l.World.Answers == nil {
		l.World.Answers, l.tokens = map[string]*flows.Answers{}, map[string]string{}
	}
	token, err := s.waveToken(ctx, wave, l.who)
	if errors.Is(err, errWaveClosed) {
		l.World.Answers[wave] = nil
		return nil
	}
	if err != nil {
		return err
	}
	raw, err := s.rdb.HGet(ctx, s.keys.wave(wave), token).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("load answers of wave %s: %w", wave, err)
	}
	l.tokens[wave] = token
	l.World.Answers[wave] = nil
	if raw == "" {
		return nil
	}
	plain, err := s.sealer.Open("answers", []byte(token), []byte(raw))
	if err != nil {
		return badRecord{fmt.Errorf("open answers of wave %s: %w", wave, err)}
	}
	var a flows.Answers
	if len(plain) != len(a) {
		return badRecord{fmt.Errorf("answers of wave %s have %d bytes", wave, len(plain))}
	}
	copy(a[:], plain)
	l.World.Answers[wave] = &a
	return nil
}

// putAnswers writes the record: always of the same length, so that it does not
// tell how far the person came. The person's own version guards it.
func (s *Store) putAnswers(ctx context.Context, b *batch, l *Loaded, e flows.PutAnswers) error {
	token, err := s.tokenOf(ctx, l, e.Wave)
	if errors.Is(err, errWaveClosed) { // by a process whose clock is ahead of this turn's
		return &StaleError{Key: s.keys.waveSecret(e.Wave)}
	}
	if err != nil {
		return err
	}
	b.check(s.keys.waveSecret(e.Wave), "*")
	b.write(s.keys.wave(e.Wave), "HSET", token, s.sealer.Seal("answers", []byte(token), e.Answers[:]))
	return nil
}

// dropAnswers deletes the record while the wave is open. Whoever erases
// themselves after that leaves nothing to be found; whoever wants an answer
// back decides again, and is told that it is too late.
func (s *Store) dropAnswers(ctx context.Context, b *batch, l *Loaded, e flows.DropAnswers, erased bool) error {
	token, err := s.tokenOf(ctx, l, e.Wave)
	if errors.Is(err, errWaveClosed) {
		if erased {
			return nil
		}
		return &StaleError{Key: s.keys.waveSecret(e.Wave)}
	}
	if err != nil {
		return err
	}
	b.check(s.keys.waveSecret(e.Wave), "*")
	b.write(s.keys.wave(e.Wave), "HDEL", token)
	return nil
}

// tokenOf is the person's token of a wave, whether or not the step read their
// answers: the first answer is given and the last taken back without reading.
func (s *Store) tokenOf(ctx context.Context, l *Loaded, wave string) (string, error) {
	if token, ok := l.tokens[wave]; ok {
		return token, nil
	}
	return s.waveToken(ctx, wave, l.who)
}
