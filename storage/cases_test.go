package storage

import (
	"reflect"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// seated gives people a role, as the board keeps it.
func seated(t failer, s *Store, who ...flows.ID) {
	t.Helper()
	ok(t, s.UpdateBoard(ctxOf(t), func(b *flows.Board) bool {
		for _, id := range who {
			b.Staff = append(b.Staff, flows.Member{Who: id, Grants: []flows.Grant{{Role: flows.RoleReviewer}}})
		}
		return true
	}))
}

// waiting are the codes in a queue, as somebody reads them.
func waiting(t failer, s *Store, who flows.ID, q flows.CaseQueue) (codes []string) {
	t.Helper()
	l := fetch(t, s, load(t, s, who), flows.Reads{Queues: []flows.CaseQueue{q}})
	for _, w := range l.World.Queues[q] {
		codes = append(codes, w.Code)
	}
	return codes
}

func same(t failer, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}

// A case stands in the queues that its state asks for, the oldest first, and in
// none once it is over; nobody without a role reads a queue or a case.
func TestQueuesOfCases(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, rev := s.Person(1), s.Person(2)
		settleIn(t, s, rev)
		seated(t, s, rev)
		var file []flows.Effect
		for i, code := range []string{"NEW", "OLD", "POLICE", "YOUNG"} {
			c := filed(code, ann, []flows.Route{flows.RouteOfficers, flows.RouteOfficers, flows.RouteIndependent, flows.RouteLead}[i], noon.Unix())
			c.Handle, c.Area, c.Sent = "h"+code, "korabel", c.Sent-int64(i)
			file = append(file, flows.FileConcern{Concern: c})
		}
		_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk", Codes: []string{"NEW", "OLD", "POLICE", "YOUNG"}}, file...))
		ok(t, err)
		same(t, waiting(t, s, rev, flows.QueueReview), "OLD", "NEW")
		same(t, waiting(t, s, rev, flows.QueueIndependent), "POLICE")
		same(t, waiting(t, s, rev, flows.QueueLead), "YOUNG")
		same(t, waiting(t, s, rev, flows.QueueOfficers))
		same(t, waiting(t, s, ann, flows.QueueReview))
		l := fetch(t, s, load(t, s, ann), flows.Reads{Records: []flows.Ask{flows.Record[flows.Concern]{ID: "OLD"}, flows.Record[flows.Concern]{ID: "POLICE"}}})
		if caseIn(l, "OLD") != nil || caseIn(l, "POLICE") != nil {
			t.Fatal("a resident reads cases")
		}

		change := func(code string, how func(*flows.Concern)) {
			t.Helper()
			l := fetch(t, s, load(t, s, rev), flows.Reads{Records: []flows.Ask{flows.Record[flows.Concern]{ID: code}}})
			c := *caseIn(l, code)
			how(&c)
			_, err := s.Commit(t.Context(), turn(l, l.Person, flows.UpdateConcern{Concern: c}))
			ok(t, err)
		}
		change("OLD", func(c *flows.Concern) { c.Case, c.ReleasedAt = flows.CaseReleased, 5 })
		same(t, waiting(t, s, rev, flows.QueueReview), "NEW")
		same(t, waiting(t, s, rev, flows.QueueOfficers), "OLD")
		change("OLD", func(c *flows.Concern) {
			c.Thread = []flows.Entry{{From: flows.PartyAuthor, Act: flows.ActReply, Words: "there", At: noon.Add(time.Hour).Unix(), Waiting: true}}
		})
		same(t, waiting(t, s, rev, flows.QueueReview), "NEW", "OLD")
		same(t, waiting(t, s, rev, flows.QueueOfficers), "OLD")
		change("OLD", func(c *flows.Concern) { c.Case = flows.CaseDone })
		change("NEW", func(c *flows.Concern) { c.Case = flows.CaseDeclined })
		same(t, waiting(t, s, rev, flows.QueueReview))
		same(t, waiting(t, s, rev, flows.QueueOfficers))
		if n := rdb.HLen(t.Context(), s.keys.waiting()).Val(); n != 2 {
			t.Fatalf("%d cases wait", n)
		}
		change("OLD", func(c *flows.Concern) { c.Case = flows.CaseReopened })
		same(t, waiting(t, s, rev, flows.QueueOfficers), "OLD")

		_, err = s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{}, flows.Erase{}))
		ok(t, err)
		for _, q := range flows.CaseQueues() {
			same(t, waiting(t, s, rev, q))
		}
		if rdb.Exists(t.Context(), s.keys.waiting()).Val() != 0 {
			t.Fatal("something of the erased cases is left")
		}
	})
}

