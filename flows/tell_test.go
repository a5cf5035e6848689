package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// tellPlay is a meeting with 25 who have a place, one who waits, and an organiser.
func tellPlay(t *testing.T) (p *play, organiser, guest, waits, other ID) {
	p, organiser, _ = organiserPlay(t)
	p.runs = map[string]RunProgress{}
	for n := byte(40); n < 65; n++ {
		who := p.join(n)
		p.people[who].Sessions = []string{"lights"}
		p.inside["lights"] = append(p.inside["lights"], who)
	}
	guest, waits, other = ID{40}, p.join(70), p.join(71)
	p.people[waits].Sessions = []string{"lights"}
	p.waiting["lights"] = []ID{waits}
	return p, organiser, guest, waits, other
}

// told walks the wizard to a message that is on its way.
func (p *play) tells(organiser ID, whom, words string) Announcement {
	p.c.Helper()
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* tell", "* "+whom, "* all", "> "+words, "* same")
	p.script(organiser, "* now", "* send")
	p.board.News = slices.Clone(p.board.News)
	a := &p.board.News[len(p.board.News)-1]
	a.Started = true
	return *a
}

// TestAnOrganiserTellsGuests: chosen, looked at, confirmed, pushed without a word of it, and
// read by those whom it is for and by nobody else.
func TestAnOrganiserTellsGuests(t *testing.T) {
	p, organiser, guest, waits, other := tellPlay(t)
	out := p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* tell")
	if !p.offers(organiser, "in") || !p.offers(organiser, "waiting") || p.offers(organiser, "came") {
		t.Fatalf("whom: %v", out.Says)
	}
	out = p.script(organiser, "* in", "* all", "> We meet in *room 4*", "> Кімната 4")
	if text := fmt.Sprintf("%+v", out.Says); !says(out, "tell.adults") || !strings.Contains(text, "announce.at_least") || strings.Contains(text, "25") {
		t.Errorf("the review: %v", out.Says)
	}
	if out = p.script(organiser, "* see.uk"); !strings.Contains(fmt.Sprintf("%+v", out.Says[0]), "Кімната 4") || out.Says[0].Lang != Ukrainian {
		t.Errorf("the preview: %v", out.Says)
	}
	p.script(organiser, "* now", "* send")
	a := p.board.News[len(p.board.News)-1]
	if a.Session != "lights" || a.Whom != GuestsIn || a.Said != 20 || a.Urgent {
		t.Fatalf("on the board: %+v", a)
	}
	a.Started = true
	a.Strip()
	p.board.News = []Announcement{a}
	say, ok := TellGuest(&p.board, a, p.people[guest], true)
	if !ok || strings.Contains(fmt.Sprintf("%+v", say), "room") || strings.Contains(fmt.Sprintf("%+v", say), "Lights") {
		t.Errorf("pushed: %v %+v", ok, say)
	}
	p.check(say)
	if out = p.link(guest, "told."+a.ID); !strings.Contains(fmt.Sprintf("%+v", out.Says), "room 4") {
		t.Errorf("a guest reads %v", out.Says)
	}
	for name, who := range map[string]ID{"who waits": waits, "who has no place": other, "the organiser": organiser} {
		if out = p.link(who, "told."+a.ID); !says(out, "tell.not_here") || strings.Contains(fmt.Sprintf("%+v", out.Says), "room 4") {
			t.Errorf("%s reads %v", name, out.Says)
		}
	}
	if out = p.link(guest, "told.nothing"); !says(out, "tell.not_here") {
		t.Errorf("an invented one: %v", out.Says)
	}
}

