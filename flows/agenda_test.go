package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// The people of agendaPlay, beside the residents 1 and up.
var (
	theOrganiser, theReviewer, theOfficer, theContact, theLead, theFacilitator = ID{60}, ID{61}, ID{62}, ID{63}, ID{64}, ID{65}
)

// agendaPlay is a meeting in korabel on 25 November that takes points, with somebody for
// each desk.
func agendaPlay(t *testing.T, change ...func(*Session)) (p *play, id string) {
	p = everything(t)
	id = "agendas"
	p.meeting(id, append([]func(*Session){func(s *Session) {
		s.Points, s.Areas, s.Start, s.Capacity = true, []string{"korabel"}, p.now.AddDate(0, 0, 5).Unix(), 30
	}}, change...)...)
	p.board.Staff = nil
	for who, role := range map[ID]Role{theOrganiser: RoleOrganiser, theReviewer: RoleReviewer, theOfficer: RoleOfficer, theContact: RoleIndependent, theLead: RoleLead, theFacilitator: RoleFacilitator} {
		p.join(who[0])
		p.board.Staff = append(p.board.Staff, Member{Who: who, Chat: int64(who[0]), Lang: English, Reads: []Lang{English}, Name: "Ann" + string(role[:1]), Grants: []Grant{{Role: role, Areas: []string{"korabel"}}}})
		p.command(who, "desk")
	}
	return p, id
}

// proposes goes from the card to a point that is handed in, and gives its number.
func (p *play) proposes(who ID, id, words string) int {
	p.c.Helper()
	p.script(who, "& s."+id, "* agenda", "* propose", "> "+words, "* send")
	return len(p.agendaOf(id).Points)
}

func (p *play) agendaOf(id string) *Agenda {
	a, _ := p.kept[Record[Agenda]{id}].(*Agenda)
	if a == nil {
		a = &Agenda{}
	}
	c := a.clone()
	return &c
}

// publishes has a reviewer release all that waits, and an organiser publish it.
func (p *play) publishes(id string) {
	p.c.Helper()
	p.command(theReviewer, "desk")
	for p.offers(theReviewer, "points") {
		p.press(theReviewer, "points")
		p.press(theReviewer, "release")
	}
	p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* more", "* agenda")
	for _, point := range p.agendaOf(id).released() {
		p.press(theOrganiser, fmt.Sprint("pt.", point.N))
		p.press(theOrganiser, "publish")
	}
}

// TestAPointReachesTheAgenda: from a resident by a reviewer and an organiser to everybody,
// and its author is told without anybody knowing them.
func TestAPointReachesTheAgenda(t *testing.T) {
	p, id := agendaPlay(t)
	ann, bob := p.join(1), p.join(2)
	out := p.script(ann, "& s."+id, "* agenda", "* propose")
	if !says(out, "agenda.propose.reviewer") || !says(out, "agenda.propose.kept") {
		t.Errorf("the notice is %v", out.Says)
	}
	out = p.script(ann, "> The <b>lamps</b> are dark", "* send")
	if !says(out, "agenda.sent") || !says(out, "agenda.mine.waits") {
		t.Errorf("she reads %v", out.Says)
	}
	for _, who := range []ID{bob, theOfficer, theOrganiser} { // nobody sees what is not checked
		p.link(who, "agenda."+id)
		p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* more", "* agenda")
		if strings.Contains(fmt.Sprint(p.screens[who]), "lamps") {
			t.Errorf("%v sees %v", who, p.screens[who])
		}
	}
	if raw := fmt.Sprintf("%+v", p.agendaOf(id)); strings.Contains(raw, fmt.Sprint(ann)) || !slices.Equal(p.people[ann].Points, []Proposed{{id, 1}}) {
		t.Errorf("kept: %s, %+v", raw, p.people[ann].Points)
	}
	if out := p.command(theReviewer, "desk"); !says(out, "desk.at") || !p.offers(theReviewer, "waits") {
		t.Errorf("nothing waits: %v", out.Says)
	}
	p.script(theReviewer, "* waits", "* shorten", "> Lamps are dark", "* release")
	p.script(theOrganiser, "/desk", "* waits", "* pt.1", "* publish")
	out = p.script(bob, "& s."+id, "* agenda")
	if fmt.Sprint(saidOf(out, "agenda.item", "words")) != "Lamps are dark" {
		t.Errorf("he reads %v", out.Says)
	}
	part := p.board.News[len(p.board.News)-1]
	told := func(who ID) bool { _, ok := AgendaTold(&p.board, part, p.people[who]); return ok }
	if !part.OfAgenda() || !told(ann) || told(bob) {
		t.Errorf("told: %v, %v of %+v", told(ann), told(bob), part)
	}
	if say, _ := AgendaTold(&p.board, part, p.people[ann]); !hasKey(say, "agenda.told.published") {
		t.Errorf("she is told %v", say)
	}
}

