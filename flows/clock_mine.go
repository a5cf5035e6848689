package flows

import (
	"strconv"
	"time"
)

// StepEscalate is where the author of a case that is past its time finds who else
// can be turned to.
const StepEscalate Step = "mine.escalate"

// promises says whether a receipt may say that somebody looks at it in time:
// whoever it needs has the role now, for this neighbourhood and language, and is
// not away. Whom the programme's file names does not matter.
func (t *turn) promises(c *Concern) bool { return c.Sight != Counted && t.nobodyYet(c) == nil }

// clockLines say to the author that the time is over.
func (t *turn) clockLines(c *Concern) []Line {
	if !c.overdue(t.e.Now) {
		return nil
	}
	return append([]Line{t.lateLine(c)}, Line{Key: "clock.over"})
}

// lateLine says what was promised, until when, and that it was not kept.
func (t *turn) lateLine(c *Concern) Line {
	switch sent := time.Unix(c.Sent, 0); {
	case !c.Promised, c.Case == CaseReopened:
		return Line{Key: "clock.waited", Args: Args{"count": waitedDays(c.since(), t.e.Now)}}
	case c.late(t.e.Now) == LateAnswer:
		return Line{Key: "clock.no_answer", Args: Args{"day": Date(sent.Add(answerWithin))}}
	default:
		return Line{Key: "clock.no_sign", Args: Args{"day": Date(sent.Add(acknowledgeWithin))}}
	}
}

// clockButtons lead to who else can be turned to.
func (t *turn) clockButtons(c *Concern) [][]Button {
	if !c.overdue(t.e.Now) {
		return nil
	}
	return column(act("clock.escalate", "escalate"))
}

// hearClock takes the button of a case that is past its time.
func (t *turn) hearClock() bool {
	c := t.own()
	if !t.pressed("escalate") || c == nil {
		return false
	}
	if !c.overdue(t.e.Now) { // somebody has just done something
		t.show(StepCase)
		return true
	}
	t.show(StepEscalate)
	return true
}

// others are who can be turned to about a case that is past its time: the contact
// outside the police and whoever takes official complaints about such a matter; for
// under 18 first the person who looks after them.
func (t *turn) others(c *Concern) []Contact {
	p := t.w.Programme
	var official []Contact
	for _, o := range p.Complaints {
		if !o.PoliceOnly || c.Category == Police {
			official = append(official, o)
		}
	}
	all := append([]Contact{p.Independent}, official...)
	switch {
	case c.Route == RouteIndependent: // it is the contact who is late
		all = append(official, p.Independent)
	case c.Route == RouteLead && p.Safeguarding != nil:
		all = append([]Contact{*p.Safeguarding}, all...)
	}
	return all
}

// askEscalate says what Porchlight can do and what it cannot.
func askEscalate(t *turn) Say {
	c := t.own()
	if c == nil || !c.overdue(t.e.Now) {
		return askCase(t)
	}
	lock := PartFact
	if t.hint != nil { // the message is written, and it says above how to reach them
		lock = PartFine
	}
	lines := []Line{as(PartLead, "clock.whom", nil), t.lateLine(c), as(lock, "clock.lock", nil), {Key: "clock.can"}}
	var buttons []Button
	for i, o := range t.others(c) {
		buttons = append(buttons, Button{Key: "common.name", Args: Args{"name": Name(o.Name)}, Do: "e." + strconv.Itoa(i)})
	}
	return t.guard(c.Category, Say{Lines: lines, Rows: append(column(buttons...), []Button{back()}, []Button{toMenu()})})
}

func hearEscalate(t *turn) bool {
	c := t.own()
	n, chosen := t.picked("e.")
	i, err := strconv.Atoi(n)
	switch {
	case !chosen:
		return false
	case c == nil || !c.overdue(t.e.Now): // taken back, or somebody has just done something
		t.show(StepCase)
		return true
	case err != nil || i < 0 || i >= len(t.others(c)):
		return false
	}
	t.say(t.datedReceipt(c, ""))
	if first := t.w.Programme.Languages[0]; first != t.p.Lang {
		t.say(t.datedReceipt(c, first))
	}
	o := t.others(c)[i]
	t.note("clock.how", Args{"name": Name(o.Name), "how": Name(o.How)})
	t.show(StepEscalate)
	return true
}

// datedReceipt is a message to be shown to somebody else, in a language ("" for the
// author's): the code, the dates and what was promised, nothing of what it says.
func (t *turn) datedReceipt(c *Concern, l Lang) Say {
	lines := []Line{
		{Key: "clock.receipt.about", Args: Args{"code": Code(c.Code), "title": Name(t.w.Programme.Title)}},
		{Key: "clock.receipt.sent", Args: Args{"when": Moment(time.Unix(c.Sent, 0))}},
		t.lateLine(c),
		{Key: "clock.receipt.today", Args: Args{"day": Date(t.e.Now), "state": Ref(c.Case.state())}},
	}
	say := Say{Lang: l, Lines: lines}
	if c.Category.Sensitive() {
		say.Vanish, say.Protect = vanish, true
	}
	return say
}
