package flows

import (
	"slices"
	"testing"
	"time"
)

func (p *play) claim(who ID, session string, c Claim) {
	if p.claims[session] == nil {
		p.claims[session] = map[ID]Claim{}
	}
	p.claims[session][who] = c
}

// claimed adds to the seats of a session what people claim in it.
func (p *play) claimed(who ID, session string, s *Seats) {
	s.Opened, s.Held = p.opened[session], map[string]int{}
	count := func(id ID) Claim {
		c := p.claims[session][id]
		s.Held[c.For] += c.places()
		s.Bands[c.Band%3]++
		return c
	}
	for _, id := range p.inside[session] {
		s.With += count(id).With
	}
	for id := range p.offering[session] {
		s.OfferedWith += count(id).With
	}
	s.Claim = p.claims[session][who]
	past := false
	for _, id := range p.waiting[session] {
		past = past || id == who
		if p.offering[session][id] == 0 {
			w := Waiter{Who: id, Claim: p.claims[session][id]}
			s.Line = append(s.Line, w)
			if past && id != who {
				s.Behind = append(s.Behind, w)
			}
		}
	}
}

// places is how many places of a session are somebody's or kept for somebody.
func (p *play) places(session string) int { return p.seats(ID{99}, session).held() }

func withChildren(s *Session) { s.Children = true }

func keeps(days int, all ...Reserve) func(*Session) {
	return func(s *Session) { s.Reserved, s.OpenDays = all, days }
}

func (p *play) at(who ID, link string, presses ...string) (out Outcome) {
	p.c.Helper()
	out = p.link(who, link)
	for _, do := range presses {
		out = p.press(who, do)
	}
	return out
}

// TestChildrenTakePlaces: they are counted when somebody joins, changed and given back, and
// never more than there are.
func TestChildrenTakePlaces(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", capacity(5), withChildren)
	ann, ben, cem, dan := p.join(1), p.join(2), p.join(3), p.join(4)
	if out := p.at(ann, "s.m", "join"); !says(out, "session.kids.ask") || len(out.Effects) > 0 {
		t.Fatalf("joining asks %+v", out)
	}
	p.press(ann, "k.2")
	if p.places("m") != 3 || p.claims["m"][ann].With != 2 {
		t.Fatalf("%d places are taken, claims %v", p.places("m"), p.claims["m"])
	}
	p.at(ben, "s.m", "join")
	if p.offers(ben, "k.2") || !p.offers(ben, "k.1") || !p.offers(ben, "w.2") {
		t.Error("more children are offered places than there are")
	}
	if out := p.forge(ben, "k.3"); len(out.Effects) > 0 || !says(out, "session.kids.gone") {
		t.Errorf("a forged button takes four of two places: %+v", out)
	}
	p.press(ben, "w.2")
	if out := p.at(cem, "s.m", "join", "k.0"); !says(out, "session.joined") || p.places("m") != 4 {
		t.Errorf("somebody alone: %+v, %d places", out, p.places("m"))
	}
	p.at(dan, "s.m", "join", "w.1")
	if out := p.at(ann, "s.m", "kids", "k.1"); p.offering["m"][ben] != 0 || p.offering["m"][dan] == 0 || !says(out, "session.kids.with") {
		t.Errorf("two places are free; offered to %v, not to the one who needs two: %+v", p.offering["m"], out)
	}
	if out := p.forge(ann, "k.3"); len(out.Effects) > 0 {
		t.Errorf("children come for whom there are no places: %+v", out)
	}
	p.at(dan, "take.m")
	p.at(ann, "cant.m", "place")
	if p.offering["m"][ben] != 0 || p.places("m") != 3 {
		t.Errorf("two of three are free; offered to %v", p.offering["m"])
	}
	p.at(cem, "cant.m", "place")
	if p.offering["m"][ben] == 0 || p.places("m") != 5 {
		t.Errorf("three are free, and offered to %v; %d places", p.offering["m"], p.places("m"))
	}
	if out := p.at(ben, "take.m"); !says(out, "session.joined") || p.claims["m"][ben].With != 2 || p.places("m") != 5 {
		t.Errorf("the offer is taken: %+v, %v", out, p.claims["m"])
	}
	if out := p.at(ben, "take.m"); len(out.Effects) > 0 {
		t.Errorf("twice: %+v", out)
	}
	teen := p.join(5, func(p *Person) { p.Age = AgeTeen })
	if out := p.at(teen, "s.m"); p.offers(teen, "join") {
		t.Errorf("somebody under 18: %+v", out)
	}
}

