package locales

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Join makes one phrase of several, as the language lists them: "a, b and c".
// The items are put in as they are.
func (l *Localizer) Join(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := items[len(items)-1]
	if len(items) == 2 {
		return l.fill(l.joint("list.pair", "list.pair_alone", last), "a", items[0], "b", last)
	}
	joined := items[0]
	for _, item := range items[1 : len(items)-1] {
		joined = l.fill("list.middle", "a", joined, "b", item)
	}
	return l.fill(l.joint("list.end", "list.end_alone", last), "a", joined, "b", last)
}

// joint picks the message that joins the last item. Two languages join some
// words differently: Spanish before the sound i, Hebrew, whose "and" is part
// of the word, before other letters and digits.
func (l *Localizer) joint(usual, alone, last string) string {
	if l.lang == "es" && soundsLikeI(last) || l.lang == "he" && !beginsWith(last, unicode.Hebrew) {
		return alone
	}
	return usual
}

// soundsLikeI: "e inglés", "e hijos", but "y hielo" and "y iones".
func soundsLikeI(s string) bool {
	s = strings.ToLower(strings.TrimLeft(s, "\u2066\u2068"))
	s, _ = strings.CutPrefix(s, "h")
	if strings.HasPrefix(s, "í") {
		return true
	}
	after, i := strings.CutPrefix(s, "i")
	return i && !strings.HasPrefix(after, "e") && !strings.HasPrefix(after, "o") && !strings.HasPrefix(after, "a")
}

func beginsWith(s string, script *unicode.RangeTable) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\u2066\u2068"))
	return unicode.Is(script, r)
}
