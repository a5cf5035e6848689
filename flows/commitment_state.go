package flows

import (
	"slices"
	"strings"
	"time"
)

// The steps of saying how far a commitment is: the state, the reason, the last look; and of
// a reviewer, who reads what an owner wrote before everybody does.
const (
	StepCameState  Step = "desk.came.state"
	StepCameWhy    Step = "desk.came.why"
	StepCameSay    Step = "desk.came.say"
	StepCameReview Step = "desk.came.review"
)

// nextStates are the states that can be said of a commitment now. What nobody has taken on
// until a day can be declined and no more: nothing is done before it has begun.
func (t *turn) nextStates(m CommitmentMark) []CommitmentState {
	if m.Due == "" || !t.w.Board.owned(m) {
		return []CommitmentState{WillNotBe}
	}
	all := []CommitmentState{Planned, UnderWay, DoneWhole, DonePartly, WillNotBe}
	if s, known := t.announced(m.Session); known && !t.begun(s) { // before the meeting that it came from
		all = []CommitmentState{Planned, WillNotBe}
	}
	return slices.DeleteFunc(all, func(s CommitmentState) bool { return s == m.State && !s.reasoned() })
}

func askCameState(t *turn) Say {
	c, m := t.topicCommitment()
	if c == nil || !t.recordsCommitment(m) && !t.ownsCommitment(m) {
		return Say{Lines: line("came.gone", nil), Rows: column(back())}
	}
	lines := line("came.state_ask", nil)
	if len(t.nextStates(m)) == 1 {
		lines = append(lines, Line{Key: "came.needs_both"})
	}
	var buttons []Button
	for _, s := range t.nextStates(m) {
		buttons = append(buttons, act("came.now."+string(s), "s."+string(s)))
	}
	return Say{Lines: lines, Rows: append(column(buttons...), []Button{back()})}
}

func hearCameState(t *turn) bool {
	word, is := t.picked("s.")
	s := CommitmentState(word)
	c, m := t.topicCommitment()
	if !is || c == nil {
		return false
	}
	if !slices.Contains(t.nextStates(m), s) { // an old button, or nobody does it any more
		t.note("came.needs_both", nil)
		t.show(StepCameOne)
		return true
	}
	d := t.making()
	d.State = s
	t.p.Making, t.p.Text = &d, ""
	t.show(StepCameWhy)
	return true
}

func askCameWhy(t *turn) Say {
	d := t.making()
	lines := []Line{as(PartLead, "came.why_ask", Args{"state": Ref("came.state." + string(d.State))}), {Key: "came.no_names"}}
	begun, buttons := t.soFar()
	if !d.State.reasoned() && t.p.Text == "" {
		buttons = append(buttons, act("came.without", "without"))
	}
	return Say{Lines: append(lines, begun...), Rows: column(append(buttons, back(), cancel())...)}
}

func hearCameWhy(t *turn) bool {
	d := t.making()
	if t.pressed("without") && !d.State.reasoned() {
		t.p.Text = ""
		t.sayState(d)
		return true
	}
	return t.finished(StepCameSay) || t.typed(mostWhy, StepCameSay)
}

func askCameSay(t *turn) Say {
	d := t.making()
	lines := []Line{as(PartLead, "came.say_check", Args{"state": Ref("came.state." + string(d.State))}), {Key: "came.why", Args: Args{"words": Quote(t.p.Text)}}}
	lines = append(lines, identifierLines(t.p.Text)...)
	if t.checkedFirst() {
		lines = append(lines, Line{Key: "came.checked_first"})
	}
	return Say{Lines: lines, Rows: column(act("came.save", "save"), act("review.again", "again"), back(), cancel())}
}

func hearCameSay(t *turn) bool {
	switch {
	case t.pressed("again"), t.pressed("save") && t.p.Text == "":
		t.p.Text = ""
		t.show(StepCameWhy)
	case t.pressed("save"):
		t.sayState(t.making())
	default:
		return t.typed(mostWhy, StepCameSay)
	}
	return true
}

// checkedFirst says whether a reviewer reads what the person writes before everybody does.
// What organisers write is read as their announcements are.
func (t *turn) checkedFirst() bool {
	_, m := t.topicCommitment()
	return !t.recordsCommitment(m)
}

// sayState adds a state to the history. A reason of an owner waits for a reviewer; the
// state does not.
func (t *turn) sayState(d CommitmentDraft) {
	c, m, ok := t.unchanged(d.Edition)
	if !ok {
		return
	}
	if !slices.Contains(t.nextStates(m), d.State) || d.State.reasoned() && t.p.Text == "" {
		t.p.Making, t.p.Text = nil, ""
		t.note("came.needs_both", nil)
		t.show(StepCameOne)
		return
	}
	h := CommitmentStep{State: d.State, At: max(t.e.Now.Unix(), c.last().At)}
	lang := guessLang(t.p.Text, t.p.Lang, t.w.Programme.Languages)
	note := "came.said_state"
	m.Check = 0
	switch {
	case t.p.Text == "":
	case t.checkedFirst():
		h.Draft, h.WhyIn, h.Writer = t.p.Text, lang, markOf(t.e.Who, camePrefix+commitmentID(c.N))
		m.Check, note = t.e.Now.Unix(), "came.said_waits"
	default:
		h.Why, h.WhyIn = t.p.Text, lang
	}
	c.History = append(c.History, h)
	c.asking(m, t.w.Programme.Languages, t.e.Now)
	if d.State.ended() {
		m.Told = 0
	}
	t.keepCommitment(*c, m, true)
	t.changedCommitment(note)
}

