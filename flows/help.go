package flows

func helpConversation() conversation {
	return conversation{
		name:  "help",
		doors: []door{{word: "help", by: byButton | byCommand, listed: 110, over: always((*turn).help), public: (*turn).publicHelp}},
		menu:  []menuRow{{at: 110, key: "menu.help", do: "help", more: true, half: true, open: (*turn).help}},
	}
}

// help says what the bot does and how to get out of it, in a message of its
// own: whatever the person was in the middle of stays.
func (t *turn) help() {
	lines := []Line{{Key: "help.about", Args: Args{"programme": Name(t.w.Programme.Title)}}}
	switch {
	case t.p.Age == AgeChild:
		lines = []Line{{Key: "help.child"}, as(PartFine, "help.child_ways", nil)}
	case t.p.Registered():
		lines = append(lines, Line{Key: "help.menu"}, Line{Key: "help.ways"})
	default:
		lines = append(lines, Line{Key: "help.ways"})
	}
	lines = append(lines, t.numberLine())
	if t.p.Age != AgeChild {
		lines = append(lines, as(PartFine, "help.emergency", nil))
	}
	t.say(Say{
		Lines: lines,
		Rows:  column(showNumber("emergency"), link("help.here", "here")),
	})
}
