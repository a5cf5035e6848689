package tally

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAsk(t *testing.T) {
	for _, tt := range []struct {
		name string
		n    []int
		want string
	}{
		{"a small one is hidden", []int{0, 3, 4}, "- - -"},
		{"five are shown, and what is hidden stands still too", []int{5, 3, 7, 8}, "5 5 5 5"},
		{"from none", []int{0, 5, 9, 10}, "- 5 5 10"},
		{"from three", []int{3, 5, 7, 8}, "- - - 8"},
		{"one comes and goes", []int{12, 13, 12, 11, 12}, "12 12 12 12 12"},
		{"five come", []int{12, 14, 16, 17}, "12 12 12 17"},
		{"five go", []int{12, 8, 7}, "12 12 7"},
		{"out of sight", []int{7, 3, 2, 6, 7}, "7 7 - - 7"},
	} {
		got := ""
		var kept Ledger
		for i, n := range tt.n {
			l := kept
			got += fmt.Sprint(l.Ask("a", n, 5), " ")
			if again := l.Ask("a", n+1, 5); i == 0 && n > 0 && again.String() != fmt.Sprint(l.Ask("a", n, 5)) {
				t.Errorf("%s: asked again %v", tt.name, again)
			}
			kept = kept.Keep(l.Fresh())
		}
		if got != tt.want+" " {
			t.Errorf("%s: %s, not %s", tt.name, got, tt.want)
		}
	}
	var l Ledger
	if s := l.Ask("a", 4, 0); !s.Hidden() || s.Count() != 0 {
		t.Errorf("no k shows %v", s)
	}
}

func TestForget(t *testing.T) {
	l := Ledger{}.Keep(map[string]int{"guests/a/uk": 9, "guests/ab/uk": 8, "guests/a": 7})
	l, ok := l.Forget("guests/a")
	if _, again := l.Forget("guests/a"); !ok || again || !maps.Equal(l.Standing, map[string]int{"guests/ab/uk": 8}) {
		t.Errorf("left: %v, %v, %v", l.Standing, ok, again)
	}
}

func TestTotals(t *testing.T) {
	of := func(n ...int) (all []Shown) {
		var l Ledger
		for i, v := range n {
			all = append(all, l.Ask(fmt.Sprint(i), v, 5))
		}
		return all
	}
	for _, tt := range []struct {
		groups []int
		want   string
	}{{nil, "-"}, {[]int{4, 4, 4, 4}, "-"}, {[]int{9, 4}, "5"}, {[]int{9, 14, 5, 1}, "20"}} {
		if got := AtLeast(5, of(tt.groups...)...); got.String() != tt.want {
			t.Errorf("%v make %v, not %s", tt.groups, got, tt.want)
		}
	}
	whole := AtLeast(5, of(43)...)
	for n, want := range map[int]string{0: "-", 4: "-", 5: "5", 39: "35", 40: "40", 99: "40"} {
		if got := whole.Part(n, 5); got.String() != want {
			t.Errorf("%d of %v are %v, not %s", n, whole, got, want)
		}
	}
	var hidden Shown
	if !hidden.Part(9, 5).Hidden() || !hidden.Among(9).Hidden() || whole.Among(2).Count() != 2 {
		t.Error("a part of what is hidden is shown")
	}
}

// TestSplit: a small part cannot be worked out from the others and the whole.
func TestSplit(t *testing.T) {
	names := []string{"ar", "en", "uk"}
	for _, tt := range []struct {
		counts map[string]int
		want   string
	}{
		{nil, "-"},
		{map[string]int{"en": 4}, "-"},
		{map[string]int{"en": 9}, "en 9, -"},
		{map[string]int{"en": 9, "ar": 1}, "-"},
		{map[string]int{"en": 9, "uk": 8, "ar": 1}, "en 9, 9"},
		{map[string]int{"en": 9, "uk": 3, "ar": 2}, "en 9, 5"},
	} {
		var l Ledger
		parts, rest := l.Split("s", names, tt.counts, 5)
		got := ""
		for _, p := range parts {
			got += fmt.Sprint(p.Name, " ", p.Shown, ", ")
		}
		if got += rest.String(); got != tt.want {
			t.Errorf("%v is shown as %s, not %s", tt.counts, got, tt.want)
		}
	}
	// A guest who comes changes nothing, whatever language they read.
	for _, newcomer := range names {
		counts := map[string]int{"en": 9, "uk": 8, "ar": 6}
		var l Ledger
		before, rest := l.Split("s", names, counts, 5)
		kept := Ledger{}.Keep(l.Fresh())
		counts[newcomer]++
		after, more := kept.Split("s", names, counts, 5)
		if !slices.Equal(before, after) || rest != more {
			t.Errorf("a reader of %s makes %v of %v", newcomer, after, before)
		}
	}
}

