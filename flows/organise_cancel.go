package flows

import (
	"slices"
	"time"

	"porchlight/flows/tally"
)

// The steps of cancelling a session. The new date is asked by the steps that
// ask for the date of any session.
const (
	StepOff      Step = "desk.off"       // why
	StepOffWords Step = "desk.off.words" // why, in an organiser's own words
	StepOffSure  Step = "desk.off.sure"
)

// Why is the reason that people read for a session that does not take place, or
// not when it was planned. It may be empty.
type Why struct {
	Ready string `cbor:"1,keyasint,omitempty"` // one of readyReasons
	Own   Text   `cbor:"2,keyasint,omitempty"` // an organiser's words instead

	Others []Translation `cbor:"160,keyasint,omitempty"` // of these: see translation_meeting.go
}

// readyReasons are those that stand in the message files, in every language.
// They are stored: never give one another meaning.
func readyReasons() []string { return []string{"ill", "room", "unsafe", "people"} }

// whyLines say to a reader of l the reason, if there is one.
func (s Session) whyLines(l Lang) []Line {
	switch w := s.News.Why; {
	case len(w.Own) > 0:
		return append(line("organise.why.own", Args{"why": Name(s.read(sessionWhy))}), s.tongueMarks(l, sessionWhy)...)
	case slices.Contains(readyReasons(), w.Ready):
		return line("organise.why.line", Args{"why": Ref("organise.why." + w.Ready)})
	}
	return nil
}

// offScreens belong to the conversation in which sessions are made and changed.
func offScreens() map[Step]screen {
	before := func(s Step) func(*turn) Step { return func(t *turn) Step { return t.offBefore(s) } }
	return map[Step]screen{
		StepOff:      {ask: off(askOff), hear: offOnly(hearOff), misfit: "organise.why.misfit", back: before(StepOff)},
		StepOffWords: {ask: offWords().ask, hear: offWords().hear, misfit: "organise.text.misfit", back: offWords().back},
		StepOffSure:  {ask: off(askOffSure), hear: offOnly(hearOffSure), back: before(StepOffSure)},
	}
}

// cancels says whether a session is being cancelled.
func (t *turn) cancels() bool { return t.p.Plan != nil && t.p.Plan.Off }

// off asks only while a session is being cancelled.
func off(ask func(*turn) Say) func(*turn) Say {
	return func(t *turn) Say {
		if !t.cancels() {
			return Say{Lines: line("organise.gone", nil), Rows: column(back())}
		}
		return ask(t)
	}
}

func offOnly(hear func(*turn) bool) func(*turn) bool {
	return func(t *turn) bool { return t.cancels() && hear(t) }
}

// offWords is the reason as a text that is asked in each language.
func offWords() planText {
	return planText{others: true, step: StepOffWords, name: "why", of: func(s *Session) *Text { return &s.News.Why.Own }, most: limitAddress}
}

// cancelPlan begins to cancel a session. Nothing of it is on the board before
// the last screen.
func (t *turn) cancelPlan(s Session) {
	t.p.Plan = &SessionDraft{Session: s, Base: s.sum(), Review: true, Off: true}
	t.p.Plan.Session.Cancelled, t.p.Plan.Session.News = true, News{}
	t.show(StepOff)
}

// alarmWithin is how long before its start a meeting can be called off in two presses.
const alarmWithin = 12 * time.Hour

// alarming says whether a session is so near that an alarm may end it.
func (t *turn) alarming(s Session) bool {
	return !s.Cancelled && !t.begun(s) && time.Unix(s.Start, 0).Sub(t.e.Now) <= alarmWithin
}

// alarmPlan begins to call a session off because it is not safe: the reason is there, and
// no new date is asked for, so that it takes one more press.
func (t *turn) alarmPlan(s Session) {
	t.cancelPlan(s)
	t.p.Plan.Session.News = News{Alarm: true, Why: Why{Ready: "unsafe"}}
	t.show(StepOffSure)
}

// alarmLines say what to do when a session is called off by an alarm.
func (s Session) alarmLines() []Line {
	if !s.Cancelled || !s.News.Alarm {
		return nil
	}
	return line("organise.news.alarm", nil)
}

// offRows ends each screen of it: Cancel would have two meanings here.
func offRows() [][]Button { return [][]Button{{act("organise.cancel.keep", "keep_it")}, {back()}} }

