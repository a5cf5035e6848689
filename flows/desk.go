package flows

import (
	"slices"
	"strings"
)

// The steps of the desk, where people with a role begin.
const (
	StepDesk  Step = "desk.menu"
	StepStaff Step = "desk.staff"
	StepOne   Step = "desk.member"
	StepLog   Step = "desk.log"
)

func deskConversation() conversation {
	organisers := []Role{RoleOrganiser}
	return conversation{
		name: "desk",
		screens: map[Step]screen{
			StepDesk:  {ask: askDesk, hear: hearDesk},
			StepStaff: {ask: askStaff, hear: hearStaff, back: to(StepDesk), roles: organisers},
			StepOne:   {ask: askMember, hear: hearMember, back: to(StepStaff), roles: organisers},
			StepLog:   {ask: askLog, hear: hearNothing, back: to(StepDesk), roles: organisers},
		},
		doors: []door{{word: "desk", by: byButton | byCommand, open: plainly((*turn).openDesk), members: atOnce}},
		desk: []deskRow{
			{170, RoleOrganiser, "desk.staff", "staff", func(t *turn) { t.show(StepStaff) }},
			{200, RoleOrganiser, "desk.log", "log", func(t *turn) { t.show(StepLog) }},
		},
	}
}

// onDesk says whether a step belongs to a role; it is shown to nobody without one.
func onDesk(s Step) bool { return strings.HasPrefix(string(s), "desk.") && s != StepAccept }

// barred says whether a step is for a role that the turn's person does not have.
func (t *turn) barred(s Step) bool {
	if !onDesk(s) {
		return false
	}
	roles := screens()[s].roles
	return t.me() == nil || len(roles) > 0 && !slices.ContainsFunc(roles, func(r Role) bool { return t.handles(r, "") })
}

// home shows where somebody begins: the desk with a role, else the menu.
func (t *turn) home() {
	if t.me() != nil && !t.p.Neighbour {
		t.show(StepDesk)
		return
	}
	t.show(StepMenu)
}

// openDesk brings somebody with a role back from the resident's view.
func (t *turn) openDesk() {
	if t.me() == nil {
		t.note("common.unknown.command", nil)
		t.show(StepMenu)
		return
	}
	t.p.Neighbour = false
	t.show(StepDesk)
}

// deskRow is a row of the desk's menu and the role that it is for.
type deskRow struct {
	at   int // place in the menu; no two have the same
	role Role
	key  string
	do   string
	open func(t *turn)
}

func askDesk(t *turn) Say {
	var rows [][]Button
	if t.me().nameless() {
		rows = column(act("name.row", "name"))
	}
	for _, item := range built().desk {
		again := len(rows) > 0 && rows[len(rows)-1][0].Key == item.key // offered to two roles, and they have both
		if t.handles(item.role, "") && !again {
			rows = append(rows, []Button{act(item.key, item.do)})
		}
	}
	rows = append(rows, []Button{act("desk.neighbour", "neighbour"), act("menu.language", "language")}, []Button{act("me.button", "me")})
	return Say{Lines: append(line("desk.ask", Args{"roles": roleRefs(*t.me())}), t.awayLines()...), Rows: rows}
}

func hearDesk(t *turn) bool {
	switch {
	case t.pressed("neighbour"):
		t.p.Neighbour = true
		t.note("desk.as_neighbour", nil)
		t.show(StepMenu)
		return true
	case t.pressed("name") && t.me().nameless():
		t.show(StepName)
		return true
	case t.pressed("me"):
		t.show(StepMe)
		return true
	case t.pressed("language"):
		t.standOver(StepLanguage, StepDesk)
		return true
	}
	for _, item := range built().desk {
		if t.pressed(item.do) && t.handles(item.role, "") {
			t.p.Page = 0
			item.open(t)
			return true
		}
	}
	return false
}

// notYours is what a desk's screen shows to somebody whose role was taken away.
func (t *turn) notYours() Say {
	return Say{Lines: line("role.none", nil), Rows: column(link("desk.back", "desk"))}
}
