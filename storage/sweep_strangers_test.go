package storage

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestStrangersAreForgotten: who pressed Start and never registered is gone after
// 30 days, with everything about them; everybody else stays.
func TestStrangersAreForgotten(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		long, lately := noon.Unix(), noon.Add(time.Second).Unix()
		put := func(n byte, p flows.Person) flows.ID {
			who := flows.ID{0: n, 1: 9}
			if _, err := s.Commit(t.Context(), turn(load(t, s, who), p)); err != nil {
				t.Fatal(err)
			}
			return who
		}
		registered := flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Area: "korabel", Step: "menu"}
		neighbour := registered
		neighbour.Seen = long
		kept := map[string]flows.ID{
			"a neighbour":         put(1, neighbour),
			"a child":             put(2, flows.Person{Lang: "uk", Age: flows.AgeChild, Step: "menu", Seen: long}),
			"who came lately":     put(3, flows.Person{Step: "start.language", Seen: lately}),
			"an organiser":        put(4, flows.Person{Lang: "uk", Step: "desk", Seen: long}),
			"who paused, lately":  put(5, flows.Person{Paused: true, Seen: lately}),
			"an age, and no area": put(6, flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Step: "start.area", Seen: lately}),
		}
		ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
			b.Staff = append(b.Staff, flows.Member{Who: kept["an organiser"], Grants: []flows.Grant{{Role: flows.RoleOrganiser}}})
			return true
		}))
		var strangers []flows.ID
		for n := range strangerPage + 20 {
			who := flows.ID{0: byte(n), 1: byte(n >> 8), 2: 3}
			_, err := s.Commit(t.Context(), turn(load(t, s, who), flows.Person{Step: "start.language", Seen: long}))
			ok(t, err)
			strangers = append(strangers, who)
		}
		n, err := s.SweepStrangers(t.Context(), noon.Add(flows.StrangersKept))
		if err != nil || n != len(strangers) {
			t.Fatalf("%d of %d are forgotten, %v", n, len(strangers), err)
		}
		for name, who := range kept {
			if load(t, s, who).own == "" {
				t.Errorf("%s is forgotten", name)
			}
		}
		for _, who := range strangers {
			if left := rdb.Keys(t.Context(), "*"+who.String()+"*").Val(); len(left) > 0 {
				t.Fatalf("of a stranger there is still %q", left)
			}
		}
		if due, err := s.RewriteDue(t.Context()); err != nil || !due {
			t.Errorf("they stay in the append-only file: %v, %v", due, err)
		}
		if n, err := s.SweepStrangers(t.Context(), noon.Add(flows.StrangersKept)); err != nil || n != 0 {
			t.Errorf("the next night forgets %d more, %v", n, err)
		}
	})
}
