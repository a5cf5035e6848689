package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The screens of what-to-do guides.
const (
	StepGuides    Step = "guides"
	StepGuideWarn Step = "guide.warn" // before a sensitive guide
	StepGuide     Step = "guide.step"
	StepGuideAll  Step = "guide.whole"
)

// watched is how long a message stays that a violent partner had better not find.
const watched = time.Hour

func guideConversation() conversation {
	return conversation{
		name: "guides",
		screens: map[Step]screen{
			StepGuides:    {ask: askGuides, hear: hearGuides, back: to(StepMenu)},
			StepGuideWarn: {ask: askGuideWarn, hear: hearGuideWarn, back: to(StepGuides)},
			StepGuide:     {ask: askGuide, hear: hearGuide, back: backInGuide},
			StepGuideAll:  {ask: askWholeGuide, hear: hearWholeGuide, back: backFromWhole, told: true},
		},
		doors: []door{
			{word: "guides", by: byButton | byCommand, listed: 50, open: plainly((*turn).openGuides), members: asNeighbour, under13: true, public: (*turn).publicGuides},
			{word: "guide", deep: "g", by: byButton, open: (*turn).openGuide, under13: true},
		},
		menu: []menuRow{{at: 40, key: "menu.guides", do: "guides", when: func(t *turn) bool { return len(t.guides()) > 0 }}},
	}
}

func (t *turn) openGuides() { t.show(StepGuides) }

// openGuide begins a guide at its first step; a sensitive one warns first.
func (t *turn) openGuide(id string) {
	g, ok := t.guide(id)
	if !ok {
		t.note("guide.gone", nil)
		t.show(StepGuides)
		return
	}
	t.p.Guide, t.p.GuideAt = g.ID, g.First
	if g.Sensitive {
		t.show(StepGuideWarn)
		return
	}
	t.show(StepGuide)
}

// closeGuide forgets what was read as soon as it is left: that somebody looked
// for help against violence shall not stay in their record. A detour, such as
// choosing a language, leads back to it.
func (t *turn) closeGuide() {
	if !t.p.Step.inGuide() && !t.p.Was.inGuide() && !t.p.Under.inGuide() {
		t.p.Guide, t.p.GuideAt, t.p.Preview = "", "", ""
	}
	if s := t.underlying(); s != StepGuideTest && s != StepPreviewTest {
		t.p.Tried = ""
	}
}

func (s Step) inGuide() bool {
	return s == StepGuide || s == StepGuideWarn || s == StepGuideAll || s == StepGuideTest || s.preview()
}

// forChildren lists the guides that under-13s see: the one written for them,
// and those that only say how to get away from something that burns, explodes
// or drives.
func forChildren() []string { return []string{"child", "accident", "fire", "mines"} }

// guides lists what the person may read.
func (t *turn) guides() []Guide {
	var seen []Guide
	for _, g := range t.w.Guides {
		if t.w.shows(g, t.p.Lang) || t.tests(g) {
			seen = append(seen, g)
		}
	}
	if t.p.Age != AgeChild {
		return seen
	}
	var some []Guide
	for _, id := range forChildren() {
		for _, g := range seen {
			if g.ID == id {
				some = append(some, g)
			}
		}
	}
	return some
}

// guide finds a guide that the person may read; in a preview, any.
func (t *turn) guide(id string) (Guide, bool) {
	list := t.w.Guides
	if !t.p.Step.preview() {
		list = t.guides()
	}
	for _, g := range list {
		if g.ID == id {
			return g, true
		}
	}
	return Guide{}, false
}

// title is the key of the title that may stand where others see it.
func (g *Guide) title() string {
	if g.Sensitive {
		return "guide/" + g.ID + "/neutral"
	}
	return "guide/" + g.ID + "/title"
}

func askGuides(t *turn) Say {
	guides := t.guides()
	if len(guides) == 0 {
		return Say{
			Lines: line("guide.none", Args{"number": Code(t.w.Programme.Numbers.Emergency)}),
			Rows:  column(back()),
		}
	}
	say := Say{Lines: t.sample(guides...)}
	say.Lines = append(say.Lines, Line{Key: "guide.list", Args: Args{"number": Code(t.w.Programme.Numbers.Emergency)}})
	for _, g := range guides {
		say.Rows = append(say.Rows, []Button{act(g.title(), "g."+g.ID)})
	}
	say.Rows = append(say.Rows, []Button{back()})
	return say
}

