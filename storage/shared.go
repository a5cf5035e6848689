package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// What all turns share is one flows.Board to whoever decides, and several records
// in Redis: each session is one, who has which role is one, and the rest is one.
// So a session that changes makes nobody else's turn stale, and a programme with
// two thousand sessions writes one of them.
//
// A turn shows much of it and decides on little. What it decides on is compared in
// its commit: see relyOn. What it shows is as new as its load, which brings the
// epoch: one version for everything together.

// shared is what all turns share, as this process last saw it. Nobody changes it.
type shared struct {
	epoch    version // of everything together
	board    version // of the rest
	staff    version
	sessions map[string]version
	cards    map[string]flows.Session
	whole    *flows.Board // put together of all of it
}

// staffRecord says who has which role.
type staffRecord struct {
	Members  []flows.Member `cbor:"1,keyasint"`
	Numbered uint32         `cbor:"2,keyasint,omitempty"` // flows.Board.Numbered
}

// rest is a board without what has records of its own.
func rest(b *flows.Board) flows.Board {
	r := *b
	r.Sessions, r.Staff, r.Numbered = nil, nil, 0
	return r
}

func staffOf(b *flows.Board) staffRecord {
	return staffRecord{Members: b.Staff, Numbered: b.Numbered}
}

// sessionsAtOnce is how many sessions are read in one round trip.
const sessionsAtOnce = 500

// Board is everything that turns share, as it is now, to read.
func (s *Store) Board(ctx context.Context) (*flows.Board, error) {
	now, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	return now.whole, nil
}

// fresh reads what turns share, as far as it has changed.
func (s *Store) fresh(ctx context.Context) (*shared, error) {
	epoch, err := s.rdb.Get(ctx, s.keys.shared()).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("look what has changed for everybody: %w", err)
	}
	return s.sharedAt(ctx, version(epoch))
}

// sharedAt is what this process knows if that is of this epoch, and else what is read
// anew, which may be newer still.
func (s *Store) sharedAt(ctx context.Context, epoch version) (*shared, error) {
	had := s.shared.Load()
	if had != nil && had.epoch == epoch {
		return had, nil
	}
	if had == nil {
		had = &shared{whole: &flows.Board{}}
	}
	var current, board, staff *redis.StringCmd
	var index *redis.MapStringStringCmd
	_, err := s.rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		current, board, staff = pipe.Get(ctx, s.keys.shared()), pipe.Get(ctx, s.keys.board()), pipe.Get(ctx, s.keys.staff())
		index = pipe.HGetAll(ctx, s.keys.sessions())
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("load what everybody shares: %w", err)
	}
	next := &shared{epoch: version(current.Val()), whole: &flows.Board{}}
	who := staffOf(had.whole)
	if next.board, err = boards.openUnless(s, board.Val(), had.board, next.whole); err != nil {
		return nil, err
	} else if next.board == had.board {
		*next.whole = rest(had.whole)
	}
	if next.staff, err = staffs.openUnless(s, staff.Val(), had.staff, &who); err != nil {
		return nil, err
	}
	next.whole.Staff, next.whole.Numbered = who.Members, who.Numbered
	if err := s.loadSessions(ctx, had, next, index.Val()); err != nil {
		return nil, err
	}
	s.shared.Store(next)
	return next, nil
}

// openUnless decodes a record that is another than the one of a version, and leaves into
// as it is if it is not.
func (k *kind[T]) openUnless(s *Store, raw string, had version, into *T) (version, error) {
	if len(raw) >= prefixSize && version(raw[:prefixSize]) == had {
		return had, nil
	}
	*into = *new(T)
	return k.open(s, raw, nil, into)
}

// loadSessions reads the sessions of the index that have changed.
func (s *Store) loadSessions(ctx context.Context, had, next *shared, index map[string]string) error {
	next.sessions, next.cards = make(map[string]version, len(index)), make(map[string]flows.Session, len(index))
	var changed []string
	for id, v := range index {
		if had.sessions[id] == version(v) {
			next.sessions[id], next.cards[id] = version(v), had.cards[id]
		} else {
			changed = append(changed, id)
		}
	}
	slices.Sort(changed)
	for some := range slices.Chunk(changed, sessionsAtOnce) {
		all, err := cards.load(ctx, s, some...)
		if err != nil {
			return err
		}
		for i, card := range all {
			if card.err != nil {
				return fmt.Errorf("session %s: %w", some[i], card.err)
			}
			if card.record != nil { // else it is gone since the index was read
				next.sessions[some[i]], next.cards[some[i]] = card.v, *card.record
			}
		}
	}
	if len(next.cards) > 0 {
		next.whole.Sessions = slices.SortedFunc(maps.Values(next.cards), flows.ByStart)
	}
	return nil
}

