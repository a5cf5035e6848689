package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// erase deletes everything that is a person's own. Seats and open answers are
// freed by their own effects in the same commit; counters stay. Messages that
// waited to be sent to them go too; what was to vanish from their chat later is
// deleted there now, and the farewell is queued after that.
func (s *Store) erase(b *batch, l *Loaded, e flows.Erase) {
	who := l.who
	b.write(s.keys.person(who), "DEL")
	b.write(s.keys.audience(), "ZREM", who.String())
	b.write(s.keys.gone(), "SREM", who.String())
	b.write(s.keys.screen(who), "DEL")
	b.write(s.keys.shown(who), "DEL")
	b.write(s.keys.recent(), "ZREM", who.String())
	b.dropBulk(s.keys.bulk(who), s.keys.runCounts())
	b.write(s.keys.heldBulk(), "SREM", who.String())
	b.write(s.keys.bulkReady(), "ZREM", who.String())
	b.write(s.keys.replies(who), "DEL")
	b.write(s.keys.ready(), "ZREM", who.String())
	b.write(s.keys.leases(), "HDEL", who.String())
	b.write(s.keys.pace(who), "DEL")
	b.unpark(s.keys.parked(), who)
	b.callOff(s.keys.later(), s.keys.laterBody(), s.keys.replies(who), who)
	b.write(s.keys.rewrite(), "INCR")
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

// rewritten notes that a rewrite has begun, unless more was erased meanwhile.
//
//	KEYS: rewrite
//	ARGV: its value before the rewrite began
var rewritten = redis.NewScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`)

// Rewrite starts a rewrite of the append-only file, so that what was erased
// leaves the disk too. It is due until one has begun, whoever dies meanwhile.
func (s *Store) Rewrite(ctx context.Context) error {
	before, err := s.rdb.Get(ctx, s.keys.rewrite()).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("look what to rewrite: %w", err)
	}
	if err := s.rdb.BgRewriteAOF(ctx).Err(); err != nil {
		return fmt.Errorf("rewrite the append-only file: %w", err)
	}
	return wrap("note the rewrite", s.run(ctx, rewritten, []string{s.keys.rewrite()}, before).Err())
}
