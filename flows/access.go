package flows

import "slices"

// This file is the one table of who may do what: an act, the roles that may do it,
// and with what. The screens and rows of the desk name acts and no roles, and so
// does every step that asks whether somebody may. docs/privacy.md prints the table.
// Which roles nobody may have together is in mixes.go; whose a case is in
// access_cases.go.

// permission is something that only people with a role may do or see, in the words in
// which docs/privacy.md lists it.
type permission string

// What a role can be for.
const (
	reviewTexts  permission = "check what residents wrote before officers read it"
	officerCases permission = "read and answer what reviewers released, hand it to a partner and take it back"
	partnerCases permission = "read and answer cases that were handed to their organisation"
	contactCases permission = "read and answer what is about the police"
	leadCases    permission = "read what young people wrote"

	officerNumbers permission = "see the numbers of concerns"
	contactNumbers permission = "see the numbers of concerns about the police"
	answerPoints   permission = "read the agenda of a meeting, propose points and answer them in public"
	seeLate        permission = "see how much is past its time"
	seeUntaken     permission = "hear of what nobody takes"

	agreeBoth         permission = "say yes to a meeting of young people and adults together, or take it back"
	planMeetings      permission = "plan, change and cancel meetings"
	recordCommitments permission = "write down what is to come of meetings and concerns, and who does it until when"
	keepCommitments   permission = "say how far a commitment is that they have taken on"
	leadMeetings      permission = "read the notes of a meeting that they lead"
	openDoor          permission = "make the page at the door of a meeting, by whose code people check in"
	countDoor         permission = "see after a meeting how many checked in, and enter how many came without, unless they are an officer too"
	writeNews         permission = "write, pause and stop announcements"
	seeSurveys        permission = "see whether a survey is open, and get its results"
	openSurveys       permission = "open, close and cancel surveys"
	readGuides        permission = "read guides that are not published"
	decideGuides      permission = "approve guides, try, publish and take them back"

	seeStaff    permission = "see who has which role"
	seeLog      permission = "read the log of roles"
	inviteStaff permission = "invite an officer, a facilitator or a partner"
	endRoles    permission = "end roles, and say what their holders are called"
	beAway      permission = "say when they are away, and who stands in"

	translateNews  permission = "translate announcements and meetings that wait for another language"
	translateCases permission = "translate what is said in cases, once it is asked for, with a duty that an organiser ticks"
)

// scope says with what a role may do something.
type scope string

const (
	// anywhere is for what is of no neighbourhood.
	anywhere scope = "with the role for any neighbourhood"
	// ownAreas is for what is of one neighbourhood, or for several that must all be
	// the role's; what is for everybody is for the role in all of them.
	ownAreas scope = "in their own neighbourhoods"
	// coveredAreas are these, and those of whoever they stand in for.
	coveredAreas scope = "in their own neighbourhoods, and in those of an officer they stand in for"
	// everyArea is for what is always for everybody.
	everyArea scope = "only with the role for all neighbourhoods"
	// givenOnly is for what somebody gave them: servedBy and ledBy say what it is.
	givenOnly scope = "only what was given to them"
)

// access is a line of the table.
type access struct {
	act  permission
	role Role
	with scope
	duty Duty // that the role has to have; "": none
}

