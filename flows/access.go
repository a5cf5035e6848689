package flows

import (
	"slices"
	"time"
)

// This file says who may do what: which role, and with which neighbourhoods.
// access_cases.go says it of the cases at a desk.

// has says whether a member has a role, for an area; "" asks for any area.
func (m *Member) has(r Role, area string) bool {
	if m == nil {
		return false
	}
	return slices.ContainsFunc(m.Grants, func(g Grant) bool {
		return g.Role == r && (area == "" || len(g.Areas) == 0 || slices.Contains(g.Areas, area))
	})
}

// areas lists the neighbourhoods of a member's role.
func (m *Member) areas(r Role, p *Programme) []string {
	var ids []string
	for _, a := range p.Areas {
		if m.has(r, a.ID) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// can says whether the turn's person has a role, for an area or for any ("").
// Every desk's step asks it anew: a role may have been taken away meanwhile.
// An officer has those of whoever they stand in for, too.
func (t *turn) can(r Role, area string) bool {
	return t.me().has(r, area) || r == RoleOfficer && t.standsIn(area)
}

// handles says whether a member works in a role, for an area or for any (""): they
// have it, and none beside which it counts for nothing.
func (m *Member) handles(r Role, area string) bool {
	return m.has(r, area) && !m.idle(r)
}

// handles says whether the person may take cases of an area in a role. A case
// without a place is everybody's who has the role.
func (t *turn) handles(r Role, area string) bool {
	return t.me().handles(r, area) || r == RoleOfficer && t.standsIn(area)
}

// standsIn says whether the turn's person stands in for an officer of an area.
func (t *turn) standsIn(area string) bool {
	return area != "" && t.me() != nil && slices.ContainsFunc(t.w.Board.standsFor(t.e.Who, t.e.Now), func(m Member) bool { return m.has(RoleOfficer, area) })
}

// myAreas are the neighbourhoods that the organiser organises.
func (t *turn) myAreas() []string { return t.me().areas(RoleOrganiser, t.w.Programme) }

// everywhere says whether these are all.
func (t *turn) everywhere() bool { return len(t.myAreas()) == len(t.w.Programme.Areas) }

// organises says whether the organiser may touch what is for these neighbourhoods;
// none means for everybody, which is for those who organise all.
func (t *turn) organises(areas []string) bool {
	if len(areas) == 0 {
		return t.can(RoleOrganiser, "") && t.everywhere()
	}
	return !slices.ContainsFunc(areas, func(a string) bool { return !t.can(RoleOrganiser, a) })
}

// Steers says whether somebody organises all that an announcement is for.
func (b *Board) Steers(who ID, a Announcement, p *Programme) bool {
	m := b.member(who)
	if len(a.Areas) == 0 {
		return len(p.Areas) > 0 && len(m.areas(RoleOrganiser, p)) == len(p.Areas)
	}
	return !slices.ContainsFunc(a.Areas, func(area string) bool { return !m.has(RoleOrganiser, area) })
}

// DecidesGuides says whether somebody organises all of a programme, and so
// decides what everybody reads.
func (m *Member) DecidesGuides(p *Programme) bool {
	return len(p.Areas) > 0 && len(m.areas(RoleOrganiser, p)) == len(p.Areas)
}

// decides says whether the turn's person decides about guides: they are for
// everybody, so it is for those who organise all.
func (t *turn) decides() bool { return t.organises(nil) }

// mayOpenWaves says whether the turn's person opens and closes surveys: they
// are for the whole programme, so it takes who organises all of it.
func (t *turn) mayOpenWaves() bool { return t.organises(nil) }

// ledBy says whether a member leads a session: if the organisers named somebody,
// whoever they named, else each facilitator of one of its neighbourhoods; what is
// for everybody, each facilitator there is.
func (s Session) ledBy(m *Member, p *Programme) bool {
	switch {
	case !m.has(RoleFacilitator, ""):
		return false
	case len(s.Leads) > 0:
		return slices.Contains(s.Leads, m.Who)
	case len(s.Areas) == 0:
		return true
	}
	return slices.ContainsFunc(s.Areas, func(a string) bool { return m.has(RoleFacilitator, a) })
}

// mayRevoke says whether the organiser may take a role away: in the own
// neighbourhoods only, and any but the own organiser's, so that nobody locks
// everybody out.
func (t *turn) mayRevoke(m *Member, g Grant) bool {
	areas := g.Areas
	if len(areas) == 0 {
		areas = t.w.Programme.areaIDs()
	}
	mine := !slices.ContainsFunc(areas, func(area string) bool { return !t.can(RoleOrganiser, area) })
	return mine && !(m.Who == t.e.Who && g.Role == RoleOrganiser)
}

// mayEndAll says whether the organiser may end what somebody else has.
func (t *turn) mayEndAll(m *Member) bool {
	return m.Who != t.e.Who && slices.ContainsFunc(m.Grants, func(g Grant) bool { return t.mayRevoke(m, g) })
}

// mayRename says whether the organiser may say what somebody is called: whoever
// could take one of their roles away, and everybody themselves.
func (t *turn) mayRename(m *Member) bool {
	return m.Who == t.e.Who || slices.ContainsFunc(m.Grants, func(g Grant) bool { return t.mayRevoke(m, g) })
}

// role is who reads them.
func (r Readership) role() Role {
	if r == ForContact {
		return RoleIndependent
	}
	return RoleOfficer
}

// ReadsDigests says whether somebody gets the digests of some readers.
func (m *Member) ReadsDigests(r Readership) bool { return m.handles(r.role(), "") }

// hears says whether a role hears of what waits by a notice of a kind. Officers
// are told of new texts by TextsReady; here they hear of what is late.
func (r Role) hears(k NoticeKind) bool {
	switch r {
	case RoleReviewer, RoleIndependent, RoleLead, RolePartner, RoleOrganiser:
		return k == NoticeDesk
	case RoleOfficer:
		return k == NoticeLate
	}
	return false
}

// Hears says whether a member gets notices of a kind.
func (m *Member) Hears(k NoticeKind) bool {
	return slices.ContainsFunc(Roles(), func(r Role) bool { return r.hears(k) && m.handles(r, "") })
}

// waveRoles are those who see where a survey stands, and are sent its results.
func waveRoles() []Role { return []Role{RoleOrganiser, RoleOfficer} }

// readsResults says whether somebody has a role to read results for.
func (m *Member) readsResults() bool {
	return slices.ContainsFunc(waveRoles(), func(r Role) bool { return m.has(r, "") })
}

// GetsResults says whether somebody is sent results for their role now: an officer
// who is away is not.
func (m *Member) GetsResults(now time.Time) bool {
	return m.has(RoleOrganiser, "") || m.has(RoleOfficer, "") && !m.AwayAt(now)
}

// staffed says whether anybody works in a role for an area.
func (b *Board) staffed(r Role, area string) bool {
	return slices.ContainsFunc(b.Staff, func(m Member) bool { return m.handles(r, area) })
}

// invitable lists whom an organiser may invite from the chat; the other roles
// are given by whoever runs the bot.
func invitable() []Role { return []Role{RoleOfficer, RoleFacilitator, RolePartner} }
