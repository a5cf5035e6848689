package flows

import (
	"cmp"
	"slices"
)

// This file is what waits for somebody at the desk of a role: how much there is, and
// the way to the oldest. It counts nothing but what they open themselves.

// awaiting is one thing that waits: since when (unix seconds), and how it is opened.
// open returns false if it is gone by now.
type awaiting struct {
	since int64
	open  func(t *turn) bool
}

// waiting lists what waits for the person in a role, the oldest first.
func (t *turn) waiting(r Role) (all []awaiting) {
	switch r {
	case RoleOrganiser:
		all = append(uncounted(t, t.orgSessions(), StepOrgSession), t.waitingAgendas()...)
	case RoleFacilitator:
		all = uncounted(t, t.ledSessions(), StepLeadSession)
	case RoleReviewer:
		all = append(t.waitingCases(r), t.waitingMinutes()...)
		all = append(all, t.waitingPoints(r)...)
	case RoleTranslator:
		for _, k := range t.free() {
			all = append(all, awaiting{k.Since, func(t *turn) bool { t.openTranslations(); return true }})
		}
	case RoleLead:
		all = append(append(t.waitingCases(r), t.waitingPoints(r)...), t.waitingBoth()...)
	default:
		all = t.waitingCases(r)
	}
	all = append(all, t.waitingCommitments(r)...)
	slices.SortStableFunc(all, func(a, b awaiting) int { return cmp.Compare(a.since, b.since) })
	return all
}

// uncounted are meetings that are over, and nobody has said how many came or what they
// came to. Who came is not an officer's to count.
func uncounted(t *turn, sessions []Session, card Step) (all []awaiting) {
	for _, s := range sessions {
		if !s.Cancelled && t.over(s) && (t.countable(s) && !s.Counted || s.minutesWanted(t.e.Now)) {
			all = append(all, awaiting{s.Ends().Unix(), func(t *turn) bool {
				t.p.Topic = s.ID
				t.show(card)
				return true
			}})
		}
	}
	return all
}

// waitingCases are texts and cases of which somebody expects the next word from whoever
// works in a role.
func (t *turn) waitingCases(r Role) (all []awaiting) {
	now := t.e.Now.Unix()
	mine := slices.DeleteFunc(slices.Clone(t.timed()), func(c Timed) bool {
		return c.Since == 0 || c.Since > now || c.Queue.role() != r || !t.w.Board.takes(t.me(), c, t.e.Now)
	})
	slices.SortStableFunc(mine, func(a, b Timed) int { return cmp.Compare(a.Code, b.Code) })
	for _, c := range mine {
		all = append(all, awaiting{c.Since, func(t *turn) bool { return t.openTimed(c) }})
	}
	return all
}

// role is whose desk a queue is on.
func (q CaseQueue) role() Role {
	switch q {
	case QueueReview:
		return RoleReviewer
	case QueueOfficers:
		return RoleOfficer
	case QueueIndependent:
		return RoleIndependent
	case QueueLead:
		return RoleLead
	case QueuePartner:
		return RolePartner
	}
	return "" // translators' texts are counted one by one, for others may have them open
}

// openTimed opens a text to check or a case, if the person's lists would show it.
func (t *turn) openTimed(w Timed) bool {
	if w.Queue == QueueReview {
		c := t.reviewable(w.Code)
		if c == nil || t.mine(c) == "" {
			return false
		}
		t.openReview(c)
		return true
	}
	t.p.Topic = string(w.Queue)
	c := t.taken(w.Code)
	if c == nil {
		return false
	}
	t.openOneCase(c)
	return true
}

// openWaiting opens the oldest of what waits for the person in some roles.
func (t *turn) openWaiting(roles ...Role) {
	type task struct {
		awaiting
		at Role
	}
	var all []task
	for _, r := range roles {
		for _, w := range t.waiting(r) {
			all = append(all, task{w, r})
		}
	}
	slices.SortStableFunc(all, func(a, b task) int { return cmp.Compare(a.since, b.since) })
	for _, w := range all {
		if w.open(t) {
			t.p.Desk = w.at
			return
		}
	}
	t.p.Topic, t.p.Text = "", ""
	t.note("notice.nothing", nil)
	t.show(StepDesk)
}
