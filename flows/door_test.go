package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// doorPlay is a meeting that began ten minutes ago, with the page at its door; link is what
// the page leads to.
func doorPlay(c checker) (p *play, s Session, organiser, leader ID, link, code string) {
	p, organiser, leader, _, _ = leadPlay(c)
	s, _ = p.board.session("lights")
	p.now = time.Unix(s.Start, 0).Add(10 * time.Minute)
	out := p.script(leader, "/desk", "* lead", "* s.lights", "* door")
	link, code = doorOn(c, out)
	return p, s, organiser, leader, link, code
}

// doorOn is what stands on the page that a turn sends.
func doorOn(c checker, out Outcome) (link, code string) {
	c.Helper()
	for _, s := range out.Says {
		if s.Attach != nil && s.Attach.Code != "" {
			_, link, _ = strings.Cut(s.Attach.QR, "?start=")
			return link, s.Attach.Code
		}
	}
	c.Fatalf("no page: %v", out.Says)
	return "", ""
}

// scan opens a link as Telegram does.
func (p *play) scan(who ID, link string) Outcome {
	p.c.Helper()
	return p.turn(who, Event{Kind: Command, Word: "start", Text: link})
}

func checksIn(out Outcome) bool {
	return slices.ContainsFunc(out.Effects, func(e Effect) bool { _, in := e.(CheckIn); return in })
}

// TestTheDoor: the page checks in by its link and by its code, once; a new page ends the one
// before; and how many came is shown after the end, by five at least.
func TestTheDoor(t *testing.T) {
	p, s, organiser, leader, link, code := doorPlay(t)
	ann, bob := p.join(50), p.join(51)
	if out := p.scan(ann, link); !checksIn(out) || !says(out, "door.done") {
		t.Fatalf("by the link: %v", out.Says)
	}
	if out := p.scan(ann, link); checksIn(out) || !says(out, "door.already") {
		t.Errorf("a second time: %v", out.Says)
	}
	typed := "٠١٢٣٤٥٦٧٨٩"
	arabic := strings.Map(func(r rune) rune { return []rune(typed)[r-'0'] }, code)
	if out := p.write(bob, arabic[:6]+" - "+arabic[6:]); !checksIn(out) {
		t.Errorf("%s typed at the menu: %v", arabic, out.Says)
	}
	eve := p.join(52)
	if out := p.link(eve, "s.lights"); !p.offers(eve, "checkin") {
		t.Errorf("the card: %v", out.Says)
	}
	if out := p.script(eve, "* checkin", "> "+code[:3]+" "+code[3:]); !checksIn(out) {
		t.Errorf("typed from the card: %v", out.Says)
	}
	next, fresh := doorOn(t, p.script(leader, "* new"))
	if next == link || fresh == code || audited(p, "session_door") != 2 {
		t.Fatalf("the new page is %s with %s", next, fresh)
	}
	for n, open := range map[byte]bool{60: false, 61: true} {
		l, c := link, code
		if open {
			l, c = next, fresh
		}
		if out := p.scan(p.join(n), l); checksIn(out) != open {
			t.Errorf("%v by link: %v", open, out.Says)
		}
		if out := p.write(p.join(n+2), c); checksIn(out) != open {
			t.Errorf("%v by code: %v", open, out.Says)
		}
	}
	if out := p.script(leader, "/desk", "* lead", "* s.lights"); !says(out, "door.came_later") || says(out, "door.came") || says(out, "door.came_few") {
		t.Errorf("before the end: %v", out.Says)
	}
	p.scan(p.join(70), next)
	p.now = s.Ends().Add(time.Minute)
	for _, who := range []ID{organiser, leader} {
		list := map[ID]string{organiser: "sessions", leader: "lead"}[who]
		out := p.script(who, "/desk", "* "+list, "* s.lights")
		if text := fmt.Sprintf("%+v", out.Says); !says(out, "door.came") || strings.Contains(text, ann.String()) {
			t.Errorf("after the end: %s", text)
		}
	}
}

// TestFewAtTheDoor: fewer than five are not told apart.
func TestFewAtTheDoor(t *testing.T) {
	p, s, _, leader, link, _ := doorPlay(t)
	for n := range byte(4) {
		p.scan(p.join(50+n), link)
	}
	p.now = s.Ends().Add(time.Minute)
	if out := p.script(leader, "/desk", "* lead", "* s.lights"); !says(out, "door.came_few") || says(out, "door.came") {
		t.Errorf("%v", out.Says)
	}
}

