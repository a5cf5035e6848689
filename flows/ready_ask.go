package flows

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// This file asks for the blanks of a ready-made text, one after the other. The desks
// for cases and the announcements have a step for it each, and keep the text.

// What fits into a blank, in UTF-16 units. More would not stay on its line.
const (
	blankMost     = 100
	blankMeetings = 6 // that are offered
)

// askBlank asks for the next blank.
func (t *turn) askBlank(r *Ready) ([]Line, [][]Button) {
	b, _ := r.next()
	lines := line("ready.ask."+b.name, Args{"example": t.dayExample()})
	var rows [][]Button
	switch b.kind {
	case blankDay:
		rows = pairs(t.daysAfter(t.e.Now, 0, 1, 2, 3, 4, 5, 6, 7)...)
	case blankBody:
		for _, s := range t.cityServices() {
			rows = append(rows, []Button{{Key: "common.name", Args: Args{"name": Name(s.Name)}, Do: "b." + bodyMark(s.ID)}})
		}
	case blankPlace:
		var areas []Button
		for _, id := range t.mayIn(writeNews) {
			a, _ := t.w.Programme.Area(id)
			areas = append(areas, Button{Key: "common.name", Args: Args{"name": Name(a.Name)}, Do: "a." + id})
		}
		rows = pairs(areas...)
	case blankWords:
		for _, c := range b.choices {
			rows = append(rows, []Button{act("ready.choice."+c, "w."+c)})
		}
	case blankMeeting:
		for _, s := range t.namable() {
			rows = append(rows, []Button{{Key: "ready.meeting", Args: Args{"title": Name(s.title()), "day": Date(s.StartsAt(t.w.Programme.Zone))}, Do: sessionButtonPrefix + s.ID}})
		}
		if len(rows) == 0 {
			lines = line("ready.no_meeting", nil)
		}
	}
	if b.kind == blankPlace || b.kind == blankBody || b.kind == blankWords {
		lines = append(lines, Line{Key: "ready.as_typed"})
	}
	if b.optional {
		rows = append(rows, []Button{act("organise.text.without", "skip")})
	}
	return lines, rows
}

// fill takes the answer to askBlank and gives the text as it is then. fits is false if
// the answer is none; what is wrong with one is noted, and the text stays as it was.
func (t *turn) fill(r *Ready) (filled *Ready, fits bool) {
	b, ok := r.next()
	if !ok {
		return r, false
	}
	if b.optional && t.pressed("skip") {
		return r.with(Filled{Blank: b.name}), true
	}
	switch b.kind {
	case blankDay:
		day := ""
		at, _, heard := t.hearTime(&day, false)
		switch heard {
		case noTime:
			return r, false
		case wrongTime:
			return r, true
		case dayOnly:
			noon, err := time.ParseInLocation(time.DateOnly+" 15", day+" 12", t.w.Programme.Zone)
			return r.with(Filled{Blank: b.name, At: noon.Unix()}), err == nil
		}
		return r.with(Filled{Blank: b.name, At: at.Unix(), Timed: true}), true
	case blankMeeting:
		for _, s := range t.namable() {
			if t.pressed(sessionButtonPrefix + s.ID) {
				return r.with(meetingBlank(s)), true
			}
		}
		return r, false
	case blankBody:
		for _, s := range t.cityServices() {
			if t.pressed("b." + bodyMark(s.ID)) {
				return r.with(Filled{Blank: b.name, Text: s.Name}), true
			}
		}
	case blankPlace:
		if id, ok := t.picked("a."); ok && slices.Contains(t.mayIn(writeNews), id) {
			a, _ := t.w.Programme.Area(id)
			return r.with(Filled{Blank: b.name, Text: a.Name}), true
		}
	case blankWords:
		for _, c := range b.choices {
			if t.pressed("w." + c) {
				return r.with(Filled{Blank: b.name, Choice: c}), true
			}
		}
	}
	return t.fillWords(r, b)
}

// fillWords takes what was typed for a blank, made one line. It is never translated: whoever
// reads another language sees which one it is in.
func (t *turn) fillWords(r *Ready, b blank) (filled *Ready, fits bool) {
	words := ""
	if t.e.Kind == Words {
		words = strings.Join(strings.Fields(cleanWords(t.e.Text)), " ")
	}
	if words == "" {
		return r, false
	}
	if n := units(words); n > blankMost {
		t.note("ready.long", Args{"number": n, "most": blankMost})
		return r, true
	}
	f := Filled{Blank: b.name, Words: words}
	if hasLetters(words) { // a name too: whoever cannot read it knows why
		f.Lang = guessLang(words, t.p.Lang, t.w.Programme.Languages)
	}
	return r.with(f), true
}

// cityServices are the services of the programme that mend what is broken. The others
// help people: that a case was passed on to one of them would tell what it is about.
func (t *turn) cityServices() []Service {
	var all []Service
	for _, s := range t.w.Programme.Services {
		if slices.Contains(s.Needs, NeedCity) {
			all = append(all, s)
		}
	}
	return all
}

// namable are the meetings that an announcement may name, those nearest to today: the
// organiser's, and none that is for young people only.
func (t *turn) namable() []Session {
	var all []Session
	for _, s := range slices.Backward(t.w.Board.Sessions) {
		if s.nameable() && t.mayFor(writeNews, s.Areas) && t.e.Now.Sub(s.Ends()) < newsKept {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b Session) int { return cmp.Compare(t.away(a), t.away(b)) })
	return all[:min(len(all), blankMeetings)]
}

// nameable says whether everybody may know of a meeting, and what it is called.
func (s Session) nameable() bool { return !s.Youth && !s.Both && !s.closed() && !s.Unnamed }

// away is how far a meeting is from now, before or after.
func (t *turn) away(s Session) time.Duration {
	return t.e.Now.Sub(time.Unix(s.Start, 0)).Abs()
}

// meetingBlank fills in a meeting: its title and when it begins, as they are now. Its
// place is not there: it may be for guests only.
func meetingBlank(s Session) Filled {
	return Filled{Blank: "meeting", Text: s.title(), At: s.Start, Timed: true}
}

// readyIdentifiers warns of what somebody typed that identifies a person.
func readyIdentifiers(r *Ready) []Line {
	if has := identifierRefs(r.typed()); has != nil {
		return line("identifier.meant", Args{"what": has})
	}
	return nil
}
