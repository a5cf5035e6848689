package flows

import (
	"reflect"
	"slices"
	"time"
)

// This file is about changing one meeting of a series, or that one and all that follow.

// ofOneMeeting are the fields of Session that no other meeting of its series gets.
func ofOneMeeting(field string) bool {
	return slices.Contains([]string{"ID", "Plan", "Start", "Cancelled", "News", "Counted", "Came", "ByCode", "Leads", "Notes", "NotesIn", "NotesOthers",
		"Passes", "Retimed", "Edition", "Report", "NoMinutes", "Asked", "Again", "PaperTongues", "PaperAreas", "Series", "Number", "Of", "Open",
		"Both", "Adults", "Yes", "Young", "YoungAt", "YoungDone", "TitleOthers", "AboutOthers"}, field)
}

// ofTheCircle are those that are one for all evenings of a circle, as its seats are.
func ofTheCircle(field string) bool {
	return slices.Contains([]string{"Capacity", "Children", "Reserved", "ReservedLast", "OpenDays", "Youth", "Areas", "Roles", "Invited"}, field)
}

// alike is the session with what was changed in another one of its series.
func (s Session) alike(was, now Session, takes func(field string) bool) Session {
	next := reflect.ValueOf(&s).Elem()
	before, after := reflect.ValueOf(was), reflect.ValueOf(now)
	for i := range next.NumField() {
		if takes(next.Type().Field(i).Name) && !reflect.DeepEqual(before.Field(i).Interface(), after.Field(i).Interface()) {
			next.Field(i).Set(after.Field(i))
		}
	}
	return s
}

// mayChangeAll says whether what is planned can be done to all that follow too.
func (t *turn) mayChangeAll() bool {
	s := t.plan().Session
	return s.ID != "" && s.Series != "" && !s.News.Alarm && len(t.following(s)) > 0
}

// alsoChanged are the other meetings of a series that a change of one changes: with all,
// those that follow; of a circle, what is one for all evenings in each of them. It says false,
// and why, if it cannot be done: then nothing is changed.
func (t *turn) alsoChanged(was, s Session, all bool) (changed []Session, ok bool) {
	for _, e := range t.w.Board.Evenings(was) {
		follows := all && e.Number > was.Number
		if e.ID == was.ID || e.Cancelled || t.begun(e) || !follows && !was.InCircle() {
			continue
		}
		next := e.alike(was, s, func(field string) bool {
			return follows && !ofOneMeeting(field) || was.InCircle() && ofTheCircle(field)
		})
		if follows && s.Start != was.Start {
			at, problem, day := t.movedLike(e, was, s)
			if problem != "" {
				t.noteTime(problem, day, t.timeExample())
				t.show(StepPlanDay)
				return nil, false
			}
			next.Start = at
		}
		if reflect.DeepEqual(next, e) {
			continue
		}
		if seats := t.seats(e.ID); !was.InCircle() && (seats.held() > next.Capacity || next.keptTooMany(seats)) {
			t.note("series.taken", Args{"when": t.sessionStart(e)})
			t.show(StepPlanCapacity)
			return nil, false
		}
		if !was.InCircle() && !t.moveUp(next) {
			return nil, false
		}
		changed = append(changed, t.newsOfFollowing(next, e))
	}
	return changed, true
}

// movedLike is when a meeting begins that is moved as another one of its series was: by as
// many days, to the same hour.
func (t *turn) movedLike(e, was, s Session) (at int64, problem, day string) {
	z := t.w.Programme.Zone
	date := func(s Session) time.Time {
		y, m, d := s.StartsAt(z).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	day = date(e).Add(date(s).Sub(date(was))).Format(time.DateOnly)
	to := s.StartsAt(z)
	moved, problem := typedTime{hour: to.Hour(), minute: to.Minute()}.atHour(day, t.e.Now, z)
	return moved.Unix(), problem, day
}

// newsOfFollowing is a meeting after a change that began with an earlier one. The people of a
// circle are told once, with the news of that one; those of other series are those of each
// meeting, and are told of theirs.
func (t *turn) newsOfFollowing(next, was Session) Session {
	why := next.News.Why
	if !next.InCircle() {
		next = next.after(was, t.e.Now)
		if next.Cancelled {
			next.News.Why = why
		}
	} else {
		next.News, next.Edition = was.News, was.Edition+1
		if next.Start != was.Start {
			next.Retimed = next.Start
		}
		if next.Cancelled { // for its card, and for nobody to be told again
			next.News = News{What: NewsCancelled, At: max(t.e.Now.Unix(), was.News.At+1), Why: why, Done: true}
		}
	}
	return next.settled(was, t.w.Programme.Languages, t.e.Now)
}

// alsoCancelled are the meetings that follow one that is cancelled with them.
func (t *turn) alsoCancelled(s Session, why Why) (off []Session) {
	for _, e := range t.following(s) {
		next := e
		next.Cancelled, next.News.Why = true, why
		off = append(off, t.newsOfFollowing(next, e))
	}
	return off
}

// tellsOfAll notes in the news of a circle's evening what has become of those that follow.
func (s Session) tellsOfAll(was Session, what NewsKind) Session {
	if s.InCircle() && s.News.At != was.News.At {
		s.News.All |= what
	}
	return s
}

// allLines say in the news of an evening what has become of those that follow.
func (n News) allLines() []Line {
	switch {
	case n.All&NewsCancelled != 0:
		return line("series.news.off", nil)
	case n.All != 0:
		return line("series.news.changed", nil)
	}
	return nil
}

// WithFollowing adds to the calendar file of the news of a circle's evening those that follow,
// so that people get one file for all of them.
func (b *Board) WithFollowing(s Session, say Say) Say {
	if s.News.All == 0 || say.Attach == nil || say.Attach.Session == nil {
		return say
	}
	file := *say.Attach
	for _, e := range b.Evenings(s) {
		if e.Number > s.Number && e.Cancelled == s.Cancelled {
			file.Also = append(file.Also, *e.calendar().Session)
		}
	}
	say.Attach = &file
	return say
}

// letIn opens a circle that has begun to new people, or closes it again.
func (t *turn) letIn(s Session) {
	t.changeBoard(func(b *Board) {
		for _, e := range b.Evenings(s) {
			e.Open = !s.Open
			b.put(e)
		}
	})
	t.audit("session_changed", s.ID)
}
