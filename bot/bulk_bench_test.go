package bot

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// The figures of bulk delivery. Bot, Redis and the emulated Telegram share the
// machine's cores.
//
//	go test ./bot -run '^$' -bench BulkRate -benchtime 1x        ten seconds at 30/s with residents writing
//	go test ./bot -run '^$' -bench BulkOf600 -benchtime 1x       600 people, 30/s allowed, 429 beyond
//	go test ./bot -run '^$' -bench BulkAcrossKills -benchtime 1x 20,000 people at 1000/s and two kills
//	go test ./bot -run '^$' -bench BulkMemory -benchtime 1x      1,000 to 1,000,000 people

// BenchmarkBulkRate sends bulk at Telegram's limit while residents write, and
// compares how long their replies take with and without it.
func BenchmarkBulkRate(b *testing.B) {
	const window, talkers = 10 * time.Second, 20
	for range b.N {
		m := newMailing(b, redistest.Start(b).Client(), "total=30", emulator.Options{Limits: emulator.Limits{Total: 30}}, 600)
		m.enrol(1, talkers)
		m.forgetUpdates()
		bot := m.bot()
		m.start(bot)
		m.until("the bot to be ready", bot.Ready)
		alone := m.talk(talkers, window)
		id := m.begins(bot, storage.RunSpec{Kind: "letter", Content: []byte("News"), Expected: 600})
		m.until("the run to be under way", func() bool { return m.progress(bot, id).Sent > 40 }) // beyond the first burst
		refused := len(m.emu.TakeRefusals())
		calls := func() int { return m.emu.CallCount("sendmessage") + m.emu.CallCount("editmessagereplymarkup") }
		before, began := calls(), time.Now()
		beside := m.talk(talkers, window)
		rate := float64(calls()-before) / time.Since(began).Seconds()
		refusals := m.emu.TakeRefusals()
		m.over(bot, id, time.Minute)
		b.ReportMetric(rate, "calls/s")
		b.ReportMetric(float64(len(refusals)), "refusals")
		b.ReportMetric(float64(refused), "refusals-before")
		b.ReportMetric(ms(alone, 95), "p95-ms-alone")
		b.ReportMetric(ms(beside, 95), "p95-ms-beside")
		b.ReportMetric(ms(alone, 50), "p50-ms-alone")
		b.ReportMetric(ms(beside, 50), "p50-ms-beside")
	}
}

// talk lets people ask for something in turn, five a second together, and
// gives how long each waited for the answer.
func (m *mailing) talk(n int, lasts time.Duration) (took []time.Duration) {
	var mu sync.Mutex
	var all sync.WaitGroup
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for i, until := 0, time.Now().Add(lasts); time.Now().Before(until); i++ {
		<-tick.C
		p := m.person(int64(1+i%n), "en")
		had := len(p.Chat().FromBot())
		all.Go(func() {
			began := time.Now()
			p.Send("/near")
			ctx, cancel := context.WithTimeout(m.t.Context(), patience)
			defer cancel()
			if _, err := p.WaitFor(ctx, func(c emulator.Chat) bool { return len(c.FromBot()) > had }); err != nil {
				m.t.Errorf("no answer: %v", err)
			}
			mu.Lock()
			took = append(took, time.Since(began))
			mu.Unlock()
		})
	}
	all.Wait()
	return took
}

// ms is a percentile in milliseconds.
func ms(all []time.Duration, percent int) float64 {
	slices.Sort(all)
	return float64(all[min(len(all)*percent/100, len(all)-1)].Microseconds()) / 1000
}

// BenchmarkBulkOf600 measures 600 people against a Telegram that allows 30 a
// second and answers 429 with retry_after 1 beyond.
func BenchmarkBulkOf600(b *testing.B) {
	for _, pace := range []string{"telegram", "total=60", "off"} {
		b.Run("pace="+pace, func(b *testing.B) {
			for range b.N {
				m := newMailing(b, redistest.Start(b).Client(), pace, emulator.Options{Limits: emulator.Limits{Total: 30}}, 600)
				bot := m.bot()
				m.start(bot)
				m.until("the bot to be ready", bot.Ready)
				began := time.Now()
				id := m.begins(bot, storage.RunSpec{Kind: "letter", Content: []byte("News")})
				p := m.over(bot, id, 2*time.Minute)
				b.ReportMetric(time.Since(began).Seconds(), "s")
				b.ReportMetric(float64(len(m.emu.TakeRefusals())), "429s")
				if people, again := m.reached(); people != 600 || again != 0 || p.Sent != 600 {
					b.Errorf("%d people, %d twice: %+v", people, again, p)
				}
			}
		})
	}
}

func BenchmarkBulkAcrossKills(b *testing.B) {
	for range b.N {
		acrossKills(b, 20_000)
	}
}

// How much more memory a run may take, for any number of people.
const (
	flatHeap  = 4 << 20
	flatRedis = 4 << 20
)

