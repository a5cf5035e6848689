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
	url := "https://t.me/test_bot?start=s_lights"
	if got := out.Says[0]; got.Lines[0].Key != "share.meeting" || got.Lines[0].Args["link"] != Code(url) || got.Attach.QR != url || got.Rows[0][0].Copy != url {
		t.Errorf("the link is %+v", got)
	}
	p.script(all, "* announce")
	if d := p.people[all].News; d == nil || d.Ready.Name != "n.meeting" || !d.Ready.whole() {
		t.Errorf("the announcement begins with %+v", d)
	}
	p.command(all, "cancel")
	out = p.script(all, "/desk", "* waves", "* link")
	if got := out.Says[0].Lines[0]; got.Key != "share.survey" || got.Args["link"] != Code("https://t.me/test_bot?start=pulse") || out.Says[0].Attach.QR == "" {
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

// TestALinkTellsNothing: whoever opens a meeting's link, role or none, sees what anybody may:
// no address that is kept for the day, no number of who comes. A link to nothing says so.
func TestALinkTellsNothing(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.meeting("discreet", func(s *Session) { s.Address, s.AddressOnDay = Text{English: "Back door 7"}, true })
	stranger, young := p.join(9), p.join(10, teen)
	for _, who := range []ID{stranger, all} {
		out := p.link(who, "s.discreet")
		if !says(out, "session.card.title") || says(out, "session.card.address") || says(out, "organise.counts") {
			t.Errorf("the link shows %v", out.Says)
		}
		if p.offers(who, "link") {
			t.Error("the card offers the link to anybody")
		}
	}
	if out := p.forge(stranger, "link"); len(out.Effects) > 0 || says(out, "share.meeting") {
		t.Errorf("a forged button shares: %v", out.Says)
	}
	for _, id := range []string{"m000000000000", "nothing", "lights"} {
		who := stranger
		if id == "lights" {
			who = young
		}
		if out := p.link(who, "s."+id); !says(out, "session.unknown") && !says(out, "session.adults") {
			t.Errorf("%s is answered with %v", id, out.Says)
		}
	}
}

// TestAMeetingsCardHasSevenRows, in any state, and publishing one offers to tell people and to
// share the link first.
func TestAMeetingsCardHasSevenRows(t *testing.T) {
	p, all, _ := organiserPlay(t)
	for name, change := range map[string]func(*Session){
		"coming":    func(*Session) {},
		"begun":     func(s *Session) { s.Start = p.now.Add(-time.Minute).Unix() },
		"over":      func(s *Session) { s.Start = p.now.Add(-48 * time.Hour).Unix() },
		"cancelled": func(s *Session) { s.Cancelled = true },
		"unwritten": func(s *Session) { s.Title, s.From = Text{English: "Only English"}, English },
	} {
		was := p.board
		p.board.Sessions = slices.Clone(p.board.Sessions)
		i := slices.IndexFunc(p.board.Sessions, func(s Session) bool { return s.ID == "lights" })
		change(&p.board.Sessions[i])
		out := p.script(all, "/desk", "* sessions", "* s.lights")
		rows := p.screens[all].Rows
		if len(rows) > 7 {
			t.Errorf("%s: %d rows: %v", name, len(rows), rows)
		}
		if name == "coming" && (len(rows[0]) != 2 || rows[0][0].Do != "announce" || rows[0][1].Do != "link") {
			t.Errorf("it begins with %v", rows[0])
		}
		if out = p.script(all, "* more"); !p.offers(all, "leads") || !p.offers(all, "notes") || len(p.screens[all].Rows) > 7 {
			t.Errorf("%s: more is %v", name, out.Says)
		}
		p.board = was
	}
}
