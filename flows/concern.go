package flows

import (
	"slices"
	"time"
)

// The steps of telling what worries somebody: what it is about, where, in what
// words, who may see it; then the review. Home, hate and police conduct have a
// screen of their own after the first, before anything is kept.
const (
	StepCategory Step = "concern.category"
	StepHome     Step = "concern.home"
	StepHate     Step = "concern.hate"
	StepSupport  Step = "concern.support"
	StepReport   Step = "concern.report"
	StepPolice   Step = "concern.police"
	StepPlace    Step = "concern.place"
	StepWhere    Step = "concern.area"
	StepPoint    Step = "concern.point"
	StepCell     Step = "concern.cell"
	StepWords    Step = "concern.words"
	StepLong     Step = "concern.long"
	StepSight    Step = "concern.sight"
	StepReview   Step = "concern.review"
	StepChange   Step = "concern.change"
)

// perDay is how many concerns a person may send on one local day.
const perDay = 10

// vanish is how long a message about home or hate stays in the chat.
const vanish = time.Hour

func concernConversation() conversation {
	return conversation{
		name: "concern",
		screens: map[Step]screen{
			StepCategory: {ask: askCategory, hear: hearCategory, misfit: "concern.category.misfit", back: backFromCategory, flow: true, gathers: true},
			StepHome:     {ask: askHome, hear: hearHome, back: to(StepCategory), flow: true, gathers: true},
			StepHate:     {ask: askHate, hear: hearHate, back: to(StepCategory), flow: true, gathers: true},
			StepSupport:  {ask: askSupport, hear: hearSupport, back: to(StepHate), flow: true, gathers: true},
			StepReport:   {ask: askReport, hear: hearReport, back: to(StepHate), flow: true, gathers: true},
			StepPolice:   {ask: askPolice, hear: hearPolice, back: to(StepCategory), flow: true, gathers: true},
			StepPlace:    {ask: askPlace, hear: hearPlace, misfit: "concern.place.misfit", back: backFromPlace, flow: true, gathers: true},
			StepWhere:    {ask: askWhere, hear: hearWhere, back: to(StepPlace), flow: true, gathers: true},
			StepPoint:    {ask: askPoint, hear: hearPoint, misfit: "start.area.misfit", back: to(StepPlace), flow: true},
			StepCell:     {ask: askCell, hear: hearCell, back: backFromCell, flow: true, gathers: true},
			StepWords:    {ask: askWords, hear: hearWords, misfit: "concern.words.misfit", back: backFromWords, flow: true, gathers: true},
			StepLong:     {ask: askWords, hear: hearWords, misfit: "concern.words.misfit", back: backFromWords, flow: true, gathers: true}, // of older records
			StepSight:    {ask: askSight, hear: hearSight, misfit: "concern.sight.misfit", back: backFromSight, flow: true, gathers: true},
			StepReview:   {ask: askReview, hear: hearReview, misfit: "concern.review.misfit", back: backFromReview, flow: true, gathers: true},
			StepChange:   {ask: askChange, hear: hearChange, back: to(StepReview), flow: true, gathers: true},
		},
		doors:  []door{{word: "concern", by: byButton | byCommand, listed: 20, open: (*turn).openConcern, members: asNeighbour}},
		menu:   []menuRow{{at: 10, key: "menu.concern", do: "concern"}},
		forget: func(p *Person) { p.Draft = nil },
		keeps:  kept{lines: (*turn).concernsKept, button: (*turn).concernsButton, export: (*turn).exportConcerns},
	}
}

// openConcern begins a concern, about category if a link named one. One that
// is being told already goes on.
func (t *turn) openConcern(category string) {
	switch {
	case t.p.Draft != nil && t.inFlow():
		t.show(t.p.Step)
	case t.full():
		t.note("concern.full", Args{"count": perDay, "number": t.emergency()})
		t.show(StepMenu)
	default:
		t.p.Draft = nil
		if c := Category(category); c.known() {
			t.consider(c)
			return
		}
		t.show(StepCategory)
	}
}

// full says whether the person has sent as many as fit in a day.
func (t *turn) full() bool { return t.p.Today == t.today() && t.p.TodayN >= perDay }

// today is the event's local date.
func (t *turn) today() string { return t.local().Format(time.DateOnly) }

// emergency is the number that people call themselves.
func (t *turn) emergency() Code { return Code(t.w.Programme.Numbers.Emergency) }

// draft is the concern being told. It may be empty, never nil.
func (t *turn) draft() *Draft {
	if t.p.Draft == nil {
		t.p.Draft = &Draft{}
	}
	return t.p.Draft
}

