package locales

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// An app lays each line out in the direction of its first letter, and many look for it
// inside isolates or take an emoji for one. So a line that begins with a code, a number
// or a name of the other direction would stand at the wrong edge, with its words in the
// wrong order. What is finished, with all its values in place, therefore gets its marks
// here: Direct for texts, DirectLabel for what stands on a button.

// Direct begins each line of a finished text (our own HTML, or none) in the direction
// of the reader's language, and keeps ranges and telephone numbers in right-to-left
// words in their order, whoever wrote them and whoever reads them.
func Direct(text, lang string) string {
	rtl := rightToLeft(lang)
	if !rtl && !strings.ContainsRune(text, isolateFirst) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 64)
	for line := range strings.Lines(text) {
		words := line[leadingTags(line):]
		b.WriteString(line[:len(line)-len(words)])
		if rtl && strings.TrimSpace(words) != "" {
			b.WriteRune(markRTL)
		}
		directNumbers(&b, words, rtl)
	}
	return b.String()
}

// DirectLabel is Direct for a button, whose label has no tags and one line: only one
// that does not begin with a letter needs the mark.
func DirectLabel(label, lang string) string {
	if !rightToLeft(lang) || label == "" {
		return label
	}
	var b strings.Builder
	if r, _ := utf8.DecodeRuneInString(label); !strong(r) {
		b.WriteRune(markRTL)
	}
	directNumbers(&b, label, true)
	return b.String()
}

// leadingTags is the length of the tags that a line begins with: a mark before them
// would be a line of its own above a quotation.
func leadingTags(line string) int {
	at := 0
	for strings.HasPrefix(line[at:], "<") {
		end := strings.IndexByte(line[at:], '>')
		if end < 0 {
			break
		}
		at += end + 1
	}
	return at
}

// strong says whether a character has a direction of its own.
func strong(r rune) bool {
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.L, bidi.R, bidi.AL:
		return true
	}
	return false
}

// directNumbers appends a line with its numbers isolated where they stand in
// right-to-left words: in the sentence, or in an isolate that has such letters.
func directNumbers(b *strings.Builder, line string, rtl bool) {
	for line != "" {
		at := strings.IndexAny(line, string(isolateLTR)+string(isolateFirst))
		if at < 0 {
			at = len(line)
		}
		appendNumbers(b, line[:at], rtl)
		line = line[at:]
		end := strings.IndexRune(line, isolateEnd)
		if end < 0 {
			end = len(line)
		}
		appendNumbers(b, line[:end], strings.HasPrefix(line, string(isolateFirst)) && hasRTL(line[:end]))
		line = line[end:]
	}
}

func hasRTL(s string) bool {
	for _, r := range s {
		if r < 0x590 {
			continue
		}
		p, _ := bidi.LookupRune(r)
		if c := p.Class(); c == bidi.R || c == bidi.AL {
			return true
		}
	}
	return false
}

// Numbers that right-to-left words would turn round: those with a dash between them,
// groups of digits with spaces, and an international number's plus. Points, colons,
// commas and slashes between digits keep their order by themselves.
const (
	oneDigit  = `[0-9\x{660}-\x{669}\x{6f0}-\x{6f9}]`
	numeral   = oneDigit + `+(?:[.:,/]` + oneDigit + `+)*`
	numberRun = `(?:\(\+?` + oneDigit + `{1,5}\)[ \x{a0}]?)?\+?` + numeral + `(?:[ \x{a0}]?[\-\x{2010}-\x{2015}\x{2212}~×][ \x{a0}]?` + numeral + `)*`
)

var (
	ranges   = regexp.MustCompile(numberRun)
	spaced   = regexp.MustCompile(numberRun + `(?:[ \x{a0}]` + numberRun + `)*`)
	turning  = regexp.MustCompile(`[(+\-\x{2010}-\x{2015}\x{2212}~×]`)
	digits   = regexp.MustCompile(oneDigit)
	phone    = regexp.MustCompile(`^(?:\+|\(\+?` + oneDigit + `+\)[ \x{a0}]?)?` + oneDigit + `+(?:[ \x{a0}\-]` + oneDigit + `{2,4})+$|^\+` + oneDigit + `+(?:[ \x{a0}\-]` + oneDigit + `{1,4})+$`)
	year     = regexp.MustCompile(`^(?:19|20)[0-9]{2}[^0-9]`)
	eastern  = regexp.MustCompile(`[\x{660}-\x{669}]`)
	notDigit = regexp.MustCompile(`[^.:,/\x{660}-\x{669}]+`)
)

// phoneDigits are the fewest that make groups with spaces a telephone number.
const phoneDigits = 6

// appendNumbers appends some words; mixed says that they turn numbers round.
func appendNumbers(b *strings.Builder, words string, mixed bool) {
	if !mixed {
		b.WriteString(words)
		return
	}
	b.WriteString(spaced.ReplaceAllStringFunc(words, func(run string) string {
		if len(digits.FindAllString(run, -1)) >= phoneDigits && phone.MatchString(run) && !year.MatchString(run) {
			return inOrder(run)
		}
		return ranges.ReplaceAllStringFunc(run, func(one string) string {
			if turning.MatchString(one) {
				return inOrder(one)
			}
			return one
		})
	}))
}

// inOrder isolates numbers. Eastern Arabic digits count as right-to-left even then,
// so what stands between them gets marks of its own.
func inOrder(run string) string {
	if eastern.MatchString(run) {
		run = notDigit.ReplaceAllString(run, string(markLTR)+"$0"+string(markLTR))
	}
	return wrap(run, isolateLTR)
}
