package storage

import (
	"errors"
	"strings"
	"testing"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestNobodyKeepsAListOfFollowers: of people who follow the same thing, and are told, Redis
// says nowhere in clear who or what; a record that changed meanwhile is told nothing.
func TestNobodyKeepsAListOfFollowers(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
		b.Came, b.CameSeq = []flows.CommitmentMark{{N: 1, State: flows.Planned, Seq: 1}}, 1
		return true
	}))
	for n := range int64(3) {
		l := load(t, s, s.Person(n+1))
		_, err := s.Commit(t.Context(), turn(l, flows.Person{Lang: "uk", Follows: []flows.Follow{{What: "a/korabel/street"}}}, flows.Enrol{}))
		ok(t, err)
	}
	keys := len(rdb.Keys(t.Context(), "*").Val())
	one := load(t, s, s.Person(1))
	stale := load(t, s, s.Person(1))
	after := one.Person
	after.Follows = []flows.Follow{{What: "a/korabel/street", Told: 1}}
	ok(t, s.TellFollower(t.Context(), one, after, nil))
	if err := s.TellFollower(t.Context(), stale, after, []byte("again")); !errors.As(err, new(*StaleError)) {
		t.Errorf("told twice: %v", err)
	}
	if got := load(t, s, s.Person(1)).Person.Follows; len(got) != 1 || got[0].Told != 1 {
		t.Errorf("the mark is %+v", got)
	}
	if now := len(rdb.Keys(t.Context(), "*").Val()); now != keys {
		t.Errorf("%d keys became %d", keys, now)
	}
	for _, key := range rdb.Keys(t.Context(), "*").Val() {
		raw := key
		if rdb.Type(t.Context(), key).Val() == "string" {
			raw += rdb.Get(t.Context(), key).Val()
		}
		if strings.Contains(raw, "korabel") || strings.Contains(key, "follow") {
			t.Errorf("%s tells who follows what", key)
		}
	}
}
