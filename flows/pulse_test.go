package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// openWave opens a wave an hour ago, for a week.
func (p *play) openWave(id string) *Wave {
	p.board.Wave = &Wave{
		ID: id, Instrument: "default",
		Opens:   p.now.Add(-time.Hour).Unix(),
		Closes:  p.now.Add(7 * 24 * time.Hour).Unix(),
		Results: p.now.Add(10 * 24 * time.Hour).Unix(),
	}
	return p.board.Wave
}

// closeWave lets the wave's time pass and deletes its records, as closing does.
func (p *play) closeWave() {
	p.now = time.Unix(p.board.Wave.Closes, 0)
	delete(p.answers, p.board.Wave.ID)
}

// answer presses the n-th answer (see Answers) of the question on the screen.
func (p *play) answer(who ID, item int, v byte) Outcome {
	p.c.Helper()
	return p.press(who, fmt.Sprintf("a.%d.%d", item, v))
}

// complete answers all five questions.
func (p *play) complete(who ID, worry byte) Outcome {
	p.c.Helper()
	p.link(who, "pulse")
	p.answer(who, 0, 2)
	p.answer(who, 1, 12)
	p.answer(who, 2, Unsaid)
	p.answer(who, 3, 5)
	return p.answer(who, 4, worry)
}

// worryNamed is the answer that names a worry.
func worryNamed(name string) byte {
	in, _ := Instruments("default")
	return firstOption + byte(slices.Index(in.Items[4].Options, name))
}

// TestInstrumentsFitTheirRecord: each question of each instrument has a type, words
// for all that is said of it, and fits a record.
func TestInstrumentsFitTheirRecord(t *testing.T) {
	p := newPlay(t)
	for _, id := range InstrumentIDs() {
		in, ok := Instruments(id)
		if !ok || in.ID != id || len(in.Items) == 0 || len(in.Items) > MaxItems {
			t.Fatalf("%q: %+v", id, in)
		}
		p.checkLine(Line{Key: "waves.instrument." + id})
		for _, item := range in.Items {
			if _, known := questionTypes()[item.Type]; !known || len(item.Options) < 2 || len(item.Options) > 100 {
				t.Fatalf("%s of %s is of type %q, with %d options", item.Key, id, item.Type, len(item.Options))
			}
			for _, what := range []string{"ask.", "short.", "say."} {
				if p.messages["pulse."+what+item.Key] == "" {
					t.Errorf("there is no pulse.%s%s", what, item.Key)
				}
			}
			var shown int
			for _, row := range optionRows(item, 0, firstOption) {
				shown += len(row)
				for _, b := range row {
					if b.Label == "" {
						p.checkLine(Line{Key: b.Key, Args: b.Args})
					}
				}
			}
			if shown != len(item.Options) {
				t.Errorf("%s shows %d of %d options", item.Key, shown, len(item.Options))
			}
			if item.Fits(0) || !item.Fits(Unsaid) || !item.Fits(firstOption+byte(len(item.Options))-1) || item.Fits(firstOption+byte(len(item.Options))) {
				t.Errorf("%s: the bounds of an answer are wrong", item.Key)
			}
		}
	}
	if _, ok := Instruments("nothing"); ok {
		t.Errorf("finds an instrument that does not exist")
	}
	in, _ := Instruments("default")
	sizes := map[string]int{"walking": 4, "trust": 11, "fairness": 4, "respect": 4, "worry": 9}
	for _, item := range in.Items {
		if len(item.Options) != sizes[item.Key] {
			t.Errorf("%s has %d options", item.Key, len(item.Options))
		}
	}
}

