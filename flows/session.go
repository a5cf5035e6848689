package flows

import (
	"slices"
	"strconv"
	"time"
)

// The steps around listening sessions. None of them is a flow: nothing is
// collected before a button is pressed, so leaving loses nothing.
//
// Topic holds the page on the list, and the session's id everywhere else.
const (
	StepSessions     Step = "session.list"
	StepSessionFirst Step = "session.first" // the card that "Meetings" opens
	StepSessionCard  Step = "session.card"
	StepSessionWho   Step = "session.who"
	StepSessionFull  Step = "session.full"
	StepSessionLeave Step = "session.leave"
	StepSessionNext  Step = "session.next"
)

const (
	sessionsPerPage     = 8
	sessionButtonPrefix = "s." // also the link that opens a card
	sessionPagePrefix   = "p."
)

func sessionConversation() conversation {
	return conversation{
		name: "sessions",
		screens: map[Step]screen{
			StepSessions:     {ask: askSessions, hear: hearSessions, back: backToHome},
			StepSessionFirst: {ask: askSessionFirst, hear: hearSessionFirst, back: backToHome},
			StepSeries:       {ask: askSeries, hear: hearSeries, back: to(StepSessionCard)},
			StepSessionCard:  {ask: askSessionCard, hear: hearSessionCard, back: backToSessions},
			StepSessionWho:   {ask: askSessionWho, hear: hearNothing, back: to(StepSessionCard)},
			StepSessionKids:  {ask: askSessionKids, hear: hearSessionKids, back: to(StepSessionCard)},
			StepSessionFull:  {ask: askSessionFull, hear: hearSessionFull, back: to(StepSessionCard)},
			StepSessionLeave: {ask: askSessionLeave, hear: hearSessionLeave, back: to(StepSessionCard)},
			StepSessionNext:  {ask: askSessionNext, hear: hearSessionNext, back: to(StepSessionCard)},
		},
		doors: []door{
			{word: "sessions", by: byButton | byCommand, listed: 30, open: plainly((*turn).openSessions), members: asNeighbour, public: (*turn).publicSessions},
			{word: "s", deep: "s", by: byButton, open: (*turn).openSession, members: atOnce, guests: true},
			{word: "take", by: byButton, open: (*turn).openTake, members: atOnce, guests: true},
		},
		menu: []menuRow{{at: 20, key: "menu.sessions", do: "sessions", half: true}},
		desk: []deskRow{
			{at: 51, need: officerCases, key: "desk.role_meetings", do: "for_me", half: true, when: (*turn).roleMeetings, open: (*turn).listSessionsAgain},
			{at: 101, need: leadMeetings, key: "desk.role_meetings", do: "for_me", half: true, when: (*turn).roleMeetings, open: (*turn).listSessionsAgain},
			{at: 61, need: partnerCases, key: "desk.role_meetings", do: "for_me", half: true, when: (*turn).roleMeetings, open: (*turn).listSessionsAgain},
		},
		keeps: kept{lines: (*turn).sessionsKept, export: (*turn).exportSessions, erase: (*turn).freeSeats},
	}
}

// backToHome is the menu, or the desk of somebody who is no resident.
func backToHome(t *turn) Step {
	if t.me() != nil && !t.p.Registered() {
		return StepDesk
	}
	return StepMenu
}

// hearNothing is for screens that only Back leaves.
func hearNothing(*turn) bool { return false }

// openSessions opens the card of the meeting that a person most likely comes for, so that
// joining is two presses; the others are one more. Without any it says why there is none.
func (t *turn) openSessions() {
	s, any := t.firstSession()
	if !any {
		t.listSessionsAgain()
		return
	}
	t.p.Topic = s.ID
	t.show(StepSessionFirst)
}

// listSessionsAgain lists the coming sessions from the first page.
func (t *turn) listSessionsAgain() {
	t.p.Topic = ""
	t.show(StepSessions)
}

