package flows

import "slices"

// The screens with which organisers look after surveys. Nobody, organisers
// included, learns how many have answered before the end.
const (
	StepWaves      Step = "desk.waves"
	StepWaveClose  Step = "desk.waves.close"
	StepWaveCancel Step = "desk.waves.cancel"
)

// wavesKept is how many earlier waves stay on the board.
const wavesKept = 50

func waveConversation() conversation {
	only := []permission{openSurveys}
	return conversation{name: "surveys at the desk", screens: map[Step]screen{
		StepWaves:      {ask: askWaves, hear: hearWaves, back: to(StepDesk), needs: []permission{seeSurveys}},
		StepWaveClose:  {ask: askWaveClose, hear: hearWaveClose, back: to(StepWaves), needs: only},
		StepWaveCancel: {ask: askWaveCancel, hear: hearWaveCancel, back: to(StepWaves), needs: only},
	}, desk: []deskRow{
		{at: 140, need: openSurveys, key: "desk.waves", do: "waves", half: true, when: (*turn).hasWaves, open: func(t *turn) { t.show(StepWaves) }},
		{at: 150, need: seeSurveys, key: "desk.waves", do: "survey", half: true, when: (*turn).hasWaves, open: func(t *turn) { t.show(StepWaves) }},
	}}
}

// hasWaves says whether there is anything to see about surveys, or to set up.
func (t *turn) hasWaves() bool {
	_, state := t.waveState()
	_, results := t.latestResults()
	return state != waveNone || results || t.mayOpenWaves()
}

// waveState is where the latest wave stands.
type waveState uint8

const (
	waveNone   waveState = iota // none yet, or the last one's results were sent
	waveComing                  // it opens later
	waveRuns                    // it is open
	waveCounts                  // closed, and its results have not been sent
)

func (t *turn) waveState() (Wave, waveState) {
	if t.w.Board.Wave == nil {
		return Wave{}, waveNone
	}
	w, now := *t.w.Board.Wave, t.e.Now.Unix()
	switch {
	case w.Told != 0:
		return w, waveNone
	case now < w.Opens:
		return w, waveComing
	case now < w.Closes:
		return w, waveRuns
	}
	return w, waveCounts
}

func askWaves(t *turn) Say {
	w, state := t.waveState()
	var say Say
	args := Args{"opening": t.moment(w.Opens), "closing": t.moment(w.Closes), "day": t.resultsDay(w)}
	switch state {
	case waveNone:
		say = Say{Lines: line("waves.none", nil), Rows: t.forOpeners(act("waves.make", "make"))}
	case waveComing:
		say = Say{Lines: line("waves.coming", args), Rows: t.forOpeners(act("waves.cancel_button", "cancel_wave"))}
	case waveRuns:
		say = Say{Lines: line("waves.open", args), Rows: t.forOpeners(act("ready.announce", "announce"), act("share.button", "link"), act("waves.close_button", "close"))}
	default:
		say = Say{Lines: line("waves.closed", args)}
	}
	switch {
	case !t.mayOpenWaves():
		say.Lines = append(say.Lines, Line{Key: "waves.not_yours"})
	case state == waveComing || state == waveRuns:
		say.Lines = append(say.Lines, Line{Key: "waves.review_tell"})
	}
	if _, there := t.latestResults(); there {
		say.Rows = append(say.Rows, []Button{link("menu.results", "results")})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

// forOpeners are buttons for those who open and close surveys.
func (t *turn) forOpeners(buttons ...Button) [][]Button {
	if !t.mayOpenWaves() {
		return nil
	}
	return column(buttons...)
}

// resultsDay is the day on which a wave's results are sent.
func (t *turn) resultsDay(w Wave) Day { return Day(t.w.Programme.ResultsAt(w)) }

// hearWaves does what a button names if the survey still stands as it did, else
// shows how it stands now.
func hearWaves(t *turn) bool {
	_, state := t.waveState()
	if t.e.Kind != Press || !slices.Contains([]string{"make", "close", "cancel_wave", "announce", "link"}, t.e.Do) {
		return false
	}
	switch {
	case !t.mayOpenWaves():
		t.show(StepWaves)
	case t.pressed("make") && state == waveNone:
		t.newRound()
	case t.pressed("close") && state == waveRuns:
		t.show(StepWaveClose)
	case t.pressed("announce") && state == waveRuns && t.mayFor(writeNews, nil):
		t.announceSurvey()
	case t.pressed("link") && state == waveRuns:
		t.share("share.survey", nil, "pulse")
		t.show(StepWaves)
	case t.pressed("cancel_wave") && state == waveComing:
		t.show(StepWaveCancel)
	default:
		t.show(StepWaves)
	}
	return true
}

// askWaveClose asks once, the safe button first: what was counted cannot be
// opened again.
func askWaveClose(t *turn) Say {
	w, _ := t.waveState()
	lines := []Line{{Key: "waves.close_ask", Args: Args{"closing": t.moment(w.Closes)}},
		{Key: "waves.close_means", Args: Args{"number": waveK, "day": t.resultsDay(t.endedNow(w))}}}
	return Say{Lines: lines, Rows: column(act("waves.close_keep", "back"), act("waves.close_sure", "sure"))}
}

// endedNow is a wave as it is once it is closed early. The day of its results
// stays: people were told it.
func (t *turn) endedNow(w Wave) Wave {
	w.Results = max(w.Results, w.Closes)
	w.Closes = t.e.Now.Unix()
	return w
}

func hearWaveClose(t *turn) bool {
	if !t.pressed("sure") {
		return false
	}
	w, state := t.waveState()
	if !t.mayOpenWaves() || state != waveRuns {
		t.show(StepWaves)
		return true
	}
	w = t.endedNow(w)
	t.changeBoard(func(b *Board) { b.Wave = &w })
	t.audit("wave_closed", w.ID)
	t.note("waves.close_done", nil)
	t.show(StepWaves)
	return true
}

func askWaveCancel(t *turn) Say {
	w, _ := t.waveState()
	return Say{Lines: line("waves.cancel_ask", Args{"opening": t.moment(w.Opens)}),
		Rows: column(act("waves.cancel_keep", "back"), act("waves.cancel_sure", "sure"))}
}

// hearWaveCancel takes a wave off the board that nobody could answer yet. The
// one before it is the latest again.
func hearWaveCancel(t *turn) bool {
	if !t.pressed("sure") {
		return false
	}
	w, state := t.waveState()
	if !t.mayOpenWaves() || state != waveComing {
		t.show(StepWaves)
		return true
	}
	t.changeBoard(func(b *Board) {
		b.Wave, b.Waved = nil, true
		if n := len(b.Past); n > 0 {
			last := b.Past[n-1]
			b.Wave, b.Past = &last, b.Past[:n-1]
		}
	})
	t.audit("wave_cancelled", w.ID)
	t.note("waves.cancel_done", nil)
	t.show(StepWaves)
	return true
}

// putWave makes a wave the latest; the one before it, whose results were sent,
// stays for comparison.
func (b *Board) putWave(w Wave) {
	if b.Wave != nil {
		b.Past = append(b.Past, *b.Wave)
		b.Past = b.Past[max(0, len(b.Past)-wavesKept):]
	}
	b.Wave, b.Waved = &w, true
}
