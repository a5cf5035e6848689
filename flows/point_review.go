package flows

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// The steps of checking a point before organisers read it, or an answer before everybody
// does. Topic is the session, the point's number, and that it is about the answer.
const (
	StepCheckPoint Step = "desk.point"
	StepPointSure  Step = "desk.point.sure"
	StepPointWrite Step = "desk.point.write"
	StepPointCheck Step = "desk.point.check"
)

// onAnswer stands in the topic if it is the answer to a point that is looked at.
const onAnswer = "answer"

func pointReviewConversation() conversation {
	only := []permission{reviewTexts, leadCases}
	return conversation{
		name: "check points",
		screens: map[Step]screen{
			StepCheckPoint: {ask: askCheckPoint, hear: hearCheckPoint, back: to(StepDesk), told: true, needs: only, brief: true, writes: true},
			StepPointSure:  {ask: askPointSure, hear: hearPointSure, back: backFromPointSure, flow: true, needs: only, brief: true},
			StepPointWrite: {ask: askPointWrite, hear: hearPointWrite, misfit: "review.write.misfit", back: to(StepCheckPoint), flow: true, text: mostPoint, needs: only, brief: true},
			StepPointCheck: {ask: askPointCheck, hear: hearPointCheck, misfit: "review.write.misfit", back: to(StepPointWrite), flow: true, text: mostPoint, needs: only, brief: true},
		},
		desk: []deskRow{
			{at: 22, need: reviewTexts, key: "agenda.check.row", do: "points", when: hasPoints(RoleReviewer), open: openPoints(RoleReviewer)},
			{at: 81, need: leadCases, key: "agenda.check.row", do: "points", when: hasPoints(RoleLead), open: openPoints(RoleLead)},
		},
	}
}

// toCheck is a point that waits to be checked, or its answer.
type toCheck struct {
	s      Session
	p      AgendaPoint
	answer bool
}

// since is from when on it waits (unix s).
func (c toCheck) since() int64 {
	if c.answer {
		return c.p.Answer.At
	}
	return c.p.At
}

// checker is who checks a point. What young people write is the safeguarding lead's.
func (c toCheck) checker() Role {
	if c.p.From == fromYoung && !c.answer {
		return RoleLead
	}
	return RoleReviewer
}

// checks lists what of a meeting's agenda waits.
func (a *Agenda) checks(s Session) (all []toCheck) {
	for _, p := range a.Points {
		if p.State == PointWaits {
			all = append(all, toCheck{s, p, false})
		}
		if p.State == PointPublished && p.Answer != nil && p.Answer.State == PointWaits {
			all = append(all, toCheck{s, p, true})
		}
	}
	return all
}

// mayCheck says whether the person may check it: in their role, neighbourhoods and languages.
func (t *turn) mayCheck(c toCheck) bool {
	if c.checker() == RoleLead {
		return t.mayAny(leadCases, c.s.Areas)
	}
	return t.mayAny(reviewTexts, c.s.Areas) && t.me().readsLang(c.lang())
}

