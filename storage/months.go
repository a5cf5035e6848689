package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/flows"
)

// PutMonth adds the card of a month, and names it on the board. It may be run again, and by
// several processes: a month is settled by whoever comes first. It says whether it did.
func (s *Store) PutMonth(ctx context.Context, m flows.Month) (bool, error) {
	had, version, err := months.one(ctx, s, flows.MonthsID)
	if err != nil {
		return false, fmt.Errorf("read the months: %w", err)
	}
	all := flows.Months{}
	if had != nil {
		all = *had
	}
	more, ok := all.With(m)
	if ok {
		b := s.newBatch()
		if err := months.put(s, b, flows.MonthsID, version, &more); err != nil {
			return false, err
		}
		switch _, err := s.exec(ctx, b); {
		case errors.As(err, new(*StaleError)): // another process was faster
			ok = false
		case err != nil:
			return false, wrap("store the card of a month", err)
		}
	}
	return ok, s.UpdateBoard(ctx, func(board *flows.Board) bool { // also if it died before
		if board.Months >= m.ID {
			return false
		}
		board.Months = m.ID
		return true
	})
}

// SolvedDue lists the cases, by their authors, of which it is to be asked whether they are
// solved since one moment and up to another.
func (s *Store) SolvedDue(ctx context.Context, after, until time.Time) (map[flows.ID][]string, error) {
	due := map[flows.ID][]string{}
	for from := int64(0); ; from += casePage {
		codes, err := s.rdb.ZRange(ctx, s.keys.prefix+concerns.index, from, from+casePage-1).Result()
		if err != nil {
			return nil, wrap("list the concerns", err)
		}
		if len(codes) == 0 {
			return due, nil
		}
		all, err := concerns.load(ctx, s, codes...)
		if err != nil {
			return nil, wrap("read the concerns", err)
		}
		for _, c := range all {
			if c.err == nil && c.record != nil && c.record.SolvedDue(after, until) {
				due[c.record.Author] = append(due[c.record.Author], c.record.Code)
			}
		}
		if len(codes) < casePage {
			return due, nil
		}
	}
}

// PersonOf reads somebody whom a job is about; nil if they are gone.
func (s *Store) PersonOf(ctx context.Context, who flows.ID) (*flows.Person, error) {
	p, _, err := people.one(ctx, s, string(who[:]))
	return p, wrap("read somebody", err)
}
