package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	dto "github.com/prometheus/client_model/go"
	"github.com/redis/go-redis/v9"

	"porchlight/storage"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

// fired notes what ran, over several schedules.
type fired struct {
	mu  sync.Mutex
	all map[string][]time.Time
	// fail, if set, decides how a run ends.
	fail func(name string) error
}

func (f *fired) of(name string) []time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.all[name])
}

func (f *fired) run(name string) func(context.Context, time.Time, time.Time) error {
	return func(_ context.Context, at, _ time.Time) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.all[name] = append(f.all[name], at)
		if f.fail != nil {
			return f.fail(name)
		}
		return nil
	}
}

// office is several schedules - processes - on one Redis and one clock.
type office struct {
	t      *testing.T
	clock  *testClock
	zone   *time.Location
	rdb    redis.UniversalClient
	keyset *seal.Keyset
	fired  *fired
}

func newOffice(t *testing.T, rdb redis.UniversalClient) *office {
	t.Helper()
	zone := zoneOf(t, "Europe/Kyiv")
	return &office{
		t: t, rdb: rdb, zone: zone, keyset: seal.NewKeyset(),
		clock: &testClock{now: time.Date(2026, 11, 20, 10, 0, 30, 0, zone)}, // a Friday
		fired: &fired{all: map[string][]time.Time{}},
	}
}

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// process makes a schedule whose process beats.
func (o *office) process() *Schedule {
	o.t.Helper()
	store := storage.New(storage.Config{Redis: o.rdb, Programme: "kherson", Sealer: o.keyset.For("kherson")})
	if err := errors.Join(store.Open(o.t.Context()), store.Beat(o.t.Context())); err != nil {
		o.t.Fatal(err)
	}
	return New(store, o.clock.Now, slog.New(slog.DiscardHandler), newMetrics())
}

// job adds a job to schedules.
func (o *office) job(name, line string, late Policy, to ...*Schedule) {
	o.t.Helper()
	p, err := Parse(line, o.zone)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, s := range to {
		s.Add(Job{Name: name, Plan: p, Late: late, Most: time.Minute, Run: o.fired.run(name)})
	}
}

