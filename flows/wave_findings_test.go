package flows

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/flows/tally"
)

// counted is a wave whose first question was answered so, rather not say first;
// the others like those of waveCounted.
func counted(id string, walking ...int) WaveResult {
	r, _ := NewWaveResult(Wave{ID: id, Instrument: "default", Opens: 1, Closes: 2})
	r.Finished = sum(walking)
	r.Counts[0] = walking
	for _, row := range r.Counts[1:] {
		row[1] = r.Finished
	}
	return r
}

func found(t fataler, now WaveResult, before *WaveResult) Findings {
	f, err := Find(now, before)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return f
}

type fataler interface {
	Fatalf(format string, args ...any)
}

func TestTooFewAreNoNumbers(t *testing.T) {
	r := counted("a", 0, 3, 3, 2, 1)
	r.Could = 100
	f := found(t, r, nil)
	if !reflect.DeepEqual(f, Findings{Wave: r.Wave, TooFew: true}) {
		t.Errorf("nine people: %+v", f)
	}
	say := ResultsSay(f, newPlay(t).programme)
	if say.Picture != nil || !hasKey(say, "pulse.found.nobody") || len(say.Lines) != 2 {
		t.Errorf("they are told %+v", say)
	}
	// Enough people, of whom nothing may be shown: words, and no picture.
	same := found(t, counted("s", 0, 30, 0, 0, 0), nil)
	if one := QuestionSay(same, 0); !same.Items[0].TooFew || one.Picture != nil || !hasKey(one, "pulse.say.none") || ResultsSay(same, newPlay(t).programme).Picture != nil {
		t.Errorf("everybody says the same: %+v", one)
	}
	// Nor do they stand behind a comparison.
	big := waveCounted(Wave{ID: "b", Instrument: "default"}, 0)
	if f := found(t, big, &r); f.Before != nil || f.Items[0].Change != nil || f.Items[0].Again {
		t.Errorf("compared with nine people: %+v", f.Items[0])
	}
}

// TestWhatWasShownStays: a program with another rule does not show a hidden number
// of a wave that was settled.
func TestWhatWasShownStays(t *testing.T) {
	r := counted("a", 12, 3, 40, 30, 30)
	if err := r.Settle(); err != nil {
		t.Fatal(err)
	}
	before := found(t, r, nil)
	r.Counts = counted("a", 12, 20, 33, 25, 25).Counts // as if now all might be shown
	if after := found(t, r, nil); !reflect.DeepEqual(before, after) {
		t.Errorf("shown was %+v, is %+v", before.Items[0], after.Items[0])
	}
}

