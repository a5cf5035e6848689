package flows

import "slices"

// This file is the order in which desks list meetings: those to come first, the next one at
// the top. Those that are over are one press away, the last one at the top.

// The lists of meetings that are over, of organisers and of whoever leads them.
const (
	StepOrgPast  Step = "desk.sessions.past"
	StepLeadPast Step = "desk.lead.past"
)

// byComing parts meetings into those that are not over, as they come, and those that are, the
// last one first.
func (t *turn) byComing(all []Session) (coming, past []Session) {
	for _, s := range all {
		if t.over(s) {
			past = append(past, s)
		} else {
			coming = append(coming, s)
		}
	}
	slices.Reverse(past)
	return coming, past
}

// shownFirst is what a list of meetings begins with, and whether others are one press away.
// Where none is to come, those that are over stand there at once.
func (t *turn) shownFirst(all []Session) (first []Session, more bool) {
	coming, past := t.byComing(all)
	if len(coming) == 0 {
		return past, false
	}
	return coming, len(past) > 0
}

// listComing adds what a list of meetings begins with to a screen.
func (t *turn) listComing(say Say, all []Session) Say {
	first, more := t.shownFirst(all)
	if say = t.listSessions(say, first); more {
		at := len(say.Rows) - 1 // Back is the last
		say.Rows = slices.Insert(say.Rows, at, []Button{act("organise.past", "past")})
	}
	return say
}

// askPast lists the meetings that are over.
func (t *turn) askPast(all []Session) Say {
	_, past := t.byComing(all)
	return t.listSessions(Say{Lines: line("organise.sessions_past", nil)}, past)
}

// hearComing takes the buttons of listComing, and hearPast those of askPast.
func (t *turn) hearComing(all []Session, may func(Session) bool, list, past, one Step) bool {
	if t.pressed("past") {
		t.p.Topic = ""
		t.show(past)
		return true
	}
	first, _ := t.shownFirst(all)
	return t.hearSessionList(first, may, list, one)
}

func (t *turn) hearPast(all []Session, may func(Session) bool, past, one Step) bool {
	_, gone := t.byComing(all)
	return t.hearSessionList(gone, may, past, one)
}

// backToMeetings leads from a card to the page of the list that it stands on.
func (t *turn) backToMeetings(all []Session, list, past Step) Step {
	first, more := t.shownFirst(all)
	if s, known := t.topicSession(); known && more && t.over(s) {
		_, gone := t.byComing(all)
		return t.backToSessionList(gone, past)
	}
	return t.backToSessionList(first, list)
}
