package flows

import (
	"slices"
	"time"
)

// QuietWeek is a part of each week that is quiet, in minutes since the local Sunday
// began: a day, or Friday evening to Saturday evening. One that goes beyond Saturday
// ends in the next week.
type QuietWeek struct{ From, Until int }

// QuietDate is a feast, or any other time by date, that is quiet.
type QuietDate struct {
	Name         string
	Begins, Ends int64 // unix seconds
}

const (
	minutesOfWeek = 7 * 24 * 60
	// longestQuiet is how long it may be quiet without a break: no programme means to be
	// silent for longer, and people are to hear of a meeting before it is over.
	longestQuiet = 14 * 24 * time.Hour
	// shortestBreak is how long a break between two quiet times is, at least: a reminder
	// goes out beforeQuiet ahead of one of them, which must not lie in the other.
	shortestBreak = 2 * beforeQuiet
)

// quietSpan is a time in which it is quiet throughout.
type quietSpan struct{ begins, ends time.Time }

func (s Schedule) hasQuietDays() bool { return len(s.QuietWeeks)+len(s.QuietDates) > 0 }

// spanAt finds the span that t lies in.
func spanAt(spans []quietSpan, t time.Time) (quietSpan, bool) {
	for _, s := range spans {
		if !t.Before(s.begins) && t.Before(s.ends) {
			return s, true
		}
	}
	return quietSpan{}, false
}

// quietAround lists what is quiet within reach of t, in order, those that touch as one.
// Beyond its reach a span is cut off.
func (p *Programme) quietAround(t time.Time, reach time.Duration) []quietSpan {
	y, m, d := t.In(p.Zone).Date()
	days := int(reach/(24*time.Hour)) + 1
	var all []quietSpan
	for i := -days - 1; i <= days; i++ {
		all = append(all, p.night(y, m, d+i))
	}
	sunday := d - int(t.In(p.Zone).Weekday())
	for _, w := range p.Schedule.QuietWeeks {
		for week := -days/7 - 2; week <= days/7+1; week++ {
			all = append(all, quietSpan{p.weekMinute(y, m, sunday+7*week, w.From), p.weekMinute(y, m, sunday+7*week, w.Until)})
		}
	}
	dates := p.Schedule.QuietDates
	next, _ := slices.BinarySearchFunc(dates, t.Add(reach).Unix(), func(q QuietDate, at int64) int { return int(q.Begins - at) })
	for _, q := range slices.Backward(dates[:next]) {
		if q.Begins < t.Add(-reach-longestQuiet).Unix() {
			break
		}
		all = append(all, quietSpan{time.Unix(q.Begins, 0).In(p.Zone), time.Unix(q.Ends, 0).In(p.Zone)})
	}
	return joinQuiet(all)
}

// weekMinute is a minute of the week that begins with a local Sunday.
func (p *Programme) weekMinute(y int, m time.Month, sunday, minute int) time.Time {
	return localTime(y, m, sunday+minute/(24*60), minute/60%24, minute%60, p.Zone)
}

// joinQuiet sorts spans and makes one of those between which there is hardly a break.
func joinQuiet(all []quietSpan) []quietSpan {
	slices.SortFunc(all, func(a, b quietSpan) int { return a.begins.Compare(b.begins) })
	var one []quietSpan
	for _, s := range all {
		last := len(one) - 1
		switch {
		case last < 0 || s.begins.Sub(one[last].ends) >= shortestBreak:
			one = append(one, s)
		case s.ends.After(one[last].ends):
			one[last].ends = s.ends
		}
	}
	return one
}
