package flows

// StepMenu is where every conversation begins and ends; StepMenuMore is what it has no room
// for.
const (
	StepMenu     Step = "menu"
	StepMenuMore Step = "menu.more"
)

// menuMost is how many rows the residents' menu may have, whatever its state: a new
// thing finds its place inside one of those that are there (docs/screens.md).
const menuMost = 8

// menuRow is a row of the residents' menu, or half of one.
type menuRow struct {
	at   int // place in the menu; no two have the same
	key  string
	do   string
	more bool // it stands one level down, under "More"
	half bool // it shares its row with the next half
	link bool // it works at any time
	when func(*turn) bool
	open func(*turn) // nil: the door of its word
}

func menuConversation() conversation {
	return conversation{
		name: "menu",
		screens: map[Step]screen{
			StepMenu:     {ask: askMenu, hear: hearMenu, misfit: "menu.misfit"},
			StepMenuMore: {ask: askMenuMore, hear: hearMenu, back: to(StepMenu)},
		},
		doors: []door{
			{word: "", by: byButton, open: plainly((*turn).home), members: atOnce},
			{word: "menu", by: byButton | byCommand, listed: 10, open: plainly((*turn).home), members: atOnce},
		},
		menu: []menuRow{
			{at: 80, key: "menu.language", do: "language", more: true, half: true, open: func(t *turn) { t.standOver(StepLanguage, t.p.Step) }},
			{at: 90, key: "menu.area", do: "area", more: true, half: true, open: (*turn).openArea},
			{at: 115, key: "desk.back", do: "desk", link: true, when: func(t *turn) bool { return t.me() != nil }},
			{at: 120, key: "menu.more", do: "more", half: true, open: (*turn).openMore},
		},
	}
}

// openMore shows what the menu has no room for; a child's menu has it all.
func (t *turn) openMore() {
	if t.p.Age == AgeChild {
		t.show(StepMenu)
		return
	}
	t.show(StepMenuMore)
}

// toMore is where Back leads from what stands under "More".
func toMore(t *turn) Step {
	if t.p.Age == AgeChild {
		return StepMenu
	}
	return StepMenuMore
}

// openArea asks for another neighbourhood; of a child none is kept.
func (t *turn) openArea() {
	if t.p.Age == AgeChild {
		t.show(StepMenu)
		return
	}
	t.show(StepArea)
}

func askMenu(t *turn) Say {
	if t.p.Age == AgeChild {
		return childMenu(t)
	}
	return Say{Lines: line("menu.ask", nil), Rows: t.menuRows(false)}
}

// askMenuMore is the second level of the menu.
func askMenuMore(t *turn) Say {
	if t.p.Age == AgeChild {
		return childMenu(t)
	}
	return Say{Lines: line("menu.more_ask", nil), Rows: append(t.menuRows(true), []Button{back()})}
}

// menuRows are the rows of a level of the menu.
func (t *turn) menuRows(more bool) [][]Button {
	var rows [][]Button
	half := false // the last row has room
	for _, r := range built().menu {
		if r.more != more || r.when != nil && !r.when(t) {
			continue
		}
		b := Button{Key: r.key, Do: r.do, Link: r.link}
		if half && r.half {
			rows[len(rows)-1] = append(rows[len(rows)-1], b)
		} else {
			rows = append(rows, []Button{b})
		}
		half = r.half && !half
	}
	return rows
}

// childMenu is what under-13s see: guides and the child helpline.
func childMenu(t *turn) Say {
	rows := column(act("menu.guides", "guides"))
	if t.w.Programme.Numbers.HelplineChild != "" {
		rows = append(rows, []Button{link("menu.helpline", "number.helpline_child")})
	}
	rows = append(rows, []Button{act("menu.language", "language"), act("menu.help", "help")},
		[]Button{act("menu.age", "age")})
	return Say{Lines: line("menu.child", nil), Rows: rows}
}

func hearMenu(t *turn) bool {
	if t.e.Kind != Press {
		return false
	}
	if t.p.Age == AgeChild && t.pressed("age") { // an adult who pressed the wrong button
		t.p.Age = AgeUnasked
		t.show(StepAge)
		return true
	}
	for _, r := range built().menu {
		switch {
		case !t.pressed(r.do):
			continue
		case r.open == nil:
			t.open(r.do)
		default:
			r.open(t)
		}
		return true
	}
	return false
}
