package flows

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// News is what everybody registered for a session has to be told, since when.
type News struct {
	What NewsKind `cbor:"1,keyasint"`
	At   int64    `cbor:"2,keyasint"` // unix seconds; it names the occasion
	Why  Why      `cbor:"112,keyasint,omitempty"`
	// Alarm says that it was called off because it is not safe, shortly before: people
	// are told at once and with a sound, in quiet hours too, and what to do.
	Alarm bool     `cbor:"188,keyasint,omitempty"`
	All   NewsKind `cbor:"249,keyasint,omitempty"` // what has become of all evenings of its circle that follow
	Done  bool     `cbor:"113,keyasint,omitempty"` // everybody is told, and organisers know how many could not be
}

// NewsKind is a sum of what has changed.
type NewsKind uint8

// What people are told of.
const (
	NewsTime      NewsKind = 1
	NewsPlace     NewsKind = 2
	NewsCancelled NewsKind = 4
)

// newsStands is how long changes add up: who has not been told of the one yet
// is told of both at once.
const newsStands = 24 * 3600

// planLines shows a session as a resident who reads l will see it and is not in it yet.
func (t *turn) planLines(s Session, l Lang) []Line {
	lines := line("session.card.title", Args{"title": Name(s.title())})
	if len(s.About) > 0 {
		lines = append(lines, as(PartFine, "session.card.about", Args{"about": Name(s.about())}))
	}
	if s.ID == "" { // as it will be once it is announced
		s.From = t.planLangs()[0]
	}
	lines = append(lines, s.tongueMarks(l, sessionTitle, sessionAbout)...)
	lines = append(lines, t.kindLine(s)...)
	lines = append(lines, s.forLine()...)
	lines = append(lines, t.seriesLines(s)...)
	lines = append(lines,
		Line{Key: "session.card.when", Args: Args{"when": t.sessionStart(s)}},
		Line{Key: "session.card.place", Args: Args{"place": Name(s.Place)}})
	switch {
	case len(s.Address) == 0:
	case s.AddressOnDay:
		lines = append(lines, Line{Key: "session.card.address_for_guests"})
	default:
		lines = append(lines, Line{Key: "session.card.address", Args: Args{"address": Name(s.Address)}})
	}
	lines = append(lines, sessionOfficers(s))
	help := sessionHelp(s)
	if s.Children {
		help = append(help, Line{Key: "session.card.kids"})
	}
	if s.Both {
		help = withHelpFolded(help)
	}
	lines = append(lines, help...)
	lines = append(lines, t.keptLines(s)...)
	return append(append(lines, t.youthConsent(s)...), t.bothLines(s)...)
}

// withHelpFolded are the lines of a card for whoever runs the meeting: what makes it easier
// to come is in the fold, below the numbers that they come for.
func withHelpFolded(lines []Line) []Line {
	for i, l := range lines {
		switch l.Key {
		case "session.card.no_papers", "session.card.childcare", "session.card.travel", "session.card.interpreters", "session.card.kids":
			lines[i].As = PartFine
		}
	}
	return lines
}

// planFacts is what residents do not see on the card, or not so.
func (t *turn) planFacts(s Session) []Line {
	lines := []Line{{Key: "organise.facts", Args: Args{"minutes": s.Minutes, "places": s.Capacity, "areas": t.grantAreas(s.Areas)}}}
	if len(s.Address) > 0 && s.AddressOnDay {
		lines = append(lines, Line{Key: "organise.guests_see", Args: Args{"address": Name(s.Address)}})
	}
	if s.Unnamed {
		lines = append(lines, Line{Key: "organise.unnamed"})
	}
	return append(append(lines, t.feedbackPlan(s)...), t.bothState(s)...)
}

func askPlanReview(t *turn) Say {
	d := t.plan()
	publish, change := act("organise.publish", "publish"), act("organise.more", "change")
	if d.Session.ID != "" {
		publish, change = act("organise.save", "publish"), act("organise.change", "change")
	}
	lines := append(line("organise.review", nil), t.planLines(d.Session, t.p.Lang)...)
	lines = append(lines, t.repeatLines()...)
	lines = append(lines, t.planFacts(d.Session)...)
	lines = append(lines, t.leftLines(d.Session)...)
	top := column(publish)
	if t.mayChangeAll() {
		top = append(top, []Button{act("series.save_all", "publish_all")})
	}
	rows := append(append(top, []Button{change}), langButtons("organise.see", "see.", t.w.Programme.Languages)...)
	return t.planSay(StepPlanReview, lines, rows...)
}

