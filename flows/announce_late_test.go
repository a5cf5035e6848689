package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// lateNews is an announcement in English of which the other languages are asked for,
// until the last of the hours offered.
func lateNews(t *testing.T) (d *polyglots, until int64) {
	t.Helper()
	d = newPolyglots(t)
	d.programme.Languages = []Lang{English, Ukrainian, Polish}
	d.runs = map[string]RunProgress{}
	d.script(d.organiser, "/desk", "* news", "* make", "* l.en", "> The road is closed until 5 December, 050 123 45 67", "* without", "* next", "* next", "* no", "* translators")
	do := ""
	for _, row := range d.screens[d.organiser].Rows {
		if strings.HasPrefix(row[0].Do, "u.") {
			do = row[0].Do
		}
	}
	out := d.script(d.organiser, "* "+do)
	if !says(out, "announce.ask.is") || out.Person.Step != StepNewsReview {
		t.Fatalf("%v", out.Says)
	}
	d.script(d.organiser, "* now", "* send")
	return d, d.people[d.organiser].Seen + 48*3600
}

// part is the part of the announcement that is for readers of a language.
func (d *polyglots) part(l Lang) Announcement {
	d.c.Helper()
	i := slices.IndexFunc(d.board.News, func(a Announcement) bool { return slices.Equal(a.Langs, []Lang{l}) })
	if i < 0 {
		d.c.Fatalf("nothing is for readers of %s: %+v", l, d.board.News)
	}
	return d.board.News[i]
}

// TestALanguageThatIsLate: readers of the original get it at once, those of another
// language as soon as its translation is reviewed, and the rest in the original,
// marked, at the hour that its author chose.
func TestALanguageThatIsLate(t *testing.T) {
	d, until := lateNews(t)
	if a := d.part(English); a.Due > d.now.Unix() || a.Of != "" {
		t.Errorf("the original waits: %+v", a)
	}
	if a := d.part(Polish); a.Due != until || a.Of == "" || a.Said == 0 {
		t.Errorf("a language waits until %v: %+v", until, a)
	}
	if d.opens(d.plain); d.screens[d.plain].Lines[0].Args["words"] != Quote("The road is closed until 5 December, 050 123 45 67") {
		t.Fatalf("it takes no duty: %v", d.screens[d.plain].Lines)
	}
	if out := d.script(d.plain, "> Дорогу закрито до 5 грудня, 050 123 45 66"); !says(out, "translate.bad.phone") {
		t.Errorf("another telephone number: %v", out.Says)
	}
	d.script(d.plain, "> Дорогу закрито до 5 грудня, 050 123 45 67", "* send")
	d.now = d.now.Add(time.Hour)
	d.opens(d.first)
	d.script(d.first, "* right")
	a := d.part(Ukrainian)
	if a.Due != d.now.Unix() || a.Texts[Ukrainian] != "Дорогу закрито до 5 грудня, 050 123 45 67" || a.Others != nil {
		t.Errorf("it waits on: %+v", a)
	}
	if m := NewsSay(a, Ukrainian, 1); hasKey(m, "translate.original") {
		t.Errorf("a translation is called the original: %v", m.Lines)
	}
	m := NewsSay(d.part(Polish), Polish, 1)
	if !hasKey(m, "translate.original") || m.Lines[1].Args["tongue"] != Tongue(English) {
		t.Errorf("the original is not marked: %v", m.Lines)
	}
}

// TestALateLanguageThatWent: once its words have gone out, nobody translates them.
func TestALateLanguageThatWent(t *testing.T) {
	d, _ := lateNews(t)
	d.opens(d.first)
	for i := range d.board.News {
		d.board.News[i].Started = true
	}
	if out := d.script(d.first, "> Дорогу закрито до 5 грудня, 050 123 45 67"); !says(out, "translate.lost") {
		t.Errorf("%v", out.Says)
	}
	if !d.idle(d.first) {
		t.Error("it is on the desk still")
	}
}

// TestTakingItBackTakesItsLanguages: what waits for a translation goes with the rest.
func TestTakingItBackTakesItsLanguages(t *testing.T) {
	d, _ := lateNews(t)
	d.opens(d.first)
	d.script(d.organiser, "& run.stop."+d.part(English).ID, "* stop")
	for _, l := range []Lang{Ukrainian, Polish} {
		if a := d.part(l); !a.Void || a.Texts != nil || a.Others != nil {
			t.Errorf("%s stays: %+v", l, a)
		}
	}
	if out := d.script(d.first, "> Дорогу закрито до 5 грудня, 050 123 45 67"); !says(out, "translate.lost") {
		t.Errorf("%v", out.Says)
	}
}

// TestUrgentNewsNeverWaits for a translation.
func TestUrgentNewsNeverWaits(t *testing.T) {
	d := newPolyglots(t)
	d.runs = map[string]RunProgress{}
	d.script(d.organiser, "/desk", "* news", "* make", "* l.en", "> Stay inside", "* without", "* next", "* next", "* yes")
	if d.offers(d.organiser, "translators") {
		t.Error("translators are asked")
	}
	d.forge(d.organiser, "translators")
	d.script(d.organiser, "* now", "* send")
	if len(d.board.News) != 1 || d.board.News[0].Due != d.now.Unix() {
		t.Errorf("%+v", d.board.News)
	}
}

// TestAForgedHour is not taken.
func TestAForgedHour(t *testing.T) {
	d := newPolyglots(t)
	d.script(d.organiser, "/desk", "* news", "* make", "* l.en", "> The road is closed", "* without", "* next", "* next", "* no", "* translators")
	for _, at := range []int64{0, d.now.Unix(), d.now.Add(365 * 24 * time.Hour).Unix()} {
		if out := d.forge(d.organiser, fmt.Sprint("u.", at)); out.Person.Step != StepNewsAsk || out.Person.News.Anyway != 0 {
			t.Errorf("%d: %v", at, out.Says)
		}
	}
}

// TestWhatAReceiptSaysOfLanguages: that an answer can be had in the reader's language
// is promised only if two translators with the duty are there.
func TestWhatAReceiptSaysOfLanguages(t *testing.T) {
	d := newPolyglots(t)
	send := func() Outcome {
		return d.script(d.author, "& concern", "* street", "* mine", "> "+lampText, "* answer", "* send")
	}
	if out := send(); saidOf(out, "translate.readable", "tongue") != Tongue(Ukrainian) {
		t.Errorf("%v", out.Says)
	}
	d.board.member(d.other).Grants[0].Duties = nil
	if out := send(); says(out, "translate.readable") {
		t.Errorf("one translator is promised: %v", out.Says)
	}
}
