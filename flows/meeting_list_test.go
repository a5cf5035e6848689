package flows

import (
	"slices"
	"testing"
	"time"
)

// TestComingMeetingsStandFirst: at both desks the next meeting is at the top, those that are
// over are one press away with the last one at the top, and Back leads to where one was.
func TestComingMeetingsStandFirst(t *testing.T) {
	p, organiser, leader, _, _ := leadPlay(t)
	lights, _ := p.board.session("lights")
	for n, id := range []string{"gone1", "gone2"} {
		old := lights
		old.ID, old.Start = id, p.now.Add(-time.Duration(9-n)*24*time.Hour).Unix()
		p.board.put(old)
	}
	listed := func(who ID) (all []string) {
		for _, row := range p.screens[who].Rows {
			if id := row[0].Do; len(id) > 2 && id[:2] == sessionButtonPrefix {
				all = append(all, id[2:])
			}
		}
		return all
	}
	for who, row := range map[ID]string{organiser: "sessions", leader: "lead"} {
		p.script(who, "/desk", "* "+row)
		if now := listed(who); now[0] != "lights" && now[0] != "young" || slices.Contains(now, "gone1") {
			t.Errorf("%s begins with %v", row, now)
		}
		if p.script(who, "* past"); !slices.Equal(listed(who), []string{"gone2", "gone1"}) {
			t.Errorf("%s: over are %v", row, listed(who))
		}
		if p.script(who, "* s.gone1", "* back"); !slices.Equal(listed(who), []string{"gone2", "gone1"}) {
			t.Errorf("%s: Back leads to %v", row, listed(who))
		}
		if p.script(who, "* back"); !p.offers(who, "past") {
			t.Errorf("%s: Back again leads to %v", row, p.screens[who])
		}
	}
	p.now = p.now.Add(20 * 24 * time.Hour)
	p.board.Sessions = slices.DeleteFunc(p.board.Sessions, func(s Session) bool { return !s.ledBy(p.board.member(leader)) || s.Ends().After(p.now) })
	if p.script(leader, "/desk", "* lead"); len(listed(leader)) == 0 || p.offers(leader, "past") {
		t.Errorf("nothing is to come: %v", p.screens[leader])
	}
}

// TestWhatToDoNow: the desk of whoever leads meetings names the nearest one and what to do,
// and one press does it.
func TestWhatToDoNow(t *testing.T) {
	p, _, leader, _, _ := leadPlay(t)
	s, _ := p.board.session("lights")
	p.board.Sessions = []Session{s}
	for _, tt := range []struct {
		at    time.Time
		does  func()
		says  string
		leads Step
	}{
		{p.now, nil, "lead.now.prepare", StepLeadSession},
		{time.Unix(s.Start, 0).Add(-time.Hour), nil, "lead.now.door", StepDoor},
		{time.Unix(s.Start, 0).Add(time.Minute), nil, "lead.now.raise", StepLeadAgenda},
		{time.Unix(s.Start, 0).Add(time.Minute), func() { p.board.Sessions[0].Kind = "circle" }, "lead.now.plan", StepCircle},
		{s.Ends().Add(time.Minute), nil, "lead.now.came", StepLeadCame},
		{s.Ends().Add(time.Minute), func() { p.board.Sessions[0].Counted = true }, "lead.now.minutes", StepMinutesDesk},
	} {
		if p.now = tt.at; tt.does != nil {
			tt.does()
		}
		if out := p.script(leader, "/desk"); !says(out, "lead.now.next") || !says(out, tt.says) {
			t.Errorf("%s: %v", tt.says, out.Says)
		}
		if p.script(leader, "* lead_now"); p.people[leader].Step != tt.leads || p.people[leader].Topic != "lights" {
			t.Errorf("%s leads to %s of %q", tt.says, p.people[leader].Step, p.people[leader].Topic)
		}
	}
	p.board.Sessions[0].NoMinutes = "nobody"
	if out := p.script(leader, "/desk"); says(out, "lead.now.next") || p.offers(leader, "lead_now") {
		t.Errorf("nothing is left to do: %v", out.Says)
	}
	if p.script(leader, "! lead_now"); p.people[leader].Step != StepLeadSessions {
		t.Errorf("an old button leads to %s", p.people[leader].Step)
	}
}
