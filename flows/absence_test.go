package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// away is a town whose officer of korabel is away from tomorrow for three days,
// and whose officer of tavr was asked to stand in; with a released case.
type away struct {
	*desks
	deputy ID
	c      *Concern
	from   time.Time
}

func newAway(c checker) *away {
	w := &away{desks: newDesks(c)}
	w.deputy = w.second
	w.board.member(w.deputy).Grants[0].Areas = []string{"tavr"}
	w.c = w.releasedBefore()
	w.from = time.Date(2026, 11, 21, 0, 0, 0, 0, w.programme.Zone)
	w.says(w.officer, w.deputy)
	return w
}

// says has an officer say that they are away from the 21st to the 23rd.
func (w *away) says(who, deputy ID) Outcome {
	w.desks.c.Helper()
	choice := "* p.nobody"
	if deputy != (ID{}) {
		choice = "* p." + memberMark(*w.board.member(deputy))
	}
	return w.script(who, "/desk", "* away", "* new", "* d.2026-11-21", "* d.2026-11-23", choice, "* confirm")
}

// sees says whether somebody finds the case on their list of cases, and can open it.
func (w *away) sees(who ID) bool {
	w.desks.c.Helper()
	w.script(who, "/desk", "! cases")
	listed := w.offers(who, "c."+w.c.Handle)
	out := w.script(who, "! c."+w.c.Handle)
	opens := strings.Contains(fmt.Sprint(out.Says), "lamp")
	if listed != opens {
		w.desks.c.Errorf("listed: %v, opens: %v", listed, opens)
	}
	w.script(who, "/desk", "! digest")
	shown := w.people[who].Step == StepDigest && slices.Contains(w.officerAreasOf(who), "korabel")
	if digest := w.offers(who, "a.korabel") || shown; digest != listed {
		w.desks.c.Errorf("cases: %v, digest: %v", listed, digest)
	}
	return listed
}

func (w *away) officerAreasOf(who ID) []string {
	t := &turn{w: World{Programme: w.programme, Board: &w.board}, e: Event{Who: who, Now: w.now}, p: &Person{}}
	return t.mayIn(officerNumbers)
}

// TestDeputies is when somebody stands in: by the clock, the roles of both and
// what they said, and never a moment longer.
func TestDeputies(t *testing.T) {
	day := 24 * time.Hour
	tests := []struct {
		name   string
		after  time.Duration // the first day's midnight
		change func(w *away)
		sees   bool
	}{
		{"before", -time.Second, nil, false},
		{"from midnight", 0, nil, true},
		{"in the middle", 36 * time.Hour, nil, true},
		{"to the last second", 3*day - time.Second, nil, true},
		{"after it", 3 * day, nil, false},
		{"nobody was asked", day, func(w *away) { w.board.member(w.officer).Away.Deputy = ID{} }, false},
		{"the deputy said no", day, func(w *away) {
			w.script(w.deputy, "/desk", "* away", "* no."+memberMark(*w.board.member(w.officer)))
		}, false},
		{"back early", day, func(w *away) { w.script(w.officer, "/desk", "* away", "* end") }, false},
		{"the role of whoever is away is gone", day, func(w *away) {
			m := w.board.member(w.officer)
			w.script(w.organiser, "/desk", "* people", "* staff", "* m."+memberMark(*m), "* r."+grantMark(m.Grants[0]), "* sure")
		}, false},
		{"whoever is away is moved", day, func(w *away) { w.board.member(w.officer).Grants[0].Areas = []string{"tavr"} }, false},
		{"whoever is away erased everything", day, func(w *away) { w.script(w.officer, "/cancel", "& mydata.erase", "* yes") }, false},
		{"the deputy is away too", day, func(w *away) {
			w.board.member(w.deputy).Away = &Absence{From: w.now.Unix(), Until: w.now.Add(day).Unix(), Deputy: w.organiser}
		}, false},
		{"the deputy was away before", day, func(w *away) { w.board.member(w.deputy).Away = &Absence{From: 1, Until: w.now.Unix()} }, true},
		{"the deputy is a reviewer now", day, func(w *away) {
			m := w.board.member(w.deputy)
			m.Grants = append(m.Grants, Grant{Role: RoleReviewer})
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newAway(t)
			w.now = w.from.Add(tt.after)
			if tt.change != nil {
				tt.change(w)
			}
			if got := w.sees(w.deputy); got != tt.sees {
				t.Errorf("the deputy sees it: %v", got)
			}
			present := w.board.OfficersNow("korabel", w.now)
			if in := slices.ContainsFunc(present, func(m Member) bool { return m.Who == w.deputy }); in != tt.sees {
				t.Errorf("the deputy is among %v: %v", present, in)
			}
		})
	}
}

