package storage

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// BenchmarkCommit is a whole turn's write as most turns are: a new update, two
// comparisons, the record, one message, settled by its lease.
func BenchmarkCommit(b *testing.B) {
	s := newStore(b, redistest.Start(b).Client())
	var update atomic.Int64
	body := []byte(strings.Repeat("x", 400))
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := int(update.Add(1))
			who := s.Person(int64(n % 5000))
			l := load(b, s, who)
			one := turn(l, flows.Person{Lang: "uk", Step: "menu", Serial: uint32(n), Area: "korabel"})
			one.Update, one.UserSent = n, n
			one.Out = []Outgoing{{To: who, Body: body}}
			if _, err := s.Commit(b.Context(), one); err != nil {
				if _, stale := err.(*StaleError); !stale {
					b.Errorf("commit: %v", err)
				}
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	s := newStore(b, redistest.Start(b).Client())
	for i := range 1000 {
		settleIn(b, s, s.Person(int64(i)))
	}
	var n atomic.Int64
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			load(b, s, s.Person(n.Add(1)%1000))
		}
	})
}

// BenchmarkLeaseSettle draws and settles one message.
func BenchmarkLeaseSettle(b *testing.B) {
	s := newStore(b, redistest.Start(b).Client())
	for n := range b.N {
		say(b, s, s.Person(int64(n)), false, "a message of some length, in the end")
	}
	var n atomic.Int64
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			d := drawAt(b, s, s.Person(n.Add(1)-1), Replies)
			if _, err := s.Settle(b.Context(), d, Settlement{Done: true, Message: 5, Now: noon}); err != nil {
				b.Errorf("settle: %v", err)
			}
		}
	})
}

// BenchmarkMemory measures what a registered resident takes in Redis.
func BenchmarkMemory(b *testing.B) {
	rdb := redistest.Start(b).Client()
	s := newStore(b, rdb)
	const residents = 5000
	for b.Loop() {
		ok(b, rdb.FlushAll(b.Context()).Err())
		before := memory(b, rdb)
		pipe := rdb.Pipeline()
		for i := range residents {
			who := s.Person(int64(i))
			raw, err := people.seal(s, version("").next(), who[:], &flows.Person{
				Lang: "uk", Age: flows.AgeAdult, Agreed: noon.Unix(), Area: "korabel", Chat: 7_000_000_000 + int64(i),
				Step: "menu", Serial: 9, Seen: noon.Unix(), Codes: []string{"AB12CD"}, Sessions: []string{"yard"}})
			ok(b, err)
			pipe.Set(b.Context(), s.keys.person(who), raw, 0)
			pipe.ZAdd(b.Context(), s.keys.audience(), redis.Z{Score: float64(i), Member: who.String()})
		}
		_, err := pipe.Exec(b.Context())
		ok(b, err)
		b.ReportMetric((memory(b, rdb)-before)/residents, "bytes/resident")
	}
}

// memory is what Redis says its data takes.
func memory(b *testing.B, rdb *redis.Client) float64 {
	b.Helper()
	for line := range strings.Lines(rdb.Info(b.Context(), "memory").Val()) {
		if n, found := strings.CutPrefix(line, "used_memory_dataset:"); found {
			bytes, err := strconv.ParseFloat(strings.TrimSpace(n), 64)
			ok(b, err)
			return bytes
		}
	}
	b.Fatal("Redis does not say")
	return 0
}

// BenchmarkTurn counts what a whole turn costs: allocations here, and commands in Redis,
// those of the scripts included.
func BenchmarkTurn(b *testing.B) {
	rdb := redistest.Start(b).Client()
	s := newStore(b, rdb)
	ok(b, s.UpdateBoard(b.Context(), func(board *flows.Board) bool {
		board.Sessions = append(board.Sessions, flows.Session{ID: "yard", Start: 1, Capacity: 30})
		return true
	}))
	ann := s.Person(1)
	settleIn(b, s, ann)
	file := func(code string) flows.Effect {
		return flows.FileConcern{Concern: flows.Concern{Code: code, Author: ann, Area: "korabel", Words: "The lamp is dark", Route: flows.RouteOfficers,
			Sight: flows.MayAnswer, Case: flows.CaseReceived, KeptTill: 1 << 40}}
	}
	filed := turn(load(b, s, ann), flows.Person{Lang: "uk", Step: "menu", Codes: []string{"OWN"}}, file("OWN"))
	_, err := s.Commit(b.Context(), filed)
	ok(b, err)
	n := 0
	for _, of := range []struct {
		name   string
		decide func(*Loaded) []flows.Effect
	}{
		{"press", func(*Loaded) []flows.Effect { return nil }},
		{"concern", func(*Loaded) []flows.Effect { n++; return []flows.Effect{file("C" + strconv.Itoa(n))} }},
		{"join", func(l *Loaded) []flows.Effect {
			fetch(b, s, l, flows.Reads{Seats: []string{"yard"}})
			return []flows.Effect{flows.Join{Session: "yard"}}
		}},
		{"mine", func(l *Loaded) []flows.Effect { fetch(b, s, l, ownConcern("OWN")); return nil }},
	} {
		b.Run(of.name, func(b *testing.B) {
			b.ReportAllocs()
			before := calls(b, rdb)
			for b.Loop() {
				l := load(b, s, ann)
				n++
				one := turn(l, l.Person, of.decide(l)...)
				one.Update, one.UserSent, one.Out = n, n, []Outgoing{{To: ann, Body: []byte("the next screen")}}
				_, err := s.Commit(b.Context(), one)
				ok(b, err)
			}
			b.ReportMetric(float64(calls(b, rdb)-before)/float64(b.N), "commands/op")
		})
	}
}

// calls is how many commands Redis has run.
func calls(b *testing.B, rdb *redis.Client) (n int) {
	b.Helper()
	for line := range strings.Lines(rdb.Info(b.Context(), "commandstats").Val()) {
		if _, of, found := strings.Cut(line, "calls="); found && !strings.HasPrefix(line, "cmdstat_info") {
			count, _, _ := strings.Cut(of, ",")
			one, err := strconv.Atoi(count)
			ok(b, err)
			n += one
		}
	}
	return n
}

func ownConcern(code string) flows.Reads {
	return flows.Reads{Records: []flows.Ask{flows.Own[flows.Concern]{ID: code}}}
}
