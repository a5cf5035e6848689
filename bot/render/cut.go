package render

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"porchlight/locales"
)

const (
	textMost    = 4096 // UTF-16 units of a message, tags not counted
	captionMost = 1024 // ... of the words under a file
)

// isolatesMost is how deep isolates are nested: a number in a person's words.
const isolatesMost = 2

// nothing stands where a message or a label would be empty.
const nothing = "…"

// shownUnits is the length of HTML as Telegram counts it: without tags, and
// with one unit for each &amp; and its like.
func shownUnits(text string) int {
	n := 0
	for token := range htmlTokens(text) {
		switch {
		case token[0] == '<':
		case token[0] == '&':
			n++
		default:
			n += locales.Units(token)
		}
	}
	return n
}

// htmlTokens splits our own HTML into tags, entities and what is between them.
func htmlTokens(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for len(text) > 0 {
			end := strings.IndexAny(text[1:], "<&") + 1
			switch text[0] {
			case '<':
				end = strings.IndexByte(text, '>') + 1
			case '&':
				end = strings.IndexByte(text, ';') + 1
			}
			if end <= 0 {
				end = len(text)
			}
			if !yield(text[:end]) {
				return
			}
			text = text[end:]
		}
	}
}

// cutHTML cuts a message to what Telegram takes: never inside a tag, an entity
// or a character; what was open is closed.
func cutHTML(text string, most int) string {
	if shownUnits(text) <= most {
		return text
	}
	var b strings.Builder
	var open []string
	left := most - 1 - isolatesMost // room for the ellipsis and the ends of isolates
cutting:
	for token := range htmlTokens(text) {
		switch {
		case strings.HasPrefix(token, "</"):
			open = open[:max(len(open)-1, 0)]
		case token[0] == '<':
			name, _, _ := strings.Cut(strings.Trim(token, "<>"), " ")
			open = append(open, name)
		case token[0] == '&':
			if left < 1 {
				b.WriteString(nothing)
				break cutting
			}
			left--
		default:
			if locales.Units(token) > left {
				b.WriteString(beginning(token, left+1))
				break cutting
			}
			left -= locales.Units(token)
		}
		b.WriteString(token)
	}
	cut := closeIsolates(b.String())
	for i := len(open) - 1; i >= 0; i-- {
		cut += "</" + open[i] + ">"
	}
	return cut
}

// beginning is what fits of a token that is longer than most-1, with the
// ellipsis that says that something is missing.
func beginning(token string, most int) string {
	if cut := locales.Shorten(token, most); cut != token {
		return cut
	}
	if cut := locales.Shorten(token, most-1); cut != "" {
		return cut
	}
	return nothing
}

// closeIsolates ends what a cut left open: isolates end with their line, so only
// the last one can have any.
func closeIsolates(s string) string {
	last := s[strings.LastIndexByte(s, '\n')+1:]
	open := strings.Count(last, "\u2066") + strings.Count(last, "\u2068") - strings.Count(last, "\u2069")
	return s + strings.Repeat("\u2069", open)
}

// Plain takes our own HTML back to what a reader sees.
func Plain(text string) string {
	if strings.IndexByte(text, '<') < 0 && strings.IndexByte(text, '&') < 0 {
		return text
	}
	var b strings.Builder
	for token := range htmlTokens(text) {
		switch token[0] {
		case '<':
		case '&':
			b.WriteString(html.UnescapeString(token))
		default:
			b.WriteString(token)
		}
	}
	return b.String()
}

// blank says that a reader would see nothing: Telegram refuses such a message.
func blank(text string) bool {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '<':
			if end := strings.IndexByte(text[i:], '>'); end > 0 {
				i += end + 1
				continue
			}
			return false
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), r == 0x2800, r == 0xfffc, r == 0x115f, r == 0x1160, r == 0x3164:
		default:
			return false
		}
		i += n
	}
	return true
}
