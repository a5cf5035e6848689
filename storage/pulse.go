package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// waveToken is the person's token of a wave. The wave's secret is made by
// whoever needs it first and is deleted when the wave closes.
func (s *Store) waveToken(ctx context.Context, wave string, who flows.ID) (string, error) {
	key, purpose := s.keys.waveSecret(wave), "wave secret"
	for range 3 {
		raw, err := s.rdb.Get(ctx, key).Result()
		if err == nil {
			secret, err := s.sealer.Open(purpose, []byte(wave), []byte(raw))
			if err != nil {
				return "", badRecord{fmt.Errorf("open the secret of wave %s: %w", wave, err)}
			}
			return s.sealer.Token(secret, ID(who)).String(), nil
		}
		if !errors.Is(err, redis.Nil) {
			return "", fmt.Errorf("load the secret of wave %s: %w", wave, err)
		}
		sealed := s.sealer.Seal(purpose, []byte(wave), NewWaveSecret())
		if err := s.rdb.SetNX(ctx, key, sealed, 0).Err(); err != nil {
			return "", fmt.Errorf("make the secret of wave %s: %w", wave, err)
		}
	}
	return "", fmt.Errorf("the secret of wave %s does not stay", wave)
}

// fetchAnswers reads the person's record of an open wave.
func (s *Store) fetchAnswers(ctx context.Context, l *Loaded, wave string) error {
	token, err := s.waveToken(ctx, wave, l.who)
	if err != nil {
		return err
	}
	raw, err := s.rdb.HGet(ctx, s.keys.wave(wave), token).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("load answers of wave %s: %w", wave, err)
	}
	if l.World.Answers == nil {
		l.World.Answers, l.tokens = map[string]*flows.Answers{}, map[string]string{}
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
	if err != nil {
		return err
	}
	b.check(s.keys.waveSecret(e.Wave), "*")
	b.write(s.keys.wave(e.Wave), "HSET", token, s.sealer.Seal("answers", []byte(token), e.Answers[:]))
	return nil
}

// dropAnswers deletes the record.
func (s *Store) dropAnswers(ctx context.Context, b *batch, l *Loaded, e flows.DropAnswers) error {
	token, err := s.tokenOf(ctx, l, e.Wave)
	if err != nil {
		return err
	}
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
