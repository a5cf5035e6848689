package flows

import (
	"fmt"
	"time"
)

// The counters of concerns. A period is a week (w2026-47, ISO), a month
// (m2026-11) or a quarter (q2026-4) in the programme's zone. In it a field is
// AREA|CATEGORY|WHAT, where AREA is a neighbourhood, "-" for none given, or "*"
// for all of them together, and WHAT is
//
//	n   concerns
//	p   people who sent at least one
//	cn  concerns of which only the number may be seen
//	cp  people who sent at least one of those
//
// Concerns about police conduct are counted in periods of their own, with an i
// before the name (iw2026-47, im2026-11, iq2026-4). Whoever makes an edition for
// officers reads w, m and q only, so it cannot show them by mistake; only the
// editions of the independent contact read the others: see Readership.
const (
	allAreas        = "*"
	noArea          = "-"
	independentMark = "i"
)

// day is the local date of a moment as days since 1970-01-01.
func day(local time.Time) int32 {
	y, m, d := local.Date()
	return int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// date is the day's midnight in UTC, for calendar sums only.
func date(day int32) time.Time { return time.Unix(int64(day)*24*60*60, 0).UTC() }

// week names a day's ISO week.
func week(day int32) string {
	y, w := date(day).ISOWeek()
	return fmt.Sprintf("w%04d-%02d", y, w)
}

// periods names the week, the month and the quarter that a concern counts in.
func (f Filed) periods() [3]string {
	at, mark := date(f.Day), ""
	if f.Category == Police {
		mark = independentMark
	}
	return [3]string{
		mark + week(f.Day),
		mark + at.Format("m2006-01"),
		fmt.Sprintf("%sq%04d-%d", mark, at.Year(), (int(at.Month())+2)/3),
	}
}

// cells names the two cells of each period that a concern counts in.
func (f Filed) cells() [2]string {
	area := f.Area
	if area == "" {
		area = noArea
	}
	return [2]string{area + "|" + string(f.Category), allAreas + "|" + string(f.Category)}
}

// in says whether a concern counts in a cell of a period.
func (f Filed) in(period, cell string) bool {
	p, c := f.periods(), f.cells()
	return (p[0] == period || p[1] == period || p[2] == period) && (c[0] == cell || c[1] == cell)
}

// counts is what one concern adds to the counters (by 1) or takes back from
// them (by -1), given the person's other concerns: a person counts once in a
// cell, with the first concern there, and no longer when the last is gone.
func counts(f Filed, others []Filed, by int) []Count {
	var all []Count
	for _, period := range f.periods() {
		for _, cell := range f.cells() {
			known, knownCounted := false, false
			for _, o := range others {
				if o.in(period, cell) {
					known = true
					knownCounted = knownCounted || o.Counted
				}
			}
			add := func(what string) { all = append(all, Count{Period: period, Field: cell + "|" + what, By: by}) }
			add("n")
			if !known {
				add("p")
			}
			if f.Counted {
				add("cn")
				if !knownCounted {
					add("cp")
				}
			}
		}
	}
	return all
}

// countIn counts a new concern and remembers it with the person.
func (t *turn) countIn(f Filed) []Count {
	t.pruneFiled()
	all := counts(f, t.p.Filed, 1)
	t.p.Filed = append(t.p.Filed, f)
	return all
}

// uncountable says whether a concern can still leave the counters: only within
// the ISO week in which it was sent, because then no edition has it yet.
func (t *turn) uncountable(code string) bool {
	for _, f := range t.p.Filed {
		if f.Code == code {
			return week(f.Day) == week(day(t.local()))
		}
	}
	return false
}

// countOut takes a concern out of the counters, or nothing if it is too late;
// then it stays with the person too, who would else count twice.
func (t *turn) countOut(code string) []Count {
	if !t.uncountable(code) {
		return nil
	}
	var gone Filed
	var others []Filed
	for _, f := range t.p.Filed {
		if f.Code == code {
			gone = f
			continue
		}
		others = append(others, f)
	}
	t.p.Filed = others
	return counts(gone, others, -1)
}

// pruneFiled drops what no counter can ask for any more. Whatever was sent this
// ISO week may still be taken back, so the person's concerns are needed from the
// beginning of the quarter in which this week began.
func (t *turn) pruneFiled() {
	today := day(t.local())
	monday := date(today - int32((date(today).Weekday()+6)%7))
	from := day(time.Date(monday.Year(), (monday.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC))
	var kept []Filed
	for _, f := range t.p.Filed {
		if f.Day >= from {
			kept = append(kept, f)
		}
	}
	t.p.Filed = kept
}
