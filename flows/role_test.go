package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// invited puts an invitation into the programme and returns its link's payload.
func (p *play) invited(r Role, lasts time.Duration, areas ...string) string {
	p.seed++
	token := NewInviteToken([16]byte{byte(p.seed), 99})
	inv := Invitation{Role: r, Name: "Somebody", Areas: areas, Expires: p.now.Add(lasts).Unix()}
	if r == RolePartner { // as before organisations had names
		inv.Name = ""
	}
	p.invites[token] = inv
	return "i_" + token
}

func (p *play) startWith(who ID, payload string) Outcome {
	p.c.Helper()
	return p.turn(who, Event{Kind: Command, Word: "start", Text: payload})
}

func TestInvitations(t *testing.T) {
	tests := []struct {
		name string
		play func(p *play, who ID) Outcome
		role bool
		says string
	}{
		{"accepted", func(p *play, who ID) Outcome {
			p.startWith(who, p.invited(RoleOfficer, time.Hour, "korabel"))
			return p.script(who, "* accept")
		}, true, "invite.accepted"},
		{"declined", func(p *play, who ID) Outcome {
			p.startWith(who, p.invited(RoleOfficer, time.Hour))
			return p.script(who, "* decline")
		}, false, "invite.declined"},
		{"used twice", func(p *play, who ID) Outcome {
			link := p.invited(RoleOfficer, time.Hour)
			other := p.join(8)
			p.startWith(other, link)
			p.script(other, "* accept")
			return p.startWith(who, link)
		}, false, "invite.void"},
		{"opened by two, accepted by the other", func(p *play, who ID) Outcome {
			link := p.invited(RoleOfficer, time.Hour)
			other := p.join(8)
			p.startWith(who, link)
			p.startWith(other, link)
			p.script(other, "* accept")
			return p.script(who, "* accept")
		}, false, "invite.void"},
		{"expired", func(p *play, who ID) Outcome {
			link := p.invited(RoleOfficer, time.Hour)
			p.now = p.now.Add(time.Hour)
			return p.startWith(who, link)
		}, false, "invite.void"},
		{"expires while it is read", func(p *play, who ID) Outcome {
			p.startWith(who, p.invited(RoleOfficer, time.Hour))
			p.now = p.now.Add(2 * time.Hour)
			return p.script(who, "* accept")
		}, false, "invite.void"},
		{"forged", func(p *play, who ID) Outcome {
			return p.startWith(who, "i_"+NewInviteToken([16]byte{1, 2, 3}))
		}, false, "invite.void"},
		{"no token at all", func(p *play, who ID) Outcome {
			return p.startWith(who, "i_"+strings.Repeat("!", 22))
		}, false, "menu.ask"},
		{"an officer's, for a reviewer", func(p *play, who ID) Outcome {
			return p.startWith(ID{250}, p.invited(RoleOfficer, time.Hour))
		}, false, "invite.mixed"},
		{"a reviewer's, by whoever became an officer meanwhile", func(p *play, who ID) Outcome {
			p.startWith(who, p.invited(RoleReviewer, time.Hour))
			p.board.Staff = append(p.board.Staff, Member{Who: who, Chat: 1, Lang: English, Name: "Petro", Grants: []Grant{{Role: RoleOfficer}}})
			out := p.script(who, "* accept")
			p.board.Staff = p.board.Staff[:1]
			return out
		}, false, "invite.mixed"},
		{"accept without an invitation", func(p *play, who ID) Outcome {
			p.link(who, "menu")
			return p.script(who, "! accept")
		}, false, "menu.misfit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := town(t)
			who := p.join(1)
			p.join(250) // the reviewer of the town
			out := tt.play(p, who)
			if (p.board.member(who) != nil) != tt.role || !says(out, tt.says) {
				t.Errorf("a role: %v; %v", p.board.member(who), out.Says)
			}
		})
	}
}

