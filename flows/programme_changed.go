package flows

import (
	"fmt"
	"slices"
	"time"
)

// This file is about a programme's file that changed after the first start. What
// is read from it at each start needs nothing. What was brought onto the board
// belongs to the chat from then on: so the board keeps what the file said, and a
// change of the file is taken over where the chat changed nothing since, or is
// refused aloud. It is never passed over in silence.

// Seeded is a session as the programme's file had it when that was last taken over.
type Seeded struct {
	Session Session `cbor:"1,keyasint"`
}

// SeededPulse is what the file said of its survey.
type SeededPulse struct {
	Plan string `cbor:"1,keyasint"`
}

// FileNote says what became of a change of the file.
type FileNote struct {
	On     string // the session's id, or "pulse" or "areas"
	Field  string
	Taken  bool   // taken over
	Reason string // ... and if not, why, and what to do
}

// fileField is one field of a session that a file can change. Fields without put
// can be changed in the chat only, once people can register.
type fileField struct {
	name string
	get  func(Session) any
	put  func(to *Session, from Session)
}

func fileFields() []fileField {
	return []fileField{
		{"title", func(s Session) any { return s.Title }, func(to *Session, from Session) { to.Title = from.Title }},
		{"kind", func(s Session) any { return s.Kind }, func(to *Session, from Session) { to.Kind = from.Kind }},
		{"about", func(s Session) any { return s.About }, func(to *Session, from Session) { to.About = from.About }},
		{"start", func(s Session) any { return s.Start }, func(to *Session, from Session) { to.Start = from.Start }},
		{"minutes", func(s Session) any { return s.Minutes }, func(to *Session, from Session) { to.Minutes = from.Minutes }},
		{"place", func(s Session) any { return s.Place }, func(to *Session, from Session) { to.Place = from.Place }},
		{"address", func(s Session) any { return s.Address }, func(to *Session, from Session) { to.Address = from.Address }},
		{"address_on_day", func(s Session) any { return s.AddressOnDay }, func(to *Session, from Session) { to.AddressOnDay = from.AddressOnDay }},
		{"discreet", func(s Session) any { return s.Unnamed }, func(to *Session, from Session) { to.Unnamed = from.Unnamed }},
		{"officers", func(s Session) any { return s.Officers }, func(to *Session, from Session) { to.Officers = from.Officers }},
		{"uniform", func(s Session) any { return s.Uniform }, func(to *Session, from Session) { to.Uniform = from.Uniform }},
		{"no_papers", func(s Session) any { return s.NoPapers }, func(to *Session, from Session) { to.NoPapers = from.NoPapers }},
		{"childcare", func(s Session) any { return s.Childcare }, func(to *Session, from Session) { to.Childcare = from.Childcare }},
		{"travel_help", func(s Session) any { return s.TravelHelp }, func(to *Session, from Session) { to.TravelHelp = from.TravelHelp }},
		{"interpreters", func(s Session) any { return s.Interpreters }, func(to *Session, from Session) { to.Interpreters = from.Interpreters }},
		{"areas", func(s Session) any { return s.Areas }, func(to *Session, from Session) { to.Areas = from.Areas }},
		{"agenda", func(s Session) any { return s.Points }, func(to *Session, from Session) { to.Points = from.Points }},
		{"capacity", func(s Session) any { return s.Capacity }, nil}, // whoever waits moves up with it
		{"youth", func(s Session) any { return s.Youth }, nil},       // others may be registered
		{"both", func(s Session) any { return s.Both }, nil},
		{"adults", func(s Session) any { return s.Adults }, nil},
		{"invited", func(s Session) any { return s.Invited }, nil},
		{"children", func(s Session) any { return s.Children }, nil},
		{"reserved", func(s Session) any { return fmt.Sprint(s.Reserved, s.OpenDays) }, nil},
		{"roles", func(s Session) any { return s.Roles }, nil},
	}
}