// look has schedules look at the calendar once, and waits for what they began.
func (o *office) look(all ...*Schedule) {
	o.t.Helper()
	for _, s := range all {
		if err := s.look(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
		s.work.Wait()
	}
}

// settle has them look until nothing is due any more.
func (o *office) settle(all ...*Schedule) {
	o.t.Helper()
	for range 2000 {
		before := o.total()
		if o.look(all...); o.total() == before {
			return
		}
	}
	o.t.Fatal("there is always something due")
}

func (o *office) total() (n int) {
	o.fired.mu.Lock()
	defer o.fired.mu.Unlock()
	for _, all := range o.fired.all {
		n += len(all)
	}
	return n
}

// at asks for the local days and times at which a job ran.
func (o *office) at(name string, want ...string) {
	o.t.Helper()
	var got []string
	for _, at := range o.fired.of(name) {
		got = append(got, at.In(o.zone).Format("02 15:04"))
	}
	if !slices.Equal(got, want) {
		o.t.Errorf("%s ran at %q, want %q", name, got, want)
	}
}

// ended is how many occurrences of a job a process saw end so.
func ended(t *testing.T, s *Schedule, job, outcome string) float64 {
	t.Helper()
	var m dto.Metric
	if err := s.metrics.Outcomes.WithLabelValues(job, outcome).Write(&m); err != nil {
		t.Fatal(err)
	}
	return m.GetCounter().GetValue()
}

// again lets a schedule look at once at what it would leave alone for a while.
func again(s *Schedule) {
	for _, st := range s.state {
		st.rested = time.Time{}
	}
}

// killed lets every heartbeat lapse but those of processes that live on.
func (o *office) killed(mini *miniredis.Miniredis, alive ...*Schedule) {
	o.t.Helper()
	mini.FastForward(4 * time.Second)
	for _, s := range alive {
		if err := s.store.Beat(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
		again(s)
	}
}

// TestDowntime: three days of downtime, by each policy.
func TestDowntime(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		o := newOffice(t, rdb)
		start := func() *Schedule {
			s := o.process()
			o.job("last", "0 9 * * *", OnceForTheLast(), s)
			o.job("each", "0 9 * * *", forEach(), s)
			o.job("fresh", "0 9 * * *", SkipOlder(30*time.Hour), s)
			o.job("stale", "0 9 * * *", SkipOlder(time.Hour), s)
			o.job("minute", EveryMinute, OnceForTheLast(), s)
			o.job("never", "0 0 30 2 *", OnceForTheLast(), s)
			return s
		}
		s := start()
		o.settle(s)
		for _, name := range []string{"last", "each", "fresh", "stale", "minute", "never"} {
			o.at(name) // nothing is caught up from before the first start
		}
		o.clock.pass(time.Minute)
		o.settle(s)
		o.at("minute", "20 10:01")
		o.clock.pass(3*24*time.Hour + time.Hour) // Monday, 11:01
		s = start()
		o.settle(s)
		o.settle(s)
		o.at("last", "23 09:00")
		o.at("each", "21 09:00", "22 09:00", "23 09:00")
		o.at("fresh", "22 09:00", "23 09:00")
		o.at("stale")
		o.at("minute", "20 10:01", "23 11:01")
		o.at("never")
		if n := ended(t, s, "last", "missed"); n != 2 {
			t.Errorf("%v occurrences were missed, want 2", n)
		}
		if n := ended(t, s, "each", "done"); n != 3 {
			t.Errorf("%v occurrences were done, want 3", n)
		}
		o.clock.pass(22 * time.Hour) // Tuesday, 9:01: in time, all of them
		o.settle(s)
		for _, name := range []string{"last", "each", "fresh", "stale"} {
			if all := o.fired.of(name); len(all) == 0 || all[len(all)-1].In(o.zone).Format("02 15:04") != "24 09:00" {
				t.Errorf("%s did not run in time: %v", name, all)
			}
		}
	})
}

// TestTwoSchedules: every occurrence runs once, also while both look at once.
func TestTwoSchedules(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		o := newOffice(t, rdb)
		both := []*Schedule{o.process(), o.process()}
		o.job("minute", EveryMinute, OnceForTheLast(), both...)
		o.job("hour", "0 * * * *", forEach(), both...)
		o.settle(both...)
		for range 90 {
			o.clock.pass(time.Minute)
			var together sync.WaitGroup
			for _, s := range both {
				together.Go(func() {
					if err := s.look(t.Context()); err != nil {
						t.Error(err)
					}
					s.work.Wait()
				})
			}
			together.Wait()
			for _, s := range both { // who lost a race has nothing left to do
				again(s)
			}
			o.look(both...)
		}
		seen := map[int64]bool{}
		for _, at := range o.fired.of("minute") {
			if seen[at.Unix()] {
				t.Fatalf("%v ran twice", at)
			}
			seen[at.Unix()] = true
		}
		if len(seen) != 90 {
			t.Errorf("%d minutes ran, want 90", len(seen))
		}
		o.at("hour", "20 11:00")
	})
}

// TestCrashBetweenClaimAndDone: the next process takes over, and only then.
func TestCrashBetweenClaimAndDone(t *testing.T) {
	rdb, mini := redistest.Embedded(t)
	o := newOffice(t, rdb)
	dead, alive := o.process(), o.process()
	o.job("digest", "0 9 * * *", OnceForTheLast(), dead, alive)
	o.settle(dead, alive)
	o.clock.pass(24 * time.Hour)
	jobs, err := dead.store.Jobs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	claim, ok, err := dead.store.ClaimJob(t.Context(), "digest", time.Date(2026, 11, 21, 9, 0, 0, 0, o.zone), jobs["digest"])
	if err != nil || !ok {
		t.Fatal("no claim", err)
	}
	o.settle(alive)
	o.at("digest") // its process lives
	o.killed(mini, alive)
	o.settle(alive)
	o.at("digest", "21 09:00")
	if err := dead.store.FinishJob(t.Context(), claim); !errors.Is(err, storage.ErrNotMine) {
		t.Errorf("who was taken over from ends it with %v", err)
	}
	again(alive)
	o.settle(alive)
	o.at("digest", "21 09:00")
}

