package flows

import (
	"fmt"
	"hash/fnv"
	"slices"
)

// This file is about a meeting for young people and adults together. Nobody under 18 finds
// it before a safeguarding lead has said yes to it, as it is: each change of what matters
// asks anew, and so does a lead who leaves. What they read of it are the words that the
// lead said yes to, and no others: reminders, changes and that it is called off come in
// fixed words, and everything else from the lead. both_desk.go is where leads answer.

// BothYes is a safeguarding lead's answer, and the words that it is about.
type BothYes struct {
	By     ID       `cbor:"250,keyasint,omitzero"`
	At     int64    `cbor:"251,keyasint,omitempty"` // unix seconds; 0: nobody has answered yet
	For    uint64   `cbor:"252,keyasint,omitempty"` // the sum of what it is about; 0: taken back
	No     bool     `cbor:"216,keyasint,omitempty"`
	Title  Text     `cbor:"253,keyasint,omitempty"` // of the last yes: what young people read
	About  Text     `cbor:"254,keyasint,omitempty"`
	Place  Text     `cbor:"255,keyasint,omitempty"`
	Where  Text     `cbor:"214,keyasint,omitempty"` // the address
	Labels []string `cbor:"215,keyasint,omitempty"` // the links whose names the lead has read
}

const (
	adultsLeast   = 2  // who look after young people, however few these are
	youngPerAdult = 10 // between 13 and 17
)

// youngMost is how many young people the named adults may look after.
func (s Session) youngMost() int {
	if len(s.Adults) < adultsLeast {
		return 0
	}
	return len(s.Adults) * youngPerAdult
}

// bothSum tells two states of a meeting apart that a lead would have to look at.
func (s Session) bothSum() uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%v|%v|%v|%v|%v|%q|%v|%v", s.Title, s.About, s.Place, s.Address, s.Areas, s.Adults, s.Roles, s.Kind)
	fmt.Fprintf(h, "|%d|%d|%d|%d|%v|%v|%v", s.Start, s.Minutes, s.Capacity, s.Officers, s.Uniform, s.AddressOnDay, s.Invited)
	return h.Sum64()
}

// answered says whether a lead has answered to a meeting as it is.
func (s Session) answered() bool { return s.Yes.At != 0 && s.Yes.For == s.bothSum() }

// agreed says whether a lead has said yes to a meeting as it is.
func (s Session) agreed() bool { return s.Both && s.answered() && !s.Yes.No }

// OpenToYoung says whether people between 13 and 17 may come.
func (s Session) OpenToYoung(p *Programme) bool {
	return p.Minors.Sessions && p.Safeguarding != nil && (s.Youth || s.agreed())
}

// band says which of the two age bands of such a meeting somebody is of, as it stands with
// their place. Which of the numbers means what differs from meeting to meeting and is
// written on the board alone, so that places tell nobody who is young.
func (s Session) band(p *Person) uint8 {
	switch {
	case !s.Both:
		return 0
	case p.Minor():
		return s.Young
	}
	return 3 - s.Young
}

// young says whether a claim is of somebody under 18.
func (s Session) young(c Claim) bool { return s.Both && c.Band == s.Young }

// youngRoom is how many more young people may have a place.
func (s Session) youngRoom(seats Seats) int {
	if !s.agreed() {
		return 0
	}
	return max(0, s.youngMost()-seats.youngIn(s))
}

// youngIn is how many young people have a place, or are offered one.
func (s Seats) youngIn(of Session) int { return s.Bands[of.Young%3] }

// forYoung is a meeting as people under 18 read it: in the words that a lead said yes to,
// and without what adults wrote since.
func (s Session) forYoung() Session {
	if !s.Both {
		return s
	}
	agreed := s.agreed()
	s.Title, s.About, s.Place, s.Address = s.Yes.Title, s.Yes.About, s.Yes.Place, s.Yes.Where
	s.TitleOthers, s.AboutOthers, s.NotesOthers, s.News.Why.Own, s.News.Why.Others, s.Notes = nil, nil, nil, nil, nil, ""
	s.Report, s.Points = Minutes{}, false
	if agreed {
		s.Yes.For = s.bothSum()
	}
	return s
}

// readBy is a meeting as somebody reads it.
func (s Session) readBy(p *Person) Session {
	if p.Minor() {
		return s.forYoung()
	}
	return s
}

