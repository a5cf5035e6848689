package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// invitedPlay is a meeting by invitation with one link, of which the token is given.
func invitedPlay(t *testing.T, label string, most int, change ...func(*Session)) (p *play, organiser ID, id, token string) {
	p, organiser, _ = organiserPlay(t)
	id = "leaders"
	p.meeting(id, append([]func(*Session){func(s *Session) { s.Invited, s.Capacity, s.Areas = true, 30, nil }}, change...)...)
	return p, organiser, id, p.passTo(organiser, id, label, most)
}

// passTo makes a link at an organiser's desk, and reads it from the message.
func (p *play) passTo(organiser ID, session, label string, most int) (token string) {
	p.c.Helper()
	p.script(organiser, "/desk", "* sessions", "* s."+session, "* passes", "* make")
	if label == "" {
		p.press(organiser, "none")
	} else {
		p.write(organiser, label)
	}
	link := fmt.Sprint(saidOf(p.write(organiser, fmt.Sprint(most)), "pass.made", "link"))
	_, token, ok := strings.Cut(link, "?start=")
	if !ok {
		p.c.Fatalf("the link is %q", link)
	}
	return token
}

// follows opens a link from outside of the chat.
func (p *play) follows(who ID, token string) Outcome {
	p.c.Helper()
	return p.turn(who, Event{Kind: Command, Word: "start", Text: token})
}

// TestAGuestComesByALink: language, age group and the notice are asked, and nothing else;
// the label is read before the place is taken, and goes with the place.
func TestAGuestComesByALink(t *testing.T) {
	p, organiser, id, token := invitedPlay(t, "School 5", 3)
	guest := ID{50}
	p.follows(guest, token)
	out := p.script(guest, "* en", "* adult", "* agree")
	if p.people[guest].Step != StepPass || saidOf(out, "pass.label", "label").(Name)[English] != "School 5" || p.people[guest].Area != "" || len(p.inside[id]) != 0 {
		t.Fatalf("at %s: %v", p.people[guest].Step, out.Says)
	}
	out = p.press(guest, "join")
	if len(p.inside[id]) != 1 || !says(out, "session.joined") || !says(out, "reminder.promise") {
		t.Fatalf("%v", out.Says)
	}
	if out := p.link(guest, "s."+id); !says(out, "session.card.invited") || !says(out, "session.standing.inside") {
		t.Errorf("the card is %v", out.Says)
	}
	if out := p.command(guest, "mydata"); !says(out, "mydata.guest") || !says(out, "pass.kept") {
		t.Errorf("my data is %v", out.Says)
	}
	if raw := fmt.Sprintf("%+v", *p.people[guest]); strings.Contains(raw, "School 5") {
		t.Errorf("the label is in the record: %s", raw)
	}
	p.link(guest, "coming."+id)
	if p.command(guest, "concern"); p.people[guest].Step != StepArea {
		t.Errorf("a concern of no neighbourhood, at %s", p.people[guest].Step)
	}
	if p.follows(guest, token); p.people[guest].Step != StepSessionCard {
		t.Errorf("the link again leads to %s", p.people[guest].Step)
	}
	pass := p.passOf(token)
	if pass.Held != 1 {
		t.Errorf("held: %+v", pass)
	}
	p.script(guest, "* leave", "* place")
	if pass = p.passOf(token); pass.Held != 0 || len(p.inside[id]) != 0 || len(p.people[guest].Invited) != 0 {
		t.Errorf("after they left: %+v, %+v", pass, p.people[guest])
	}
	p.follows(guest, token)
	p.press(guest, "join")
	p.link(guest, "mydata.erase")
	if p.press(guest, "yes"); p.people[guest] != nil || p.passOf(token).Held != 0 || len(p.inside[id]) != 0 {
		t.Errorf("after they erased: %+v, %+v", p.people[guest], p.passOf(token))
	}
	p.script(organiser, "/desk", "* sessions", "* s."+id, "* passes")
}

// passOf is what is kept of a link.
func (p *play) passOf(token string) Pass {
	pass, _ := p.kept[Record[Pass]{passID(strings.TrimPrefix(token, "v_"))}].(*Pass)
	if pass == nil {
		return Pass{}
	}
	return *pass
}

