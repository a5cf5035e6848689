package storage

import (
	"context"
	"fmt"

	"porchlight/flows"
)

// erase deletes everything that is a person's own. Seats and open answers are
// freed by their own effects in the same commit; counters stay. Messages that
// waited to be sent to them go too; the farewell is queued after this.
func (s *Store) erase(b *batch, l *Loaded, e flows.Erase) {
	who := l.who
	b.write(s.keys.person(who), "DEL")
	b.write(s.keys.audience(), "ZREM", who.String())
	b.write(s.keys.gone(), "SREM", who.String())
	b.write(s.keys.screen(who), "DEL")
	b.write(s.keys.shown(who), "DEL")
	b.write(s.keys.recent(), "ZREM", who.String())
	b.write(s.keys.bulk(who), "DEL")
	b.write(s.keys.bulkReady(), "ZREM", who.String())
	b.write(s.keys.replies(who), "DEL")
	b.write(s.keys.ready(), "ZREM", who.String())
	b.write(s.keys.leases(), "HDEL", who.String())
	b.write(s.keys.rewrite(), "SET", "1")
	for _, code := range e.Codes {
		s.dropConcern(b, code)
	}
}

// RewriteDue says whether somebody erased since the append-only file was last
// rewritten.
func (s *Store) RewriteDue(ctx context.Context) (bool, error) {
	n, err := s.rdb.Exists(ctx, s.keys.rewrite()).Result()
	if err != nil {
		return false, fmt.Errorf("look whether a rewrite is due: %w", err)
	}
	return n == 1, nil
}

// Rewrite starts a rewrite of the append-only file, so that what was erased
// leaves the disk too.
func (s *Store) Rewrite(ctx context.Context) error {
	if err := s.rdb.Del(ctx, s.keys.rewrite()).Err(); err != nil {
		return fmt.Errorf("note the rewrite: %w", err)
	}
	if err := s.rdb.BgRewriteAOF(ctx).Err(); err != nil {
		if again := s.rdb.Set(ctx, s.keys.rewrite(), 1, 0).Err(); again != nil {
			return fmt.Errorf("rewrite the append-only file: %w (and it is not noted: %v)", err, again)
		}
		return fmt.Errorf("rewrite the append-only file: %w", err)
	}
	return nil
}