// BenchmarkBulkMemory enqueues and settles bulk with nobody at the other end,
// and reports what the process and Redis need at most beside the people
// themselves, and the messages a second.
func BenchmarkBulkMemory(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				m := newMailing(b, redistest.Start(b).Client(), "off", emulator.Options{}, 0)
				bot := m.bot()
				if err := bot.store.Beat(b.Context()); err != nil {
					b.Fatal(err)
				}
				if err := m.rdb.ConfigSet(b.Context(), "appendfsync", "no").Err(); err != nil { // memory is measured, not the disk
					b.Fatal(err)
				}
				m.settleMany(bot.store, n)
				full := m.redisMemory()
				heap, most := m.heap(), int64(0)
				began := time.Now()
				id := m.begins(bot, storage.RunSpec{Kind: "letter", Content: []byte("News"), Expected: n})
				var peak uint64
				for looks := 0; ; looks++ {
					if _, err := bot.bulk.step(b.Context()); err != nil {
						b.Fatal(err)
					}
					if looks%50 == 0 {
						peak = max(peak, m.heap())
						most = max(most, m.redisMemory())
					}
					m.settleAll(bot.store)
					if p := m.progress(bot, id); p.Over() {
						if p.Sent != n {
							b.Errorf("%+v", p)
						}
						break
					}
				}
				if peak > heap+flatHeap || most > full+flatRedis {
					b.Errorf("%d people take %d bytes of the process and %d of Redis more than before", n, peak-heap, most-full)
				}
				b.ReportMetric(float64(n)/time.Since(began).Seconds(), "messages/s")
				b.ReportMetric(float64(peak)/1e6, "heap-MB")
				b.ReportMetric(float64(heap)/1e6, "heap-before-MB")
				b.ReportMetric(float64(most-full)/1e6, "redis-more-MB")
			}
		})
	}
}

func (m *mailing) heap() uint64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

func (m *mailing) redisMemory() (used int64) {
	m.t.Helper()
	info, err := m.rdb.Info(m.t.Context(), "memory").Result()
	if err != nil {
		m.t.Fatal(err)
	}
	if _, err := fmt.Sscanf(info, "# Memory\r\nused_memory:%d", &used); err != nil {
		m.t.Fatal(err)
	}
	return used
}

// settleMany puts n people on record whom the emulated Telegram does not know,
// as storage writes them, a thousand at once: by their own turns a million would
// take most of an hour.
func (m *mailing) settleMany(s *storage.Store, n int) {
	m.t.Helper()
	ctx := m.t.Context()
	if err := s.Open(ctx); err != nil {
		m.t.Fatal(err)
	}
	prefix := "{" + m.program.Name + "}:"
	langs := flows.Languages()
	var all sync.WaitGroup
	for part := range 4 {
		all.Go(func() {
			for from := part*1000 + 1; from <= n; from += 4000 {
				pipe := m.rdb.Pipeline()
				for i := from; i < from+1000 && i <= n; i++ {
					id := s.Person(int64(i))
					plain, err := cbor.Marshal(flows.Person{Lang: langs[i%7], Age: flows.AgeAdult, Agreed: 1, Area: m.program.Areas[0].ID, Chat: int64(i), Step: flows.StepMenu})
					if err != nil {
						m.t.Error(err)
						return
					}
					record := append([]byte{1, 0, 0, 0, 0, 0, 0, 0, 1}, s.Sealer().Seal("person", id[:], plain)...) // format and version
					pipe.Set(ctx, prefix+"p:"+id.String(), record, 0)
					pipe.ZAdd(ctx, prefix+"audience", redis.Z{Score: float64(i), Member: id.String()})
				}
				if _, err := pipe.Exec(ctx); err != nil {
					m.t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if err := m.rdb.Set(ctx, prefix+"joined", n, 0).Err(); err != nil {
		m.t.Fatal(err)
	}
	if one, err := s.Recipients(ctx, int64(n)-1, int64(n), 1); err != nil || len(one) != 1 || one[0].Person == nil || one[0].Person.Chat != int64(n) {
		m.t.Fatalf("the last is %+v, %v", one, err)
	}
}

// settleAll takes what waits, as if Telegram had.
func (m *mailing) settleAll(s *storage.Store) {
	m.t.Helper()
	ctx := m.t.Context()
	who, lane, _, err := s.Due(ctx, 256)
	if err != nil {
		m.t.Fatal(err)
	}
	var all sync.WaitGroup
	for part := range slices.Chunk(who, 8) {
		all.Go(func() {
			for _, id := range part {
				d, ok, err := s.Lease(ctx, id, lane)
				if err == nil && ok {
					_, err = s.Settle(ctx, d, storage.Settlement{Done: true, Now: m.now()})
				}
				if err != nil {
					m.t.Error(err)
				}
			}
		})
	}
	all.Wait()
}
