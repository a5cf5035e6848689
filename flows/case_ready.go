package flows

import "slices"

// This file is a ready-made text at the desk for cases: who may choose which, and its
// blanks. It is sent in case_answer.go.

// readyTexts are the ready-made texts that somebody who works on a case may choose from.
func (t *turn) readyTexts(c *Concern, act string) []string {
	if t.entrusted(c) {
		return readyFor(act, byPartners)
	}
	return readyFor(act, byOfficers)
}

// chooseReady takes the button of a ready-made text, and asks for its blanks.
func (t *turn) chooseReady(c *Concern, act string) bool {
	name, is := t.picked("t.")
	if !is || !slices.Contains(t.readyTexts(c, act), name) {
		return false
	}
	t.setTopic(c, act)
	t.p.Ready, t.p.Text = &Ready{Name: name}, ""
	t.showReady()
	return true
}

// showReady shows the next blank, or all of it.
func (t *turn) showReady() {
	if t.p.Ready.whole() {
		t.show(StepCaseCheck)
		return
	}
	t.show(StepCaseBlank)
}

func askCaseBlank(t *turn) Say {
	if t.onCase() == nil || t.p.Ready == nil {
		return Say{Lines: line("cases.gone", nil), Rows: column(back())}
	}
	lines, rows := t.askBlank(t.p.Ready)
	lines = append(line(chooseKey(t.p.Ready.Name), nil), lines...)
	if _, _, what := t.topic(); what == ActAnswer || t.p.Ready.without() != nil { // else Back leads to writing it oneself
		rows = append(rows, []Button{act("cases.own", "own")})
	}
	return Say{Lines: lines, Rows: append(rows, column(back(), cancel())...)}
}

func hearCaseBlank(t *turn) bool {
	c := t.onCase()
	if c == nil || t.p.Ready == nil {
		return t.caseGone()
	}
	if t.pressed("own") {
		t.p.Ready = nil
		t.show(StepCaseWrite)
		return true
	}
	filled, fits := t.fill(t.p.Ready)
	if !fits {
		return false
	}
	t.p.Ready = filled
	t.showReady()
	return true
}

// backFromCaseBlank leads to the blank before, or to where the text was chosen.
func backFromCaseBlank(t *turn) Step {
	if t.p.Ready = t.p.Ready.without(); t.p.Ready != nil {
		return StepCaseBlank
	}
	if _, _, act := t.topic(); act == ActAnswer {
		return StepCaseReply
	}
	return StepCaseWrite
}
