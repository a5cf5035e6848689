package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The steps of being away: how things stand, the first day, the last one, who
// stands in, and the last look. What is chosen so far stands in Topic: two days
// and a member's mark.
const (
	StepAway       Step = "desk.away"
	StepAwayFrom   Step = "desk.away.from"
	StepAwayTill   Step = "desk.away.till"
	StepAwayDeputy Step = "desk.away.deputy"
	StepAwayCheck  Step = "desk.away.check"
)

func absenceConversation() conversation {
	only := []permission{beAway}
	return conversation{
		name: "absence",
		screens: map[Step]screen{
			StepAway:       {ask: askAway, hear: hearAway, back: to(StepDesk), needs: only},
			StepAwayFrom:   {ask: askAwayFrom, hear: hearAwayFrom, misfit: "absence.misfit", back: to(StepAway), flow: true, needs: only},
			StepAwayTill:   {ask: askAwayTill, hear: hearAwayTill, misfit: "absence.misfit", back: to(StepAwayFrom), flow: true, needs: only},
			StepAwayDeputy: {ask: askAwayDeputy, hear: hearAwayDeputy, back: to(StepAwayTill), flow: true, needs: only},
			StepAwayCheck:  {ask: askAwayCheck, hear: hearAwayCheck, back: to(StepAwayDeputy), flow: true, needs: only},
		},
		desk: []deskRow{{at: 50, need: beAway, key: "absence.desk", do: "away", half: true, open: func(t *turn) { t.show(StepAway) }}},
	}
}

// planned is what was chosen so far; empty parts are still to come.
func (t *turn) planned() (from, till, deputy string) {
	parts := append(strings.Fields(t.p.Topic), "", "", "")
	return parts[0], parts[1], parts[2]
}

// absence is the plan as it would be kept; nil if its days do not fit, which
// they may do no longer if it was left lying.
func (t *turn) absence() *Absence {
	from, till, _ := t.planned()
	first, err1 := time.Parse(time.DateOnly, from)
	last, err2 := time.Parse(time.DateOnly, till)
	if err1 != nil || err2 != nil || last.Before(first) || last.Sub(first) >= longestAbsence {
		return nil
	}
	midnight := func(d time.Time) int64 {
		return localTime(d.Year(), d.Month(), d.Day(), 0, 0, t.w.Programme.Zone).Unix()
	}
	a := &Absence{From: midnight(first), Until: midnight(last.AddDate(0, 0, 1))}
	if a.over(t.e.Now) {
		return nil
	}
	return a
}

func askAway(t *turn) Say {
	lines := t.awayLines()
	if len(lines) == 0 {
		lines = line("absence.none", nil)
	}
	var buttons []Button
	if me := t.me(); me.Away.over(t.e.Now) {
		buttons = append(buttons, act("absence.say", "new"))
	} else {
		buttons = append(buttons, act("absence.change", "new"), act("absence.end", "end"))
	}
	for _, m := range t.askedToStandIn() {
		buttons = append(buttons, Button{Key: "absence.decline", Args: Args{"who": t.called(m)}, Do: "no." + memberMark(m)})
	}
	return Say{Lines: lines, Rows: column(append(buttons, back())...)}
}

func hearAway(t *turn) bool {
	mark, declines := t.picked("no.")
	switch {
	case t.pressed("new"):
		t.p.Topic = ""
		t.show(StepAwayFrom)
	case t.pressed("end"):
		t.endAbsence()
	case declines:
		t.decline(mark)
	default:
		return false
	}
	return true
}

func askAwayFrom(t *turn) Say {
	return Say{Lines: line("absence.from", Args{"example": t.dayExample()}),
		Rows: append(pairs(t.daysAfter(t.e.Now, 0, 1, 2, 3, 4, 5, 6)...), []Button{back(), cancel()})}
}

