package storage

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

type (
	record    = flows.Record[flows.Concern]
	ownRecord = flows.Own[flows.Concern]
)

// TestRecordsOfAKind: what is declared of a kind says who reads a record, that a change
// is compared with what was read, and when it goes.
func TestRecordsOfAKind(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		seated(t, s, s.Person(3))
		c := filed("A", ann, flows.RouteNone, noon.Add(time.Hour).Unix())
		_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk", Codes: []string{"A"}}, flows.Put[flows.Concern]{ID: "A", Record: c}))
		ok(t, err)
		both := flows.Reads{Records: []flows.Ask{record{ID: "A"}, ownRecord{ID: "A"}, ownRecord{ID: "none"}}}
		for who, sees := range map[flows.ID][2]bool{ann: {false, true}, bob: {false, false}, s.Person(3): {true, false}} {
			l := fetch(t, s, load(t, s, who), both)
			if len(l.World.Records) != 3 || (caseIn(l, "A") != nil) != sees[0] || (ownIn(l, "A") != nil) != sees[1] {
				t.Errorf("%s reads %+v", who, l.World.Records)
			}
		}
		put := func(l *Loaded, words string) error {
			c.Words = words
			_, err := s.Commit(t.Context(), turn(l, l.Person, flows.Put[flows.Concern]{ID: "A", Record: c}))
			return err
		}
		stale := new(*StaleError)
		late, unread := fetch(t, s, load(t, s, s.Person(3)), both), load(t, s, s.Person(4))
		ok(t, put(fetch(t, s, load(t, s, ann), both), "first"))
		if err := put(late, "second"); !errors.As(err, stale) || (*stale).Key != s.keys.concern("A") {
			t.Errorf("on top of an older version: %v", err)
		}
		if err := put(unread, "third"); !errors.As(err, stale) {
			t.Errorf("unread: %v", err)
		}
		if got := ownIn(fetch(t, s, load(t, s, ann), both), "A"); got.Words != "first" {
			t.Errorf("it says %q", got.Words)
		}
		ok(t, s.SweepRecords(t.Context(), noon.Add(30*time.Minute).Truncate(time.Hour).Add(-time.Second)))
		if rdb.Exists(t.Context(), s.keys.concern("A")).Val() != 1 {
			t.Error("it goes too early")
		}
		l := fetch(t, s, load(t, s, ann), both)
		_, err = s.Commit(t.Context(), turn(l, l.Person, flows.Drop[flows.Concern]{ID: "A"}))
		ok(t, err)
		if n := rdb.Exists(t.Context(), s.keys.concern("A"), s.keys.prefix+concerns.index).Val(); n != 0 {
			t.Errorf("%d keys are left", n)
		}
		ok(t, put(load(t, s, ann), "anew"))
		ok(t, s.SweepRecords(t.Context(), noon.Add(time.Hour)))
		if n := rdb.Exists(t.Context(), s.keys.concern("A"), s.keys.prefix+concerns.index).Val(); n != 0 {
			t.Errorf("%d keys are left when its time is over", n)
		}
	})
}

// trips is a hook that counts round trips.
type trips struct{ n int }

func (c *trips) DialHook(next redis.DialHook) redis.DialHook { return next }
func (c *trips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { c.n++; return next(ctx, cmd) }
}
func (c *trips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { c.n++; return next(ctx, cmds) }
}

// TestOneRoundTripForARound: whatever a step asks for by name comes in one round trip,
// and what is of another type in Redis than it should be is an error.
func TestOneRoundTripForARound(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	l, hook := load(t, s, s.Person(1)), &trips{}
	need := flows.Reads{Records: []flows.Ask{ownRecord{ID: "A"}, somebody(s.Person(2))}, Seats: []string{"yard", "school"},
		Invites: []string{"token"}, Editions: []flows.Readership{flows.ForOfficers}, Log: true}
	rdb.AddHook(hook)
	if fetch(t, s, l, need); hook.n != 1 || len(l.World.Records) != 2 || len(l.World.Seats) != 2 || !l.World.HasLog {
		t.Errorf("%d round trips for %+v", hook.n, l.World)
	}
	ok(t, rdb.Set(t.Context(), s.keys.audit(), "no list", 0).Err())
	if err := s.Fetch(t.Context(), load(t, s, s.Person(1)), need); err == nil {
		t.Error("a log that cannot be read is taken for an empty one")
	}
}

// TestUndeclaredKindsAreRefused: an ask or a change that no kind answers to is an error,
// and a record that is nobody's own is read by nobody as their own.
func TestUndeclaredKindsAreRefused(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	type stranger struct{ A int }
	l := load(t, s, s.Person(1))
	if err := s.Fetch(t.Context(), l, flows.Reads{Records: []flows.Ask{flows.Record[stranger]{ID: "x"}}}); err == nil {
		t.Error("an undeclared kind is read")
	}
	if _, err := s.Commit(t.Context(), turn(l, flows.Person{}, flows.Put[stranger]{ID: "x"})); err == nil {
		t.Error("an undeclared kind is stored")
	}
	_, err := s.Commit(t.Context(), turn(load(t, s, s.Person(1)), flows.Person{Lang: "uk"}, flows.Put[flows.WaveResult]{ID: "w"}))
	ok(t, err)
	l = fetch(t, s, load(t, s, s.Person(1)), flows.Reads{Records: []flows.Ask{flows.Record[flows.WaveResult]{ID: "w"}, flows.Own[flows.WaveResult]{ID: "w"}}})
	if l.World.Records[flows.Record[flows.WaveResult]{ID: "w"}] == nil || l.World.Records[flows.Own[flows.WaveResult]{ID: "w"}] != nil {
		t.Errorf("read: %+v", l.World.Records)
	}
}
