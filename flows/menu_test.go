package flows

import (
	"fmt"
	"testing"
	"time"
)

// TestTheMenuHasAtMostEightRows tries every state that brings a row or takes one away. A
// new thing finds its place inside a row: see docs/screens.md.
func TestTheMenuHasAtMostEightRows(t *testing.T) {
	most := 0
	for _, age := range []Age{AgeAdult, AgeUnsaid, AgeTeen, AgeChild} {
		for state := range 1 << 7 {
			paused, role, open, finished, results, guides := state&1 != 0, state&2 != 0, state&4 != 0, state&8 != 0, state&16 != 0, state&32 != 0
			came := state&64 != 0
			if age == AgeChild && state&^32 != 0 {
				continue
			}
			p := newPlay(t)
			p.programme.Minors.Pulses = true
			if guides {
				p.guides = someGuides()
			}
			who := p.join(1, func(person *Person) {
				person.Age, person.Paused = age, paused
				if finished {
					person.Wave, person.WaveDone = "w2", true
				}
			})
			if results {
				p.board.Past = []Wave{{ID: "w1", Instrument: "default", Opens: p.now.Add(-90 * 24 * time.Hour).Unix(), Closes: p.now.Add(-60 * 24 * time.Hour).Unix()}}
			}
			if open {
				p.board.Wave = &Wave{ID: "w2", Instrument: "default", Opens: p.now.Add(-time.Hour).Unix(), Closes: p.now.Add(time.Hour).Unix()}
			}
			if came {
				p.board.Came = []CommitmentMark{{N: 1, State: Planned, Since: 1}}
			}
			if role {
				p.board.Staff = []Member{{Who: who, Grants: []Grant{{Role: RoleOfficer}}}}
				p.people[who].Neighbour = true
			}
			p.command(who, "menu")
			name := fmt.Sprintf("age %s, paused %v, role %v, survey %v, finished %v, results %v, guides %v, came %v", age, paused, role, open, finished, results, guides, came)
			menu := p.screens[who]
			if p.people[who].Step != StepMenu || len(menu.Rows) == 0 || len(menu.Rows) > menuMost {
				t.Errorf("%s: %q has %d rows: %v", name, p.people[who].Step, len(menu.Rows), menu.Rows)
			}
			most = max(most, len(menu.Rows))
			if age == AgeChild {
				continue
			}
			p.press(who, "more")
			more := p.screens[who]
			if p.people[who].Step != StepMenuMore || len(more.Rows) > menuMost {
				t.Errorf("%s: %q has %d rows: %v", name, p.people[who].Step, len(more.Rows), more.Rows)
			}
			for key, want := range map[string]bool{
				"menu.results": results, "menu.pulse": open && !finished, "mydata.survey.show": open && finished,
				"menu.pause": !paused, "menu.resume": paused, "desk.back": role, "menu.mydata": true, "menu.help": true,
			} {
				if got := hasButton(menu, key) != hasButton(more, key); got != want {
					t.Errorf("%s: %s stands in one of the two: %v", name, key, got)
				}
			}
		}
	}
	if most != menuMost {
		t.Errorf("the fullest menu has %d rows, not %d: say so in docs/screens.md", most, menuMost)
	}
}

// TestMoreIsNotForChildren forges the button, which a child's menu does not have.
func TestMoreIsNotForChildren(t *testing.T) {
	p := newPlay(t)
	who := p.join(1, func(c *Person) { *c = Person{Lang: English, Age: AgeChild, Step: StepMenu, Serial: 1} })
	p.command(who, "menu")
	if p.forge(who, "more"); p.people[who].Step != StepMenu || hasButton(p.screens[who], "menu.pause") {
		t.Errorf("a child came to %q with %v", p.people[who].Step, p.screens[who].Rows)
	}
}

// TestOfficersStandWithTheHelpNearby: the officers of the neighbourhood are one level down,
// and Back leads there.
func TestOfficersStandWithTheHelpNearby(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	p.script(who, "/menu", "* near", "* officer")
	if p.people[who].Step != StepOfficer {
		t.Fatalf("at %q", p.people[who].Step)
	}
	if p.press(who, "back"); p.people[who].Step != StepNear {
		t.Errorf("Back leads to %q", p.people[who].Step)
	}
}
