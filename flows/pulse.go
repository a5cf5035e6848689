package flows

import (
	"fmt"
	"time"
)

// The steps of a pulse. They are no flow: each answer is stored as it is given,
// so leaving loses nothing and needs no question, and a pulse left for a day
// simply goes on.
//
// Answers live in the wave's record only. The person's own record knows that
// they take part and how far they came, never what they said: Wave is set with
// the first answer, WaveAt is the question on the screen, and WaveDone says the
// same as the record's last byte.
const (
	StepPulseItem Step = "pulse.item"
	StepPulseLeft Step = "pulse.left"
	StepPulseDone Step = "pulse.done"
	StepPulseBack Step = "pulse.take_back"
	StepPulseInfo Step = "pulse.info"
)

func pulseConversation() conversation {
	return conversation{
		name: "survey",
		screens: map[Step]screen{
			StepPulseItem: {ask: askPulseItem, hear: hearPulseItem, back: backPulseItem, left: leftPulse, misfit: "pulse.misfit"},
			StepPulseLeft: {ask: askPulseLeft, hear: hearPulseLeft, back: to(StepMenu)},
			StepPulseDone: {ask: askPulseDone, hear: hearPulseDone, back: to(StepMenu)},
			StepPulseBack: {ask: askTakeBack, hear: hearTakeBack, back: backTakeBack},
			StepPulseInfo: {ask: askPulseInfo, hear: hearNothing, back: to(StepMenu)},
		},
		doors: []door{{word: "pulse", by: byButton | byCommand, listed: 40, open: plainly((*turn).openPulse), members: asNeighbour}},
		menu: []menuRow{
			{at: 30, key: "menu.pulse", do: "pulse", when: (*turn).mayAnswer},
			{at: 31, key: "mydata.survey.show", do: "pulse", when: (*turn).mayChange},
		},
		keeps: kept{lines: (*turn).surveyKept, button: (*turn).answersButton, export: (*turn).exportSurvey, erase: (*turn).dropAnswers},
	}
}

// wave is the wave that is open now, with its instrument.
func (t *turn) wave() (Wave, Instrument, bool) {
	if t.w.Board == nil || t.w.Board.Wave == nil {
		return Wave{}, Instrument{}, false
	}
	w := *t.w.Board.Wave
	now := t.e.Now.Unix()
	in, known := Instruments(w.Instrument)
	return w, in, known && w.Opens <= now && now < w.Closes
}

// waveOpen says whether answers are taken now.
func (t *turn) waveOpen() bool {
	_, _, open := t.wave()
	return open
}

// mayPulse says whether the person may take part: under-13s never, 13-17 under
// the programme's rule.
func (t *turn) mayPulse() bool {
	switch t.p.Age {
	case AgeAdult, AgeUnsaid:
		return true
	case AgeTeen:
		return t.w.Programme.Minors.Pulses
	}
	return false
}

// takesPart says whether the person has a record in the wave.
func (t *turn) takesPart(w Wave) bool { return t.p.Wave == w.ID }

// record is what the person answered so far.
func (t *turn) record(w Wave) Answers {
	if !t.takesPart(w) {
		return Answers{}
	}
	return t.answers(w.ID)
}

// mayAnswer says whether the menu offers the survey.
func (t *turn) mayAnswer() bool { return t.waveOpen() && t.mayPulse() && !t.tookPart() }

// mayChange says whether it offers the answers that were given, which can still be changed.
func (t *turn) mayChange() bool { return t.waveOpen() && t.mayPulse() && t.tookPart() }

// openPulse goes to where the person is in the open wave, or says when there
// is one.
func (t *turn) openPulse() {
	t.lapse()
	switch {
	case !t.mayPulse():
		t.show(StepPulseInfo)
	case t.tookPart():
		t.show(StepPulseDone)
	case !t.waveOpen():
		t.show(StepPulseInfo)
	default:
		t.show(StepPulseItem)
	}
}

// tookPart says whether the person finished the wave that the board shows,
// open or closed.
func (t *turn) tookPart() bool {
	return t.p.WaveDone && t.w.Board != nil && t.w.Board.Wave != nil && t.takesPart(*t.w.Board.Wave)
}

// lapsed says whether a wave closed before the person finished it.
func (t *turn) lapsed() bool {
	w, _, open := t.wave()
	return t.p.Wave != "" && !t.p.WaveDone && !(open && t.takesPart(w))
}

// lapse says once that an unfinished wave has closed, and forgets it. What was
// answered is deleted with all records of the wave when it is tallied.
func (t *turn) lapse() {
	if t.lapsed() {
		t.note("pulse.lapsed", nil)
		t.leaveWave()
	}
}

func (t *turn) leaveWave() { t.p.Wave, t.p.WaveAt, t.p.WaveDone = "", 0, false }

// item is the index of the question on the screen.
func (t *turn) item(w Wave, in Instrument) int {
	if !t.takesPart(w) {
		return 0
	}
	return min(int(t.p.WaveAt), len(in.Items)-1)
}

