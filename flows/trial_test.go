package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// trialOf begins the test of a guide and gives what its link says.
func trialOf(p *play, organiser ID, guide string) (payload string) {
	p.c.Helper()
	approves(p, organiser, guide, "en")
	p.press(organiser, "trial")
	out := p.press(organiser, "yes."+fmt.Sprint(p.board.guideRecord(guide).Stamp))
	link := fmt.Sprint(out.Says[0].Lines[0].Args["link"])
	_, payload, ok := strings.Cut(link, "?start=")
	if !ok || !says(out, "approve.trial.link") {
		p.c.Fatalf("the link is %q", link)
	}
	return payload
}

// takes reads a guide to its end and answers.
func takes(p *play, who ID, answers ...string) Outcome {
	p.c.Helper()
	var out Outcome
	if p.people[who].Step == StepGuideWarn {
		p.press(who, "on")
	}
	for p.people[who].Step == StepGuide && !p.offers(who, "test") {
		if p.offers(who, "next") {
			p.press(who, "next")
		} else {
			p.press(who, "c.1")
		}
	}
	p.press(who, "test")
	for i, a := range answers {
		out = p.press(who, fmt.Sprint("a.", i, ".", a))
	}
	return out
}

// TestATrial: only who opens the link reads the guide, answers once, and is
// counted without a name; the result is there when it has ended, and not of few.
func TestATrial(t *testing.T) {
	p, organiser, stranger := guideDesk(t)
	link := trialOf(p, organiser, "accident")
	if out := p.script(organiser, "& desk", "* guides", "* g.accident"); !says(out, "approve.trial.so_far") || p.offers(organiser, "trial") {
		t.Errorf("the desk says %v", out.Says)
	}
	var group []ID
	for n := byte(10); n < 16; n++ {
		who := p.join(n)
		group = append(group, who)
		out := p.startWith(who, link)
		if p.people[who].Step != StepGuide || !says(out, "trial.head") || !says(out, "approve.by") {
			t.Fatalf("the link leads to %s: %v", p.people[who].Step, out.Says)
		}
		if !sees(p, who, "accident") {
			t.Error("it is not in the list of somebody who tests it")
		}
		if sees(p, stranger, "accident") {
			t.Fatal("somebody else sees it")
		}
	}
	w := World{Programme: p.programme, Guides: p.guides, Board: &p.board}
	if len(w.GuidesIn(English)) != 0 {
		t.Error("a trial counts as published")
	}
	for i, who := range group[:4] {
		p.link(who, "guide.accident")
		if out := takes(p, who, "1", []string{"0", "x"}[i%2]); says(out, "trial.again") != (i%2 == 1) || !says(out, "trial.thanks") {
			t.Errorf("after the answers: %v", out.Says)
		}
		p.link(who, "guide.accident")
		p.script(who, "* c.1", "* next")
		if p.offers(who, "test") {
			t.Error("somebody may answer twice")
		}
		if out := p.forge(who, "test"); p.people[who].Step == StepGuideTest || says(out, "trial.thanks") {
			t.Error("... by a forged button")
		}
	}
	p.script(organiser, "& desk", "* guides", "* g.accident", "* end")
	if s := p.screens[organiser]; !hasKey(s, "approve.trial.small") || hasKey(s, "approve.trial.share") {
		t.Errorf("of four people the desk says %v", s.Lines)
	}
	for _, who := range group {
		if sees(p, who, "accident") || len(p.people[who].Trials) != 0 {
			t.Errorf("after the end somebody still has %v", p.people[who].Trials)
		}
	}
	if out := p.startWith(group[0], link); !says(out, "trial.over") {
		t.Errorf("an old link leads to %v", out.Says)
	}

	link = trialOf(p, organiser, "accident")
	for i, who := range group {
		p.startWith(who, link)
		takes(p, who, "1", fmt.Sprint(i%3))
		p.script(organiser, "& desk", "* guides", "* g.accident")
		if hasKey(p.screens[organiser], "approve.trial.share") {
			t.Fatal("the organiser sees answers before the end")
		}
	}
	publishes(p, organiser)
	tr := p.board.guideRecord("accident").Trial
	if tr.People != 6 || !slices.Equal(tr.Right, []int{6, 2}) || tr.Ended == 0 {
		t.Errorf("the result is %+v", tr)
	}
	if s := p.screens[organiser]; !hasKey(s, "approve.trial.share") || !sees(p, stranger, "accident") {
		t.Errorf("after publishing: %v", s.Lines)
	}
	if audited(p, "guide_tested") != 2 || audited(p, "guide_test_ended") != 1 {
		t.Errorf("the log: %v", p.log)
	}
}