// TestADeputyLosesTheirRole: an officer no more, they see nothing of either.
func TestADeputyLosesTheirRole(t *testing.T) {
	w := newAway(t)
	w.now = w.from
	w.opened(w.deputy, "cases", w.c)
	w.script(w.deputy, "* answer", "* own", "> We went")
	w.board.member(w.deputy).Grants = []Grant{{Role: RoleFacilitator}}
	out := w.script(w.deputy, "* send")
	if !says(out, "desk.not_yours") || len(out.Effects) > 0 || strings.Contains(fmt.Sprint(out.Says), "lamp") {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
}

// TestADeputyWorks as far as whoever is away could, and not a second longer: an
// answer half written when the absence ends is not sent.
func TestADeputyWorks(t *testing.T) {
	w := newAway(t)
	w.now = w.from.Add(time.Hour)
	w.opened(w.deputy, "cases", w.c)
	out := w.script(w.deputy, "* acknowledge")
	if w.filed(w.c).Acked == 0 || len(w.log) == 0 || w.log[0].Who != w.deputy {
		t.Fatalf("%v %v", out.Says, w.log)
	}
	w.now = w.from.Add(72*time.Hour - time.Minute)
	w.opened(w.deputy, "cases", w.c)
	w.script(w.deputy, "* answer", "* own", "> We went")
	w.now = w.from.Add(72 * time.Hour)
	out = w.script(w.deputy, "* send")
	if !says(out, "cases.gone") || len(out.Effects) > 0 || strings.Contains(fmt.Sprint(out.Says), "lamp") || out.Person.Text != "" {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
	if !w.sees(w.officer) {
		t.Error("whoever was away does not see it")
	}
}

// TestADeputysDeputy sees nothing of whoever is away first.
func TestADeputysDeputy(t *testing.T) {
	w := newAway(t)
	third := w.join(50)
	w.board.Staff = append(w.board.Staff, Member{Who: third, Chat: 50, Lang: English, Grants: []Grant{{Role: RoleOfficer, Areas: []string{"tavr"}}}})
	w.link(third, "desk")
	w.says(w.deputy, third) // the same days
	w.now = w.from.Add(time.Hour)
	if w.sees(w.deputy) || w.sees(third) {
		t.Error("somebody stands in for two absences in a row")
	}
	if out := w.script(w.organiser, "/desk", "* people", "* staff"); !says(out, "absence.line.both") || !says(out, "absence.line.with") {
		t.Errorf("the organiser reads %v", out.Says)
	}
	if out := w.script(w.deputy, "/desk"); !says(out, "absence.for_not_now") {
		t.Errorf("the deputy reads %v", out.Says)
	}
	if out := w.script(w.author, "& officer"); !says(out, "absence.nobody_here") {
		t.Errorf("residents read %v", out.Says)
	}
}

// TestWhoMayBeADeputy: officers, and nobody else, whatever is pressed.
func TestWhoMayBeADeputy(t *testing.T) {
	w := newAway(t)
	both := w.join(51)
	w.board.Staff = append(w.board.Staff, Member{Who: both, Chat: 51, Lang: English, Grants: []Grant{{Role: RoleOfficer}, {Role: RoleLead}}})
	w.script(w.officer, "/desk", "* away", "* end", "* new", "* d.2026-11-21", "* d.2026-11-21")
	for _, who := range []ID{w.reviewer, w.contact, w.lead, w.organiser, w.partner, w.officer, both, w.author} {
		mark := memberMark(Member{Who: who})
		if w.offers(w.officer, "p."+mark) {
			t.Errorf("%v is offered", who)
		}
		if out := w.script(w.officer, "! p."+mark); out.Person.Step != StepAwayDeputy || len(out.Effects) > 0 {
			t.Errorf("%v can be chosen: %v", who, out.Says)
		}
	}
	w.script(w.officer, "* p."+memberMark(*w.board.member(w.deputy)))
	w.board.member(w.deputy).Grants = []Grant{{Role: RoleReviewer}} // between the last look and the press
	out := w.script(w.officer, "* confirm")
	if !says(out, "absence.not_them") || len(out.Effects) > 0 {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
	// a record that says so all the same gives nothing
	for _, who := range []ID{w.reviewer, w.contact, w.lead, w.organiser, w.partner} {
		w.board.member(w.officer).Away = &Absence{From: 1, Until: w.now.Add(time.Hour).Unix(), Deputy: who}
		if d := w.board.deputyOf(w.board.member(w.officer), w.now); d != nil {
			t.Errorf("%v stands in", d.Grants)
		}
	}
}

// TestDaysOfAnAbsence are typed and chosen, and refused with a reason.
func TestDaysOfAnAbsence(t *testing.T) {
	tests := []struct {
		name  string
		moves []string
		says  string
		step  Step
	}{
		{"typed", []string{"> 5.12", "> 7.12.2026"}, "absence.who", StepAwayDeputy},
		{"one day", []string{"* d.2026-11-20", "* d.2026-11-20"}, "absence.who", StepAwayDeputy},
		{"over the new year", []string{"> 30.12", "> 8.1"}, "absence.who", StepAwayDeputy},
		{"a day that was", []string{"> 19.11.2026"}, "organise.when.past", StepAwayFrom},
		{"31 June", []string{"> 31.6.2027"}, "organise.when.no_day", StepAwayFrom},
		{"years away", []string{"> 1.1.2030"}, "organise.when.far", StepAwayFrom},
		{"forged", []string{"! d.2026-13-77"}, "organise.when.no_day", StepAwayFrom},
		{"forged nonsense", []string{"! d.x"}, "absence.misfit", StepAwayFrom},
		{"words", []string{"> next week"}, "absence.misfit", StepAwayFrom},
		{"an hour", []string{"> 5.12 18:00"}, "absence.misfit", StepAwayFrom},
		{"a picture", []string{"photo x"}, "absence.misfit", StepAwayFrom},
		{"ends before it begins", []string{"> 5.12", "> 4.12"}, "absence.wrong_days", StepAwayTill},
		{"for half a year", []string{"> 5.12", "> 5.6.2027"}, "absence.wrong_days", StepAwayTill},
		{"left and gone on with", []string{"> 5.12", "/start", "* on", "> 6.12"}, "absence.who", StepAwayDeputy},
		{"cancelled", []string{"> 5.12", "> 6.12", "* cancel"}, "common.cancelled", StepDesk},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newAway(t)
			w.script(w.officer, "/desk", "* away", "* end", "* new")
			out := w.script(w.officer, tt.moves...)
			if !says(out, tt.says) || out.Person.Step != tt.step || len(out.Effects) > 0 {
				t.Errorf("at %s: %v", out.Person.Step, out.Says)
			}
		})
	}
	w := newAway(t)
	w.script(w.officer, "/desk", "* away", "* new", "* d.2026-11-20", "* d.2026-11-20", "* p.nobody")
	w.now = w.now.AddDate(0, 0, 1) // and the last look lay there until it was over
	out := w.script(w.officer, "! confirm")
	if !says(out, "absence.wrong_days") && out.Person.Step != StepInterrupted || len(out.Effects) > 0 {
		t.Errorf("%v %v", out.Says, out.Effects)
	}
}

// TestAbsencesAreWholeDays in the programme's zone, whatever the clocks do.
func TestAbsencesAreWholeDays(t *testing.T) {
	zones := []string{"Europe/Kyiv", "Asia/Jerusalem", "Europe/Warsaw", "America/New_York", "Asia/Beirut", "America/Havana"} // the last two change at midnight
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 700).Draw(t, "first"))
		last := first.AddDate(0, 0, rapid.IntRange(0, 91).Draw(t, "days"))
		tn := &turn{w: World{Programme: &Programme{Zone: zone}}, e: Event{Now: first.AddDate(0, 0, -3)},
			p: &Person{Flow: Flow{Topic: first.Format(time.DateOnly) + " " + last.Format(time.DateOnly)}}}
		a := tn.absence()
		if a == nil {
			t.Fatal("refused")
		}
		m := Member{Away: a}
		for h := -26; h <= 24*92+50; h++ {
			at := first.Add(time.Duration(h) * time.Hour)
			day := at.In(zone).Format(time.DateOnly)
			if want := day >= first.Format(time.DateOnly) && day <= last.Format(time.DateOnly); m.AwayAt(at) != want {
				t.Fatalf("at %s away: %v", at.In(zone), !want)
			}
		}
		if till := time.Time(lastDay(a.Until)).In(zone).Format(time.DateOnly); till != last.Format(time.DateOnly) {
			t.Fatalf("the last day is told as %s", till)
		}
	})
}

