package flows

import (
	"slices"
	"strconv"
	"strings"
)

// The steps of residents: what came of what was said, and one of it. Topic is whose: "" is
// the person's neighbourhood, "all" is every one, else a meeting; on a card its number
// stands before that.
const (
	StepCame     Step = "came"
	StepCameCard Step = "came.one"
)

const (
	camePage = 3  // commitments on one screen
	cameHead = 70 // characters of one in a list
	cameAll  = "all"
)

func commitmentConversation() conversation {
	return conversation{
		name: "what came of it",
		screens: map[Step]screen{
			StepCame:     {ask: askCame, hear: hearCame, back: backFromCame},
			StepCameCard: {ask: askCameCard, hear: hearCameCard, back: backFromCameCard},
		},
		doors: []door{{word: "came", by: byButton, open: (*turn).openCame, members: asNeighbour}},
		menu: []menuRow{{at: 22, key: "came.button", do: "came", half: true,
			when: func(t *turn) bool { return len(t.cameOf(cameAll)) > 0 }}},
	}
}

// openCame follows the button of a meeting's card or of a message: "w.3" is one of them.
func (t *turn) openCame(rest string) {
	t.p.Topic, t.p.Page = rest, 0
	if n, is := strings.CutPrefix(rest, "w."); is {
		t.p.Topic = n
		t.show(StepCameCard)
		return
	}
	if rest == "" && len(t.cameOf("")) == 0 { // nothing here, but elsewhere
		t.p.Topic = cameAll
	}
	t.show(StepCame)
}