// TestAMeetingByInvitationIsFoundByNobody: in no list, group or announcement, and its
// plain link leads nowhere; whoever has a place loses nothing when the link is closed.
func TestAMeetingByInvitationIsFoundByNobody(t *testing.T) {
	p, organiser, id, token := invitedPlay(t, "", 10)
	resident, guest := p.join(1), p.join(2)
	p.command(resident, "sessions")
	if p.offers(resident, "s."+id) {
		t.Error("it is listed")
	}
	for _, e := range []Outcome{p.follows(resident, "s_"+id), p.link(resident, "s."+id)} {
		if !says(e, "session.unknown") || says(e, "session.card.place") {
			t.Errorf("by its id: %v", e.Says)
		}
	}
	p.people[resident].Step, p.people[resident].Topic = StepSessionCard, id
	for _, do := range []string{"join", "wait", "who", "calendar"} {
		if p.forge(resident, do); len(p.inside[id]) > 0 || p.people[resident].Step != StepSessionCard {
			t.Fatalf("%s gets in", do)
		}
	}
	public := DecidePublic(p.world(), PublicEvent{Now: p.now, Chat: -5, Bot: "test_bot", Word: "sessions"})
	if strings.Contains(fmt.Sprint(public.Says), "Lights and yards") {
		t.Errorf("a group reads of it: %v", public.Says)
	}
	if p.script(organiser, "/desk", "* sessions", "* s."+id); p.offers(organiser, "announce") || p.offers(organiser, "link") {
		t.Error("it can be announced")
	}
	p.follows(guest, token)
	p.press(guest, "join")
	mark := "x." + passID(strings.TrimPrefix(token, "v_"))[:12]
	p.script(organiser, "* passes", "* "+mark)
	if out := p.follows(resident, token); !says(out, "pass.void") || len(p.inside[id]) != 1 {
		t.Errorf("the closed link: %v", out.Says)
	}
	if out := p.follows(guest, token); !says(out, "pass.void") {
		t.Errorf("the closed link, with a place: %v", out.Says)
	}
	if out := p.link(guest, "s."+id); !says(out, "session.standing.inside") {
		t.Errorf("the place: %v", out.Says)
	}
	p.script(guest, "* leave", "* place")
}

// TestLinksThatLeadNowhere: used up, forged, too late; each says so, and changes nothing.
func TestLinksThatLeadNowhere(t *testing.T) {
	p, _, id, token := invitedPlay(t, "Parish", 1)
	first, second, third := p.join(1), p.join(2), p.join(3)
	for _, who := range []ID{first, second, third} {
		p.follows(who, token)
	}
	p.press(first, "join")
	if out := p.press(second, "join"); !says(out, "pass.used") || len(p.inside[id]) != 1 {
		t.Errorf("the second of one: %v, %v", out.Says, p.inside[id])
	}
	if out := p.follows(third, token); !says(out, "pass.used") {
		t.Errorf("used up: %v", out.Says)
	}
	for _, forged := range []string{"v_" + strings.Repeat("0", 32), "v_x", token + "0", strings.ToUpper(token)} {
		if out := p.follows(third, forged); len(p.inside[id]) != 1 || p.people[third].Step == StepPass {
			t.Errorf("%s: %v", forged, out.Says)
		}
	}
	p.now = p.now.AddDate(0, 0, 6)
	if out := p.follows(third, token); !says(out, "pass.late") {
		t.Errorf("after the meeting: %v", out.Says)
	}
	p.now = p.now.AddDate(0, 0, -6)
	s, _ := p.board.session(id)
	s.Cancelled = true
	p.board.put(s)
	if out := p.follows(third, token); !says(out, "pass.late") {
		t.Errorf("cancelled: %v", out.Says)
	}
	if token == p.board.Sessions[0].ID || strings.Contains(fmt.Sprint(p.board, p.kept), strings.TrimPrefix(token, "v_")) {
		t.Error("the token is stored")
	}
}

