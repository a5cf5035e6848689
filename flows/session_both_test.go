package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// bothPlay has a meeting of young people and adults, its organiser and the lead of korabel,
// who said yes to it if asked.
func bothPlay(t *testing.T, agreed bool, change ...func(*Session)) (p *play, id string) {
	t.Helper()
	p, id = agendaPlay(t, append([]func(*Session){func(s *Session) {
		s.Both, s.Adults, s.Young = true, []string{"Rivka L", "Samir H"}, 2
		s.About, s.Start = Text{English: "What would make the way to school safer"}, s.Start+7*3600
		s.Place, s.Address = Text{English: "School 12", Ukrainian: "School 12"}, Text{English: "Street 5", Ukrainian: "Street 5"}
	}}, change...)...)
	if agreed {
		p.says(id, "yes")
	}
	return p, id
}

// says answers for young people at the lead's desk.
func (p *play) says(id, word string) Outcome {
	p.c.Helper()
	p.script(theLead, "/desk", "* both", "* s."+id)
	return p.press(theLead, p.button(theLead, word+"."))
}

// reminds is the reminder that is due, if one is.
func (p *play) reminds(who ID, id string) (Say, bool) {
	say, _, ok := Remind(World{Programme: p.programme, Board: &p.board}, *p.people[who], id, Told{}, p.now)
	return say, ok
}

// TestTheLeadOpensAMeetingToTheYoung: nobody under 18 finds it before a yes, and nobody
// after it is taken back.
func TestTheLeadOpensAMeetingToTheYoung(t *testing.T) {
	p, id := bothPlay(t, false)
	adult, young := p.join(1), p.join(2, teen)
	finds := func(who ID) bool {
		p.list(who)
		return p.offers(who, "s."+id)
	}
	closed := func() {
		t.Helper()
		if finds(young) || !says(p.link(young, "s."+id), "session.adults") {
			t.Error("young people find a meeting that is closed to them")
		}
		if out := p.forge(young, "join"); len(p.inside[id]) > 0 {
			t.Errorf("a forged button takes a place: %+v", out)
		}
		if !finds(adult) {
			t.Error("adults do not find it")
		}
	}
	closed()
	if out := p.command(theLead, "desk"); !p.offers(theLead, "waits") || !p.offers(theLead, "both") {
		t.Fatalf("nothing waits for the lead: %+v", out.Says)
	}
	if out := p.press(theLead, "waits"); !says(out, "both.ask") || !says(out, "session.both.adults") {
		t.Fatalf("what waits opens %+v", out.Says)
	}
	if out := p.says(id, "yes"); !says(out, "both.did.agreed") || !says(out, "both.told.agreed") {
		t.Fatalf("a yes says %+v", out.Says)
	}
	if !finds(young) || !finds(adult) {
		t.Error("it is not open to all")
	}
	out := p.link(young, "s."+id)
	for _, key := range []string{"session.both.for", "session.both.adults", "session.both.guardian", "session.card.youth_lead", "session.both.notices"} {
		if !says(out, key) {
			t.Errorf("the card of the young does not say %s", key)
		}
	}
	if says(p.link(adult, "s."+id), "session.both.guardian") {
		t.Error("adults are asked for a guardian")
	}
	if out := p.says(id, "no"); !says(out, "both.did.withdrawn") || !says(out, "both.told.withdrawn") {
		t.Fatalf("taking it back says %+v", out.Says)
	}
	closed()
}