// look is one look at a town of groups: at a union of some, and at the report of
// what was sent to it.
type look struct {
	of      []int
	reached int
}

// played is everything that the readers of a town's looks were shown, as the ledger
// kept it. counts holds, by look, how many were in each group.
func played(counts [][]int, looks []look) (shown []string) {
	var kept Ledger
	for i, at := range looks {
		l := kept
		var parts []Shown
		for _, g := range at.of {
			parts = append(parts, l.Ask(fmt.Sprint(g), counts[i][g], 5))
		}
		all := AtLeast(5, parts...)
		shown = append(shown, fmt.Sprint(parts, all, all.Part(at.reached, 5)))
		kept = kept.Keep(l.Fresh())
	}
	return shown
}

// TestATownOfMovingNumbers lets people come and go between looks at any unions of
// groups, with their reports. Then somebody who has everything that was shown tries
// the town with other numbers: nobody can tell one that was always hidden from any
// other below five, nor whether a shown one has moved by less than five since.
func TestATownOfMovingNumbers(t *testing.T) {
	tried, told := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		groups := rapid.IntRange(2, 5).Draw(r, "groups")
		now := make([]int, groups)
		var counts [][]int
		var looks []look
		for range rapid.IntRange(1, 12).Draw(r, "looks") {
			at := look{reached: rapid.IntRange(0, 60).Draw(r, "reached")}
			for g := range groups {
				now[g] = max(0, now[g]+rapid.IntRange(-6, 9).Draw(r, "came"))
				if rapid.Bool().Draw(r, "in") {
					at.of = append(at.of, g)
				}
			}
			counts, looks = append(counts, slices.Clone(now)), append(looks, at)
		}
		shown := played(counts, looks)
		for g := range groups {
			other := make([][]int, len(counts))
			hidden := true
			for _, c := range counts {
				hidden = hidden && c[g] < 5
			}
			if hidden { // any path below five
				for i, c := range counts {
					other[i] = slices.Clone(c)
					other[i][g] = rapid.IntRange(0, 4).Draw(r, "hidden")
				}
				if again := played(other, looks); !slices.Equal(again, shown) {
					r.Fatalf("group %d of %v is not %v: %q, then %q", g, counts, other, shown, again)
				}
				tried++
				continue
			}
			// The last look at it: its number may have been anything within five.
			last := -1
			for i, at := range looks {
				if slices.Contains(at.of, g) {
					last = i
				}
			}
			var kept Ledger
			for i := range last {
				l := kept
				if slices.Contains(looks[i].of, g) {
					l.Ask("g", counts[i][g], 5)
				}
				kept = kept.Keep(l.Fresh())
			}
			was, known := kept.Standing["g"]
			if last < 0 || !known || max(counts[last][g]-was, was-counts[last][g]) >= 5 {
				continue // never looked at, or made anew just now: at least five stand behind that
			}
			for i, c := range counts {
				other[i] = slices.Clone(c)
			}
			other[last][g] = max(0, was+rapid.IntRange(-4, 4).Draw(r, "moved"))
			if again := played(other, looks); !slices.Equal(again, shown) {
				r.Fatalf("group %d of %v shows that it moved to %d: %q, then %q", g, counts, other[last][g], shown, again)
			}
			told++
		}
	})
	if tried == 0 || told == 0 {
		t.Errorf("%d hidden and %d moving groups were tried: the test proves too little", tried, told)
	}
}

