package flows

import "strings"

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
var finePrint = map[string]bool{}
