package flows

import (
	"slices"
	"time"
)

// Page is everything that is kept about one person, in their language, as a page that a
// telephone can read. Each part begins with its heading. The file for programs is Export.
type Page struct {
	Parts [][]Line
}

// page gathers the person's data, and says each thing as its own screen does.
func (t *turn) page() *Page {
	p := &Page{Parts: [][]Line{t.keptPart()}}
	add := func(lines []Line) {
		if len(lines) > 0 {
			p.Parts = append(p.Parts, lines)
		}
	}
	for _, code := range t.p.Codes {
		add(t.casePart(code))
	}
	add(t.unsentPart())
	add(t.countedPart())
	add(t.meetingsPart())
	if _, _, open := t.answering(); open {
		add(t.askAnswers().Lines)
	}
	return p
}

// keptPart is what the screen of "My data" says, and when things were.
func (t *turn) keptPart() []Line {
	lines := line("mydata.heading", nil)
	for _, c := range built().all {
		if c.keeps.lines != nil {
			lines = append(lines, c.keeps.lines(t)...)
		}
	}
	if t.p.Agreed != 0 {
		lines = append(lines, Line{Key: "mydata.page.agreed", Args: Args{"day": Date(time.Unix(t.p.Agreed, 0))}})
	}
	if t.p.Seen != 0 {
		lines = append(lines, Line{Key: "mydata.page.heard", Args: Args{"day": Date(time.Unix(t.p.Seen, 0))}})
	}
	return append(lines, as(PartFine, "mydata.page.made", Args{"when": DateHour(t.local())}), as(PartFine, "mydata.lock", nil))
}

// casePart is what the screen of a concern says, and the words as they were passed on.
func (t *turn) casePart(code string) []Line {
	topic := t.p.Topic
	t.p.Topic = code
	lines := slices.DeleteFunc(slices.Clone(askCase(t).Lines), func(l Line) bool { return l.Key == "concern.neutral" })
	t.p.Topic = topic
	c := t.concern(code)
	if c == nil {
		return lines
	}
	kept := t.exportConcern(c)
	passed := []string{kept.PassedOn}
	for _, m := range kept.Messages {
		passed = append(passed, m.PassedOn)
	}
	for _, words := range passed {
		if words != "" {
			lines = append(lines, Line{Key: "mydata.page.passed", Args: Args{"words": Quote(words)}})
		}
	}
	return lines
}

// unsentPart is what somebody is telling and has not sent.
func (t *turn) unsentPart() []Line {
	d := t.p.Draft
	if d == nil {
		return nil
	}
	lines := line("mydata.page.unsent", nil)
	if d.Category != "" {
		lines = append(lines, Line{Key: "case.category", Args: Args{"category": Ref(d.Category.key())}})
	}
	return append(lines, contents(d.Words, d.Photo, d.Voice)...)
}

// countedPart is what was counted of the concerns of this quarter.
func (t *turn) countedPart() []Line {
	if len(t.p.Filed) == 0 {
		return nil
	}
	lines := line("mydata.page.counted", nil)
	for _, f := range t.p.Filed {
		area, _ := t.w.Programme.Area(f.Area)
		lines = append(lines, Line{Key: "mydata.page.counted_one", Args: Args{
			"day": Date(time.Unix(int64(f.Day)*24*60*60, 0).UTC()), "area": Name(area.Name), "category": Ref(f.Category.key()),
		}})
	}
	return lines
}

// meetingsPart says where the person stands in each session that the record names.
func (t *turn) meetingsPart() []Line {
	var lines []Line
	for i, id := range t.p.Sessions {
		if s, ok := t.announced(id); ok {
			lines = append(lines, Line{Key: "session.list.item", Args: Args{
				"number": i + 1, "title": s.called(), "when": DateHour(s.StartsAt(t.w.Programme.Zone)), "places": Lines{t.sessionPlaces(s)},
			}})
		}
	}
	if lines == nil {
		return nil
	}
	return append(line("menu.sessions", nil), lines...)
}