// offKept takes the button that leaves the session as it is.
func (t *turn) offKept() bool {
	if !t.cancels() || !t.pressed("keep_it") {
		return false
	}
	t.p.Topic, t.p.Plan = t.p.Plan.Session.ID, nil
	t.show(StepOrgSession)
	return true
}

func askOff(t *turn) Say {
	s := t.plan().Session
	var rows [][]Button
	for _, why := range readyReasons() {
		rows = append(rows, []Button{act("organise.why."+why, "why."+why)})
	}
	rows = append(rows, column(act("organise.why.words", "words"), act("organise.why.none", "none"))...)
	rows = append(rows, []Button{act("organise.cancel.keep", "keep_it")}) // which is where Back would lead
	return Say{Lines: line("organise.why.ask", Args{"title": Name(s.title()), "when": t.sessionStart(s)}), Rows: rows}
}

func hearOff(t *turn) bool {
	why := &t.plan().Session.News.Why
	ready, chosen := t.picked("why.")
	switch {
	case t.offKept():
	case t.pressed("none"):
		*why = Why{}
		t.show(StepPlanDay)
	case chosen && slices.Contains(readyReasons(), ready):
		*why = Why{Ready: ready}
		t.show(StepPlanDay)
	case t.pressed("words"):
		why.Ready, t.plan().At = "", 0
		t.show(StepOffWords)
	case t.e.Kind == Words:
		return t.hearReason(why)
	default:
		return false
	}
	return true
}

// hearReason takes words that were typed without a button. They are in the
// organiser's language, and the others are asked for.
func (t *turn) hearReason(why *Why) bool {
	e := offWords().texts(t)
	words := e.words(t)
	if words == "" {
		return false
	}
	*e.at = max(0, slices.Index(e.langs, t.p.Lang))
	if !e.fits(t, words) {
		t.show(StepOff)
		return true
	}
	*why = Why{Own: why.Own.with(e.lang(), words)}
	if *e.at > 0 {
		*e.at = 0
		t.show(StepOffWords)
	} else {
		e.onward(t, func() { t.planNext(StepOffWords) })
	}
	return true
}

// offNext leads on in the wizard, after a step that it shares with others too.
func (t *turn) offNext(from Step) {
	d := t.plan()
	was, _ := t.w.Board.session(d.Session.ID)
	switch {
	case from == StepOffWords:
		t.show(StepPlanDay)
	case d.Session.Start == was.Start:
		t.note("organise.cancel.same", nil)
		t.show(StepPlanDay)
	default:
		d.Session.Cancelled = false
		t.show(StepOffSure)
	}
}

// offWithout goes on without a new date.
func (t *turn) offWithout() {
	d := t.plan()
	if was, ok := t.w.Board.session(d.Session.ID); ok {
		d.Session.Start = was.Start
	}
	d.Session.Cancelled, d.Day = true, ""
	t.show(StepOffSure)
}

func (t *turn) offBefore(from Step) Step {
	if !t.cancels() {
		return StepOrgSession
	}
	d := t.plan()
	switch {
	case from == StepOffSure && d.Session.News.Alarm:
	case from == StepOffSure:
		return StepPlanDay
	case from == StepPlanDay && len(d.Session.News.Why.Own) > 0:
		d.At = len(t.w.Programme.Languages) - 1
		return StepOffWords
	case from == StepPlanDay, from == StepOffWords:
		return StepOff
	}
	t.p.Topic, t.p.Plan = d.Session.ID, nil
	return StepOrgSession
}

// askOffSure asks once, with what people will read; the safe button comes first.
func askOffSure(t *turn) Say {
	s := t.plan().Session
	key, sure := "organise.cancel.ask", act("organise.cancel.sure", "sure")
	if !s.Cancelled {
		key, sure = "organise.cancel.ask_move", act("organise.cancel.sure_move", "sure")
	}
	what := News{What: NewsCancelled, Why: s.News.Why, Alarm: s.News.Alarm}
	if !s.Cancelled {
		what.What = NewsTime
	}
	lines := []Line{{Key: key, Args: Args{"title": Name(s.title()), "when": t.sessionStart(s)}}, {Key: "organise.cancel.told"}, {Key: "organise.cancel.read"}}
	if s.News.Alarm {
		lines[1] = Line{Key: "organise.cancel.at_once"}
	}
	s.News = what
	lines = append(lines, s.newsLines(t.p.Lang, t.w.Programme.Zone)...)
	lines = append(lines, t.leftLines(Session{News: what})...)
	rows := [][]Button{{act("organise.cancel.keep", "keep_it")}, {sure}}
	if s.Cancelled && t.mayChangeAll() {
		rows = append(rows, []Button{act("series.off_all", "sure_all")})
	}
	return Say{Lines: lines, Rows: append(rows, []Button{back()})}
}

