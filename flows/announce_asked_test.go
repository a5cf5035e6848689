package flows

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const roadText, roadMeans = "The road is closed until 5 December, 050 123 45 67", "Дорогу закрито до 5 грудня, 050 123 45 67"

// gone is an announcement in English that has been sent: its words are with its run.
func (d *polyglots) gone() (id string) {
	d.c.Helper()
	d.runs = map[string]RunProgress{}
	d.script(d.organiser, "/desk", "* news", "* make", "* l.en", "> "+roadText, "* without", "* next", "* next", "* no", "* now", "* send")
	a := &d.board.News[0]
	say := NewsSay(*a, Ukrainian, 1)
	if !hasKey(say, "translate.original") || len(say.Rows) != 1 || say.Rows[0][0].Key != "translate.ask" {
		d.c.Fatalf("%+v", say)
	}
	if say = NewsSay(*a, English, 1); len(say.Rows) > 0 {
		d.c.Errorf("who reads it is offered a translation: %v", say.Rows)
	}
	a.Started = true
	a.DropWords()
	return a.ID
}

// recalled does what the bot does with a part that was asked for.
func (d *polyglots) recalled() *Announcement {
	d.c.Helper()
	a := &d.board.News[len(d.board.News)-1]
	if !a.Recalls() {
		d.c.Fatalf("it waits for no words: %+v", a)
	}
	a.Recall(Text{English: roadText})
	return a
}

// TestAskingUnderAnAnnouncement: whoever asks is told by when; only they get the
// translation, once it is checked, and whoever asks later gets it at once.
func TestAskingUnderAnAnnouncement(t *testing.T) {
	d := newPolyglots(t)
	id := d.gone()
	asker, other := d.join(60, func(p *Person) { p.Lang = Ukrainian }), d.join(61, func(p *Person) { p.Lang = Ukrainian })
	out := d.script(asker, "/concern", "* street", "& translated."+id)
	if !says(out, "translate.news.asked") || out.Person.Step == StepMenu || len(d.board.News) != 2 {
		t.Fatalf("%v", out.Says)
	}
	if out = d.link(asker, "translated."+id); !says(out, "translate.news.asked") || len(d.board.News) != 2 || len(d.people[asker].Asked) != 1 {
		t.Errorf("asked twice: %+v", d.board.News)
	}
	if !d.idle(d.first) {
		t.Error("a text without words is at the desk")
	}
	part := d.recalled()
	if by := time.Unix(part.Due, 0); by.Sub(d.now) > askedFor || d.programme.Quiet(by) {
		t.Errorf("it is promised by %v", by)
	}
	d.now = d.now.Add(time.Hour)
	d.writes(roadMeans)
	part = &d.board.News[len(d.board.News)-1]
	if part.Due != d.now.Unix() || len(part.Others) != 0 || !d.board.MayStart(*part, d.programme) {
		t.Errorf("it waits on: %+v", part)
	}
	if !d.people[asker].WaitsFor(*part) || d.people[other].WaitsFor(*part) {
		t.Error("others get it, or who asked does not")
	}
	if say := AskedSay(*part, Ukrainian, 1); say.Lines[0].Args["text"].(Rich)[Ukrainian] != roadMeans || !hasKey(say, "translate.from") {
		t.Errorf("they read %+v", say)
	}
	part.Started = true
	part.StripAsked()
	if fmt.Sprint(part.Texts) != fmt.Sprint(Text{Ukrainian: roadMeans}) || part.Others != nil {
		t.Errorf("the board keeps %+v", part)
	}
	if out = d.link(other, "translated."+id); !says(out, "translate.from") || len(d.board.News) != 2 {
		t.Errorf("who asks later: %v", out.Says)
	}
	if d.script(d.organiser, "/desk", "* news"); d.offers(d.organiser, "a."+part.ID) {
		t.Error("an organiser steers it")
	}
	d.script(asker, "/cancel")
	if out = d.script(asker, "/mydata"); !says(out, "mydata.asked") {
		t.Errorf("my data: %v", out.Says)
	}
}