// sample is the line that says that nobody has approved one of these guides, if
// so, in the language in which they are read.
func (t *turn) sample(guides ...Guide) []Line {
	for _, g := range guides {
		if _, approved := t.w.approval(g, t.reads()); t.w.Sample && !approved {
			return line("guide.sample", nil)
		}
	}
	return nil
}

func hearGuides(t *turn) bool {
	id, ok := t.picked("g.")
	if !ok || !plain(id) {
		return false
	}
	t.openGuide(id) // which says so if it was withdrawn meanwhile
	return true
}

// askGuideWarn stands before a sensitive guide: somebody may look over the
// reader's shoulder, or at the phone tomorrow.
func askGuideWarn(t *turn) Say {
	g, ok := t.guide(t.p.Guide)
	if !ok {
		return guideGone()
	}
	say := Say{Lines: line("guide.heading", Args{"title": Ref(g.title())}), Vanish: watched, Protect: true}
	say.Lines = append(say.Lines, t.sample(g)...)
	say.Lines = append(say.Lines, Line{Key: "guide.warn"})
	first, _ := g.Step(g.First)
	say.Rows = append(t.ways(g, first), column(act("guide.read", "on"), back())...)
	return t.previewed(say)
}

func hearGuideWarn(t *turn) bool {
	switch {
	case t.pressed("on"):
		t.show(t.walk(StepGuide))
	case t.pressed("list"):
		t.show(t.walk(StepGuides))
	default:
		return false
	}
	return true
}

// reading finds the step that the person is at. GuideAt holds the steps taken,
// so that Back goes back the way they came.
func (t *turn) reading() (Guide, GuideStep, bool) {
	g, ok := t.guide(t.p.Guide)
	taken := strings.Fields(t.p.GuideAt)
	if !ok || len(taken) == 0 {
		return Guide{}, GuideStep{}, false
	}
	step, ok := g.Step(taken[len(taken)-1])
	return g, step, ok
}

// guideGone is shown where a guide was withdrawn while somebody read it.
func guideGone() Say {
	return Say{Lines: line("guide.gone", nil), Rows: column(act("guide.all", "list"), back())}
}

func askGuide(t *turn) Say {
	g, step, ok := t.reading()
	if !ok {
		return guideGone()
	}
	say := Say{Lines: t.guideHead(g, step)}
	say.Lines = append(say.Lines, Line{Key: g.text(step)})
	if g.Sensitive {
		say.Vanish, say.Protect = watched, true
		say.Rows = t.ways(g, step)
	}
	for i := range step.Choices {
		say.Rows = append(say.Rows, []Button{act(g.choice(step, i), "c."+strconv.Itoa(i))})
	}
	if step.Next != "" && len(step.Choices) == 0 {
		say.Rows = append(say.Rows, []Button{act("guide.next", "next")})
	}
	if !g.Sensitive {
		say.Rows = append(say.Rows, t.ways(g, step)...)
	}
	if step.ID == g.First {
		say.Rows = append(say.Rows, []Button{act("guide.whole", "whole")})
	}
	if step.Next == "" && len(step.Choices) == 0 {
		if t.asks(g) {
			say.Rows = append(say.Rows, []Button{act("trial.start", "test")})
		}
		if step.ID != g.First || g.Sensitive { // else Back leads there
			say.Rows = append(say.Rows, []Button{act("guide.all", "list")})
		}
	}
	say.Rows = append(say.Rows, []Button{back(), act("button.menu", "menu")})
	return t.previewed(say)
}

// guideHead stands above the first step: what this is, and who stands for it.
func (t *turn) guideHead(g Guide, step GuideStep) []Line {
	if step.ID != g.First {
		return nil
	}
	head := line("guide.heading", Args{"title": Ref(g.title())})
	if !t.p.Step.preview() && t.tests(g) {
		head = append(head, Line{Key: "trial.head"})
	}
	switch a, approved := t.w.approval(g, t.reads()); {
	case approved && a.At != 0:
		return append(head, Line{Key: "approve.by", Args: Args{"who": Quote(a.By), "day": Day(time.Unix(a.At, 0))}})
	case approved:
		return append(head, Line{Key: "guide.approved", Args: Args{"who": Quote(a.By)}})
	}
	return append(head, t.sample(g)...)
}

// ways is the row with Show number, where the step has one, and with Hide,
// where somebody may be watching.
func (t *turn) ways(g Guide, step GuideStep) [][]Button {
	var row []Button
	if step.Number != "" && t.dial(step.Number) != "" {
		row = append(row, showNumber(step.Number))
	}
	if g.Sensitive {
		row = append(row, link("guide.hide", "hide"))
	}
	if row == nil {
		return nil
	}
	return [][]Button{row}
}

