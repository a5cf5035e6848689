package flows

import (
	"slices"
	"strings"
	"unicode"
)

// This file tells English, Spanish and Polish apart, which share their script: by letters
// that only one of them has, and by words that every text of some length has. It is no
// judge of short texts and of names, and says nothing of them.

// latinSigns are what shows one of the three.
type latinSigns struct{ letters, words string }

func latinLangs() map[Lang]latinSigns {
	return map[Lang]latinSigns{
		English: {"", "the and of to is are for you your we will with at from on please it this that not have be was by call come can"},
		Spanish: {"ñ¿¡áíúü", "el la los las de del que y en un una por con para se es no su al lo son está hay como más favor"},
		Polish:  {"ąćęłńśźż", "i w na do się nie jest że z ze od o po to dla przez proszę są oraz za jak przy będzie można tu"},
	}
}

// shows counts the words of a text that have such a letter or are such a word, and are not
// a sign of another language as well.
func (s latinSigns) shows(words string, other latinSigns) (n int) {
	common, theirs := strings.Fields(s.words), strings.Fields(other.words)
	for _, w := range strings.Fields(strings.ToLower(words)) {
		bare := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		if strings.ContainsAny(w, s.letters) || slices.Contains(common, bare) && !slices.Contains(theirs, bare) {
			n++
		}
	}
	return n
}

// otherLatin says whether a text that is to be in one of the three is clearly in another.
func otherLatin(words string, l Lang) bool {
	mine, known := latinLangs()[l]
	if !known {
		return false
	}
	for other, signs := range latinLangs() {
		if n := signs.shows(words, mine); other != l && n > 1 && n > 2*mine.shows(words, signs) {
			return true
		}
	}
	return false
}
