package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// leadPlay is a programme with an organiser of everything (9), a facilitator of one
// neighbourhood (5), one of the other (6) and one of all (4).
func leadPlay(c checker) (p *play, organiser, korabel, tavr, all ID) {
	p = everything(c)
	organiser, korabel, tavr, all = p.join(9), p.join(5), p.join(6), p.join(4)
	seat := func(n byte, r Role, areas ...string) {
		p.board.Staff = append(p.board.Staff, Member{Who: ID{n}, Chat: int64(n), Lang: English, Name: fmt.Sprint("member ", n), Grants: []Grant{{Role: r, Areas: areas}}})
	}
	seat(9, RoleOrganiser)
	seat(5, RoleFacilitator, "korabel")
	seat(6, RoleFacilitator, "tavr")
	seat(4, RoleFacilitator)
	p.board.Sessions[0].Areas = []string{"korabel"}
	for _, who := range []ID{organiser, korabel, tavr, all} {
		p.command(who, "desk")
	}
	return p, organiser, korabel, tavr, all
}

func (p *play) leads(who ID, session string) bool {
	p.c.Helper()
	p.script(who, "/desk", "* lead")
	shown := p.offers(who, "s."+session)
	if out := p.script(who, "! s."+session); says(out, "organise.guests.lock") != shown {
		p.c.Errorf("%v is shown the session in the list: %v; a forged press: %v", who, shown, out.Says)
	}
	return shown
}

func TestWhoLeads(t *testing.T) {
	tests := []struct {
		name                 string
		areas                []string
		named                []ID
		korabel, tavr, every bool
	}{
		{"of one neighbourhood", []string{"korabel"}, nil, true, false, true},
		{"of two", []string{"korabel", "tavr"}, nil, true, true, true},
		{"for everybody", nil, nil, true, true, true},
		{"somebody named", []string{"korabel"}, []ID{{6}}, false, true, false},
		{"named and without the role by now", []string{"korabel"}, []ID{{77}}, false, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, _, korabel, tavr, every := leadPlay(t)
			p.board.Sessions[0].Areas, p.board.Sessions[0].Leads = tt.areas, tt.named
			if k, v, e := p.leads(korabel, "lights"), p.leads(tavr, "lights"), p.leads(every, "lights"); k != tt.korabel || v != tt.tavr || e != tt.every {
				t.Errorf("korabel %v, tavr %v, everywhere %v", k, v, e)
			}
		})
	}
}

// TestNaming: an organiser names somebody, who is told, finds the notes, and enters
// how many came; when the session is taken from them, it is gone at once.
func TestNaming(t *testing.T) {
	p, organiser, _, tavr, _ := leadPlay(t)
	mark := "m." + memberMark(*p.board.member(tavr))
	out := p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* leads", "* "+mark)
	if push, told := sentTo(out, tavr); !told || push.Lines[0].Key != "lead.named" || audited(p, "session_led") != 1 {
		t.Fatalf("%v", out.Says)
	}
	out = p.script(organiser, "* back", "* more", "* notes", "> First the lamps, then the yards")
	if !says(out, "lead.org.notes_done") || p.board.Sessions[0].Notes == "" || audited(p, "session_noted") != 1 {
		t.Fatalf("%v", out.Says)
	}
	for n := range 7 {
		p.inside["lights"] = append(p.inside["lights"], p.join(byte(20+n)))
	}
	p.people[ID{20}].Lang = Ukrainian
	out = p.script(tavr, "/desk", "* lead", "* s.lights")
	text := fmt.Sprintf("%+v", out.Says)
	if !says(out, "lead.notes") || !strings.Contains(text, "First the lamps") || !says(out, "organise.counts") || p.offers(tavr, "came") {
		t.Fatalf("%v", out.Says)
	}
	for n := range 7 {
		if strings.Contains(text, (ID{byte(20 + n)}).String()) {
			t.Errorf("a guest is shown: %s", text)
		}
	}
	if says(out, "organise.guests.tongue") { // 6 and 1: the one would be told from the six
		t.Errorf("small numbers are shown: %v", out.Says)
	}
	if out = p.script(tavr, "! came"); out.Person.Step != StepLeadSession || len(out.Effects) > 0 {
		t.Errorf("before it has begun: %v", out.Effects)
	}
	p.now = time.Unix(p.board.Sessions[0].Start, 0).Add(time.Hour)
	for _, wrong := range []string{"> many", "> -1", "> 99999"} {
		if out = p.script(tavr, "/desk", "* lead", "* s.lights", "* came", wrong); len(out.Effects) > 0 {
			t.Errorf("%s is taken", wrong)
		}
	}
	out = p.script(tavr, "/desk", "* lead", "* s.lights", "* came", "> 6")
	if s, _ := p.board.session("lights"); !s.Counted || s.Came != 6 || audited(p, "session_counted") != 1 || !says(out, "organise.came") {
		t.Errorf("%+v", s)
	}
	p.script(tavr, "* came")
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* leads", "* "+mark)
	if out = p.script(tavr, "> 60"); !says(out, "lead.gone") || len(out.Effects) > 0 {
		t.Errorf("after the session was taken from them: %v, %v", out.Says, out.Effects)
	}
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* notes", "* drop")
	if s, _ := p.board.session("lights"); s.Notes != "" || s.Came != 6 {
		t.Errorf("%+v", s)
	}
}

