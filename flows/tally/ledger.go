package tally

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Ledger is everything counted that one readership was ever shown, and the one place
// that decides what they may be shown next. Those who share a ledger are taken to
// compare what they get.
//
// Three kinds of numbers leave by it, each by its own rule:
//
//   - Editions of concerns are audited against all earlier ones (Book.Close).
//   - A wave of a survey is settled once, at its end, and never anew (Wave).
//   - A number that moves, such as the size of an audience, stands still until at
//     least k have come or gone since it was made (Ask). So nobody learns, by looking
//     again, what a single person did.
//
// A total of moving numbers is the sum of what is shown of its groups (AtLeast), and
// groups never overlap. So whoever asks for every combination of groups learns
// nothing beyond the groups.
//
// Not covered: the moment in which a number that moves is made anew tells that the
// last of those k came or went just then; and one that falls out of sight tells
// somebody who saw it before that at least k went.
type Ledger struct {
	// Editions, oldest first. They are stored one by one, as they were closed.
	Editions []Edition `cbor:"-"`
	// Waves, by name. What was settled is stored with each wave.
	Waves map[string][]Result `cbor:"-"`
	// Standing is how many there were in each group when its number was last made,
	// small ones too: what is hidden stands still as well. Earlier values are not
	// kept, because they tell no more than that k or more came or went.
	Standing map[string]int `cbor:"140,keyasint,omitempty"`

	fresh map[string]int // made since the ledger was read
}

// Shown is a number about people that may be shown, or is hidden. Only this package
// makes one. The zero value is hidden.
type Shown struct {
	n    int
	open bool
}

// Hidden says that nothing may be said but that it is too small.
func (s Shown) Hidden() bool { return !s.open }

// Count is the number; 0 if it is hidden.
func (s Shown) Count() int { return s.n }

// String is the number in digits, or a dash.
func (s Shown) String() string {
	if s.Hidden() {
		return "-"
	}
	return strconv.Itoa(s.n)
}

// Ask is how many of a group may be shown, of n that it has now. k is how many
// people must stand behind it, at least LeastK.
func (l *Ledger) Ask(group string, n, k int) Shown {
	return counted(l.stand(group, n, max(k, LeastK)), k)
}

// stand is n as it was when the group's number was last made.
func (l *Ledger) stand(group string, n, k int) int {
	was, known := l.fresh[group]
	if !known {
		was, known = l.Standing[group]
	}
	if known && max(n-was, was-n) < k {
		return was
	}
	if l.fresh == nil {
		l.fresh = map[string]int{}
	}
	l.fresh[group] = n
	return n
}

// counted is n, hidden if that is less than k.
func counted(n, k int) Shown {
	if n < max(k, LeastK) {
		return Shown{}
	}
	return Shown{n, true}
}

// Fresh is what was made since the ledger was read: it has to be kept before any of
// it is shown.
func (l *Ledger) Fresh() map[string]int { return l.fresh }

// Keep is the ledger with what was made beside it.
func (l Ledger) Keep(fresh map[string]int) Ledger {
	standing := map[string]int{}
	maps.Copy(standing, l.Standing)
	maps.Copy(standing, fresh)
	l.Standing = standing
	return l
}

// Forget is the ledger without a group, and without those below it (GROUP/...), when
// what they counted is gone for ever; ok is false if there were none.
func (l Ledger) Forget(group string) (without Ledger, ok bool) {
	standing := maps.Clone(l.Standing)
	maps.DeleteFunc(standing, func(name string, _ int) bool {
		return name == group || strings.HasPrefix(name, group+"/")
	})
	if ok = len(standing) < len(l.Standing); len(standing) == 0 {
		standing = nil
	}
	l.Standing = standing
	return l, ok
}

// AtLeast is the total of groups that do not overlap, as far as it may be said: each
// is rounded down to a multiple of k, and a hidden one counts as nothing.
func AtLeast(k int, groups ...Shown) Shown {
	sum := 0
	for _, g := range groups {
		sum += Rounded(g.n, k).n
	}
	return counted(sum, k)
}

// Rounded is n, rounded down to a multiple of k. It is for what was decided before,
// such as a total that is kept; whatever moves is asked for by Ask.
func Rounded(n, k int) Shown { return counted(n/max(k, LeastK)*max(k, LeastK), k) }

// Part is how many of those n are, rounded down and never more than all of them as
// they are shown: so the parts tell nothing about the whole.
func (s Shown) Part(n, k int) Shown {
	return counted(min(s.n, Rounded(n, k).n), k)
}

// Ended is how many took part in something that is over and is counted no more.
func Ended(n, k int) Shown { return counted(n, k) }

// Among is how many of those did something, in a count that has ended and names
// nobody: with the whole its parts are shown, however small.
func (s Shown) Among(n int) Shown {
	if s.Hidden() {
		return Shown{}
	}
	return Shown{min(n, s.n), true}
}

// Named is a part of a whole.
type Named struct {
	Name string
	Shown
}

// Split divides a whole that its readers know, as by languages: what is below k is
// added up, and if even that is below, so are the next smallest with it. What is
// left of all is then nobody's, or enough. Large parts come first; of equal ones as
// the names stand.
func (l *Ledger) Split(group string, names []string, counts map[string]int, k int) (parts []Named, rest Shown) {
	k = max(k, LeastK)
	for _, name := range names {
		if counts[name] == 0 {
			continue
		}
		if n := l.stand(group+"/"+name, counts[name], k); n > 0 {
			parts = append(parts, Named{name, Shown{n, true}})
		}
	}
	slices.SortStableFunc(parts, func(a, b Named) int { return cmp.Compare(b.n, a.n) })
	left := 0
	for len(parts) > 0 && (parts[len(parts)-1].n < k || left > 0 && left < k) {
		left += parts[len(parts)-1].n
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 0 {
		return nil, Shown{}
	}
	return parts, counted(left, k)
}

// Wave is what may be shown of a wave: as it was settled, or, if it has not been,
// by Counted. often holds, by question, how many would not say and then how many
// chose each option.
func (l *Ledger) Wave(id string, questions []Question, often [][]int, k int) ([]Result, error) {
	if settled := l.Waves[id]; len(settled) == len(questions) && len(settled) > 0 {
		return settled, nil
	}
	var all []Result
	for i, q := range questions {
		one, err := Counted(q, often[i][1:], often[i][0], k)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	if l.Waves == nil {
		l.Waves = map[string][]Result{}
	}
	l.Waves[id] = all
	return all, nil
}
