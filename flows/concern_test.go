package flows

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
)

// inKorabel lies in the neighbourhood that town gives a border; farAway in none.
var (
	inKorabel = Point{Lat: 46.6312, Lon: 32.5721}
	farAway   = Point{Lat: 50.45, Lon: 30.52}
)

// town is a play with a border, an officer for korabel, services and guides.
func town(c checker) *play {
	p := newPlay(c)
	p.programme.Areas[0].Shape = orb.MultiPolygon{{{{32.5, 46.6}, {32.6, 46.6}, {32.6, 46.7}, {32.5, 46.7}, {32.5, 46.6}}}}
	p.programme.Officers = []Officer{{ID: "o", Name: Text{English: "Olena"}, Areas: []string{"korabel"}}}
	p.programme.Complaints = []Contact{{Name: Text{English: "The bureau"}, How: Text{English: "by letter"}}}
	p.programme.Numbers.HelplineViolence, p.programme.Numbers.HateSupport, p.programme.Numbers.Police = "116123", "0800", "102"
	p.programme.Services = []Service{{ID: "s", Name: Text{English: "Shelter"}, About: Text{English: "Helps"}, Needs: []Need{NeedHate}, Phone: "1"}}
	p.board.Staff = []Member{{Who: ID{250}, Chat: 250, Lang: English, Reads: Languages(), Grants: []Grant{{Role: RoleReviewer}, {Role: RoleIndependent}, {Role: RoleLead}}}}
	p.guides = []Guide{{ID: guideHome, Sensitive: true, First: "start", Steps: []GuideStep{{ID: "start"}}}}
	return p
}

func underage(p *Person) { p.Age = AgeTeen }

// script plays moves: "* do" presses, "! do" forges, "& do" follows a link,
// "> text" writes, "/word" commands; place, far, photo, voice, sticker, edited
// send those, "photo words" with a caption, "+1h" lets time pass.
func (p *play) script(who ID, moves ...string) (last Outcome) {
	p.c.Helper()
	for _, m := range moves {
		kind, rest, _ := strings.Cut(m, " ")
		switch kind {
		case "*":
			if strings.HasPrefix(rest, sessionButtonPrefix) && !p.offers(who, rest) && p.offers(who, "past") {
				p.press(who, "past") // a meeting that is over is one press further
			}
			last = p.press(who, rest)
		case "!":
			last = p.forge(who, rest)
		case "&":
			last = p.link(who, rest)
		case ">":
			last = p.write(who, rest)
		case "place":
			last = p.turn(who, Event{Kind: Place, At: inKorabel})
		case "far":
			last = p.turn(who, Event{Kind: Place, At: farAway})
		case "photo":
			last = p.turn(who, Event{Kind: Photo, Text: rest, File: File{ID: "p" + rest}})
		case "voice":
			last = p.turn(who, Event{Kind: Voice, File: File{ID: "v", Seconds: 9}})
		case "sticker":
			last = p.turn(who, Event{Kind: Other, What: "sticker"})
		case "edited":
			last = p.turn(who, Event{Kind: Edited, Text: "new"})
		case "+":
			d, err := time.ParseDuration(rest)
			if err != nil {
				p.c.Fatalf("%q: %v", m, err)
			}
			p.now = p.now.Add(d)
		default:
			last = p.command(who, strings.TrimPrefix(m, "/"))
		}
	}
	return last
}

func effectOf[E Effect](out Outcome) (E, bool) {
	for _, e := range out.Effects {
		if is, ok := e.(E); ok {
			return is, true
		}
	}
	var none E
	return none, false
}