// UpdateBoard changes the board, with all that belongs to it, until the change
// sticks: nothing of it may change meanwhile. change returns false if there is
// nothing to write.
func (s *Store) UpdateBoard(ctx context.Context, change func(*flows.Board) bool) error {
	for {
		was, err := s.fresh(ctx)
		if err != nil {
			return err
		}
		next := was.whole.Clone() // turns under way read the board as it was
		if !change(next) {
			return nil
		}
		b := s.newBatch()
		b.check(s.keys.shared(), string(was.epoch))
		if err := s.writeShared(b, was, next); err != nil {
			return err
		}
		if _, err = s.exec(ctx, b); !errors.As(err, new(*StaleError)) {
			return wrap("write the board", err)
		}
	}
}

// Seed brings the sessions and the wave of the programme's file onto the
// board: what is new is added, what is there keeps its start.
// A file that has changed since is taken over or refused: the notes say which.
func (s *Store) Seed(ctx context.Context, p *flows.Programme, now time.Time) (notes []flows.FileNote, err error) {
	err = s.UpdateBoard(ctx, func(b *flows.Board) bool {
		added := b.Seed(p, now)
		said, taken := b.TakeOver(p, now)
		notes = said
		return added || taken
	})
	return notes, err
}

// relyOn checks what a turn decided on. One that changes nothing but where its
// person stands only shows what is shared; unless the person has a role: then it is
// decided again as soon as anybody's role changes.
func (s *Store) relyOn(b *batch, t Turn) {
	others := slices.ContainsFunc(t.Out, func(m Outgoing) bool { return m.Other || m.Hold != nil })
	if len(t.Outcome.Effects) > 0 || others || t.Loaded.hasRole() {
		b.check(s.keys.board(), string(t.Loaded.shared.board))
		b.check(s.keys.staff(), string(t.Loaded.shared.staff))
	}
}

// relyOnSession checks that a session is as the turn read it.
func (s *Store) relyOnSession(b *batch, l *Loaded, id string) {
	b.check(s.keys.card(id), string(l.shared.sessions[id]))
}

// writeShared writes what differs between two boards, record by record, if each is
// still as it was. Whoever changes the staff relies on everything that is shared: no
// session may get a leader while they lose the role.
func (s *Store) writeShared(b *batch, was *shared, next *flows.Board) error {
	begun := b.nWrites
	if r := rest(next); !reflect.DeepEqual(r, rest(was.whole)) || was.board == "" {
		if _, err := boards.write(s, b, "", was.board, &r); err != nil {
			return err
		}
	}
	if who := staffOf(next); !reflect.DeepEqual(who, staffOf(was.whole)) {
		b.check(s.keys.shared(), string(was.epoch))
		if _, err := staffs.write(s, b, "", was.staff, &who); err != nil {
			return err
		}
	}
	kept := make(map[string]bool, len(next.Sessions))
	for _, card := range next.Sessions {
		kept[card.ID] = true
		if had, known := was.cards[card.ID]; known && reflect.DeepEqual(had, card) {
			continue
		}
		v, err := cards.write(s, b, card.ID, was.sessions[card.ID], &card)
		if err != nil {
			return err
		}
		b.write(s.keys.sessions(), "HSET", card.ID, string(v))
	}
	for _, id := range slices.Sorted(maps.Keys(was.sessions)) {
		if !kept[id] {
			b.check(s.keys.card(id), string(was.sessions[id]))
			b.write(s.keys.card(id), "DEL")
			b.write(s.keys.sessions(), "HDEL", id)
		}
	}
	if b.nWrites > begun {
		b.write(s.keys.shared(), "SET", string(anew()))
	}
	return nil
}

// putBoard replaces the board that the turn read.
func (s *Store) putBoard(b *batch, l *Loaded, e flows.PutBoard) error {
	return s.writeShared(b, l.shared, &e.Board)
}
