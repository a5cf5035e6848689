package tally

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sent is one concern of a simulated town.
type sent struct {
	day              int32
	area, category   string
	who              int
	counted, readOut bool
}

// count makes the counters that storage would hold, for some periods.
func count(t fataler, all []sent, periods []string) map[Cell]Count {
	counts := map[Cell]Count{}
	people := map[Cell]map[int]bool{}
	for _, p := range periods {
		_, days, err := parse(p)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for _, s := range all {
			if s.day < days.first || s.day >= days.end {
				continue
			}
			for _, area := range []string{s.area, AllAreas} {
				cell := Cell{p, area, s.category}
				c := counts[cell]
				c.N++
				if people[cell] == nil {
					people[cell] = map[int]bool{}
				}
				if !people[cell][s.who] {
					people[cell][s.who] = true
					c.P++
				}
				if s.counted {
					c.CN++
					if !people[cell][-1-s.who] {
						people[cell][-1-s.who] = true
						c.CP++
					}
				}
				if s.readOut {
					c.Texts++
				}
				counts[cell] = c
			}
		}
	}
	return counts
}

type fataler interface{ Fatalf(string, ...any) }

// several is n concerns of n people on a day; who tells groups of people apart.
func several(n int, period string, area string, who int) []sent {
	_, days, _ := parse(period)
	var all []sent
	for i := range n {
		all = append(all, sent{day: days.first + 1, area: area, category: "street", who: who*1000 + i})
	}
	return all
}

// book is a town whose weeks and months are given by hand.
func book(t fataler, all []sent, began string, periods ...string) Book {
	_, days, err := parse(began)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return Book{
		K: 5, Began: days.first, Areas: []string{"a", "b", "c"}, Categories: []string{"street"},
		Counts: count(t, all, periods),
	}
}

// shows lists an edition's cells shortly: "w2026-47 a 12".
func shows(e Edition) []string {
	all := []string{}
	for _, n := range e.Shown {
		all = append(all, fmt.Sprintf("%s %s %d", n.Period, n.Area, n.N))
	}
	return all
}

func closing(t fataler, b *Book, periods ...string) Edition {
	e, err := b.Close(periods...)
	if err != nil {
		t.Fatalf("%v", err)
	}
	b.Editions = append(b.Editions, e)
	return e
}

func TestCloseHidesSmallCellsAndTheirComplements(t *testing.T) {
	const w = "w2026-23" // 1-7 June 2026
	tests := []struct {
		name string
		sent []sent
		want []string
	}{
		{"a large cell is shown; all areas would tell the rest", several(12, w, "a", 1), []string{w + " a 12"}},
		{"four people are too few", several(4, w, "a", 1), []string{}},
		{"small areas together", slices.Concat(several(4, w, "a", 1), several(3, w, "b", 2), several(4, w, "c", 3)), []string{w + " * 11"}},
		{"the total would give one away", slices.Concat(several(9, w, "a", 1), several(2, w, "b", 2)), []string{w + " a 9"}},
		{"two hidden together are enough", slices.Concat(several(9, w, "a", 1), several(4, w, "b", 2), several(4, w, "c", 3)), []string{w + " a 9", w + " * 17"}},
		{"nobody is too few as well", nil, []string{}},
		{"one person writes twelve times", func() []sent {
			all := several(12, w, "a", 1)
			for i := range all {
				all[i].who = 7
			}
			return all
		}(), []string{}},
		{"texts leave three", func() []sent {
			all := several(12, w, "a", 1)
			for i := range all[:9] {
				all[i].readOut = true
			}
			return all
		}(), []string{}},
		{"texts leave five", func() []sent {
			all := several(12, w, "a", 1)
			for i := range all {
				all[i].readOut, all[i].counted = i < 7, i >= 7
			}
			return all
		}(), []string{w + " a 12"}},
	}
	for _, test := range tests {
		b := book(t, test.sent, "m2026-06", w)
		if got := shows(closing(t, &b, w)); !slices.Equal(got, test.want) {
			t.Errorf("%s: shows %q, want %q", test.name, got, test.want)
		}
	}
}

