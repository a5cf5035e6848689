package flows

import (
	"slices"
	"strconv"
)

// The steps of officers: the meetings of their neighbourhoods that have an agenda, one of
// them, and what they write. Topic is the session, and behind it the point that is
// answered; 0 is a point of their own.
const (
	StepOfficerAgendas Step = "desk.points"
	StepOfficerAgenda  Step = "desk.points.one"
	StepOfficerWrite   Step = "desk.points.write"
	StepOfficerCheck   Step = "desk.points.check"
)

func agendaOfficerConversation() conversation {
	only := []permission{answerPoints}
	return conversation{
		name: "answer points",
		screens: map[Step]screen{
			StepOfficerAgendas: {ask: askOfficerAgendas, hear: hearOfficerAgendas, back: to(StepDesk), needs: only},
			StepOfficerAgenda:  {ask: askOfficerAgenda, hear: hearOfficerAgenda, back: backToOfficerAgendas, needs: only},
			StepOfficerWrite:   {ask: askOfficerWrite, hear: hearOfficerWrite, misfit: "review.write.misfit", back: backFromOfficerWrite, flow: true, text: mostPoint, needs: only},
			StepOfficerCheck:   {ask: askOfficerCheck, hear: hearOfficerCheck, misfit: "review.write.misfit", back: to(StepOfficerWrite), flow: true, text: mostPoint, needs: only},
		},
		desk: []deskRow{{at: 52, need: answerPoints, key: "agenda.officer.row", do: "points", half: true,
			when: func(t *turn) bool { return len(t.officerAgendas()) > 0 }, open: func(t *turn) {
				t.p.Topic = ""
				t.show(StepOfficerAgendas)
			}}},
	}
}

// mayAnswerPoints says whether an officer reads the agenda of a meeting: of their
// neighbourhoods, and of no meeting that is for young people or stands in no list.
func (t *turn) mayAnswerPoints(s Session) bool {
	return s.Points && !s.Cancelled && !s.Youth && !s.closed() && t.e.Now.Sub(s.Ends()) < SeatsKept && t.mayAny(answerPoints, s.Areas)
}

// officerAgendas are the meetings whose agenda an officer reads.
func (t *turn) officerAgendas() []Session {
	return slices.DeleteFunc(slices.Clone(t.w.Board.Sessions), func(s Session) bool { return !t.mayAnswerPoints(s) })
}

func askOfficerAgendas(t *turn) Say {
	say := Say{Lines: line("agenda.officer.list", nil)}
	if len(t.officerAgendas()) == 0 {
		say.Lines = line("agenda.officer.none", nil)
	}
	return t.listSessions(say, t.officerAgendas())
}

func hearOfficerAgendas(t *turn) bool {
	if t.hearSessionList(t.officerAgendas(), t.mayAnswerPoints, StepOfficerAgendas, StepOfficerAgenda) {
		t.p.Page = 0
		return true
	}
	return false
}

func backToOfficerAgendas(t *turn) Step {
	return t.backToSessionList(t.officerAgendas(), StepOfficerAgendas)
}