// TestADeskEndsInTheMiddle takes a role away while its holder is on each of its
// screens: the next thing they do shows nothing of it and changes nothing.
func TestADeskEndsInTheMiddle(t *testing.T) {
	review := []string{"* reviews", "* c.%s", "* shorten", "> A lamp"}
	answer := []string{"! cases", "* c.%s", "* answer", "* own", "> We went"}
	for _, tt := range []struct {
		role  Role
		moves []string
		last  string
	}{{RoleReviewer, review, "! release"}, {RoleOfficer, answer, "! send"}} {
		for upTo := 1; upTo <= len(tt.moves); upTo++ {
			for _, keeps := range []bool{false, true} { // another role
				t.Run(fmt.Sprintf("%s after %d, keeps one %v", tt.role, upTo, keeps), func(t *testing.T) {
					d := newDesks(t)
					c := d.lamps()
					who := d.reviewer
					if tt.role == RoleOfficer {
						d.script(d.reviewer, "* reviews", "* c."+c.Handle, "* release")
						d.nextTexts()
						who = d.officer
					}
					for _, m := range tt.moves[:upTo] {
						d.script(who, strings.Replace(m, "%s", c.Handle, 1))
					}
					m := d.board.member(who)
					m.Grants = nil
					if keeps {
						m.Grants = []Grant{{Role: RoleFacilitator}}
					} else {
						m.Who = ID{99}
					}
					before := *d.filed(c)
					out := d.script(who, tt.last)
					want := "role.none"
					if keeps {
						want = "desk.not_yours"
					}
					if !says(out, want) || len(out.Effects) > 0 || fmt.Sprint(*d.filed(c)) != fmt.Sprint(before) {
						t.Errorf("%v, %v", out.Says, out.Effects)
					}
					if out.Person.Text != "" || out.Person.Topic != "" {
						t.Errorf("kept: %q %q", out.Person.Topic, out.Person.Text)
					}
				})
			}
		}
	}
}

// TestForgedDesks presses every button of the desks as a resident and as people
// with other roles, on the menu and by link.
func TestForgedDesks(t *testing.T) {
	d := newDesks(t)
	c := d.lamps()
	before := fmt.Sprint(*d.filed(c))
	dos := []string{"reviews", "cases", "contact", "young", "partner", "hand", "handback", "fetch", "unask", "agree", "recall", "invite", "staff", "log", "c." + c.Handle, "release", "photo", "shorten", "decline",
		"acknowledge", "seen", "answer", "close", "send", "m.1", "r.0", "desk.reviews", "desk.cases", "case." + strings.ToLower(c.Code)}
	for who, own := range map[ID]string{{8}: "", d.officer: "cases", d.contact: "contact", d.lead: "young", d.partner: "partner", d.organiser: "invite staff log"} {
		if d.people[who] == nil {
			d.join(8)
			d.link(who, "menu")
		}
		for _, do := range dos {
			if strings.Contains(" "+own+" ", " "+do+" ") {
				continue
			}
			for _, move := range []string{"! " + do, "& " + do} {
				d.link(who, "menu")
				out := d.script(who, move)
				for _, e := range out.Effects {
					t.Errorf("%v: %s does %T", who, move, e)
				}
				if s := out.Person.Step; onDesk(s) && s != StepDesk || s == StepCase || strings.Contains(fmt.Sprint(out.Says), "Olha") {
					t.Errorf("%v: %s leads to %s: %v", who, move, s, out.Says)
				}
			}
		}
	}
	if fmt.Sprint(*d.filed(c)) != before {
		t.Errorf("the case changed: %+v", *d.filed(c))
	}
}

// TestResidentsView leads to the menu and back, and shows no desk meanwhile.
func TestResidentsView(t *testing.T) {
	d := newDesks(t)
	if out := d.script(d.officer, "* further", "* neighbour"); out.Person.Step != StepMenu || !says(out, "desk.as_neighbour") {
		t.Fatalf("at %s: %v", out.Person.Step, out.Says)
	}
	if out := d.script(d.officer, "/menu"); out.Person.Step != StepMenu {
		t.Errorf("/menu leads to %s", out.Person.Step)
	}
	if out := d.script(d.officer, "/desk"); out.Person.Step != StepDesk || !d.offers(d.officer, "away") {
		t.Errorf("/desk leads to %s", out.Person.Step)
	}
	if out := d.script(d.author, "/desk"); out.Person.Step != StepMenu {
		t.Errorf("a resident's /desk leads to %s", out.Person.Step)
	}
}