func hearPlanReview(t *turn) bool {
	d := t.plan()
	l, see := t.pickedLang("see.", t.w.Programme.Languages)
	switch {
	case see:
		t.say(Say{Lang: l, Lines: t.planLines(d.Session, l)})
		t.show(StepPlanReview)
	case t.pressed("change"):
		d.Review = true
		t.show(StepPlanChange)
	case t.pressed("publish"):
		t.publish(false)
	case t.pressed("publish_all") && t.mayChangeAll():
		t.publish(true)
	default:
		return false
	}
	return true
}

// planField is a field that a change may begin with.
type planField struct {
	name string // of its button
	step Step
}

func planFields() []planField {
	return []planField{
		{"kind", StepPlanKind}, {"title", StepPlanTitle}, {"about", StepPlanAbout}, {"day", StepPlanDay}, {"repeat", StepPlanRepeat}, {"length", StepPlanLength},
		{"place", StepPlanPlace}, {"address", StepPlanAddress}, {"onday", StepPlanOnDay}, {"capacity", StepPlanCapacity}, {"officers", StepPlanOfficers},
		{"help", StepPlanHelp}, {"tongues", StepPlanTongues}, {"kept", StepPlanKept}, {"areas", StepPlanAreas},
	}
}

func askPlanChange(t *turn) Say {
	var buttons []Button
	for _, f := range planFields() {
		if f.step == StepPlanOnDay && len(t.plan().Session.Address) == 0 {
			continue
		}
		if f.step == StepPlanRepeat && (t.plan().Session.ID != "" || t.plan().Session.Both) {
			continue
		}
		buttons = append(buttons, act("organise.field."+f.name, f.name))
	}
	rows := pairs(buttons...)
	if t.plan().Session.ID != "" { // of a new one Back leads to the review
		rows = append(rows, []Button{act("organise.field.see", "review")})
	}
	return Say{Lines: line("organise.field.ask", nil), Rows: append(rows, []Button{back(), cancel()})}
}

func hearPlanChange(t *turn) bool {
	if t.pressed("review") {
		t.show(StepPlanReview)
		return true
	}
	for _, f := range planFields() {
		if t.pressed(f.name) && (f.step != StepPlanRepeat || t.plan().Session.ID == "" && !t.plan().Session.Both) {
			t.plan().At = 0
			t.show(f.step)
			return true
		}
	}
	return false
}

// backFromChange leads to the review of a new session, and out of the change of
// an announced one.
func backFromChange(t *turn) Step {
	if t.plan().Session.ID == "" {
		return StepPlanReview
	}
	t.p.Topic, t.p.Plan = t.p.Plan.Session.ID, nil
	return StepOrgSession
}

// unready is the step at which something is still missing, "" if nothing is.
func (t *turn) unready(s Session) Step {
	all := t.w.Programme.Languages
	switch {
	case s.Title.from("") == "":
		return StepPlanTitle
	case !s.Place.in(all):
		return StepPlanPlace
	case len(s.Address) > 0 && !s.Address.in(all):
		return StepPlanAddress
	case s.Start == 0 || t.begun(s):
		return StepPlanDay
	case s.Capacity < 1 || s.Capacity > 10_000:
		return StepPlanCapacity
	case s.keptTooMany(t.heldSeats()):
		return StepPlanKept
	case s.Both && t.repeating(s): // a lead says yes to one meeting, never to several at once
		return StepPlanAreas
	case !t.mayFor(planMeetings, s.Areas), (s.Youth || s.Both) && !t.youthAllowed():
		return StepPlanAreas
	case s.Both && (len(s.Adults) < adultsLeast || t.heldSeats().youngIn(s) > s.youngMost()):
		return StepPlanAdults
	}
	return ""
}

