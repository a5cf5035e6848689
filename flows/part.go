package flows

import (
	"slices"
	"strings"
)

// Part says what a line is for. Parts stand on a screen in one order, whatever order
// they were said in: the news, the question or the title, what one must know to choose,
// and the fine print.
type Part uint8

// The parts of a screen.
const (
	// PartUnsaid is the lead if it comes first, else a fact, unless its key is among
	// the fine print.
	PartUnsaid Part = iota
	// PartNews says what has just happened. Its first line is bold.
	PartNews
	// PartLead is the question or the title. Its first line is bold, and how far one
	// has come stands behind it.
	PartLead
	// PartFact is what one must know to choose well.
	PartFact
	// PartFine is what somebody may want to look up: how long something is kept, where,
	// what is not promised. It is folded, and opens by a tap.
	PartFine
)

// as is a line for a part of the screen.
func as(part Part, key string, args Args) Line { return Line{Key: key, Args: args, As: part} }

// parted makes lines a part of the screen, whatever they were.
func parted(part Part, lines ...Line) []Line {
	lines = slices.Clone(lines)
	for i := range lines {
		lines[i].As = part
	}
	return lines
}

// led marks the line that leads, so that facts may be said before it.
func led(lines []Line) []Line {
	lines = slices.Clone(lines)
	if slices.ContainsFunc(lines, func(l Line) bool { return l.As == PartLead }) {
		return lines
	}
	for i, l := range lines {
		switch l.PartIn(0) {
		case PartLead:
			lines[i].As = PartLead
			return lines
		case PartFact:
			return lines
		}
	}
	return lines
}

// neutral is what a locked phone shows of a message about what hurts.
func neutral() Line { return as(PartNews, "concern.neutral", nil) }

// InPlace is the message as an edit shows it: nobody is notified of that, so nothing
// neutral stands above it.
func (s Say) InPlace() Say {
	if len(s.Lines) > 0 && s.Lines[0].Key == neutral().Key {
		s.Lines = s.Lines[1:]
	}
	return s
}

// PartIn is what the line is for on a screen where it is the nth of those that are no
// news, from 0.
func (l Line) PartIn(n int) Part {
	switch {
	case l.As != PartUnsaid:
		return l.As
	case finePrint[l.Key]:
		return PartFine
	case n == 0 && (!strings.HasPrefix(l.Key, "guide/") || strings.HasSuffix(l.Key, "/title")):
		return PartLead
	}
	return PartFact
}

// finePrint are the messages that are fine print on every screen.
var finePrint = map[string]bool{
	"clock.org.lock":               true,
	"desk.stands":                  true,
	"organise.guests.lock":         true,
	"case.kept":                    true,
	"clock.can":                    true,
	"clock.then":                   true,
	"concern.kept":                 true,
	"concern.only.teen_why":        true,
	"concern.receipt.contact":      true,
	"concern.receipt.kept_counted": true,
	"concern.receipt.take_back":    true,
	"concern.receipt.vanishes":     true,
	"concern.receipt.watch":        true,
	"concern.sight.counted_means":  true,
	"concern.sight.no_push":        true,
	"concern.words.lapses":         true,
	"concern.words.lock":           true,
	"partner.consent.reads":        true,
	"start.more.limits":            true,
	"translate.readable":           true,
}