// TestAChangeAsksTheLeadAnew: what matters closes it until the next yes; other things do not.
func TestAChangeAsksTheLeadAnew(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Session)
		asks   bool
	}{
		"the title":   {func(s *Session) { s.Title = Text{English: "Other"} }, true},
		"the place":   {func(s *Session) { s.Place = Text{English: "Other", Ukrainian: "Other"} }, true},
		"the address": {func(s *Session) { s.Address = Text{English: "Other", Ukrainian: "Other"} }, true},
		"the hour":    {func(s *Session) { s.Start += 3600 }, true},
		"the adults":  {func(s *Session) { s.Adults = []string{"Rivka L", "Omar"} }, true},
		"officers":    {func(s *Session) { s.Officers++ }, true},
		"childcare":   {func(s *Session) { s.Childcare = true }, false},
		"interpreter": {func(s *Session) { s.Interpreters = []Lang{Ukrainian} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			p, id := bothPlay(t, true)
			p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* change", "* review")
			test.change(&p.people[theOrganiser].Plan.Session)
			out := p.press(theOrganiser, "publish")
			if s := p.held(id); s.agreed() == test.asks || s.TellsYoung(p.now.Unix()) != true {
				t.Errorf("agreed: %v, tells: %v", s.agreed(), s.TellsYoung(p.now.Unix()))
			}
			if says(out, "both.push") != test.asks {
				t.Errorf("the lead is asked: %v", !test.asks)
			}
		})
	}
}

// TestTheLeadAnswersWhatIsOnTheScreen: not to what it has become since.
func TestTheLeadAnswersWhatIsOnTheScreen(t *testing.T) {
	p, id := bothPlay(t, false)
	p.script(theLead, "/desk", "* both", "* s."+id)
	p.changeMeeting(id, func(s *Session) { s.Place = Text{English: "A cellar"} })
	if out := p.press(theLead, p.button(theLead, "yes.")); p.held(id).agreed() || !says(out, "both.changed") {
		t.Errorf("a yes to what was not read: %+v", out.Says)
	}
	p.press(theLead, p.button(theLead, "no."))
	if s := p.held(id); s.agreed() || !s.answered() {
		t.Error("a no is no answer")
	}
	if p.command(theLead, "desk"); p.offers(theLead, "waits") {
		t.Error("what was refused waits still")
	}
	// A yes while the organiser changes something that does not matter stays.
	p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* change", "* review")
	p.people[theOrganiser].Plan.Session.Childcare = true
	p.says2(id)
	if p.press(theOrganiser, "publish"); !p.held(id).agreed() || !p.held(id).Childcare {
		t.Errorf("saved: %+v", p.held(id).Yes)
	}
}

// says2 says yes after a no: the answer stands under the meeting still.
func (p *play) says2(id string) {
	p.c.Helper()
	p.script(theLead, "/desk", "* both", "* s."+id)
	p.press(theLead, p.button(theLead, "yes."))
}

// TestWithoutALeadItIsClosed: a lead whose role ends takes the yes along, in that very
// turn; organisers and the other leads hear of it, and those registered are to be told.
func TestWithoutALeadItIsClosed(t *testing.T) {
	p, id := bothPlay(t, true)
	young := p.join(2, teen)
	p.script(young, "& s."+id, "* join")
	other := ID{77}
	p.join(77)
	p.board.Staff = append(p.board.Staff, Member{Who: other, Chat: 77, Lang: English, Grants: []Grant{{Role: RoleLead, Areas: []string{"korabel"}}}})
	p.changeMeeting(id, func(s *Session) { s.YoungDone = true })
	p.script(theLead, "/desk", "* further", "* me")
	p.press(theLead, "quit")
	out := p.press(theLead, "sure")
	s := p.held(id)
	if s.agreed() || !s.TellsYoung(p.now.Unix()) {
		t.Fatalf("the yes outlives the lead: %+v", s.Yes)
	}
	if !says(out, "both.told.left") || !says(out, "both.push") {
		t.Errorf("told: %+v", out.Says)
	}
	news, ok := YoungNews(p.programme, s, p.people[young])
	if !ok || !hasKey(news, "session.both.news_closed") {
		t.Errorf("the young are told %+v", news)
	}
	if _, ok := YoungNews(p.programme, s, p.people[other]); ok {
		t.Error("adults are told")
	}
	// Their place is kept, can be given up, and nobody asks them to come.
	if out := p.link(young, "s."+id); !says(out, "session.both.closed") || p.offers(young, "calendar") || !p.offers(young, "leave") {
		t.Errorf("the card says %+v", out.Says)
	}
	p.now = s.StartsAt(p.programme.Zone).Add(-2 * time.Hour)
	if say, ok := p.reminds(young, id); ok {
		t.Errorf("a reminder: %+v", say)
	}
	p.script(other, "/desk", "* both", "* s."+id)
	p.press(other, p.button(other, "yes."))
	if news, ok := YoungNews(p.programme, p.held(id), p.people[young]); !ok || !hasKey(news, "session.both.news_open") {
		t.Errorf("the young are told %+v", news)
	}
	if p.link(young, "s."+id); !p.offers(young, "calendar") {
		t.Error("the card stays closed")
	}
	if say, ok := p.reminds(young, id); !ok {
		t.Errorf("no reminder: %+v", say)
	}
}

