package flows

// fewest is the smallest number of people that a list tells apart.
const fewest = 5

// Guests are what an organiser may know of those registered for a session:
// numbers, and the head of the waitlist, which no screen shows.
type Guests struct {
	Tongues map[Lang]int // of those inside
	Coming  int          // of those inside, who said that they come
	Line    []ID         // the first of the waitlist to whom nothing is offered, at most GuestsAtOnce
}

// GuestsAtOnce is how many move up from a waitlist in one commit.
const GuestsAtOnce = 50

// guests reads who is registered for a session, or asks for it.
func (t *turn) guests(id string) Guests {
	g, ok := t.w.Guests[id]
	if !ok {
		t.out.Need.Guests = append(t.out.Need.Guests, id)
	}
	return g
}

// askOrgGuests shows numbers only. Nobody's name is kept with a place.
func askOrgGuests(t *turn) Say {
	s, ok := t.ownSession()
	if !ok {
		return Say{Lines: line("organise.gone", nil), Rows: column(back())}
	}
	lines := append(line("organise.guests.ask", Args{"title": Name(s.title())}), t.guestLines(s)...)
	return Say{Lines: append(lines, Line{Key: "organise.guests.lock"}), Rows: column(back())}
}

// guestLines are how many come and wait, and in which languages.
func (t *turn) guestLines(s Session) []Line {
	seats := t.seats(s.ID)
	lines := line("organise.counts", Args{"in": seats.In, "waiting": seats.Waiting})
	counts, names := map[string]int{}, []string{}
	for _, l := range Languages() {
		names = append(names, string(l))
		counts[string(l)] = t.guests(s.ID).Tongues[l]
	}
	list, rest := t.ledger().Split(group(countGuests, s.ID), names, counts, fewest)
	for _, c := range list {
		lines = append(lines, Line{Key: "organise.guests.tongue", Args: Args{"tongue": Tongue(c.Name), "number": c.Shown}})
	}
	switch {
	case len(list) == 0:
		lines = append(lines, Line{Key: "organise.guests.sparse"})
	case !rest.Hidden():
		lines = append(lines, Line{Key: "organise.guests.rest", Args: Args{"number": rest}})
	}
	coming := t.comingLine(s)
	if lines = append(lines, coming...); len(list) == 0 && len(coming) == 0 {
		return lines
	}
	return append(lines, Line{Key: "desk.stands", Args: Args{"number": fewest}})
}

// comingLine is how many said that they come. It is shown once neither they nor all
// others are so few that one of them could be known by it.
func (t *turn) comingLine(s Session) []Line {
	const yes, open = "yes", "open"
	n := t.guests(s.ID).Coming
	parts, _ := t.ledger().Split(group(countComing, s.ID), []string{yes, open}, map[string]int{yes: n, open: t.seats(s.ID).In - n}, fewest)
	for _, part := range parts {
		if part.Name == yes {
			return line("organise.guests.coming", Args{"number": part.Shown})
		}
	}
	return nil
}

func askOrgCame(t *turn) Say {
	s, _ := t.ownSession()
	return t.askAttendance(s)
}

func hearOrgCame(t *turn) bool {
	s, mine := t.ownSession()
	return t.enterCame(s, mine, StepOrgCame, StepOrgSession)
}

// countable says whether the person may say how many came to a meeting: whoever is an
// officer too may not, even if they lead or organise it.
func (t *turn) countable(s Session) bool { return !s.Cancelled && t.begun(s) && t.holds(countDoor) }

// enterCame takes how many came without checking in by code, from an organiser or whoever leads the session.
// Either may correct it.
func (t *turn) enterCame(s Session, mine bool, again, then Step) bool {
	if t.hearAttendance(s, again) {
		return true
	}
	n, ok := t.typedNumber()
	if !ok {
		return false
	}
	switch {
	case mine && s.Closed != 0:
		t.note("door.closed_meanwhile", nil)
	case n > mostCame || n < s.onPaper():
		t.note("organise.number.range", Args{"low": s.onPaper(), "high": mostCame})
		t.show(again)
		return true
	case mine && t.countable(s):
		s.Counted, s.Came = true, n
		t.changeBoard(func(b *Board) { b.put(s) })
		t.audit("session_counted", s.ID)
		t.note("organise.came_done", nil)
	}
	t.show(then)
	return true
}
