package flows

import (
	"testing"
	"time"
)

func TestNextTexts(t *testing.T) {
	tests := []struct{ name, hours, zone, after, want string }{
		{"the next morning", "", "Europe/Kyiv", "2026-11-20 10:00", "2026-11-21 08:00"},
		{"before the morning", "", "Europe/Kyiv", "2026-11-20 07:59", "2026-11-20 08:00"},
		{"never at once", "", "Europe/Kyiv", "2026-11-20 08:00", "2026-11-21 08:00"},
		{"two a day, first", "14:00, 08:00", "Europe/Warsaw", "2026-11-20 08:00", "2026-11-20 14:00"},
		{"two a day, second", "08:00 14:00", "Europe/Warsaw", "2026-11-20 14:00", "2026-11-21 08:00"},
		{"the year's end", "", "Asia/Jerusalem", "2026-12-31 09:00", "2027-01-01 08:00"},
		{"an hour that the night skips", "03:30", "Europe/Kyiv", "2026-03-28 12:00", "2026-03-29 04:30"},
		{"an hour that the night has twice", "03:30", "Europe/Kyiv", "2026-10-24 12:00", "2026-10-25 03:30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			p := &Programme{Zone: zone, Schedule: Schedule{Texts: tt.hours}}
			after, err := time.ParseInLocation("2006-01-02 15:04", tt.after, zone)
			if err != nil {
				t.Fatal(err)
			}
			got := p.NextTexts(after)
			if got.Format("2006-01-02 15:04") != tt.want || !got.After(after) {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestTextsComeTogether: what was released at different hours of a day appears in
// the same moment; what is taken back is gone at once.
func TestTextsComeTogether(t *testing.T) {
	d := newDesks(t)
	one := d.lamps()
	d.script(d.reviewer, "/desk", "* reviews", "* c."+one.Handle)
	if out := d.script(d.reviewer, "* release"); !says(out, "texts.opens") {
		t.Errorf("the reviewer is not told when: %v", out.Says)
	}
	d.now = d.now.Add(6 * time.Hour)
	two := d.lamps()
	d.script(d.reviewer, "/desk", "* reviews", "* c."+two.Handle, "* release")
	sees := func() (n int) {
		d.script(d.officer, "/desk", "! cases")
		for _, c := range []*Concern{one, two} {
			if d.offers(d.officer, "c."+c.Handle) {
				n++
			}
			if out := d.script(d.officer, "! c."+c.Handle); says(out, "concern.review.words") != d.filed(c).opened(d.now) {
				t.Errorf("a forged press opens %v", out.Says)
			}
			d.script(d.officer, "/desk", "! cases")
		}
		return n
	}
	next := d.programme.NextTexts(d.now)
	d.now = next.Add(-time.Second)
	if n := sees(); n != 0 {
		t.Errorf("%d are seen a second before", n)
	}
	d.now = next
	if n := sees(); n != 2 {
		t.Errorf("%d are seen in the morning", n)
	}
	d.script(d.author, "& "+caseDo(one.Code), "* withdraw", "* withdraw")
	if n := sees(); n != 1 {
		t.Errorf("%d are seen after one was taken back", n)
	}
}

// TestABatchInTheMiddle: what appears while an officer writes is said before their
// words go out.
func TestABatchInTheMiddle(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "> Which?", "* send")
	d.script(d.author, "& "+caseDo(c.Code), "* reply", "> The third", "* send")
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* own", "> We went")
	d.now = d.programme.NextTexts(d.now)
	d.people[d.officer].Seen = d.now.Unix()
	if out := d.script(d.officer, "* send"); !says(out, "cases.meanwhile") || len(out.Effects) > 0 {
		t.Errorf("%v", out.Says)
	}
	before := len(d.filed(c).Thread)
	if d.script(d.officer, "* send"); len(d.filed(c).Thread) != before+1 {
		t.Errorf("the author's words or the officer's are lost: %+v", d.filed(c).Thread)
	}
}

// TestReopenedCasesKeepTheirThread: until officers see it, nothing that they could
// do with a reopened case is offered, and nothing of it is stored.
func TestReopenedCasesKeepTheirThread(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* close", "* done", "> Mended", "* send")
	d.script(d.author, "& "+caseDo(c.Code), "* reopen")
	for _, forged := range []string{"! acknowledge", "! answer", "! close", "! ask"} {
		if out := d.script(d.officer, forged); len(out.Effects) > 0 || says(out, "cases.state.reopened") {
			t.Errorf("%s: %v", forged, out.Effects)
		}
	}
	if got := d.filed(c); got.Case != CaseReopened || got.Was != CaseDone {
		t.Errorf("%+v", got)
	}
	d.nextTexts()
	if d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); !d.offers(d.officer, "answer") {
		t.Errorf("%v", d.screens[d.officer])
	}
}

// TestFreshTexts: officers are told of what reached them since they were told last.
func TestFreshTexts(t *testing.T) {
	base := Concern{Route: RouteOfficers, ReleasedAt: 5, Opens: 10}
	tests := []struct {
		name   string
		change func(*Concern)
		want   bool
	}{
		{"released", nil, true},
		{"not released", func(c *Concern) { c.ReleasedAt, c.Opens = 0, 0 }, false},
		{"yesterday's", func(c *Concern) { c.Opens = 9 }, false},
		{"tomorrow's", func(c *Concern) { c.Opens = 20 }, false},
		{"a reply", func(c *Concern) { c.Opens = 3; c.Thread = []Entry{{From: PartyAuthor, Opens: 10}} }, true},
		{"a reply that waits for the reviewer", func(c *Concern) { c.Opens = 3; c.Thread = []Entry{{From: PartyAuthor, Opens: 10, Waiting: true}} }, false},
		{"a reply to a case that is not there yet", func(c *Concern) { c.Opens = 20; c.Thread = []Entry{{From: PartyAuthor, Opens: 10}} }, false},
		{"opened again", func(c *Concern) { c.Opens, c.Reopens = 3, 10 }, true},
		{"the contact's", func(c *Concern) { c.Route = RouteIndependent }, false},
	}
	for _, tt := range tests {
		c := base
		if tt.change != nil {
			tt.change(&c)
		}
		if got := c.Fresh(9, 10); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	for area, want := range map[string]bool{"korabel": true, "tavr": false, "": true} {
		m := Member{Who: ID{1}, Grants: []Grant{{Role: RoleOfficer, Areas: []string{"korabel"}}}}
		if _, ok := TextsReady(&Board{Staff: []Member{m}}, m, []string{area}, time.Unix(10, 0)); ok != want {
			t.Errorf("something new in %q: told %v", area, ok)
		}
	}
	away := Member{Who: ID{1}, Grants: []Grant{{Role: RoleOfficer}}, Away: &Absence{From: 5, Until: 20, Deputy: ID{2}}}
	deputy := Member{Who: ID{2}, Grants: []Grant{{Role: RoleOfficer, Areas: []string{"tavr"}}}}
	other := Member{Who: ID{3}, Reads: Languages(), Grants: []Grant{{Role: RoleReviewer}, {Role: RoleOrganiser}}}
	b := &Board{Staff: []Member{away, deputy, other}}
	for want, m := range map[string]Member{"": away, "told": deputy, "no officer": other} {
		if _, ok := TextsReady(b, m, []string{"korabel"}, time.Unix(10, 0)); ok != (want == "told") {
			t.Errorf("%+v is told %v", m, ok)
		}
	}
}
