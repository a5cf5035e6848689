package flows

import (
	"slices"
	"time"
)

// ReminderKind is one of the reminders of a session, as a bit: what a person was
// told of is a sum of them. The bits are stored: never reuse one.
type ReminderKind uint8

// The reminders, each named after how long before the start it comes.
const (
	ReminderDay   ReminderKind = 1
	ReminderHours ReminderKind = 2
	ReminderWeek  ReminderKind = 4
	ReminderThree ReminderKind = 8
	ReminderHour  ReminderKind = 16
)

// offset is a reminder and how long before the start it goes out.
type offset struct {
	kind   ReminderKind
	before time.Duration
}

// reminderOffsets lists them, the earliest reminder first. What is sent, what a
// receipt promises and what somebody counts as told all follow from this list.
func reminderOffsets() []offset {
	return []offset{
		{ReminderWeek, 7 * 24 * time.Hour}, {ReminderDay, 24 * time.Hour},
		{ReminderThree, 3 * time.Hour}, {ReminderHours, 2 * time.Hour}, {ReminderHour, time.Hour},
	}
}

// reminders are those that the programme sends to whoever chose none of their own.
func (p *Programme) reminders() ReminderKind {
	if p.Schedule.Reminders == 0 {
		return ReminderDay | ReminderHours
	}
	return p.Schedule.Reminders
}

// lastKind is the latest of some reminders.
func lastKind(kinds ReminderKind) (last offset) {
	for _, o := range reminderOffsets() {
		if kinds&o.kind != 0 {
			last = o
		}
	}
	return last
}

// lastOffset is how long before the start the programme's last reminder goes out.
func (p *Programme) lastOffset() time.Duration { return lastKind(p.reminders()).before }

// beforeQuiet is how long before quiet hours a reminder goes out that would
// have fallen into them: everybody has it when they begin.
const beforeQuiet = 30 * time.Minute

// Reminder is one reminder and when it goes out.
type Reminder struct {
	Kind ReminderKind
	At   time.Time
}

// RemindersOf lists the programme's reminders, in order, that somebody gets who has had
// a place in s since a moment. One that would fall into quiet hours goes out
// before they begin; who gets their place only after that, but before the hour
// itself, has it when the quiet hours are over. None goes out after the start,
// or for a time before the place was theirs.
func RemindersOf(s Session, p *Programme, since time.Time) []Reminder {
	return onlyKinds(remindersAt(reminderOffsets(), s, p, since), p.reminders())
}

// onlyKinds are those of a list that somebody gets.
func onlyKinds(all []Reminder, kinds ReminderKind) []Reminder {
	return slices.DeleteFunc(all, func(r Reminder) bool { return r.Kind&kinds == 0 })
}

func remindersAt(offsets []offset, s Session, p *Programme, since time.Time) []Reminder {
	var list []Reminder
	start := time.Unix(s.Start, 0)
	for _, o := range offsets {
		at := start.Add(-o.before)
		if p.Quiet(at) {
			begins, ends := p.QuietSpan(at)
			early := begins.Add(-beforeQuiet)
			if !since.Before(early) && since.Before(at) {
				early = ends
			}
			at = early
		}
		if since.Before(at) && at.Before(start) {
			list = append(list, Reminder{Kind: o.kind, At: at})
		}
	}
	return list
}

// Told is what somebody inside a session has been told of it.
type Told struct {
	Since int64        // unix seconds since when they have their place; 0: unknown, long ago
	Start int64        // the start that the last reminder named; 0: none yet
	Kinds ReminderKind // the reminders that named it, or that it made needless
}

// next is what to tell at now, if anything, and what has been told then. Who
// was reminded of a time that has changed since is told the new one at once;
// everything else waits for its hour. A reminder that is late because nobody
// was there to send it still goes out; of several, the last one does. Those that are not
// among wanted are noted as told when their hour has come, so that nobody is looked at
// again for them, and nobody who wants them afterwards gets them late.
func (told Told) next(s Session, p *Programme, wanted ReminderKind, now time.Time) (key string, after Told) {
	return told.nextOf(remindersAt(reminderOffsets(), s, p, time.Unix(told.Since, 0)), wanted, s, p, now)
}

func (told Told) nextOf(all []Reminder, wanted ReminderKind, s Session, p *Programme, now time.Time) (key string, after Told) {
	if !MayRemind(s, p, now) {
		return "", told
	}
	was := told
	var due, last ReminderKind
	for _, r := range all {
		if now.Before(r.At) {
			continue
		}
		if due |= r.Kind; r.Kind&wanted != 0 {
			last = r.Kind
		}
	}
	after = Told{Since: told.Since, Start: s.Start, Kinds: due}
	moved := told.Start != 0 && told.Start != s.Start
	if moved && s.newsTellsTime() { // only the reminders of the new time are left
		told.Kinds, moved = 0, false
	}
	switch {
	case moved:
		return "reminder.moved", after
	case last&^told.Kinds != 0: // an earlier one, which the version before may not have had, is needless then
		after.Kinds |= told.Kinds
		return "reminder.note", after
	case due&^told.Kinds != 0:
		after.Kinds |= told.Kinds
		return "", after
	}
	return "", was
}

// newsTellsTime says whether SessionNews has told the time as it is now, or is
// about to. Sessions that were changed by an older version have no Retimed.
func (s Session) newsTellsTime() bool {
	return s.Retimed == s.Start || s.Retimed == 0 && s.News.What&NewsTime != 0
}