func TestAPulseIsFiveTaps(t *testing.T) {
	p := newPlay(t)
	p.openWave("w1")
	who := p.join(1)
	out := p.link(who, "pulse")
	first := out.Says[0]
	if !says(out, "pulse.intro") || !says(out, "pulse.lock.first") || first.Step != 1 || first.Of != 5 {
		t.Errorf("the first question is introduced wrongly: %+v", first)
	}
	if len(p.answers) > 0 || p.people[who].Wave != "" {
		t.Errorf("looking counts as taking part")
	}
	out = p.answer(who, 0, 3)
	if !says(out, "pulse.lock.counted") || says(out, "pulse.lock.first") || out.Says[0].Step != 2 {
		t.Errorf("the second question: %+v", out.Says[0])
	}
	if rows := out.Says[0].Rows; len(rows[0]) != 6 || len(rows[1]) != 5 || rows[0][0].Label != "0" || rows[1][4].Label != "10" {
		t.Errorf("the scale: %+v", rows)
	}
	p.answer(who, 1, 2)
	p.answer(who, 2, Unsaid)
	p.answer(who, 3, 5)
	out = p.answer(who, 4, worryNamed("traffic"))
	want := Answers{3, 2, 1, 5, worryNamed("traffic")}
	want[MaxItems] = 1
	if got := p.answers["w1"][who]; got != want {
		t.Errorf("stored %v, want %v", got, want)
	}
	person := p.people[who]
	if !person.WaveDone || person.Wave != "w1" || !says(out, "pulse.thanks") || !says(out, "pulse.results") {
		t.Errorf("not finished: %+v", person)
	}
	for _, b := range slices.Concat(out.Says[0].Rows...) {
		if strings.Contains(b.Do, "traffic") || b.Key == "" {
			t.Errorf("a button tells the answer: %+v", b)
		}
	}
	if out := p.link(who, "pulse"); out.Person.Step != StepPulseDone {
		t.Errorf("opening it again leads to %s", out.Person.Step)
	}
	p.command(who, "menu")
	if !hasButton(p.screens[who], "mydata.survey.show") || hasButton(p.screens[who], "menu.pulse") {
		t.Errorf("the menu does not offer answers that can be changed: %v", p.screens[who].Rows)
	}
	if out := p.press(who, "pulse"); out.Person.Step != StepPulseDone {
		t.Errorf("the menu leads to %s", out.Person.Step)
	}
	p.now = p.now.Add(30 * 24 * time.Hour)
	p.command(who, "menu")
	if p.offers(who, "pulse") {
		t.Errorf("the menu offers answers that can no longer be changed")
	}
}

func TestOnlyANamedWorryIsFollowed(t *testing.T) {
	tests := []struct {
		answer byte
		age    Age
		want   bool
	}{
		{worryNamed("theft"), AgeAdult, true},
		{worryNamed("police"), AgeTeen, true},
		{worryNamed("nothing"), AgeAdult, false},
		{Unsaid, AgeAdult, false},
	}
	for _, test := range tests {
		p := newPlay(t)
		p.openWave("w1")
		who := p.join(1, func(p *Person) { p.Age = test.age })
		p.complete(who, test.answer)
		if got := p.offers(who, "concern"); got != test.want {
			t.Errorf("%d: offered %v", test.answer, got)
		}
		p.programme.Minors.Concerns = false
		p.link(who, "pulse")
		if got := p.offers(who, "concern"); got != (test.want && test.age != AgeTeen) {
			t.Errorf("%d without concerns of minors: offered %v", test.answer, got)
		}
	}
}

func TestBackRewritesAnAnswer(t *testing.T) {
	p := newPlay(t)
	p.openWave("w1")
	who := p.join(1)
	p.link(who, "pulse")
	if p.offers(who, "back") {
		t.Errorf("the first question has a question before it")
	}
	p.answer(who, 0, 2)
	p.answer(who, 1, 7)
	p.press(who, "back")
	if at := p.people[who].WaveAt; at != 1 {
		t.Fatalf("Back leads to question %d", at)
	}
	if label := p.screens[who].Rows[0][5].Label; label != "✓ 5" {
		t.Errorf("the answer given before is not marked: %q", label)
	}
	p.answer(who, 1, 9)
	if got := p.answers["w1"][who]; got != (Answers{2, 9}) {
		t.Errorf("stored %v", got)
	}
	p.press(who, "back")
	p.press(who, "back")
	if says(p.command(who, "pulse"), "pulse.intro") {
		t.Errorf("somebody who has begun is introduced again")
	}
	if first := p.screens[who].Rows[0][0]; first.Key != "pulse.chosen" || first.Args["answer"] != Ref("pulse.walking.very_safe") {
		t.Errorf("the chosen answer is not marked: %+v", first)
	}
}

func TestStoppingKeepsTheAnswers(t *testing.T) {
	leave := map[string]func(*play, ID) Outcome{
		"later":   func(p *play, who ID) Outcome { return p.press(who, "later") },
		"/cancel": func(p *play, who ID) Outcome { return p.command(who, "cancel") },
		"a link":  func(p *play, who ID) Outcome { return p.link(who, "sessions") },
		"a day":   func(p *play, who ID) Outcome { p.now = p.now.Add(30 * time.Hour); return p.write(who, "hm") },
	}
	said := map[string]string{"later": "pulse.left", "/cancel": "pulse.kept", "a link": "session.list.empty", "a day": "pulse.misfit"}
	for name, f := range leave {
		p := newPlay(t)
		p.openWave("w1")
		who := p.join(1)
		p.link(who, "pulse")
		p.answer(who, 0, 2)
		p.answer(who, 1, 12)
		if out := f(p, who); !says(out, said[name]) || says(out, "common.cancelled") {
			t.Errorf("%s: said %+v", name, out.Says)
		}
		if got := p.answers["w1"][who]; got != (Answers{2, 12}) {
			t.Errorf("%s: the record is %v", name, got)
		}
		if out := p.link(who, "pulse"); out.Says[0].Step != 3 {
			t.Errorf("%s: goes on at question %d", name, out.Says[0].Step)
		}
	}
}

