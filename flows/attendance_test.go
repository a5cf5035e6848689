package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// overPlay is a meeting that has just ended, to which twenty people came without the code.
func overPlay(c checker) (p *play, organiser, leader ID) {
	p, organiser, leader, _, _ = leadPlay(c)
	s, _ := p.board.session("lights")
	p.now = s.Ends().Add(time.Hour)
	p.script(leader, "/desk", "* lead", "* s.lights", "* came", "> 20")
	return p, organiser, leader
}

// TestATallyOnPaper: it is entered by language and neighbourhood, nonsense is said to be, and
// its parts are shown once the attendance is closed, of five people at least.
func TestATallyOnPaper(t *testing.T) {
	p, organiser, leader := overPlay(t)
	p.script(leader, "* came", "* paper", "* l.uk", "> 14", "* l.en", "> 2", "* a.korabel", "> 12", "* a.tavr", "> 3")
	s, _ := p.board.session("lights")
	if s.PaperTongues[Ukrainian] != 14 || s.PaperTongues[English] != 2 || s.PaperAreas["korabel"] != 12 || s.PaperAreas["tavr"] != 3 {
		t.Fatalf("%v, %v", s.PaperTongues, s.PaperAreas)
	}
	for _, wrong := range []string{"> 7", "> many", "> -3", "> 99999999999999999999", "photo"} {
		p.script(leader, "/desk", "* lead", "* s.lights", "* came", "* paper", "* l.en", wrong)
		if now, _ := p.board.session("lights"); now.PaperTongues[English] != 2 || p.people[leader].Step != StepPaperCount {
			t.Errorf("%s: %v at %s", wrong, now.PaperTongues, p.people[leader].Step)
		}
	}
	if out := p.script(leader, "/desk", "* lead", "* s.lights", "* came", "> 11"); !says(out, "organise.number.range") {
		t.Errorf("fewer in all than in the tally: %v", out.Says)
	}
	if out := p.script(organiser, "/desk", "* sessions", "* s.lights"); says(out, "door.paper.part") {
		t.Errorf("shown before it is closed: %v", out.Says)
	}
	p.script(leader, "/desk", "* lead", "* s.lights", "* came", "* close")
	out := p.script(organiser, "/desk", "* sessions", "* s.lights")
	text := fmt.Sprint(out.Says)
	if !says(out, "door.is_closed") || strings.Count(text, "door.paper.part") != 2 || strings.Contains(text, "part:en") || strings.Contains(text, "Tavr") {
		t.Errorf("%s", text)
	}
	p.script(organiser, "* came", "* reopen", "* paper", "* l.en", "> 0")
	if now, _ := p.board.session("lights"); now.PaperTongues[English] != 0 || len(now.PaperTongues) != 1 {
		t.Errorf("%v", now.PaperTongues)
	}
}

// TestAttendanceIsClosed: then nobody changes it, by old buttons neither; an organiser opens
// it again, and whoever only leads the meeting does not.
func TestAttendanceIsClosed(t *testing.T) {
	p, organiser, leader := overPlay(t)
	p.script(leader, "* came", "* close")
	if audited(p, "session_closed") != 1 || p.offers(leader, "reopen") || p.offers(leader, "paper") {
		t.Fatalf("%v", p.screens[leader])
	}
	for _, forged := range []string{"> 25", "! n.25", "! paper", "! reopen", "! close"} {
		p.script(leader, "/desk", "* lead", "* s.lights", "* came", forged)
		if s, _ := p.board.session("lights"); s.Came != 20 || s.Closed == 0 || p.people[leader].Step == StepPaper {
			t.Errorf("%s: %+v", forged, s)
		}
	}
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* came", "* reopen", "> 25")
	if s, _ := p.board.session("lights"); s.Came != 25 || s.Closed != 0 || audited(p, "session_reopened") != 1 {
		t.Errorf("%+v", s)
	}
	before := len(p.log)
	p.board.member(leader).Grants = append(p.board.member(leader).Grants, Grant{Role: RoleOfficer, Areas: []string{"korabel"}})
	for _, forged := range []string{"! came", "! close", "! paper"} {
		p.script(leader, "& desk", "! "+"lead", "! s.lights", forged)
	}
	if s, _ := p.board.session("lights"); s.Closed != 0 || len(p.log) != before {
		t.Errorf("an officer: %+v", s)
	}
}

