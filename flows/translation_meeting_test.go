package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// reader is somebody who reads Ukrainian and looks at a meeting.
func (d *polyglots) reader(n byte, session string) (who ID, out Outcome) {
	d.c.Helper()
	who = d.join(n, func(p *Person) { p.Lang = Ukrainian })
	return who, d.link(who, "s."+session)
}

// writes has the first translator write what is first on the desk, and the second check it.
func (d *polyglots) writes(words string) {
	d.c.Helper()
	d.opens(d.first)
	d.script(d.first, "> "+words, "* send")
	d.opens(d.other)
	d.script(d.other, "* right")
}

// leaves is a meeting that an organiser wrote in one language, and left the rest to translators.
func (d *polyglots) leaves() string {
	d.c.Helper()
	d.script(d.organiser, "/desk", "* sessions", "* make", "* k.focus", "> Lamps in the yards", "* rest", "> Come with 2 ideas", "* rest", "> School 5", "* same",
		"> Main street 1", "* same", "> 25.11 18:00", "* next")
	out := d.script(d.organiser, "* publish")
	if !says(out, "organise.published") || saidOf(out, "organise.translators", "tongues") == nil {
		d.c.Fatalf("%v", out.Says)
	}
	return d.people[d.organiser].Topic
}

// TestAMeetingInTheReadersLanguage is the whole way: the original, marked, until somebody
// has written it and somebody else has checked it. Translators see no place and no hour.
func TestAMeetingInTheReadersLanguage(t *testing.T) {
	d := newPolyglots(t)
	id := d.leaves()
	who, out := d.reader(60, id)
	if saidOf(out, "translate.original", "tongue") != Tongue(English) || !says(out, "translate.under_way") || !d.offers(who, "translate") {
		t.Fatalf("%v", out.Says)
	}
	out = d.opens(d.plain)
	for _, secret := range []string{"School", "Main street", "18:00", "Nov", "korabel", "Korabel", id} {
		if strings.Contains(fmt.Sprint(out.Says), secret) {
			t.Errorf("a translator reads %q: %v", secret, out.Says)
		}
	}
	d.script(d.plain, "* back")
	d.now = d.now.Add(heldFor + time.Second)
	d.writes("Приходьте з 2 ідеями")
	d.writes("Ліхтарі у дворах")
	out = d.link(who, "s."+id)
	if s, _ := d.board.session(id); says(out, "translate.original") || saidOf(out, "translate.from", "tongue") != Tongue(English) || says(out, "translate.under_way") ||
		saidOf(out, "session.card.about", "about").(Name)[Ukrainian] != "Приходьте з 2 ідеями" || s.title()[Ukrainian] != "Ліхтарі у дворах" || s.Title[Ukrainian] != "" {
		t.Fatalf("%v", out.Says)
	}
	d.press(who, "calendar")
	if !d.idle(d.first) {
		t.Error("something waits on")
	}
	theirs := func(where string, title any) {
		if title, _ := title.(Name); title[Ukrainian] != "Ліхтарі у дворах" {
			t.Errorf("%s: the title is %v", where, title)
		}
	}
	theirs("the receipt of a place", saidOf(d.press(who, "join"), "session.joined", "title"))
	out = d.script(who, "/mydata", "* page")
	for _, part := range out.Says[0].Attach.Page.Parts {
		for _, l := range part {
			if l.Key == "session.list.item" {
				theirs("the page of my data", l.Args["title"])
			}
		}
	}
	if titles, _ := saidOf(d.script(who, "* erase"), "mydata.erase.seats", "titles").(Titles); len(titles) == 1 {
		theirs("places given up", titles[0])
	} else {
		t.Errorf("places given up: %v", titles)
	}
	s, _ := d.board.session(id)
	s.Capacity = 1
	d.board.put(s)
	next, _ := d.reader(61, id)
	theirs("the receipt of a place in line", saidOf(d.press(next, "wait"), "session.queued", "title"))
}

// TestWhoMakesAMeetingReadsItsLanguages: the organiser's preview and card, and the card of
// whoever leads it, have the mark that residents see.
func TestWhoMakesAMeetingReadsItsLanguages(t *testing.T) {
	d := newPolyglots(t)
	d.script(d.organiser, "/desk", "* sessions", "* make", "* k.focus", "* l.uk", "> Ліхтарі", "* rest", "* without", "> School 5", "* same",
		"> Main street 1", "* same", "> 25.11 18:00", "* next")
	if say := d.screens[d.organiser]; !hasKey(say, "translate.original") {
		t.Errorf("the review in English: %v", say.Lines)
	}
	for l, marked := range map[Lang]bool{English: true, Ukrainian: false} {
		out := d.script(d.organiser, "* see."+string(l))
		if say := out.Says[0]; say.Lang != l || hasKey(say, "translate.original") != marked {
			t.Errorf("the preview in %s: %v", l, say.Lines)
		}
	}
	out := d.script(d.organiser, "* publish")
	if saidOf(out, "translate.original", "tongue") != Tongue(Ukrainian) {
		t.Errorf("the organiser's card: %v", out.Says)
	}
	lead := d.join(62)
	d.board.Staff = append(d.board.Staff, Member{Who: lead, Chat: 62, Lang: English, Name: "L", Grants: []Grant{{Role: RoleFacilitator, Since: d.now.Unix()}}})
	s, _ := d.board.session(d.people[d.organiser].Topic)
	s.Leads = []ID{lead}
	d.board.put(s)
	if out = d.script(lead, "/desk", "* lead", "* s."+s.ID); saidOf(out, "translate.original", "tongue") != Tongue(Ukrainian) {
		t.Errorf("whoever leads it: %v", out.Says)
	}
}