func TestStoppingBeforeTheFirstAnswer(t *testing.T) {
	for _, how := range []string{"later", "cancel"} {
		p := newPlay(t)
		p.openWave("w1")
		who := p.join(1)
		p.link(who, "pulse")
		out := Outcome{}
		if how == "cancel" {
			out = p.command(who, how)
		} else {
			out = p.press(who, how)
		}
		if out.Person.Step != StepMenu || says(out, "pulse.kept") || says(out, "common.cancelled") {
			t.Errorf("%s: said %+v", how, out.Says)
		}
	}
}

func TestTakingBackLeavesNothing(t *testing.T) {
	for _, finish := range []bool{true, false} {
		p := newPlay(t)
		p.openWave("w1")
		who := p.join(1)
		if finish {
			p.complete(who, 3)
		} else {
			p.link(who, "pulse")
			p.answer(who, 0, 2)
			p.press(who, "later")
		}
		if out := p.press(who, "take"); len(out.Effects) > 0 || p.screens[who].Rows[0][0].Do != "back" {
			t.Errorf("does not ask, or not safely: %+v", out)
		}
		p.press(who, "back")
		p.press(who, "take")
		out := p.press(who, "delete")
		if !slices.Equal(out.Effects, []Effect{DropAnswers{Wave: "w1"}}) || len(p.answers["w1"]) > 0 {
			t.Errorf("finished %v: effects %+v leave %v", finish, out.Effects, p.answers)
		}
		person := p.people[who]
		if person.Wave != "" || person.WaveAt != 0 || person.WaveDone || !says(out, "pulse.take_back.done") {
			t.Errorf("finished %v: the person still takes part: %+v", finish, person)
		}
		p.press(who, "pulse")
		if p.screens[who].Step != 1 {
			t.Errorf("cannot start again")
		}
		p.answer(who, 0, 4)
		if got := p.answers["w1"][who]; got != (Answers{4}) {
			t.Errorf("the old answers came back: %v", got)
		}
	}
}

func TestChangingAnAnswerLater(t *testing.T) {
	p := newPlay(t)
	p.openWave("w1")
	who := p.join(1)
	p.complete(who, 3)
	p.press(who, "change")
	if p.screens[who].Step != 5 {
		t.Fatalf("Change leads to question %d", p.screens[who].Step)
	}
	p.press(who, "back")
	p.press(who, "back")
	p.answer(who, 2, 4)
	got := p.answers["w1"][who]
	if got[2] != 4 || !got.finished() || !p.people[who].WaveDone {
		t.Errorf("a changed record is not finished any more: %v", got)
	}
	if out := p.press(who, "later"); out.Person.Step != StepPulseDone || says(out, "pulse.left") {
		t.Errorf("leaving the rest leads to %s", out.Person.Step)
	}
	p.press(who, "change")
	if out := p.command(who, "cancel"); says(out, "pulse.kept") || says(out, "common.cancelled") {
		t.Errorf("somebody who is done is told to finish")
	}
}

func TestALostRecordIsAskedAgain(t *testing.T) {
	p := newPlay(t)
	p.openWave("w1")
	who := p.join(1, func(p *Person) { p.Wave, p.WaveAt, p.Step = "w1", 4, StepPulseItem })
	p.link(who, "pulse")
	out := p.answer(who, 4, 3)
	if out.Person.WaveDone || out.Says[0].Step != 1 {
		t.Errorf("a record with one answer counts as finished: %+v", out.Person)
	}
}

func TestNoRecordWithoutTakingPart(t *testing.T) {
	p := newPlay(t)
	p.openWave("w1")
	who := p.join(1)
	p.answers["w1"] = map[ID]Answers{who: {5, 5, 5}} // left by whatever went wrong
	p.link(who, "pulse")
	p.answer(who, 0, 3)
	if got := p.answers["w1"][who]; got != (Answers{3}) {
		t.Errorf("answers that the person did not give count: %v", got)
	}
}

