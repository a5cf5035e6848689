package flows

import (
	"slices"
	"strings"
)

// This file is about who may see a concern, and the last look before it is sent.

func askSight(t *turn) Say {
	d := t.told()
	route := t.route(d.Category)
	var lines []Line
	switch {
	case route == RouteNone:
		lines = append(lines, t.onlyCounted()...)
	case d.Category.Sensitive():
		lines = append(lines, Line{Key: "concern.sight.ask"}, t.sightLock(route))
		lines = append(lines, t.translatorsLock(d.Category, route, d.Area)...)
		lines = append(lines, Line{Key: "concern.sight.no_push"})
	default:
		lines = append(lines, Line{Key: "concern.sight.ask"}, t.sightLock(route))
		lines = append(lines, t.translatorsLock(d.Category, route, d.Area)...)
	}
	lines = append(lines, Line{Key: "concern.sight.counted_means"})
	if route != RouteNone {
		lines = append(lines, as(PartFine, "concern.sight.more", nil))
	}
	if d.some() && (d.Category.Sensitive() || d.Danger) {
		lines = append(lines, as(PartFine, "concern.words.lapses", nil))
	}
	var buttons []Button
	for _, s := range t.sights(d.Category) {
		buttons = append(buttons, act(sightButton(route, s), string(s)))
	}
	return t.guard(d.Category, t.progress(Say{Lines: lines, Rows: column(append(buttons, back(), cancel())...)}, 4))
}

// sightButton is the label of a choice, worded for whoever takes it.
func sightButton(r Route, s Sight) string {
	if s == Counted {
		return "concern.sight.counted"
	}
	return "concern.sight." + string(s) + "_" + string(r)
}

// sightLock says who it goes to before anybody reads it.
func (t *turn) sightLock(r Route) Line {
	p := t.w.Programme
	args := Args{}
	switch r {
	case RouteIndependent:
		args["contact"] = Name(p.Independent.Name)
	case RouteLead:
		args["contact"] = Name(p.Safeguarding.Name)
	}
	return Line{Key: "concern.sight.lock_" + string(r), Args: args}
}

// translatable says whether anybody may translate what goes to a route. What is about home
// or hate is translated only for the safeguarding lead, who asks for it: a young person
// must not go unheard because the lead reads another language.
func translatable(c Category, r Route) bool { return !c.Sensitive() || r == RouteLead }

// translatorsLock says that translators may read it, too, where organisers have entrusted
// cases to somebody.
func (t *turn) translatorsLock(c Category, r Route, area string) []Line {
	entrusted := func(m Member) bool { return m.may(translateCases, area) }
	if !translatable(c, r) || !slices.ContainsFunc(t.w.Board.Staff, entrusted) {
		return nil
	}
	return line("concern.sight.translators", nil)
}

func hearSight(t *turn) bool {
	if t.more() {
		return true
	}
	d := t.draft()
	if t.e.Kind != Press || !t.allows(d.Category, Sight(t.e.Do)) {
		return false
	}
	d.Sight = Sight(t.e.Do)
	t.proceed()
	return true
}

// backFromSight leads to the words, or to the category if changing that made
// somebody else the reader.
func backFromSight(t *turn) Step {
	if t.told().Changing {
		return t.before(StepCategory)
	}
	return StepWords
}

// askReview shows everything that would be passed on, and who would see it.
func askReview(t *turn) Say {
	d := t.told()
	route := t.route(d.Category)
	if route == RouteNone {
		d.Sight = Counted
	}
	lines := line("concern.review.ask", nil)
	if d.Sight == Counted {
		lines = line("concern.review.ask_counted", nil)
	}
	lines = append(lines, Line{Key: "concern.review.about", Args: Args{"category": Ref(d.Category.key())}}, t.placeLine(d.Area, d.Cell, d.Exact, d.Sight))
	if d.Sight == Counted {
		if d.Words != "" || d.Photo != nil || d.Voice != nil {
			lines = append(lines, Line{Key: "concern.review.dropped"})
		}
	} else {
		lines = append(lines, marked(contents(d.Words, d.Photo, d.Voice))...)
	}
	lines = append(lines, t.sightLine(route, d.Sight))
	if d.Sight != Counted {
		lines = append(lines, parted(PartFine, t.translatorsLock(d.Category, route, d.Area)...)...)
	}
	rows := column(act("concern.review.send", "send"))
	if has := identifierRefs(d.Words); d.Sight != Counted && has != nil {
		lines = append(lines, Line{Key: "identifier.yours", Args: Args{"what": has}})
		rows = append(column(act("identifier.change", "words")), rows...)
	}
	if t.asksHanding(d) {
		lines = append(lines, handingLines(d.MayHand)...)
		rows = append(rows, []Button{handingButton(d.MayHand)})
	}
	if d.Sight != Counted {
		lines = append(lines, t.kept(t.e.Now))
	}
	return t.guard(d.Category, Say{Lines: lines,
		Rows: append(rows, []Button{act("concern.review.change", "change")}, []Button{cancel()})})
}

