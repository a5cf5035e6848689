package flows

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// staffPage is how many members or entries a screen shows.
const staffPage = 20

// askStaff lists who has a role. Members are numbered; their pseudonyms are
// nobody's business.
func askStaff(t *turn) Say {
	if !t.can(RoleOrganiser, "") {
		return t.notYours()
	}
	lines := line("staff.ask", nil)
	var buttons []Button
	for i, m := range t.w.Board.Staff {
		if i == staffPage {
			break
		}
		n := strconv.Itoa(i + 1)
		lines = append(lines, Line{Key: "staff.item", Args: Args{"number": Code(n), "name": t.called(m), "roles": roleRefs(m)}})
		lines = append(lines, t.awayLine(m)...)
		buttons = append(buttons, Button{Key: "staff.button", Args: Args{"number": Code(n), "name": t.called(m)}, Do: "m." + memberMark(m)})
	}
	return Say{Lines: lines, Rows: append(pairs(buttons...), []Button{back()})}
}

// called is what a member is called: by the name in the invitation, else by a
// short form of the pseudonym.
func (t *turn) called(m Member) Quote {
	if m.Name != "" {
		return Quote(m.Name)
	}
	return Quote("#" + m.Who.String()[:4])
}

func roleRefs(m Member) Refs {
	var refs Refs
	for _, g := range m.Grants {
		refs = append(refs, "role.name."+string(g.Role))
	}
	return refs
}

func hearStaff(t *turn) bool {
	mark, ok := strings.CutPrefix(t.e.Do, "m.")
	i := slices.IndexFunc(t.w.Board.Staff, func(m Member) bool { return memberMark(m) == mark })
	if t.e.Kind != Press || !ok || i < 0 || !t.can(RoleOrganiser, "") {
		return false
	}
	t.p.Topic = t.w.Board.Staff[i].Who.String()
	t.show(StepOne)
	return true
}

// memberMark names a member on a button, whatever happens to the list meanwhile.
func memberMark(m Member) string { return hex.EncodeToString(m.Who[:6]) }

// grantMark names a role of a member likewise.
func grantMark(g Grant) string { return string(g.Role) + "." + strconv.FormatInt(g.Since, 36) }

// chosen is the member that the screen is about; nil if they have no role any
// more.
func (t *turn) chosen() *Member {
	i := slices.IndexFunc(t.w.Board.Staff, func(m Member) bool { return m.Who.String() == t.p.Topic })
	if i < 0 {
		return nil
	}
	return &t.w.Board.Staff[i]
}

func askMember(t *turn) Say {
	if !t.can(RoleOrganiser, "") {
		return t.notYours()
	}
	m := t.chosen()
	if m == nil {
		return Say{Lines: line("staff.gone", nil), Rows: column(back())}
	}
	lines := []Line{{Key: "staff.member", Args: Args{"name": t.called(*m)}}}
	var buttons []Button
	for _, g := range m.Grants {
		lines = append(lines, t.grantLine(g))
		if t.mayRevoke(m, g) {
			buttons = append(buttons, Button{Key: "staff.revoke", Args: Args{"role": Ref("role.name." + string(g.Role))}, Do: "r." + grantMark(g)})
		}
	}
	lines = append(lines, t.awayLine(*m)...)
	if len(buttons) > 0 {
		lines = append(lines, Line{Key: "staff.at_once"})
	}
	return Say{Lines: lines, Rows: append([][]Button{{back()}}, column(buttons...)...)}
}

// grantLine is one role of somebody; a partner's with the organisation.
func (t *turn) grantLine(g Grant) Line {
	args := Args{"role": Ref("role.name." + string(g.Role)), "areas": t.grantAreas(g.Areas), "day": Day(time.Unix(g.Since, 0))}
	if g.Role == RolePartner && g.Body != "" {
		args["who"], args["topics"] = t.organisation(g.Body), g.topics()
		return Line{Key: "partner.grant", Args: args}
	}
	return Line{Key: "staff.grant", Args: args}
}

// mayRevoke says whether the organiser may take a role away: in the own
// neighbourhoods only, and any but the own organiser's, so that nobody locks
// everybody out.
func (t *turn) mayRevoke(m *Member, g Grant) bool {
	areas := g.Areas
	if len(areas) == 0 {
		for _, a := range t.w.Programme.Areas {
			areas = append(areas, a.ID)
		}
	}
	mine := !slices.ContainsFunc(areas, func(area string) bool { return !t.can(RoleOrganiser, area) })
	return mine && !(m.Who == t.e.Who && g.Role == RoleOrganiser)
}

func hearMember(t *turn) bool {
	mark, ok := strings.CutPrefix(t.e.Do, "r.")
	m := t.chosen()
	if t.e.Kind != Press || !ok || m == nil {
		return false
	}
	i := slices.IndexFunc(m.Grants, func(g Grant) bool { return grantMark(g) == mark })
	if i < 0 || !t.mayRevoke(m, m.Grants[i]) {
		return false
	}
	t.revoke(*m, i)
	return true
}

// revoke takes one role away at once and tells whoever had it, unless they want
// no pushes: then they read it where the desk was.
func (t *turn) revoke(m Member, i int) {
	role := m.Grants[i].Role
	t.changeBoard(func(b *Board) {
		had := b.member(m.Who)
		had.Grants = slices.Delete(had.Grants, i, i+1)
		if !had.has(RoleOfficer, "") {
			had.Away = nil
		}
		if len(had.Grants) == 0 {
			b.Staff = slices.DeleteFunc(b.Staff, func(other Member) bool { return other.Who == m.Who })
		}
	})
	t.audit("revoked", string(role))
	if had := t.person(m.Who); m.Who != t.e.Who && had != nil && !had.Paused {
		t.out.Says = append(t.out.Says, Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true,
			Wait:  UntilQuietEnds(t.w.Programme, t.e.Now, waitRole(role)),
			Lines: line("role.ended", Args{"role": Ref("role.name." + string(role))}), Rows: column(toMenu())})
	}
	t.note("staff.revoked", nil)
	t.show(StepStaff)
}

// askLog shows the latest uses of roles: who, what, when, and no content.
func askLog(t *turn) Say {
	if !t.can(RoleOrganiser, "") {
		return t.notYours()
	}
	lines := line("audit.ask", nil)
	entries := t.log()
	for _, e := range entries {
		var who any = Quote("#" + e.Who.String()[:4])
		if e.Who == (ID{}) {
			who = Ref("audit.resident")
		} else if m := t.w.Board.member(e.Who); m != nil {
			who = t.called(*m)
		}
		lines = append(lines, Line{Key: "audit.item", Args: Args{"when": Moment(time.Unix(e.At, 0)), "who": who, "what": Ref("audit." + e.What)}})
	}
	if len(entries) == 0 {
		lines = append(lines, Line{Key: "audit.nothing"})
	}
	return Say{Lines: lines, Rows: column(back())}
}
