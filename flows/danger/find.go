package danger

import (
	"slices"
	"unicode"
)

// Kind says what sort of danger a text speaks of.
type Kind string

// The kinds.
const (
	Help     Kind = "help" // a cry without a reason, or fear
	Violence Kind = "violence"
	Robbery  Kind = "robbery"
	Accident Kind = "accident" // fire, explosion, gas, illness, injury
	Child    Kind = "child"    // a child in danger, somebody missing
	Despair  Kind = "despair"  // the wish to die
)

// Kinds lists them all. Of several kinds that a text speaks of, the first counts.
func Kinds() []Kind { return []Kind{Despair, Violence, Accident, Robbery, Child, Help} }

// Hit is what a text was found to say.
type Hit struct {
	Kind Kind
	// Langs are the languages whose lists know it, as ISO 639-1 codes; empty if
	// it is the same in all, like SOS.
	Langs []string
	// Lines are the patterns that fitted, as they stand in the lists.
	Lines []string
}

// near is how many words apart the parts of a pattern may stand.
const near = 8

// Find says whether a text speaks of danger to somebody now, and of which.
func Find(text string) (Hit, bool) {
	l := all()
	words := Fold(text)
	at := l.positions(words)
	words = l.dropHarmless(words, at)
	calm := slices.ContainsFunc(l.calm, func(n int) bool { return len(at[n]) > 0 })
	var hit Hit
	rank := len(Kinds())
	for _, i := range candidates(l.begins, at) {
		p := &l.patterns[i]
		if p.weak && calm || !l.fits(p, words, at) {
			continue
		}
		rank = min(rank, slices.Index(Kinds(), p.kind))
		hit.Lines = append(hit.Lines, p.line)
		if p.lang != "any" && !slices.Contains(hit.Langs, p.lang) {
			hit.Langs = append(hit.Langs, p.lang)
		}
	}
	if hit.Lines == nil {
		return Hit{}, false
	}
	hit.Kind = Kinds()[rank]
	return hit, true
}