// TestAskingUnderAMeeting: whoever opens the card asks once for their language; of young
// people's meetings nobody but the organiser does.
func TestAskingUnderAMeeting(t *testing.T) {
	d := newPolyglots(t)
	d.meeting("open")
	d.meeting("young", youth)
	who, out := d.reader(60, "open")
	if saidOf(out, "translate.original", "tongue") != Tongue(English) || !d.offers(who, "translate") {
		t.Fatalf("%v", out.Says)
	}
	if out = d.press(who, "translate"); !says(out, "translate.meeting.asked") || !says(out, "translate.under_way") || d.offers(who, "translate") {
		t.Fatalf("%v", out.Says)
	}
	d.forge(who, "translate")
	if all := d.board.passages(d.now); len(all) != 4 || len(all[0].others) != 1 || len(all[1].others) != 1 {
		t.Errorf("it is asked for twice: %+v", all)
	}
	young := d.join(61, teen, func(p *Person) { p.Lang = Ukrainian })
	if out = d.link(young, "s.young"); !says(out, "translate.original") || d.offers(young, "translate") {
		t.Errorf("%v", out.Says)
	}
	d.forge(young, "translate")
	d.link(who, "s.young")
	d.forge(who, "translate")
	if s, _ := d.board.session("young"); s.TitleOthers != nil || s.AboutOthers != nil {
		t.Errorf("young people's meeting is at the desk: %+v", s)
	}
	d.script(d.organiser, "/desk", "* sessions", "* s.young", "* more", "* translate")
	if s, _ := d.board.session("young"); len(s.TitleOthers) != 1 {
		t.Errorf("its organiser asks in vain: %+v", s)
	}
	d.opens(d.plain)
	d.script(d.plain, "> Ліхтарі")
	d.board.endGrants(d.plain, func(Grant) bool { return true })
	for _, do := range []string{"send", "k." + d.board.passages(d.now)[0].tasks()[0].handle()} {
		d.forge(d.plain, do)
		if s, _ := d.board.session("open"); d.people[d.plain].Step == StepTranslation || s.TitleOthers[0].State != TranslationAsked || s.AboutOthers[0].State != TranslationAsked {
			t.Errorf("%s: a translator who lost the role goes on: %+v", do, s)
		}
	}
}