// TestYoungPeopleAndLinks: under 18 the way is that of young people's meetings, whatever
// link somebody holds; and an adult finds none of these.
func TestYoungPeopleAndLinks(t *testing.T) {
	tests := []struct {
		name    string
		youth   bool
		allowed bool
		age     Age
		want    string // "": they are in
	}{
		{"a teen, among adults", false, true, AgeTeen, "session.adults"},
		{"a teen of the school", true, true, AgeTeen, ""},
		{"a teen where nobody looks after them", true, false, AgeTeen, "session.adults"},
		{"an adult, among young people", true, true, AgeAdult, "pass.void"},
		{"somebody who would not say", true, true, AgeUnsaid, "pass.void"},
		{"an adult", false, true, AgeAdult, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, _, id, token := invitedPlay(t, "School 5", 3, func(s *Session) { s.Youth = tt.youth })
			p.programme.Minors.Sessions = tt.allowed
			guest := ID{50}
			p.follows(guest, token)
			out := p.script(guest, "* en", "* "+string(tt.age), "* agree")
			if tt.want == "" {
				if tt.youth && !says(out, "session.card.youth") {
					t.Errorf("nobody speaks of a guardian: %v", out.Says)
				}
				out = p.press(guest, "join")
			} else if !says(out, tt.want) || says(out, "pass.label") {
				t.Errorf("%v", out.Says)
			}
			if in := len(p.inside[id]) == 1; in != (tt.want == "") {
				t.Errorf("in: %v", in)
			}
		})
	}
	p, _, id, token := invitedPlay(t, "School 5", 3)
	p.follows(ID{50}, token)
	if p.script(ID{50}, "* en", "* child"); len(p.inside[id]) != 0 || p.people[ID{50}].Then != "" {
		t.Errorf("a child: %+v", p.people[ID{50}])
	}
}