// TestFacilitatorsMayNotName: what organisers do is not theirs, nor another's
// session the organiser's of one neighbourhood.
func TestFacilitatorsMayNotName(t *testing.T) {
	p, organiser, korabel, tavr, _ := leadPlay(t)
	mark := "m." + memberMark(*p.board.member(korabel))
	p.script(korabel, "/desk", "* lead", "* s.lights")
	for _, forged := range []string{"! leads", "! notes", "! off", "! change", "! " + mark} {
		if out := p.script(korabel, forged); len(out.Effects) > 0 {
			t.Errorf("%s: %v", forged, out.Effects)
		}
	}
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* leads")
	p.board.member(organiser).Grants[0].Areas = []string{"tavr"}
	if out := p.script(organiser, "! "+mark); len(out.Effects) > 0 {
		t.Errorf("another neighbourhood's: %v", out.Effects)
	}
	p.board.member(tavr).Grants = []Grant{{Role: RoleTranslator}}
	if out := p.script(tavr, "! lead"); len(out.Effects) > 0 || says(out, "lead.list") {
		t.Errorf("without the role: %v", out.Says)
	}
	for _, wrong := range []string{"photo", "sticker", "> \u200b"} {
		p.board.member(organiser).Grants[0].Areas = nil
		if out := p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* notes", wrong); len(out.Effects) > 0 {
			t.Errorf("%.10s is taken as notes", wrong)
		}
	}
}

// TestFacilitatorsErase: nobody who erased themselves is named anywhere.
func TestFacilitatorsErase(t *testing.T) {
	p, organiser, korabel, _, _ := leadPlay(t)
	p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* leads", "* m."+memberMark(*p.board.member(korabel)))
	if s, _ := p.board.session("lights"); !slices.Equal(s.Leads, []ID{korabel}) {
		t.Fatalf("%v", s.Leads)
	}
	p.script(korabel, "& mydata.erase", "* yes")
	if s, _ := p.board.session("lights"); len(s.Leads) != 0 || p.board.member(korabel) != nil {
		t.Errorf("%v", s.Leads)
	}
}

// TestNamingAtNight waits for the morning, and the last word counts.
func TestNamingAtNight(t *testing.T) {
	p, organiser, korabel, _, _ := leadPlay(t)
	p.now = time.Date(2026, 11, 20, 23, 0, 0, 0, p.programme.Zone)
	press := "* m." + memberMark(*p.board.member(korabel))
	out := p.script(organiser, "/desk", "* sessions", "* s.lights", "* more", "* leads", press)
	first, _ := sentTo(out, korabel)
	out = p.script(organiser, press)
	second, _ := sentTo(out, korabel)
	if first.Wait == nil || second.Wait == nil || first.Wait.Name != second.Wait.Name || second.Wait.More != nil || second.Lines[0].Key != "lead.unnamed" {
		t.Errorf("%+v %+v", first, second)
	}
	p.script(korabel, "/stop")
	if _, told := sentTo(p.script(organiser, press), korabel); told {
		t.Error("paused, and told")
	}
}