// asRead is a meeting as the turn's person reads it. Whoever has a role works with the words
// that stand.
func (t *turn) asRead(s Session) Session {
	if t.me() != nil {
		return s
	}
	return s.readBy(t.p)
}

// shutOut says whether the person is under 18, and the meeting is not open to them now.
func (t *turn) shutOut(s Session) bool {
	return s.Both && t.p.Minor() && !s.OpenToYoung(t.w.Programme)
}

// agreeing is a meeting to which a lead said yes, with the words as they are.
func (s Session) agreeing(who ID, now int64) Session {
	s.Yes = BothYes{By: who, At: now, For: s.bothSum(), Title: s.title(), About: s.about(), Place: s.Place, Where: s.Address, Labels: slices.Clone(s.Passes)}
	return s.tellYoung(now)
}

// refusing is a meeting to which a lead said no. The words of an earlier yes stay for those
// who have a place, so that what they are told names it.
func (s Session) refusing(who ID, now int64) Session {
	s.Yes.By, s.Yes.At, s.Yes.For, s.Yes.No = who, now, s.bothSum(), true
	return s
}

// tellYoung has the young people who have a place, or wait for one, told how it is now.
func (s Session) tellYoung(now int64) Session {
	s.YoungAt, s.YoungDone = max(now, s.YoungAt+1), false
	return s
}

// bothAfter is a meeting after a change: if it is closed to young people by it, they are told.
func (s Session) bothAfter(was Session, now int64) Session {
	if was.agreed() && !s.agreed() && !s.Cancelled {
		return s.tellYoung(now)
	}
	return s
}

// guardedBy says whether a member may answer for young people at a meeting.
func (s Session) guardedBy(m *Member) bool { return m != nil && m.mayAny(agreeBoth, s.Areas) }

// guarded says whether anybody may.
func (b *Board) guarded(s Session) bool {
	return slices.ContainsFunc(b.Staff, func(m Member) bool { return s.guardedBy(&m) })
}

// unguard closes to young people the meetings to which somebody said yes who is no lead any
// more, and lists them.
func (b *Board) unguard(now int64) (closed []Session) {
	for i, s := range b.Sessions {
		if s.Both && s.Yes.For != 0 && !s.guardedBy(b.member(s.Yes.By)) {
			opened := s.agreed() && !s.Cancelled && now < s.Start
			s.Yes.By, s.Yes.At, s.Yes.For, s.Yes.No = ID{}, 0, 0, false
			if opened {
				s = s.tellYoung(now)
				closed = append(closed, s)
			}
			b.Sessions[i] = s
		}
	}
	return closed
}

// guardBoard closes meetings whose lead has left with this very change of the board, and
// tells their organisers and the leads who are left.
func (t *turn) guardBoard(b *Board) {
	for _, s := range b.unguard(t.e.Now.Unix()) {
		t.tellOrganisers(b, s, "both.told.left")
		if b.member(t.e.Who).mayFor(planMeetings, s.Areas, t.w.Programme) {
			t.note("both.told.left", Args{"title": Name(s.title()), "when": Moment(s.StartsAt(t.w.Programme.Zone))})
		}
		t.tellGuards(b, s)
	}
}

// tellOrganisers tells those who plan a meeting, but for the turn's person.
func (t *turn) tellOrganisers(b *Board, s Session, key string) {
	for _, m := range b.Staff {
		if m.Who != t.e.Who && m.mayFor(planMeetings, s.Areas, t.w.Programme) {
			t.tellAtDesk(m, "both."+s.ID, Line{Key: key, Args: Args{"title": s.called(), "when": Moment(s.StartsAt(t.w.Programme.Zone))}})
		}
	}
}

// tellGuards tells the safeguarding leads that a meeting waits for them.
func (t *turn) tellGuards(b *Board, s Session) {
	for _, m := range b.Staff {
		if m.Who != t.e.Who && s.guardedBy(&m) {
			t.tellAtDesk(m, "both."+s.ID, Line{Key: "both.push"})
		}
	}
}

// tellAtDesk sends a line to somebody with a role: not at night, and of each matter the
// latest.
func (t *turn) tellAtDesk(m Member, matter string, l Line) {
	if had := t.person(m.Who); had == nil || had.Paused {
		return
	}
	t.out.Says = append(t.out.Says, Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true,
		Wait: UntilQuietEnds(t.w.Programme, t.e.Now, matter), Lines: []Line{l}, Rows: column(link("desk.back", "desk"))})
}

