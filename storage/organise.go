package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// guestsAtOnce is how many people's records are read in one round trip.
const guestsAtOnce = 500

// AnnouncementRun is the id of the run that sends an announcement.
func AnnouncementRun(id string) RunID { return RunIDOf("announcement/" + id) }

// fetchForOrganiser reads what only organisers' steps ask for.
func (s *Store) fetchForOrganiser(ctx context.Context, l *Loaded, need flows.Reads) error {
	for _, id := range need.Guests {
		if err := s.fetchGuests(ctx, l, id); err != nil {
			return err
		}
	}
	for _, c := range need.Crowds {
		if err := s.fetchCrowd(ctx, l, c); err != nil {
			return err
		}
	}
	for _, id := range need.Runs {
		if err := s.fetchRun(ctx, l, id); err != nil {
			return err
		}
	}
	return nil
}

// fetchGuests counts the people inside a session, by language and whether they said that they come, and reads the
// first of its waitlist. Whoever offers them a place because of it has the session's
// version checked: see offerAll.
func (s *Store) fetchGuests(ctx context.Context, l *Loaded, session string) error {
	if _, known := l.seats[flows.SeatsOf(session)]; !known { // its version comes first
		r := &round{Pipeliner: s.rdb.Pipeline()}
		s.fetchSeats(ctx, r, l, session)
		if err := r.run(ctx); err != nil {
			return err
		}
	}
	pipe := s.rdb.Pipeline()
	in, waiting := pipe.ZRange(ctx, s.keys.seats(session), 0, -1), pipe.ZRange(ctx, s.keys.waitlist(session), 0, flows.GuestsAtOnce-1)
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("load the guests of %s: %w", session, err)
	}
	g := flows.Guests{Tongues: map[flows.Lang]int{}}
	var card flows.Session
	if l.World.Board != nil {
		if i := slices.IndexFunc(l.World.Board.Sessions, func(one flows.Session) bool { return one.ID == session }); i >= 0 {
			card = l.World.Board.Sessions[i]
		}
	}
	for _, text := range waiting.Val() {
		id, err := seal.ParseID(text)
		if err != nil {
			return fmt.Errorf("waitlist: %w", err)
		}
		g.Line = append(g.Line, flows.ID(id))
	}
	for at := 0; at < len(in.Val()); at += guestsAtOnce {
		if err := s.countGuests(ctx, in.Val()[at:min(at+guestsAtOnce, len(in.Val()))], card, &g); err != nil {
			return err
		}
	}
	if l.World.Guests == nil {
		l.World.Guests = map[string]flows.Guests{}
	}
	l.World.Guests[session] = g
	return nil
}

// countGuests adds some of those inside to the numbers.
func (s *Store) countGuests(ctx context.Context, members []string, card flows.Session, g *flows.Guests) error {
	ids := make([]string, len(members))
	for i, m := range members {
		id, err := seal.ParseID(m)
		if err != nil {
			return fmt.Errorf("seats: %w", err)
		}
		ids[i] = string(id[:])
	}
	all, err := people.load(ctx, s, ids...)
	if err != nil {
		return fmt.Errorf("load guests: %w", err)
	}
	for _, one := range all {
		if one.record != nil {
			g.Tongues[one.record.Lang]++
			if one.record.Comes(card) {
				g.Coming++
			}
		}
	}
	return nil
}

// fetchCrowd counts the people of an audience.
func (s *Store) fetchCrowd(ctx context.Context, l *Loaded, c flows.Crowd) error {
	a := Audience{Areas: strings.Fields(c.Areas)}
	for _, lang := range strings.Fields(c.Langs) {
		a.Langs = append(a.Langs, flows.Lang(lang))
	}
	n, err := s.Crowd(ctx, a)
	if err != nil {
		return err
	}
	if l.World.Crowds == nil {
		l.World.Crowds = map[flows.Crowd]flows.CrowdSize{}
	}
	l.World.Crowds[c] = n
	return nil
}

// fetchRun reads how far an announcement has come, or the news of a session,
// whose names have a slash in them.
func (s *Store) fetchRun(ctx context.Context, l *Loaded, id string) error {
	name := AnnouncementRun(id)
	if strings.Contains(id, "/") {
		name = RunIDOf(id)
	}
	r, err := s.Run(ctx, name)
	if err != nil && !errors.Is(err, ErrNoRun) {
		return err
	}
	if l.World.Runs == nil {
		l.World.Runs = map[string]flows.RunProgress{}
	}
	l.World.Runs[id] = flows.RunProgress{}
	if err == nil {
		l.World.Runs[id] = s.RunProgress(r)
	}
	return nil
}