// TestALookExcludesAChange: a turn that looks at a case and one that changes it at the
// same time do not both stand, whichever comes first; a look alone changes nothing of it.
func TestALookExcludesAChange(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, one, two := s.Person(1), s.Person(2), s.Person(3)
		settleIn(t, s, one)
		settleIn(t, s, two)
		seated(t, s, one, two)
		_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk", Codes: []string{"A"}},
			flows.FileConcern{Concern: filed("A", ann, flows.RouteOfficers, noon.Unix())}))
		ok(t, err)
		read := func(who flows.ID) *Loaded {
			return fetch(t, s, load(t, s, who), flows.Reads{Records: []flows.Ask{flows.Record[flows.Concern]{ID: "A"}}})
		}
		look := func() Turn {
			l := read(one)
			u := turn(l, l.Person)
			u.Outcome.Looks = "A"
			return u
		}
		undo := func() Turn {
			l := read(two)
			c := *caseIn(l, "A")
			c.Released = "undone"
			return turn(l, l.Person, flows.UpdateConcern{Concern: c})
		}
		before := *caseIn(read(one), "A")
		for _, order := range [][]func() Turn{{look, undo}, {undo, look}} {
			first, second := order[0](), order[1]()
			_, err := s.Commit(t.Context(), first)
			ok(t, err)
			unchanged(t, s, func() {
				_, err = s.Commit(t.Context(), second)
				wantStale(t, err, s.keys.concern("A"))
			})
			if got := *caseIn(read(one), "A"); first.Outcome.Looks != "" && !reflect.DeepEqual(got, before) {
				t.Errorf("a look made %+v of %+v", got, before)
			}
		}
	})
}

// Of two who change one case at once, the second decides again; so does whoever
// answers while the author erases everything.
func TestOneCaseIsChangedByOne(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, one, two := s.Person(1), s.Person(2), s.Person(3)
		settleIn(t, s, one)
		settleIn(t, s, two)
		seated(t, s, one, two)
		_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk", Codes: []string{"A"}},
			flows.FileConcern{Concern: filed("A", ann, flows.RouteOfficers, noon.Unix())}))
		ok(t, err)
		answer := func(who flows.ID, words string) Turn {
			l := fetch(t, s, load(t, s, who), flows.Reads{Records: []flows.Ask{flows.Record[flows.Concern]{ID: "A"}, somebody(ann)}})
			c := *caseIn(l, "A")
			c.Released = words
			return turn(l, l.Person, flows.UpdateConcern{Concern: c})
		}
		first, second, third := answer(one, "first"), answer(two, "second"), answer(two, "third")
		_, err = s.Commit(t.Context(), first)
		ok(t, err)
		unchanged(t, s, func() {
			_, err = s.Commit(t.Context(), second)
			wantStale(t, err, s.keys.concern("A"))
		})
		_, err = s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{}, flows.Erase{}))
		ok(t, err)
		third.Out = []Outgoing{{To: ann, Body: []byte("you have a message"), Other: true}}
		unchanged(t, s, func() {
			_, err = s.Commit(t.Context(), third)
			if err == nil {
				t.Fatal("an answer to an erased case was stored")
			}
		})
	})
}
