package flows

func numberConversation() conversation {
	return conversation{name: "numbers to call", doors: []door{{word: "number", by: byButton, over: (*turn).number}}}
}

// showNumber is a button that shows one of the programme's numbers. It says whose
// number it is: a helpline and the emergency number often stand side by side.
func showNumber(name string) Button {
	return Button{Key: "number.show", Args: Args{"name": Ref("number.of." + name)}, Do: "number." + name, Link: true}
}

// number answers such a button with the number in a message of its own.
// A bot cannot dial, and the message says so: nobody may believe that help was
// called. It works at any time, over any flow, and changes nothing.
func (t *turn) number(name string) bool {
	here := column(link("number.here", "here"))
	digits := t.dial(name)
	if digits == "" {
		t.say(Say{Lines: line("number.none", Args{"number": Code(t.w.Programme.Numbers.Emergency)}), Rows: here})
		return true
	}
	m := Say{Rows: here, Lines: []Line{
		{Key: "number.card", Args: Args{"name": Ref("number.of." + name), "number": Code(digits)}},
		{Key: "number.cannot"},
	}}
	switch name {
	case "helpline_violence", "helpline_child", "hate_support":
		m.Vanish, m.Protect = watched, true
	}
	t.say(m)
	return true
}

// dials answers a button that shows a number, for somebody of whom nothing is kept.
func (t *turn) dials() bool {
	name, ok := t.picked("number.")
	return ok && t.e.Serial == 0 && t.number(name)
}

// dial is the number that a name stands for, "" if there is none. Where
// police, ambulance or fire have no number of their own, the emergency number
// answers for them.
func (t *turn) dial(name string) string {
	n := t.w.Programme.Numbers
	if digits := n.Get(name); digits != "" {
		return digits
	}
	switch name {
	case "police", "ambulance", "fire":
		return n.Emergency
	}
	return ""
}
