package sim

import (
	"context"
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"porchlight/storage/redistest"
)

var (
	seedFlag   = flag.Uint64("sim.seed", 0, "play this seed only; 0: two fixed ones and one by chance")
	peopleFlag = flag.Int("sim.people", 30, "how many residents a town has")
	stepsFlag  = flag.Int("sim.steps", 5, "how many bursts of activity a town lives through")
	daysFlag   = flag.Int("sim.days", 0, "how many days of the calendar a town lives through; 0: as many as the bursts take")
	crowdFlag  = flag.Int("sim.crowd", 8, "how many people act at the same time")
)

// TestMain lets all towns live at the same time: they mostly wait for the bot's
// own pauses.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	redis.SetLogger(nobody{}) // pulled plugs are meant
	// A client whose server went away dials again once a second and ends with
	// the next second after it was closed.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/redis/go-redis/v9/internal/pool.(*ConnPool).tryDial"))
}

// nobody listens to what the Redis clients complain about.
type nobody struct{}

func (nobody) Printf(context.Context, string, ...any) {}

// TestSeed plays towns. A seed that fails is printed with what plays it again.
func TestSeed(t *testing.T) {
	t.Parallel()
	if *seedFlag != 0 {
		play(t, *seedFlag, embedded)
		return
	}
	t.Run("fixed", func(t *testing.T) {
		t.Parallel()
		play(t, 1, embedded)
	})
	t.Run("chance", func(t *testing.T) {
		t.Parallel()
		play(t, rand.Uint64N(1_000_000)+1000, embedded)
	})
}

// TestSeedOnRealRedis plays a town on a real redis-server, which can hang, and
// whose files are read at the end.
func TestSeedOnRealRedis(t *testing.T) {
	t.Parallel()
	if *seedFlag != 0 {
		play(t, *seedFlag, func(t testing.TB) disk { return realRedis(redistest.Start(t)) })
		return
	}
	play(t, 3, func(t testing.TB) disk { return realRedis(redistest.Start(t)) })
}

// play lives through one seed.
func play(t *testing.T, seed uint64, store func(testing.TB) disk) {
	t.Logf("seed %d: go test ./bot/sim -run 'Seed' -sim.seed=%d -sim.people=%d -sim.steps=%d -sim.days=%d", seed, seed, *peopleFlag, *stepsFlag, *daysFlag)
	began := time.Now()
	w := newTown(t, seed, *peopleFlag, store(t))
	last := w.clock.Now().AddDate(0, 0, *daysFlag)
	for step := 0; *daysFlag == 0 && step < *stepsFlag || w.clock.Now().Before(last); step++ {
		w.burst(step)
		for _, problem := range w.check() {
			t.Errorf("seed %d, burst %d, %s: %s", seed, step, w.clock.Now().Format("2006-01-02 15:04"), problem)
		}
		if t.Failed() {
			w.tell()
			return
		}
		if *daysFlag > 0 {
			t.Logf("burst %d is over at %s, after %s", step, w.clock.Now().Format("2006-01-02"), time.Since(began).Round(time.Second))
		}
		w.pass(step)
	}
	w.everybodyOnceMore()
	problems := w.replays(15)
	problems = append(append(problems, w.check()...), w.stolen()...)
	for range 2 { // half a year, and then more than a year: every text has gone
		w.longAfter()
		problems = append(problems, w.check()...)
	}
	for _, problem := range problems {
		t.Errorf("seed %d, at the end: %s", seed, problem)
	}
	w.tell()
}