// firstSession is the next meeting in which the person has a place or waits for one: they
// come back to see when and where it is, or to say that they can't come. Without one it is the
// soonest with a free place, else the soonest that has not begun, else one that runs.
func (t *turn) firstSession() (first Session, any bool) {
	list := t.coming()
	list = list[:min(len(list), sessionsPerPage)]
	best := 0
	for _, s := range list {
		seats, rank := t.seats(s.ID), 1
		switch {
		case seats.Mine != Outside:
			rank = 4
		case t.begun(s), t.takesNobody(s):
		case t.room(s) > 0:
			rank = 3
		default:
			rank = 2
		}
		if rank > best {
			first, any, best = s, true, rank
		}
	}
	return first, any
}

// askSessionFirst is a card with the way to all others.
func askSessionFirst(t *turn) Say {
	say := askSessionCard(t)
	if len(t.coming()) > 1 {
		at := len(say.Rows) - 1 // Back is the last
		say.Rows = slices.Insert(slices.Clone(say.Rows), at, []Button{act("session.button.others", "others")})
	}
	return say
}

func hearSessionFirst(t *turn) bool {
	if t.pressed("others") {
		t.listSessionsAgain()
		return true
	}
	return hearSessionCard(t)
}

// openSession shows a session's card. Whatever the id, there is an answer.
func (t *turn) openSession(id string) {
	t.p.Topic = id
	t.show(StepSessionCard)
}

// topicSession is the session that the screen is about.
func (t *turn) topicSession() (Session, bool) {
	s, ok := t.w.Board.session(t.p.Topic)
	return t.asRead(s), ok
}

// suits says whether a session is meant for the person: young people see
// youth sessions only, and nobody else ever sees one. One by invitation suits nobody who
// has no link.
func (t *turn) suits(s Session) bool {
	if s.Invited {
		return false
	}
	if len(s.Roles) > 0 {
		return !t.p.Minor() && t.byRole(s)
	}
	if t.p.Age == AgeTeen {
		return s.OpenToYoung(t.w.Programme) && t.covers(s)
	}
	return t.p.Age != AgeChild && !s.Youth && t.covers(s)
}

// covers says whether a session is for the person's neighbourhood.
func (t *turn) covers(s Session) bool {
	return len(s.Areas) == 0 || slices.Contains(s.Areas, t.p.Area)
}

func (t *turn) begun(s Session) bool { return t.e.Now.Unix() >= s.Start }
func (t *turn) over(s Session) bool  { return !t.e.Now.Before(s.Ends()) }

// coming lists the sessions that are not over or cancelled and are for this
// person, or that they are in although it is not for their area any more; of a series, the next.
func (t *turn) coming() []Session {
	if t.w.Board == nil {
		return nil
	}
	var list []Session
	for _, s := range t.w.Board.Sessions {
		if s.Cancelled || t.over(s) {
			continue
		}
		registered := slices.Contains(t.p.Sessions, s.ID) && t.seats(s.ID).Mine != Outside
		if t.suits(s) || registered {
			list = append(list, t.asRead(s))
		}
	}
	return t.oneOfEach(list)
}

// sessionPart is the part of a list of sessions that is looked at.
func (t *turn) sessionPart(of int) part {
	page, err := strconv.Atoi(t.p.Topic)
	if err != nil {
		page = 0
	}
	return partOf(of, sessionsPerPage, page)
}

// turnSessions are the buttons to the pages beside.
func turnSessions(p part) []Button {
	return p.turning(act("session.list.earlier", sessionPagePrefix+strconv.Itoa(p.page-1)), act("session.list.later", sessionPagePrefix+strconv.Itoa(p.page+1)))
}

func askSessions(t *turn) Say {
	list := t.coming()
	if len(list) == 0 {
		return Say{Lines: line(t.noSessions(), nil), Rows: append(t.pastMinutes(), []Button{back()})}
	}
	shown := t.sessionPart(len(list))
	say := Say{Lines: line("session.list.ask", nil)}
	for i, s := range list[shown.from:shown.to] {
		number := shown.from + i + 1
		say.Lines = append(say.Lines, Line{Key: "session.list.item", Args: Args{
			"number": number, "title": t.signed(s), "when": t.sessionStart(s),
			"places": Lines{t.sessionPlaces(s)},
		}})
		say.Rows = append(say.Rows, []Button{{
			Key:  "session.list.button",
			Args: Args{"number": number, "title": s.called()},
			Do:   sessionButtonPrefix + s.ID,
		}})
	}
	if shown.pages > 1 {
		say.Rows = append(say.Rows, turnSessions(shown))
		say.Step, say.Of = shown.page+1, shown.pages
	}
	say.Rows = append(append(say.Rows, t.pastMinutes()...), []Button{back()})
	return say
}

