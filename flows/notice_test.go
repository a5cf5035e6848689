package flows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// noticeOf is what a notice says, in one line.
func noticeOf(n Notice) string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(n.Counts)) {
		all = append(all, fmt.Sprint(key, " ", n.Counts[key]))
	}
	return strings.Join(all, ", ")
}

// TestNotices: everybody is told of what they may take, and officers of what is
// late; an organiser of what nobody takes, small numbers hidden.
func TestNotices(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	p := newPlay(t).programme
	one := func(q CaseQueue, area string, late Lateness) Timed {
		return Timed{Queue: q, Area: area, Late: late, Since: now.Add(-3 * time.Hour).Unix(), Category: Street}
	}
	handed := one(QueueOfficers, "korabel", LateSign)
	handed.Partner = "city"
	partners := handed
	partners.Queue = QueuePartner
	done := one(QueueIndependent, "korabel", InTime)
	done.Since = 0
	english := one(QueueReview, "tavr", Soon)
	english.Langs = []Lang{English}
	all := []Timed{
		one(QueueOfficers, "korabel", LateSign), one(QueueOfficers, "korabel", LateSign), one(QueueOfficers, "korabel", LateAnswer), one(QueueOfficers, "korabel", Soon),
		one(QueueOfficers, "tavr", LateSign), one(QueueOfficers, "", LateSign), one(QueueOfficers, "korabel", InTime),
		one(QueueReview, "korabel", LateSign), english, handed, partners,
		one(QueueIndependent, "korabel", LateAnswer), done, one(QueueLead, "korabel", LateSign),
	}
	tests := []struct {
		name       string
		grants     []Grant
		desk, late string
	}{
		{"an officer", []Grant{{Role: RoleOfficer, Areas: []string{"korabel"}}}, "", "answer 1, late 3, soon 1"},
		{"an officer of all", []Grant{{Role: RoleOfficer}}, "", "answer 1, late 4, soon 1"},
		{"a reviewer", []Grant{{Role: RoleReviewer}}, "waits 2", ""},
		{"a reviewer of one", []Grant{{Role: RoleReviewer, Areas: []string{"tavr"}}}, "waits 1", ""},
		{"the contact", []Grant{{Role: RoleIndependent}}, "waits 1", ""},
		{"the lead", []Grant{{Role: RoleLead}}, "waits 1", ""},
		{"an officer who was made reviewer and contact too", []Grant{{Role: RoleOfficer, Areas: []string{"tavr"}}, {Role: RoleReviewer}, {Role: RoleIndependent}}, "", "late 2"},
		{"an officer who is away", []Grant{{Role: RoleOfficer}}, "", ""},
		{"a partner", []Grant{{Role: RolePartner, Body: "city"}}, "waits 1", ""},
		{"another partner", []Grant{{Role: RolePartner, Body: "help"}}, "", ""},
		{"an organiser", []Grant{{Role: RoleOrganiser}}, "contact 1, lead 1, officer 7, past 1, reviewer 1", ""},
		{"an organiser of one", []Grant{{Role: RoleOrganiser, Areas: []string{"tavr"}}}, "officer 1, past 1, reviewer 1", ""},
		{"an organiser who reviews", []Grant{{Role: RoleOrganiser}, {Role: RoleReviewer}}, "contact 1, lead 1, officer 7, past 1, waits 2", ""},
		{"an organiser who reads another language", []Grant{{Role: RoleOrganiser, Areas: []string{"tavr"}}, {Role: RoleReviewer, Areas: []string{"tavr"}}}, "officer 1, past 1, tongue 1", ""},
		{"an organiser who is an officer", []Grant{{Role: RoleOrganiser}, {Role: RoleOfficer}}, "", "answer 1, late 4, soon 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := Member{Who: ID{1}, Chat: 1, Grants: tt.grants}
			if strings.HasSuffix(tt.name, "away") {
				m.Away = &Absence{From: now.Add(-time.Hour).Unix(), Until: now.Add(time.Hour).Unix()}
			}
			if strings.HasSuffix(tt.name, "another language") {
				m.Reads = []Lang{Ukrainian}
			}
			b := &Board{Staff: []Member{m, {Who: ID{2}, Grants: []Grant{{Role: RolePartner, Body: "city"}}}}}
			if got := noticeOf(DeskNotice(p, b, m, all, now)); got != tt.desk || got != "" && !m.Hears(NoticeDesk) {
				t.Errorf("of what waits %q, want %q", got, tt.desk)
			}
			if got := noticeOf(LateNotice(b, m, all, now)); got != tt.late || got != "" && !m.Hears(NoticeLate) {
				t.Errorf("of what is late %q, want %q", got, tt.late)
			}
		})
	}
}

