package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// asked looks at an audience, and gives what its review says.
func asked(p *play, who ID, areas []string, langs []Lang) string {
	p.c.Helper()
	p.people[who].Step, p.people[who].News = StepNewsReview, &NewsDraft{Texts: Text{English: "x", Ukrainian: "x"}, Areas: areas, Langs: langs}
	p.link(who, "here")
	for _, l := range p.screens[who].Lines {
		if l.Key == "announce.reaches" {
			said := l.Args["people"].(Lines)[0]
			return said.Key + " " + fmt.Sprint(said.Args["count"])
		}
	}
	p.c.Fatalf("the review shows %+v", p.screens[who])
	return ""
}

// TestLookingAgainTellsNothing: an organiser who looks at every audience before and
// after one neighbour moves, or registers, or changes language, sees the same.
func TestLookingAgainTellsNothing(t *testing.T) {
	p, all, _ := organiserPlay(t)
	for n := byte(20); n < 33; n++ {
		p.join(n)
	}
	for n := byte(40); n < 43; n++ { // a few
		p.join(n)
		p.people[ID{n}].Lang = Ukrainian
	}
	home := p.people[ID{20}].Area
	look := func() (seen []string) {
		for _, areas := range [][]string{nil, {home}, {"tavr"}, {home, "tavr"}} {
			for _, langs := range [][]Lang{nil, {English}, {Ukrainian}, {English, Ukrainian}} {
				seen = append(seen, asked(p, all, areas, langs))
			}
		}
		return seen
	}
	before := look()
	if !slices.ContainsFunc(before, func(s string) bool { return strings.HasPrefix(s, "announce.at_least") }) ||
		!slices.ContainsFunc(before, func(s string) bool { return strings.HasPrefix(s, "announce.fewer") }) {
		t.Fatalf("the town is no test: %q", before)
	}
	for name, change := range map[string]func(){
		"moves":             func() { p.people[ID{20}].Area = "tavr" },
		"reads another one": func() { p.people[ID{21}].Lang = Ukrainian },
		"pauses":            func() { p.people[ID{22}].Paused = true },
		"registers":         func() { p.join(50) },
	} {
		change()
		if after := look(); !slices.Equal(after, before) {
			t.Errorf("somebody %s: %q, then %q", name, before, after)
		}
	}
	for n := byte(60); n < 69; n++ {
		p.join(n)
	}
	if after := look(); slices.Equal(after, before) {
		t.Error("nine more people are never seen")
	}
}

// TestALookIsKept: what a turn shows stands on the board that it commits, and a second
// look changes nothing there.
func TestALookIsKept(t *testing.T) {
	p, all, _ := organiserPlay(t)
	for n := byte(20); n < 33; n++ {
		p.join(n)
	}
	asked(p, all, nil, nil)
	kept := p.board.Ledgers[ForDesks].Standing
	if len(kept) == 0 {
		t.Fatal("nothing is kept")
	}
	if out := p.link(all, "here"); out.ChangesBoard() {
		t.Error("a second look writes again")
	}
}

// TestAnOverdueNoticeAddsNothing: the notice's number is the sum of what the desk
// shows, so that nothing hidden there is left of it.
func TestAnOverdueNoticeAddsNothing(t *testing.T) {
	p := everything(t)
	organiser := Member{Who: ID{1}, Chat: 1, Lang: English, Grants: []Grant{{Role: RoleOrganiser}}}
	b := &Board{Staff: []Member{organiser}}
	var all []Timed
	late := func(n int, area string) {
		for range n {
			all = append(all, Timed{Queue: QueueOfficers, Area: area, Category: Street, Since: 1, Late: LateSign})
		}
	}
	past := func() int {
		b.Overdue(all)
		return DeskNotice(p.programme, b, organiser, all, p.now).Counts[countPast]
	}
	late(7, "korabel")
	late(3, "tavr")
	if n := past(); n != 7 {
		t.Errorf("it counts %d", n)
	}
	late(1, "korabel")
	if n := past(); n != 7 || b.Overdue(all) {
		t.Errorf("after one more it counts %d", n)
	}
	late(4, "korabel")
	if n := past(); n != 12 {
		t.Errorf("after five more it counts %d", n)
	}
	all = all[7:10]
	if n := past(); n != 1 { // that there is some
		t.Errorf("of a few it counts %d", n)
	}
}