// TestMeTooIsCountedFromFive: only in one's own record, shown from k in steps of k, taken
// back, and once for two points that become one.
func TestMeTooIsCountedFromFive(t *testing.T) {
	p, id := agendaPlay(t)
	p.proposes(p.join(1), id, "Lamps")
	p.proposes(p.join(2), id, "The lamps by the school")
	p.publishes(id)
	shown := func() Outcome { return p.link(ID{1}, "agenda."+id) }
	for n := byte(10); n < 17; n++ {
		who := p.join(n)
		p.script(who, "& s."+id, "* agenda", "* too.1")
		if n%2 == 0 {
			p.press(who, "too.2")
		}
		if n == 13 && says(shown(), "agenda.people") {
			t.Error("four people are shown")
		}
	}
	if out := shown(); fmt.Sprint(saidOf(out, "agenda.people", "people")) != "5" {
		t.Errorf("of seven people: %v", out.Says)
	}
	a := p.agendaOf(id)
	if a.people(1) != 7 || a.people(2) != 4 || strings.Contains(fmt.Sprintf("%+v", *a), fmt.Sprint(ID{10})) {
		t.Errorf("%+v", a)
	}
	p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* more", "* agenda", "* pt.2", "* merge", "* into.1")
	if a = p.agendaOf(id); a.people(1) != 7 || len(a.published()) != 1 {
		t.Errorf("merged: %+v", a)
	}
	out := p.script(ID{10}, "& agenda."+id, "* too.1") // had both: takes both back
	if a = p.agendaOf(id); a.people(1) != 6 || p.people[ID{10}].MeToo != nil {
		t.Errorf("taken back: %+v, %v", a, out.Says)
	}
	if out := p.link(ID{2}, "agenda."+id); !says(out, "agenda.mine.merged") {
		t.Errorf("its author reads %v", out.Says)
	}
	p.script(ID{11}, "& mydata.erase", "* yes")
	if a = p.agendaOf(id); a.people(1) != 5 {
		t.Errorf("after somebody erased themselves: %+v", a)
	}
}

