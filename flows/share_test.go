package flows

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAMeetingFromACopy: five presses from an earlier meeting's card to a new one that is
// published, which is the same but for its day, and which nobody has a place in.
func TestAMeetingFromACopy(t *testing.T) {
	for _, becomes := range []func(*Session){
		func(*Session) {},
		func(s *Session) { s.Cancelled, s.News = true, News{What: NewsCancelled, At: 5} },
		func(s *Session) {
			s.Start, s.Counted, s.Came, s.Notes = s.Start-int64((30*24*time.Hour).Seconds()), true, 9, "Lamps first"
		},
	} {
		p, all, _ := organiserPlay(t)
		i := slices.IndexFunc(p.board.Sessions, func(s Session) bool { return s.ID == "lights" })
		lights := &p.board.Sessions[i]
		for _, l := range p.programme.Languages {
			lights.Title, lights.Place, lights.Address = lights.Title.with(l, "Lights"), lights.Place.with(l, "School 12"), lights.Address.with(l, "Perekopska 5")
		}
		becomes(lights)
		was := p.board.Sessions[i]
		p.inside["lights"] = []ID{p.join(77)}
		before := len(p.board.Sessions)
		p.script(all, "/desk", "* sessions", "* s.lights")
		presses := 0
		press := func(do string) {
			presses++
			p.press(all, do)
		}
		press("copy")
		for _, kind := range []string{"d.", "h."} {
			for _, row := range p.screens[all].Rows {
				if strings.HasPrefix(row[0].Do, kind) {
					press(row[0].Do)
					break
				}
			}
		}
		if p.people[all].Step != StepPlanReview {
			t.Fatalf("at %s after %d presses", p.people[all].Step, presses)
		}
		press("publish")
		if presses > 5 || len(p.board.Sessions) != before+1 {
			t.Fatalf("%d presses, %d meetings: at %s, %v", presses, len(p.board.Sessions), p.people[all].Step, p.screens[all].Lines)
		}
		now, ok := p.board.session(p.people[all].Topic)
		if !ok || now.ID == was.ID || now.Start <= p.now.Unix() || now.Title[English] != was.Title[English] || now.Capacity != was.Capacity ||
			now.Cancelled || now.Counted || now.Came != 0 || now.Notes != "" || now.News.What != 0 || len(p.inside[now.ID]) != 0 {
			t.Errorf("made %+v of %+v", now, was)
		}
		if old, _ := p.board.session("lights"); old.Start != was.Start || old.Came != was.Came || len(p.inside["lights"]) != 1 {
			t.Errorf("the earlier one is now %+v", old)
		}
	}
}

// TestACopyIsLeft: Back before there is a day leaves nothing behind, and the meeting of
// somebody else cannot be copied by a forged button.
func TestACopyIsLeft(t *testing.T) {
	p, all, one := organiserPlay(t)
	p.script(all, "/desk", "* sessions", "* s.lights", "* copy", "* back")
	if p.people[all].Plan != nil || p.people[all].Step != StepOrgSessions {
		t.Errorf("at %s with %+v", p.people[all].Step, p.people[all].Plan)
	}
	p.script(one, "/desk", "* sessions")
	p.people[one].Step, p.people[one].Topic = StepOrgSession, "lights"
	if p.forge(one, "copy"); p.people[one].Plan != nil {
		t.Errorf("somebody else's is copied: %+v", p.people[one].Plan)
	}
}

// TestTellingAndSharing: from its card a meeting, and a survey that is open, can be told
// of and linked to; what has begun cannot, nor can somebody else's.
func TestTellingAndSharing(t *testing.T) {
	p, all, one := organiserPlay(t)
	out := p.script(all, "/desk", "* sessions", "* s.lights", "* link")
	if got := out.Says[0].Lines[0]; got.Key != "share.meeting" || got.Args["link"] != Code("https://t.me/test_bot?start=s_lights") {
		t.Errorf("the link is %+v", got)
	}
	p.script(all, "* announce")
	if d := p.people[all].News; d == nil || d.Ready.Name != "n.meeting" || !d.Ready.whole() {
		t.Errorf("the announcement begins with %+v", d)
	}
	p.command(all, "cancel")
	out = p.script(all, "/desk", "* waves", "* link")
	if got := out.Says[0].Lines[0]; got.Key != "share.survey" || got.Args["link"] != Code("https://t.me/test_bot?start=pulse") {
		t.Errorf("the link is %+v", got)
	}
	p.script(all, "* announce")
	if d := p.people[all].News; d == nil || d.Ready.Name != "n.survey" || len(d.Areas) != 0 || !d.Ready.whole() {
		t.Errorf("the announcement begins with %+v", d)
	}
	p.command(all, "cancel")
	p.script(one, "/desk", "* sessions")
	p.people[one].Step, p.people[one].Topic = StepOrgSession, "lights"
	if out := p.forge(one, "link"); says(out, "share.meeting") {
		t.Errorf("somebody else's: %v", out.Says)
	}
	i := slices.IndexFunc(p.board.Sessions, func(s Session) bool { return s.ID == "lights" })
	p.board.Sessions[i].Start = p.now.Add(-time.Minute).Unix()
	if p.script(all, "/desk", "* sessions", "* s.lights"); p.offers(all, "link") || p.offers(all, "announce") || !p.offers(all, "copy") {
		t.Errorf("a meeting that has begun offers %s", p.screenDos(all))
	}
}
