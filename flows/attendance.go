package flows

import (
	"maps"
	"slices"
	"strings"
)

// This file is how many came to a meeting without checking in by code, as counted on paper:
// in all, by language and by neighbourhood. There are no names, codes or signatures. Whoever
// organises or leads the meeting enters it, unless they are an officer too, and closes it;
// then it is changed no more, unless an organiser opens it again. What is shown of its parts
// is shown after that, and of five people at least.

// The steps of the tally: which language or neighbourhood, and how many. Topic is the session,
// and in the second behind it what is counted.
const (
	StepPaper      Step = "desk.paper"
	StepPaperCount Step = "desk.paper.count"
)

const (
	countPaper   = "paper" // of a meeting: who came, as counted on paper
	paperAreas   = 10      // neighbourhoods on one screen
	mostCame     = 10_000
	paperTongue  = "l."
	paperAreaDo  = "a."
	paperUnnoted = "" // those who are in no part
)

func attendanceConversation() conversation {
	counts := []permission{countDoor}
	return conversation{name: "attendance on paper", screens: map[Step]screen{
		StepPaper:      {ask: askPaper, hear: hearPaper, back: backFromPaper, needs: counts},
		StepPaperCount: {ask: askPaperCount, hear: hearPaperCount, misfit: "organise.number.misfit", back: backFromPaperCount, needs: counts},
	}}
}

// attends says whether the person may say now how many came to a meeting.
func (t *turn) attends(s Session) bool {
	return (t.organises(s) || s.ledBy(t.me())) && t.countable(s) && t.e.Now.Sub(s.Ends()) < SeatsKept
}

// askAttendance asks how many came; under it stand the tally and the end of it.
func (t *turn) askAttendance(s Session) Say {
	title := Args{"title": Name(s.title())}
	if s.Closed != 0 {
		say := Say{Lines: line("door.closed", Args{"title": Name(s.title()), "day": t.dayOf(s.Closed)}), Rows: column(back())}
		if t.organises(s) && t.countable(s) {
			say.Rows = column(act("door.reopen", "reopen"), back())
		}
		return say
	}
	var buttons []Button
	if s.Counted {
		buttons = append(buttons, act("door.paper.button", "paper"))
		if t.over(s) {
			buttons = append(buttons, act("door.close", "close"))
		}
	}
	return Say{Lines: line("organise.came_ask", title), Rows: column(append(buttons, back())...)}
}

// hearAttendance takes the buttons of askAttendance. If somebody else was quicker, it shows
// how things stand.
func (t *turn) hearAttendance(s Session, again Step) bool {
	if !t.pressed("paper") && !t.pressed("close") && !t.pressed("reopen") {
		return false
	}
	may, stays := t.attends(s), true
	switch {
	case !may:
	case t.pressed("paper") && s.Counted && s.Closed == 0:
		t.p.Topic, t.p.Page = s.ID, 0
		t.show(StepPaper)
		return true
	case t.pressed("close") && s.Counted && s.Closed == 0 && t.over(s):
		s.Closed, stays = t.e.Now.Unix(), false
		t.keepAttendance(s, "session_closed", "door.did.closed")
	case t.pressed("reopen") && s.Closed != 0 && t.organises(s):
		s.Closed, stays = 0, false
		t.keepAttendance(s, "session_reopened", "door.did.reopened")
	}
	if stays && may {
		t.note("agenda.org.meanwhile", nil)
	}
	t.show(again)
	return true
}

func (t *turn) keepAttendance(s Session, did, says string) {
	t.changeBoard(func(b *Board) { b.put(s) })
	t.audit(did, s.ID)
	t.note(says, nil)
}

// paperSession is the meeting of the screen and what is counted of it, if that is open.
func (t *turn) paperSession() (s Session, part string, ok bool) {
	id, part, _ := strings.Cut(t.p.Topic, " ")
	s, known := t.w.Board.session(id)
	return s, part, known && t.attends(s) && s.Counted && s.Closed == 0
}

func backFromPaper(t *turn) Step {
	if s, _, _ := t.paperSession(); t.organises(s) && t.atDesk() != RoleFacilitator {
		return StepOrgCame
	}
	return StepLeadCame
}

func backFromPaperCount(t *turn) Step {
	t.p.Topic, _, _ = strings.Cut(t.p.Topic, " ")
	return StepPaper
}

func paperGone() Say { return Say{Lines: line("lead.gone", nil), Rows: column(back())} }

