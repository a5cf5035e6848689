package flows

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestErasingTakesTranslationsAlong: with what somebody wrote goes what was made of it, at
// the desk, on an open screen and in what a translator had half written.
func TestErasingTakesTranslationsAlong(t *testing.T) {
	const means = "Near the school" // of the reply, which is the first of two
	for name, out := range map[string]func(d *polyglots) Outcome{
		"who writes it": func(d *polyglots) Outcome {
			d.opens(d.first)
			if out := d.script(d.first, "> "+means); out.Person.Text != means {
				t.Fatalf("%v", out.Says)
			}
			d.script(d.author, "& mydata.erase", "* yes")
			return d.forge(d.first, "send")
		},
		"who reviews it": func(d *polyglots) Outcome {
			d.opens(d.other)
			d.script(d.other, "> "+means, "* send")
			d.opens(d.first)
			d.script(d.author, "& mydata.erase", "* yes")
			return d.forge(d.first, "right")
		},
		"who wrote it, and a reply": func(d *polyglots) Outcome {
			d.opens(d.first)
			d.script(d.first, "> "+means, "* send")
			d.opens(d.first)
			d.script(d.author, "& mydata.erase", "* yes")
			return d.write(d.first, "It shines again")
		},
	} {
		d := newPolyglots(t)
		c := d.released()
		d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* ask", "> Which one?", "* send")
		d.script(d.author, "& "+caseDo(c.Code), "* reply", "> Біля школи", "* send")
		d.script(d.reviewer, "/desk", "* reviews", "* c."+c.Handle, "* release")
		d.nextTexts()
		d.script(d.officer, "/desk", "* cases", "* c."+c.Handle, "* translate")
		if n := len(d.queue(QueueTranslate)[0].Tasks); n != 2 {
			t.Fatalf("%d texts wait", n)
		}
		if got := out(d); !says(got, "translate.lost") && !says(got, "translate.gone") {
			t.Errorf("%s: %v", name, got.Says)
		}
		if len(d.queue(QueueTranslate)) > 0 || !d.idle(d.first) || !d.idle(d.other) {
			t.Errorf("%s: it is at the desk still", name)
		}
		if left := fmt.Sprintf("%+v %+v", *d.people[d.first], d.concerns); strings.Contains(left, means) || strings.Contains(left, c.Code) {
			t.Errorf("%s: of it is left %s", name, left)
		}
	}
}

// TestAnOpenTranslationLapses at night: who left the desk with a text open keeps neither
// what they wrote nor which text it is, should its author erase it meanwhile.
func TestAnOpenTranslationLapses(t *testing.T) {
	for _, half := range []bool{false, true} {
		d := newPolyglots(t)
		c := d.answered()
		d.script(d.author, "* translate")
		d.opens(d.first)
		if half {
			d.script(d.first, "> Ми прийдемо 5 грудня")
		}
		p := d.people[d.first]
		if p.LapseNightly(d.now.Add(heldFor)) {
			t.Error("they are at it")
		}
		if !p.LapseNightly(d.now.Add(25*time.Hour)) || p.Text != "" || strings.Contains(fmt.Sprintf("%+v", *p), c.Code) || p.LapseNightly(d.now.Add(25*time.Hour)) {
			t.Errorf("it stays: %+v", *p)
		}
		d.now = d.now.Add(25 * time.Hour)
		if out := d.forge(d.first, "send"); out.Person.Text != "" {
			t.Errorf("%v", out.Says)
		}
		if d.opens(d.first); d.people[d.first].Step != StepTranslation {
			t.Error("they cannot go on")
		}
	}
}

// TestWhoErasesAndTranslated: what a translator had half written goes with them; what they
// handed on is reviewed by somebody else, and tells nobody who it was.
func TestWhoErasesAndTranslated(t *testing.T) {
	d := newPolyglots(t)
	c := d.answered()
	d.script(d.author, "* translate")
	d.opens(d.first)
	d.script(d.first, "> Ми прийдемо 5 грудня", "* send")
	d.script(d.first, "& mydata.erase", "* yes")
	if left := fmt.Sprint(d.people[d.first], d.board, d.filed(c)); strings.Contains(left, d.first.String()) {
		t.Errorf("they are named: %s", left)
	}
	d.opens(d.other)
	d.script(d.other, "* right")
	out := d.script(d.author, "& "+caseDo(c.Code))
	if saidOf(out, "case.answer.words", "words") != Quote("Ми прийдемо 5 грудня") {
		t.Errorf("%v", out.Says)
	}
	if o := d.filed(c).Thread[0].Others[0]; o.Writer+o.Holder != "" || o.Passed != nil {
		t.Errorf("%+v", o)
	}
}

// TestAnOrganiserWhoErases leaves the meetings of the programme as they are, with what was
// translated of them, and is named at none.
func TestAnOrganiserWhoErases(t *testing.T) {
	d := newPolyglots(t)
	id := d.leaves()
	d.writes("Приходьте з 2 ідеями")
	d.writes("Ліхтарі у дворах")
	d.script(d.organiser, "& mydata.erase", "* yes")
	if left := fmt.Sprint(d.board); strings.Contains(left, d.organiser.String()) {
		t.Errorf("they are named: %s", left)
	}
	if _, out := d.reader(60, id); !says(out, "translate.from") || saidOf(out, "session.card.about", "about").(Name)[Ukrainian] != "Приходьте з 2 ідеями" {
		t.Errorf("%v", out.Says)
	}
}
