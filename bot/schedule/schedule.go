// Package schedule runs jobs by the clock: each occurrence once, over all processes of a
// programme.
//
// A Plan says when a job comes, in the programme's zone, also where clocks change
// (plan.go); a Policy says what becomes of the occurrences that nobody ran in time. A
// Schedule (schedule.go) looks twice a second for what is due by domain time, claims it
// in the store, runs it and notes it as done. A process that dies holding a claim is
// followed by another, so a job must bear being run twice for one occurrence.
//
// It does not know what a job does; the table of jobs is bot/jobs.go.
package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"porchlight/storage"
)

const (
	tick = 500 * time.Millisecond // how soon a moved clock is noticed
	// pauseMin is the first pause after a failure; each next is twice as long.
	pauseMin = time.Second
	pauseMax = time.Minute
	// slip is how far a clock may step back, as one that is set right by
	// seconds does, without a job's last run counting for nothing.
	slip = 10 * time.Minute
)

// Job is a job with its calendar.
type Job struct {
	Name string // stands in Redis and in the metrics
	Plan Plan
	Late Policy
	Most time.Duration // it is given up on after so long, and tried again
	Run  func(ctx context.Context, at, now time.Time) error
}

// Schedule runs jobs when they are due by domain time, each occurrence once
// over all processes of a programme. What was done last and who is at work on
// what stands in Redis: an occurrence is claimed, run, and then done for good.
// A claim whose process is gone is taken over. The jobs of one process run
// beside each other, the occurrences of one job never.
type Schedule struct {
	store   *storage.Store
	now     func() time.Time
	log     *slog.Logger
	metrics Metrics
	jobs    []Job

	mu    sync.Mutex
	state map[string]*jobState
	seen  time.Time // the clock at the last look, to notice when it steps back
	woken chan struct{}
	// rewound are jobs of this look whose last run lay ahead of the clock.
	rewound []string
	work    sync.WaitGroup
	held    atomic.Bool
}

// jobState is what this process knows of a job; Redis knows better.
type jobState struct {
	owed   time.Time     // since when its oldest occurrence is due that is not done, or will be; zero: not known yet
	next   time.Time     // not due before; zero: not known yet
	busy   bool          // it runs here
	rested time.Time     // real time before which it is left alone
	pause  time.Duration // after the next failure
}

// Metrics is what a schedule counts: how occurrences ended, by job and outcome, and
// how many seconds each job is late.
type Metrics struct {
	Outcomes *prometheus.CounterVec
	Lag      *prometheus.GaugeVec
}

// New makes a schedule without jobs. now is domain time.
func New(store *storage.Store, now func() time.Time, log *slog.Logger, m Metrics) *Schedule {
	return &Schedule{store: store, now: now, log: log, metrics: m, state: map[string]*jobState{}, woken: make(chan struct{}, 1)}
}

// Add adds a job. All are added before Run.
func (s *Schedule) Add(j Job) {
	s.jobs = append(s.jobs, j)
	s.state[j.Name] = &jobState{pause: pauseMin}
}

// Run looks for what is due until ctx ends, and then waits for the jobs under
// way, which end with it and are given back.
func (s *Schedule) Run(ctx context.Context) error {
	defer s.work.Wait()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		if s.held.Load() || !s.store.Sound() {
			// Somebody moves the clock about, or Redis has lost what jobs work from.
		} else if err := s.look(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("looking at the calendar", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.woken:
		case <-ticker.C:
		}
	}
}

// Hold, called before Run, keeps the jobs of this process from running until
// release is called. It is for whoever moves the clock about.
func (s *Schedule) Hold() (release func()) {
	s.held.Store(true)
	return func() {
		s.held.Store(false)
		s.wake()
	}
}