// TestTwoAdultsForTheYoung: one for every ten, and nobody under 18 gets a place beyond that,
// while adults do; whoever waits has one when there are more adults and the lead says yes.
func TestTwoAdultsForTheYoung(t *testing.T) {
	p, id := bothPlay(t, true, capacity(40))
	for n := range byte(20) {
		young := p.join(100+n, teen)
		p.script(young, "& s."+id, "* join")
	}
	if len(p.inside[id]) != 20 {
		t.Fatalf("%d are in", len(p.inside[id]))
	}
	late, adult := p.join(130, teen), p.join(131)
	if out := p.link(late, "s."+id); !says(out, "session.both.full") || p.offers(late, "join") {
		t.Errorf("the card says %+v", out.Says)
	}
	p.press(late, "wait")
	if p.script(adult, "& s."+id, "* join"); len(p.inside[id]) != 21 || !slices.Contains(p.waiting[id], late) {
		t.Fatalf("in: %d, waiting: %d", len(p.inside[id]), len(p.waiting[id]))
	}
	// An adult who leaves makes no room for somebody under 18.
	if p.script(adult, "& s."+id, "* leave", "* place"); len(p.offering[id]) != 0 {
		t.Error("an adult's place is offered beyond the ratio")
	}
	p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* change", "* areas", "* next")
	if out := p.write(theOrganiser, "Rivka L\nSamir H\nDana K"); !says(out, "organise.both.room") {
		t.Fatalf("three names: %+v", out.Says)
	}
	p.script(theOrganiser, "* next", "* publish")
	if len(p.offering[id]) != 0 {
		t.Error("a place is offered before the lead has said yes")
	}
	if p.says2(id); p.offering[id][late] == 0 {
		t.Error("no place is offered to whoever waited")
	}
	p.link(late, "take."+id)
	// Fewer adults than the young who have a place cannot be saved.
	p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* change", "* areas", "* next")
	p.write(theOrganiser, "Rivka L\nSamir H")
	if out := p.script(theOrganiser, "* next", "* publish"); !says(out, "organise.adults.more") || len(p.held(id).Adults) != 3 {
		t.Errorf("two adults for 21: %+v", out.Says)
	}
}