// placeLine says where, as exactly as it is passed on.
func (t *turn) placeLine(area string, cell, exact *Point, s Sight) Line {
	a, ok := t.w.Programme.Area(area)
	switch {
	case !ok:
		return Line{Key: "concern.review.nowhere"}
	case exact != nil && s != Counted:
		return Line{Key: "concern.review.exact", Args: Args{"area": Name(a.Name)}}
	case cell != nil && s != Counted:
		return Line{Key: "concern.review.square", Args: Args{"area": Name(a.Name)}}
	}
	return Line{Key: "concern.review.area", Args: Args{"area": Name(a.Name)}}
}

// sightLine says who may see it, in a sentence.
func (t *turn) sightLine(r Route, s Sight) Line {
	switch {
	case s == Counted, r == RouteNone:
		return Line{Key: "concern.review.counted"}
	case s == "": // not decided yet
		return Line{Key: "concern.sight.ask"}
	}
	l := t.sightLock(r)
	l.Key = "concern.review." + string(s) + "_" + string(r)
	return l
}

// contents shows the words and says what else there is.
func contents(words string, photo, voice *File) []Line {
	var lines []Line
	if words != "" {
		shown := excerpt(words)
		lines = append(lines, Line{Key: "concern.review.words", Args: Args{"words": Quote(shown)}})
		if shown != words {
			lines = append(lines, Line{Key: "concern.review.excerpt"})
		}
	}
	if photo != nil {
		lines = append(lines, Line{Key: "concern.review.photo"})
	}
	if voice != nil {
		lines = append(lines, Line{Key: "concern.review.voice"})
	}
	if lines == nil {
		lines = line("concern.review.no_words", nil)
	}
	return lines
}

// marked makes what identifies somebody bold in the words of contents.
func marked(lines []Line) []Line {
	for i := range lines {
		if words, ok := lines[i].Args["words"].(Quote); ok {
			lines[i].Args = Args{"words": Marked(words)}
		}
	}
	return lines
}

// mostShown is how many UTF-16 units of a text a screen shows: with the rest of
// the screen, in any language, it stays within one Telegram message.
const mostShown = 2400

// excerpt is as much of a text as a screen can show.
func excerpt(s string) string {
	if units(s) <= mostShown {
		return s
	}
	return strings.TrimSpace(beginning(s, mostShown/2)) + "…"
}

func hearReview(t *turn) bool {
	if t.more() {
		return true
	}
	switch {
	case t.pressed("send"):
		if t.next() != StepReview { // the programme changed meanwhile
			t.proceed()
			return true
		}
		t.send()
	case t.pressed("change"):
		t.show(StepChange)
	case t.pressed("words") && t.told().Sight != Counted && identifierRefs(t.told().Words) != nil:
		t.draft().Changing = true
		t.show(StepWords)
	case (t.pressed("hand") || t.pressed("keep")) && t.asksHanding(t.told()):
		t.draft().MayHand = t.pressed("hand")
		t.show(StepReview)
	default:
		return false
	}
	return true
}

// backFromReview is for a forged press: the review has no Back.
func backFromReview(t *turn) Step { return t.next() }

func askChange(t *turn) Say {
	d := t.told()
	buttons := []Button{act("concern.change.category", "category"), act("concern.change.place", "place")}
	if t.route(d.Category) != RouteNone {
		if d.Sight != Counted {
			buttons = append(buttons, act("concern.change.words", "words"))
		}
		buttons = append(buttons, act("concern.change.sight", "sight"))
	}
	return t.guard(d.Category, Say{Lines: line("concern.change.ask", nil), Rows: column(append(buttons, back(), cancel())...)})
}

func hearChange(t *turn) bool {
	if t.more() {
		return true
	}
	d := t.draft()
	if t.e.Kind != Press {
		return false
	}
	to, ok := map[string]Step{"category": StepCategory, "place": StepPlace, "words": StepWords, "sight": StepSight}[t.e.Do]
	if !ok || to == StepWords && d.Sight == Counted || (to == StepWords || to == StepSight) && t.route(d.Category) == RouteNone {
		return false
	}
	d.Changing = true
	t.show(to)
	return true
}