// accessTable is the table. Nobody may do what is not in it.
var accessTable = [...]access{
	{reviewTexts, RoleReviewer, ownAreas, ""},
	{officerCases, RoleOfficer, coveredAreas, ""},
	{partnerCases, RolePartner, givenOnly, ""},
	{contactCases, RoleIndependent, ownAreas, ""},
	{leadCases, RoleLead, ownAreas, ""},

	{officerNumbers, RoleOfficer, coveredAreas, ""},
	{contactNumbers, RoleIndependent, ownAreas, ""},
	{answerPoints, RoleOfficer, coveredAreas, ""},
	{seeLate, RoleOrganiser, ownAreas, ""},
	{seeUntaken, RoleOrganiser, ownAreas, ""},

	{agreeBoth, RoleLead, ownAreas, ""},
	{planMeetings, RoleOrganiser, ownAreas, ""},
	{leadMeetings, RoleFacilitator, givenOnly, ""},
	{recordCommitments, RoleOrganiser, ownAreas, ""},
	{keepCommitments, RoleOrganiser, givenOnly, ""},
	{keepCommitments, RoleOfficer, givenOnly, ""},
	{keepCommitments, RoleFacilitator, givenOnly, ""},
	{keepCommitments, RolePartner, givenOnly, ""},
	{openDoor, RoleOrganiser, ownAreas, ""},
	{openDoor, RoleFacilitator, givenOnly, ""},
	{countDoor, RoleOrganiser, ownAreas, ""},
	{countDoor, RoleFacilitator, givenOnly, ""},
	{writeNews, RoleOrganiser, ownAreas, ""},
	{seeSurveys, RoleOrganiser, anywhere, ""},
	{seeSurveys, RoleOfficer, anywhere, ""},
	{openSurveys, RoleOrganiser, everyArea, ""},
	{readGuides, RoleOrganiser, anywhere, ""},
	{decideGuides, RoleOrganiser, everyArea, ""},

	{seeStaff, RoleOrganiser, anywhere, ""},
	{seeLog, RoleOrganiser, anywhere, ""},
	{inviteStaff, RoleOrganiser, ownAreas, ""},
	{endRoles, RoleOrganiser, ownAreas, ""},
	{beAway, RoleOfficer, anywhere, ""},

	{translateNews, RoleTranslator, anywhere, ""},
	{translateCases, RoleTranslator, ownAreas, DutyCases},
}

// invitable lists whom an organiser may invite from the chat; the other roles
// are given by whoever runs the bot.
func invitable() []Role { return []Role{RoleOfficer, RoleFacilitator, RolePartner} }

// may says whether the table has an act for a role.
func (r Role) may(do permission) bool {
	return slices.ContainsFunc(accessTable[:], func(l access) bool { return l.act == do && l.role == r })
}

// has says whether a member was given a role, for an area; "" asks for any area. Whether
// they may do something is asked of the table.
func (m *Member) has(r Role, area string) bool {
	if m == nil {
		return false
	}
	return slices.ContainsFunc(m.Grants, func(g Grant) bool {
		return g.Role == r && (area == "" || len(g.Areas) == 0 || slices.Contains(g.Areas, area))
	})
}

// handles says whether a member works in a role, for an area or for any (""): they
// have it, and none beside which it counts for nothing.
func (m *Member) handles(r Role, area string) bool {
	return m.has(r, area) && !m.idle(r)
}

// works says it of a line of the table: beside the role it may take a duty, which is
// ticked for neighbourhoods as the role is.
func (m *Member) works(l access, area string) bool {
	if l.act == countDoor && m.has(RoleOfficer, "") { // no officer counts who came, whatever else they are
		return false
	}
	return m.handles(l.role, area) && (l.duty == "" || slices.ContainsFunc(m.Grants, func(g Grant) bool {
		return g.Role == l.role && (area == "" || len(g.Areas) == 0 || slices.Contains(g.Areas, area)) && slices.Contains(g.Duties, l.duty)
	}))
}

// holds says whether a member works in a role that is for an act, for an area or for
// any (""): so much it takes to be on its screens. With what they may do it is asked
// by may, by mayFor, or by whose it is.
func (m *Member) holds(do permission, area string) bool {
	return slices.ContainsFunc(accessTable[:], func(l access) bool { return l.act == do && m.works(l, area) })
}

// may says whether a member may do something with what is of one neighbourhood. What
// has none ("") is everybody's who has the role.
func (m *Member) may(do permission, area string) bool {
	return slices.ContainsFunc(accessTable[:], func(l access) bool {
		switch {
		case l.act != do:
			return false
		case l.with == anywhere:
			return m.works(l, "")
		}
		return (l.with == ownAreas || l.with == coveredAreas) && m.works(l, area)
	})
}

