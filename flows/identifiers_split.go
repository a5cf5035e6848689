package flows

import (
	"slices"
	"strings"
	"unicode"
)

// word is a word or a number of a text that is searched for identifiers.
type word struct {
	from, to int
	low      string // in small letters, without quotation marks
	number   bool
	// after is what ended the one before it: '\n' a line, '!' a sentence, ',' or '.'
	// that sign, ' ' nothing in particular.
	after rune
}

// split cuts the text into words and numbers.
func (f *finder) split() {
	from, kind, after := -1, 0, ' '
	end := func(to int) {
		if from < 0 {
			return
		}
		f.words = append(f.words, word{from, to, strings.ToLower(strings.Trim(f.s[from:to], `'"`)), kind == 2, after})
		from, after = -1, ' '
	}
	for i, r := range f.s {
		is := 0
		switch {
		case unicode.IsLetter(r) || r == '\'' || r == '"':
			is = 1
		case r >= '0' && r <= '9':
			is = 2
		}
		if is != kind || is == 0 {
			end(i)
		}
		if is == 0 {
			after = stronger(after, r)
		} else if from < 0 {
			from = i
		}
		kind = is
	}
	end(len(f.s))
}

// stronger is the sign between two words that parts them most.
func stronger(a, b rune) rune {
	if b == '?' || b == ';' || b == '…' || b == '؟' || b == '؛' {
		b = '!'
	}
	signs := []rune{' ', '.', ',', '!', '\n'}
	if slices.Index(signs, b) > slices.Index(signs, a) {
		return b
	}
	return a
}

// wordAt is the first word that begins at a place of the text or after it.
func (f *finder) wordAt(at int) int {
	i, _ := slices.BinarySearchFunc(f.words, at, func(w word, at int) int { return w.from - at })
	return i
}

// wordList is a list of words, some with any ending.
type wordList struct {
	all   map[string]bool
	stems map[string]bool
}

func listOf(words string) wordList {
	l := wordList{map[string]bool{}, map[string]bool{}}
	for _, w := range strings.Fields(words) {
		if stem, open := strings.CutSuffix(w, "*"); open {
			l.stems[stem] = true
		} else {
			l.all[w] = true
		}
	}
	return l
}

// has says whether a word is in the list. A word of three letters and more may have
// any ending where the list says so.
func (l wordList) has(word string) bool {
	if word == "" || l.all[word] {
		return word != ""
	}
	for i := range word {
		if l.stems[word[:i]] {
			return true
		}
	}
	return l.stems[word]
}

// hasBare says it of a word or of what is left without the letters that Hebrew and
// Arabic write together with it: "in the street", "and a street".
func (l wordList) hasBare(word string) bool {
	if l.has(word) {
		return true
	}
	for range 2 {
		cut := strings.TrimPrefix(word, "ال")
		if cut == word {
			for _, letter := range []string{"ב", "ל", "מ", "ה", "ו", "ש", "ب", "ل", "و", "ف"} {
				if cut = strings.TrimPrefix(word, letter); cut != word {
					break
				}
			}
		}
		if cut == word || len(cut) < 4 {
			return false
		}
		if word = cut; l.has(word) {
			return true
		}
	}
	return false
}
