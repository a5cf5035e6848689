package flows

// askPulseLeft stands where somebody stopped before the end.
func askPulseLeft(t *turn) Say {
	w, _, open := t.wave()
	if !open || !t.takesPart(w) {
		return askPulseInfo(t)
	}
	return Say{
		Lines: line("pulse.left", Args{"closing": DateHour(t.moment(w.Closes))}),
		Rows: column(act("pulse.go_on", "on"), act("pulse.take_back.button", "take"),
			act("button.menu", "back")),
	}
}

func hearPulseLeft(t *turn) bool {
	switch {
	case t.pressed("on"):
		t.openPulse()
	case t.pressed("take"):
		t.askBack()
	default:
		return false
	}
	return true
}

// askPulseDone thanks, says when results come, and, while the wave is open,
// how to change or take back what was answered.
func askPulseDone(t *turn) Say {
	if !t.tookPart() {
		return askPulseInfo(t)
	}
	say := Say{Lines: line("pulse.thanks", nil)}
	shown := *t.w.Board.Wave
	last, out := t.latestResults()
	if out = out && last.ID == shown.ID; !out && shown.Results > 0 {
		say.Lines = append(say.Lines, Line{Key: "pulse.results", Args: Args{"day": t.resultsDay(shown)}})
	}
	w, in, open := t.wave()
	if !open {
		say.Lines = append(say.Lines, as(PartFine, "pulse.sealed", nil))
		if out {
			say.Rows = column(link("menu.results", "results"))
		}
		say.Rows = append(say.Rows, []Button{act("button.menu", "back")})
		return say
	}
	say.Lines = append(say.Lines, as(PartFine, "pulse.lock.done", Args{"closing": DateHour(t.moment(w.Closes))}))
	if t.worries(w, in) {
		say.Lines = append(say.Lines, Line{Key: "pulse.worry_more"})
		say.Rows = column(link("pulse.tell", "concern"))
	}
	say.Rows = append(say.Rows, column(act("pulse.change", "change"), act("pulse.take_back.button", "take"),
		act("button.menu", "back"))...)
	return say
}

// worries says whether a worry was chosen that the person may tell about. The
// button does not carry which: the answer stays in the record.
func (t *turn) worries(w Wave, in Instrument) bool {
	if t.p.Age == AgeTeen && !t.w.Programme.Minors.Concerns {
		return false
	}
	a := t.record(w)
	for i, item := range in.Items {
		chosen := int(a[i]) - int(firstOption)
		if item.Worry && chosen >= 0 && chosen < len(item.Options) && item.Options[chosen] != item.Idle {
			return true
		}
	}
	return false
}

func hearPulseDone(t *turn) bool {
	switch {
	case t.pressed("change"):
		t.changeAnswers()
	case t.pressed("take"):
		t.askBack()
	default:
		return false
	}
	return true
}

// changeAnswers goes to the last question, from where Back leads to the others.
// The record stays finished all the while.
func (t *turn) changeAnswers() {
	w, in, open := t.wave()
	if !open || !t.takesPart(w) {
		t.openPulse()
		return
	}
	t.p.WaveAt = uint8(len(in.Items) - 1)
	t.show(StepPulseItem)
}

// askBack asks once before answers are deleted.
func (t *turn) askBack() {
	if w, _, open := t.wave(); !open || !t.takesPart(w) {
		t.openPulse()
		return
	}
	t.show(StepPulseBack)
}

func askTakeBack(t *turn) Say {
	w, _, open := t.wave()
	if !open || !t.takesPart(w) {
		return askPulseDone(t)
	}
	return Say{
		Lines: line("pulse.take_back.ask", Args{"closing": t.moment(w.Closes)}),
		Rows:  column(act("pulse.take_back.keep", "back"), act("pulse.take_back.confirm", "delete")),
	}
}

// hearTakeBack deletes the record: the person has not taken part, and may begin
// again until the wave closes. After that it cannot be done by anybody.
func hearTakeBack(t *turn) bool {
	if !t.pressed("delete") {
		return false
	}
	w, _, open := t.wave()
	if !open || !t.takesPart(w) {
		if t.p.WaveDone {
			t.note("pulse.take_back.too_late", nil)
		}
		t.openPulse()
		return true
	}
	t.do(DropAnswers{Wave: w.ID})
	t.leaveWave()
	t.note("pulse.take_back.done", Args{"closing": DateHour(t.moment(w.Closes))})
	t.show(StepMenu)
	return true
}

func backTakeBack(t *turn) Step {
	if t.p.WaveDone {
		return StepPulseDone
	}
	return StepPulseLeft
}

// askPulseInfo says why there is nothing to answer, and when there will be.
func askPulseInfo(t *turn) Say {
	var lines []Line
	if t.lapsed() {
		lines = line("pulse.lapsed", nil)
	}
	say := Say{Lines: append(lines, t.nextWave()...)}
	if _, there := t.latestResults(); there && t.p.Age != AgeChild {
		say.Rows = column(link("menu.results", "results"))
	}
	say.Rows = append(say.Rows, []Button{act("button.menu", "back")})
	return say
}

func (t *turn) nextWave() []Line {
	if !t.mayPulse() {
		return line("pulse.adults", nil)
	}
	if t.w.Board == nil || t.w.Board.Wave == nil {
		return line("pulse.nothing", nil)
	}
	w, now := *t.w.Board.Wave, t.e.Now.Unix()
	switch {
	case now < w.Opens:
		return line("pulse.next", Args{"opening": t.moment(w.Opens)})
	case now >= w.Closes && w.Results > 0 && t.e.Now.Before(t.w.Programme.ResultsAt(w)):
		return append(line("pulse.closed", nil), Line{Key: "pulse.results", Args: Args{"day": t.resultsDay(w)}})
	}
	return line("pulse.nothing", nil)
}
