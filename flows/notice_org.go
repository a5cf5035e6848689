package flows

import (
	"slices"
	"time"
)

// This file is what an organiser hears of what nobody takes: no reviewer, no
// officer, no contact or lead, or past its time. Which neighbourhoods lack
// somebody is read from the board alone, whatever waits there: so it tells that
// somebody wrote, and not from where. Small numbers are hidden here as well.

// What an organiser's notice counts. Below fewest each is 1: that there is some.
const (
	lackReviewer = "reviewer"
	lackTongue   = "tongue" // reviewers are there, and none reads the language
	lackOfficer  = "officer"
	lackContact  = "contact"
	lackLead     = "lead"
	countPast    = "past"
)

// lackOf names what is missing where nobody takes a case.
func (b *Board) lackOf(c Timed, now time.Time) string {
	switch c.Queue {
	case QueueReview:
		if c.Langs != nil && b.taken(Timed{Queue: QueueReview, Area: c.Area}, now) {
			return lackTongue
		}
		return lackReviewer
	case QueueOfficers:
		return lackOfficer
	case QueueIndependent:
		return lackContact
	case QueueLead:
		return lackLead
	}
	return ""
}

// floored hides small numbers: an organiser hears of some, or of how many. Whoever
// is an officer too hears of none below fewest.
func floored(n int, officer bool) int {
	switch {
	case n >= fewest:
		return n
	case n > 0 && !officer:
		return 1
	}
	return 0
}

// untaken adds what nobody takes in an organiser's neighbourhoods, and what is past
// its time there.
func (b *Board) untaken(p *Programme, m *Member, all []Timed, now time.Time, n *Notice) {
	if !m.holds(seeUntaken, "") {
		return
	}
	everywhere, officer := m.mayFor(seeUntaken, nil, p), m.holds(officerCases, "")
	counts, past := map[string]int{}, map[string]int{}
	for _, c := range all {
		if c.Area == "" && !everywhere || c.Area != "" && !m.may(seeUntaken, c.Area) || c.Queue == QueuePartner || c.Queue == QueueTranslate {
			continue
		}
		if c.Queue == QueueIndependent && (officer || !everywhere) { // one number for the whole programme
			continue
		}
		if b.handed(c) {
			continue
		}
		if c.Since != 0 && !b.taken(c, now) {
			counts[b.lackOf(c, now)]++
		}
		if c.Late >= LateSign {
			past[overdueOf(c.Queue, c.Area)]++
		}
	}
	ledger := b.Ledgers[ForDesks]
	for name, shown := range b.overdue(&ledger, all) {
		if past[name] > 0 { // the sum of what the desk shows: all of it would tell what is hidden there
			counts[countPast] += shown.Count()
		}
	}
	if len(past) > 0 && counts[countPast] == 0 {
		counts[countPast] = 1
	}
	for what, count := range counts {
		n.count(what, floored(count, officer))
	}
	n.lacks = map[string][]string{}
	for _, q := range []CaseQueue{QueueReview, QueueOfficers, QueueIndependent, QueueLead} {
		for _, area := range m.mayIn(seeUntaken, p) {
			if c := (Timed{Queue: q, Area: area}); !b.taken(c, now) {
				lack := b.lackOf(c, now)
				n.lacks[lack] = append(n.lacks[lack], area)
			}
		}
	}
	for _, l := range p.Languages {
		if slices.ContainsFunc(m.mayIn(seeUntaken, p), func(area string) bool { return !b.Reviewer(area, l) }) {
			n.tongues = append(n.tongues, l)
		}
	}
}

// untakenLines say what nobody takes.
func (n Notice) untakenLines(p *Programme) (lines []Line) {
	for _, lack := range []string{lackReviewer, lackTongue, lackOfficer, lackContact, lackLead} {
		if n.Counts[lack] > 0 {
			lines = append(lines, Line{Key: "notice.lack." + lack, Args: Args{"areas": areasOf(p, n.lacks[lack]), "tongues": n.tongues}})
		}
	}
	if len(lines) > 0 {
		lines = append(line("notice.untaken", nil), lines...)
	}
	switch past := n.Counts[countPast]; {
	case past >= fewest:
		lines = append(lines, Line{Key: "notice.past", Args: Args{"count": past}})
	case past > 0:
		lines = append(lines, Line{Key: "notice.past_some"})
	}
	return lines
}

// areasOf names neighbourhoods, or says that it is all of them.
func areasOf(p *Programme, ids []string) any {
	if len(ids) == len(p.Areas) || len(ids) == 0 {
		return Ref("role.everywhere")
	}
	var names Names
	for _, id := range ids {
		a, _ := p.Area(id)
		names = append(names, a.Name)
	}
	return names
}
