package flows

import (
	"slices"
	"strings"
)

// The steps of proposing a point for a meeting's agenda. Topic is the session.
const (
	StepPropose      Step = "agenda.propose"
	StepProposeCheck Step = "agenda.propose.check"
)

const (
	pointsEach   = 3 // of one person for one meeting
	pointSources = 4 // own concerns that are offered
)

// beginPoint asks for the words, unless nothing more is taken.
func (t *turn) beginPoint(s Session, a *Agenda) {
	switch {
	case !t.mayPropose(s, a):
		t.note("agenda.closed", nil)
	case len(t.p.proposed(s.ID)) >= pointsEach:
		t.note("agenda.enough", Args{"number": pointsEach})
	case len(a.Points) >= mostPoints:
		t.note("agenda.full", nil)
	default:
		t.p.Text = ""
		t.show(StepPropose)
		return
	}
	t.show(StepAgenda)
}

// pointOf says whether a point can be made of a concern: of none that is about home, hate
// or the police, or that says nothing, and of nobody's under 18.
func (t *turn) pointOf(c *Concern) bool {
	return c != nil && c.Words != "" && c.Sight != Counted && c.Case != CaseWithdrawn && !c.Category.Sensitive() && c.Category != Police &&
		c.Route == RouteOfficers && t.p.Age != AgeTeen
}

// pointSource are the person's own concerns of which a point can be made, newest first.
// That others are not among them is said nowhere: somebody may look at the screen.
func (t *turn) pointSource() (all []string) {
	for _, code := range slices.Backward(t.p.Codes) {
		if len(all) < pointSources && t.pointOf(t.concern(code)) {
			all = append(all, code)
		}
	}
	return all
}

func askPropose(t *turn) Say {
	s, known := t.topicSession()
	if reason := t.closedCard(s, known); reason != "" {
		return t.closedSession(s, reason)
	}
	a := t.agenda(s)
	reads := Line{Key: "agenda.propose.reviewer"}
	if t.p.Age == AgeTeen && t.w.Programme.Safeguarding != nil {
		reads = Line{Key: "agenda.propose.lead", Args: Args{"lead": Name(t.w.Programme.Safeguarding.Name)}}
	}
	lines := []Line{{Key: "agenda.propose.ask"}, reads,
		as(PartFine, "agenda.propose.kept", Args{"when": Moment(a.closes(s).In(t.w.Programme.Zone))})}
	begun, buttons := t.soFar()
	for _, code := range t.pointSource() {
		buttons = append(buttons, Button{Key: "agenda.propose.case", Args: Args{"code": Code(code)}, Do: caseDo(code)})
	}
	return Say{Lines: append(lines, begun...), Rows: column(append(buttons, back(), cancel())...)}
}

func hearPropose(t *turn) bool {
	if code, ok := t.picked("case."); ok {
		i := slices.IndexFunc(t.pointSource(), func(c string) bool { return strings.EqualFold(c, code) })
		if i < 0 {
			return false
		}
		t.p.Text = ""
		t.add(&t.p.Text, t.concern(t.pointSource()[i]).Words, mostPoint)
		t.show(StepProposeCheck)
		return true
	}
	return t.finished(StepProposeCheck) || t.typed(mostPoint, StepProposeCheck)
}

func askProposeCheck(t *turn) Say {
	s, known := t.topicSession()
	if reason := t.closedCard(s, known); reason != "" {
		return t.closedSession(s, reason)
	}
	lines := []Line{as(PartLead, "agenda.propose.check", nil), {Key: "review.words", Args: Args{"words": Quote(t.p.Text)}}}
	lines = append(lines, identifierLines(t.p.Text)...)
	return Say{Lines: lines, Rows: column(act("agenda.propose.send", "send"), act("agenda.propose.question", "question"), act("review.again", "again"), back(), cancel())}
}

func hearProposeCheck(t *turn) bool {
	switch {
	case t.pressed("again"), t.pressed("send") && t.p.Text == "", t.pressed("question") && t.p.Text == "":
		t.p.Text = ""
		t.show(StepPropose)
	case t.pressed("send"), t.pressed("question"):
		t.propose(t.e.Do == "question")
	default:
		return t.typed(mostPoint, StepProposeCheck)
	}
	return true
}

// propose hands a point in. What cannot be taken any more is said, and nothing is half done.
func (t *turn) propose(question bool) {
	s, known := t.topicSession()
	a, words := t.agenda(s), t.p.Text
	mine := t.p.proposed(s.ID)
	switch {
	case !known || !t.mayPropose(s, &a):
		t.note("agenda.closed", nil)
	case slices.ContainsFunc(mine, func(n int) bool { return a.point(n) != nil && a.point(n).says(words) }):
		t.note("agenda.twice", nil)
	case slices.ContainsFunc(a.published(), func(p AgendaPoint) bool { return p.says(words) }):
		t.note("agenda.there", nil)
	case len(mine) >= pointsEach:
		t.note("agenda.enough", Args{"number": pointsEach})
	case len(a.Points) >= mostPoints:
		t.note("agenda.full", nil)
	default:
		from := fromResident
		if t.p.Age == AgeTeen {
			from = fromYoung
		}
		had := a.clone()
		n := a.add(AgendaPoint{State: PointWaits, From: from, Words: words, Lang: guessLang(words, t.p.Lang, t.w.Programme.Languages), At: t.e.Now.Unix(), Question: question})
		t.keepAgenda(s, a)
		t.p.Points = append(t.p.Points, Proposed{s.ID, n})
		t.tellCheckers(s, &had, toCheck{s, *a.point(n), false})
		t.note("agenda.sent", Args{"number": pointNumber(n)})
	}
	t.p.Text = ""
	t.show(StepAgenda)
}

// says says whether a point has these words, however they are spaced.
func (p AgendaPoint) says(words string) bool {
	same := func(other string) bool {
		return other != "" && strings.EqualFold(strings.Join(strings.Fields(other), " "), strings.Join(strings.Fields(words), " "))
	}
	return same(p.Words) || same(p.Shown)
}