// TestATrialIsForTheInvited: what a code must be, and who may not use one.
func TestATrialIsForTheInvited(t *testing.T) {
	p, organiser, resident := guideDesk(t)
	link := trialOf(p, organiser, "accident")
	for _, payload := range []string{"t_", "t_x", "t_" + strings.Repeat("0", 16), link[:len(link)-1], strings.ToUpper(link), link + "+"} {
		if out := p.startWith(resident, payload); len(p.people[resident].Trials) != 0 || sees(p, resident, "accident") {
			t.Errorf("%q opens the trial: %v", payload, out.Says)
		}
	}
	child := p.join(20, ofAge(AgeChild))
	p.startWith(child, link)
	if person := p.people[child]; person.Step != StepMenu || len(person.Trials) != 0 {
		t.Errorf("a child is in a trial: %+v", person)
	}
	reader := p.join(21, func(r *Person) { r.Lang = Ukrainian })
	if out := p.startWith(reader, link); !says(out, "guide.gone") || sees(p, reader, "accident") {
		t.Errorf("a language that nobody has read: %v", out.Says)
	}
	newcomer := ID{22}
	p.startWith(newcomer, link)
	p.script(newcomer, "* en", "* adult", "* agree")
	if out := p.script(newcomer, "* a.korabel"); p.people[newcomer].Step != StepGuide || !says(out, "trial.head") {
		t.Errorf("a newcomer's link leads to %s", p.people[newcomer].Step)
	}
	if out := p.link(newcomer, "mydata"); !says(out, "trial.kept") {
		t.Errorf("My data says %v", out.Says)
	}
	if e := p.script(newcomer, "* file").Says[0].Attach; e == nil || e.Export.Trials != 1 {
		t.Errorf("the file says %+v", e)
	}
}

// TestATrialEndsInTheMiddle of an answer: nothing is counted, nobody is stuck.
func TestATrialEndsInTheMiddle(t *testing.T) {
	for _, end := range []string{"end", "take", "publish"} {
		p, organiser, who := guideDesk(t)
		link := trialOf(p, organiser, "accident")
		p.startWith(who, link)
		takes(p, who, "1")
		if end == "publish" {
			publishes(p, organiser)
		} else {
			p.press(organiser, end)
		}
		out := p.press(who, "a.1.0")
		if p.board.guideRecord("accident").Trial.People != 0 || says(out, "trial.thanks") || p.people[who].Tried != "" && p.people[who].Step != StepGuideTest {
			t.Errorf("after %s: %+v, %v", end, p.people[who], out.Says)
		}
		if p.press(who, "list"); p.people[who].Step != StepGuides {
			t.Errorf("after %s the way out leads to %s", end, p.people[who].Step)
		}
	}
}

// TestASensitiveTrial keeps to a sensitive guide's rules, and the record says
// nothing of what it is about.
func TestASensitiveTrial(t *testing.T) {
	p, organiser, who := guideDesk(t)
	link := trialOf(p, organiser, "domestic-violence")
	if strings.Contains(link, "violence") {
		t.Error("the link names the guide")
	}
	p.startWith(who, link)
	takes(p, who)
	if s := p.screens[who]; s.Vanish != watched || !s.Protect || s.Lines[0].Args["title"] != Ref("guide/domestic-violence/neutral") {
		t.Errorf("the question stands on %+v", s)
	}
	if out := p.forge(who, "a.1.0"); p.people[who].Tried != "" {
		t.Errorf("a question is skipped: %v", out.Says)
	}
	p.link(who, "menu")
	if person := p.people[who]; person.Guide != "" || person.Tried != "" || strings.Contains(fmt.Sprint(*person), "violence") {
		t.Errorf("the record says %+v", person)
	}
}

// TestAnsweringIsNoDecision: an organiser who is about to publish is not told
// that somebody else decided, because a resident answered.
func TestAnsweringIsNoDecision(t *testing.T) {
	p, organiser, who := guideDesk(t)
	link := trialOf(p, organiser, "accident")
	p.press(organiser, "publish")
	p.startWith(who, link)
	takes(p, who, "1", "0")
	if out := p.press(organiser, p.screens[organiser].Rows[1][0].Do); !says(out, "approve.publish.done") || p.board.guideRecord("accident").Trial.People != 1 {
		t.Errorf("%v", out.Says)
	}
}

// TestPreviewOfTheQuestions counts nothing.
func TestPreviewOfTheQuestions(t *testing.T) {
	p, organiser, _ := guideDesk(t)
	trialOf(p, organiser, "accident")
	out := p.script(organiser, "* see.uk", "* c.1", "* next", "* test")
	if s := out.Says[0]; s.Guide != Ukrainian || s.Lines[0].Key != "approve.preview" || s.Step != 1 || s.Of != 2 {
		t.Errorf("the question stands on %+v", s)
	}
	p.script(organiser, "* back", "* test", "* a.0.1", "* a.1.x")
	if p.people[organiser].Step != StepDeskGuide || p.board.guideRecord("accident").Trial.People != 0 || len(p.people[organiser].Trials) != 0 {
		t.Errorf("a preview is counted: %+v", p.board.guideRecord("accident").Trial)
	}
}
