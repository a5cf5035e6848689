package flows

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// cancelling is an organiser at the first screen of cancelling the sample
// session, in which somebody has a place.
func cancelling(t *testing.T) (p *play, all, guest ID) {
	p, all, _ = organiserPlay(t)
	guest = p.join(1)
	p.inside["lights"], p.people[guest].Sessions = []ID{guest}, []string{"lights"}
	p.script(all, "/desk", "* sessions", "* s.lights", "* off")
	return p, all, guest
}

// told is what somebody registered for the sample session is told of it now.
func (p *play) told(who ID, inside bool) Say {
	s, _ := p.board.session("lights")
	say, ok := SessionNews(p.programme, s, p.people[who], Told{}, inside, p.now)
	if ok {
		p.check(say)
	}
	return say
}

// argOf is what stands in the place of a name in a message.
func argOf(say Say, key, name string) any {
	for _, l := range say.Lines {
		if l.Key == key {
			return l.Args[name]
		}
	}
	return nil
}

// TestACancellationHasItsReason: ready ones, an organiser's own words in every
// language, or none; people read it in the message and on the card.
func TestACancellationHasItsReason(t *testing.T) {
	for name, test := range map[string]struct {
		moves []string
		want  Why
	}{
		"ready":             {[]string{"* why.ill", "* none"}, Why{Ready: "ill"}},
		"none":              {[]string{"* none", "* none"}, Why{}},
		"own words":         {[]string{"* words", "> The hall burnt down", "> Зала згоріла", "* none"}, Why{Own: Text{English: "The hall burnt down", Ukrainian: "Зала згоріла"}}},
		"typed at once":     {[]string{"> The hall  burnt down", "* same", "* none"}, Why{Own: Text{English: "The hall burnt down", Ukrainian: "The hall burnt down"}}},
		"typed in another":  {[]string{"> Зала згоріла", "> The hall burnt down", "* keep", "* none"}, Why{Own: Text{English: "The hall burnt down", Ukrainian: "Зала згоріла"}}},
		"another after all": {[]string{"> Burnt", "* same", "* back", "* back", "* back", "* why.room", "* none"}, Why{Ready: "room"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, all, guest := cancelling(t)
			if name == "typed in another" {
				p.people[all].Lang = Ukrainian
			}
			p.script(all, test.moves...)
			if s, _ := p.board.session("lights"); s.Cancelled || s.News.What != 0 {
				t.Fatalf("something is on the board before the last press: %+v", s)
			}
			p.press(all, "sure")
			s, _ := p.board.session("lights")
			if !s.Cancelled || s.News.Why.Ready != test.want.Ready || !equalText(s.News.Why.Own, test.want.Own) || p.people[all].Plan != nil {
				t.Fatalf("it is %+v", s.News)
			}
			say := p.told(guest, true)
			p.link(guest, "s.lights")
			card := p.screens[guest]
			for _, said := range []Say{say, card} {
				ready, own := hasKey(said, "organise.why.line"), hasKey(said, "organise.why.own")
				if ready != (test.want.Ready != "") || own != (test.want.Own != nil) {
					t.Errorf("people read %+v", said.Lines)
				}
			}
			if !hasKey(say, "organise.news.cancelled") || len(say.Rows) != 0 {
				t.Errorf("the guest is told %+v", say)
			}
		})
	}
}

func equalText(a, b Text) bool {
	return len(a) == len(b) && !slices.ContainsFunc(Languages(), func(l Lang) bool { return a[l] != b[l] })
}

