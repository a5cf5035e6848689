package flows

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// confides brings somebody to a screen that is about what they told in confidence.
var confides = map[string][]string{
	"a case":            {"& concern", "* street", "* mine", "> The lamps are dark", "* answer", "* send", "& my", "* case"},
	"a concern":         {"& concern", "* street", "* mine", "> The lamps are dark"},
	"violence at home":  {"& concern", "* home", "* tell", "* mine", "> He hits me"},
	"a guide about it":  {"& guide.domestic-violence", "* go"},
	"a case about home": {"& concern", "* home", "* tell", "* mine", "> He hits me", "* answer", "* send", "& my", "* case"},
}

// confide plays moves; "* case" presses the only case there is.
func (p *play) confide(who ID, moves []string) {
	p.c.Helper()
	for _, m := range moves {
		switch {
		case m == "* case":
			p.press(who, caseDo(p.people[who].Codes[0]))
		case m == "* go" && !p.offers(who, "go"):
		default:
			p.script(who, m)
		}
	}
}

// TestNothingPrivateIsDrawnUnasked lets everything happen that asks for no screen
// while one is open that somebody else must not see: a reminder is answered,
// messages are stopped and resumed, an old button is pressed, a command is
// mistyped. What comes is never the screen, nor anything of what was told, and the
// screen goes on working afterwards.
func TestNothingPrivateIsDrawnUnasked(t *testing.T) {
	for name, moves := range confides {
		p, ann, _ := reminded(t)
		services := town(t)
		p.programme, p.guides = services.programme, services.guides
		p.confide(ann, moves)
		step, serial, shown := p.people[ann].Step, p.people[ann].Serial, p.screens[ann]
		shown.Lines = slices.DeleteFunc(shown.Lines, func(l Line) bool { return strings.HasPrefix(l.Key, "danger.") }) // said once, to the words
		for _, e := range []Event{
			{Kind: Press, Do: "coming.lights"}, {Kind: Words, Text: "STOP"}, {Kind: Press, Do: "resume"},
			{Kind: Press, Do: "concern", Serial: serial + 7}, {Kind: Command, Word: "fly"}, {Kind: TimerOn},
			{Kind: Press, Do: "number.emergency"}, {Kind: Command, Word: "help"}, {Kind: Press, Do: "run.pause.x"},
		} {
			out := p.turn(ann, e)
			for _, s := range out.Says {
				if s.Screen || shows(s, "He hits me") || shows(s, "The lamps are dark") {
					t.Errorf("%s: %+v is answered with %+v", name, e, s)
				}
			}
			if now := p.people[ann]; now.Step != step || now.Serial != serial {
				t.Errorf("%s: %+v moves the conversation to %s", name, e, now.Step)
			}
		}
		if out := p.link(ann, "here"); p.people[ann].Step != step || len(out.Says) == 0 || !slices.EqualFunc(p.screens[ann].Lines, shown.Lines, func(a, b Line) bool { return a.Key == b.Key }) {
			t.Errorf("%s: who asks for the screen sees %+v", name, out.Says)
		}
	}
}

// shows says whether a message holds words that somebody typed.
func shows(s Say, words string) bool {
	return slices.ContainsFunc(s.Lines, func(l Line) bool {
		for _, a := range l.Args {
			if q, is := a.(Quote); is && strings.Contains(string(q), words) {
				return true
			}
		}
		return false
	})
}

// TestACaseIsNotRepeated: what does not fit on a case is answered above the same
// buttons, without the case.
func TestACaseIsNotRepeated(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.confide(who, confides["a case"])
	rows := len(p.screens[who].Rows)
	out := p.script(who, "sticker")
	if len(out.Says) != 1 || !out.Says[0].Screen || shows(out.Says[0], "The lamps are dark") || !says(out, "common.misfit.button") {
		t.Errorf("a sticker is answered with %+v", out.Says)
	}
	if len(out.Says[0].Rows) != rows {
		t.Errorf("%d rows of buttons, want the case's %d", len(out.Says[0].Rows), rows)
	}
	if p.press(who, "withdraw"); p.people[who].Step != StepWithdraw {
		t.Error("the buttons of the case do not work")
	}
}