func hearAwayFrom(t *turn) bool {
	day, fits := t.hearDay()
	switch {
	case !fits:
		return false
	case day == "":
		t.show(StepAwayFrom)
	default:
		t.p.Topic = day
		t.show(StepAwayTill)
	}
	return true
}

func askAwayTill(t *turn) Say {
	from, _, _ := t.planned()
	first, err := time.ParseInLocation(time.DateOnly, from, t.w.Programme.Zone)
	if err != nil {
		return askAwayFrom(t)
	}
	return Say{Lines: line("absence.till", Args{"from": Day(first.Add(12 * time.Hour)), "example": t.dayExample()}),
		Rows: append(pairs(t.daysAfter(first.Add(12*time.Hour), 0, 1, 2, 4, 6, 13, 20)...), []Button{back(), cancel()})}
}

func hearAwayTill(t *turn) bool {
	from, _, _ := t.planned()
	day, fits := t.hearDay()
	if !fits {
		return false
	}
	if day == "" {
		t.show(StepAwayTill)
		return true
	}
	was := t.p.Topic
	t.p.Topic = from + " " + day
	if t.absence() == nil {
		t.p.Topic = was
		t.note("absence.wrong_days", nil)
		t.show(StepAwayTill)
		return true
	}
	t.show(StepAwayDeputy)
	return true
}

// deputies are the officers who may stand in: not whoever is away then too.
func (t *turn) deputies() []Member {
	a := t.absence()
	return slices.DeleteFunc(slices.Clone(t.w.Board.Staff), func(m Member) bool {
		return m.Who == t.e.Who || !m.mayDeputise() || !m.Away.over(t.e.Now) && a.meets(m.Away)
	})
}

func askAwayDeputy(t *turn) Say {
	if t.absence() == nil {
		return askAwayFrom(t)
	}
	all := t.deputies()
	lines := line("absence.who", nil)
	if len(all) == 0 {
		lines = line("absence.no_one", nil)
	}
	var buttons []Button
	for i, m := range all {
		if i == staffPage {
			break
		}
		n := Code(strconv.Itoa(i + 1))
		lines = append(lines, Line{Key: "absence.officer", Args: Args{"number": n, "who": t.called(m), "areas": t.officerOf(m)}})
		buttons = append(buttons, Button{Key: "staff.button", Args: Args{"number": n, "name": t.called(m)}, Do: "p." + memberMark(m)})
	}
	return Say{Lines: lines, Rows: column(append(buttons, act("absence.without", "p.nobody"), back(), cancel())...)}
}

func hearAwayDeputy(t *turn) bool {
	if t.absence() == nil {
		t.p.Topic = ""
		t.show(StepAwayFrom)
		return true
	}
	mark, ok := t.picked("p.")
	if !ok || mark != "nobody" && t.deputy(mark) == nil {
		return false
	}
	from, till, _ := t.planned()
	t.p.Topic = from + " " + till + " " + mark
	t.show(StepAwayCheck)
	return true
}

// deputy finds an officer who may stand in, by their mark.
func (t *turn) deputy(mark string) *Member {
	all := t.deputies()
	if i := slices.IndexFunc(all, func(m Member) bool { return memberMark(m) == mark }); i >= 0 {
		return &all[i]
	}
	return nil
}

func askAwayCheck(t *turn) Say {
	a := t.absence()
	_, _, mark := t.planned()
	if a == nil {
		return askAwayFrom(t)
	}
	args := Args{"from": Day(time.Unix(a.From, 0)), "till": lastDay(a.Until), "areas": t.officerOf(*t.me())}
	lines := line("absence.check_nobody", args)
	if d := t.deputy(mark); d != nil {
		args["who"] = t.called(*d)
		lines = line("absence.check", args)
	}
	return Say{Lines: lines, Rows: column(act("absence.confirm", "confirm"), back(), cancel())}
}

