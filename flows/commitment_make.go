package flows

import (
	"slices"
	"strconv"
	"strings"
)

// This file is how organisers write a recommendation down: where it comes from, its words,
// the body that it is for.

// makeCommitment begins one, from the meeting that the list is about if it is about one.
func (t *turn) makeCommitment() {
	open := 0
	for _, m := range t.w.Board.Came {
		if !m.State.ended() {
			open++
		}
	}
	if open >= mostCommitments {
		t.note("came.full", nil)
		t.show(StepCameDesk)
		return
	}
	d := CommitmentDraft{}
	if s, ok := t.deskSession(); ok {
		d.Session = s.ID
	}
	t.p.Making, t.p.Text = &d, ""
	t.show(StepCameSource)
}

// making is a copy of the draft, to be changed and put in its place.
func (t *turn) making() CommitmentDraft {
	if t.p.Making == nil {
		return CommitmentDraft{}
	}
	return *t.p.Making
}

// draftPoint is the point that a draft is made from, as it stands now; nil once it is off the
// agenda, or gone.
func (t *turn) draftPoint(d CommitmentDraft) (s Session, a Agenda, p *AgendaPoint) {
	s, known := t.announced(d.Session)
	if !known || d.From != fromPoint {
		return s, a, nil
	}
	a = t.agenda(s)
	if p = a.point(d.Point); p != nil && p.State != PointPublished {
		p = nil
	}
	return s, a, p
}

// sourcePage is how many points are offered at once.
const sourcePage = 6

