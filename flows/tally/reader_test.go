package tally

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// reader is an officer with a pencil and much time: given the numbers shown and
// the texts, it tries all ways to fill in the town, day group by day group, in
// whole numbers. It shares no code with the auditor and has no tableau.
type reader struct {
	k       int
	cap     int            // no unknown is searched beyond this
	unknown map[string]int // stretch|area -> unknown
	facts   []fact
	secrets map[string][]int // hidden cells
	counted map[string][]int // cells with few counted-only people
	texts   map[int]int
	gaveUp  bool        // some search was left unfinished
	truth   map[int]int // only to search near it first
}

// fact says that some unknowns sum to between low and high.
type fact struct {
	of        []int
	low, high int
}

// newReader writes down what recipients know: for each number its sum, and for
// each text that somebody wrote on that day there.
func newReader(t fataler, b Book, all []sent) *reader {
	r := &reader{k: b.k("street"), unknown: map[string]int{}, secrets: map[string][]int{}, counted: map[string][]int{}, texts: map[int]int{}, truth: map[int]int{}}
	var edges []int32
	days := map[string]span{}
	for _, e := range b.Editions {
		for _, p := range e.Periods {
			_, s, err := parse(p)
			if err != nil {
				t.Fatalf("%v", err)
			}
			s.first = max(s.first, b.Began)
			days[p] = s
			edges = append(edges, s.first, s.end)
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	areas := append(slices.Clone(b.Areas), NoArea)
	inside := func(c Cell) (of []int) {
		for i := 0; i+1 < len(edges); i++ {
			if edges[i] < days[c.Period].first || edges[i+1] > days[c.Period].end {
				continue
			}
			for _, area := range areas {
				if c.Area != area && c.Area != AllAreas {
					continue
				}
				name := fmt.Sprint(edges[i], "|", area)
				if _, known := r.unknown[name]; !known {
					r.unknown[name] = len(r.unknown)
				}
				of = append(of, r.unknown[name])
			}
		}
		return of
	}
	shown := map[Cell]bool{}
	for _, e := range b.Editions {
		for _, n := range e.Shown {
			shown[n.Cell] = true
			r.facts = append(r.facts, fact{inside(n.Cell), n.N, n.N})
			r.cap = max(r.cap, n.N)
		}
	}
	r.cap += 2 * r.k
	for _, e := range b.Editions {
		for _, p := range e.Periods {
			for _, area := range append(slices.Clone(areas), AllAreas) {
				c := Cell{p, area, "street"}
				if !shown[c] {
					r.secrets[fmt.Sprint(c)] = inside(c)
				}
				if b.Counts[c].CP < r.k {
					r.counted[fmt.Sprint(c)] = inside(c)
				}
			}
		}
	}
	for _, s := range all {
		for i := 0; i+1 < len(edges); i++ {
			if at, known := r.unknown[fmt.Sprint(edges[i], "|", s.area)]; known && s.day >= edges[i] && s.day < edges[i+1] {
				r.truth[at]++
				r.cap = max(r.cap, r.truth[at]+2*r.k)
				if s.readOut {
					r.texts[at]++
				}
			}
		}
	}
	return r
}

// recovers names a cell that the reader knows to within less than k: a hidden
// one, or how many of a cell are counted-only where few people are.
func (r *reader) recovers(t fataler) (string, bool) {
	for _, name := range slices.Sorted(maps.Keys(r.secrets)) {
		if of := r.secrets[name]; len(of) > 0 && r.knows(t, of) {
			return fmt.Sprintf("%s is known to within less than %d", name, r.k), true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.counted)) {
		of, read := r.counted[name], 0
		for _, at := range of {
			read += r.texts[at]
		}
		if len(of) > 0 && !r.possible(fact{of, read + r.k, r.cap * 40}) {
			return fmt.Sprintf("counted-only in %s is under %d", name, r.k), true
		}
	}
	return "", false
}

// knows says that no two possible towns differ by k in a sum. The truth is
// possible, so it is enough to look around it.
func (r *reader) knows(t fataler, of []int) bool {
	is := 0
	for _, at := range of {
		is += r.truth[at]
	}
	for up := r.k; up >= 0; up-- {
		if r.possible(fact{of, is + up, r.cap * 40}) {
			return up < r.k && !r.possible(fact{of, 0, is + up - r.k})
		}
	}
	t.Fatalf("the truth itself is impossible")
	return true
}

// possible searches for one town that agrees with all facts that are linked to
// one more; the others are fulfilled by the truth. Unknowns that occur in the
// same facts are searched as one.
func (r *reader) possible(more fact) bool {
	linked := map[int]bool{}
	for _, at := range more.of {
		linked[at] = true
	}
	facts, rest := []fact{more}, slices.Clone(r.facts)
	for again := true; again; {
		again = false
		for i := 0; i < len(rest); i++ {
			if !slices.ContainsFunc(rest[i].of, func(at int) bool { return linked[at] }) {
				continue
			}
			for _, at := range rest[i].of {
				linked[at] = true
			}
			facts, rest, again = append(facts, rest[i]), slices.Delete(rest, i, i+1), true
			i--
		}
	}
	where := make([]string, len(r.unknown))
	for i, f := range facts {
		for _, at := range f.of {
			where[at] += fmt.Sprint(i, " ")
		}
	}
	group := map[string]int{}
	var s search
	for at, w := range where {
		if w == "" {
			continue
		}
		if _, known := group[w]; !known {
			group[w] = len(group)
			s.low, s.high, s.truth = append(s.low, 0), append(s.high, 0), append(s.truth, 0)
		}
		g := group[w]
		s.low[g] += r.texts[at] // a text read is a concern that must be there
		s.high[g] += r.cap
		s.truth[g] += r.truth[at]
	}
	for _, f := range facts {
		g := fact{low: f.low, high: f.high}
		for _, at := range f.of {
			if i := group[where[at]]; !slices.Contains(g.of, i) {
				g.of = append(g.of, i)
			}
		}
		s.facts = append(s.facts, g)
	}
	s.budget = 5_000
	found := s.find(s.low, s.high)
	if s.budget < 0 {
		r.gaveUp = true
	}
	return found
}

// search halves domains, the half nearer to the truth first.
type search struct {
	facts            []fact
	low, high, truth []int
	budget           int
}

func (s *search) find(low, high []int) bool {
	if s.budget--; s.budget < 0 {
		return true // out of patience: counted, see gaveUp
	}
	if !narrow(s.facts, low, high) {
		return false
	}
	at := -1
	for i := range low {
		if low[i] < high[i] && (at < 0 || high[i]-low[i] < high[at]-low[at]) {
			at = i
		}
	}
	if at < 0 {
		return true
	}
	is := min(max(s.truth[at], low[at]), high[at])
	halves := [][2]int{{is, is}, {low[at], is - 1}, {is + 1, high[at]}}
	for _, half := range halves {
		if half[0] > half[1] {
			continue
		}
		l, h := slices.Clone(low), slices.Clone(high)
		l[at], h[at] = half[0], half[1]
		if s.find(l, h) {
			return true
		}
	}
	return false
}

// narrow draws bounds together until nothing changes; false if they cross.
func narrow(facts []fact, low, high []int) bool {
	for again := true; again; {
		again = false
		for _, f := range facts {
			least, most := 0, 0
			for _, i := range f.of {
				least, most = least+low[i], most+high[i]
			}
			if least > f.high || most < f.low {
				return false
			}
			for _, i := range f.of {
				if h := f.high - (least - low[i]); h < high[i] {
					most -= high[i] - h
					high[i], again = h, true
				}
				if l := f.low - (most - high[i]); l > low[i] {
					least += l - low[i]
					low[i], again = l, true
				}
				if low[i] > high[i] {
					return false
				}
			}
		}
	}
	return true
}

// TestNoHiddenNumberCanBeRecovered is the counting half of invariant 9: a
// random small town, week by week, with texts, months and a quarter in between;
// after every edition the reader gets everything and must recover nothing.
func TestNoHiddenNumberCanBeRecovered(t *testing.T) {
	numbers, asked, gaveUp := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		b, all, editions := randomTown(r)
		for _, periods := range editions {
			e := closing(r, &b, periods...)
			numbers += len(e.Shown)
			reader := newReader(r, b, all)
			if found, bad := reader.recovers(r); bad {
				r.Fatalf("after %v: %s; shown %q", periods, found, shown(b))
			}
			if asked++; reader.gaveUp {
				gaveUp++
			}
			if bad, err := b.Audit(); err != nil || len(bad) > 0 {
				r.Fatalf("after %v the auditor finds %v %v; shown %q", periods, bad, err, shown(b))
			}
		}
	})
	if numbers < asked/2 || gaveUp*20 > asked {
		t.Errorf("%d editions showed %d numbers and the reader gave up on %d: the test proves too little", asked, numbers, gaveUp)
	}
	t.Logf("%d editions showed %d numbers; the reader gave up on %d", asked, numbers, gaveUp)
}

