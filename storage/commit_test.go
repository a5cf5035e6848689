package storage

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

func TestUpdateIsCommittedOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		l := load(t, s, ann)
		first := turn(l, flows.Person{Lang: "uk"}, flows.Enrol{})
		first.Update, first.Out = 700, letters(ann, true, "hello")
		tickets, err := s.Commit(t.Context(), first)
		ok(t, err)
		if len(tickets) != 1 || tickets[0].Token == "" {
			t.Fatalf("tickets %v", tickets)
		}
		again := turn(load(t, s, ann), flows.Person{Lang: "en"}, flows.Enrol{})
		again.Update, again.Out = 700, letters(ann, true, "hello again")
		unchanged(t, s, func() {
			_, err := s.Commit(t.Context(), again)
			wantErr(t, err, ErrAgain)
		})
		again.Update = 701
		_, err = s.Commit(t.Context(), again)
		ok(t, err)
	})
}

// TestDedupeOutlivesTelegram: however slowly a bucket fills, each of its ids is
// known for as long as Telegram may hand its update out again.
func TestDedupeOutlivesTelegram(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		commit := func(update int) {
			_, err := s.Commit(t.Context(), Turn{Update: update, Chat: s.Person(1)})
			ok(t, err)
		}
		commit(1)
		key := s.keys.seen(1)
		if ttl := rdb.TTL(t.Context(), key).Val(); ttl < seenFor-time.Minute || ttl > seenFor {
			t.Fatalf("a new bucket is kept for %v", ttl)
		}
		ok(t, rdb.Expire(t.Context(), key, time.Minute).Err()) // nearly two days later
		commit(2)
		if ttl := rdb.TTL(t.Context(), key).Val(); ttl < seenFor/2 {
			t.Fatalf("an update committed now is forgotten in %v", ttl)
		}
	})
}

func TestStaleTurnWritesNothing(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob, cat := s.Person(1), s.Person(2), s.Person(3)
		for _, who := range []flows.ID{ann, bob} {
			settleIn(t, s, who)
		}
		concern := flows.Concern{Code: "AB12", Author: ann, Sight: flows.Readers, Route: flows.RouteOfficers, Case: flows.CaseReceived, Sent: 1, KeptTill: 2}
		_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk", Codes: []string{"AB12"}}, flows.FileConcern{Concern: concern}))
		ok(t, err)
		everything := []flows.Effect{
			flows.Join{Session: "yard"}, flows.Enrol{},
			flows.UpdateConcern{Concern: concern, Counts: []flows.Count{{Period: "w", Field: "n", By: 1}}},
			flows.PutAnswers{Wave: "w1"},
		}
		need := flows.Reads{Seats: []string{"yard"}, Records: []flows.Ask{flows.Own[flows.Concern]{ID: "AB12"}}, Answers: "w1"}
		tests := []struct {
			name, key string
			meanwhile func()
		}{
			{"person", s.keys.person(ann), func() { settleIn(t, s, ann) }},
			{"board", s.keys.board(), func() {
				ok(t, sibling(t, s).UpdateBoard(t.Context(), func(b *flows.Board) bool { b.First++; return true }))
			}},
			{"staff", s.keys.staff(), func() { seated(t, sibling(t, s), bob) }},
			{"session's card", s.keys.card("yard"), func() {
				ok(t, sibling(t, s).UpdateBoard(t.Context(), func(b *flows.Board) bool {
					b.Sessions = []flows.Session{{ID: "yard", Capacity: 1}}
					return true
				}))
			}},
			{"session", s.keys.session("yard"), func() {
				l := fetch(t, s, load(t, s, bob), need)
				_, err := s.Commit(t.Context(), turn(l, l.Person, flows.Queue{Session: "yard"}))
				ok(t, err)
			}},
			{"concern", s.keys.concern("AB12"), func() {
				l := fetch(t, s, load(t, s, ann), need)
				_, err := s.Commit(t.Context(), turn(l, l.Person, flows.UpdateConcern{Concern: concern}))
				ok(t, err)
				// the person moved on with it: what is asked for is the concern
			}},
			{"wave closed", s.keys.waveSecret("w1"), func() { ok(t, rdb.Del(t.Context(), s.keys.waveSecret("w1")).Err()) }},
		}
		for _, tt := range tests {
			l := fetch(t, s, load(t, s, ann), need)
			tt.meanwhile()
			if tt.name == "concern" {
				l.own = load(t, s, ann).own
			}
			late := turn(l, flows.Person{Lang: "pl"}, everything...)
			late.Update, late.UserSent = 9000, 77
			late.Out = append(letters(ann, true, "to me"), Outgoing{To: bob, Body: []byte("to bob"), Other: true, SendHere: true})
			unchanged(t, s, func() {
				_, err := s.Commit(t.Context(), late)
				wantStale(t, err, tt.key)
			})
		}
		l := load(t, s, ann)
		toNobody := turn(l, l.Person)
		toNobody.Update, toNobody.Out = 9001, append(letters(ann, true, "me"), Outgoing{To: cat, Body: []byte("x"), Other: true})
		unchanged(t, s, func() {
			_, err := s.Commit(t.Context(), toNobody)
			wantStale(t, err, s.keys.person(cat))
		})
	})
}

