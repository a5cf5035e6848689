package flows

import (
	"slices"
	"strconv"
	"time"
)

// The steps of an organiser's agenda, and of what was raised at a meeting, which whoever
// leads it enters. Topic is the session, and behind it the point.
const (
	StepOrgAgenda  Step = "desk.agenda"
	StepOrgPoint   Step = "desk.agenda.point"
	StepOrgMerge   Step = "desk.agenda.merge"
	StepLeadAgenda Step = "desk.lead.agenda"
	StepRaise      Step = "desk.lead.raise"
	StepRaiseCheck Step = "desk.lead.raise.check"
)

func agendaDeskConversation() conversation {
	plans, leads := []permission{planMeetings}, []permission{leadMeetings}
	return conversation{name: "agenda of a meeting", screens: map[Step]screen{
		StepOrgAgenda:  {ask: askOrgAgenda, hear: hearOrgAgenda, back: to(StepOrgMore), needs: plans},
		StepOrgPoint:   {ask: askOrgPoint, hear: hearOrgPoint, back: backFromOrgPoint, needs: plans, brief: true},
		StepOrgMerge:   {ask: askOrgMerge, hear: hearOrgMerge, back: to(StepOrgPoint), needs: plans, brief: true},
		StepLeadAgenda: {ask: askLeadAgenda, hear: hearLeadAgenda, back: to(StepLeadSession), needs: leads},
		StepRaise:      {ask: askRaise, hear: hearRaise, misfit: "agenda.propose.misfit", back: to(StepLeadAgenda), flow: true, text: mostPoint, needs: leads},
		StepRaiseCheck: {ask: askRaiseCheck, hear: hearRaiseCheck, misfit: "agenda.propose.misfit", back: to(StepRaise), flow: true, text: mostPoint, needs: leads},
	}}
}

// waitingAgendas are meetings with points that an organiser can put on the agenda.
func (t *turn) waitingAgendas() (all []awaiting) {
	for _, s := range t.orgSessions() {
		a := t.agenda(s)
		if list := a.released(); len(list) > 0 && !s.Cancelled && !t.begun(s) {
			all = append(all, awaiting{list[0].At, func(t *turn) bool {
				t.p.Topic, t.p.Page = s.ID, 0
				t.show(StepOrgAgenda)
				return true
			}})
		}
	}
	return all
}

// deskPoints are the points that organisers and whoever leads a meeting read: what is new,
// and behind it the agenda.
func (a *Agenda) deskPoints() []AgendaPoint { return append(a.released(), a.published()...) }

