package storage

import (
	"context"
	"fmt"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// fetchSeats reads how full a session is and where the person stands; of a session with
// claims the whole line, else its head.
func (s *Store) fetchSeats(ctx context.Context, r *round, l *Loaded, id string) {
	who, inside, line := l.who.String(), s.keys.seats(id), s.keys.waitlist(id)
	last := int64(0)
	if card, ok := l.World.Board.Session(id); ok && card.Claims() {
		last = -1
	}
	v := r.Get(ctx, s.keys.session(id))
	in, waiting := r.ZCard(ctx, inside), r.ZCard(ctx, line)
	mine, place, waits := r.ZScore(ctx, inside, who), r.ZRank(ctx, line, who), r.ZScore(ctx, line, who)
	head, kept := r.ZRangeWithScores(ctx, line, 0, last), r.HGetAll(ctx, s.keys.offers(id))
	claimed := r.HGetAll(ctx, s.keys.claims(id))
	r.then = append(r.then, func() error {
		offers, err := parseOffers(kept.Val())
		if err != nil {
			return err
		}
		claims, err := parseClaims(claimed.Val())
		if err != nil {
			return err
		}
		seats := flows.Seats{In: int(in.Val()), Waiting: int(waiting.Val()) + len(offers), Offered: len(offers), Held: map[string]int{}}
		_, seats.Opened = claimed.Val()[keptOpen]
		switch {
		case mine.Err() == nil:
			seats.Mine, seats.Claim = flows.Inside, claims[insideMark+who]
		case place.Err() == nil:
			seats.Mine, seats.Position, seats.Claim = flows.InLine, int(place.Val())+1+before(offers, waits.Val()), claims[waitMark+who]
		}
		for mark, c := range claims {
			if mark[:1] == insideMark {
				seats.With += c.With
				count(&seats, c)
			}
		}
		for _, z := range head.Val() {
			text, _ := z.Member.(string)
			one, err := seal.ParseID(text)
			if err != nil {
				return fmt.Errorf("waitlist: %w", err)
			}
			seats.Line = append(seats.Line, flows.Waiter{Who: flows.ID(one), Claim: claims[waitMark+text]})
		}
		if len(seats.Line) > 0 {
			seats.First = &seats.Line[0].Who
		}
		for _, o := range offers {
			c := claims[waitMark+o.Who.String()]
			seats.OfferedWith += c.With
			count(&seats, c)
			if o.Who != l.who {
				continue
			}
			seats.Mine, seats.Until, seats.Claim = flows.InLine, o.Until, c
			if seats.Next, err = s.behind(ctx, id, o); err != nil {
				return err
			}
			for i, z := range head.Val() {
				if z.Score > o.place {
					seats.Behind = seats.Line[i:]
					break
				}
			}
		}
		if last == 0 {
			seats.Line, seats.Behind = nil, nil
		}
		if l.World.Seats == nil {
			l.World.Seats, l.seats = map[string]flows.Seats{}, map[string]version{}
		}
		l.World.Seats[flows.SeatsOf(id)], l.seats[flows.SeatsOf(id)] = seats, version(v.Val())
		return nil
	})
}

// count adds the places of a claim to those of its reservation.
func count(seats *flows.Seats, c flows.Claim) {
	seats.Held[c.For] += 1 + c.With
	seats.Bands[c.Band%3]++
}

// touch checks a session's version and moves it on. Its number rises with
// every change and so serves as the order of joining.
func (s *Store) touch(b *batch, l *Loaded, id string) (order uint64) {
	had := l.seats[flows.SeatsOf(id)]
	next := nextSeat(had)
	s.relyOnSession(b, l, id)
	b.check(s.keys.session(id), string(had))
	b.write(s.keys.session(id), "SET", string(next))
	return next.number()
}

// nextSeat is the version after had, and so the place after it.
func nextSeat(had version) version {
	if had == "" {
		return version([]byte{recordFormat, 0, 0, 0, 0, 0, 0, 0, 1})
	}
	return had.next()
}

func (s *Store) join(b *batch, l *Loaded, e flows.Join, now int64) {
	order := s.touch(b, l, e.Session)
	b.write(s.keys.waitlist(e.Session), "ZREM", l.who.String())
	b.write(s.keys.offers(e.Session), "HDEL", l.who.String())
	b.write(s.keys.seats(e.Session), "ZADD", order, l.who.String())
	b.write(s.keys.claims(e.Session), "HDEL", waitMark+l.who.String())
	s.claim(b, e.Session, insideMark, l.who, e.Claim)
	for _, id := range append([]string{e.Session}, e.Also...) {
		b.write(s.keys.reminded(id, l.who), "SET", toldText(flows.Told{Since: now}))
	}
}

// checkIn counts somebody at a meeting. What others do there is not compared: a crowd at the
// door does not wait for itself, and nobody is in the set twice.
func (s *Store) checkIn(b *batch, l *Loaded, e flows.CheckIn) {
	s.relyOnSession(b, l, e.Session)
	b.write(s.keys.came(e.Session), "ZADD", "NX", 0, l.who.String())
}

// fetchCame counts who checked in at a meeting.
func (s *Store) fetchCame(ctx context.Context, r *round, l *Loaded, id string) {
	n := r.ZCard(ctx, s.keys.came(id))
	r.then = append(r.then, func() error {
		if l.World.Came == nil {
			l.World.Came = map[string]int{}
		}
		l.World.Came[id] = int(n.Val())
		return nil
	})
}

func (s *Store) queueUp(b *batch, l *Loaded, e flows.Queue) {
	b.write(s.keys.waitlist(e.Session), "ZADD", "NX", s.touch(b, l, e.Session), l.who.String())
	s.claim(b, e.Session, waitMark, l.who, e.Claim)
}

// bring changes what somebody claims, where they stand.
func (s *Store) bring(b *batch, l *Loaded, e flows.Bring) {
	s.touch(b, l, e.Session)
	mark := waitMark
	if l.World.Seats[flows.SeatsOf(e.Session)].Mine == flows.Inside {
		mark = insideMark
	}
	s.claim(b, e.Session, mark, l.who, e.Claim)
}

func (s *Store) leave(b *batch, l *Loaded, e flows.Leave) {
	s.touch(b, l, e.Session)
	b.write(s.keys.seats(e.Session), "ZREM", l.who.String())
	b.write(s.keys.waitlist(e.Session), "ZREM", l.who.String())
	b.write(s.keys.offers(e.Session), "HDEL", l.who.String())
	b.write(s.keys.claims(e.Session), "HDEL", insideMark+l.who.String(), waitMark+l.who.String())
	for _, id := range append([]string{e.Session}, e.Also...) {
		b.write(s.keys.reminded(id, l.who), "DEL")
	}
	if e.Offer != nil {
		s.offer(b, e.Session, *e.Offer)
	}
}