// wake has Run look at once.
func (s *Schedule) wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// Rests says that no job is due here or at work here, and wakes the calendar if one
// is: a moved clock is otherwise noticed with its next tick. A job that failed rests
// too, until it is tried again.
func (s *Schedule) Rests() bool {
	if s.held.Load() {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs {
		st := s.state[j.Name]
		if st.busy || !st.next.After(s.now()) && !time.Now().Before(st.rested) {
			s.wake()
			return false
		}
	}
	return true
}

// look starts what is due and can be claimed. It reads Redis only if something
// may be due.
func (s *Schedule) look(ctx context.Context) error {
	now := s.now()
	var candidates []Job
	s.mu.Lock()
	s.notice(now)
	for _, j := range s.jobs {
		st := s.state[j.Name]
		if !st.owed.IsZero() { // also while it runs: one that hangs is late
			s.metrics.Lag.WithLabelValues(j.Name).Set(max(now.Sub(st.owed).Seconds(), 0))
		}
		if !st.busy && !st.next.After(now) && !time.Now().Before(st.rested) {
			candidates = append(candidates, j)
		}
	}
	s.mu.Unlock()
	if len(candidates) == 0 {
		return nil
	}
	call, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	known, err := s.store.Jobs(call)
	if err != nil {
		return err
	}
	defer s.tellRewound()
	for _, j := range candidates {
		claim, ok, err := s.claim(call, j, known[j.Name], now)
		if err != nil {
			return err
		}
		if ok {
			s.work.Go(func() { s.perform(ctx, j, claim) })
		}
	}
	return nil
}

// notice forgets what was worked out by a clock that has stepped back since the
// last look. Whoever calls it holds mu.
func (s *Schedule) notice(now time.Time) {
	now = now.Round(0) // the monotonic clock never steps back
	if now.Before(s.seen) {
		for _, st := range s.state {
			st.next, st.owed = time.Time{}, time.Time{}
		}
	}
	s.seen = now
}

// tellRewound says in one line which jobs a clock had run that was fast.
func (s *Schedule) tellRewound() {
	if len(s.rewound) > 0 {
		s.log.Warn("a clock was fast and has stepped back; jobs whose last run lies ahead run at their next regular time", "jobs", s.rewound)
		s.rewound = nil
	}
}

// claim takes an occurrence of a job if one is due and nobody is at it.
func (s *Schedule) claim(ctx context.Context, j Job, seen storage.Job, now time.Time) (storage.JobClaim, bool, error) {
	var none storage.JobClaim
	if seen.Done.IsZero() { // nothing before a job's first day is caught up
		return none, false, s.store.BeginJob(ctx, j.Name, now)
	}
	if s.ahead(j, seen.Done, now) {
		ours, err := s.store.RewindJob(ctx, j.Name, seen, now)
		if err != nil || !ours {
			return none, false, err
		}
		s.rewound = append(s.rewound, j.Name)
		seen.Done = now
	}
	s.owes(j, seen.Done)
	at, missed, due := j.Late.Due(j.Plan, seen.Done, now)
	if !due {
		s.setNext(j, seen.Done, now)
		return none, false, nil
	}
	if seen.Claimed {
		s.rest(j.Name, pauseMin)
		return none, false, nil
	}
	claim, ok, err := s.store.ClaimJob(ctx, j.Name, at, seen)
	if err != nil || !ok { // somebody was faster: look again with the next tick
		return none, false, err
	}
	s.metrics.Outcomes.WithLabelValues(j.Name, "missed").Add(float64(missed))
	s.mu.Lock()
	s.state[j.Name].busy = true
	s.mu.Unlock()
	return claim, true, nil
}

// owes notes since when a job's oldest occurrence is due that is not done.
func (s *Schedule) owes(j Job, done time.Time) {
	owed := j.Plan.Next(done)
	s.mu.Lock()
	s.state[j.Name].owed = owed
	s.mu.Unlock()
}

// ahead says whether a job's last run lies so far ahead of now that a clock was
// fast and has stepped back. Then the job comes at its next regular time all the
// same: nobody can wait days for an hour that was never there. What it did by then
// it does not do twice, see bot/jobs.go. A next time that is near counts as done,
// so that a clock which is set right by seconds repeats nothing.
func (s *Schedule) ahead(j Job, done, now time.Time) bool {
	return done.After(now) && (done.Sub(now) > slip || j.Plan.Next(now).Before(done))
}

// setNext notes when a job comes next, so that nobody asks Redis before.
func (s *Schedule) setNext(j Job, done, now time.Time) {
	after := now
	if done.After(now) { // it was done a moment before its time
		after = done
	}
	next := j.Plan.Next(after)
	if next.IsZero() {
		next = now.AddDate(1, 0, 0)
	}
	s.mu.Lock()
	s.state[j.Name].next = next
	s.mu.Unlock()
}

func (s *Schedule) rest(name string, d time.Duration) {
	s.mu.Lock()
	s.state[name].rested = time.Now().Add(d)
	s.mu.Unlock()
}

// perform runs one occurrence and ends its claim: done for good, or given back
// to be tried again after a pause, by whichever process looks first.
func (s *Schedule) perform(ctx context.Context, j Job, c storage.JobClaim) {
	work, cancel := context.WithTimeout(ctx, j.Most)
	var err error
	// A profile tells jobs apart by this label, and so does whoever is handed the context.
	pprof.Do(work, pprof.Labels("job", j.Name), func(work context.Context) { err = s.safely(work, j, c.At) })
	cancel()
	end := s.store.FinishJob
	if err != nil {
		end = s.store.ReleaseJob
	}
	call, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	ended := end(call, c)
	cancel()
	s.report(ctx, j, c, err, ended)
	s.mu.Lock()
	st := s.state[j.Name]
	st.busy = false
	if err != nil || ended != nil {
		st.rested = time.Now().Add(st.pause)
		st.pause = min(2*st.pause, pauseMax)
	} else {
		st.pause = pauseMin
		st.owed = j.Plan.Next(c.At)
	}
	s.mu.Unlock()
	s.wake()
}

// report counts and logs how an occurrence ended.
func (s *Schedule) report(ctx context.Context, j Job, c storage.JobClaim, err, ended error) {
	outcome := "done"
	switch {
	case err != nil && ctx.Err() != nil: // the process ends: somebody goes on
		outcome = "given_back"
	case errors.As(err, new(panicError)):
		outcome = "panicked"
		s.log.Error("a job panicked and is tried again", "job", j.Name, "at", c.At, "error", err)
	case err != nil:
		outcome = "failed"
		s.log.Warn("a job failed and is tried again", "job", j.Name, "at", c.At, "error", err)
	case ended != nil:
		outcome = "lost"
		s.log.Warn("a job was done, but that could not be noted", "job", j.Name, "at", c.At, "error", ended)
	}
	s.metrics.Outcomes.WithLabelValues(j.Name, outcome).Inc()
}

// panicError is what a job panicked with.
type panicError struct{ error }

// safely turns a panic of a job into an error with its place.
func (s *Schedule) safely(ctx context.Context, j Job, at time.Time) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicError{fmt.Errorf("%T\n%s", r, debug.Stack())}
		}
	}()
	return j.Run(ctx, at, s.now())
}
