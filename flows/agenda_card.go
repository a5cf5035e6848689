package flows

import (
	"slices"
	"strconv"
	"time"
)

// StepAgenda shows residents the agenda of a meeting. Topic is the session.
const StepAgenda Step = "agenda"

const (
	agendaPage = 4 // points on one screen: each may have an answer
	mostPoint  = 280
	// pointsBefore is how long before a meeting its agenda closes, if the organiser says
	// nothing else.
	pointsBefore = 24 * time.Hour
)

func agendaConversation() conversation {
	return conversation{
		name: "agenda",
		screens: map[Step]screen{
			StepAgenda:       {ask: askAgenda, hear: hearAgenda, back: to(StepSessionCard)},
			StepPropose:      {ask: askPropose, hear: hearPropose, misfit: "agenda.propose.misfit", back: to(StepAgenda), flow: true, text: mostPoint},
			StepProposeCheck: {ask: askProposeCheck, hear: hearProposeCheck, misfit: "agenda.propose.misfit", back: to(StepPropose), flow: true, text: mostPoint},
		},
		doors: []door{{word: "agenda", by: byButton, open: (*turn).openAgenda, members: atOnce, guests: true}},
		keeps: kept{lines: (*turn).pointsKept, export: (*turn).exportPoints, erase: (*turn).dropPoints},
	}
}

// openAgenda follows the button of a message about somebody's own point.
func (t *turn) openAgenda(id string) {
	t.p.Topic, t.p.Page = id, 0
	t.show(StepAgenda)
}

// agendaButton stands on the card of a meeting whose agenda has something to read, or to
// which the person may add.
func (t *turn) agendaButton(s Session) []Button {
	a := t.agenda(s)
	if !s.Points || len(a.published()) == 0 && len(t.p.proposed(s.ID)) == 0 && !t.mayPropose(s, &a) {
		return nil
	}
	return []Button{act("agenda.button", "agenda")}
}

// closes is when points are taken no longer.
func (a *Agenda) closes(s Session) time.Time {
	at := time.Unix(s.Start, 0)
	if a.Late {
		return at
	}
	return at.Add(-pointsBefore)
}

// mayPropose says whether the person may propose a point: while somebody is there to read
// it first. What 13-17-year-olds write is read by the safeguarding lead.
func (t *turn) mayPropose(s Session, a *Agenda) bool {
	if !s.Points || s.Cancelled || !t.e.Now.Before(a.closes(s)) || t.closedCard(s, true) != "" || t.p.Age == AgeChild {
		return false
	}
	if t.p.Age == AgeTeen {
		return s.Youth && t.w.Programme.Safeguarding != nil && t.w.Programme.Minors.Concerns && t.w.Board.anybody(leadCases, s.Areas)
	}
	return t.w.Programme.Reviewed && t.w.Board.anybody(reviewTexts, s.Areas)
}

// anybody says whether somebody may do something for one of these neighbourhoods, or for
// any if none is named.
func (b *Board) anybody(do permission, areas []string) bool {
	return slices.ContainsFunc(b.Staff, func(m Member) bool { return m.mayAny(do, areas) })
}

// mayAny says whether a member may do something for one of these neighbourhoods; of what
// is for everybody, whoever has the role anywhere may.
func (m *Member) mayAny(do permission, areas []string) bool {
	if len(areas) == 0 {
		return m.holds(do, "")
	}
	return slices.ContainsFunc(areas, func(area string) bool { return m.may(do, area) })
}

// mayAny counts whoever the turn's person stands in for as well.
func (t *turn) mayAny(do permission, areas []string) bool {
	return t.me().mayAny(do, areas) || slices.ContainsFunc(areas, func(area string) bool { return t.standsIn(do, area) })
}

