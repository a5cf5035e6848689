package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const day24 = 24 * time.Hour

// lateCase is a resident whose case nobody has looked at for eight days; person 1,
// case C.
func lateCase(c checker) *play {
	all := deskPlays(c)
	p := all[len(all)-1].copy()
	late := p.concerns["C"].clone()
	late.Sent, late.Promised, late.Thread = p.now.Add(-8*day24).Unix(), true, nil
	p.concerns["C"] = &late
	return p
}

func TestLateness(t *testing.T) {
	sent := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	base := Concern{Sight: MayAnswer, Route: RouteOfficers, Case: CaseReleased, ReleasedAt: 1, Sent: sent.Unix()}
	seen := func(c *Concern) { c.Acked = 1 }
	answered := func(c *Concern) { c.Acked, c.Answered = 1, 1 }
	tests := []struct {
		name   string
		change func(*Concern)
		after  time.Duration
		want   Lateness
	}{
		{"fresh", nil, 4 * day24, InTime},
		{"exactly five days", nil, 5 * day24, InTime},
		{"near", nil, 5*day24 + time.Second, Soon},
		{"exactly seven days", nil, 7 * day24, Soon},
		{"no sign", nil, 7*day24 + time.Second, LateSign},
		{"a sign, then nothing", seen, 30 * day24, InTime},
		{"the answer is near", seen, 76*day24 + time.Second, Soon},
		{"exactly three months", seen, 90 * day24, Soon},
		{"no answer", seen, 90*day24 + time.Second, LateAnswer},
		{"neither", nil, 91 * day24, LateAnswer},
		{"answered", answered, 300 * day24, InTime},
		{"nobody may answer", func(c *Concern) { c.Sight, c.Acked = Readers, 1 }, 300 * day24, InTime},
		{"nobody may answer or looked", func(c *Concern) { c.Sight = Readers }, 300 * day24, LateSign},
		{"opened again", func(c *Concern) {
			c.Case, c.Acked, c.Answered, c.Again = CaseReopened, 1, 1, sent.Add(100*day24).Unix()
		}, 105 * day24, InTime},
		{"opened again, near", func(c *Concern) {
			c.Case, c.Acked, c.Answered, c.Again = CaseReopened, 1, 1, sent.Add(100*day24).Unix()
		}, 106 * day24, Soon},
		{"opened again, no sign", func(c *Concern) {
			c.Case, c.Acked, c.Answered, c.Again = CaseReopened, 1, 1, sent.Add(100*day24).Unix()
		}, 108 * day24, LateSign},
		{"taken back", func(c *Concern) { c.Case = CaseWithdrawn }, 300 * day24, InTime},
		{"closed", func(c *Concern) { c.Case = CaseNotDone }, 300 * day24, InTime},
		{"counted only", func(c *Concern) { c.Sight = Counted }, 300 * day24, InTime},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := base
			if tt.change != nil {
				tt.change(&c)
			}
			if got := c.late(sent.Add(tt.after)); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// TestPastItsTime: the author sees it, turns to somebody else, and gets a receipt
// that says nothing of what they wrote. Nothing is passed on by it.
func TestPastItsTime(t *testing.T) {
	tests := []struct {
		name   string
		tells  []string
		person func(*Person)
		moves  []string // of the officer, after the release
		after  time.Duration
		line   string // "": in time
		others int
	}{
		{"in time", []string{"* street", "* mine", "> secret", "* answer", "* send"}, nil, nil, 7 * day24, "", 0},
		{"no sign", []string{"* street", "* mine", "> secret", "* answer", "* send"}, nil, nil, 8 * day24, "clock.no_sign", 2},
		{"seen in time", []string{"* street", "* mine", "> secret", "* answer", "* send"}, nil, []string{"* acknowledge"}, 8 * day24, "", 0},
		{"seen, no answer", []string{"* street", "* mine", "> secret", "* answer", "* send"}, nil, []string{"* acknowledge"}, 91 * day24, "clock.no_answer", 2},
		{"no officer there", []string{"* street", "* list", "* a.tavr", "> secret", "* answer", "* send"}, nil, nil, 8 * day24, "clock.waited", 2},
		{"about the police", []string{"* police", "* tell", "* mine", "> secret", "* answer", "* send"}, nil, nil, 8 * day24, "clock.no_sign", 2},
		{"under 18", []string{"* street", "* mine", "> secret", "* read", "* send"}, underage, nil, 8 * day24, "clock.no_sign", 3},
		{"at home", []string{"* home", "* tell", "* mine", "> secret", "* answer", "* send"}, nil, nil, 8 * day24, "clock.no_sign", 2},
		{"counted only", []string{"* street", "* mine", "> secret", "* counted", "* send"}, nil, nil, 100 * day24, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			if tt.person != nil {
				tt.person(d.people[d.author])
			}
			c := d.tells(tt.tells...)
			if tt.moves != nil {
				d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
				d.nextTexts()
				d.script(d.officer, append([]string{"/desk", "* cases", "* c." + c.Handle}, tt.moves...)...)
			}
			d.now = time.Unix(c.Sent, 0).Add(tt.after)
			if out := d.script(d.author, "/my"); says(out, "clock.item") != (tt.line != "" && !c.Category.Sensitive()) {
				t.Errorf("the list says %v", out.Says)
			}
			out := d.script(d.author, "& "+caseDo(c.Code))
			if tt.line == "" {
				if says(out, "clock.over") || d.offers(d.author, "escalate") {
					t.Errorf("it is late: %v", out.Says)
				}
				if out = d.script(d.author, "! escalate"); out.Person.Step != StepCase {
					t.Errorf("a forged button leads to %s", out.Person.Step)
				}
				return
			}
			if !says(out, tt.line) || !says(out, "clock.over") {
				t.Fatalf("%v", out.Says)
			}
			out = d.script(d.author, "* escalate")
			if !says(out, tt.line) || d.offers(d.author, fmt.Sprint("e.", tt.others)) || !d.offers(d.author, fmt.Sprint("e.", tt.others-1)) {
				t.Fatalf("%v", out.Says)
			}
			for _, forged := range []string{"! e.9", "! e.-1", "! e.x"} {
				if out = d.script(d.author, forged); says(out, "clock.receipt.about") {
					t.Errorf("%s is answered with %v", forged, out.Says)
				}
			}
			out = d.script(d.author, "* e.0")
			receipt := out.Says[0]
			text := fmt.Sprintf("%+v", receipt)
			if receipt.Lines[0].Key != "clock.receipt.about" || !strings.Contains(text, c.Code) || !hasKey(receipt, tt.line) || !says(out, "clock.how") {
				t.Errorf("%v", out.Says)
			}
			if strings.Contains(text, "secret") || strings.Contains(text, "concern.category") || strings.Contains(text, c.Label) {
				t.Errorf("the receipt says too much: %s", text)
			}
			if receipt.Protect != c.Category.Sensitive() || (receipt.Vanish > 0) != c.Category.Sensitive() {
				t.Errorf("%+v", receipt)
			}
			if len(out.Effects) > 0 {
				t.Errorf("something is passed on: %v", out.Effects)
			}
			if tt.name == "no sign" {
				d.script(d.author, "& "+caseDo(c.Code), "* escalate")
				d.concerns[c.Code] = func() *Concern { e := d.filed(c).clone(); e.Acked = d.now.Unix(); return &e }()
				if out = d.script(d.author, "* e.0"); says(out, "clock.receipt.about") || out.Person.Step != StepCase {
					t.Errorf("somebody has looked meanwhile: %v", out.Says)
				}
			}
		})
	}
}

// TestOnlyWhatCanBeKeptIsPromised: a time, and the hours at which texts reach
// officers, stand on the receipt only if those whom it needs have their roles now,
// whoever the programme's file names.
func TestOnlyWhatCanBeKeptIsPromised(t *testing.T) {
	street := []string{"* street", "* mine", "> secret", "* answer", "* send"}
	nowhere := []string{"* street", "* skip", "> secret", "* answer", "* send"}
	police := []string{"* police", "* tell", "* mine", "> secret", "* answer", "* send"}
	read := []string{"* street", "* mine", "> secret", "* read", "* send"}
	tests := []struct {
		name    string
		tells   []string
		person  func(*Person)
		change  func(*desks)
		promise bool
		says    string
	}{
		{"all are there", street, nil, func(*desks) {}, true, "clock.due"},
		{"no place, some officer", nowhere, nil, func(*desks) {}, true, "clock.due"},
		{"the file names nobody", street, nil, func(d *desks) { d.programme.Officers = nil }, true, "clock.due"},
		{"no officer has the role", street, nil, func(d *desks) { d.ends(RoleOfficer) }, false, "concern.receipt.no_officer_area"},
		{"no place, no officer", nowhere, nil, func(d *desks) { d.ends(RoleOfficer) }, false, "concern.receipt.no_officer"},
		{"all officers are away", street, nil, func(d *desks) {
			for i := range d.board.Staff {
				d.board.Staff[i].Away = &Absence{From: d.now.Add(-time.Hour).Unix(), Until: d.now.Add(time.Hour).Unix()}
			}
		}, false, "absence.waits"},
		{"no reviewer", street, nil, func(d *desks) { d.ends(RoleReviewer) }, false, "thread.nobody_checks"},
		{"no reviewer who reads it", street, nil, func(d *desks) {
			for i := range d.board.Staff {
				d.board.Staff[i].Reads = []Lang{Polish}
			}
		}, false, "thread.nobody_checks"},
		{"about the police", police, nil, func(d *desks) { d.ends(RoleOfficer) }, true, "concern.receipt.contact"},
		{"no contact", police, nil, func(d *desks) { d.ends(RoleIndependent) }, false, "thread.nobody_reads"},
		{"a contact who is police", police, nil, func(d *desks) {
			for i := range d.board.Staff {
				d.board.Staff[i].Grants = append(d.board.Staff[i].Grants, Grant{Role: RoleOfficer})
			}
		}, false, "thread.nobody_reads"},
		{"under 18", read, underage, func(d *desks) { d.ends(RoleOfficer) }, true, "concern.receipt.contact"},
		{"no lead", read, underage, func(d *desks) { d.ends(RoleLead) }, false, "thread.nobody_reads"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesks(t)
			if tt.person != nil {
				tt.person(d.people[d.author])
			}
			tt.change(d)
			out := d.script(d.author, append([]string{"& concern"}, tt.tells...)...)
			filed, _ := effectOf[FileConcern](out)
			dated := says(out, "concern.receipt.looks") || says(out, "concern.receipt.contact")
			if dated != tt.promise || filed.Concern.Promised != tt.promise || says(out, "clock.due") && !tt.promise || !says(out, tt.says) {
				t.Errorf("promised %v (noted %v): %v", dated, filed.Concern.Promised, out.Says)
			}
			if hours := says(out, "texts.lock"); hours != (tt.promise && filed.Concern.Route == RouteOfficers) {
				t.Errorf("hours are said: %v", hours)
			}
			if out = d.script(d.author, "& "+caseDo(filed.Concern.Code)); !tt.promise && !says(out, tt.says) {
				t.Errorf("the card does not say that nobody is there: %v", out.Says)
			}
		})
	}
}

