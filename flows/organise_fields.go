package flows

import "time"

// A session's length in minutes.
const shortestSession, longestSession = 10, 600

// planNumber is a field that is a number, tapped or typed.
type planNumber struct {
	step      Step
	name      string // of its key
	of        func(*Session) *int
	usual     []int
	low, high int
}

func planNumbers() []planNumber {
	return []planNumber{
		{StepPlanLength, "length", func(s *Session) *int { return &s.Minutes }, []int{45, 60, 90, 120, 180}, shortestSession, longestSession},
		{StepPlanCapacity, "capacity", func(s *Session) *int { return &s.Capacity }, []int{10, 20, 30, 50, 100}, 1, 10_000},
		{StepPlanOfficers, "officers", func(s *Session) *int { return &s.Officers }, []int{0, 1, 2, 3, 4}, 0, 50},
	}
}

func (f planNumber) ask(t *turn) Say {
	lines := line("organise.number."+f.name, nil)
	if f.step == StepPlanCapacity {
		if held := t.heldSeats().held(); held > 0 {
			lines = append(lines, Line{Key: "organise.capacity.taken", Args: Args{"count": held}})
		}
	}
	return t.planSay(f.step, lines, numberButtons(f.usual...))
}

func (f planNumber) hear(t *turn) bool {
	n, ok := t.typedNumber()
	if !ok {
		return false
	}
	if n < f.low || n > f.high {
		t.note("organise.number.range", Args{"low": f.low, "high": f.high})
		t.show(f.step)
		return true
	}
	if f.step == StepPlanCapacity && n < t.heldSeats().held() {
		t.show(f.step)
		return true
	}
	*f.of(&t.plan().Session) = n
	t.planNext(f.step)
	return true
}

// heldSeats are those of the session being changed; none of a new one.
func (t *turn) heldSeats() Seats {
	if id := t.plan().Session.ID; id != "" {
		return t.seats(id)
	}
	return Seats{}
}

func askPlanOnDay(t *turn) Say {
	return t.planSay(StepPlanOnDay, line("organise.on_day.ask", nil), column(act("organise.on_day.all", "all"), act("organise.on_day.guests", "guests"))...)
}

func hearPlanOnDay(t *turn) bool {
	if !t.pressed("all") && !t.pressed("guests") {
		return false
	}
	t.plan().Session.AddressOnDay = t.e.Do == "guests"
	t.planNext(StepPlanOnDay)
	return true
}

func askPlanDay(t *turn) Say {
	if t.plan().Off {
		rows := append([][]Button{{act("organise.cancel.no_date", "none")}}, pairs(t.comingDays()...)...)
		return t.planSay(StepPlanDay, line("organise.cancel.day", Args{"example": t.timeExample()}), rows...)
	}
	return t.planSay(StepPlanDay, line("organise.when.ask", Args{"example": t.timeExample()}), pairs(t.comingDays()...)...)
}

func askPlanHour(t *turn) Say {
	lines := append(t.hourOf(t.plan().Day), Line{Key: "organise.hour.ask"})
	return t.planSay(StepPlanDay, lines, pairs(t.usualHours()...)...)
}

// hearStart takes the day, the hour or both at once.
func hearStart(t *turn) bool {
	d := t.plan()
	if t.offKept() {
		return true
	}
	if d.Off && t.p.Step == StepPlanDay && t.pressed("none") {
		t.offWithout()
		return true
	}
	return t.hearWhen(&d.Day, StepPlanHour, func(at time.Time, minutes int) {
		d.Session.Start = at.Unix()
		if minutes >= shortestSession && minutes <= longestSession { // "18:00-20:00" says the length too
			d.Session.Minutes = minutes
		}
		t.planNext(StepPlanDay)
	})
}

func askPlanUniform(t *turn) Say {
	return t.planSay(StepPlanUniform, line("organise.uniform.ask", nil), []Button{act("organise.uniform.worn", "uniform"), act("organise.uniform.plain", "plain")})
}