// TestHowManyCouldAnswer: the rest is a number too.
func TestHowManyCouldAnswer(t *testing.T) {
	for could, want := range map[int]int{0: 0, 299: 0, 300: 0, 309: 0, 310: 310, 900: 900} {
		r := waveCounted(Wave{ID: "a", Instrument: "default"}, 0)
		r.Could = could
		if f := found(t, r, nil); f.Could.Count() != want || f.N.Count() != 300 {
			t.Errorf("300 of %d: says %v", could, f.Could)
		}
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name    string
		walking []int
		want    string // "" for the sentence that says nothing
	}{
		{"all shown", []int{10, 20, 30, 20, 20}, "56% 50 90"},
		{"rather not say is hidden", []int{3, 20, 30, 20, 20}, "54% 50 93"}, // and with it the smallest, the last of two: of all
		{"one of the two is hidden", []int{12, 3, 40, 30, 30}, "35% 40 115"},
		{"what is hidden is another", []int{12, 40, 30, 4, 20}, "66% 70 106"},
		{"as many may have said what is hidden", []int{0, 18, 18, 1, 0}, ""},
		{"more than all that is hidden", []int{0, 28, 8, 4, 0}, "70% 28 40"},
		{"everybody says the same", []int{0, 30, 0, 0, 0}, ""},
	}
	for _, test := range tests {
		f := found(t, counted("a", test.walking...), nil)
		line := f.Items[0].sentence()
		got := ""
		if line.Key != "pulse.say.none" {
			args := line.Args["share"].(Lines)[0].Args
			got = fmt.Sprint(args["percent"], " ", args["number"], " ", args["of"])
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestChangesAgainstTheWaveBefore(t *testing.T) {
	tests := []struct {
		name        string
		before, now []int
		want        tally.Verdict
	}{
		{"clearly more", []int{10, 20, 20, 40, 40}, []int{10, 40, 50, 20, 15}, tally.Up},
		{"clearly less", []int{10, 40, 50, 20, 15}, []int{10, 20, 20, 40, 40}, tally.Down},
		{"within chance", []int{10, 20, 20, 40, 40}, []int{10, 22, 22, 38, 38}, tally.Unclear},
		{"a small base", []int{10, 0, 10, 10, 0}, []int{10, 15, 14, 0, 0}, ""},
		{"hidden before", []int{10, 3, 40, 30, 30}, []int{10, 40, 50, 20, 15}, ""},
		{"hidden now", []int{10, 40, 50, 20, 15}, []int{10, 3, 40, 30, 30}, ""},
	}
	for _, test := range tests {
		before := counted("a", test.before...)
		f := found(t, counted("b", test.now...), &before)
		c := f.Items[0].Change
		switch {
		case c == nil && test.want == "":
			if key := f.Items[0].comparison()[0].Key; key != "pulse.before.hidden" {
				t.Errorf("%s: %s", test.name, key)
			}
		case c == nil || c.Verdict != test.want:
			t.Errorf("%s: %+v", test.name, c)
		case !slices.ContainsFunc(f.Items[0].comparison(), func(l Line) bool { return l.Key == "pulse.verdict."+string(test.want) }):
			t.Errorf("%s: %+v", test.name, f.Items[0].comparison())
		}
	}
	// The trust scale, by Welch; and the worry, of which nothing is called a change.
	low, high := waveCounted(Wave{ID: "a", Instrument: "default"}, 0), waveCounted(Wave{ID: "b", Instrument: "default"}, 130)
	f := found(t, high, &low)
	if c := f.Items[1].Change; c == nil || c.Verdict != tally.Down {
		t.Errorf("trust: %+v", c)
	}
	worry := f.Items[4]
	if worry.Change != nil || worry.Then == nil || len(worry.comparison()) != 1 {
		t.Errorf("worry: %+v", worry)
	}
}

// TestOtherQuestionsAreABreak: compared is the wave before that asked the same.
func TestOtherQuestionsAreABreak(t *testing.T) {
	a, x, c := Wave{ID: "a", Instrument: "default"}, Wave{ID: "x", Instrument: "another"}, Wave{ID: "c", Instrument: "default"}
	b := Board{Past: []Wave{a, x}, Wave: &c}
	if before, broken := b.Before(c); before == nil || before.ID != "a" || !broken {
		t.Errorf("before c: %+v %v", before, broken)
	}
	if before, broken := b.Before(a); before != nil || broken {
		t.Errorf("before the first: %+v %v", before, broken)
	}
	b.Past = []Wave{x}
	if before, broken := b.Before(c); before != nil || broken {
		t.Errorf("nothing asked the same: %+v %v", before, broken)
	}
	other := waveCounted(a, 0)
	other.Wave.Instrument = "another"
	if f := found(t, waveCounted(c, 0), &other); f.Before != nil {
		t.Error("two instruments are compared")
	}
}

// TestFindingsHoldNothingHidden: whoever gets everything that is shown of a wave
// gets the same, to the letter, when hidden numbers are others. They are moved
// among each other here, as far as their sum, which is known, allows.
func TestFindingsHoldNothingHidden(t *testing.T) {
	moved := 0
	rapid.Check(t, func(r *rapid.T) {
		draw := func(name string) WaveResult {
			row := rapid.SliceOfN(rapid.IntRange(0, 30), 5, 5).Draw(r, name)
			row[1] += 10
			return counted(name, row...)
		}
		before, now := draw("a"), draw("b")
		f := found(r, now, &before)
		other := WaveResult{Wave: now.Wave, Finished: now.Finished, Could: now.Could, Counts: slices.Clone(now.Counts)}
		other.Counts[0] = slices.Clone(now.Counts[0])
		var hidden []int
		if !f.TooFew {
			if f.Items[0].Unsaid.Hidden {
				hidden = append(hidden, 0)
			}
			for i, p := range f.Items[0].Parts {
				if p.Hidden {
					hidden = append(hidden, i+1)
				}
			}
		}
		if len(hidden) < 2 {
			return
		}
		from, to := hidden[0], hidden[len(hidden)-1]
		other.Counts[0][from], other.Counts[0][to] = other.Counts[0][to], other.Counts[0][from]
		g := found(r, other, &before)
		if !reflect.DeepEqual(hiddenAt(f), hiddenAt(g)) {
			return // other numbers are hidden then: another publication
		}
		moved++
		if !reflect.DeepEqual(f, g) {
			r.Fatalf("hidden numbers show:\n%+v\n%+v", f.Items[0], g.Items[0])
		}
		if a, b := fmt.Sprint(QuestionSay(f, 0).Lines, resultSentences(f)), fmt.Sprint(QuestionSay(g, 0).Lines, resultSentences(g)); a != b {
			r.Fatalf("hidden numbers are told:\n%s\n%s", a, b)
		}
	})
	if moved == 0 {
		t.Error("nothing was ever hidden")
	}
}

func hiddenAt(f Findings) (at []bool) {
	if f.TooFew {
		return nil
	}
	at = append(at, f.Items[0].Unsaid.Hidden)
	for _, p := range f.Items[0].Parts {
		at = append(at, p.Hidden)
	}
	return at
}

// TestResultsComeOnTheDay: the promise and the calendar, at the edges.
func TestResultsComeOnTheDay(t *testing.T) {
	p := newPlay(t).programme
	at := func(s string) int64 {
		v, err := time.ParseInLocation("2.1.2006 15:04", s, p.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return v.Unix()
	}
	tests := []struct{ closes, results, from, until, want string }{
		{"27.11.2026 20:00", "30.11.2026 20:00", "", "", "30.11.2026 10:00"},
		{"27.11.2026 20:00", "30.11.2026 23:30", "", "", "30.11.2026 10:00"},
		{"27.11.2026 20:00", "27.11.2026 20:00", "", "", "27.11.2026 20:00"}, // the day itself
		{"27.11.2026 22:00", "27.11.2026 22:00", "", "", "28.11.2026 08:00"}, // promised so
		{"27.11.2026 03:00", "27.11.2026 03:00", "", "", "27.11.2026 10:00"},
		{"27.11.2026 20:00", "30.11.2026 20:00", "21:00", "11:30", "30.11.2026 11:30"},
		{"27.3.2027 20:00", "28.3.2027 20:00", "", "", "28.3.2027 10:00"}, // the night loses an hour
		{"27.11.2026 20:00", "20.11.2026 20:00", "", "", "27.11.2026 20:00"},
	}
	for _, test := range tests {
		p.Schedule.QuietFrom, p.Schedule.QuietUntil = test.from, test.until
		w := Wave{ID: "w", Closes: at(test.closes), Results: at(test.results)}
		got := p.ResultsAt(w)
		if got.Unix() != at(test.want) || p.Quiet(got) {
			t.Errorf("%+v: %v", test, got)
		}
		b := Board{Wave: &w}
		if _, due := b.Reports(p, got.Add(-time.Second)); due {
			t.Errorf("%+v: sent a second early", test)
		}
		if _, due := b.Reports(p, got); !due {
			t.Errorf("%+v: not sent", test)
		}
		w.Told = 1
		if _, due := b.Reports(p, got); due {
			t.Errorf("%+v: sent twice", test)
		}
	}
}

// TestAnybodyReadsTheResults: from the day on, whoever is old enough to have a
// menu; nobody before.
func TestAnybodyReadsTheResults(t *testing.T) {
	p := everything(t)
	p.tellWaves(2)
	ann, child := p.join(1), p.join(2, ofAge(AgeChild))
	p.command(ann, "menu")
	p.press(ann, "results")
	if p.people[ann].Step != StepResults || !hasKey(p.screens[ann], "pulse.found.who") || !hasKey(p.screens[ann], "pulse.found.self") ||
		!hasKey(p.screens[ann], "pulse.before.when") || hasKey(p.screens[ann], "pulse.found.whole") {
		t.Fatalf("ann sees %+v", p.screens[ann])
	}
	out := p.press(ann, "q.0")
	if len(out.Says) != 1 || !out.Says[0].Fresh || out.Says[0].Picture == nil || out.Says[0].Picture.Number != 0 || !says(out, "pulse.before.was") || !p.offers(ann, "q.1") || !p.offers(ann, "back") {
		t.Errorf("one question: %+v", out.Says)
	}
	// The results that were sent are not said again under their button.
	if out := p.link(ann, ResultsSay(Findings{Items: make([]Finding, 1)}, p.programme).Rows[0][0].Do); says(out, "pulse.found.title") || out.Says[len(out.Says)-1].Picture == nil || !p.offers(ann, "q.1") {
		t.Errorf("the button of what was sent: %+v", out.Says)
	}
	if p.link(child, "questions"); p.people[child].Step != StepMenu {
		t.Errorf("a child reads results at %s", p.people[child].Step)
	}
	p.press(ann, "earlier")
	if !hasKey(p.screens[ann], "pulse.before.none") || p.offers(ann, "earlier") {
		t.Errorf("the first one: %+v", p.screens[ann])
	}
	for _, do := range []string{"q.5", "q.-1", "q.x", "earlier"} {
		if p.forge(ann, do); p.people[ann].Step != StepResults {
			t.Errorf("%s leads to %s", do, p.people[ann].Step)
		}
	}
	if p.link(child, "results"); p.people[child].Step != StepMenu {
		t.Errorf("a child reads results at %s", p.people[child].Step)
	}
	p.board.Wave.Results, p.board.Wave.Closes = p.now.AddDate(0, 0, 1).Unix(), p.now.Add(-time.Hour).Unix()
	p.link(ann, "results")
	if p.people[ann].Topic != "a" || p.offers(ann, "later") {
		t.Errorf("shown before the day: %s", p.people[ann].Topic)
	}
	if strings.Contains(p.screenDos(ann), "waves") {
		t.Errorf("a resident is offered %s", p.screenDos(ann))
	}
}

// TestWhoGetsResults for a role: organisers, and officers who are there.
func TestWhoGetsResults(t *testing.T) {
	now := newPlay(t).now
	away := &Absence{From: now.Add(-time.Hour).Unix(), Until: now.Add(time.Hour).Unix()}
	tests := []struct {
		roles []Role
		away  *Absence
		want  bool
	}{
		{[]Role{RoleOrganiser}, nil, true},
		{[]Role{RoleOfficer}, nil, true},
		{[]Role{RoleOfficer}, away, false},
		{[]Role{RoleOfficer}, &Absence{From: now.Add(time.Hour).Unix(), Until: now.Add(2 * time.Hour).Unix()}, true},
		{[]Role{RoleOfficer, RoleOrganiser}, away, true},
		{[]Role{RoleReviewer, RoleIndependent, RoleLead, RoleFacilitator, RoleTranslator, RolePartner}, nil, false},
	}
	for _, test := range tests {
		m := Member{Away: test.away}
		for _, r := range test.roles {
			m.Grants = append(m.Grants, Grant{Role: r})
		}
		if m.GetsResults(now) != test.want {
			t.Errorf("%v, away %v: %v", test.roles, test.away != nil, !test.want)
		}
	}
}
