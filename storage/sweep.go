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
	"porchlight/storage/seal"
)

// sweepPage is how many of a session's people are read at once.
const sweepPage = 100

// SweepSeats forgets who was in the sessions that ended longer ago than
// flows.SeatsKept: places, waitlists, reminders, the session in each person's
// record, who led it, the notes for them and its minutes. How many came is on the board and stays. It may be done
// again after any death in its middle.
func (s *Store) SweepSeats(ctx context.Context, now time.Time) error {
	at, err := s.fresh(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, session := range at.whole.Sessions {
		if now.Sub(at.whole.SeatsOver(session)) < flows.SeatsKept {
			continue
		}
		if settled, err := s.settleCame(ctx, session); err != nil || settled {
			errs = append(errs, wrap("keep how many checked in at "+session.ID, err))
			continue // its card is another one now: the next run goes on
		}
		if err := s.sweepSession(ctx, at.sessions[session.ID], session.ID, at.whole.Evenings(session)); err != nil {
			errs = append(errs, fmt.Errorf("forget who was in %s: %w", session.ID, err))
		}
	}
	if len(errs) == 0 {
		errs = append(errs, s.sweepNotes(ctx, now))
	}
	return errors.Join(errs...)
}

// settleCame puts how many checked in at a meeting onto its card before who it was is
// forgotten, and says whether it did.
func (s *Store) settleCame(ctx context.Context, session flows.Session) (settled bool, err error) {
	n, err := s.rdb.ZCard(ctx, s.keys.came(session.ID)).Result()
	if err != nil || n == 0 || session.ByCode != 0 {
		return false, err
	}
	return true, s.UpdateBoard(ctx, func(b *flows.Board) bool {
		list := slices.Clone(b.Sessions) // what other turns read stays as it is
		i := slices.IndexFunc(list, func(one flows.Session) bool { return one.ID == session.ID })
		if i < 0 || list[i].ByCode != 0 {
			return false
		}
		list[i].ByCode, b.Sessions = int(n), list
		return true
	})
}

// sweepNotes forgets who led the sessions that ended so long ago, and the
// organisers' notes for them, the minutes, and what its people were told.
func (s *Store) sweepNotes(ctx context.Context, now time.Time) error {
	return s.UpdateBoard(ctx, func(b *flows.Board) (changed bool) {
		list := slices.Clone(b.Sessions) // what other turns read stays as it is
		for i, session := range list {
			if now.Sub(session.Ends()) >= flows.SeatsKept && (session.Notes != "" || len(session.Leads)+len(session.Passes)+len(session.PaperTongues)+len(session.PaperAreas) > 0 || session.Report.Written()) {
				list[i].Notes, list[i].NotesOthers, list[i].Leads, list[i].Passes, changed = "", nil, nil, nil, true
				list[i].PaperTongues, list[i].PaperAreas = nil, nil
				list[i].Report = list[i].Report.Swept()
			}
			if now.Sub(session.Ends()) >= flows.SeatsKept && b.ForgetGuests(session.ID) {
				changed = true
			}
			if now.Sub(session.Ends()) >= flows.SeatsKept && b.ForgetTold(session.ID) {
				changed = true
			}
		}
		b.Sessions = list
		return changed
	})
}

// sweepSession forgets one session's people, if its card is still that one: a
// session that is moved to another day is not over.
func (s *Store) sweepSession(ctx context.Context, card version, id string, series []flows.Session) error {
	for {
		pipe := s.rdb.Pipeline()
		v := pipe.Get(ctx, s.keys.session(id))
		in, waiting := pipe.ZRange(ctx, s.keys.seats(id), 0, sweepPage-1), pipe.ZRange(ctx, s.keys.waitlist(id), 0, sweepPage-1)
		offered, came := pipe.HKeys(ctx, s.keys.offers(id)), pipe.ZRange(ctx, s.keys.came(id), 0, sweepPage-1)
		if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		people := slices.Concat(in.Val(), waiting.Val(), offered.Val(), came.Val())
		if len(people) == 0 {
			return s.closeSession(ctx, card, version(v.Val()), id)
		}
		for _, text := range people {
			who, err := seal.ParseID(text)
			if err != nil {
				return err
			}
			if err := s.sweepSeat(ctx, card, id, series, flows.ID(who)); err != nil {
				return err
			}
		}
	}
}

// sweepSeat takes one person out of a session that is long over.
func (s *Store) sweepSeat(ctx context.Context, card version, id string, series []flows.Session, who flows.ID) error {
	for range 10 { // the person may be doing something at this moment
		raw, err := s.rdb.MGet(ctx, s.keys.person(who), s.keys.session(id)).Result()
		if err != nil {
			return err
		}
		record, _ := raw[0].(string)
		seats, _ := raw[1].(string)
		var p flows.Person
		had, err := people.open(s, record, who[:], &p)
		if err != nil {
			return err
		}
		b := s.newBatch()
		b.check(s.keys.card(id), string(card))
		b.check(s.keys.person(who), string(had))
		b.check(s.keys.session(id), seats)
		b.write(s.keys.session(id), "SET", string(nextSeat(version(seats))))
		b.write(s.keys.seats(id), "ZREM", who.String())
		b.write(s.keys.waitlist(id), "ZREM", who.String())
		b.write(s.keys.offers(id), "HDEL", who.String())
		b.write(s.keys.claims(id), "HDEL", insideMark+who.String(), waitMark+who.String())
		for _, e := range append([]flows.Session{{ID: id}}, series...) { // of a circle, all evenings
			if flows.SameSeats(e.ID, id) {
				b.write(s.keys.came(e.ID), "ZREM", who.String())
				b.write(s.keys.reminded(e.ID, who), "DEL")
			}
		}
		if p.ForgetSession(id) {
			next, err := people.seal(s, anew(), who[:], &p)
			if err != nil {
				return err
			}
			b.write(s.keys.person(who), "SET", next)
		}
		_, err = s.exec(ctx, b)
		stale := (*StaleError)(nil)
		if !errors.As(err, &stale) || stale.Key == s.keys.card(id) {
			return err
		}
	}
	return nil // the next run tries again
}

// closeSession deletes what is left of a session that nobody is in, and lets
// the append-only file be rewritten.
func (s *Store) closeSession(ctx context.Context, card, seats version, id string) error {
	if seats == "" {
		return nil
	}
	b := s.newBatch()
	b.check(s.keys.card(id), string(card))
	b.check(s.keys.session(id), string(seats))
	for _, key := range []string{s.keys.session(id), s.keys.seats(id), s.keys.waitlist(id), s.keys.offers(id), s.keys.claims(id), s.keys.came(id)} {
		b.write(key, "DEL")
	}
	b.write(s.keys.rewrite(), "INCR")
	_, err := s.exec(ctx, b)
	return err
}

// SweepInvitations deletes invitations that have expired.
func (s *Store) SweepInvitations(ctx context.Context, now time.Time) error {
	for {
		hashes, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
			Key: s.keys.invitations(), Start: "-inf", Stop: strconv.FormatInt(now.Unix(), 10), ByScore: true, Count: sweepPage,
		}).Result()
		if err != nil || len(hashes) == 0 {
			return wrap("look for expired invitations", err)
		}
		pipe := s.rdb.TxPipeline()
		for _, hash := range hashes {
			pipe.Del(ctx, s.keys.invitation(hash))
			pipe.ZRem(ctx, s.keys.invitations(), hash)
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return fmt.Errorf("delete expired invitations: %w", err)
		}
	}
}
