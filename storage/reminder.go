package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// Seat is somebody who is inside a session, and what they were told of it.
type Seat struct {
	Who  flows.ID
	Told flows.Told
}

// SeatCursor is where a walk through a session's seats stands; the zero value
// is its beginning. People who leave or join meanwhile make it neither miss nor
// repeat others.
type SeatCursor float64

// Seats lists at most n people who are inside a session, in the order of their
// joining, from a cursor on. At the end there are none.
func (s *Store) Seats(ctx context.Context, session string, from SeatCursor, n int64) ([]Seat, SeatCursor, error) {
	in, err := s.rdb.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{
		Key: s.keys.seats(session), Start: fmt.Sprintf("(%.0f", float64(from)), Stop: "+inf", ByScore: true, Count: n,
	}).Result()
	if err != nil || len(in) == 0 {
		return nil, from, wrap("list the seats of "+session, err)
	}
	seats, told := make([]Seat, len(in)), make([]string, len(in))
	for i, z := range in {
		text, _ := z.Member.(string)
		id, err := seal.ParseID(text)
		if err != nil {
			return nil, from, fmt.Errorf("seats of %s: %w", session, err)
		}
		seats[i].Who, told[i] = flows.ID(id), s.keys.reminded(session, flows.ID(id))
		from = SeatCursor(z.Score)
	}
	marks, err := s.rdb.MGet(ctx, told...).Result()
	if err != nil {
		return nil, from, fmt.Errorf("read who was reminded of %s: %w", session, err)
	}
	for i, m := range marks {
		text, _ := m.(string)
		seats[i].Told = parseTold(text)
	}
	return seats, from, nil
}

// Told is what somebody was told of a session they are inside of; ok is false
// if they are not, or not any more. Whoever commits a change on the ground of
// it has loaded the person before: to leave changes their record.
func (s *Store) Told(ctx context.Context, session string, who flows.ID) (told flows.Told, ok bool, err error) {
	pipe := s.rdb.Pipeline()
	in, mark := pipe.ZScore(ctx, s.keys.seats(session), who.String()), pipe.Get(ctx, s.keys.reminded(session, who))
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return flows.Told{}, false, fmt.Errorf("read whether %s was reminded of %s: %w", who, session, err)
	}
	return parseTold(mark.Val()), in.Err() == nil, nil
}

// Remind queues a reminder and notes it, in one commit, if the person, the
// session and what they were told are still as they were read; else it returns a
// *StaleError. The conversation of the person does not move on by it. Without a body it
// only notes what they count as told.
func (s *Store) Remind(ctx context.Context, l *Loaded, session string, was, next flows.Told, body []byte) error {
	key := s.keys.reminded(session, l.who)
	b := s.newBatch()
	s.relyOnSession(b, l, session)
	b.check(s.keys.person(l.who), string(l.own))
	if was == (flows.Told{}) {
		b.check(key, "")
	} else {
		b.check(key, toldText(was))
	}
	b.write(key, "SET", toldText(next))
	if body != nil {
		m := Outgoing{To: l.who, Body: body}
		b.message(s, m, s.payload(m))
	}
	_, err := s.exec(ctx, b)
	return wrap("remind "+l.who.String(), err)
}

// toldText ends with a full stop, so that no mark begins like another.
func toldText(t flows.Told) string { return fmt.Sprintf("%d %d %d.", t.Since, t.Start, t.Kinds) }

// parseTold reads what toldText wrote; anything else is nothing told.
func parseTold(text string) (t flows.Told) {
	if _, err := fmt.Sscanf(text, "%d %d %d.", &t.Since, &t.Start, &t.Kinds); err != nil {
		return flows.Told{}
	}
	return t
}
