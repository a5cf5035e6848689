package flows

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
)

// The steps of making or changing a session, in their order, and those that
// belong to no place in it.
const (
	StepPlanTitle    Step = "desk.plan.title"
	StepPlanAbout    Step = "desk.plan.about"
	StepPlanPlace    Step = "desk.plan.place"
	StepPlanAddress  Step = "desk.plan.address"
	StepPlanOnDay    Step = "desk.plan.onday"
	StepPlanDay      Step = "desk.plan.day"
	StepPlanLength   Step = "desk.plan.length"
	StepPlanCapacity Step = "desk.plan.capacity"
	StepPlanOfficers Step = "desk.plan.officers"
	StepPlanUniform  Step = "desk.plan.uniform"
	StepPlanHelp     Step = "desk.plan.help"
	StepPlanTongues  Step = "desk.plan.tongues"
	StepPlanAreas    Step = "desk.plan.areas"
	StepPlanReview   Step = "desk.plan.review"

	StepPlanHour   Step = "desk.plan.hour"   // after the day
	StepPlanChange Step = "desk.plan.change" // what to change
)

// SessionDraft is a session that an organiser is making or changing. Nothing of
// it is on the board before it is published. Its texts and lists are never
// changed in place: a turn that is decided again finds them as they were.
type SessionDraft struct {
	Session Session `cbor:"1,keyasint"`             // without an id while it is new
	Base    uint64  `cbor:"2,keyasint"`             // of the session when the change began
	At      int     `cbor:"3,keyasint"`             // the language being asked, from 0
	Day     string  `cbor:"4,keyasint"`             // chosen before the hour
	Review  bool    `cbor:"5,keyasint"`             // after a field comes the review
	Off     bool    `cbor:"112,keyasint,omitempty"` // it is being cancelled, or moved instead: see organise_cancel.go
}

// planOrder is the way through the wizard.
func planOrder() []Step {
	return []Step{StepPlanTitle, StepPlanAbout, StepPlanPlace, StepPlanAddress, StepPlanOnDay, StepPlanDay, StepPlanLength,
		StepPlanCapacity, StepPlanOfficers, StepPlanUniform, StepPlanHelp, StepPlanTongues, StepPlanAreas, StepPlanReview}
}

func planConversation() conversation {
	all := map[Step]screen{
		StepPlanOnDay:   {ask: askPlanOnDay, hear: hearPlanOnDay},
		StepPlanDay:     {ask: askPlanDay, hear: hearStart, misfit: "organise.when.misfit"},
		StepPlanHour:    {ask: askPlanHour, hear: hearStart, misfit: "organise.hour.misfit", back: to(StepPlanDay)},
		StepPlanUniform: {ask: askPlanUniform, hear: hearPlanUniform},
		StepPlanHelp:    {ask: askPlanHelp, hear: hearPlanHelp},
		StepPlanTongues: {ask: askPlanTongues, hear: hearPlanTongues},
		StepPlanAreas:   {ask: askPlanAreas, hear: hearPlanAreas},
		StepPlanReview:  {ask: askPlanReview, hear: hearPlanReview},
		StepPlanChange:  {ask: askPlanChange, hear: hearPlanChange, back: backFromChange},
	}
	for _, f := range planTexts() {
		all[f.step] = screen{ask: f.ask, hear: f.hear, misfit: "organise.text.misfit", back: f.back}
	}
	for _, f := range planNumbers() {
		all[f.step] = screen{ask: f.ask, hear: f.hear, misfit: "organise.number.misfit"}
	}
	maps.Copy(all, offScreens())
	for s, sc := range all {
		if sc.back == nil {
			sc.back = func(t *turn) Step { return t.planBefore(s) }
		}
		sc.flow, sc.needs = true, []permission{planMeetings}
		all[s] = sc
	}
	return conversation{name: "plan", screens: all, forget: func(p *Person) { p.Plan = nil }}
}

// plan is the session in the making; never nil.
func (t *turn) plan() *SessionDraft {
	if t.p.Plan == nil {
		t.p.Plan = &SessionDraft{}
	}
	return t.p.Plan
}

// newPlan begins a session with what is usual.
func (t *turn) newPlan() {
	s := Session{Minutes: 90, Capacity: 30}
	if mine := t.mayIn(planMeetings); len(mine) < len(t.w.Programme.Areas) {
		s.Areas = mine
	}
	t.p.Plan = &SessionDraft{Session: s}
	t.show(StepPlanTitle)
}

// changePlan begins to change an announced session.
func (t *turn) changePlan(s Session) {
	t.p.Plan = &SessionDraft{Session: s, Base: s.sum(), Review: true}
	t.show(StepPlanChange)
}

// sum tells two states of a session apart. (Maps print in a fixed order.)
func (s Session) sum() uint64 {
	s.Plan, s.News = When{}, News{}
	h := fnv.New64a()
	fmt.Fprintf(h, "%v", s)
	return h.Sum64()
}

// skipped says whether a step has nothing to ask.
func (d *SessionDraft) skipped(s Step) bool {
	return s == StepPlanOnDay && len(d.Session.Address) == 0 || s == StepPlanUniform && d.Session.Officers == 0
}

