package flows

// StepOfficer shows who works in the person's neighbourhood.
const StepOfficer Step = "officer"

func officerConversation() conversation {
	return conversation{
		name:    "officer",
		screens: map[Step]screen{StepOfficer: {ask: askOfficer, hear: hearOfficer, back: to(StepNear)}},
		doors:   []door{{word: "officer", by: byButton | byCommand, listed: 70, open: plainly((*turn).openOfficer), members: asNeighbour}},
	}
}

func (t *turn) openOfficer() { t.show(StepOfficer) }

func askOfficer(t *turn) Say {
	area, _ := t.w.Programme.Area(t.p.Area)
	officers := t.w.Programme.OfficersOf(t.p.Area)
	say := Say{}
	switch {
	case len(officers) == 0:
		say.Lines = line("officer.none", Args{"area": Name(area.Name)})
	case t.p.Minor():
		say.Lines = t.officersForTeens(area, len(officers))
	default:
		say.Lines = line("officer.of", Args{"area": Name(area.Name)})
		for _, o := range officers {
			say.Lines = append(say.Lines, officerLines(o)...)
		}
	}
	say.Lines = append(say.Lines, t.awayHere(t.p.Area)...)
	say.Lines = append(say.Lines, Line{Key: "officer.danger", Args: Args{"number": Code(t.w.Programme.Numbers.Emergency)}})
	say.Rows = column(act("menu.concern", "concern"), act("menu.area", "area")) // Back leads to the help near them
	if len(officers) == 0 {
		say.Rows = append(column(showNumber("emergency")), say.Rows...)
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

// officerLines is one officer as the programme chose to show them.
func officerLines(o Officer) []Line {
	lines := line("officer.name", Args{"name": Name(o.Name)})
	if len(o.Hours) > 0 {
		lines = append(lines, Line{Key: "officer.hours", Args: Args{"hours": Name(o.Hours)}})
	}
	if len(o.Languages) > 0 {
		lines = append(lines, Line{Key: "officer.languages", Args: Args{"tongues": Tongues(o.Languages)}})
	}
	if o.Phone != "" {
		lines = append(lines, Line{Key: "officer.phone", Args: Args{"phone": Code(o.Phone)}})
	}
	return lines
}

// officersForTeens names a team and no single officer: the bot never connects
// one adult with one child.
func (t *turn) officersForTeens(area Area, count int) []Line {
	lines := line("officer.team", Args{"area": Name(area.Name), "count": count})
	if police := t.dial("police"); police != "" {
		lines = append(lines, Line{Key: "officer.station", Args: Args{"number": Code(police)}})
	}
	if lead := t.w.Programme.Safeguarding; lead != nil {
		lines = append(lines, Line{Key: "officer.lead", Args: Args{"name": Name(lead.Name), "how": Name(lead.How)}})
	}
	return lines
}

func hearOfficer(t *turn) bool {
	switch {
	case t.pressed("concern"), t.pressed("near"):
		t.open(t.e.Do)
	case t.pressed("area"):
		t.show(StepArea)
	default:
		return false
	}
	return true
}