// same compares as the board stores: an empty list is none. (Maps print in a fixed
// order.)
func same(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// TakeOver compares the file with what it said before and with the board, after
// Seed has brought what is new.
func (b *Board) TakeOver(p *Programme, now time.Time) (notes []FileNote, changed bool) {
	first := time.Unix(b.First, 0)
	for _, s := range p.Sessions {
		s.Start = s.Plan.On(first, p.Zone).Unix()
		s.Plan = When{}
		was, ok := b.session(s.ID)
		if !ok {
			continue
		}
		i := slices.IndexFunc(b.Seeded, func(had Seeded) bool { return had.Session.ID == s.ID })
		if i < 0 {
			b.Seeded, changed = append(b.Seeded, Seeded{s}), true
			notes = append(notes, firstCompared(was, s)...)
			continue
		}
		next, seeded, said := merged(was, b.Seeded[i].Session, s, now)
		notes = append(notes, said...)
		if !same(seeded, b.Seeded[i].Session) {
			b.Seeded[i], changed = Seeded{seeded}, true
		}
		if next.sum() != was.sum() {
			b.put(next.after(was, now))
			changed = true
		}
	}
	more, other := b.missing(p, now)
	return append(notes, more...), changed || other
}

// firstCompared is for boards from before the file was kept: whoever changed what
// cannot be told, so the board stays.
func firstCompared(was, s Session) (notes []FileNote) {
	for _, f := range fileFields() {
		if !same(f.get(was), f.get(s)) {
			notes = append(notes, FileNote{On: s.ID, Field: f.name, Reason: "the meeting says something else, and who changed it is not known: change it in the chat"})
		}
	}
	return notes
}

// merged takes over what the file changed and the chat did not. What is refused
// stays as it was in seeded, so that it is said again at the next start.
func merged(was, seeded, s Session, now time.Time) (next, kept Session, notes []FileNote) {
	next, kept = was, seeded
	for _, f := range fileFields() {
		note := FileNote{On: s.ID, Field: f.name}
		switch {
		case same(f.get(s), f.get(seeded)):
			continue
		case same(f.get(s), f.get(was)): // the chat says the same by now
			if f.put != nil {
				f.put(&kept, s)
			}
			continue
		case was.Cancelled:
			note.Reason = "the meeting is cancelled"
		case now.Unix() >= was.Start:
			note.Reason = "the meeting has begun"
		case f.put == nil:
			note.Reason = "people may be registered or wait: change it in the chat"
		case !same(f.get(was), f.get(seeded)):
			note.Reason = "it was changed in the chat since: change it there, or put the old words back into the file"
		case f.name == "start" && s.Start <= now.Unix():
			note.Reason = "that time is over"
		default:
			f.put(&next, s)
			f.put(&kept, s)
			note.Taken = true
		}
		notes = append(notes, note)
	}
	return next, kept, notes
}

// missing says what the file has no more of what the board relies on.
func (b *Board) missing(p *Programme, now time.Time) (notes []FileNote, changed bool) {
	for _, had := range b.Seeded {
		id := had.Session.ID
		inFile := slices.ContainsFunc(p.Sessions, func(s Session) bool { return s.ID == id })
		if s, ok := b.session(id); ok && !inFile && !s.Cancelled && now.Unix() < s.Start {
			notes = append(notes, FileNote{On: id, Field: "session", Reason: "it is no longer in the file, and stays: cancel it in the chat, so that everybody registered is told"})
		}
	}
	plan := fmt.Sprint(p.Pulse)
	switch {
	case b.Pulse == nil:
		b.Pulse, changed = &SeededPulse{plan}, true
	case b.Pulse.Plan != plan && b.Waved:
		notes = append(notes, FileNote{On: "pulse", Field: "opens, closes", Reason: "the file's survey is the first one and was set up already: change or set up surveys in the chat"})
	case b.Pulse.Plan != plan:
		b.Pulse, changed = &SeededPulse{plan}, true
	}
	gone := map[string]bool{}
	note := func(areas []string) {
		for _, id := range areas {
			if _, known := p.Area(id); !known && !gone[id] {
				gone[id] = true
				notes = append(notes, FileNote{On: "areas", Field: id, Reason: "this neighbourhood is no longer in the file, but a role or a coming meeting is for it: put it back, or end these in the chat"})
			}
		}
	}
	for _, m := range b.Staff {
		for _, g := range m.Grants {
			note(g.Areas)
		}
	}
	for _, s := range b.Sessions {
		if !s.Cancelled && now.Unix() < s.Start {
			note(s.Areas)
		}
	}
	return notes, changed
}
