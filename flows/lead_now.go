package flows

import "slices"

// This file is what somebody who leads meetings finds first: the next one, and what to do now.
// Before its day that is the notes and how many come; on its day the door, and then the plan of
// the evening or what is raised; afterwards what is still to be entered.

// leadTask is what to do now about a meeting: the message key says it, and do does it.
type leadTask struct {
	s    Session
	says string
	do   func(t *turn)
}

// leadTask is what to do now about the meeting that is nearest: one that is on today, else one
// that is over and lacks something, else the next one.
func (t *turn) leadTask() (task leadTask, any bool) {
	all := t.ledSessions()
	coming, past := t.byComing(slices.DeleteFunc(all, func(s Session) bool { return s.Cancelled }))
	for _, s := range coming {
		if t.begun(s) || t.sessionToday(s) {
			return t.taskOf(s), true
		}
	}
	for _, s := range slices.Backward(past) { // the oldest first
		if task := t.taskOf(s); task.says != "" {
			return task, true
		}
	}
	if len(coming) == 0 {
		return leadTask{}, false
	}
	return t.taskOf(coming[0]), true
}

// taskOf is what to do now about one meeting; without words if nothing is left to do.
func (t *turn) taskOf(s Session) leadTask {
	open := func(step Step) func(*turn) {
		return func(t *turn) { t.show(step) }
	}
	switch {
	case s.Cancelled:
	case t.over(s) && t.countable(s) && !s.Counted:
		return leadTask{s, "lead.now.came", open(StepLeadCame)}
	case t.over(s) && s.minutesWanted(t.e.Now):
		return leadTask{s, "lead.now.minutes", open(StepMinutesDesk)}
	case t.over(s):
	case (t.begun(s) || t.sessionToday(s)) && t.doorOf(s.ID) == nil:
		return leadTask{s, "lead.now.door", func(t *turn) { t.openDoor(s) }}
	case t.begun(s) && t.hasPlan(s):
		return leadTask{s, "lead.now.plan", open(StepCircle)}
	case t.begun(s):
		return leadTask{s, "lead.now.raise", open(StepLeadAgenda)}
	default:
		return leadTask{s, "lead.now.prepare", open(StepLeadSession)}
	}
	return leadTask{s: s}
}

// hasPlan says whether a meeting goes by the plan of an evening: a circle does, and any other
// of which the person has begun one.
func (t *turn) hasPlan(s Session) bool {
	return s.Kind == "circle" || t.p.Leading != nil && t.p.Leading.Session == s.ID
}

// taskLines say at the desk of whoever leads meetings which one is next, and what to do.
func (t *turn) taskLines(at Role) []Line {
	if at != RoleFacilitator {
		return nil
	}
	task, any := t.leadTask()
	if !any {
		return nil
	}
	return []Line{{Key: "lead.now.next", Args: Args{"title": task.s.called(), "when": t.sessionStart(task.s)}}, {Key: task.says}}
}

func (t *turn) openLeadTask() {
	task, any := t.leadTask()
	if !any {
		t.openLeadSessions()
		return
	}
	t.p.Topic, t.p.Page, t.p.Text = task.s.ID, 0, ""
	task.do(t)
}