// TestAMeetingTakesItsTasksAlong: one that was cancelled, whose words changed, or that has
// begun is off the desk at once, and an open screen saves nothing.
func TestAMeetingTakesItsTasksAlong(t *testing.T) {
	ends := map[string]func(d *polyglots, id string){
		"cancelled": func(d *polyglots, id string) {
			d.script(d.organiser, "/desk", "* sessions", "* s."+id, "* off", "* none", "* none", "* sure")
		},
		"changed": func(d *polyglots, id string) {
			d.script(d.organiser, "/desk", "* sessions", "* s."+id, "* change", "* about", "* without", "* change", "* title", "> Lights", "* same", "* publish")
		},
		"begun": func(d *polyglots, id string) {
			s, _ := d.board.session(id)
			s.Start = d.now.Unix()
			d.board.put(s)
		},
	}
	for name, end := range ends {
		d := newPolyglots(t)
		id := d.leaves()
		d.opens(d.first)
		d.script(d.first, "> Ліхтарі у 2 дворах")
		end(d, id)
		if out := d.forge(d.first, "send"); !says(out, "translate.lost") && !says(out, "translate.gone") {
			t.Errorf("%s: %v", name, out.Says)
		}
		if !d.idle(d.first) || !d.idle(d.other) {
			t.Errorf("%s: it is on the desk still", name)
		}
		if s, _ := d.board.session(id); name != "begun" && (len(s.TitleOthers) > 0 || len(s.AboutOthers) > 0) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestAChangeKeepsItsTranslations of words that stay; and an organiser who is changing a
// meeting is not refused because a translator was at work meanwhile.
func TestAChangeKeepsItsTranslations(t *testing.T) {
	d := newPolyglots(t)
	id := d.leaves()
	d.script(d.organiser, "/desk", "* sessions", "* s."+id, "* change", "* about", "* without")
	d.opens(d.first)
	d.script(d.first, "* back")
	d.now = d.now.Add(heldFor + time.Second)
	d.writes("Приходьте з 2 ідеями")
	d.writes("Ліхтарі у дворах")
	out := d.script(d.organiser, "* publish")
	s, _ := d.board.session(id)
	if !says(out, "organise.saved") || s.title()[Ukrainian] != "Ліхтарі у дворах" || len(s.AboutOthers) != 0 {
		t.Errorf("%v %+v", out.Says, s)
	}
	d.script(d.organiser, "* change", "* title", "* keep", "> Світло", "* publish")
	if s, _ = d.board.session(id); s.title()[Ukrainian] != "Світло" || len(s.TitleOthers) != 0 {
		t.Errorf("what an organiser writes counts as checked: %+v", s)
	}
}

// TestAReasonIsTranslated: why a meeting does not take place, for whoever opens it.
func TestAReasonIsTranslated(t *testing.T) {
	d := newPolyglots(t)
	d.meeting("open")
	d.script(d.organiser, "/desk", "* sessions", "* s.open", "* off", "> The hall burnt down", "* rest", "* none", "* sure")
	who, out := d.reader(60, "open")
	if !says(out, "session.cancelled") || saidOf(out, "translate.original", "tongue") != Tongue(English) || !says(out, "translate.under_way") {
		t.Fatalf("%v", out.Says)
	}
	guest := *d.people[who]
	guest.Sessions = []string{"open"}
	s, _ := d.board.session("open")
	if say, ok := SessionNews(d.programme, s, &guest, Told{}, true, d.now); !ok || !hasKey(say, "translate.original") {
		t.Errorf("those registered read it unmarked: %v", say.Lines)
	}
	d.writes("Зала згоріла")
	if out = d.link(who, "s.open"); saidOf(out, "organise.why.own", "why").(Name)[Ukrainian] != "Зала згоріла" || !says(out, "translate.from") {
		t.Fatalf("%v", out.Says)
	}
	if s, _ = d.board.session("open"); s.News.Why.Own[Ukrainian] != "" || !d.idle(d.first) {
		t.Errorf("%+v", s.News)
	}
}

// TestNotesForWhoeverLeads: an organiser asks for them, in the languages of those who lead it.
func TestNotesForWhoeverLeads(t *testing.T) {
	d := newPolyglots(t)
	d.meeting("open")
	lead := d.join(62, func(p *Person) { p.Lang = Ukrainian })
	d.board.Staff = append(d.board.Staff, Member{Who: lead, Chat: 62, Lang: Ukrainian, Name: "L", Grants: []Grant{{Role: RoleFacilitator, Since: d.now.Unix()}}})
	d.script(d.organiser, "/desk", "* sessions", "* s.open", "* more", "* notes", "> Bring 5 chairs")
	d.script(lead, "/desk", "* lead", "* s.open")
	if d.offers(lead, "translate") || len(d.board.passages(d.now)[2].others) > 0 {
		t.Error("whoever leads it hands the notes on")
	}
	d.script(d.organiser, "* translate")
	d.writes("Принесіть 5 стільців")
	out := d.script(lead, "/desk", "* lead", "* s.open")
	if saidOf(out, "lead.notes", "words") != Quote("Принесіть 5 стільців") || !says(out, "translate.from") {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.organiser, "> and 2 tables")
	if s, _ := d.board.session("open"); s.NotesOthers != nil {
		t.Errorf("a translation of other notes stays: %+v", s)
	}
}

// TestTheNearestMeetingFirst on the desk, behind what is about safety.
func TestTheNearestMeetingFirst(t *testing.T) {
	d := newPolyglots(t)
	for id, days := range map[string]int{"later": 9, "soon": 2, "then": 5} {
		d.meeting(id, func(s *Session) { s.Start, s.About = d.now.AddDate(0, 0, days).Unix(), nil })
		who, _ := d.reader(byte(70+days), id)
		d.press(who, "translate")
	}
	d.answered()
	d.script(d.author, "* translate")
	turn := &turn{w: d.world(), e: Event{Who: d.first, Now: d.now}, p: d.people[d.first].clone()}
	turn.w.Queues[QueueTranslate] = d.queue(QueueTranslate)
	var got []string
	for _, k := range turn.tasks() {
		got = append(got, strings.Split(k.At, "/")[1])
	}
	if len(got) != 4 || !slices.Equal(got[:3], []string{"soon", "then", "later"}) {
		t.Errorf("%v", got)
	}
}

// TestWhereAnOrganiserBegins: in the language that they choose, which is the original then.
func TestWhereAnOrganiserBegins(t *testing.T) {
	d := newPolyglots(t)
	d.script(d.organiser, "/desk", "* sessions", "* make", "* k.workshop")
	d.script(d.organiser, "* l.uk", "> Ліхтарі")
	if p := d.people[d.organiser].Plan.Session; p.From != Ukrainian || p.Title[Ukrainian] != "Ліхтарі" {
		t.Errorf("%+v", p)
	}
	if d.offers(d.organiser, "l.en") {
		t.Error("they choose it again, with a title there")
	}
	d.script(d.organiser, "* rest")
	if p := d.people[d.organiser].Plan.Session; p.Title[English] != "" || d.people[d.organiser].Step != StepPlanAbout {
		t.Errorf("%+v", p)
	}
}
