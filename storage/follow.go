package storage

import (
	"context"

	"porchlight/flows"
)

// TellFollower queues word of something that somebody follows and stores their record, which
// notes that they were told, in one commit, if both they and the board are still as they
// were read; else it returns a *StaleError. The conversation of the person does not move on
// by it. Without a body it only stores the record.
func (s *Store) TellFollower(ctx context.Context, l *Loaded, after flows.Person, body []byte) error {
	b := s.newBatch()
	b.check(s.keys.person(l.who), string(l.own))
	b.check(s.keys.board(), string(l.shared.board))
	raw, err := people.seal(s, anew(), l.who[:], &after)
	if err != nil {
		return err
	}
	b.write(s.keys.person(l.who), "SET", raw)
	if body != nil {
		m := Outgoing{To: l.who, Body: body}
		b.message(s, m, s.payload(m))
	}
	_, err = s.exec(ctx, b)
	return wrap("tell "+l.who.String()+" what came of something", err)
}
