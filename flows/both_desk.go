package flows

import (
	"slices"
	"strconv"
	"strings"
)

// The steps of a safeguarding lead at meetings for young people and adults together. Topic
// is the page on the list, and the session on the other.
const (
	StepBoth    Step = "desk.both"
	StepBothOne Step = "desk.both.one"
)

func bothDeskConversation() conversation {
	only := []permission{agreeBoth}
	return conversation{
		name: "young people and adults together",
		screens: map[Step]screen{
			StepBoth:    {ask: askBoth, hear: hearBoth, back: to(StepDesk), needs: only},
			StepBothOne: {ask: askBothOne, hear: hearBothOne, back: backToBoth, needs: only, brief: true},
		},
		desk: []deskRow{{at: 82, need: agreeBoth, key: "both.desk", do: "both", when: func(t *turn) bool { return len(t.guardedSessions()) > 0 }, open: (*turn).openBoth}},
	}
}

// guardedSessions are the coming meetings for which the person answers.
func (t *turn) guardedSessions() (all []Session) {
	for _, s := range t.w.Board.Sessions {
		if s.Both && !s.Cancelled && !t.begun(s) && s.guardedBy(t.me()) {
			all = append(all, s)
		}
	}
	return all
}

// waitingBoth are those of them that nobody has answered to as they are.
func (t *turn) waitingBoth() (all []awaiting) {
	for _, s := range t.guardedSessions() {
		if !s.answered() {
			all = append(all, awaiting{s.YoungAt, func(t *turn) bool {
				t.p.Topic = s.ID
				t.show(StepBothOne)
				return true
			}})
		}
	}
	return all
}

func (t *turn) openBoth() {
	t.p.Topic = ""
	t.show(StepBoth)
}

// bothStanding is where a meeting stands for the young, as a message key.
func bothStanding(s Session) string {
	switch {
	case s.agreed():
		return "both.state.yes"
	case s.answered():
		return "both.state.no"
	}
	return "both.state.waits"
}

func askBoth(t *turn) Say {
	all := t.guardedSessions()
	if len(all) == 0 {
		return Say{Lines: line("both.none", nil), Rows: column(back())}
	}
	say := Say{Lines: line("both.list", nil)}
	shown := t.sessionPart(len(all))
	for i, s := range all[shown.from:shown.to] {
		number := shown.from + i + 1
		say.Lines = append(say.Lines, Line{Key: "organise.item", Args: Args{
			"number": number, "title": t.signed(s), "when": t.sessionStart(s), "state": Ref(bothStanding(s))}})
		say.Rows = append(say.Rows, []Button{{Key: "session.list.button", Args: Args{"number": number, "title": s.called()}, Do: sessionButtonPrefix + s.ID}})
	}
	say.Rows = append(row(say.Rows, turnSessions(shown)...), []Button{back()})
	return say
}

func hearBoth(t *turn) bool {
	// The next screen says so if there is nothing to answer any more.
	return t.hearSessionList(t.guardedSessions(), func(Session) bool { return true }, StepBoth, StepBothOne)
}

func backToBoth(t *turn) Step { return t.backToSessionList(t.guardedSessions(), StepBoth) }

// onBoth is the meeting on the screen, if the person still answers for it.
func (t *turn) onBoth() (Session, bool) {
	all := t.guardedSessions()
	i := slices.IndexFunc(all, func(s Session) bool { return s.ID == t.p.Topic })
	if i < 0 {
		return Session{}, false
	}
	return all[i], true
}

// bothStamp tells what is on the screen from any later state of it.
func bothStamp(s Session) string {
	return strconv.FormatUint(s.bothSum(), 36) + "." + strconv.Itoa(len(s.Passes))
}

// unread are the names on links that the lead has not read.
func (t *turn) unread(s Session) (names Names) {
	for _, id := range s.Passes {
		if p := t.pass(id); p != nil && p.Label != "" && !slices.Contains(s.Yes.Labels, id) {
			names = append(names, Text(p.name()))
		}
	}
	return names
}

// askBothOne shows the meeting as it would be opened to the young.
func askBothOne(t *turn) Say {
	s, ok := t.onBoth()
	if !ok {
		return Say{Lines: line("both.gone", nil), Rows: column(back())}
	}
	lines := []Line{as(PartLead, "both.ask", nil)}
	for _, l := range withHelpFolded(t.planLines(s, t.p.Lang)) {
		if l.Key == "session.both.adults" { // the lead says yes to them, too
			l.As = PartFact
		}
		lines = append(lines, l)
	}
	lines = append(lines, Line{Key: "organise.both.room", Args: Args{"number": s.youngMost()}})
	unread := t.unread(s)
	if len(unread) > 0 {
		lines = append(lines, Line{Key: "both.labels", Args: Args{"labels": unread}})
	}
	lines = append(lines, as(PartFine, "both.means", nil))
	stamp := bothStamp(s)
	yes, no := act("both.yes", "yes."+stamp), act("both.no", "no."+stamp)
	if s.agreed() {
		no = act("both.withdraw", "no."+stamp)
	}
	var rows [][]Button
	if !s.agreed() || len(unread) > 0 {
		rows = column(yes)
	}
	if s.agreed() || !s.answered() {
		rows = append(rows, []Button{no})
	}
	return Say{Lines: lines, Rows: append(rows, []Button{back()})}
}

// hearBothOne takes an answer to the very meeting that was on the screen.
func hearBothOne(t *turn) bool {
	do, stamp, _ := strings.Cut(t.e.Do, ".")
	if t.e.Kind != Press || do != "yes" && do != "no" || stamp == "" {
		return false
	}
	s, ok := t.onBoth()
	switch {
	case !ok:
		t.show(StepBothOne)
		return true
	case stamp != bothStamp(s):
		t.note("both.changed", nil)
		t.show(StepBothOne)
		return true
	}
	was, now := s.agreed(), t.e.Now.Unix()
	told := "refused"
	switch {
	case do == "yes":
		told, s = "agreed", s.agreeing(t.e.Who, now)
		t.moveUp(s)
	case was:
		told, s = "withdrawn", s.refusing(t.e.Who, now).tellYoung(now)
	default:
		s = s.refusing(t.e.Who, now)
	}
	t.changeBoard(func(b *Board) { b.put(s) })
	t.audit("both_"+told, s.ID)
	t.tellOrganisers(t.w.Board, s, "both.told."+told)
	t.note("both.did."+told, nil)
	t.openBoth()
	return true
}
