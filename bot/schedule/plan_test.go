package schedule

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"porchlight/storage/redistest"
)

func TestBadLines(t *testing.T) {
	for _, line := range []string{"", "x", "0 9 * *", "61 * * * *", "CRON_TZ=X", "TZ=", "0 9 * * * *"} {
		if _, err := Parse(line, time.UTC); err == nil {
			t.Errorf("%q is a plan", line)
		}
	}
}

// TestClockChanges: a skipped hour comes when the clocks have gone forward, a
// doubled one the first time.
func TestClockChanges(t *testing.T) {
	for _, r := range []struct{ zone, line, after, want string }{
		{"Europe/Kyiv", "30 3 * * *", "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"}, // after 02:59 comes 04:00
		{"Europe/Kyiv", "30 3 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"},
		{"Europe/Kyiv", "30 3 * * *", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z"}, // 03:30 comes twice
		{"Europe/Kyiv", "30 3 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"},
		{"Europe/Kyiv", "30 3 * * *", "2026-10-25T01:10:00Z", "2026-10-26T01:30:00Z"}, // within the second of the two
		{"America/New_York", "15 2 * * *", "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z"},
		{"America/New_York", "15 1 * * 0", "2026-11-01T04:00:00Z", "2026-11-01T05:15:00Z"},
		{"America/New_York", "15 1 * * 0", "2026-11-01T05:15:00Z", "2026-11-08T06:15:00Z"},
		{"Asia/Jerusalem", "0 2 * * *", "2026-03-26T22:00:00Z", "2026-03-27T00:00:00Z"},
		{"Asia/Jerusalem", "0 3 * * *", "2026-03-27T00:00:00Z", "2026-03-28T00:00:00Z"},
		{"Europe/Warsaw", EveryMinute, "2026-10-25T00:59:00Z", "2026-10-25T01:00:00Z"},
		{"Europe/Warsaw", EveryMinute, "2026-10-25T00:59:30Z", "2026-10-25T01:00:00Z"},
	} {
		p, err := Parse(r.line, zoneOf(t, r.zone))
		if err != nil {
			t.Fatal(err)
		}
		after, err := time.Parse(time.RFC3339, r.after)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Next(after).UTC().Format(time.RFC3339); got != r.want {
			t.Errorf("%s %q after %s: %s, want %s", r.zone, r.line, r.after, got, r.want)
		}
	}
}

// modelLine is a cron line beside a plain reading of it.
type modelLine struct {
	line string
	is   func(wall time.Time) bool
}

func modelLines() []modelLine {
	minute := func(t time.Time) int { return t.Hour()*60 + t.Minute() }
	return []modelLine{
		{"0 18 * * 5", func(t time.Time) bool { return t.Weekday() == time.Friday && minute(t) == 18*60 }},
		{"30 2 * * *", func(t time.Time) bool { return minute(t) == 150 }},
		{"30 1 * * 0", func(t time.Time) bool { return t.Weekday() == time.Sunday && minute(t) == 90 }},
		{"45 3 * * *", func(t time.Time) bool { return minute(t) == 225 }},
		{"0 0 * * *", func(t time.Time) bool { return minute(t) == 0 }},
		{"5 9 1 * *", func(t time.Time) bool { return t.Day() == 1 && minute(t) == 545 }},
		{"*/20 * * * *", func(t time.Time) bool { return t.Minute()%20 == 0 }},
	}
}

// modelYear watches a clock on the wall through 2026, minute by minute, and
// notes when a line comes: a minute that is shown twice counts once, and what
// is jumped over comes at the moment of the jump.
func modelYear(zone *time.Location, is func(time.Time) bool) (times []time.Time) {
	shown := map[int64]bool{}
	last := wallClock(time.Date(2025, 12, 31, 23, 59, 0, 0, zone))
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, zone)
	for at := time.Date(2026, 1, 1, 0, 0, 0, 0, zone); at.Before(end); at = at.Add(time.Minute) {
		wall, comes := wallClock(at), false
		for m := last.Add(time.Minute); m.Before(wall); m = m.Add(time.Minute) { // jumped over
			comes = comes || is(m)
		}
		if is(wall) && !shown[wall.Unix()] {
			shown[wall.Unix()], comes = true, true
		}
		if last = wall; comes {
			times = append(times, at)
		}
	}
	return times
}

