package flows

import (
	"slices"
	"time"
)

// The steps of an organiser's list of sessions.
const (
	StepOrgSessions Step = "desk.sessions"
	StepOrgSession  Step = "desk.session"
	StepOrgMore     Step = "desk.session.more" // what one comes for seldom
	StepOrgGuests   Step = "desk.session.guests"
	StepOrgCame     Step = "desk.session.came"
)

// SeatsKept is how long after its end a session stays on the organisers' list,
// and for how long it is kept who was in it.
const SeatsKept = seatsKeptDays * 24 * time.Hour

const seatsKeptDays = 60

func organiseConversation() conversation {
	only := []permission{planMeetings}
	return conversation{name: "organise", screens: map[Step]screen{
		StepOrgSessions: {ask: askOrgSessions, hear: hearOrgSessions, back: to(StepDesk), needs: only},
		StepOrgPast:     {ask: askOrgPast, hear: hearOrgPast, back: to(StepOrgSessions), needs: only},
		StepOrgSession:  {ask: askOrgSession, hear: hearOrgSession, back: backToOrgSessions, needs: only},
		StepOrgMore:     {ask: askOrgMore, hear: hearOrgSession, back: to(StepOrgSession), needs: only},
		StepOrgGuests:   {ask: askOrgGuests, hear: hearNothing, back: to(StepOrgSession), needs: only},
		StepOrgCame:     {ask: askOrgCame, hear: hearOrgCame, misfit: "organise.number.misfit", back: to(StepOrgSession), needs: []permission{countDoor}},
	}, desk: []deskRow{{at: 110, need: planMeetings, key: "desk.sessions", do: "sessions", open: (*turn).openOrgSessions}}}
}

// ownSession is the session that the screen is about, if it is the organiser's.
func (t *turn) ownSession() (Session, bool) {
	s, ok := t.topicSession()
	return s, ok && t.mayFor(planMeetings, s.Areas)
}

func (t *turn) openOrgSessions() {
	t.p.Topic = ""
	t.show(StepOrgSessions)
}

// orgSessions lists the organiser's sessions: those to come, and those of the
// last weeks.
func (t *turn) orgSessions() []Session {
	var list []Session
	for _, s := range t.w.Board.Sessions {
		if t.mayFor(planMeetings, s.Areas) && t.e.Now.Sub(s.Ends()) < SeatsKept {
			list = append(list, s)
		}
	}
	return list
}

func askOrgSessions(t *turn) Say {
	say := Say{Lines: line("organise.sessions", nil), Rows: column(act("organise.make", "make"))}
	if len(t.orgSessions()) == 0 {
		say.Lines = line("organise.sessions_none", nil)
	}
	return t.listComing(say, t.orgSessions())
}

// listSessions adds a page of sessions, as a desk lists them, to a screen. A title that
// stands on the card only is there for whoever plans the meeting.
func (t *turn) listSessions(say Say, all []Session) Say {
	shown := t.sessionPart(len(all))
	for i, s := range all[shown.from:shown.to] {
		number := shown.from + i + 1
		title, button := t.signed(s), s.called()
		if t.mayFor(planMeetings, s.Areas) {
			title, button = Name(t.sign(s)), Name(s.title())
		}
		say.Lines = append(say.Lines, Line{Key: "organise.item", Args: Args{
			"number": number, "title": title, "when": t.sessionStart(s), "state": Ref(t.orgState(s))}})
		say.Rows = append(say.Rows, []Button{{Key: "session.list.button", Args: Args{"number": number, "title": button}, Do: sessionButtonPrefix + s.ID}})
	}
	say.Rows = append(row(say.Rows, turnSessions(shown)...), []Button{back()})
	return say
}

// cardState says where a session stands, on its card.
func (t *turn) cardState(s Session) Line {
	return Line{Key: "organise.now", Args: Args{"state": Ref(t.orgState(s))}}
}

// orgState is where a session stands, as a message key.
func (t *turn) orgState(s Session) string {
	switch {
	case s.Cancelled:
		return "organise.state.cancelled"
	case s.minutesOpen(t.e.Now):
		return "organise.state.open"
	case t.over(s) && !s.Counted:
		return "organise.state.uncounted"
	case t.over(s):
		return "organise.state.over"
	case t.begun(s):
		return "organise.state.begun"
	}
	return "organise.state.coming"
}

func hearOrgSessions(t *turn) bool {
	if t.pressed("make") {
		t.newPlan()
		return true
	}
	return t.hearComing(t.orgSessions(), t.organises, StepOrgSessions, StepOrgPast, StepOrgSession)
}

func askOrgPast(t *turn) Say { return t.askPast(t.orgSessions()) }

func hearOrgPast(t *turn) bool {
	return t.hearPast(t.orgSessions(), t.organises, StepOrgPast, StepOrgSession)
}

// organises says whether a meeting is the organiser's.
func (t *turn) organises(s Session) bool { return t.mayFor(planMeetings, s.Areas) }

func backToOrgSessions(t *turn) Step {
	return t.backToMeetings(t.orgSessions(), StepOrgSessions, StepOrgPast)
}

