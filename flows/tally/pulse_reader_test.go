package tally

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// worlds calls with every way in which n people may have answered in so many ways.
func worlds(n, cells int, visit func([]int)) {
	row := make([]int, cells)
	var fill func(at, left int)
	fill = func(at, left int) {
		if at == cells-1 {
			row[at] = left
			visit(row)
			return
		}
		for v := range left + 1 {
			row[at] = v
			fill(at+1, left-v)
		}
	}
	fill(0, n)
}

// TestAReaderOfAWave has somebody with the result, this program and much time try
// every way in which people may have answered, and keep those that would have led
// to the same result. What is hidden could then still be one of several numbers,
// half of k or more apart.
func TestAReaderOfAWave(t *testing.T) {
	const k = 10
	tried := 0
	rapid.Check(t, func(r *rapid.T) {
		row := rapid.SliceOfN(rapid.IntRange(0, 16), 3, 5).Draw(r, "row") // not said last
		q := Question{Key: "walking", Options: len(row) - 1}
		count := func(row []int) Result {
			res, err := Counted(q, row[:q.Options], row[q.Options], k)
			if err != nil {
				r.Fatalf("%v", err)
			}
			return res
		}
		shown := count(row)
		if shown.TooFew {
			return
		}
		var hidden []int // cells
		rest := 0
		for i, p := range append(slices.Clone(shown.Parts), shown.Unsaid) {
			if p.Hidden {
				hidden, rest = append(hidden, i), rest+row[i]
			}
		}
		if len(hidden) == 0 {
			return
		}
		values := map[int]map[int]bool{}
		other := slices.Clone(row)
		worlds(rest, len(hidden), func(guess []int) { // what is shown cannot be otherwise
			for i, cell := range hidden {
				other[cell] = guess[i]
			}
			if !reflect.DeepEqual(count(other), shown) {
				return
			}
			for i, cell := range hidden {
				if values[cell] == nil {
					values[cell] = map[int]bool{}
				}
				values[cell][guess[i]] = true
			}
		})
		for _, cell := range hidden {
			all := slices.Sorted(maps.Keys(values[cell]))
			if tried++; len(all) < 3 || all[len(all)-1]-all[0] < k/2 {
				r.Fatalf("cell %d of %v can only be one of %v", cell, row, all)
			}
		}
	})
	if tried == 0 {
		t.Error("nothing was hidden")
	}
}
