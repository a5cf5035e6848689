package tally

import (
	"fmt"
	"slices"
)

// auditor knows what the recipients know about one category.
//
// The unknowns are atoms: the concerns that nobody can read, of one area, in a
// stretch of days that no period divides. (Weeks and months overlap, so the
// stretches are finer than either.) Each number shown, less the texts of its
// cell, is the exact sum of some atoms, and no atom is negative. That is all
// the recipients have, together and over all editions. How many of a cell are
// counted-only lies between 0 and its unread rest, so an interval that is wide
// enough for the rest is wide enough for that part too.
//
// A hidden cell, and each atom that is not itself shown, is safe when two ways
// to fill in all atoms, both agreeing with everything shown, differ there by at
// least k. Only such a pair, checked in whole numbers, counts as proof; where
// none is found the answer is "exposed".
type auditor struct {
	book     Book
	category string
	areas    []string
	cuts     []int32 // stretch i is from cuts[i] to before cuts[i+1]
	spans    map[string]span
	good     map[Cell]bool // enough people behind the unread rest
	shown    []sum
	hidden   []sum // decided: closed in an earlier edition, refused, or never to be shown
}

// sum is a cell and the atoms it is made of.
type sum struct {
	cell  Cell
	atoms []int
	rest  int // shown less texts; for shown cells only
}

// auditor starts from the book's editions; periods are about to be closed. Of
// those, cells with too few people count as hidden from the beginning, others
// are undecided until mayShow.
func (b Book) auditor(category string, periods []string) (*auditor, error) {
	a := &auditor{book: b, category: category, areas: b.areas(), spans: map[string]span{}}
	closed := slices.Clone(periods)
	for _, e := range b.Editions {
		closed = append(closed, e.Periods...)
	}
	for _, p := range closed {
		_, s, err := parse(p)
		if err != nil {
			return nil, err
		}
		s.first = max(s.first, b.Began)
		a.spans[p] = s
		if s.first < s.end {
			a.cuts = append(a.cuts, s.first, s.end)
		}
	}
	slices.Sort(a.cuts)
	a.cuts = slices.Compact(a.cuts)
	a.findGood(closed)
	for _, e := range b.Editions {
		if err := a.learn(e); err != nil {
			return nil, err
		}
	}
	for _, p := range periods {
		for _, cell := range a.cells(p) {
			if !a.good[cell] {
				a.hide(cell)
			}
		}
	}
	return a, nil
}

// learn takes over an earlier edition.
func (a *auditor) learn(e Edition) error {
	shown := map[Cell]int{}
	for _, n := range e.Shown {
		if n.Category == a.category {
			shown[n.Cell] = n.N
		}
	}
	for _, p := range e.Periods {
		for _, cell := range a.cells(p) {
			n, was := shown[cell]
			delete(shown, cell)
			if was {
				a.shown = append(a.shown, a.sum(cell, n))
			} else {
				a.hide(cell)
			}
		}
	}
	for cell := range shown {
		return fmt.Errorf("an edition shows %v, an area that the book does not know", cell)
	}
	return nil
}

// findGood marks the cells with enough people behind their unread rest. Whoever
// is in a part is in the whole, so a cell that holds a good one is good.
func (a *auditor) findGood(periods []string) {
	a.good = map[Cell]bool{}
	var enough []Cell
	for _, p := range periods {
		for _, cell := range a.cells(p) {
			if a.book.Counts[cell].unread() >= a.book.k(a.category) {
				enough = append(enough, cell)
			}
		}
	}
	for _, p := range periods {
		for _, cell := range a.cells(p) {
			a.good[cell] = slices.ContainsFunc(enough, func(part Cell) bool {
				return (cell.Area == AllAreas || cell.Area == part.Area) && a.spans[p].covers(a.spans[part.Period])
			})
		}
	}
}

// cells is every cell of a period, all areas last.
func (a *auditor) cells(period string) []Cell {
	var all []Cell
	for _, area := range append(slices.Clone(a.areas), AllAreas) {
		all = append(all, Cell{period, area, a.category})
	}
	return all
}

// sum finds a cell's atoms.
func (a *auditor) sum(cell Cell, n int) sum {
	s := sum{cell: cell, rest: n - a.book.Counts[cell].Texts}
	days := a.spans[cell.Period]
	for i := range len(a.cuts) - 1 {
		if !days.covers(span{a.cuts[i], a.cuts[i+1]}) {
			continue
		}
		for j, area := range a.areas {
			if cell.Area == AllAreas || cell.Area == area {
				s.atoms = append(s.atoms, i*len(a.areas)+j)
			}
		}
	}
	return s
}