// TestMorePeopleForACategory: where a category needs ten people, everything holds
// for ten; the town is twice as large, so that there are numbers.
func TestMorePeopleForACategory(t *testing.T) {
	numbers, asked := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		small, all, editions := randomTown(r)
		for _, s := range slices.Clone(all) {
			s.who += 1_000_000
			all = append(all, s)
		}
		var periods []string
		for _, some := range editions {
			periods = append(periods, some...)
		}
		b := Book{K: 5, More: map[string]int{"street": 10}, Began: small.Began, Areas: small.Areas, Categories: small.Categories, Counts: count(r, all, periods)}
		for _, some := range editions {
			numbers += len(closing(r, &b, some...).Shown)
			asked++
		}
		for cell, c := range b.Counts {
			if shown := slices.ContainsFunc(b.Editions, func(e Edition) bool {
				return slices.ContainsFunc(e.Shown, func(n Number) bool { return n.Cell == cell })
			}); shown && c.P < 10 {
				r.Fatalf("%v is shown, with %d people", cell, c.P)
			}
		}
		if found, bad := newReader(r, b, all).recovers(r); bad {
			r.Fatalf("%s; shown %q", found, shown(b))
		}
		if bad, err := b.Audit(); err != nil || len(bad) > 0 {
			r.Fatalf("the auditor finds %v %v; shown %q", bad, err, shown(b))
		}
	})
	if numbers < asked/4 {
		t.Errorf("%d editions showed %d numbers: the test proves too little", asked, numbers)
	}
}

