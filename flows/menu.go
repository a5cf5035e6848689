package flows

// StepMenu is where every conversation begins and ends.
const StepMenu Step = "menu"

func askMenu(t *turn) Say {
	if t.p.Age == AgeChild {
		return childMenu(t)
	}
	rows := column(act("menu.concern", "concern"), act("menu.sessions", "sessions"))
	if t.waveOpen() && !(t.p.Wave == t.w.Board.Wave.ID && t.p.WaveDone) && t.mayPulse() {
		rows = append(rows, []Button{act("menu.pulse", "pulse")})
	} else if _, there := t.latestResults(); there {
		rows = append(rows, []Button{link("menu.results", "results")})
	}
	if len(t.guides()) > 0 {
		rows = append(rows, []Button{act("menu.guides", "guides")})
	}
	rows = append(rows, pairs(
		act("menu.officer", "officer"), act("menu.near", "near"),
		act("menu.my", "my"), act("menu.mydata", "mydata"),
		act("menu.language", "language"), act("menu.area", "area"))...)
	if t.p.Paused {
		rows = append(rows, []Button{act("menu.resume", "resume"), act("menu.help", "help")})
	} else {
		rows = append(rows, []Button{act("menu.pause", "pause"), act("menu.help", "help")})
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
	switch t.e.Do {
	case "language":
		t.p.Was = StepMenu
		t.show(StepLanguage)
	case "age": // an adult who pressed the wrong button
		if t.p.Age != AgeChild {
			return false
		}
		t.p.Age = AgeUnasked
		t.show(StepAge)
	case "area":
		if t.p.Age == AgeChild {
			return false
		}
		t.show(StepArea)
	case "pause":
		t.pause()
	case "resume":
		t.p.Paused = false
		t.hint = append(t.hint, t.resumed()...)
		t.show(StepMenu)
	case "help":
		t.help()
	case "concern", "sessions", "pulse", "guides", "officer", "near", "my", "mydata":
		t.open(t.e.Do)
	default:
		return false
	}
	return true
}