// TestPlacesAreKept for those whom the organiser named, until they are everybody's.
func TestPlacesAreKept(t *testing.T) {
	p := newPlay(t)
	p.meeting("m", capacity(3), keeps(3, Reserve{ID: "r1", Places: 2, Area: "korabel"}))
	there := func(p *Person) { p.Area = "korabel" }
	else1, else2, else3 := p.join(1, elsewhere(p)), p.join(2, elsewhere(p)), p.join(3, elsewhere(p))
	in1, in2, in3 := p.join(4, there), p.join(5, there), p.join(6, there)
	if out := p.at(else1, "s.m"); !says(out, "session.kept.line") {
		t.Errorf("the card is silent about it: %+v", out)
	}
	p.press(else1, "join")
	out := p.at(else2, "s.m")
	if !says(out, "session.kept.full") || p.offers(else2, "join") {
		t.Errorf("kept places are offered to others: %+v", out)
	}
	if out := p.forge(else2, "join"); len(out.Effects) > 0 {
		t.Errorf("a forged button takes one: %+v", out)
	}
	p.at(else2, "s.m", "wait")
	p.at(else3, "s.m", "wait")
	p.at(in1, "s.m", "join")
	if !slices.Contains(p.inside["m"], in1) {
		t.Fatal("whom a place is kept for does not get it")
	}
	p.at(in1, "cant.m", "place")
	if len(p.offering["m"]) > 0 {
		t.Errorf("a kept place is offered to somebody else: %v", p.offering["m"])
	}
	p.at(in1, "s.m", "join")
	p.at(in2, "s.m", "join")
	p.at(in3, "s.m", "wait")
	p.at(in2, "cant.m", "place")
	if p.offering["m"][in3] == 0 || len(p.offering["m"]) != 1 {
		t.Errorf("it goes to the first of those, not %v", p.offering["m"])
	}
	p.at(in3, "cant.m", "line")
	s, _ := p.board.session("m")
	if next := s.AtOpening(p.seats(ID{99}, "m")); len(next) != 1 || next[0].Who != else2 {
		t.Errorf("when it opens it goes to %v", next)
	}
	if s.KeptUntil(s.Opens().Add(-time.Second)) || !s.KeptUntil(s.Opens()) || s.Opens().Unix() != time.Unix(s.Start, 0).AddDate(0, 0, -3).Unix() {
		t.Error("it does not open three days before")
	}
	p.opened["m"] = true
	if p.at(p.join(7, elsewhere(p)), "s.m"); !p.offers(ID{7}, "join") {
		t.Error("an open place cannot be taken")
	}
}

func elsewhere(p *play) func(*Person) {
	for _, a := range p.programme.Areas {
		if a.ID != "korabel" {
			return func(p *Person) { p.Area = a.ID }
		}
	}
	return nil
}

// TestKeptPlacesAreChecked: never more than there are beside those that are taken.
func TestKeptPlacesAreChecked(t *testing.T) {
	p, all, _ := organiserPlay(t)
	planned(p, all) // twenty places
	p.script(all, "* change", "* kept", "* add", "* a.korabel")
	if out := p.write(all, "21"); !says(out, "organise.kept.beyond") || len(p.people[all].Plan.Session.Reserved) > 0 {
		t.Fatalf("more than there are: %+v", out)
	}
	p.script(all, "> 15", "* add", "* l.uk")
	if out := p.write(all, "6"); !says(out, "organise.kept.beyond") {
		t.Errorf("more than there are, together: %+v", out)
	}
	p.script(all, "> 5")
	if out := p.forge(all, "l.he"); len(p.people[all].Plan.Session.Reserved) != 2 {
		t.Errorf("for a language that the programme has not: %+v", out)
	}
	p.script(all, "* days", "* n.7", "* next", "* publish")
	s, _ := p.board.session(p.people[all].Topic)
	if len(s.Reserved) != 2 || s.OpenDays != 7 || s.Reserved[1].Lang != Ukrainian || s.Reserved[0].ID == s.Reserved[1].ID {
		t.Errorf("it is %+v", s.Reserved)
	}
	p.script(all, "* change", "* capacity", "> 10")
	if out := p.press(all, "publish"); !says(out, "organise.unready") || p.people[all].Step != StepPlanKept {
		t.Errorf("a smaller room with the same kept places: %+v", out)
	}
}
