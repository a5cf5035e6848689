package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// thePartner is beside the people of agendaPlay.
var thePartner = ID{66}

// camePlay is an agendaPlay whose meeting is over, with a published point of resident 1 that
// has become recommendation 1.
func camePlay(t *testing.T) (p *play, id string) {
	p, id = agendaPlay(t)
	p.join(thePartner[0])
	p.board.Staff = append(p.board.Staff, Member{Who: thePartner, Chat: 66, Lang: English, Name: "City lamps", Grants: []Grant{{Role: RolePartner, Body: cityLamps}}})
	p.proposes(p.join(1), id, "The lamps by the school are dark")
	p.publishes(id)
	p.now = p.now.AddDate(0, 0, 6)
	p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* more", "* came_of_it", "* make", "* p.1", "> Repair the lamps", "> The town", "* save")
	return p, id
}

// mark is what the board keeps of commitment n, and record the rest.
func (p *play) mark(n int) CommitmentMark {
	m, _ := p.board.commitmentMark(n)
	return m
}

func (p *play) cameRecord(n int) Commitment {
	c, _ := p.kept[Record[Commitment]{commitmentID(n)}].(*Commitment)
	if c == nil {
		return Commitment{}
	}
	return *c
}

// on presses a button whose name begins so: behind it stands what its screen showed.
func (p *play) on(who ID, prefix string) Outcome {
	p.c.Helper()
	for _, row := range p.screens[who].Rows {
		for _, b := range row {
			if strings.HasPrefix(b.Do, prefix+".") {
				return p.press(who, b.Do)
			}
		}
	}
	p.c.Fatalf("no button %q: %s", prefix, p.screenDos(who))
	return Outcome{}
}

// takesOn gives recommendation 1 to a member, until a day.
func (p *play) takesOn(who ID, role Role, day string) {
	p.c.Helper()
	p.command(theOrganiser, "desk")
	p.script(theOrganiser, "* further", "* came", "* n.1")
	p.on(theOrganiser, "owner")
	p.press(theOrganiser, "m."+memberMark(Member{Who: who})+"."+string(role))
	p.on(theOrganiser, "due")
	p.write(theOrganiser, day)
}

// opens opens commitment 1 at somebody's desk.
func (p *play) opensCame(who ID) {
	p.c.Helper()
	p.script(who, "/desk", "* further", "* came", "* n.1")
}

// TestFromAPointToDone: a point becomes a recommendation, a commitment with a post and a day,
// and is done; residents read what they said and what came of it, and no name.
func TestFromAPointToDone(t *testing.T) {
	p, id := camePlay(t)
	bob := p.join(2)
	if m := p.mark(1); m.State != Recommended || m.Points != bit(1) || m.Session != id || !slices.Equal(m.Areas, []string{"korabel"}) {
		t.Fatalf("the mark is %+v", m)
	}
	p.takesOn(theOfficer, RoleOfficer, "31.12.2026")
	if m := p.mark(1); m.State != Planned || m.Due != "2026-12-31" || m.Owner != theOfficer || m.Role != RoleOfficer {
		t.Fatalf("taken on: %+v", m)
	}
	p.opensCame(theOfficer)
	p.on(theOfficer, "state")
	p.script(theOfficer, "* s.underway", "* without")
	p.on(theOfficer, "state")
	out := p.script(theOfficer, "* s.done", "> All eleven lamps shine", "* save")
	if !says(out, "came.said_waits") || p.mark(1).State != DoneWhole || p.mark(1).Check == 0 {
		t.Fatalf("done: %v, %+v", out.Says, p.mark(1))
	}
	read := func() string { return fmt.Sprint(p.script(bob, "/menu", "* came", "* n.1").Says) }
	if s := read(); !strings.Contains(s, "The lamps by the school are dark") || !strings.Contains(s, "Repair the lamps") || !strings.Contains(s, "came.why_waits") || strings.Contains(s, "shine") {
		t.Errorf("before the check he reads %s", s)
	}
	p.script(theReviewer, "/desk", "* waits")
	p.on(theReviewer, "release")
	s := read()
	for _, want := range []string{"All eleven lamps shine", "came.state.recommended", "came.state.planned", "came.state.underway", "came.state.done", "role.name.officer"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is not in %s", want, s)
		}
	}
	for _, m := range p.board.Staff {
		if strings.Contains(s, m.Name) {
			t.Errorf("he reads the name of %s", m.Name)
		}
	}
	if raw := fmt.Sprintf("%+v", p.cameRecord(1)); strings.Contains(raw, fmt.Sprint(theOfficer)) {
		t.Errorf("the record says who: %s", raw)
	}
}