// TestConcernPaths plays each way through the conversation to its receipt.
func TestConcernPaths(t *testing.T) {
	cell := cellOf(inKorabel)
	tests := []struct {
		name   string
		person func(*Person)
		town   func(*Programme)
		moves  []string
		want   Concern // Code, Author, Lang, Sent, KeptTill and Case are checked apart
		says   []string
	}{
		{name: "street, own area, words, officers may answer",
			moves: []string{"* concern", "* street", "* mine", "> The lamps are dark.", "* answer", "* send"},
			want:  Concern{Category: Street, Area: "korabel", Words: "The lamps are dark.", Sight: MayAnswer, Route: RouteOfficers},
			says:  []string{"concern.receipt.looks", "clock.due", "concern.receipt.watch", "concern.receipt.take_back"}},
		{name: "another area without an officer gets no date",
			moves: []string{"* concern", "* something", "* list", "* a.tavr", "> Noise", "* read", "* send"},
			want:  Concern{Category: Something, Area: "tavr", Words: "Noise", Sight: Readers, Route: RouteOfficers},
			says:  []string{"concern.receipt.no_officer_area", "concern.receipt.no_answer"}},
		{name: "no place, no words",
			moves: []string{"* concern", "* traffic", "* skip", "* skip", "* read", "* send"},
			want:  Concern{Category: Traffic, Sight: Readers, Route: RouteOfficers}, says: []string{"concern.receipt.looks"}},
		{name: "a square",
			moves: []string{"* concern", "* traffic", "* point", "place", "* square", "voice", "* read", "* send"},
			want:  Concern{Category: Traffic, Area: "korabel", Cell: &cell, Voice: &File{ID: "v", Seconds: 9}, Sight: Readers, Route: RouteOfficers}},
		{name: "the exact spot, because the person says so",
			moves: []string{"* concern", "* street", "place", "* exact", "photo a hole", "* read", "* send"},
			want:  Concern{Category: Street, Area: "korabel", Cell: &cell, Exact: &inKorabel, Words: "a hole", Photo: &File{ID: "pa hole"}, Sight: Readers, Route: RouteOfficers}},
		{name: "only the neighbourhood of a point",
			moves: []string{"* concern", "* street", "place", "* area", "> x", "* read", "* send"},
			want:  Concern{Category: Street, Area: "korabel", Words: "x", Sight: Readers, Route: RouteOfficers}},
		{name: "a point outside leads to the list",
			moves: []string{"* concern", "* street", "* point", "far", "* a.tavr", "> x", "* read", "* send"},
			want:  Concern{Category: Street, Area: "tavr", Words: "x", Sight: Readers, Route: RouteOfficers}},
		{name: "counted only drops words, picture and spot",
			moves: []string{"* concern", "* street", "place", "* exact", "photo look", "* counted", "* send"},
			want:  Concern{Category: Street, Area: "korabel", Sight: Counted}, says: []string{"concern.receipt.counted", "concern.receipt.kept_counted"}},
		{name: "home: no push is promised",
			moves: []string{"* concern", "* home", "* tell", "* skip", "> He shouts.", "* answer", "* send"},
			want:  Concern{Category: Home, Words: "He shouts.", Sight: MayAnswer, Route: RouteOfficers},
			says:  []string{"concern.neutral", "concern.receipt.no_push", "concern.receipt.vanishes"}},
		{name: "hate: count it only asks for no words",
			moves: []string{"* concern", "* hate", "* count", "* mine", "* send"},
			want:  Concern{Category: Hate, Area: "korabel", Sight: Counted}},
		{name: "hate: back from counting to a report",
			moves: []string{"* concern", "* hate", "* count", "* back", "* report", "* tell", "* mine", "> They spat.", "* read", "* send"},
			want:  Concern{Category: Hate, Area: "korabel", Words: "They spat.", Sight: Readers, Route: RouteOfficers}},
		{name: "hate: support, then all the same",
			moves: []string{"* concern", "* hate", "* support", "* tell", "* mine", "> x", "* answer", "* send"},
			want:  Concern{Category: Hate, Area: "korabel", Words: "x", Sight: MayAnswer, Route: RouteOfficers}},
		{name: "the police: to the independent contact",
			moves: []string{"* concern", "* police", "* tell", "* mine", "> Rude.", "* answer", "* send"},
			want:  Concern{Category: Police, Area: "korabel", Words: "Rude.", Sight: MayAnswer, Route: RouteIndependent},
			says:  []string{"concern.receipt.contact"}},
		{name: "the police, without a reviewer: the contact is no officer",
			town:  func(p *Programme) { p.Reviewed = false },
			moves: []string{"* concern", "* police", "* tell", "* mine", "> Rude.", "* read", "* send"},
			want:  Concern{Category: Police, Area: "korabel", Words: "Rude.", Sight: Readers, Route: RouteIndependent}},
		{name: "no reviewer: counted, and said",
			town:  func(p *Programme) { p.Reviewed = false },
			moves: []string{"* concern", "* street", "* mine", "* send"},
			want:  Concern{Category: Street, Area: "korabel", Sight: Counted}, says: []string{"concern.receipt.no_reviewer"}},
		{name: "under 18: the safeguarding lead",
			person: underage,
			moves:  []string{"* concern", "* street", "* mine", "> x", "* read", "* send"},
			want:   Concern{Category: Street, Area: "korabel", Words: "x", Sight: Readers, Route: RouteLead}, says: []string{"concern.receipt.contact"}},
		{name: "under 18, the police: the independent contact, no thread",
			person: underage,
			moves:  []string{"* concern", "* police", "* tell", "* mine", "> x", "! answer", "* read", "* send"},
			want:   Concern{Category: Police, Area: "korabel", Words: "x", Sight: Readers, Route: RouteIndependent}},
		{name: "under 18, not allowed: counted only",
			person: underage, town: func(p *Programme) { p.Minors.Concerns = false },
			moves: []string{"* concern", "* police", "* tell", "* mine", "* send"},
			want:  Concern{Category: Police, Area: "korabel", Sight: Counted}, says: []string{"concern.receipt.teen"}},
		{name: "under 18, no lead: counted only",
			person: underage, town: func(p *Programme) { p.Safeguarding = nil },
			moves: []string{"* concern", "* home", "* tell", "* skip", "* send"},
			want:  Concern{Category: Home, Sight: Counted}, says: []string{"concern.receipt.teen"}},
		{name: "bad answers on the way change nothing",
			moves: []string{"* concern", "sticker", "! nonsense", "* street", "sticker", "! a.tavr", "* mine", "sticker",
				"> \x00\u202e ", "edited", "> ok", "! readers", "* read", "sticker", "! keep", "* send"},
			want: Concern{Category: Street, Area: "korabel", Words: "ok", Sight: Readers, Route: RouteOfficers}},
		{name: "everything changed at the review",
			moves: []string{"* concern", "* street", "place", "* exact", "> a", "* answer",
				"* change", "* words", "* again", "> b", "* change", "* place", "* list", "* a.tavr", "* change", "* sight", "* read", "* change", "* category", "* traffic", "* send"},
			want: Concern{Category: Traffic, Area: "tavr", Words: "b", Sight: Readers, Route: RouteOfficers}},
		{name: "another category loses the exact spot",
			moves: []string{"* concern", "* street", "place", "* exact", "> a", "* read", "* change", "* category", "* something", "* send"},
			want:  Concern{Category: Something, Area: "korabel", Cell: &cell, Words: "a", Sight: Readers, Route: RouteOfficers}},
		{name: "another reader is asked about again",
			moves: []string{"* concern", "* street", "* mine", "> a", "* answer", "* change", "* category", "* police", "* tell", "* counted", "* send"},
			want:  Concern{Category: Police, Area: "korabel", Sight: Counted}},
		{name: "from counted to read asks for words",
			moves: []string{"* concern", "* hate", "* count", "* mine", "* change", "* sight", "* read", "> now", "* send"},
			want:  Concern{Category: Hate, Area: "korabel", Words: "now", Sight: Readers, Route: RouteOfficers}},
		{name: "Back keeps what was settled",
			moves: []string{"* concern", "* street", "* mine", "> a", "* answer", "* change", "* place", "* back", "* change", "* category", "* back", "* send"},
			want:  Concern{Category: Street, Area: "korabel", Words: "a", Sight: MayAnswer, Route: RouteOfficers}},
		{name: "an interruption comes back",
			moves: []string{"* concern", "* street", "* mine", "/my", "* on", "> a", "/start", "* on", "* read", "+ 25h", "> hm", "* on", "* send"},
			want:  Concern{Category: Street, Area: "korabel", Words: "a\nhm", Sight: Readers, Route: RouteOfficers}},
		{name: "the command again goes on",
			moves: []string{"* concern", "* street", "* mine", "/concern", "& concern", "> a", "* read", "* send"},
			want:  Concern{Category: Street, Area: "korabel", Words: "a", Sight: Readers, Route: RouteOfficers}},
		{name: "a link names the category",
			moves: []string{"& concern.police", "* tell", "* skip", "> a", "* read", "* send"},
			want:  Concern{Category: Police, Words: "a", Sight: Readers, Route: RouteIndependent}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := town(t)
			p.board.Staff = append(p.board.Staff, Member{Who: ID{249}, Chat: 249, Lang: English, Grants: []Grant{{Role: RoleOfficer, Areas: []string{"korabel"}}}})
			if tt.town != nil {
				tt.town(p.programme)
			}
			who := p.join(1)
			if tt.person != nil {
				tt.person(p.people[who])
			}
			p.link(who, "menu")
			out := p.script(who, tt.moves...)
			e, ok := effectOf[FileConcern](out)
			if !ok {
				t.Fatalf("nothing is filed; at %s: %v", out.Person.Step, out.Says)
			}
			checkFiled(t, p, who, e.Concern, tt.want)
			if promised := says(out, "concern.receipt.looks") || says(out, "concern.receipt.contact"); promised != e.Concern.Promised {
				t.Errorf("the receipt promises a time: %v; the concern says %v", promised, e.Concern.Promised)
			}
			for _, key := range tt.says {
				if !says(out, key) {
					t.Errorf("the receipt lacks %s", key)
				}
			}
			if out.Person.Draft != nil || out.Person.Step != StepMenu {
				t.Errorf("after sending: step %s, draft %+v", out.Person.Step, out.Person.Draft)
			}
			if again := p.turn(who, Event{Kind: Press, Do: "send", Serial: p.people[who].Serial - 1}); len(again.Effects) > 0 {
				t.Errorf("a second press files again")
			}
		})
	}
}