// TestFailure: what fails or panics is tried again, after a pause, and counted;
// other jobs do not wait for it.
func TestFailure(t *testing.T) {
	rdb, mini := redistest.Embedded(t)
	o := newOffice(t, rdb)
	s := o.process()
	o.job("digest", "0 9 * * *", OnceForTheLast(), s)
	o.job("other", "0 9 * * *", OnceForTheLast(), s)
	tries := 0
	o.fired.fail = func(name string) error {
		if name == "other" {
			return nil
		}
		switch tries++; tries {
		case 1:
			return errors.New("no paper")
		case 2:
			panic("no ink")
		}
		return nil
	}
	o.settle(s)
	o.clock.pass(24 * time.Hour)
	for n := range 3 {
		o.look(s)
		o.look(s) // not before the pause is over
		if got := len(o.fired.of("digest")); got != n+1 {
			t.Fatalf("after %d looks it ran %d times", n+1, got)
		}
		o.killed(mini, s)
	}
	o.settle(s)
	o.at("digest", "21 09:00", "21 09:00", "21 09:00")
	o.at("other", "21 09:00")
	for outcome, want := range map[string]float64{"failed": 1, "panicked": 1, "done": 1} {
		if n := ended(t, s, "digest", outcome); n != want {
			t.Errorf("%s: %v, want %v", outcome, n, want)
		}
	}
}

// TestClockJumpsAWeek: the demo's clock. What is left behind is caught up by
// its policy, and the calendar goes on from there.
func TestClockJumpsAWeek(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	o := newOffice(t, rdb)
	s := o.process()
	o.job("minute", EveryMinute, OnceForTheLast(), s)
	o.job("week", "0 18 * * 1", OnceForTheLast(), s)
	o.job("day", "0 7 * * *", forEach(), s)
	o.settle(s)
	o.clock.pass(7 * 24 * time.Hour)
	o.settle(s)
	o.at("minute", "27 10:00")
	o.at("week", "23 18:00")
	o.at("day", "21 07:00", "22 07:00", "23 07:00", "24 07:00", "25 07:00", "26 07:00", "27 07:00")
	o.clock.pass(time.Minute)
	o.settle(s)
	o.at("minute", "27 10:00", "27 10:01")
}

// TestClockGoesBack: a clock that was fast by days, by hours or by a moment steps
// back. Each job comes at its next regular time, whichever process looks, and after
// a restart too; what was done a moment ago is not done again.
func TestClockGoesBack(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	o := newOffice(t, rdb)
	start := func() *Schedule {
		s := o.process()
		o.job("minute", EveryMinute, OnceForTheLast(), s)
		o.job("hour", "0 * * * *", forEach(), s)
		o.job("day", "0 9 * * *", OnceForTheLast(), s)
		o.job("week", "0 9 * * 1", OnceForTheLast(), s)
		return s
	}
	s := start()
	o.settle(s)
	began := o.clock.Now() // Friday the 20th, 10:00:30
	pass := func(d time.Duration, all ...*Schedule) {
		o.clock.pass(d)
		o.settle(all...)
	}
	pass(2*time.Hour, s)
	o.at("hour", "20 11:00", "20 12:00")
	pass(-20*time.Second, s) // 12:00:10: set right by seconds
	pass(-30*time.Second, s) // 11:59:40: what was done at noon is done
	pass(time.Minute, s)     // 12:00:40
	o.at("hour", "20 11:00", "20 12:00")
	o.at("minute", "20 12:00")

	o.clock.pass(began.Add(73 * time.Hour).Sub(o.clock.Now())) // Monday, 11:00:30
	o.settle(s)
	o.at("day", "23 09:00")
	o.at("week", "23 09:00")
	o.clock.pass(-72 * time.Hour) // Friday, 11:00:30
	fresh := start()
	o.settle(s, fresh)
	before := len(o.fired.of("minute"))
	pass(time.Minute, s, fresh)
	if all := o.fired.of("minute"); len(all) != before+1 || all[before].In(o.zone).Format("02 15:04") != "20 11:01" {
		t.Errorf("a minute after the step the job of every minute ran at %v", all[before:])
	}
	hours := len(o.fired.of("hour"))
	pass(time.Hour, s, fresh) // Friday, 12:01:30
	if all := o.fired.of("hour"); len(all) != hours+1 || all[hours].In(o.zone).Format("02 15:04") != "20 12:00" {
		t.Errorf("an hour after the step the job of every hour ran at %v", all[hours:])
	}
	again := start() // as after a restart
	pass(22*time.Hour, s, fresh, again)
	o.at("day", "23 09:00", "21 09:00")
	pass(24*time.Hour, s, fresh, again)
	pass(24*time.Hour, s, fresh, again) // Monday, 10:01:30
	o.at("day", "23 09:00", "21 09:00", "22 09:00", "23 09:00")
	o.at("week", "23 09:00", "23 09:00")
	pass(-time.Minute, s, fresh, again)
	pass(2*time.Minute, s, fresh, again)
	o.at("week", "23 09:00", "23 09:00")
}

