package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// casePage is how many cases are read at once.
const casePage = 200

// Timed says how late the cases that wait are at now, and for whom. No word of any
// case leaves here. Of a queue it looks at the oldest, as many as a desk lists.
func (s *Store) Timed(ctx context.Context, now time.Time) (all []flows.Timed, err error) {
	err = s.eachWaiting(ctx, func(c *flows.Concern) { all = append(all, c.Timed(now)...) })
	return all, err
}

// eachWaiting reads every case that waits for somebody, once.
func (s *Store) eachWaiting(ctx context.Context, do func(*flows.Concern)) error {
	pipe := s.rdb.Pipeline()
	var lists []*redis.StringSliceCmd
	for _, q := range flows.CaseQueues() {
		lists = append(lists, pipe.ZRange(ctx, s.keys.cases(q), 0, queueMost-1))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return wrap("list the cases that wait", err)
	}
	var codes []string
	seen := map[string]bool{}
	for _, l := range lists {
		for _, code := range l.Val() {
			if !seen[code] {
				codes, seen[code] = append(codes, code), true
			}
		}
	}
	for at := 0; at < len(codes); at += casePage {
		page := codes[at:min(at+casePage, len(codes))]
		all, err := concerns.load(ctx, s, page...)
		if err != nil {
			return wrap("read the cases that wait", err)
		}
		for _, c := range all {
			if c.err != nil {
				return fmt.Errorf("a case that waits: %w", c.err)
			}
			if c.record != nil { // else it is gone since the lists were read
				do(c.record)
			}
		}
	}
	return nil
}

// fetchTimed reads how late what waits is, for somebody with a role.
func (s *Store) fetchTimed(ctx context.Context, l *Loaded, now time.Time) (err error) {
	l.World.HasTimed, l.World.Timed = true, nil
	if l.hasRole() {
		l.World.Timed, err = s.Timed(ctx, now)
	}
	return err
}
