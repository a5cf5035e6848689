package flows

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// staffPage is how many members a screen shows that asks to choose one.
const staffPage = 20

// askStaff lists who has a role, a page at a time. Members are numbered; their
// pseudonyms are nobody's business.
func askStaff(t *turn) Say {
	if !t.holds(seeStaff) {
		return t.notYours()
	}
	lines := line("staff.ask", nil)
	all := t.w.Board.Staff
	from, to := t.deskPart(len(all))
	var buttons []Button
	for i, m := range all[from:to] {
		n := Code(strconv.Itoa(from + i + 1))
		lines = append(lines, Line{Key: "staff.item", Args: Args{"number": n, "name": t.called(m), "roles": roleRefs(m)}})
		lines = append(lines, t.awayLine(m)...)
		buttons = append(buttons, Button{Key: "staff.button", Args: Args{"number": n, "name": t.called(m)}, Do: "m." + memberMark(m)})
	}
	return Say{Lines: lines, Rows: append(row(pairs(buttons...), t.pageButtons(len(all))...), []Button{back()})}
}

func roleRefs(m Member) Refs {
	var refs Refs
	for _, g := range m.Grants {
		if ref := "role.name." + string(g.Role); !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

func hearStaff(t *turn) bool {
	if !t.holds(seeStaff) {
		return false
	}
	if t.turnPage(len(t.w.Board.Staff), StepStaff) {
		return true
	}
	mark, ok := t.picked("m.")
	i := slices.IndexFunc(t.w.Board.Staff, func(m Member) bool { return memberMark(m) == mark })
	if !ok || i < 0 {
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
	who, _, _ := strings.Cut(t.p.Topic, " ")
	i := slices.IndexFunc(t.w.Board.Staff, func(m Member) bool { return m.Who.String() == who })
	if i < 0 {
		return nil
	}
	return &t.w.Board.Staff[i]
}

func askMember(t *turn) Say {
	if !t.holds(seeStaff) {
		return t.notYours()
	}
	m := t.chosen()
	if m == nil {
		return Say{Lines: line("staff.gone", nil), Rows: column(back())}
	}
	lines := []Line{{Key: "staff.member", Args: Args{"name": t.called(*m)}}}
	var buttons []Button
	if t.mayRename(m) {
		buttons = append(buttons, act("name.button", "name"))
	}
	for _, g := range m.Grants {
		lines = append(lines, t.grantLine(g))
		if m.idle(g.Role) {
			lines = append(lines, Line{Key: "staff.idle"})
		}
		if slices.Contains(g.Duties, DutyCases) {
			lines = append(lines, Line{Key: "staff.duty_cases"})
		}
		buttons = append(buttons, t.dutyButton(m, g)...)
		if t.mayRevoke(m, g) {
			buttons = append(buttons, Button{Key: "staff.revoke", Args: Args{"role": Ref("role.name." + string(g.Role))}, Do: "r." + grantMark(g)})
		}
	}
	if t.mayEndAll(m) {
		buttons = append(buttons, act("staff.lost", "lost"))
	}
	lines = append(lines, t.awayLine(*m)...)
	return Say{Lines: lines, Rows: append(column(buttons...), []Button{back()})}
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

func hearMember(t *turn) bool {
	mark, ends := t.picked("r.")
	m := t.chosen()
	switch {
	case m != nil && t.holds(seeStaff) && t.tickDuty(m):
	case t.e.Kind != Press || m == nil || !t.holds(seeStaff):
		return false
	case t.e.Do == "name" && t.mayRename(m):
		t.show(StepRename)
	case t.e.Do == "lost" && t.mayEndAll(m):
		t.show(StepLost)
	case ends && slices.ContainsFunc(m.Grants, func(g Grant) bool { return grantMark(g) == mark && t.mayRevoke(m, g) }):
		t.p.Topic = m.Who.String() + " " + mark
		t.show(StepRevoke)
	default:
		return false
	}
	return true
}

// dutyButton gives a translator the duty of translating cases, or ends it, for whoever
// could take the role away.
func (t *turn) dutyButton(m *Member, g Grant) []Button {
	if g.Role != RoleTranslator || !t.mayRevoke(m, g) {
		return nil
	}
	if slices.Contains(g.Duties, DutyCases) {
		return column(act("staff.duty_end", "d."+grantMark(g)))[0]
	}
	return column(act("staff.duty_give", "d."+grantMark(g)))[0]
}

// tickDuty takes the button of dutyButton.
func (t *turn) tickDuty(m *Member) bool {
	mark, ok := strings.CutPrefix(t.e.Do, "d.")
	i := slices.IndexFunc(m.Grants, func(g Grant) bool { return grantMark(g) == mark && len(t.dutyButton(m, g)) > 0 })
	if t.e.Kind != Press || !ok || i < 0 {
		return false
	}
	had := slices.Contains(m.Grants[i].Duties, DutyCases)
	t.changeBoard(func(b *Board) {
		b.member(m.Who).Grants[i].Duties = []Duty{DutyCases}
		if had {
			b.member(m.Who).Grants[i].Duties = nil
		}
	})
	if had {
		t.audit("duty_ended", string(RoleTranslator))
		t.note("staff.duty_ended", nil)
	} else {
		t.audit("duty_given", string(RoleTranslator))
		t.note("staff.duty_given", nil)
	}
	t.show(StepOne)
	return true
}

// logPage is how many uses of roles a screen shows.
const logPage = 6

// askLog shows the latest uses of roles: who, what, when, and no content.
func askLog(t *turn) Say {
	if !t.holds(seeLog) {
		return t.notYours()
	}
	lines := line("audit.ask", nil)
	entries := t.log()
	shown := partOf(len(entries), logPage, int(t.p.Page))
	for _, e := range entries[shown.from:shown.to] {
		lines = append(lines, Line{Key: "audit.item", Args: Args{"when": Moment(time.Unix(e.At, 0)), "who": t.logged(e), "what": Ref("audit." + e.What)}})
	}
	if len(entries) == 0 {
		lines = append(lines, Line{Key: "audit.nothing"})
	}
	rows := row(nil, shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	return Say{Lines: append(lines, as(PartFine, "audit.lock", nil)), Rows: append(rows, []Button{back()})}
}

func hearLog(t *turn) bool {
	return t.holds(seeLog) && t.turnPart(len(t.log()), logPage, StepLog)
}

// logged is who an entry is about: by what they are called now, or were called
// when they had a role.
func (t *turn) logged(e AuditEntry) any {
	if e.Who == (ID{}) {
		return Ref("audit.resident")
	}
	if m := t.w.Board.member(e.Who); m != nil {
		return t.called(*m)
	}
	if e.Name != "" {
		return Quote(e.Name)
	}
	return Ref("role.former")
}
