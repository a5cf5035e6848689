package flows

import "slices"

// This file is the one rule about which roles nobody may have together.
//
// The police are kept apart from whoever works with what residents wrote before
// the police may read it, with what the police may never read, or in somebody
// else's name. So an officer may be an organiser or lead meetings, and nothing
// else: a role or duty that is invented later is closed to officers until it is
// named in besidePolice.

// besidePolice lists what an officer may be as well: they see numbers only.
func besidePolice() []Role { return []Role{RoleOfficer, RoleOrganiser, RoleFacilitator} }

// mixes says whether two roles must not be one person's.
func mixes(a, b Role) bool { return slices.Contains(a.under(), b) || slices.Contains(b.under(), a) }

// under lists the roles beside which a role counts for nothing. Where a board has
// both, from before the rule or from a file that somebody wrote, the other one
// goes on and this one is as if it were not there.
func (r Role) under() []Role {
	var over []Role
	if !slices.Contains(besidePolice(), r) {
		over = append(over, RoleOfficer)
	}
	if r == RolePartner { // reads what a reviewer released, never the originals
		over = append(over, RoleReviewer)
	}
	return over
}

// mixes says whether a role must not come to those that the person has.
func (t *turn) mixes(r Role) bool {
	me := t.me()
	return me != nil && slices.ContainsFunc(me.Grants, func(g Grant) bool { return mixes(g.Role, r) })
}

// idle says whether a role counts for nothing beside the others of a member.
func (m *Member) idle(r Role) bool {
	return slices.ContainsFunc(r.under(), func(over Role) bool { return m.has(over, "") })
}
