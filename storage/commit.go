package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"porchlight/flows"
)

// Turn is what one update led to, ready to be stored.
type Turn struct {
	Update    int      // its id; 0: not from Telegram, not deduplicated
	Chat      flows.ID // whose parked updates would come first
	FromQueue bool     // it is such a parked update itself
	Loaded    *Loaded
	Outcome   flows.Outcome
	Out       []Outgoing
	UserSent  int        // message id of what the person wrote, for /hide; 0 for none
	Vanish    *Vanishing // of what the person wrote; nil if it stays
	Now       int64      // domain time, unix seconds
}

// CodeSeed is what an update's codes are made from. An update that is handed out once more
// because Redis lost what it did has the same one: who was shown a code keeps it. try
// counts the codes that were taken.
func (s *Store) CodeSeed(update int, chat flows.ID, try int) (seed [16]byte) {
	sum := s.sealer.MAC("seed", strconv.Itoa(update), string(chat[:]), strconv.Itoa(try))
	return [16]byte(sum[:])
}

// Commit stores a turn: see commitOnce. That somebody else of the same shard of
// the audience's numbers was faster decides nothing anew.
func (s *Store) Commit(ctx context.Context, t Turn) ([]Ticket, error) {
	for {
		tickets, err := s.commitOnce(ctx, t)
		if stale := (*StaleError)(nil); !errors.As(err, &stale) || t.Loaded == nil || stale.Key != s.keys.crowd(shardOf(t.Loaded.who)) {
			return tickets, err
		}
	}
}

// commitOnce stores a turn: the update is new, nothing it relied on has changed,
// everybody written to exists; then everything is written. It returns ErrAgain,
// ErrBehind or a *StaleError if nothing was written because of one of these.
func (s *Store) commitOnce(ctx context.Context, t Turn) ([]Ticket, error) {
	b := s.newBatch()
	if t.Update != 0 {
		b.unique(s.keys.seen(t.Update), updateID(t.Update))
	}
	if !t.FromQueue {
		b.notBehind(s.keys.queue(t.Chat))
	}
	l := t.Loaded
	erased, next := false, version("")
	if l != nil {
		b.check(s.keys.person(l.who), string(l.own))
		s.relyOn(b, t)
		erased = t.Outcome.Erases()
		if err := s.writeEffects(ctx, b, t); err != nil {
			return nil, err
		}
		if err := s.recount(ctx, b, t); err != nil {
			return nil, err
		}
		if !erased {
			next = anew()
			if err := s.writePerson(b, t, next); err != nil {
				return nil, err
			}
		}
	}
	for _, m := range t.Out {
		switch {
		case m.Hold != nil:
			b.check(s.keys.person(m.To), string(l.versions[s.keys.person(m.To)]))
			s.hold(b, m)
			continue
		case m.Other:
			b.check(s.keys.person(m.To), "*")
		}
		b.message(s, m, s.payload(m))
	}
	tickets, err := s.exec(ctx, b)
	if err == nil {
		tickets = withHeld(tickets, t.Out)
	}
	for i := range tickets {
		switch m := t.Out[i]; {
		case l == nil:
		case m.Other:
			tickets[i].Version = l.versions[s.keys.person(m.To)]
		case !erased:
			tickets[i].Version = next
		}
	}
	return tickets, err
}

// withHeld gives messages that wait a ticket without a token, so that tickets and
// messages are as many.
func withHeld(tickets []Ticket, out []Outgoing) []Ticket {
	for i, m := range out {
		if m.Hold != nil {
			tickets = slices.Insert(tickets, i, Ticket{})
		}
	}
	return tickets
}

// Drawn is a committed message with its ticket, as a sender draws it.
func (m Outgoing) Drawn(t Ticket) Drawn {
	lane := Replies
	if m.Other && !m.Deletes {
		lane = Notices
	}
	return Drawn{To: m.To, Group: m.Group, Body: m.Body, Lane: lane, Deletes: m.Deletes, Ticket: t}
}

// writePerson stores the person's next record and what the turn tells about
// them: they can be reached.
func (s *Store) writePerson(b *batch, t Turn, v version) error {
	l, p := t.Loaded, t.Outcome.Person
	raw, err := people.seal(s, v, l.who[:], &p)
	if err != nil {
		return err
	}
	b.write(s.keys.person(l.who), "SET", raw)
	s.welcome(b, l.who)
	if t.UserSent != 0 {
		b.write(s.keys.shown(l.who), "ZADD", shownAt(t.Now, t.UserSent), t.UserSent)
		b.write(s.keys.recent(), "ZADD", hourOf(t.Now), l.who.String())
	}
	if t.Vanish != nil {
		id, due, body := s.vanish(l.who, *t.Vanish)
		b.write(s.keys.later(), "ZADD", due, id)
		b.write(s.keys.laterBody(), "HSET", id, body)
	}
	return nil
}

// writeEffects adds the writes and checks of every effect.
func (s *Store) writeEffects(ctx context.Context, b *batch, t Turn) error {
	for _, effect := range t.Outcome.Effects {
		var err error
		switch e := effect.(type) {
		case flows.Enrol:
			b.join(s.keys.audience(), s.keys.joined(), t.Loaded.who)
		case flows.Join:
			s.join(b, t.Loaded, e, t.Now)
		case flows.Queue:
			s.queueUp(b, t.Loaded, e)
		case flows.Bring:
			s.bring(b, t.Loaded, e)
		case flows.Leave:
			s.leave(b, t.Loaded, e)
		case flows.CheckIn:
			s.checkIn(b, t.Loaded, e)
		case flows.CheckOut:
			b.write(s.keys.came(e.Session), "ZREM", t.Loaded.who.String())
		case flows.Offers:
			s.offerAll(b, t.Loaded, e)
		case flows.FileConcern:
			err = s.fileConcern(b, e)
		case flows.UpdateConcern:
			err = s.updateConcern(b, t.Loaded, e)
		case flows.PutAnswers:
			err = s.putAnswers(ctx, b, t.Loaded, e)
		case flows.DropAnswers:
			err = s.dropAnswers(ctx, b, t.Loaded, e, t.Outcome.Erases())
		case flows.Erase:
			err = s.erase(ctx, b, t, e)
		case flows.CallOff:
			s.callOff(b, t.Loaded.who, e)
		case flows.PutBoard:
			err = s.putBoard(b, t.Loaded, e)
		case flows.Invite:
			err = s.invite(b, e)
		case flows.Redeem:
			s.redeem(b, e)
		case flows.Audit:
			err = s.audit(b, e)
		case flows.Changed:
			err = s.changeRecord(b, t.Loaded, e)
		default:
			err = fmt.Errorf("write effects: nobody writes a %T", effect)
		}
		if err != nil {
			return err
		}
	}
	return s.lookAt(b, t)
}

// count adds to the counters of aggregates.
func (s *Store) count(b *batch, counts []flows.Count) {
	for _, c := range counts {
		b.write(s.keys.counts(c.Period), "HINCRBY", c.Field, strconv.Itoa(c.By))
	}
}