func TestChatWithQueueComesFirst(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		ok(t, s.Enqueue(t.Context(), ann, 10, []byte("update 10"), 0))
		next := turn(load(t, s, ann), flows.Person{Lang: "uk"})
		next.Update = 11
		unchanged(t, s, func() {
			_, err := s.Commit(t.Context(), next)
			wantErr(t, err, ErrBehind)
		})
		next.Update, next.FromQueue = 10, true
		_, err := s.Commit(t.Context(), next)
		ok(t, err)
	})
}

func TestJoiningNumbersRiseAndAreNotReused(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		number := func(who flows.ID) float64 {
			n, err := rdb.ZScore(t.Context(), s.keys.audience(), who.String()).Result()
			ok(t, err)
			return n
		}
		last := 0.0
		for i := range 5 {
			settleIn(t, s, s.Person(int64(i)))
			if n := number(s.Person(int64(i))); n <= last {
				t.Fatalf("number %v after %v", n, last)
			} else {
				last = n
			}
		}
		settleIn(t, s, s.Person(0)) // enrols twice
		if n := number(s.Person(0)); n != 1 {
			t.Fatalf("a second enrolment changed the number to %v", n)
		}
		gone := s.Person(4)
		_, err := s.Commit(t.Context(), turn(load(t, s, gone), flows.Person{}, flows.Erase{}))
		ok(t, err)
		settleIn(t, s, gone)
		if n := number(gone); n <= last {
			t.Fatalf("number %v was used again", n)
		}
	})
}

func TestComingBackWakesWhatWaited(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		back := map[string]func(){
			"a turn": func() { settleIn(t, s, ann) },
			"a welcome": func() {
				ok(t, s.Welcome(t.Context(), ann))
			},
		}
		for name, comes := range back {
			settleIn(t, s, ann)
			say(t, s, ann, false, "your concern was read")
			d := drawAt(t, s, ann, Replies)
			_, err := s.Settle(t.Context(), d, Settlement{Gone: true, Now: noon})
			ok(t, err)
			if who, _, wait, err := s.Due(t.Context(), 10); err != nil || len(who) != 0 || wait >= 0 {
				t.Fatalf("%s: somebody gone is due: %v in %v, %v", name, who, wait, err)
			}
			comes()
			who, _, _, err := s.Due(t.Context(), 10)
			if ok(t, err); len(who) != 1 || who[0] != ann {
				t.Fatalf("after %s: due %v", name, who)
			}
			d = drawAt(t, s, ann, Replies)
			if string(d.Body) != "your concern was read" {
				t.Fatalf("after %s: %q", name, d.Body)
			}
			_, err = s.Settle(t.Context(), d, Settlement{Done: true, Now: noon})
			ok(t, err)
			if n := rdb.Exists(t.Context(), s.keys.gone()).Val(); n != 0 {
				t.Fatalf("after %s the mark is still there", name)
			}
		}
	})
}

