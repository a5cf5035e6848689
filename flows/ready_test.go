package flows

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestReadyTextsAreWhole: every ready-made text has a sentence and a button in every
// language, and every blank a question and a name. Nothing stands inside a sentence:
// what fills a blank would have to be inflected there.
func TestReadyTextsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, lang := range Languages() {
		words := messagesIn(t, lang)
		has := func(key string) {
			if words[key] == "" {
				t.Errorf("there are no words for %s in %s", key, lang)
			}
		}
		for _, r := range readyTexts() {
			if seen[r.name] && lang == English {
				t.Errorf("two are called %s", r.name)
			}
			seen[r.name] = true
			has(templateKey(r.name))
			has(chooseKey(r.name))
			if strings.Contains(words[templateKey(r.name)], "{{") {
				t.Errorf("%s has something inside its sentence in %s", r.name, lang)
			}
			for _, b := range r.blanks {
				has("ready.ask." + b.name)
				has("ready.fact." + b.name)
				for _, c := range b.choices {
					has("ready.choice." + c)
				}
			}
		}
	}
}

// TestAReadyText is said to the author of a case in each way there is. What is stored
// is its name and what was filled in, and each side reads it in their own language.
func TestAReadyText(t *testing.T) {
	tests := []struct {
		name  string
		moves []string
		want  Entry
		fact  string // that its author reads
		state Case
	}{
		{"an answer without blanks", []string{"* answer", "* t.thanks", "* send"}, Entry{Act: ActAnswer, Template: "thanks"}, "", CaseAnswered},
		{"a day, typed", []string{"* answer", "* t.look_from", "> 1.12", "* send"},
			Entry{Act: ActAnswer, Template: "look_from", Filled: []Filled{{Blank: "from", At: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC).Unix()}}}, "ready.fact.from", CaseAnswered},
		{"a day and an hour", []string{"* answer", "* t.look_from", "> 1.12 14:00", "* send"},
			Entry{Act: ActAnswer, Template: "look_from", Filled: []Filled{{Blank: "from", At: time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC).Unix(), Timed: true}}}, "ready.fact.from", CaseAnswered},
		{"to whom, typed", []string{"* answer", "* t.passed", "> City  lamps", "* send"},
			Entry{Act: ActAnswer, Template: "passed", Filled: []Filled{{Blank: "to", Words: "City lamps", Lang: English}}}, "ready.fact.to", CaseAnswered},
		{"a question", []string{"* ask", "* t.where", "* send"}, Entry{Act: ActQuestion, Template: "where"}, "", CaseAcknowledged},
		{"an end", []string{"* close", "* not_done", "* t.no_means", "* send"}, Entry{Act: ActClosed, Template: "no_means"}, "", CaseNotDone},
		{"an end with a day left out", []string{"* close", "* partly", "* t.rest", "* skip", "* send"},
			Entry{Act: ActClosed, Template: "rest", Filled: []Filled{{Blank: "by"}}}, "", CasePartly},
		{"changed on the way", []string{"* answer", "* t.look_from", "> 1.12", "* back", "> 2.12", "* back", "* back", "* t.went", "* send"},
			Entry{Act: ActAnswer, Template: "went"}, "", CaseAnswered},
		{"own words after all", []string{"* answer", "* t.look_from", "* own", "> Soon", "* send"},
			Entry{Act: ActAnswer, Words: "Soon", Shown: "Soon", Lang: English}, "", CaseAnswered},
		{"typed over it", []string{"* close", "* done", "* t.fixed", "> The lamp is new", "* send"},
			Entry{Act: ActClosed, Words: "The lamp is new", Shown: "The lamp is new", Lang: English}, "", CaseDone},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesks(t)
			d.people[d.author].Lang = Ukrainian
			c := d.released()
			d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
			out := d.script(d.officer, test.moves...)
			got := d.filed(c)
			if len(got.Thread) != 1 || got.Case != test.state || d.people[d.officer].Ready != nil || d.people[d.officer].Text != "" {
				t.Fatalf("it led to %+v, saying %+v", got, out.Says)
			}
			want := test.want
			want.From, want.At = PartyOfficers, got.Thread[0].At
			if !reflect.DeepEqual(got.Thread[0], want) {
				t.Errorf("stored is %+v, want %+v", got.Thread[0], want)
			}
			if _, told := sentTo(out, d.author); !told {
				t.Errorf("the author is not told: %+v", out.Says)
			}
			read := d.script(d.author, "& "+caseDo(c.Code))
			if read.Says[0].Lang != Ukrainian || want.Template != "" && !says(read, templateKey(want.Template)) || test.fact != "" && !says(read, test.fact) {
				t.Errorf("the author reads %+v", read.Says)
			}
		})
	}
}

