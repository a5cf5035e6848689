package storage

import (
	"strings"
	"testing"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestWhoWasToldIsNobody: that somebody was told something stands in Redis without
// their pseudonym, so that it is no trace of them once they have erased themselves.
func TestWhoWasToldIsNobody(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann, bob := s.Person(1), s.Person(2)
	settleIn(t, s, ann)
	settleIn(t, s, bob)
	for i, want := range []bool{true, false} {
		if told, err := s.TellOnce(t.Context(), "texts", Outgoing{To: ann, Body: []byte("x"), Other: true}); err != nil || told != want {
			t.Fatalf("time %d: told %v, %v", i+1, told, err)
		}
	}
	if told, err := s.WasTold(t.Context(), "texts", ann); err != nil || !told {
		t.Errorf("was she told: %v, %v", told, err)
	}
	for _, other := range []struct {
		what string
		who  flows.ID
	}{{"texts", bob}, {"results", ann}} {
		if told, err := s.WasTold(t.Context(), other.what, other.who); err != nil || told {
			t.Errorf("told %s of %s: %v, %v", other.who, other.what, told, err)
		}
	}
	members := rdb.SMembers(t.Context(), s.keys.told("texts")).Val()
	if len(members) != 1 || strings.Contains(members[0], ann.String()) {
		t.Errorf("who was told stands there as %v", members)
	}
}
