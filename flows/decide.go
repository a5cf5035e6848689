package flows

import (
	"slices"
	"time"
)

// justNow is how long a press on the screen before this one counts as the same
// finger pressing twice.
const justNow = 10 * time.Second

// abandoned is how long a flow may lie before a person is asked whether to go on.
const abandoned = 24 * time.Hour

// Decide is one turn: what follows from what a person did. It returns an
// Outcome with a non-empty Need, and nothing else of use, until the World
// holds everything that the step reads. p is the person as stored, a zero
// value for somebody new.
func Decide(w World, p Person, e Event) Outcome {
	t := &turn{w: w, e: e, p: p.clone()}
	t.decide()
	t.settleUndo()
	t.countProgress(w.Records)
	if !t.out.Need.Empty() {
		return Outcome{Need: t.out.Need}
	}
	t.keepLedger()
	t.finish(p)
	return t.out
}

func (t *turn) decide() {
	switch t.e.Kind {
	case Blocked, Unblocked:
		t.quiet("membership")
		return
	case Edited:
		t.edited()
		return
	case TimerOn:
		t.timerOn()
		return
	}
	if t.p.Step == "" {
		t.arrive()
		return
	}
	if t.p.Age != AgeChild && t.p.Agreed != 0 {
		t.p.Chat = t.e.Chat
	}
	t.fade()
	t.byHand()
	if t.outrank() || t.double() || t.older() {
		return
	}
	if t.barred(t.p.Step) { // the role was taken away meanwhile
		t.fresh = true
		t.forgetFlow()
		if t.me() == nil {
			t.note("role.none", nil)
		} else {
			t.note("desk.not_yours", nil)
		}
		t.home()
		return
	}
	if t.unsureStop() {
		return
	}
	if t.stale() {
		if t.e.Kind == Press || !t.cry() {
			t.keepPiece(t.p.Step)
			t.interrupt("")
			t.warnWriter(0)
		}
		return
	}
	if t.e.Kind == Press && t.e.Serial == 0 {
		t.follow(t.e.Do)
		return
	}
	if t.e.Kind == Command {
		t.command()
		return
	}
	if t.further() {
		return
	}
	t.answer()
}

// answer hands the event to the current screen.
func (t *turn) answer() {
	sc, ok := screens()[t.p.Step]
	if !ok {
		t.show(StepMenu)
		return
	}
	if t.pressed("back") && sc.back != nil {
		t.p.Misses = 0
		t.show(sc.back(t))
		return
	}
	if t.pressed("cancel") {
		t.cancel()
		return
	}
	at := t.p.Step
	if sc.hear(t) || sc.gathers && t.early() {
		t.p.Misses = 0
		t.heed(at)
		return
	}
	t.misfit(sc)
}

// misfit says what would fit, with the emergency number, and shows the screen
// again; after the second time it offers Help and Cancel. A cry for help, and a
// text at the menu, have screens of their own.
func (t *turn) misfit(sc screen) {
	if t.cry() || t.greeted() || t.offerConcern() {
		return
	}
	key := sc.misfit
	if key == "" || t.p.Age == AgeChild && key == "menu.misfit" { // children have no such button
		key = "common.misfit.button"
	}
	t.p.Misses = min(t.p.Misses+1, 100)
	if what := t.unusable(); what != "" {
		t.note(what, nil)
	}
	t.note(key, nil)
	again := t.p.Step != StepMenu && t.stuck() && sc.ask(t).Keyboard == KeyboardAsIs // a keyboard leaves no room for buttons, and the menu has Help
	if again {
		t.note("common.misfit.again", nil)
	}
	hints := len(t.hint)
	t.showAgain()
	t.warn(hints)
	if again {
		last := &t.out.Says[len(t.out.Says)-1]
		last.Rows = withWaysOut(last.Rows)
	}
}

// double acknowledges a second press on a screen that was just answered.
func (t *turn) double() bool {
	if t.e.Kind != Press || t.e.Serial == 0 || t.e.Serial+1 != t.p.Serial {
		return false
	}
	if since := t.since(); since >= justNow || since <= -justNow { // a clock may have stepped back
		return false
	}
	t.quiet("pressed twice")
	return true
}

// older answers a button of a screen that is gone with the current one.
func (t *turn) older() bool {
	if t.e.Kind != Press || t.e.Serial == 0 || t.e.Serial == t.p.Serial {
		return false
	}
	t.whereWeAre("common.older")
	return true
}

