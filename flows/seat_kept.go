package flows

import (
	"slices"
	"strconv"
	"time"
)

// Reserve keeps places of a session for some, until a number of days before it. Exactly
// one of the others says for whom.
type Reserve struct {
	ID     string `cbor:"210,keyasint"` // in its session; claims name it, so it is never given again
	Places int    `cbor:"211,keyasint"`
	Lang   Lang   `cbor:"212,keyasint,omitempty"` // who has the bot in this language
	Area   string `cbor:"213,keyasint,omitempty"`
	Pass   string `cbor:"215,keyasint,omitempty"` // who came by this link
	Band   Age    `cbor:"214,keyasint,omitempty"` // AgeTeen: 13 to 17, AgeAdult: from 18 on, where both meet
}

const (
	reservesMost    = 4
	reserveDaysMost = 60
	reserveDays     = 3
)

// fits says whether somebody belongs to those for whom places are kept.
func (r Reserve) fits(s Session, p *Person) bool {
	switch {
	case r.Pass != "":
		return slices.ContainsFunc(p.Invited, func(v Invited) bool { return v.Pass == r.Pass && SameSeats(v.Session, s.ID) })
	case r.Lang != "":
		return p.Lang == r.Lang
	case r.Band != AgeUnasked:
		return p.Minor() == (r.Band == AgeTeen)
	}
	return p.Area == r.Area
}

// reservation is the one that the person belongs to: of several, the first that has a
// place left.
func (t *turn) reservation(s Session) (id string) {
	seats := t.seats(s.ID)
	for _, r := range s.Reserved {
		if !r.fits(s, t.p) {
			continue
		}
		if seats.Held[r.ID] < r.Places {
			return r.ID
		}
		if id == "" {
			id = r.ID
		}
	}
	return id
}

// who says for whom places are kept.
func (t *turn) who(r Reserve) Line {
	switch {
	case r.Pass != "":
		if p := t.pass(r.Pass); p != nil && p.Label != "" && !t.p.Minor() {
			return Line{Key: "session.kept.pass", Args: Args{"label": p.name()}}
		}
		return Line{Key: "session.kept.link"}
	case r.Lang != "":
		return Line{Key: "session.kept.tongue", Args: Args{"tongue": Tongue(r.Lang)}}
	case r.Band == AgeTeen:
		return Line{Key: "session.kept.young"}
	case r.Band != AgeUnasked:
		return Line{Key: "session.kept.adults"}
	}
	a, _ := t.w.Programme.Area(r.Area)
	return Line{Key: "session.kept.area", Args: Args{"area": Name(a.Name)}}
}

// keptLines say on a card which places are kept for whom, until when. Several are in the
// fold: they would push out of sight when and where it is.
func (t *turn) keptLines(s Session) (lines []Line) {
	if s.ID != "" && len(s.Reserved) > 0 && t.seats(s.ID).Opened {
		return nil
	}
	for _, r := range s.Reserved {
		lines = append(lines, t.keptLine(s, r))
	}
	if len(lines) > 1 {
		lines = parted(PartFine, lines...)
	}
	return lines
}

func (t *turn) keptLine(s Session, r Reserve) Line {
	return Line{Key: "session.kept.line", Args: Args{"number": r.Places, "who": Lines{t.who(r)}, "until": t.opens(s)}}
}

// opens is when kept places are everybody's, to be said.
func (t *turn) opens(s Session) Moment {
	return Moment(t.w.Board.Evenings(s)[0].Opens().In(t.w.Programme.Zone))
}

// keptTooMany says whether a session would keep more places than it has beside those
// that are taken.
func (s Session) keptTooMany(seats Seats) bool {
	kept := 0
	for _, r := range s.Reserved {
		kept += max(0, r.Places-seats.Held[r.ID])
	}
	return !seats.Opened && kept > seats.Free(s.Capacity)
}

// The steps of keeping places.
const (
	StepPlanKept     Step = "desk.plan.kept"
	StepPlanKeptFor  Step = "desk.plan.kept.for"
	StepPlanKeptMany Step = "desk.plan.kept.many"
	StepPlanKeptDays Step = "desk.plan.kept.days"
)