// TestManyArguments: payloads of any bytes and turns of any size pass the
// script as they are.
func TestManyArguments(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		settleIn(t, s, ann)
		every := make([]byte, 256)
		for i := range every {
			every[i] = byte(i)
		}
		bodies := []string{"", string(every), "\x00\r\n$-1\r\n", "'; redis.call('FLUSHALL') --"}
		for len(bodies) < 300 {
			bodies = append(bodies, fmt.Sprint("another ", len(bodies)))
		}
		l := load(t, s, ann)
		var counts []flows.Count
		var codes []string
		for i := range 3000 {
			counts = append(counts, flows.Count{Period: "w1", Field: flowsID(seal.ID{byte(i), byte(i >> 8)}).String(), By: -i})
		}
		for i := range 500 {
			codes = append(codes, flowsID(seal.ID{byte(i), byte(i >> 8)}).String())
		}
		big := turn(l, flows.Person{Lang: "uk", Codes: codes, Flow: flows.Flow{Topic: string(every)}}, flows.FileConcern{
			Concern: flows.Concern{Code: "X", Sight: flows.Counted, Words: string(every)}, Counts: counts})
		big.Update, big.Out = 1, letters(ann, true, bodies...)
		tickets, err := s.Commit(t.Context(), big)
		ok(t, err)
		if len(tickets) != len(bodies) {
			t.Fatalf("%d tickets", len(tickets))
		}
		if p := load(t, s, ann).Person; p.Topic != string(every) {
			t.Fatalf("the record came back as %q", p.Topic)
		}
		if n := rdb.HLen(t.Context(), s.keys.counts("w1")).Val(); n != 3000 {
			t.Fatalf("%d counters", n)
		}
		d := big.Out[0].Drawn(tickets[0])
		for i, want := range bodies {
			if string(d.Body) != want {
				t.Fatalf("message %d is %q", i, d.Body)
			}
			more, err := s.Settle(t.Context(), d, Settlement{Done: true, Now: noon})
			ok(t, err)
			if more != (i < len(bodies)-1) {
				t.Fatalf("more after %d: %v", i, more)
			}
			if more {
				d = drawAt(t, s, ann, Replies)
			}
		}
		_, err = s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{}, flows.Erase{}))
		ok(t, err)
	})
}

// drawAt leases somebody who must be free to be sent to.
func drawAt(t failer, s *Store, who flows.ID, lane Lane) Drawn {
	t.Helper()
	d, got, err := s.Lease(context.Background(), who, lane)
	ok(t, err)
	if !got {
		t.Fatalf("nothing to draw for %s in %s", who, lane)
	}
	return d
}

// TestRedisForgetsScripts: a restart empties the script cache.
func TestRedisForgetsScripts(t *testing.T) {
	server := redistest.Start(t)
	s := newStore(t, server.Client())
	ann := s.Person(1)
	settleIn(t, s, ann)
	say(t, s, ann, false, "one")
	server.Restart()
	fresh(t, s)
	settleIn(t, s, ann)
	say(t, s, ann, false, "two")
	if who, _, _, err := s.Due(t.Context(), 5); err != nil || len(who) != 1 {
		t.Fatalf("due %v, %v", who, err)
	}
	d := drawAt(t, s, ann, Replies)
	if string(d.Body) != "one" {
		t.Fatalf("drew %q", d.Body)
	}
	server.Restart()
	fresh(t, s)
	if more, err := s.Settle(t.Context(), d, Settlement{Done: true, Now: noon}); err != nil || !more {
		t.Fatalf("more %v, %v", more, err)
	}
	for range 3 {
		server.Restart()
		fresh(t, s)
		ok(t, s.Enqueue(t.Context(), ann, 5, []byte("u"), 0))
		_, err := s.MoveDue(t.Context(), noon, 10)
		ok(t, err)
		_, err = s.ClaimQueues(t.Context(), 10, 0)
		ok(t, err)
		_, err = s.Poller(t.Context())
		ok(t, err)
		ok(t, s.Forget(t.Context(), ann, []int{3}))
		_, err = s.reap(t.Context(), map[string]int{})
		ok(t, err)
	}
}