// TestPointsThatAreNotTaken: a clear answer each, and nothing half done.
func TestPointsThatAreNotTaken(t *testing.T) {
	p, id := agendaPlay(t)
	ann := p.join(1)
	p.proposes(ann, id, "Lamps")
	if out := p.script(ann, "* propose", "> lamps", "* send"); !says(out, "agenda.twice") || len(p.agendaOf(id).Points) != 1 {
		t.Errorf("twice: %v", out.Says)
	}
	if out := p.script(ann, "* propose", "> "+strings.Repeat("x", 5000)); !says(out, "collect.full") {
		t.Errorf("5,000 letters: %v", out.Says)
	}
	if p.press(ann, "send"); len([]rune(p.agendaOf(id).Points[1].Words)) > mostPoint {
		t.Errorf("kept %d", len(p.agendaOf(id).Points[1].Words))
	}
	if out := p.script(ann, "* propose", "> One more", "* question"); !p.agendaOf(id).Points[2].Question {
		t.Errorf("a question: %v", out.Says)
	}
	if out := p.press(ann, "propose"); !says(out, "agenda.enough") {
		t.Errorf("a fourth: %v", out.Says)
	}
	if out := p.press(ann, "take.1"); !says(out, "agenda.taken") || p.agendaOf(id).Points[0].Words != "" || len(p.people[ann].Points) != 2 {
		t.Errorf("taken back: %v, %+v", out.Says, p.agendaOf(id))
	}
	p.publishes(id)
	p.link(ann, "agenda."+id)
	if out := p.forge(ann, "take.2"); !says(out, "agenda.on_it") || len(p.agendaOf(id).published()) != 2 {
		t.Errorf("taken back too late: %v", out.Says)
	}
	bob := p.join(2)
	p.script(bob, "& agenda."+id, "* propose", "> One more", "* send")
	if !says(Outcome{Says: []Say{p.screens[bob]}}, "agenda.there") || len(p.agendaOf(id).Points) != 3 {
		t.Errorf("what is there already: %v", p.screens[bob])
	}
	p.link(bob, "agenda."+id)
	if out := p.forge(bob, "take.2"); says(out, "agenda.taken") || len(p.agendaOf(id).published()) != 2 {
		t.Errorf("somebody else's: %v", out.Says)
	}
	p.now = p.now.AddDate(0, 0, 4).Add(time.Minute)
	if out := p.link(bob, "agenda."+id); hasButton(out.Says[0], "agenda.propose.button") {
		t.Errorf("a day before: %v", out.Says)
	}
	if out := p.forge(bob, "propose"); !says(out, "agenda.closed") {
		t.Errorf("too late: %v", out.Says)
	}
}

// TestErasingTakesAnUnpublishedPointBack, and leaves what everybody reads, which is
// nobody's.
func TestErasingTakesAnUnpublishedPointBack(t *testing.T) {
	p, id := agendaPlay(t)
	ann := p.join(1)
	p.proposes(ann, id, "Published words")
	p.publishes(id)
	p.proposes(ann, id, "Words that wait")
	if out := p.command(ann, "mydata"); !says(out, "agenda.kept") {
		t.Errorf("my data is %v", out.Says)
	}
	p.script(ann, "& mydata.erase", "* yes")
	raw := fmt.Sprintf("%+v", p.agendaOf(id))
	if strings.Contains(raw, "Words that wait") || !strings.Contains(raw, "Published words") || p.agendaOf(id).Points[1].State != PointWithdrawn {
		t.Errorf("%s", raw)
	}
	if p.command(theReviewer, "desk"); p.offers(theReviewer, "points") {
		t.Error("it still waits to be checked")
	}
}

// TestWhichConcernsBecomePoints: none about home, hate or the police, and none of somebody
// under 18; the screen does not say that any is left out.
func TestWhichConcernsBecomePoints(t *testing.T) {
	p, id := agendaPlay(t)
	ann := p.join(1)
	for i, c := range []Category{Street, Home, Hate, Police} {
		code := fmt.Sprint("CASE-", i)
		p.concerns[code] = &Concern{Code: code, Author: ann, Category: c, Route: RouteOfficers, Sight: MayAnswer, Words: "Words of " + string(c), Case: CaseReceived}
		p.people[ann].Codes = append(p.people[ann].Codes, code)
	}
	p.script(ann, "& agenda."+id, "* propose")
	for i, want := range []bool{true, false, false, false} {
		if p.offers(ann, fmt.Sprint("case.case-", i)) != want {
			t.Errorf("%d is offered: %v", i, !want)
		}
	}
	p.forge(ann, "case.case-1")
	if p.people[ann].Text != "" {
		t.Error("a forged button makes a point of what happens at home")
	}
	p.script(ann, "* case.case-0", "* send")
	if got := p.agendaOf(id).Points; len(got) != 1 || got[0].Words != "Words of street" {
		t.Errorf("%+v", got)
	}
}