// text and choice spell the keys of a guide's own words.
func (g *Guide) text(step GuideStep) string { return "guide/" + g.ID + "/step/" + step.ID }

// choice is the key of the i-th choice, from 0.
func (g *Guide) choice(step GuideStep, i int) string {
	return "guide/" + g.ID + "/choice/" + step.ID + "/" + strconv.Itoa(i)
}

func hearGuide(t *turn) bool {
	switch {
	case t.pressed("list"):
		t.show(t.walk(StepGuides))
		return true
	case t.pressed("menu") && t.p.Step.preview():
		t.home()
		return true
	case t.pressed("menu"):
		t.show(StepMenu)
		return true
	}
	g, step, ok := t.reading()
	if !ok {
		if t.e.Kind != Press {
			return false
		}
		t.show(t.walk(StepGuide)) // which says that it was withdrawn
		return true
	}
	switch {
	case t.pressed("next") && step.Next != "" && len(step.Choices) == 0:
		t.turnTo(g, step.Next)
		return true
	case t.pressed("test") && t.asks(g):
		t.p.Tried = ""
		t.show(t.walk(StepGuideTest))
		return true
	case t.pressed("whole"):
		t.fresh = true
		t.show(t.walk(StepGuideAll))
		return true
	}
	for i, next := range step.Choices {
		if t.pressed("c." + strconv.Itoa(i)) {
			t.turnTo(g, next)
			return true
		}
	}
	return false
}

// turnTo goes on to a step. A guide only leads forward, so the way is never
// longer than the guide; if its steps changed meanwhile, the way starts anew.
func (t *turn) turnTo(g Guide, id string) {
	if _, ok := g.Step(id); !ok {
		t.note("guide.gone", nil)
		t.show(t.walk(StepGuides))
		return
	}
	taken := strings.Fields(t.p.GuideAt)
	if len(taken) >= len(g.Steps) || slices.Contains(taken, id) {
		taken = nil
	}
	t.p.GuideAt = strings.Join(append(taken, id), " ")
	t.show(t.walk(StepGuide))
}

// backInGuide goes back the way the person came.
func backInGuide(t *turn) Step {
	taken := strings.Fields(t.p.GuideAt)
	if g, ok := t.guide(t.p.Guide); ok {
		if len(taken) > 1 {
			t.p.GuideAt = strings.Join(taken[:len(taken)-1], " ")
			return t.walk(StepGuide)
		}
		if g.Sensitive {
			return t.walk(StepGuideWarn)
		}
	}
	return t.walk(StepGuides)
}

// wholeGuide is a guide on one screen, its steps numbered, to keep or to
// print. It fits: every guide is checked to print within one message.
func (t *turn) wholeGuide(g Guide) Say {
	first, _ := g.Step(g.First)
	say := Say{Lines: t.guideHead(g, first)}
	place := make(map[string]int, len(g.Steps))
	for i, s := range g.Steps {
		place[s.ID] = i + 1
	}
	for i, s := range g.Steps {
		say.Lines = append(say.Lines, Line{Key: "guide.card.step", Args: Args{"n": i + 1, "text": Ref(g.text(s))}})
		for n, next := range s.Choices {
			say.Lines = append(say.Lines, Line{Key: "guide.card.choice", Args: Args{"label": Ref(g.choice(s, n)), "n": place[next]}})
		}
		if len(s.Choices) == 0 && s.Next != "" && place[s.Next] != i+2 {
			say.Lines = append(say.Lines, Line{Key: "guide.card.next", Args: Args{"n": place[s.Next]}})
		}
	}
	if g.Sensitive {
		say.Vanish, say.Protect = watched, true
	}
	return t.previewed(say)
}

// askWholeGuide is the screen that it is: what comes next hangs on the guide itself.
func askWholeGuide(t *turn) Say {
	g, ok := t.guide(t.p.Guide)
	if !ok {
		return guideGone()
	}
	say := t.wholeGuide(g)
	first, _ := g.Step(g.First)
	say.Rows = append(t.ways(g, first), []Button{act("guide.all", "list")}, []Button{back(), act("button.menu", "menu")})
	return say
}

// hearWholeGuide goes on below the guide, which stays to be read.
func hearWholeGuide(t *turn) bool {
	t.fresh = true
	return (t.pressed("list") || t.pressed("menu")) && hearGuide(t)
}

func backFromWhole(t *turn) Step {
	t.fresh = true
	return t.walk(StepGuide)
}
