package flows

import (
	"slices"
	"testing"
	"time"
)

// someGuides are a plain guide with a fork, a sensitive one, and the child's.
func someGuides() []Guide {
	return []Guide{
		{ID: "accident", First: "start", Questions: []int{1, 0}, Steps: []GuideStep{
			{ID: "start", Choices: []string{"fire", "stop"}, Number: "fire"},
			{ID: "fire", Next: "stop"},
			{ID: "stop", Next: "end", Number: "hate_support"},
			{ID: "end"},
		}},
		{ID: "domestic-violence", Sensitive: true, First: "start", Questions: []int{2, 2}, Steps: []GuideStep{
			{ID: "start", Next: "end", Number: "police"},
			{ID: "end", Number: "helpline_child"},
		}},
		{ID: "child", Sensitive: true, First: "start", Steps: []GuideStep{
			{ID: "start", Next: "end", Number: "emergency"}, {ID: "end"},
		}},
		{ID: "robbery", First: "start", Steps: []GuideStep{{ID: "start"}}},
	}
}

func withGuides(t *testing.T) *play {
	p := newPlay(t)
	p.guides = someGuides()
	return p
}

func TestGuideIsReadStepByStepAndBackTheSameWay(t *testing.T) {
	p := withGuides(t)
	who := p.join(1)
	p.link(who, "guide.accident")
	for _, step := range []struct{ do, shows string }{
		{"c.0", "guide/accident/step/fire"},
		{"next", "guide/accident/step/stop"},
		{"next", "guide/accident/step/end"},
		{"back", "guide/accident/step/stop"},
		{"back", "guide/accident/step/fire"},
		{"back", "guide/accident/step/start"},
		{"c.1", "guide/accident/step/stop"},
		{"back", "guide/accident/step/start"},
	} {
		p.press(who, step.do)
		if !hasKey(p.screens[who], step.shows) {
			t.Fatalf("after %s: %v, want %s", step.do, p.screens[who].Lines, step.shows)
		}
	}
	p.press(who, "back")
	if p.people[who].Step != StepGuides || p.people[who].Guide != "" {
		t.Errorf("at %q with guide %q; the list was expected, and nothing remembered", p.people[who].Step, p.people[who].Guide)
	}
}

func TestGuideRefusesForgedAnswers(t *testing.T) {
	for _, do := range []string{"next", "c.2", "c.-1", "c.", "g.robbery", "on"} {
		p := withGuides(t)
		who := p.join(1)
		p.link(who, "guide.accident")
		if out := p.forge(who, do); !says(out, "common.misfit.button") || p.people[who].GuideAt != "start" {
			t.Errorf("%q led to %+v", do, p.people[who])
		}
	}
}

func TestGuideShowsOnlyNumbersThatExist(t *testing.T) {
	p := withGuides(t) // 102 and a child helpline; no fire, no hate support
	who := p.join(1)
	p.link(who, "guide.accident")
	if !p.offers(who, "number.fire") {
		t.Error("where fire has no number of its own, the emergency number answers")
	}
	p.press(who, "c.1")
	if p.offers(who, "number.hate_support") {
		t.Error("a number is offered that the programme does not have")
	}
}

func TestSensitiveGuideWarnsFirst(t *testing.T) {
	p := withGuides(t)
	who := p.join(1)
	p.link(who, "guides")
	if hasKey(p.screens[who], "guide/domestic-violence/title") || slices.ContainsFunc(p.screens[who].Rows, func(r []Button) bool {
		return r[0].Key == "guide/domestic-violence/title"
	}) {
		t.Error("the list names a sensitive guide")
	}
	p.press(who, "g.domestic-violence")
	first := p.screens[who]
	if first.Lines[0].Key != "guide.heading" || first.Lines[0].Args["title"] != Ref("guide/domestic-violence/neutral") {
		t.Errorf("the first line is %v; a neutral title was expected", first.Lines[0])
	}
	if first.Rows[0][0].Do != "number.police" || first.Rows[0][1].Do != "hide" {
		t.Errorf("the first row is %v; Show number and Hide were expected", first.Rows[0])
	}
	for _, do := range []string{"on", "whole", "back", "next"} {
		for _, s := range p.press(who, do).Says {
			if s.Vanish != time.Hour || !s.Protect {
				t.Errorf("%s: a message stays %v, protected: %v", do, s.Vanish, s.Protect)
			}
		}
	}
	p.press(who, "menu")
	if p.people[who].Guide != "" || p.people[who].GuideAt != "" {
		t.Errorf("the record still tells what was read: %+v", p.people[who])
	}
}

