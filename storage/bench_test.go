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
	const people = 5000
	for b.Loop() {
		ok(b, rdb.FlushAll(b.Context()).Err())
		before := memory(b, rdb)
		pipe := rdb.Pipeline()
		for i := range people {
			who := s.Person(int64(i))
			raw, err := s.encode(version("").next(), "person", who[:], flows.Person{
				Lang: "uk", Age: flows.AgeAdult, Agreed: noon.Unix(), Area: "korabel", Chat: 7_000_000_000 + int64(i),
				Step: "menu", Serial: 9, Seen: noon.Unix(), Codes: []string{"AB12CD"}, Sessions: []string{"yard"}})
			ok(b, err)
			pipe.Set(b.Context(), s.keys.person(who), raw, 0)
			pipe.ZAdd(b.Context(), s.keys.audience(), redis.Z{Score: float64(i), Member: who.String()})
		}
		_, err := pipe.Exec(b.Context())
		ok(b, err)
		b.ReportMetric((memory(b, rdb)-before)/people, "bytes/resident")
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
