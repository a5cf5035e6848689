package tally

import "math"

// witnesses looks for ways to fill in atoms that agree with all that is shown:
// whole numbers, none negative, sums as given. It is the simplex method with a
// dense tableau; since it only proposes, and every proposal is checked in whole
// numbers before it counts, neither rounding nor a fractional corner can make
// something pass for safe.
type witnesses struct {
	rows   [][]int // atoms of each sum
	sums   []int
	column map[int]int // atom -> unknown
	found  [][]int     // checked witnesses, by unknown

	ready, impossible bool
	table             [][]float64 // one row a sum: coefficients of the unknowns, then the value
	basis             []int       // the unknown that each row stands for
}

// Limits of the solver. Beyond them nothing is proven, and so nothing shown.
const (
	mostUnknowns = 4000
	mostPivots   = 2000
	tiny         = 1e-7
)

// equal says that some atoms sum to n.
func (w *witnesses) equal(atoms []int, n int) {
	if w.column == nil {
		w.column = map[int]int{}
	}
	row := make([]int, len(atoms))
	for i, atom := range atoms {
		at, known := w.column[atom]
		if !known {
			at = len(w.column)
			w.column[atom] = at
		}
		row[i] = at
	}
	w.rows, w.sums = append(w.rows, row), append(w.sums, n)
}

// width is the largest difference between two witnesses in the sum of some
// atoms; it stops looking when that reaches enough. Nothing proven is 0.
func (w *witnesses) width(atoms []int, enough int) int {
	w.prepare()
	if w.impossible {
		return 0
	}
	goal := make([]float64, len(w.column))
	for _, atom := range atoms {
		goal[w.column[atom]] = 1
	}
	low, high := math.MaxInt, math.MinInt
	for _, x := range w.found {
		v := value(x, goal)
		low, high = min(low, v), max(high, v)
	}
	for _, sign := range []float64{1, -1} {
		if len(w.found) > 0 && high-low >= enough {
			break
		}
		if x := w.climb(goal, sign); x != nil {
			v := value(x, goal)
			low, high = min(low, v), max(high, v)
		}
	}
	return max(0, high-low)
}

func value(x []int, goal []float64) int {
	v := 0
	for i, n := range x {
		if goal[i] != 0 {
			v += n
		}
	}
	return v
}

// prepare finds a first corner: it starts with one slack unknown per row and
// drives them all to zero.
func (w *witnesses) prepare() {
	if w.ready {
		return
	}
	w.ready = true
	n := len(w.column)
	if n > mostUnknowns {
		w.impossible = true
		return
	}
	for i, row := range w.rows {
		if w.sums[i] < 0 {
			w.impossible = true
			return
		}
		line := make([]float64, n+1)
		for _, at := range row {
			line[at] = 1
		}
		line[n] = float64(w.sums[i])
		w.table, w.basis = append(w.table, line), append(w.basis, n+i)
	}
	w.impossible = !w.maximise(func(at int) float64 {
		if at >= n {
			return -1
		}
		return 0
	})
	for i := 0; i < len(w.table) && !w.impossible; i++ {
		if w.basis[i] < n {
			continue
		}
		if w.table[i][n] > tiny {
			w.impossible = true
		}
		if at := firstNonzero(w.table[i][:n]); at >= 0 {
			w.pivot(i, at)
			continue
		}
		w.table = append(w.table[:i], w.table[i+1:]...) // says nothing that others do not
		w.basis = append(w.basis[:i], w.basis[i+1:]...)
		i--
	}
}

func firstNonzero(line []float64) int {
	for at, v := range line {
		if math.Abs(v) > tiny {
			return at
		}
	}
	return -1
}

// climb goes to the corner where sign times the goal is largest and returns it
// as a witness, or nil if it is not one in whole numbers.
func (w *witnesses) climb(goal []float64, sign float64) []int {
	if !w.maximise(func(at int) float64 { return sign * goal[at] }) {
		return nil
	}
	n := len(w.column)
	x := make([]int, n)
	for i, at := range w.basis {
		x[at] = int(math.Round(w.table[i][n]))
	}
	if !w.fits(x) {
		return nil
	}
	w.found = append(w.found, x)
	return x
}

// fits checks a proposal in whole numbers.
func (w *witnesses) fits(x []int) bool {
	for _, v := range x {
		if v < 0 {
			return false
		}
	}
	for i, row := range w.rows {
		total := 0
		for _, at := range row {
			total += x[at]
		}
		if total != w.sums[i] {
			return false
		}
	}
	return true
}

// maximise pivots until no unknown improves the goal; false if that takes too
// long. It takes the steepest unknown first and, after a while, always the
// first that improves (Bland 1977), which cannot go round in circles.
func (w *witnesses) maximise(goal func(int) float64) bool {
	n := len(w.column)
	gain := make([]float64, n)
	for at := range gain {
		gain[at] = goal(at)
	}
	for i, at := range w.basis {
		if c := goal(at); c != 0 {
			for j := range gain {
				gain[j] -= c * w.table[i][j]
			}
		}
	}
	for pivots := range mostPivots {
		enter := -1
		for j, g := range gain {
			if g > tiny && (enter < 0 || g > gain[enter]+tiny) {
				enter = j
				if pivots > mostPivots/4 {
					break
				}
			}
		}
		if enter < 0 {
			return true
		}
		leave := w.leaving(enter)
		if leave < 0 {
			return false
		}
		w.pivot(leave, enter)
		g := gain[enter]
		for j := range gain {
			gain[j] -= g * w.table[leave][j]
		}
		gain[enter] = 0
	}
	return false
}

// leaving is the row that first reaches zero when an unknown grows.
func (w *witnesses) leaving(enter int) int {
	n, leave, least := len(w.column), -1, math.Inf(1)
	for i, line := range w.table {
		if line[enter] <= tiny {
			continue
		}
		r := line[n] / line[enter]
		if r < least-tiny || r < least+tiny && w.basis[i] < w.basis[leave] {
			leave, least = i, r
		}
	}
	return leave
}

func (w *witnesses) pivot(row, at int) {
	pivot := w.table[row]
	by := pivot[at]
	var used []int
	for j := range pivot {
		if pivot[j] != 0 {
			pivot[j] /= by
			used = append(used, j)
		}
	}
	for i, line := range w.table {
		if i == row || line[at] == 0 {
			continue
		}
		by := line[at]
		for _, j := range used {
			line[j] -= by * pivot[j]
			if math.Abs(line[j]) < tiny/100 {
				line[j] = 0
			}
		}
		line[at] = 0
	}
	w.basis[row] = at
}