// fresh uses up the connections that a restart broke.
func fresh(t testing.TB, s *Store) {
	t.Helper()
	for range 65 {
		if s.Ping(context.Background()) == nil {
			return
		}
	}
	t.Fatal("Redis does not answer")
}

// TestKillInTheMiddleOfCommits: Redis dies again and again under turns. Each
// turn is there whole (record, seat, counter, message, id) or not at all, and
// what was acknowledged is there.
func TestKillInTheMiddleOfCommits(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	rdb := server.Client()
	s := newStore(t, rdb)
	const rounds = 4
	update, acknowledged := 0, map[int]bool{}
	for range rounds {
		fresh(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		stop, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for {
				update++
				who := s.Person(int64(update))
				l, err := s.Load(ctx, who, flows.World{})
				if err != nil {
					return
				}
				if s.Fetch(ctx, l, flows.Reads{Seats: []string{"yard"}}) != nil {
					return
				}
				one := turn(l, flows.Person{Lang: "uk", Serial: uint32(update)}, flows.Enrol{}, flows.Join{Session: "yard"},
					flows.FileConcern{Concern: flows.Concern{Code: who.String()}, Counts: []flows.Count{{Period: "w", Field: "n", By: 1}}})
				one.Update, one.Out = update, letters(who, false, "hello")
				if _, err := s.Commit(ctx, one); err != nil {
					return
				}
				acknowledged[update] = true
				if update%50 == 0 {
					select {
					case stop <- struct{}{}:
					default:
					}
				}
			}
		}()
		<-stop
		server.Kill()
		<-done
		cancel()
		server.Restart()
		fresh(t, s)
		present := 0
		for u := 1; u <= update; u++ {
			who := s.Person(int64(u))
			l := load(t, s, who)
			pipe := rdb.Pipeline()
			seen := pipe.SIsMember(t.Context(), s.keys.seen(u), updateID(u))
			seat := pipe.ZScore(t.Context(), s.keys.seats("yard"), who.String())
			aud := pipe.ZScore(t.Context(), s.keys.audience(), who.String())
			list := pipe.LLen(t.Context(), s.keys.replies(who))
			con := pipe.Exists(t.Context(), s.keys.concern(who.String()))
			if _, err := pipe.Exec(t.Context()); err != nil && !errors.Is(err, redis.Nil) {
				t.Fatal(err)
			}
			here := l.own != ""
			for name, part := range map[string]bool{
				"id": seen.Val(), "seat": seat.Err() == nil, "audience": aud.Err() == nil, "message": list.Val() == 1, "concern": con.Val() == 1,
			} {
				if part != here {
					t.Fatalf("turn %d is torn: record %v, %s %v", u, here, name, part)
				}
			}
			if acknowledged[u] && !here {
				t.Fatalf("turn %d was acknowledged and is lost", u)
			}
			if here {
				present++
			}
		}
		if n, _ := rdb.HGet(t.Context(), s.keys.counts("w"), "n").Int(); n != present {
			t.Fatalf("%d turns, but counted %d", present, n)
		}
	}
	if len(acknowledged) < rounds*40 {
		t.Fatalf("only %d turns in %d rounds", len(acknowledged), rounds)
	}
}
