package flows

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// This file finds what identifies a person in a text that somebody typed: ways to
// reach them, papers, an address. It reads no language: it knows what such things
// look like, and some words that stand beside them in the seven languages. It is
// there to make people look once more. It never changes a text, and what it does
// not find may be there all the same, a name first of all.

// IdentifierKind is what identifies somebody.
type IdentifierKind string

// The kinds, in the order in which they are listed.
const (
	IdentifierPhone    IdentifierKind = "phone"
	IdentifierEmail    IdentifierKind = "email"
	IdentifierHandle   IdentifierKind = "handle"
	IdentifierLink     IdentifierKind = "link"
	IdentifierCard     IdentifierKind = "card"     // a bank card or an account
	IdentifierDocument IdentifierKind = "document" // a passport, a number plate, a file of a court
	IdentifierAddress  IdentifierKind = "address"  // a street with a house, or a flat
)

// IdentifierKinds lists them all.
func IdentifierKinds() []IdentifierKind {
	return []IdentifierKind{IdentifierPhone, IdentifierEmail, IdentifierHandle, IdentifierLink, IdentifierCard, IdentifierDocument, IdentifierAddress}
}

// Identifier is a part of a text, in bytes.
type Identifier struct {
	Kind     IdentifierKind
	From, To int
}

// Identifiers finds them in a text, in order, none over another.
func Identifiers(text string) []Identifier {
	f := normalised(text)
	f.split()
	f.emails()
	f.links()
	f.handles()
	if strings.ContainsAny(f.s, "0123456789") {
		f.documents()
		f.cards()
		f.quantities()
		f.numbers()
		f.addresses()
	}
	for i := range f.found {
		f.found[i].From, f.found[i].To = f.at[f.found[i].From], f.at[f.found[i].To]
	}
	slices.SortFunc(f.found, func(a, b Identifier) int { return cmp.Compare(a.From, b.From) })
	return f.found
}

// identifierRefs names the kinds that a text has, each once.
func identifierRefs(text string) Refs {
	var refs Refs
	found := Identifiers(text)
	for _, k := range IdentifierKinds() {
		if slices.ContainsFunc(found, func(i Identifier) bool { return i.Kind == k }) {
			refs = append(refs, "identifier.kind."+string(k))
		}
	}
	return refs
}

// finder is a text being searched.
type finder struct {
	s     string // plain digits, dashes and spaces, nothing invisible
	at    []int  // where each byte of s, and its end, stands in the text
	words []word
	found []Identifier
}

// normalised writes a text as the patterns expect it.
func normalised(text string) *finder {
	f := &finder{at: make([]int, 0, len(text)+1)}
	var b strings.Builder
	b.Grow(len(text))
	for i, r := range text {
		if r = plainRune(r); r < 0 {
			continue
		}
		n := b.Len()
		b.WriteRune(r)
		for range b.Len() - n {
			f.at = append(f.at, i)
		}
	}
	f.s, f.at = b.String(), append(f.at, len(text))
	return f
}

// plainRune is a character as the patterns know it; -1 for one that shows nothing.
func plainRune(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case invisible(r) || turns(r) || r == '\ufeff':
		return -1
	case unicode.In(r, unicode.Mn):
		return -1
	case unicode.Is(unicode.Nd, r): // each set of ten digits begins with its zero
		return '0' + digitValue(r)
	case unicode.Is(unicode.Pd, r), r == '−':
		return '-'
	case unicode.Is(unicode.Zs, r):
		return ' '
	case r == '’' || r == 'ʼ' || r == '`' || r == '׳' || r == '′':
		return '\''
	case r == '״' || r == '“' || r == '”' || r == '„':
		return '"'
	case r == '＠':
		return '@'
	case r == '＋':
		return '+'
	}
	return r
}

// digitValue is what a decimal digit of any script stands for.
func digitValue(r rune) rune {
	for v := rune(0); v < 9; v++ {
		if !unicode.Is(unicode.Nd, r-v-1) {
			return v
		}
	}
	return 9
}

// take notes a part of the text, unless something was found there already.
func (f *finder) take(k IdentifierKind, from, to int) {
	if !f.taken(from, to) {
		f.found = append(f.found, Identifier{k, from, to})
	}
}

func (f *finder) taken(from, to int) bool {
	return slices.ContainsFunc(f.found, func(i Identifier) bool { return from < i.To && i.From < to })
}