// TestYoungWordsGoToTheLead: a reviewer never sees them, officers no agenda of young people.
func TestYoungWordsGoToTheLead(t *testing.T) {
	p, id := agendaPlay(t, func(s *Session) { s.Youth = true })
	teen := p.join(1, func(p *Person) { p.Age = AgeTeen })
	out := p.script(teen, "& s."+id, "* agenda", "* propose")
	if !says(out, "agenda.propose.lead") {
		t.Errorf("%v", out.Says)
	}
	p.script(teen, "> A court", "* send")
	if p.command(theReviewer, "desk"); p.offers(theReviewer, "points") {
		t.Error("a reviewer is offered it")
	}
	p.people[theReviewer].Step, p.people[theReviewer].Topic = StepCheckPoint, id+" 1"
	if out := p.forge(theReviewer, "release"); p.agendaOf(id).Points[0].State != PointWaits {
		t.Errorf("a forged button releases it: %v", out.Says)
	}
	p.script(theLead, "/desk", "* points", "* release")
	if p.agendaOf(id).Points[0].State != PointReleased {
		t.Errorf("%+v", p.agendaOf(id))
	}
	if p.command(theOfficer, "desk"); p.offers(theOfficer, "points") {
		t.Error("officers are offered the agenda of young people")
	}
}

// TestAPointAboutAnOfficer goes to the independent contact, without an author, and to no
// officer and no organiser.
func TestAPointAboutAnOfficer(t *testing.T) {
	p, id := agendaPlay(t)
	ann := p.join(1)
	p.proposes(ann, id, "Officer X shouts at people")
	p.script(theReviewer, "/desk", "* points", "* contact")
	if raw := fmt.Sprintf("%+v", p.agendaOf(id)); strings.Contains(raw, "shouts") {
		t.Errorf("kept: %s", raw)
	}
	if len(p.concerns) != 1 {
		t.Fatalf("%d cases", len(p.concerns))
	}
	for _, c := range p.concerns {
		if c.Author != (ID{}) || c.Route != RouteIndependent || c.Category != Police || c.Words != "Officer X shouts at people" {
			t.Errorf("%+v", c)
		}
	}
	if p.command(theContact, "desk"); !p.offers(theContact, "contact") {
		t.Error("the contact has nothing")
	}
	for _, who := range []ID{theOfficer, theOrganiser} {
		if p.command(who, "desk"); strings.Contains(fmt.Sprint(p.screens[who]), "waits") && p.offers(who, "waits") {
			t.Errorf("%v has something: %v", who, p.screens[who])
		}
	}
	if out := p.link(ann, "agenda."+id); !says(out, "agenda.mine.contact") {
		t.Errorf("its author reads %v", out.Says)
	}
}

// TestOfficersAnswerInPublic: what is on the agenda, once a reviewer has let it through;
// and they propose points by way of the organiser.
func TestOfficersAnswerInPublic(t *testing.T) {
	p, id := agendaPlay(t)
	ann := p.join(1)
	p.script(ann, "& s."+id, "* agenda", "* propose", "> When will the lamps be mended?", "* question")
	p.publishes(id)
	p.script(theOfficer, "/desk", "* points", "* s."+id, "* a.1", "> In May", "* send")
	if out := p.link(ann, "agenda."+id); says(out, "agenda.answer") {
		t.Errorf("before it was checked: %v", out.Says)
	}
	if out := p.forge(theOfficer, "a.1"); !says(out, "agenda.org.meanwhile") {
		t.Errorf("a second answer: %v", out.Says)
	}
	p.script(theReviewer, "/desk", "* points", "* release")
	out := p.link(ann, "agenda."+id)
	if fmt.Sprint(saidOf(out, "agenda.answer", "words")) != "In May" {
		t.Errorf("%v", out.Says)
	}
	if say, ok := AgendaTold(&p.board, p.board.News[len(p.board.News)-1], p.people[ann]); !ok || !hasKey(say, "agenda.told.answered") {
		t.Errorf("she is told %v", say)
	}
	p.script(theOfficer, "/desk", "* points", "* s."+id, "* propose", "> Bicycles", "* send")
	if got := p.agendaOf(id).released(); len(got) != 1 || got[0].From != fromOfficers {
		t.Errorf("%+v", got)
	}
}