// askPaper shows what is counted already by a mark and not by its number.
func askPaper(t *turn) Say {
	s, _, ok := t.paperSession()
	if !ok {
		return paperGone()
	}
	var tongues, areas []Button
	for _, l := range t.w.Programme.Languages {
		_, counted := s.PaperTongues[l]
		tongues = append(tongues, toggle("organise.toggle_tongue", Args{"tongue": Tongue(l)}, paperTongue+string(l), counted))
	}
	all := t.w.Programme.Areas
	shown := partOf(len(all), paperAreas, int(t.p.Page))
	for _, a := range all[shown.from:shown.to] {
		_, counted := s.PaperAreas[a.ID]
		areas = append(areas, toggle("organise.toggle_area", Args{"area": Name(a.Name)}, paperAreaDo+a.ID, counted))
	}
	rows := append(pairs(tongues...), pairs(areas...)...)
	rows = row(rows, shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	return Say{Lines: []Line{as(PartLead, "door.paper.ask", Args{"title": Name(s.title())}), as(PartFine, "door.paper.lock", Args{"number": fewest})},
		Rows: append(rows, []Button{back()})}
}

func hearPaper(t *turn) bool {
	_, _, ok := t.paperSession()
	switch {
	case t.e.Kind != Press:
		return false
	case !ok:
		t.show(StepPaper)
		return true
	case t.paperPart(t.e.Do) == nil:
		return t.turnPart(len(t.w.Programme.Areas), paperAreas, StepPaper)
	}
	t.p.Topic += " " + t.e.Do
	t.show(StepPaperCount)
	return true
}

// paperPart is the name of what is counted; nil if there is no such part.
func (t *turn) paperPart(part string) any {
	if l, is := strings.CutPrefix(part, paperTongue); is && slices.Contains(t.w.Programme.Languages, Lang(l)) {
		return Tongue(l)
	}
	if id, is := strings.CutPrefix(part, paperAreaDo); is {
		if a, ok := t.w.Programme.Area(id); ok {
			return Name(a.Name)
		}
	}
	return nil
}

func askPaperCount(t *turn) Say {
	s, part, ok := t.paperSession()
	if !ok || t.paperPart(part) == nil {
		return paperGone()
	}
	return Say{Lines: line("door.paper.count", Args{"part": t.paperPart(part), "title": Name(s.title())}), Rows: column(back())}
}

// hearPaperCount takes a number; 0 takes what was entered away. More than came in all is
// nonsense, and said to be.
func hearPaperCount(t *turn) bool {
	s, part, ok := t.paperSession()
	n, typed := t.typedNumber()
	switch {
	case !typed && t.e.Kind != Press:
		return false
	case !ok || t.paperPart(part) == nil:
		t.show(StepPaperCount)
		return true
	case !typed:
		return false
	}
	s = s.withPaper(part, n)
	if n > mostCame || s.onPaper() > s.Came {
		t.note("door.paper.most", Args{"number": s.Came})
		t.show(StepPaperCount)
		return true
	}
	t.keepAttendance(s, "session_counted", "door.paper.did")
	t.show(backFromPaperCount(t))
	return true
}

// withPaper is the session with another number for a language or a neighbourhood.
func (s Session) withPaper(part string, n int) Session {
	if l, is := strings.CutPrefix(part, paperTongue); is {
		s.PaperTongues = tallied(s.PaperTongues, Lang(l), n)
	} else {
		s.PaperAreas = tallied(s.PaperAreas, strings.TrimPrefix(part, paperAreaDo), n)
	}
	return s
}

// tallied is a tally with another number in it; nil if it is empty.
func tallied[K comparable](had map[K]int, key K, n int) map[K]int {
	now := map[K]int{}
	maps.Copy(now, had)
	if now[key] = n; n == 0 {
		delete(now, key)
	}
	if len(now) == 0 {
		return nil
	}
	return now
}

// onPaper is how many the tally has: the larger of its two sums.
func (s Session) onPaper() int { return max(tallySum(s.PaperTongues), tallySum(s.PaperAreas)) }

func tallySum[K comparable](tally map[K]int) (sum int) {
	for _, n := range tally {
		sum += n
	}
	return sum
}

// paperLines say by language and by neighbourhood who came as counted on paper, once that is
// closed: so nobody compares it before and after one more.
func (t *turn) paperLines(s Session) (lines []Line) {
	if s.Closed == 0 {
		return nil
	}
	lines = line("door.is_closed", Args{"day": t.dayOf(s.Closed)})
	tongues, areas := map[string]int{}, map[string]int{}
	for l, n := range s.PaperTongues {
		tongues[string(l)] = n
	}
	maps.Copy(areas, s.PaperAreas)
	lines = append(lines, t.paperParts(s, "tongue", tongues, func(name string) any { return Tongue(name) })...)
	return append(lines, t.paperParts(s, "area", areas, func(name string) any {
		a, _ := t.w.Programme.Area(name)
		return Name(a.Name)
	})...)
}

// paperParts are the parts of one of the two tallies, of five people at least. Who is in none
// of them is added to those who are too few.
func (t *turn) paperParts(s Session, by string, counts map[string]int, called func(string) any) (lines []Line) {
	if len(counts) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(counts))
	if left := s.Came - tallySum(counts); left > 0 {
		names, counts[paperUnnoted] = append(names, paperUnnoted), left
	}
	parts, rest := t.ledger().Split(group(countPaper, s.ID, by), names, counts, fewest)
	for _, p := range parts {
		if p.Name == paperUnnoted {
			lines = append(lines, Line{Key: "door.paper.unnoted", Args: Args{"number": p.Shown}})
			continue
		}
		lines = append(lines, Line{Key: "door.paper.part", Args: Args{"part": called(p.Name), "number": p.Shown}})
	}
	if !rest.Hidden() {
		lines = append(lines, Line{Key: "door.paper.rest", Args: Args{"number": rest}})
	}
	return lines
}