// hearAwayCheck keeps it. Whoever stood in until now is told, and whoever does
// from here on.
func hearAwayCheck(t *turn) bool {
	if !t.pressed("confirm") {
		return false
	}
	a := t.absence()
	_, _, mark := t.planned()
	d := t.deputy(mark)
	switch {
	case a == nil:
		t.p.Topic = ""
		t.note("absence.wrong_days", nil)
		t.show(StepAwayFrom)
		return true
	case mark != "nobody" && d == nil: // no officer any more, or away too
		t.note("absence.not_them", nil)
		t.show(StepAwayDeputy)
		return true
	}
	if d != nil {
		a.Deputy = d.Who
	}
	t.tellFormerDeputy(a.Deputy)
	t.setAbsence(t.e.Who, a)
	t.audit("away", string(RoleOfficer))
	if d != nil {
		t.tellMember(*d, "absence.asked", Args{"who": t.called(*t.me()), "from": Day(time.Unix(a.From, 0)), "till": lastDay(a.Until), "areas": t.officerOf(*t.me())})
	}
	t.p.Topic = ""
	t.note("absence.kept", nil)
	t.show(StepAway)
	return true
}

// setAbsence puts an absence on the board, or takes it away; those that are over
// go with it.
func (t *turn) setAbsence(who ID, a *Absence) {
	t.changeBoard(func(b *Board) {
		for i := range b.Staff {
			if b.Staff[i].Away.over(t.e.Now) {
				b.Staff[i].Away = nil
			}
		}
		if m := b.member(who); m != nil {
			m.Away = a
		}
	})
}

// endAbsence is "I am back", and calling it off before it began.
func (t *turn) endAbsence() {
	if me := t.me(); !me.Away.over(t.e.Now) {
		t.tellFormerDeputy(ID{})
		t.setAbsence(t.e.Who, nil)
		t.audit("back", string(RoleOfficer))
		t.note("absence.ended", nil)
	}
	t.show(StepAway)
}

// tellFormerDeputy tells whoever was to stand in that it is over, unless it is
// the next one.
func (t *turn) tellFormerDeputy(next ID) {
	a := t.me().Away
	if a.over(t.e.Now) || a.Declined || a.Deputy == next {
		return
	}
	if d := t.w.Board.member(a.Deputy); d != nil && d.has(RoleOfficer, "") {
		t.tellMember(*d, "absence.off", Args{"who": t.called(*t.me())})
	}
}

// decline is a deputy's "I cannot": their sight ends with it, and whoever asked
// is told.
func (t *turn) decline(mark string) {
	asked := t.askedToStandIn()
	i := slices.IndexFunc(asked, func(m Member) bool { return memberMark(m) == mark })
	if i < 0 {
		t.note("absence.gone", nil)
		t.show(StepAway)
		return
	}
	a := *asked[i].Away
	a.Declined = true
	t.setAbsence(asked[i].Who, &a)
	t.audit("away_declined", string(RoleOfficer))
	t.tellMember(asked[i], "absence.refused", Args{"who": t.called(*t.me())})
	t.note("absence.declined", nil)
	t.show(StepAway)
}

// tellMember writes to somebody with a role, with a way to their desk: not to
// who paused messages, who finds it there. At night it waits for the morning, and of
// what one person says about one thing the last word counts.
func (t *turn) tellMember(m Member, key string, args Args) {
	if p := t.person(m.Who); p == nil || p.Paused || m.Chat == 0 || m.Who == t.e.Who {
		return
	}
	who := m.Who
	name, _, _ := strings.Cut(key, ".")
	if args != nil {
		name += "." + t.e.Who.String()
	}
	t.out.Says = append(t.out.Says, Say{To: &who, Lang: m.Lang, Chat: m.Chat, Fresh: true,
		Wait:  UntilQuietEnds(t.w.Programme, t.e.Now, "member."+name),
		Lines: line(key, args), Rows: column(link("desk.back", "desk"))})
}