// TestNoticesNameNothing: whatever waits, a notice's keys are the same, and which
// neighbourhoods lack somebody does not depend on where something waits.
func TestNoticesNameNothing(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	p := newPlay(t)
	lead, organiser := Member{Who: ID{1}, Grants: []Grant{{Role: RoleLead}}}, Member{Who: ID{2}, Grants: []Grant{{Role: RoleOrganiser}}}
	b := &Board{Staff: []Member{lead, organiser}}
	var first string
	for _, c := range Categories() {
		for _, area := range []string{"korabel", "tavr", ""} {
			all := []Timed{{Queue: QueueLead, Area: area, Category: c, Since: now.Add(-2 * time.Hour).Unix()}, {Queue: QueueReview, Area: area, Category: c, Since: 1}}
			got := ""
			for _, m := range []Member{lead, organiser} {
				say := DeskNotice(p.programme, b, m, all, now).Say(p.programme, m, now)
				p.check(say)
				got += fmt.Sprintf("%+v %+v", say.Lines, say.Rows)
			}
			if first == "" {
				first = got
			}
			if got != first {
				t.Errorf("%s in %q is told as\n%s, not as\n%s", c, area, got, first)
			}
		}
	}
}

// TestMoreOrLess: what is new is told aloud, less without a sound, the same not at
// all; also if something came while something else was done.
func TestMoreOrLess(t *testing.T) {
	of := func(newest int64, counts ...any) Notice {
		n := Notice{Counts: map[string]int{}, Newest: newest}
		for i := 0; i < len(counts); i += 2 {
			n.Counts[counts[i].(string)] = counts[i+1].(int)
		}
		return n
	}
	tests := []struct {
		name     string
		had, now Notice
		want     Telling
	}{
		{"nothing ever", of(0), of(0), TellNothing},
		{"the first", of(0), of(5, "waits", 1), TellMore},
		{"the same", of(5, "waits", 1), of(5, "waits", 1), TellNothing},
		{"one more", of(5, "waits", 1), of(6, "waits", 2), TellMore},
		{"one more in the same second", of(5, "waits", 1), of(5, "waits", 2), TellMore},
		{"an older one, by a wider role", of(5, "waits", 1), of(5, "waits", 2), TellMore},
		{"one less", of(6, "waits", 2), of(5, "waits", 1), TellLess},
		{"one done, another came", of(5, "waits", 1), of(6, "waits", 1), TellMore},
		{"two done, another came", of(5, "waits", 2), of(6, "waits", 1), TellMore},
		{"all done", of(5, "waits", 2), of(0), TellLess},
		{"soon is late now", of(0, "soon", 1), of(0, "late", 1), TellMore},
		{"nobody takes it any more", of(5, "waits", 1), of(5, "waits", 1, "officer", 1), TellMore},
		{"somebody does again", of(5, "waits", 1, "officer", 1), of(5, "waits", 1), TellLess},
	}
	for _, tt := range tests {
		said := tt.had.Noticed(Noticed{})
		if got := tt.now.After(said); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
		if again := tt.now.After(tt.now.Noticed(said)); again != TellNothing {
			t.Errorf("%s: told again", tt.name)
		}
	}
}

