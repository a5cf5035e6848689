package storage

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestACircleHasOneSetOfSeats: whoever joins by one evening is in all, is compared with who
// joined by another, and is forgotten 60 days after the last evening, not before.
func TestACircleHasOneSetOfSeats(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
			for i, id := range []string{"ring_1", "ring_2"} {
				b.Sessions = append(b.Sessions, flows.Session{ID: id, Series: "ring", Number: i + 1, Of: 2, Capacity: 1, Minutes: 60, Start: noon.AddDate(0, 0, 30*i).Unix()})
			}
			return true
		}))
		ann, bob := s.Person(1), s.Person(2)
		settleIn(t, s, ann)
		settleIn(t, s, bob)
		read := func(who flows.ID, id string) *Loaded {
			return fetch(t, s, load(t, s, who), flows.Reads{Seats: []string{id}})
		}
		before := read(bob, "ring_2")
		_, err := s.Commit(t.Context(), turn(read(ann, "ring_1"), flows.Person{Lang: "uk", Sessions: []string{"ring_1", "ring_2"}}, flows.Join{Session: "ring_1", Also: []string{"ring_2"}}))
		ok(t, err)
		_, err = s.Commit(t.Context(), turn(before, flows.Person{Lang: "uk"}, flows.Join{Session: "ring_2"}))
		wantStale(t, err, s.keys.session("ring_1"))
		if seats := read(ann, "ring_2").World.Seats["ring"]; seats.Mine != flows.Inside || seats.In != 1 {
			t.Fatalf("she has %+v", seats)
		}
		told, in, err := s.Told(t.Context(), "ring_2", ann)
		ok(t, err)
		if !in || told.Since == 0 {
			t.Errorf("of the other evening she was told %+v", told)
		}
		ok(t, s.SweepSeats(t.Context(), noon.Add(flows.SeatsKept+2*time.Hour)))
		if n := rdb.ZCard(t.Context(), s.keys.seats("ring_2")).Val(); n != 1 {
			t.Fatal("she is forgotten before the last evening")
		}
		ok(t, s.SweepSeats(t.Context(), noon.AddDate(0, 0, 30).Add(flows.SeatsKept+2*time.Hour)))
		if p := load(t, s, ann).Person; len(p.Sessions) != 0 || rdb.ZCard(t.Context(), s.keys.seats("ring_1")).Val() != 0 || rdb.Exists(t.Context(), s.keys.reminded("ring_2", ann)).Val() != 0 {
			t.Errorf("what is left: %+v", p)
		}
	})
}
