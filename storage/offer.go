package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// Kept is a place of a session that is offered to somebody who waits.
type Kept struct {
	flows.Offer
	Again bool    // its end was put off after a downtime
	Gone  bool    // they blocked the bot
	place float64 // in the waitlist
}

// text is how it stands in Redis.
func (k Kept) text() string {
	again := ""
	if k.Again {
		again = " again"
	}
	return strconv.FormatInt(k.Until, 10) + " " + strconv.FormatFloat(k.place, 'f', -1, 64) + again
}

// parseOffers reads who has a place kept for them, in the order of their waiting.
func parseOffers(stored map[string]string) ([]Kept, error) {
	all := make([]Kept, 0, len(stored))
	for _, who := range slices.Sorted(maps.Keys(stored)) {
		id, err := seal.ParseID(who)
		if err != nil {
			return nil, fmt.Errorf("offers: %w", err)
		}
		k := Kept{Offer: flows.Offer{Who: flows.ID(id)}}
		again := ""
		if _, err := fmt.Sscan(strings.TrimSpace(stored[who])+" -", &k.Until, &k.place, &again); err != nil {
			return nil, badRecord{fmt.Errorf("an offer reads %q: %w", stored[who], err)}
		}
		k.Again = again == "again"
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b Kept) int { return int(a.place - b.place) })
	return all, nil
}

// before counts the offers to people who have waited longer than a place in the line.
func before(offers []Kept, place float64) (n int) {
	for _, o := range offers {
		if o.place < place {
			n++
		}
	}
	return n
}

// onlyID is the one pseudonym of a list, nil if the list is empty.
func onlyID(list []string) (*flows.ID, error) {
	if len(list) == 0 {
		return nil, nil
	}
	id, err := seal.ParseID(list[0])
	if err != nil {
		return nil, fmt.Errorf("waitlist: %w", err)
	}
	return (*flows.ID)(&id), nil
}

// behind is the next in line behind somebody to whom a place is offered.
func (s *Store) behind(ctx context.Context, session string, k Kept) (*flows.ID, error) {
	next, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{Key: s.keys.waitlist(session), ByScore: true,
		Start: "(" + strconv.FormatFloat(k.place, 'f', -1, 64), Stop: "+inf", Count: 1}).Result()
	if err != nil {
		return nil, fmt.Errorf("look who waits behind somebody: %w", err)
	}
	return onlyID(next)
}

// offer keeps a place for somebody who is still there.
func (s *Store) offer(b *batch, session string, o flows.Offer) {
	b.check(s.keys.person(o.Who), "*")
	b.offer(s.keys.waitlist(session), s.keys.offers(session), o)
}

// offerAll keeps places for several people, or for none.
func (s *Store) offerAll(b *batch, l *Loaded, e flows.Offers) {
	s.touch(b, l, e.Session)
	for _, o := range e.All {
		s.offer(b, e.Session, o)
	}
}

// Offers lists the places of sessions that are kept for people, by session.
func (s *Store) Offers(ctx context.Context, sessions []string) (map[string][]Kept, error) {
	all := map[string][]Kept{}
	for some := range slices.Chunk(sessions, sessionsAtOnce) {
		pipe := s.rdb.Pipeline()
		read := make([]*redis.MapStringStringCmd, len(some))
		for i, id := range some {
			read[i] = pipe.HGetAll(ctx, s.keys.offers(id))
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, fmt.Errorf("read the offers: %w", err)
		}
		for i, id := range some {
			kept, err := parseOffers(read[i].Val())
			if err != nil {
				return nil, fmt.Errorf("session %s: %w", id, err)
			}
			for n := range kept {
				if kept[n].Gone, err = s.rdb.SIsMember(ctx, s.keys.gone(), kept[n].Who.String()).Result(); err != nil {
					return nil, fmt.Errorf("look who is gone: %w", err)
				}
			}
			if len(kept) > 0 {
				all[id] = kept
			}
		}
	}
	return all, nil
}

// Passing is places that go to whoever is next, as they were read: one that somebody let
// go by, or those that were kept for some.
type Passing struct {
	Next    []NextInLine
	lapsed  *Kept
	whole   bool // nobody of the line is left to whom a place could be offered
	at      *Loaded
	session string
}

// NextInLine is somebody to whom a place is offered.
type NextInLine struct {
	ID flows.ID
	*Loaded
}