func TestGuideOutlivesADetour(t *testing.T) {
	p := withGuides(t)
	who := p.join(1)
	p.link(who, "guide.accident")
	p.press(who, "c.1")
	p.command(who, "language")
	p.press(who, "uk")
	if !hasKey(p.screens[who], "guide/accident/step/stop") {
		t.Errorf("after choosing a language: %v", p.screens[who].Lines)
	}
}

func TestWithdrawnGuideLeadsToTheList(t *testing.T) {
	p := withGuides(t)
	who := p.join(1)
	p.link(who, "guide.accident")
	p.guides = p.guides[1:]
	p.press(who, "c.0")
	if p.people[who].Misses != 0 || !hasKey(p.screens[who], "guide.gone") {
		t.Fatalf("shown: %v", p.screens[who].Lines)
	}
	p.press(who, "list")
	if p.people[who].Step != StepGuides {
		t.Errorf("at %q", p.people[who].Step)
	}
}

func TestWholeGuideSaysWhereEachChoiceLeads(t *testing.T) {
	p := withGuides(t)
	who := p.join(1)
	p.link(who, "guide.accident")
	out := p.press(who, "whole")
	var leads []any
	for _, l := range out.Says[0].Lines {
		if l.Key == "guide.card.choice" {
			leads = append(leads, l.Args["n"])
		}
	}
	if !slices.Equal(leads, []any{2, 3}) {
		t.Errorf("the choices lead to %v, want 2 and 3", leads)
	}
	if len(out.Says) != 1 || !out.Says[0].Fresh || !p.offers(who, "list") || !p.offers(who, "back") {
		t.Errorf("the guide is pushed out of sight, or nothing hangs on it: %+v", out.Says)
	}
	for _, do := range []string{"back", "list", "menu"} { // the guide stays above what is pressed on it
		p.link(who, "guide.accident")
		p.press(who, "whole")
		if out := p.press(who, do); len(out.Says) != 1 || !out.Says[0].Fresh {
			t.Errorf("%s takes the guide away: %+v", do, out.Says)
		}
	}
}

func TestSampleAndApproverAreNamed(t *testing.T) {
	p := withGuides(t)
	w := World{Programme: p.programme, Guides: p.guides, Board: &Board{}, Sample: true}
	p.programme.Approvers = map[string]string{"accident": "Red Cross"}
	e := Event{Kind: Press, Do: "guide.accident", Now: p.now}
	person := Person{Lang: English, Age: AgeAdult, Agreed: 1, Area: "korabel", Step: StepMenu, Seen: p.now.Unix()}
	if out := Decide(w, person, e); !says(out, "guide.sample") || says(out, "guide.approved") {
		t.Error("a sample does not say that it is one")
	}
	w.Sample = false
	if out := Decide(w, person, e); says(out, "guide.sample") || !says(out, "guide.approved") {
		t.Error("an approved guide does not name who approved it")
	}
}

func TestChildSeesChildrensGuidesOnly(t *testing.T) {
	p := withGuides(t)
	who := p.join(1, func(c *Person) { *c = Person{Lang: English, Age: AgeChild, Step: StepMenu, Seen: c.Seen, Serial: 1} })
	p.link(who, "guides")
	if !p.offers(who, "g.child") || !p.offers(who, "g.accident") || p.offers(who, "g.domestic-violence") || p.offers(who, "g.robbery") {
		t.Errorf("a child is offered %v", p.screens[who].Rows)
	}
	if out := p.link(who, "guide.domestic-violence"); !says(out, "guide.gone") {
		t.Error("a link leads a child to a guide for adults")
	}
}

func TestNumberOutranksAndChangesNothing(t *testing.T) {
	p := withGuides(t)
	who := p.join(1)
	p.link(who, "guide.accident")
	before := *p.people[who]
	for link, key := range map[string]string{
		"number.emergency": "number.card", "number.police": "number.card", "number.helpline_child": "number.card",
		"number.hate_support": "number.none", "number.x": "number.none", "number.": "number.none",
	} {
		out := p.link(who, link)
		if !says(out, key) || out.Says[0].Screen || !out.Says[0].Fresh {
			t.Errorf("%s says %v", link, out.Says)
		}
		if key == "number.card" && !says(out, "number.cannot") {
			t.Errorf("%s does not say that nobody was alerted", link)
		}
	}
	if after := *p.people[who]; after.Step != before.Step || after.Serial != before.Serial || after.GuideAt != before.GuideAt {
		t.Errorf("a number changed %+v to %+v", before, after)
	}
	if out := p.link(who, "here"); !hasKey(out.Says[0], "guide/accident/step/start") {
		t.Errorf("the way back led to %v", out.Says)
	}
	if p.forge(who, "number.emergency"); !hasKey(p.screens[who], "common.misfit.button") {
		t.Error("a number's link was taken for a screen's button")
	}
}
