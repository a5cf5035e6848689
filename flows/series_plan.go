package flows

import (
	"slices"
	"strings"
	"time"
)

// This file is about planning a series: how often, how many times, and whether one place is for
// all of it. What comes of it is worked out anew from the first day each time it is shown.

// The steps of it. They are reached from "More" of a meeting that is not announced yet.
const (
	StepPlanRepeat   Step = "desk.plan.repeat"
	StepPlanTimes    Step = "desk.plan.times"
	StepPlanDays     Step = "desk.plan.days"
	StepPlanTogether Step = "desk.plan.together"
)

// mostEvenings is how many meetings a series may have.
const mostEvenings = 30

// Repeat is how a meeting that is being planned repeats. It is never changed in place.
type Repeat struct {
	Rule   string   `cbor:"240,keyasint"`           // one of repeatRules
	Times  int      `cbor:"241,keyasint,omitempty"` // how many meetings, the first among them
	Days   []string `cbor:"242,keyasint,omitempty"` // YYYY-MM-DD, beside the first
	Circle bool     `cbor:"243,keyasint,omitempty"`
}

// The rules. Their names are stored.
const (
	everyWeek      = "week"
	everyFortnight = "fortnight"
	everyMonth     = "month"
	onGivenDays    = "days"
)

func repeatRules() []string { return []string{everyWeek, everyFortnight, everyMonth, onGivenDays} }

func repeatScreens() map[Step]screen {
	return map[Step]screen{
		StepPlanRepeat:   {ask: newOnly(askPlanRepeat), hear: hearPlanRepeat},
		StepPlanTimes:    {ask: newOnly(askPlanTimes), hear: hearPlanTimes, misfit: "organise.number.misfit", back: to(StepPlanRepeat)},
		StepPlanDays:     {ask: newOnly(askPlanDays), hear: hearPlanDays, misfit: "organise.when.misfit", back: to(StepPlanRepeat)},
		StepPlanTogether: {ask: newOnly(askPlanTogether), hear: hearPlanTogether, back: to(StepPlanRepeat)},
	}
}

// newOnly asks only about a meeting that is not announced yet.
func newOnly(ask func(*turn) Say) func(*turn) Say {
	return func(t *turn) Say {
		if t.plan().Session.ID != "" {
			return Say{Lines: line("organise.gone", nil), Rows: column(back())}
		}
		return ask(t)
	}
}

func askPlanRepeat(t *turn) Say {
	rows := column(act("series.repeat.once", "once"))
	for _, rule := range repeatRules() {
		rows = append(rows, []Button{act("series.repeat."+rule, "r."+rule)})
	}
	return t.planSay(StepPlanRepeat, line("series.repeat.ask", nil), rows...)
}

func hearPlanRepeat(t *turn) bool {
	d := t.plan()
	rule, chosen := t.picked("r.")
	switch {
	case d.Session.ID != "":
		return false
	case t.pressed("once"):
		d.Repeat = nil
		t.planNext(StepPlanRepeat)
	case chosen && d.Session.Start == 0:
		t.note("organise.unready", nil)
		t.show(StepPlanDay)
	case chosen && rule == onGivenDays:
		d.Repeat = &Repeat{Rule: rule}
		t.show(StepPlanDays)
	case chosen && slices.Contains(repeatRules(), rule):
		d.Repeat = &Repeat{Rule: rule}
		t.show(StepPlanTimes)
	default:
		return false
	}
	return true
}

func askPlanTimes(t *turn) Say {
	return t.planSay(StepPlanTimes, line("series.repeat.times", nil), numberButtons(3, 4, 5, 6, 8, 10))
}

func hearPlanTimes(t *turn) bool {
	n, ok := t.typedNumber()
	d := t.plan()
	if !ok || d.Repeat == nil || d.Session.ID != "" {
		return false
	}
	if n < 2 || n > mostEvenings {
		t.note("organise.number.range", Args{"low": 2, "high": mostEvenings})
		t.show(StepPlanTimes)
		return true
	}
	next := Repeat{Rule: d.Repeat.Rule, Times: n}
	t.repeats(&next, StepPlanTimes)
	return true
}

// repeats takes a rule if all its days exist, and asks on; else it says what is wrong with
// which day, and nothing of it is kept.
func (t *turn) repeats(next *Repeat, from Step) {
	if _, problem, day := t.evenings(t.plan().Session, next); problem != "" {
		t.noteTime(problem, day, t.dayExample())
		t.note("series.repeat.unchanged", nil)
		t.show(from)
		return
	}
	t.plan().Repeat = next
	t.show(StepPlanTogether)
}

func askPlanDays(t *turn) Say {
	return t.planSay(StepPlanDays, line("series.repeat.write", Args{"example": t.dayExample()}))
}