func TestAMonthDoesNotGiveItsWeekAway(t *testing.T) {
	// June 2026 begins on a Monday; its last two days lie in w2026-27.
	weeks := []string{"w2026-23", "w2026-24", "w2026-25", "w2026-26", "w2026-27"}
	sizes := []struct {
		name string
		each []int
		want bool // the month's number is shown
	}{
		{"the month would give its last two days away", []int{9, 8, 7, 9, 12}, false},
		{"one small week", []int{9, 8, 7, 3, 0}, false},
		{"small weeks only", []int{3, 2, 4, 3, 0}, true},
		{"small weeks that stay narrow together", []int{9, 8, 1, 2, 0}, false},
		{"two small weeks that blur each other", []int{9, 8, 4, 3, 0}, true},
	}
	for _, size := range sizes {
		var all []sent
		for i, n := range size.each {
			all = append(all, several(n, weeks[i], "a", i)...)
		}
		b := book(t, all, "m2026-06", append(weeks, "m2026-06")...)
		for _, w := range weeks[:4] {
			closing(t, &b, w)
		}
		e := closing(t, &b, "m2026-06")
		n := slices.IndexFunc(e.Shown, func(n Number) bool { return n.Area == "a" })
		if got := n >= 0; got != size.want {
			t.Errorf("%s: month shown %v: %q", size.name, got, shows(e))
		}
		if bad, err := b.Audit(); err != nil || len(bad) > 0 {
			t.Errorf("%s: exposes %v %v", size.name, bad, err)
		}
	}
}

func TestAuditCatchesNaiveSuppression(t *testing.T) {
	const w = "w2026-23"
	all := slices.Concat(several(9, w, "a", 1), several(2, w, "b", 2))
	b := book(t, all, "m2026-06", w)
	b.Editions = []Edition{naive(b, w)}
	bad, err := b.Audit()
	if err != nil || !slices.Contains(bad, Cell{w, "b", "street"}) {
		t.Errorf("exposes %v %v", bad, err)
	}
	if _, found := newReader(t, b, all).recovers(t); !found {
		t.Error("the independent reader finds nothing")
	}

	// A text that is released later tells what is left.
	b = book(t, several(12, w, "a", 1), "m2026-06", w)
	closing(t, &b, w)
	if bad, _ := b.Audit(); len(bad) > 0 {
		t.Errorf("exposes %v at first", bad)
	}
	for _, area := range []string{"a", AllAreas} {
		c := b.Counts[Cell{w, area, "street"}]
		c.Texts = 10
		b.Counts[Cell{w, area, "street"}] = c
	}
	if bad, _ := b.Audit(); !slices.Contains(bad, Cell{w, "a", "street"}) {
		t.Errorf("ten texts of twelve expose only %v", bad)
	}
}

// naive shows every cell with enough people and thinks no further.
func naive(b Book, periods ...string) Edition {
	e := Edition{Periods: periods}
	for _, p := range periods {
		for _, area := range append(b.areas(), AllAreas) {
			cell := Cell{p, area, "street"}
			if c := b.Counts[cell]; c.P >= b.K {
				e.Shown = append(e.Shown, Number{cell, c.N})
			}
		}
	}
	return e
}

func TestTheWeekOfTwoYearsIsNotShown(t *testing.T) {
	weeks := []string{"w2026-52", "w2026-53", "w2027-01"} // the middle one ends on 3 January
	var all []sent
	for i, w := range weeks {
		all = append(all, several(12, w, "a", i)...)
	}
	b := book(t, all, "m2026-06", weeks...)
	if got := shows(closing(t, &b, weeks...)); !slices.Equal(got, []string{"w2026-52 a 12", "w2027-01 a 12"}) {
		t.Errorf("shows %q", got)
	}
}

func TestCloseIsDeterministic(t *testing.T) {
	const w = "w2026-23"
	all := slices.Concat(several(9, w, "a", 1), several(4, w, "b", 2), several(4, w, "c", 3))
	b := book(t, all, "m2026-06", w)
	first := shows(closing(t, &b, w))
	for range 20 {
		again := book(t, all, "m2026-06", w)
		slices.Reverse(again.Areas)
		if got := shows(closing(t, &again, w)); !slices.Equal(got, first) {
			t.Fatalf("%q, then %q", first, got)
		}
	}
}

