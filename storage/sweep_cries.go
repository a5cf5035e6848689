package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/flows"
)

// lapseCry forgets a cry for help that its author never passed on, or a concern about
// home or hate that they were telling, as soon as a message about it goes from their chat: whoever takes the data or the phone later
// finds neither.
func (s *Store) lapseCry(ctx context.Context, who flows.ID, now time.Time) error {
	p, had, err := people.one(ctx, s, string(who[:]))
	if BadRecord(err) { // its next turn says so
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for a cry that was never passed on: %w", err)
	}
	if p == nil || !p.LapseCry(now) {
		return nil
	}
	return s.rewritePerson(ctx, who, had, *p)
}

// rewritePerson stores a record that changed without a turn, unless a turn was
// faster, which has its own say about it. The old one goes from the append-only file.
func (s *Store) rewritePerson(ctx context.Context, who flows.ID, had version, p flows.Person) error {
	raw, err := people.seal(s, anew(), who[:], &p)
	if err != nil {
		return err
	}
	b := s.newBatch()
	b.check(s.keys.person(who), string(had))
	b.write(s.keys.person(who), "SET", raw)
	b.write(s.keys.rewrite(), "INCR")
	if _, err := s.exec(ctx, b); err != nil && !errors.As(err, new(*StaleError)) {
		return fmt.Errorf("forget what was never passed on: %w", err)
	}
	return nil
}