// Who said STOP is not written to, not even that a role ended.
func TestARoleEndsInSilenceForThePaused(t *testing.T) {
	for _, paused := range []bool{false, true} {
		d := newDesks(t)
		if paused {
			d.script(d.officer, "/stop")
		}
		m := *d.board.member(d.officer)
		out := d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(m), "* r."+grantMark(m.Grants[0]), "* sure")
		if d.board.member(d.officer).has(m.Grants[0].Role, "") {
			t.Error("the role did not end")
		}
		if told := says(out, "role.ended"); told == paused {
			t.Errorf("paused %v, told %v", paused, told)
		}
	}
}

// TestTheLastOrganiserStays: nobody takes their own organiser's role away, so
// one is always left.
func TestTheLastOrganiserStays(t *testing.T) {
	d := newDesks(t)
	for _, m := range slices.Clone(d.board.Staff) {
		for _, g := range m.Grants {
			d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(m), "! r."+grantMark(g), "! sure")
		}
	}
	if m := d.board.member(d.organiser); len(d.board.Staff) != 1 || !m.has(RoleOrganiser, "") {
		t.Errorf("left: %v", d.board.Staff)
	}
}

// TestOfficersAreNeverReviewers: a role outside the police is of no use to
// somebody who is an officer too.
func TestOfficersAreNeverReviewers(t *testing.T) {
	d := newDesks(t)
	c := d.lamps()
	for _, r := range []Role{RoleReviewer, RoleIndependent, RoleLead} {
		m := d.board.member(d.officer)
		m.Grants = append(m.Grants, Grant{Role: r})
	}
	d.script(d.officer, "/desk")
	for _, do := range []string{"reviews", "contact", "young"} {
		if d.offers(d.officer, do) {
			t.Errorf("an officer is offered %s", do)
		}
		if out := d.script(d.officer, "! "+do); out.Person.Step != StepDesk || strings.Contains(fmt.Sprint(out.Says), c.Handle) {
			t.Errorf("%s leads to %s", do, out.Person.Step)
		}
	}
}

// TestAnotherNeighbourhood: an officer who is moved while a case is open sees
// nothing more of it.
func TestAnotherNeighbourhood(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* own", "> We went")
	d.board.member(d.officer).Grants[0].Areas = []string{"tavr"}
	if out := d.script(d.officer, "* send"); !says(out, "cases.gone") || len(out.Effects) > 0 {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
	if out := d.script(d.officer, "! c."+c.Handle); !says(out, "cases.gone") || len(out.Effects) > 0 {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
}

// TestARoleWithoutAResident: whoever only has a role can erase themselves, and
// what only residents have asks them to become one first, then opens.
func TestARoleWithoutAResident(t *testing.T) {
	p := town(t)
	who := ID{1}
	p.startWith(who, p.invited(RoleOfficer, time.Hour, "korabel"))
	p.script(who, "* uk", "* accept")
	if out := p.script(who, "/mydata"); out.Person.Step != StepDataErase || !says(out, "mydata.erase.role") {
		t.Fatalf("/mydata leads to %s: %v", out.Person.Step, out.Says)
	}
	if out := p.script(who, "* back"); out.Person.Step != StepDesk {
		t.Errorf("back leads to %s", out.Person.Step)
	}
	out := p.script(who, "/sessions")
	if out.Person.Step != StepAge || !says(out, "desk.as_neighbour") {
		t.Fatalf("/sessions leads to %s: %v", out.Person.Step, out.Says)
	}
	p.script(who, "* adult", "* agree")
	if out := p.script(who, "* a.korabel"); !says(out, "session.list.ask") && out.Person.Step != StepSessions {
		t.Errorf("after the first conversation: %s, %v", out.Person.Step, out.Says)
	}
	if out := p.script(who, "/desk"); out.Person.Step != StepDesk {
		t.Errorf("/desk leads to %s", out.Person.Step)
	}
	p.script(who, "/mydata", "* erase", "* yes")
	if p.people[who] != nil || p.board.member(who) != nil {
		t.Error("something is left")
	}
}

// TestTheRolesLanguageFollows: what a desk is sent comes in the language that
// its holder chose last.
func TestTheRolesLanguageFollows(t *testing.T) {
	d := newDesks(t)
	d.script(d.officer, "/language", "* uk")
	if m := d.board.member(d.officer); m.Lang != Ukrainian || len(m.Grants) != 1 {
		t.Errorf("the board says %+v", m)
	}
	if out := d.script(d.author, "/language", "* uk"); out.ChangesBoard() {
		t.Error("a resident's language is on the board")
	}
}