// TestWhomATellingReaches is who gets the push.
func TestWhomATellingReaches(t *testing.T) {
	p, organiser, guest, waits, other := tellPlay(t)
	with := func(who ID, change func(*Person)) *Person {
		one := *p.people[who]
		change(&one)
		return &one
	}
	same := func(*Person) {}
	for _, r := range []struct {
		name   string
		whom   GuestGroup
		to     *Person
		inside bool
		want   bool
	}{
		{"a place", GuestsIn, with(guest, same), true, true},
		{"a place, under 18", GuestsIn, with(guest, func(p *Person) { p.Age = AgeTeen }), true, false},
		{"a place, paused", GuestsIn, with(guest, func(p *Person) { p.Paused = true }), true, false},
		{"waits, for a place", GuestsIn, with(waits, same), false, false},
		{"waits", GuestsWaiting, with(waits, same), false, true},
		{"a place, for who waits", GuestsWaiting, with(guest, same), true, false},
		{"neither, for who waits", GuestsWaiting, with(other, same), false, false},
		{"came", GuestsCame, with(other, func(p *Person) { p.Came = []string{"lights"} }), false, true},
		{"a place, for who came", GuestsCame, with(guest, same), true, false},
		{"a teen who came", GuestsCame, with(other, func(p *Person) { p.Came, p.Age = []string{"lights"}, AgeTeen }), false, false},
	} {
		a := Announcement{ID: "aa", Session: "lights", Whom: r.whom, Started: true, Texts: Text{English: "x"}}
		if _, ok := TellGuest(&p.board, a, r.to, r.inside); ok != r.want {
			t.Errorf("%s: %v", r.name, ok)
		}
	}
	_ = organiser
}

// TestYoungPeopleAreNotTold: an organiser has no way to write to a meeting of young people,
// not even by an older button.
func TestYoungPeopleAreNotTold(t *testing.T) {
	p, organiser, guest, _, _ := tellPlay(t)
	a := p.tells(organiser, "in", "Bring a cup")
	p.people[guest].Age = AgeTeen
	if out := p.link(guest, "told."+a.ID); !says(out, "tell.not_here") {
		t.Errorf("somebody under 18 reads %v", out.Says)
	}
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* tell", "* in", "* all", "> x", "* same", "* now")
	p.changeMeeting("lights", func(s *Session) { s.Youth = true })
	if out := p.script(organiser, "* send"); len(p.board.News) != 1 || !says(out, "tell.gone") {
		t.Errorf("sent all the same: %v", out.Says)
	}
	p.script(organiser, "* s.lights", "* more")
	if out := p.script(organiser, "* tell"); !says(out, "tell.youth") || p.people[organiser].Step != StepOrgMore {
		t.Errorf("begun: %v", out.Says)
	}
}

// TestFewAreNotCounted: below twenty an organiser reads no number, before and afterwards.
func TestFewAreNotCounted(t *testing.T) {
	p, organiser, _, _, _ := tellPlay(t)
	p.inside["lights"] = p.inside["lights"][:19]
	a := p.tells(organiser, "in", "Bring a cup")
	if a.Said != -1 {
		t.Errorf("said: %d", a.Said)
	}
	report := func(said, reached int) string {
		say := NewsReport(Announcement{Session: "lights", Said: said}, RunProgress{Known: true, Over: true, Reached: reached, Others: 7}, p.board.Staff[0])
		p.check(say)
		return fmt.Sprintf("%+v", say.Lines)
	}
	if text := report(-1, 19); !strings.Contains(text, "announce.small") || strings.Contains(text, "19") {
		t.Errorf("the report: %s", text)
	}
	if text := report(50, 27); !strings.Contains(text, "{Key:tell.told Args:map[people:[{Key:announce.at_least Args:map[count:20] As:0}]] As:0}") ||
		!strings.Contains(text, "{Key:tell.missed Args:map[people:[{Key:announce.at_least Args:map[count:30] As:0}]] As:0}") {
		t.Errorf("the report: %s", text)
	}
	if text := report(30, 27); !strings.Contains(text, "{Key:tell.missed Args:map[people:[{Key:announce.fewer Args:map[number:20] As:0}]] As:0}") {
		t.Errorf("the report: %s", text)
	}
	p.script(organiser, "/desk", "* news", "* make") // and an announcement to everybody is as it was
	if p.people[organiser].News.Session != "" || p.people[organiser].Step != StepNewsTongue {
		t.Errorf("the next one: %+v", p.people[organiser].News)
	}
}

