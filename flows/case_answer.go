package flows

import (
	"slices"
	"strings"
)

// This file is what whoever works on a case writes to its author, in their own words or
// by a ready-made text (case_ready.go): an answer, a question, how the case ended.
// cases.go is the list and the card.

func askCaseReply(t *turn) Say {
	c := t.onCase()
	if c == nil {
		return Say{Lines: line("cases.gone", nil), Rows: column(back())}
	}
	buttons := readyButtons(t.readyTexts(c, ActAnswer))
	return Say{Lines: line("cases.reply", nil), Rows: append(pairs(buttons...), column(act("cases.own", "own"), back())...)}
}

func hearCaseReply(t *turn) bool {
	c := t.onCase()
	if c == nil {
		return t.caseGone()
	}
	if t.typedAnswer(c) || t.moved(c) {
		return true
	}
	if t.pressed("own") {
		t.setTopic(c, ActAnswer)
		t.show(StepCaseWrite)
		return true
	}
	return t.chooseReady(c, ActAnswer)
}

// typedAnswer takes what whoever works on a case typed for the answer that it is.
func (t *turn) typedAnswer(c *Concern) bool {
	if t.written() == "" {
		return false
	}
	if _, stamp, _ := t.topic(); stamp != c.stamp(t.e.Now) {
		t.note("cases.meanwhile", Args{"state": Ref(deskState(c))})
	}
	t.p.Ready = nil
	t.setTopic(c, ActAnswer)
	return t.typed(mostThreadWords, StepCaseCheck)
}

func askCaseClose(t *turn) Say {
	if t.onCase() == nil {
		return Say{Lines: line("cases.gone", nil), Rows: column(back())}
	}
	var buttons []Button
	for _, o := range outcomes() {
		buttons = append(buttons, act("cases.outcome."+string(o), string(o)))
	}
	return Say{Lines: line("cases.how", nil), Rows: column(append(buttons, back())...)}
}

func hearCaseClose(t *turn) bool {
	c := t.onCase()
	if c == nil {
		return t.caseGone()
	}
	if t.written() != "" { // why, before how
		t.note("cases.first_how", nil)
		return t.typed(mostThreadWords, StepCaseClose)
	}
	if t.moved(c) {
		return true
	}
	if t.e.Kind != Press || !slices.Contains(outcomes(), Case(t.e.Do)) {
		return false
	}
	t.setTopic(c, t.e.Do)
	t.show(StepCaseWrite)
	return true
}

// writing is the key of what is asked for while somebody writes.
func writing(act string) string {
	switch {
	case act == ActQuestion:
		return "cases.write.question"
	case act == ActHandedBack:
		return "partner.write_back"
	case slices.Contains(outcomes(), Case(act)):
		return "cases.write.why"
	}
	return "cases.write.answer"
}

func askCaseWrite(t *turn) Say {
	c := t.onCase()
	if c == nil {
		return Say{Lines: line("cases.gone", nil), Rows: column(back())}
	}
	_, _, act := t.topic()
	lines := []Line{{Key: writing(act)}, {Key: "cases.write.as_it_is", Args: Args{"tongue": Tongue(t.p.Lang)}}}
	begun, buttons := t.soFar()
	if t.p.Text == "" && act != ActAnswer { // answers have a list of their own
		buttons = readyButtons(t.readyTexts(c, act))
	}
	return Say{Lines: append(lines, begun...), Rows: column(append(buttons, back(), cancel())...)}
}

func hearCaseWrite(t *turn) bool {
	c := t.onCase()
	if c == nil {
		return t.caseGone()
	}
	_, _, act := t.topic()
	return t.finished(StepCaseCheck) || t.p.Text == "" && t.chooseReady(c, act) || t.typed(mostThreadWords, StepCaseCheck)
}

// backFromCaseWrite leads to where it was chosen what to write.
func backFromCaseWrite(t *turn) Step {
	switch _, _, act := t.topic(); {
	case act == ActAnswer:
		return StepCaseReply
	case slices.Contains(outcomes(), Case(act)):
		return StepCaseClose
	}
	return StepCaseOne
}

func backFromCaseCheck(t *turn) Step {
	if t.p.Ready != nil {
		return backFromCaseBlank(t)
	}
	return StepCaseWrite
}

// askCaseCheck shows what the author will read.
func askCaseCheck(t *turn) Say {
	c := t.onCase()
	if c == nil {
		return Say{Lines: line("cases.gone", nil), Rows: column(back())}
	}
	_, _, what := t.topic()
	before := slices.DeleteFunc(t.deskThread(c), func(l Line) bool { return strings.HasPrefix(l.Key, "translate.") })
	if len(before) > 1 {
		before = before[len(before)-1:]
	}
	lines := line("cases.check", nil)
	buttons := column(act("cases.send", "send"))
	if t.p.Ready != nil {
		lines = append(append(lines, t.p.Ready.lines(t.p.Lang)...), readyIdentifiers(t.p.Ready)...)
	} else {
		lines = append(lines, Line{Key: "review.words", Args: Args{"words": Marked(t.p.Text)}})
		if has := identifierRefs(t.p.Text); has != nil {
			lines = append(lines, Line{Key: "identifier.meant", Args: Args{"what": has}})
		}
		if all := t.w.Programme.Languages; len(all) > 1 { // which of them its author reads is not an officer's to know
			lines = append(lines, Line{Key: "cases.write.readers", Args: Args{"tongues": Tongues(all)}})
		}
		tongue := Button{Key: "review.tongue.button", Args: Args{"tongue": Tongue(t.wroteIn())}, Do: "tongue"}
		buttons = append(buttons, column(act("collect.again", "again"), tongue)...)
	}
	if slices.Contains(outcomes(), Case(what)) {
		lines = append(lines, Line{Key: "cases.outcome_is", Args: Args{"outcome": Ref("cases.outcome." + what)}})
	}
	return Say{Lines: append(lines, before...), Protect: true, Rows: append(buttons, column(back(), cancel())...)}
}