func askCameSource(t *turn) Say {
	d := t.making()
	say := Say{Lines: line("came.source_ask", nil)}
	if s, known := t.announced(d.Session); known {
		a := t.agenda(s)
		all := a.published()
		shown := partOf(len(all), sourcePage, int(t.p.Page))
		var buttons []Button
		for _, p := range all[shown.from:shown.to] {
			say.Lines = append(say.Lines, t.pointLines(s, &a, p)[:1]...)
			buttons = append(buttons, Button{Label: strconv.Itoa(p.N), Do: "p." + strconv.Itoa(p.N)})
		}
		say.Rows = row(row(nil, buttons...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
		say.Rows = append(say.Rows, []Button{act("came.source_button.meeting", "from."+fromMeeting)})
	} else {
		var buttons []Button
		for _, c := range followedCategories() {
			buttons = append(buttons, Button{Key: c.key(), Do: "c." + string(c)})
		}
		say.Rows = append(column(buttons...), []Button{act("came.source_button.survey", "from."+fromSurvey)})
	}
	say.Rows = append(say.Rows, []Button{act("came.source_button.organisers", "from."+fromOrganisers)}, []Button{back(), cancel()})
	return say
}

func hearCameSource(t *turn) bool {
	d := t.making()
	point, points := t.picked("p.")
	about, concerns := t.picked("c.")
	from, other := t.picked("from.")
	switch {
	case points:
		d.From, d.Point = fromPoint, 0
		d.Point, _ = strconv.Atoi(point)
		if _, _, p := t.draftPoint(d); p == nil {
			t.note("agenda.gone", nil)
			t.show(StepCameSource)
			return true
		}
	case concerns && slices.Contains(followedCategories(), Category(about)):
		d.From, d.About, d.Session = fromConcerns, Category(about), ""
	case other && slices.Contains([]string{fromMeeting, fromSurvey, fromOrganisers}, from) && (from != fromMeeting || d.Session != ""):
		d.From, d.Point = from, 0
	default:
		s, _ := t.announced(d.Session)
		a := t.agenda(s)
		return t.turnPart(len(a.published()), sourcePage, StepCameSource)
	}
	t.p.Making, t.p.Text = &d, ""
	t.show(StepCameWords)
	return true
}

func backFromCameWords(t *turn) Step {
	if t.making().N != 0 {
		return StepCameOne
	}
	return StepCameSource
}

func askCameWords(t *turn) Say {
	d := t.making()
	lines := []Line{as(PartLead, "came.words_ask", nil), {Key: "came.no_names"}}
	if s, a, p := t.draftPoint(d); p != nil {
		lines = append(lines, t.pointLines(s, &a, *p)[:1]...)
	}
	begun, buttons := t.soFar()
	return Say{Lines: append(lines, begun...), Rows: column(append(buttons, back(), cancel())...)}
}

// hearCameWords takes the words. Of a new one it asks for the body next.
func hearCameWords(t *turn) bool {
	next := StepCameBody
	if t.making().N != 0 {
		next = StepCameCheck
	}
	if t.pressed("again") {
		return t.finished(next)
	}
	if !t.pressed("done") && !t.typed(mostCommitment, next) {
		return false
	}
	if t.p.Text == "" {
		return false
	}
	d := t.making()
	d.Words = t.p.Text
	if d.N == 0 {
		t.p.Text = ""
	}
	t.p.Making = &d
	t.show(next)
	return true
}

func askCameBody(t *turn) Say {
	begun, buttons := t.soFar()
	return Say{Lines: append(line("came.body_ask", nil), begun...), Rows: column(append(buttons, back(), cancel())...)}
}

func hearCameBody(t *turn) bool {
	return t.finished(StepCameCheck) || t.typed(mostBody, StepCameCheck)
}

func askCameCheck(t *turn) Say {
	d := t.making()
	lines := []Line{as(PartLead, "came.check", nil), {Key: "came.words", Args: Args{"words": Quote(d.Words)}}}
	if d.N == 0 {
		lines = append(lines, Line{Key: "came.to", Args: Args{"body": Quote(t.p.Text)}})
	}
	lines = append(lines, identifierLines(d.Words+"\n"+t.p.Text)...)
	return Say{Lines: lines, Rows: column(act("came.save", "save"), act("review.again", "again"), back(), cancel())}
}

// hearCameCheck writes it down, if what it comes from is still there and nobody changed it
// meanwhile.
func hearCameCheck(t *turn) bool {
	d := t.making()
	switch {
	case t.pressed("again"), t.pressed("save") && d.Words == "":
		t.p.Text = ""
		t.show(StepCameWords)
	case !t.pressed("save"):
		return false
	case d.N != 0:
		t.reword(d)
	default:
		t.recommend(d)
	}
	return true
}

// recommend gives a recommendation its number.
func (t *turn) recommend(d CommitmentDraft) {
	m := CommitmentMark{N: t.w.Board.CameN + 1, From: d.From, About: d.About, Session: d.Session}
	s, known := t.announced(d.Session)
	_, a, p := t.draftPoint(d)
	switch {
	case known:
		m.Areas = slices.Clone(s.Areas)
	case len(t.mayIn(recordCommitments)) < len(t.w.Programme.Areas):
		m.Areas = t.mayIn(recordCommitments)
	}
	switch {
	case !t.recordsCommitment(m) || known && s.Youth || d.From == "":
		t.note("came.meanwhile", nil)
	case d.From == fromPoint && p == nil: // taken off the agenda, joined with another, or forgotten
		t.note("agenda.gone", nil)
	default:
		now := t.e.Now
		c := Commitment{N: m.N, Words: d.Words, Lang: guessLang(d.Words, t.p.Lang, t.w.Programme.Languages), Body: strings.Join(strings.Fields(t.p.Text), " "),
			History: []CommitmentStep{{State: Recommended, At: now.Unix()}}}
		if p != nil {
			c.Said, c.SaidIn, c.SaidOthers, m.Points = p.Shown, p.Lang, slices.Clone(p.Others), a.parts(p.N)
		}
		c.asking(m, t.w.Programme.Languages, now)
		t.keepCommitment(c, m, true)
		t.audit("commitment_made", commitmentID(m.N))
		t.note("came.made", Args{"number": pointNumber(m.N)})
		t.p.Topic = strings.TrimSpace(commitmentID(m.N) + " " + d.Session)
		t.p.Making, t.p.Text = nil, ""
		t.show(StepCameOne)
		return
	}
	t.p.Topic, t.p.Making, t.p.Text = d.Session, nil, ""
	t.show(StepCameDesk)
}

// reword gives it other words; translators are asked anew.
func (t *turn) reword(d CommitmentDraft) {
	c, m, ok := t.unchanged(d.Edition)
	if !ok {
		return
	}
	c.Words, c.Lang, c.Others = d.Words, guessLang(d.Words, t.p.Lang, t.w.Programme.Languages), nil
	c.asking(m, t.w.Programme.Languages, t.e.Now)
	t.keepCommitment(*c, m, false)
	t.changedCommitment("came.changed")
}
