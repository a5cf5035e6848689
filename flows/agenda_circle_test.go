package flows

import (
	"fmt"
	"testing"
	"time"
)

// TestTheGuideOfACircle: step by step with a time plan, five minutes more, back, the whole
// evening; it stays where it was, and is for whoever leads the meeting alone.
func TestTheGuideOfACircle(t *testing.T) {
	p, id := agendaPlay(t)
	out := p.script(theFacilitator, "/desk", "* lead", "* s."+id, "* agenda", "* circle")
	if !says(out, "circle.choose") {
		t.Fatalf("%v", out.Says)
	}
	out = p.script(theFacilitator, "* e.1", "* next")
	if !says(out, "circle.e2.pairs") || fmt.Sprint(saidOf(out, "circle.step", "until")) != "10:15" || out.Says[0].Step != 2 {
		t.Errorf("the second step is %v", out.Says)
	}
	p.now = p.now.Add(15 * time.Minute)
	if out = p.press(theFacilitator, "more"); fmt.Sprint(saidOf(out, "circle.step", "until")) != "10:20" {
		t.Errorf("five minutes more: %v", out.Says)
	}
	p.command(theFacilitator, "desk")
	if out = p.script(theFacilitator, "* lead", "* s."+id, "* agenda", "* circle"); !says(out, "circle.e2.pairs") {
		t.Errorf("it is somewhere else: %v", out.Says)
	}
	if out = p.press(theFacilitator, "whole"); !says(out, "circle.again") || !says(out, "circle.e2.talk") || !says(out, "circle.close") {
		t.Errorf("the whole evening: %v", out.Says)
	}
	if out = p.press(theFacilitator, "before"); !says(out, "circle.again") {
		t.Errorf("back: %v", out.Says)
	}
	resident := p.join(1)
	p.people[resident].Step, p.people[resident].Topic = StepCircle, id
	if out := p.forge(resident, "e.1"); p.people[resident].Leading != nil || says(out, "circle.step") {
		t.Errorf("a resident leads: %v", out.Says)
	}
}

// TestAnEveningHasTwoHours holds the plan to its time, and all evenings to words of their
// own.
func TestAnEveningHasTwoHours(t *testing.T) {
	seen := map[string]int{}
	for _, e := range circleEvenings() {
		sum := 0
		for _, s := range e.steps {
			sum += s.minutes
			seen[s.key]++
		}
		if sum != 120 {
			t.Errorf("%s has %d minutes", e.title, sum)
		}
	}
	if len(circleEvenings()) != 5 || len(seen) != 24 {
		t.Errorf("%d evenings, %d texts", len(circleEvenings()), len(seen))
	}
}
