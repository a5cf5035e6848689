package flows

import (
	"slices"
	"strings"
)

// This file is about how roles end: one of somebody's, all of a lost phone's, all
// of one's own. It is asked once, the safe button first, and holds from the next
// thing that anybody does at that desk.

// The steps of ending roles. Topic holds the member and the mark of the role.
const (
	StepRevoke Step = "desk.member.revoke"
	StepLost   Step = "desk.member.lost"
	StepMe     Step = "desk.me"
	StepMyName Step = "desk.me.name"
	StepQuit   Step = "desk.me.quit"
)

func revokeConversation() conversation {
	only := []permission{endRoles}
	return conversation{
		name: "revoke",
		screens: map[Step]screen{
			StepRevoke: {ask: askRevoke, hear: hearRevoke, back: to(StepOne), needs: only},
			StepLost:   {ask: askLost, hear: hearLost, back: to(StepOne), needs: only},
			StepMe:     {ask: askMe, hear: hearMe, back: to(StepDeskMore)},
			StepMyName: {ask: askMyName, hear: hearMyName, misfit: "name.misfit", back: to(StepMe)},
			StepQuit:   {ask: askQuit, hear: hearQuit, back: to(StepMe)},
		},
	}
}

// doomed is the role that the screen asks about, if it is still the organiser's to
// take away.
func (t *turn) doomed() (*Member, Grant, bool) {
	m := t.chosen()
	_, mark, _ := strings.Cut(t.p.Topic, " ")
	if m == nil {
		return nil, Grant{}, false
	}
	i := slices.IndexFunc(m.Grants, func(g Grant) bool { return grantMark(g) == mark })
	if i < 0 || !t.mayRevoke(m, m.Grants[i]) {
		return m, Grant{}, false
	}
	return m, m.Grants[i], true
}

func askRevoke(t *turn) Say {
	m, g, ok := t.doomed()
	if !ok {
		return Say{Lines: line("staff.gone", nil), Rows: column(back())}
	}
	lines := []Line{{Key: "staff.ending", Args: Args{"name": t.called(*m)}}, t.grantLine(g), {Key: "staff.at_once"}}
	if g.Role == RolePartner {
		lines = append(lines, Line{Key: "staff.cases_back"})
	} else if left := t.emptied(*m, g); len(left) > 0 {
		lines = append(lines, Line{Key: "staff.nobody_left", Args: Args{"areas": t.grantAreas(left)}})
	}
	return Say{Lines: lines, Rows: column(act("staff.keep", "back"), act("staff.sure", "sure"))}
}

// emptied lists the neighbourhoods that have nobody in a role once it ends.
func (t *turn) emptied(m Member, g Grant) []string {
	rest := t.w.Board.Clone()
	rest.endGrants(m.Who, func(had Grant) bool { return grantMark(had) == grantMark(g) })
	return slices.DeleteFunc(m.areas(g.Role, t.w.Programme), func(area string) bool { return rest.staffed(g.Role, area) })
}

// hearRevoke takes one role away and tells whoever had it, unless they want no
// pushes: then they read it where the desk was.
func hearRevoke(t *turn) bool {
	if !t.pressed("sure") {
		return false
	}
	m, g, ok := t.doomed()
	if !ok {
		t.note("staff.gone", nil)
		t.show(StepStaff)
		return true
	}
	who, chat, lang := m.Who, m.Chat, m.Lang
	t.changeBoard(func(b *Board) {
		b.endGrants(who, func(had Grant) bool { return grantMark(had) == grantMark(g) })
	})
	t.audit("revoked", string(g.Role))
	if had := t.person(who); who != t.e.Who && had != nil && !had.Paused {
		t.out.Says = append(t.out.Says, Say{To: &who, Lang: lang, Chat: chat, Fresh: true,
			Wait:  UntilQuietEnds(t.w.Programme, t.e.Now, waitRole(g.Role)),
			Lines: line("role.ended", Args{"role": Ref("role.name." + string(g.Role))}), Rows: column(toMenu())})
	}
	t.note("staff.revoked", nil)
	t.show(StepStaff)
	return true
}

// endGrants takes roles from a member. Who has none left is off the board, and
// with the last role as an officer ends what they said about being away.
func (b *Board) endGrants(who ID, which func(Grant) bool) {
	m := b.member(who)
	m.Grants = slices.DeleteFunc(slices.Clone(m.Grants), which)
	if !m.has(RoleOfficer, "") {
		m.Away = nil
	}
	if len(m.Grants) == 0 {
		b.Staff = slices.DeleteFunc(b.Staff, func(other Member) bool { return other.Who == who })
	}
}

