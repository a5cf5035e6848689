package flows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// deskRowsMost is how many rows a desk has at most.
const deskRowsMost = 7

// busyDesk is somebody with roles and no name yet, for whom everything waits that can.
func busyDesk(t *testing.T, roles ...Role) *play {
	p := deskPlays(t)[0]
	p.board.Staff = []Member{{Who: ID{1}, Chat: 1, Lang: English, Reads: Languages(), Writes: []Lang{English, Ukrainian}}}
	for _, r := range roles {
		p.board.Staff[0].Grants = append(p.board.Staff[0].Grants, Grant{Role: r, Body: cityLamps, Duties: []Duty{DutyCases}})
	}
	p.editions = map[Readership][]Edition{
		ForOfficers: {closedWeek(t, ForOfficers, p.programme, map[Category][2]int{Street: {7, 7}})},
		ForContact:  {closedWeek(t, ForContact, p.programme, map[Category][2]int{Police: {7, 7}})},
	}
	p.board.Sessions[0].Start = p.now.Add(-3 * time.Hour).Unix()
	c := p.concerns["C"]
	c.Thread, c.Lang = nil, Ukrainian
	c.Others = c.passages()[0].asking(English, 1)
	handed := c.clone()
	handed.Code, handed.Handle, handed.Partner = "H", "hh", cityLamps
	p.concerns["H"] = &handed
	return p
}

// TestADeskHasAtMostSevenRows in every role, in every pair of roles and with all that
// go together, with everything waiting; and each desk of somebody is one press away, or
// two.
func TestADeskHasAtMostSevenRows(t *testing.T) {
	sets := [][]Role{{RoleOrganiser, RoleReviewer, RoleIndependent, RoleLead, RoleFacilitator, RoleTranslator}}
	for _, a := range Roles() {
		sets = append(sets, []Role{a})
		for _, b := range Roles() {
			if a != b && !mixes(a, b) {
				sets = append(sets, []Role{a, b})
			}
		}
	}
	most := 0
	for _, roles := range sets {
		t.Run(fmt.Sprint(roles), func(t *testing.T) {
			p := busyDesk(t, roles...)
			who := ID{1}
			p.script(who, "/desk")
			if !p.offers(who, "name") || !p.offers(who, "further") {
				t.Errorf("no name or no more: %s", p.screenDos(who))
			}
			for _, r := range roles {
				switch to := "desk." + string(r); {
				case p.offers(who, to):
					p.press(who, to)
				case p.offers(who, "desks"):
					p.script(who, "* desks", "* "+to)
				}
				if got := (&turn{w: World{Board: &p.board}, e: Event{Who: who}, p: p.people[who]}).atDesk(); got != r {
					t.Fatalf("at the desk of %s, not of %s", got, r)
				}
				rows := p.screens[who].Rows
				most = max(most, len(rows))
				if len(rows) > deskRowsMost {
					t.Errorf("%s: %d rows: %s", r, len(rows), p.screenDos(who))
				}
				pictures := map[string]string{}
				for _, b := range slices.Concat(rows...) {
					picture, _, _ := strings.Cut(p.label(b, English, p.now), " ")
					if was := pictures[picture]; was != "" {
						t.Errorf("%s: %s stands for %s and for %s", r, picture, was, b.Key)
					}
					pictures[picture] = b.Key
				}
				if (r == RoleOrganiser || r == RoleFacilitator) && slices.Contains(roles, RoleOfficer) {
					continue // who came is no officer's to count, and nothing else waits there
				}
				if !p.offers(who, "waits") || rows[1][0].Do != "waits" {
					t.Errorf("%s: nothing waits at the second row: %s", r, p.screenDos(who))
				}
				if own := (&Member{Grants: []Grant{{Role: r}}}).desks(); !slices.Equal(own, []Role{r}) {
					t.Errorf("the desk of %s is %v", r, own)
				}
			}
		})
	}
	if most != deskRowsMost {
		t.Errorf("the fullest desk has %d rows: is everything there?", most)
	}
}