// TestANewDateKeepsThePlaces: whoever has a place keeps it, is asked whether they
// can come, and gives it up with two presses.
func TestANewDateKeepsThePlaces(t *testing.T) {
	p, all, guest := cancelling(t)
	was, _ := p.board.session("lights")
	waits := p.join(2, func(q *Person) { q.Sessions = []string{"lights"} })
	p.waiting["lights"] = []ID{waits}
	p.press(all, "why.unsafe")
	same := time.Unix(was.Start, 0).In(p.programme.Zone)
	if out := p.write(all, same.Format("2.1.2006 15:04")); !says(out, "organise.cancel.same") || p.people[all].Step != StepPlanDay {
		t.Errorf("its own time is answered by %+v", out.Says)
	}
	p.write(all, same.AddDate(0, 0, 7).Format("2.1.2006"))
	out := p.write(all, same.Format("15:04"))
	if !says(out, "organise.cancel.ask_move") || !says(out, "organise.news.time") || !says(out, "organise.why.line") {
		t.Fatalf("the last screen is %+v", out.Says)
	}
	p.press(all, "sure")
	s, _ := p.board.session("lights")
	if s.Cancelled || s.Start != same.AddDate(0, 0, 7).Unix() || s.Retimed != s.Start || s.News.What != NewsTime || s.News.Why.Ready != "unsafe" {
		t.Fatalf("it is %+v", s)
	}
	if !slices.Equal(p.inside["lights"], []ID{guest}) || audited(p, "session_changed") != 1 || audited(p, "session_cancelled") != 0 {
		t.Errorf("inside are %v", p.inside["lights"])
	}
	if say := p.told(waits, false); !hasKey(say, "organise.news.waits") || hasKey(say, "organise.news.come") {
		t.Errorf("somebody who waits is told %+v", say)
	}
	say := p.told(guest, true)
	if !hasKey(say, "organise.news.time") || !hasKey(say, "organise.why.line") || !hasKey(say, "organise.news.come") || argOf(say, "organise.news.time", "when") != Moment(s.StartsAt(p.programme.Zone)) {
		t.Fatalf("the guest is told %+v", say)
	}
	p.screens[guest] = say
	p.press(guest, "coming.lights")
	if !slices.Equal(p.inside["lights"], []ID{guest}) {
		t.Errorf("who comes has lost their place")
	}
	p.screens[guest] = say
	p.press(guest, "cant.lights")
	p.press(guest, "place")
	if len(p.inside["lights"]) > 0 || p.offering["lights"][waits] == 0 {
		t.Errorf("inside are %v after a no, and %v are offered a place", p.inside["lights"], p.offering["lights"])
	}
}

// TestACancellationIsLeft: nothing happens before the last press, by any way out;
// and the session as somebody else has left it meanwhile is not overwritten.
func TestACancellationIsLeft(t *testing.T) {
	for _, moves := range [][]string{
		{"* keep_it"}, {"* why.ill", "* keep_it"}, {"* words", "* keep_it"}, {"* none", "* none", "* keep_it"},
		{"* none", "> 30.11.2026", "* keep_it"}, {"* none", "* none", "* back", "* back", "* keep_it"},
	} {
		p, all, _ := cancelling(t)
		was, _ := p.board.session("lights")
		p.script(all, moves...)
		if s, _ := p.board.session("lights"); s.Cancelled || s.sum() != was.sum() || s.News.What != 0 || p.people[all].Step != StepOrgSession || p.people[all].Plan != nil {
			t.Errorf("after %v it is %+v, at %s", moves, s, p.people[all].Step)
		}
	}
	for name, meanwhile := range map[string]func(*play, *Session){
		"cancelled":      func(_ *play, s *Session) { s.Cancelled = true },
		"changed":        func(_ *play, s *Session) { s.Capacity++ },
		"begun":          func(p *play, s *Session) { p.now = time.Unix(s.Start, 0) },
		"the role ended": func(p *play, _ *Session) { p.board.Staff = p.board.Staff[1:] },
	} {
		p, all, _ := cancelling(t)
		p.script(all, "* none", "* none")
		i := slices.IndexFunc(p.board.Sessions, func(s Session) bool { return s.ID == "lights" })
		meanwhile(p, &p.board.Sessions[i])
		p.forge(all, "sure")
		if audited(p, "session_cancelled") != 0 || p.board.Sessions[i].News.What != 0 {
			t.Errorf("%s: it is cancelled all the same", name)
		}
	}
}

