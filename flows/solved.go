package flows

import (
	"slices"
	"time"
)

// This file asks the author of a case, a week after it was closed, whether it is solved as
// they see it. Officers never learn what somebody said: it is counted (progress.go) and
// shown for everybody together, from ten on (months.go). Whoever says no or partly is
// offered to have it looked at again. Nobody is asked about home, hate or the police.

// When the question comes, and how late at most if nobody was there to ask it.
const (
	solvedAfter = 7 * 24 * time.Hour
	solvedLate  = 14 * 24 * time.Hour
)

// solvedAnswers are what people say. They are stored: never give one another meaning.
func solvedAnswers() []string { return []string{"yes", "partly", "no"} }

// asksSolved says whether the author is asked about a case.
func (c *Concern) asksSolved(now time.Time) bool {
	return c.over() && c.accountable() && c.Author != (ID{}) && c.Solved == "" &&
		now.Sub(time.Unix(c.Closed, 0)) >= solvedAfter
}

// SolvedDue says whether the question about a case fell due after one moment and up to
// another.
func (c *Concern) SolvedDue(after, until time.Time) bool {
	due := time.Unix(c.Closed, 0).Add(solvedAfter)
	return c.asksSolved(until) && due.After(after) && until.Sub(due) < solvedLate
}

// AskSolved tells the author of some cases that there is a message; ok is false for
// somebody who wants none. It names nothing: the question stands on the case.
func AskSolved(to *Person, who ID, codes []string) (say Say, ok bool) {
	codes = slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return !slices.Contains(to.Codes, code) })
	if len(codes) == 0 || to.Paused || to.Chat == 0 || to.Mutes(TopicSolved) {
		return Say{}, false
	}
	do := "my"
	if len(codes) == 1 {
		do = caseDo(codes[0])
	}
	say = Say{To: &who, Lang: to.Lang, Chat: to.Chat, Fresh: true, Lines: line("thread.message", nil), Rows: column(link("thread.open", do))}
	return UnderTopic(TopicSolved, say), true
}

// solvedLines are the question on the author's card, or what they answered.
func (t *turn) solvedLines(c *Concern) []Line {
	switch {
	case c.asksSolved(t.e.Now):
		return []Line{as(PartLead, "solved.ask", nil), as(PartFine, "solved.lock", Args{"number": waveK})}
	case c.Solved != "" && c.over():
		return line("solved.said."+c.Solved, nil)
	}
	return nil
}

// solvedButtons are its answers, in one row.
func (t *turn) solvedButtons(c *Concern) [][]Button {
	if !c.asksSolved(t.e.Now) {
		return nil
	}
	var all []Button
	for _, a := range solvedAnswers() {
		all = append(all, act("solved.answer."+a, "solved."+a))
	}
	return [][]Button{all}
}

// hearSolved takes an answer, once.
func (t *turn) hearSolved() bool {
	said, is := t.picked("solved.")
	if !is || !slices.Contains(solvedAnswers(), said) {
		return false
	}
	c := t.own()
	if c == nil || !c.asksSolved(t.e.Now) {
		t.show(StepCase)
		return true
	}
	d := c.clone()
	d.Solved = said
	t.putOwn(d)
	key := "solved.thanks"
	if said != "yes" && d.mayReopen() {
		key = "solved.thanks_again"
	}
	t.note(key, nil)
	t.show(StepCase)
	return true
}