// Lapsing reads what becomes of a place that somebody let go by; nil if it is not
// offered to them any more.
func (s *Store) Lapsing(ctx context.Context, session string, k Kept, w flows.World) (*Passing, error) {
	p, card, err := s.passing(ctx, session, k.Who, w)
	if err != nil {
		return nil, err
	}
	seats := p.at.World.Seats[flows.SeatsOf(session)]
	if seats.Mine != flows.InLine || seats.Until != k.Until {
		return nil, nil
	}
	p.lapsed = &k
	return p, s.nextInLine(ctx, p, card.AfterLapse(seats), w)
}

// Opening reads to whom the places go that were kept for some; nil if they are everybody's
// already.
func (s *Store) Opening(ctx context.Context, session string, w flows.World) (*Passing, error) {
	p, card, err := s.passing(ctx, session, flows.ID{}, w)
	if err != nil || p.at.World.Seats[flows.SeatsOf(session)].Opened {
		return nil, err
	}
	next := card.AtOpening(p.at.World.Seats[flows.SeatsOf(session)])
	p.whole = len(next) < flows.GuestsAtOnce
	return p, s.nextInLine(ctx, p, next, w)
}

// passing reads a session and its seats as one person stands to them.
func (s *Store) passing(ctx context.Context, session string, who flows.ID, w flows.World) (*Passing, flows.Session, error) {
	l, err := s.Load(ctx, who, w)
	if err != nil {
		return nil, flows.Session{}, err
	}
	card, _ := l.World.Board.Session(session)
	return &Passing{at: l, session: session}, card, s.Fetch(ctx, l, flows.Reads{Seats: []string{session}})
}

func (s *Store) nextInLine(ctx context.Context, p *Passing, next []flows.Waiter, w flows.World) error {
	for _, one := range next {
		l, err := s.Load(ctx, one.Who, w)
		if err != nil {
			return err
		}
		p.Next = append(p.Next, NextInLine{one.Who, l})
	}
	return nil
}

// PassOn takes an offer back and makes the next ones, with their messages if there are
// some. It returns a *StaleError if anything of it has changed since it was read.
func (s *Store) PassOn(ctx context.Context, p *Passing, next []flows.Offer, out []*Outgoing) error {
	b := s.newBatch()
	s.touch(b, p.at, p.session)
	switch {
	case p.lapsed != nil:
		b.lapse(s.keys.waitlist(p.session), s.keys.offers(p.session), p.lapsed.Who)
	case p.whole:
		b.write(s.keys.claims(p.session), "HSET", keptOpen, "1")
	}
	for i, o := range next {
		b.check(s.keys.person(o.Who), string(p.Next[i].own))
		s.offer(b, p.session, o)
	}
	for _, m := range out {
		s.pushes(b, m)
	}
	_, err := s.exec(ctx, b)
	return wrap("pass a place of "+p.session+" on", err)
}

// KeepLonger puts the end of an offer off, with a message if there is one. It returns a
// *StaleError if the offer, or whoever has it (l), is not as it was read.
func (s *Store) KeepLonger(ctx context.Context, l *Loaded, session string, k Kept, until int64, m *Outgoing) error {
	at, err := s.rdb.Get(ctx, s.keys.session(session)).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("read the seats of %s: %w", session, err)
	}
	now, err := s.rdb.HGet(ctx, s.keys.offers(session), k.Who.String()).Result()
	if errors.Is(err, redis.Nil) || err == nil && now != k.text() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read an offer of %s: %w", session, err)
	}
	k.Until, k.Again = until, true
	b := s.newBatch()
	s.relyOnSession(b, l, session)
	b.check(s.keys.person(k.Who), string(l.own))
	b.check(s.keys.session(session), at)
	b.write(s.keys.session(session), "SET", string(nextSeat(version(at))))
	b.write(s.keys.offers(session), "HSET", k.Who.String(), k.text())
	s.pushes(b, m)
	_, err = s.exec(ctx, b)
	return wrap("put an offer of "+session+" off", err)
}

// pushes queues a message that nobody asked for, or lets it wait; nil is none.
func (s *Store) pushes(b *batch, m *Outgoing) {
	switch {
	case m == nil:
	case m.Hold != nil:
		s.hold(b, *m)
	default:
		b.message(s, *m, s.payload(*m))
	}
}

// LastRun is the last occurrence of a job that was done; zero if it never ran.
func (s *Store) LastRun(ctx context.Context, job string) (time.Time, error) {
	unix, err := s.rdb.HGet(ctx, s.keys.jobs(), job).Int64()
	if errors.Is(err, redis.Nil) {
		return time.Time{}, nil
	}
	return time.Unix(unix, 0), wrap("read when a job was done", err)
}