func TestAWaveThatClosesInTheMiddle(t *testing.T) {
	p := newPlay(t)
	p.openWave("w1")
	half, done, asked, left := p.join(1), p.join(2), p.join(3), p.join(4)
	fresh := p.join(5)
	for _, who := range []ID{half, left} {
		p.link(who, "pulse")
		p.answer(who, 0, 2)
	}
	p.press(left, "later")
	p.link(fresh, "pulse")
	p.complete(done, 3)
	p.complete(asked, 3)
	p.press(asked, "take")
	p.closeWave()

	out := p.press(half, "a.1.3")
	if !says(out, "pulse.lapsed") || !says(out, "pulse.closed") || len(out.Effects) > 0 || out.Person.Wave != "" {
		t.Errorf("an answer after closing: %+v", out)
	}
	if out := p.link(half, "pulse"); says(out, "pulse.lapsed") {
		t.Errorf("says it twice")
	}
	if out := p.press(left, "take"); !says(out, "pulse.lapsed") || len(out.Effects) > 0 {
		t.Errorf("taking back after closing: %+v", out)
	}
	if out := p.press(fresh, "a.0.3"); says(out, "pulse.lapsed") || !says(out, "pulse.closed") || len(out.Effects) > 0 {
		t.Errorf("a first answer after closing: %+v", out)
	}
	if out := p.press(asked, "delete"); !says(out, "pulse.take_back.too_late") || len(out.Effects) > 0 || !out.Person.WaveDone {
		t.Errorf("took back after closing: %+v", out)
	}
	if out := p.press(done, "change"); !says(out, "pulse.sealed") || p.offers(done, "take") || p.offers(done, "change") {
		t.Errorf("changes after closing: %+v", out.Says)
	}

	p.openWave("w2")
	if out := p.link(done, "pulse"); out.Says[0].Step != 1 || p.screens[done].Rows[0][0].Key == "pulse.chosen" {
		t.Errorf("the next wave does not begin at the beginning: %+v", out.Says)
	}
	p.answer(done, 0, 3)
	if person := p.people[done]; person.Wave != "w2" || person.WaveDone || p.answers["w2"][done] != (Answers{3}) {
		t.Errorf("the next wave inherits the last one: %+v", person)
	}
}

func TestAnOldUnfinishedWaveMakesRoom(t *testing.T) {
	p := newPlay(t)
	p.openWave("w1")
	who := p.join(1)
	p.link(who, "pulse")
	p.answer(who, 0, 2)
	p.closeWave()
	p.openWave("w2")
	out := p.command(who, "nonsense") // the old question is still the screen
	if out.Says[0].Step != 1 {
		t.Errorf("shows question %d of a wave that is gone", out.Says[0].Step)
	}
	if out := p.link(who, "pulse"); !says(out, "pulse.lapsed") || out.Says[0].Step != 1 {
		t.Errorf("said %+v", out.Says)
	}
}

func TestWhenNothingIsOpen(t *testing.T) {
	tests := []struct {
		name   string
		change func(*play)
		key    string
	}{
		{"none", func(p *play) { p.board.Wave = nil }, "pulse.nothing"},
		{"announced", func(p *play) { p.board.Wave.Opens = p.now.Unix() + 1 }, "pulse.next"},
		{"closed, results to come", func(p *play) { p.board.Wave.Closes = p.now.Unix() }, "pulse.results"},
		{"closed, results sent", func(p *play) { p.now = time.Unix(p.board.Wave.Results, 0) }, "pulse.nothing"},
		{"an instrument of a newer binary", func(p *play) { p.board.Wave.Instrument = "later" }, "pulse.nothing"},
	}
	for _, test := range tests {
		p := newPlay(t)
		p.openWave("w1")
		test.change(p)
		who := p.join(1)
		if out := p.link(who, "pulse"); !says(out, test.key) || out.Person.Step != StepPulseInfo {
			t.Errorf("%s: said %+v", test.name, out.Says)
		}
		p.press(who, "back")
		if p.offers(who, "pulse") {
			t.Errorf("%s: the menu offers it", test.name)
		}
	}
}