func askPulseItem(t *turn) Say {
	w, in, open := t.wave()
	if !open || !t.mayPulse() {
		return askPulseInfo(t)
	}
	at := t.item(w, in)
	item := in.Items[at]
	given := t.record(w)[at]
	closing := Args{"closing": t.moment(w.Closes)}
	say := Say{Step: at + 1, Of: len(in.Items)}
	if at == 0 && !t.takesPart(w) {
		say.Lines = line("pulse.intro", Args{"count": len(in.Items)})
	}
	say.Lines = append(say.Lines, as(PartLead, "pulse.ask."+item.Key, nil), Line{Key: "pulse.lock.counted"})
	if at == 0 {
		say.Lines = append(say.Lines, as(PartFine, "pulse.lock.first", closing))
	}
	say.Rows = append(optionRows(item, at, given), []Button{answerButton(act("pulse.unsaid", ""), at, Unsaid, given)})
	if at > 0 {
		say.Rows = append(say.Rows, []Button{back()})
	}
	stop := "pulse.later"
	if t.p.WaveDone {
		stop = "pulse.keep_rest"
	}
	say.Rows = append(say.Rows, []Button{act(stop, "later")})
	return say
}

// optionRows are the buttons of a question's answers. given is the answer the person
// gave before, which is marked.
func optionRows(item Item, at int, given byte) [][]Button {
	var buttons []Button
	for n := range item.Options {
		var b Button
		switch o := item.Option(n).(type) {
		case Ref:
			b.Key = string(o)
		case Code:
			b.Label = string(o)
		}
		buttons = append(buttons, answerButton(b, at, firstOption+byte(n), given))
	}
	return item.as().rows(buttons)
}

// answerButton carries its question, so that it can answer no other.
func answerButton(b Button, at int, v, given byte) Button {
	b.Do = fmt.Sprintf("a.%d.%d", at, v)
	switch {
	case v != given:
	case b.Label != "":
		b.Label = "✓ " + b.Label
	default:
		b.Key, b.Args = "pulse.chosen", Args{"answer": Ref(b.Key)}
	}
	return b
}

// moment is a stored time in the programme's zone.
func (t *turn) moment(unix int64) Moment {
	return Moment(time.Unix(unix, 0).In(t.w.Programme.Zone))
}

func hearPulseItem(t *turn) bool {
	w, in, open := t.wave()
	if !open || !t.mayPulse() {
		t.openPulse()
		return true
	}
	if t.pressed("later") {
		t.pausePulse(w)
		return true
	}
	at := t.item(w, in)
	v, ok := t.pressedAnswer(in.Items[at], at)
	if !ok {
		return false
	}
	t.keepAnswer(w, in, at, v)
	return true
}

// pressedAnswer reads an answer button of the question on the screen.
func (t *turn) pressedAnswer(item Item, at int) (byte, bool) {
	if t.e.Kind != Press {
		return 0, false
	}
	for v := Unsaid; item.Fits(v); v++ {
		if t.e.Do == fmt.Sprintf("a.%d.%d", at, v) {
			return v, true
		}
	}
	return 0, false
}

// keepAnswer stores one answer and goes on to the next question, or back to
// one that is still open, or to the end.
func (t *turn) keepAnswer(w Wave, in Instrument, at int, v byte) {
	a := t.record(w).with(in, at, v)
	t.do(PutAnswers{Wave: w.ID, Answers: a})
	t.p.Wave, t.p.WaveDone = w.ID, a.finished()
	next := at + 1
	if next == len(in.Items) {
		next = a.open(in)
	}
	t.p.WaveAt = uint8(next)
	t.supposeAnswers(w.ID, a)
	if next == len(in.Items) {
		t.show(StepPulseDone)
		return
	}
	t.show(StepPulseItem)
}

// supposeAnswers lets this turn's screens see the record as it will be stored.
func (t *turn) supposeAnswers(wave string, a Answers) { t.w.Answers = map[string]*Answers{wave: &a} }

func backPulseItem(t *turn) Step {
	w, in, open := t.wave()
	at := 0
	if open {
		at = t.item(w, in)
	}
	if at == 0 {
		return StepMenu
	}
	t.p.WaveAt = uint8(at - 1)
	return StepPulseItem
}

// pausePulse stops for now: nothing is lost, and that is said.
func (t *turn) pausePulse(w Wave) {
	switch {
	case !t.takesPart(w):
		t.show(StepMenu)
	case t.p.WaveDone:
		t.show(StepPulseDone)
	default:
		t.show(StepPulseLeft)
	}
}

// leftPulse is what /cancel says: answers are kept, and count only if finished.
func leftPulse(t *turn) string {
	w, _, open := t.wave()
	if t.lapse(); !open || !t.takesPart(w) || t.p.WaveDone {
		return ""
	}
	return "pulse.kept"
}
