package storage

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// residents makes n people who may be written to.
func residents(t failer, s *Store, n int) []flows.ID {
	t.Helper()
	var all []flows.ID
	for i := range n {
		id := s.Person(int64(i + 1))
		p := flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Area: "korabel", Chat: int64(i + 1), Step: "menu"}
		_, err := s.Commit(ctxOf(t), turn(load(t, s, id), p, flows.Enrol{}))
		ok(t, err)
		all = append(all, id)
	}
	return all
}

// started begins a run of a name.
func started(t failer, s *Store, name string, urgent bool) RunID {
	t.Helper()
	id := RunIDOf(name)
	_, err := s.StartRun(ctxOf(t), RunSpec{ID: id, Kind: "test", Content: []byte("words of " + name), Urgent: urgent}, noon)
	ok(t, err)
	return id
}

// pageOf makes a page that says body to everybody between two numbers.
func pageOf(t failer, s *Store, id RunID, from, to int64, body string) Page {
	t.Helper()
	all, err := s.Recipients(ctxOf(t), from, to, BulkPage)
	ok(t, err)
	p := Page{Run: id, From: from, To: to}
	for _, r := range all {
		p.Messages = append(p.Messages, Outgoing{To: r.ID, Body: []byte(body)})
	}
	return p
}

func givePage(t failer, s *Store, p Page, want Verdict) {
	t.Helper()
	if got, err := s.EnqueuePage(ctxOf(t), p); err != nil || got != want {
		t.Fatalf("the page is %q, %v, want %q", got, err, want)
	}
}

func readRun(t failer, s *Store, id RunID) *Run {
	t.Helper()
	r, err := s.Run(ctxOf(t), id)
	ok(t, err)
	return r
}

// drained sends all bulk that may be sent, to whoever is due, and says what came.
func drained(t failer, s *Store, end End) map[flows.ID][]string {
	t.Helper()
	got := map[flows.ID][]string{}
	for {
		who, lane, wait, err := s.Due(ctxOf(t), 64)
		ok(t, err)
		if len(who) == 0 && wait < 0 {
			return got
		}
		for _, id := range who {
			d, has, err := s.Lease(ctxOf(t), id, lane)
			ok(t, err)
			if has {
				got[id] = append(got[id], string(d.Body))
				_, err = s.Settle(ctxOf(t), d, Settlement{Done: true, End: end, Now: noon})
				ok(t, err)
			}
		}
	}
}

func TestRunIsStartedOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		residents(t, s, 3)
		spec := RunSpec{ID: RunIDOf("guides 2026-11-20"), Kind: "guides", Content: []byte("secret words"),
			Audience: Audience{Areas: []string{"korabel"}, Langs: []flows.Lang{"uk"}}, Expected: 3}
		for i, want := range []bool{true, false} {
			if got, err := s.StartRun(t.Context(), spec, noon.Add(time.Duration(i)*time.Hour)); err != nil || got != want {
				t.Fatalf("start %d: %v, %v", i, got, err)
			}
		}
		r := readRun(t, s, spec.ID)
		if string(r.Content) != "secret words" || r.Bound != 3 || r.State != RunRunning || !r.Started.Equal(noon) || r.Audience.Areas[0] != "korabel" {
			t.Fatalf("%+v", r)
		}
		if all := dump(t, rdb); strings.Contains(all, "secret words") || strings.Contains(all, "korabel\"") {
			t.Fatal("what a run says and to whom lies open")
		}
		if _, err := s.Run(t.Context(), RunIDOf("another")); err != ErrNoRun {
			t.Fatalf("another: %v", err)
		}
		if ids, err := s.LiveRuns(t.Context()); err != nil || len(ids) != 1 || ids[0] != spec.ID {
			t.Fatalf("live %v, %v", ids, err)
		}
	})
}

func TestPageIsEnqueuedOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		all := residents(t, s, 5)
		id := started(t, s, "news", false)
		page := pageOf(t, s, id, 0, 3, "hello")
		page.Skipped = 2 // as if two more had wanted no pushes
		givePage(t, s, page, PageDone)
		unchanged(t, s, func() { givePage(t, s, page, PageMoved) })
		leaver := pageOf(t, s, id, 3, 5, "hello")
		_, err := s.Commit(t.Context(), turn(load(t, s, all[3]), flows.Person{}, flows.Erase{})) // between reading and enqueueing
		ok(t, err)
		givePage(t, s, leaver, PageDone)
		r := readRun(t, s, id)
		if want := (RunCounts{Matched: 7, Enqueued: 4, Waiting: 4, Skipped: 2, Left: 1}); r.RunCounts != want || r.Cursor != 5 {
			t.Fatalf("%+v", r)
		}
		if did, err := s.FinishRun(t.Context(), id, noon); err != nil || did {
			t.Fatalf("ended while messages wait: %v", err)
		}
		got := drained(t, s, "")
		if len(got) != 4 || len(got[all[3]]) != 0 || len(got[all[0]]) != 1 {
			t.Fatalf("%v", got)
		}
		if did, err := s.FinishRun(t.Context(), id, noon.Add(time.Minute)); err != nil || !did {
			t.Fatalf("not ended: %v", err)
		}
		r = readRun(t, s, id)
		if r.State != RunDone || r.Sent != 4 || r.Waiting != 0 || r.Finished() != r.Matched || r.Ran != time.Minute {
			t.Fatalf("%+v", r)
		}
		ok(t, s.SweepRuns(t.Context(), noon.Add(time.Hour)))
		if _, err := s.Run(t.Context(), id); err != ErrNoRun {
			t.Fatal("the run stays for ever")
		}
		if fields := rdb.HKeys(t.Context(), s.keys.runCounts()).Val(); len(fields) != 0 {
			t.Fatalf("%v stay", fields)
		}
	})
}

func TestEnqueueingStopsAtAThousand(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	residents(t, s, 1150)
	first, second := started(t, s, "first", false), started(t, s, "second", true)
	for at := int64(0); at < 1000; at += 100 {
		givePage(t, s, pageOf(t, s, first, at, at+100, "1"), PageDone)
	}
	givePage(t, s, pageOf(t, s, first, 1000, 1100, "1"), PageFull)
	givePage(t, s, pageOf(t, s, second, 0, 100, "2"), PageFull)
	if did, err := s.PauseRun(t.Context(), first, noon); err != nil || !did {
		t.Fatal(err)
	}
	givePage(t, s, pageOf(t, s, first, 1000, 1100, "1"), PageHeld)
	givePage(t, s, pageOf(t, s, second, 0, 100, "2"), PageDone) // what is held is in nobody's way
}