// told is the draft as a screen reads it.
func (t *turn) told() Draft {
	if t.p.Draft == nil {
		return Draft{}
	}
	return *t.p.Draft
}

func (c Category) known() bool { return slices.Contains(Categories(), c) }

// spots says whether an exact spot helps: where a thing is broken or dangerous,
// never where somebody lives.
func (c Category) spots() bool { return c == Street || c == Traffic }

// key is the message that names the category.
func (c Category) key() string {
	if !c.known() {
		c = Something
	}
	return "concern.category." + string(c)
}

func askCategory(t *turn) Say {
	var buttons []Button
	for _, c := range Categories() {
		buttons = append(buttons, act(c.key(), string(c)))
	}
	rows := pairs(buttons...)
	lines := []Line{
		as(PartLead, "concern.category.ask", nil),
		{Key: "concern.category.watch", Args: Args{"number": t.emergency()}},
		{Key: "concern.category.lock"},
	}
	if t.told().Changing {
		rows = append(rows, []Button{back()})
	}
	return t.progress(Say{Lines: lines, Rows: append(rows, []Button{cancel()})}, 1)
}

func hearCategory(t *turn) bool {
	c := Category(t.e.Do)
	if t.e.Kind != Press || !c.known() {
		return false
	}
	t.consider(c)
	return true
}

// backFromCategory leads to the review if that is where the person came from.
func backFromCategory(t *turn) Step {
	return t.before(StepCategory)
}

// consider shows what somebody should know before they tell this, or begins.
func (t *turn) consider(c Category) {
	switch c {
	case Home:
		t.show(StepHome)
	case Hate:
		t.show(StepHate)
	case Police:
		t.show(StepPolice)
	default:
		t.choose(c)
	}
}

// choose settles the category and goes on.
func (t *turn) choose(c Category) {
	t.adjust(c)
	t.proceed()
}

// adjust settles the category and drops what no longer fits: an exact spot
// where none is passed on, and who may see it as soon as somebody else would.
func (t *turn) adjust(c Category) {
	d := t.draft()
	if !d.Changing || t.route(d.Category) != t.route(c) {
		d.Sight = ""
	}
	d.Category = c
	if !c.spots() {
		d.Exact = nil
	}
	if t.route(c) == RouteNone {
		d.Sight = Counted
	}
}

// route says who takes the words of a concern about c.
//
// Under 18 they go to the safeguarding lead, where the programme allows it;
// about police conduct they go to the independent contact all the same, because
// the lead may work with the officers it is about.
func (t *turn) route(c Category) Route {
	p := t.w.Programme
	switch {
	case t.p.Minor() && (!p.Minors.Concerns || p.Safeguarding == nil):
		return RouteNone
	case c == Police:
		return RouteIndependent
	case t.p.Minor():
		return RouteLead
	case !p.Reviewed:
		return RouteNone
	}
	return RouteOfficers
}

// sights lists who may see a concern about c. Nobody under 18 has a thread with
// whoever reads it.
func (t *turn) sights(c Category) []Sight {
	switch {
	case t.route(c) == RouteNone:
		return []Sight{Counted}
	case t.p.Minor():
		return []Sight{Counted, Readers}
	}
	return []Sight{Counted, Readers, MayAnswer}
}

// allows says whether s is one of sights.
func (t *turn) allows(c Category, s Sight) bool { return slices.Contains(t.sights(c), s) }

// next is the first question that is still open, else the review.
func (t *turn) next() Step {
	d := t.told()
	switch {
	case d.Category == "":
		return StepCategory
	case !d.Placed:
		return StepPlace
	case d.Sight != Counted && !d.Told:
		return StepWords
	case !t.allows(d.Category, d.Sight):
		return StepSight
	}
	return StepReview
}

// proceed shows the next open question.
func (t *turn) proceed() { t.show(t.next()) }

// before is where Back leads from a question: to the review when that is where
// the person came from and nothing is open, else to the question before.
func (t *turn) before(s Step) Step {
	if t.told().Changing && t.next() == StepReview {
		return StepReview
	}
	return s
}

// progress puts "2 of 4" on a question. What is only counted from the start
// needs two; a change on the way back to the review needs no numbers.
func (t *turn) progress(s Say, step int) Say {
	d := t.told()
	if d.Changing {
		return s
	}
	s.Step, s.Of = step, 4
	if d.Sight == Counted && step == 2 && !d.Told {
		s.Of = 2
	}
	return s
}