// hearPlanDays takes several days as people write them.
func hearPlanDays(t *turn) bool {
	d := t.plan()
	if t.e.Kind != Words || d.Session.ID != "" {
		return false
	}
	pieces := strings.FieldsFunc(t.e.Text, func(r rune) bool { return strings.ContainsRune("\n,;،؛", r) })
	if len(pieces) >= mostEvenings {
		t.note("organise.number.range", Args{"low": 2, "high": mostEvenings})
		t.show(StepPlanDays)
		return true
	}
	next := Repeat{Rule: onGivenDays}
	for _, piece := range pieces {
		if strings.TrimSpace(piece) == "" {
			continue
		}
		w, fits := readTime(piece, t.w.Programme.monthFirst(), false)
		if !fits || !w.dated || w.timed {
			t.note("series.repeat.unread", Args{"words": Quote(piece)})
			t.show(StepPlanDays)
			return true
		}
		day, problem := w.onDay(t.e.Now, t.w.Programme.Zone)
		if problem != "" {
			t.noteTime(problem, day, t.dayExample())
			t.note("series.repeat.unread", Args{"words": Quote(piece)})
			t.show(StepPlanDays)
			return true
		}
		next.Days = append(next.Days, day)
	}
	if len(next.Days) == 0 {
		return false
	}
	t.repeats(&next, StepPlanDays)
	return true
}

func askPlanTogether(t *turn) Say {
	return t.planSay(StepPlanTogether, line("series.repeat.together", nil),
		column(act("series.repeat.circle", "circle"), act("series.repeat.each", "each"))...)
}

func hearPlanTogether(t *turn) bool {
	d := t.plan()
	if d.Repeat == nil || d.Session.ID != "" || !t.pressed("circle") && !t.pressed("each") {
		return false
	}
	next := *d.Repeat
	next.Circle = t.e.Do == "circle"
	d.Repeat = &next
	t.planNext(StepPlanTogether)
	return true
}

// repeating says whether a meeting is one of a series, or becomes one.
func (t *turn) repeating(s Session) bool {
	return s.Series != "" || s.ID == "" && t.plan().Repeat != nil
}

// evenings are the beginnings of all meetings of a series, in order, at the hour of the first.
// An hour that the clocks skip on one of the days, or show twice, is nobody's to guess:
// problem is the message that says so then, and day that day.
func (t *turn) evenings(s Session, r *Repeat) (starts []int64, problem, day string) {
	first := s.StartsAt(t.w.Programme.Zone)
	days := []string{first.Format(time.DateOnly)}
	switch r.Rule {
	case everyWeek, everyFortnight:
		apart := 7
		if r.Rule == everyFortnight {
			apart = 14
		}
		for n := 1; n < r.Times; n++ {
			days = append(days, first.AddDate(0, 0, n*apart).Format(time.DateOnly))
		}
	case everyMonth:
		for n := 1; n < r.Times; n++ {
			days = append(days, sameWeekday(first, n))
		}
	default:
		days = append(days, r.Days...)
		slices.Sort(days)
		days = slices.Compact(days)
	}
	hour := typedTime{hour: first.Hour(), minute: first.Minute()}
	for _, day := range days {
		at, problem := hour.atHour(day, t.e.Now, t.w.Programme.Zone)
		if problem != "" {
			return nil, problem, day
		}
		starts = append(starts, at.Unix())
	}
	return starts, "", ""
}

// sameWeekday is the day, so many months later, that is the same weekday of its month: the
// second Tuesday, or the last one if the first was the last.
func sameWeekday(first time.Time, months int) string {
	month := time.Date(first.Year(), first.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	day := 1 + (int(first.Weekday()-month.Weekday())+7)%7
	last := first.AddDate(0, 0, 7).Month() != first.Month()
	for n := (first.Day() - 1) / 7; (n > 0 || last) && month.AddDate(0, 0, day+6).Month() == month.Month(); n-- {
		day += 7
	}
	return month.AddDate(0, 0, day-1).Format(time.DateOnly)
}

// repeatLines say in the review which days a series has.
func (t *turn) repeatLines() (lines []Line) {
	d := t.plan()
	if d.Repeat == nil || d.Session.ID != "" {
		return nil
	}
	starts, problem, _ := t.evenings(d.Session, d.Repeat)
	if problem != "" {
		return nil
	}
	key := "series.repeat.each_line"
	if d.Repeat.Circle {
		key = "series.repeat.circle_line"
	}
	lines = line(key, Args{"number": len(starts)})
	for _, at := range starts {
		lines = append(lines, as(PartFine, "series.repeat.day", Args{"when": t.moment(at)}))
	}
	return lines
}

// announceSeries puts all meetings of a series on the board, or none.
func (t *turn) announceSeries(s Session, r *Repeat) {
	starts, problem, day := t.evenings(s, r)
	if problem != "" {
		t.noteTime(problem, day, t.dayExample())
		t.show(StepPlanRepeat)
		return
	}
	series := s.ID
	var all []Session
	for i, at := range starts {
		e := s
		e.ID, e.Start = eveningID(series, i+1, r.Circle), at
		e.Series, e.Number, e.Of = series, i+1, len(starts)
		all = append(all, e.settled(Session{}, t.w.Programme.Languages, t.e.Now))
	}
	t.changeBoard(func(b *Board) {
		for _, e := range all {
			b.put(e)
		}
	})
	t.audit("session_made", all[0].ID)
	t.leavePlan(all[0].ID, "organise.published")
}