// bothLines say on a card whom such a meeting is for and who looks after the young. For
// these it says what to arrange first, and that nobody here writes to them.
func (t *turn) bothLines(s Session) []Line {
	if !s.Both {
		return nil
	}
	lines := line("session.both.for", nil)
	if len(s.Adults) > 0 {
		lines = append(lines, as(PartFine, "session.both.adults", Args{"names": adultNames(s)}))
	}
	lead := t.w.Programme.Safeguarding
	if t.p.Minor() && lead != nil {
		lines = append(lines, Line{Key: "session.both.guardian"},
			as(PartFine, "session.card.youth_lead", Args{"lead": Name(lead.Name), "how": Name(lead.How)}), as(PartFine, "session.both.notices", nil))
	}
	return lines
}

func adultNames(s Session) (names Names) {
	for _, n := range s.Adults {
		names = append(names, Text{English: n})
	}
	return names
}

// askShutOut is the card for somebody under 18 while the meeting is closed to them.
func (t *turn) askShutOut(s Session) Say {
	lines := line("session.card.title", Args{"title": Name(s.title())})
	lines = append(lines, Line{Key: "session.card.when", Args: Args{"when": t.sessionStart(s)}})
	switch t.seats(s.ID).Mine {
	case Inside:
		return Say{Lines: append(lines, Line{Key: "session.both.closed"}), Rows: column(act("session.button.leave", "leave"), back())}
	case InLine:
		return Say{Lines: append(lines, Line{Key: "session.both.closed_line"}), Rows: column(act("session.button.leave_line", "leave"), back())}
	}
	return Say{Lines: line("session.adults", nil), Rows: column(back())}
}

// youngPlaces says to somebody under 18 that there are places, and none for them.
func (t *turn) youngPlaces(s Session) (Line, bool) {
	seats := t.seats(s.ID)
	if !s.Both || !t.p.Minor() || seats.Mine != Outside || seats.Free(s.Capacity) == 0 || s.youngRoom(seats) > 0 {
		return Line{}, false
	}
	return Line{Key: "session.both.full"}, true
}

// YoungNews is what somebody under 18 who has a place, or waits for one, is told when a
// meeting is opened or closed to them; ok is false for everybody else.
func YoungNews(p *Programme, s Session, to *Person) (say Say, ok bool) {
	if !s.Both || !to.Minor() || to.Paused || to.Chat == 0 || s.Cancelled || !slices.Contains(to.Sessions, s.ID) {
		return Say{}, false
	}
	open := s.OpenToYoung(p)
	s = s.forYoung()
	args := Args{"title": s.called(), "when": Moment(s.StartsAt(p.Zone)), "place": Name(s.Place)}
	key := "session.both.news_closed"
	if open {
		key = "session.both.news_open"
	}
	return Say{Lang: to.Lang, Chat: to.Chat, Fresh: true, Lines: s.pushed(Line{Key: key, Args: args}),
		Rows: column(link("session.button.open", sessionButtonPrefix+s.ID))}, true
}

// YoungRun names the bulk run that tells it.
func (s Session) YoungRun() string { return newsRun("young/"+s.ID, s.YoungAt) }

// TellsYoung says whether somebody may have to be told.
func (s Session) TellsYoung(now int64) bool {
	return s.Both && s.YoungAt != 0 && !s.YoungDone && !s.Cancelled && now < s.Start
}

// bothState says to whoever plans or leads a meeting whether it is open to young people.
func (t *turn) bothState(s Session) []Line {
	if !s.Both || s.Cancelled || t.begun(s) {
		return nil
	}
	lines := line("organise.both.room", Args{"number": s.youngMost()})
	if s.ID == "" {
		return append(lines, Line{Key: "organise.both.will_wait"})
	}
	switch {
	case !t.w.Board.guarded(s):
		return append(lines, Line{Key: "organise.both.nobody"})
	case s.agreed():
		return append(lines, Line{Key: "organise.both.agreed"})
	case s.answered():
		return append(lines, Line{Key: "organise.both.refused"})
	}
	return append(lines, Line{Key: "organise.both.waits"})
}