// TestHeldRunLetsOthersPass pauses, resumes and stops a run while another one
// goes on to the same people.
func TestHeldRunLetsOthersPass(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		all := residents(t, s, 10)
		held, other, last := started(t, s, "held", false), started(t, s, "other", false), started(t, s, "last", true)
		givePage(t, s, pageOf(t, s, held, 0, 10, "held"), PageDone)
		givePage(t, s, pageOf(t, s, other, 0, 10, "other"), PageDone)
		if did, err := s.PauseRun(t.Context(), held, noon.Add(time.Minute)); err != nil || !did {
			t.Fatal(err)
		}
		if did, _ := s.PauseRun(t.Context(), held, noon); did {
			t.Fatal("paused twice")
		}
		if got := drained(t, s, ""); len(got) != 10 || fmt.Sprint(got[all[0]]) != "[other]" {
			t.Fatalf("%v", got)
		}
		if r := readRun(t, s, held); r.Waiting != 10 || r.Ran != time.Minute || !r.Since.IsZero() {
			t.Fatalf("%+v", r)
		}
		_, err := s.Commit(t.Context(), turn(load(t, s, all[0]), flows.Person{}, flows.Erase{}))
		ok(t, err)
		if strings.Contains(dump(t, rdb), all[0].String()) {
			t.Fatal("somebody who erased themselves still stands in a held run")
		}
		if did, err := s.ResumeRun(t.Context(), held, noon.Add(time.Hour)); err != nil || !did {
			t.Fatal(err)
		}
		_, err = s.Quieten(t.Context(), true, noon.Add(2*time.Hour))
		ok(t, err)
		givePage(t, s, pageOf(t, s, last, 0, 5, "last"), PageDone)
		if got := drained(t, s, ""); len(got) != 4 || fmt.Sprint(got[all[1]]) != "[last]" {
			t.Fatalf("in quiet hours came %v", got)
		}
		_, err = s.Quieten(t.Context(), false, noon.Add(12*time.Hour))
		ok(t, err)
		one, has, err := s.Lease(t.Context(), all[1], Bulk) // on the wire when it is stopped
		if ok(t, err); !has || string(one.Body) != "held" || one.Run != held {
			t.Fatalf("%+v", one)
		}
		if did, err := s.StopRun(t.Context(), held, noon.Add(13*time.Hour)); err != nil || !did {
			t.Fatal(err)
		}
		if got := drained(t, s, ""); len(got) != 0 {
			t.Fatalf("a stopped run sends %v", got)
		}
		if did, _ := s.FinishRun(t.Context(), held, noon); did {
			t.Fatal("over with a message on the wire")
		}
		_, err = s.Settle(t.Context(), one, Settlement{Done: true, Now: noon})
		ok(t, err)
		r := readRun(t, s, held)
		if want := (RunCounts{Matched: 10, Enqueued: 10, Sent: 1, Left: 1, Stopped: 8}); r.RunCounts != want || r.State != RunStopped || r.Ran != time.Minute+2*time.Hour {
			t.Fatalf("%+v", r)
		}
		if did, _ := s.FinishRun(t.Context(), held, noon); !did {
			t.Fatal("not over")
		}
	})
}

func TestEndsAreCounted(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		all := residents(t, s, 4)
		first, second := started(t, s, "first", false), started(t, s, "second", false)
		givePage(t, s, pageOf(t, s, first, 0, 4, "1"), PageDone)
		givePage(t, s, pageOf(t, s, second, 0, 4, "2"), PageDone)
		for i, r := range []Settlement{{Done: true}, {Done: true, End: EndFailed}, {Done: true, End: EndSkipped}, {Done: true, Gone: true}} {
			r.Now = noon
			_, err := s.Settle(t.Context(), drawAt(t, s, all[i], Bulk), r)
			ok(t, err)
		}
		if r := readRun(t, s, first); r.RunCounts != (RunCounts{Matched: 4, Enqueued: 4, Sent: 1, Failed: 1, Skipped: 1, Unreachable: 1}) {
			t.Fatalf("%+v", r)
		}
		if r := readRun(t, s, second); r.RunCounts != (RunCounts{Matched: 4, Enqueued: 4, Waiting: 3, Unreachable: 1}) {
			t.Fatalf("%+v", r)
		}
		people, err := s.Recipients(t.Context(), 0, 9, 9)
		if ok(t, err); len(people) != 4 || !people[3].Gone || people[2].Gone {
			t.Fatalf("%+v", people)
		}
		lost := drawAt(t, s, all[0], Bulk)
		ok(t, rdb.HSet(t.Context(), s.keys.leases(), all[0].String(), "somebody:9").Err())
		unchanged(t, s, func() {
			if _, err := s.Settle(t.Context(), lost, Settlement{Done: true, Now: noon}); err != ErrNotMine {
				t.Fatal(err)
			}
		})
	})
}

func TestOneProcessEnqueues(t *testing.T) {
	rdb, m := redistest.Embedded(t)
	one := newStore(t, rdb)
	two := sibling(t, one)
	for i, step := range []struct {
		s    *Store
		want bool
		then func()
	}{
		{one, true, func() {}},
		{two, false, func() { m.FastForward(4 * time.Second) }}, // one is dead
		{two, true, func() { ok(t, two.ReleaseEnqueuer(t.Context())) }},
		{one, true, func() {}},
	} {
		if got, err := step.s.Enqueuer(t.Context()); err != nil || got != step.want {
			t.Fatalf("step %d: %v, %v", i, got, err)
		}
		step.then()
	}
}
