package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The steps of "What I sent": the list, one case, and taking it back.
const (
	StepMine     Step = "mine.list"
	StepCase     Step = "mine.case"
	StepWithdraw Step = "mine.withdraw"
)

// minePage is how many concerns one screen lists.
const minePage = 10

func mineConversation() conversation {
	return conversation{
		name: "mine",
		screens: map[Step]screen{
			StepMine:     {ask: askMine, hear: hearMine, misfit: "mine.misfit", back: to(StepMenu)},
			StepCase:     {ask: askCase, hear: hearCase, back: backToMine, told: true},
			StepWithdraw: {ask: askWithdraw, hear: hearWithdraw, back: to(StepCase)},
		},
		doors: []door{
			{word: "my", by: byButton | byCommand, listed: 60, open: plainly((*turn).openMine), members: asNeighbour},
			{word: "case", by: byButton, open: (*turn).openCase},
		},
		menu: []menuRow{{at: 60, key: "menu.my", do: "my"}},
	}
}

// openMine shows what the person sent, newest first.
func (t *turn) openMine() {
	t.p.Topic = ""
	t.show(StepMine)
}

// openCase shows one concern, if it is the person's own. Links carry codes in
// small letters; anything else leads to the list.
func (t *turn) openCase(code string) {
	if !t.openTyped(code) {
		t.openMine()
	}
}

// openTyped shows the concern whose code somebody typed, in whatever letters, digits
// and spaces; false if it is none of theirs.
func (t *turn) openTyped(code string) bool {
	i := slices.IndexFunc(t.p.Codes, func(c string) bool { return sameCode(c, code) })
	if i < 0 {
		return false
	}
	t.p.Topic = t.p.Codes[i]
	t.show(StepCase)
	return true
}

func (t *turn) owns(code string) bool { return slices.Contains(t.p.Codes, code) }

// caseDo is the button that opens a case.
func caseDo(code string) string { return "case." + strings.ToLower(code) }

// minePart is the part of the list that is looked at. The topic is the index of its
// first concern, counted from the newest.
func (t *turn) minePart() part {
	n, err := strconv.Atoi(t.p.Topic)
	if err != nil || n < 0 || n >= len(t.p.Codes) || n%minePage != 0 {
		n = 0
	}
	return partOf(len(t.p.Codes), minePage, n/minePage)
}

func askMine(t *turn) Say {
	codes := t.p.Codes
	if len(codes) == 0 {
		return Say{Lines: line("mine.nothing", nil), Rows: [][]Button{{link("menu.concern", "concern")}, {toMenu()}}}
	}
	shown := t.minePart()
	lines := line("mine.ask", nil)
	var buttons []Button
	for i := shown.from; i < shown.to; i++ {
		code := codes[len(codes)-1-i]
		lines = append(lines, mineLine(t, code))
		buttons = append(buttons, Button{Label: code, Do: caseDo(code)})
	}
	rows := row(pairs(buttons...), shown.turning(act("mine.newer", "newer"), act("mine.older", "older"))...)
	return Say{Lines: lines, Rows: append(rows, []Button{toMenu()})}
}

// mineLine is a concern in the list; home and hate by code and date only.
func mineLine(t *turn, code string) Line {
	c := t.concern(code)
	if c == nil {
		return Line{Key: "mine.item_gone", Args: Args{"code": Code(code)}}
	}
	args := Args{"code": Code(code), "day": Date(time.Unix(c.Sent, 0))}
	if c.Category.Sensitive() {
		return Line{Key: "mine.item_short", Args: args}
	}
	args["category"], args["state"] = Ref(c.Category.key()), Ref(c.Case.state())
	if c.overdue(t.e.Now) {
		return Line{Key: "clock.item", Args: args}
	}
	return Line{Key: "mine.item", Args: args}
}

// state is the message that says how far a concern has come.
func (c Case) state() string {
	switch c {
	case "", CaseReceived:
		return "case.state.received"
	case CaseWithdrawn:
		return "case.state.withdrawn"
	}
	return "thread.state." + string(c)
}

func hearMine(t *turn) bool {
	switch p := t.minePart(); {
	case t.pressed("older") && p.page < p.pages-1:
		t.p.Topic = strconv.Itoa(p.from + minePage)
		t.show(StepMine)
		return true
	case t.pressed("newer") && p.page > 0:
		t.p.Topic = strconv.Itoa(p.from - minePage)
		t.show(StepMine)
		return true
	}
	code := t.e.Text // somebody may type the code from their receipt
	if t.e.Kind == Press {
		code = strings.TrimPrefix(t.e.Do, "case.")
	} else if t.e.Kind != Words {
		return false
	}
	return t.openTyped(code)
}

// backToMine leads to the page of the list that the case stands on.
func backToMine(t *turn) Step {
	i := slices.Index(t.p.Codes, t.p.Topic)
	t.p.Topic = ""
	if i >= 0 {
		at := len(t.p.Codes) - 1 - i
		t.p.Topic = strconv.Itoa(at - at%minePage)
	}
	return StepMine
}