// pointsToCheck lists what the person may check in a role, the oldest first.
func (t *turn) pointsToCheck(r Role) (all []toCheck) {
	for _, s := range t.w.Board.Sessions {
		a := t.agenda(s)
		for _, c := range a.checks(s) {
			if c.checker() == r && t.mayCheck(c) {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b toCheck) int { return cmp.Compare(a.since(), b.since()) })
	return all
}

func hasPoints(r Role) func(*turn) bool {
	return func(t *turn) bool { return len(t.pointsToCheck(r)) > 0 }
}

// openPoints opens the oldest.
func openPoints(r Role) func(*turn) {
	return func(t *turn) {
		if all := t.pointsToCheck(r); len(all) > 0 {
			t.openPoint(all[0])
			return
		}
		t.p.Topic, t.p.Text = "", ""
		t.note("review.nothing", nil)
		t.show(StepDesk)
	}
}

// waitingPoints are what waits at the desk of a role.
func (t *turn) waitingPoints(r Role) (all []awaiting) {
	for _, c := range t.pointsToCheck(r) {
		all = append(all, awaiting{c.since(), func(t *turn) bool {
			t.openPoint(c)
			return true
		}})
	}
	return all
}

func (t *turn) openPoint(c toCheck) {
	t.p.Topic, t.p.Text = c.s.ID+" "+strconv.Itoa(c.p.N), ""
	if c.answer {
		t.p.Topic += " " + onAnswer
	}
	t.show(StepCheckPoint)
}

// topicPoint is the meeting and the point that a desk's screen is about.
func (t *turn) topicPoint() (s Session, a Agenda, p *AgendaPoint) {
	parts := append(strings.Fields(t.p.Topic), "", "")
	s, known := t.announced(parts[0])
	if !known {
		return s, a, nil
	}
	n, _ := strconv.Atoi(parts[1])
	a = t.agenda(s)
	return s, a, a.point(n)
}

// onCheck is what the screen is about; ok is false once it waits no longer.
func (t *turn) onCheck() (c toCheck, a Agenda, ok bool) {
	s, a, p := t.topicPoint()
	if p == nil {
		return c, a, false
	}
	c = toCheck{s, *p, t.topicMarked(onAnswer)}
	i := slices.IndexFunc(a.checks(s), func(o toCheck) bool { return o.p.N == c.p.N && o.answer == c.answer })
	return c, a, i >= 0 && t.mayCheck(c)
}

// words are what is checked.
func (c toCheck) words() string {
	if c.answer {
		return c.p.Answer.Words
	}
	return c.p.Words
}

func pointDone() Say { return Say{Lines: line("review.gone", nil), Rows: column(back())} }

func askCheckPoint(t *turn) Say {
	c, _, ok := t.onCheck()
	if !ok {
		return pointDone()
	}
	key := "agenda.check.about"
	if c.answer {
		key = "agenda.check.answer"
	}
	lines := []Line{as(PartLead, key, Args{"title": c.s.called(), "number": pointNumber(c.p.N)}), {Key: "review.words", Args: Args{"words": Marked(c.words())}}}
	lines = append(append(lines, identifierLines(c.words())...), Line{Key: "review.lock"})
	buttons := []Button{act("review.release", "release"), act("review.shorten", "shorten")}
	if c.checker() == RoleReviewer && !c.answer {
		buttons = append(buttons, act("agenda.check.contact", "contact"))
	}
	return Say{Lines: lines, Protect: true, Rows: column(append(buttons, act("review.decline", "decline"), back())...)}
}

func hearCheckPoint(t *turn) bool {
	c, a, ok := t.onCheck()
	switch {
	case !ok:
		return t.pointOvertaken()
	case t.pressed("release"):
		t.p.Text = c.words()
		t.releasePoint(c, a)
	case t.pressed("shorten"):
		t.p.Text = ""
		t.show(StepPointWrite)
	case t.pressed("contact") && c.checker() == RoleReviewer && !c.answer:
		t.pointToContact(c, a)
	case t.pressed("decline"):
		t.declinePoint(c, a)
	default:
		return false
	}
	return true
}

// pointOvertaken says that somebody else did it.
func (t *turn) pointOvertaken() bool {
	t.note("review.gone", nil)
	t.p.Topic, t.p.Text = "", ""
	t.show(StepDesk)
	return true
}

// releasePoint lets a text through, or first asks about what identifies somebody.
func (t *turn) releasePoint(c toCheck, a Agenda) {
	if identifierRefs(t.p.Text) != nil {
		t.show(StepPointSure)
		return
	}
	t.letThrough(c, a)
}

// letThrough releases what was checked, in the words that are left of it.
func (t *turn) letThrough(c toCheck, a Agenda) {
	p, words := a.point(c.p.N), t.p.Text
	if c.answer {
		answer := *p.Answer
		answer.State, answer.Shown, answer.Words = PointPublished, words, ""
		p.Answer = &answer
		t.tellProposers(c.s, pointsOf(a.parts(p.N)), true)
	} else {
		p.State, p.Shown, p.Words = PointReleased, words, ""
	}
	t.donePoint(c.s, a, "released", "review.released")
}

// donePoint stores what became of it, and shows the next.
func (t *turn) donePoint(s Session, a Agenda, did, key string) {
	t.keepAgenda(s, a)
	t.audit(did, s.ID)
	t.note(key, nil)
	t.p.Topic, t.p.Text = "", ""
	t.show(StepDesk)
}

// declinePoint passes nothing on. Of a point nothing is left but that it was declined.
func (t *turn) declinePoint(c toCheck, a Agenda) {
	p := a.point(c.p.N)
	if c.answer {
		p.Answer = nil
	} else {
		*p = AgendaPoint{N: p.N, State: PointDeclined, From: p.From, At: p.At}
	}
	t.donePoint(c.s, a, "declined", "agenda.check.declined")
}

// pointToContact makes a point about an officer a case of the independent contact, who is
// outside the police. It has no author: nobody can be asked, and nobody found. No police
// officer ever sees it, and organisers do not either.
func (t *turn) pointToContact(c toCheck, a Agenda) {
	now := t.e.Now
	d := Concern{Code: newCode(t.e.Seed, nil), Category: Police, Sight: Readers, Route: RouteIndependent, Case: CaseReceived,
		Words: c.p.Words, Lang: c.p.Lang, Sent: now.Unix(), KeptTill: now.Add(t.w.Programme.KeepAtMost).Unix()}
	if len(c.s.Areas) > 0 {
		d.Area = c.s.Areas[0]
	}
	d.Label, d.Handle = caseNames(t.e.Seed)
	t.do(FileConcern{Concern: d})
	p := a.point(c.p.N)
	*p = AgendaPoint{N: p.N, State: PointContact, From: p.From, At: p.At}
	t.donePoint(c.s, a, "handed_on", "agenda.check.contacted")
}

func askPointSure(t *turn) Say {
	if _, _, ok := t.onCheck(); !ok {
		return pointDone()
	}
	return Say{
		Lines: []Line{{Key: "review.sure.ask", Args: Args{"what": identifierRefs(t.p.Text)}}, {Key: "review.words", Args: Args{"words": Marked(t.p.Text)}}},
		Rows:  column(act("review.shorten", "shorten"), act("review.sure.release", "release"), back())}
}

func hearPointSure(t *turn) bool {
	c, a, ok := t.onCheck()
	switch {
	case !ok:
		return t.pointOvertaken()
	case t.pressed("shorten"):
		t.p.Text = ""
		t.show(StepPointWrite)
	case t.pressed("release") && t.p.Text != "":
		t.letThrough(c, a)
	default:
		return false
	}
	return true
}

func backFromPointSure(t *turn) Step {
	t.p.Text = ""
	return StepCheckPoint
}

func askPointWrite(t *turn) Say {
	c, _, ok := t.onCheck()
	if !ok {
		return pointDone()
	}
	begun, buttons := t.soFar()
	return Say{Protect: true, Lines: append([]Line{as(PartLead, "review.write.shorter", nil), {Key: "review.words", Args: Args{"words": Quote(c.words())}}}, begun...),
		Rows: column(append(buttons, back(), cancel())...)}
}

func hearPointWrite(t *turn) bool {
	if _, _, ok := t.onCheck(); !ok {
		return t.pointOvertaken()
	}
	return t.finished(StepPointCheck) || t.typed(mostPoint, StepPointCheck)
}

func askPointCheck(t *turn) Say {
	if _, _, ok := t.onCheck(); !ok {
		return pointDone()
	}
	return Say{Protect: true, Lines: append([]Line{as(PartLead, "review.check", nil), {Key: "review.words", Args: Args{"words": Marked(t.p.Text)}}}, identifierLines(t.p.Text)...),
		Rows: column(act("review.release", "release"), act("review.again", "again"), back(), cancel())}
}

func hearPointCheck(t *turn) bool {
	c, a, ok := t.onCheck()
	switch {
	case !ok:
		return t.pointOvertaken()
	case t.pressed("release") && t.p.Text != "":
		t.releasePoint(c, a)
	case t.pressed("again"), t.p.Text == "" && t.e.Kind == Press:
		t.p.Text = ""
		t.show(StepPointWrite)
	default:
		return t.typed(mostPoint, StepPointCheck)
	}
	return true
}