// TestATellingIsTranslated: whoever reads another language asks, and gets a push without
// words for the translation, too.
func TestATellingIsTranslated(t *testing.T) {
	p, organiser, guest, _, other := tellPlay(t)
	for n := byte(80); n < 82; n++ {
		p.board.Staff = append(p.board.Staff, Member{Who: ID{n}, Chat: int64(n), Lang: English, Name: fmt.Sprint("T", n), Writes: []Lang{English, Ukrainian}, Grants: []Grant{{Role: RoleTranslator, Since: p.now.Unix()}}})
	}
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* tell", "* in", "* l.en", "> Bring a cup", "* now", "* send")
	a := p.board.News[0]
	a.Started = true
	p.board.News = []Announcement{a}
	p.people[guest].Lang = Ukrainian
	p.link(guest, "told."+a.ID)
	p.press(guest, "translated."+a.ID)
	part := p.board.News[len(p.board.News)-1]
	if !part.Asked || part.Session != "lights" || !p.people[guest].WaitsFor(a) {
		t.Fatalf("asked: %+v", part)
	}
	if p.link(other, "translated."+a.ID); p.people[other].WaitsFor(a) {
		t.Errorf("somebody without a place asks for it")
	}
	part.Recall(a.Texts)
	part.translated(Translation{Lang: Ukrainian, Words: "Візьміть чашку", State: TranslationReviewed}, p.now)
	part.Started = true
	part.Strip()
	p.board.News[len(p.board.News)-1] = part
	if say := AskedSay(part, Ukrainian, 1); !hasKey(say, "thread.message") || strings.Contains(fmt.Sprintf("%+v", say), "чашку") {
		t.Errorf("pushed: %+v", say)
	}
	if out := p.link(guest, "told."+a.ID); !strings.Contains(fmt.Sprintf("%+v", out.Says), "чашку") {
		t.Errorf("read: %v", out.Says)
	}
}

// TestWhatWasToldIsForgotten with the places of its meeting, and not before.
func TestWhatWasToldIsForgotten(t *testing.T) {
	p, organiser, guest, _, _ := tellPlay(t)
	a := p.tells(organiser, "in", "Bring a cup")
	p.board.News[0].Ended = true
	p.now = p.now.Add(newsKept + 24*time.Hour)
	p.changeMeeting("lights", func(s *Session) { s.Start = p.now.Unix() })
	p.tells(organiser, "in", "Another")
	if _, there := p.board.announcement(a.ID); !there {
		t.Errorf("gone before the meeting")
	}
	if !p.board.ForgetTold("lights") {
		t.Errorf("nothing to forget")
	}
	if _, there := p.board.announcement(a.ID); there {
		t.Errorf("kept")
	}
	if out := p.link(guest, "told."+a.ID); !says(out, "tell.not_here") {
		t.Errorf("read: %v", out.Says)
	}
}

// toldToRead is somebody who has opened what the people of their meeting were told.
func toldToRead(t *testing.T, who ID) *play {
	p := everything(t)
	p.join(who[0], func(q *Person) { q.Sessions, q.Step, q.Topic = []string{"lights"}, StepTold, "aa" })
	p.inside["lights"] = []ID{who}
	p.board.News = []Announcement{{ID: "aa", Session: "lights", Whom: GuestsIn, Started: true, Ended: true, Texts: Text{English: "Bring a cup"}, From: English, Due: p.now.Unix()}}
	return p
}

// TestYoungAreNotCountedAmongTheTold: of a meeting of young people and adults no number is
// said, for with the places it would tell how many are young.
func TestYoungAreNotCountedAmongTheTold(t *testing.T) {
	p, organiser, _, _, _ := tellPlay(t)
	p.changeMeeting("lights", func(s *Session) { s.Both = true })
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* tell", "* in", "* ready")
	out := p.script(organiser, "* t.g.planned")
	if text := fmt.Sprintf("%+v", out.Says); !strings.Contains(text, "tell.uncounted") || strings.Contains(text, "announce.at_least") {
		t.Errorf("%s", text)
	}
	p.script(organiser, "* now", "* send")
	a := p.board.News[0]
	if say := NewsReport(a, RunProgress{Known: true, Over: true, Reached: 20}, p.board.Staff[0]); a.Said != saidNothing || len(say.Lines) != 1 {
		t.Errorf("%d: %+v", a.Said, say)
	}
}
