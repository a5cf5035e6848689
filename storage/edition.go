package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"porchlight/flows"
)

// Editions reads what some readers were shown, oldest first.
func (s *Store) Editions(ctx context.Context, r flows.Readership) ([]flows.Edition, error) {
	sealed, err := s.rdb.LRange(ctx, s.keys.editions(r), 0, -1).Result()
	if err != nil {
		return nil, wrap("load the editions", err)
	}
	return s.openEditions(r, sealed)
}

func (s *Store) fetchEditions(ctx context.Context, r *round, l *Loaded, of flows.Readership) {
	sealed := r.LRange(ctx, s.keys.editions(of), 0, -1)
	r.then = append(r.then, func() error {
		editions, err := s.openEditions(of, sealed.Val())
		if err != nil {
			return err
		}
		if l.World.Editions == nil {
			l.World.Editions = map[flows.Readership][]flows.Edition{}
		}
		l.World.Editions[of] = editions
		return nil
	})
}

func (s *Store) openEditions(r flows.Readership, sealed []string) ([]flows.Edition, error) {
	editions := make([]flows.Edition, 0, len(sealed))
	for _, raw := range sealed {
		plain, err := s.sealer.Open("edition", []byte(r), []byte(raw))
		if err != nil {
			return nil, badRecord{fmt.Errorf("open an edition: %w", err)}
		}
		var e flows.Edition
		if err := records.Unmarshal(plain, &e); err != nil {
			return nil, badRecord{fmt.Errorf("decode an edition: %w", err)}
		}
		editions = append(editions, e)
	}
	return editions, nil
}

// putEdition appends to a list of known length.
//
//	KEYS: editions
//	ARGV: how many there were, sealed edition
//	Returns 1, or 0 if there are more by now.
var putEdition = newScript(`
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
redis.call('RPUSH', KEYS[1], ARGV[2])
return 1`)

// PutEdition adds the next edition, if had editions are still all there are. It
// says whether it did: an edition is fixed by whoever comes first.
func (s *Store) PutEdition(ctx context.Context, r flows.Readership, had int, e flows.Edition) (bool, error) {
	plain, err := Marshal(e)
	if err != nil {
		return false, fmt.Errorf("encode an edition: %w", err)
	}
	n, err := s.run(ctx, putEdition, []string{s.keys.editions(r)}, had, s.sealer.Seal("edition", []byte(r), plain)).Int()
	return n == 1, wrap("store an edition", err)
}

// Counters reads the counters of periods.
func (s *Store) Counters(ctx context.Context, periods []string) (flows.Counters, error) {
	counters := flows.Counters{}
	for _, period := range slices.Compact(slices.Sorted(slices.Values(periods))) {
		fields, err := s.rdb.HGetAll(ctx, s.keys.counts(period)).Result()
		if err != nil {
			return nil, wrap("load counters", err)
		}
		counters[period] = map[string]int{}
		for field, raw := range fields {
			n, err := strconv.Atoi(raw)
			if err != nil {
				return nil, badRecord{fmt.Errorf("counter %s of %s: %w", field, period, err)}
			}
			counters[period][field] = n
		}
	}
	return counters, nil
}

// TellOnce queues a message to somebody unless they were told the same within
// two days. It says whether it did; somebody who is gone is not told.
func (s *Store) TellOnce(ctx context.Context, what string, m Outgoing) (bool, error) {
	b := s.newBatch()
	b.unique(s.keys.told(what), s.toldMark(what, m.To))
	b.check(s.keys.person(m.To), "*")
	if m.Hold != nil {
		s.hold(b, m)
	} else {
		b.message(s, m, s.payload(m))
	}
	_, err := s.exec(ctx, b)
	if errors.Is(err, ErrAgain) || errors.As(err, new(*StaleError)) {
		return false, nil
	}
	return err == nil, wrap("tell somebody", err)
}

// WasTold says whether somebody was told something by TellOnce within two days.
func (s *Store) WasTold(ctx context.Context, what string, who flows.ID) (bool, error) {
	told, err := s.rdb.SIsMember(ctx, s.keys.told(what), s.toldMark(what, who)).Result()
	return told, wrap("look who was told", err)
}

// toldMark stands for somebody among those who were told something: it names nobody,
// also after they have erased themselves, and is another one for something else.
func (s *Store) toldMark(what string, who flows.ID) string { return s.laterMark("told", who, what) }