// TestTwoOrganisersOfAnAgenda: whoever comes second reads that somebody was quicker.
func TestTwoOrganisersOfAnAgenda(t *testing.T) {
	p, id := agendaPlay(t)
	p.proposes(p.join(1), id, "Lamps")
	p.proposes(p.join(2), id, "Dogs")
	p.script(theReviewer, "/desk", "* points", "* release", "* points", "* release")
	other := p.join(70)
	p.board.Staff = append(p.board.Staff, Member{Who: other, Chat: 70, Lang: English, Name: "Ben", Grants: []Grant{{Role: RoleOrganiser}}})
	for _, who := range []ID{theOrganiser, other} {
		p.script(who, "/desk", "* sessions", "* s."+id, "* more", "* agenda", "* pt.1")
	}
	p.press(theOrganiser, "publish")
	if out := p.press(other, "publish"); !says(out, "agenda.org.meanwhile") || len(p.agendaOf(id).Order) != 1 {
		t.Errorf("%v", out.Says)
	}
	p.script(other, "* pt.2", "* publish")
	for _, who := range []ID{theOrganiser, other} {
		p.script(who, "/desk", "* sessions", "* s."+id, "* more", "* agenda", "* pt.2")
	}
	p.press(theOrganiser, "up")
	if a := p.agendaOf(id); !slices.Equal(a.Order, []int{2, 1}) {
		t.Errorf("ordered %v", a.Order)
	}
	if out := p.press(other, "up"); !says(out, "agenda.org.meanwhile") {
		t.Errorf("up twice: %v", out.Says)
	}
	p.script(theOrganiser, "* pt.2", "* off")
	if a := p.agendaOf(id); !slices.Equal(a.Order, []int{1}) || a.Points[1].State != PointReleased {
		t.Errorf("taken off: %+v", a)
	}
	resident := p.join(3)
	p.people[resident].Step, p.people[resident].Topic = StepOrgPoint, id+" 1"
	if p.forge(resident, "off"); len(p.agendaOf(id).Order) != 1 {
		t.Error("a forged button of somebody without the role")
	}
}

// TestWhatWasRaised gets its number at once, and is checked as every other point is.
func TestWhatWasRaised(t *testing.T) {
	p, id := agendaPlay(t, func(s *Session) { s.Points = false })
	out := p.script(theFacilitator, "/desk", "* lead", "* s."+id, "* agenda", "* raise", "> Benches", "* send")
	if !says(out, "agenda.lead.raised") || !says(out, "agenda.lead.waits") {
		t.Errorf("%v", out.Says)
	}
	p.publishes(id)
	if out := p.script(p.join(1), "& s."+id, "* agenda"); !says(out, "agenda.item") {
		t.Errorf("%v", out.Says)
	}
}

// TestAnAgendaIsTranslated: who reads another language asks, two translators make it, and
// the point stands there in it.
func TestAnAgendaIsTranslated(t *testing.T) {
	p, id := agendaPlay(t)
	p.proposes(p.join(1), id, "Lamps")
	p.publishes(id)
	for n := byte(80); n < 82; n++ {
		who := p.join(n)
		p.board.Staff = append(p.board.Staff, Member{Who: who, Chat: int64(n), Lang: English, Name: "Tr", Writes: []Lang{English, Ukrainian}, Grants: []Grant{{Role: RoleTranslator}}})
	}
	reader := p.join(2, func(p *Person) { p.Lang = Ukrainian })
	if out := p.script(reader, "& s."+id, "* agenda", "* translate"); !says(out, "translate.asked") {
		t.Errorf("%v", out.Says)
	}
	for i, steps := range [][]string{{"> Ліхтарі", "* send"}, {"* right"}} {
		who := ID{80 + byte(i)}
		p.script(who, "/desk", "* waits")
		p.press(who, p.screens[who].Rows[0][0].Do)
		p.script(who, steps...)
	}
	out := p.link(reader, "agenda."+id)
	if fmt.Sprint(saidOf(out, "agenda.item", "words")) != "Ліхтарі" || !says(out, "translate.from") {
		t.Errorf("%v, %+v", out.Says, p.agendaOf(id))
	}
}

