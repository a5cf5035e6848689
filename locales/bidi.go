package locales

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// The marks that keep a piece of text in its own direction.
const (
	markLTR      = '\u200e' // an invisible letter that reads from left to right
	markRTL      = '\u200f' // ... from right to left
	isolateLTR   = '\u2066' // left-to-right isolate
	isolateFirst = '\u2068' // isolate with the direction of its first letter
	isolateEnd   = '\u2069' // pop directional isolate
)

// Clean takes out of a person's text what could change how the rest of a
// message looks or is read: direction marks and isolates, null bytes and other
// control characters, and bytes that are no text. Line breaks stay, tabs become
// spaces; letters, accents and emoji of any kind stay as they are.
func Clean(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	flag := false // inside the letters of a flag such as England's
	for i, r := range s {
		switch {
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
		case r == '\r', r == '\u2028', r == '\u2029', r == '\u0085', r == '\v', r == '\f':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteByte(' ')
		case isTag(r) && !flag, unwanted(r):
		default:
			b.WriteRune(r) // an invalid byte is read as U+FFFD
		}
		flag = r == '\U0001F3F4' || flag && isTag(r)
	}
	return b.String()
}

// clean says that there is nothing to take out; most texts are so.
func clean(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r != '\n' && (unwanted(r) || isTag(r)) {
			return false
		}
	}
	return true
}

// unwanted characters are not letters and change how others look.
func unwanted(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r <= 0x9f: // controls
		return r != '\n'
	case r < 0x61c:
		return false
	case r == 0x61c, r == 0x200e, r == 0x200f, // direction marks
		r >= 0x2028 && r <= 0x202e, // separators, embeddings, overrides
		r >= 0x2066 && r <= 0x206f, // isolates, deprecated format controls
		r == 0xfeff, r >= 0xfff9 && r <= 0xfffb:
		return true
	}
	return r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef // no characters
}

func isTag(r rune) bool { return r >= 0xe0020 && r <= 0xe007f }

// Escape makes a text safe inside Telegram's HTML.
func Escape(s string) string {
	if !strings.ContainsAny(s, `&<>"`) {
		return s
	}
	return htmlEscaper.Replace(s)
}

var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// Isolate cleans a text whose direction nobody knows (what a person typed, a
// name) and, where it could mix with the sentence around it, wraps each of its
// lines: an isolate ends with the line.
func Isolate(s, lang string) string {
	s = Clean(s)
	if !mixes(s, rightToLeft(lang)) {
		return s
	}
	return wrap(s, isolateFirst)
}

// IsolateLTR is Isolate for what reads from left to right whatever it begins
// with: codes, phone numbers, addresses of pages.
func IsolateLTR(s, lang string) string {
	s = Clean(s)
	if !rightToLeft(lang) && !mixes(s, false) {
		return s
	}
	return wrap(s, isolateLTR)
}

// mixes says whether s has a letter or a digit that goes against a sentence of
// the given direction.
func mixes(s string, rtl bool) bool {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf { // most of it
			if rtl && (c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z') {
				return true
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			if rtl {
				return true
			}
		case bidi.R, bidi.AL:
			if !rtl {
				return true
			}
		case bidi.EN, bidi.AN:
			if rtl || unicode.Is(unicode.Arabic, r) {
				return true
			}
		}
	}
	return false
}

func wrap(s string, mark rune) string {
	if s == "" {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 6)
	for line := range strings.Lines(s) {
		text, ended := strings.CutSuffix(line, "\n")
		if text != "" {
			b.WriteRune(mark)
			b.WriteString(text)
			b.WriteRune(isolateEnd)
		}
		if ended {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