// checksCommitment says whether the reason of a commitment is a reviewer's to check. Who
// wrote it is asked once it is opened: the board does not know.
func (t *turn) checksCommitment(m CommitmentMark) bool {
	return m.Check != 0 && t.mayAny(reviewTexts, m.Areas) && m.Owner != t.e.Who
}

// onCheckedWhy is the reason on the screen; ok is false once it waits no longer.
func (t *turn) onCheckedWhy() (c *Commitment, m CommitmentMark, ok bool) {
	c, m = t.topicCommitment()
	if c == nil || !t.checksCommitment(m) {
		return c, m, false
	}
	h := c.last()
	return c, m, h.Draft != "" && h.Writer != "" && h.Writer != markOf(t.e.Who, camePrefix+commitmentID(c.N))
}

func askCameReview(t *turn) Say {
	c, m, ok := t.onCheckedWhy()
	if !ok {
		return Say{Lines: line("review.gone", nil), Rows: column(back())}
	}
	h := c.last()
	lines := []Line{as(PartLead, "came.review", Args{"number": pointNumber(m.N), "state": t.cameState(m)}), {Key: "review.words", Args: Args{"words": Marked(h.Draft)}}}
	lines = append(append(lines, identifierLines(h.Draft)...), Line{Key: "came.review_means"})
	return Say{Lines: lines, Protect: true, Rows: column(act("came.release", editionDo("release", c)), act("review.decline", editionDo("decline", c)), back())}
}

// hearCameReview lets a reason through, or sends it back: then the state stands without.
func hearCameReview(t *turn) bool {
	do, stamp, _ := strings.Cut(t.e.Do, ".")
	if t.e.Kind != Press || do != "release" && do != "decline" {
		return false
	}
	c, m, ok := t.onCheckedWhy()
	if !ok || editionDo(do, c) != do+"."+stamp {
		t.note("review.gone", nil)
		t.p.Topic, t.p.Text = "", ""
		t.show(StepDesk)
		return true
	}
	h := c.last()
	m.Check = 0
	note, did := "review.released", "released"
	if do == "release" {
		h.Why, h.Draft, h.Writer = h.Draft, "", ""
		c.asking(m, t.w.Programme.Languages, t.e.Now)
	} else {
		h.Writer = ""
		note, did = "agenda.check.declined", "declined"
	}
	t.keepCommitment(*c, m, false)
	t.audit(did, camePrefix+commitmentID(c.N))
	t.note(note, nil)
	t.p.Topic, t.p.Text = "", ""
	t.show(StepDesk)
	return true
}

// The reminders of whoever has taken it on, and the word to organisers. A bit is stored:
// never reuse one.
const (
	cameSoon uint8 = 1 << iota // a week before the last day
	cameLate                   // the day after it
	cameLost                   // whoever had taken it on has left
)

// CameReminder is what somebody is to be told of a commitment, 0 for nothing.
func (b *Board) CameReminder(m CommitmentMark, p *Programme, now time.Time) uint8 {
	if m.State.ended() {
		return 0
	}
	if b.lost(m) {
		return cameLost &^ m.Told
	}
	day, dated := m.dueDay(p.Zone)
	switch {
	case !dated || !b.owned(m):
		return 0
	case m.overdue(now, p.Zone):
		return cameLate &^ m.Told
	case now.After(day.Add(-soon)):
		return cameSoon &^ m.Told
	}
	return 0
}

// TellCame tells a member what CameReminder says; ok is false for everybody whom it does
// not concern. No word of the commitment is in it.
func (b *Board) TellCame(p *Programme, m CommitmentMark, bit uint8, to Member) (say Say, ok bool) {
	owner := !m.Outside && m.Owner == to.Who
	organiser := to.mayFor(recordCommitments, m.Areas, p)
	args := Args{"number": pointNumber(m.N)}
	key := ""
	switch {
	case bit == cameLost && organiser:
		key = "came.remind.lost"
	case bit == cameSoon && (owner || m.Outside && organiser):
		key = "came.remind.soon"
	case bit == cameLate && (owner || organiser):
		key = "came.remind.late"
	default:
		return Say{}, false
	}
	if day, dated := m.dueDay(p.Zone); dated && bit != cameLost {
		args["day"] = Date(day)
	}
	return Say{To: &to.Who, Lang: to.Lang, Chat: to.Chat, Fresh: true, Lines: line(key, args), Rows: column(link("desk.back", "desk"))}, true
}

// CameToldOf notes a reminder, and says whether it was still to be noted.
func (b *Board) CameToldOf(n int, bit uint8) bool {
	i := slices.IndexFunc(b.Came, func(m CommitmentMark) bool { return m.N == n })
	if i < 0 || b.Came[i].Told&bit != 0 {
		return false
	}
	b.Came[i].Told |= bit
	return true
}
