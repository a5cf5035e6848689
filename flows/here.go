package flows

import (
	"cmp"
	"strings"
	"time"
)

// This file keeps screens from being drawn unasked. Whoever presses a button of
// a reminder on a bus must not find the case on the screen that they had open;
// and what has deleted itself from a chat does not come back by itself.

// vanishEarly is how much before its time a message may be deleted: moments of
// deletions are kept coarse, so that they tell nobody who has just acted.
const vanishEarly = 5 * time.Minute

func hereConversation() conversation {
	show := func(t *turn) {
		t.fresh = true
		t.show(t.p.Step)
	}
	return conversation{name: "here", doors: []door{{word: "here", by: byButton, over: always(show)}}}
}

// answerHere answers a press in the place of the message whose button it was.
// Without a press, or if that message is gone, it is a message of its own.
func (t *turn) answerHere(s Say) {
	s.Here = true
	t.out.Says = append(t.out.Says, s)
}

// private says whether the current screen shows, or is about, what somebody told
// in confidence: a concern, a case, something that deletes itself.
func (t *turn) private() bool {
	return t.p.Fades != 0 || screens()[t.p.Step].told || strings.HasPrefix(string(t.p.Step), "concern.")
}

// whereWeAre says why nothing came of a press or a command and shows the current
// screen. A private one is only offered.
func (t *turn) whereWeAre(why string) {
	if !t.private() {
		t.note(why, nil)
		t.fresh = true
		t.show(t.p.Step)
		return
	}
	offered := map[string]string{"common.older": "common.older_private", "common.unknown.command": "common.unknown.command_private"}
	t.say(Say{Lines: line(offered[why], nil), Rows: column(link("help.here", "here"), toMenu())})
}

// showAgain shows the current screen once more because an answer did not fit. What
// somebody told is not repeated: what would fit stands above the same buttons.
func (t *turn) showAgain() {
	hint := t.hint
	t.show(t.p.Step)
	if last := &t.out.Says[len(t.out.Says)-1]; screens()[t.p.Step].told && len(hint) > 0 {
		last.Lines = hint
	}
}

// detour says whether a step only stands over another one, which goes on later.
func detour(s Step) bool { return screens()[s].detour }

// fadesWith notes when the screen that is shown now deletes itself. A detour
// leaves that of the screen under it as it was; what was only looked up for a
// moment is not shown again anyway, and leaves no trace.
func (t *turn) fadesWith(s Say) {
	switch {
	case s.Vanish > 0 && t.look == "":
		t.p.Fades = t.e.Now.Add(s.Vanish - vanishEarly).Unix()
	case !detour(t.p.Step):
		t.p.Fades = 0
	}
}

func (t *turn) faded() bool { return t.p.Fades != 0 && t.e.Now.Unix() >= t.p.Fades }

// fade leaves a screen that has deleted itself: nothing of it is shown again
// before the person says so. Whoever presses a button of it still has it.
func (t *turn) fade() {
	at := t.p.Step
	still := t.e.Kind == Press && t.e.Serial == t.p.Serial
	if at == StepInterrupted { // whether to go on with what has gone is not asked
		at, still = t.p.Was, false
	}
	if !detour(at) && t.faded() && !still {
		t.p.Step = t.comeBack(at)
		t.p.Serial++ // its buttons are those of an older screen
	}
}

// comeBack is what follows a detour that was made at a step: the step, or, if its
// screen has deleted itself meanwhile, the beginning. What was being told there goes
// with its screens: whoever holds the phone now cannot open it again. At a desk, where
// others' words stood, the question is whether to go on.
func (t *turn) comeBack(at Step) Step {
	switch {
	case at == "":
		return StepMenu
	case !t.faded():
		return at
	}
	if strings.HasPrefix(string(at), "start.") { // nothing has been told there: the question stays
		t.p.Fades = 0
		return at
	}
	if at == StepDanger { // what was written there goes with it
		at, t.p.Cry, t.p.Under, t.p.Alarm = cmp.Or(t.p.Under, StepMenu), nil, "", ""
	}
	if screens()[at].flow && forStaff(at) {
		t.p.Was, t.p.Then, t.p.Fades = at, "", 0
		return StepInterrupted
	}
	lost := screens()[at].flow
	t.forgetFlow()
	if lost {
		t.note("hide.lapsed", nil)
	}
	if t.me() != nil && !t.p.Neighbour {
		return StepDesk
	}
	return StepMenu
}
