package flows

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestRevokingAsksOnce: what will happen is said, the safe button comes first, and
// nothing happens before the last press.
func TestRevokingAsksOnce(t *testing.T) {
	tests := []struct {
		name string
		who  func(d *desks) ID
		says string
		not  string
	}{
		{"an officer beside another one", func(d *desks) ID { return d.officer }, "staff.at_once", "staff.nobody_left"},
		{"the last officer", func(d *desks) ID {
			d.board.member(d.second).Grants[0].Areas = []string{"tavr"}
			return d.officer
		}, "staff.nobody_left", "staff.cases_back"},
		{"a partner", func(d *desks) ID { return d.partner }, "staff.cases_back", "staff.nobody_left"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			m := *d.board.member(tt.who(d))
			out := d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(m), "* r."+grantMark(m.Grants[0]))
			if len(out.Effects) > 0 || !says(out, tt.says) || says(out, tt.not) {
				t.Fatalf("%v %v", out.Says, out.Effects)
			}
			if first := d.screens[d.organiser].Rows[0][0].Do; first != "back" {
				t.Errorf("the first button does %s", first)
			}
			d.script(d.organiser, "* back")
			if d.people[d.organiser].Step != StepOne || !d.board.member(m.Who).has(m.Grants[0].Role, "") {
				t.Errorf("at %s with %v", d.people[d.organiser].Step, d.board.Staff)
			}
			out = d.script(d.organiser, "* r."+grantMark(m.Grants[0]), "* sure")
			if d.board.member(m.Who) != nil || !says(out, "staff.revoked") {
				t.Errorf("%v", out.Says)
			}
		})
	}
}

// TestRevokingWhatIsGone: of two organisers the second is told, and takes nothing
// else away.
func TestRevokingWhatIsGone(t *testing.T) {
	d := newDesks(t)
	m := d.board.member(d.officer)
	d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(*m), "* r."+grantMark(m.Grants[0]))
	m.Grants = []Grant{{Role: RoleFacilitator, Since: 1}}
	if out := d.script(d.organiser, "* sure"); !says(out, "staff.gone") || len(out.Effects) > 0 {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
	d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(*m), "* lost")
	d.board.Staff = slices.DeleteFunc(d.board.Staff, func(m Member) bool { return m.Who == d.officer })
	if out := d.script(d.organiser, "* sure"); !says(out, "staff.gone") || len(out.Effects) > 0 {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
}

// TestALostPhone: one press ends all roles and the invitations made with them;
// nothing is sent to that phone, and what it does next shows nothing of a desk.
func TestALostPhone(t *testing.T) {
	for _, open := range [][]string{{"* desks", "* desk.officer", "* cases"}, {"* desks", "* desk.officer", "* cases", "* c.%s"}, {"* desks", "* desk.officer", "* cases", "* c.%s", "* answer", "* own", "> We went"}, {"* people", "* staff"}, {"* people", "* invite", "* officer", "* next"}, {"* further", "* me", "* quit"}} {
		t.Run(fmt.Sprint(open), func(t *testing.T) {
			d := newDesks(t)
			c := d.released()
			m := d.board.member(d.officer)
			m.Grants = append(m.Grants, Grant{Role: RoleOrganiser, Since: d.now.Unix()}, Grant{Role: RoleFacilitator, Since: d.now.Unix()})
			d.script(d.officer, "/desk", "* people", "* invite", "* facilitator", "* next")
			inv, _ := effectOf[Invite](d.script(d.officer, "> Friend"))
			d.script(d.officer, "/desk")
			for _, move := range open {
				if move == "* c.%s" {
					move = "* c." + c.Handle
				}
				d.script(d.officer, move)
			}
			out := d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(*m), "* lost")
			if len(out.Effects) > 0 || d.screens[d.organiser].Rows[0][0].Do != "back" {
				t.Fatalf("%v", out.Effects)
			}
			if out = d.script(d.organiser, "* sure"); d.board.member(d.officer) != nil || !says(out, "staff.lost_done") {
				t.Fatalf("%v", out.Says)
			}
			if push, told := sentTo(out, d.officer); told {
				t.Errorf("the lost phone is told %v", push)
			}
			for _, row := range d.screens[d.officer].Rows {
				for _, b := range row {
					if b.Do == "cancel" {
						continue
					}
					p := *d.people[d.officer]
					next := d.forge(d.officer, b.Do)
					if onDesk(next.Person.Step) || len(next.Effects) > 0 || !says(next, "role.none") {
						t.Errorf("%q leads to %s: %v %v", b.Do, next.Person.Step, next.Says, next.Effects)
					}
					d.people[d.officer] = &p
				}
			}
			guest := d.join(60)
			if out = d.startWith(guest, "i_"+inv.Token); !says(out, "invite.void") || d.offers(guest, "accept") {
				t.Errorf("an invitation from that phone: %v", out.Says)
			}
			// Given the role again, they do not bring the old invitation back.
			d.now = d.now.Add(time.Hour)
			d.board.Staff = append(d.board.Staff, Member{Who: d.officer, Chat: 3, Lang: English, Name: "Petro", Grants: []Grant{{Role: RoleOrganiser, Since: d.now.Unix()}}})
			if out = d.startWith(guest, "i_"+inv.Token); !says(out, "invite.void") {
				t.Errorf("an invitation from that phone: %v", out.Says)
			}
		})
	}
}

