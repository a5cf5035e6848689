package danger

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold is a text as the lists compare it, in words: lower case, without accents,
// vowel points, punctuation and emoji, a letter that is typed several times
// once, and letters that people use for each other made one.
func Fold(text string) []string {
	text = strings.ReplaceAll(text, "🆘", " sos ")
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, string(oneScript(word)))
			word = word[:0]
		}
	}
	for _, r := range norm.NFKD.String(strings.ToLower(strings.ToValidUTF8(text, " "))) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf, unicode.Me), silent(r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			r = same(r)
			if n := len(word); n == 0 || word[n-1] != r || unicode.IsDigit(r) {
				word = append(word, r)
			}
		default:
			end()
		}
	}
	end()
	return words
}

// silent marks stand inside words and are left out as often as not: apostrophes
// in Ukrainian and in English, geresh in Hebrew, the Arabic hamza and tatweel.
func silent(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '`', '´', '׳', '״', 'ء', 'ـ':
		return true
	}
	return false
}

// same makes one letter of those that stand for each other.
func same(r rune) rune {
	switch r {
	case 'ł':
		return 'l'
	case 'ґ':
		return 'г'
	case 'ך':
		return 'כ'
	case 'ם':
		return 'מ'
	case 'ן':
		return 'נ'
	case 'ף':
		return 'פ'
	case 'ץ':
		return 'צ'
	case 'ة', 'ە':
		return 'ه'
	case 'ى', 'ی':
		return 'ي'
	case 'ک':
		return 'ك'
	case 'ٱ':
		return 'ا'
	case 'ذ': // the next three are said, and so typed, in several ways
		return 'د'
	case 'ث':
		return 'ت'
	case 'ظ':
		return 'ض'
	}
	if unicode.IsDigit(r) { // of whatever script
		for zero := r; zero > r-10; zero-- {
			if !unicode.IsDigit(zero - 1) {
				return '0' + (r - zero)
			}
		}
	}
	return r
}

// lookalikes are Latin letters that stand in Cyrillic words where a keyboard has
// no others: "допоможiть" with a Latin i.
var lookalikes = strings.NewReplacer("a", "а", "c", "с", "e", "е", "i", "і", "o", "о", "p", "р", "x", "х", "y", "у")

// oneScript makes a word Cyrillic if some of its letters are.
func oneScript(word []rune) []rune {
	cyrillic := false
	for _, r := range word {
		cyrillic = cyrillic || unicode.Is(unicode.Cyrillic, r)
	}
	if !cyrillic {
		return word
	}
	return []rune(lookalikes.Replace(string(word)))
}
