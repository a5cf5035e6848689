package flows

import (
	"slices"
	"strconv"
	"time"
)

// StepOrgClock shows an organiser how much is past its time.
const StepOrgClock Step = "desk.clock"

func clockScreens() map[Step]screen {
	return map[Step]screen{
		StepOrgClock: {ask: askOrgClock, hear: hearNothing, back: to(StepDesk), roles: []Role{RoleOrganiser}},
		StepEscalate: {ask: askEscalate, hear: hearEscalate, back: to(StepCase)},
	}
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
		return m.handles(RoleReviewer, c.Area) && m.readsAny(c.Langs)
	}
	return m.handles(roleOf(c.Queue), c.Area)
}

// ClockReminder is what somebody with a role is told of cases that are near or past
// their time: numbers, no word of any case. ok is false if there are none.
func ClockReminder(b *Board, m Member, all []Timed, now time.Time) (say Say, ok bool) {
	var late, answer, review, soon int
	for _, c := range all {
		switch {
		case !b.takes(&m, c, now):
		case c.Late == Soon:
			soon++
		case c.Late >= LateSign && c.Queue == QueueReview:
			review++
		case c.Late == LateSign:
			late++
		case c.Late == LateAnswer:
			answer++
		}
	}
	var lines []Line
	for _, l := range []struct {
		key string
		n   int
	}{{"clock.desk.late", late}, {"clock.desk.answer", answer}, {"clock.desk.review", review}, {"clock.desk.soon", soon}} {
		if l.n > 0 {
			lines = append(lines, Line{Key: l.key, Args: Args{"count": l.n}})
		}
	}
	return Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: lines, Rows: column(link("desk.back", "desk"))}, len(lines) > 0
}

// askOrgClock shows numbers, and none below fewest. Officers' cases and texts to be
// checked are counted apart: an officer knows the first, and could take it from a
// sum. What is about the police is one number for the whole programme, and not for
// an organiser who is an officer.
func askOrgClock(t *turn) Say {
	all := t.timed()
	lines := line("clock.org.ask", nil)
	areas := t.myAreas()
	if t.everywhere() {
		areas = append(areas, "")
	}
	for _, area := range areas {
		cases, texts := lateIn(all, QueueOfficers, &area), lateIn(all, QueueReview, &area)
		if area == "" && cases+texts == 0 {
			continue
		}
		lines = append(lines, Line{Key: "clock.org.item", Args: Args{"area": t.areaName(area), "cases": fewOr(cases), "texts": fewOr(texts)}})
	}
	if t.everywhere() && !t.can(RoleOfficer, "") {
		lines = append(lines, Line{Key: "clock.org.contact", Args: Args{"cases": fewOr(lateIn(all, QueueIndependent, nil))}})
	}
	return Say{Lines: append(lines, Line{Key: "clock.org.lock"}), Rows: column(back())}
}

// lateIn counts what is past its time in a queue, of one area or (nil) of all.
func lateIn(all []Timed, q CaseQueue, area *string) (n int) {
	for _, c := range all {
		if c.Queue == q && c.Late >= LateSign && (area == nil || c.Area == *area) {
			n++
		}
	}
	return n
}

// fewOr is a number, unless it is small; 0 counts as small, so that nobody can tell
// the first from none.
func fewOr(n int) any {
	if n < fewest {
		return Ref("clock.org.under")
	}
	return Code(strconv.Itoa(n))
}
