package flows

import (
	"maps"
	"slices"
	"strings"
)

// This file is about what is asked for screen by screen: the progress, and a text in
// each of several languages.

// stepSay is a screen of such a flow, which says how far it has come.
func stepSay(order []Step, s Step, lines []Line, rows ...[]Button) Say {
	return Say{Lines: lines, Rows: append(rows, []Button{back(), cancel()}), Step: slices.Index(order, s) + 1, Of: len(order)}
}

// eachLang is a text that is asked for in several languages, one screen after the
// other. It points into the draft that collects it.
type eachLang struct {
	step     Step
	langs    []Lang
	at       *int // the language being asked, from 0
	text     *Text
	most     int // UTF-16 units
	newlines bool
	optional bool
	others   bool // translators may be left the languages that come
}

// lang is the one that is asked for now.
func (e eachLang) lang() Lang { return e.langs[max(0, min(*e.at, len(e.langs)-1))] }

// which says which of several languages it is; nothing where there is one.
func (e eachLang) which() []Line {
	if len(e.langs) < 2 {
		return nil
	}
	return line("organise.text.of", Args{"number": *e.at + 1, "of": len(e.langs)})
}

// rows are the buttons that stand for a text; hear takes them.
func (e eachLang) rows() (rows [][]Button) {
	if (*e.text)[e.lang()] != "" {
		rows = append(rows, []Button{act("organise.text.keep", "keep")})
	}
	if *e.at > 0 {
		rows = append(rows, []Button{act("organise.text.same", "same")})
	}
	if e.mayLeave() {
		rows = append(rows, []Button{act("organise.text.rest", "rest")})
	}
	if e.optional && *e.at == 0 {
		rows = append(rows, []Button{act("organise.text.without", "without")})
	}
	return rows
}

// mayLeave says whether something is written already, and something is not.
func (e eachLang) mayLeave() bool {
	if *e.at == 0 { // (a reason that was typed is in the organiser's own language)
		return e.others && e.text.from("") != "" && (*e.text)[e.lang()] == "" && len(e.langs) > 1
	}
	return e.others
}

// leave leaves to translators the languages that come.
func (e eachLang) leave() {
	if *e.at == 0 {
		return
	}
	kept := maps.Clone(*e.text)
	for _, l := range e.langs[*e.at:] {
		delete(kept, l)
	}
	*e.text = kept
}

// hear takes the words, or a button that stands for some, and asks in the next
// language. done goes on after the last.
func (e eachLang) hear(t *turn, done func()) bool {
	switch {
	case t.pressed("keep") && (*e.text)[e.lang()] != "":
	case t.pressed("without") && e.optional && *e.at == 0:
		*e.text = nil
		done()
		return true
	case t.pressed("same") && *e.at > 0:
		for _, l := range e.langs[*e.at:] {
			*e.text = e.text.with(l, (*e.text)[e.langs[0]])
		}
		done()
		return true
	case t.pressed("rest") && e.mayLeave():
		e.leave()
		done()
		return true
	case t.e.Kind == Words:
		words := e.words(t)
		if words == "" {
			return false
		}
		if !e.fits(t, words) {
			t.show(e.step)
			return true
		}
		*e.text = e.text.with(e.lang(), words)
	default:
		return false
	}
	e.onward(t, done)
	return true
}

// words are what was typed, on one line if the text has no more.
func (e eachLang) words(t *turn) string {
	words := cleanWords(t.e.Text)
	if !e.newlines {
		words = strings.Join(strings.Fields(words), " ")
	}
	return words
}

// fits says whether words are short enough, and notes in which language they are
// not.
func (e eachLang) fits(t *turn, words string) bool {
	n := units(words)
	if n > e.most {
		t.note("organise.text.long", Args{"tongue": Tongue(e.lang()), "number": n, "most": e.most})
	}
	return n <= e.most
}

// onward asks in the next language; done goes on after the last.
func (e eachLang) onward(t *turn, done func()) {
	if *e.at+1 < len(e.langs) {
		*e.at++
		t.show(e.step)
		return
	}
	done()
}

// earlier goes back to the language before, if there is one.
func (e eachLang) earlier() bool {
	if *e.at == 0 {
		return false
	}
	*e.at--
	return true
}

// with is the text with other words in one language.
func (t Text) with(l Lang, words string) Text {
	next := maps.Clone(t)
	if next == nil {
		next = Text{}
	}
	next[l] = words
	return next
}

// in says whether there are words in every one of the languages.
func (t Text) in(langs []Lang) bool {
	return !slices.ContainsFunc(langs, func(l Lang) bool { return t[l] == "" })
}
