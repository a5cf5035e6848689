package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/fxamacker/cbor/v2"

	"porchlight/flows"
)

// queueMost is how many cases of a queue a turn reads: the oldest. A desk that
// has more open than this shows the rest as these are closed.
const queueMost = 2000

// fetchQueue reads what waits for a role, the oldest first. Whoever shows it
// filters it by the neighbourhoods of the role.
func (s *Store) fetchQueue(ctx context.Context, l *Loaded, q flows.CaseQueue) error {
	if l.World.Queues == nil {
		l.World.Queues = map[flows.CaseQueue][]flows.Waiting{}
	}
	l.World.Queues[q] = nil
	if !l.hasRole() {
		return nil
	}
	standing, err := s.rdb.ZRangeWithScores(ctx, s.keys.cases(q), 0, queueMost-1).Result()
	if err != nil || len(standing) == 0 {
		return wrap("load a queue of cases", err)
	}
	codes := make([]string, len(standing))
	for i, z := range standing {
		codes[i], _ = z.Member.(string)
	}
	sealed, err := s.rdb.HMGet(ctx, s.keys.waiting(), codes...).Result()
	if err != nil {
		return wrap("load a queue of cases", err)
	}
	for i, code := range codes {
		raw, ok := sealed[i].(string)
		if !ok { // gone between the two reads
			continue
		}
		w, err := s.openWaiting(code, raw)
		if err != nil {
			return err
		}
		var exact bool
		if w.Since, exact = w.Exact[q]; !exact { // an older version wrote the second into the score
			w.Since = int64(standing[i].Score)
		}
		l.World.Queues[q] = append(l.World.Queues[q], w.Waiting)
	}
	slices.SortStableFunc(l.World.Queues[q], func(a, b flows.Waiting) int { return cmp.Compare(a.Since, b.Since) })
	return nil
}

// waitingRecord is what is kept of a case that waits, beside its place in line.
type waitingRecord struct {
	flows.Waiting
	// Exact is since when it waits where, in unix seconds: the place in line, which
	// stands in clear, tells only the hour.
	Exact map[flows.CaseQueue]int64 `cbor:"105,keyasint,omitempty"`
}

// hourOf is what stands in clear of a moment (unix s) that would link what one
// turn stored in two places. Everything of one hour looks the same.
func hourOf(unix int64) int64 { return unix - unix%3600 }

func (s *Store) openWaiting(code, raw string) (w waitingRecord, err error) {
	plain, err := s.sealer.Open("waiting", []byte(code), []byte(raw))
	if err != nil {
		return w, badRecord{fmt.Errorf("open a queued case: %w", err)}
	}
	if err := cbor.Unmarshal(plain, &w); err != nil {
		return w, badRecord{fmt.Errorf("decode a queued case: %w", err)}
	}
	return w, nil
}

// hasRole says whether the turn's person is on the board.
func (l *Loaded) hasRole() bool { return l.World.Board != nil && l.World.Board.Seated(l.who) }

// enqueue puts a concern into the queues in which it waits, and out of others.
func (s *Store) enqueue(b *batch, c *flows.Concern) error {
	in := c.Waits()
	for _, q := range flows.CaseQueues() {
		if since, waits := in[q]; waits {
			b.write(s.keys.cases(q), "ZADD", hourOf(since), c.Code)
		} else {
			b.write(s.keys.cases(q), "ZREM", c.Code)
		}
	}
	if len(in) == 0 {
		b.write(s.keys.waiting(), "HDEL", c.Code)
		return nil
	}
	plain, err := Marshal(waitingRecord{Waiting: c.Waiting(), Exact: in})
	if err != nil {
		return fmt.Errorf("encode a queued case: %w", err)
	}
	b.write(s.keys.waiting(), "HSET", c.Code, s.sealer.Seal("waiting", []byte(c.Code), plain))
	return nil
}

// dequeue takes a concern out of every queue.
func (s *Store) dequeue(b *batch, code string) {
	for _, q := range flows.CaseQueues() {
		b.write(s.keys.cases(q), "ZREM", code)
	}
	b.write(s.keys.waiting(), "HDEL", code)
}
