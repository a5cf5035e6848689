package flows

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// This file looks at a translation before it is taken: it is in the right script,
// and what must stay the same did. It understands no language. That the sense is
// right is for the second translator.

// wrongWith says what is wrong with a translation; nil if nothing is.
func wrongWith(w passage, to Lang, words string) []Line {
	if n := units(words); n > w.most {
		return line("translate.bad.long", Args{"number": n, "most": w.most})
	}
	switch {
	case hasLetters(w.words) && bareText(words) == bareText(w.words):
		return line("translate.bad.same", nil)
	case !looksLike(words, w.words, to):
		return line("translate.bad.tongue", Args{"tongue": Tongue(to)})
	}
	for _, kind := range []struct {
		key    string
		differ func(before, after string) (lost, added []string)
	}{{"translate.bad.phone", phonesDiffer}, {"translate.bad.mark", by(marksIn)}, {"translate.bad.number", by(numbersIn)}} {
		if lost, added := kind.differ(w.words, words); len(lost)+len(added) > 0 {
			lines := line(kind.key, nil)
			if len(lost) > 0 {
				lines = append(lines, Line{Key: "translate.bad.lost", Args: Args{"what": Code(strings.Join(lost, ", "))}})
			}
			if len(added) > 0 {
				lines = append(lines, Line{Key: "translate.bad.added", Args: Args{"what": Code(strings.Join(added, ", "))}})
			}
			return lines
		}
	}
	return nil
}

// mustStay lists what of a text a translation has to have as well.
func mustStay(words string) []string {
	var all []string
	for _, s := range slices.Concat(phonesIn(words), marksIn(words), numbersIn(words)) {
		in := slices.ContainsFunc(all, func(had string) bool { return strings.Contains(had, s) })
		if !in {
			all = append(all, s)
		}
	}
	return all
}

func hasLetters(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// bareText is a text without case, spaces and marks.
func bareText(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// looksLike says whether a text can be in a language, by its letters. Names in other
// letters are common, so most letters decide. Ukrainian and Russian are told apart by
// those that only one of them has, where the original does not have them too.
func looksLike(words, original string, l Lang) bool {
	n := map[string]int{}
	for _, r := range words {
		if script := scriptOf(r); script != "" {
			n[script]++
		}
	}
	if len(n) == 0 {
		return !hasLetters(original)
	}
	want := map[Lang]string{Hebrew: "hebrew", Arabic: "arabic", Russian: "cyrillic", Ukrainian: "cyrillic"}[l]
	if want == "" {
		want = "latin"
	}
	for script, count := range n {
		if script != want && count > n[want] {
			return false
		}
	}
	others := map[Lang]string{Ukrainian: "ыэъё", Russian: "іїєґ"}[l]
	return !strings.ContainsFunc(strings.ToLower(words), func(r rune) bool {
		return strings.ContainsRune(others, r) && !strings.ContainsRune(strings.ToLower(original), r)
	})
}

// plainDigits writes a text with the digits 0 to 9, and without what shows nothing.
func plainDigits(s string) string {
	return strings.Map(plainRune, s)
}

var digitRuns = regexp.MustCompile(`[0-9]+`)

// numbersIn lists the numbers of a text, in whichever digits they are written.
func numbersIn(words string) []string { return digitRuns.FindAllString(plainDigits(words), -1) }

// phonesIn lists the telephone numbers of a text, as digits.
func phonesIn(words string) []string {
	var all []string
	for _, i := range Identifiers(words) {
		if i.Kind == IdentifierPhone {
			all = append(all, strings.Join(numbersIn(words[i.From:i.To]), ""))
		}
	}
	return all
}

// phonesDiffer compares telephone numbers by their digits: what is taken for one in a
// language may stand in the other text and not be taken for one there.
func phonesDiffer(before, after string) (lost, added []string) {
	missing := func(from, in string) []string {
		digits := strings.Join(numbersIn(in), "")
		return slices.DeleteFunc(phonesIn(from), func(phone string) bool { return strings.Contains(digits, phone) })
	}
	return missing(before, after), missing(after, before)
}

// by compares what a function lists.
func by(list func(string) []string) func(before, after string) (lost, added []string) {
	return func(before, after string) (lost, added []string) { return differ(list(before), list(after)) }
}

var placeholders = regexp.MustCompile(`\{+[^{}\s]+\}+`)

// marksIn lists placeholders, links, e-mails and accounts: none has another name in
// another language.
func marksIn(words string) []string {
	all := placeholders.FindAllString(words, -1)
	for _, i := range Identifiers(words) {
		if i.Kind == IdentifierLink || i.Kind == IdentifierEmail || i.Kind == IdentifierHandle {
			all = append(all, words[i.From:i.To])
		}
	}
	return all
}

// differ lists what only the first, and what only the second has, as often as it is there.
func differ(before, after []string) (lost, added []string) {
	left := slices.Clone(after)
	for _, s := range before {
		if i := slices.Index(left, s); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			lost = append(lost, s)
		}
	}
	return lost, left
}
