package flows

import "strconv"

// closedCard is the reason why a session's card is not shown, "" if it is.
// Adults get the same answer for a youth session as for one that does not
// exist: where and when young people meet is not theirs to find out.
func (t *turn) closedCard(s Session, known bool) string {
	if !known || t.p.Age == AgeChild {
		return "session.unknown"
	}
	registered := t.seats(s.ID).Mine != Outside
	switch {
	case t.p.Age != AgeTeen && s.Youth && !registered, s.closed() && !registered && !t.suits(s):
		return "session.unknown"
	case s.Cancelled:
		return "session.cancelled"
	case t.over(s):
		return "session.over"
	case t.suits(s) || registered:
		return ""
	case t.p.Age == AgeTeen && !s.OpenToYoung(t.w.Programme):
		return "session.adults"
	}
	return "session.elsewhere"
}

// closedSession says why there is no card.
func (t *turn) closedSession(s Session, reason string) Say {
	args := Args{"title": s.called()}
	if reason == "session.elsewhere" {
		args["areas"] = t.areaNames(s)
	}
	say := Say{Lines: line(reason, args), Rows: column(back())}
	if reason == "session.over" {
		say.Lines = append(say.Lines, t.rankLines(s)...)
		say.Rows = append(row(row(nil, t.minutesButton(s)...), t.cameButton(s)...), []Button{back()})
	}
	if reason == "session.cancelled" {
		say.Lines = append(say.Lines, s.whyLines(t.p.Lang)...)
		say.Lines = append(say.Lines, t.underWayLines(s.passages(t.e.Now))...)
		if t.askableCard(s) {
			say.Rows = column(act("translate.ask", "translate"), back())
		}
	}
	return say
}

// areaNames are the neighbourhoods that a session is for.
func (t *turn) areaNames(s Session) Names {
	var names Names
	for _, id := range s.Areas {
		if a, ok := t.w.Programme.Area(id); ok {
			names = append(names, a.Name)
		}
	}
	return names
}

