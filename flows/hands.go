package flows

import (
	"cmp"
	"slices"
	"strconv"

	"porchlight/flows/tally"
)

// This file is how ideas are ranked by a show of hands: whoever leads or organises a meeting
// counts the hands for a point, by its number, so that people without a phone are counted too,
// and enters them. What comes of it stands on the agenda and, after the end, on the meeting's
// card. Hands are counted by looking; nobody is written down.

// The steps of entering them: which point, and how many. Topic is the session, and in the
// second behind it the point.
const (
	StepHands      Step = "desk.hands"
	StepHandsCount Step = "desk.hands.count"
)

const (
	mostHands  = 1000
	rankedMost = 3 // points on the card of a meeting that is over
)

func handsConversation() conversation {
	any := []permission{planMeetings, leadMeetings}
	return conversation{name: "a show of hands", screens: map[Step]screen{
		StepHands:      {ask: askHands, hear: hearHands, back: backFromHands, needs: any},
		StepHandsCount: {ask: askHandsCount, hear: hearHandsCount, misfit: "organise.number.misfit", back: backFromHandsCount, needs: any},
	}}
}

// countsHands says whether the person may enter hands at a meeting: it has begun, and is
// theirs to lead or to organise.
func (t *turn) countsHands(s Session) bool {
	return (t.organises(s) || s.ledBy(t.me())) && !s.Cancelled && t.begun(s) && t.e.Now.Sub(s.Ends()) < SeatsKept
}

// handPoints are those for which hands are counted: the agenda, and what was raised in the
// room, checked or not.
func (a *Agenda) handPoints() []AgendaPoint {
	all := a.published()
	for _, p := range a.Points {
		if p.From == fromRoom && (p.State == PointWaits || p.State == PointReleased) {
			all = append(all, p)
		}
	}
	return all
}

// handsButton leads to them, once there is something to count.
func (t *turn) handsButton(s Session, a *Agenda) []Button {
	if !t.countsHands(s) || len(a.handPoints()) == 0 {
		return nil
	}
	return []Button{act("agenda.hands.button", "hands")}
}

// openHands follows that button.
func (t *turn) openHands(s Session) {
	t.p.Topic, t.p.Page = s.ID, 0
	t.show(StepHands)
}

func backFromHands(t *turn) Step {
	if s, _ := t.topicSession(); t.organises(s) && t.atDesk() != RoleFacilitator {
		return StepOrgAgenda
	}
	return StepLeadAgenda
}

func backFromHandsCount(t *turn) Step {
	s, _, _ := t.topicPoint()
	t.p.Topic = s.ID
	return StepHands
}

func askHands(t *turn) Say {
	s, known := t.topicSession()
	if !known || !t.countsHands(s) {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	a := t.agenda(s)
	all := a.handPoints()
	shown := partOf(len(all), agendaPage, int(t.p.Page))
	say := Say{Lines: []Line{as(PartLead, "agenda.hands.ask", nil)}}
	var buttons []Button
	for _, p := range all[shown.from:shown.to] {
		if p.State == PointWaits {
			say.Lines = append(say.Lines, Line{Key: "agenda.lead.waits", Args: Args{"number": pointNumber(p.N)}})
		} else {
			say.Lines = append(say.Lines, t.pointLines(s, &a, p)...)
		}
		buttons = append(buttons, toggle("agenda.hands.point", Args{"number": pointNumber(p.N)}, "h."+strconv.Itoa(p.N), p.Raised))
	}
	say.Lines = append(say.Lines, as(PartFine, "agenda.hands.lock", Args{"number": fewest}))
	say.Rows = row(pairs(buttons...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

func hearHands(t *turn) bool {
	s, known := t.topicSession()
	a := t.agenda(s)
	number, picks := t.picked("h.")
	if !picks {
		return t.turnPart(len(a.handPoints()), agendaPage, StepHands)
	}
	if !known || !t.countsHands(s) {
		t.show(StepHands)
		return true
	}
	t.p.Topic = s.ID + " " + number
	t.show(StepHandsCount)
	return true
}

// handsPoint is the point of the screen, if hands are counted for it.
func (t *turn) handsPoint() (s Session, a Agenda, p *AgendaPoint) {
	s, a, p = t.topicPoint()
	if p == nil || !t.countsHands(s) || !slices.ContainsFunc(a.handPoints(), func(o AgendaPoint) bool { return o.N == p.N }) {
		return s, a, nil
	}
	return s, a, p
}

func askHandsCount(t *turn) Say {
	_, _, p := t.handsPoint()
	if p == nil {
		return Say{Lines: line("agenda.gone", nil), Rows: column(back())}
	}
	return Say{Lines: line("agenda.hands.count", Args{"number": pointNumber(p.N)}), Rows: column(back())}
}

// hearHandsCount takes how many hands there were. A later count replaces an earlier one.
func hearHandsCount(t *turn) bool {
	s, a, p := t.handsPoint()
	n, typed := t.typedNumber()
	switch {
	case !typed:
		return false
	case p == nil:
		t.show(StepHandsCount)
		return true
	case n > mostHands:
		t.note("organise.number.range", Args{"low": 0, "high": mostHands})
		t.show(StepHandsCount)
		return true
	}
	p.Hands, p.Raised = n, true
	t.keepAgenda(s, a)
	t.audit("session_changed", s.ID)
	t.note("agenda.hands.did", Args{"number": pointNumber(p.N)})
	t.show(backFromHandsCount(t))
	return true
}

// hands is how many hands there were for a point, as far as it may be shown. They were
// counted once, by looking.
func (p AgendaPoint) hands() Shown {
	if !p.Raised {
		return Shown{}
	}
	return tally.Ended(p.Hands, fewest)
}

// handsLine says it below a point.
func (p AgendaPoint) handsLine() []Line {
	if n := p.hands(); !n.Hidden() {
		return line("agenda.hands.line", Args{"hands": n})
	}
	return nil
}

// ranked are the points of the agenda for which most hands were raised; of those whose
// number is not shown, none.
func (a *Agenda) ranked() []AgendaPoint {
	all := slices.DeleteFunc(a.published(), func(p AgendaPoint) bool { return p.hands().Hidden() })
	slices.SortStableFunc(all, func(x, y AgendaPoint) int { return cmp.Compare(y.hands().Count(), x.hands().Count()) })
	return all
}

// rankLines say on the card of a meeting that is over what most hands were raised for. It is
// for those who could read its agenda, and where young people and adults meet together for
// adults alone: what adults write reaches young people by their lead.
func (t *turn) rankLines(s Session) (lines []Line) {
	if s.Cancelled || !s.Points || s.Both && t.p.Minor() || !t.suits(s) && t.seats(s.ID).Mine == Outside {
		return nil
	}
	a := t.agenda(s)
	all := a.ranked()
	for _, p := range all[:min(len(all), rankedMost)] {
		w := p.passage(s)
		words, _ := w.in(t.p.Lang)
		lines = append(lines, Line{Key: "agenda.hands.ranked", Args: Args{"number": pointNumber(p.N), "words": Quote(words), "hands": p.hands()}})
		lines = append(lines, w.marks(t.p.Lang)...)
	}
	if len(lines) > 0 {
		lines = append(line("agenda.hands.title", nil), lines...)
	}
	return lines
}