// candidates lists, in order, what can begin with one of the words found.
func candidates(index map[int][]int, at map[int][]int) []int {
	var all []int
	for n, where := range at {
		if len(where) > 0 {
			all = append(all, index[n]...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// positions finds the words of the lists in a text: by number, where.
func (l *lists) positions(words []string) map[int][]int {
	at := map[int][]int{}
	seen := map[string][]int{}
	for i, w := range words {
		numbers, known := seen[w]
		if !known {
			for i, form := range forms([]rune(w)) {
				for _, n := range l.byLetter[form[0]] {
					if !slices.Contains(numbers, n) && (l.words[n].is(form) || i == 0 && l.words[n].meant(form)) {
						numbers = append(numbers, n)
					}
				}
			}
			seen[w] = numbers
		}
		for _, n := range numbers {
			at[n] = append(at[n], i)
		}
	}
	return at
}

// dropHarmless takes out what is nothing to worry about. In its place stands an
// empty word, so that nothing moves together. No typo is forgiven here: in Ukrainian
// a fire is one letter away from the fire brigade.
func (l *lists) dropHarmless(words []string, at map[int][]int) []string {
	gone := map[int]bool{}
	for _, i := range candidates(l.safe, at) {
		parts := l.harmless[i]
		where := make([][]int, len(parts))
		var there []int // the places of all words
		for i, part := range parts {
			for _, s := range part {
				for _, start := range l.spelled(s, words, at) {
					where[i] = append(where[i], start)
					for j := range s {
						there = append(there, start+j)
					}
				}
			}
		}
		if together(where, nil) {
			for _, i := range there {
				gone[i] = true
			}
		}
	}
	if len(gone) == 0 {
		return words
	}
	for n, where := range at {
		at[n] = slices.DeleteFunc(slices.Clone(where), func(i int) bool { return gone[i] })
	}
	left := slices.Clone(words)
	for i := range gone {
		left[i] = ""
	}
	return left
}

// spelled lists where the words of s stand without a typo.
func (l *lists) spelled(s seq, words []string, at map[int][]int) []int {
	return slices.DeleteFunc(slices.Clone(s.starts(at)), func(i int) bool {
		for j, n := range s {
			if !slices.ContainsFunc(forms([]rune(words[i+j])), l.words[n].is) {
				return true
			}
		}
		return false
	})
}

// fits says whether a pattern is there.
func (l *lists) fits(p *pattern, words []string, at map[int][]int) bool {
	if p.whole {
		return l.wholly(p.parts[0], words, at)
	}
	return together(places(p.parts, at), nil)
}

// places lists of each part where its alternatives begin.
func places(parts [][]seq, at map[int][]int) [][]int {
	all := make([][]int, len(parts))
	for i, part := range parts {
		for _, s := range part {
			all[i] = append(all[i], s.starts(at)...)
		}
	}
	return all
}

// wholly says whether a text is nothing but one of the alternatives, once or
// more, and small words.
func (l *lists) wholly(alternatives []seq, words []string, at map[int][]int) bool {
	said := make([]bool, len(words))
	for _, s := range alternatives {
		for _, i := range s.starts(at) {
			for j := range s {
				said[i+j] = true
			}
		}
	}
	for i, w := range words {
		if !said[i] && !l.small[w] {
			return false
		}
	}
	return slices.Contains(said, true)
}

// together says whether one place of each part can be chosen so that no two are
// the same and all are near each other.
func together(places [][]int, chosen []int) bool {
	if len(places) == 0 {
		return true
	}
	for _, i := range places[0] {
		far := func(j int) bool { return i == j || i-j > near || j-i > near }
		if !slices.ContainsFunc(chosen, far) && together(places[1:], append(chosen, i)) {
			return true
		}
	}
	return false
}

// starts lists where the words of s stand one behind the other.
func (s seq) starts(at map[int][]int) []int {
	if len(s) == 1 {
		return at[s[0]]
	}
	var starts []int
	for _, i := range at[s[0]] {
		follows := true
		for j, n := range s[1:] {
			follows = follows && slices.Contains(at[n], i+j+1)
		}
		if follows {
			starts = append(starts, i)
		}
	}
	return starts
}

// forms are a word as it stands and, in Hebrew and Arabic, without the "and",
// "in", "the" that are written together with it.
func forms(w []rune) [][]rune {
	var little string
	switch {
	case unicode.Is(unicode.Hebrew, w[0]):
		little = "והבלכמש"
	case unicode.Is(unicode.Arabic, w[0]):
		little = "وفبلكسحه"
	default:
		return [][]rune{w}
	}
	all := [][]rune{w}
	for least := range 2 { // what is left has three letters, of two taken away four
		if len(w) < 4+least || !slices.Contains([]rune(little), w[0]) {
			break
		}
		w = w[1:]
		all = append(all, w)
	}
	for _, f := range all {
		if len(f) > 4 && f[0] == 'ا' && f[1] == 'ل' {
			all = append(all, f[2:])
		}
	}
	return all
}

// is says whether a typed word is one of the lists'.
func (w word) is(typed []rune) bool {
	n := len(w.runes)
	return len(typed) >= n && slices.Equal(typed[:n], w.runes) && (w.open || len(typed) == n)
}

// meant says whether a typed word is one of the lists' with a typo in it. The
// first letter is hardly ever the wrong one.
func (w word) meant(typed []rune) bool {
	n, m := len(w.runes), len(typed)
	switch {
	case n < long || m < n-1 || !w.open && m > n+1:
		return false
	case !w.open:
		return oneEdit(typed, w.runes)
	}
	for _, cut := range []int{n - 1, n, n + 1} {
		if cut <= m && oneEdit(typed[:cut], w.runes) {
			return true
		}
	}
	return false
}

// long is how many letters a word has in which a typo is forgiven; in shorter
// ones it makes another word.
const long = 7

// oneEdit says whether a becomes b by one letter changed, left out, put in or
// exchanged with its neighbour.
func oneEdit(a, b []rune) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && j < len(b)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	x, y := a[i:len(a)-j], b[i:len(b)-j]
	switch {
	case len(x) <= 1 && len(y) <= 1:
		return true
	case len(x) == 2 && len(y) == 2:
		return x[0] == y[1] && x[1] == y[0]
	}
	return false
}