func hearPlanUniform(t *turn) bool {
	if !t.pressed("uniform") && !t.pressed("plain") {
		return false
	}
	t.plan().Session.Uniform = t.e.Do == "uniform"
	t.planNext(StepPlanUniform)
	return true
}

func askPlanHelp(t *turn) Say {
	s := t.plan().Session
	return t.planSay(StepPlanHelp, line("organise.help.ask", nil), column(
		toggle("organise.help.papers", nil, "papers", s.NoPapers),
		toggle("organise.help.children", nil, "children", s.Childcare),
		toggle("organise.help.kids", nil, "kids", s.Children),
		toggle("organise.help.travel", nil, "travel", s.TravelHelp),
		toggle("organise.help.unnamed", nil, "unnamed", s.Unnamed),
		act("organise.next", "next"))...)
}

func hearPlanHelp(t *turn) bool {
	s := &t.plan().Session
	switch {
	case t.pressed("papers"):
		s.NoPapers = !s.NoPapers
	case t.pressed("children"):
		s.Childcare = !s.Childcare
	case t.pressed("kids"):
		if held := t.heldSeats(); held.In+held.Waiting > 0 && s.Children {
			t.note("organise.kept.taken", nil)
		} else {
			s.Children = !s.Children
		}
	case t.pressed("travel"):
		s.TravelHelp = !s.TravelHelp
	case t.pressed("unnamed"):
		s.Unnamed = !s.Unnamed
	case t.pressed("next"):
		t.planNext(StepPlanHelp)
		return true
	default:
		return false
	}
	t.show(StepPlanHelp)
	return true
}

func askPlanTongues(t *turn) Say {
	rows := pairs(tongueToggles(Languages(), t.plan().Session.Interpreters)...)
	return t.planSay(StepPlanTongues, line("organise.tongues.ask", nil), append(rows, []Button{act("organise.next", "next")})...)
}

func hearPlanTongues(t *turn) bool {
	if t.pressed("next") {
		t.planNext(StepPlanTongues)
		return true
	}
	if !t.flippedLang(&t.plan().Session.Interpreters, Languages()) {
		return false
	}
	t.show(StepPlanTongues)
	return true
}

func askPlanAreas(t *turn) Say {
	d := t.plan()
	rows := t.areaToggles(planMeetings, d.Session.Areas)
	if t.youthAllowed() {
		rows = append(rows, []Button{toggle("organise.areas.youth", nil, "youth", d.Session.Youth)}, []Button{toggle("organise.areas.both", nil, "both", d.Session.Both)})
	}
	rows = append(rows, t.forButtons(d.Session)...)
	return t.planSay(StepPlanAreas, line("organise.areas.ask", nil), append(rows, []Button{act("organise.next", "next")})...)
}

// youthAllowed says whether anybody looks after young people here.
func (t *turn) youthAllowed() bool {
	return t.w.Programme.Safeguarding != nil && t.w.Programme.Minors.Sessions
}

func hearPlanAreas(t *turn) bool {
	d := t.plan()
	switch {
	case t.pressed("next"):
		if !t.mayFor(planMeetings, d.Session.Areas) {
			t.note("organise.areas.none", nil)
			t.show(StepPlanAreas)
			return true
		}
		t.planNext(StepPlanAreas)
		return true
	case t.pressed("youth") && t.youthAllowed():
		if held := t.heldSeats(); held.In+held.Waiting > 0 {
			t.note("organise.areas.youth_taken", nil)
		} else {
			d.Session.Youth, d.Session.Roles = !d.Session.Youth, nil
			d.Session = d.Session.withBoth(false, 0)
		}
	case t.pressed("both") && t.youthAllowed():
		if held := t.heldSeats(); held.In+held.Waiting > 0 {
			t.note("organise.areas.youth_taken", nil)
		} else {
			d.Session = d.Session.withBoth(!d.Session.Both, t.e.Seed[0])
		}
	case t.hearFor(&d.Session):
	case !t.hearAreas(planMeetings, &d.Session.Areas):
		return false
	}
	t.show(StepPlanAreas)
	return true
}
