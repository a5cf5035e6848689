package flows

import "slices"

// This file is about what people say about reminders: that they come, and when they want
// to be reminded.

// Coming is somebody's word that they come to a meeting. It is about the time that the
// meeting had then: of another one nothing has been said.
type Coming struct {
	Session string `cbor:"186,keyasint"`
	Start   int64  `cbor:"187,keyasint"` // unix seconds
}

// comes says whether somebody has said that they come to s as it is now.
func (p *Person) comes(s Session) bool { return slices.Contains(p.Coming, Coming{s.ID, s.Start}) }

// Comes is comes for whoever counts them.
func (p *Person) Comes(s Session) bool { return p.comes(s) }

// setComes notes that somebody comes, or takes it back.
func (p *Person) setComes(s Session, comes bool) {
	p.forgetComing(s.ID)
	if comes {
		p.setSkips(s.ID, false)
		p.Coming = append(p.Coming, Coming{s.ID, s.Start})
	}
}

func (p *Person) forgetComing(session string) {
	p.Coming = slices.DeleteFunc(p.Coming, func(c Coming) bool { return c.Session == session })
	if len(p.Coming) == 0 {
		p.Coming = nil
	}
}

// comesToggle is the button on a card with which somebody who has a place says that they
// come, or changes their mind.
func (t *turn) comesToggle(s Session) Button {
	return toggle("reminder.coming_switch", nil, "comes", t.p.comes(s))
}

// switchComes takes it. Whoever cannot come gives their place up instead.
func (t *turn) switchComes(s Session) {
	if t.seats(s.ID).Mine == Inside {
		t.p.setComes(s, !t.p.comes(s))
	}
	t.show(t.p.Step)
}

const (
	everyReminder ReminderKind = 127
	// ownReminders is set in somebody's record once they chose; without any other bit they
	// want none.
	ownReminders ReminderKind = 128
	// mostReminders is how many somebody can have of a meeting.
	mostReminders = 3
)

// reminderNames are the reminders as they are written in a programme's file and in the
// keys of messages.
func reminderNames() map[ReminderKind]string {
	return map[ReminderKind]string{ReminderWeek: "7d", ReminderDay: "1d", ReminderThree: "3h", ReminderHours: "2h", ReminderHour: "1h"}
}

// wants are the reminders that somebody has chosen, or the programme's.
func (p *Person) wants(pr *Programme) ReminderKind {
	if p.Remind&ownReminders != 0 {
		return p.Remind &^ ownReminders
	}
	return pr.reminders()
}

// remindersFor are the reminders of s that somebody gets. An address that is kept for the
// day comes with the programme's last one, whatever they chose.
func (p *Person) remindersFor(s Session, pr *Programme) ReminderKind {
	wanted := p.wants(pr)
	if s.addressKept() {
		wanted |= lastKind(pr.reminders()).kind
	}
	return wanted
}

// count is how many reminders a sum of them has.
func (k ReminderKind) count() (n int) {
	for _, o := range reminderOffsets() {
		if k&o.kind != 0 {
			n++
		}
	}
	return n
}

// StepRemind is where somebody chooses when they are reminded.
const StepRemind Step = "reminders"

// remindScreen is the screen of these settings; it is reached from "More" and from the
// choice of messages.
func remindScreen() screen {
	return screen{ask: askRemind, hear: hearRemind, back: toMore}
}

func askRemind(t *turn) Say {
	lines := []Line{{Key: "remind.ask"}, {Key: "remind.moved"}, as(PartFine, "remind.fine", nil)}
	var buttons []Button
	for _, o := range reminderOffsets() {
		buttons = append(buttons, toggle("remind.switch", Args{"time": Ref("remind.time." + reminderNames()[o.kind])},
			"r."+reminderNames()[o.kind], t.p.wants(t.w.Programme)&o.kind != 0))
	}
	rows := append(pairs(buttons...), column(act("remind.none", "none"))...)
	if t.p.Remind&ownReminders != 0 {
		rows = append(rows, column(act("remind.usual", "usual"))...)
	}
	return Say{Lines: lines, Rows: append(rows, []Button{back()})}
}

func hearRemind(t *turn) bool {
	name, one := t.picked("r.")
	switch {
	case t.pressed("none"):
		t.p.Remind = ownReminders
		t.note("remind.none_done", nil)
	case t.pressed("usual"):
		t.p.Remind = 0
	case one:
		return t.flipReminder(name)
	default:
		return false
	}
	t.show(StepRemind)
	return true
}

// flipReminder adds a reminder to those that somebody wants, or takes it away.
func (t *turn) flipReminder(name string) bool {
	for kind, its := range reminderNames() {
		if its != name {
			continue
		}
		wanted := t.p.wants(t.w.Programme) ^ kind
		if wanted.count() > mostReminders {
			t.note("remind.most", nil)
		} else {
			t.p.Remind = wanted | ownReminders
		}
		t.show(StepRemind)
		return true
	}
	return false
}

// remindKept says in "My data" which times somebody chose.
func (t *turn) remindKept() []Line {
	if t.p.Remind&ownReminders == 0 {
		return nil
	}
	if t.p.Remind.count() == 0 {
		return line("mydata.reminders_none", nil)
	}
	var times Refs
	for _, o := range reminderOffsets() {
		if t.p.Remind&o.kind != 0 {
			times = append(times, "remind.time."+reminderNames()[o.kind])
		}
	}
	return line("mydata.reminders", Args{"times": times})
}

// exportRemind is the same for programs; an empty list is none.
func (t *turn) exportRemind(e *Export) {
	if t.p.Remind&ownReminders == 0 {
		return
	}
	times := []string{}
	for _, o := range reminderOffsets() {
		if t.p.Remind&o.kind != 0 {
			times = append(times, reminderNames()[o.kind])
		}
	}
	e.Reminders = &times
}

// readReminders reads when a programme reminds of meetings; nothing is what is usual.
func (t fileTable) readReminders(key string) (kinds ReminderKind) {
	all := t.strs(key)
	for _, item := range all {
		found := ReminderKind(0)
		for kind, name := range reminderNames() {
			if name == item.value {
				found = kind
			}
		}
		if found == 0 {
			t.r.complain(item.line, "%s names %s: write up to three of \"7d\", \"1d\", \"3h\", \"2h\" and \"1h\", days or hours before a meeting", key, shortQuote(item.value))
		}
		kinds |= found
	}
	if kinds.count() > mostReminders {
		t.r.complain(t.lineOf(key), "%s has more than %d: nobody wants to be reminded more often", key, mostReminders)
	}
	return kinds
}
