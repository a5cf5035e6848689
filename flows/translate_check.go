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
	for _, wrong := range []mismatch{
		phonesDiffer(w.words, words),
		mismatchOf("translate.bad.mark", marksIn(w.words), marksIn(words)),
		numbersDiffer(w.words, words),
	} {
		if lines := wrong.lines(); lines != nil {
			return lines
		}
	}
	return nil
}

// mustStay lists what of a text a translation has to have as well.
func mustStay(words string) []string {
	var all []string
	for _, s := range slices.Concat(phonesIn(words), marksIn(words), numbersIn(words)) {
		if !slices.Contains(all, s) {
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
// those that only one of them has, where the original does not have them too; English,
// Spanish and Polish in translate_tongue.go.
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
	if otherLatin(words, l) {
		return false
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

// digits are those of a text alone.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, plainDigits(s))
}

// phonesIn lists the telephone numbers of a text, as digits.
func phonesIn(words string) []string {
	var all []string
	for _, i := range Identifiers(words) {
		if i.Kind == IdentifierPhone {
			all = append(all, digits(words[i.From:i.To]))
		}
	}
	return all
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
