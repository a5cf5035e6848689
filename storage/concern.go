package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// fetchConcern reads one of the person's own concerns; nil if it is gone or
// somebody else's. A counted-only concern names no author: its code is known
// to its author only.
func (s *Store) fetchConcern(ctx context.Context, l *Loaded, code string) error {
	raw, err := s.rdb.Get(ctx, s.keys.concern(code)).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("load a concern: %w", err)
	}
	var c flows.Concern
	v, err := s.decode(raw, "concern", []byte(code), &c)
	if err != nil {
		return err
	}
	if l.World.Concerns == nil {
		l.World.Concerns = map[string]*flows.Concern{}
	}
	l.World.Concerns[code] = nil
	if v != "" && (c.Author == l.who || c.Author == flows.ID{}) {
		l.World.Concerns[code] = &c
		l.relyOn(code, v)
	}
	return nil
}

// fileConcern stores a new concern, counts it, and puts its words where whoever
// takes them will look.
func (s *Store) fileConcern(b *batch, e flows.FileConcern) error {
	c := e.Concern
	raw, err := s.encode(version("").next(), "concern", []byte(c.Code), c)
	if err != nil {
		return err
	}
	b.check(s.keys.concern(c.Code), "")
	b.write(s.keys.concern(c.Code), "SET", raw)
	b.write(s.keys.expiry(), "ZADD", hourOf(c.KeptTill), c.Code)
	if len(c.Waits()) > 0 {
		if err := s.enqueue(b, &c); err != nil {
			return err
		}
	}
	s.count(b, e.Counts)
	return nil
}

// updateConcern stores a changed concern, which may stand in other queues now.
func (s *Store) updateConcern(b *batch, l *Loaded, e flows.UpdateConcern) error {
	c := e.Concern
	had := l.cases[c.Code]
	raw, err := s.encode(had.next(), "concern", []byte(c.Code), c)
	if err != nil {
		return err
	}
	b.check(s.keys.concern(c.Code), string(had))
	b.write(s.keys.concern(c.Code), "SET", raw)
	b.write(s.keys.expiry(), "ZADD", hourOf(c.KeptTill), c.Code)
	if c.Route != flows.RouteNone {
		if err := s.enqueue(b, &c); err != nil {
			return err
		}
	}
	s.count(b, e.Counts)
	return nil
}

// lookAt stores the case that a turn looks at as it was read, under its next version:
// what was decided about it at the same time is decided again.
func (s *Store) lookAt(b *batch, t Turn) error {
	code := t.Outcome.Looks
	changed := slices.ContainsFunc(t.Outcome.Effects, func(e flows.Effect) bool {
		u, ok := e.(flows.UpdateConcern)
		return ok && u.Concern.Code == code
	})
	c := t.Loaded.World.Cases[code]
	if code == "" || changed || c == nil {
		return nil
	}
	had := t.Loaded.cases[code]
	raw, err := s.encode(had.next(), "concern", []byte(code), c)
	if err != nil {
		return err
	}
	b.check(s.keys.concern(code), string(had))
	b.write(s.keys.concern(code), "SET", raw)
	return nil
}

// SweepConcerns deletes the concerns whose time is over at now, and says what
// went wrong if something did.
func (s *Store) SweepConcerns(ctx context.Context, now time.Time) error {
	for {
		codes, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
			Key: s.keys.expiry(), Start: "-inf", Stop: strconv.FormatInt(now.Unix(), 10), ByScore: true, Count: 100,
		}).Result()
		if err != nil || len(codes) == 0 {
			return wrap("look for expired concerns", err)
		}
		b := s.newBatch()
		for _, code := range codes {
			s.dropConcern(b, code)
		}
		b.write(s.keys.rewrite(), "INCR")
		if _, err := s.exec(ctx, b); err != nil {
			return wrap("delete expired concerns", err)
		}
	}
}

// dropConcern deletes a concern wherever it stands.
func (s *Store) dropConcern(b *batch, code string) {
	b.write(s.keys.concern(code), "DEL")
	b.write(s.keys.expiry(), "ZREM", code)
	s.dequeue(b, code)
}