// TestWhoCouldNotBeTold: organisers of the session read numbers, and none of fewer
// than five people.
func TestWhoCouldNotBeTold(t *testing.T) {
	p, all, _ := organiserPlay(t)
	s, _ := p.board.session("lights")
	s.Areas = []string{"tavr"}
	of := func(r RunProgress, i int) (Say, bool) { return NewsTold(p.programme, &p.board, s, r, p.board.Staff[i]) }
	for _, test := range []struct {
		run          RunProgress
		key          string
		told, missed string
	}{
		{RunProgress{Known: true, Over: true}, "", "<nil>", "<nil>"},
		{RunProgress{Known: true, Over: true, Reached: 1, Others: 3}, "organise.told.small", "<nil>", "<nil>"},
		{RunProgress{Known: true, Over: true, Reached: 4}, "organise.told.small", "<nil>", "<nil>"},
		{RunProgress{Known: true, Over: true, Reached: 5}, "organise.told.all", "5", "<nil>"},
		{RunProgress{Known: true, Over: true, Reached: 9, Unreachable: 2, Failed: 1, Others: 3}, "organise.told.numbers", "9", "6"},
	} {
		say, ok := of(test.run, 0)
		if ok != (test.key != "") || ok && (!hasKey(say, test.key) || fmt.Sprint(argOf(say, test.key, "told")) != test.told || fmt.Sprint(argOf(say, test.key, "missed")) != test.missed) {
			t.Errorf("of %+v the organiser reads %+v", test.run, say)
		}
		if _, ok := of(test.run, 1); ok {
			t.Errorf("an organiser of another neighbourhood is told")
		}
		if _, ok := of(test.run, 2); ok {
			t.Errorf("an officer is told")
		}
	}
	s.Areas, s.Youth = nil, true
	if say, _ := of(RunProgress{Reached: 9}, 0); say.Lines[0].Key != "thread.message" {
		t.Errorf("a locked phone shows where young people meet: %+v", say.Lines[0])
	}
	p.script(all, "/desk", "* sessions", "* s.lights", "* off", "* why.ill", "* none", "* sure")
	s, _ = p.board.session("lights")
	p.runs = map[string]RunProgress{s.NewsRun(): {Known: true, Reached: 3}}
	p.script(all, "/desk", "* sessions", "* s.lights")
	if !hasKey(p.screens[all], "organise.told.under_way") || !hasKey(p.screens[all], "organise.why.line") {
		t.Errorf("the card is %+v", p.screens[all].Lines)
	}
	p.runs[s.NewsRun()] = RunProgress{Known: true, Over: true, Reached: 9, Others: 2}
	p.script(all, "/desk", "* sessions", "* s.lights")
	if fmt.Sprint(argOf(p.screens[all], "organise.told.numbers", "missed")) != "2" {
		t.Errorf("the card is %+v", p.screens[all].Lines)
	}
}

// TestAnAlarmTakesTwoPresses: the reason is ready-made, and people read what to do. It is
// there only shortly before, and going back leaves the meeting as it is.
func TestAnAlarmTakesTwoPresses(t *testing.T) {
	p, all, _ := organiserPlay(t)
	guest := p.join(1)
	p.inside["lights"], p.people[guest].Sessions = []ID{guest}, []string{"lights"}
	p.board.Sessions[0].Start = p.now.Add(13 * time.Hour).Unix()
	p.script(all, "/desk", "* sessions", "* s.lights")
	if has(p.screens[all], "alarm") {
		t.Error("it is there 13 hours before")
	}
	if p.forge(all, "alarm"); p.people[all].Plan != nil {
		t.Error("a forged press begins it 13 hours before")
	}
	p.now = p.now.Add(time.Hour)
	p.script(all, "/desk", "* sessions", "* s.lights")
	out := p.press(all, "alarm")
	if !says(out, "organise.cancel.at_once") || !says(out, "organise.news.alarm") {
		t.Fatalf("asked with %+v", out.Says)
	}
	if p.press(all, "back"); p.people[all].Plan != nil || p.board.Sessions[0].Cancelled {
		t.Fatal("going back leaves a plan behind")
	}
	p.press(all, "alarm")
	p.press(all, "sure")
	s, _ := p.board.session("lights")
	if !s.Cancelled || !s.News.Alarm || s.News.Why.Ready != "unsafe" {
		t.Fatalf("it is %+v", s)
	}
	if say := p.told(guest, true); !hasKey(say, "organise.news.cancelled") || !hasKey(say, "organise.news.alarm") || say.Hush {
		t.Errorf("people are told %+v", say)
	}
	outsider := p.join(2)
	if _, ok := SessionNews(p.programme, s, p.people[outsider], Told{}, false, p.now); ok {
		t.Error("somebody who is not registered is told")
	}
}