// TestReadyTextsOfOthers: a button that is forged, of another desk, of another act or of
// an older version is no answer, and nothing is sent.
func TestReadyTextsOfOthers(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	for _, way := range []struct {
		moves  []string
		forged []string
	}{
		{[]string{"* answer"}, []string{"t.p.planned", "t.where", "t.fixed", "t.n.road", "t.gone", "t."}},
		{[]string{"* ask"}, []string{"t.went", "t.n.road", "t.fixed"}},
		{[]string{"* close", "* done"}, []string{"t.no_means", "t.went"}},
		{[]string{"* answer", "* t.passed"}, []string{"b.000000000000", "s.lights", "skip", "d.2026-12-01"}},
		{[]string{"* answer", "* t.look_from"}, []string{"d.2020-01-01", "skip", "w.away"}},
	} {
		d.script(d.officer, "/desk", "* cases", "* c."+c.Handle)
		d.script(d.officer, way.moves...)
		at := d.people[d.officer].Step
		for _, do := range way.forged {
			d.forge(d.officer, do)
			if now := d.people[d.officer]; now.Step != at || len(d.filed(c).Thread) != 0 || now.Ready != nil && len(now.Ready.Filled) > 0 {
				t.Errorf("after %v the forged %q led to %s with %+v", way.moves, do, now.Step, now.Ready)
			}
		}
		d.command(d.officer, "cancel")
	}
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* t.went")
	d.people[d.officer].Ready = &Ready{Name: "went2"} // of a version that is gone
	if out := d.forge(d.officer, "send"); !says(out, "ready.gone") || len(d.filed(c).Thread) != 0 {
		t.Errorf("a text that nobody knows is answered by %+v", out.Says)
	}
	old := d.filed(c).clone()
	old.Thread = []Entry{{From: PartyOfficers, Act: ActAnswer, Template: "went2", At: d.now.Unix()}}
	d.concerns[c.Code] = &old
	if out := d.script(d.author, "& "+caseDo(c.Code)); !says(out, "ready.gone") {
		t.Errorf("the author of a case reads %+v", out.Says)
	}
}

// TestBlanksAreChecked as own words are.
func TestBlanksAreChecked(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* answer", "* t.passed")
	if out := d.write(d.officer, strings.Repeat("ш", blankMost+1)); !says(out, "ready.long") || out.Person.Step != StepCaseBlank {
		t.Errorf("a long name is answered by %+v", out.Says)
	}
	if out := d.turn(d.officer, Event{Kind: Photo, File: File{ID: "p"}}); !says(out, "ready.misfit") {
		t.Errorf("a picture is answered by %+v", out.Says)
	}
	if out := d.write(d.officer, "\u202e\u200b"); !says(out, "ready.misfit") {
		t.Errorf("nothing is answered by %+v", out.Says)
	}
	if out := d.write(d.officer, "Ivan\n050 123 45 67"); !says(out, "identifier.meant") || d.people[d.officer].Ready.Filled[0].Words != "Ivan 050 123 45 67" {
		t.Errorf("a number is answered by %+v", out.Says)
	}
	d.script(d.officer, "* back", "* back", "* t.look_from")
	if out := d.write(d.officer, "1.12.2020"); !says(out, "organise.when.past") || out.Person.Step != StepCaseBlank {
		t.Errorf("a day that has passed is answered by %+v", out.Says)
	}
}

// TestAReportedReadyText: a reviewer who is asked about a ready-made question sees it,
// and takes it away as any other.
func TestAReportedReadyText(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "* t.when", "* send")
	d.script(d.author, "& "+caseDo(c.Code), "* report")
	if out := d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle); !says(out, "cases.template.when") {
		t.Errorf("the reviewer sees %+v", out.Says)
	}
	d.script(d.reviewer, "* remove")
	if out := d.script(d.author, "& "+caseDo(c.Code)); says(out, "cases.template.when") {
		t.Errorf("the author still reads %+v", out.Says)
	}
	d.nextTexts()
	if out := d.script(d.officer, "/desk", "* cases", "* c."+c.Handle); !says(out, "cases.thread.removed") || says(out, "cases.template.when") {
		t.Errorf("the officer reads %+v", out.Says)
	}
}