// TestChangesAreOfManyPeople: two numbers of one group that differ, differ by five or
// more, if both were shown.
func TestChangesAreOfManyPeople(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var kept Ledger
		n, before := rapid.IntRange(0, 20).Draw(r, "n"), 0
		for range 30 {
			l := kept
			s := l.Ask("a", n, 5)
			if s.Count() > 0 && s.Count() < 5 || before > 0 && s.Count() > 0 && s.Count() != before && max(s.Count()-before, before-s.Count()) < 5 {
				r.Fatalf("%v after %d", s, before)
			}
			before = s.Count()
			kept = kept.Keep(l.Fresh())
			n = max(0, n+rapid.IntRange(-3, 3).Draw(r, "came"))
		}
	})
}

// TestALedgerOfTenEditions is everything that one readership was shown over ten
// editions and as many waves, with a number that moves in between: of the ledger's
// own record nothing hidden can be recovered.
func TestALedgerOfTenEditions(t *testing.T) {
	hiddenCells, hiddenParts := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		weeks := []string{"w2026-23", "w2026-24", "w2026-25", "w2026-26", "w2026-27", "w2026-28", "w2026-29", "w2026-30", "w2026-31", "w2026-32"}
		var all []sent
		for _, w := range weeks {
			_, days, _ := parse(w)
			for _, area := range []string{"a", "b", NoArea} {
				for range rapid.SampledFrom([]int{0, 1, 3, 5, 8, 14}).Draw(r, "concerns") {
					all = append(all, sent{day: days.first + rapid.Int32Range(0, 6).Draw(r, "day"), area: area, category: "street",
						who: rapid.IntRange(0, 30).Draw(r, "who"), counted: rapid.Bool().Draw(r, "counted")})
				}
			}
		}
		b := book(r, all, "m2026-06", append(slices.Clone(weeks), "m2026-06", "q2026-2", "m2026-07")...)
		b.Areas = []string{"a", "b"}
		questions := []Question{{Key: "walking", Options: 4}}
		truth := map[string][]int{}
		for i, w := range weeks {
			periods := []string{w}
			switch i {
			case 4:
				periods = append(periods, "m2026-06", "q2026-2")
			case 8:
				periods = append(periods, "m2026-07")
			}
			closing(r, &b, periods...)
			often := rapid.SliceOfN(rapid.IntRange(0, 25), 5, 5).Draw(r, "answers") // not said first
			if _, err := b.Wave(w, questions, [][]int{often}, 10); err != nil {
				r.Fatalf("%v", err)
			}
			truth[w] = often
			now := rapid.IntRange(0, 12).Draw(r, "audience")
			b.Ask("audience/a/uk", now, 5)
			b.Ledger = b.Keep(b.Fresh())
		}
		record := b.Ledger // everything below reads only this, and the truth to compare
		if found, bad := newReader(r, Book{K: b.K, Began: b.Began, Areas: b.Areas, Categories: b.Categories, Counts: b.Counts, Ledger: record}, all).recovers(r); bad {
			r.Fatalf("%s; shown %q", found, shown(b))
		}
		for _, e := range record.Editions {
			hiddenCells += len(e.Periods)*4 - len(e.Shown)
		}
		for w, results := range record.Waves {
			res := results[0]
			if again, err := record.Wave(w, questions, [][]int{{0, 99, 99, 99, 99}}, 10); err != nil || fmt.Sprint(again) != fmt.Sprint(results) {
				r.Fatalf("a settled wave is settled anew: %v, %v", again, err)
			}
			if res.TooFew {
				continue
			}
			rest, hidden := res.Asked, 0
			for i, p := range append([]Part{res.Unsaid}, res.Parts...) {
				switch {
				case p.Hidden && p.N != 0, !p.Hidden && p.N != truth[w][i]:
					r.Fatalf("part %d of %v is %+v", i, truth[w], p)
				case p.Hidden:
					hidden++
				default:
					rest -= p.N
				}
			}
			if hiddenParts += hidden; hidden > 0 && (hidden < 2 || rest < 10) {
				r.Fatalf("%d hidden parts of %v make %d", hidden, truth[w], rest)
			}
		}
	})
	if hiddenCells == 0 || hiddenParts == 0 {
		t.Errorf("%d cells and %d answers were hidden: the test proves too little", hiddenCells, hiddenParts)
	}
}