func yearZones() []string {
	return []string{"Europe/Kyiv", "Asia/Jerusalem", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe"}
}

// TestYearOfPlans compares a year of every line in every zone with the model.
func TestYearOfPlans(t *testing.T) {
	for _, name := range yearZones() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone := zoneOf(t, name)
			end := time.Date(2027, 1, 1, 0, 0, 0, 0, zone)
			for _, m := range modelLines() {
				p, err := Parse(m.line, zone)
				if err != nil {
					t.Fatal(err)
				}
				var got []time.Time
				for at := p.Next(time.Date(2025, 12, 31, 23, 59, 59, 0, zone)); at.Before(end); at = p.Next(at) {
					got = append(got, at)
				}
				if want := modelYear(zone, m.is); !slices.EqualFunc(got, want, time.Time.Equal) {
					t.Errorf("%q comes %d times, by the model %d: %s", m.line, len(got), len(want), differ(got, want, zone))
				}
			}
		})
	}
}

func differ(got, want []time.Time, zone *time.Location) string {
	for i := range min(len(got), len(want)) {
		if !got[i].Equal(want[i]) {
			return got[i].In(zone).String() + " instead of " + want[i].In(zone).String()
		}
	}
	return "one ends early"
}

// TestYearOfTwoSchedules runs a year on two processes of one Redis, which look
// at odd moments and one of which dies now and then between claim and done:
// every occurrence of every line is done once.
func TestYearOfTwoSchedules(t *testing.T) {
	for _, name := range yearZones()[:4] {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rdb, _ := redistest.Embedded(t)
			o := newOffice(t, rdb)
			o.zone = zoneOf(t, name)
			o.clock.now = time.Date(2025, 12, 31, 23, 59, 0, 0, o.zone)
			lines := modelLines()[:6] // the last comes too often for a short test
			start := func() *Schedule {
				s := o.process()
				for _, m := range lines {
					o.job(m.line, m.line, forEach(), s)
				}
				return s
			}
			both := []*Schedule{start(), start()}
			o.settle(both...)
			odd := rand.New(rand.NewPCG(1, 2))
			end := time.Date(2027, 1, 1, 0, 0, 0, 0, o.zone).Add(-time.Minute)
			for o.clock.Now().Before(end) {
				o.clock.pass(min(time.Duration(odd.IntN(600))*time.Minute, end.Sub(o.clock.Now())))
				if odd.IntN(40) == 0 {
					o.dies(both[0], odd)
					both[0] = start()
				}
				o.settle(both...)
			}
			for _, m := range lines {
				got, want := o.fired.of(m.line), modelYear(o.zone, m.is)
				if !slices.EqualFunc(got, want, time.Time.Equal) {
					t.Errorf("%q was done %d times, by the model %d: %s", m.line, len(got), len(want), differ(got, want, o.zone))
				}
			}
		})
	}
}

// dies has a process claim some of what is due and end before it does anything.
func (o *office) dies(s *Schedule, odd *rand.Rand) {
	o.t.Helper()
	jobs, err := s.store.Jobs(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, j := range s.jobs {
		if at, _, due := j.Late.Due(j.Plan, jobs[j.Name].Done, o.clock.Now()); due && odd.IntN(2) == 0 {
			if _, _, err := s.store.ClaimJob(o.t.Context(), j.Name, at, jobs[j.Name]); err != nil {
				o.t.Fatal(err)
			}
		}
	}
	if err := s.store.End(o.t.Context()); err != nil { // as when its heartbeat has lapsed
		o.t.Fatal(err)
	}
}
