package locales

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Units is the length of a text as Telegram counts it, in UTF-16 units.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// longestCharacter is how many bytes of accents and joined emoji one
// character may have before it is cut all the same.
const longestCharacter = 128

// Shorten cuts a text to at most most UTF-16 units, the ellipsis that says so
// included, and never inside a character: an accent stays with its letter, a
// family of joined emoji together.
func Shorten(s string, most int) string {
	if len(s) <= most || Units(s) <= most {
		return s
	}
	if most < 1 {
		return ""
	}
	n, end := 1, 0 // 1 for the ellipsis
	for i, r := range s {
		if n += utf16.RuneLen(r); n > most {
			end = i
			break
		}
	}
	cut := end
	for cut > 0 && !boundary(s, cut) {
		_, size := utf8.DecodeLastRuneInString(s[:cut])
		cut -= size
	}
	if end-cut > longestCharacter {
		cut = end
	}
	return strings.TrimRight(s[:cut], " \n") + "…"
}

// boundary says whether a text may be cut at i: a cautious reading of the
// extended grapheme clusters of UAX #29.
func boundary(s string, i int) bool {
	after, _ := utf8.DecodeRuneInString(s[i:])
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	switch {
	case before == '\u200d', after == '\u200d', after == '\u200c':
		return false
	case unicode.In(after, unicode.Mn, unicode.Me, unicode.Mc):
		return false
	case after >= 0x1f3fb && after <= 0x1f3ff: // skin tones
		return false
	case isTag(after):
		return false
	case after >= 0x1100 && after <= 0x11ff, after >= 0xac00 && after <= 0xd7ff:
		return !(before >= 0x1100 && before <= 0x11ff || before >= 0xac00 && before <= 0xd7ff && after < 0xac00)
	case regional(after) && regional(before):
		return regionalsBefore(s[:i])%2 == 0
	}
	return true
}

// regional indicators make a flag in pairs.
func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

func regionalsBefore(s string) int {
	n := 0
	for len(s) > 0 {
		r, size := utf8.DecodeLastRuneInString(s)
		if !regional(r) {
			break
		}
		n++
		s = s[:len(s)-size]
	}
	return n
}

// Plain is a message without its tags, where Telegram takes no HTML.
func Plain(s string) string {
	return strings.NewReplacer("<b>", "", "</b>", "", "<i>", "", "</i>", "", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(s)
}