func askOrgAgenda(t *turn) Say {
	s, ok := t.ownSession()
	if !ok {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	if !s.Points {
		return Say{Lines: []Line{{Key: "agenda.title", Args: Args{"title": Name(s.title())}}, {Key: "agenda.org.off"}}, Rows: column(act("agenda.org.open", "open"), back())}
	}
	a := t.agenda(s)
	say := Say{Lines: []Line{{Key: "agenda.title", Args: Args{"title": Name(s.title())}}, {Key: "agenda.org.until", Args: Args{"when": Moment(a.closes(s).In(t.w.Programme.Zone))}}}}
	say = t.deskAgenda(say, s, &a, "pt.")
	if len(a.released()) > 1 {
		say.Rows = append(say.Rows, []Button{act("agenda.org.all", "all")})
	}
	if !t.begun(s) {
		key := "agenda.org.late"
		if a.Late {
			key = "agenda.org.early"
		}
		say.Rows = append(say.Rows, []Button{act(key, "late")})
	}
	say.Rows = append(row(say.Rows, t.handsButton(s, &a)...), []Button{back()})
	return say
}

// deskAgenda lists points at a desk, with a button for each if they can be opened.
func (t *turn) deskAgenda(say Say, s Session, a *Agenda, do string) Say {
	all := a.deskPoints()
	if len(all) == 0 {
		say.Lines = append(say.Lines, Line{Key: "agenda.none"})
	}
	shown := partOf(len(all), agendaPage, int(t.p.Page))
	var buttons []Button
	for _, p := range all[shown.from:shown.to] {
		if p.State == PointReleased {
			say.Lines = append(say.Lines, Line{Key: "agenda.org.new"})
		}
		say.Lines = append(say.Lines, t.pointLines(s, a, p)...)
		if do != "" {
			buttons = append(buttons, Button{Label: strconv.Itoa(p.N), Do: do + strconv.Itoa(p.N)})
		}
	}
	say.Rows = row(row(nil, buttons...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	return say
}

func hearOrgAgenda(t *turn) bool {
	s, ok := t.ownSession()
	a := t.agenda(s)
	point, opens := t.picked("pt.")
	n, _ := strconv.Atoi(point)
	switch {
	case !ok:
		if t.e.Kind == Press {
			t.show(StepOrgAgenda)
		}
		return t.e.Kind == Press
	case t.pressed("hands"):
		t.openHands(s)
		return true
	case t.pressed("open"):
		t.openForPoints(s)
	case opens:
		if a.point(n) == nil {
			return false
		}
		t.p.Topic = s.ID + " " + point
		t.show(StepOrgPoint)
		return true
	case t.pressed("all"):
		var done []int
		for _, p := range a.released() {
			if a.publish(p.N) {
				done = append(done, pointsOf(a.parts(p.N))...)
			}
		}
		if len(done) == 0 {
			t.note("agenda.org.meanwhile", nil)
			break
		}
		t.keepAgenda(s, a)
		t.tellProposers(s, done, false)
		t.audit("session_changed", s.ID)
		t.note("agenda.org.published", nil)
	case t.pressed("late") && !t.begun(s):
		a.Late = !a.Late
		t.keepAgenda(s, a)
	default:
		return t.turnPart(len(a.deskPoints()), agendaPage, StepOrgAgenda)
	}
	t.show(StepOrgAgenda)
	return true
}

// openForPoints begins to take points for a meeting.
func (t *turn) openForPoints(s Session) {
	if s.Points {
		return
	}
	s.Points = true
	t.changeBoard(func(b *Board) { b.put(s) })
	t.audit("session_changed", s.ID)
}

// ownPoint is the organiser's meeting and the point of the screen; p is nil once it is
// neither new nor on the agenda.
func (t *turn) ownPoint() (s Session, a Agenda, p *AgendaPoint) {
	s, a, p = t.topicPoint()
	if !t.mayFor(planMeetings, s.Areas) || p != nil && p.State != PointReleased && p.State != PointPublished {
		p = nil
	}
	return s, a, p
}

func backFromOrgPoint(t *turn) Step {
	s, _, _ := t.topicPoint()
	t.p.Topic = s.ID
	return StepOrgAgenda
}

func askOrgPoint(t *turn) Say {
	s, a, p := t.ownPoint()
	if p == nil {
		return Say{Lines: line("agenda.gone", nil), Rows: column(back())}
	}
	lines := append([]Line{as(PartLead, "agenda.org.point", Args{"number": pointNumber(p.N)})}, t.pointLines(s, &a, *p)...)
	var rows [][]Button
	if p.State == PointReleased {
		rows = column(act("agenda.org.publish", "publish"))
	} else {
		i := slices.Index(a.Order, p.N)
		var moves []Button
		if i > 0 {
			moves = append(moves, act("agenda.org.up", "up"))
		}
		if i >= 0 && i+1 < len(a.Order) {
			moves = append(moves, act("agenda.org.down", "down"))
		}
		rows = append(row(nil, moves...), []Button{act("agenda.org.off_button", "off")})
	}
	if len(a.deskPoints()) > 1 {
		rows = append(rows, []Button{act("agenda.org.merge", "merge")})
	}
	return Say{Lines: lines, Rows: append(rows, []Button{back()})}
}

// hearOrgPoint does what a button says. If another organiser was quicker, it says so and
// shows how things stand.
func hearOrgPoint(t *turn) bool {
	if t.e.Kind != Press || !slices.Contains([]string{"publish", "off", "up", "down", "merge"}, t.e.Do) {
		return false
	}
	s, a, p := t.ownPoint()
	done := false
	switch {
	case p == nil:
	case t.e.Do == "merge":
		t.show(StepOrgMerge)
		return true
	case t.e.Do == "publish":
		if done = a.publish(p.N); done {
			t.tellProposers(s, pointsOf(a.parts(p.N)), false)
			t.note("agenda.org.published", nil)
		}
	case t.e.Do == "off":
		done = a.unpublish(p.N)
	case t.e.Do == "up":
		done = a.move(p.N, -1)
	case t.e.Do == "down":
		done = a.move(p.N, 1)
	}
	t.changedAgenda(s, a, done)
	return true
}

// changedAgenda stores an organiser's change and shows the agenda, or says that there was
// nothing to change any more.
func (t *turn) changedAgenda(s Session, a Agenda, done bool) {
	t.p.Topic = s.ID
	if done {
		t.keepAgenda(s, a)
		t.audit("session_changed", s.ID)
	} else {
		t.note("agenda.org.meanwhile", nil)
	}
	t.show(StepOrgAgenda)
}

func askOrgMerge(t *turn) Say {
	s, a, p := t.ownPoint()
	if p == nil {
		return Say{Lines: line("agenda.gone", nil), Rows: column(back())}
	}
	say := Say{Lines: []Line{as(PartLead, "agenda.org.merge_ask", Args{"number": pointNumber(p.N)})}}
	all := slices.DeleteFunc(a.deskPoints(), func(o AgendaPoint) bool { return o.N == p.N })
	shown := partOf(len(all), agendaPage, int(t.p.Page))
	var buttons []Button
	for _, o := range all[shown.from:shown.to] {
		say.Lines = append(say.Lines, t.pointLines(s, &a, o)[:1]...)
		buttons = append(buttons, Button{Label: strconv.Itoa(o.N), Do: "into." + strconv.Itoa(o.N)})
	}
	rows := row(row(nil, buttons...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	say.Rows = append(rows, []Button{back()})
	return say
}

func hearOrgMerge(t *turn) bool {
	into, ok := t.picked("into.")
	s, a, p := t.ownPoint()
	if !ok {
		return t.turnPart(max(0, len(a.deskPoints())-1), agendaPage, StepOrgMerge)
	}
	n, _ := strconv.Atoi(into)
	t.changedAgenda(s, a, p != nil && a.merge(p.N, n))
	return true
}

// askLeadAgenda shows the points to whoever leads the meeting.
func askLeadAgenda(t *turn) Say {
	s, ok := t.ledSession()
	if !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	a := t.agenda(s)
	say := t.deskAgenda(Say{Lines: line("agenda.title", Args{"title": Name(s.title())})}, s, &a, "")
	for _, p := range a.Points {
		if p.From == fromRoom && p.State == PointWaits {
			say.Lines = append(say.Lines, Line{Key: "agenda.lead.waits", Args: Args{"number": pointNumber(p.N)}})
			say.Lines = append(say.Lines, t.unchecked(toCheck{s, p, false})...)
		}
	}
	say.Rows = append(say.Rows, []Button{act("agenda.lead.raise", "raise")})
	say.Rows = append(row(say.Rows, t.handsButton(s, &a)...), []Button{act("circle.button", "circle")}, []Button{back()})
	return say
}

func hearLeadAgenda(t *turn) bool {
	s, ok := t.ledSession()
	if t.pressed("circle") {
		t.show(StepCircle)
		return true
	}
	if t.pressed("hands") {
		t.openHands(s)
		return true
	}
	if t.pressed("raise") {
		if ok {
			t.p.Text = ""
			t.show(StepRaise)
		} else {
			t.show(StepLeadAgenda)
		}
		return true
	}
	a := t.agenda(s)
	return t.turnPart(len(a.deskPoints()), agendaPage, StepLeadAgenda)
}

func askRaise(t *turn) Say {
	if _, ok := t.ledSession(); !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	begun, buttons := t.soFar()
	lines := []Line{{Key: "agenda.lead.ask"}, as(PartFine, "agenda.lead.lock", nil)}
	return Say{Lines: append(lines, begun...), Rows: column(append(buttons, back(), cancel())...)}
}

func hearRaise(t *turn) bool {
	return t.finished(StepRaiseCheck) || t.typed(mostPoint, StepRaiseCheck)
}

func askRaiseCheck(t *turn) Say {
	if _, ok := t.ledSession(); !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	lines := append([]Line{as(PartLead, "agenda.propose.check", nil), {Key: "review.words", Args: Args{"words": Quote(t.p.Text)}}}, identifierLines(t.p.Text)...)
	return Say{Lines: lines, Rows: column(act("agenda.propose.send", "send"), act("review.again", "again"), back(), cancel())}
}

// hearRaiseCheck enters what was raised. It gets its number at once, to be written on
// paper, and is checked as every other point is.
func hearRaiseCheck(t *turn) bool {
	s, ok := t.ledSession()
	switch {
	case t.pressed("again"), t.pressed("send") && t.p.Text == "":
		t.p.Text = ""
		t.show(StepRaise)
	case t.pressed("send") && ok:
		t.raise(s)
	case t.pressed("send"):
		t.show(StepLeadAgenda)
	default:
		return t.typed(mostPoint, StepRaiseCheck)
	}
	return true
}

func (t *turn) raise(s Session) {
	t.openForPoints(s)
	s.Points = true
	a, words := t.agenda(s), t.p.Text
	if len(a.Points) >= mostPoints {
		t.note("agenda.full", nil)
	} else {
		from := fromRoom
		if s.Youth {
			from = fromYoung
		}
		had := a.clone()
		n := a.add(AgendaPoint{State: PointWaits, From: from, Words: words, Lang: guessLang(words, t.p.Lang, t.w.Programme.Languages), At: t.e.Now.Unix()})
		t.keepAgenda(s, a)
		t.tellCheckers(s, &had, toCheck{s, *a.point(n), false})
		t.note("agenda.lead.raised", Args{"number": pointNumber(n), "title": Name(s.title()), "day": Date(time.Unix(s.Start, 0).In(t.w.Programme.Zone))})
	}
	t.p.Text = ""
	t.show(StepLeadAgenda)
}