// askOfficerAgenda shows what is on the agenda, and nothing that waits to be on it.
func askOfficerAgenda(t *turn) Say {
	s, known := t.topicSession()
	if !known || !t.mayAnswerPoints(s) {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	a := t.agenda(s)
	all := a.published()
	shown := partOf(len(all), agendaPage, int(t.p.Page))
	say := Say{Lines: line("agenda.title", Args{"title": s.called()})}
	if len(all) == 0 {
		say.Lines = append(say.Lines, Line{Key: "agenda.none"})
	}
	var buttons []Button
	for _, p := range all[shown.from:shown.to] {
		say.Lines = append(say.Lines, t.pointLines(s, &a, p)...)
		switch {
		case p.Answer == nil:
			buttons = append(buttons, Button{Key: "agenda.officer.answer", Args: Args{"number": pointNumber(p.N)}, Do: "a." + strconv.Itoa(p.N)})
		case p.Answer.State == PointWaits:
			say.Lines = append(say.Lines, Line{Key: "agenda.officer.waits", Args: Args{"number": pointNumber(p.N)}})
			say.Lines = append(say.Lines, t.unchecked(toCheck{s, p, true})...)
		}
	}
	say.Rows = row(pairs(buttons...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	if t.e.Now.Before(a.closes(s)) {
		say.Rows = append(say.Rows, []Button{act("agenda.propose.button", "propose")})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

func hearOfficerAgenda(t *turn) bool {
	s, known := t.topicSession()
	number, answers := t.picked("a.")
	if !known || !t.mayAnswerPoints(s) || !answers && !t.pressed("propose") {
		a := t.agenda(s)
		return t.turnPart(len(a.published()), agendaPage, StepOfficerAgenda)
	}
	if !answers {
		number = "0"
	}
	t.p.Topic, t.p.Text = s.ID+" "+number, ""
	if !t.stillOpen() {
		return t.officerLate()
	}
	t.show(StepOfficerWrite)
	return true
}

// stillOpen says whether what an officer writes can be taken.
func (t *turn) stillOpen() bool {
	s, a, p := t.topicPoint()
	switch {
	case !t.mayAnswerPoints(s):
		return false
	case p != nil:
		return p.State == PointPublished && p.Answer == nil
	}
	return t.p.Topic == s.ID+" 0" && t.e.Now.Before(a.closes(s)) && len(a.Points) < mostPoints
}

// officerLate says that somebody else was quicker, or that the agenda has closed.
func (t *turn) officerLate() bool {
	t.note("agenda.org.meanwhile", nil)
	t.show(backFromOfficerWrite(t))
	return true
}

func backFromOfficerWrite(t *turn) Step {
	s, _, _ := t.topicPoint()
	t.p.Topic, t.p.Text = s.ID, ""
	return StepOfficerAgenda
}

func askOfficerWrite(t *turn) Say {
	s, a, p := t.topicPoint()
	if !t.mayAnswerPoints(s) {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	lines := []Line{as(PartLead, "agenda.officer.propose_ask", nil)}
	if p != nil {
		lines = append([]Line{as(PartLead, "agenda.officer.answer_ask", nil)}, t.pointLines(s, &a, *p)[:1]...)
		lines = append(lines, as(PartFine, "agenda.officer.public", nil))
	}
	begun, buttons := t.soFar()
	return Say{Lines: append(lines, begun...), Rows: column(append(buttons, back(), cancel())...)}
}

func hearOfficerWrite(t *turn) bool {
	return t.finished(StepOfficerCheck) || t.typed(mostPoint, StepOfficerCheck)
}

func askOfficerCheck(t *turn) Say {
	if s, _, _ := t.topicPoint(); !t.mayAnswerPoints(s) {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	lines := append([]Line{as(PartLead, "agenda.propose.check", nil), {Key: "review.words", Args: Args{"words": Quote(t.p.Text)}}}, identifierLines(t.p.Text)...)
	return Say{Lines: lines, Rows: column(act("agenda.officer.send", "send"), act("review.again", "again"), back(), cancel())}
}

// hearOfficerCheck hands in a point, which an organiser publishes, or an answer, which a
// reviewer releases.
func hearOfficerCheck(t *turn) bool {
	switch {
	case t.pressed("again"), t.pressed("send") && t.p.Text == "":
		t.p.Text = ""
		t.show(StepOfficerWrite)
		return true
	case !t.pressed("send"):
		return t.typed(mostPoint, StepOfficerCheck)
	case !t.stillOpen():
		return t.officerLate()
	}
	s, a, p := t.topicPoint()
	words, lang := t.p.Text, guessLang(t.p.Text, t.p.Lang, t.w.Programme.Languages)
	if p != nil {
		had := a.clone()
		p.Answer = &PointAnswer{State: PointWaits, Words: words, Lang: lang, At: t.e.Now.Unix()}
		t.tellCheckers(s, &had, toCheck{s, *p, true})
		t.note("agenda.officer.answered", nil)
	} else {
		a.add(AgendaPoint{State: PointReleased, From: fromOfficers, Shown: words, Lang: lang, At: t.e.Now.Unix()})
		t.note("agenda.officer.proposed", nil)
	}
	t.keepAgenda(s, a)
	t.audit("answered", s.ID)
	t.show(backFromOfficerWrite(t))
	return true
}
