package flows

import "strconv"

// This file is about children under 13 who come with somebody: the organiser allows it,
// the seat keeps how many, and nothing is kept about any child.

// StepSessionKids asks how many children come along. Topic is the session.
const StepSessionKids Step = "session.kids"

const childrenMost = 3

// mayBring says whether the person can bring children.
func (t *turn) mayBring(s Session) bool { return s.Children && !t.p.Minor() }

func askSessionKids(t *turn) Say {
	s, known := t.topicSession()
	if reason := t.closedCard(s, known); reason != "" {
		return t.closedSession(s, reason)
	}
	if t.begun(s) || !t.mayBring(s) {
		return askSessionCard(t)
	}
	var now, wait []Button
	for n := range childrenMost + 1 {
		args := Args{"number": Code(strconv.Itoa(n))}
		switch {
		case t.kidsFit(s, n):
			now = append(now, Button{Key: "session.kids.number", Args: args, Do: "k." + strconv.Itoa(n)})
		case t.seats(s.ID).Mine == Outside:
			wait = append(wait, Button{Key: "session.kids.wait", Args: args, Do: "w." + strconv.Itoa(n)})
		}
	}
	return Say{Lines: []Line{{Key: "session.kids.ask"}, as(PartFine, "session.kids.lock", nil)},
		Rows: append(append(row(nil, now...), column(wait...)...), []Button{back()})}
}

// kidsFit says whether the person can have so many children with them as it is now: in
// line anybody can, for nothing is taken yet.
func (t *turn) kidsFit(s Session, n int) bool {
	seats, c := t.seats(s.ID), t.myClaim(s)
	switch {
	case seats.Mine == Outside:
		return 1+n <= t.room(s)
	case seats.Mine == InLine && seats.Until == 0:
		return true
	}
	return n-c.With <= t.room(s) || n <= c.With
}

func hearSessionKids(t *turn) bool {
	s, known := t.topicSession()
	digits, now := t.picked("k.")
	if !now {
		var wait bool
		if digits, wait = t.picked("w."); !wait {
			return false
		}
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n > childrenMost {
		return false
	}
	if t.closedCard(s, known) != "" || t.begun(s) || !t.mayBring(s) {
		t.show(StepSessionCard)
		return true
	}
	switch seats := t.seats(s.ID); {
	case seats.Mine != Outside && now:
		t.bring(s, n)
	case seats.Mine != Outside:
		t.alreadyIn(seats)
	case t.kidsFit(s, n):
		if !now {
			t.look = lookAfterAll
		}
		t.takePlace(s, n)
	case now:
		t.note("session.kids.gone", nil)
		t.show(StepSessionKids)
	default:
		t.standInLine(s, n)
	}
	return true
}

// bring changes how many children come along. Places that become free are offered in the
// same commit.
func (t *turn) bring(s Session, n int) {
	seats := t.seats(s.ID)
	if !t.kidsFit(s, n) {
		t.note("session.kids.no_room", nil)
		t.show(StepSessionKids)
		return
	}
	next := seats.Claim
	next.With = n
	after := seats
	if seats.Mine == Inside || seats.Until != 0 {
		after = seats.takes(seats.Claim, -1).takes(next, 1)
		if seats.Mine == Inside {
			after.With += n - seats.Claim.With
		} else {
			after.OfferedWith += n - seats.Claim.With
		}
	}
	after.Claim = next
	t.do(Bring{Session: s.ID, Claim: next})
	if n < seats.Claim.With && (seats.Mine == Inside || seats.Until != 0) {
		if up := t.keepForAll(s, s.upNext(after, seats.Line)); len(up) > 0 {
			t.do(Offers{Session: s.ID, All: up})
			after.Offered += len(up)
		}
	}
	t.suppose(s.ID, after)
	t.note("session.kids.with", Args{"number": n})
	t.show(StepSessionCard)
}

// kidsLines say that children may come, or how many are with the person.
func (t *turn) kidsLines(s Session) []Line {
	if !s.Children || t.p.Minor() {
		return nil
	}
	if seats := t.seats(s.ID); seats.Mine != Outside {
		return line("session.kids.with", Args{"number": seats.Claim.With})
	}
	return line("session.card.kids", nil)
}

// kidsButton is the way to change how many come.
func (t *turn) kidsButton(s Session) []Button {
	if !t.mayBring(s) || t.begun(s) || t.seats(s.ID).Mine == Outside {
		return nil
	}
	return []Button{act("session.kids.change", "kids")}
}

// askForKids opens the question for whoever has a place or waits for one.
func (t *turn) askForKids(s Session) {
	if t.kidsButton(s) == nil {
		t.show(StepSessionCard)
		return
	}
	t.show(StepSessionKids)
}