// noSessions is the reason for an empty list.
func (t *turn) noSessions() string {
	if t.p.Age == AgeTeen && !t.w.Programme.Minors.Sessions {
		return "session.list.adults"
	}
	return "session.list.empty"
}

// hearSessions opens a card. A session that has ended since the list was shown still
// has its answer.
func hearSessions(t *turn) bool {
	return t.hearSessionList(t.coming(), func(Session) bool { return true }, StepSessions, StepSessionCard)
}

// backToSessions leads from a card to the page of the list that it stands on.
func backToSessions(t *turn) Step { return t.backToSessionList(t.coming(), StepSessions) }

// hearSessionList takes the buttons of a list of sessions: one that the person may
// open, or another page.
func (t *turn) hearSessionList(all []Session, may func(Session) bool, list, one Step) bool {
	id, session := t.picked(sessionButtonPrefix)
	n, turned := t.picked(sessionPagePrefix)
	page, err := strconv.Atoi(n)
	switch {
	case session:
		if s, ok := t.w.Board.session(id); !ok || !may(s) {
			return false
		}
		t.p.Topic = id
		t.show(one)
	case turned && err == nil && page >= 0 && page*sessionsPerPage < max(1, len(all)):
		t.p.Topic = strconv.Itoa(page)
		t.show(list)
	default:
		return false
	}
	return true
}

// backToSessionList is the page of the list that the session at hand stands on.
func (t *turn) backToSessionList(all []Session, list Step) Step {
	at := slices.IndexFunc(all, func(s Session) bool { return s.ID == t.p.Topic })
	t.p.Topic = strconv.Itoa(max(0, at) / sessionsPerPage)
	return list
}

// sessionStart is when a session begins, to be said as people there say it.
func (t *turn) sessionStart(s Session) Moment {
	return Moment(s.StartsAt(t.w.Programme.Zone))
}

// sessionPlaces says in one line where the person stands, or how many places
// are left.
func (t *turn) sessionPlaces(s Session) Line {
	seats := t.seats(s.ID)
	switch {
	case seats.Mine == Inside && t.p.skips(s.ID):
		return Line{Key: "series.standing.skips"}
	case seats.Mine == Inside:
		return Line{Key: "session.standing.inside"}
	case t.begun(s):
		return Line{Key: "session.begun"}
	case t.takesNobody(s):
		return Line{Key: "series.closed"}
	case seats.Mine == InLine && seats.Until != 0:
		return Line{Key: "session.standing.offered", Args: Args{"until": Moment(time.Unix(seats.Until, 0).In(t.w.Programme.Zone))}}
	case t.room(s) > 0:
		return Line{Key: "session.places", Args: Args{"count": t.room(s), "capacity": s.Capacity}}
	case seats.Mine == InLine:
		return Line{Key: "session.standing.waiting", Args: Args{"number": seats.Position}}
	}
	if l, none := t.youngPlaces(s); none {
		return l
	}
	if !seats.Opened && seats.Free(s.Capacity) > 0 && len(s.Reserved) > 0 {
		return Line{Key: "session.kept.full", Args: Args{"until": t.opens(s), "number": seats.Waiting}}
	}
	return Line{Key: "session.no_places", Args: Args{"capacity": s.Capacity, "number": seats.Waiting}}
}

// sessionToday says whether it is the local day of the session.
func (t *turn) sessionToday(s Session) bool {
	y, m, d := s.StartsAt(t.w.Programme.Zone).Date()
	ny, nm, nd := t.local().Date()
	return y == ny && m == nm && d == nd
}
