package flows

import "slices"

// The steps of whoever writes the minutes of a meeting, which are those who lead it and its
// organisers: how far they are, the text, the last look at it, and why there is none.
const (
	StepMinutesDesk  Step = "desk.minutes"
	StepMinutesWrite Step = "desk.minutes.write"
	StepMinutesCheck Step = "desk.minutes.check"
	StepMinutesNone  Step = "desk.minutes.none"
)

func minutesDeskConversation() conversation {
	any := []permission{planMeetings, leadMeetings}
	return conversation{name: "minutes at the desk", screens: map[Step]screen{
		StepMinutesDesk:  {ask: askMinutesDesk, hear: hearMinutesDesk, back: (*turn).minutesCard, needs: any},
		StepMinutesWrite: {ask: askMinutesWrite, hear: hearMinutesWrite, misfit: "review.write.misfit", back: to(StepMinutesDesk), flow: true, text: mostMinutes, needs: any},
		StepMinutesCheck: {ask: askMinutesCheck, hear: hearMinutesCheck, misfit: "review.write.misfit", back: to(StepMinutesWrite), flow: true, text: mostMinutes, needs: any},
		StepMinutesNone:  {ask: askMinutesNone, hear: hearMinutesNone, back: to(StepMinutesDesk), needs: any},
	}}
}

// writesMinutes is the meeting that the screen is about, if its minutes are the person's to
// write: it has begun, did not fall through, and is theirs to lead or to organise.
func (t *turn) writesMinutes() (Session, bool) {
	s, organises := t.ownSession()
	_, leads := t.ledSession()
	return s, (organises || leads) && !s.Cancelled && t.begun(s) && t.e.Now.Sub(s.Ends()) < SeatsKept
}

// minutesCard is the card of the meeting, at the desk that the person is at.
func (t *turn) minutesCard() Step {
	if _, organises := t.ownSession(); organises && t.atDesk() != RoleFacilitator {
		return StepOrgSession
	}
	return StepLeadSession
}

// minutesState says how far the minutes of a meeting are; nothing before it has begun.
func (t *turn) minutesState(s Session) []Line {
	m := s.Report
	if s.Cancelled || !t.begun(s) {
		return nil
	}
	var lines []Line
	switch {
	case m.At != 0 && s.Youth:
		lines = line("minutes.state.youth", nil)
	case m.At != 0 && m.Sent != m.At:
		lines = line("minutes.state.newer", nil)
	case m.At != 0:
		lines = line("minutes.state.sent", Args{"day": t.dayOf(m.At)})
	case s.NoMinutes != "":
		lines = line("minutes.state.none", Args{"why": Ref("minutes.none." + s.NoMinutes)})
	case m.Draft == "":
		lines = line("minutes.state.missing", nil)
	}
	switch {
	case m.Since != 0:
		lines = append(lines, Line{Key: "minutes.state.waits", Args: Args{"day": t.dayOf(m.Since)}})
		if !t.somebodyReleases(s) {
			lines = append(lines, Line{Key: "minutes.state.nobody"})
		}
	case m.Draft != "":
		lines = append(lines, Line{Key: "minutes.state.back"})
	}
	return lines
}

// dayOf is the day of a moment, in the programme's zone.
func (t *turn) dayOf(unix int64) Day { return Day(t.moment(unix)) }

func askMinutesDesk(t *turn) Say {
	s, ok := t.writesMinutes()
	if !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	lines := append([]Line{as(PartLead, "minutes.title", Args{"title": Name(s.title()), "day": t.sessionDay(s)})}, t.minutesState(s)...)
	write := "minutes.write"
	switch m := s.Report; {
	case m.Draft != "":
		lines, write = append(lines, Line{Key: "minutes.words", Args: Args{"words": Quote(excerpt(m.Draft))}}), "minutes.rewrite"
	case m.At != 0:
		lines, write = append(lines, Line{Key: "minutes.words", Args: Args{"words": Quote(excerpt(m.Words))}}), "minutes.rewrite"
	}
	rows := column(act(write, "write"))
	if m := s.Report; m.At != 0 && m.Sent != m.At && !s.Youth {
		rows = append(rows, []Button{{Key: "minutes.send", Do: "send." + minutesStamp(m.At)}})
	}
	if s.Report.At == 0 && s.Report.Since == 0 && s.NoMinutes == "" {
		rows = append(rows, []Button{act("minutes.without", "none")})
	}
	return Say{Lines: lines, Protect: true, Rows: append(rows, []Button{back()})}
}

