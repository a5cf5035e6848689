package tally

// Line is what an edition says of one area and category in one of its periods.
type Line struct {
	Cell
	Shown bool
	N     Shown

	// Change is against the period before, and nil unless both are shown.
	Change *int

	// For a cell that is too small: the narrowest wider one that is shown, if
	// any (longer first, then all areas), and the next period that is not
	// closed yet and may still show it, or "". A week belongs to the month and
	// the quarter that hold its Thursday.
	Wider *Number
	Later string
}

// By is by how many the number changed, up or down; hidden unless both are shown.
func (l Line) By() Shown {
	if l.Change == nil {
		return Shown{}
	}
	return Shown{max(*l.Change, -*l.Change), true}
}

// Lines tells what a reader of one area (or AllAreas) gets of an edition, by
// period and category. The book's own editions are the earlier ones; e may be
// the last of them.
func (b Book) Lines(e Edition, area string) ([]Line, error) {
	shown, closed := map[Cell]int{}, map[string]bool{}
	for _, edition := range append(b.Editions[:len(b.Editions):len(b.Editions)], e) {
		for _, n := range edition.Shown {
			shown[n.Cell] = n.N
		}
		for _, p := range edition.Periods {
			closed[p] = true
		}
	}
	var all []Line
	for _, period := range e.Periods {
		at, days, err := parse(period)
		if err != nil {
			return nil, err
		}
		belongs := names(mark(period), days.first+3)
		before := names(mark(period), days.first-1)[at]
		for _, category := range b.Categories {
			l := Line{Cell: Cell{period, area, category}}
			var n int
			if n, l.Shown = shown[l.Cell]; l.Shown {
				l.N = Shown{n, true}
			}
			if was, known := shown[Cell{before, area, category}]; known && l.Shown {
				change := n - was
				l.Change = &change
			}
			if !l.Shown {
				l.Wider = wider(l.Cell, belongs[at:], shown)
				for _, p := range belongs[at+1:] {
					if !closed[p] && l.Later == "" {
						l.Later = p
					}
				}
			}
			all = append(all, l)
		}
	}
	return all, nil
}

// wider looks through longer periods first, then through all areas.
func wider(c Cell, periods []string, shown map[Cell]int) *Number {
	for _, area := range []string{c.Area, AllAreas} {
		for _, p := range periods {
			cell := Cell{p, area, c.Category}
			if n, known := shown[cell]; known && cell != c {
				return &Number{cell, n}
			}
		}
	}
	return nil
}
