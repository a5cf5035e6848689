package flows

import (
	"slices"
	"strconv"
	"strings"
)

// This file is the card of one commitment at a desk: its words, who does it and until when. Its
// state is changed in commitment_state.go.

// unchanged is the commitment of the screen, if it is as it was when the change began, and
// still the person's to change; else it says so and shows how things stand.
func (t *turn) unchanged(edition uint32) (c *Commitment, m CommitmentMark, ok bool) {
	c, m = t.topicCommitment()
	if c == nil || c.Edition != edition || !t.recordsCommitment(m) && !t.ownsCommitment(m) {
		t.note("came.meanwhile", nil)
		t.p.Making, t.p.Text = nil, ""
		t.show(StepCameOne)
		return c, m, false
	}
	return c, m, true
}

// changedCommitment notes that it was changed, and shows it.
func (t *turn) changedCommitment(note string) {
	number, _, _ := strings.Cut(t.p.Topic, " ")
	t.audit("commitment_changed", number)
	t.p.Making, t.p.Text = nil, ""
	t.note(note, nil)
	t.show(StepCameOne)
}

func backFromCameOne(t *turn) Step {
	_, t.p.Topic, _ = strings.Cut(t.p.Topic, " ")
	return StepCameDesk
}

// editionDo puts what a screen shows into a button: pressed later, it changes nothing else.
func editionDo(do string, c *Commitment) string {
	return do + "." + strconv.FormatUint(uint64(c.Edition), 36)
}

func askCameOne(t *turn) Say {
	c, m := t.topicCommitment()
	if c == nil || !t.recordsCommitment(m) && !t.ownsCommitment(m) {
		return Say{Lines: line("came.gone", nil), Rows: column(back())}
	}
	rows := column(act("came.state_button", editionDo("state", c)))
	if t.recordsCommitment(m) {
		rows = append(rows, []Button{act("came.owner_button", editionDo("owner", c)), act("came.due_button", editionDo("due", c))},
			[]Button{act("came.words_button", editionDo("words", c))})
	}
	lines := t.commitmentLines(c, m)
	if h := c.last(); h.Draft != "" && h.Writer == "" {
		lines = append(lines, Line{Key: "came.why_back"})
	}
	return Say{Lines: lines, Rows: append(rows, []Button{back()})}
}

func hearCameOne(t *turn) bool {
	do, stamp, _ := strings.Cut(t.e.Do, ".")
	next, known := map[string]Step{"state": StepCameState, "owner": StepCameOwner, "due": StepCameDue, "words": StepCameWords}[do]
	if t.e.Kind != Press || !known {
		return false
	}
	edition, _ := strconv.ParseUint(stamp, 36, 32)
	c, m, ok := t.unchanged(uint32(edition))
	switch {
	case !ok:
	case do != "state" && !t.recordsCommitment(m):
		t.show(StepCameOne)
	default:
		t.p.Making, t.p.Text = &CommitmentDraft{N: m.N, Edition: c.Edition}, ""
		t.show(next)
	}
	return true
}

// commitmentTakers are the members who can take it on, by the roles in which they can.
func (t *turn) commitmentTakers(c CommitmentMark) (all []CommitmentMark) {
	for _, m := range t.w.Board.Staff {
		for _, g := range m.Grants {
			o := CommitmentMark{Owner: m.Who, Role: g.Role, Serves: g.Body, Areas: c.Areas}
			if m.takesOn(o) && len(all) < staffPage {
				all = append(all, o)
			}
		}
	}
	return all
}

// taker names one of them on a button.
func (m CommitmentMark) taker() string {
	return memberMark(Member{Who: m.Owner}) + "." + string(m.Role)
}

func askCameOwner(t *turn) Say {
	c, m := t.topicCommitment()
	if c == nil || !t.recordsCommitment(m) {
		return Say{Lines: line("came.gone", nil), Rows: column(back())}
	}
	var buttons []Button
	for _, o := range t.commitmentTakers(m) {
		member := t.w.Board.member(o.Owner)
		buttons = append(buttons, Button{Key: "came.taker", Args: Args{"name": t.called(*member), "role": Ref("role.name." + string(o.Role))}, Do: "m." + o.taker()})
	}
	buttons = append(buttons, act("came.outside", "outside"))
	return Say{Lines: []Line{as(PartLead, "came.owner_ask", nil), {Key: "came.to", Args: Args{"body": Quote(c.Body)}}, as(PartFine, "came.owner_lock", nil)}, Rows: append(column(buttons...), []Button{back()})}
}

func hearCameOwner(t *turn) bool {
	mark, member := t.picked("m.")
	if !member && !t.pressed("outside") {
		return false
	}
	_, topic := t.topicCommitment()
	all := t.commitmentTakers(topic)
	i := slices.IndexFunc(all, func(o CommitmentMark) bool { return o.taker() == mark })
	if member && i < 0 { // their role has ended meanwhile
		t.show(StepCameOwner)
		return true
	}
	c, m, ok := t.unchanged(t.making().Edition)
	if !ok {
		return true
	}
	m.Outside, m.Owner, m.Role, m.Serves, m.Told = true, ID{}, "", "", 0
	if member {
		m.Outside, m.Owner, m.Role, m.Serves = false, all[i].Owner, all[i].Role, all[i].Serves
		t.tellTaker(m)
	}
	t.takeOn(*c, m)
	return true
}

// tellTaker lets whoever is to do it know.
func (t *turn) tellTaker(m CommitmentMark) {
	member, had := t.w.Board.member(m.Owner), t.person(m.Owner)
	if m.Owner == t.e.Who || had == nil || had.Paused || member == nil {
		return
	}
	who := m.Owner
	t.out.Says = append(t.out.Says, Say{To: &who, Lang: member.Lang, Chat: member.Chat, Fresh: true,
		Wait:  UntilQuietEnds(t.w.Programme, t.e.Now, "came."+commitmentID(m.N)),
		Lines: line("came.yours", Args{"number": pointNumber(m.N)}), Rows: column(link("desk.back", "desk"))})
}

// takeOn stores who does it or until when. With both it is a commitment.
func (t *turn) takeOn(c Commitment, m CommitmentMark) {
	told := false
	if c.last().State == Recommended && m.Due != "" && (m.Outside || m.Role != "") {
		c.History = append(c.History, CommitmentStep{State: Planned, At: max(t.e.Now.Unix(), c.last().At)})
		told = true
	}
	t.keepCommitment(c, m, told)
	t.changedCommitment("came.changed")
}

func askCameDue(t *turn) Say {
	c, m := t.topicCommitment()
	if c == nil || !t.recordsCommitment(m) {
		return Say{Lines: line("came.gone", nil), Rows: column(back())}
	}
	return Say{Lines: line("came.due_ask", Args{"example": t.dayExample()}), Rows: append(pairs(t.daysAfter(t.e.Now, 14, 30, 60, 90)...), []Button{back()})}
}

// hearCameDue takes the last day. What is no day, and what has passed, is said.
func hearCameDue(t *turn) bool {
	day, fits := t.hearDay()
	switch {
	case !fits:
		return false
	case day == "":
		t.show(StepCameDue)
		return true
	}
	c, m, ok := t.unchanged(t.making().Edition)
	if ok {
		m.Due, m.Told = day, 0
		t.takeOn(*c, m)
	}
	return true
}