// TestLabels: what can stand on a screen of somebody who never heard of the bot.
func TestLabels(t *testing.T) {
	for words, want := range map[string]string{
		"School 5": "", "Parafia św. Anny": "", "בי״ס חופית": "", "مدرسة النور": "", "Школа № 12": "", "St. Mary's, Northside": "", "Школа Hope": "", "Nowa-Huta": "",
		"<b>School</b>": "pass.label_odd", "@police": "pass.label_odd", "t.me/x": "pass.label_odd", "https://x.example": "pass.label_odd", "www.school.pl": "pass.label_odd",
		"12": "pass.label_odd", "a\u202eb": "pass.label_odd", "{{.x}}": "pass.label_odd", strings.Repeat("ш", 49): "pass.label_long",
		"Sch\u043eol": "pass.label_script", "学校": "pass.label_script", "Σχολείο": "pass.label_script",
	} {
		if got := labelProblem(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
	p, organiser, id, _ := invitedPlay(t, "", 3)
	p.script(organiser, "* make")
	for _, text := range []string{"<b>School</b>", strings.Repeat("a", 49), "Sch\u043eol"} {
		if p.write(organiser, text); p.people[organiser].Step != StepPassLabel || p.people[organiser].Label != "" {
			t.Errorf("%q is taken", text)
		}
	}
	p.write(organiser, "School 5")
	for _, n := range []string{"0", "10001", "-7", "many"} {
		if p.write(organiser, n); p.people[organiser].Step != StepPassMost {
			t.Errorf("%s people", n)
		}
	}
	if s, _ := p.board.session(id); len(s.Passes) != 1 {
		t.Errorf("links: %v", s.Passes)
	}
}

// TestLinksAreCountedFromFive: how many came by a link is shown to the organiser once there
// are enough, and a smaller one cannot be told from the rest.
func TestLinksAreCountedFromFive(t *testing.T) {
	p, organiser, id, token := invitedPlay(t, "School 5", 30)
	other := p.passTo(organiser, id, "Parish", 30)
	for n := byte(20); n < 29; n++ {
		who := p.join(n)
		p.follows(who, map[bool]string{true: token, false: other}[n < 26])
		p.press(who, "join")
		out := p.script(organiser, "/desk", "* sessions", "* s."+id, "* passes")
		if says(out, "pass.item_in") && n < 24 {
			t.Fatalf("after %d: %v", n-19, out.Says)
		}
	}
	out := p.script(organiser, "/desk", "* sessions", "* s."+id, "* passes")
	if says(out, "pass.item_in") { // 6 and 3: of 9, which the card shows, the three would be told
		t.Errorf("six and three: %v", out.Says)
	}
	for n := byte(29); n < 40; n++ {
		who := p.join(n)
		p.follows(who, other)
		p.press(who, "join")
	}
	if out = p.script(organiser, "/desk", "* sessions", "* s."+id, "* passes"); !says(out, "pass.item_in") {
		t.Errorf("six and fourteen: %v", out.Says)
	}
}

// TestOthersMakeNoLinks: an organiser of another neighbourhood, an officer, a resident.
func TestOthersMakeNoLinks(t *testing.T) {
	p, _, id, _ := invitedPlay(t, "", 3)
	resident := p.join(1)
	for _, who := range []ID{{8}, {7}, resident} {
		for _, step := range []Step{StepOrgSession, StepPasses, StepPassLabel, StepPassMost} {
			for _, do := range []string{"passes", "make", "none", "n.5", "x."} {
				p.people[who].Step, p.people[who].Topic = step, id
				p.forge(who, do)
				if s, _ := p.board.session(id); len(s.Passes) != 1 {
					t.Fatalf("%v does %s at %s", who[0], do, step)
				}
			}
		}
	}
}

// TestMeetingsByRole: people with the role find them at their desk, without being
// residents; nobody else does, and young people never.
func TestMeetingsByRole(t *testing.T) {
	p, organiser, _ := organiserPlay(t)
	p.meeting("training", func(s *Session) { s.Roles, s.Capacity = []Role{RoleOfficer}, 20 })
	p.meeting("tavr", func(s *Session) { s.Roles, s.Areas = []Role{RoleOfficer}, []string{"tavr"} })
	officer := ID{70}
	p.turn(officer, Event{Kind: Command, Word: "start"})
	p.board.Staff = append(slices.Clone(p.board.Staff), Member{Who: officer, Chat: 70, Lang: English, Name: "Petro", Grants: []Grant{{Role: RoleOfficer, Areas: []string{"korabel"}}}})
	p.script(officer, "/desk", "* for_me")
	if !p.offers(officer, "s.training") || p.offers(officer, "s.tavr") {
		t.Fatalf("the list is %v", p.screens[officer].Rows)
	}
	if out := p.script(officer, "* s.training", "* join"); !says(out, "session.joined") || len(p.inside["training"]) != 1 || p.people[officer].Registered() {
		t.Fatalf("%v", out.Says)
	}
	p.link(officer, "coming.training")
	p.script(officer, "/desk")
	for _, who := range []ID{p.join(1), p.join(2, teen), organiser} {
		p.command(who, "sessions")
		if out := p.link(who, "s.training"); p.offers(who, "s.training") || !says(out, "session.unknown") {
			t.Errorf("%v finds it: %v", who[0], out.Says)
		}
	}
	for i := range p.board.Staff {
		if p.board.Staff[i].Who == officer {
			p.board.Staff[i].Grants = nil
		}
	}
	if out := p.link(officer, "s.tavr"); says(out, "session.card.place") {
		t.Errorf("without the role: %v", out.Says)
	}
}

// TestWhomAMeetingIsFor is settled once somebody is registered.
func TestWhomAMeetingIsFor(t *testing.T) {
	p, all, _ := organiserPlay(t)
	planned(p, all)
	p.script(all, "* change", "* areas", "* r.officer", "* r.partner")
	if s := p.plan(all); !slices.Equal(s.Roles, []Role{RoleOfficer, RolePartner}) || s.Youth {
		t.Errorf("%+v", s)
	}
	p.script(all, "* invited")
	if s := p.plan(all); !s.Invited || len(s.Roles) != 0 {
		t.Errorf("%+v", s)
	}
	p.script(all, "* next", "* publish")
	id := p.people[all].Topic
	guest := p.join(1)
	p.follows(guest, p.passTo(all, id, "", 2))
	p.press(guest, "join")
	out := p.script(all, "/desk", "* sessions", "* s."+id, "* change", "* areas", "* invited")
	if !says(out, "organise.areas.who_taken") || !p.plan(all).Invited {
		t.Errorf("%v", out.Says)
	}
	p.script(all, "/cancel", "/desk", "* sessions", "* s."+id, "* copy", "* d."+p.now.AddDate(0, 0, 3).Format(time.DateOnly), "* h.18", "* publish")
	if s, _ := p.board.session(p.people[all].Topic); s.ID == id || !s.Invited || len(s.Passes) != 0 {
		t.Errorf("the copy is %+v", s)
	}
}

// passPlays are an organiser of a meeting by invitation, with a link, and somebody who
// opened one.
func passPlays(t *testing.T, who ID) []*play {
	var all []*play
	for _, organises := range []bool{true, false} {
		p := organising(t, who)
		id := passID("token")
		p.meeting("leaders", func(s *Session) { s.Invited, s.Passes = true, []string{id} })
		p.kept[Record[Pass]{id}] = &Pass{Session: "leaders", Label: "School 5", Most: 3, Until: p.now.AddDate(0, 3, 0).Unix()}
		p.people[who].Step, p.people[who].Topic = StepOrgSession, "leaders"
		if !organises {
			p.board.Staff = nil
			p.people[who].Step, p.people[who].Topic, p.people[who].Area = StepPass, id, ""
		}
		all = append(all, p)
	}
	return all
}