// TestWhatWaitsComesFirst: one press opens the oldest, the number is that of what the
// role's lists show, and the row is gone once nothing waits.
func TestWhatWaitsComesFirst(t *testing.T) {
	d := newDesks(t)
	first := d.lamps()
	d.now = d.now.Add(time.Hour)
	d.lamps()
	waits := func(who ID) any {
		d.script(who, "/desk")
		for _, row := range d.screens[who].Rows {
			if row[0].Do == "waits" {
				return row[0].Args["number"]
			}
		}
		return nil
	}
	if n := waits(d.reviewer); n != 2 {
		t.Fatalf("%v wait for the reviewer", n)
	}
	if n := waits(d.officer); n != nil {
		t.Fatalf("%v wait for an officer before a reviewer has read them", n)
	}
	d.script(d.reviewer, "* waits")
	if code, _, _ := strings.Cut(d.people[d.reviewer].Topic, " "); code != first.Code {
		t.Errorf("opened %s, not the oldest", code)
	}
	d.script(d.reviewer, "* release")
	if n := waits(d.officer); n != nil {
		t.Errorf("%v wait for an officer before texts come", n)
	}
	d.nextTexts()
	if n := waits(d.officer); n != 1 {
		t.Errorf("%v wait for an officer", n)
	}
	if out := d.script(d.officer, "* waits"); out.Person.Step != StepCaseOne {
		t.Errorf("leads to %s", out.Person.Step)
	}
	d.script(d.officer, "* answer", "* t.went", "* send")
	if n := waits(d.officer); n != nil || !says(d.script(d.officer, "/desk"), "desk.nothing") {
		t.Errorf("%v wait for an officer who has answered", n)
	}
	if n := waits(d.contact); n != nil {
		t.Errorf("%v wait for the contact", n)
	}
}

// TestAMeetingWaitsToBeCounted for whoever leads and plans it, until somebody has.
func TestAMeetingWaitsToBeCounted(t *testing.T) {
	p, organiser, korabel, _, _ := leadPlay(t)
	p.script(organiser, "/desk")
	if p.offers(organiser, "waits") {
		t.Error("a meeting to come waits")
	}
	s, _ := p.board.session("lights")
	p.now = s.Ends().Add(time.Minute)
	for _, who := range []ID{organiser, korabel} {
		if out := p.script(who, "/desk", "* waits"); !p.offers(who, "came") {
			t.Fatalf("leads to %s", out.Person.Step)
		}
	}
	p.script(korabel, "* came", "> 6", "/desk")
	if out := p.script(organiser, "/desk", "* waits"); !p.offers(organiser, "minutes") {
		t.Fatalf("without minutes it leads to %s", out.Person.Step)
	}
	p.script(organiser, "* minutes", "* none", "* why.agreed", "/desk")
	p.script(korabel, "/desk")
	if p.offers(organiser, "waits") || p.offers(korabel, "waits") {
		t.Error("it was counted, and waits")
	}
}

// TestADeskIsNotTheUnion: rows of another role are not on it, and not heard there; a
// forged desk is none.
func TestADeskIsNotTheUnion(t *testing.T) {
	p := busyDesk(t, RoleOrganiser, RoleReviewer)
	who := ID{1}
	p.script(who, "/desk")
	if p.offers(who, "reviews") || !p.offers(who, "sessions") {
		t.Errorf("at the organiser's: %s", p.screenDos(who))
	}
	if out := p.script(who, "! reviews"); out.Person.Step != StepDesk {
		t.Errorf("the reviewer's row leads to %s", out.Person.Step)
	}
	if p.script(who, "! desk.officer"); p.people[who].Desk != "" {
		t.Errorf("at the desk of %s", p.people[who].Desk)
	}
	p.script(who, "* desk.reviewer")
	if !p.offers(who, "reviews") || p.offers(who, "sessions") {
		t.Errorf("at the reviewer's: %s", p.screenDos(who))
	}
	p.board.Staff[0].Grants = p.board.Staff[0].Grants[:1]
	if p.script(who, "/desk"); p.offers(who, "reviews") || !p.offers(who, "sessions") || p.offers(who, "desk.reviewer") {
		t.Errorf("after the role has ended: %s", p.screenDos(who))
	}
}

// TestTheLogComesInPages: no entry is lost between them, and none stands on two.
func TestTheLogComesInPages(t *testing.T) {
	d := newDesks(t)
	for i := range 2*logPage + 1 {
		d.log = append(d.log, AuditEntry{Who: d.officer, What: "read", At: int64(i)})
	}
	seen := map[string]int{}
	out := d.script(d.organiser, "/desk", "* further", "* log")
	for page := 1; ; page++ {
		n := 0
		for _, l := range out.Says[len(out.Says)-1].Lines {
			if l.Key == "audit.item" {
				seen[fmt.Sprint(l.Args["when"])]++
				n++
			}
		}
		if n > logPage || page > 3 {
			t.Fatalf("%d entries on page %d", n, page)
		}
		if !d.offers(d.organiser, "later") {
			break
		}
		out = d.script(d.organiser, "* later")
	}
	if len(seen) != 2*logPage+1 || slices.ContainsFunc(slices.Collect(maps.Values(seen)), func(n int) bool { return n != 1 }) {
		t.Errorf("saw %v", seen)
	}
}
