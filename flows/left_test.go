package flows

import (
	"strings"
	"testing"
)

// TestAnInvitationAsksFirst opens the link of an invitation in the middle of a
// concern: nothing is lost before the person says so, and then all of it is.
func TestAnInvitationAsksFirst(t *testing.T) {
	for _, valid := range []bool{true, false} {
		p := town(t)
		who := p.join(1)
		p.script(who, "& concern", "* street", "* mine", "> The lamps are dark")
		at := p.people[who].Step
		token := NewInviteToken([16]byte{7})
		if valid {
			p.invites[token] = Invitation{Role: RoleOfficer, Areas: []string{"korabel"}, Expires: p.now.AddDate(0, 0, 7).Unix()}
		}
		open := func() Outcome { return p.turn(who, Event{Kind: Command, Word: "start", Text: "i_" + token}) }
		if out := open(); p.people[who].Step != StepInterrupted || p.people[who].Draft == nil || !says(out, "interrupted.concern") {
			t.Fatalf("valid %v: the link says %+v", valid, out.Says)
		}
		if p.press(who, "on"); p.people[who].Step != at || p.people[who].Draft.Words != "The lamps are dark" {
			t.Errorf("valid %v: going on leads to %s", valid, p.people[who].Step)
		}
		open()
		out := p.press(who, "leave")
		if p.people[who].Draft != nil || says(out, "invite.offer") != valid || says(out, "invite.void") == valid {
			t.Errorf("valid %v: left for %+v with %+v", valid, out.Says, p.people[who].Draft)
		}
	}
}

// TestNothingToLeaveInAMenu: a menu does not offer the way to the menu.
func TestNothingToLeaveInAMenu(t *testing.T) {
	p := town(t)
	who := p.join(1)
	for range 3 {
		p.script(who, "sticker")
	}
	if p.offers(who, "cancel") || !p.offers(who, "more") {
		t.Errorf("the menu offers %+v", p.screens[who].Rows)
	}
	p.script(who, "* more", "* area")
	for range 3 {
		p.script(who, "sticker")
	}
	if !p.offers(who, "cancel") {
		t.Errorf("nobody finds out of %s: %+v", p.people[who].Step, p.screens[who].Rows)
	}
}

// TestNoDraftOutlivesItsFlow leaves a concern and a reply in every way there is,
// one of them by a step that no binary knows any more.
func TestNoDraftOutlivesItsFlow(t *testing.T) {
	for name, leave := range map[string]func(p *play, who ID){
		"cancel": func(p *play, who ID) { p.command(who, "cancel") },
		"hide":   func(p *play, who ID) { p.command(who, "hide") },
		"menu":   func(p *play, who ID) { p.link(who, "menu"); p.press(who, "leave") },
		"start":  func(p *play, who ID) { p.command(who, "start"); p.press(who, "leave") },
		"a day":  func(p *play, who ID) { p.now = p.now.Add(abandoned); p.write(who, "hi"); p.press(who, "leave") },
		"a deep link": func(p *play, who ID) {
			p.turn(who, Event{Kind: Command, Word: "start", Text: "s_x"})
			p.press(who, "leave")
		},
		"an unknown step": func(p *play, who ID) { p.people[who].Step = "concern2.words"; p.write(who, "hi") },
		"the menu's step": func(p *play, who ID) { p.people[who].Step = StepMenu; p.command(who, "help") },
	} {
		p := town(t)
		who := p.join(1)
		p.script(who, "& concern", "* street", "* mine", "> The lamps are dark")
		p.people[who].Text = "half a reply"
		leave(p, who)
		if now := p.people[who]; now.Draft != nil || now.Text != "" || strings.HasPrefix(string(now.Step), "concern.") {
			t.Errorf("%s: left with %+v and %q at %s", name, now.Draft, now.Text, now.Step)
		}
	}
}