func hearOffSure(t *turn) bool {
	switch {
	case t.offKept():
	case t.pressed("sure"):
		t.cancelSession(t.plan().Session, false)
	case t.pressed("sure_all") && t.plan().Session.Cancelled && t.mayChangeAll():
		t.cancelSession(t.plan().Session, true)
	default:
		return false
	}
	return true
}

// cancelSession cancels a session, or moves it to its new date: everybody keeps
// their place until they say that they can't come.
func (t *turn) cancelSession(s Session, all bool) {
	was, ok := t.replaces(s)
	if !ok {
		return
	}
	if !s.Cancelled && t.begun(s) {
		t.note("organise.unready", nil)
		t.show(StepPlanDay)
		return
	}
	why, alarm := s.News.Why, s.News.Alarm
	s = s.after(was, t.e.Now)
	s.News.Why, s.News.Alarm = why, alarm && s.Cancelled
	s = s.settled(was, t.w.Programme.Languages, t.e.Now)
	var more []Session
	if all && s.Cancelled {
		s, more = s.tellsOfAll(was, NewsCancelled), t.alsoCancelled(was, why)
	}
	t.changeBoard(func(b *Board) {
		for _, e := range append(more, s) {
			b.put(e)
		}
	})
	t.askGuards(was, s)
	if s.Cancelled {
		t.audit("session_cancelled", s.ID)
		t.leavePlan(s.ID, "organise.cancel.done")
		return
	}
	t.audit("session_changed", s.ID)
	t.leavePlan(s.ID, "organise.cancel.moved")
}

// NewsRun names the bulk run that tells people of what has changed last.
func (s Session) NewsRun() string { return newsRun(s.ID, s.News.At) }

// NewsTold tells an organiser how many have been told of a session that was
// cancelled or changed, and how many could not be: ok is false if there is nobody
// to be told, or if this is not theirs.
func NewsTold(p *Programme, b *Board, s Session, r RunProgress, m Member) (say Say, ok bool) {
	// Where young and old meet, those of them who are told otherwise would be counted by what is missing.
	if s.Both || r.sent()+r.Others == 0 || !m.mayFor(planMeetings, s.Areas, p) {
		return Say{}, false
	}
	lines := append(line("organise.told.title", Args{"title": s.called(), "when": Moment(s.StartsAt(p.Zone))}), toldLines(r)...)
	return Say{Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: s.pushed(lines...), Rows: column(link("desk.back", "desk"))}, true
}

// toldLines are the numbers. Of fewer than five people there are none: who of
// them paused messages is nobody's to find out.
func toldLines(r RunProgress) []Line {
	total, missed := r.sent()+r.Others, r.Unreachable+r.Failed+r.Others
	all := tally.Ended(total, fewest)
	switch {
	case total == 0:
		return nil
	case all.Hidden():
		return line("organise.told.small", Args{"number": fewest})
	case missed == 0:
		return line("organise.told.all", Args{"told": all.Among(r.Reached)})
	}
	return line("organise.told.numbers", Args{"told": all.Among(r.Reached), "missed": all.Among(missed)})
}

// orgTold is what the organisers' card says of the news of a session.
func (t *turn) orgTold(s Session) []Line {
	lines := s.whyLines(t.p.Lang)
	if s.News.What == 0 || t.e.Now.Sub(time.Unix(s.News.At, 0)) > SeatsKept {
		return lines
	}
	if s.Both {
		return lines
	}
	if r := t.run(s.NewsRun()); r.Over {
		lines = append(lines, toldLines(r)...)
	} else if r.Known {
		lines = append(lines, Line{Key: "organise.told.under_way"})
	}
	return lines
}