// askAgenda shows the points, a few at a time, with their answers.
func askAgenda(t *turn) Say {
	s, known := t.topicSession()
	if reason := t.closedCard(s, known); reason != "" {
		return t.closedSession(s, reason)
	}
	a := t.agenda(s)
	all := a.published()
	shown := partOf(len(all), agendaPage, int(t.p.Page))
	say := Say{Lines: line("agenda.title", Args{"title": s.called()})}
	if len(all) == 0 {
		say.Lines = append(say.Lines, Line{Key: "agenda.none"})
	}
	var too []Button
	mine := t.p.meToo(s.ID)
	for _, p := range all[shown.from:shown.to] {
		say.Lines = append(say.Lines, t.pointLines(s, &a, p)...)
		if !t.begun(s) {
			too = append(too, toggle("agenda.too", Args{"number": pointNumber(p.N)}, "too."+strconv.Itoa(p.N), mine&a.parts(p.N) != 0))
		}
	}
	say.Lines = append(say.Lines, t.ownPointLines(s, &a)...)
	if len(too) > 0 {
		say.Lines = append(say.Lines, as(PartFine, "agenda.lock", Args{"number": fewest}))
	}
	say.Rows = row(pairs(too...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	if shown.pages > 1 {
		say.Step, say.Of = shown.page+1, shown.pages
	}
	if t.mayPropose(s, &a) {
		say.Rows = append(say.Rows, []Button{act("agenda.propose.button", "propose")})
	}
	for _, n := range t.p.proposed(s.ID) {
		if p := a.point(n); p != nil && (p.State == PointWaits || p.State == PointReleased) {
			say.Rows = append(say.Rows, []Button{{Key: "agenda.take_back", Args: Args{"number": pointNumber(n)}, Do: "take." + strconv.Itoa(n)}})
		}
	}
	say.Rows = row(say.Rows, t.followPoints(s, &a)...)
	if len(t.wantedPoints(s, &a)) > 0 {
		say.Rows = append(say.Rows, []Button{act("translate.ask", "translate")})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

// pointNumber is the number of a point, as it is said everywhere.
func pointNumber(n int) Code { return Code(strconv.Itoa(n)) }

// pointLines show a point in the reader's language, with its answer.
func (t *turn) pointLines(s Session, a *Agenda, p AgendaPoint) []Line {
	key := "agenda.item"
	switch {
	case p.From == fromOfficers:
		key = "agenda.item_officers"
	case p.Question:
		key = "agenda.item_question"
	}
	w := p.passage(s)
	words, _ := w.in(t.p.Lang)
	lines := line(key, Args{"number": pointNumber(p.N), "words": Quote(words)})
	lines = append(lines, w.marks(t.p.Lang)...)
	if people := t.pointPeople(s, a, p.N); !people.Hidden() {
		lines = append(lines, Line{Key: "agenda.people", Args: Args{"people": people}})
	}
	lines = append(lines, p.handsLine()...)
	if w := p.answered(s); w.words != "" {
		words, _ := w.in(t.p.Lang)
		lines = append(append(lines, Line{Key: "agenda.answer", Args: Args{"words": Quote(words)}}), w.marks(t.p.Lang)...)
	}
	return lines
}

// ownPointLines say what has become of the person's own points.
func (t *turn) ownPointLines(s Session, a *Agenda) (lines []Line) {
	for _, n := range t.p.proposed(s.ID) {
		p := a.point(n)
		if p == nil {
			continue
		}
		args := Args{"number": pointNumber(n)}
		switch p.State {
		case PointWaits:
			lines = append(lines, Line{Key: "agenda.mine.waits", Args: args})
			lines = append(lines, t.unchecked(toCheck{s, *p, false})...)
		case PointReleased:
			lines = append(lines, Line{Key: "agenda.mine.released", Args: args})
		case PointPublished:
			lines = append(lines, Line{Key: "agenda.mine.published", Args: args})
		case PointMerged:
			args["into"] = pointNumber(p.Into)
			lines = append(lines, Line{Key: "agenda.mine.merged", Args: args})
		case PointDeclined:
			lines = append(lines, Line{Key: "agenda.mine.declined", Args: args})
		case PointContact:
			args["contact"] = Name(t.w.Programme.Independent.Name)
			lines = append(lines, Line{Key: "agenda.mine.contact", Args: args})
		}
	}
	return lines
}

// wantedPoints are the texts that are not in the reader's language and that nobody has
// asked for. Of young people's meetings nobody asks.
func (t *turn) wantedPoints(s Session, a *Agenda) []passage {
	return slices.DeleteFunc(a.passages(s), func(w passage) bool { return s.Youth || !w.wants(t.p.Lang) })
}

func hearAgenda(t *turn) bool {
	s, known := t.topicSession()
	if t.closedCard(s, known) != "" {
		if t.e.Kind == Press {
			t.show(StepAgenda)
		}
		return t.e.Kind == Press
	}
	a := t.agenda(s)
	too, says := t.picked("too.")
	take, takes := t.picked("take.")
	switch {
	case says:
		n, _ := strconv.Atoi(too)
		return t.sayMeToo(s, a, n)
	case takes:
		n, _ := strconv.Atoi(take)
		return t.takePoint(s, a, n)
	case t.pressed("propose"):
		t.beginPoint(s, &a)
	case t.pressed("translate"):
		t.askPoints(s, a)
	default:
		return t.turnPart(len(a.published()), agendaPage, StepAgenda)
	}
	return true
}

// sayMeToo says "me too" to a point, or takes it back.
func (t *turn) sayMeToo(s Session, a Agenda, n int) bool {
	p := a.point(n)
	switch {
	case p == nil || t.begun(s):
		t.note("agenda.late", nil)
	case p.State != PointPublished: // taken off, or merged, since the screen was shown
		t.note("agenda.gone", nil)
	default:
		before := t.p.meToo(s.ID)
		after := before | bit(n)
		if set := a.parts(n); before&set != 0 {
			after = before &^ set
		}
		a.remark(before, after)
		t.p.setMeToo(s.ID, after)
		t.keepAgenda(s, a)
	}
	t.show(StepAgenda)
	return true
}

// takePoint takes back the person's own point, if it is not on the agenda yet.
func (t *turn) takePoint(s Session, a Agenda, n int) bool {
	if !slices.Contains(t.p.proposed(s.ID), n) {
		return false
	}
	if a.withdraw(n) {
		t.keepAgenda(s, a)
		t.p.forgetPoint(s.ID, n)
		t.note("agenda.taken", nil)
	} else {
		t.note("agenda.on_it", nil)
	}
	t.show(StepAgenda)
	return true
}

// askPoints asks translators for what is not in the reader's language.
func (t *turn) askPoints(s Session, a Agenda) {
	can := true
	for _, w := range t.wantedPoints(s, &a) {
		a.setOthers(w.at, w.asking(t.p.Lang, t.e.Now.Unix()))
		can = can && t.w.Board.somebodyTranslates(translateNews, "", w.from, t.p.Lang)
	}
	t.keepAgenda(s, a)
	if can {
		t.note("translate.asked", nil)
	} else {
		t.note("translate.asked_nobody", nil)
	}
	t.show(StepAgenda)
}

// pointsKept says in "My data" that the record names points.
func (t *turn) pointsKept() []Line {
	if len(t.p.Points) == 0 && len(t.p.MeToo) == 0 {
		return nil
	}
	return line("agenda.kept", nil)
}

func (t *turn) exportPoints(e *Export) {
	for _, own := range t.p.Points {
		s, _ := t.announced(own.Session)
		a := t.agenda(s)
		point := ExportPoint{Session: own.Session, Number: own.N}
		if p := a.point(own.N); p != nil {
			point.Words, point.PassedOn, point.State, point.Sent = p.Words, p.Shown, string(p.State), t.stamp(p.At)
		}
		e.Points = append(e.Points, point)
	}
	for _, m := range t.p.MeToo {
		e.MeToo = append(e.MeToo, ExportMeToo{m.Session, pointsOf(m.Set)})
	}
}
