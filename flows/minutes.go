package flows

import (
	"slices"
	"time"
)

// This file is about what a meeting came to, in words: its minutes. Whoever leads it or
// organises it writes them (minutes_write.go), a reviewer releases them, whole or shorter
// (minutes_review.go), and then those who had a place are told, once, that they can read
// them. The words themselves are in no message that is pushed: a locked phone shows none of
// them, and whoever opens them reads the version that stands, in their own language once
// translators have made it. They go when it is forgotten who was in the meeting. Nobody
// under 18 reads them: what adults write reaches young people by their lead alone.

// StepMinutes is where those who had a place read the minutes.
const StepMinutes Step = "session.minutes"

// Minutes are of one meeting, on its card. What waits is no part of what people read.
type Minutes struct {
	Words   string        `cbor:"230,keyasint,omitempty"` // as a reviewer released them; "": not yet
	In      Lang          `cbor:"231,keyasint,omitempty"`
	Others  []Translation `cbor:"232,keyasint,omitempty"`
	At      int64         `cbor:"233,keyasint,omitempty"` // unix seconds of the release; it names the version
	Sent    int64         `cbor:"234,keyasint,omitempty"` // the version of which people are told; 0: none yet
	Done    bool          `cbor:"235,keyasint,omitempty"` // everybody is told of it
	Draft   string        `cbor:"236,keyasint,omitempty"` // waits for a reviewer, or was sent back
	DraftIn Lang          `cbor:"237,keyasint,omitempty"`
	Since   int64         `cbor:"238,keyasint,omitempty"` // unix seconds since when it waits; 0: it was sent back
	Writer  string        `cbor:"239,keyasint,omitempty"` // a mark of who wrote it: somebody else releases it
}

// mostMinutes is how long minutes are, in characters; a translation may need more.
const (
	mostMinutes           = 2500
	mostMinutesTranslated = 3200
)

// noMinutes are the reasons why a meeting has none. They are stored: never give one another
// meaning.
func noMinutes() []string { return []string{"deeds", "agreed", "nobody"} }

func minutesConversation() conversation {
	return conversation{
		name:    "minutes",
		screens: map[Step]screen{StepMinutes: {ask: askMinutes, hear: hearNothing, back: to(StepSessionCard), told: true}},
		doors:   []door{{word: "minutes", by: byButton, open: (*turn).openMinutes, members: atOnce, guests: true}},
	}
}

// openMinutes shows the minutes of a meeting. Whatever the id, there is an answer.
func (t *turn) openMinutes(id string) {
	t.p.Topic = id
	t.show(StepMinutes)
}

// readsMinutes says whether the person may read minutes of a meeting at all: grown up, and
// with a place in it, or checked in by its code.
func (t *turn) readsMinutes(s Session) bool {
	return !t.p.Minor() && (t.seats(s.ID).Mine == Inside || slices.Contains(t.p.Came, s.ID))
}

func askMinutes(t *turn) Say {
	s, known := t.topicSession()
	switch {
	case !known || t.p.Minor():
		return Say{Lines: line("session.unknown", nil), Rows: column(back())}
	case !t.readsMinutes(s):
		return Say{Lines: line("minutes.guests_only", nil), Rows: column(back())}
	case s.Report.Words == "":
		return Say{Lines: line("minutes.not_yet", nil), Rows: column(back())}
	}
	lines := append([]Line{as(PartLead, "minutes.title", Args{"title": s.called(), "day": t.sessionDay(s)})}, t.minutesWords(s)...)
	return Say{Lines: append(lines, as(PartFine, "minutes.lock", Args{"number": seatsKeptDays})), Protect: true, Rows: column(back())}
}

// sessionDay is the day of a meeting.
func (t *turn) sessionDay(s Session) Day { return Day(s.StartsAt(t.w.Programme.Zone)) }

// minutesWords are the words as the person reads them, and in which language they are.
func (t *turn) minutesWords(s Session) []Line {
	lines := line("minutes.words", Args{"words": Quote(s.read(sessionMinutes).In(t.p.Lang))})
	lines = append(lines, s.tongueMarks(t.p.Lang, sessionMinutes)...)
	if _, theirs := s.minutesPassage().in(t.p.Lang); theirs {
		return lines
	}
	return append(lines, t.underWayLines([]passage{s.minutesPassage()})...)
}

// minutesPassage is what stands as a text to be translated.
func (s Session) minutesPassage() passage {
	w := passage{at: "m/" + s.ID + "/" + sessionMinutes, what: "translate.what.minutes", from: s.Report.In, words: s.Report.Words, others: s.Report.Others, most: mostMinutesTranslated}
	w.closed = s.Youth // nobody reads them in the chat but those who wrote them
	return w
}

// minutesButton leads whoever had a place from the card of a meeting to its minutes.
func (t *turn) minutesButton(s Session) []Button {
	if s.Report.Words == "" || !t.readsMinutes(s) {
		return nil
	}
	return []Button{link("minutes.read", "minutes."+s.ID)}
}