// TestWhoIsNotCounted has a clear answer for everybody, and nothing done.
func TestWhoIsNotCounted(t *testing.T) {
	later := func(d time.Duration) func(*play, *Session) {
		return func(p *play, s *Session) { p.now = time.Unix(s.Start, 0).Add(d) }
	}
	tests := []struct {
		name  string
		who   func(*Person)
		town  func(*play, *Session)
		says  string
		typed bool // also what is said to somebody who types the code
	}{
		{name: "too early", town: later(-31 * time.Minute), says: "door.early"},
		{name: "in time", town: later(-30 * time.Minute), typed: true},
		{name: "too late", town: func(p *play, s *Session) { p.now = s.Ends().Add(30 * time.Minute) }, says: "door.late"},
		{name: "the last minute", town: func(p *play, s *Session) { p.now = s.Ends().Add(29 * time.Minute) }, typed: true},
		{name: "yesterday's", town: later(24 * time.Hour), says: "door.late"},
		{name: "cancelled", town: func(_ *play, s *Session) { s.Cancelled = true }, says: "door.cancelled"},
		{name: "paused", who: func(p *Person) { p.Paused = true }, typed: true},
		{name: "a child", who: func(p *Person) { p.Age = AgeChild }, says: "door.child"},
		{name: "young, at a meeting of adults", who: func(p *Person) { p.Age = AgeTeen }, says: "session.adults", typed: true},
		{name: "young, at a meeting of theirs", who: func(p *Person) { p.Age = AgeTeen }, town: func(_ *play, s *Session) { s.Youth = true }, typed: true},
		{name: "an adult, at a meeting of young people", town: func(_ *play, s *Session) { s.Youth = true }, says: "door.unknown", typed: true},
		{name: "of another neighbourhood", who: func(p *Person) { p.Area = "tavr" }, typed: true},
		{name: "an officer", town: staffed(RoleOfficer), says: "door.officer", typed: true},
		{name: "an officer who leads", town: staffed(RoleOfficer, RoleFacilitator), says: "door.officer", typed: true},
		{name: "an officer, at a training", town: func(p *play, s *Session) { staffed(RoleOfficer)(p, s); s.Roles = []Role{RoleOfficer} }, typed: true},
		{name: "a resident, at a training", town: func(_ *play, s *Session) { s.Roles = []Role{RoleOfficer} }, says: "door.unknown", typed: true},
		{name: "somebody registered", town: func(p *play, _ *Session) { p.inside["lights"] = append(p.inside["lights"], ID{50}) }, typed: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, by := range []string{"link", "code"} {
				p, _, _, _, link, code := doorPlay(t)
				change := tt.who
				if change == nil {
					change = func(*Person) {}
				}
				who := p.join(50, change)
				if tt.town != nil {
					tt.town(p, &p.board.Sessions[0])
				}
				out := Outcome{}
				if by == "link" {
					out = p.scan(who, link)
				} else if !tt.typed {
					continue
				} else {
					out = p.write(who, code)
				}
				if want := tt.says == ""; checksIn(out) != want || want != (len(p.people[who].Came) == 1) {
					t.Errorf("by %s: %v", by, out.Effects)
				}
				if tt.says != "" && !says(out, tt.says) {
					t.Errorf("by %s: %v", by, out.Says)
				}
				if paused := tt.name == "paused"; p.people[who].Paused != paused {
					t.Errorf("by %s: paused is %v", by, p.people[who].Paused)
				}
			}
		})
	}
}

// staffed gives the person of the tests roles.
func staffed(roles ...Role) func(*play, *Session) {
	return func(p *play, _ *Session) {
		m := Member{Who: ID{50}, Chat: 50, Lang: English, Name: "Somebody"}
		for _, r := range roles {
			m.Grants = append(m.Grants, Grant{Role: r})
		}
		p.board.Staff = append(p.board.Staff, m)
	}
}

// TestNobodyGuessesACode: after five wrong ones even the right one has to wait; a wrong link
// says no more than one that never was, and another meeting's code is not this one's.
func TestNobodyGuessesACode(t *testing.T) {
	p, _, _, _, link, code := doorPlay(t)
	who := p.join(50)
	wrong := fmt.Sprintf("%06d", (int(code[5]-'0')+1)%10)
	for n := range doorTries {
		if out := p.write(who, wrong); !says(out, "door.unknown") {
			t.Fatalf("try %d: %v", n, out.Says)
		}
	}
	if out := p.write(who, code); checksIn(out) || !says(out, "door.tries") {
		t.Errorf("the next: %v", out.Says)
	}
	p.now = p.now.Add(doorPause)
	if out := p.write(who, code); !checksIn(out) {
		t.Errorf("an hour later: %v", out.Says)
	}
	eve := p.join(51)
	for _, forged := range []string{link[:len(link)-1] + "a", "d_lights-", "d_lights", "d_nothing-" + link[len(link)-12:], "d_parents-" + link[len(link)-12:]} {
		if out := p.scan(eve, forged); checksIn(out) || !says(out, "door.unknown") {
			t.Errorf("%s: %v", forged, out.Says)
		}
	}
	for _, words := range []string{"12345", "1234567", "12 34 5x", "call 102"} {
		if out := p.write(eve, words); says(out, "door.unknown") {
			t.Errorf("%q is taken for a code", words)
		}
	}
}

