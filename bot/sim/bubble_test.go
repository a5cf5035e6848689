package sim

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/cryptotest"
	"testing/synctest"

	"porchlight/testrun"
)

// run is what came of a town that was played in a bubble, where everything follows
// from the seed: the clock, all randomness, and who comes first.
type run struct {
	trace    []string
	sum      string
	burst    int // where something was wrong
	problems []string
	done     []deed
}

// inBubble plays a town. It fails no test: what is wrong is in the run.
func inBubble(t *testing.T, seed uint64, people, steps int, s script) (r run) {
	t.Run("bubble", func(t *testing.T) {
		cryptotest.SetGlobalRandom(t, seed)
		synctest.Test(t, func(t *testing.T) {
			q := &quiet{TB: t, mute: s.only != nil}
			defer func() {
				r.problems = append(r.problems, q.wrong...)
				if stop := recover(); stop != nil && stop != errFatal {
					panic(stop)
				}
			}()
			w := newTown(q, seed, people, embedded(t, seed))
			w.script = s
			r.burst, r.problems = w.play(steps)
			w.turn()
			r.trace, r.sum, r.done = w.disk.gate.trace, w.sum(), w.script.done
			w.tell()
		})
	})
	return r
}

// quiet notes what is wrong in a town and fails no test.
type quiet struct {
	testing.TB
	mute  bool
	wrong []string
}

var errFatal = errors.New("the town cannot go on")

func (q *quiet) Failed() bool              { return len(q.wrong) > 0 }
func (q *quiet) Error(args ...any)         { q.wrong = append(q.wrong, fmt.Sprint(args...)) }
func (q *quiet) Errorf(f string, a ...any) { q.Error(fmt.Sprintf(f, a...)) }
func (q *quiet) Fatal(args ...any)         { q.Error(args...); panic(errFatal) }
func (q *quiet) Fatalf(f string, a ...any) { q.Fatal(fmt.Sprintf(f, a...)) }
func (q *quiet) Log(args ...any)           { q.Logf("%s", fmt.Sprint(args...)) }
func (q *quiet) Logf(f string, args ...any) {
	if !q.mute {
		q.TB.Logf(f, args...)
	}
}

// alone plays a seed in this very process, in which nothing else may use randomness.
func alone(t *testing.T, seed uint64) {
	r := inBubble(t, seed, *peopleFlag, *stepsFlag, script{plant: *plantFlag})
	t.Logf("sum %s", r.sum)
	if *traceFlag != "" {
		if err := os.WriteFile(*traceFlag, []byte(strings.Join(r.trace, "\n")), 0o600); err != nil {
			t.Error(err)
		}
	}
	if len(r.problems) == 0 {
		return
	}
	for _, problem := range r.problems {
		t.Errorf("seed %d, %s", seed, problem)
	}
	t.Log(cut(t, seed, *peopleFlag, r, *cutFlag, *plantFlag))
}

var sumShape = regexp.MustCompile(`sum ([0-9a-f]+)`)

// inProcess plays a seed in a process of its own, so that several are played at once,
// and returns its trace and its sum.
func inProcess(t *testing.T, seed uint64, people, steps int, flags ...string) (trace []string, sum string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "trace")
	t.Logf("seed %d: %s", seed, again(seed))
	out, err := child(t, append(flags, fmt.Sprint("-sim.seed=", seed), fmt.Sprint("-sim.people=", people), fmt.Sprint("-sim.steps=", steps),
		fmt.Sprint("-sim.days=", *daysFlag), "-sim.trace="+file)...)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	raw, err := os.ReadFile(file)
	found := sumShape.FindSubmatch(out)
	if err != nil || found == nil {
		t.Fatalf("nothing is known of the run: %v\n%s", err, out)
	}
	t.Logf("%s", out)
	return strings.Split(string(raw), "\n"), string(found[1])
}

// child runs this very test in a process of its own.
func child(t *testing.T, flags ...string) ([]byte, error) {
	flags = append([]string{"-test.run=^TestSeed$", "-test.v", "-test.timeout=14m"}, flags...)
	return exec.CommandContext(t.Context(), os.Args[0], flags...).CombinedOutput()
}

// Two runs of a seed are the same run, in whatever process: the same calls in the same
// order, the same messages to the same people, the same keys with the same values at
// the end. In the second, whoever can move goes first by chance; in both, processes are
// killed in the midst of what people do. Seed 5 is not among them: in its town two meetings
// come to one name, and the model takes an offer of the one for the other.
func TestASeedIsOneRun(t *testing.T) {
	t.Parallel()
	seeds, people, steps := testrun.Long([]uint64{6}, []uint64{1, 2, 3, 4, 6}), testrun.Long(8, 30), 3
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			one, sum := inProcess(t, seed, people, steps, "-sim.kills=1")
			other, again := inProcess(t, seed, people, steps, "-sim.kills=1", "-sim.disorder")
			if len(one) < 1000 {
				t.Errorf("only %d things happened", len(one))
			}
			if sum != again {
				t.Error(parting(one, other))
			}
		})
	}
}

// parting is where two runs part.
func parting(a, b []string) string {
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	told := fmt.Sprintf("the runs part at %d of %d and %d, after\n%s", at, len(a), len(b), strings.Join(a[max(0, at-12):at], "\n"))
	for _, trace := range [][]string{a, b} {
		told += "\nthen:\n" + strings.Join(trace[at:min(len(trace), at+8)], "\n")
	}
	return told
}
