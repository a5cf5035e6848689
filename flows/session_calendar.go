package flows

import "slices"

// This file is about a meeting in people's own calendars: a file that they ask for, and
// that comes again when the meeting changes.

// sendCalendar sends a calendar file, to be kept; the screen above it stays as it is.
// Whoever is registered gets a newer file with the news of a change; for that their own
// record notes that they have one.
func (t *turn) sendCalendar(s Session) {
	key := "session.calendar_once"
	if t.seats(s.ID).Mine != Outside {
		if !slices.Contains(t.p.Calendars, s.ID) {
			t.p.Calendars = append(t.p.Calendars, s.ID)
		}
		if !t.p.Paused {
			key = "session.calendar"
		}
	}
	file := s.calendar()
	for _, id := range t.together(s) {
		if e, ok := t.w.Board.session(id); ok && id != s.ID && !e.Cancelled {
			file.Also = append(file.Also, *e.calendar().Session)
		}
	}
	t.say(Say{Lines: line(key, Args{"title": s.called()}), Attach: file})
}

// calendar is the file of a meeting. An address that is for guests on the day never
// enters it: files travel.
func (s Session) calendar() *Attachment {
	if s.AddressOnDay {
		s.Address = nil
	}
	s = s.travelling()
	if s.Unnamed { // what it is called, and what it is about
		s.Title, s.About = nil, nil
	}
	return &Attachment{Session: &s}
}

// withCalendar adds the newer file to what somebody is told of a change. A calendar
// takes it in the place of the one before, or takes the meeting out.
func (s Session) withCalendar(say Say) Say {
	say.Attach = s.calendar()
	if s.Cancelled {
		say.Lines = append(say.Lines, Line{Key: "organise.news.file_off"})
	} else {
		say.Lines = append(say.Lines, Line{Key: "organise.news.file"})
	}
	return say
}

// Discreet says whether nothing that a locked phone shows may name the meeting: where a
// small group meets, or where young people do.
func (s Session) Discreet() bool { return s.AddressOnDay || s.Youth || s.Both || s.Unnamed }

// forgetSession takes a meeting out of the person's own record; of a circle, all evenings.
func (p *Person) forgetSession(id string) {
	is := func(one string) bool { return SameSeats(one, id) }
	p.Sessions = slices.DeleteFunc(p.Sessions, is)
	p.ForgetInvited(id)
	p.Coming = slices.DeleteFunc(p.Coming, func(c Coming) bool { return is(c.Session) })
	if len(p.Coming) == 0 {
		p.Coming = nil
	}
	if p.Skips = slices.DeleteFunc(p.Skips, is); len(p.Skips) == 0 {
		p.Skips = nil
	}
	if p.Calendars = slices.DeleteFunc(p.Calendars, is); len(p.Calendars) == 0 {
		p.Calendars = nil
	}
}

// ForgetSession takes a meeting out of the record, and says whether it was there.
func (p *Person) ForgetSession(id string) bool {
	is := func(one string) bool { return SameSeats(one, id) }
	had := slices.ContainsFunc(slices.Concat(p.Sessions, p.Calendars, p.Came, p.Skips), is) ||
		slices.ContainsFunc(p.Coming, func(c Coming) bool { return is(c.Session) })
	p.forgetSession(id)
	if p.Came = slices.DeleteFunc(p.Came, is); len(p.Came) == 0 {
		p.Came = nil
	}
	return had
}
