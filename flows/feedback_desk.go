package flows

// StepOrgFeedback is what people said about a meeting, for those who organise it.
const StepOrgFeedback Step = "desk.session.feedback"

func feedbackDeskConversation() conversation {
	return conversation{name: "feedback at the desk", screens: map[Step]screen{
		StepOrgFeedback: {ask: askOrgFeedback, hear: hearNothing, back: to(StepOrgSession), needs: []permission{planMeetings}},
	}}
}

// askOrgFeedback shows nothing before the wave is over and counted, and then what any wave
// may show.
func askOrgFeedback(t *turn) Say {
	s, ok := t.ownSession()
	if !ok {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	w := s.Feedback(t.w.Programme.Zone)
	lines := []Line{as(PartLead, "feedback.title", Args{"title": Name(s.title())})}
	if s.summed() {
		lines = append(lines, t.summedLine(s, w))
	}
	if t.e.Now.Unix() < w.Closes {
		return Say{Lines: append(lines, Line{Key: "feedback.running", Args: Args{"day": t.dayOf(w.Closes)}}), Rows: column(back())}
	}
	return Say{Lines: append(lines, t.feedbackFound(w)...), Rows: column(back())}
}

// summedLine says with which meetings answers were added up.
func (t *turn) summedLine(s Session, w Wave) Line {
	args := Args{"from": t.dayOf(w.Opens), "to": t.dayOf(w.Closes - (feedbackDays+2)*24*3600)}
	if k, known := t.w.Programme.Kind(s.Kind); known {
		args["kind"] = k.name()
		return Line{Key: "feedback.summed", Args: args}
	}
	return Line{Key: "feedback.summed_other", Args: args}
}

// feedbackFound says what a wave came to: shares from ten people on, and why there are none
// else.
func (t *turn) feedbackFound(w Wave) []Line {
	r := t.result(w.ID)
	if r == nil {
		return line("feedback.counting", nil)
	}
	f, err := Find(*r, nil)
	if err != nil || f.TooFew {
		return line("feedback.too_few", Args{"number": waveK})
	}
	lines := append(line("pulse.found.who", Args{"count": f.N}), resultSentences(f)...)
	return append(lines, as(PartFine, "pulse.found.hidden", Args{"number": waveK}))
}

// feedbackPlan tells whoever plans a meeting what will be seen of people's answers about it.
func (t *turn) feedbackPlan(s Session) []Line {
	switch {
	case s.Youth && !t.w.Programme.Minors.Pulses:
		return line("feedback.plan_none", nil)
	case s.summed():
		return line("feedback.plan_summed", Args{"number": feedbackAlone})
	}
	return nil
}