func checkFiled(t *testing.T, p *play, who ID, got, want Concern) {
	t.Helper()
	if !p.people[who].clone().has(got.Code) {
		t.Errorf("the person does not hold the code %q", got.Code)
	}
	if got.Sent != p.now.Unix() || got.KeptTill != p.now.Add(365*24*time.Hour).Unix() || got.Case != CaseReceived {
		t.Errorf("sent, kept or case is wrong: %+v", got)
	}
	if want.Sight != Counted {
		want.Author, want.Lang = who, English
		if want.Label, want.Handle = got.Label, got.Handle; got.Label == "" || got.Handle == "" || got.Label == got.Code {
			t.Errorf("the case is called %q and %q", got.Label, got.Handle)
		}
	}
	want.Promised = got.Promised
	want.Code, want.Sent, want.KeptTill, want.Case = got.Code, got.Sent, got.KeptTill, got.Case
	if !reflect.DeepEqual(got, want) {
		t.Errorf("filed %+v\nwant  %+v", got, want)
	}
}

func (p *Person) has(code string) bool { t := turn{p: p}; return t.owns(code) }

// TestConcernScreens says what single screens show.
// TestWhatMustNotBeSent: where a programme says so, it is said wherever a picture or a
// place is asked for.
func TestWhatMustNotBeSent(t *testing.T) {
	for _, warned := range []bool{false, true} {
		p := town(t)
		who := p.join(1)
		if warned {
			p.programme.NeverSend = Text{English: "No soldiers."}
		}
		for _, moves := range [][]string{{"& concern", "* street", "* point"}, {"/cancel", "& concern", "* street", "* skip"}} {
			out := p.script(who, moves...)
			if says(out, "concern.words.never") != warned {
				t.Errorf("warned %v, %v: %v", warned, moves, out.Says)
			}
		}
	}
}