func TestCloseRefuses(t *testing.T) {
	good := func() Book { return book(t, nil, "m2026-06", "w2026-23") }
	tests := []struct {
		name    string
		change  func(*Book)
		periods []string
	}{
		{"k under five", func(b *Book) { b.K = 4 }, []string{"w2026-23"}},
		{"a week that is none", func(*Book) {}, []string{"w2026-54"}},
		{"a month that is none", func(*Book) {}, []string{"m2026-13"}},
		{"no period", func(*Book) {}, []string{"2026"}},
		{"twice", func(*Book) {}, []string{"w2026-23", "w2026-23"}},
		{"closed before", func(b *Book) { b.Editions = []Edition{{Periods: []string{"w2026-23"}}} }, []string{"w2026-23"}},
		{"two kinds of readers", func(*Book) {}, []string{"w2026-23", "iw2026-24"}},
		{"more people than concerns", func(b *Book) { b.Counts[Cell{"w2026-23", "a", "street"}] = Count{N: 1, P: 2} }, []string{"w2026-23"}},
		{"an edition of an unknown area", func(b *Book) {
			b.Editions = []Edition{{Periods: []string{"w2026-22"}, Shown: []Number{{Cell{"w2026-22", "x", "street"}, 9}}}}
		}, []string{"w2026-23"}},
	}
	for _, test := range tests {
		b := good()
		test.change(&b)
		if _, err := b.Close(test.periods...); err == nil {
			t.Errorf("%s: accepted", test.name)
		}
	}
	b := good()
	b.K = 4
	if _, err := b.Close("w2026-23"); !errors.Is(err, ErrSmallK) {
		t.Errorf("k of 4: %v", err)
	}
}

func TestLines(t *testing.T) {
	all := slices.Concat(several(7, "w2026-23", "a", 1), several(12, "w2026-24", "a", 2), several(3, "w2026-25", "a", 3),
		several(3, "w2026-25", "b", 4), several(4, "w2026-25", "c", 5))
	b := book(t, all, "m2026-06", "w2026-23", "w2026-24", "w2026-25")
	closing(t, &b, "w2026-23")
	closing(t, &b, "w2026-24")
	line := func(e Edition) Line {
		lines, err := b.Lines(e, "a")
		if err != nil || len(lines) != 1 {
			t.Fatalf("%v %v", lines, err)
		}
		return lines[0]
	}
	if l := line(b.Editions[0]); !l.Shown || l.N.Count() != 7 || l.Change != nil {
		t.Errorf("first week %+v", l)
	}
	if l := line(b.Editions[1]); !l.Shown || l.Change == nil || l.By().Count() != 5 {
		t.Errorf("second week %+v", l)
	}
	e := closing(t, &b, "w2026-25")
	if l := line(e); l.Shown || !l.N.Hidden() || l.Change != nil || l.Wider == nil || l.Wider.N != 10 || l.Wider.Area != AllAreas || l.Later != "m2026-06" {
		t.Errorf("third week %+v", l)
	}
}

func TestPeriods(t *testing.T) {
	tests := []struct {
		name       string
		first, end int32
	}{
		{"w2026-01", dayOf(2025, 12, 29), dayOf(2026, 1, 5)},
		{"w2026-53", dayOf(2026, 12, 28), dayOf(2027, 1, 4)},
		{"m2024-02", dayOf(2024, 2, 1), dayOf(2024, 3, 1)},
		{"q2026-4", dayOf(2026, 10, 1), dayOf(2027, 1, 1)},
		{"iq2026-1", dayOf(2026, 1, 1), dayOf(2026, 4, 1)},
	}
	for _, test := range tests {
		if _, s, err := parse(test.name); err != nil || s != (span{test.first, test.end}) {
			t.Errorf("%s is %v %v", test.name, s, err)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		day := rapid.Int32Range(dayOf(1971, 1, 1), dayOf(2200, 1, 1)).Draw(r, "day")
		for at, name := range names("", day) {
			if l, s, err := parse(name); err != nil || int(l) != at || day < s.first || day >= s.end {
				r.Fatalf("day %d is in %s, %v %v", day, name, s, err)
			}
		}
	})
	for _, bad := range []string{"", "i", "w", "w2026", "w2026-7", "w2025-53", "m2026-00", "q2026-5", "x2026-01", "m2026-011"} {
		if _, _, err := parse(bad); err == nil {
			t.Errorf("%q is a period", bad)
		}
	}
}