// TestWhoIsToldOfAnAbsence: whoever is to stand in, that they are not any more,
// and whoever asked if they cannot; by night without a sound, nobody who paused.
func TestWhoIsToldOfAnAbsence(t *testing.T) {
	w := newAway(t)
	told := func(out Outcome, who ID, key string) {
		t.Helper()
		s, is := sentTo(out, who)
		if is != (key != "") || is && s.Lines[0].Key != key {
			t.Errorf("told %v, want %q", s, key)
		}
	}
	other := w.join(52)
	w.board.Staff = append(w.board.Staff, Member{Who: other, Chat: 52, Lang: English, Grants: []Grant{{Role: RoleOfficer}}})
	w.link(other, "desk")
	out := w.says(w.officer, other)
	told(out, other, "absence.asked")
	told(out, w.deputy, "absence.off")
	out = w.script(other, "/desk", "* away", "* no."+memberMark(*w.board.member(w.officer)))
	told(out, w.officer, "absence.refused")
	if out = w.script(w.officer, "/desk"); !says(out, "absence.line.declined") {
		t.Errorf("%v", out.Says)
	}
	out = w.script(w.officer, "* away", "* end")
	told(out, other, "") // they had said no
	w.script(w.deputy, "/stop")
	out = w.says(w.officer, w.deputy)
	told(out, w.deputy, "")
	if out = w.script(w.deputy, "/desk"); !says(out, "absence.for") {
		t.Errorf("whoever paused finds it at the desk: %v", out.Says)
	}
	w.now = w.now.Add(13 * time.Hour) // 23:00
	out = w.says(w.officer, other)
	if s, is := sentTo(out, other); !is || s.Wait == nil {
		t.Errorf("by night: %v", s)
	}
	out = w.script(w.deputy, "/desk", "* away", "! no."+memberMark(*w.board.member(w.officer)))
	if !says(out, "absence.gone") || len(out.Effects) > 0 { // somebody else was asked meanwhile
		t.Errorf("%v %v", out.Says, out.Effects)
	}
	if out = w.script(w.organiser, "/desk", "! away"); len(out.Effects) > 0 || out.Person.Step != StepDesk {
		t.Errorf("an organiser can be away: %v", out.Says)
	}
}