func TestConcernScreens(t *testing.T) {
	tests := []struct {
		name   string
		person func(*Person)
		town   func(*Programme)
		moves  []string
		step   Step
		says   []string
		offers []string
		lacks  []string
	}{
		{name: "the first screen", moves: []string{"* concern"}, step: StepCategory, says: []string{"concern.category.watch"}},
		{name: "words before the category", moves: []string{"* concern", "> dark lamps"}, step: StepCategory, says: []string{"concern.words.early"}},
		{name: "a sticker before the category", moves: []string{"* concern", "sticker"}, step: StepCategory, says: []string{"concern.category.misfit"}},
		{name: "no spot at home", moves: []string{"* concern", "* home", "* tell", "place"}, step: StepCell, says: []string{"concern.cell.ask"}, lacks: []string{"exact"}},
		{name: "a forged spot at home", moves: []string{"* concern", "* home", "* tell", "place", "! exact"}, step: StepCell, says: []string{"common.misfit.button"}},
		{name: "home has numbers, Hide and the guide", moves: []string{"* concern", "* home"}, step: StepHome,
			says: []string{"concern.neutral"}, offers: []string{"number.helpline_violence", "number.emergency", "hide", "guide"}},
		{name: "a helpline that does not exist", town: func(p *Programme) { p.Numbers.HelplineViolence = "" }, moves: []string{"* concern", "* home"},
			step: StepHome, offers: []string{"number.emergency"}, lacks: []string{"number.helpline_violence"}},
		{name: "a teen at home", person: underage, moves: []string{"* concern", "* home"}, step: StepHome, offers: []string{"number.helpline_child"}},
		{name: "hate has no guide here", moves: []string{"* concern", "* hate"}, step: StepHate,
			offers: []string{"count", "support", "report", "number.hate_support", "hide"}, lacks: []string{"guide"}},
		{name: "a forged guide", moves: []string{"* concern", "* hate", "! guide"}, step: StepHate, says: []string{"common.misfit.button"}},
		{name: "the guide opens at once", moves: []string{"* concern", "* home", "* guide"}, step: "guide.warn"},
		{name: "support files nothing", moves: []string{"* concern", "* hate", "* support"}, step: StepSupport,
			says: []string{"near.phone", "concern.support.nothing"}, offers: []string{"number.hate_support"}},
		{name: "report is not the police", moves: []string{"* concern", "* hate", "* report"}, step: StepReport, says: []string{"concern.report.not", "concern.report.call"}},
		{name: "the police screen", moves: []string{"* concern", "* police"}, step: StepPolice,
			says: []string{"concern.police.contact", "concern.police.not_complaint", "concern.police.complaint"}},
		{name: "sights of the contact", moves: []string{"* concern", "* police", "* tell", "* skip", "* skip"}, step: StepSight, says: []string{"concern.sight.lock_independent"}},
		{name: "teens have no thread", person: underage, moves: []string{"* concern", "* street", "* skip", "* skip"}, step: StepSight,
			says: []string{"concern.sight.lock_lead"}, offers: []string{"counted", "read"}, lacks: []string{"answer"}},
		{name: "no reviewer is said before", town: func(p *Programme) { p.Reviewed = false }, moves: []string{"* concern", "* street"},
			step: StepPlace, says: []string{"concern.only.no_reviewer"}, lacks: []string{"point"}},
		{name: "a teen who may not", person: underage, town: func(p *Programme) { p.Minors.Concerns = false }, moves: []string{"* concern", "* street"},
			step: StepPlace, says: []string{"concern.only.teen"}, offers: []string{"number.helpline_child"}},
		{name: "a location where text is asked", moves: []string{"* concern", "* street", "* skip", "place"}, step: StepCell, says: []string{"concern.cell.ask"}},
		{name: "control characters only", moves: []string{"* concern", "* street", "* skip", "> \x00\u202e\u200b \n"}, step: StepWords, says: []string{"concern.words.misfit"}},
		{name: "words instead of a location", moves: []string{"* concern", "* street", "* point", "> list"}, step: StepWhere, says: []string{"concern.place.list"}},
		{name: "a sticker instead of a location", moves: []string{"* concern", "* street", "* point", "sticker"}, step: StepPoint, says: []string{"start.area.misfit"}},
		{name: "Back forgets the point", moves: []string{"* concern", "* street", "place", "* back"}, step: StepPlace},
		{name: "a forged change of words", moves: []string{"* concern", "* hate", "* count", "* mine", "* change", "! words"}, step: StepChange, says: []string{"common.misfit.button"}},
		{name: "a forged change without a reviewer", town: func(p *Programme) { p.Reviewed = false },
			moves: []string{"* concern", "* street", "* mine", "* change", "! sight"}, step: StepChange, says: []string{"common.misfit.button"}},
		{name: "counted at the review says what is dropped", moves: []string{"* concern", "* street", "* mine", "> a", "* counted"},
			step: StepReview, says: []string{"concern.review.dropped", "concern.review.counted"}},
		{name: "cancel forgets", moves: []string{"* concern", "* street", "* mine", "> a", "* cancel"}, step: StepMenu, says: []string{"common.cancelled"}},
		{name: "back on the first screen stays", moves: []string{"* concern", "! back"}, step: StepCategory},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := town(t)
			if tt.town != nil {
				tt.town(p.programme)
			}
			who := p.join(1)
			if tt.person != nil {
				tt.person(p.people[who])
			}
			p.link(who, "menu")
			out := p.script(who, tt.moves...)
			if out.Person.Step != tt.step {
				t.Errorf("at %s, want %s", out.Person.Step, tt.step)
			}
			for _, key := range tt.says {
				if !says(out, key) {
					t.Errorf("does not say %s: %v", key, out.Says)
				}
			}
			for _, do := range tt.offers {
				if !p.offers(who, do) {
					t.Errorf("does not offer %s", do)
				}
			}
			for _, do := range tt.lacks {
				if p.offers(who, do) {
					t.Errorf("offers %s", do)
				}
			}
			if d := out.Person.Draft; d != nil && d.Asked != nil && out.Person.Step != StepCell {
				t.Errorf("the point is kept at %s", out.Person.Step)
			}
			if len(out.Effects) > 0 {
				t.Errorf("effects: %v", out.Effects)
			}
		})
	}
}