func askOrgSession(t *turn) Say {
	s, ok := t.ownSession()
	if !ok {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	seats := t.seats(s.ID)
	lines := append(withHelpFolded(t.planLines(s, t.p.Lang)), t.planFacts(s)...)
	lines = append(lines, t.cardState(s), Line{Key: "organise.counts", Args: Args{"in": seats.In, "waiting": seats.Waiting}})
	lines = append(lines, t.cameLines(s)...)
	lines = append(lines, t.minutesState(s)...)
	lines = append(lines, t.orgTold(s)...)
	lines = append(lines, t.askedLines(s)...)
	var rows [][]Button
	coming := !s.Cancelled && !t.begun(s)
	var tell []Button
	if _, ok := t.announces(s); ok {
		tell = append(tell, act("ready.announce", "announce"))
	}
	switch {
	case coming && s.Invited:
		tell = append(tell, act("pass.button", "passes"))
	case coming:
		tell = append(tell, act("share.button", "link"))
	}
	inside := []Button{act("organise.guests.button", "guests")}
	if t.hasDoor(s) {
		inside = append(inside, act("door.button", "door"))
	}
	rows = append(row(rows, tell...), inside)
	switch {
	case coming:
		rows = append(rows, column(act("organise.change", "change"), act("organise.cancel.button", "off"))...)
		if t.alarming(s) {
			rows[len(rows)-1] = append(rows[len(rows)-1], act("organise.cancel.alarm", "alarm"))
		}
	case !s.Cancelled:
		if t.countable(s) {
			rows = append(rows, []Button{act("organise.came_button", "came")})
		}
		rows = append(rows, []Button{act("minutes.button", "minutes"), act("feedback.button", "feedback")})
	}
	rows = append(rows, []Button{act("organise.copy", "copy")}, []Button{act("desk.more", "more")})
	return Say{Lines: lines, Rows: append(rows, []Button{back()})}
}

// askOrgMore has what organisers come to a meeting for seldom, so that its card has seven
// rows at most.
func askOrgMore(t *turn) Say {
	s, ok := t.ownSession()
	if !ok {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	rows := column()
	if s.InCircle() {
		rows = column(toggle("series.open_button", nil, "let_in", s.Open))
	}
	rows = append(rows, column(act("agenda.button", "agenda"), act("lead.org.button", "leads"), act("lead.org.notes_button", "notes"))...)
	if !s.Youth && !s.Cancelled {
		rows = append(rows, []Button{act("came.button", "came_of_it")})
	}
	rows = row(rows, append(t.tellButton(s), t.voicesButton(s)...)...)
	if len(s.wanted(t.w.Programme.Languages, t.e.Now, cardTexts...)) > 0 {
		rows = append(rows, []Button{act("translate.ask", "translate")})
	}
	return Say{Lines: line("session.card.title", Args{"title": Name(s.title())}), Rows: append(rows, []Button{back()})}
}

// hearOrgSession opens what a button names. If the session is no longer what
// the button was for, its card is shown as it is now.
func hearOrgSession(t *turn) bool {
	if t.e.Kind != Press || !slices.Contains([]string{"guests", "more", "leads", "notes", "came", "change", "off", "alarm", "announce", "translate", "link", "passes", "copy", "minutes", "agenda", "came_of_it", "feedback", "door", "let_in", "tell", "voices"}, t.e.Do) {
		return false
	}
	s, ok := t.ownSession()
	coming := ok && !s.Cancelled && !t.begun(s)
	_, announced := t.announces(s)
	announced = announced && ok
	switch {
	case t.e.Do == "guests" && ok:
		t.show(StepOrgGuests)
	case t.e.Do == "more" && ok:
		t.show(StepOrgMore)
	case t.e.Do == "agenda" && ok:
		t.p.Page = 0
		t.show(StepOrgAgenda)
	case t.e.Do == "came_of_it" && ok && !s.Youth && !s.Cancelled:
		t.p.Page = 0
		t.show(StepCameDesk)
	case t.e.Do == "let_in" && ok && s.InCircle():
		t.letIn(s)
		t.show(StepOrgMore)
	case t.e.Do == "leads" && ok:
		t.show(StepOrgLeads)
	case t.e.Do == "notes" && ok:
		t.show(StepOrgNotes)
	case t.e.Do == "came" && ok && t.countable(s):
		t.show(StepOrgCame)
	case t.e.Do == "minutes" && ok && !s.Cancelled && t.begun(s):
		t.show(StepMinutesDesk)
	case t.e.Do == "feedback" && ok && !s.Cancelled && t.begun(s):
		t.show(StepOrgFeedback)
	case t.e.Do == "door" && ok:
		t.openDoor(s)
	case t.e.Do == "change" && coming:
		t.changePlan(s)
	case t.e.Do == "off" && coming:
		t.cancelPlan(s)
	case t.e.Do == "alarm" && ok && t.alarming(s):
		t.alarmPlan(s)
	case t.e.Do == "copy" && ok:
		t.copyPlan(s)
	case t.e.Do == "passes" && coming && s.Invited:
		t.show(StepPasses)
	case t.e.Do == "link" && coming && !s.Invited:
		t.share("share.meeting", Args{"title": s.called()}, "s_"+s.ID)
		t.show(StepOrgSession)
	case t.e.Do == "voices" && ok && t.voicesButton(s) != nil:
		t.show(StepVoices)
	case t.e.Do == "tell" && ok && t.mayFor(writeNews, s.Areas):
		t.tellPeople(s)
	case t.e.Do == "announce" && announced:
		t.announceMeeting(s)
	case t.e.Do == "translate" && ok:
		if langs := s.wanted(t.w.Programme.Languages, t.e.Now, cardTexts...); len(langs) > 0 {
			t.askMeeting(s, langs, "translate.asked", cardTexts...)
		}
		t.show(StepOrgSession)
	default:
		t.show(StepOrgSession)
	}
	return true
}
