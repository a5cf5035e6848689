package flows

import (
	"slices"
	"time"
)

// This file says whose a case is now: which queue is whose by the table in access.go,
// and what was handed to whom.

// work is what whoever takes the cases of a queue does with them.
func (q CaseQueue) work() permission {
	switch q {
	case QueueOfficers:
		return officerCases
	case QueueIndependent:
		return contactCases
	case QueueLead:
		return leadCases
	case QueuePartner:
		return partnerCases
	}
	return ""
}

// taken reads a case for whoever works on it: officers what was released to
// them, the independent contact what is about the police, the lead what young
// people wrote; each in their own neighbourhoods only.
func (t *turn) taken(code string) *Concern {
	if t.onQueue() == "" || code == "" {
		return nil
	}
	c := t.anyCase(code)
	switch {
	case c == nil, c.Sight == Counted, c.Case == CaseWithdrawn, c.desk() == "":
		return nil
	case c.Route == RouteOfficers && (!c.opened(t.e.Now) || c.Category == Police):
		return nil
	case !t.may(c.desk().work(), c.Area) && !t.entrusted(c):
		return nil
	}
	return c.openedFor(t.e.Now)
}

// reviewable reads a case for a reviewer: only what is for officers, only of
// the own neighbourhoods, only where the programme has its texts reviewed.
func (t *turn) reviewable(code string) *Concern {
	if !t.w.Programme.Reviewed || !t.holds(reviewTexts) {
		return nil
	}
	c := t.anyCase(code)
	if c == nil || c.Route != RouteOfficers || !t.may(reviewTexts, c.Area) {
		return nil
	}
	return c
}

// holder is the organisation that has a case now, "" if officers have it.
func (t *turn) holder(c *Concern) string {
	if c.Partner == "" || !c.open() || c.ReleasedAt == 0 || len(t.w.Board.servers(c.Partner, c.Area, c.Category)) == 0 {
		return ""
	}
	return c.Partner
}

// entrusted says whether a case is in the hands of the turn's person, as a partner.
func (t *turn) entrusted(c *Concern) bool {
	return c.Route == RouteOfficers && t.holder(c) != "" && t.me() != nil && t.me().servedBy(c.Partner, c.Area, c.Category)
}

// mayWork says whether whoever reads a case may do something with it: while a
// partner has it, officers read along.
func (t *turn) mayWork(c *Concern) bool { return t.holder(c) == "" || t.entrusted(c) }

// servedBy says whether a member takes cases for an organisation.
func (m *Member) servedBy(body, area string, c Category) bool {
	return m.holds(partnerCases, "") && slices.ContainsFunc(m.Grants, func(g Grant) bool { return g.Body == body && g.takes(area, c) })
}

// takes says whether a member is who a case waits for at now: officers who are there,
// or who stand in, unless a partner has it; a partner what was handed to them.
func (b *Board) takes(m *Member, c Timed, now time.Time) bool {
	handed := c.Partner != "" && len(b.servers(c.Partner, c.Area, c.Category)) > 0
	switch c.Queue {
	case QueueOfficers:
		return !handed && slices.ContainsFunc(b.OfficersNow(c.Area, now), func(o Member) bool { return o.Who == m.Who })
	case QueuePartner:
		return m.servedBy(c.Partner, c.Area, c.Category)
	case QueueReview:
		return m.may(reviewTexts, c.Area) && m.readsAny(c.Langs)
	case QueueTranslate:
		return m.may(translateCases, c.Area) && slices.ContainsFunc(c.Tasks, m.translates)
	}
	return m.may(c.Queue.work(), c.Area)
}

// taken says whether anybody takes what waits in a queue.
func (b *Board) taken(c Timed, now time.Time) bool {
	return slices.ContainsFunc(b.Staff, func(m Member) bool { return b.takes(&m, c, now) })
}

// handed says whether a case of the officers' is a partner's now.
func (b *Board) handed(c Timed) bool {
	return c.Queue == QueueOfficers && c.Partner != "" && len(b.servers(c.Partner, c.Area, c.Category)) > 0
}

// anybodyMay says whether there is somebody who may do something for an area.
func (b *Board) anybodyMay(do permission, area string) bool {
	return slices.ContainsFunc(b.Staff, func(m Member) bool { return m.may(do, area) })
}

// staffed says whether anybody works in a role for an area.
func (b *Board) staffed(r Role, area string) bool {
	return slices.ContainsFunc(b.Staff, func(m Member) bool { return m.handles(r, area) })
}
