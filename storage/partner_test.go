package storage

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// A case that was handed on stands in the partners' queue as long as it is
// theirs, and in the officers' all the time; the queue leads to the organisation
// only under its seal, and an erased author leaves nothing in it.
func TestQueueOfPartners(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, rev := s.Person(1), s.Person(2)
		settleIn(t, s, rev)
		seated(t, s, rev)
		const lamps = "Kherson street lighting"
		c := filed("A", ann, flows.RouteOfficers, noon.Unix())
		c.Handle, c.Area, c.Case, c.ReleasedAt, c.Category = "hA", "korabel", flows.CaseReleased, 5, flows.Street
		_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk", Codes: []string{"A"}}, flows.FileConcern{Concern: c}))
		ok(t, err)
		change := func(how func(*flows.Concern)) {
			t.Helper()
			l := fetch(t, s, load(t, s, rev), flows.Reads{Records: []flows.Ask{flows.Record[flows.Concern]{ID: "A"}}})
			c := *caseIn(l, "A")
			how(&c)
			_, err := s.Commit(t.Context(), turn(l, l.Person, flows.UpdateConcern{Concern: c}))
			ok(t, err)
		}
		stands := func(with bool) {
			t.Helper()
			same(t, waiting(t, s, rev, flows.QueueOfficers), "A")
			if !with {
				same(t, waiting(t, s, rev, flows.QueuePartner))
				return
			}
			same(t, waiting(t, s, rev, flows.QueuePartner), "A")
			l := fetch(t, s, load(t, s, rev), flows.Reads{Queues: []flows.CaseQueue{flows.QueuePartner}})
			if w := l.World.Queues[flows.QueuePartner][0]; w.Partner != lamps || w.Category != flows.Street || w.Since != c.Sent {
				t.Fatalf("%+v", w)
			}
		}
		stands(false)
		change(func(c *flows.Concern) { c.Partner = lamps })
		stands(true)
		for _, raw := range rdb.HGetAll(t.Context(), s.keys.waiting()).Val() {
			if strings.Contains(raw, lamps) {
				t.Fatal("who has a case stands in clear")
			}
		}
		change(func(c *flows.Concern) { c.Partner = "" })
		stands(false)
		change(func(c *flows.Concern) { c.Partner, c.Case = lamps, flows.CaseDone })
		same(t, waiting(t, s, rev, flows.QueuePartner))
		change(func(c *flows.Concern) { c.Case = flows.CaseReopened })
		stands(true)
		_, err = s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{}, flows.Erase{}))
		ok(t, err)
		same(t, waiting(t, s, rev, flows.QueuePartner))
		if rdb.Exists(t.Context(), s.keys.cases(flows.QueuePartner), s.keys.waiting()).Val() != 0 {
			t.Fatal("something of the erased case is left")
		}
	})
}
