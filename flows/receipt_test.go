package flows

import (
	"slices"
	"testing"
	"time"
)

// TestAReceiptIsTheScreen: after a concern was sent the receipt is all that comes, with
// the code first and a button that copies it, and everything leads on from there.
func TestAReceiptIsTheScreen(t *testing.T) {
	ways := map[string]struct {
		category, move string
		step           Step
	}{
		"words become a concern": {"street", "> The bins are full", StepOffer},
		"a command":              {"street", "/sessions", StepSessions},
		"a cry for help":         {"street", "> help, he is killing me", StepDanger},
		"what I sent":            {"street", "& my", StepMine},
		"the menu":               {"street", "& menu", StepMenu},
		"about home":             {"home", "& my", StepMine},
	}
	for name, tt := range ways {
		t.Run(name, func(t *testing.T) {
			p := town(t)
			who := p.join(1)
			moves := []string{"& concern", "* " + tt.category}
			if tt.category == "home" {
				moves = append(moves, "* tell")
			}
			out := p.script(who, append(moves, "* mine", "> The lamps are dark.", "* answer", "* send")...)
			if len(out.Says) != 1 || !out.Says[0].Screen || !out.Says[0].Fresh {
				t.Fatalf("something comes beside the receipt: %v", out.Says)
			}
			code := p.people[who].Codes[0]
			copies := slices.ContainsFunc(slices.Concat(out.Says[0].Rows...), func(b Button) bool { return b.Copy == code })
			if leads(out.Says[0]) != "concern.receipt.got" || !copies || p.offers(who, "concern") {
				t.Errorf("led by %s: %v", leads(out.Says[0]), out.Says[0].Rows)
			}
			if out = p.script(who, tt.move); out.Person.Step != tt.step || len(out.Says) == 0 {
				t.Errorf("it leads to %s: %v", out.Person.Step, out.Says)
			}
		})
	}
}

// leads is the key of the line that leads a message.
func leads(s Say) string {
	for _, l := range led(s.Lines) {
		if l.As == PartLead {
			return l.Key
		}
	}
	return ""
}

// TestAnAnswerStandsFirst, above what it answers, and the latest one; who may see it and
// how long it is kept is fine print.
func TestAnAnswerStandsFirst(t *testing.T) {
	d := newDesks(t)
	c := d.released()
	out := d.script(d.author, "& "+caseDo(c.Code))
	if leads(out.Says[0]) != "case.about" {
		t.Errorf("without an answer %s leads", leads(out.Says[0]))
	}
	for _, tt := range []struct {
		moves []string
		lead  string
	}{
		{[]string{"* acknowledge"}, "case.answer.message"},
		{[]string{"* ask", "> Which lamp?", "* send"}, "case.answer.question"},
		{[]string{"* answer", "* own", "> It is mended", "* send"}, "case.answer.answer"},
	} {
		d.script(d.officer, append([]string{"/desk", "* cases", "* c." + c.Handle}, tt.moves...)...)
		say := d.script(d.author, "& "+caseDo(c.Code)).Says[0]
		at := func(key string) int { return slices.IndexFunc(say.Lines, func(l Line) bool { return l.Key == key }) }
		if leads(say) != tt.lead || at(tt.lead) > at("concern.review.words") {
			t.Errorf("after %v %s leads: %v", tt.moves, leads(say), say.Lines)
		}
		for n, l := range say.Lines {
			if (l.Key == "case.kept" || l.Key == "concern.review.answer_officers") && l.PartIn(n) != PartFine {
				t.Errorf("%s is no fine print", l.Key)
			}
		}
	}
}

// TestTheMenuOffersNoWayOut beside itself, however often something is not understood.
func TestTheMenuOffersNoWayOut(t *testing.T) {
	p := town(t)
	who := p.join(1)
	out := p.script(who, "& menu", "> 77", "> 78", "> 79")
	if out.Person.Step != StepMenu || says(out, "common.misfit.again") || p.offers(who, "cancel") {
		t.Errorf("at %s: %v", out.Person.Step, out.Says)
	}
}

// TestOneNumberIsNoStep: where an emergency number is news or a fact, how far somebody
// has come stands behind the question.
func TestOneNumberIsNoStep(t *testing.T) {
	p := town(t)
	who := p.join(1)
	for _, moves := range [][]string{
		{"& concern"},
		{"* home", "* tell", "> help", "* mine"},
		{"> He hits me when he drinks."},
	} {
		for _, s := range p.script(who, moves...).Says {
			if s.Of == 0 {
				continue
			}
			for _, l := range led(s.Lines) {
				if _, number := l.Args["number"]; number && l.As == PartLead {
					t.Errorf("after %v the step stands behind %s", moves, l.Key)
				}
			}
		}
	}
}

// nearDates lists the keys of lines whose dates say "today" or "tomorrow" at now.
func nearDates(lines []Line, now time.Time) (keys []string) {
	for _, l := range lines {
		for _, arg := range l.Args {
			switch a := arg.(type) {
			case Day:
				keys = append(keys, l.Key)
			case Moment:
				if time.Time(a).After(now) {
					keys = append(keys, l.Key)
				}
			case Lines:
				keys = append(keys, nearDates(a, now)...)
			case Said:
				keys = append(keys, nearDates(Lines(a), now)...)
			}
		}
	}
	return keys
}

// TestReceiptsSayNoTomorrow: they are kept, and read again on a day when it is another.
func TestReceiptsSayNoTomorrow(t *testing.T) {
	p := town(t)
	p.meeting("lights", capacity(1), func(s *Session) { s.Start = p.now.Add(26 * time.Hour).Unix() })
	first, second := p.join(1), p.join(2)
	w := newAway(t)
	w.board.member(w.officer).Away.Deputy = ID{}
	w.now = w.from.Add(36 * time.Hour) // the day before the last one
	d := newPolyglots(t)
	id := d.gone()
	asker := d.join(60, func(p *Person) { p.Lang = Ukrainian })
	tests := []struct {
		key  string
		said func() Outcome
		now  time.Time
	}{
		{"session.joined", func() Outcome { return p.script(first, "& s.lights", "* join") }, p.now},
		{"reminder.thanks", func() Outcome { return p.link(first, "coming.lights") }, p.now},
		{"session.queued", func() Outcome { return p.script(second, "& s.lights", "* wait") }, p.now},
		{"absence.waits", func() Outcome {
			return w.script(w.author, "& concern", "* street", "* mine", "> The lamps are dark.", "* answer", "* send")
		}, w.now},
		{"translate.news.asked", func() Outcome { return d.link(asker, "translated."+id) }, d.now},
	}
	for _, tt := range tests {
		out := tt.said()
		if !says(out, tt.key) {
			t.Errorf("%s is not said: %v", tt.key, out.Says)
		}
		for _, s := range out.Says {
			if near := nearDates(s.Lines, tt.now); hasKey(s, tt.key) && len(near) > 0 {
				t.Errorf("%s: it says today or tomorrow in %v", tt.key, near)
			}
		}
	}
}
