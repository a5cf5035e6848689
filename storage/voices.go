package storage

import (
	"context"
	"fmt"
	"slices"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// Voices reads what is counted of the people who have a place in sessions, or checked in there:
// each person once, in no order that tells anything, and without who they are.
func (s *Store) Voices(ctx context.Context, sessions []string, came bool) ([]flows.Present, error) {
	known := map[string]bool{}
	var ids []string
	for _, session := range sessions {
		key := s.keys.seats(session)
		if came {
			key = s.keys.came(session)
		}
		members, err := s.rdb.ZRange(ctx, key, 0, -1).Result()
		if err != nil {
			return nil, fmt.Errorf("list the people of %s: %w", session, err)
		}
		for _, text := range members {
			id, err := seal.ParseID(text)
			if err != nil {
				return nil, fmt.Errorf("people of %s: %w", session, err)
			}
			if !known[text] {
				known[text], ids = true, append(ids, string(id[:]))
			}
		}
	}
	var all []flows.Present
	for part := range slices.Chunk(ids, guestsAtOnce) {
		loaded, err := people.load(ctx, s, part...)
		if err != nil {
			return nil, fmt.Errorf("load the people of sessions: %w", err)
		}
		for _, one := range loaded {
			if p := one.record; p != nil {
				all = append(all, flows.Present{Lang: p.Lang, Area: p.Area, Age: p.Age})
			}
		}
	}
	return all, nil
}
