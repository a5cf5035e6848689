package flows

import "slices"

// This file is what stands on a desk. A desk belongs to one role and has at most seven
// rows, whatever is added to it: what waits, what the role comes for, and one row for
// what is needed seldom. Whoever has several roles is at one desk at a time.

// deskRow is a row of a desk, or half of one, and what one needs a role for to find it
// there. It stands on the desk of each role that the access table lets do that.
type deskRow struct {
	at   int // place among the others; no two have the same
	need permission
	key  string
	do   string
	half bool             // it shares its row with the next half
	on   Step             // the screen that it stands on, if not on the desk itself
	when func(*turn) bool // false hides a row that leads to nothing; nil: it always leads somewhere
	open func(t *turn)
}

// desks are the roles of which somebody has a desk, in the order in which roles are
// offered. A role that counts for nothing beside another has none.
func (m *Member) desks() []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool { return !m.handles(r, "") })
}

// atDesk is the role whose desk the person is at: the one they chose last, or the first
// that they have.
func (t *turn) atDesk() Role {
	all := t.me().desks()
	switch {
	case slices.Contains(all, t.p.Desk):
		return t.p.Desk
	case len(all) > 0:
		return all[0]
	}
	return t.me().Grants[0].Role
}

// allows says whether a member may do something by one role of theirs.
func (m *Member) allows(r Role, do permission) bool {
	return slices.ContainsFunc(accessTable[:], func(l access) bool { return l.role == r && l.act == do && m.works(l, "") })
}

// deskRows are the rows of a screen for the desk that the person is at.
func (t *turn) deskRows(on Step) []deskRow {
	me, at := t.me(), t.atDesk()
	return slices.DeleteFunc(slices.Clone(built().desk), func(r deskRow) bool { return r.on != on || !me.allows(at, r.need) })
}

// deskButtons are these rows, but for those that would lead to nothing now.
func (t *turn) deskButtons(on Step, last ...Button) (rows [][]Button) {
	half := false // the last row has room
	add := func(b Button, isHalf bool) {
		if half && isHalf {
			rows[len(rows)-1] = append(rows[len(rows)-1], b)
		} else {
			rows = append(rows, []Button{b})
		}
		half = isHalf && !half
	}
	before := ""
	for _, r := range t.deskRows(on) {
		if r.key == before || r.when != nil && !r.when(t) { // two rows may lead to the same
			continue
		}
		before = r.key
		add(act(r.key, r.do), r.half)
	}
	for _, b := range last {
		add(b, true)
	}
	return rows
}

// hearDeskRow opens what a row leads to. One that was hidden meanwhile shows that
// nothing is there.
func (t *turn) hearDeskRow(on Step) bool {
	for _, r := range t.deskRows(on) {
		if t.pressed(r.do) {
			t.p.Page = 0
			r.open(t)
			return true
		}
	}
	return false
}

func askDesk(t *turn) Say {
	at := t.atDesk()
	var rows [][]Button
	if t.me().nameless() {
		rows = column(act("name.row", "name"))
	}
	lines := append(line("desk.at", Args{"role": Ref("role.name." + string(at))}), t.deskAway(at)...)
	if n := len(t.waiting(at)); n > 0 {
		rows = append(rows, []Button{{Key: "desk.waits", Args: Args{"number": n}, Do: "waits", Style: StyleMain}})
	} else {
		lines = append(lines, Line{Key: "desk.nothing"})
		if at == RoleOfficer { // who waits for texts has to know when they come
			lines = append(lines, t.textsLock(RouteOfficers)...)
		}
	}
	lines = append(lines, t.taskLines(at)...)
	rows = append(rows, t.deskButtons("", act("desk.more", "further"))...)
	return Say{Lines: lines, Rows: row(rows, t.switchButton(at)...)}
}

// deskAway says when an officer is away, on their desk as an officer.
func (t *turn) deskAway(at Role) []Line {
	if at != RoleOfficer {
		return nil
	}
	return t.awayLines()
}

// switchButton leads to the other desk of somebody who has two, or to a choice.
func (t *turn) switchButton(at Role) []Button {
	others := slices.DeleteFunc(t.me().desks(), func(r Role) bool { return r == at })
	switch len(others) {
	case 0:
		return nil
	case 1:
		return []Button{t.deskButton(others[0])}
	}
	return []Button{act("desk.switch", "desks")}
}

// deskButton leads to the desk of a role, and says how much waits there.
func (t *turn) deskButton(r Role) Button {
	b := Button{Key: "desk.to", Args: Args{"role": Ref("role.name." + string(r))}, Do: "desk." + string(r)}
	if n := len(t.waiting(r)); n > 0 {
		b.Key, b.Args["number"] = "desk.to_waiting", n
	}
	return b
}

// hearSwitch takes the buttons of deskButton.
func (t *turn) hearSwitch() bool {
	r, ok := t.picked("desk.")
	if !ok || !slices.Contains(t.me().desks(), Role(r)) {
		return false
	}
	t.p.Desk = Role(r)
	t.show(StepDesk)
	return true
}

func hearDesk(t *turn) bool {
	switch {
	case t.pressed("name") && t.me().nameless():
		t.show(StepName)
	case t.pressed("waits"):
		t.openWaiting(t.atDesk())
	case t.pressed("further"):
		t.show(StepDeskMore)
	case t.pressed("desks"):
		t.show(StepDesks)
	default:
		return t.hearSwitch() || t.hearDeskRow("")
	}
	return true
}

// askDesks offers the desks of somebody who has more than two.
func askDesks(t *turn) Say {
	var buttons []Button
	for _, r := range t.me().desks() {
		buttons = append(buttons, t.deskButton(r))
	}
	return Say{Lines: line("desk.which", nil), Rows: append(column(buttons...), []Button{back()})}
}

func hearDesks(t *turn) bool { return t.hearSwitch() }

// askPeople is what an organiser does about others with a role.
func askPeople(t *turn) Say {
	return Say{Lines: line("desk.about_people", nil), Rows: append(t.deskButtons(StepPeople), []Button{back()})}
}

func hearPeople(t *turn) bool { return t.hearDeskRow(StepPeople) }

// askMore is what somebody comes for seldom.
func askDeskMore(t *turn) Say {
	rows := append(t.deskButtons(StepDeskMore), column(act("desk.neighbour", "neighbour"), act("me.button", "me"), act("menu.language", "language"))...)
	return Say{Lines: line("desk.about_more", nil), Rows: append(rows, []Button{back()})}
}

func hearDeskMore(t *turn) bool {
	switch {
	case t.pressed("neighbour"):
		t.p.Neighbour = true
		t.note("desk.as_neighbour", nil)
		t.show(StepMenu)
	case t.pressed("me"):
		t.show(StepMe)
	case t.pressed("language"):
		t.standOver(StepLanguage, StepDesk)
	default:
		return t.hearDeskRow(StepDeskMore)
	}
	return true
}
