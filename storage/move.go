package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"porchlight/flows"
)

// Data that an older version wrote is moved to today's layout by the first process
// that opens it. All of it is one commit: who is killed in the middle has moved
// nothing, and of two that begin at once one finds it done.

// ErrOlderSchema: Redis holds the programme as an older version wrote it.
var ErrOlderSchema = errors.New("the data in Redis was written by an older version of Porchlight: start porchlight once, and it moves the data")

// firstSchema kept sessions and staff in the board's own record. The second had the
// layout of today, but its processes know neither translations nor ready-made texts:
// they would store a concern without the one and send the other empty.
const firstSchema = "1"

// Move brings the data of an older version to today's layout. It returns how many
// processes of that version are still running: while there are any, nothing is moved.
func (s *Store) Move(ctx context.Context) (older int, err error) {
	for {
		had, err := s.rdb.HGet(ctx, s.keys.meta(), "schema").Result()
		if err != nil {
			return 0, fmt.Errorf("look which version wrote the data: %w", err)
		}
		if !olderSchema(had) {
			return 0, nil
		}
		holders, living, err := s.living(ctx)
		if err != nil || living > 0 {
			return living, err
		}
		b := s.newBatch()
		for _, h := range holders { // none has come back to life
			b.check(s.keys.holder(h), "")
		}
		if had == firstSchema {
			if err := s.moveBoard(ctx, b); err != nil {
				return 0, err
			}
		}
		b.write(s.keys.meta(), "HSET", "schema", schema)
		if _, err := s.exec(ctx, b); !errors.As(err, new(*StaleError)) {
			return 0, wrap("move the data of an older version", err)
		}
	}
}

// moveBoard takes sessions and staff out of the board's record.
func (s *Store) moveBoard(ctx context.Context, b *batch) error {
	raw, err := s.rdb.MGet(ctx, s.keys.board(), s.keys.shared()).Result()
	if err != nil {
		return fmt.Errorf("read the board of an older version: %w", err)
	}
	text, _ := raw[0].(string)
	old := &flows.Board{}
	v, err := boards.open(s, text, nil, old)
	if err != nil || v == "" {
		return err
	}
	slices.SortFunc(old.Sessions, flows.ByStart)
	return s.writeShared(b, &shared{board: v, whole: &flows.Board{}}, old)
}

// living names the processes that are noted as running and says how many of them
// have a heartbeat.
func (s *Store) living(ctx context.Context) (holders []string, living int, err error) {
	all, err := s.rdb.HKeys(ctx, s.keys.running()).Result()
	if err != nil {
		return nil, 0, fmt.Errorf("look which processes run: %w", err)
	}
	for _, h := range all {
		if h == s.holder {
			continue
		}
		n, err := s.rdb.Exists(ctx, s.keys.holder(h)).Result()
		if err != nil {
			return nil, 0, fmt.Errorf("look for a heartbeat: %w", err)
		}
		holders, living = append(holders, h), living+int(n)
	}
	return holders, living, nil
}
