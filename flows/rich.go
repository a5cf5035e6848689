package flows

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Rich is a text in several languages with *bold* and _italic_ words in it,
// shown in the reader's.
type Rich Text

// Markup makes <b> and <i> of *bold* and _italic_ in a text that is escaped
// already. A sign opens before a word and closes after one, on one line; what
// does not match stays as it was typed, so the tags always nest.
func Markup(escaped string) string {
	lines := strings.Split(escaped, "\n")
	for i := range lines {
		lines[i] = markupLine(lines[i])
	}
	return strings.Join(lines, "\n")
}

// opened is a sign that may still find its other half.
type opened struct {
	sign byte
	at   int // in the output
}

func markupLine(s string) string {
	out := make([]byte, 0, len(s)+16)
	var open []opened
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '*' && c != '_' {
			out = append(out, c)
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		last := len(open) - 1
		switch {
		case last >= 0 && open[last].sign == c && closes(c, before, after) && open[last].at+1 < len(out):
			from := open[last].at
			open = open[:last]
			tag := tagOf(c)
			inside := string(out[from+1:])
			out = append(append(append(out[:from], '<', tag, '>'), inside...), '<', '/', tag, '>')
		case opens(c, before, after) && !holds(open, c):
			open = append(open, opened{c, len(out)})
			out = append(out, c)
		default:
			out = append(out, c)
			// A sign that closes one further out ends what was opened inside.
			for n := range open {
				if n < len(open)-1 && open[n].sign == c && closes(c, before, after) {
					out = out[:len(out)-1]
					open = open[:n+1]
					i--
					break
				}
			}
		}
	}
	return string(out)
}

func holds(open []opened, c byte) bool {
	for _, o := range open {
		if o.sign == c {
			return true
		}
	}
	return false
}

func tagOf(sign byte) byte {
	if sign == '*' {
		return 'b'
	}
	return 'i'
}

// opens and closes say whether a sign between two characters stands before or
// after a word: not inside one, as in snake_case.
func opens(c byte, before, after rune) bool {
	return !wordly(before) && after != rune(c) && after != utf8.RuneError && !unicode.IsSpace(after)
}

func closes(c byte, before, after rune) bool {
	return before != utf8.RuneError && before != rune(c) && !unicode.IsSpace(before) && !wordly(after)
}

func wordly(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r)) }

// units is how long Telegram says that a text is: UTF-16 units.
func units(s string) int { return len(utf16.Encode([]rune(s))) }
