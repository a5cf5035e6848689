package sim

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"go.uber.org/goleak"

	"porchlight/storage/redistest"
	"porchlight/testrun"
)

var (
	seedFlag     = flag.Uint64("sim.seed", 0, "play this seed only; 0: two fixed ones and one by chance")
	peopleFlag   = flag.Int("sim.people", testrun.Long(16, 30), "how many residents a town has")
	stepsFlag    = flag.Int("sim.steps", testrun.Long(3, 5), "how many bursts of activity a town lives through")
	daysFlag     = flag.Int("sim.days", 0, "how many days of the calendar a town lives through; 0: as many as the bursts take")
	crowdFlag    = flag.Int("sim.crowd", 8, "how many people act at the same time")
	traceFlag    = flag.String("sim.trace", "", "with a seed: write to this file all that happened, in its order")
	disorderFlag = flag.Bool("sim.disorder", false, "whoever can move goes first by chance, which no run may show")
	killsFlag    = flag.Int("sim.kills", 0, "how many processes are killed in each burst besides its trouble")
	plantFlag    = flag.Bool("sim.plant", false, "with a seed: a fault is planted, to see it found and cut short")
	cutFlag      = flag.Duration("sim.shorten", 5*time.Minute, "with a seed: how long a failure may be cut shorter")
)

// TestMain lets all towns live at the same time, each in a process of its own: the one
// on a real Redis mostly waits for the bot's own pauses.
func TestMain(m *testing.M) {
	// A client whose server went away dials again once a second and ends with
	// the next second after it was closed.
	testrun.Main(m, 8, goleak.IgnoreAnyFunction("github.com/redis/go-redis/v9/internal/pool.(*ConnPool).tryDial"))
}

// TestSeed plays towns. A seed that fails is printed with what plays it again, and with
// the shortest list of what people and faults did that still fails.
func TestSeed(t *testing.T) {
	if *seedFlag != 0 {
		alone(t, *seedFlag)
		return
	}
	t.Parallel()
	t.Run("fixed", func(t *testing.T) {
		t.Parallel()
		inProcess(t, 1, *peopleFlag, *stepsFlag)
	})
	t.Run("chance", func(t *testing.T) {
		t.Parallel()
		inProcess(t, rand.Uint64N(1_000_000)+1000, *peopleFlag, *stepsFlag)
	})
}

// TestSeedOnRealRedis plays a town on a real redis-server, which can hang, and
// whose files are read at the end. It is played in real time.
func TestSeedOnRealRedis(t *testing.T) {
	t.Parallel()
	seed := uint64(3)
	if *seedFlag != 0 {
		seed = *seedFlag
	}
	t.Logf("seed %d: %s", seed, again(seed))
	w := newTown(t, seed, *peopleFlag, realRedis(redistest.Start(t)))
	_, problems := w.play(*stepsFlag)
	for _, problem := range problems {
		t.Errorf("seed %d, %s", seed, problem)
	}
	w.tell()
}

// again is the command that plays a seed by hand.
func again(seed uint64) string {
	return fmt.Sprintf("go test ./bot/sim -run 'TestSeed$' -sim.seed=%d -sim.people=%d -sim.steps=%d -sim.days=%d", seed, *peopleFlag, *stepsFlag, *daysFlag)
}

// play lives through a town's bursts, and says in which something was wrong; one more
// than there are is the end.
func (w *town) play(steps int) (burst int, problems []string) {
	began := time.Now()
	if problems = w.guide(); len(problems) > 0 {
		return 0, problems
	}
	last := w.clock.Now().AddDate(0, 0, *daysFlag)
	for ; *daysFlag == 0 && burst < steps || w.clock.Now().Before(last); burst++ {
		w.burst(burst)
		for _, problem := range w.check() {
			problems = append(problems, fmt.Sprintf("burst %d, %s: %s", burst, w.clock.Now().Format("2006-01-02 15:04"), problem))
		}
		if len(problems) > 0 || w.t.Failed() {
			return burst, problems
		}
		if *daysFlag > 0 {
			w.t.Logf("burst %d is over at %s, after %s", burst, w.clock.Now().Format("2006-01-02"), time.Since(began).Round(time.Second))
		}
		w.pass(burst)
	}
	if w.script.only != nil && w.script.burst < burst {
		return burst, nil
	}
	w.everybodyOnceMore()
	found := w.replays(15)
	found = append(append(found, w.check()...), w.stolen()...)
	for range 2 { // half a year, and then more than a year: every text has gone
		w.longAfter()
		found = append(found, w.check()...)
	}
	for _, problem := range found {
		problems = append(problems, "at the end: "+problem)
	}
	return burst, problems
}
