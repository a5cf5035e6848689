package flows

import "strconv"

// StepOrgClock shows an organiser how much is past its time.
const StepOrgClock Step = "desk.clock"

func clockConversation() conversation {
	return conversation{
		name: "clock",
		screens: map[Step]screen{
			StepOrgClock: {ask: askOrgClock, hear: hearNothing, back: to(StepDeskMore), needs: []permission{seeLate}},
			StepEscalate: {ask: askEscalate, hear: hearEscalate, back: to(StepCase)},
		},
		desk: []deskRow{{at: 190, need: seeLate, key: "clock.org.button", do: "clock", on: StepDeskMore, open: func(t *turn) { t.show(StepOrgClock) }}},
	}
}

// askOrgClock shows numbers, and none below fewest, but what an organiser knows
// from a desk of their own. The others stand still until fewest have come or gone: see
// tally.Ledger. Officers' cases and texts to be checked are counted
// apart: an officer knows the first, and could take it from a sum. What is about the
// police is one number for the whole programme, and not for an organiser who is an
// officer. What is hidden is one sentence, wherever it is.
func askOrgClock(t *turn) Say {
	all, lines := t.timed(), []Line(nil)
	hidden, stands := false, false
	everywhere := t.mayFor(seeLate, nil)
	may := t.w.Board.overdue(t.ledger(), all)
	number := func(q CaseQueue, area string, known bool) (shown bool, n any) {
		if count := lateIn(all, q, area); known {
			return count > 0, Code(strconv.Itoa(count))
		}
		count := may[overdueOf(q, area)]
		hidden, stands = hidden || count.Hidden(), stands || !count.Hidden()
		return !count.Hidden(), orUnder(count)
	}
	for _, area := range append(t.mayIn(seeLate), "") {
		if area == "" && !everywhere {
			continue
		}
		some, cases := number(QueueOfficers, area, t.may(officerCases, area))
		more, texts := number(QueueReview, area, t.may(reviewTexts, area))
		if some || more {
			lines = append(lines, Line{Key: "clock.org.item", Args: Args{"area": t.areaName(area), "cases": cases, "texts": texts}})
		}
	}
	if everywhere && !t.holds(officerCases) {
		if some, cases := number(QueueIndependent, "", t.mayFor(contactCases, nil)); some {
			lines = append(lines, Line{Key: "clock.org.contact", Args: Args{"cases": cases}})
		}
	}
	if stands {
		lines = append(lines, Line{Key: "desk.stands", Args: Args{"number": fewest}})
	}
	switch {
	case hidden:
		lines = append(lines, Line{Key: "clock.org.hidden"})
	case len(lines) == 0:
		lines = line("clock.org.nothing", nil)
	}
	return Say{Lines: append(append(line("clock.org.ask", nil), lines...), Line{Key: "clock.org.lock"}), Rows: column(back())}
}

// lateIn counts what is past its time in a queue, of one area; what is about the
// police of all.
func lateIn(all []Timed, q CaseQueue, area string) (n int) {
	for _, c := range all {
		if c.Queue == q && c.Late >= LateSign && (c.Area == area || q == QueueIndependent) {
			n++
		}
	}
	return n
}

// orUnder is a number, or that it is small; 0 counts as small, so that nobody can
// tell the first from none.
func orUnder(n Shown) any {
	if n.Hidden() {
		return Ref("clock.org.under")
	}
	return n
}