// TestWhatDeletedItselfStaysGone lets an hour pass: nothing that anybody does on
// the phone brings a sensitive screen back, but for going on on purpose.
func TestWhatDeletedItselfStaysGone(t *testing.T) {
	for _, name := range []string{"violence at home", "a guide about it", "a case about home"} {
		for _, move := range []string{"> hi", "sticker", "! street", "/fly", "& here", "/language", "& menu"} {
			for _, detour := range []bool{false, true} {
				p := town(t)
				who := p.join(1)
				p.confide(who, confides[name])
				if p.screens[who].Vanish == 0 {
					t.Fatalf("%s stays on the phone: %+v", name, p.screens[who])
				}
				if detour {
					p.command(who, "language")
				}
				p.now = p.now.Add(vanish - vanishEarly)
				var out Outcome
				switch {
				case detour:
					out = p.press(who, "en")
				case move == "! street":
					out = p.turn(who, Event{Kind: Press, Do: "street", Serial: p.people[who].Serial - 1})
				default:
					out = p.script(who, move)
				}
				for _, s := range out.Says {
					if s.Vanish > 0 || shows(s, "He hits me") || hasKey(s, "concern.neutral") {
						t.Errorf("%s, detour %v: %q brings back %+v", name, detour, move, s)
					}
				}
				if p.people[who].Draft != nil || p.people[who].Text != "" {
					t.Errorf("%q leaves what was told to whoever holds the phone", move)
				}
			}
		}
	}
	p := town(t)
	who := p.join(1)
	p.confide(who, confides["violence at home"])
	p.now = p.now.Add(vanish)
	if out := p.write(who, "hi"); !says(out, "hide.lapsed") || p.people[who].Step != StepMenu {
		t.Errorf("it has gone, and the answer is %+v", out.Says)
	}
	p.confide(who, confides["violence at home"])
	p.now = p.now.Add(vanish - time.Second)
	if p.press(who, "back"); p.people[who].Step == StepInterrupted {
		t.Error("a screen that is still there does not work")
	}
}

// TestWhatWasHalfToldLapses: a concern about home that is left for something else can
// be gone on with while its messages are there, and by nobody after that. The screen on
// which it is left says so; where officers' words stood, at a desk, nothing is lost.
func TestWhatWasHalfToldLapses(t *testing.T) {
	for _, late := range []bool{false, true} {
		p := town(t)
		who := p.join(1)
		p.confide(who, confides["violence at home"])
		at := p.people[who].Step
		if !hasKey(p.screens[who], "concern.words.lapses") {
			t.Errorf("its screen does not say that it goes: %+v", p.screens[who].Lines)
		}
		p.link(who, "sessions")
		if p.people[who].Step != StepInterrupted || !hasKey(p.screens[who], "interrupted.lapses") {
			t.Fatalf("it is left at %s: %+v", p.people[who].Step, p.screens[who].Lines)
		}
		if late {
			p.now = p.now.Add(vanish)
		}
		out := p.press(who, "on")
		if gone := p.people[who].Draft == nil; gone != late || says(out, "hide.lapsed") != late || (p.people[who].Step == at) == late {
			t.Errorf("late: %v, and it goes on at %s: %+v", late, p.people[who].Step, out.Says)
		}
	}
	p := town(t)
	who := p.join(1)
	p.script(who, "/concern", "* street", "* mine", "> A lamp is dark")
	p.link(who, "sessions")
	p.now = p.now.Add(2 * vanish)
	if hasKey(p.screens[who], "interrupted.lapses") {
		t.Error("what is not about home is said to go")
	}
	if p.press(who, "on"); p.people[who].Draft == nil {
		t.Error("what is not about home has gone")
	}
}