// TestNaiveSuppressionIsRecovered shows that the test above can fail.
func TestNaiveSuppressionIsRecovered(t *testing.T) {
	towns, caught := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		b, all, editions := randomTown(r)
		for _, periods := range editions {
			b.Editions = append(b.Editions, naive(b, periods...))
		}
		towns++
		if _, bad := newReader(r, b, all).recovers(r); bad {
			caught++
		}
	})
	if caught*2 < towns {
		t.Errorf("naive suppression was caught in %d of %d towns", caught, towns)
	}
}

func shown(b Book) []string {
	var all []string
	for _, e := range b.Editions {
		all = append(all, shows(e)...)
	}
	return all
}

// randomTown has two areas and up to seven weeks around the turn of a quarter.
func randomTown(r *rapid.T) (Book, []sent, [][]string) {
	weeks := []string{"w2026-23", "w2026-24", "w2026-25", "w2026-26", "w2026-27", "w2026-28", "w2026-29"}
	weeks = weeks[:rapid.IntRange(1, 7).Draw(r, "weeks")]
	var all []sent
	var editions [][]string
	texts := rapid.Bool().Draw(r, "texts")
	for i, w := range weeks {
		_, days, _ := parse(w)
		editions = append(editions, []string{w})
		switch i {
		case 4:
			editions[i] = append(editions[i], "m2026-06", "q2026-2")
		case 6:
			editions = append(editions, []string{"m2026-07"})
		}
		for _, area := range []string{"a", "b", NoArea} {
			for range rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 8, 11, 14}).Draw(r, "concerns") {
				s := sent{
					day: days.first + rapid.Int32Range(0, 6).Draw(r, "day"), area: area, category: "street",
					who: rapid.IntRange(0, 30).Draw(r, "who"), counted: rapid.Bool().Draw(r, "counted"),
				}
				s.readOut = texts && !s.counted && rapid.Bool().Draw(r, "read")
				all = append(all, s)
			}
		}
	}
	periods := append(slices.Clone(weeks), "m2026-06", "q2026-2", "m2026-07")
	b := book(r, all, "m2026-06", periods...)
	b.Areas = []string{"a", "b"}
	return b, all, editions
}
