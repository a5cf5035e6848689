package flows

import (
	"slices"

	"porchlight/flows/danger"
)

// This file is about what hurts: home, hate and police conduct. Whoever looks
// over a shoulder, or reads a notification, sees a neutral first line; the
// numbers and Hide come first; the messages delete themselves.

// guard makes a screen safe to have on a phone that somebody else may pick up,
// if it is about a sensitive category or its words speak of danger.
func (t *turn) guard(c Category, s Say) Say {
	if !c.Sensitive() && !t.told().Danger {
		return s
	}
	s.Lines = append([]Line{neutral()}, s.Lines...)
	switch {
	case s.Keyboard != KeyboardAsIs:
	case c.Sensitive():
		s.Rows = append(t.safety(c), s.Rows...)
	default:
		s.Rows = append(t.callRows(danger.Help), s.Rows...)
	}
	s.Vanish, s.Protect = vanish, true
	return s
}

// safety is Show number and Hide.
func (t *turn) safety(c Category) [][]Button {
	hide := link("guide.hide", "hide")
	line := t.helpline(c)
	if line == "" {
		return [][]Button{{link("concern.care.emergency", "number.emergency"), hide}}
	}
	return [][]Button{
		{showNumber(line), hide},
		{link("concern.care.emergency", "number.emergency")},
	}
}

// helpline names the number that fits a category and an age, "" if the
// programme has none.
func (t *turn) helpline(c Category) string {
	names := []string{"helpline_violence"}
	if c == Hate {
		names = []string{"hate_support"}
	}
	if t.p.Minor() {
		names = append([]string{"helpline_child"}, names...)
	}
	for _, n := range names {
		if t.w.Programme.Numbers.Get(n) != "" {
			return n
		}
	}
	return ""
}

// guideButton offers a guide, if it may be shown. It belongs to the screen: what
// was told already is asked about before it is left.
func (t *turn) guideButton(id string) []Button {
	for _, g := range t.guides() {
		if g.ID == id {
			return []Button{act("concern.care.guide", "guide")}
		}
	}
	return nil
}

// toGuide opens a guide from a screen on which nothing was told yet.
func (t *turn) toGuide(id string) bool {
	if t.guideButton(id) == nil {
		return false
	}
	target := "guide." + id
	if t.p.Draft != nil {
		t.interrupt(target)
		return true
	}
	t.forgetFlow()
	t.fresh = true
	t.open(target)
	return true
}

// row appends a row that may be empty.
func row(rows [][]Button, buttons ...Button) [][]Button {
	if len(buttons) == 0 {
		return rows
	}
	return append(rows, buttons)
}

const (
	guideHome = "domestic-violence"
	guideHate = "hate-crime"
)

func askHome(t *turn) Say {
	rows := row(nil, t.guideButton(guideHome)...)
	rows = append(rows, column(act("concern.home.tell", "tell"), back(), cancel())...)
	return t.guard(Home, Say{
		Lines: []Line{{Key: "concern.home.ask"}, t.nobodyCalled(), {Key: "concern.home.vanishes"}},
		Rows:  rows,
	})
}

// nobodyCalled says that no help is on its way, and the number.
func (t *turn) nobodyCalled() Line {
	return Line{Key: "concern.home.alerted", Args: Args{"number": t.emergency()}}
}

func hearHome(t *turn) bool {
	switch {
	case t.pressed("tell"):
		t.choose(Home)
	case t.pressed("guide"):
		return t.toGuide(guideHome)
	default:
		return false
	}
	return true
}

// askHate offers the three ways: a number, support, a report.
func askHate(t *turn) Say {
	rows := column(act("concern.hate.count", "count"), act("concern.hate.support", "support"), act("concern.hate.report", "report"))
	rows = row(rows, t.guideButton(guideHate)...)
	return t.guard(Hate, Say{
		Lines: []Line{{Key: "concern.hate.ask"}, {Key: "concern.hate.enough"}, t.nobodyCalled(), as(PartFine, "concern.home.vanishes", nil)},
		Rows:  append(rows, []Button{back()}, []Button{cancel()}),
	})
}