// TestHands: hands are counted by the number of a point, entered, and shown from five on: on
// the agenda, and on the card of the meeting that is over, most hands first.
func TestHands(t *testing.T) {
	p, s, organiser, leader := handsPlay(t)
	p.script(leader, "/desk", "* lead", "* s.lights", "* agenda", "* hands", "* h.1", "> 3", "* h.2", "> 7", "* h.3", "> 12")
	a := agendaOf(p, "lights")
	if a.Points[0].Hands != 3 || a.Points[1].Hands != 7 || a.Points[2].Hands != 12 || !a.Points[0].Raised {
		t.Fatalf("%+v", a.Points)
	}
	for _, wrong := range []string{"> lots", "> 1001", "> -1"} {
		p.script(leader, "/desk", "* lead", "* s.lights", "* agenda", "* hands", "* h.1", wrong)
		if now := agendaOf(p, "lights"); now.Points[0].Hands != 3 {
			t.Errorf("%s is taken: %+v", wrong, now.Points[0])
		}
	}
	if out := p.script(leader, "/desk", "* lead", "* s.lights", "* agenda", "* hands", "! h.9"); len(out.Effects) > 0 {
		t.Errorf("a point that there is not: %v", out.Effects)
	}
	for _, who := range []ID{p.join(60), organiser} {
		p.board.Staff = slices.Clone(p.board.Staff)
		if out := p.script(who, "! hands", "! h.1", "> 9"); len(out.Effects) > 0 && who != organiser {
			t.Errorf("a resident: %v", out.Effects)
		}
	}
	ann := p.join(61)
	p.now = s.Ends().Add(time.Hour)
	out := p.link(ann, "s.lights")
	text := fmt.Sprint(out.Says)
	first, second := strings.Index(text, "12"), strings.Index(text, "hands:7")
	if !says(out, "agenda.hands.title") || strings.Count(text, "agenda.hands.ranked") != 2 || first < 0 || second < first {
		t.Errorf("%s", text)
	}
	elsewhere := p.join(62, func(who *Person) { who.Area = "tavr" })
	if out := p.link(elsewhere, "s.lights"); says(out, "agenda.hands.title") {
		t.Errorf("of another neighbourhood: %v", out.Says)
	}
}

// handsPlay is a meeting under way with three points on its agenda.
func handsPlay(c checker) (p *play, s Session, organiser, leader ID) {
	p, organiser, leader, _, _ = leadPlay(c)
	s, _ = p.board.session("lights")
	s.Points = true
	p.board.put(s)
	a := Agenda{Session: "lights", Until: s.Ends().Add(SeatsKept).Unix(), Order: []int{1, 2, 3}}
	for _, words := range []string{"<b>Lamps</b> & @ivan", "Traffic", "https://bad.example"} {
		a.add(AgendaPoint{State: PointPublished, From: fromResident, Shown: words, Lang: English, At: p.now.Unix()})
	}
	p.kept[Record[Agenda]{"lights"}] = &a
	p.now = time.Unix(s.Start, 0).Add(time.Minute)
	return p, s, organiser, leader
}

func agendaOf(p *play, id string) Agenda {
	a, ok := p.kept[Record[Agenda]{id}].(*Agenda)
	if !ok {
		p.c.Fatalf("no agenda of %s: %v", id, p.kept)
	}
	return *a
}

// TestAskingForTheCountIsNotForOfficers: that nobody entered how many came is said to whoever
// may enter it, and in no words to somebody who is an officer too.
func TestAskingForTheCountIsNotForOfficers(t *testing.T) {
	p, organiser, leader, _, _ := leadPlay(t)
	for _, minutes := range []string{"nobody", ""} { // they are settled, and missing too
		s, _ := p.board.session("lights")
		s.NoMinutes = minutes
		p.now = s.Ends().Add(3 * 24 * time.Hour)
		for _, who := range []ID{organiser, leader} {
			m := *p.board.member(who)
			say, ok := TellMissing(p.programme, s, m)
			if !ok || hasKey(say, "door.missing") == hasKey(say, "minutes.missing_came") {
				t.Errorf("%q, %s: %v, %v", minutes, m.Name, ok, say.Lines)
			}
			m.Grants = append(slices.Clone(m.Grants), Grant{Role: RoleOfficer, Areas: []string{"korabel"}})
			if say, ok := TellMissing(p.programme, s, m); ok != (minutes == "") || hasKey(say, "door.missing") || hasKey(say, "minutes.missing_came") {
				t.Errorf("%q, %s as an officer too: %v, %v", minutes, m.Name, ok, say.Lines)
			}
		}
	}
}
