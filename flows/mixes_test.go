package flows

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// neverTogether is the rule as people read it in docs/privacy.md, written down once
// more on purpose: a change of the one is to be a change of both.
var neverTogether = map[[2]Role]bool{
	{RoleOfficer, RoleReviewer}: true, {RoleOfficer, RoleIndependent}: true, {RoleOfficer, RoleLead}: true,
	{RoleOfficer, RoleTranslator}: true, {RoleOfficer, RolePartner}: true, {RoleReviewer, RolePartner}: true,
	{RoleOfficer, "interviewer"}: true, {RoleOfficer, "mediator"}: true, {RoleOfficer, "guide-writer"}: true, // duties to come
}

// TestWhichRolesMix tries every pair of roles, in both orders, where somebody
// opens an invitation, where they accept it, and on a board that has both.
func TestWhichRolesMix(t *testing.T) {
	all := append(Roles(), "interviewer", "mediator", "guide-writer")
	for _, has := range all {
		for _, gets := range all {
			if has == gets {
				continue
			}
			want := neverTogether[[2]Role{has, gets}] || neverTogether[[2]Role{gets, has}]
			if mixes(has, gets) != want {
				t.Errorf("%s beside %s: %v", gets, has, !want)
			}
			if !slices.Contains(Roles(), has) || !slices.Contains(Roles(), gets) {
				continue
			}
			t.Run(fmt.Sprintf("%s beside %s", gets, has), func(t *testing.T) {
				p := town(t)
				who := p.join(1)
				link := p.invited(gets, time.Hour)
				p.board.Staff = append(p.board.Staff, Member{Who: who, Chat: 1, Lang: English, Name: "Ann", Grants: []Grant{{Role: has, Body: "Lamps"}}})
				p.startWith(who, link)
				if p.offers(who, "accept") == want {
					t.Errorf("offered: %v", !want)
				}
				p.people[who].Step, p.people[who].Topic = StepAccept, link[2:] // opened before the other role came
				p.forge(who, "accept")
				if m := p.board.member(who); m.has(gets, "") == want || !m.has(has, "") {
					t.Errorf("has %v", m.Grants)
				}
				m := p.board.member(who)
				m.Grants = []Grant{{Role: has, Body: "Lamps"}, {Role: gets, Body: "Lamps"}} // from before the rule
				if both := m.handles(has, "") && m.handles(gets, ""); both == want {
					t.Errorf("works in both: %v", both)
				}
				if want && !m.handles(has, "") && !m.handles(gets, "") {
					t.Error("works in neither")
				}
			})
		}
	}
}