// lastReminder says whether everybody inside has had, by now, the last reminder
// that they get; somebody who got their place after it counts as reminded.
func (s Session) lastReminder(p *Programme, since, now time.Time) bool {
	list := RemindersOf(s, p, since)
	return len(list) == 0 || !now.Before(list[len(list)-1].At)
}

// MayRemind says whether anybody could have to be told something about s at
// now; it spares looking at everybody inside.
func MayRemind(s Session, p *Programme, now time.Time) bool {
	return !s.Cancelled && now.Unix() < s.Start && !p.Quiet(now)
}

// ReminderDue says whether somebody who has been told so much of s may have to be
// told something at now, whichever reminders they want.
func ReminderDue(s Session, p *Programme, told Told, now time.Time) bool {
	key, after := told.next(s, p, everyReminder, now)
	return key != "" || after != told
}

// Remind is what to tell p, who is inside a session and has been told of it, at
// now, and what they have been told then; ok is false if there is nothing to say, but
// what they have been told is to be noted all the same if it has changed.
// Somebody who paused messages gets none.
func Remind(w World, p Person, session string, told Told, now time.Time) (say Say, after Told, ok bool) {
	if w.Board == nil || p.Paused || p.Chat == 0 || !slices.Contains(p.Sessions, session) {
		return Say{}, told, false
	}
	s, known := w.Board.session(session)
	if !known || p.skips(session) {
		return Say{}, told, false
	}
	s = s.readBy(&p)
	wanted := p.remindersFor(s, w.Programme)
	key, after := told.next(s, w.Programme, wanted, now)
	if key == "" || s.Both && p.Minor() && !s.OpenToYoung(w.Programme) { // nobody is asked to come who may not
		return Say{}, after, false
	}
	args := Args{"title": s.called(), "when": Moment(s.StartsAt(w.Programme.Zone)), "place": Name(s.Place)}
	lines := s.pushed(Line{Key: key, Args: args})
	if s.addressKept() && s.lastReminder(w.Programme, time.Unix(told.Since, 0), now) {
		lines = append(lines, s.address())
	}
	rows := column(link("session.button.leave", "cant."+session), link("session.button.open", sessionButtonPrefix+session))
	switch {
	case p.comes(s):
		lines = append(lines, Line{Key: "reminder.said"})
	case told.Kinds&wanted == 0 || after.Kinds&lastKind(wanted).kind != 0 || key == "reminder.moved":
		lines = append(lines, Line{Key: "reminder.ask"})
		rows = append(column(link("reminder.coming", "coming."+session)), rows...)
	}
	return Say{Lang: p.Lang, Chat: p.Chat, Fresh: true, Lines: lines, Rows: rows}, after, true
}

// promise says when somebody who gets a place now will be reminded, exactly as
// the job will do it; nothing if there is no time left for that.
func (t *turn) promise(s Session) []Line {
	var times any
	all := onlyKinds(remindersAt(reminderOffsets(), s, t.w.Programme, t.e.Now), t.p.remindersFor(s, t.w.Programme))
	all = slices.CompactFunc(all, func(a, b Reminder) bool { return a.At.Equal(b.At) }) // one message, before quiet days
	for _, r := range slices.Backward(all) {
		if times == nil {
			times = DateHour(r.At)
			continue
		}
		times = Lines{{Key: "reminder.times", Args: Args{"first": DateHour(r.At), "second": times}}}
	}
	if times == nil {
		return nil
	}
	return line("reminder.promise", Args{"first": times})
}

func reminderConversation() conversation {
	return conversation{name: "reminder",
		screens: map[Step]screen{StepRemind: remindScreen()},
		menu:    []menuRow{{at: 105, key: "menu.reminders", do: "reminders", more: true, half: true}},
		keeps:   kept{lines: (*turn).remindKept, export: (*turn).exportRemind},
		doors: []door{
			{word: "reminders", by: byButton, open: plainly(func(t *turn) { t.show(StepRemind) })},
			{word: "coming", by: byButton, open: (*turn).openComing, over: (*turn).comes, members: atOnce, guests: true},
			{word: "cant", by: byButton, open: (*turn).openCant, members: atOnce, guests: true},
		}}
}

// openComing thanks somebody who says that they come, in the reminder itself:
// whatever they are in the middle of stays as it is.
func (t *turn) openComing(id string) {
	s, known := t.announced(id)
	if !known || t.closedCard(s, known) != "" || t.begun(s) || t.seats(id).Mine != Inside {
		t.openSession(id)
		return
	}
	t.p.setComes(s, true)
	args := Args{"title": s.called(), "when": DateHour(s.StartsAt(t.w.Programme.Zone)), "place": Name(s.Place)}
	lines := line("reminder.thanks", args)
	if s.addressKept() && s.lastReminder(t.w.Programme, time.Unix(0, 0), t.e.Now) { // it stood in the reminder
		lines = append(lines, s.address())
	}
	t.answerHere(Say{Lines: append(lines, as(PartFine, "reminder.thanks_lock", nil)), Rows: column(link("session.button.leave", "cant."+id))})
}

// openCant asks somebody who says that they can't come whether to give their
// place up.
func (t *turn) openCant(id string) {
	t.p.Topic = id
	s, known := t.topicSession()
	if t.closedCard(s, known) != "" || t.begun(s) {
		t.show(StepSessionCard)
		return
	}
	t.askToLeave(s)
}

// comes answers a press on "Coming" without leaving a flow for it.
func (t *turn) comes(id string) bool {
	if id == "" || !t.p.Registered() && t.me() == nil || t.p.Age == AgeChild || t.seats(id).Mine != Inside {
		return false
	}
	t.openComing(id)
	return true
}
