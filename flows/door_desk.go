package flows

import "porchlight/flows/tally"

// StepDoor is the page for a meeting's door, as whoever leads or organises it has it.
// Topic is the session.
const StepDoor Step = "desk.door"

const countDoors = "door" // of a meeting: who checked in by code

func doorDeskConversation() conversation {
	return conversation{name: "the door of a meeting", screens: map[Step]screen{
		StepDoor: {ask: askDoor, hear: hearDoor, back: backFromDoor, needs: []permission{openDoor}},
	}}
}

// hasDoor says whether a meeting has a page that the person may make.
func (t *turn) hasDoor(s Session) bool {
	return (t.mayFor(openDoor, s.Areas) || s.ledBy(t.me())) && !s.Cancelled && t.e.Now.Before(s.DoorCloses())
}

// doorSession is the meeting of the screen, if it has one.
func (t *turn) doorSession() (Session, bool) {
	s, ok := t.topicSession()
	return s, ok && t.hasDoor(s)
}

// backFromDoor leads to the card of the desk at which the person is.
func backFromDoor(t *turn) Step {
	s, _ := t.topicSession()
	if t.mayFor(planMeetings, s.Areas) && t.atDesk() != RoleFacilitator {
		return StepOrgSession
	}
	return StepLeadSession
}

// openDoor shows the page, which is made the first time.
func (t *turn) openDoor(s Session) {
	if t.hasDoor(s) && t.doorOf(s.ID) == nil {
		t.renewDoor(s)
	}
	t.show(StepDoor)
}

// renewDoor makes a page anew; what was on the one before does not work any more.
func (t *turn) renewDoor(s Session) {
	d := newDoor(s, t.e.Seed)
	t.do(Put[Door]{ID: s.ID, Record: d})
	suppose(t, Record[Door]{s.ID}, &d)
	t.audit("session_door", s.ID)
	t.doorPage(s, d)
}

// doorPage sends the page, to be shown on a screen or printed. Nothing on it says which
// meeting it is.
func (t *turn) doorPage(s Session, d Door) {
	link := "https://t.me/" + t.w.Bot + "?start=d_" + s.ID + "-" + d.Token
	t.say(Say{Lines: line("door.page", t.doorArgs(s, d)), Attach: &Attachment{QR: link, Code: d.Code}})
}

func (t *turn) doorArgs(s Session, d Door) Args {
	z := t.w.Programme.Zone
	return Args{"title": s.called(), "code": d.shown(), "from": DateHour(s.DoorOpens().In(z)), "until": DateHour(s.DoorCloses().In(z))}
}

func askDoor(t *turn) Say {
	s, ok := t.doorSession()
	if !ok {
		return Say{Lines: line("door.gone", nil), Rows: column(back())}
	}
	d := t.doorOf(s.ID)
	if d == nil {
		return Say{Lines: line("door.none", Args{"title": Name(s.title())}), Rows: column(act("door.new", "new"), back())}
	}
	return Say{Lines: []Line{{Key: "door.ask", Args: t.doorArgs(s, *d)}, as(PartFine, "door.desk_lock", nil)},
		Rows: column(act("door.show", "show"), act("door.new", "new"), back())}
}

func hearDoor(t *turn) bool {
	s, ok := t.doorSession()
	switch {
	case !t.pressed("show") && !t.pressed("new"):
		return false
	case !ok:
	case t.pressed("new"):
		if t.doorOf(s.ID) != nil {
			t.note("door.renewed", nil)
		}
		t.renewDoor(s)
	default:
		if d := t.doorOf(s.ID); d != nil {
			t.doorPage(s, *d)
		}
	}
	t.show(StepDoor)
	return true
}

// checkedIn reads how many checked in at a meeting, or asks for it.
func (t *turn) checkedIn(session string) int {
	n, ok := t.w.Came[session]
	if !ok {
		t.out.Need.Came = append(t.out.Need.Came, session)
	}
	return n
}

// cameLines say how many came, once the meeting is over: by code, and as counted on paper.
// No officer gets them.
func (t *turn) cameLines(s Session) (lines []Line) {
	if !t.holds(countDoor) || s.Cancelled || !t.begun(s) {
		return nil
	}
	switch n := t.byCode(s); {
	case !t.over(s):
		lines = line("door.came_later", nil)
	case !n.Hidden():
		lines = line("door.came", Args{"number": n})
	default:
		lines = line("door.came_few", Args{"number": fewest})
	}
	if s.Counted {
		lines = append(lines, Line{Key: "organise.came", Args: Args{"number": s.Came}})
	}
	return append(lines, t.paperLines(s)...)
}

// byCode is how many checked in, as far as it may be shown. It stays when who it was is
// forgotten.
func (t *turn) byCode(s Session) Shown {
	switch {
	case !t.over(s):
		return Shown{}
	case s.ByCode > 0:
		return tally.Ended(s.ByCode, fewest)
	}
	return t.people(group(countDoors, s.ID), t.checkedIn(s.ID))
}