// TestWhatPeopleReadOfAnAbsence: by neighbourhood, never who; and no day is
// promised where nobody is there.
func TestWhatPeopleReadOfAnAbsence(t *testing.T) {
	tests := []struct {
		name    string
		change  func(w *away)
		after   time.Duration
		officer string // on "My officer"
		receipt string
	}{
		{"before", nil, -time.Hour, "", "concern.receipt.looks"},
		{"somebody stands in", nil, time.Hour, "absence.here", "concern.receipt.looks"},
		{"nobody does", func(w *away) { w.says(w.officer, ID{}) }, time.Hour, "absence.nobody_here", "absence.waits"},
		{"nobody does, but another officer is there", func(w *away) {
			w.says(w.officer, ID{})
			w.board.member(w.deputy).Grants[0].Areas = nil
		}, time.Hour, "absence.here", "concern.receipt.looks"},
		{"it is over", func(w *away) { w.says(w.officer, ID{}) }, 72 * time.Hour, "", "concern.receipt.looks"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newAway(t)
			if tt.change != nil {
				tt.change(w)
			}
			w.now = w.from.Add(tt.after)
			out := w.script(w.author, "& officer")
			for _, key := range []string{"absence.here", "absence.nobody_here"} {
				if says(out, key) != (key == tt.officer) {
					t.Errorf("My officer: %v", out.Says)
				}
			}
			if text := fmt.Sprint(out.Says); strings.Contains(text, w.board.member(w.officer).Name+"}") || strings.Contains(text, "Quote") {
				t.Errorf("it says who: %v", out.Says)
			}
			out = w.script(w.author, "/menu", "& concern", "* street", "* mine", "> x", "* answer", "* send")
			if !says(out, tt.receipt) || tt.receipt != "concern.receipt.looks" && says(out, "concern.receipt.looks") {
				t.Errorf("the receipt: %v", out.Says)
			}
			out = w.script(w.author, "& "+caseDo(w.c.Code))
			if says(out, "absence.waits") != (tt.receipt == "absence.waits") {
				t.Errorf("the case: %v", out.Says)
			}
		})
	}
	w := newAway(t)
	out := w.script(w.organiser, "/desk", "* people", "* staff")
	if !says(out, "absence.line.with") {
		t.Errorf("the organiser reads %v", out.Says)
	}
	if out = w.script(w.organiser, "* m."+memberMark(*w.board.member(w.officer))); !says(out, "absence.line.with") {
		t.Errorf("the organiser reads %v", out.Says)
	}
}
