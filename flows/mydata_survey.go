package flows

// What "My data" knows about surveys: while a wave is open a person can see
// their own answers, here and nowhere else; after it nobody can.

// lookAnswers is what the screen shows when the answers were asked for. It is
// not kept: whoever comes back later sees the overview.
const lookAnswers = "answers"

// answering is the open wave that the person has begun to answer.
func (t *turn) answering() (Wave, Instrument, bool) {
	w, in, open := t.wave()
	return w, in, open && t.takesPart(w)
}

// surveyKept says whether the person takes part in a survey.
func (t *turn) surveyKept() []Line {
	w, _, open := t.answering()
	switch {
	case open:
		return line("mydata.survey.running", Args{"closing": t.moment(w.Closes)})
	case t.p.WaveDone:
		return line("mydata.survey.closed", nil)
	}
	return line("mydata.survey.none", nil)
}

// askAnswers shows each question with the person's answer to it.
func (t *turn) askAnswers() Say {
	w, in, open := t.answering()
	if !open {
		return Say{Lines: t.surveyKept(), Rows: column(act("button.back", "overview"))}
	}
	say := Say{Lines: line("mydata.survey.heading", nil)}
	record := t.answers(w.ID)
	for i, item := range in.Items {
		if !item.Fits(record[i]) {
			continue
		}
		args := Args{"question": Ref("pulse.short." + item.Key), "answer": item.words(record[i])}
		say.Lines = append(say.Lines, Line{Key: "mydata.survey.answer", Args: args})
	}
	say.Lines = append(say.Lines, as(PartFine, "mydata.survey.lock", Args{"closing": t.moment(w.Closes)}))
	say.Rows = column(act("button.back", "overview"))
	return say
}

// option is the key of an answer.
func (i Item) option(v byte) string {
	if v == Unsaid {
		return "unsaid"
	}
	return i.Options[v-firstOption]
}

// words is an answer as it is said.
func (i Item) words(v byte) any {
	if v == Unsaid {
		return Ref("pulse.unsaid")
	}
	return i.Option(int(v - firstOption))
}

// answersButton leads to the person's answers while they can be seen.
func (t *turn) answersButton() []Button {
	if _, _, open := t.answering(); !open {
		return nil
	}
	return []Button{act("mydata.survey.show", lookAnswers)}
}

// dropAnswers takes the answers of an open survey back.
func (t *turn) dropAnswers() {
	if w, _, open := t.answering(); open {
		t.answers(w.ID) // relied on, so that an answer given meanwhile is not left behind
		t.do(DropAnswers{Wave: w.ID})
	}
}

// exportSurvey is the wave the person takes part in.
func (t *turn) exportSurvey(e *Export) {
	if t.p.Wave == "" {
		return
	}
	e.Survey = &ExportSurvey{Wave: t.p.Wave, Finished: t.p.WaveDone}
	w, in, open := t.answering()
	if !open {
		return
	}
	record := t.answers(w.ID)
	e.Survey.Answers = map[string]string{}
	for i, item := range in.Items {
		if item.Fits(record[i]) {
			e.Survey.Answers[item.Key] = item.option(record[i])
		}
	}
}