// TestPointsAreForgotten with the places of the meeting, in everybody's record too.
func TestPointsAreForgotten(t *testing.T) {
	p, id := agendaPlay(t)
	ann := p.join(1)
	p.proposes(ann, id, "Lamps")
	p.publishes(id)
	p.script(ann, "& agenda."+id, "* too.1")
	s, _ := p.board.session(id)
	if until := p.agendaOf(id).Until; until != s.Ends().Add(SeatsKept).Unix() {
		t.Errorf("until %d", until)
	}
	p.now = s.Ends().Add(SeatsKept)
	p.command(ann, "help")
	if got := p.people[ann]; got.Points != nil || got.MeToo != nil {
		t.Errorf("%+v", got)
	}
}

// agendaPlays have somebody at each desk, and a resident, at an agenda with a point in each
// state.
func agendaPlays(t *testing.T, who ID) (all []*play) {
	for _, r := range []Role{"", RoleReviewer, RoleOrganiser, RoleOfficer, RoleFacilitator} {
		p, id := agendaPlay(t)
		p.join(who[0])
		p.proposes(p.join(90), id, "Published")
		p.proposes(p.join(91), id, "Published, too")
		p.publishes(id)
		p.proposes(p.join(92), id, "Released")
		p.script(theReviewer, "/desk", "* points", "* release")
		p.proposes(p.join(93), id, "Waits. My number is 050 123 45 67")
		person := p.people[who]
		person.Topic = id
		if r != "" {
			p.board.Staff = append(p.board.Staff, Member{Who: who, Chat: 1, Lang: English, Name: "Ann", Reads: []Lang{English}, Grants: []Grant{{Role: r}}})
		}
		switch r {
		case "":
			person.Step = StepAgenda
		case RoleReviewer:
			person.Step, person.Topic = StepCheckPoint, id+" 4"
		case RoleOrganiser:
			person.Step = StepOrgAgenda
		case RoleOfficer:
			person.Step = StepOfficerAgenda
		case RoleFacilitator:
			person.Step = StepLeadAgenda
		}
		all = append(all, p)
	}
	return all
}

// TestNobodyChecks: where nobody has a role in which points are checked, nobody is told that
// one waits to be checked and nothing more.
func TestNobodyChecks(t *testing.T) {
	p, id := agendaPlay(t)
	ann := p.join(1)
	p.proposes(ann, id, "Lamps")
	if says(p.link(ann, "agenda."+id), "agenda.nobody") {
		t.Error("a reviewer can check it")
	}
	out := p.script(theFacilitator, "/desk", "* lead", "* s."+id, "* agenda", "* raise", "> Benches", "* send")
	if says(out, "agenda.nobody") {
		t.Error("a reviewer can check what was raised")
	}
	p.board.Staff = slices.DeleteFunc(slices.Clone(p.board.Staff), func(m Member) bool { return m.Who == theReviewer })
	if out := p.link(ann, "agenda."+id); !says(out, "agenda.mine.waits") || !says(out, "agenda.nobody") {
		t.Errorf("%v", out.Says)
	}
	if out := p.script(theFacilitator, "/desk", "* lead", "* s."+id, "* agenda"); !says(out, "agenda.lead.waits") || !says(out, "agenda.nobody") {
		t.Errorf("%v", out.Says)
	}
}
