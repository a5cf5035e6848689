package danger

import (
	"cmp"
	"slices"
)

// This file weighs what was found against what stands around it.

// enough is what the words around a danger must weigh together with it.
const enough = 2

// window is how many words before and after a danger are weighed with it.
const window = 8

// brief is how many words a message has at most that is called out rather than told;
// it weighs one more.
const brief = 3

// mark is a place in a text where a stem of a family stands: from its first word to
// its last.
type mark struct{ family, stem, from, to int }

// weigh gives the marks that make a text of so many words speak of danger, one of each
// family.
func (l *lists) weigh(marks []mark, words int) []mark {
	begin := make([][]int, words) // which marks begin at a word
	for i, m := range marks {
		begin[m.from] = append(begin[m.from], i)
	}
	var found []mark
	for _, m := range marks {
		if l.families[m.family].kind == "" || slices.ContainsFunc(found, func(f mark) bool { return f.family == m.family }) {
			continue
		}
		beside := slices.Concat(begin[max(0, m.from-window):min(words, m.to+window+1)]...)
		slices.Sort(beside) // the heaviest first, as marks are
		sum := l.around(m, marks, beside)
		if words <= brief {
			sum++
		}
		if sum >= enough {
			found = append(found, m)
		}
	}
	return found
}

// marks lists what stands where, the heaviest first. A calm word must be spelled right:
// a typo is not to hide a danger.
func (l *lists) marks(exact, meant places) []mark {
	var marks []mark
	for n := range meant {
		for _, is := range l.weighs[n] {
			f, at := &l.families[is.family], meant
			if f.weight < 0 {
				at = exact
			}
			for _, m := range f.stems[is.stem].loosely(at) {
				m.family, m.stem = is.family, is.stem
				marks = append(marks, m)
			}
		}
	}
	heavy := func(m mark) int { return max(l.families[m.family].weight, -l.families[m.family].weight) }
	slices.SortFunc(marks, func(a, b mark) int {
		if c := cmp.Or(heavy(b)-heavy(a), (b.to-b.from)-(a.to-a.from), a.from-b.from, a.family-b.family); c != 0 {
			return c
		}
		return a.stem - b.stem
	})
	return marks
}

// around adds up the marks beside one, in its language or one that is mixed with it:
// each family once, each word once, and all signs together as one.
func (l *lists) around(m mark, marks []mark, beside []int) int {
	f := &l.families[m.family]
	sum, signed := f.weight, false
	counted := []mark{m}
	for _, i := range beside {
		other, o := marks[i], &l.families[marks[i].family]
		sign := o.kind == "" && o.weight > 0
		if kin(o.lang) != kin(f.lang) || sign && signed ||
			slices.ContainsFunc(counted, func(c mark) bool { return c.family == other.family || c.from <= other.to && other.from <= c.to }) {
			continue
		}
		counted, signed = append(counted, other), signed || sign
		sum += o.weight
	}
	return sum
}

// kin is the same for languages that people mix in one sentence.
func kin(lang string) string {
	if lang == "uk" {
		return "ru"
	}
	return lang
}

// loosely lists where the words of s stand in this order, with at most one other word
// between two of them.
func (s seq) loosely(at places) []mark {
	var all []mark
	for _, from := range at[s[0]] {
		to, follows := from, true
		for _, n := range s[1:] {
			switch {
			case at.has(n, to+1):
				to++
			case at.has(n, to+2):
				to += 2
			default:
				follows = false
			}
		}
		if follows {
			all = append(all, mark{from: from, to: to})
		}
	}
	return all
}