// hide protects a cell from now on. A period before the programme began has no
// atoms and nothing to hide.
func (a *auditor) hide(cell Cell) {
	if s := a.sum(cell, 0); len(s.atoms) > 0 {
		a.hidden = append(a.hidden, s)
	}
}

// mayShow decides about a cell, for ever: it is shown if that exposes nothing.
func (a *auditor) mayShow(cell Cell) bool {
	if !a.good[cell] {
		return false
	}
	if days := a.spans[cell.Period]; crossesYear(days) {
		a.hide(cell)
		return false
	}
	s := a.sum(cell, a.book.Counts[cell].N)
	if len(s.atoms) == 0 {
		return false
	}
	a.shown = append(a.shown, s)
	if len(a.check(s.atoms, true)) == 0 {
		return true
	}
	a.shown = a.shown[:len(a.shown)-1]
	a.hide(cell)
	return false
}

// exposed lists what can be worked out, in whatever is closed. A shown cell is
// exposed when its texts leave a rest with too few people behind it.
func (a *auditor) exposed() []Cell {
	var cells []Cell
	bad := a.check(nil, false)
	for _, s := range a.shown {
		if !a.good[s.cell] {
			bad = append(bad, s)
		}
	}
	for _, s := range bad {
		if !slices.Contains(cells, s.cell) {
			cells = append(cells, s.cell)
		}
	}
	return cells
}

// secrets are the sums that must stay unknown: hidden cells, and the atoms that
// are part of a shown one without being one.
func (a *auditor) secrets() []sum {
	known := map[int]bool{}
	part := map[int]Cell{}
	for _, s := range a.shown {
		if len(s.atoms) == 1 {
			known[s.atoms[0]] = true
		}
		for _, atom := range s.atoms {
			if _, named := part[atom]; !named || part[atom].Area == AllAreas {
				cell := s.cell
				cell.Area = a.areas[atom%len(a.areas)]
				part[atom] = cell
			}
		}
	}
	all := slices.Clone(a.hidden)
	for atom := range max(0, len(a.cuts)-1) * len(a.areas) {
		if cell, bound := part[atom]; bound && !known[atom] {
			all = append(all, sum{cell: cell, atoms: []int{atom}})
		}
	}
	return all
}

// check finds the secrets that are not safe: of those linked to the atoms near,
// or of all if near is nil. With first set it stops at the first.
func (a *auditor) check(near []int, first bool) []sum {
	atoms := max(0, len(a.cuts)-1) * len(a.areas)
	link := newLinks(atoms)
	bound := make([]bool, atoms)
	for _, s := range a.shown {
		for _, atom := range s.atoms {
			link.join(s.atoms[0], atom)
			bound[atom] = true
		}
	}
	touched := map[int]bool{}
	for _, atom := range near {
		touched[link.root(atom)] = true
	}
	matters := func(atom int) bool { return near == nil || touched[link.root(atom)] }
	groups := map[int]*witnesses{}
	for _, s := range a.shown {
		root := link.root(s.atoms[0])
		if groups[root] == nil {
			groups[root] = &witnesses{}
		}
		groups[root].equal(s.atoms, s.rest)
	}
	var bad []sum
	for _, s := range a.secrets() {
		if !slices.ContainsFunc(s.atoms, matters) || slices.ContainsFunc(s.atoms, func(x int) bool { return !bound[x] }) {
			continue // untouched, or free to be any number
		}
		if a.width(s, link, groups) < a.book.k(a.category) {
			bad = append(bad, s)
			if first {
				break
			}
		}
	}
	return bad
}

// width is by how much a sum is proven to vary, up to k.
func (a *auditor) width(s sum, link links, groups map[int]*witnesses) int {
	parts := map[int][]int{}
	var roots []int
	for _, atom := range s.atoms {
		r := link.root(atom)
		if parts[r] == nil {
			roots = append(roots, r)
		}
		parts[r] = append(parts[r], atom)
	}
	width, k := 0, a.book.k(a.category)
	for _, r := range roots {
		width += groups[r].width(parts[r], k)
		if width >= k {
			break
		}
	}
	return width
}

// links says which atoms are tied by something shown (a disjoint-set forest).
type links []int

func newLinks(n int) links {
	l := make(links, n)
	for i := range l {
		l[i] = i
	}
	return l
}

func (l links) root(i int) int {
	for l[i] != i {
		l[i] = l[l[i]]
		i = l[i]
	}
	return i
}

func (l links) join(i, j int) { l[l.root(i)] = l.root(j) }