// askLost asks before all roles of somebody whose phone is lost are ended.
func askLost(t *turn) Say {
	m := t.chosen()
	if m == nil || !t.mayEndAll(m) {
		return Say{Lines: line("staff.gone", nil), Rows: column(back())}
	}
	lines := line("staff.lost_ask", Args{"name": t.called(*m)})
	for _, g := range m.Grants {
		if t.mayRevoke(m, g) {
			lines = append(lines, t.grantLine(g))
		}
	}
	lines = append(lines, Line{Key: "staff.lost_means"})
	if slices.ContainsFunc(m.Grants, func(g Grant) bool { return !t.mayRevoke(m, g) }) {
		lines = append(lines, Line{Key: "staff.lost_others"})
	}
	return Say{Lines: lines, Rows: column(act("staff.keep", "back"), act("staff.lost_sure", "sure"))}
}

// hearLost ends all roles at once. Nothing is sent to that phone: whoever holds it
// need not know.
func hearLost(t *turn) bool {
	if !t.pressed("sure") {
		return false
	}
	m := t.chosen()
	if m == nil || !t.mayEndAll(m) {
		t.note("staff.gone", nil)
		t.show(StepStaff)
		return true
	}
	who, ends := m.Who, []string(nil)
	for _, g := range m.Grants {
		if t.mayRevoke(m, g) {
			ends = append(ends, grantMark(g))
		}
	}
	t.changeBoard(func(b *Board) {
		b.endGrants(who, func(g Grant) bool { return slices.Contains(ends, grantMark(g)) })
	})
	t.audit("lost", "")
	t.note("staff.lost_done", nil)
	t.show(StepStaff)
	return true
}

// askMe shows somebody their own roles and what they are called.
func askMe(t *turn) Say {
	me := t.me()
	lines := []Line{{Key: "staff.member", Args: Args{"name": t.called(*me)}}}
	for _, g := range me.Grants {
		lines = append(lines, t.grantLine(g))
		if me.idle(g.Role) {
			lines = append(lines, Line{Key: "staff.idle"})
		}
	}
	return Say{Lines: append(lines, Line{Key: "name.lock"}), Rows: column(act("name.button", "name"), act("me.quit", "quit"), back())}
}

func hearMe(t *turn) bool {
	switch {
	case t.pressed("name"):
		t.show(StepMyName)
	case t.pressed("quit"):
		t.show(StepQuit)
	default:
		return false
	}
	return true
}

func askMyName(t *turn) Say {
	return Say{Lines: []Line{{Key: "name.ask"}, {Key: "name.lock"}}, Rows: column(back())}
}

func hearMyName(t *turn) bool {
	name := NameOf(t.e.Text)
	if t.e.Kind != Words || name == "" {
		return false
	}
	t.changeBoard(func(b *Board) { b.member(t.e.Who).Name = name })
	t.audit("renamed", "")
	t.show(StepMe)
	return true
}

// needed lists the neighbourhoods that nobody else organises: whoever is the last
// organiser of one cannot leave before there is another.
func (t *turn) needed() []string {
	var areas []string
	for _, g := range t.me().Grants {
		if g.Role != RoleOrganiser {
			continue
		}
		for _, area := range t.me().areas(RoleOrganiser, t.w.Programme) {
			others := slices.ContainsFunc(t.w.Board.Staff, func(m Member) bool { return m.Who != t.e.Who && m.has(RoleOrganiser, area) })
			if !others && !slices.Contains(areas, area) {
				areas = append(areas, area)
			}
		}
	}
	return areas
}

func askQuit(t *turn) Say {
	if left := t.needed(); len(left) > 0 {
		return Say{Lines: line("me.needed", Args{"areas": t.grantAreas(left)}), Rows: column(back())}
	}
	lines := []Line{{Key: "me.quit_ask", Args: Args{"roles": roleRefs(*t.me())}}, {Key: "me.quit_means"}}
	return Say{Lines: lines, Rows: column(act("staff.keep", "back"), act("me.quit_sure", "sure"))}
}

// hearQuit ends all roles of the person's own.
func hearQuit(t *turn) bool {
	if !t.pressed("sure") || len(t.needed()) > 0 {
		return false
	}
	t.audit("quit", "")
	t.changeBoard(func(b *Board) { b.endGrants(t.e.Who, func(Grant) bool { return true }) })
	t.note("me.quit_done", nil)
	t.fresh = true
	t.home()
	return true
}