func keptScreens() map[Step]screen {
	return map[Step]screen{
		StepPlanKept:     {ask: askPlanKept, hear: hearPlanKept},
		StepPlanKeptFor:  {ask: askPlanKeptFor, hear: hearPlanKeptFor, back: to(StepPlanKept)},
		StepPlanKeptMany: {ask: askPlanKeptMany, hear: hearPlanKeptMany, misfit: "organise.number.misfit", back: to(StepPlanKeptFor)},
		StepPlanKeptDays: {ask: askPlanKeptDays, hear: hearPlanKeptDays, misfit: "organise.number.misfit", back: to(StepPlanKept)},
	}
}

func askPlanKept(t *turn) Say {
	s := t.plan().Session
	lines := line("organise.kept.ask", nil)
	var rows [][]Button
	for i, r := range s.Reserved {
		lines = append(lines, t.keptLine(s, r))
		rows = append(rows, []Button{{Key: "organise.kept.remove", Args: Args{"place": Code(strconv.Itoa(i + 1))}, Do: "x." + r.ID}})
	}
	if len(s.Reserved) < reservesMost {
		rows = append(rows, []Button{act("organise.kept.add", "add")})
	}
	if len(s.Reserved) > 0 {
		rows = append(rows, []Button{{Key: "organise.kept.days", Args: Args{"number": Code(strconv.Itoa(s.OpenDays))}, Do: "days"}})
	}
	return t.planSay(StepPlanKept, lines, append(rows, []Button{act("organise.next", "next")})...)
}

func hearPlanKept(t *turn) bool {
	d := t.plan()
	id, removes := t.picked("x.")
	at := slices.IndexFunc(d.Session.Reserved, func(r Reserve) bool { return r.ID == id })
	switch {
	case t.pressed("next"):
		t.planNext(StepPlanKept)
	case t.heldSeats().Opened:
		t.note("organise.kept.opened", nil)
		t.show(StepPlanKept)
	case t.pressed("add") && len(d.Session.Reserved) < reservesMost:
		t.show(StepPlanKeptFor)
	case t.pressed("days") && len(d.Session.Reserved) > 0:
		t.show(StepPlanKeptDays)
	case removes && at >= 0:
		if d.Session.Reserved = slices.Delete(slices.Clone(d.Session.Reserved), at, at+1); len(d.Session.Reserved) == 0 {
			d.Session.Reserved = nil
		}
		t.show(StepPlanKept)
	default:
		return false
	}
	return true
}

// reserveChoices are those for whom places can be kept, by what their button does.
func (t *turn) reserveChoices() (buttons []Button, of map[string]Reserve) {
	of = map[string]Reserve{}
	s := t.plan().Session
	add := func(b Button, r Reserve) {
		buttons, of[b.Do] = append(buttons, b), r
	}
	for _, l := range t.w.Programme.Languages {
		add(Button{Key: "organise.kept.tongue", Args: Args{"tongue": Tongue(l)}, Do: "l." + string(l)}, Reserve{Lang: l})
	}
	for _, a := range t.w.Programme.Areas {
		if len(s.Areas) == 0 || slices.Contains(s.Areas, a.ID) {
			add(Button{Key: "organise.kept.area", Args: Args{"area": Name(a.Name)}, Do: "a." + a.ID}, Reserve{Area: a.ID})
		}
	}
	if s.Both {
		add(act("organise.kept.young", "b.young"), Reserve{Band: AgeTeen})
		add(act("organise.kept.adults", "b.adults"), Reserve{Band: AgeAdult})
	}
	for i, id := range s.Passes {
		if p := t.pass(id); p != nil {
			add(Button{Key: "organise.kept.pass", Args: Args{"place": Code(strconv.Itoa(i + 1)), "label": p.said()}, Do: "p." + id[:min(12, len(id))]}, Reserve{Pass: id})
		}
	}
	return buttons, of
}

func askPlanKeptFor(t *turn) Say {
	buttons, _ := t.reserveChoices()
	return Say{Lines: line("organise.kept.for", nil), Rows: append(pairs(buttons...), []Button{back(), cancel()})}
}

func hearPlanKeptFor(t *turn) bool {
	_, of := t.reserveChoices()
	r, ok := of[t.e.Do]
	if t.e.Kind != Press || !ok {
		return false
	}
	t.plan().Keep = &r
	t.show(StepPlanKeptMany)
	return true
}

func askPlanKeptMany(t *turn) Say {
	return Say{Lines: line("organise.kept.places", nil), Rows: append([][]Button{numberButtons(3, 5, 10, 15, 20)}, []Button{back(), cancel()})}
}