// TestSensitiveScreens proves that all that home and hate show deletes itself
// and begins with neutral words.
func TestSensitiveScreens(t *testing.T) {
	for _, c := range []string{"home", "hate"} {
		p := town(t)
		who := p.join(1)
		way := "* tell"
		if c == "hate" {
			way = "* report"
		}
		p.script(who, "& concern", "* "+c)
		moves := []string{way, "place", "* square", "> " + strings.Repeat("a ", 1500), "> more", "photo", "* answer", "* change", "* sight", "* read", "* send"}
		if c == "hate" {
			moves = append([]string{way, "* tell"}, moves[1:]...)
		}
		for _, m := range moves {
			out := p.script(who, m)
			for _, s := range out.Says {
				if s.Screen && out.Person.Step == StepMenu {
					continue
				}
				if s.Vanish != time.Hour || !s.Protect {
					t.Errorf("%s: after %s stays: %v", c, m, s.Lines)
				}
				if s.Screen && s.Lines[0].Key != "concern.neutral" {
					t.Errorf("%s: after %s begins with %s", c, m, s.Lines[0].Key)
				}
			}
		}
	}
}

// TestReviewFits shows a text of wide characters without outgrowing a message.
func TestReviewFits(t *testing.T) {
	p := town(t)
	who := p.join(1)
	out := p.script(who, "& concern", "* street", "* skip", "> "+strings.Repeat("👩‍👩‍👧", 400), "* read")
	for _, l := range out.Says[len(out.Says)-1].Lines {
		if q, ok := l.Args["words"].(Quote); ok && len(string(q)) > 4*mostShown {
			t.Errorf("%d bytes are shown", len(string(q)))
		}
	}
	if !says(out, "concern.review.excerpt") {
		t.Errorf("nothing says that this is the beginning: %v", out.Says)
	}
	e, _ := effectOf[FileConcern](p.script(who, "* send"))
	if utf8.RuneCountInString(e.Concern.Words) != 2000 {
		t.Errorf("the whole text does not go with it: %d", utf8.RuneCountInString(e.Concern.Words))
	}
}

