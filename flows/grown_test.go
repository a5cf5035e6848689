package flows

import "testing"

// TestGrowingUp: somebody who said that they are under 18 can say that they are
// not any more, once they have read who reads adults' words; nobody else finds
// the button, nor can press it.
func TestGrowingUp(t *testing.T) {
	p := town(t)
	teen := p.join(1, underage)
	p.board.Sessions = []Session{{ID: "youth", Title: Text{English: "Y"}, Place: Text{English: "P"}, Capacity: 5, Minutes: 60, Youth: true, Start: p.now.AddDate(0, 0, 3).Unix()}}
	p.link(teen, "s.youth")
	p.press(teen, "join")
	p.script(teen, "& concern", "* street", "* mine", "> The lamps are dark", "* read", "* send")
	before := *p.concerns[p.people[teen].Codes[0]]
	p.script(teen, "& mydata")
	if out := p.press(teen, "grown"); !says(out, "mydata.grown.ask") || !says(out, "start.notice.officers") || p.people[teen].Age != AgeTeen {
		t.Fatalf("asked with %+v", out.Says)
	}
	if p.press(teen, "back"); p.people[teen].Age != AgeTeen {
		t.Error("Back makes an adult")
	}
	p.press(teen, "grown")
	out := p.press(teen, "yes")
	now := p.people[teen]
	if now.Age != AgeAdult || now.Agreed != p.now.Unix() || !now.Registered() || now.Step != StepData || !says(out, "mydata.grown.done") || len(out.Effects) > 0 {
		t.Errorf("is %+v after %+v", now, out)
	}
	if after := *p.concerns[now.Codes[0]]; after.Route != before.Route || before.Route != RouteLead {
		t.Errorf("what was sent to %q is now for %q", before.Route, after.Route)
	}
	if p.offers(teen, "grown") {
		t.Error("an adult is asked again")
	}
	p.link(teen, "s.youth")
	if !p.offers(teen, "leave") {
		t.Error("the place in the meeting cannot be given up any more")
	}
	p.script(teen, "& concern", "* street", "* mine", "> The lamps are dark", "* answer", "* send")
	if c := p.concerns[p.people[teen].Codes[1]]; c.Route != RouteOfficers {
		t.Errorf("the next concern goes to %q", c.Route)
	}
}

// TestNobodyElseGrowsUp forges the buttons.
func TestNobodyElseGrowsUp(t *testing.T) {
	for _, age := range []Age{AgeChild, AgeAdult, AgeUnsaid} {
		for _, step := range []Step{StepData, StepGrown} {
			p := town(t)
			who := p.join(1, func(q *Person) { q.Age, q.Step, q.Agreed = age, step, 5 })
			for _, do := range []string{"grown", "yes"} {
				p.forge(who, do)
			}
			if now := p.people[who]; now == nil || now.Age != age || now.Agreed != 5 {
				t.Errorf("%s at %s became %+v", age, step, now)
			}
		}
	}
}