// ends takes a role away from everybody.
func (d *desks) ends(r Role) {
	for i := range d.board.Staff {
		d.board.Staff[i].Grants = slices.DeleteFunc(slices.Clone(d.board.Staff[i].Grants), func(g Grant) bool { return g.Role == r })
	}
}

// TestReceiptInAnotherLanguage: who reads another language than the programme's
// first gets the receipt in both.
func TestReceiptInAnotherLanguage(t *testing.T) {
	p := lateCase(t)
	p.programme.Languages = []Lang{Ukrainian, English}
	out := p.script(ID{1}, "& case.c", "* escalate", "* e.0")
	if out.Says[0].Lang != English || out.Says[1].Lang != Ukrainian || out.Says[1].Lines[0].Key != "clock.receipt.about" {
		t.Errorf("%v", out.Says)
	}
}

// TestABodyForThePoliceOnly is offered to nobody who waits for an answer about a lamp.
func TestABodyForThePoliceOnly(t *testing.T) {
	for category, want := range map[Category]bool{Street: false, Police: true} {
		p := lateCase(t)
		p.programme.Complaints = []Contact{{Name: Text{English: "The bureau"}, How: Text{English: "by letter"}, PoliceOnly: true}}
		for _, c := range p.concerns {
			c.Category = category
		}
		out := p.script(ID{1}, "& case.c", "* escalate")
		if got := p.offers(ID{1}, "e.1"); got != want || !p.offers(ID{1}, "e.0") {
			t.Errorf("%s: offered %v, want %v: %v", category, got, want, out.Says)
		}
	}
}

