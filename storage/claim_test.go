package storage

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestClaimsGoWithTheSeat: they are counted where they belong, changed in place, read
// the same again, and nothing of them is left when somebody leaves.
func TestClaimsGoWithTheSeat(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
			b.Sessions = []flows.Session{{ID: "yard", Capacity: 9, Children: true}}
			return true
		}))
		ann, bob, eve := s.Person(1), s.Person(2), s.Person(3)
		act := func(who flows.ID, e ...flows.Effect) {
			t.Helper()
			settleIn(t, s, who)
			_, err := s.Commit(t.Context(), turn(fetch(t, s, load(t, s, who), flows.Reads{Seats: []string{"yard"}}), flows.Person{Lang: "uk"}, e...))
			ok(t, err)
		}
		see := func(who flows.ID) flows.Seats {
			return fetch(t, s, load(t, s, who), flows.Reads{Seats: []string{"yard"}}).World.Seats["yard"]
		}
		family := flows.Claim{With: 2, For: "r1", Band: 2}
		act(ann, flows.Join{Session: "yard", Claim: family})
		act(bob, flows.Queue{Session: "yard", Claim: family})
		act(eve, flows.Queue{Session: "yard", Claim: flows.Claim{Band: 1}})
		if seats := see(ann); seats.With != 2 || seats.Held["r1"] != 3 || seats.Claim != family || seats.Free(9) != 6 ||
			len(seats.Line) != 2 || seats.Line[0] != (flows.Waiter{Who: bob, Claim: family}) || seats.Line[1] != (flows.Waiter{Who: eve, Claim: flows.Claim{Band: 1}}) || seats.Bands != [3]int{0, 0, 1} {
			t.Fatalf("she sees %+v", seats)
		}
		act(ann, flows.Offers{Session: "yard", All: []flows.Offer{{Who: bob, Until: 9}}})
		if seats := see(bob); seats.OfferedWith != 2 || seats.Held["r1"] != 6 || seats.Until != 9 || seats.Claim != family || len(seats.Behind) != 1 || seats.Behind[0].Who != eve || seats.Bands != [3]int{0, 0, 2} {
			t.Fatalf("whoever has an offer sees %+v", seats)
		}
		act(ann, flows.Bring{Session: "yard", Claim: flows.Claim{With: 1, For: "r1", Band: 2}})
		act(bob, flows.Join{Session: "yard", Claim: family})
		if seats := see(eve); seats.With != 3 || seats.OfferedWith != 0 || seats.Held["r1"] != 5 {
			t.Fatalf("after it is taken: %+v", seats)
		}
		act(ann, flows.Leave{Session: "yard"})
		act(bob, flows.Leave{Session: "yard"}, flows.Erase{})
		act(eve, flows.Leave{Session: "yard"})
		if left := rdb.HGetAll(t.Context(), s.keys.claims("yard")).Val(); len(left) > 0 {
			t.Errorf("what is left is %v", left)
		}
	})
}