// stale says whether a flow was left for a day.
func (t *turn) stale() bool {
	return t.inFlow() && t.since() >= abandoned
}

// since is how long ago the person's last turn was.
func (t *turn) since() time.Duration { return t.e.Now.Sub(time.Unix(t.p.Seen, 0)) }

// inFlow says whether the person is in the middle of telling something.
func (t *turn) inFlow() bool { return screens()[t.p.Step].flow }

// quiet ends the turn without a word and without a change.
func (t *turn) quiet(why string) { t.out.Silent, t.out.Keep = why, true }

// finish fills in what all turns share.
func (t *turn) finish(before Person) {
	if t.out.Keep {
		t.out.Person = before
		return
	}
	t.p.Seen = t.e.Now.Unix()
	t.rememberAlbum()
	t.countPieces()
	t.rememberWords()
	t.closeDrafts()
	t.forgetTrials()
	t.forgetAsked()
	t.forgetPoints()
	t.forgetFollows()
	t.putKeyboardAway()
	for i := range t.out.Says {
		s := &t.out.Says[i]
		if s.To != nil {
			continue
		}
		if s.Lang == "" {
			s.Lang = t.p.Lang
		}
		s.Chat = t.e.Chat
		if s.Screen {
			t.p.Serial++
			s.Serial = t.p.Serial
			t.fadesWith(*s)
		}
	}
	t.out.Person = *t.p
}

// putKeyboardAway takes the location keyboard away once its question is over,
// by whichever way: a message with buttons cannot do that itself.
func (t *turn) putKeyboardAway() {
	asked, removed := false, false
	for _, s := range t.out.Says {
		asked = asked || s.Keyboard == KeyboardAskPlace
		removed = removed || s.Keyboard == KeyboardRemove
	}
	if t.p.Keys && !asked && !removed && len(t.out.Says) > 0 {
		away := Say{Lines: line("common.keyboard_away", nil), Keyboard: KeyboardRemove, Fresh: true}
		t.out.Says = append([]Say{away}, t.out.Says...)
	}
	t.p.Keys = asked || t.p.Keys && len(t.out.Says) == 0
}

// outrank handles what wins over any flow: STOP, /start, /cancel, /help, /hide,
// /language, and the buttons that stand for them or work above everything.
func (t *turn) outrank() bool {
	by, target := byButton, t.e.Do
	switch {
	case t.written() != "": // also what stands under a picture
		return slices.ContainsFunc(built().all, func(c conversation) bool { return c.first != nil && c.first(t) })
	case t.e.Kind == Command:
		by, target = byCommand, t.e.Word
	case t.e.Kind != Press || t.e.Serial != 0:
		return false
	}
	d, rest, known := doorTo(target, by)
	return known && d.over != nil && d.over(t, rest)
}

// command opens what a command names, or says that it is not one of ours.
func (t *turn) command() {
	if _, _, ours := doorTo(t.e.Word, byCommand); ours {
		t.follow(t.e.Word)
		return
	}
	if t.cry() {
		return
	}
	t.whereWeAre("common.unknown.command")
	t.warn(1)
}

// follow opens a link: a screen that may be asked for at any time. A flow that
// would be lost is asked about first, and so is onboarding finished first.
func (t *turn) follow(target string) {
	t.fresh = true
	member := t.me() != nil
	d, _, _ := doorTo(target, byButton)
	if !t.p.Registered() && !(member && d.members != registered) {
		t.p.Then = target
		t.show(t.p.Step)
		return
	}
	if t.p.guest() && !member && !d.guests { // who becomes a resident by it
		t.p.Then = target
		t.show(StepArea)
		return
	}
	t.surface()
	if t.inFlow() && !t.sameFlow(target) {
		t.interrupt(target)
		return
	}
	t.p.Then = ""
	if !t.p.Registered() && member && d.members == asNeighbour {
		t.becomeNeighbour(target)
		return
	}
	t.open(target)
}

// becomeNeighbour brings somebody with a role who is no resident yet through
// the first conversation, and then to what they asked for.
func (t *turn) becomeNeighbour(target string) {
	t.p.Neighbour, t.p.Then = true, target
	t.note("desk.as_neighbour", nil)
	t.show(StepMenu) // which leads to what is still to be asked
}