// mayFor says whether a member may do something that is for these neighbourhoods: for
// each of them. None means for everybody, which takes the role in all there are.
func (m *Member) mayFor(do permission, areas []string, p *Programme) bool {
	return slices.ContainsFunc(accessTable[:], func(l access) bool {
		switch {
		case l.act != do || l.with == givenOnly:
			return false
		case l.with == anywhere:
			return m.works(l, "")
		case l.with == everyArea || len(areas) == 0:
			return m.works(l, "") && !slices.ContainsFunc(p.Areas, func(a Area) bool { return !m.works(l, a.ID) })
		}
		return !slices.ContainsFunc(areas, func(a string) bool { return !m.works(l, a) })
	})
}

// mayIn lists the neighbourhoods with which a member may do something.
func (m *Member) mayIn(do permission, p *Programme) []string {
	return p.areasWhere(func(area string) bool { return m.may(do, area) })
}

// areasWhere lists the neighbourhoods of which something is true.
func (p *Programme) areasWhere(is func(area string) bool) (ids []string) {
	for _, a := range p.Areas {
		if is(a.ID) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// areas lists the neighbourhoods of a member's role.
func (m *Member) areas(r Role, p *Programme) []string {
	return p.areasWhere(func(area string) bool { return m.has(r, area) })
}

// holds, may, mayFor and mayIn say it of the turn's person. Each step at a desk asks
// anew: a role may have been taken away meanwhile.
func (t *turn) holds(do permission) bool { return t.me().holds(do, "") }

// may counts whoever they stand in for as well.
func (t *turn) may(do permission, area string) bool {
	return t.me().may(do, area) || t.standsIn(do, area)
}

func (t *turn) mayFor(do permission, areas []string) bool {
	return t.me().mayFor(do, areas, t.w.Programme)
}

func (t *turn) mayIn(do permission) []string {
	return t.w.Programme.areasWhere(func(area string) bool { return t.may(do, area) })
}

// standsIn says whether the turn's person stands in for somebody who may do
// something in an area.
func (t *turn) standsIn(do permission, area string) bool {
	covered := slices.ContainsFunc(accessTable[:], func(l access) bool { return l.act == do && l.with == coveredAreas })
	return covered && area != "" && t.me() != nil && slices.ContainsFunc(t.w.Board.standsFor(t.e.Who, t.e.Now), func(m Member) bool { return m.may(do, area) })
}

// mayRevoke says whether the organiser may take a role away: in the own
// neighbourhoods only, and any but the own organiser's, so that nobody locks
// everybody out.
func (t *turn) mayRevoke(m *Member, g Grant) bool {
	return t.mayFor(endRoles, g.Areas) && !(m.Who == t.e.Who && g.Role == RoleOrganiser)
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

// DecidesGuides says whether somebody organises all of a programme, and so
// decides what everybody reads.
func (m *Member) DecidesGuides(p *Programme) bool { return m.mayFor(decideGuides, nil, p) }

// decides says it of the turn's person.
func (t *turn) decides() bool { return t.mayFor(decideGuides, nil) }

// mayOpenWaves says whether the turn's person opens and closes surveys: they
// are for the whole programme, so it takes who organises all of it.
func (t *turn) mayOpenWaves() bool { return t.mayFor(openSurveys, nil) }

// Steers says whether somebody organises all that an announcement is for.
func (b *Board) Steers(who ID, a Announcement, p *Programme) bool {
	return b.member(who).mayFor(writeNews, a.Areas, p)
}

// ledBy says whether a member leads a session: if the organisers named somebody,
// whoever they named, else each facilitator of one of its neighbourhoods; what is
// for everybody, each facilitator there is.
func (s Session) ledBy(m *Member) bool {
	switch {
	case !m.holds(leadMeetings, ""):
		return false
	case len(s.Leads) > 0:
		return slices.Contains(s.Leads, m.Who)
	case len(s.Areas) == 0:
		return true
	}
	return slices.ContainsFunc(s.Areas, func(a string) bool { return m.holds(leadMeetings, a) })
}
