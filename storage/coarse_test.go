package storage

import (
	"fmt"
	"testing"
	"time"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestNoCodeIsLinkedByTheClock: twenty people each send a concern in one hour,
// some seconds apart, and see a message. No score in a copy of the live data tells
// which code is whose: all twenty fit each.
func TestNoCodeIsLinkedByTheClock(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	const people = 20
	var codes []string
	var who []flows.ID
	for i := range people {
		now := noon.Add(time.Duration(i*97) * time.Second)
		ann := flows.ID{0: byte(i), 5: 1}
		code := fmt.Sprintf("C%d", i)
		concern := filed(code, ann, flows.RouteOfficers, now.AddDate(1, 0, 0).Unix())
		concern.Sent = now.Unix()
		tt := turn(load(t, s, ann), flows.Person{Lang: "uk", Codes: []string{code}}, flows.FileConcern{Concern: concern})
		tt.Now, tt.UserSent = now.Unix(), 100+i
		_, err := s.Commit(t.Context(), tt)
		ok(t, err)
		codes, who = append(codes, code), append(who, ann)
	}
	near := func(a, b float64) bool { return a-b < 97 && b-a < 97 }
	for _, code := range codes {
		moments := []float64{rdb.ZScore(t.Context(), s.keys.cases(flows.QueueReview), code).Val()}
		expires := time.Unix(int64(rdb.ZScore(t.Context(), s.keys.prefix+concerns.index, code).Val()), 0)
		moments = append(moments, float64(expires.AddDate(-1, 0, 0).Unix()))
		fits := 0
		for i, ann := range who {
			seen := rdb.ZScore(t.Context(), s.keys.recent(), ann.String()).Val()
			said := rdb.ZScore(t.Context(), s.keys.shown(ann), fmt.Sprint(100+i)).Val()
			for _, m := range moments {
				if near(m, seen) || near(m, said) {
					fits++
					break
				}
			}
		}
		if fits != people {
			t.Errorf("%s fits %d of %d people", code, fits, people)
		}
	}
	// To its readers each still says exactly since when it waits.
	l := load(t, s, who[0])
	l.World.Board.Staff = []flows.Member{{Who: who[0], Grants: []flows.Grant{{Role: flows.RoleReviewer}}}}
	l = fetch(t, s, l, flows.Reads{Queues: []flows.CaseQueue{flows.QueueReview}})
	for i, w := range l.World.Queues[flows.QueueReview] {
		if want := noon.Add(time.Duration(i*97) * time.Second).Unix(); w.Since != want || w.Code != codes[i] {
			t.Errorf("case %d is %s since %d, want %s since %d", i, w.Code, w.Since, codes[i], want)
		}
	}
}

// TestShownInOrder: of one hour the messages stand in their order, so that the
// oldest go first when there are too many.
func TestShownInOrder(t *testing.T) {
	last := ""
	for _, id := range []int{1, 9, 10, 99, 100, 1_000_000} {
		if at := shownAt(noon.Unix()+int64(id%60), id); last >= at {
			t.Errorf("message %d stands at %s, not after %s", id, at, last)
		} else {
			last = at
		}
	}
}
