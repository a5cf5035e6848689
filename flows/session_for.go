package flows

import "slices"

// This file is about whom a session is for: residents, young people, people with a role,
// or whoever was handed a link.

// guestRoles are the roles that a meeting can be for, in the order in which they are shown.
func guestRoles() []Role { return []Role{RoleOfficer, RoleFacilitator, RolePartner} }

// closed says whether a session stands in no list for everybody: nobody may announce it,
// and nobody finds it who is not meant.
func (s Session) closed() bool { return s.Invited || len(s.Roles) > 0 }

// byRole says whether a session is for a role of the person's.
func (t *turn) byRole(s Session) bool {
	areas := s.Areas
	if len(areas) == 0 {
		areas = []string{""}
	}
	return slices.ContainsFunc(s.Roles, func(r Role) bool {
		return slices.ContainsFunc(areas, func(area string) bool { return t.me().handles(r, area) })
	})
}

// forLine says whom a session is for, if not for everybody.
func (s Session) forLine() []Line {
	switch {
	case s.Invited:
		return line("session.card.invited", nil)
	case len(s.Roles) > 0:
		var names Refs
		for _, r := range s.Roles {
			names = append(names, "session.for."+string(r))
		}
		return line("session.card.roles", Args{"roles": names})
	}
	return nil
}

// roleMeetings says whether a meeting is to come that is for a role of the person's.
func (t *turn) roleMeetings() bool {
	return slices.ContainsFunc(t.coming(), func(s Session) bool { return len(s.Roles) > 0 })
}

// forButtons are whom a session can be for, beside the neighbourhoods.
func (t *turn) forButtons(s Session) (rows [][]Button) {
	var roles []Button
	for _, r := range guestRoles() {
		roles = append(roles, toggle("organise.areas.role."+string(r), nil, "r."+string(r), slices.Contains(s.Roles, r)))
	}
	rows = append(rows, roles[:1], roles[1:])
	return append(rows, []Button{toggle("organise.areas.invited", nil, "invited", s.Invited)})
}

// hearFor flips one of them. Once somebody is registered, it is settled.
func (t *turn) hearFor(s *Session) bool {
	role, ok := t.picked("r.")
	ok = ok && slices.Contains(guestRoles(), Role(role))
	if !ok && !t.pressed("invited") {
		return false
	}
	if held := t.heldSeats(); held.In+held.Waiting > 0 {
		t.note("organise.areas.who_taken", nil)
		return true
	}
	if ok {
		s.Roles = flipped(s.Roles, Role(role), guestRoles())
		s.Invited, s.Youth = false, s.Youth && len(s.Roles) == 0
		*s = s.withBoth(s.Both && len(s.Roles) == 0, 0)
		return true
	}
	s.Invited, s.Roles = !s.Invited, nil
	return true
}

// roles reads for which roles a meeting is.
func (t fileTable) guestRoles(key string) (roles []Role) {
	for _, item := range t.strs(key) {
		if !slices.Contains(guestRoles(), Role(item.value)) {
			t.r.complain(item.line, "%s names %s: write %s = [\"officer\", \"facilitator\", \"partner\"], or some of them", key, shortQuote(item.value), key)
			continue
		}
		roles = append(roles, Role(item.value))
	}
	return roles
}

// readFor reads by invitation or by role, and refuses both at once.
func (t fileTable) readFor() (invited bool, roles []Role) {
	invited, roles = t.yes("invited"), t.guestRoles("roles")
	switch {
	case invited && len(roles) > 0:
		t.r.complain(t.lineOf("roles"), "a meeting is by invitation or for roles: remove invited or roles")
	case len(roles) > 0 && t.has("both"):
		t.r.complain(t.lineOf("roles"), "a meeting of young people and adults is for no role: remove both or roles")
	case len(roles) > 0 && t.has("youth"):
		t.r.complain(t.lineOf("roles"), "a meeting of young people is for no role: remove youth or roles")
	}
	return invited, roles
}