// own is the concern that the screen is about, nil if it is gone.
func (t *turn) own() *Concern {
	if !t.owns(t.p.Topic) {
		return nil
	}
	return t.concern(t.p.Topic)
}

// askCase shows a concern: what was answered last and stands first, what it answers,
// how things stand, and what can be looked up.
func askCase(t *turn) Say {
	c := t.own()
	if c == nil {
		return Say{
			Lines: line("case.gone", Args{"code": Code(t.p.Topic)}),
			Rows:  [][]Button{{back()}, {toMenu()}},
		}
	}
	about := []Line{
		{Key: "case.about", Args: Args{"code": Code(c.Code), "day": Date(time.Unix(c.Sent, 0))}},
		{Key: "case.category", Args: Args{"category": Ref(c.Category.key())}},
		t.placeLine(c.Area, c.Cell, c.Exact, c.Sight),
	}
	lines := about
	var rows [][]Button
	if c.Case == CaseWithdrawn {
		lines = append(lines, Line{Key: "case.withdrawn"})
	} else {
		answer, thread := t.threadLines(c)
		lines = slices.Concat(t.consentLines(c), t.solvedLines(c), answer, about)
		if c.Sight != Counted {
			lines = append(lines, contents(c.Words, c.Photo, c.Voice)...)
		}
		lines = append(lines, thread...)
		lines = append(lines, Line{Key: "case.state_is", Args: Args{"state": Ref(c.Case.state())}})
		lines = append(lines, t.nobodyYet(c)...)
		lines = append(append(lines, t.opensLines(c)...), t.clockLines(c)...)
		lines = append(lines, parted(PartFine, t.caseSight(c))...)
		lines = append(lines, Line{Key: "case.kept", Args: Args{"day": Date(time.Unix(c.KeptTill, 0))}})
		rows = slices.Concat(t.consentButtons(c), t.solvedButtons(c), c.threadButtons())
		rows = row(rows, t.askButton(c, true)...)
		rows = append(rows, t.clockButtons(c)...)
		rows = append(rows, []Button{act("case.withdraw", "withdraw")})
	}
	return t.guard(c.Category, Say{Lines: lines, Rows: append(rows, []Button{back()}, []Button{toMenu()})})
}

// caseSight says who may see a concern, by the route it was sent on.
func (t *turn) caseSight(c *Concern) Line {
	if c.Route == RouteLead && t.w.Programme.Safeguarding == nil {
		return Line{Key: "case.lead"}
	}
	return t.sightLine(c.Route, c.Sight)
}

func hearCase(t *turn) bool {
	if t.hearThread() || t.hearConsent() || t.hearSolved() || t.hearClock() {
		return true
	}
	c := t.own()
	if c != nil && t.pressed("translate") && len(t.askButton(c, true)) > 0 {
		t.putOwn(t.askTranslations(c, true))
		t.show(StepCase)
		return true
	}
	if !t.pressed("withdraw") {
		return false
	}
	if c == nil || c.Case == CaseWithdrawn {
		t.show(StepCase)
		return true
	}
	t.show(StepWithdraw)
	return true
}

// askWithdraw says what taking a concern back does, and asks once.
func askWithdraw(t *turn) Say {
	c := t.own()
	if c == nil || c.Case == CaseWithdrawn {
		return askCase(t)
	}
	lines := line("case.take_back.ask", Args{"code": Code(c.Code)})
	if c.Sight != Counted {
		lines = append(lines, Line{Key: "case.take_back.deleted"})
	}
	if t.uncountable(c.Code) {
		lines = append(lines, Line{Key: "case.take_back.uncounted"})
	} else {
		lines = append(lines, Line{Key: "case.take_back.stays"})
	}
	return t.guard(c.Category, Say{Lines: lines,
		Rows: column(act("case.take_back.keep", "keep"), act("case.take_back.do", "withdraw"))})
}

func hearWithdraw(t *turn) bool {
	switch {
	case t.pressed("keep"):
	case t.pressed("withdraw"):
		t.withdraw()
	default:
		return false
	}
	t.show(StepCase)
	return true
}

// withdraw deletes what a concern says and who said it. The code, the topic and
// the neighbourhood stay, so that the person sees that it is done.
func (t *turn) withdraw() {
	c := t.own()
	if c == nil || c.Case == CaseWithdrawn {
		return
	}
	gone := Concern{
		Code: c.Code, Category: c.Category, Area: c.Area, Sight: c.Sight, Route: c.Route,
		Sent: c.Sent, Case: CaseWithdrawn, Closed: t.e.Now.Unix(), KeptTill: c.KeptTill,
	}
	t.do(UpdateConcern{Concern: gone, Counts: t.countOut(c.Code)})
	suppose(t, Own[Concern]{gone.Code}, &gone)
}
