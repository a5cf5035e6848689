package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// Loaded is what a turn stands on: the person, the World and the versions of
// everything that was read.
type Loaded struct {
	World  flows.World
	Person flows.Person
	Screen Screen // the person's current screen, as far as it was sent

	who    flows.ID
	own    version
	shared *shared
	// versions are of the records that were read, by key: see fetchRecords.
	versions map[string]version
	seats    map[string]version
	tokens   map[string]string // the person's voting token, by wave
}

// Screen is the message that shows a person's current screen.
type Screen struct {
	Serial  uint32
	Message int
}

func (sc Screen) String() string {
	return strconv.FormatUint(uint64(sc.Serial), 10) + " " + strconv.Itoa(sc.Message)
}

func parseScreen(raw string) (sc Screen) {
	serial, message, _ := strings.Cut(raw, " ")
	n, _ := strconv.ParseUint(serial, 10, 32)
	sc.Serial = uint32(n)
	sc.Message, _ = strconv.Atoi(message)
	return sc
}

// Load reads a person and their screen, one round trip, and what has changed since
// for everybody. Somebody new is the zero Person. base holds what does not come from
// Redis.
func (s *Store) Load(ctx context.Context, who flows.ID, base flows.World) (*Loaded, error) {
	got, err := s.rdb.MGet(ctx, s.keys.person(who), s.keys.screen(who), s.keys.shared()).Result()
	if err != nil {
		return nil, fmt.Errorf("load person %s: %w", who, err)
	}
	epoch, _ := got[2].(string)
	now, err := s.sharedAt(ctx, version(epoch))
	if err != nil {
		return nil, err
	}
	l := &Loaded{World: base, who: who, shared: now}
	l.World.Board = now.whole
	if raw, ok := got[0].(string); ok {
		if l.own, err = people.open(s, raw, who[:], &l.Person); err != nil {
			return nil, fmt.Errorf("person %s: %w", who, err)
		}
	}
	if raw, ok := got[1].(string); ok {
		l.Screen = parseScreen(raw)
	}
	return l, nil
}

// round is what is read in one round trip, and what becomes of it then.
type round struct {
	redis.Pipeliner
	then []func() error
}

// run reads it all. What is not there is no error.
func (r *round) run(ctx context.Context) error {
	commands, _ := r.Exec(ctx) // each has its own error
	for _, c := range commands {
		if err := c.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return fmt.Errorf("read what a step asks for: %w", err)
		}
	}
	for _, then := range r.then {
		if err := then(); err != nil {
			return err
		}
	}
	return nil
}

// Fetch reads what a step asked for: in one round trip what its own name leads to, and
// then what takes several.
func (s *Store) Fetch(ctx context.Context, l *Loaded, need flows.Reads) error {
	r := &round{Pipeliner: s.rdb.Pipeline()}
	if err := s.fetchRecords(ctx, r, l, need.Records); err != nil {
		return err
	}
	for _, id := range need.Seats {
		s.fetchSeats(ctx, r, l, id)
	}
	for _, id := range need.Came {
		s.fetchCame(ctx, r, l, id)
	}
	for _, token := range need.Invites {
		s.fetchInvitation(ctx, r, l, token)
	}
	for _, of := range need.Editions {
		s.fetchEditions(ctx, r, l, of)
	}
	if need.Log {
		s.fetchLog(ctx, r, l)
	}
	if err := r.run(ctx); err != nil {
		return err
	}
	if need.Answers != "" {
		if err := s.fetchAnswers(ctx, l, need.Answers); err != nil {
			return err
		}
	}
	if need.Timed != 0 {
		if err := s.fetchTimed(ctx, l, time.Unix(need.Timed, 0)); err != nil {
			return err
		}
	}
	if err := s.fetchForOrganiser(ctx, l, need); err != nil {
		return err
	}
	for _, q := range need.Queues {
		if err := s.fetchQueue(ctx, l, q); err != nil {
			return err
		}
	}
	return nil
}

// ScreenOf reads which message shows somebody's current screen now; zero if none is
// known.
func (s *Store) ScreenOf(ctx context.Context, who flows.ID) (Screen, error) {
	raw, err := s.rdb.Get(ctx, s.keys.screen(who)).Result()
	if errors.Is(err, redis.Nil) {
		return Screen{}, nil
	}
	return parseScreen(raw), wrap("read a person's screen", err)
}
