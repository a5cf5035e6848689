package tally

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(i Interval, low, high float64) bool {
	return math.Abs(i.Low-low) < 0.00006 && math.Abs(i.High-high) < 0.00006
}

// The four examples of Newcombe 1998, Statistics in Medicine 17, 857-872,
// table I, method 3.
func TestWilsonAsPublished(t *testing.T) {
	tests := []struct {
		x, n      int
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}}
	for _, test := range tests {
		if got := Wilson(test.x, test.n); !near(got, test.low, test.high) {
			t.Errorf("%d of %d: %v", test.x, test.n, got)
		}
	}
}

// The examples of Newcombe 1998, Statistics in Medicine 17, 873-890, table II,
// method 10.
func TestNewcombeAsPublished(t *testing.T) {
	tests := []struct {
		x1, n1, x2, n2 int
		low, high      float64
	}{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1},
		{10, 10, 0, 10, 0.6075, 1},
	}
	for _, test := range tests {
		if got := Newcombe(test.x1, test.n1, test.x2, test.n2); !near(got, test.low, test.high) {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

// Student's own data of 1908 (extra hours of sleep with two drugs), in the
// two-sample form that statistics packages print as their Welch example.
func TestWelchAsPublished(t *testing.T) {
	sample := func(v ...float64) Sample {
		s := Sample{N: len(v)}
		for _, x := range v {
			s.Mean += x / float64(len(v))
		}
		for _, x := range v {
			s.Variance += (x - s.Mean) * (x - s.Mean) / float64(len(v)-1)
		}
		return s
	}
	a := sample(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
	b := sample(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
	if got, ok := Welch(a, b); !ok || !near(got, -3.3654832, 0.2054832) {
		t.Errorf("%v %v", got, ok)
	}
	for _, none := range []Sample{{}, {N: 1}} {
		if _, ok := Welch(a, none); ok {
			t.Errorf("an interval from %v", none)
		}
	}
}

func TestStudentAsPublished(t *testing.T) {
	for free, want := range map[float64]float64{1: 12.706, 2: 4.303, 5: 2.571, 10: 2.228, 30: 2.042, 120: 1.980, 1e6: 1.960} {
		if got := studentQuantile(free); math.Abs(got-want) > 0.0006 {
			t.Errorf("%v degrees: %v, want %v", free, got, want)
		}
	}
}

// wave makes records of one question: often[i] people chose option i, not would not say.
func wave(not int, often ...int) [][]byte {
	var all [][]byte
	for range not {
		all = append(all, []byte{1, 9})
	}
	for i, n := range often {
		for range n {
			all = append(all, []byte{byte(firstOption + i), 9})
		}
	}
	return all
}

func pulse(t fataler, q Question, not int, often ...int) Result {
	all, err := Pulse(wave(not, often...), []Question{q}, 10)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return all[0]
}

func TestPulse(t *testing.T) {
	four := Question{Key: "walking", Options: 4}
	tests := []struct {
		name  string
		not   int
		often []int
		base  int
		parts []int // -1 hidden
		not2  int
	}{
		{"all large", 12, []int{20, 30, 25, 25}, 100, []int{20, 30, 25, 25}, 12},
		{"one small: the smallest goes with it", 12, []int{20, 30, 25, 3}, 90, []int{20, 30, 25, -1}, -1},
		{"few would not say", 3, []int{20, 30, 25, 25}, 103, []int{-1, 30, 25, 25}, -1},
		{"two small make ten", 12, []int{20, 30, 5, 5}, 60, []int{20, 30, -1, -1}, 12},
		{"two empty ones make nothing", 12, []int{20, 30, 0, 0}, 62, []int{20, 30, -1, -1}, -1},
		{"too few", 12, []int{3, 3, 3, 0}, 0, nil, -1},
	}
	for _, test := range tests {
		r := pulse(t, four, test.not, test.often...)
		var parts []int
		for _, p := range append(r.Parts, r.Unsaid) {
			if p.Hidden && (p != Part{Hidden: true}) {
				t.Errorf("%s: a hidden part says %+v", test.name, p)
			}
			if p.Hidden {
				p.N = -1
			}
			parts = append(parts, p.N)
		}
		want := append(slices.Clone(test.parts), test.not2)
		if !slices.Equal(parts, want) || r.Base != test.base || r.TooFew != (test.parts == nil) {
			t.Errorf("%s: %v of %d, want %v of %d", test.name, parts, r.Base, want, test.base)
		}
	}
	r := pulse(t, four, 12, 20, 30, 25, 25)
	if r.Parts[0].Share != 0.2 || r.Asked != 112 || r.Parts[0].Around != Wilson(20, 100) {
		t.Errorf("%+v", r)
	}
}

func TestPulseOfAScale(t *testing.T) {
	scale := Question{Key: "trust", Options: 11, Scale: true}
	r := pulse(t, scale, 2, 0, 0, 0, 3, 4, 9, 5, 4, 3, 1, 1)
	if r.Parts != nil || !r.Scaled || r.Mean != 5.7 || r.Median != 5 || r.Spread != 1.8 || r.Around != (Interval{5, 6.4}) || !r.Unsaid.Hidden || r.Base != 32 {
		t.Errorf("%+v", r)
	}
	for name, often := range map[string][]int{
		"nineteen answers":           {0, 0, 0, 5, 5, 5, 4, 0, 0, 0, 0},
		"everybody but nine said 0":  {50, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"everybody gave one answer":  {0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0},
		"nobody answered the screen": {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
	} {
		if r := pulse(t, scale, 20, often...); r.Scaled || r.Mean != 0 || r.Parts != nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
	all := []int{12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12}
	if r := pulse(t, scale, 12, all...); len(r.Parts) != 11 || r.Parts[3].N != 12 || r.Mean != 5 {
		t.Errorf("every number is large: %+v", r)
	}
}

func TestPulseRefuses(t *testing.T) {
	q := []Question{{Key: "walking", Options: 4}}
	if _, err := Pulse(nil, q, 9); !errors.Is(err, ErrSmallK) {
		t.Errorf("k of 9: %v", err)
	}
	if _, err := Pulse([][]byte{{6}}, q, 10); err == nil {
		t.Error("a fifth of four options")
	}
	if r, err := Pulse([][]byte{{}, {0}, {5}}, q, 10); err != nil || !r[0].TooFew || r[0].Asked != 0 {
		t.Errorf("short records: %+v %v", r, err)
	}
}

// TestPartsStayHidden: what is hidden could be anything from nothing to k or more.
func TestPartsStayHidden(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		often := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 9).Draw(r, "often")
		not := rapid.IntRange(0, 30).Draw(r, "not")
		res := pulse(r, Question{Key: "worry", Options: len(often)}, not, often...)
		rest, hidden := res.Asked, 0
		for i, p := range append(slices.Clone(res.Parts), res.Unsaid) {
			if !p.Hidden && p.N < 10 {
				r.Fatalf("part %d shows %d", i, p.N)
			}
			rest -= p.N
			if p.Hidden {
				hidden++
			}
		}
		if !res.TooFew && hidden > 0 && (hidden < 2 || rest < 10) {
			r.Fatalf("%d hidden parts make %d: %+v", hidden, rest, res)
		}
		if res.Unsaid.Hidden && !res.TooFew && res.Base != res.Asked {
			r.Fatalf("the base tells who would not say: %+v", res)
		}
	})
}

func TestChanges(t *testing.T) {
	two := Question{Key: "walking", Options: 2}
	tests := []struct {
		name          string
		before, after []int
		want          Verdict
		ok            bool
	}{
		{"clearly up", []int{48, 32}, []int{62, 13}, Up, true},
		{"clearly down", []int{62, 13}, []int{48, 32}, Down, true},
		{"within chance", []int{48, 32}, []int{50, 30}, Unclear, true},
		{"too small to say", []int{10, 15}, []int{16, 13}, Unclear, true},
		{"far apart, and too small to say", []int{10, 40}, []int{18, 11}, Unclear, true},
		{"hidden", []int{3, 48}, []int{50, 30}, "", false},
	}
	for _, test := range tests {
		c, ok := CompareShares(pulse(t, two, 10, test.before...), pulse(t, two, 10, test.after...), 0)
		if ok != test.ok || c.Verdict != test.want {
			t.Errorf("%s: %+v %v", test.name, c, ok)
		}
	}
	// The published example, as two waves.
	c, _ := CompareShares(pulse(t, two, 10, 48, 32), pulse(t, two, 10, 56, 14), 0)
	if !near(c.Around, 0.0524, 0.3339) || c.N != 70 || c.Then != 80 || c.Verdict != Up {
		t.Errorf("%+v", c)
	}
	// One wave hides who would not say, so both are compared over all who were asked.
	three := Question{Key: "walking", Options: 3}
	c, ok := CompareShares(pulse(t, three, 3, 40, 40, 20), pulse(t, three, 10, 40, 40, 20), 0)
	if !ok || c.Then != 103 || c.N != 110 {
		t.Errorf("%+v %v", c, ok)
	}
	if _, ok := CompareShares(pulse(t, two, 10, 48, 32), pulse(t, Question{Key: "new", Options: 2}, 10, 48, 32), 0); ok {
		t.Error("compares two questions")
	}

	scale := Question{Key: "trust", Options: 11, Scale: true}
	low := pulse(t, scale, 0, 5, 5, 10, 15, 15, 10, 5, 0, 0, 0, 0)
	high := pulse(t, scale, 0, 0, 0, 0, 5, 5, 10, 15, 15, 10, 5, 0)
	small := pulse(t, scale, 0, 0, 0, 0, 2, 2, 3, 5, 5, 5, 3, 0)
	for _, test := range []struct {
		before, after Result
		want          Verdict
	}{{low, high, Up}, {high, low, Down}, {low, low, Unclear}, {low, small, Unclear}} {
		if c, ok := CompareScales(test.before, test.after); !ok || c.Verdict != test.want {
			t.Errorf("%+v, want %s", c, test.want)
		}
	}
	if _, ok := CompareScales(low, pulse(t, scale, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)); ok {
		t.Error("compares what is hidden")
	}
}

func TestParticipation(t *testing.T) {
	if p, ok := Participate(30, 120, 10); !ok || p.Rate != 0.25 {
		t.Errorf("%+v", p)
	}
	if p, ok := Participate(9, 120, 10); !ok || !p.Hidden || p.Completed != 0 {
		t.Errorf("%+v", p)
	}
	for _, bad := range [][2]int{{1, 0}, {5, 4}, {-1, 4}} {
		if _, ok := Participate(bad[0], bad[1], 10); ok {
			t.Errorf("a rate of %v", bad)
		}
	}
}
