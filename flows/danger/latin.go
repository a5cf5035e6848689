package danger

import (
	"strings"
	"unicode"
)

// This file reads Russian and Ukrainian in Latin letters: "pomogite, menya ubivayut".
// People have no one way of writing so. Both sides are made plain: the lists' words by
// a table, what was typed by taking together the letters that stand for each other.

// shortestLatin is how many Latin letters a word must have to be taken for a Cyrillic
// one; shorter ones are words of other languages.
const shortestLatin = 5

var cyrillicInLatin = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'є': "e", 'ж': "zh", 'з': "z", 'и': "i", 'і': "i",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "h", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "sh", 'ь': "", 'ъ': "", 'ы': "i", 'э': "e", 'ю': "iu", 'я': "ia",
}

// inLatin spells a folded Cyrillic word in Latin letters, "" if it is none or too short.
// In Ukrainian г is h.
func inLatin(word, lang string) string {
	var b strings.Builder
	for _, r := range word {
		s, ok := cyrillicInLatin[r]
		if !ok {
			return ""
		}
		if r == 'г' && lang == "uk" {
			s = "h"
		}
		b.WriteString(s)
	}
	if plain := plainLatin(b.String()); len(plain) >= shortestLatin {
		return plain
	}
	return ""
}

var sameInLatin = strings.NewReplacer("shch", "sh", "sch", "sh", "kh", "h", "x", "h", "w", "v", "tz", "ts",
	"ye", "e", "je", "e", "ie", "e", "yo", "e", "jo", "e", "yi", "i", "ji", "i", "ij", "i", "iy", "i", "y", "i", "j", "i", "4", "ch")

// plainLatin takes together what stands for the same sound.
func plainLatin(word string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range sameInLatin.Replace(word) {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// typedInLatin is a typed word as plainLatin makes it, nil if it cannot be Cyrillic.
func typedInLatin(word []rune) []rune {
	if len(word) < shortestLatin-1 || !unicode.Is(unicode.Latin, word[0]) {
		return nil
	}
	if plain := plainLatin(string(word)); len(plain) >= shortestLatin {
		return []rune(plain)
	}
	return nil
}