// TestScheduleEnds: a job under way ends with its process and is given back.
func TestScheduleEnds(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	o := newOffice(t, rdb)
	s, other := o.process(), o.process()
	began := make(chan struct{})
	p, err := Parse(EveryMinute, o.zone)
	if err != nil {
		t.Fatal(err)
	}
	s.Add(Job{Name: "long", Plan: p, Most: time.Hour, Run: func(ctx context.Context, _, _ time.Time) error {
		close(began)
		<-ctx.Done()
		return fmt.Errorf("stopped: %w", ctx.Err())
	}})
	o.job("long", EveryMinute, OnceForTheLast(), other)
	o.settle(other)
	o.clock.pass(time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	<-began
	o.settle(other)
	o.at("long")
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	again(other)
	o.settle(other)
	o.at("long", "20 10:01")
}

// lag is what the metric says of a job.
func lag(t *testing.T, s *Schedule, job string) float64 {
	t.Helper()
	var m dto.Metric
	if err := s.metrics.Lag.WithLabelValues(job).Write(&m); err != nil {
		t.Fatal(err)
	}
	return m.GetGauge().GetValue()
}

// A job of every minute that hangs, or fails each time, is seen to be late, by
// each process, and so is one that nobody can do; when it is done it is not.
func TestAStuckJobIsLate(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	o := newOffice(t, rdb)
	one, two := o.process(), o.process()
	hang, begun := make(chan struct{}), make(chan struct{}, 1)
	p, err := Parse(EveryMinute, o.zone)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Schedule{one, two} {
		s.Add(Job{Name: "hangs", Plan: p, Late: OnceForTheLast(), Most: time.Hour, Run: func(ctx context.Context, _, _ time.Time) error {
			begun <- struct{}{}
			<-hang
			return nil
		}})
	}
	o.job("fails", EveryMinute, OnceForTheLast(), one)
	o.fired.fail = func(string) error { return errors.New("it never works") }
	o.look(one) // from here on the jobs exist
	o.look(two)
	o.clock.pass(time.Minute)
	if err := one.look(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-begun
	for range 10 {
		o.clock.pass(time.Minute)
		for _, s := range []*Schedule{one, two} {
			if err := s.look(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, got := range map[string]float64{"hanging here": lag(t, one, "hangs"), "hanging elsewhere": lag(t, two, "hangs"), "failing": lag(t, one, "fails")} {
		if got < 600 || got > 660 {
			t.Errorf("%s: %v seconds late", name, got)
		}
	}
	close(hang)
	one.work.Wait()
	go func() {
		for range begun { // whatever else runs
		}
	}()
	for range 20 {
		o.look(one, two)
	}
	close(begun)
	if got := lag(t, one, "hangs"); got > 60 {
		t.Errorf("%v seconds late after it was done", got)
	}
}