// TestWordsOfAdultsReachNoYoungPerson: what they read of a meeting are the words that the
// lead said yes to, in every message and on every screen that is about it.
func TestWordsOfAdultsReachNoYoungPerson(t *testing.T) {
	const secret = "Call Dan 0501234567"
	p, id := bothPlay(t, true, func(s *Session) {
		s.Reserved, s.OpenDays, s.ReservedLast = []Reserve{{ID: "r1", Places: 1, Pass: "x"}}, 1, 1
	})
	young, adult := p.join(2, teen), p.join(3)
	for _, who := range []ID{young, adult} {
		p.script(who, "& s."+id, "* join")
	}
	n := p.proposes(adult, id, secret)
	agenda := p.agendaOf(id)
	agenda.point(n).State, agenda.point(n).Shown = PointPublished, secret
	p.kept[Record[Pass]{"x"}] = &Pass{Session: id, Label: secret, Most: 3, Until: p.now.AddDate(0, 3, 0).Unix()}
	p.changeMeeting(id, func(s *Session) {
		into := func(words string) []Translation {
			return []Translation{{Lang: Ukrainian, Words: secret, State: TranslationReviewed, Of: sumOf(words)}}
		}
		all := into(secret)
		s.TitleOthers, s.AboutOthers, s.Notes = into(s.Title[English]), into(s.About[English]), secret
		s.News = News{What: NewsTime, At: p.now.Unix(), Why: Why{Own: Text{English: secret, Ukrainian: secret}, Others: all}}
		s.Report = Minutes{Words: secret, In: English, At: 1, Sent: 1}
	})
	reads := func(where string, of any) {
		t.Helper()
		if strings.Contains(fmt.Sprintf("%+v", of), secret) {
			t.Errorf("%s: %+v", where, of)
		}
	}
	everywhere := func(what string) {
		t.Helper()
		for _, l := range []Lang{English, Ukrainian} {
			p.people[young].Lang = l
			for _, door := range []string{"sessions", "s." + id, "agenda." + id, "minutes." + id, "coming." + id, "cant." + id, "take." + id, "fb." + id} {
				reads(what+", "+door, p.link(young, door).Says)
			}
			for _, do := range []string{"who", "calendar", "translate", "agenda", "too.1", "propose"} {
				p.link(young, "s."+id)
				reads(what+", "+do, p.forge(young, do).Says)
			}
			reads(what+", my data", p.script(young, "/mydata").Says)
			reads(what+", the file", p.script(young, "/mydata", "* file").Says)
			reads(what+", the page", p.script(young, "/mydata", "* page").Says)
			s, who := p.held(id), p.people[young]
			for _, inside := range []bool{false, true} {
				news, _ := SessionNews(p.programme, s, who, Told{}, inside, p.now)
				reads(what+", news", news)
				if after, asked := FeedbackSay(p.programme, s, who, inside, s.Ends().Add(feedbackAfter)); asked {
					t.Errorf("%s: they are asked %+v", what, after)
				}
			}
			told, _ := YoungNews(p.programme, s, who)
			reads(what+", opened or closed", told)
			offer, _ := OfferPlace(p.world(), who, young, s, p.now)
			reads(what+", an offer", *offer)
			part, _ := AgendaTold(&p.board, Announcement{Asked: true, Of: ofAgenda + id + "/1"}, who)
			reads(what+", a point", part)
			had := p.now
			p.now = s.StartsAt(p.programme.Zone).Add(-2 * time.Hour)
			note, _ := p.reminds(young, id)
			reads(what+", a reminder", note)
			p.now = had
		}
		p.people[young].Lang = English
	}
	everywhere("as the lead read it")
	p.changeMeeting(id, func(s *Session) {
		s.Title, s.About, s.Place, s.Address = Text{English: secret}, Text{English: secret}, Text{English: secret}, Text{English: secret}
		s.Adults = []string{secret, secret}
	})
	everywhere("changed since")
	p.changeMeeting(id, cancelled)
	everywhere("called off")
	if s := p.held(id); s.Title[English] != secret || s.Yes.Title[English] == secret {
		t.Error("the words of the yes change with the meeting")
	}
	if say, ok := NewsTold(p.programme, &p.board, p.held(id), RunProgress{Known: true, Over: true, Reached: 40, Others: 9}, *p.board.member(theOrganiser)); ok {
		t.Errorf("how many were not told counts the young: %+v", say)
	}
	news, _ := SessionNews(p.programme, p.held(id), p.people[adult], Told{}, true, p.now)
	if s := p.held(id); !strings.Contains(fmt.Sprint(news.Lines), secret) || s.nameable() || !s.Discreet() {
		t.Error("adults read other words, or it is named to everybody")
	}
}

