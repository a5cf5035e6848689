package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file is about meetings that belong together. A series is several meetings that were
// announced at once; each has places of its own. A circle is a series of evenings for the same
// people: its evenings have one line and one set of seats, so that nobody can be in one of them
// and not in the others, whatever happens between two commits.

// circleMark stands in the id of a circle's evening between what all have and its number. No
// other meeting's id has it.
const circleMark = "_"

// SeatsOf is the id under which the seats of a meeting are kept: of a circle, one for all its
// evenings.
func SeatsOf(session string) string {
	of, _, _ := strings.Cut(session, circleMark)
	return of
}

// SameSeats says whether two meetings are one, or evenings of one circle.
func SameSeats(a, b string) bool { return SeatsOf(a) == SeatsOf(b) }

// InCircle says whether a meeting is an evening of a circle.
func (s Session) InCircle() bool { return strings.Contains(s.ID, circleMark) }

// eveningID is the id of one of a series, from 1.
func eveningID(series string, number int, circle bool) string {
	if circle {
		return series + circleMark + strconv.Itoa(number)
	}
	return series + "-" + strconv.Itoa(number)
}

// Evenings are those of the series that a meeting belongs to, by start; itself if there is none.
func (b *Board) Evenings(of Session) (all []Session) {
	if of.Series == "" || b == nil {
		return []Session{of}
	}
	for _, s := range b.Sessions {
		if s.Series == of.Series {
			all = append(all, s)
		}
	}
	return all
}

// following are the evenings of a series behind one, if they can still be changed.
func (t *turn) following(of Session) (all []Session) {
	for _, s := range t.w.Board.Evenings(of) {
		if s.Number > of.Number && !s.Cancelled && !t.begun(s) {
			all = append(all, s)
		}
	}
	return all
}

// together are the evenings that one place is for: all of a circle that have not begun.
func (t *turn) together(s Session) (ids []string) {
	if !s.InCircle() {
		return []string{s.ID}
	}
	for _, e := range t.w.Board.Evenings(s) {
		if !t.begun(e) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// others are a list without one of it.
func others(ids []string, but string) []string {
	return slices.DeleteFunc(ids, func(id string) bool { return id == but })
}

// SeatsOver says since when nobody needs to know any more who has a place in a meeting: since its
// end, or that of the last evening of its circle.
func (b *Board) SeatsOver(s Session) (ends time.Time) {
	if ends = s.Ends(); !s.InCircle() {
		return ends
	}
	for _, e := range b.Evenings(s) {
		if e.Ends().After(ends) {
			ends = e.Ends()
		}
	}
	return ends
}

// TakesNobody says whether a meeting is an evening of a circle that has begun: from then on
// the people are the same, unless an organiser lets others in.
func (b *Board) TakesNobody(s Session, now time.Time) bool {
	if !s.InCircle() || s.Open {
		return false
	}
	for _, e := range b.Evenings(s) {
		if !e.Cancelled {
			return now.Unix() >= e.Start
		}
	}
	return false
}

func (t *turn) takesNobody(s Session) bool { return t.w.Board.TakesNobody(s, t.e.Now) }

// oneOfEach leaves of each series the first of a list, and those that the person has a place
// of their own in.
func (t *turn) oneOfEach(list []Session) (rows []Session) {
	seen := map[string]bool{}
	for _, s := range list {
		own := !s.InCircle() && slices.Contains(t.p.Sessions, s.ID)
		if s.Series == "" || !seen[s.Series] || own {
			rows = append(rows, s)
		}
		seen[s.Series] = true
	}
	return rows
}

// seriesLines say on a card which evening of how many it is, and what a place is for.
func (t *turn) seriesLines(s Session) []Line {
	if s.Series == "" {
		return nil
	}
	args := Args{"number": s.Number, "of": s.Of}
	if s.InCircle() {
		return line("series.circle", args)
	}
	return line("series.evening", args)
}

// skips says whether somebody has said that they miss an evening of their circle.
func (p *Person) skips(session string) bool { return slices.Contains(p.Skips, session) }

// setSkips notes that somebody misses an evening, or takes it back.
func (p *Person) setSkips(session string, skips bool) {
	if p.Skips = slices.DeleteFunc(p.Skips, func(id string) bool { return id == session }); skips {
		p.Skips = append(p.Skips, session)
	}
	if len(p.Skips) == 0 {
		p.Skips = nil
	}
}

// skipEvening notes that the person misses one evening and keeps their place.
func (t *turn) skipEvening(s Session) {
	t.p.forgetComing(s.ID)
	t.p.setSkips(s.ID, true)
	t.note("series.skipped", nil)
	t.show(StepSessionCard)
}

// StepSeries lists the meetings of a series. Topic is the one whose card it was opened from.
const StepSeries Step = "session.series"

// seriesButton leads from a card to the other days of its series.
func (t *turn) seriesButton(s Session) []Button {
	if len(t.seriesDays(s)) < 2 {
		return nil
	}
	return []Button{act("series.days_button", "series")}
}

// seriesDays are the meetings of a series that a person may open.
func (t *turn) seriesDays(of Session) (all []Session) {
	if of.Series == "" {
		return nil
	}
	for _, s := range t.w.Board.Evenings(of) {
		if t.closedCard(s, true) == "" {
			all = append(all, s)
		}
	}
	return all
}

func (t *turn) openSeries() {
	t.p.Page = 0
	t.show(StepSeries)
}

func askSeries(t *turn) Say {
	s, known := t.topicSession()
	all := t.seriesDays(s)
	if !known || len(all) == 0 {
		return Say{Lines: line("session.unknown", nil), Rows: column(back())}
	}
	shown := partOf(len(all), sessionsPerPage, int(t.p.Page))
	say := Say{Lines: line("series.days", Args{"title": s.called()})}
	for _, e := range all[shown.from:shown.to] {
		say.Lines = append(say.Lines, Line{Key: "session.list.item", Args: Args{
			"number": e.Number, "title": t.signed(e), "when": t.sessionStart(e), "places": Lines{t.sessionPlaces(e)}}})
		if e.ID != s.ID { // to its own card leads Back
			say.Rows = append(say.Rows, []Button{{Key: "organise.day", Args: Args{"day": Day(e.StartsAt(t.w.Programme.Zone))}, Do: sessionButtonPrefix + e.ID}})
		}
	}
	if shown.pages > 1 {
		say.Rows = append(say.Rows, turnSessions(shown))
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

func hearSeries(t *turn) bool {
	s, known := t.topicSession()
	all := t.seriesDays(s)
	id, day := t.picked(sessionButtonPrefix)
	n, turned := t.picked(sessionPagePrefix)
	page, err := strconv.Atoi(n)
	switch {
	case day && known:
		if !slices.ContainsFunc(all, func(e Session) bool { return e.ID == id }) {
			return false
		}
		t.openSession(id)
	case turned && err == nil && page >= 0 && page*sessionsPerPage < max(1, len(all)):
		t.p.Page = uint16(page)
		t.show(StepSeries)
	default:
		return false
	}
	return true
}
