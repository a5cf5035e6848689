package storage

import (
	"context"
	"errors"
	"fmt"
	"math"

	"porchlight/flows"
)

// couldAnswer counts the people who are registered, can be reached, and might
// have taken part.
func (s *Store) couldAnswer(ctx context.Context, may func(*flows.Person) bool) (n int, err error) {
	err = s.everybody(ctx, func(one Recipient) error {
		if one.Person != nil && !one.Gone && may(one.Person) {
			n++
		}
		return nil
	})
	return n, err
}

// everybody walks through all who have joined, in their order.
func (s *Store) everybody(ctx context.Context, visit func(Recipient) error) error {
	for at := int64(0); ; {
		page, err := s.Recipients(ctx, at, math.MaxInt64, guestsAtOnce)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, one := range page {
			at = one.Joined
			if err := visit(one); err != nil {
				return err
			}
		}
	}
}

// ForgetWave deletes from every record the mark that somebody took part in a
// wave, whoever changes the record meanwhile, and asks for a rewrite of the
// append-only file. It may die anywhere and be run again.
func (s *Store) ForgetWave(ctx context.Context, wave string) error {
	err := s.everybody(ctx, func(one Recipient) error {
		if one.Person == nil || one.Person.Wave != wave {
			return nil
		}
		return s.forgetWave(ctx, one.ID, wave)
	})
	if err != nil {
		return fmt.Errorf("forget who took part in wave %s: %w", wave, err)
	}
	return wrap("ask for a rewrite", s.rdb.Incr(ctx, s.keys.rewrite()).Err())
}

// forgetWave deletes one person's mark.
func (s *Store) forgetWave(ctx context.Context, who flows.ID, wave string) error {
	for {
		p, had, err := people.one(ctx, s, string(who[:]))
		if err != nil {
			return fmt.Errorf("person %s: %w", who, err)
		}
		if p == nil || !p.ForgetWave(wave) {
			return nil
		}
		next := anew()
		sealed, err := people.seal(s, next, who[:], p)
		if err != nil {
			return err
		}
		b := s.newBatch()
		b.check(s.keys.person(who), string(had))
		b.write(s.keys.person(who), "SET", sealed)
		if _, err = s.exec(ctx, b); !errors.As(err, new(*StaleError)) {
			return err
		}
	}
}