func hearPlanKeptMany(t *turn) bool {
	n, ok := t.typedNumber()
	d := t.plan()
	if !ok || d.Keep == nil {
		return false
	}
	s, r := d.Session, *d.Keep
	r.ID, r.Places = s.reserveID(), n
	s.Reserved = append(slices.Clone(s.Reserved), r)
	if n < 1 || s.keptTooMany(t.heldSeats()) {
		s.Reserved = s.Reserved[:len(s.Reserved)-1]
		left := t.heldSeats().Free(s.Capacity)
		for _, had := range s.Reserved {
			left -= max(0, had.Places-t.heldSeats().Held[had.ID])
		}
		t.note("organise.kept.beyond", Args{"number": max(0, left)})
		t.show(StepPlanKeptMany)
		return true
	}
	if s.ReservedLast++; len(s.Reserved) == 1 && s.OpenDays == 0 {
		s.OpenDays = reserveDays
	}
	d.Session, d.Keep = s, nil
	t.show(StepPlanKept)
	return true
}

// reserveID is the id of the next reservation of a session.
func (s Session) reserveID() string { return "r" + strconv.Itoa(s.ReservedLast+1) }

func askPlanKeptDays(t *turn) Say {
	others := slices.DeleteFunc([]int{1, 2, 3, 5, 7}, func(n int) bool { return n == t.plan().Session.OpenDays })
	return Say{Lines: line("organise.kept.days_ask", nil), Rows: append([][]Button{numberButtons(others...)}, []Button{back(), cancel()})}
}

func hearPlanKeptDays(t *turn) bool {
	n, ok := t.typedNumber()
	if !ok {
		return false
	}
	if n > reserveDaysMost {
		t.note("organise.number.range", Args{"low": 0, "high": reserveDaysMost})
		t.show(StepPlanKeptDays)
		return true
	}
	t.plan().Session.OpenDays = n
	t.show(StepPlanKept)
	return true
}

// withoutPasses are the reservations that a copy of a session can have: its links are not
// copied.
func withoutPasses(all []Reserve) []Reserve {
	return slices.DeleteFunc(slices.Clone(all), func(r Reserve) bool { return r.Pass != "" })
}

// readReserved reads the places that a programme's file keeps for some.
func (t fileTable) readReserved(s Session, languages []Lang) (all []Reserve, days int) {
	days = t.number("reserved_open_days", 0, reserveDaysMost, reserveDays)
	sum := 0
	for i, r := range t.tables("reserved") {
		one := Reserve{ID: "r" + strconv.Itoa(i+1), Places: r.number("places", 1, 10_000, 0)}
		kinds := 0
		if n := r.of(kindText, "language", "language = \"uk\""); n != nil {
			one.Lang, kinds = Lang(n.value), kinds+1
			if !slices.Contains(languages, one.Lang) {
				t.r.complain(n.line, "places are kept for %s, which is no language of this programme: use one of languages", shortQuote(n.value))
			}
		}
		if n := r.of(kindText, "area", "area = \"centre\""); n != nil {
			one.Area, kinds = n.value, kinds+1
			if !t.r.areas[n.value] {
				t.r.complain(n.line, "places are kept for %s, but there is no such neighbourhood: use %s", shortQuote(n.value), idList(t.r.areas))
			}
		}
		if n := r.of(kindText, "ages", "ages = \"13-17\""); n != nil {
			one.Band, kinds = map[string]Age{"13-17": AgeTeen, "18+": AgeAdult}[n.value], kinds+1
			switch {
			case one.Band == AgeUnasked:
				t.r.complain(n.line, "places are kept for the ages %s: write \"13-17\" or \"18+\"", shortQuote(n.value))
			case !s.Both:
				t.r.complain(n.line, "places are kept for an age, but the meeting is not for young people and adults together: add both = true, or remove ages")
			}
		}
		if kinds != 1 {
			t.r.complain(r.node.line, "places are kept for one language, one area or one age band: write language, area or ages")
		}
		r.done()
		if sum += one.Places; sum > s.Capacity {
			t.r.complain(r.node.line, "more places are kept than the meeting has: make them at most capacity together")
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		days = 0
	}
	return all, days
}

// KeptUntil says whether kept places are due to be everybody's at now.
func (s Session) KeptUntil(now time.Time) bool {
	return len(s.Reserved) > 0 && !now.Before(s.Opens())
}
