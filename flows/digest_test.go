package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWeeksClose(t *testing.T) {
	p := newPlay(t).programme
	for now, want := range map[string][]string{
		"2026-11-22T12:00": {"w2026-46"},                        // a Sunday: its own week is not over
		"2026-11-23T00:30": {"w2026-47"},                        // Monday, half past midnight in Kyiv
		"2026-12-07T09:00": {"w2026-49", "m2026-11"},            // November ended on that week's Monday
		"2027-01-04T09:00": {"w2026-53", "m2026-12", "q2026-4"}, // so did the year
		"2026-10-26T09:00": {"w2026-43"},                        // the clocks went back on Sunday
		"2026-03-30T09:00": {"w2026-13"},                        // ... and forward
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04", now, p.Zone)
		if err != nil {
			t.Fatal(err)
		}
		week, periods := ClosedWeek(ForOfficers, p, at)
		if week != want[0] || !slices.Equal(periods, want) {
			t.Errorf("%s closes %s %v, not %v", now, week, periods, want)
		}
	}
}

func TestNoWeekIsLeftOutAfterADowntime(t *testing.T) {
	p := newPlay(t).programme
	first := time.Date(2026, 11, 4, 12, 0, 0, 0, p.Zone)
	now := time.Date(2026, 12, 8, 9, 0, 0, 0, p.Zone)
	weeks, periods := WeeksToClose(ForOfficers, p, first.Unix(), []Edition{{Week: "w2026-45"}}, now)
	if want := []string{"w2026-46", "w2026-47", "w2026-48", "w2026-49"}; !slices.Equal(weeks, want) {
		t.Errorf("closes %v, not %v", weeks, want)
	}
	if !slices.Contains(periods["w2026-49"], "m2026-11") {
		t.Errorf("November does not close: %v", periods)
	}
}

