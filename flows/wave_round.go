package flows

import (
	"fmt"
	"slices"
	"time"
)

// The steps of opening a survey, in their order, and the hours after the days.
const (
	StepRoundWhat    Step = "desk.wave.what"
	StepRoundOpens   Step = "desk.wave.opens"
	StepRoundCloses  Step = "desk.wave.closes"
	StepRoundResults Step = "desk.wave.results"
	StepRoundReview  Step = "desk.wave.review"

	StepRoundOpensHour  Step = "desk.wave.opens.hour"
	StepRoundClosesHour Step = "desk.wave.closes.hour"
)

// A survey is open for at least an hour and at most three months; its results
// come after it, within two.
const (
	waveLeast   = time.Hour
	waveMost    = 92 * 24 * time.Hour
	resultsMost = 60 // days
)

// WaveDraft is a wave that an organiser is about to open. Nothing of it is on
// the board before it is confirmed.
type WaveDraft struct {
	Instrument string `cbor:"1,keyasint,omitempty"`
	Opens      int64  `cbor:"2,keyasint,omitempty"` // unix seconds; 0: as soon as it is confirmed
	Closes     int64  `cbor:"3,keyasint,omitempty"`
	Results    int64  `cbor:"4,keyasint,omitempty"`
	Day        string `cbor:"5,keyasint,omitempty"` // chosen before the hour
}

func roundOrder() []Step {
	return []Step{StepRoundWhat, StepRoundOpens, StepRoundCloses, StepRoundResults, StepRoundReview}
}

func roundConversation() conversation {
	all := map[Step]screen{
		StepRoundWhat:       {ask: askRoundWhat, hear: hearRoundWhat, back: backFromRound},
		StepRoundOpens:      {ask: askRoundOpens, hear: hearRoundOpens, misfit: "organise.when.misfit", back: to(StepRoundWhat)},
		StepRoundOpensHour:  {ask: askRoundHour, hear: hearRoundOpens, misfit: "organise.hour.misfit", back: to(StepRoundOpens)},
		StepRoundCloses:     {ask: askRoundCloses, hear: hearRoundCloses, misfit: "organise.when.misfit", back: to(StepRoundOpens)},
		StepRoundClosesHour: {ask: askRoundHour, hear: hearRoundCloses, misfit: "organise.hour.misfit", back: to(StepRoundCloses)},
		StepRoundResults:    {ask: askRoundResults, hear: hearRoundResults, misfit: "organise.when.misfit", back: to(StepRoundCloses)},
		StepRoundReview:     {ask: askRoundReview, hear: hearRoundReview, back: to(StepRoundResults)},
	}
	for s, sc := range all {
		sc.flow, sc.needs = true, []permission{openSurveys}
		all[s] = sc
	}
	return conversation{name: "round", screens: all, forget: func(p *Person) { p.Round = nil }}
}

// round is the wave in the making; never nil.
func (t *turn) round() *WaveDraft {
	if t.p.Round == nil {
		t.p.Round = &WaveDraft{}
	}
	return t.p.Round
}

func (t *turn) newRound() {
	t.p.Round = &WaveDraft{}
	t.show(StepRoundWhat)
}

func backFromRound(t *turn) Step {
	t.p.Round = nil
	return StepWaves
}

func (t *turn) roundSay(s Step, lines []Line, rows ...[]Button) Say {
	return stepSay(roundOrder(), s, lines, rows...)
}

func askRoundWhat(t *turn) Say {
	lines := line("waves.what", nil)
	var buttons []Button
	for _, id := range InstrumentIDs() {
		in, _ := Instruments(id)
		var asks Refs
		for _, item := range in.Items {
			asks = append(asks, "pulse.short."+item.Key)
		}
		lines = append(lines, Line{Key: "waves.asks", Args: Args{"name": Ref("waves.instrument." + id), "questions": asks}})
		buttons = append(buttons, act("waves.instrument."+id, "i."+id))
	}
	return t.roundSay(StepRoundWhat, append(lines, Line{Key: "waves.fixed"}), column(buttons...)...)
}

func hearRoundWhat(t *turn) bool {
	id, ok := t.picked("i.")
	if !ok || !slices.Contains(InstrumentIDs(), id) {
		return false
	}
	t.round().Instrument = id
	t.show(StepRoundOpens)
	return true
}

func askRoundOpens(t *turn) Say {
	rows := append(column(act("waves.now", "now")), pairs(t.comingDays()...)...)
	return t.roundSay(StepRoundOpens, line("waves.opens", Args{"example": t.timeExample()}), rows...)
}

func askRoundHour(t *turn) Say {
	s, key := StepRoundOpens, "waves.opens_hour"
	if t.p.Step == StepRoundClosesHour {
		s, key = StepRoundCloses, "waves.closes_hour"
	}
	return t.roundSay(s, append(t.hourOf(t.round().Day), Line{Key: key}), pairs(t.usualHours()...)...)
}

func hearRoundOpens(t *turn) bool {
	d := t.round()
	if t.pressed("now") && t.p.Step == StepRoundOpens {
		d.Opens, d.Day = 0, ""
		t.show(StepRoundCloses)
		return true
	}
	return t.hearWhen(&d.Day, StepRoundOpensHour, func(at time.Time, _ int) {
		d.Opens = at.Unix()
		t.show(StepRoundCloses)
	})
}

