package flows

// StepInterrupted asks whether to go on with a flow or to leave it.
const StepInterrupted Step = "interrupted"

// interrupt asks before a flow is left for target ("" for the menu).
func (t *turn) interrupt(target string) {
	t.p.Was, t.p.Then = t.p.Step, target
	t.fresh = true
	t.show(StepInterrupted)
}

// standOver shows a detour over a step, which goes on later.
func (t *turn) standOver(detour, under Step) {
	t.p.Was = under
	t.show(detour)
}

// surface leaves a detour - choosing a language, being asked whether to go on -
// for the step under it, so that a flow is never lost by way of one.
func (t *turn) surface() { t.p.Step, t.p.Was = t.underlying(), "" }

func interruptConversation() conversation {
	return conversation{
		name:    "interruption",
		screens: map[Step]screen{StepInterrupted: {ask: askInterrupted, hear: hearInterrupted, detour: true}},
		doors:   []door{{word: "cancel", by: byButton | byCommand, listed: 140, over: always((*turn).cancel)}},
	}
}

func askInterrupted(t *turn) Say {
	key := "interrupted.flow"
	if t.p.Draft != nil && t.p.Draft.Category != "" && !t.p.Draft.Category.Sensitive() {
		key = "interrupted.concern"
	}
	lines := line(key, nil)
	if t.p.Fades != 0 && !forStaff(t.p.Was) {
		lines = append(lines, Line{Key: "interrupted.lapses"})
	}
	return Say{
		Lines: lines,
		Rows:  column(act("interrupted.go_on", "on"), act("interrupted.start_over", "leave")),
	}
}

func hearInterrupted(t *turn) bool {
	switch {
	case t.pressed("on"):
		was := t.p.Was
		t.p.Was, t.p.Then = "", ""
		t.show(was)
	case t.pressed("leave"):
		target := t.p.Then
		t.sayLeft(t.p.Was)
		t.forgetFlow()
		t.open(target)
	case (forStaff(t.p.Was) || !t.alarmed()) && t.keepPiece(t.p.Was): // a cry for help has a screen of its own
		t.show(StepInterrupted)
	default:
		return false
	}
	return true
}

// cancel leaves whatever the person is in. Before the end of onboarding that
// means that nothing is kept.
func (t *turn) cancel() {
	if !t.p.Registered() && t.me() == nil {
		t.vanish()
		t.say(Say{Lines: line("start.cancelled", nil)})
		return
	}
	t.surface()
	if screens()[t.p.Step].left != nil || t.inFlow() {
		t.sayLeft(t.p.Step)
	}
	t.forgetFlow()
	t.home()
}

// sayLeft says what has become of a flow that is left at a step.
func (t *turn) sayLeft(s Step) {
	key := "common.cancelled"
	if left := screens()[s].left; left != nil {
		key = left(t)
	}
	if key != "" {
		t.note(key, nil)
	}
}

// forgetFlow drops what a flow had collected. A pulse keeps its answers: they
// are not here.
func (t *turn) forgetFlow() {
	t.p.Flow, t.p.Page = Flow{}, 0
	t.p.Step = StepMenu
}