// whole says whether a part ends where a word ends.
func (f *finder) whole(to int) bool {
	rest := f.s[to:]
	if len(rest) > 1 && (rest[0] == '-' || rest[0] == '/') && isDigit(rest[1]) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// each takes the first group of every match of a pattern that ends with a word.
func (f *finder) each(k IdentifierKind, pattern *regexp.Regexp) {
	for _, m := range pattern.FindAllStringSubmatchIndex(f.s, -1) {
		if f.whole(m[3]) {
			f.take(k, m[2], m[3])
		}
	}
}

// start is what may stand before a word: RE2's \b knows Latin letters only.
const start = `(?:^|[^\pL\pN_])`

var (
	emailPattern = regexp.MustCompile(`(?i)([\pL\pN._%+\-]+ ?@ ?[\pL\pN\-]+(?: ?\. ?[\pL\pN\-]+)+)`)
	// An address that was spelt out: "olga at ukr dot net", "ольга собака gmail ком".
	spelledEmail = regexp.MustCompile(`(?i)([\pL\pN._+\-]+ ?[\[(]? ?` +
		`(?:\bat\b|@|собака|собачка|равлик|\bet\b|ет|эт|arroba|małpa|malpa|שטרודל|כרוכית|كرول|آت|ات) ?[\])]? ?` +
		`(?:[\pL\pN\-]+ ?[\[(]? ?(?:\.|\bdot\b|точка|крапка|дот|kropka|punto|נקודה|نقطة|دوت) ?[\])]? ?[\pL]{2,}(?: ?(?:\.|dot|точка|крапка|kropka|punto|נקודה|نقطة) ?\pL{2,})?|(?:gmail|g-mail|ukr ?net|mail ?ru|yandex|hotmail|outlook|icloud|yahoo|walla|onet|interia|proton\pL*|meta\.ua|i\.ua|джимейл|гмейл|гмаил|جيميل|ג'ימייל|גימייל)(?: ?(?:com|ком|קום|كوم))?))`)
	linkPattern   = regexp.MustCompile(`(?i)((?:https?|tg)://\S+|www\.\S+)`)
	domainPattern = regexp.MustCompile(`(?i)([\pL\pN][\pL\pN\-]*(?:\.[\pL\pN\-]+)+)(/\S*)?`)
	atPattern     = regexp.MustCompile(`(?:^|[^\pL\pN._@])(@[\pL\pN_][\pL\pN_.]{2,31}|@ [a-z][a-z0-9]*[_\d][a-z0-9_]+)`)
	nickPattern   = regexp.MustCompile(`(?i)^[a-z][a-z0-9]*(?:[_.\-]?[a-z0-9]+)*_?`)
)

func (f *finder) emails() {
	if strings.Contains(f.s, "@") {
		f.each(IdentifierEmail, emailPattern)
	}
	if f.says(spelledAt) && f.says(spelledDot) {
		f.each(IdentifierEmail, spelledEmail)
	}
}

// says whether one of the words is in the text.
func (f *finder) says(l wordList) bool {
	return slices.ContainsFunc(f.words, func(w word) bool { return l.has(w.low) })
}

// links finds addresses of the web, with and without what they begin with. Which
// endings there are says the list that browsers use.
func (f *finder) links() {
	if !f.dotted() {
		return
	}
	for _, m := range linkPattern.FindAllStringIndex(f.s, -1) {
		f.take(IdentifierLink, m[0], m[1])
	}
	for _, m := range domainPattern.FindAllStringSubmatchIndex(f.s, -1) {
		if domain(strings.ToLower(f.s[m[2]:m[3]]), m[4] >= 0) {
			f.take(IdentifierLink, m[0], m[1])
		}
	}
}

// dotted says whether a dot or a colon stands inside a word: most texts have none.
func (f *finder) dotted() bool {
	for i := 1; i+1 < len(f.s); i++ {
		if (f.s[i] == '.' || f.s[i] == ':') && f.s[i-1] > ' ' && f.s[i+1] > ' ' {
			return true
		}
	}
	return false
}

// domain says whether a word with dots is an address of the web, and not two
// sentences without a space between them.
func domain(name string, path bool) bool {
	labels := strings.Split(name, ".")
	last := labels[len(labels)-1]
	if !strings.ContainsFunc(name, unicode.IsLetter) || len(labels[0]) == 0 {
		return false
	}
	if slices.Contains([]string{"укр", "рф", "бел", "қаз", "срб", "ישראל"}, last) {
		return true
	}
	suffix, known := publicsuffix.PublicSuffix(name)
	if !known && !strings.Contains(suffix, ".") || strings.Trim(last, "abcdefghijklmnopqrstuvwxyz") != "" {
		return false
	}
	// "dark.it", "calle.es", "dom.na": a word and the beginning of the next sentence.
	words := []string{"is", "it", "me", "in", "no", "so", "to", "us", "at", "be", "my", "am", "as", "do", "is", "la", "de", "se", "al", "na", "el", "es", "mi", "su", "tu", "li", "by", "im", "id", "pm", "sa", "va", "ya", "lo", "une", "al", "st", "ch", "sc", "vc", "ai", "re", "you", "we", "one", "now", "how", "here", "call", "car", "cars", "place", "street", "city", "today", "help"}
	return path || len(labels) > 2 || !slices.Contains(words, last) || len(labels[0]) <= 2 && last == "me"
}

func (f *finder) handles() {
	if strings.Contains(f.s, "@") {
		for _, m := range atPattern.FindAllStringSubmatchIndex(f.s, -1) {
			f.take(IdentifierHandle, m[2], m[3])
		}
	}
	for i, w := range f.words {
		if !nickWords.has(w.low) {
			continue
		}
		f.nick(w.to)
		if i+1 < len(f.words) { // "my telegram is olga_kh"
			f.nick(f.words[i+1].to)
		}
	}
}

// nick takes a name with a digit or a sign in it that stands at a place.
func (f *finder) nick(at int) {
	rest := strings.TrimLeft(f.s[at:], " :=-")
	at = len(f.s) - len(rest)
	if name := nickPattern.FindString(rest); len(name) >= 4 && strings.ContainsAny(name, "_.0123456789") && f.whole(at+len(name)) {
		f.take(IdentifierHandle, at, at+len(name))
	}
}