// pastMinutes are the ways to the latest minutes of meetings in which the person was.
func (t *turn) pastMinutes() (rows [][]Button) {
	if t.w.Board == nil || t.p.Minor() {
		return nil
	}
	for _, s := range slices.Backward(t.w.Board.Sessions) {
		if len(rows) < 2 && s.Report.At != 0 && t.over(s) && (slices.Contains(t.p.Sessions, s.ID) || slices.Contains(t.p.Came, s.ID)) && t.readsMinutes(s) {
			rows = append(rows, []Button{{Key: "minutes.of", Args: Args{"title": s.called()}, Do: "minutes." + s.ID, Link: true}})
		}
	}
	return rows
}

// minutesOpen says whether a meeting is over and nobody said yet what it came to, or that
// there is nothing to say.
func (s Session) minutesOpen(now time.Time) bool {
	return !s.Cancelled && !now.Before(s.Ends()) && s.Report.At == 0 && s.NoMinutes == ""
}

// minutesWanted says whether that waits for whoever leads or organises it, and not for a
// reviewer.
func (s Session) minutesWanted(now time.Time) bool {
	return s.minutesOpen(now) && s.Report.Since == 0
}

// MinutesRun names the bulk run that tells people of one version.
func (s Session) MinutesRun() string { return newsRun("minutes-"+s.ID, s.Report.Sent) }

// TellsMinutes says whether people are still to be told of minutes.
func (s Session) TellsMinutes() bool { return s.Report.Sent != 0 && !s.Report.Done }

// MinutesSay tells somebody who had a place, or checked in, that there are minutes; ok is false for
// everybody else. inside says whether a place is theirs.
func MinutesSay(s Session, to *Person, inside bool) (say Say, ok bool) {
	inside = inside && slices.Contains(to.Sessions, s.ID) || slices.Contains(to.Came, s.ID)
	if s.Report.Sent == 0 || !inside || to.Minor() || to.Paused || to.Chat == 0 {
		return Say{}, false
	}
	key := "minutes.push"
	if s.Again {
		key = "minutes.push_again"
	}
	return Say{Lang: to.Lang, Chat: to.Chat, Fresh: true,
		Lines: s.pushed(Line{Key: key, Args: Args{"title": s.called()}}),
		Rows:  column(link("minutes.read", "minutes."+s.ID))}, true
}

// The reminders about minutes that are missing, by their days after the end. A bit is
// stored: never reuse one.
const (
	minutesSoon uint8 = 1
	minutesLate uint8 = 2
)

// missingLate is how late such a reminder may come, if nobody was there to send it.
const missingLate = 3 * 24 * time.Hour

// MinutesMissing is the reminder that is due of a meeting, 0 if none is.
func (s Session) MinutesMissing(now time.Time) uint8 {
	if !s.minutesWanted(now) && !s.attendanceWanted(now) {
		return 0
	}
	for bit, days := range map[uint8]time.Duration{minutesSoon: 2, minutesLate: 7} {
		late := now.Sub(s.Ends()) - days*24*time.Hour
		if s.Asked&bit == 0 && late >= 0 && late < missingLate {
			return bit
		}
	}
	return 0
}

// attendanceWanted says whether nobody said yet how many came to a meeting that is over.
func (s Session) attendanceWanted(now time.Time) bool {
	return !s.Cancelled && !s.Counted && !now.Before(s.Ends())
}

// TellMissing asks whoever organises or leads a meeting for what is missing; ok is false for
// everybody else.
func TellMissing(p *Programme, s Session, m Member) (say Say, ok bool) {
	if !m.mayFor(planMeetings, s.Areas, p) && !s.ledBy(&m) {
		return Say{}, false
	}
	args, counts := Args{"title": s.called(), "when": Moment(s.StartsAt(p.Zone))}, m.holds(countDoor, "")
	lines := s.pushed(Line{Key: "minutes.missing", Args: args})
	switch minutes := s.Report.At == 0 && s.NoMinutes == "" && s.Report.Since == 0; {
	case !minutes && !counts: // how many came is no officer's to enter
		return Say{}, false
	case !minutes:
		lines = s.pushed(Line{Key: "door.missing", Args: args})
	case !s.Counted && counts:
		lines = append(lines, Line{Key: "minutes.missing_came"})
	}
	return Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: lines, Rows: column(link("desk.back", "desk"))}, true
}

// text is what was released, in its language.
func (m Minutes) text() Text {
	if m.Words == "" {
		return nil
	}
	return Text{m.In: m.Words}
}

// Written says whether any words of minutes are kept.
func (m Minutes) Written() bool { return m.Words != "" || m.Draft != "" }

// Swept are minutes without their words: that there were some stays.
func (m Minutes) Swept() Minutes { return Minutes{At: m.At, Sent: m.Sent, Done: true} }
