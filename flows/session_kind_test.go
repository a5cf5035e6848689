package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestEachKindBringsWhatIsUsual: seven things are asked at most, and all else is as usual
// for the kind until the organiser changes it.
func TestEachKindBringsWhatIsUsual(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.programme.Kinds = []SessionKind{{ID: "walk", Name: Text{English: "Walk", Ukrainian: "Прогулянка"}, Sign: "🌳", Minutes: 40, Capacity: 7, Officers: 1, Uniform: true}}
	for _, k := range p.programme.AllKinds() {
		p.script(all, "/desk", "* sessions", "* make")
		asked := map[Step]bool{}
		for _, does := range []string{"* k." + k.ID, "> Lamps", "* same", "* without", "> School 5", "* same", "> Main street 1", "* same", "> 25.11", "> 18:00", "* next"} {
			if at := p.people[all].Step; at != StepPlanHour {
				asked[at] = true
			}
			p.script(all, does)
		}
		if at := p.people[all].Step; at != StepPlanReview || len(asked) > 7 {
			t.Fatalf("%s: at %s after %v", k.ID, at, asked)
		}
		if !hasKey(p.screens[all], "session.card.kind") || !p.offers(all, "change") {
			t.Errorf("the review of a %s is %+v", k.ID, p.screens[all])
		}
		p.press(all, "publish")
		s, _ := p.board.session(p.people[all].Topic)
		if s.Kind != k.ID || s.Minutes != k.Minutes || s.Capacity != k.Capacity || s.Officers != k.Officers || s.Uniform != k.Uniform ||
			s.NoPapers != k.NoPapers || s.AddressOnDay != k.AddressOnDay || s.Youth != k.Youth {
			t.Errorf("%+v came to be %+v", k, s)
		}
	}
	p.programme.Minors.Sessions = false
	p.script(all, "/desk", "* sessions", "* make", "* k.mentoring")
	if p.plan(all).Youth {
		t.Error("a meeting of young people is begun where nobody looks after them")
	}
}

// plan is what somebody is planning.
func (p *play) plan(who ID) Session { return p.people[who].Plan.Session }

// TestAKindIsChangedAlone: what the organiser has chosen already stays, before and after
// publishing; going back to the first question takes the other kind's values.
func TestAKindIsChangedAlone(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.script(all, "/desk", "* sessions", "* make", "* k.townhall", "* back", "* k.circle")
	if s := p.plan(all); s.Kind != "circle" || s.Capacity != 10 || s.Uniform {
		t.Errorf("after another choice: %+v", s)
	}
	p.script(all, "/cancel")
	planned(p, all)
	p.script(all, "* change", "* kind", "* k.workshop")
	if s := p.plan(all); s.Kind != "workshop" || s.Capacity != 20 || s.Officers != 2 || !s.AddressOnDay || p.people[all].Step != StepPlanReview {
		t.Errorf("after a change: %+v at %s", s, p.people[all].Step)
	}
	if out := p.forge(all, "k.party"); p.plan(all).Kind != "workshop" || len(out.Says) == 0 {
		t.Errorf("a forged kind: %+v", p.plan(all))
	}
	p.press(all, "publish")
	id := p.people[all].Topic
	resident := p.join(1)
	p.list(resident)
	item := slices.IndexFunc(p.screens[resident].Lines, func(l Line) bool {
		return l.Key == "session.list.item" && strings.HasPrefix(l.Args["title"].(Name)[English], "🛠️ Lamps")
	})
	if item < 0 {
		t.Errorf("the list is %v", p.screens[resident].Lines)
	}
	p.press(resident, "s."+id)
	if !hasKey(p.screens[resident], "session.card.kind") {
		t.Errorf("the card is %v", p.screens[resident].Lines)
	}
	p.board.Sessions[slices.IndexFunc(p.board.Sessions, func(s Session) bool { return s.ID == id })].Kind = "gone"
	p.list(resident)
	p.press(resident, "s."+id)
	if hasKey(p.screens[resident], "session.card.kind") {
		t.Errorf("a kind that the file no longer has is on the card: %v", p.screens[resident].Lines)
	}
}

// TestPicturesOfKinds: each stands for one thing, here and in the messages.
func TestPicturesOfKinds(t *testing.T) {
	used := fmt.Sprint(messagesIn(t, English), messagesIn(t, Arabic))
	seen := map[string]bool{}
	for _, k := range sessionKinds() {
		if !isPicture(k.Sign) || seen[k.Sign] || strings.Contains(used, k.Sign) {
			t.Errorf("%s has the picture %s", k.ID, k.Sign)
		}
		seen[k.Sign] = true
	}
	for s, want := range map[string]bool{"👩‍👩‍👧": true, "✊🏽": true, "🏛️": true, "a": false, "": false, "🌳🌳": false, "1️⃣": false, "\u200d": false, "🌳 ": false, "🌳\u202e": false} {
		if isPicture(s) != want {
			t.Errorf("%q is a picture: %v", s, !want)
		}
	}
}

// TestAWizardOfBefore: whoever was being asked what the wizard no longer asks goes on to
// the review.
func TestAWizardOfBefore(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.people[all].Step, p.people[all].Plan = StepPlanCapacity, &SessionDraft{Session: Session{Title: Text{English: "x"}}}
	p.write(all, "12")
	if p.people[all].Step != StepPlanReview || p.plan(all).Capacity != 12 {
		t.Errorf("at %s with %+v", p.people[all].Step, p.plan(all))
	}
}
