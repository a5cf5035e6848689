package flows

import (
	"strings"
	"unicode"
)

// str reads a single text without languages; what names it in complaints.
func (t fileTable) str(what, key string, most int) string {
	n := t.of(kindText, key, key+" = \"in quotes\"")
	if n == nil {
		return ""
	}
	s := strings.TrimSpace(n.value)
	if s == "" {
		t.r.complain(n.line, "%s is empty: fill it in or remove the line", key)
		return ""
	}
	t.r.checkWords(n.line, key, s, most, false)
	return s
}

// text reads words in every language of the programme: a table of languages.
func (t fileTable) text(key string, required bool, most int) Text {
	example := key + " = { " + exampleTexts(t.r.languages) + " }"
	n := t.get(key)
	if n == nil {
		if required {
			t.r.complain(t.node.line, "%s is missing: add %s", key, example)
		}
		return nil
	}
	if n.kind != kindTable {
		t.r.complain(n.line, "%s needs its text in every language: write %s", key, example)
		return nil
	}
	sub := fileTable{r: t.r, node: n}
	text := Text{}
	for _, l := range Languages() {
		if !sub.has(string(l)) {
			continue
		}
		words := sub.of(kindText, string(l), string(l)+" = \"...\"")
		if words == nil {
			continue
		}
		s := strings.TrimSpace(strings.ReplaceAll(words.value, "\r\n", "\n"))
		if s == "" {
			t.r.complain(words.line, "%s.%s is empty: write the text in %s", key, l, l)
			continue
		}
		t.r.checkWords(words.line, key+"."+string(l), s, most, most > limitName)
		text[l] = s
	}
	for _, l := range t.r.languages {
		if !sub.has(string(l)) {
			t.r.complain(n.line, "%s has no text in %s, a language of this programme: add %s = \"...\"", key, l, l)
		}
	}
	for _, key := range n.keys {
		if !Lang(key).Known() {
			t.r.complain(n.table[key].line, "unknown language %q: use %s", key, knownLanguages())
		}
	}
	return text
}

func exampleTexts(langs []Lang) string {
	if len(langs) == 0 {
		langs = []Lang{English}
	}
	var parts []string
	for _, l := range langs {
		parts = append(parts, string(l)+" = \"...\"")
	}
	return strings.Join(parts, ", ")
}

// checkWords refuses what cannot be shown: too long, or with characters that
// break a screen or turn the direction of what follows. < > & are fine, they
// are escaped when a screen is rendered.
func (r *programmeReader) checkWords(line int, key, s string, most int, newlines bool) {
	if n := units(s); n > most {
		r.complain(line, "%s has %d characters: shorten it to %d", key, n, most)
	}
	visible := false
	for _, c := range s {
		visible = visible || unicode.IsLetter(c) || unicode.IsNumber(c)
		switch {
		case c == '\n' && newlines:
		case c == '\n':
			r.complain(line, "%s goes over several lines: write it on one", key)
			return
		case turnsDirection(c):
			r.complain(line, "%s holds the invisible character U+%04X, which turns the direction of text: delete it and type the words around it again", key, c)
			return
		case unicode.IsControl(c) || c == '\u2028' || c == '\u2029' || c == unicode.ReplacementChar || unicode.Is(unicode.Cf, c) && !joinsOrMarks(c):
			r.complain(line, "%s holds the character U+%04X, which cannot be shown: delete it and type the words around it again", key, c)
			return
		}
	}
	if !visible {
		r.complain(line, "%s has no letter or digit: write words", key)
	}
}

// turnsDirection knows the bidi embeddings, overrides and isolates; isolating
// is done where a screen is rendered, not in the programme's words.
func turnsDirection(c rune) bool {
	return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069'
}

// joinsOrMarks knows the invisible characters that honest text needs: joiners
// (Arabic, emoji), direction marks and the soft hyphen.
func joinsOrMarks(c rune) bool {
	return c == '\u200c' || c == '\u200d' || c == '\u200e' || c == '\u200f' || c == '\u061c' || c == '\u00ad'
}