// TestDigestShowsNoSmallNumber files concerns of few and of many, closes the
// week, and looks at what an officer of one area reads.
func TestDigestShowsNoSmallNumber(t *testing.T) {
	p := newPlay(t).programme
	begun := time.Date(2026, 11, 16, 8, 0, 0, 0, p.Zone)
	counters := Counters{}
	for i := range 12 {
		// Six are only counted: what the readable texts leave is large enough too.
		f := Filed{Day: day(begun), Area: "korabel", Category: Street, Counted: i < 6, Code: fmt.Sprint(i)}
		if i >= 10 {
			f.Category = Home
		}
		for _, c := range counts(f, nil, 1) {
			if counters[c.Period] == nil {
				counters[c.Period] = map[string]int{}
			}
			counters[c.Period][c.Field] += c.By
		}
	}
	now := begun.AddDate(0, 0, 7)
	week, periods := ClosedWeek(ForOfficers, p, now)
	e, err := CloseEdition(ForOfficers, p, begun.Unix(), week, periods, counters, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	say := DigestSay(ForOfficers, World{Programme: p, Board: &Board{First: begun.Unix()}}, p.Areas[0], []Edition{e})
	found := map[Category]string{}
	for _, l := range say.Lines {
		if c, ok := l.Args["category"].(Ref); ok {
			found[Category(c[len("concern.category."):])] = l.Key
		}
	}
	if found[Street] != "digest.number" {
		t.Errorf("ten concerns about the street are shown as %q", found[Street])
	}
	if k := found[Home]; k != "digest.small" && k != "digest.later" {
		t.Errorf("two concerns about home are shown as %q", k)
	}
	if _, police := found[Police]; police {
		t.Error("officers see a line about police conduct")
	}
}

func TestWeekBegins(t *testing.T) {
	for name, want := range map[string]string{"w2026-47": "2026-11-16", "w2026-01": "2025-12-29", "w2026-53": "2026-12-28"} {
		if got := weekBegins(name).Format("2006-01-02"); got != want {
			t.Errorf("%s begins on %s, not %s", name, got, want)
		}
	}
}

// week files concerns of one category by different people, some only counted, and
// closes the week for some readers.
func closedWeek(t checker, r Readership, p *Programme, of map[Category][2]int) Edition {
	t.Helper()
	begun := time.Date(2026, 11, 16, 8, 0, 0, 0, p.Zone)
	counters := Counters{}
	for category, n := range of {
		for i := range n[0] {
			f := Filed{Day: day(begun), Area: "korabel", Category: category, Counted: i < n[1], Code: fmt.Sprint(category, i)}
			for _, c := range counts(f, nil, 1) {
				if counters[c.Period] == nil {
					counters[c.Period] = map[string]int{}
				}
				counters[c.Period][c.Field] += c.By
			}
		}
	}
	now := begun.AddDate(0, 0, 7)
	week, periods := ClosedWeek(r, p, now)
	e, err := CloseEdition(r, p, begun.Unix(), week, periods, counters, nil, now)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return e
}

// shownIn is the number that an edition shows of a category in korabel, 0 if none.
func shownIn(e Edition, c Category) (n int) {
	for _, s := range e.Tally.Shown {
		if s.Category == string(c) && s.Area == "korabel" {
			n = s.N
		}
	}
	return n
}

// TestHateNeedsTenPeople: a number of hate is shown from ten people on, any other
// from five; what may be read as a text does not count.
func TestHateNeedsTenPeople(t *testing.T) {
	p := newPlay(t).programme
	for _, tt := range []struct {
		category        Category
		people, counted int
		shown           bool
	}{
		{Hate, 9, 9, false}, {Hate, 10, 10, true}, {Hate, 14, 9, false}, {Hate, 14, 10, true},
		{Street, 4, 4, false}, {Street, 5, 5, true}, {Home, 5, 5, true},
	} {
		e := closedWeek(t, ForOfficers, p, map[Category][2]int{tt.category: {tt.people, tt.counted}})
		if got := shownIn(e, tt.category); (got == tt.people) != tt.shown || got != 0 != tt.shown {
			t.Errorf("%d of %s, %d only counted: shows %d", tt.people, tt.category, tt.counted, got)
		}
		for _, s := range e.Tally.Shown { // nor in all neighbourhoods together
			if !tt.shown {
				t.Errorf("%d of %s: shows %+v", tt.people, tt.category, s)
			}
		}
	}
}

// TestTheContactsOwnEdition: what is about the police is in the contact's edition
// and in no number that officers get; the contact gets nothing else.
func TestTheContactsOwnEdition(t *testing.T) {
	p := newPlay(t).programme
	of := map[Category][2]int{Police: {7, 6}, Street: {8, 8}}
	officers, contact := closedWeek(t, ForOfficers, p, of), closedWeek(t, ForContact, p, of)
	if shownIn(officers, Police) != 0 || shownIn(officers, Street) != 8 {
		t.Errorf("officers get %+v", officers.Tally)
	}
	if shownIn(contact, Police) != 7 || shownIn(contact, Street) != 0 || contact.Week != "iw2026-47" {
		t.Errorf("the contact gets %+v of %s", contact.Tally, contact.Week)
	}
	if small := closedWeek(t, ForContact, p, map[Category][2]int{Police: {9, 4}}); len(small.Tally.Shown) > 0 {
		t.Errorf("four whom nobody has read are shown: %+v", small.Tally)
	}
}

// TestOnlyTheContactReadsIt: the contact opens their edition at the desk or by the
// message, of their neighbourhoods; nobody else by any button.
func TestOnlyTheContactReadsIt(t *testing.T) {
	d := newDesks(t)
	d.editions = map[Readership][]Edition{ForContact: {closedWeek(t, ForContact, d.programme, map[Category][2]int{Police: {7, 7}})}}
	for _, moves := range [][]string{{"/desk", "* numbers"}, {"& numbers"}} {
		out := d.script(d.contact, moves...)
		if !says(out, "digest.number") || !out.Says[0].Protect || len(out.Says[0].Lines) != 3 {
			t.Errorf("%v leads to %v", moves, out.Says)
		}
	}
	d.board.member(d.contact).Grants[0].Areas = []string{"tavr"}
	if out := d.script(d.contact, "& numbers"); says(out, "digest.number") {
		t.Errorf("another neighbourhood's: %v", out.Says)
	}
	for _, who := range []ID{d.officer, d.reviewer, d.lead, d.organiser, d.partner, d.author} {
		for _, moves := range [][]string{{"& numbers", "! a.korabel"}, {"/desk", "! numbers", "! a.korabel"}, {"& digest", "! a.korabel"}} {
			if out := d.script(who, moves...); says(out, "digest.number") {
				t.Errorf("%v reads %v", who, out.Says)
			}
		}
	}
	d.board.member(d.contact).Grants = append(d.board.member(d.contact).Grants, Grant{Role: RoleOfficer})
	if out := d.script(d.contact, "& numbers"); out.Person.Step == StepNumbers {
		t.Error("an officer is the contact's reader")
	}
}

// TestTheFirstPressShowsNumbers: whoever reads several neighbourhoods finds the first one's
// picture at once, with the others on it, seven rows at most; the picture stays when another
// one comes, and what is looked at is in the log.
func TestTheFirstPressShowsNumbers(t *testing.T) {
	for _, areas := range []int{1, 2, 5, 40} {
		p := newPlay(t)
		for i := len(p.programme.Areas); i < areas; i++ {
			p.programme.Areas = append(p.programme.Areas, Area{ID: fmt.Sprint("a", i), Name: Text{English: fmt.Sprint("Area ", i)}})
		}
		p.programme.Areas = p.programme.Areas[:areas]
		e := closedWeek(t, ForOfficers, p.programme, map[Category][2]int{Street: {12, 12}})
		p.editions = map[Readership][]Edition{ForOfficers: {e}}
		officer := p.join(1)
		p.board.Staff = []Member{{Who: officer, Name: "Ann", Lang: English, Chat: 1, Grants: []Grant{{Role: RoleOfficer}}}}
		p.command(officer, "desk")
		out := p.press(officer, "digest")
		if len(out.Says) != 1 || !out.Says[0].Screen || out.Says[0].Attach == nil || !hasKey(out.Says[0], "digest.title") {
			t.Fatalf("%d areas: the first press shows %+v", areas, out.Says)
		}
		if len(p.log) != 1 || p.log[0].What != "digest_read" {
			t.Errorf("the log has %+v", p.log)
		}
		reached := map[string]bool{p.programme.Areas[0].ID: true}
		for {
			if rows := p.screens[officer].Rows; len(rows) > 7 {
				t.Errorf("%d areas: %d rows", areas, len(rows))
			}
			for _, b := range slices.Concat(p.screens[officer].Rows...) {
				if id, ok := strings.CutPrefix(b.Do, "a."); ok {
					reached[id] = true
				}
			}
			if !p.offers(officer, "later") {
				break
			}
			p.press(officer, "later")
		}
		if len(reached) != areas {
			t.Errorf("of %d areas %d are reached", areas, len(reached))
		}
		if areas == 1 {
			continue
		}
		p.screens[officer] = out.Says[0]
		p.people[officer].Page = 0
		out = p.forge(officer, "a."+p.programme.Areas[1].ID)
		if len(out.Says) != 1 || !out.Says[0].Fresh || p.people[officer].Topic != p.programme.Areas[1].ID || !p.offers(officer, "a.korabel") {
			t.Errorf("another one: %+v", out.Says)
		}
	}
}
