package flows

// StepMenu is where every conversation begins and ends.
const StepMenu Step = "menu"

// menuRow is a row of the residents' menu, or half of one.
type menuRow struct {
	at   int // place in the menu; no two have the same
	key  string
	do   string
	half bool // it shares its row with the next half
	link bool // it works at any time
	when func(*turn) bool
	open func(*turn) // nil: the door of its word
}

func menuConversation() conversation {
	return conversation{
		name:    "menu",
		screens: map[Step]screen{StepMenu: {ask: askMenu, hear: hearMenu, misfit: "menu.misfit"}},
		doors: []door{
			{word: "", by: byButton, open: plainly((*turn).home), members: atOnce},
			{word: "menu", by: byButton | byCommand, listed: 10, open: plainly((*turn).home), members: atOnce},
		},
		menu: []menuRow{
			{at: 80, key: "menu.language", do: "language", half: true, open: func(t *turn) { t.standOver(StepLanguage, StepMenu) }},
			{at: 90, key: "menu.area", do: "area", half: true, open: (*turn).openArea},
		},
	}
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
	var rows [][]Button
	half := false // the last row has room
	for _, r := range built().menu {
		if r.when != nil && !r.when(t) {
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
	return Say{Lines: line("menu.ask", nil), Rows: rows}
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
