package locales

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// checkPlaceholders wants the names of English, and {{.count}} wherever the
// text stands for more numbers than one: "one place" may do without it, but in
// Ukrainian the form "one" is also that of 21.
func (c *checker) checkPlaceholders(f, english *checkedFile, key string, form int, text string, say func(string, ...any)) {
	ours, want := placeholders(text), placeholders(forms(english.messages[key])[other])
	has, wanted := slices.Contains(ours, "count"), slices.Contains(want, "count")
	counted := has == wanted || !has && form != other && f.covers[form] == 1
	if !counted || !slices.Equal(withoutCount(ours), withoutCount(want)) {
		say("has the placeholders %v; in English they are %v", ours, want)
	}
}

func withoutCount(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "count" })
}

// checkTranslation compares a text's words with the English ones.
func (c *checker) checkTranslation(f, english *checkedFile, key string, form int, text string, say func(string, ...any)) {
	source := forms(english.messages[key])
	theirs := source[other]
	if source[form] != "" {
		theirs = source[form]
	}
	words := wordsOf(text)
	if words == "" || sameEverywhere(f.lang, words) {
		return
	}
	if words == wordsOf(theirs) {
		say("is still in English")
	}
	script := guideScripts()[f.lang]
	if script != unicode.Latin && !strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(script, r) }) {
		say("has no word of %q", f.lang)
	}
}

// placeholders lists the names in a text, each once, sorted.
func placeholders(text string) []string {
	cut, _ := pieces(text)
	var names []string
	for _, p := range cut {
		if p.name != "" {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// wordsOf is what a translator can translate: no tags, placeholders, signs.
func wordsOf(text string) string {
	cut, _ := pieces(text)
	var b strings.Builder
	for _, p := range cut {
		for _, w := range messageWord.FindAllString(messageTag.ReplaceAllString(p.text, ""), -1) {
			b.WriteString(w + " ")
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}

// sameEverywhere lists words that may stand in a language as in English:
// names in any, and words that happen to be spelled alike.
func sameEverywhere(lang, words string) bool {
	switch words {
	case "Porchlight", "Telegram", "Telegram Porchlight", "Porchlight Telegram", "PDF", "SMS":
		return true
	case "No":
		return lang == "es"
	case "Menu":
		return lang == "pl"
	}
	return false
}

var (
	messageTag    = regexp.MustCompile(`</?[bi]>`)
	messageWord   = regexp.MustCompile(`\pL[\pL\pM]*`)
	messageEntity = regexp.MustCompile(`&(amp|lt|gt|quot);`)
)

// wrongHTML says why a text is not Telegram HTML of <b> and <i>, "" if it is.
func wrongHTML(text string) string {
	var open []string
	for _, tag := range messageTag.FindAllString(text, -1) {
		name, end := strings.CutPrefix(strings.Trim(tag, "<>"), "/")
		switch {
		case !end:
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return tag + " closes what is not open"
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return "<" + open[len(open)-1] + "> is not closed"
	}
	if strings.ContainsAny(messageEntity.ReplaceAllString(messageTag.ReplaceAllString(text, ""), ""), "<>&") {
		return "only <b> and <i> are allowed; <, > and & are written &lt;, &gt; and &amp;"
	}
	return ""
}

// characters counts what a reader sees: an emoji or an accented letter is one.
func characters(s string) int {
	n := 0
	for i := range s {
		if i == 0 || boundary(s, i) {
			n++
		}
	}
	return n
}
