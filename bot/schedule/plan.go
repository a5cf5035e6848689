package schedule

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// EveryMinute is the line of a job that runs all the time: at each full minute,
// whatever the clocks on the walls do.
const EveryMinute = "every minute"

// Plan says when a job comes. The calendar is robfig/cron's; what its times
// mean where clocks change is decided here: a local time that a night skips
// comes when the clocks have gone forward, once; one that a night has twice
// comes the first time only.
type Plan struct {
	wall cron.Schedule // nil: every minute
	zone *time.Location
}

// Parse reads a cron line of five fields in a zone, or EveryMinute.
func Parse(line string, zone *time.Location) (p Plan, err error) {
	if line == EveryMinute {
		return Plan{zone: zone}, nil
	}
	defer func() {
		if r := recover(); r != nil { // the library panics on some lines
			err = fmt.Errorf("read the cron line %q: %v", line, r)
		}
	}()
	wall, err := cron.ParseStandard(line)
	if err != nil {
		return Plan{}, fmt.Errorf("read the cron line %q: %w", line, err)
	}
	return Plan{wall: wall, zone: zone}, nil
}

// Next is the first occurrence after a moment; zero if none ever comes.
func (p Plan) Next(after time.Time) time.Time {
	if p.wall == nil {
		return after.Truncate(time.Minute).Add(time.Minute)
	}
	for wall := wallClock(after.In(p.zone)); ; {
		if wall = p.wall.Next(wall); wall.IsZero() {
			return wall
		}
		if at := p.moment(wall); at.After(after) { // else it was the same hour's first time
			return at
		}
	}
}

// wallClock is what a clock on the wall shows, as if it were UTC, where no hour
// is missing or doubled.
func wallClock(local time.Time) time.Time {
	y, m, d := local.Date()
	hour, minute, second := local.Clock()
	return time.Date(y, m, d, hour, minute, second, 0, time.UTC)
}

// moment is when a clock on the wall first shows wall, or has just jumped over it.
func (p Plan) moment(wall time.Time) time.Time {
	var first time.Time
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := wall.Add(near).In(p.zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(p.zone)
		if wallClock(at).Equal(wall) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if !first.IsZero() {
		return first
	}
	_, before := wall.Add(-24 * time.Hour).In(p.zone).Zone()
	jumped, _ := wall.Add(-time.Duration(before) * time.Second).In(p.zone).ZoneBounds()
	return jumped
}

// Policy says what becomes of occurrences that nobody ran in time, after a
// downtime or a jump of the demo's clock.
type Policy struct {
	each   bool          // run for each of them, in order
	within time.Duration // run for each that is not older, skip the others
}

// The policies.
func OnceForTheLast() Policy                   { return Policy{} }
func forEach() Policy                          { return Policy{each: true} }
func SkipOlder(than time.Duration) Policy      { return Policy{within: than} }
func (c Policy) tooOld(age time.Duration) bool { return c.within > 0 && age > c.within }

// Due is the occurrence to run at now, if the last that was done is done, and
// how many before it are passed over.
func (c Policy) Due(p Plan, done, now time.Time) (at time.Time, missed int, ok bool) {
	for t := p.Next(done); !t.IsZero() && !t.After(now); t = p.Next(t) {
		if c.tooOld(now.Sub(t)) {
			missed++
			continue
		}
		if c.each || c.within > 0 {
			return t, missed, true
		}
		if ok {
			missed++
		}
		at, ok = t, true
	}
	return at, missed, ok
}