// TestTheYoungComeByALinkTheYoungWay: whoever holds it, and with no name on it that the
// lead has not read.
func TestTheYoungComeByALinkTheYoungWay(t *testing.T) {
	p, id := bothPlay(t, false, func(s *Session) { s.Invited, s.Areas, s.Points = true, []string{"korabel"}, false })
	token := p.passTo(theOrganiser, id, "School 5", 9)
	comes := func(n byte, age string) Outcome {
		p.follows(ID{n}, token)
		return p.script(ID{n}, "* en", "* "+age, "* agree")
	}
	if out := comes(50, "teen"); !says(out, "session.adults") || says(out, "pass.label") {
		t.Errorf("closed: %+v", out.Says)
	}
	p.says(id, "yes")
	second := p.passTo(theOrganiser, id, "School 6", 9)
	if out := comes(51, "teen"); !says(out, "session.both.guardian") || !says(out, "pass.label") {
		t.Errorf("open: %+v", out.Says)
	}
	if p.press(ID{51}, "join"); len(p.inside[id]) != 1 || p.claims[id][ID{51}].Band != 2 {
		t.Errorf("in: %v, claims %v", p.inside[id], p.claims[id])
	}
	token = second
	if out := comes(52, "teen"); !says(out, "both.link_waits") || says(out, "pass.label") {
		t.Errorf("a name that the lead has not read: %+v", out.Says)
	}
	if out := comes(53, "adult"); says(out, "session.both.guardian") || !says(out, "pass.label") {
		t.Errorf("an adult: %+v", out.Says)
	}
	p.script(theLead, "/desk", "* both", "* s."+id)
	p.press(theLead, p.button(theLead, "yes."))
	if out := p.follows(ID{54}, second); len(out.Says) == 0 {
		t.Error("no answer")
	}
	if out := p.script(ID{54}, "* en", "* teen", "* agree"); !says(out, "pass.label") {
		t.Errorf("a name that the lead has read: %+v", out.Says)
	}
}

// TestPlacesForAnAgeBand are kept like others, and only where both meet.
func TestPlacesForAnAgeBand(t *testing.T) {
	p, id := bothPlay(t, true, capacity(5), func(s *Session) {
		s.Reserved, s.OpenDays, s.ReservedLast = []Reserve{{ID: "r1", Places: 3, Band: AgeTeen}}, 1, 1
	})
	for n := range byte(3) {
		p.script(p.join(100+n), "& s."+id, "! join")
	}
	if len(p.inside[id]) != 2 {
		t.Fatalf("%d adults are in two of five places", len(p.inside[id]))
	}
	young := p.join(110, teen)
	if p.script(young, "& s."+id, "* join"); !slices.Contains(p.inside[id], young) || p.claims[id][young] != (Claim{For: "r1", Band: 2}) {
		t.Errorf("claims %v", p.claims[id])
	}
	if !says(p.link(young, "s."+id), "session.kept.young") {
		t.Error("the card does not say for whom places are kept")
	}
	p.script(theOrganiser, "/desk", "* sessions", "* make", "* k.listening")
	p.people[theOrganiser].Plan.Review = true
	p.plan(theOrganiser)
	kept := func() bool {
		p.people[theOrganiser].Step = StepPlanKeptFor
		p.link(theOrganiser, "here")
		return p.offers(theOrganiser, "b.young")
	}
	if kept() {
		t.Error("places are kept for an age where all are of it")
	}
	p.people[theOrganiser].Plan.Session = p.plan(theOrganiser).withBoth(true, 1)
	if !kept() {
		t.Error("no places can be kept for an age")
	}
	p.people[theOrganiser].Plan.Session.Reserved = []Reserve{{ID: "r1", Places: 1, Band: AgeTeen}}
	if s := p.plan(theOrganiser).withBoth(false, 0); s.Reserved != nil || s.Young != 0 || s.Adults != nil {
		t.Errorf("left: %+v", s)
	}
}

