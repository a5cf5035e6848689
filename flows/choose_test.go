package flows

import (
	"fmt"
	"slices"
	"testing"
)

// TestATownOfFortyNeighbourhoods: each of them is found and can be chosen, on screens of at
// most sixteen, by whoever begins, tells something, or plans something for some of them.
func TestATownOfFortyNeighbourhoods(t *testing.T) {
	const most = 40
	forty := func() *play {
		p := newPlay(t)
		p.programme.Areas = nil
		for i := range most {
			p.programme.Areas = append(p.programme.Areas, Area{ID: fmt.Sprintf("area%d", i), Name: Text{English: fmt.Sprintf("Area %d", i)}})
		}
		return p
	}
	// seek turns pages until one offers the button, and says on how many it was not.
	seek := func(p *play, who ID, do string) int {
		t.Helper()
		for pages := range 4 {
			if rows := len(p.screens[who].Rows); rows > 13 {
				t.Fatalf("%d rows on one screen", rows)
			}
			if p.offers(who, do) {
				return pages
			}
			p.press(who, "later")
		}
		t.Fatalf("%s is on no page", do)
		return 0
	}
	for i := range most {
		do := fmt.Sprintf("a.area%d", i)
		p := forty()
		who := ID{1}
		p.script(who, "/start", "* en", "* adult", "* agree")
		if pages := seek(p, who, do); pages != i/areasEach {
			t.Errorf("%s is on page %d", do, pages)
		}
		p.press(who, do)
		if got := p.people[who]; got.Area != do[2:] || got.Step != StepMenu || got.Page != 0 {
			t.Fatalf("%s was chosen, and they live in %q at %s", do, got.Area, got.Step)
		}
		p.script(who, "* concern", "* street", "* list")
		seek(p, who, do)
		p.press(who, do)
		if d := p.people[who].Draft; d == nil || d.Area != do[2:] {
			t.Fatalf("%s was chosen, and the concern is about %+v", do, d)
		}
	}
	p, all, _ := organiserPlay(t)
	p.programme.Areas = forty().programme.Areas
	p.script(all, "/desk", "* people", "* invite", "* officer")
	for _, i := range []int{39, 3, 20} {
		for p.offers(all, "earlier") {
			p.press(all, "earlier")
		}
		do := fmt.Sprintf("a.area%d", i)
		seek(p, all, do)
		p.press(all, do)
	}
	if got := p.people[all].Inviting; got == nil || !slices.Equal(got.Areas, []string{"area3", "area20", "area39"}) {
		t.Errorf("chosen: %+v", got)
	}
}
