package storage

import (
	"context"
	"fmt"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// fetchSeats reads how full a session is and where the person stands.
func (s *Store) fetchSeats(ctx context.Context, r *round, l *Loaded, id string) {
	who, inside, line := l.who.String(), s.keys.seats(id), s.keys.waitlist(id)
	v := r.Get(ctx, s.keys.session(id))
	in, waiting := r.ZCard(ctx, inside), r.ZCard(ctx, line)
	mine, place := r.ZScore(ctx, inside, who), r.ZRank(ctx, line, who)
	head := r.ZRange(ctx, line, 0, 0)
	r.then = append(r.then, func() error {
		seats := flows.Seats{In: int(in.Val()), Waiting: int(waiting.Val())}
		switch {
		case mine.Err() == nil:
			seats.Mine = flows.Inside
		case place.Err() == nil:
			seats.Mine, seats.Position = flows.InLine, int(place.Val())+1
		}
		if first := head.Val(); len(first) == 1 {
			id, err := seal.ParseID(first[0])
			if err != nil {
				return fmt.Errorf("waitlist: %w", err)
			}
			seats.First = (*flows.ID)(&id)
		}
		if l.World.Seats == nil {
			l.World.Seats, l.seats = map[string]flows.Seats{}, map[string]version{}
		}
		l.World.Seats[id], l.seats[id] = seats, version(v.Val())
		return nil
	})
}

// touch checks a session's version and moves it on. Its number rises with
// every change and so serves as the order of joining.
func (s *Store) touch(b *batch, l *Loaded, id string) (order uint64) {
	had := l.seats[id]
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
	b.write(s.keys.seats(e.Session), "ZADD", order, l.who.String())
	b.write(s.keys.reminded(e.Session, l.who), "SET", toldText(flows.Told{Since: now}))
}

func (s *Store) queueUp(b *batch, l *Loaded, e flows.Queue) {
	b.write(s.keys.waitlist(e.Session), "ZADD", "NX", s.touch(b, l, e.Session), l.who.String())
}

func (s *Store) leave(b *batch, l *Loaded, e flows.Leave, now int64) {
	order := s.touch(b, l, e.Session)
	b.write(s.keys.seats(e.Session), "ZREM", l.who.String())
	b.write(s.keys.waitlist(e.Session), "ZREM", l.who.String())
	b.write(s.keys.reminded(e.Session, l.who), "DEL")
	if e.Promote != nil {
		b.check(s.keys.person(*e.Promote), "*")
		b.write(s.keys.waitlist(e.Session), "ZREM", e.Promote.String())
		b.write(s.keys.seats(e.Session), "ZADD", order, e.Promote.String())
		b.write(s.keys.reminded(e.Session, *e.Promote), "SET", toldText(flows.Told{Since: now}))
	}
}