// TestPlanningForBoth: it needs somebody who looks after young people, and names.
func TestPlanningForBoth(t *testing.T) {
	p, id := bothPlay(t, false)
	p.programme.Officers = []Officer{{ID: "o", Name: Text{English: "Officer Olena Koval"}}}
	p.script(theOrganiser, "/desk", "* sessions", "* s."+id, "* copy")
	p.people[theOrganiser].Plan.Session.Start = p.now.AddDate(0, 0, 9).Unix()
	if s := p.plan(theOrganiser); s.Yes.At != 0 || s.Young == 0 {
		t.Errorf("a copy: %+v", s.Yes)
	}
	p.people[theOrganiser].Step = StepPlanAreas
	p.link(theOrganiser, "here")
	p.script(theOrganiser, "* both", "* both")
	if s := p.plan(theOrganiser); !s.Both || s.Adults != nil || s.Young != 1 && s.Young != 2 {
		t.Fatalf("off and on: %+v", s)
	}
	for words, want := range map[string]string{
		"Rivka L": "organise.adults.misfit", "Rivka L\nrivka l": "organise.adults.misfit", "Rivka\n<b>Sam</b>": "organise.adults.misfit",
		"Rivka\n050 123 45 67": "organise.adults.misfit", "Rivka\n@samir": "organise.adults.misfit", "Rivka\n" + strings.Repeat("a", 41): "organise.adults.misfit",
		"Rivka\nOlena Koval": "organise.adults.officer", "Rivka\nAnno": "organise.adults.officer",
	} {
		p.people[theOrganiser].Step = StepPlanAdults
		if out := p.write(theOrganiser, words); !says(out, want) || p.plan(theOrganiser).Adults != nil {
			t.Errorf("%q: %+v", words, out.Says)
		}
	}
	p.people[theOrganiser].Step = StepPlanReview
	p.link(theOrganiser, "here")
	if p.press(theOrganiser, "publish"); p.people[theOrganiser].Step != StepPlanAdults {
		t.Error("it is published without names")
	}
	p.write(theOrganiser, "Rivka L, Samir H")
	p.press(theOrganiser, "next")
	p.programme.Minors.Sessions = false
	if p.press(theOrganiser, "publish"); p.people[theOrganiser].Step != StepPlanAreas || p.offers(theOrganiser, "both") {
		t.Error("it is published where no young people meet")
	}
}

// bothPlays are somebody at each of the screens that are about it.
func bothPlays(t *testing.T, who ID) (all []*play) {
	at := func(p *play, role Role, step Step, topic string) {
		p.join(who[0])
		if role != "" {
			p.board.Staff = []Member{{Who: who, Chat: int64(who[0]), Lang: English, Name: "Ann", Grants: []Grant{{Role: role}}}}
		}
		p.people[who].Step, p.people[who].Topic = step, topic
		all = append(all, p)
	}
	for _, agreed := range []bool{false, true} {
		p, id := bothPlay(t, agreed)
		at(p, RoleLead, StepBothOne, id)
	}
	p, _ := bothPlay(t, false)
	at(p, RoleLead, StepBoth, "")
	p, id := bothPlay(t, false)
	at(p, RoleOrganiser, StepPlanAdults, "")
	p.people[who].Plan = &SessionDraft{Session: p.held(id), Base: p.held(id).sum(), Review: true}
	for _, agreed := range []bool{false, true} {
		p, id = bothPlay(t, agreed)
		p.join(who[0])
		p.inside[id] = []ID{who}
		p.people[who].Sessions = []string{id}
		at(p, "", StepSessionCard, id)
		p.people[who].Age, p.people[who].Sessions = AgeTeen, []string{id}
	}
	return all
}
