package flows

import "slices"

// The steps of an organiser who says who leads a session and writes notes for them.
const (
	StepOrgLeads Step = "desk.session.leads"
	StepOrgNotes Step = "desk.session.notes"
)

// mostLeads is how many facilitators a session has; mostNotes how long notes are.
const (
	mostLeads = 10
	mostNotes = 1000
)

// facilitators lists who may be named: everybody with the role.
func (b *Board) facilitators() []Member {
	return slices.DeleteFunc(slices.Clone(b.Staff), func(m Member) bool { return !m.holds(leadMeetings, "") })
}

func askOrgLeads(t *turn) Say {
	s, ok := t.ownSession()
	if !ok {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	ask := "lead.org.ask"
	if len(s.Areas) == 0 {
		ask = "lead.org.ask_all"
	}
	lines := line(ask, Args{"title": Name(s.title())})
	all := t.w.Board.facilitators()
	if len(all) == 0 {
		lines = append(lines, Line{Key: "lead.org.nobody"})
	}
	var buttons []Button
	for _, m := range all[:min(len(all), staffPage)] {
		key := "lead.org.not_chosen"
		if slices.Contains(s.Leads, m.Who) {
			key = "lead.org.is_chosen"
		}
		buttons = append(buttons, Button{Key: key, Args: Args{"name": t.called(m)}, Do: "m." + memberMark(m)})
	}
	return Say{Lines: lines, Rows: append(column(buttons...), []Button{back()})}
}

// hearOrgLeads names a facilitator, or takes the session from them.
func hearOrgLeads(t *turn) bool {
	mark, ok := t.picked("m.")
	all := t.w.Board.facilitators()
	i := slices.IndexFunc(all, func(m Member) bool { return memberMark(m) == mark })
	if !ok {
		return false
	}
	s, own := t.ownSession()
	if !own || i < 0 { // not theirs any more, or no facilitator any more
		t.show(StepOrgLeads)
		return true
	}
	m := all[i]
	named := !slices.Contains(s.Leads, m.Who)
	switch {
	case named && len(s.Leads) >= mostLeads:
		t.show(StepOrgLeads)
		return true
	case named:
		s.Leads = append(slices.Clone(s.Leads), m.Who)
	default:
		s.Leads = slices.DeleteFunc(slices.Clone(s.Leads), func(id ID) bool { return id == m.Who })
	}
	t.changeBoard(func(b *Board) { b.put(s) })
	t.audit("session_led", s.ID)
	t.tellLead(m, s, named)
	t.show(StepOrgLeads)
	return true
}

// tellLead lets a facilitator know; at night the last word counts, in the morning.
func (t *turn) tellLead(m Member, s Session, named bool) {
	had := t.person(m.Who)
	if m.Who == t.e.Who || had == nil || had.Paused || s.Cancelled || t.over(s) {
		return
	}
	key := "lead.named"
	if !named {
		key = "lead.unnamed"
	}
	t.out.Says = append(t.out.Says, Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true,
		Wait:  UntilQuietEnds(t.w.Programme, t.e.Now, "lead."+s.ID),
		Lines: s.pushed(Line{Key: key, Args: Args{"title": s.called(), "when": t.sessionStart(s)}}), Rows: column(link("desk.back", "desk"))})
}

func askOrgNotes(t *turn) Say {
	s, ok := t.ownSession()
	if !ok {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	lines := line("lead.org.notes_ask", nil)
	rows := column(back())
	if s.Notes != "" { // Done leads where Back would
		lines = append(lines, Line{Key: "lead.org.notes_now", Args: Args{"words": Quote(s.Notes)}})
		rows = column(act("collect.done", "done"), act("lead.org.notes_drop", "drop"))
		if len(s.wanted(t.leadTongues(s), t.e.Now, sessionNotes)) > 0 {
			rows = append(rows, []Button{act("translate.ask", "translate")})
		}
	}
	return Say{Lines: append(lines, Line{Key: "lead.org.notes_lock"}), Protect: true, Rows: rows}
}

// hearOrgNotes collects the notes: what is written stands there at once.
func hearOrgNotes(t *turn) bool {
	s, ok := t.ownSession()
	if t.pressed("done") || !ok {
		t.show(StepOrgSession)
		return true
	}
	switch words := t.written(); {
	case t.pressed("translate"):
		if langs := s.wanted(t.leadTongues(s), t.e.Now, sessionNotes); len(langs) > 0 {
			t.askMeeting(s, langs, "translate.asked", sessionNotes)
		}
		t.show(StepOrgNotes)
		return true
	case t.pressed("drop"):
		s.Notes, s.NotesIn, s.NotesOthers = "", "", nil
	case words == "":
		return false
	default:
		t.add(&s.Notes, words, mostNotes)
		s.NotesIn, s.NotesOthers = guessLang(s.Notes, t.p.Lang, t.w.Programme.Languages), nil
	}
	t.changeBoard(func(b *Board) { b.put(s) })
	t.audit("session_noted", s.ID)
	t.note("lead.org.notes_done", nil)
	t.show(StepOrgNotes)
	return true
}

// leadTongues lists the languages of those who lead a session.
func (t *turn) leadTongues(s Session) []Lang {
	var all []Lang
	for _, m := range t.w.Board.Staff {
		if s.ledBy(&m) && !slices.Contains(all, m.Lang) {
			all = append(all, m.Lang)
		}
	}
	return all
}

// notesLines are the notes as whoever leads the session reads them.
func (t *turn) notesLines(s Session) []Line {
	words := s.Notes
	if s.NotesIn != "" {
		words = s.read(sessionNotes).In(t.p.Lang)
	}
	lines := line("lead.notes", Args{"words": Quote(words)})
	return append(lines, s.tongueMarks(t.p.Lang, sessionNotes)...)
}

// unlead takes somebody who erases themselves out of every session.
func (b *Board) unlead(who ID) {
	for i, s := range b.Sessions {
		if slices.Contains(s.Leads, who) {
			b.Sessions[i].Leads = slices.DeleteFunc(slices.Clone(s.Leads), func(id ID) bool { return id == who })
		}
	}
}
