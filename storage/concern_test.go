package storage

import (
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

func filed(code string, author flows.ID, route flows.Route, kept int64) flows.Concern {
	c := flows.Concern{Code: code, Author: author, Sight: flows.Readers, Route: route, Case: flows.CaseReceived,
		Words: "the lamp is out", Sent: noon.Unix(), KeptTill: kept}
	if author == (flows.ID{}) {
		c.Sight = flows.Counted
	}
	return c
}

func TestConcernIsReadByItsAuthor(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		mine, count := filed("A1", ann, flows.RouteOfficers, 9), filed("A2", flows.ID{}, flows.RouteNone, 9)
		counts := []flows.Count{{Period: "w2026-47", Field: "korabel|street|n", By: 1}, {Period: "w2026-47", Field: "korabel|street|k", By: 1}}
		_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk"},
			flows.FileConcern{Concern: mine, Counts: counts}, flows.FileConcern{Concern: count, Counts: counts[:1]}))
		ok(t, err)
		need := flows.Reads{Records: []flows.Ask{flows.Own[flows.Concern]{ID: "A1"}, flows.Own[flows.Concern]{ID: "A2"}, flows.Own[flows.Concern]{ID: "A3"}}}
		for who, want := range map[flows.ID][3]bool{ann: {true, true, false}, bob: {false, true, false}} {
			l := fetch(t, s, load(t, s, who), need)
			for i, code := range []string{"A1", "A2", "A3"} {
				if (ownIn(l, code) != nil) != want[i] {
					t.Fatalf("%s of %s: %v", code, who, ownIn(l, code))
				}
			}
		}
		got := rdb.HGetAll(t.Context(), s.keys.counts("w2026-47")).Val()
		if got["korabel|street|n"] != "2" || got["korabel|street|k"] != "1" || len(got) != 2 {
			t.Fatalf("counted %v", got)
		}
		if n := rdb.ZCard(t.Context(), s.keys.cases(flows.QueueReview)).Val(); n != 1 {
			t.Fatalf("%d cases for officers", n)
		}
		if n := rdb.HLen(t.Context(), s.keys.waiting()).Val(); n != 1 {
			t.Fatalf("%d cases wait: what is only counted waits for nobody", n)
		}

		l := fetch(t, s, load(t, s, ann), need)
		gone := *ownIn(l, "A1")
		gone.Case, gone.Words, gone.KeptTill = flows.CaseWithdrawn, "", 7205
		_, err = s.Commit(t.Context(), turn(l, l.Person, flows.UpdateConcern{Concern: gone,
			Counts: []flows.Count{{Period: "w2026-47", Field: "korabel|street|n", By: -1}}}))
		ok(t, err)
		if rdb.Exists(t.Context(), s.keys.cases(flows.QueueReview)).Val() != 0 {
			t.Fatal("a withdrawn concern still waits for an officer")
		}
		if n := rdb.HGet(t.Context(), s.keys.counts("w2026-47"), "korabel|street|n").Val(); n != "1" {
			t.Fatalf("counted %s after the withdrawal", n)
		}
		if at := rdb.ZScore(t.Context(), s.keys.prefix+concerns.index, "A1").Val(); at != 7200 {
			t.Fatalf("its time is over at %v", at)
		}
	})
}

func TestCodesAreNeverUsedTwice(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	for i, who := range []flows.ID{s.Person(1), s.Person(2)} {
		one := turn(load(t, s, who), flows.Person{Lang: "uk"}, flows.FileConcern{Concern: filed("SAME", who, flows.RouteOfficers, 9)})
		if i == 0 {
			_, err := s.Commit(t.Context(), one)
			ok(t, err)
			continue
		}
		unchanged(t, s, func() {
			_, err := s.Commit(t.Context(), one)
			wantStale(t, err, s.keys.concern("SAME"))
		})
	}
}

func TestConcernsGoWhenTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		routes := []flows.Route{flows.RouteNone, flows.RouteOfficers, flows.RouteIndependent, flows.RouteLead}
		var file []flows.Effect
		for i := range 250 {
			author := ann
			if i%4 == 0 {
				author = flows.ID{}
			}
			file = append(file, flows.FileConcern{
				Concern: filed(fmt.Sprintf("C%d", i), author, routes[i%4], noon.Add(time.Duration(i)*time.Hour).Unix()),
				Counts:  []flows.Count{{Period: "w", Field: "n", By: 1}},
			})
		}
		_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk"}, file...))
		ok(t, err)
		unchanged(t, s, func() { ok(t, s.SweepRecords(t.Context(), noon.Add(-time.Second))) })
		ok(t, s.SweepRecords(t.Context(), noon.Add(199*time.Hour)))
		for i := range 250 {
			there := rdb.Exists(t.Context(), s.keys.concern(fmt.Sprintf("C%d", i))).Val() == 1
			if there != (i > 199) {
				t.Fatalf("concern %d is there: %v", i, there)
			}
		}
		left := rdb.ZCard(t.Context(), s.keys.prefix+concerns.index).Val()
		for _, q := range flows.CaseQueues() {
			left += rdb.ZCard(t.Context(), s.keys.cases(q)).Val()
		}
		if waiting := rdb.HLen(t.Context(), s.keys.waiting()).Val(); left != 50+37 || waiting != 37 {
			t.Fatalf("%d entries are left", left)
		}
		if due, err := s.RewriteDue(t.Context()); err != nil || !due {
			t.Fatalf("a rewrite is due: %v, %v", due, err)
		}
		if n := rdb.HGet(t.Context(), s.keys.counts("w"), "n").Val(); n != "250" {
			t.Fatalf("the totals became %s", n)
		}
	})
}
