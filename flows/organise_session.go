package flows

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
)

// The steps of making or changing a session. What a new one asks is planOrder; the
// others have what is usual for its kind, and are changed from the review.
const (
	StepPlanKind     Step = "desk.plan.kind"
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
	Session Session  `cbor:"1,keyasint"`             // without an id while it is new
	Base    uint64   `cbor:"2,keyasint"`             // of the session when the change began
	At      int      `cbor:"3,keyasint"`             // the language being asked, from 0
	Day     string   `cbor:"4,keyasint"`             // chosen before the hour
	Review  bool     `cbor:"5,keyasint"`             // after a field comes the review
	Off     bool     `cbor:"112,keyasint,omitempty"` // it is being cancelled, or moved instead: see organise_cancel.go
	Repeat  *Repeat  `cbor:"245,keyasint,omitempty"` // it becomes a series: see series_plan.go
	Keep    *Reserve `cbor:"210,keyasint,omitempty"` // whom places are about to be kept for
}

// planOrder is the way through the wizard: seven things, and the review.
func planOrder() []Step {
	return []Step{StepPlanKind, StepPlanTitle, StepPlanAbout, StepPlanPlace, StepPlanAddress, StepPlanDay, StepPlanAreas, StepPlanReview}
}

func planConversation() conversation {
	all := map[Step]screen{
		StepPlanKind:    {ask: askPlanKind, hear: hearPlanKind},
		StepPlanOnDay:   {ask: askPlanOnDay, hear: hearPlanOnDay},
		StepPlanDay:     {ask: askPlanDay, hear: hearStart, misfit: "organise.when.misfit"},
		StepPlanHour:    {ask: askPlanHour, hear: hearStart, misfit: "organise.hour.misfit", back: to(StepPlanDay)},
		StepPlanUniform: {ask: askPlanUniform, hear: hearPlanUniform},
		StepPlanHelp:    {ask: askPlanHelp, hear: hearPlanHelp},
		StepPlanTongues: {ask: askPlanTongues, hear: hearPlanTongues},
		StepPlanAreas:   {ask: askPlanAreas, hear: hearPlanAreas},
		StepPlanAdults:  {ask: askPlanAdults, hear: hearPlanAdults, misfit: "organise.adults.misfit", back: to(StepPlanAreas)},
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
	maps.Copy(all, keptScreens())
	maps.Copy(all, repeatScreens())
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
	t.show(StepPlanKind)
}

// copyPlan begins a session that is like an earlier one but for its day: its texts, its
// place and all that was promised are the same, and nobody has a place yet.
func (t *turn) copyPlan(s Session) {
	s.Title, s.About, s.TitleOthers, s.AboutOthers = maps.Clone(s.title()), maps.Clone(s.about()), nil, nil
	s.ID, s.Start, s.Plan, s.Cancelled, s.News, s.Retimed, s.Passes = "", 0, When{}, false, News{}, 0, nil
	s.Edition, s.Yes, s.YoungAt, s.YoungDone = 0, BothYes{}, 0, false
	if s.Both {
		s.Young = 1 + t.e.Seed[0]%2
	}
	s.Series, s.Number, s.Of, s.Open = "", 0, 0, false
	s.Reserved = withoutPasses(s.Reserved)
	s.Closed, s.PaperTongues, s.PaperAreas = 0, nil, nil
	s.Counted, s.Came, s.ByCode, s.Notes, s.NotesIn, s.NotesOthers = false, 0, 0, "", "", nil
	s.Report, s.NoMinutes, s.Asked, s.Again = Minutes{}, "", 0, false
	t.p.Plan = &SessionDraft{Session: s, Review: true}
	t.show(StepPlanDay)
}

// changePlan begins to change an announced session.
func (t *turn) changePlan(s Session) {
	t.p.Plan = &SessionDraft{Session: s, Base: s.sum(), Review: true}
	t.show(StepPlanChange)
}

// sum tells two states of a session apart. (Maps print in a fixed order.)
func (s Session) sum() uint64 {
	s.Plan, s.News, s.Passes = When{}, News{}, nil
	s.Yes, s.YoungAt, s.YoungDone = BothYes{}, 0, false         // a lead's answer, and that people are told of it
	s.TitleOthers, s.AboutOthers, s.NotesOthers = nil, nil, nil // translators don't change what it says
	s.Report, s.NoMinutes, s.Asked, s.Again = Minutes{}, "", 0, false
	h := fnv.New64a()
	fmt.Fprintf(h, "%v", s)
	return h.Sum64()
}

// asksMore is what else is asked once from is answered, if that was to be changed; ""
// for nothing.
func (d *SessionDraft) asksMore(from Step) Step {
	switch {
	case from == StepPlanAddress && len(d.Session.Address) > 0:
		return StepPlanOnDay
	case from == StepPlanOfficers && d.Session.Officers > 0:
		return StepPlanUniform
	case from == StepPlanAreas && d.Session.Both:
		return StepPlanAdults
	}
	return ""
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
	at := slices.Index(order, from)
	switch {
	case d.asksMore(from) != "" && (d.Review || from == StepPlanAreas):
		t.show(d.asksMore(from))
	case d.Review, at < 0: // a step that the wizard no longer has
		t.show(StepPlanReview)
	default:
		t.show(order[at+1])
	}
}

// planBefore is the step that Back leads to.
func (t *turn) planBefore(from Step) Step {
	d := t.plan()
	d.At = 0
	if d.Off {
		return t.offBefore(from)
	}
	if d.Review && d.Session.Start == 0 { // a copy that has no day yet
		t.p.Plan = nil
		return StepOrgSessions
	}
	if d.Review {
		return StepPlanChange
	}
	order := planOrder()
	switch at := slices.Index(order, from); {
	case at > 0:
		return order[at-1]
	case at < 0:
		return StepPlanReview
	}
	t.p.Plan = nil
	return StepOrgSessions
}

// planSay is a screen of the wizard with its progress.
func (t *turn) planSay(s Step, lines []Line, rows ...[]Button) Say {
	if t.plan().Off {
		return Say{Lines: lines, Rows: append(rows, offRows()...)}
	}
	if t.plan().Review {
		return Say{Lines: lines, Rows: append(rows, []Button{back(), cancel()})}
	}
	return stepSay(planOrder(), s, lines, rows...)
}

// planText is a field that is asked in each of the programme's languages.
type planText struct {
	step     Step
	name     string // of its keys
	of       func(*Session) *Text
	most     int
	newlines bool
	optional bool
	others   bool // translators may be left the other languages
}

func planTexts() []planText {
	return []planText{
		{StepPlanTitle, "title", func(s *Session) *Text { return &s.Title }, limitName, false, false, true},
		{StepPlanAbout, "about", func(s *Session) *Text { return &s.About }, limitAbout, true, true, true},
		{StepPlanPlace, "place", func(s *Session) *Text { return &s.Place }, limitName, false, false, false},
		{StepPlanAddress, "address", func(s *Session) *Text { return &s.Address }, limitAddress, false, true, false},
	}
}

// texts is the field in all languages.
func (f planText) texts(t *turn) eachLang {
	d := t.plan()
	return eachLang{step: f.step, langs: t.planLangs(), at: &d.At, text: f.of(&d.Session), most: f.most, newlines: f.newlines, optional: f.optional, others: f.others}
}

// planLangs are the programme's languages, first the one that the organiser began in.
func (t *turn) planLangs() []Lang {
	all := t.w.Programme.Languages
	first := t.plan().Session.From
	if !slices.Contains(all, first) {
		return all
	}
	return append([]Lang{first}, slices.DeleteFunc(slices.Clone(all), func(l Lang) bool { return l == first })...)
}

// beginsIn says whether the organiser may still choose the language to begin in.
func (f planText) beginsIn(t *turn) bool {
	s := t.plan().Session
	return f.step == StepPlanTitle && s.ID == "" && len(s.Title) == 0 && len(t.w.Programme.Languages) > 1
}

func (f planText) ask(t *turn) Say {
	e := f.texts(t)
	have, first := *e.text, (*e.text)[e.langs[0]]
	lines := append(line("organise.text."+f.name, Args{"tongue": Tongue(e.lang())}), e.which()...)
	if now := have[e.lang()]; now != "" {
		lines = append(lines, Line{Key: "organise.text.now", Args: Args{"text": Quote(now)}})
	} else if *e.at > 0 && first != "" {
		lines = append(lines, Line{Key: "organise.text.first", Args: Args{"text": Quote(first)}})
	}
	rows := e.rows()
	if f.beginsIn(t) {
		lines = append(lines, Line{Key: "organise.text.begin"})
		rows = append(rows, pairs(slices.Concat(langButtons("organise.tongue", "l.", e.langs[1:])...)...)...)
	}
	return t.planSay(f.step, lines, rows...)
}

func (f planText) back(t *turn) Step {
	if e := f.texts(t); e.earlier() {
		return f.step
	}
	return t.planBefore(f.step)
}

func (f planText) hear(t *turn) bool {
	if l, one := t.pickedLang("l.", t.w.Programme.Languages); one && f.beginsIn(t) {
		t.plan().Session.From = l
		t.show(f.step)
		return true
	}
	return t.offKept() || f.texts(t).hear(t, func() { t.planNext(f.step) })
}