// cameOf are those of a neighbourhood or of a meeting that the person reads, newest first.
func (t *turn) cameOf(whose string) (all []CommitmentMark) {
	if t.w.Board == nil {
		return nil
	}
	for _, m := range t.w.Board.Came {
		here := len(m.Areas) == 0 || slices.Contains(m.Areas, t.p.Area)
		if t.seesCommitment(m) && (whose == cameAll || whose == "" && here || whose != "" && m.Session == whose) {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, newest)
	return all
}

// cameButton leads from the card of a meeting to what came of it.
func (t *turn) cameButton(s Session) []Button {
	if t.w.Board == nil || len(t.cameOf(s.ID)) == 0 {
		return nil
	}
	return []Button{link("came.button", "came."+s.ID)}
}

// backFromCame is the menu: what came of it is one press from there.
func backFromCame(t *turn) Step {
	t.p.Topic = ""
	return backToHome(t)
}

// cameState is how far a commitment has come, as a message key.
func (t *turn) cameState(m CommitmentMark) Ref {
	if t.overdueCommitment(m) {
		return "came.state.overdue"
	}
	return Ref("came.state." + string(m.State))
}

// cameHeading is how a text begins, in a list.
func cameHeading(words string) string {
	words = strings.Join(strings.Fields(words), " ")
	if units(words) <= cameHead {
		return words
	}
	return strings.TrimSpace(beginning(words, cameHead-1)) + "…"
}

// cameItems list some of them, with a button for each.
func (t *turn) cameItems(all []CommitmentMark, do string) (lines []Line, buttons []Button) {
	for _, m := range all {
		c, _ := t.commitment(m.N)
		if c == nil {
			continue
		}
		words, _ := c.text(m, "words").in(t.p.Lang)
		lines = append(lines, Line{Key: "came.item", Args: Args{"number": pointNumber(m.N), "words": Quote(cameHeading(words)), "state": t.cameState(m)}})
		buttons = append(buttons, Button{Label: strconv.Itoa(m.N), Do: do + strconv.Itoa(m.N)})
	}
	return lines, buttons
}

func askCame(t *turn) Say {
	all := t.cameOf(t.p.Topic)
	shown := partOf(len(all), camePage, int(t.p.Page))
	say := Say{Lines: t.cameTitle()}
	if len(all) == 0 {
		say.Lines = append(say.Lines, Line{Key: "came.none"})
	}
	lines, buttons := t.cameItems(all[shown.from:shown.to], "n.")
	say.Lines = append(say.Lines, lines...)
	say.Rows = row(row(nil, buttons...), shown.turning(act("desk.page.earlier", "earlier"), act("desk.page.later", "later"))...)
	if shown.pages > 1 {
		say.Step, say.Of = shown.page+1, shown.pages
	}
	switch {
	case t.p.Topic != cameAll && len(t.cameOf(cameAll)) > len(all):
		say.Rows = append(say.Rows, []Button{act("came.everywhere", "everywhere")})
	case t.p.Topic == cameAll && len(t.cameOf("")) > 0 && len(t.cameOf("")) < len(all):
		say.Rows = append(say.Rows, []Button{act("came.here", "here")})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

// cameTitle says whose it is.
func (t *turn) cameTitle() []Line {
	if t.p.Topic == cameAll {
		return line("came.all", nil)
	}
	if s, known := t.announced(t.p.Topic); known {
		return line("came.meeting", Args{"title": Name(s.title())})
	}
	area, _ := t.w.Programme.Area(t.p.Area)
	return line("came.area", Args{"area": Name(area.Name)})
}

func hearCame(t *turn) bool {
	number, opens := t.picked("n.")
	switch {
	case opens:
		if n, _ := strconv.Atoi(number); !slices.ContainsFunc(t.cameOf(t.p.Topic), func(m CommitmentMark) bool { return m.N == n }) {
			return false
		}
		t.p.Topic = strings.TrimSpace(number + " " + t.p.Topic)
		t.show(StepCameCard)
	case t.pressed("everywhere"), t.pressed("here"):
		if t.p.Topic, t.p.Page = "", 0; t.e.Do == "everywhere" {
			t.p.Topic = cameAll
		}
		t.show(StepCame)
	default:
		return t.turnPart(len(t.cameOf(t.p.Topic)), camePage, StepCame)
	}
	return true
}

func backFromCameCard(t *turn) Step {
	_, t.p.Topic, _ = strings.Cut(t.p.Topic, " ")
	return StepCame
}

// topicCommitment is what a card is about; c is nil if it is gone, or not to be read.
func (t *turn) topicCommitment() (c *Commitment, m CommitmentMark) {
	number, _, _ := strings.Cut(t.p.Topic, " ")
	n, _ := strconv.Atoi(number)
	return t.commitment(n)
}

func askCameCard(t *turn) Say {
	c, m := t.topicCommitment()
	if c == nil || !t.seesCommitment(m) {
		return Say{Lines: line("came.gone", nil), Rows: column(back())}
	}
	var rows [][]Button
	if t.mayFollow(m) {
		rows = append(rows, []Button{toggle("follow.switch", nil, "follow", t.p.follows(followCommitment(m.N)))})
	}
	if t.wantsCommitment(c, m) {
		rows = append(rows, []Button{act("translate.ask", "translate")})
	}
	return Say{Lines: t.commitmentLines(c, m), Rows: append(rows, []Button{back()})}
}

// commitmentLines say what was said, what is to come of it, who does it until when, how far it
// is and why, and how it came there.
func (t *turn) commitmentLines(c *Commitment, m CommitmentMark) []Line {
	lines := []Line{as(PartLead, "came.card", Args{"number": pointNumber(m.N), "state": t.cameState(m)})}
	quoted := func(key, name string) {
		if w := c.text(m, name); w.words != "" {
			words, _ := w.in(t.p.Lang)
			lines = append(append(lines, Line{Key: key, Args: Args{"words": Quote(words)}}), w.marks(t.p.Lang)...)
		}
	}
	quoted("came.said", "said")
	if c.Said == "" {
		lines = append(lines, Line{Key: "came.from", Args: Args{"source": Ref("came.source." + m.From)}})
	}
	quoted("came.words", "words")
	lines = append(lines, t.cameWho(c, m)...)
	quoted("came.why", "why")
	if h := c.last(); h.Why == "" && h.Draft != "" {
		lines = append(lines, Line{Key: "came.why_waits"})
	}
	if s, known := t.announced(m.Session); known {
		lines = append(lines, as(PartFine, "came.at", Args{"title": Name(s.title())}))
	}
	for _, h := range c.History {
		lines = append(lines, as(PartFine, "came.step", Args{"day": Date(t.moment(h.At)), "state": Ref("came.state." + string(h.State))}))
	}
	return lines
}

// cameWho says who does it, and until when.
func (t *turn) cameWho(c *Commitment, m CommitmentMark) []Line {
	post := t.postOf(c, m)
	if post == nil || t.w.Board.lost(m) {
		lines := line("came.to", Args{"body": Quote(c.Body)})
		if t.w.Board.lost(m) {
			lines = append(lines, Line{Key: "came.lost"})
		}
		return lines
	}
	lines := line("came.owner", Args{"who": post})
	if day, ok := m.dueDay(t.w.Programme.Zone); ok && !m.State.ended() {
		lines = append(lines, Line{Key: "came.due", Args: Args{"day": Date(day)}})
	}
	return lines
}

// wantsCommitment says whether some text of it can be asked for in the reader's language.
func (t *turn) wantsCommitment(c *Commitment, m CommitmentMark) bool {
	return slices.ContainsFunc(c.passages(m), func(w passage) bool { return w.wants(t.p.Lang) })
}

func hearCameCard(t *turn) bool {
	c, m := t.topicCommitment()
	switch {
	case c == nil || !t.seesCommitment(m):
		if t.e.Kind == Press {
			t.show(StepCameCard)
		}
		return t.e.Kind == Press
	case t.pressed("follow") && t.mayFollow(m):
		t.flipFollow(followCommitment(m.N))
	case t.pressed("translate"):
		t.askCommitment(*c, m)
	default:
		return false
	}
	t.show(StepCameCard)
	return true
}

// askCommitment asks translators for what is not in the reader's language.
func (t *turn) askCommitment(c Commitment, m CommitmentMark) {
	can := true
	for _, w := range c.passages(m) {
		if w.wants(t.p.Lang) {
			can = can && t.w.Board.somebodyTranslates(translateNews, "", w.from, t.p.Lang)
		}
	}
	c.asking(m, []Lang{t.p.Lang}, t.e.Now)
	c.Edition--
	t.keepCommitment(c, m, false)
	if can {
		t.note("translate.asked", nil)
	} else {
		t.note("translate.asked_nobody", nil)
	}
}