func hearHate(t *turn) bool {
	switch {
	case t.pressed("count"):
		t.adjust(Hate)
		t.draft().Sight = Counted
		t.proceed()
	case t.pressed("support"):
		t.show(StepSupport)
	case t.pressed("report"):
		t.show(StepReport)
	case t.pressed("guide"):
		return t.toGuide(guideHate)
	default:
		return false
	}
	return true
}

// mostServices keeps the list of support readable.
const mostServices = 5

// askSupport shows who helps after hate. Nothing is filed here.
func askSupport(t *turn) Say {
	var lines []Line
	shown := 0
	for _, s := range t.w.Programme.Services {
		if s.helps(NeedHate, t.p.Area) && shown < mostServices {
			shown++
			lines = append(lines, s.reached()...)
		}
	}
	if lines == nil { // somebody outside the police is in every programme
		c := t.w.Programme.Independent
		lines = append(lines, Line{Key: "concern.support.none"}, Line{Key: "concern.police.complaint", Args: Args{"name": Name(c.Name), "how": Name(c.How)}})
	}
	lines = append(append(line("concern.support.who", nil), lines...), Line{Key: "concern.support.nothing"})
	return t.guard(Hate, Say{Lines: lines, Rows: column(act("concern.support.tell", "tell"), back(), cancel())})
}

// reached is a service with every way to reach it. A file whose service has none
// is refused.
func (s Service) reached() []Line {
	lines := []Line{{Key: "near.name", Args: Args{"name": Name(s.Name)}}, {Key: "near.about", Args: Args{"text": Name(s.About)}}}
	if s.Phone != "" {
		lines = append(lines, Line{Key: "near.phone", Args: Args{"phone": Code(s.Phone)}})
	}
	if len(s.Address) > 0 {
		lines = append(lines, Line{Key: "near.address", Args: Args{"text": Name(s.Address)}})
	}
	if len(s.Hours) > 0 {
		lines = append(lines, Line{Key: "near.hours", Args: Args{"text": Name(s.Hours)}})
	}
	if s.Link != "" {
		lines = append(lines, Line{Key: "concern.support.link", Args: Args{"link": Code(s.Link)}})
	}
	return lines
}

// helps says whether a service is there for a need in a neighbourhood.
func (s Service) helps(n Need, area string) bool {
	return slices.Contains(s.Needs, n) && (len(s.Areas) == 0 || slices.Contains(s.Areas, area))
}

func hearSupport(t *turn) bool {
	if !t.pressed("tell") {
		return false
	}
	if t.told().Sight == Counted { // they went on to say more than a number
		t.draft().Sight = ""
	}
	t.choose(Hate)
	return true
}

// askReport says that this is not a report to the police, and where one is made.
func askReport(t *turn) Say {
	lines := line("concern.report.not", nil)
	if n := t.w.Programme.Numbers.Police; n != "" {
		lines = append(lines, Line{Key: "concern.report.call", Args: Args{"number": Code(n)}})
	} else {
		lines = append(lines, Line{Key: "concern.report.station"})
	}
	if t.route(Hate) == RouteNone {
		lines = append(lines, Line{Key: "concern.report.count"})
	} else {
		lines = append(lines, Line{Key: "concern.report.still"})
	}
	return t.guard(Hate, Say{Lines: lines, Rows: column(act("concern.report.tell", "tell"), back(), cancel())})
}

func hearReport(t *turn) bool { return hearSupport(t) }

// askPolice says who sees a concern about police conduct and who does not.
func askPolice(t *turn) Say {
	p := t.w.Programme
	first := Line{Key: "concern.police.contact", Args: Args{"contact": Name(p.Independent.Name)}}
	if t.route(Police) == RouteNone {
		first = Line{Key: "concern.police.count"}
	}
	lines := []Line{first, {Key: "concern.police.not_complaint"}}
	if len(p.Complaints) > 0 {
		lines = append(lines, as(PartFine, "concern.police.complaints", nil))
	}
	for _, c := range p.Complaints {
		lines = append(lines, as(PartFine, "concern.police.complaint", Args{"name": Name(c.Name), "how": Name(c.How)}))
	}
	return Say{Lines: lines, Rows: column(act("concern.police.tell", "tell"), back(), cancel())}
}

func hearPolice(t *turn) bool {
	if !t.pressed("tell") {
		return false
	}
	t.choose(Police)
	return true
}