// TestCommitmentsThatAreNotTaken: a clear answer each, and nothing half done.
func TestCommitmentsThatAreNotTaken(t *testing.T) {
	p, id := camePlay(t)
	before := func() string { return fmt.Sprintf("%+v %+v", p.board.Came, p.cameRecord(1)) }
	was := before()
	unchanged := func(what string, out Outcome, key string) {
		t.Helper()
		if !says(out, key) {
			t.Errorf("%s: %v", what, out.Says)
		}
		if now := before(); now != was {
			t.Errorf("%s changed\n%s\nto\n%s", what, was, now)
		}
	}
	p.opensCame(theOrganiser)
	unchanged("a state without an owner and a day", p.on(theOrganiser, "state"), "came.needs_both")
	unchanged("done before it began", p.forge(theOrganiser, "s.done"), "came.needs_both")
	p.opensCame(theOrganiser)
	p.on(theOrganiser, "due")
	unchanged("31 June", p.write(theOrganiser, "31.6.2027"), "organise.when.no_day")
	unchanged("a day that has passed", p.write(theOrganiser, "1.6.2026"), "organise.when.past")
	unchanged("no day", p.write(theOrganiser, "soon"), "came.due_misfit")
	p.opensCame(theOrganiser)
	p.on(theOrganiser, "state")
	p.press(theOrganiser, "s.declined")
	unchanged("declined without a reason", p.forge(theOrganiser, "without"), "review.write.misfit")
	unchanged("4,000 characters", p.write(theOrganiser, strings.Repeat("word ", 800)), "collect.full")
	if n := len([]rune(p.people[theOrganiser].Text)); n > mostWhy {
		t.Errorf("%d characters are kept", n)
	}
	p.press(theOrganiser, "cancel")
	for _, who := range []ID{{2}, theOfficer, theReviewer} { // nobody else changes it
		p.join(2)
		p.people[who].Step, p.people[who].Topic = StepCameOne, "1"
		p.forge(who, "state.1")
		p.people[who].Step = StepCameOwner
		p.forge(who, "outside")
		if now := before(); now != was {
			t.Fatalf("%v changed it", who)
		}
	}
	p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* more", "* came_of_it", "* make", "* p.1", "> Again", "> The town")
	a := p.agendaOf(id)
	a.unpublish(1)
	p.kept[Record[Agenda]{id}] = a
	unchanged("a point that was taken off meanwhile", p.press(theOrganiser, "save"), "agenda.gone")
}

// TestTwoChangeACommitment: whoever is second reads how it stands, and nothing of theirs is
// saved.
func TestTwoChangeACommitment(t *testing.T) {
	p, _ := camePlay(t)
	p.takesOn(theOfficer, RoleOfficer, "31.12.2026")
	p.opensCame(theOfficer)
	p.on(theOfficer, "state")
	p.script(theOfficer, "* s.done", "> Finished")
	p.opensCame(theOrganiser)
	p.on(theOrganiser, "state")
	p.script(theOrganiser, "* s.underway", "* without")
	out := p.press(theOfficer, "save")
	if !says(out, "came.meanwhile") || p.mark(1).State != UnderWay || len(p.cameRecord(1).History) != 3 {
		t.Errorf("the second: %v, %+v", out.Says, p.cameRecord(1))
	}
}

// TestAnOwnerWhoLeaves: the words stay, organisers are told once and choose another.
func TestAnOwnerWhoLeaves(t *testing.T) {
	p, _ := camePlay(t)
	p.takesOn(theOfficer, RoleOfficer, "31.12.2026")
	if bit := p.board.CameReminder(p.mark(1), p.programme, p.now); bit != 0 {
		t.Fatalf("too early: %d", bit)
	}
	p.script(theOfficer, "& mydata.erase", "* yes")
	m := p.mark(1)
	bit := p.board.CameReminder(m, p.programme, p.now)
	if bit != cameLost || !p.board.lost(m) {
		t.Fatalf("after they left: %d, %+v", bit, m)
	}
	told := 0
	for _, to := range p.board.Staff {
		if say, ok := p.board.TellCame(p.programme, m, bit, to); ok {
			told++
			if to.Who != theOrganiser || strings.Contains(fmt.Sprint(say), "lamps") {
				t.Errorf("%v is told %v", to.Who, say)
			}
		}
	}
	if told != 1 || !p.board.CameToldOf(1, bit) || p.board.CameToldOf(1, bit) || p.board.CameReminder(p.mark(1), p.programme, p.now) != 0 {
		t.Errorf("told %d times, %+v", told, p.mark(1))
	}
	if out := p.script(p.join(2), "/menu", "* came", "* n.1"); !says(out, "came.lost") || p.cameRecord(1).Words != "Repair the lamps" {
		t.Errorf("a resident reads %v", out.Says)
	}
	p.opensCame(theOrganiser)
	p.on(theOrganiser, "owner")
	p.press(theOrganiser, "m."+memberMark(Member{Who: thePartner})+"."+string(RolePartner))
	if m := p.mark(1); p.board.lost(m) || m.Serves != cityLamps || m.State != Planned {
		t.Errorf("another: %+v", m)
	}
}