// TestWhoseTurn: a case waits for whoever has it until they have said something,
// and again when its author has.
func TestWhoseTurn(t *testing.T) {
	d := newDesks(t)
	c := d.lamps()
	waits := func(q CaseQueue) int64 { return d.filed(c).owed(q, d.now) }
	sent := d.now.Unix()
	if waits(QueueReview) != sent {
		t.Fatal("a text does not wait for a reviewer")
	}
	d.now = d.now.Add(time.Hour)
	d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
	if waits(QueueReview) != 0 || waits(QueueOfficers) != d.filed(c).Opens {
		t.Fatalf("after the release: %d, %d", waits(QueueReview), waits(QueueOfficers))
	}
	d.nextTexts()
	steps := []struct {
		who   ID
		moves []string
		waits bool
	}{
		{d.officer, []string{"/desk", "* cases", "* c." + c.Handle, "* acknowledge"}, true}, // an answer is due
		{d.officer, []string{"* ask", "> Which lamp?", "* send"}, false},
		{d.author, []string{"& " + caseDo(c.Code), "* reply", "> The third", "* send"}, false}, // a reviewer first
		{d.reviewer, []string{"/desk", "* reviews", "* c." + c.Handle, "* release"}, false},
		{ID{}, nil, true}, // the hour of the texts
		{d.officer, []string{"/desk", "* cases", "* c." + c.Handle, "* answer", "* t.went", "* send"}, false},
		{d.officer, []string{"* close", "* partly", "> In March", "* send"}, false},
		{d.author, []string{"& " + caseDo(c.Code), "* reopen"}, true},
	}
	for i, s := range steps {
		d.now = d.now.Add(time.Minute)
		if s.moves == nil {
			d.nextTexts()
		} else {
			d.script(s.who, s.moves...)
		}
		at := waits(QueueOfficers)
		if (at != 0) != s.waits {
			t.Errorf("step %d: waits since %d", i, at)
		}
	}
	if at := d.filed(c).Reopens; waits(QueueOfficers) != at {
		t.Errorf("opened again, it waits since %d, want %d", waits(QueueOfficers), at)
	}
}

// TestOwedByPartners: a case that was handed on waits for the partner, and after a
// word of theirs only once its author's reply has reached them.
func TestOwedByPartners(t *testing.T) {
	at := func(hour int) int64 { return int64(hour) * 3600 }
	base := Concern{Sight: MayAnswer, Route: RouteOfficers, Case: CaseAnswered, ReleasedAt: at(1), Sent: at(1), Acked: at(2), Answered: at(2), Partner: "city", PartnerSince: at(5),
		Thread: []Entry{{From: PartyOfficers, Act: ActAnswer, At: at(2)}, {From: PartyAuthor, Act: ActReply, At: at(3), Opens: at(4)}, {From: PartyOfficers, Act: ActHanded, At: at(5)}}}
	word, reply := Entry{From: PartyPartner, Act: ActQuestion, At: at(6)}, Entry{From: PartyAuthor, Act: ActReply, At: at(7), Opens: at(9)}
	for _, tt := range []struct {
		name string
		more []Entry
		now  int64
		want int64
	}{
		{"handed on", nil, at(6), at(5)},
		{"a word of theirs", []Entry{word}, at(7), 0},
		{"a reply on its way", []Entry{word, reply}, at(8), 0},
		{"a reply that is there", []Entry{word, reply}, at(10), at(9)},
		{"answered", []Entry{word, reply, {From: PartyPartner, Act: ActAnswer, At: at(11)}}, at(12), 0},
	} {
		c := base
		c.Thread = append(slices.Clone(base.Thread), tt.more...)
		if got := c.owed(QueuePartner, time.Unix(tt.now, 0)); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got/3600, tt.want/3600)
		}
	}
}

