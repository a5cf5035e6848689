package flows

import (
	"reflect"
	"testing"
)

// TestReadersOfAnotherLanguage: before an announcement is sent its author reads how many
// read another language, as the ledger shows it, and can still write that one.
func TestReadersOfAnotherLanguage(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.runs = map[string]RunProgress{}
	for n := byte(20); n < 27; n++ {
		p.join(n, func(q *Person) { q.Lang = Ukrainian })
	}
	in := func(moves ...string) {
		p.script(all, "/desk", "* news", "* make")
		p.script(all, append(moves, "* without", "* next", "* next", "* no")...)
	}
	foreign := func() (Args, bool) {
		for _, l := range p.screens[all].Lines {
			if l.Key == "announce.foreign" {
				return l.Args, true
			}
		}
		return nil, false
	}
	for name, moves := range map[string][]string{
		"in one language":             {"* l.en", "> The lamps are back"},
		"the same words in the other": {"* all", "> The lamps are back", "* same"},
	} {
		in(moves...)
		args, told := foreign()
		if !told || !reflect.DeepEqual(args["tongues"], Tongues{Ukrainian}) {
			t.Fatalf("%s: %+v", name, p.screens[all])
		}
		people := args["people"].(Lines)[0]
		if shown, is := people.Args["count"].(Shown); people.Key != "announce.at_least" || !is || shown.Count() != 5 { // seven, rounded down
			t.Errorf("%s: the number is %+v", name, people)
		}
		p.press(all, "rest")
		if d := p.people[all].News; p.people[all].Step != StepNewsText || d.Texts[English] == "" || d.Texts[Ukrainian] != "" {
			t.Errorf("%s: the other language is asked for at %s with %+v", name, p.people[all].Step, d)
		}
		p.write(all, "Ліхтарі світять")
		p.script(all, "* without", "* next", "* next", "* no")
		if _, told := foreign(); told || p.offers(all, "rest") {
			t.Errorf("%s: written in both it still says %+v", name, p.screens[all])
		}
		p.command(all, "cancel")
	}
	in("* ready", "* t.n.results")
	if _, told := foreign(); told || p.offers(all, "rest") {
		t.Errorf("a ready-made text has readers of another language: %+v", p.screens[all])
	}
	p.forge(all, "rest")
	if p.people[all].Step != StepNewsReview || p.people[all].News.Ready == nil {
		t.Errorf("a forged button leads to %s", p.people[all].Step)
	}
}

// TestNoOfficerLearnsWhoReadsWhat: the languages of the programme are named before an
// answer in own words goes out, whatever its author reads.
func TestNoOfficerLearnsWhoReadsWhat(t *testing.T) {
	var first []Line
	for i, lang := range []Lang{English, Ukrainian} {
		d := newDesks(t)
		d.people[d.author].Lang = lang
		c := d.released()
		d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* own", "> We were there")
		lines := d.screens[d.officer].Lines
		if !hasKey(d.screens[d.officer], "cases.write.readers") {
			t.Errorf("no languages are named: %+v", lines)
		}
		if i > 0 && !reflect.DeepEqual(lines, first) {
			t.Errorf("the screen tells what its author reads: %+v, else %+v", lines, first)
		}
		first = lines
	}
}
