package render

import (
	"bytes"
	"strings"

	"porchlight/flows"
	"porchlight/locales"
)

// What people typed must not pass for what the bot says. It stands in a quotation block
// of its own, which it cannot leave. A few words in the middle of a sentence stay there,
// with every gap folded to a single space, so that no line can begin in them.

// quoteInline is how many UTF-16 units of a person's words stay in a sentence.
const quoteInline = 120

const (
	quoteOpens  = "<blockquote>"
	quoteCloses = "</blockquote>"
	quoteMarks  = "“”„«»\"״"
)

// quoted appends what a person wrote, made safe by words.
func (p *page) quoted(to []byte, text string, words func(string) string) []byte {
	whole := strings.TrimSpace(locales.Clean(text))
	block := strings.Contains(whole, "\n") || locales.Units(whole) > quoteInline || alone(to) && whole != ""
	if !block || p.flat || p.folded || tagged(to) {
		return append(to, words(locales.Shorten(strings.Join(strings.Fields(locales.Clean(text)), " "), p.quote))...)
	}
	to = bytes.TrimRight(to, " \u00a0"+quoteMarks)
	if len(to) > 0 && to[len(to)-1] != '\n' {
		to = append(to, '\n')
	}
	to = append(to, quoteOpens...)
	to = append(to, words(locales.Shorten(whole, p.quote))...)
	return append(to, quoteCloses...)
}

// said appends what somebody says in words that are ready made: in a quotation block,
// where a person's own would stand.
func (p *page) said(to []byte, lines []flows.Line) []byte {
	if p.folded {
		return append(to, bytes.ReplaceAll(p.lines(nil, lines), []byte("\n"), []byte(" "))...)
	}
	to = bytes.TrimRight(to, " \u00a0"+quoteMarks)
	if len(to) > 0 && to[len(to)-1] != '\n' {
		to = append(to, '\n')
	}
	return append(p.lines(append(to, quoteOpens...), lines), quoteCloses...)
}

// alone says whether a person's words begin here by themselves: a quotation mark opens a
// line, or stands behind a label with a colon. A name that they typed has no such mark.
func alone(to []byte) bool {
	before := bytes.TrimRight(to, " \u00a0"+quoteMarks)
	if !bytes.ContainsAny(to[len(before):], quoteMarks) {
		return false
	}
	return len(before) == 0 || before[len(before)-1] == '\n' || before[len(before)-1] == ':'
}

// tagged says whether a bold or an italic passage is open at the end of a text.
func tagged(text []byte) bool {
	for _, tag := range []string{"b", "i"} {
		if bytes.Count(text, []byte("<"+tag+">")) > bytes.Count(text, []byte("</"+tag+">")) {
			return true
		}
	}
	return false
}

// afterQuotes begins a new line behind each block from an offset on, without the
// sign or the stop that would have closed the quotation in its sentence.
func afterQuotes(text []byte, from int) []byte {
	if !bytes.Contains(text[from:], []byte(quoteCloses)) {
		return text
	}
	var b bytes.Buffer
	rest := text[from:]
	for {
		head, tail, found := bytes.Cut(rest, []byte(quoteCloses))
		b.Write(head)
		if !found {
			return append(text[:from:from], b.Bytes()...)
		}
		b.WriteString(quoteCloses)
		if rest = bytes.TrimLeft(tail, " \u00a0.,;"+quoteMarks); len(rest) > 0 && rest[0] != '\n' {
			b.WriteByte('\n')
		}
	}
}