// TestOwnersAreReminded before and after the day, once each, and all read that it is overdue.
func TestOwnersAreReminded(t *testing.T) {
	p, _ := camePlay(t)
	p.takesOn(theOfficer, RoleOfficer, "31.12.2026")
	due := time.Date(2026, 12, 31, 12, 0, 0, 0, p.programme.Zone)
	for _, tt := range []struct {
		at   time.Time
		want uint8
		who  []ID
	}{
		{due.AddDate(0, 0, -8), 0, nil},
		{due.AddDate(0, 0, -6), cameSoon, []ID{theOfficer}},
		{due.Add(11 * time.Hour), 0, nil}, // it is still the day
		{due.AddDate(0, 0, 1), cameLate, []ID{theOfficer, theOrganiser}},
		{due.AddDate(0, 0, 2), 0, nil},
	} {
		p.now = tt.at
		m := p.mark(1)
		if got := p.board.CameReminder(m, p.programme, p.now); got != tt.want {
			t.Errorf("%v: %d, not %d", tt.at, got, tt.want)
		}
		var who []ID
		for _, to := range p.board.Staff {
			if _, ok := p.board.TellCame(p.programme, m, tt.want, to); ok {
				who = append(who, to.Who)
			}
		}
		slices.SortFunc(who, func(a, b ID) int { return slices.Compare(b[:], a[:]) })
		if !slices.Equal(who, tt.who) {
			t.Errorf("%v: %v are told", tt.at, who)
		}
		p.board.CameToldOf(1, tt.want)
	}
	if out := p.script(p.join(2), "/menu", "* came"); !strings.Contains(fmt.Sprint(out.Says), "came.state.overdue") {
		t.Errorf("a resident reads %v", out.Says)
	}
}

// TestWhoReadsWhatCame: nobody under 18, and of a closed meeting only whoever was there.
func TestWhoReadsWhatCame(t *testing.T) {
	p, id := camePlay(t)
	teen := p.join(3, func(x *Person) { x.Age = AgeTeen })
	if p.command(teen, "menu"); p.offers(teen, "came") {
		t.Error("somebody of 13-17 finds it in the menu")
	}
	if out := p.link(teen, "came.w.1"); strings.Contains(fmt.Sprint(out.Says), "lamps") {
		t.Errorf("... and reads %v", out.Says)
	}
	elsewhere := p.join(4, func(x *Person) { x.Area = "tavr" })
	if out := p.link(elsewhere, "came"); !says(out, "came.all") || !says(out, "came.item") {
		t.Errorf("elsewhere: %v", out.Says)
	}
	for i := range p.board.Sessions {
		if p.board.Sessions[i].ID == id {
			p.board.Sessions[i].Invited = true
		}
	}
	if out := p.link(p.join(2), "came.w.1"); strings.Contains(fmt.Sprint(out.Says), "lamps") {
		t.Errorf("of a meeting by invitation: %v", out.Says)
	}
	p.people[ID{2}].Sessions = []string{id}
	if out := p.link(ID{2}, "came.w.1"); !strings.Contains(fmt.Sprint(out.Says), "lamps") {
		t.Errorf("who was there: %v", out.Says)
	}
}

// TestACommitmentIsTranslated: the programme's other languages are asked for, and its reader
// gets theirs; other words are asked for anew.
func TestACommitmentIsTranslated(t *testing.T) {
	p, _ := camePlay(t)
	one, two := p.join(70), p.join(71)
	for _, who := range []ID{one, two} {
		p.board.Staff = append(p.board.Staff, Member{Who: who, Chat: int64(who[0]), Lang: English, Writes: []Lang{English, Ukrainian}, Grants: []Grant{{Role: RoleTranslator}}})
	}
	c := p.cameRecord(1)
	tn := &turn{w: p.world(), e: Event{Who: one, Now: p.now}, p: p.people[one].clone()}
	tn.w.Records[Record[Commitment]{"1"}] = &c
	w, ok := tn.passageAt("w/1/words")
	if !ok || len(w.tasks()) != 1 || w.words != "Repair the lamps" {
		t.Fatalf("the passage is %+v, %v", w, ok)
	}
	tn.keepTranslation(w, Translation{Lang: Ukrainian, State: TranslationReviewed, Words: "Полагодити ліхтарі", Of: sumOf(w.words)})
	p.board = *tn.w.Board
	for _, e := range tn.out.Effects {
		if put, is := e.(Put[Commitment]); is {
			p.kept[Record[Commitment]{put.ID}] = &put.Record
		}
	}
	olena := p.join(5, func(x *Person) { x.Lang = Ukrainian })
	if out := p.link(olena, "came.w.1"); !strings.Contains(fmt.Sprint(out.Says), "Полагодити ліхтарі") {
		t.Errorf("she reads %v", out.Says)
	}
	p.opensCame(theOrganiser)
	p.on(theOrganiser, "words")
	p.script(theOrganiser, "> Mend every lamp", "* save")
	if out := p.link(olena, "came.w.1"); !strings.Contains(fmt.Sprint(out.Says), "Mend every lamp") || p.cameRecord(1).Words != "Mend every lamp" || !p.mark(1).Asked {
		t.Errorf("of other words: %v, %+v", out.Says, p.mark(1))
	}
}
