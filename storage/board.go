package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// Board gives the shared board, from this process' copy if there is one. A
// turn's commit checks that the copy was the current one.
func (s *Store) Board(ctx context.Context) (*cachedBoard, error) {
	if b := s.board.Load(); b != nil {
		return b, nil
	}
	return s.ReloadBoard(ctx)
}

// SharedBoard gives the board itself, to read.
func (s *Store) SharedBoard(ctx context.Context) (*flows.Board, error) {
	b, err := s.Board(ctx)
	if err != nil {
		return nil, err
	}
	return b.board, nil
}

// ReloadBoard reads the board from Redis.
func (s *Store) ReloadBoard(ctx context.Context) (*cachedBoard, error) {
	raw, err := s.rdb.Get(ctx, s.keys.board()).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("load the board: %w", err)
	}
	b := &cachedBoard{board: &flows.Board{}}
	if b.version, err = s.decode(raw, "board", nil, b.board); err != nil {
		return nil, err
	}
	s.board.Store(b)
	return b, nil
}

// UpdateBoard changes the board under its version until the change sticks.
// change returns false if there is nothing to write.
func (s *Store) UpdateBoard(ctx context.Context, change func(*flows.Board) bool) error {
	for {
		was, err := s.ReloadBoard(ctx)
		if err != nil {
			return err
		}
		next := was.board.Clone() // turns under way read the board as it was
		if !change(next) {
			return nil
		}
		v := was.version.next()
		raw, err := s.encode(v, "board", nil, next)
		if err != nil {
			return err
		}
		b := s.newBatch()
		b.check(s.keys.board(), string(was.version))
		b.write(s.keys.board(), "SET", raw)
		if _, err = s.exec(ctx, b); err == nil {
			s.board.Store(&cachedBoard{version: v, board: next})
			return nil
		}
		if !errors.As(err, new(*StaleError)) {
			return fmt.Errorf("write the board: %w", err)
		}
	}
}

// Seed brings the sessions and the wave of the programme's file onto the
// board: what is new is added, what is there keeps its start.
// A file that has changed since is taken over or refused: the notes say which.
func (s *Store) Seed(ctx context.Context, p *flows.Programme, now time.Time) (notes []flows.FileNote, err error) {
	err = s.UpdateBoard(ctx, func(b *flows.Board) bool {
		added := b.Seed(p, now)
		said, taken := b.TakeOver(p, now)
		notes = said
		return added || taken
	})
	return notes, err
}
