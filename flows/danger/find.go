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
	// Stems are what of the lists was found, as it stands there.
	Stems []string
}

// near is how many words apart the parts of a harmless phrase may stand.
const near = 8

// places says where in a text the words of the lists stand, by their numbers, in order.
type places map[int][]int

// has says whether a word of the lists stands somewhere.
func (at places) has(n, where int) bool {
	_, found := slices.BinarySearch(at[n], where)
	return found
}

// Find says whether a text speaks of danger to somebody now, and of which.
func Find(text string) (Hit, bool) {
	l := all()
	words := Fold(text)
	exact, meant := l.positions(words)
	l.dropHarmless(exact, meant)
	var hit Hit
	rank := len(Kinds())
	for _, m := range l.weigh(l.marks(exact, meant), len(words)) {
		f := &l.families[m.family]
		rank = min(rank, slices.Index(Kinds(), f.kind))
		hit.Stems = append(hit.Stems, f.spelled[m.stem])
		if f.lang != "any" && !slices.Contains(hit.Langs, f.lang) {
			hit.Langs = append(hit.Langs, f.lang)
		}
	}
	if hit.Stems == nil {
		return Hit{}, false
	}
	hit.Kind = Kinds()[rank]
	return hit, true
}

// candidates lists, in order, what can begin with one of the words found.
func candidates(index map[int][]int, at places) []int {
	var all []int
	for n, where := range at {
		if len(where) > 0 {
			all = append(all, index[n]...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// positions finds the words of the lists in a text: as they are spelled there, and
// with typos too.
func (l *lists) positions(words []string) (exact, meant places) {
	exact, meant = places{}, places{}
	type numbers struct{ exact, meant []int }
	seen := map[string]numbers{}
	for i, w := range words {
		n, known := seen[w]
		if !known {
			n.exact, n.meant = l.numbers([]rune(w))
			seen[w] = n
		}
		for _, n := range n.exact {
			exact[n] = append(exact[n], i)
		}
		for _, n := range n.meant {
			meant[n] = append(meant[n], i)
		}
	}
	return exact, meant
}

// numbers lists the words of the lists that a typed word is, and those and the ones
// that it may be with a typo in it. A word that is in the lists has none.
func (l *lists) numbers(typed []rune) (exact, meant []int) {
	inLatin := typedInLatin(typed)
	find := func(fits func(w word, typed []rune) bool) (found []int) {
		add := func(n int) {
			if !slices.Contains(found, n) {
				found = append(found, n)
			}
		}
		for _, form := range forms(typed) {
			for _, n := range l.byLetter[form[0]] {
				if fits(l.words[n], form) {
					add(n)
				}
			}
		}
		for i, first := range typed {
			for _, n := range l.inner[first] {
				if fits(l.words[n], typed[i:]) {
					add(n)
				}
			}
		}
		if inLatin != nil {
			for _, w := range l.latin[inLatin[0]] {
				if fits(w.word, inLatin) {
					add(w.number)
				}
			}
		}
		return found
	}
	exact = find(word.is)
	known := func(n int) bool { return len(l.words[n].runes) >= surely }
	if len(typed) < long || slices.ContainsFunc(exact, known) {
		return exact, exact
	}
	return exact, append(find(word.meant), exact...)
}

// dropHarmless takes out what is nothing to worry about. No typo is forgiven here: in
// Ukrainian a fire is one letter away from the fire brigade.
func (l *lists) dropHarmless(exact, meant places) {
	gone := map[int]bool{}
	for _, i := range candidates(l.safe, exact) {
		parts := l.harmless[i]
		where := make([][]int, len(parts))
		var there []int // the places of all words
		for i, part := range parts {
			for _, s := range part {
				for _, start := range s.starts(exact) {
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
		return
	}
	for _, at := range []places{exact, meant} {
		for n, where := range at {
			at[n] = slices.DeleteFunc(slices.Clone(where), func(i int) bool { return gone[i] })
		}
	}
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
func (s seq) starts(at places) []int {
	if len(s) == 1 {
		return at[s[0]]
	}
	var starts []int
	for _, i := range at[s[0]] {
		follows := true
		for j, n := range s[1:] {
			follows = follows && at.has(n, i+j+1)
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
	for least := range 2 { // what is left has three letters, of two taken away four; but "and not" is two short words
		if len(w) < 4+least && (len(w) != 3 || w[0] != 'ו' && w[0] != 'و') || !slices.Contains([]rune(little), w[0]) {
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
	case n < long || m < long || m < n-1 || !w.open && m > n+1 || w.inner:
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

// long is how many letters both words have if a typo is forgiven; in shorter
// ones it makes another word.
const long = 7

// surely is how many letters a word of the lists has at least if a typed word that
// begins so is taken for it and for no other.
const surely = 4

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
