package flows

// The steps of whoever leads a session: their sessions, one of them, and how many
// came. They see what organisers see of guests: numbers, never who.
const (
	StepLeadSessions Step = "desk.lead"
	StepLeadSession  Step = "desk.lead.one"
	StepLeadCame     Step = "desk.lead.came"
)

func facilitateConversation() conversation {
	leads, plans := []permission{leadMeetings}, []permission{planMeetings}
	return conversation{
		name: "facilitate",
		screens: map[Step]screen{
			StepLeadSessions: {ask: askLeadSessions, hear: hearLeadSessions, back: to(StepDesk), needs: leads},
			StepLeadPast:     {ask: askLeadPast, hear: hearLeadPast, back: to(StepLeadSessions), needs: leads},
			StepLeadSession:  {ask: askLeadSession, hear: hearLeadSession, back: backToLeadSessions, needs: leads},
			StepLeadCame:     {ask: askLeadCame, hear: hearLeadCame, misfit: "organise.number.misfit", back: to(StepLeadSession), needs: []permission{countDoor}},
			StepOrgLeads:     {ask: askOrgLeads, hear: hearOrgLeads, back: to(StepOrgSession), needs: plans},
			StepOrgNotes:     {ask: askOrgNotes, hear: hearOrgNotes, misfit: "review.write.misfit", back: to(StepOrgSession), needs: plans},
		},
		desk: []deskRow{
			{at: 99, need: leadMeetings, key: "lead.now.button", do: "lead_now", when: func(t *turn) bool { _, any := t.leadTask(); return any }, open: (*turn).openLeadTask},
			{at: 100, need: leadMeetings, key: "lead.button", do: "lead", when: func(t *turn) bool { return len(t.ledSessions()) > 0 }, open: (*turn).openLeadSessions},
		},
	}
}

// ledSessions lists what the person leads: what is to come, and the last weeks.
func (t *turn) ledSessions() []Session {
	var list []Session
	for _, s := range t.w.Board.Sessions {
		if s.ledBy(t.me()) && t.e.Now.Sub(s.Ends()) < SeatsKept {
			list = append(list, s)
		}
	}
	return list
}

// ledSession is the session that the screen is about, if it is theirs to lead.
func (t *turn) ledSession() (Session, bool) {
	s, ok := t.topicSession()
	return s, ok && s.ledBy(t.me()) && t.e.Now.Sub(s.Ends()) < SeatsKept
}

// LeadNews tells whoever leads a session that it has changed or does not take place; ok
// is false for everybody else.
func LeadNews(p *Programme, s Session, m Member) (say Say, ok bool) {
	if s.News.What == 0 || !s.ledBy(&m) {
		return Say{}, false
	}
	lines := append(s.pushed(s.newsLines(m.Lang, p.Zone)...), Line{Key: "lead.news"})
	return Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: lines, Rows: column(link("desk.back", "desk"))}, true
}

func (t *turn) openLeadSessions() {
	t.p.Topic = ""
	t.show(StepLeadSessions)
}

func askLeadSessions(t *turn) Say {
	say := Say{Lines: line("lead.list", nil)}
	if len(t.ledSessions()) == 0 {
		say.Lines = line("lead.none", nil)
	}
	return t.listComing(say, t.ledSessions())
}

func hearLeadSessions(t *turn) bool {
	// The card says so if the session is not theirs any more.
	return t.hearComing(t.ledSessions(), anySession, StepLeadSessions, StepLeadPast, StepLeadSession)
}

func anySession(Session) bool { return true }

func askLeadPast(t *turn) Say { return t.askPast(t.ledSessions()) }

func hearLeadPast(t *turn) bool {
	return t.hearPast(t.ledSessions(), anySession, StepLeadPast, StepLeadSession)
}

func backToLeadSessions(t *turn) Step {
	return t.backToMeetings(t.ledSessions(), StepLeadSessions, StepLeadPast)
}

// askLeadSession shows the card, the notes, and guests as organisers see them.
func askLeadSession(t *turn) Say {
	s, ok := t.ledSession()
	if !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	lines := append(withHelpFolded(t.planLines(s, t.p.Lang)), t.planFacts(s)...)
	lines = append(lines, t.cardState(s))
	lines = append(lines, t.guestLines(s)...)
	if s.Notes != "" {
		lines = append(lines, t.notesLines(s)...)
	}
	lines = append(lines, t.cameLines(s)...)
	var rows [][]Button
	if t.hasDoor(s) {
		rows = column(act("door.button", "door"))
	}
	if t.countable(s) {
		rows = append(rows, []Button{act("organise.came_button", "came")})
	}
	if !s.Cancelled && t.begun(s) {
		lines = append(lines, t.minutesState(s)...)
		rows = append(rows, []Button{act("minutes.button", "minutes")})
	}
	if !s.Cancelled {
		rows = append(rows, []Button{act("agenda.lead.button", "agenda")})
	}
	return Say{Lines: append(lines, Line{Key: "organise.guests.lock"}), Protect: true, Rows: append(rows, []Button{back()})}
}

func hearLeadSession(t *turn) bool {
	if t.pressed("agenda") {
		t.p.Page = 0
		t.show(StepLeadAgenda)
		return true
	}
	if !t.pressed("came") && !t.pressed("minutes") && !t.pressed("door") {
		return false
	}
	s, ok := t.ledSession()
	switch running := ok && !s.Cancelled && t.begun(s); {
	case ok && t.pressed("door"):
		t.openDoor(s)
	case running && t.pressed("minutes"):
		t.show(StepMinutesDesk)
	case ok && t.pressed("came") && t.countable(s):
		t.show(StepLeadCame)
	default: // moved, cancelled or given to somebody else meanwhile
		t.show(StepLeadSession)
	}
	return true
}

func askLeadCame(t *turn) Say {
	s, ok := t.ledSession()
	if !ok {
		return Say{Lines: line("lead.gone", nil), Rows: column(back())}
	}
	return t.askAttendance(s)
}

func hearLeadCame(t *turn) bool {
	s, ok := t.ledSession()
	return t.enterCame(s, ok, StepLeadCame, StepLeadSession)
}
