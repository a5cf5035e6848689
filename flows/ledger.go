package flows

import (
	"maps"
	"slices"
	"strings"

	"porchlight/flows/tally"
)

// This file is where numbers about people that move are asked for: the size of an
// audience, the languages of guests, what is past its time, who answered a test. They
// are for organisers and facilitators, who are taken to compare what they see.
// Editions are asked for in digest.go, waves in wave_findings.go.

// ForDesks are organisers and facilitators. They get no editions.
const ForDesks Readership = "desks"

// What is counted. Behind each stands of what, and in which group.
const (
	countAudience = "audience" // neighbourhood and language
	countGuests   = "guests"   // meeting, language
	countComing   = "coming"   // meeting, whether they said that they come
	countOverdue  = "overdue"  // queue, neighbourhood
	countTrial    = "trial"    // of a guide, by its link
)

// group names what is counted.
func group(what string, of ...string) string {
	return strings.Join(append([]string{what}, of...), "/")
}

// ledger is the desks' ledger for this turn.
func (t *turn) ledger() *tally.Ledger {
	if t.asked == nil {
		l := t.w.Board.Ledgers[ForDesks]
		t.asked = &l
	}
	return t.asked
}

// people is how many people of a group a desk may be shown.
func (t *turn) people(group string, n int) Shown { return t.ledger().Ask(group, n, fewest) }

// keepLedger stores what was asked for, with the turn that shows it.
func (t *turn) keepLedger() {
	if t.asked == nil || len(t.asked.Fresh()) == 0 {
		return
	}
	fresh := t.asked.Fresh()
	t.changeBoard(func(b *Board) { b.keepLedger(fresh) })
}

func (b *Board) keepLedger(fresh map[string]int) {
	if b.Ledgers == nil {
		b.Ledgers = map[Readership]tally.Ledger{}
	}
	b.Ledgers[ForDesks] = b.Ledgers[ForDesks].Keep(fresh)
}

// ForgetShown takes from the ledger what a group's numbers were, and says whether
// there were any. What they counted must be gone for ever.
func (b *Board) ForgetShown(group string) bool {
	l, had := b.Ledgers[ForDesks].Forget(group)
	if had {
		b.Ledgers[ForDesks] = l
	}
	return had
}

// ForgetGuests takes from the ledger how many came to a meeting by language, by link, and by
// the code at its door, and how many said "me too" to its points.
func (b *Board) ForgetGuests(session string) bool {
	forgot := false
	for _, what := range []string{countGuests, countComing, countPoints, countDoors, countPaper, countPasses} {
		forgot = b.ForgetShown(group(what, session)) || forgot
	}
	return forgot
}

// audience is how many people an announcement goes to, at the least, and of how many
// groups they could be: neighbourhoods by languages.
func (t *turn) audience(areas []string, langs []Lang) (people Shown, groups int) {
	n := t.crowdSize(crowd(areas, langs))
	var parts []Shown
	for _, cell := range slices.Sorted(maps.Keys(n.Groups)) {
		parts = append(parts, t.people(group(countAudience, strings.Fields(cell)...), n.Groups[cell]))
	}
	if len(areas) == 0 {
		groups = len(t.w.Programme.Areas)
	}
	groups = max(groups, len(areas))
	if len(langs) == 0 {
		return tally.AtLeast(fewest, parts...), groups * len(t.w.Programme.Languages)
	}
	return tally.AtLeast(fewest, parts...), groups * len(langs)
}

// atLeast says how many people an announcement goes to.
func atLeast(people Shown, groups int) Line {
	switch {
	case !people.Hidden():
		return Line{Key: "announce.at_least", Args: Args{"count": people}}
	case groups > 1:
		return Line{Key: "announce.fewer_each", Args: Args{"number": fewest}}
	}
	return Line{Key: "announce.fewer", Args: Args{"number": fewest}}
}

// Overdue counts anew what is past its time, and says whether any number changed: it
// is to be kept before notices tell of it.
func (b *Board) Overdue(all []Timed) bool {
	l := b.Ledgers[ForDesks]
	b.overdue(&l, all)
	if len(l.Fresh()) == 0 {
		return false
	}
	b.keepLedger(l.Fresh())
	return true
}

// overdue is how much is past its time, by queue and neighbourhood, as far as it may
// be shown.
func (b *Board) overdue(l *tally.Ledger, all []Timed) map[string]Shown {
	counts := map[string]int{}
	for _, c := range all {
		if c.Late >= LateSign {
			counts[overdueOf(c.Queue, c.Area)]++
		}
	}
	shown := map[string]Shown{}
	for name := range l.Standing { // what has none any more is made anew, too
		if _, there := counts[name]; !there && strings.HasPrefix(name, countOverdue+"/") {
			counts[name] = 0
		}
	}
	for name, n := range counts {
		shown[name] = l.Ask(name, n, fewest)
	}
	return shown
}

// overdueOf names what is past its time in a queue; what is about the police is one
// number for the whole programme.
func overdueOf(q CaseQueue, area string) string {
	if q == QueueIndependent {
		return group(countOverdue, string(q))
	}
	return group(countOverdue, string(q), area)
}