// publish puts the session on the board, all of it or nothing; all says that what was changed
// is changed in all that follow it in its series too.
func (t *turn) publish(all bool) {
	d := t.plan()
	s := d.Session
	if step := t.unready(s); step != "" {
		t.note("organise.unready", nil)
		d.At, d.Review = 0, true
		t.show(step)
		return
	}
	if s.ID != "" {
		t.saveChange(s, all)
		return
	}
	s.ID = fmt.Sprintf("m%x", t.e.Seed[:6])
	if _, taken := t.w.Board.session(s.ID); taken { // two organisers with one seed: no chance worth more
		t.show(StepPlanReview)
		return
	}
	s.From = t.planLangs()[0]
	if d.Repeat != nil {
		t.announceSeries(s, d.Repeat)
		return
	}
	s = s.settled(Session{}, t.w.Programme.Languages, t.e.Now)
	t.changeBoard(func(b *Board) { b.put(s) })
	t.askGuards(Session{}, s)
	t.audit("session_made", s.ID)
	t.leavePlan(s.ID, "organise.published")
}

// replaces finds the announced session that the draft is to replace. If that cannot be
// changed any more, or somebody else was quicker, it leaves the wizard, says so and
// shows what there is now.
func (t *turn) replaces(s Session) (was Session, ok bool) {
	was, ok = t.w.Board.session(s.ID)
	switch {
	case !ok || !t.mayFor(planMeetings, was.Areas) || was.Cancelled || t.begun(was):
		t.leavePlan(s.ID, "organise.gone")
	case was.sum() != t.plan().Base:
		t.leavePlan(s.ID, "organise.changed_meanwhile")
	default:
		return was, true
	}
	return was, false
}

// saveChange replaces an announced session.
func (t *turn) saveChange(s Session, all bool) {
	was, ok := t.replaces(s)
	if !ok {
		return
	}
	if t.heldSeats().held() > s.Capacity { // somebody took a place meanwhile
		t.show(StepPlanCapacity)
		return
	}
	effects, says := len(t.out.Effects), len(t.out.Says)
	more, ok := t.alsoChanged(was, s, all)
	if !ok || !t.moveUp(s) { // all of it or nothing: no place is offered that does not come about
		t.out.Effects = t.out.Effects[:effects]
		t.out.Says = append(t.out.Says[:says:says], slices.DeleteFunc(t.out.Says[says:], func(s Say) bool { return s.To != nil })...)
		return
	}
	what := was.differs(s)
	s = s.after(was, t.e.Now).settled(was, t.w.Programme.Languages, t.e.Now)
	if all {
		s = s.tellsOfAll(was, what)
	}
	t.changeBoard(func(b *Board) {
		for _, e := range append(more, s) {
			b.put(e)
		}
	})
	t.askGuards(was, s)
	t.audit("session_changed", s.ID)
	key := "organise.saved"
	if s.News.At != was.News.At {
		key = "organise.saved_told"
	}
	t.leavePlan(s.ID, key)
}

// leavePlan ends the wizard at the session's card.
func (t *turn) leavePlan(id, key string) {
	t.p.Plan, t.p.Topic = nil, id
	t.note(key, nil)
	t.show(StepOrgSession)
}

// moveUp offers places that a larger room has to those who wait, in the commit
// that makes it larger: nobody slips in before them. It says false, and why, if
// more would be offered than one commit holds.
func (t *turn) moveUp(s Session) bool {
	seats := t.seats(s.ID)
	if s.Claims() {
		line := seats.Line
		if len(line) == 0 {
			for _, id := range t.guests(s.ID).Line {
				line = append(line, Waiter{Who: id})
			}
		}
		if up := t.keepForAll(s, s.upNext(seats, line)); len(up) > 0 {
			t.do(Offers{Session: s.ID, All: up})
		}
		return true
	}
	waiting := seats.Waiting - seats.Offered
	free := min(seats.Free(s.Capacity), waiting)
	if free <= 0 {
		return true
	}
	first := t.guests(s.ID).Line
	if free > len(first) && len(first) < waiting {
		if len(first) > 0 { // else they are only being read
			t.note("organise.capacity.crowd", Args{"number": seats.held() + len(first)})
		}
		t.show(StepPlanCapacity)
		return false
	}
	var up []Offer
	for _, id := range first[:min(free, len(first))] {
		if o := t.keepFor(s, &id); o != nil {
			up = append(up, *o)
		}
	}
	if len(up) > 0 {
		t.do(Offers{Session: s.ID, All: up})
	}
	return true
}