func hearCaseCheck(t *turn) bool {
	c := t.onCase()
	if c == nil {
		return t.caseGone()
	}
	_, _, what := t.topic()
	switch {
	case t.written() != "" && what == ActAnswer:
		return t.typedAnswer(c)
	case t.written() != "":
		t.p.Ready = nil
		return t.typed(mostThreadWords, StepCaseCheck)
	case t.pressed("again") && t.p.Ready == nil:
		t.p.Text = ""
		t.show(StepCaseWrite)
	case t.pressed("tongue") && t.p.Ready == nil:
		t.show(StepCaseTongue)
	case !t.pressed("send"):
		return false
	case t.moved(c):
		return true
	case !c.open(), c.Route == RouteLead, !t.mayWork(c):
		return t.caseGone()
	default:
		return t.sendToAuthor(c, what)
	}
	return true
}

// sendToAuthor passes on what was written or chosen, as what it is.
func (t *turn) sendToAuthor(c *Concern, what string) bool {
	e := Entry{Act: what, Words: t.p.Text}
	if r := t.p.Ready; r != nil {
		if !r.whole() || !slices.Contains(t.readyTexts(c, what), r.Name) { // of another version, or not theirs any more
			t.p.Ready = nil
			t.note("ready.gone", nil)
			t.show(StepCaseWrite)
			return true
		}
		e.Words, e.Template, e.Filled = "", r.Name, r.Filled
	}
	switch {
	case e.Words == "" && e.Template == "":
		t.show(StepCaseWrite)
	case what == ActQuestion:
		t.answerCase(c, e, "asked")
	case what == ActAnswer:
		t.answerCase(c, e, "answered")
	case slices.Contains(outcomes(), Case(what)):
		e.Act = ActClosed
		t.closeCase(c, Case(what), e)
	case what == ActHandedBack:
		t.handBack(c)
	default:
		return false
	}
	return true
}

// answerCase adds to the thread. Free words go as written, with their language.
func (t *turn) answerCase(c *Concern, e Entry, did string) {
	if c.Sight != MayAnswer || len(c.Thread) >= mostEntries {
		t.caseGone()
		return
	}
	d := c.clone()
	d.Thread = append(d.Thread, t.ours(&d, e))
	if d.Acked == 0 {
		d.Acked = t.e.Now.Unix()
	}
	switch {
	case e.Act == ActAnswer:
		d.Case, d.Answered = CaseAnswered, t.e.Now.Unix()
	case d.Case != CaseAnswered:
		d.Case = CaseAcknowledged
	}
	t.keep(&d, did)
}

// ours completes an entry of whoever works on the case, who has it from here on.
func (t *turn) ours(c *Concern, e Entry) Entry {
	e.From, e.With = t.party(c)
	e.At = t.e.Now.Unix()
	if c.Partner = e.With; e.With == "" {
		c.PartnerSince = 0
	}
	if e.Words != "" {
		e.Shown, e.Lang = e.Words, t.wroteIn()
	}
	return e
}

// closeCase ends a case with an honest outcome and why. The time after which
// its text goes begins now.
func (t *turn) closeCase(c *Concern, as Case, why Entry) {
	d := c.clone()
	d.Thread = append(d.Thread, t.ours(&d, why))
	if d.Acked == 0 {
		d.Acked = t.e.Now.Unix()
	}
	if d.Answered == 0 {
		d.Answered = t.e.Now.Unix()
	}
	d.close(as, t.e.Now, t.w.Programme)
	t.keep(&d, "closed")
}

// wroteIn is the language of what is being written: what its author said it is, else
// the one in which they talk to the bot, unless the letters say otherwise.
func (t *turn) wroteIn() Lang {
	if marks := strings.Split(t.p.Topic, " "); len(marks) > 3 && Lang(marks[3]).Known() {
		return Lang(marks[3])
	}
	return guessLang(t.p.Text, t.p.Lang, t.w.Programme.Languages)
}

func askCaseTongue(t *turn) Say {
	if t.onCase() == nil {
		return Say{Lines: line("cases.gone", nil), Rows: column(back())}
	}
	var buttons []Button
	for _, l := range Languages() {
		buttons = append(buttons, Button{Key: "organise.tongue", Args: Args{"tongue": Tongue(l)}, Do: "l." + string(l)})
	}
	return Say{Lines: line("review.tongue.ask", Args{"tongue": Tongue(t.wroteIn())}), Rows: append(pairs(buttons...), []Button{back()})}
}

// hearCaseTongue notes in which language an answer is, for whoever reads another.
func hearCaseTongue(t *turn) bool {
	c := t.onCase()
	if c == nil {
		return t.caseGone()
	}
	l, ok := strings.CutPrefix(t.e.Do, "l.")
	if t.e.Kind != Press || !ok || !Lang(l).Known() {
		return false
	}
	marks := strings.Split(t.p.Topic, " ")
	t.p.Topic = strings.Join(append(marks[:min(3, len(marks))], l), " ")
	t.show(StepCaseCheck)
	return true
}