// TestAnAnnouncementByAReadyText stores no finished text, and is read in each language.
func TestAnAnnouncementByAReadyText(t *testing.T) {
	p, all, _ := organiserPlay(t)
	p.runs = map[string]RunProgress{}
	p.script(all, "/desk", "* news", "* make", "* ready", "* t.n.warning", "* w.water", "> School 12", "> Bring bottles", "* without", "* next", "* next", "* no")
	if at := p.people[all].Step; at != StepNewsReview {
		t.Fatalf("it leads to %s", at)
	}
	out := p.press(all, "see.uk")
	if m := out.Says[0]; m.Lang != Ukrainian || !hasKey(m, "announce.template.warning") || !hasKey(m, "ready.choice.water") && !hasKey(m, "ready.fact.what") {
		t.Errorf("the preview is %+v", m)
	}
	p.script(all, "* now", "* send")
	if len(p.board.News) != 1 {
		t.Fatalf("the board has %+v", p.board.News)
	}
	a := p.board.News[0]
	want := &Ready{Name: "n.warning", Filled: []Filled{{Blank: "what", Choice: "water"}, {Blank: "where", Words: "School 12", Lang: English}, {Blank: "todo", Words: "Bring bottles", Lang: English}}}
	if a.Texts != nil || !reflect.DeepEqual(a.Ready, want) || !a.Worded() {
		t.Errorf("stored is %+v", a)
	}
	if m := NewsSay(a, English, 1); hasKey(m, "ready.typed") || hasKey(m, "announce.words") {
		t.Errorf("whoever reads its language gets %+v", m)
	}
	if m := NewsSay(a, Ukrainian, 1); strings.Count(fmt.Sprint(m.Lines), "ready.typed") != 2 {
		t.Errorf("what was typed in another language is not marked: %+v", m)
	}
	named := Filled{Blank: "meeting", Text: Text{English: "Chess"}, At: 5}
	if got := fmt.Sprint(named.lines(blank{name: "meeting"}, Ukrainian)); strings.Count(got, "ready.typed") != 1 || strings.Count(fmt.Sprint(named.lines(blank{name: "meeting"}, English)), "ready.typed") != 0 {
		t.Errorf("the name of a meeting that nobody translated: %s", got)
	}
	p.script(all, "/desk", "* news", "* make", "* ready", "* t.n.warning", "* w.water", "> School 12", "> Bring bottles", "* without", "* next", "* next", "* no", "* now")
	if at := p.people[all].Step; at != StepNewsTwice {
		t.Errorf("the same again leads to %s", at)
	}
	p.script(all, "* back", "* again", "* t.n.road", "* a.tavr", "* skip")
	if d := p.people[all].News; !d.Ready.whole() || d.Ready.Filled[0].Text[English] != "Tavriiskyi" {
		t.Errorf("a neighbourhood as the place is %+v", d.Ready)
	}
	p.script(all, "* back", "* back", "* back", "* t.n.results", "* without", "* next", "* next", "* no", "* now")
	if at := p.people[all].Step; at != StepNewsSure {
		t.Errorf("another text leads to %s", at)
	}
	a.DropWords()
	if a.Worded() || a.Ready != nil {
		t.Errorf("what was sent keeps its words: %+v", a)
	}
}

// TestMeetingsThatAreNamed: an announcement names the organiser's own meetings, by title
// and date, and never one that is for young people only, even by a forged button.
func TestMeetingsThatAreNamed(t *testing.T) {
	p, all, one := organiserPlay(t)
	p.board.Sessions = slices.Clone(p.board.Sessions)
	i := slices.IndexFunc(p.board.Sessions, func(s Session) bool { return s.ID == "lights" })
	lights := &p.board.Sessions[i]
	p.script(all, "/desk", "* news", "* make", "* ready", "* t.n.moved")
	if !p.offers(all, "s.lights") || p.offers(all, "s.young") {
		t.Errorf("offered are %+v", p.screens[all].Rows)
	}
	p.forge(all, "s.young")
	if r := p.people[all].News.Ready; len(r.Filled) != 0 {
		t.Errorf("a meeting of young people is named: %+v", r)
	}
	p.press(all, "s.lights")
	want := Filled{Blank: "meeting", Text: lights.Title, At: lights.Start, Timed: true}
	if r := p.people[all].News.Ready; len(r.Filled) != 1 || !reflect.DeepEqual(r.Filled[0], want) {
		t.Errorf("it names %+v", r)
	}
	p.script(one, "/desk", "* news", "* make", "* ready", "* t.n.moved")
	p.forge(one, "s.lights") // for everybody: they organise one neighbourhood
	if r := p.people[one].News.Ready; len(r.Filled) != 0 {
		t.Errorf("somebody else's meeting is named: %+v", r)
	}

	p.command(all, "cancel")
	lights.Cancelled = true
	p.script(all, "/desk", "* sessions", "* s.lights", "* announce")
	if d := p.people[all].News; p.people[all].Step != StepNewsPhoto || d.Ready.Name != "n.cancelled" || !d.Ready.whole() {
		t.Errorf("from its card it leads to %s with %+v", p.people[all].Step, d)
	}
	p.command(all, "cancel")
	p.script(all, "/desk", "* sessions", "* s.young")
	if p.offers(all, "announce") {
		t.Error("a meeting of young people can be announced")
	}
	if p.forge(all, "announce"); p.people[all].News != nil {
		t.Error("... and is, by a forged button")
	}
}
