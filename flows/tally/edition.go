package tally

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// The names that counters use for all neighbourhoods together and for none given.
const (
	AllAreas = "*"
	NoArea   = "-"
)

// LeastK is the smallest k that anybody may choose.
const LeastK = 5

// ErrSmallK says that k is under LeastK.
var ErrSmallK = errors.New("k is too small to protect anybody")

// Cell names one number: a period (w2026-47, m2026-11, q2026-4), an area (or
// AllAreas, NoArea) and a category.
type Cell struct{ Period, Area, Category string }

// Count is what the counters hold for a cell.
type Count struct {
	N  int // concerns
	P  int // distinct people who sent them
	CN int // concerns of which only the number may be seen
	CP int // distinct people who sent those

	// Texts is how many of the N the recipients have read, or may yet get to
	// read. N-CN is always safe: then no text that a reviewer releases later
	// can give an old edition away. A programme that releases no texts has 0.
	// With anything in between, ask Audit before each further release.
	Texts int
}

// unread is a lower bound for the distinct people behind the concerns that no
// recipient can read. Each text takes away one person at most.
func (c Count) unread() int { return max(c.CP, c.P-c.Texts) }

// Number is a cell with the count that was shown for it.
type Number struct {
	Cell
	N int
}

// People is the number as it is shown.
func (n Number) People() Shown { return Shown{n.N, true} }

// Edition is what recipients were shown, once and for all. Every cell of its
// Periods that is not among Shown is hidden for ever.
type Edition struct {
	Periods []string
	Shown   []Number // by period from fine to coarse, then category, then area; all areas last
}

// Book is everything that decides what may be shown to the recipients of one
// role. They are taken to pool what they get, so all of them share one Book.
// Marked (i...) and unmarked periods have different readers and never share one.
type Book struct {
	K          int            // distinct people, at least LeastK
	More       map[string]int // categories that need more people than K
	Began      int32          // the programme's first day, as days since 1970-01-01
	Areas      []string
	Categories []string
	Counts     map[Cell]Count // of all periods of all Editions and of those to close; absent is zero
	Ledger                    // what they were shown before
}

// Close makes the next edition, of periods that have just ended.
//
// A cell is shown when at least K people (or More for its category) stand behind it, and behind what is
// left of it once the readable texts are taken away, and when nothing hidden
// becomes narrower than K by showing it (see Audit). Cells are tried in a fixed
// order, so that the same book always gives the same edition: weeks before
// months before quarters; in a period the areas, by name, before all of them
// together. What is shown first is what costs a later one its place: that is
// the complementary suppression. Nothing is ever shown of a period that an
// earlier edition has closed.
//
// The week that lies in two years is never shown, only what holds it: so no
// equation leads from one year into another, and an audit never has to solve
// more than one year.
//
// Not covered: that a cell is hidden at all is a hint in itself (few people, or
// a complement), and what a reader knows from elsewhere.
func (b Book) Close(periods ...string) (Edition, error) {
	if err := b.check(periods); err != nil {
		return Edition{}, err
	}
	e := Edition{Periods: slices.Clone(periods)}
	slices.SortFunc(e.Periods, fineFirst)
	for _, category := range b.Categories {
		a, err := b.auditor(category, e.Periods)
		if err != nil {
			return Edition{}, err
		}
		for _, period := range e.Periods {
			for _, area := range append(b.areas(), AllAreas) {
				cell := Cell{period, area, category}
				if a.mayShow(cell) {
					e.Shown = append(e.Shown, Number{cell, b.Counts[cell].N})
				}
			}
		}
	}
	slices.SortStableFunc(e.Shown, func(x, y Number) int { return fineFirst(x.Period, y.Period) })
	return e, nil
}

// Audit lists the hidden cells that recipients could work out from what they
// were shown: those whose concerns are known exactly or to an interval narrower
// than K, and shown ones of which texts leave too few people unread. Of an
// exposed part of a period, which has no counter of its own, it names the
// period's cell. An honest book has none. Before texts are released
// beyond those in Counts, audit a copy with the new Texts; if that lists
// anything, the texts wait.
func (b Book) Audit() ([]Cell, error) {
	if err := b.check(nil); err != nil {
		return nil, err
	}
	var all []Cell
	for _, category := range b.Categories {
		a, err := b.auditor(category, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, a.exposed()...)
	}
	return all, nil
}

// k is how many distinct people must stand behind a number of a category.
func (b Book) k(category string) int { return max(b.K, b.More[category]) }

// check refuses books that would be counted wrongly without a word.
func (b Book) check(periods []string) error {
	if b.K < LeastK {
		return fmt.Errorf("k is %d: %w", b.K, ErrSmallK)
	}
	closed := map[string]bool{}
	all := slices.Clone(periods)
	for _, e := range b.Editions {
		all = append(all, e.Periods...)
		for _, s := range e.Shown {
			if !slices.Contains(e.Periods, s.Period) {
				return fmt.Errorf("an edition shows %s, which is none of its periods", s.Period)
			}
		}
	}
	for _, p := range all {
		if _, _, err := parse(p); err != nil {
			return err
		}
		if mark(p) != mark(all[0]) {
			return fmt.Errorf("%s and %s have different readers", p, all[0])
		}
		if closed[p] {
			return fmt.Errorf("period %s is closed twice", p)
		}
		closed[p] = true
	}
	for cell, c := range b.Counts {
		if c.CN > c.N || c.P > c.N || c.CP > c.CN || c.CP > c.P || c.CP < 0 || c.Texts < 0 || c.Texts > c.N-c.CN {
			return fmt.Errorf("counts of %v do not fit together: %+v", cell, c)
		}
	}
	return nil
}

// areas is every area by name, with NoArea, without AllAreas.
func (b Book) areas() []string {
	set := map[string]bool{NoArea: true}
	for _, a := range b.Areas {
		set[a] = true
	}
	for cell := range b.Counts {
		set[cell.Area] = true
	}
	delete(set, AllAreas)
	return slices.Sorted(maps.Keys(set))
}

// fineFirst orders periods by level, then by time.
func fineFirst(x, y string) int {
	lx, sx, _ := parse(x)
	ly, sy, _ := parse(y)
	return cmp.Or(cmp.Compare(lx, ly), cmp.Compare(sx.first, sy.first))
}