func TestCleanWords(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"edges", " \n a b \t", "a b"},
		{"null and control", "a\x00b\x07c\u0085", "abc"},
		{"override", "\u202eevil\u202c \u2066x\u2069", "evil x"},
		{"html stays as written", "<b>x</b> & y", "<b>x</b> & y"},
		{"broken bytes", "a\xffb", "ab"},
		{"joined emoji stay whole", "👩‍👩‍👧 ok", "👩‍👩‍👧 ok"},
		{"persian joiner stays", "می\u200cخواهم", "می\u200cخواهم"},
		{"many empty lines", "a\r\n\r\n\r\n\r\nb", "a\n\nb"},
		{"nothing to see", "\u200b\ufeff\u2060 \u202e", ""},
	}
	for _, tt := range tests {
		if got := cleanWords(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestBeginningKeepsCharactersWhole(t *testing.T) {
	for _, whole := range []string{"👩‍👩‍👧", "e\u0301", "🇺🇦", "👍🏽", "ใ\u0e49"} {
		n := utf8.RuneCountInString(whole)
		for most := 1; most < 4*n; most++ {
			got := beginning(strings.Repeat(whole, 50), most)
			if most >= n && (len(got)%len(whole) != 0 || utf8.RuneCountInString(got) > most) {
				t.Errorf("%q cut at %d: %q", whole, most, got)
			}
		}
	}
	if got := beginning("one two three", 9); got != "one two" {
		t.Errorf("not cut at a space: %q", got)
	}
}

// TestCells proves that a cell is about 500 metres and hides where in it one is.
func TestCells(t *testing.T) {
	for _, at := range []Point{inKorabel, farAway, {Lat: -33.9, Lon: -70.6}, {}, {Lat: 89.99, Lon: 10}} {
		c := cellOf(at)
		if again := cellOf(c); again != c {
			t.Errorf("the centre %v of a cell lies in another, %v", c, again)
		}
		if dy := (at.Lat - c.Lat) * metresPerDegree; dy > 251 || dy < -251 {
			t.Errorf("%v: %.0f m north of its centre", at, dy)
		}
	}
	near := Point{Lat: cellOf(inKorabel).Lat + 0.001, Lon: cellOf(inKorabel).Lon - 0.001}
	if cellOf(near) != cellOf(inKorabel) {
		t.Errorf("two points of one square have two")
	}
}

// TestPinIsNeverThePoint looks at the map that is shown.
func TestPinIsNeverThePoint(t *testing.T) {
	p := town(t)
	who := p.join(1)
	out := p.script(who, "& concern", "* street", "place")
	pin := out.Says[len(out.Says)-1].Pin
	if pin == nil || *pin != cellOf(inKorabel) {
		t.Errorf("the pin is %v", pin)
	}
}

// TestElevenInADay refuses kindly and starts again with the local day.
func TestElevenInADay(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.now = time.Date(2026, 11, 20, 23, 30, 0, 0, p.programme.Zone)
	file := []string{"& concern", "* street", "* mine", "> x", "* read", "* send"}
	for i := range perDay {
		if _, ok := effectOf[FileConcern](p.script(who, file...)); !ok {
			t.Fatalf("the %d. is refused", i+1)
		}
	}
	out := p.script(who, "& concern")
	if !says(out, "concern.full") || out.Person.Step != StepMenu {
		t.Fatalf("the eleventh is not refused: %v", out.Says)
	}
	p.now = p.now.Add(time.Hour)
	if _, ok := effectOf[FileConcern](p.script(who, file...)); !ok {
		t.Errorf("refused on the next day")
	}
}

// TestProgrammeChangesMeanwhile does not pass on what may no longer be passed on.
func TestProgrammeChangesMeanwhile(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.script(who, "& concern", "* street", "* mine", "> x", "* answer")
	p.programme.Reviewed = false
	out := p.script(who, "* send")
	if out.Person.Step != StepSight || len(out.Effects) > 0 {
		t.Fatalf("at %s: %v", out.Person.Step, out.Effects)
	}
	e, ok := effectOf[FileConcern](p.script(who, "* counted", "* send"))
	if !ok || e.Concern.Words != "" || e.Concern.Route != RouteNone {
		t.Errorf("filed %+v", e.Concern)
	}
}

// TestEveryConcernStepStandsAlone shows and leaves each step without a draft, as
// after a change of format.
func TestEveryConcernStepStandsAlone(t *testing.T) {
	for step := range concernConversation().screens {
		for _, e := range []Event{{Kind: Words, Text: "x"}, {Kind: Press, Do: "send", Serial: 1}, {Kind: Press, Do: "keep", Serial: 1},
			{Kind: Press, Do: "square", Serial: 1}, {Kind: Press, Do: "back", Serial: 1}, {Kind: Photo}, {Kind: Place, At: inKorabel}} {
			p := town(t)
			who := p.join(1, func(q *Person) { q.Step = step })
			if out := p.turn(who, e); len(out.Effects) > 0 {
				t.Errorf("%s: %+v has effects", step, e)
			}
			if out := p.command(who, "cancel"); out.Person.Step != StepMenu {
				t.Errorf("%s cannot be left", step)
			}
		}
	}
}

// TestSupportCanBeReached: after hate every service is shown with all the ways to
// reach it, in every example and neighbourhood; where none is listed, with somebody
// outside the police.
func TestSupportCanBeReached(t *testing.T) {
	for _, tt := range []struct {
		name    string
		service Service
		says    []string
	}{
		{"a telephone", Service{Phone: "555"}, []string{"near.phone"}},
		{"a link", Service{Link: "https://a.example"}, []string{"concern.support.link"}},
		{"an address and hours", Service{Address: Text{English: "Main 1"}, Hours: Text{English: "9-5"}}, []string{"near.address", "near.hours"}},
		{"none is listed", Service{Needs: []Need{NeedCity}}, []string{"concern.support.none", "concern.police.complaint"}},
	} {
		p := town(t)
		who := p.join(1)
		s := tt.service
		s.Name, s.About = Text{English: "Help"}, Text{English: "Helps"}
		if s.Needs == nil {
			s.Needs = []Need{NeedHate}
		}
		p.programme.Services = []Service{s}
		p.link(who, "menu")
		out := p.script(who, "& concern", "* hate", "* support")
		for _, key := range tt.says {
			if !says(out, key) {
				t.Errorf("%s: no %s in %v", tt.name, key, out.Says)
			}
		}
	}
}