// planNext leaves a field for the next one, or for the review if only this
// field was to be changed.
func (t *turn) planNext(from Step) {
	d := t.plan()
	d.At = 0
	if d.Off {
		t.offNext(from)
		return
	}
	order := planOrder()
	for _, s := range order[slices.Index(order, from)+1:] {
		if d.Review && s != StepPlanReview && !(from == StepPlanAddress && s == StepPlanOnDay) && !(from == StepPlanOfficers && s == StepPlanUniform) {
			continue
		}
		if !d.skipped(s) {
			t.show(s)
			return
		}
	}
}

// planBefore is the step that Back leads to.
func (t *turn) planBefore(from Step) Step {
	d := t.plan()
	d.At = 0
	if d.Off {
		return t.offBefore(from)
	}
	if d.Review {
		return StepPlanChange
	}
	order := planOrder()
	for at := slices.Index(order, from) - 1; at >= 0; at-- {
		if !d.skipped(order[at]) {
			return order[at]
		}
	}
	t.p.Plan = nil
	return StepOrgSessions
}

// planSay is a screen of the wizard with its progress.
func (t *turn) planSay(s Step, lines []Line, rows ...[]Button) Say {
	if t.plan().Off {
		return Say{Lines: lines, Rows: append(rows, offRows()...)}
	}
	say := Say{Lines: lines, Rows: append(rows, []Button{back(), cancel()})}
	if !t.plan().Review {
		say.Step, say.Of = slices.Index(planOrder(), s)+1, len(planOrder())
	}
	return say
}

// planText is a field that is asked in each of the programme's languages.
type planText struct {
	step     Step
	name     string // of its keys
	of       func(*Session) *Text
	most     int
	newlines bool
	optional bool
}

func planTexts() []planText {
	return []planText{
		{StepPlanTitle, "title", func(s *Session) *Text { return &s.Title }, limitName, false, false},
		{StepPlanAbout, "about", func(s *Session) *Text { return &s.About }, limitAbout, true, true},
		{StepPlanPlace, "place", func(s *Session) *Text { return &s.Place }, limitName, false, false},
		{StepPlanAddress, "address", func(s *Session) *Text { return &s.Address }, limitAddress, false, true},
	}
}

// language is the one that a text is asked in now.
func (t *turn) planLanguage() Lang {
	all := t.w.Programme.Languages
	return all[max(0, min(t.plan().At, len(all)-1))]
}

func (f planText) ask(t *turn) Say {
	d, all := t.plan(), t.w.Programme.Languages
	have := *f.of(&d.Session)
	lines := append(line("organise.text."+f.name, Args{"tongue": Tongue(t.planLanguage())}), languageOf(d.At, len(all))...)
	var rows [][]Button
	if now := have[t.planLanguage()]; now != "" {
		lines = append(lines, Line{Key: "organise.text.now", Args: Args{"text": Quote(now)}})
		rows = append(rows, []Button{act("organise.text.keep", "keep")})
	} else if d.At > 0 && have[all[0]] != "" {
		lines = append(lines, Line{Key: "organise.text.first", Args: Args{"text": Quote(have[all[0]])}})
	}
	if d.At > 0 {
		rows = append(rows, []Button{act("organise.text.same", "same")})
	}
	if f.optional && d.At == 0 {
		rows = append(rows, []Button{act("organise.text.without", "without")})
	}
	return t.planSay(f.step, lines, rows...)
}

// languageOf says which of several languages is asked for; nothing where there is one.
func languageOf(at, of int) []Line {
	if of < 2 {
		return nil
	}
	return line("organise.text.of", Args{"number": at + 1, "of": of})
}

func (f planText) back(t *turn) Step {
	if d := t.plan(); d.At > 0 {
		d.At--
		return f.step
	}
	return t.planBefore(f.step)
}

func (f planText) hear(t *turn) bool {
	d, all := t.plan(), t.w.Programme.Languages
	field := f.of(&d.Session)
	switch {
	case t.offKept():
	case t.pressed("keep") && (*field)[t.planLanguage()] != "":
		f.onward(t)
	case t.pressed("without") && f.optional && d.At == 0:
		*field = nil
		t.planNext(f.step)
	case t.pressed("same") && d.At > 0:
		words := (*field)[all[0]]
		for _, l := range all[d.At:] {
			*field = field.with(l, words)
		}
		t.planNext(f.step)
	case t.e.Kind == Words:
		words := cleanWords(t.e.Text)
		if !f.newlines {
			words = strings.Join(strings.Fields(words), " ")
		}
		if words == "" {
			return false
		}
		if !t.fits(words, f.most) {
			t.show(f.step)
			return true
		}
		*field = field.with(t.planLanguage(), words)
		f.onward(t)
	default:
		return false
	}
	return true
}

// onward asks in the next language, or leaves the field.
func (f planText) onward(t *turn) {
	d := t.plan()
	if d.At+1 < len(t.w.Programme.Languages) {
		d.At++
		t.show(f.step)
		return
	}
	t.planNext(f.step)
}

// fits says whether a text is short enough, and notes in which language it is
// not.
func (t *turn) fits(words string, most int) bool {
	n := units(words)
	if n > most {
		t.note("organise.text.long", Args{"tongue": Tongue(t.planLanguage()), "number": n, "most": most})
	}
	return n <= most
}

// with is the text with other words in one language.
func (t Text) with(l Lang, words string) Text {
	next := maps.Clone(t)
	if next == nil {
		next = Text{}
	}
	next[l] = words
	return next
}

// in says whether there are words in every one of the languages.
func (t Text) in(langs []Lang) bool {
	return !slices.ContainsFunc(langs, func(l Lang) bool { return t[l] == "" })
}
