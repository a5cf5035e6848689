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
	staff := []permission{seeStaff}
	return conversation{
		name: "desk",
		screens: map[Step]screen{
			StepDesk:  {ask: askDesk, hear: hearDesk},
			StepStaff: {ask: askStaff, hear: hearStaff, back: to(StepDesk), needs: staff},
			StepOne:   {ask: askMember, hear: hearMember, back: to(StepStaff), needs: staff},
			StepLog:   {ask: askLog, hear: hearNothing, back: to(StepDesk), needs: []permission{seeLog}},
		},
		doors: []door{{word: "desk", by: byButton | byCommand, open: plainly((*turn).openDesk), members: atOnce}},
		desk: []deskRow{
			{170, seeStaff, "desk.staff", "staff", func(t *turn) { t.show(StepStaff) }},
			{200, seeLog, "desk.log", "log", func(t *turn) { t.show(StepLog) }},
		},
	}
}

// onDesk says whether a step belongs to a role; it is shown to nobody without one.
func onDesk(s Step) bool { return strings.HasPrefix(string(s), "desk.") && s != StepAccept }

// barred says whether a step is for what the turn's person has no role for.
func (t *turn) barred(s Step) bool {
	if !onDesk(s) {
		return false
	}
	needs := screens()[s].needs
	return t.me() == nil || len(needs) > 0 && !slices.ContainsFunc(needs, t.holds)
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

// deskRow is a row of the desk's menu, and what one needs a role for to find it there.
type deskRow struct {
	at   int // place in the menu; no two have the same
	need permission
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
		again := len(rows) > 0 && rows[len(rows)-1][0].Key == item.key // two rows lead to the same, and they may see both
		if t.holds(item.need) && !again {
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
		if t.pressed(item.do) && t.holds(item.need) {
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