// TestAnInvitationDiesWithItsRole, while it is being read, too.
func TestAnInvitationDiesWithItsRole(t *testing.T) {
	d := newDesks(t)
	d.script(d.organiser, "/desk", "* people", "* invite", "* officer", "* a.korabel", "* next")
	inv, _ := effectOf[Invite](d.script(d.organiser, "> Petro"))
	guest := d.join(60)
	d.startWith(guest, "i_"+inv.Token)
	g := &d.board.member(d.organiser).Grants[0]
	g.Areas = []string{"tavr"}
	if out := d.script(guest, "* accept"); !says(out, "invite.void") || d.board.member(guest) != nil {
		t.Fatalf("%v", out.Says)
	}
	g.Areas = []string{"korabel"}
	d.startWith(guest, "i_"+inv.Token)
	d.script(guest, "* accept")
	if !d.board.member(guest).has(RoleOfficer, "korabel") {
		t.Error("the organiser still has this neighbourhood")
	}
}

// TestALostPhoneElsewhere: organisers end what is of their own neighbourhoods, and
// read that there is more.
func TestALostPhoneElsewhere(t *testing.T) {
	d := newDesks(t)
	d.board.member(d.organiser).Grants[0].Areas = []string{"korabel"}
	m := d.board.member(d.officer)
	m.Grants = append(m.Grants, Grant{Role: RoleFacilitator, Areas: []string{"tavr"}, Since: 5})
	if out := d.script(d.organiser, "/desk", "* people", "* staff", "* m."+memberMark(*m), "* lost"); !says(out, "staff.lost_others") {
		t.Errorf("%v", out.Says)
	}
	d.script(d.organiser, "* sure")
	if m = d.board.member(d.officer); m.has(RoleOfficer, "") || !m.has(RoleFacilitator, "tavr") {
		t.Errorf("%v", m.Grants)
	}
	d.script(d.organiser, "* m."+memberMark(*m))
	if d.offers(d.organiser, "lost") || d.offers(d.organiser, "name") {
		t.Error("somebody of another neighbourhood can be changed")
	}
	for _, do := range []string{"lost", "name", "r." + grantMark(m.Grants[0])} {
		if out := d.script(d.organiser, "! "+do); len(out.Effects) > 0 || out.Person.Step != StepOne {
			t.Errorf("%s leads to %s", do, out.Person.Step)
		}
	}
}

// TestLeavingOneself: anybody may end their own roles, but the last organiser of a
// neighbourhood.
func TestLeavingOneself(t *testing.T) {
	d := newDesks(t)
	if out := d.script(d.officer, "/desk", "* further", "* me", "* quit", "* sure"); d.board.member(d.officer) != nil || out.Person.Step != StepMenu || !says(out, "me.quit_done") {
		t.Errorf("at %s: %v", out.Person.Step, out.Says)
	}
	if out := d.script(d.organiser, "/desk", "* further", "* me", "* quit"); !says(out, "me.needed") || d.offers(d.organiser, "sure") {
		t.Errorf("%v", out.Says)
	}
	if out := d.script(d.organiser, "! sure"); len(out.Effects) > 0 {
		t.Errorf("%v", out.Effects)
	}
	d.board.Staff = append(d.board.Staff, Member{Who: ID{90}, Chat: 90, Lang: English, Name: "Ann", Grants: []Grant{{Role: RoleOrganiser, Areas: []string{"korabel"}, Since: 1}}})
	if out := d.script(d.organiser, "/desk", "* further", "* me", "* quit"); !says(out, "me.needed") {
		t.Errorf("nobody organises the other neighbourhood: %v", out.Says)
	}
	d.board.member(ID{90}).Grants[0].Areas = nil
	if d.script(d.organiser, "/desk", "* further", "* me", "* quit", "* sure"); d.board.member(d.organiser) != nil {
		t.Error("somebody else organises everything, and they cannot leave")
	}
}