func TestWhoMayTakePart(t *testing.T) {
	tests := []struct {
		age     Age
		allowed bool
		want    bool
	}{
		{AgeAdult, false, true}, {AgeUnsaid, false, true},
		{AgeTeen, true, true}, {AgeTeen, false, false}, {AgeChild, true, false},
	}
	for _, test := range tests {
		p := newPlay(t)
		p.openWave("w1")
		p.programme.Minors.Pulses = test.allowed
		who := p.join(1, func(p *Person) { p.Age = test.age })
		out := p.link(who, "pulse")
		if got := says(out, "pulse.ask.walking"); got != test.want {
			t.Errorf("%s, pulses of minors %v: asked %v", test.age, test.allowed, got)
		}
		if !test.want && test.age == AgeTeen && !says(out, "pulse.adults") {
			t.Errorf("a young person gets no reason: %+v", out.Says)
		}
	}
	p := newPlay(t) // the programme's rule changes in the middle
	p.openWave("w1")
	who := p.join(1, teen)
	p.link(who, "pulse")
	p.programme.Minors.Pulses = false
	if out := p.press(who, "a.0.2"); len(out.Effects) > 0 || !says(out, "pulse.adults") {
		t.Errorf("takes an answer that the programme forbids: %+v", out)
	}
}

func TestForgedAnswersDoNotFit(t *testing.T) {
	p := newPlay(t)
	p.openWave("w1")
	who := p.join(1)
	p.link(who, "pulse")
	for _, do := range []string{"a.0.0", "a.0.6", "a.1.2", "a.0.02", "a.0.-1", "a.0.256", "a.0.2.2", "a", "delete", "change", "on"} {
		if out := p.forge(who, do); len(out.Effects) > 0 || !says(out, "pulse.misfit") {
			t.Errorf("%q did %+v", do, out.Effects)
		}
	}
	if out := p.turn(who, Event{Kind: Photo}); !says(out, "pulse.misfit") {
		t.Errorf("a photo is not refused")
	}
}

// TestARecordIsAlwaysConsistent plays any sequence of events, past a wave's end
// and into the next one, and compares the record with the person's own.
func TestARecordIsAlwaysConsistent(t *testing.T) {
	in, _ := Instruments("default")
	rapid.Check(t, func(r *rapid.T) {
		p := newPlay(r)
		p.openWave("w1")
		who := p.join(1)
		p.link(who, "pulse")
		for range rapid.IntRange(1, 80).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"press", "press", "press", "press", "press", "forge", "open", "cancel", "words", "time"}).Draw(r, "event") {
			case "press":
				var all []string
				for _, b := range slices.Concat(p.screens[who].Rows...) {
					if b.Do != "" { // not a link to the web
						all = append(all, b.Do)
					}
				}
				if len(all) == 0 { // a phone's keyboard, or nothing after erasing
					all = []string{"pulse"}
				}
				if do := rapid.SampledFrom(all).Draw(r, "button"); p.offers(who, do) {
					p.press(who, do)
				} else {
					p.link(who, do)
				}
			case "forge":
				if p.people[who] == nil {
					continue
				}
				p.forge(who, fmt.Sprintf("a.%d.%d", rapid.IntRange(0, 5).Draw(r, "item"), rapid.IntRange(0, 14).Draw(r, "answer")))
			case "open":
				p.link(who, "pulse")
			case "cancel":
				p.command(who, "cancel")
			case "words":
				p.write(who, "hello")
			case "time":
				p.now = p.now.Add(time.Duration(rapid.IntRange(1, 20).Draw(r, "hours")) * time.Hour)
				if p.now.Unix() >= p.board.Wave.Closes {
					p.closeWave()
					if rapid.Bool().Draw(r, "next") {
						p.openWave("w2")
					}
				}
			}
			checkRecord(r, p, in, who)
		}
	})
}

func checkRecord(r *rapid.T, p *play, in Instrument, who ID) {
	person, wave := p.people[who], p.board.Wave
	a, has := p.answers[wave.ID][who]
	if person == nil && !has {
		return // erased
	}
	if person == nil {
		r.Fatalf("erasing left %v", a)
	}
	for id, records := range p.answers {
		if id != wave.ID && len(records) > 0 {
			r.Fatalf("a record of %s is left", id)
		}
	}
	if p.now.Unix() >= wave.Closes {
		if has {
			r.Fatalf("an answer was taken after closing")
		}
		return
	}
	if has != (person.Wave == wave.ID) {
		r.Fatalf("record %v, but the person is in %q of %q", has, person.Wave, wave.ID)
	}
	if !has {
		return
	}
	for i, v := range a[:MaxItems] {
		if i >= len(in.Items) && v != 0 || i < len(in.Items) && v != 0 && !in.Items[i].Fits(v) {
			r.Fatalf("item %d has answer %d", i, v)
		}
	}
	if complete := a.open(in) == len(in.Items); complete != a.finished() || complete != person.WaveDone {
		r.Fatalf("complete %v, finished %v, done %v: %v", complete, a.finished(), person.WaveDone, a)
	}
	if !a.finished() && int(person.WaveAt) > a.open(in) {
		r.Fatalf("question %d stands before an open one: %v", person.WaveAt, a)
	}
}