// TestSomebodyNewAtTheDoor is counted after the notice and the age group; the neighbourhood
// is asked next, and a child is led to the child's menu with nothing kept.
func TestSomebodyNewAtTheDoor(t *testing.T) {
	p, _, _, _, link, _ := doorPlay(t)
	ann := ID{50}
	p.scan(ann, link)
	p.press(ann, "en")
	p.press(ann, "adult")
	if out := p.press(ann, "agree"); !checksIn(out) || !says(out, "door.done") || out.Person.Step != StepArea {
		t.Errorf("%v, at %s", out.Says, out.Person.Step)
	}
	if !p.people[ann].Stranger(p.now.Add(2*StrangersKept)) == (len(p.people[ann].Came) == 0) {
		t.Errorf("forgotten before the count is")
	}
	kid := ID{51}
	p.scan(kid, link)
	p.press(kid, "en")
	if out := p.press(kid, "child"); checksIn(out) || out.Person.Step != StepMenu || len(out.Person.Came) > 0 || out.Person.Then != "" {
		t.Errorf("a child: %+v", out.Person)
	}
	p.forge(ann, "back")
	p.press(ann, "back")
	if out := p.press(ann, "child"); len(out.Person.Came) > 0 || len(p.came["lights"]) > 0 {
		t.Errorf("who turns out to be a child stays counted: %v", p.came)
	}
}

// TestWhatTheDoorKeeps stands in "My data" and in its file, and goes with the person.
func TestWhatTheDoorKeeps(t *testing.T) {
	p, _, _, _, link, _ := doorPlay(t)
	ann := p.join(50)
	p.scan(ann, link)
	if out := p.script(ann, "/mydata"); !says(out, "door.kept") {
		t.Errorf("My data: %v", out.Says)
	}
	exported := false
	for _, s := range p.press(ann, "file").Says {
		exported = exported || s.Attach != nil && s.Attach.Export != nil && len(s.Attach.Export.CheckedIn) == 1 && s.Attach.Export.CheckedIn[0].ID == "lights"
	}
	if !exported {
		t.Error("not in the file")
	}
	p.script(ann, "/mydata", "* erase", "* yes")
	if len(p.came["lights"]) != 0 {
		t.Error("still counted after erasing")
	}
	sam := Person{Came: []string{"lights"}}
	if !sam.ForgetSession("lights") || sam.Came != nil {
		t.Errorf("%+v", sam)
	}
}

// TestNoOfficerCounts: an officer who organises or leads a meeting reads no number of its
// door, is not asked for one, and a forged button gives none.
func TestNoOfficerCounts(t *testing.T) {
	for _, role := range []Role{RoleOrganiser, RoleFacilitator} {
		p, s, _, _, link, _ := doorPlay(t)
		for n := range byte(6) {
			p.scan(p.join(60+n), link)
		}
		who := p.join(50)
		staffed(RoleOfficer, role)(p, nil)
		p.people[who].Desk = role
		p.now = s.Ends().Add(time.Minute)
		list := map[Role]string{RoleOrganiser: "sessions", RoleFacilitator: "lead"}[role]
		out := p.script(who, "/desk", "* "+list, "* s.lights")
		text := fmt.Sprintf("%+v", out.Says)
		if strings.Contains(text, "door.came") || strings.Contains(text, "organise.came") || p.offers(who, "came") {
			t.Errorf("%s: %s", role, text)
		}
		p.script(who, "! came")
		if out = p.script(who, "> 7"); len(out.Effects) > 0 || strings.Contains(fmt.Sprintf("%+v", out.Says), "came") {
			t.Errorf("%s, forged: %+v", role, out.Says)
		}
		p.board.Sessions[0].NoMinutes = "deeds"
		p.script(who, "/desk")
		if p.offers(who, "waits") {
			t.Errorf("%s is asked for attendance", role)
		}
	}
}

// doorWalk is somebody on the card of a meeting that is running, with the page at its door.
func doorWalk(t *testing.T) *play {
	p, _, _, _, _, _ := doorPlay(t)
	p.join(1, func(a *Person) { a.Step, a.Topic = StepSessionCard, "lights" })
	return p
}