// TestTheFirstDayIsNoNumber: nobody waits for 0 days.
func TestTheFirstDayIsNoNumber(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for hours, want := range map[int]string{0: "cases.waited_new", 23: "cases.waited_new", 24: "cases.waited", 49: "cases.waited"} {
		if got := waited(now.Add(-time.Duration(hours)*time.Hour).Unix(), now); got[0].Key != want {
			t.Errorf("%d hours: %v", hours, got)
		}
	}
}

// TestOrganisersSeeNoSmallNumbers: nothing below five, and nothing about the police
// for an organiser who is an officer.
func TestOrganisersSeeNoSmallNumbers(t *testing.T) {
	p := everything(t)
	who := p.join(1)
	seat := func(grants ...Grant) {
		p.board.Staff = []Member{{Who: who, Chat: 1, Lang: English, Grants: grants}}
	}
	n := 0
	add := func(times int, area string, route Route, released bool) {
		for range times {
			n++
			c := Concern{Code: fmt.Sprint("C", n), Author: ID{9}, Area: area, Category: Street, Sight: MayAnswer, Route: route, Case: CaseReceived, Sent: p.now.Add(-9 * day24).Unix()}
			if released {
				c.Case, c.ReleasedAt = CaseReleased, 1
			}
			p.concerns[c.Code] = &c
		}
	}
	add(5, "korabel", RouteOfficers, true)
	add(4, "korabel", RouteOfficers, false)
	add(4, "tavr", RouteOfficers, true)
	add(6, "tavr", RouteOfficers, false)
	add(3, "korabel", RouteIndependent, false)
	add(2, "tavr", RouteIndependent, false)
	look := func() string {
		var b strings.Builder
		for _, s := range p.script(who, "/desk", "* further", "* clock").Says {
			for _, l := range s.Lines {
				if l.Key == "clock.org.item" || l.Key == "clock.org.contact" {
					fmt.Fprint(&b, l.Args["cases"], " ", l.Args["texts"], "; ")
				}
				if l.Key == "clock.org.hidden" {
					b.WriteString("hidden")
				}
			}
		}
		return b.String()
	}
	few := "clock.org.under"
	for _, tt := range []struct {
		name   string
		grants []Grant
		want   string
	}{
		{"everywhere", []Grant{{Role: RoleOrganiser}}, "5 " + few + "; " + few + " 6; 5 <nil>; hidden"},
		{"one neighbourhood", []Grant{{Role: RoleOrganiser, Areas: []string{"tavr"}}}, few + " 6; hidden"},
		{"an officer too", []Grant{{Role: RoleOrganiser}, {Role: RoleOfficer}}, "5 " + few + "; 4 6; hidden"},
		{"a reviewer too", []Grant{{Role: RoleOrganiser}, {Role: RoleReviewer}}, "5 4; " + few + " 6; 5 <nil>; hidden"},
		{"a reviewer of one too", []Grant{{Role: RoleOrganiser}, {Role: RoleReviewer, Areas: []string{"tavr"}}}, "5 " + few + "; " + few + " 6; 5 <nil>; hidden"},
	} {
		if seat(tt.grants...); look() != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, look(), tt.want)
		}
	}
	clear(p.concerns)
	p.board.Ledgers = nil
	add(4, "korabel", RouteOfficers, false)
	add(4, "tavr", RouteIndependent, false)
	if seat(Grant{Role: RoleOrganiser}); look() != "hidden" { // one sentence, not one for each neighbourhood
		t.Errorf("small numbers everywhere: %q", look())
	}
}