// askSessionCard says what a session is, who comes, and where the person
// stands. It reads right at any time, whatever has become of the session.
func askSessionCard(t *turn) Say {
	s, known := t.topicSession()
	if reason := t.closedCard(s, known); reason != "" {
		return t.closedSession(s, reason)
	}
	if t.shutOut(s) {
		return t.askShutOut(s)
	}
	say := Say{Lines: line("session.card.title", Args{"title": Name(s.title())})}
	if len(s.About) > 0 {
		// Whatever organisers write, it is found below when, where and who comes, which one needs
		// to choose: the fold shows how it begins.
		say.Lines = append(say.Lines, as(PartFine, "session.card.about", Args{"about": Name(s.about())}))
	}
	say.Lines = append(say.Lines, s.tongueMarks(t.p.Lang, sessionTitle, sessionAbout)...)
	say.Lines = append(say.Lines, t.underWayLines(s.passages(t.e.Now))...)
	say.Lines = append(say.Lines, t.kindLine(s)...)
	say.Lines = append(say.Lines, s.forLine()...)
	say.Lines = append(say.Lines, t.seriesLines(s)...)
	say.Lines = append(say.Lines, Line{Key: "session.card.when", Args: Args{"when": t.sessionStart(s)}})
	say.Lines = append(say.Lines, t.sessionWhere(s)...)
	say.Lines = append(say.Lines, sessionOfficers(s))
	help := append(sessionHelp(s), t.kidsLines(s)...)
	if s.Both { // such a card has more to say: what makes it easier to come is in the fold
		help = withHelpFolded(help)
	}
	say.Lines = append(say.Lines, help...)
	say.Lines = append(say.Lines, t.keptLines(s)...)
	say.Lines = append(say.Lines, t.youthConsent(s)...)
	say.Lines = append(say.Lines, t.bothLines(s)...)
	say.Lines = append(say.Lines, t.sessionPlaces(s), as(PartFine, "session.card.lock", Args{"days": Code(strconv.Itoa(seatsKeptDays))}))
	if s.News.What&NewsTime != 0 {
		say.Lines = append(say.Lines, s.whyLines(t.p.Lang)...)
	}
	say.Rows = row(row(t.sessionButtons(s), t.seriesButton(s)...), t.agendaButton(s)...)
	if t.askableCard(s) {
		say.Rows = append(say.Rows, []Button{act("translate.ask", "translate")})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

// sessionWhere is the building and, for whom and when it may be seen, the
// address. An address that is kept for the day is on the card from that
// morning, and goes out with the last reminder.
func (t *turn) sessionWhere(s Session) []Line {
	lines := line("session.card.place", Args{"place": Name(s.Place)})
	if len(s.Address) == 0 {
		return lines
	}
	switch {
	case !s.AddressOnDay, t.seats(s.ID).Mine == Inside && (t.sessionToday(s) || t.begun(s)):
		return append(lines, s.address())
	case t.seats(s.ID).Mine == Inside && t.p.Paused:
		return append(lines, Line{Key: "session.card.address_on_day_paused"})
	case t.seats(s.ID).Mine == Inside:
		return append(lines, Line{Key: "session.card.address_on_day"})
	}
	return append(lines, Line{Key: "session.card.address_for_guests"})
}

// addressKept says whether the address is for those with a place alone, who get
// it with their last reminder.
func (s Session) addressKept() bool { return s.AddressOnDay && len(s.Address) > 0 }

// pushed are the first lines of a message about the session that nobody asked
// for. A notification shows them to whoever looks at the phone, so where a
// small group meets, or where young people do, is not among them.
func (s Session) pushed(lines ...Line) []Line {
	if s.Discreet() {
		return append(line("thread.message", nil), lines...)
	}
	return lines
}

func (s Session) address() Line {
	return Line{Key: "session.card.address", Args: Args{"address": Name(s.Address)}}
}

// sessionOfficers says how many officers come and how they are dressed.
func sessionOfficers(s Session) Line {
	switch {
	case s.Officers == 0:
		return Line{Key: "session.officers.nobody"}
	case s.Uniform:
		return Line{Key: "session.officers.uniform", Args: Args{"count": s.Officers}}
	}
	return Line{Key: "session.officers.plain", Args: Args{"count": s.Officers}}
}

// sessionHelp lists what makes it easier to come. What the organisers did not
// promise is not mentioned.
func sessionHelp(s Session) []Line {
	var lines []Line
	if s.NoPapers {
		lines = append(lines, Line{Key: "session.card.no_papers"})
	}
	if s.Childcare {
		lines = append(lines, Line{Key: "session.card.childcare"})
	}
	if s.TravelHelp {
		lines = append(lines, Line{Key: "session.card.travel"})
	}
	if len(s.Interpreters) > 0 {
		lines = append(lines, Line{Key: "session.card.interpreters", Args: Args{"tongues": Tongues(s.Interpreters)}})
	}
	return lines
}

// youthConsent says that a guardian's consent is arranged with a person, not here.
func (t *turn) youthConsent(s Session) []Line {
	if !s.Youth {
		return nil
	}
	lead := t.w.Programme.Safeguarding
	if lead == nil {
		return []Line{{Key: "session.card.youth"}, as(PartFine, "session.card.youth_apart", nil)}
	}
	return []Line{{Key: "session.card.youth"}, as(PartFine, "session.card.youth_lead", Args{"lead": Name(lead.Name), "how": Name(lead.How)})}
}

func (t *turn) sessionButtons(s Session) [][]Button {
	var rows [][]Button
	seats := t.seats(s.ID)
	if t.mayCheckIn(s) {
		rows = column(act("door.here", "checkin"))
	}
	switch {
	case t.begun(s):
		return append(rows, []Button{act("session.button.who", "who")})
	case seats.Mine == Inside:
		rows = append(rows, column(t.comesToggle(s), act("session.button.leave", "leave"))...)
	case t.mayTake(s):
		rows = append(rows, column(act("session.button.take", "join"), act("session.button.leave_line", "leave"))...)
	case seats.Mine == InLine:
		rows = append(rows, column(act("session.button.leave_line", "leave"))...)
	case t.takesNobody(s):
	case t.room(s) > 0:
		rows = append(rows, column(act("session.button.join", "join"))...)
	default:
		rows = append(rows, column(act("session.button.wait", "wait"))...)
	}
	rows = row(rows, t.kidsButton(s)...)
	return append(rows, column(act("session.button.who", "who"), act("session.button.calendar", "calendar"))...)
}

// hearSessionCard handles the card's buttons. A session that was cancelled, is
// over or has begun since the card was shown answers with the card as it is now.
func hearSessionCard(t *turn) bool {
	if t.e.Kind != Press || !cardButton(t.e.Do) {
		return false
	}
	s, known := t.topicSession()
	reason := t.closedCard(s, known)
	if t.e.Do == "translate" {
		if (reason == "" || reason == "session.cancelled") && t.askableCard(s) {
			t.askCard(s)
		}
		t.show(StepSessionCard)
		return true
	}
	if reason != "" || t.shutOut(s) && t.e.Do != "leave" {
		t.show(StepSessionCard)
		return true
	}
	switch t.e.Do {
	case "checkin":
		if t.mayCheckIn(s) {
			t.show(StepDoorCode)
		} else {
			t.show(StepSessionCard)
		}
		return true
	case "who":
		t.show(StepSessionWho)
		return true
	case "agenda":
		t.openAgenda(s.ID)
		return true
	case "series":
		t.openSeries()
		return true
	}
	if t.begun(s) {
		t.show(StepSessionCard)
		return true
	}
	switch t.e.Do {
	case "join":
		t.joinSession(s)
	case "wait":
		t.waitForSession(s)
	case "leave":
		t.askToLeave(s)
	case "kids":
		t.askForKids(s)
	case "comes":
		t.switchComes(s)
	case "calendar":
		t.sendCalendar(s)
	}
	return true
}

func cardButton(do string) bool {
	switch do {
	case "join", "wait", "leave", "comes", "who", "calendar", "translate", "kids", "agenda", "checkin", "series":
		return true
	}
	return false
}

// askSessionWho names roles. Who registered is shown to nobody.
func askSessionWho(t *turn) Say {
	s, known := t.topicSession()
	if reason := t.closedCard(s, known); reason != "" {
		return t.closedSession(s, reason)
	}
	guests := "session.who.residents"
	if s.Youth {
		guests = "session.who.youth"
	}
	lines := []Line{{Key: "session.who.title", Args: Args{"title": s.called()}}}
	if s.Both {
		lines = append(lines, t.bothLines(s)...)
	}
	if s.closed() {
		lines = append(lines, s.forLine()...)
	} else {
		lines = append(lines, Line{Key: guests, Args: Args{"count": s.Capacity}})
	}
	lines = append(lines, sessionOfficers(s))
	if len(s.Interpreters) > 0 {
		lines = append(lines, Line{Key: "session.card.interpreters", Args: Args{"tongues": Tongues(s.Interpreters)}})
	}
	if s.Childcare {
		lines = append(lines, Line{Key: "session.card.childcare"})
	}
	lines = append(lines, Line{Key: "session.who.lock"})
	return Say{Lines: lines, Rows: column(back())}
}