// TestWhatIsAskedForInVain: it says so, may be asked for again, and ends with its words.
func TestWhatIsAskedForInVain(t *testing.T) {
	d := newPolyglots(t)
	id := d.gone()
	asker := d.join(60, func(p *Person) { p.Lang = Ukrainian })
	d.link(asker, "translated."+id)
	part := d.recalled()
	if say := AskedSay(*part, Ukrainian, 1); !hasKey(say, "translate.news.late") || strings.Contains(fmt.Sprint(say), roadText) {
		t.Errorf("%+v", say)
	}
	part.Started, part.Ended = true, true
	part.StripAsked()
	if part.Texts != nil || !d.idle(d.first) {
		t.Errorf("%+v", part)
	}
	if out := d.link(asker, "translated."+id); !says(out, "translate.news.asked") || len(d.board.News) != 3 {
		t.Errorf("asked again: %v", out.Says)
	}
	if d.board.News[2].Recall(nil); !d.board.News[2].Void {
		t.Error("a part without words waits for ever")
	}
}

// TestWhoMayAskUnderAnAnnouncement: those whom it reached, in the original, and of a
// language that somebody translates; whatever button is forged.
func TestWhoMayAskUnderAnAnnouncement(t *testing.T) {
	d := newPolyglots(t)
	id := d.gone()
	d.board.News[0].Areas = []string{"korabel"}
	tests := map[string]struct {
		who  func(p *Person)
		id   string
		want string
	}{
		"reads it":        {func(p *Person) {}, id, "translate.news.gone"},
		"lives elsewhere": {func(p *Person) { p.Lang, p.Area = Ukrainian, "tavr" }, id, "translate.news.gone"},
		"of nothing":      {func(p *Person) { p.Lang = Ukrainian }, "abc", "translate.news.gone"},
		"a child":         {func(p *Person) { p.Lang, p.Age = Ukrainian, AgeChild }, id, "translate.news.gone"},
		"nobody writes":   {func(p *Person) { p.Lang = Polish }, id, "translate.news.nobody"},
	}
	n := byte(60)
	for name, test := range tests {
		who := d.join(n, test.who)
		n++
		if out := d.link(who, "translated."+test.id); !says(out, test.want) || len(d.board.News) != 1 || len(d.people[who].Asked) > 0 {
			t.Errorf("%s: %v", name, out.Says)
		}
	}
}

// TestTheSameWordsInAnotherLanguage are the original to its readers: marked, to be asked
// for, and put to translators before they go out, while what somebody wrote is not.
func TestTheSameWordsInAnotherLanguage(t *testing.T) {
	for _, asks := range []bool{false, true} {
		d := newPolyglots(t)
		d.programme.Languages = []Lang{English, Polish, Ukrainian}
		d.runs = map[string]RunProgress{}
		d.script(d.organiser, "/desk", "* news", "* make", "* all", "> "+roadText, "> Droga zamknięta do 5 grudnia, 050 123 45 67", "* same", "* without", "* next", "* next", "* no")
		if asks {
			d.script(d.organiser, "* translators")
			d.press(d.organiser, d.screens[d.organiser].Rows[0][0].Do)
		}
		d.script(d.organiser, "* now", "* send")
		a := d.board.News[0]
		if asks {
			if len(d.board.News) != 2 || fmt.Sprint(a.Langs) != "[en pl]" || fmt.Sprint(d.board.News[1].Langs) != "[uk]" || d.idle(d.first) {
				t.Errorf("translators are asked for %+v", d.board.News)
			}
			a = d.board.News[1]
		}
		for l, original := range map[Lang]bool{English: false, Polish: false, Ukrainian: true} {
			say := NewsSay(a, l, 1)
			if hasKey(say, "translate.original") != original || (len(say.Rows) == 1) != original {
				t.Errorf("asked for %v: in %s it reads %+v", asks, l, say)
			}
		}
		if say := NewsSay(a, Ukrainian, 1); say.Lines[1].Args["tongue"] != Tongue(English) || say.Lines[0].Args["text"].(Rich)[Ukrainian] != "" {
			t.Errorf("%+v", say.Lines)
		}
	}
	d := newPolyglots(t)
	d.runs = map[string]RunProgress{}
	d.script(d.organiser, "/desk", "* news", "* make", "* all", "> "+roadText, "* same", "* without", "* next", "* next", "* no", "* now", "* send")
	d.board.News[0].Started = true
	d.board.News[0].DropWords()
	asker := d.join(60, func(p *Person) { p.Lang = Ukrainian })
	if out := d.link(asker, "translated."+d.board.News[0].ID); !says(out, "translate.news.asked") || len(d.board.News) != 2 || d.board.News[1].From != English {
		t.Errorf("it cannot be asked for: %v", out.Says)
	}
}