func hearMinutesDesk(t *turn) bool {
	s, ok := t.writesMinutes()
	stamp, sends := t.picked("send.")
	switch {
	case t.e.Kind != Press || !sends && !slices.Contains([]string{"write", "none"}, t.e.Do):
		return false
	case !ok:
		t.show(StepMinutesDesk)
	case t.e.Do == "write":
		t.p.Text = ""
		t.show(StepMinutesWrite)
	case t.e.Do == "none" && s.Report.At == 0 && s.Report.Since == 0:
		t.show(StepMinutesNone)
	case sends && s.Report.At != 0 && s.Report.Sent != s.Report.At && stamp == minutesStamp(s.Report.At) && !s.Youth:
		s.Again, s.Report.Sent, s.Report.Done = s.Report.Sent != 0, s.Report.At, false
		t.changeBoard(func(b *Board) { b.put(s) })
		t.audit("minutes_sent", s.ID)
		t.note("minutes.did.sent", nil)
		t.show(StepMinutesDesk)
	default: // another was quicker
		t.show(StepMinutesDesk)
	}
	return true
}

func askMinutesWrite(t *turn) Say {
	s, ok := t.writesMinutes()
	if !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	lines := []Line{as(PartLead, "minutes.ask", Args{"title": Name(s.title())}), {Key: "minutes.no_names"}}
	begun, buttons := t.soFar()
	return Say{Lines: append(lines, begun...), Protect: true, Rows: column(append(buttons, back(), cancel())...)}
}

func hearMinutesWrite(t *turn) bool {
	if _, ok := t.writesMinutes(); !ok {
		t.show(StepMinutesWrite)
		return true
	}
	return t.finished(StepMinutesCheck) || t.typed(mostMinutes, StepMinutesCheck)
}

func askMinutesCheck(t *turn) Say {
	s, ok := t.writesMinutes()
	if !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	lines := slices.Concat(t.wholeToo(), []Line{as(PartLead, "minutes.check", nil), {Key: "minutes.words", Args: Args{"words": Marked(excerpt(t.p.Text))}}}, identifierLines(t.p.Text))
	next := "minutes.next"
	if s.Youth {
		next = "minutes.next_youth"
	}
	return Say{Lines: append(lines, Line{Key: next}), Protect: true,
		Rows: column(act("minutes.hand_on", "hand"), act("review.again", "again"), back(), cancel())}
}

func hearMinutesCheck(t *turn) bool {
	s, ok := t.writesMinutes()
	switch {
	case !ok:
		t.show(StepMinutesCheck)
	case t.pressed("again"):
		t.p.Text = ""
		t.show(StepMinutesWrite)
	case t.written() != "":
		return t.typed(mostMinutes, StepMinutesCheck)
	case t.p.Text == "":
		t.show(StepMinutesWrite)
	case t.pressed("hand"):
		t.handMinutesOn(s)
	default:
		return false
	}
	return true
}

// handMinutesOn gives what was written to the reviewers. What stood before stays readable
// until they release this.
func (t *turn) handMinutesOn(s Session) {
	m := &s.Report
	m.Draft, m.DraftIn = t.p.Text, guessLang(t.p.Text, t.p.Lang, t.w.Programme.Languages)
	m.Since, m.Writer = t.e.Now.Unix(), markOf(t.e.Who, "minutes "+s.ID)
	s.NoMinutes = ""
	t.changeBoard(func(b *Board) { b.put(s) })
	t.audit("minutes_written", s.ID)
	t.tellReviewers(s)
	t.p.Text = ""
	t.note("minutes.did.handed", nil)
	t.show(StepMinutesDesk)
}

func askMinutesNone(t *turn) Say {
	s, ok := t.writesMinutes()
	if !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	var buttons []Button
	for _, why := range noMinutes() {
		buttons = append(buttons, act("minutes.because."+why, "why."+why))
	}
	return Say{Lines: line("minutes.none_ask", Args{"title": Name(s.title())}), Rows: column(append(buttons, back())...)}
}

func hearMinutesNone(t *turn) bool {
	why, ok := t.picked("why.")
	if !ok || !slices.Contains(noMinutes(), why) {
		return false
	}
	if s, theirs := t.writesMinutes(); theirs && s.Report.At == 0 && s.Report.Since == 0 {
		s.NoMinutes, s.Report = why, Minutes{}
		t.changeBoard(func(b *Board) { b.put(s) })
		t.audit("minutes_none", s.ID)
		t.note("minutes.did.none", nil)
	}
	t.show(StepMinutesDesk)
	return true
}
