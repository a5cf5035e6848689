package flows

import (
	"maps"
	"slices"
)

// joinSession gives the person a place. What counts are the seats read in this
// turn: if the last one went while they were reading, they are told and asked,
// never put in line without a word.
func (t *turn) joinSession(s Session) {
	seats := t.seats(s.ID)
	switch {
	case t.mayTake(s):
		t.takePlace(s, seats.Claim.With)
	case t.alreadyIn(seats):
	case t.takesNobody(s):
		t.show(StepSessionCard) // which says so
	case t.mayBring(s) && !t.invitedTo(s):
		t.show(StepSessionKids)
	case t.room(s) == 0:
		t.show(StepSessionFull)
	default:
		t.takePlace(s, 0)
	}
}

// waitForSession puts the person at the end of the waitlist. If a place has
// become free meanwhile, they get what they came for.
func (t *turn) waitForSession(s Session) {
	seats := t.seats(s.ID)
	switch {
	case t.alreadyIn(seats):
	case t.takesNobody(s):
		t.show(StepSessionCard)
	case t.mayBring(s) && !t.invitedTo(s):
		t.show(StepSessionKids)
	case t.room(s) > 0:
		t.look = lookAfterAll
		t.takePlace(s, 0)
	default:
		t.standInLine(s, 0)
	}
}

// standInLine puts the person at the end of the line, with so many children.
func (t *turn) standInLine(s Session, with int) {
	seats, c := t.seats(s.ID), t.myClaim(s)
	c.With = with
	t.do(Queue{Session: s.ID, Claim: c})
	t.remember(s)
	seats.Waiting++
	seats.Mine, seats.Position, seats.Claim = InLine, seats.Waiting, c
	t.suppose(s.ID, seats)
	t.receipt()
}

// invitedTo says whether the person comes by a link, whose place is counted at once: they
// say afterwards whom they bring.
func (t *turn) invitedTo(s Session) bool {
	return slices.ContainsFunc(t.p.Invited, func(v Invited) bool { return SameSeats(v.Session, s.ID) })
}

// alreadyIn answers somebody who joins twice.
func (t *turn) alreadyIn(seats Seats) bool {
	switch seats.Mine {
	case Inside:
		t.note("session.already.inside", nil)
	case InLine:
		t.note("session.already.waiting", nil)
	default:
		return false
	}
	t.show(StepSessionCard)
	return true
}

// lookAfterAll is a receipt's screen right after somebody who wanted to wait got a place.
const lookAfterAll = "after_all"

func (t *turn) takePlace(s Session, with int) {
	seats, c := t.seats(s.ID), t.myClaim(s)
	c.With = with
	t.do(Join{Session: s.ID, Also: others(t.together(s), s.ID), Claim: c})
	t.remember(s)
	after := seats
	if seats.Mine == InLine {
		after.Waiting--
	}
	if seats.Until != 0 { // the message that offers it may still wait for the morning
		after = after.takes(seats.Claim, -1)
		after.Offered--
		after.OfferedWith -= seats.Claim.With
		t.do(CallOff{Name: waitPlace(s.ID)})
	}
	after = after.takes(c, 1)
	after.In++
	after.With += with
	after.Mine, after.Position, after.Until, after.Claim = Inside, 0, 0, c
	t.suppose(s.ID, after)
	t.receipt()
}

// addressNow is the address that is kept for the day, for somebody whose place
// came too late for any reminder.
func (t *turn) addressNow(s Session) []Line {
	if s.addressKept() && len(RemindersOf(s, t.w.Programme, t.e.Now)) == 0 {
		return []Line{s.address()}
	}
	return nil
}

// remember notes the session in the person's own record, from which a pause and
// the person's own data find it.
func (t *turn) remember(s Session) {
	for _, id := range t.together(s) {
		if !slices.Contains(t.p.Sessions, id) {
			t.p.Sessions = append(t.p.Sessions, id)
		}
	}
	if t.p.Area == "" { // of no audience yet, but to be told of this meeting
		t.do(Enrol{})
	}
}

// receipt is a message of its own, to keep, and the screen: what may be wanted next hangs
// on it.
func (t *turn) receipt() {
	t.fresh = true
	t.show(StepSessionNext)
}

// askSessionNext says which place is theirs, or which in line, with the ways to the
// calendar and out of it.
func askSessionNext(t *turn) Say {
	s, known := t.topicSession()
	seats := t.seats(s.ID)
	if !known || seats.Mine == Outside || t.closedCard(s, known) != "" || t.begun(s) {
		return askSessionCard(t)
	}
	args := Args{"title": s.called(), "when": DateHour(s.StartsAt(t.w.Programme.Zone)), "place": Name(s.Place)}
	calendar, menu := act("session.button.calendar", "calendar"), act("button.menu", "menu")
	if seats.Mine == InLine && seats.Until != 0 { // since the receipt was shown
		return askSessionCard(t)
	}
	if seats.Mine == InLine {
		args["number"] = seats.Position
		lines := line("session.queued", args)
		if t.p.Paused {
			lines = line("session.queued_paused", args)
		}
		return Say{Lines: lines, Rows: column(calendar, act("session.button.leave_line", "leave"), menu), Tells: true}
	}
	lines := line("session.joined", args)
	if t.look == lookAfterAll {
		lines = line("session.joined_after_all", args)
	}
	if s.InCircle() {
		lines = append(lines, Line{Key: "series.joined"})
	}
	lines = append(lines, t.youthConsent(s)...)
	if t.p.Minor() {
		lines = append(lines, t.bothLines(s)...)
	}
	if !t.p.Paused {
		lines = append(lines, t.promise(s)...)
	}
	return Say{Lines: append(lines, t.addressNow(s)...), Rows: column(calendar, act("session.button.leave", "leave"), menu), Tells: true}
}

