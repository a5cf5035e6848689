package render

import (
	"bytes"
	"slices"

	"porchlight/flows"
)

const (
	boldOpens, boldCloses = "<b>", "</b>"
	foldOpens             = "<blockquote expandable>" // apps show three lines of it until it is tapped
)

// parts appends a screen in the one order that all have: the news, the question or the
// title with how far one has come, what one must know to choose, and the fine print,
// which is folded. What is bold and the rest have a blank line between them.
func (p *page) parts(to []byte, say flows.Say) []byte {
	var news, lead, facts, fine []flows.Line
	n := 0 // of the lines that could lead if none is said to
	if slices.ContainsFunc(say.Lines, func(l flows.Line) bool { return l.As == flows.PartLead }) {
		n = 1
	}
	for _, line := range say.Lines {
		part := line.PartIn(n)
		if part != flows.PartNews && part != flows.PartFine {
			n++
		}
		switch part {
		case flows.PartNews:
			news = append(news, line)
		case flows.PartLead:
			lead = append(lead, line)
		case flows.PartFine:
			fine = append(fine, line)
		default:
			facts = append(facts, line)
		}
	}
	plain := false // what stands there ends with something that is not bold
	for _, line := range news {
		to, plain = p.bold(to, line, flows.Say{})
	}
	for i, line := range lead {
		head := flows.Say{}
		if i == 0 {
			head = flows.Say{Step: say.Step, Of: say.Of}
		}
		to, plain = p.bold(to, line, head)
	}
	switch {
	case len(facts) == 0:
	case plain && len(lead) > 0 && !bytes.HasSuffix(to, []byte(quoteCloses)):
		to = p.lines(append(to, '\n'), facts)
	default:
		to = p.lines(apart(to), facts)
	}
	if len(fine) == 0 {
		return to
	}
	if len(to) > 0 {
		to = append(to, '\n')
	}
	to = append(to, foldOpens...)
	p.folded = true
	to = p.lines(to, fine)
	p.folded = false
	return append(to, "</blockquote>"...)
}

// bold appends a line whose first row is bold, with how far one has come behind it, and
// says whether more than that row stands there. A row that has tags of its own stays as it
// is.
func (p *page) bold(to []byte, line flows.Line, head flows.Say) (all []byte, more bool) {
	to = apart(to)
	text := afterQuotes(p.line(nil, line), 0)
	first, rest, more := bytes.Cut(text, []byte("\n"))
	if len(first) > 0 && bytes.IndexByte(first, '<') < 0 {
		to = append(append(append(to, boldOpens...), first...), boldCloses...)
	} else {
		to = append(to, first...)
	}
	if head.Of > 0 {
		to = append(to, "   <i>"...)
		to = p.line(to, flows.Line{Key: "common.progress", Args: flows.Args{"step": head.Step, "of": head.Of}})
		to = append(to, "</i>"...)
	}
	if more {
		to = append(to, '\n')
		if !bytes.HasPrefix(rest, []byte(quoteOpens)) {
			to = append(to, '\n')
		}
		to = append(to, rest...)
	}
	return to, more
}

// apart ends what stands there with a blank line, if there is anything.
func apart(to []byte) []byte {
	switch {
	case len(to) == 0:
		return to
	case bytes.HasSuffix(to, []byte(quoteCloses)):
		return append(to, '\n')
	}
	return append(to, "\n\n"...)
}
