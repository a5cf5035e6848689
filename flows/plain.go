package flows

import (
	"strings"
	"unicode"
)

// plainText writes a short typed value as a keyboard from nowhere in particular would
// have written it: the digits of any script and full-width signs as ASCII, every
// kind of space as one, no marks that show nothing, no accents on vowels.
func plainText(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!' // full width
		case r == '٫', r == '·':
			return '.'
		case r == '،', r == '、':
			return ','
		case r == '‐', r == '‑', r == '–', r == '—', r == '−', r == '־':
			return '-'
		}
		switch {
		case unicode.Is(unicode.Nd, r):
			return '0' + digit(r)
		case unicode.IsSpace(r):
			return ' '
		case r == 'ـ', unicode.In(r, unicode.Mn, unicode.Cf, unicode.Cc):
			return -1
		}
		return r
	}, strings.ToLower(text))
	return strings.TrimSpace(letters.Replace(text))
}

// digit is the value of a decimal digit: those of a script stand in a row from 0 on.
func digit(r rune) rune {
	for _, row := range unicode.Nd.R16 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return (r - rune(row.Lo)) % 10
		}
	}
	for _, row := range unicode.Nd.R32 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return (r - rune(row.Lo)) % 10
		}
	}
	return 0
}

// letters are those for which many people type another, which their phone has.
var letters = strings.NewReplacer(
	"á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n",
	"ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ś", "s", "ź", "z", "ż", "z",
	"ё", "е", "й", "и", "ї", "і", "ґ", "г",
	"أ", "ا", "إ", "ا", "آ", "ا", "ٱ", "ا", "ى", "ي", "ة", "ه", "ؤ", "و", "ئ", "ي", "ی", "ي", "ک", "ك",
	"’", "", "'", "", "ʼ", "", "`", "", "׳", "", "״", "", "\"", "", "“", "", "”", "", "º", "", "ª", "",
)

// plainNumber is the digits of a typed number, "" for what is none: "٣٠", "1 000",
// "30.".
func plainNumber(text string) string {
	digits := strings.Join(strings.Fields(strings.TrimRight(plainText(text), ".")), "")
	if strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return digits
}