// TestSixPresses: from a notice it takes at most six presses until the oldest case
// is dealt with, whatever the role.
func TestSixPresses(t *testing.T) {
	tests := []struct {
		role  string
		tells []string
		who   func(*desks) ID
		moves []string
		done  func(Concern) bool
	}{
		{"a reviewer", nil, func(d *desks) ID { return d.reviewer }, []string{"* release"}, func(c Concern) bool { return c.ReleasedAt != 0 }},
		{"an officer", nil, func(d *desks) ID { return d.officer }, []string{"* answer", "* t.went", "* send"}, func(c Concern) bool { return c.Answered != 0 }},
		{"a partner", nil, func(d *desks) ID { return d.partner }, []string{"* answer", "* t.p.looked", "* send"}, func(c Concern) bool { return c.Answered != 0 }},
		{"the contact", []string{"* police", "* tell", "* mine", "> secret", "* answer", "* send"}, func(d *desks) ID { return d.contact },
			[]string{"* answer", "* t.thanks", "* send"}, func(c Concern) bool { return c.Answered != 0 }},
		{"the lead", []string{"* street", "* mine", "> secret", "* read", "* send"}, func(d *desks) ID { return d.lead },
			[]string{"* seen"}, func(c Concern) bool { return c.Acked != 0 }},
	}
	for _, tt := range tests {
		t.Run(tt.role, func(t *testing.T) {
			d := newDesks(t)
			if tt.tells == nil {
				tt.tells = []string{"* street", "* mine", "> A lamp is dark", "* answer", "* send"}
			}
			if tt.role == "the lead" {
				underage(d.people[d.author])
			}
			oldest := d.tells(tt.tells...)
			d.now = d.now.Add(time.Hour)
			d.tells(tt.tells...)
			who := tt.who(d)
			if who == d.officer || who == d.partner {
				for range 2 {
					d.script(d.reviewer, "& oldest", "* release")
				}
				d.nextTexts()
			}
			if who == d.partner {
				for _, c := range d.concerns {
					c.Partner, c.PartnerSince = cityLamps, c.Sent
				}
			}
			m := *d.board.member(who)
			var all []Timed
			for _, c := range d.concerns {
				all = append(all, c.Timed(d.now)...)
			}
			notice := DeskNotice(d.programme, &d.board, m, all, d.now).Say(d.programme, m, d.now)
			if who == d.officer {
				notice, _ = TextsReady(&d.board, m, []string{"korabel"}, d.now)
			}
			d.check(notice)
			open := notice.Rows[0][0]
			if !open.Link || open.Do != "oldest" {
				t.Fatalf("the notice does not open it: %+v", notice.Rows)
			}
			presses := append([]string{"& " + open.Do}, tt.moves...)
			if len(presses) > 6 {
				t.Fatalf("%d presses", len(presses))
			}
			d.script(who, presses...)
			if !tt.done(*d.filed(oldest)) {
				t.Errorf("the oldest is as it was: %+v", *d.filed(oldest))
			}
		})
	}
}

// TestOldestOpensNothingElse: the link opens what the person's lists show, and
// leads to the desk, or to the menu without a role, if there is nothing.
func TestOldestOpensNothingElse(t *testing.T) {
	d := newDesks(t)
	d.lamps()
	d.tells("* police", "* tell", "* mine", "> secret", "* answer", "* send")
	for _, who := range []ID{d.officer, d.lead, d.organiser, d.partner} {
		if out := d.script(who, "& oldest"); out.Person.Step != StepDesk || !says(out, "notice.nothing") {
			t.Errorf("%s is shown %v", d.board.member(who).Name, out.Says)
		}
	}
	if out := d.script(d.author, "& oldest"); out.Person.Step != StepMenu {
		t.Errorf("a resident is shown %v", out.Says)
	}
	d.board.Staff = slices.DeleteFunc(d.board.Staff, func(m Member) bool { return m.Who == d.contact })
	if out := d.script(d.contact, "& oldest"); says(out, "concern.review.words") {
		t.Errorf("without the role, %v", out.Says)
	}
}