func hearSessionNext(t *turn) bool {
	if t.pressed("menu") {
		t.p.Topic = ""
		t.show(StepMenu)
		return true
	}
	return hearSessionCard(t)
}

func askSessionFull(t *turn) Say {
	s, known := t.topicSession()
	if reason := t.closedCard(s, known); reason != "" {
		return t.closedSession(s, reason)
	}
	return Say{
		Lines: line("session.full", Args{"number": t.seats(s.ID).Waiting + 1}),
		Rows:  column(act("session.button.wait", "wait"), back()),
	}
}

func hearSessionFull(t *turn) bool {
	return t.pressed("wait") && hearSessionCard(t)
}

// askToLeave asks once before a place is given up.
func (t *turn) askToLeave(s Session) {
	if t.seats(s.ID).Mine == Outside {
		t.note("session.not_in", nil)
		t.show(StepSessionCard)
		return
	}
	t.show(StepSessionLeave)
}

// askSessionLeave says what leaving means. The button carries what is being
// left: somebody promoted since the question was asked is asked again.
func askSessionLeave(t *turn) Say {
	s, known := t.topicSession()
	if reason := t.closedCard(s, known); reason != "" {
		return t.closedSession(s, reason)
	}
	title := Args{"title": s.called()}
	seats := t.seats(s.ID)
	if seats.Mine != Inside {
		return Say{
			Lines: line("session.leave.line", title),
			Rows:  column(act("session.leave.stay", "back"), act("session.leave.confirm_line", "line")),
		}
	}
	if s.InCircle() {
		return Say{Lines: line("series.leave.ask", title),
			Rows: column(act("session.leave.stay", "back"), act("series.leave.skip", "skip"), act("series.leave.all", "place"))}
	}
	lines := line("session.leave.place", title)
	if seats.Waiting > 0 {
		lines = append(lines, Line{Key: "session.leave.wanted"})
	} else {
		lines = append(lines, Line{Key: "session.leave.unwanted"})
	}
	return Say{Lines: lines, Rows: column(act("session.leave.stay", "back"), act("session.leave.confirm", "place"))}
}

func hearSessionLeave(t *turn) bool {
	if !t.pressed("place") && !t.pressed("line") && !t.pressed("skip") {
		return false
	}
	s, known := t.topicSession()
	if t.closedCard(s, known) != "" || t.begun(s) {
		t.show(StepSessionCard)
		return true
	}
	seats := t.seats(s.ID)
	switch {
	case seats.Mine == Outside:
		t.note("session.not_in", nil)
		t.show(StepSessionCard)
	case t.e.Do == "skip" && s.InCircle() && seats.Mine == Inside:
		t.skipEvening(s)
	case t.e.Do == "skip":
		t.show(StepSessionLeave)
	case seats.Mine == Inside && t.e.Do == "line":
		t.note("session.leave.promoted", nil)
		t.show(StepSessionLeave)
	default:
		t.leaveSession(s, seats)
	}
	return true
}

// leaveSession frees what the person held. A free place is kept for the first of
// the waitlist in the same commit, so that nobody can slip in between.
func (t *turn) leaveSession(s Session, seats Seats) {
	offered := t.passPlace(s, seats)
	t.leaves(s.ID, offered)
	t.do(CallOff{Name: waitPlace(s.ID)})
	t.leavePass(s.ID)
	t.p.forgetSession(s.ID)
	t.note("session.left", Args{"title": s.called()})
	t.suppose(s.ID, seats.without(offered))
	t.p.Step = backToSessions(t)
	t.show(t.p.Step)
}

// without is how the seats look to somebody who has just left them.
func (s Seats) without(passed []Offer) Seats {
	after := s
	switch {
	case s.Mine == Inside:
		after = s.takes(s.Claim, -1)
		after.In--
		after.With -= s.Claim.With
	case s.Until != 0:
		after = s.takes(s.Claim, -1)
		after.Waiting--
		after.Offered--
		after.OfferedWith -= s.Claim.With
	default:
		after.Waiting--
	}
	after.Mine, after.Position, after.Until, after.Claim = Outside, 0, 0, Claim{}
	for _, o := range passed {
		w := Waiter{Who: o.Who}
		if i := slices.IndexFunc(s.Line, func(w Waiter) bool { return w.Who == o.Who }); i >= 0 {
			w = s.Line[i]
		}
		after = after.takes(w.Claim, 1)
		after.Offered++
		after.OfferedWith += w.With
	}
	return after
}

// suppose lets the screens of this turn show the seats as its own effects will
// leave them. The World that was read stays as it is.
func (t *turn) suppose(id string, s Seats) {
	seats := maps.Clone(t.w.Seats)
	if seats == nil {
		seats = map[string]Seats{}
	}
	seats[SeatsOf(id)] = s
	t.w.Seats = seats
}