// differs says what those who are registered have to be told.
func (s Session) differs(next Session) (what NewsKind) {
	if s.Start != next.Start {
		what |= NewsTime
	}
	if fmt.Sprint(s.Place, s.Address) != fmt.Sprint(next.Place, next.Address) {
		what |= NewsPlace
	}
	if next.Cancelled && !s.Cancelled {
		what |= NewsCancelled
	}
	return what
}

// after is the session with what everybody registered has to be told of it, now
// that it is no longer as it was.
func (s Session) after(was Session, now time.Time) Session {
	what := was.differs(s)
	s.Passes = was.Passes // links may have been made meanwhile
	s.News = was.News.and(what, now.Unix())
	s.Edition = was.Edition + 1
	s.Yes, s.YoungAt, s.YoungDone = was.Yes, was.YoungAt, was.YoungDone // a lead may have answered meanwhile
	s = s.bothAfter(was, now.Unix())
	if what&NewsTime != 0 {
		s.Retimed = s.Start
	}
	return s
}

// and adds what has happened now.
func (n News) and(what NewsKind, now int64) News {
	if what == 0 {
		return n
	}
	next := News{What: what, At: max(now, n.At+1)}
	if now-n.At < newsStands {
		next.What, next.Why, next.All = what|n.What, n.Why, n.All
	}
	return next
}

// put adds or replaces a session, by its start.
func (b *Board) put(s Session) {
	b.Sessions = slices.DeleteFunc(b.Sessions, func(had Session) bool { return had.ID == s.ID })
	b.Sessions = append(b.Sessions, s)
	slices.SortFunc(b.Sessions, ByStart)
}

// SessionNews is what somebody who is registered for a session, or waits for a
// place, is told of it now; ok is false if there is nothing for them. told is
// what they were told of it before, and inside whether a place is theirs.
func SessionNews(p *Programme, s Session, to *Person, told Told, inside bool, now time.Time) (say Say, ok bool) {
	if s.News.What == 0 || to.Paused || to.Chat == 0 || !slices.Contains(to.Sessions, s.ID) {
		return Say{}, false
	}
	if s.Both && to.Minor() && !s.Cancelled && !s.OpenToYoung(p) { // YoungNews tells them how it is
		return Say{}, false
	}
	s = s.readBy(to)
	say = Say{Lang: to.Lang, Chat: to.Chat, Fresh: true, Lines: s.pushed(s.newsLines(to.Lang, p.Zone)...)}
	if inside || slices.ContainsFunc(to.Calendars, func(id string) bool { return SameSeats(id, s.ID) }) {
		say = s.withCalendar(say)
	}
	if s.Cancelled {
		return say, true
	}
	open := column(link("session.button.open", sessionButtonPrefix+s.ID))
	if !inside {
		say.Lines, say.Rows = append(say.Lines, Line{Key: "organise.news.waits"}), open
		return say, true
	}
	if s.addressKept() && s.lastReminder(p, time.Unix(told.Since, 0), now) {
		say.Lines = append(say.Lines, s.address())
	}
	if s.News.What&NewsTime == 0 {
		say.Lines, say.Rows = append(say.Lines, Line{Key: "organise.news.keeps"}), open
		return say, true
	}
	say.Lines = append(say.Lines, Line{Key: "organise.news.come"})
	say.Rows = append(column(link("reminder.coming", "coming."+s.ID), link("session.button.leave", "cant."+s.ID)), open...)
	return say, true
}

// newsLines say to a reader of l what has changed, and why.
func (s Session) newsLines(l Lang, z *time.Location) []Line {
	n, key := s.News, "organise.news.place"
	switch {
	case s.Cancelled:
		key = "organise.news.cancelled"
	case n.What&NewsTime != 0 && n.What&NewsPlace != 0:
		key = "organise.news.both"
	case n.What&NewsTime != 0:
		key = "organise.news.time"
	}
	return append(line(key, Args{"title": s.called(), "when": Moment(s.StartsAt(z)), "place": Name(s.Place)}), append(append(s.whyLines(l), s.alarmLines()...), n.allLines()...)...)
}

// newsRun names the bulk run that tells people of one change of a session.
func newsRun(session string, at int64) string {
	return "session/" + session + "/" + strconv.FormatInt(at, 10)
}
