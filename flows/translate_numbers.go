package flows

import (
	"regexp"
	"slices"
	"strings"
)

// This file compares the numbers of a text with those of its translation: amounts, dates
// and hours. Each is there as often, whatever mark parts its digits, and what says from
// when till when says so the same way round.

// A number is digits with marks between them: 18:00, 12.5, 5/12, 10,000.
var (
	numberMarks  = regexp.MustCompile(`[0-9]+(?:[.:/,][0-9]+)*`)
	numberGroups = regexp.MustCompile(`\b[0-9]{1,3}(?:[.,][0-9]{3})+\b`)
	spacedGroups = regexp.MustCompile(`\b[0-9]{1,3}(?: [0-9]{3})+\b`)
	numberRanges = regexp.MustCompile(`([0-9]+(?:[.:/,][0-9]+)*)\.? ?- ?([0-9]+(?:[.:/,][0-9]+)*)`)
)

// mismatch is what a translation lost of a text, or has beside it.
type mismatch struct {
	key         string
	lost, added []string
}

func mismatchOf(key string, before, after []string) mismatch {
	lost, added := differ(before, after, func(s string) string { return s })
	return mismatch{key, lost, added}
}

// lines say it; nil if nothing is wrong.
func (m mismatch) lines() []Line {
	if len(m.lost)+len(m.added) == 0 {
		return nil
	}
	lines := line(m.key, nil)
	if len(m.lost) > 0 {
		lines = append(lines, Line{Key: "translate.bad.lost", Args: Args{"what": Code(strings.Join(m.lost, ", "))}})
	}
	if len(m.added) > 0 {
		lines = append(lines, Line{Key: "translate.bad.added", Args: Args{"what": Code(strings.Join(m.added, ", "))}})
	}
	return lines
}

// differ lists what only the first, and what only the second has, as often as it is there.
func differ(before, after []string, as func(string) string) (lost, added []string) {
	left := slices.Clone(after)
	for _, s := range before {
		if i := slices.IndexFunc(left, func(one string) bool { return as(one) == as(s) }); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			lost = append(lost, s)
		}
	}
	return lost, left
}

// numbersIn lists the numbers of a text as they are written, in plain digits. Those of
// telephone numbers, links and placeholders are theirs.
func numbersIn(words string) []string {
	return numberMarks.FindAllString(numbersOnly(words, words), -1)
}

// numbersOnly is a text in plain digits, without what of it or of another one is compared
// by itself: what is taken for a telephone number depends on the words around it.
func numbersOnly(words, other string) string {
	phones := slices.Concat(phonesIn(words), phonesIn(other))
	for _, mark := range slices.Concat(marksIn(words), marksIn(other)) {
		words = strings.ReplaceAll(words, mark, " ; ")
	}
	plain := plainDigits(words)
	for _, phone := range phones {
		spaced := regexp.MustCompile(strings.Join(strings.Split(phone, ""), `[ ().+-]*`))
		plain = spaced.ReplaceAllString(plain, " ; ")
	}
	return plain
}

// phonesDiffer compares telephone numbers by their digits: what is taken for one in a
// language may stand in the other text and not be taken for one there.
func phonesDiffer(before, after string) mismatch {
	missing := func(from, in string) []string {
		all := digits(in)
		return slices.DeleteFunc(phonesIn(from), func(phone string) bool { return strings.Contains(all, phone) })
	}
	return mismatch{"translate.bad.phone", missing(before, after), missing(after, before)}
}

// numberAs is how a number is compared: 10,000 is 10.000 and 10000, 12,5 is 12.5, and
// 18:00 is 18.00.
func numberAs(s string) string {
	if numberGroups.FindString(s) == s {
		return digits(s)
	}
	return strings.NewReplacer(":", ".", "/", ".", ",", ".").Replace(s)
}

// numbersDiffer compares the numbers of a text and of its translation.
func numbersDiffer(before, after string) mismatch {
	m := mismatch{key: "translate.bad.number"}
	before, after = numbersOnly(before, after), numbersOnly(after, before)
	m.lost, m.added = differ(numberMarks.FindAllString(before, -1), numberMarks.FindAllString(after, -1), numberAs)
	if len(m.lost)+len(m.added) > 0 {
		ungrouped := func(s string) []string {
			return numberMarks.FindAllString(spacedGroups.ReplaceAllStringFunc(s, digits), -1) // 10 000
		}
		if lost, added := differ(ungrouped(before), ungrouped(after), numberAs); len(lost)+len(added) == 0 {
			m.lost, m.added = nil, nil
		}
	}
	if len(m.lost)+len(m.added) == 0 {
		m.lost, m.added = turned(before, after), turned(after, before)
	}
	return m
}

// turned lists the ranges of a text, and its hours if there are several, that stand in
// another order in the other text.
func turned(words, other string) []string {
	var all []string
	there := numberMarks.FindAllString(other, -1)
	for _, r := range numberRanges.FindAllStringSubmatch(words, -1) {
		if !inOrder(r[1:], there) {
			all = append(all, r[0])
		}
	}
	var hours []string
	for _, n := range numberMarks.FindAllString(words, -1) {
		if strings.Contains(n, ":") {
			hours = append(hours, n)
		}
	}
	if len(all) == 0 && !inOrder(hours, there) {
		return hours
	}
	return all
}

// inOrder says whether some numbers follow one another among all of a text.
func inOrder(some, all []string) bool {
	for _, n := range all {
		if len(some) > 0 && numberAs(n) == numberAs(some[0]) {
			some = some[1:]
		}
	}
	return len(some) == 0
}
