package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// strangerPage is how many keys one step of the walk looks at.
const strangerPage = 500

// SweepStrangers forgets everybody who never finished the first conversation,
// has no role, and did nothing for flows.StrangersKept. It walks through all
// records, a page at a time, and says how many it forgot. Whoever writes
// meanwhile stays. On its way it forgets what people wrote unasked and never passed
// on (Person.LapseNightly).
func (s *Store) SweepStrangers(ctx context.Context, now time.Time) (forgotten int, err error) {
	at, err := s.Board(ctx)
	if err != nil {
		return 0, err
	}
	node, err := s.master(ctx)
	if err != nil {
		return 0, fmt.Errorf("look who never registered: %w", err)
	}
	prefix := strings.TrimSuffix(s.keys.person(flows.ID{}), flows.ID{}.String())
	for cursor := uint64(0); ; {
		var found []string
		if found, cursor, err = node.Scan(ctx, cursor, prefix+"*", strangerPage).Result(); err != nil {
			s.masterLost(ctx)
			return forgotten, fmt.Errorf("look who never registered: %w", err)
		}
		n, err := s.sweepStrangers(ctx, at, prefix, found, now)
		if forgotten += n; err != nil || cursor == 0 {
			return forgotten, err
		}
	}
}

// sweepStrangers looks at one page of records.
func (s *Store) sweepStrangers(ctx context.Context, board *flows.Board, prefix string, page []string, now time.Time) (forgotten int, err error) {
	ids := make([]string, 0, len(page))
	for _, key := range page {
		if id, err := seal.ParseID(strings.TrimPrefix(key, prefix)); err == nil {
			ids = append(ids, string(id[:]))
		}
	}
	if len(ids) == 0 {
		return 0, nil
	}
	all, err := people.load(ctx, s, ids...)
	if err != nil {
		return 0, fmt.Errorf("read who never registered: %w", err)
	}
	for i, one := range all {
		p, had, who := one.record, one.v, idOf(ids[i])
		if p == nil { // gone; or its next turn says that it does not open
			continue
		}
		if p.LapseNightly(now) {
			if err := s.rewritePerson(ctx, who, had, *p); err != nil {
				return forgotten, err
			}
			continue // a stranger has none
		}
		member := slices.ContainsFunc(board.Staff, func(m flows.Member) bool { return m.Who == who })
		if member || !p.Stranger(now) {
			continue
		}
		b := s.newBatch()
		b.check(s.keys.person(who), string(had))
		s.dropPerson(b, who)
		b.write(s.keys.replies(who), "DEL")
		b.write(s.keys.rewrite(), "INCR")
		switch _, err := s.exec(ctx, b); {
		case err == nil:
			forgotten++
		case !errors.As(err, new(*StaleError)): // else they have just come back
			return forgotten, fmt.Errorf("forget who never registered: %w", err)
		}
	}
	return forgotten, nil
}
