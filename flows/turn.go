package flows

import (
	"slices"
	"strings"
	"time"

	"porchlight/flows/tally"
)

// Step names the screen a person is at. Names are stored: never reuse one for
// something else. A name that a binary does not know leads to the menu.
type Step string

// turn is one decision in the making.
type turn struct {
	w   World
	e   Event
	p   *Person
	out Outcome
	// hint is a line before the current screen: why an answer did not fit.
	hint []Line
	// fresh makes the next screen a message of its own.
	fresh bool
	// piece says that a piece of a concern was collected, and overLast that its screen takes the
	// place of the one that answered the piece before.
	piece, overLast bool
	// look is what a screen shows in this turn where that must not be kept.
	look string
	// asked is the desks' ledger, with the numbers that this turn made: see ledger.go.
	asked *tally.Ledger
}

// screen is one step of a conversation: what it shows, what it does with an
// answer, and where Back leads.
type screen struct {
	// ask says what stands on the screen. It changes nothing.
	ask func(t *turn) Say
	// hear handles an answer and returns false if it does not fit; then the
	// screen is shown again with a hint.
	hear func(t *turn) bool
	// misfit is the key of that hint; default "common.misfit.button".
	misfit string
	// back is the step before, "" if there is none.
	back func(t *turn) Step
	// flow marks steps that collect something: leaving needs a question.
	flow bool
	// gathers marks steps at which a picture is collected with the words.
	gathers bool
	// writes marks screens of a desk, beside those of the flow, on which what is being
	// written there is kept.
	writes bool
	// detour marks a screen that only stands over another one, which goes on later.
	detour bool
	// text is how many characters a text may have that is written here; 0: none is.
	text int
	// left says what /cancel leaves behind, if that is not what
	// "common.cancelled" says; it gives a message key, "" for no line.
	left func(t *turn) string
	// told marks screens that show what somebody wrote: they are drawn when they
	// are asked for, and never again because of something else.
	told bool
	// brief marks a desk's screen that shows what somebody wrote, or takes what
	// is written about it: neither may stay on that phone.
	brief bool
	// needs are acts of the table in access.go: at a desk, a role for one of them is
	// needed to be here.
	needs []permission
}

// to returns a back function that leads to one step.
func to(s Step) func(*turn) Step { return func(*turn) Step { return s } }

// show moves the person to a step and shows its screen, replacing what the
// turn had shown as its screen before.
func (t *turn) show(s Step) { t.showAs(s, nil) }

// endWith ends a conversation with a message to keep, such as a receipt. It comes by
// itself and is the screen: no menu pushes it out of sight, and whatever is pressed or
// written next is met as at the menu. Its buttons are links.
func (t *turn) endWith(m Say) {
	t.fresh = true
	t.showAs(StepMenu, &m)
}

// showAs shows a step's screen, or, if the person gets there, a message in its place.
func (t *turn) showAs(s Step, instead *Say) {
	want := s
	sc, ok := screens()[s]
	if !ok {
		s = StepMenu
		sc = screens()[s]
	}
	if t.barred(s) {
		t.p.Topic, t.p.Text = "", ""
		s = StepMenu
		if t.me() != nil {
			s = StepDesk
		}
		sc = screens()[s]
	}
	free := strings.HasPrefix(string(s), "start.") || strings.HasPrefix(string(s), "desk.") || s == StepInterrupted ||
		s == StepDataErase && t.me() != nil // whoever has a role is on record, too
	if missing := t.p.unfinished(); missing != "" && !free && !t.comesAsGuest(s) {
		s = missing
		sc = screens()[s]
	}
	t.p.Step = s
	t.closeCry()
	t.closeGuide()
	say := sc.ask(t)
	if instead != nil && s == want {
		say = *instead
	} else if instead != nil {
		t.say(*instead)
	}
	if sc.brief {
		say = brief(say)
	}
	say.Screen = true
	say.Rows = endsInOneRow(say.Rows)
	say.Fresh = say.Fresh || t.fresh
	at := 0
	if len(say.Lines) > 0 && say.Lines[0].Key == "concern.neutral" { // stays the first: a locked phone shows it
		at = 1
	}
	say.Lines = slices.Insert(slices.Clone(say.Lines), at, t.hint...)
	say.Tells = say.Tells || slices.ContainsFunc(t.hint, func(l Line) bool { return !passing(l.Key) })
	say.Same = t.sameAlbum() || t.overLast
	t.hint = nil
	for i := range t.out.Says {
		if t.out.Says[i].Screen {
			t.out.Says = append(t.out.Says[:i], t.out.Says[i+1:]...)
			break
		}
	}
	t.out.Says = append(t.out.Says, say)
}

// besideBack are the other ways out, which share their row with Back.
var besideBack = []string{"button.cancel", "button.menu", "pulse.later", "pulse.keep_rest"}

// endsInOneRow puts Back and another way out into one row if they stand below each other
// at the end.
func endsInOneRow(rows [][]Button) [][]Button {
	n := len(rows) - 2
	if n < 0 || len(rows[n]) != 1 || len(rows[n+1]) != 1 || rows[n][0].Key != back().Key || !slices.Contains(besideBack, rows[n+1][0].Key) {
		return rows
	}
	return append(slices.Clone(rows[:n]), []Button{rows[n][0], rows[n+1][0]})
}

// say adds a message of its own, before the screen that may follow.
func (t *turn) say(m Say) {
	m.Fresh = true
	t.fresh = true
	t.out.Says = append(t.out.Says, m)
}

// note puts a line above the screen that is shown next.
func (t *turn) note(key string, args Args) { t.hint = append(t.hint, as(PartNews, key, args)) }

// passing says whether a line above a screen is only about how the person answers:
// nobody misses it once a newer screen stands there. Any other says what was done.
func passing(key string) bool {
	return strings.HasPrefix(key, "common.") || strings.HasPrefix(key, "collect.") || strings.HasPrefix(key, "danger.") || strings.HasSuffix(key, ".misfit")
}

// do adds an effect.
func (t *turn) do(e Effect) { t.out.Effects = append(t.out.Effects, e) }

// pressed says whether the event is the button do.
func (t *turn) pressed(do string) bool { return t.e.Kind == Press && t.e.Do == do }

// local is the event's time in the programme's zone.
func (t *turn) local() time.Time { return t.e.Now.In(t.w.Programme.Zone) }

// line is a shorthand for one message key.
func line(key string, args Args) []Line { return []Line{{Key: key, Args: args}} }

// act is a button of the current screen.
func act(key, do string) Button { return Button{Key: key, Do: do} }

// link is a button that works at any time.
func link(key, do string) Button { return Button{Key: key, Do: do, Link: true} }

// column puts each button in a row of its own.
func column(buttons ...Button) [][]Button {
	rows := make([][]Button, 0, len(buttons))
	for _, b := range buttons {
		rows = append(rows, []Button{b})
	}
	return rows
}

// pairs puts buttons with short labels two in a row.
func pairs(buttons ...Button) [][]Button {
	var rows [][]Button
	for i := 0; i < len(buttons); i += 2 {
		rows = append(rows, buttons[i:min(i+2, len(buttons))])
	}
	return rows
}

// The buttons that look the same everywhere.
func back() Button   { return act("button.back", "back") }
func cancel() Button { return act("button.cancel", "cancel") }
func toMenu() Button { return link("button.menu", "menu") }
