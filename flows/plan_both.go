package flows

import (
	"slices"
	"strings"
)

// StepPlanAdults asks who looks after the young people at a meeting for them and adults.
const StepPlanAdults Step = "desk.plan.adults"

const (
	limitAdult = 40 // UTF-16 units of one name
	adultsMost = 10
)

// withBoth is a session that is for young people and adults together, or is not any more.
// The seed says which number stands for the young in places.
func (s Session) withBoth(both bool, seed byte) Session {
	if both == s.Both {
		return s
	}
	s.Both, s.Adults, s.Yes, s.Young = both, nil, BothYes{}, 0
	if both {
		s.Youth, s.Roles, s.Young = false, nil, 1+seed%2
		return s
	}
	s.Reserved = slices.DeleteFunc(slices.Clone(s.Reserved), func(r Reserve) bool { return r.Band != AgeUnasked })
	if len(s.Reserved) == 0 {
		s.Reserved = nil
	}
	return s
}

func askPlanAdults(t *turn) Say {
	s := t.plan().Session
	lines := []Line{{Key: "organise.adults.ask"}, as(PartFine, "organise.adults.who", Args{"number": youngPerAdult})}
	if len(s.Adults) > 0 {
		lines = append(lines, Line{Key: "organise.adults.now", Args: Args{"names": adultNames(s)}}, Line{Key: "organise.both.room", Args: Args{"number": s.youngMost()}})
	}
	if t.heldSeats().youngIn(s) > s.youngMost() {
		lines = append(lines, Line{Key: "organise.adults.more"})
	}
	var rows [][]Button
	if len(s.Adults) >= adultsLeast {
		rows = column(act("organise.next", "next"))
	}
	return t.planSay(StepPlanAdults, lines, rows...)
}

func hearPlanAdults(t *turn) bool {
	s := &t.plan().Session
	if t.pressed("next") && len(s.Adults) >= adultsLeast {
		t.planNext(StepPlanAdults)
		return true
	}
	names, ok := t.typedAdults()
	if !ok {
		return false
	}
	if name := t.officerAmong(names); name != "" {
		t.note("organise.adults.officer", Args{"name": Name{English: name}})
	} else {
		s.Adults = names
	}
	t.show(StepPlanAdults)
	return true
}

// typedAdults are names, one on each line, no two the same.
func (t *turn) typedAdults() (names []string, ok bool) {
	if t.e.Kind != Words {
		return nil, false
	}
	for _, row := range strings.FieldsFunc(t.e.Text, func(c rune) bool { return c == '\n' || c == ',' || c == ';' }) {
		name := strings.Join(strings.Fields(cleanWords(row)), " ")
		switch {
		case name == "":
		case !fitsAdult(name):
			return nil, false
		case !slices.ContainsFunc(names, func(had string) bool { return strings.EqualFold(had, name) }):
			names = append(names, name)
		}
	}
	return names, len(names) >= adultsLeast && len(names) <= adultsMost
}

// fitsAdult says whether words can be somebody's name on a card: no link, no number.
func fitsAdult(name string) bool {
	return units(name) <= limitAdult && labelProblem(name) == "" && !strings.ContainsAny(name, "0123456789")
}

// officerAmong is the first of some names that an officer here has: officers come on top of
// those who look after the young.
func (t *turn) officerAmong(names []string) string {
	is := func(name, of string) bool {
		return of != "" && strings.Contains(strings.ToLower(of), strings.ToLower(name))
	}
	for _, name := range names {
		for _, o := range t.w.Programme.Officers {
			for _, of := range o.Name {
				if is(name, of) {
					return name
				}
			}
		}
		for _, m := range t.w.Board.Staff {
			if m.has(RoleOfficer, "") && is(name, m.Name) {
				return name
			}
		}
	}
	return ""
}

// askGuards asks the safeguarding leads to look at a meeting, once something in it has
// changed that they would have to look at.
func (t *turn) askGuards(was, s Session) {
	if s.Both && !s.Cancelled && !s.answered() && (!was.Both || was.bothSum() != s.bothSum()) {
		t.tellGuards(t.w.Board, s)
	}
}

// readAdults reads who looks after the young at a meeting of a programme's file.
func (t fileTable) readAdults(both, youth bool) (names []string) {
	for _, item := range t.strs("adults") {
		if !fitsAdult(item.value) {
			t.r.complain(item.line, "adults names %s: write a name in letters, at most %d of them", shortQuote(item.value), limitAdult)
			continue
		}
		names = append(names, item.value)
	}
	switch {
	case both && youth:
		t.r.complain(t.lineOf("both"), "a meeting is for young people or for them and adults together: remove youth or both")
	case both && len(names) < adultsLeast:
		t.r.complain(t.lineOf("both"), "young people and adults together need at least %d adults who look after the young: add adults = [\"Rivka Levi\", \"Samir Khoury\"]", adultsLeast)
	case !both && len(names) > 0:
		t.r.complain(t.lineOf("adults"), "adults are named for a meeting of young people and adults together: add both = true, or remove adults")
	}
	return names
}