// opensAt is when the survey opens, if it were confirmed now.
func (t *turn) opensAt() time.Time {
	if d := t.round(); d.Opens != 0 {
		return time.Unix(d.Opens, 0)
	}
	return t.e.Now
}

func askRoundCloses(t *turn) Say {
	days := t.daysAfter(t.opensAt(), 3, 7, 10, 14, 21, 28)
	return t.roundSay(StepRoundCloses, line("waves.closes", Args{"example": t.timeExample()}), pairs(days...)...)
}

func hearRoundCloses(t *turn) bool {
	d := t.round()
	return t.hearWhen(&d.Day, StepRoundClosesHour, func(at time.Time, _ int) {
		if problem := waveSpan(t.opensAt(), at); problem != "" {
			t.note(problem, nil)
			t.show(StepRoundCloses)
			return
		}
		d.Closes = at.Unix()
		t.show(StepRoundResults)
	})
}

// waveSpan says why a survey cannot be open for so long, "" if it can.
func waveSpan(opens, closes time.Time) string {
	switch {
	case closes.Sub(opens) < waveLeast:
		return "waves.too_short"
	case closes.Sub(opens) > waveMost:
		return "waves.too_long"
	}
	return ""
}

func askRoundResults(t *turn) Say {
	days := t.daysAfter(time.Unix(t.round().Closes, 0), 1, 2, 3, 7, 14)
	return t.roundSay(StepRoundResults, line("waves.results", Args{"example": t.resultsExample()}), pairs(days...)...)
}

// resultsExample is how a day after the end is typed there.
func (t *turn) resultsExample() Code {
	at := time.Unix(t.round().Closes, 0).In(t.w.Programme.Zone).AddDate(0, 0, 3)
	return t.example(at, "1/2", "2.1.2006")
}

// hearRoundResults takes a day; an hour beside it is not asked for. It is a day
// after the end, so that no promise falls into the night.
func hearRoundResults(t *turn) bool {
	d := t.round()
	switch _, _, heard := t.hearTime(&d.Day, false); heard {
	case noTime:
		return false
	case wrongTime:
		t.show(StepRoundResults)
		return true
	}
	day, err := time.ParseInLocation(time.DateOnly, d.Day, t.w.Programme.Zone)
	d.Day = ""
	if err != nil || !t.resultsFit(day.Add(resultsHour*time.Hour)) {
		t.note("waves.results_after", Args{"number": resultsMost})
		t.show(StepRoundResults)
		return true
	}
	d.Results = day.Add(resultsHour * time.Hour).Unix()
	t.show(StepRoundReview)
	return true
}

// resultsFit says whether results may come on that day.
func (t *turn) resultsFit(results time.Time) bool {
	y, m, day := time.Unix(t.round().Closes, 0).In(t.w.Programme.Zone).Date()
	after := time.Date(y, m, day+1, 0, 0, 0, 0, t.w.Programme.Zone)
	return !results.Before(after) && results.Before(after.AddDate(0, 0, resultsMost))
}

func askRoundReview(t *turn) Say {
	d := t.round()
	opens := Line{Key: "waves.review_now"}
	if d.Opens != 0 {
		opens = Line{Key: "waves.review_opens", Args: Args{"opening": t.moment(d.Opens)}}
	}
	lines := []Line{{Key: "waves.review"}, opens,
		{Key: "waves.review_closes", Args: Args{"closing": t.moment(d.Closes)}},
		{Key: "waves.review_results", Args: Args{"day": t.resultsDay(Wave{Closes: d.Closes, Results: d.Results})}},
		{Key: "waves.review_locked"}}
	return t.roundSay(StepRoundReview, lines, column(act("waves.open_sure", "open"))...)
}

// hearRoundReview puts the wave on the board, unless time or somebody else was
// faster.
func hearRoundReview(t *turn) bool {
	if !t.pressed("open") {
		return false
	}
	d := t.round()
	_, known := Instruments(d.Instrument)
	_, state := t.waveState()
	switch {
	case !t.mayOpenWaves():
		t.show(StepWaves)
		return true
	case state != waveNone:
		t.note("waves.another", nil)
		t.show(StepWaves)
		return true
	case !known:
		t.show(StepRoundWhat)
		return true
	case d.Opens != 0 && d.Opens < t.e.Now.Unix():
		t.note("organise.when.past", Args{"example": t.timeExample()})
		t.show(StepRoundOpens)
		return true
	case waveSpan(t.opensAt(), time.Unix(d.Closes, 0)) != "":
		t.note(waveSpan(t.opensAt(), time.Unix(d.Closes, 0)), nil)
		t.show(StepRoundCloses)
		return true
	case !t.resultsFit(time.Unix(d.Results, 0)):
		t.show(StepRoundResults)
		return true
	}
	opens := t.opensAt()
	w := Wave{
		ID:         fmt.Sprintf("%s-%x", opens.In(t.w.Programme.Zone).Format(time.DateOnly), t.e.Seed[:3]),
		Instrument: d.Instrument, Opens: opens.Unix(), Closes: d.Closes, Results: d.Results,
	}
	t.changeBoard(func(b *Board) { b.putWave(w) })
	t.audit("wave_opened", w.ID)
	t.p.Round = nil
	t.note("waves.opened", nil)
	t.show(StepWaves)
	return true
}
