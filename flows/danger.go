package flows

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"porchlight/flows/danger"
)

// This file answers what nobody asked for: a cry for help, a voice note, a text
// at the menu. A cry is met with the emergency number, whatever the screen; it
// calls nobody, and says so. What was written is offered as a concern and never
// sent by itself. Desks are not for this, and groups are public.

// The screens that answer a text which no question asked for.
const (
	StepDanger Step = "danger" // words of danger, or a voice note
	StepOffer  Step = "offer"  // any other text at the menu
)

func dangerConversation() conversation {
	return conversation{
		name: "danger",
		screens: map[Step]screen{
			StepDanger: {ask: askDanger, hear: hearDanger, back: backFromDanger},
			StepOffer:  {ask: askOffer, hear: hearOffer, back: to(StepMenu)},
		},
		doors: []door{{word: "card", by: byButton, over: (*turn).card}},
	}
}

// cry answers words of danger, and a voice note, where nothing collects them.
// What the person was in the middle of stays under the answer; a concern that is
// being told takes the words and goes on.
func (t *turn) cry() bool {
	if forStaff(t.p.Step) {
		return false
	}
	hit, found := t.alarm()
	if !found {
		return false
	}
	t.p.Misses = 0
	if !t.p.resident() {
		t.cryEarly(hit)
		return true
	}
	if telling(t.p.Step) && !t.stale() {
		t.collectCry()
		t.note("danger.kept", nil)
		t.show(t.p.Step)
		t.shelter(nil)
		return true
	}
	t.p.Step, t.p.Was, t.p.Then = t.covered(), "", ""
	if t.p.Step != StepDanger {
		if t.p.Step != StepMenu && t.p.Step != StepOffer {
			t.p.Under = t.p.Step
		}
		t.p.Alarm = ""
	}
	replaced := t.keepCry()
	if t.p.Cry != nil {
		t.p.Cry.Danger = true
	}
	if t.p.Alarm == "" || hit.Kind != danger.Help { // a second message may say what it is about
		t.p.Alarm = string(hit.Kind)
	}
	t.showKept(StepDanger, replaced)
	return true
}

// alarm says whether the event speaks of danger. What a voice note says nobody
// knows, so it may.
func (t *turn) alarm() (danger.Hit, bool) {
	switch t.e.Kind {
	case Words, Photo, Other: // words may stand under any file
		return danger.Find(t.e.Text)
	case Command:
		return danger.Find(t.e.Word + " " + t.e.Text)
	case Voice:
		if hit, found := danger.Find(t.e.Text); found {
			return hit, true
		}
		return danger.Hit{Kind: danger.Help}, true
	}
	return danger.Hit{}, false
}

// alarmed says only that.
func (t *turn) alarmed() bool {
	_, found := t.alarm()
	return found
}

// forStaff says whether a step belongs to a desk, where people read about other
// people's dangers all day.
func forStaff(s Step) bool { return strings.HasPrefix(string(s), "desk.") }

// askDanger says the number first, and that nobody was called.
func askDanger(t *turn) Say {
	say := Say{Lines: t.call(), Vanish: watched, Protect: true}
	say.Lines[1].As = PartLead
	rows := t.callRows(danger.Kind(t.p.Alarm))
	for _, g := range t.guidesFor(danger.Kind(t.p.Alarm)) {
		rows = append(rows, []Button{act(g.title(), "g."+g.ID)})
	}
	switch {
	case t.p.Age == AgeChild:
		say.Lines = append(say.Lines, Line{Key: "danger.adult"})
	case t.p.Cry != nil && t.p.Cry.Voice != nil:
		say.Lines = append(say.Lines, Line{Key: "danger.ask_voice"})
	case t.p.Cry != nil && t.mayTell(): // it may be no cry at all: words of danger stand in ordinary talk, too
		say.Lines = append(say.Lines, Line{Key: "danger.ask"})
	default:
		say.Lines = append(say.Lines, Line{Key: "concern.home.ask"})
	}
	if t.mayTell() {
		rows = append(rows, []Button{act("danger.tell", "tell")})
	}
	if t.p.Under != "" {
		say.Rows = append(rows, []Button{act("help.here", "back")})
	} else {
		say.Rows = append(rows, []Button{back()})
	}
	return say
}

// call are the lines that meet a cry. The first is neutral: a locked phone shows
// it.
func (t *turn) call() []Line {
	call := as(PartNews, "danger.call", Args{"number": t.emergency()})
	if n := t.childLine(); n != "" {
		call = as(PartNews, "danger.call_child", Args{"number": t.emergency(), "helpline": n})
	}
	return []Line{neutral(), call, as(PartFact, "danger.nobody", nil)}
}

// childLine is the helpline for children, if the person is one.
func (t *turn) childLine() Code {
	if t.p.Age != AgeChild {
		return ""
	}
	return Code(t.w.Programme.Numbers.HelplineChild)
}

// callRows are the numbers to press, and Hide.
func (t *turn) callRows(k danger.Kind) [][]Button {
	rows := [][]Button{{link("concern.care.emergency", "number.emergency"), link("guide.hide", "hide")}}
	if n := t.helpline(Home); n != "" && (k == danger.Violence || t.p.Minor()) {
		rows = append(rows, []Button{link("danger.helpline", "number."+n)})
	}
	return rows
}

// guidesFor lists at most three guides: those that fit, then others.
func (t *turn) guidesFor(k danger.Kind) []Guide {
	const most = 3
	order := map[danger.Kind][]string{
		danger.Violence: {guideHome, guideHate, "numbers"},
		danger.Robbery:  {"robbery", "numbers"},
		danger.Accident: {"accident", "fire", "mines", "numbers"},
		danger.Child:    {"child", "numbers"},
	}[k]
	order = append(order, "numbers", guideHome)
	place := func(g Guide) int {
		if i := slices.Index(order, g.ID); i >= 0 {
			return i
		}
		return len(order)
	}
	list := slices.Clone(t.guides())
	slices.SortStableFunc(list, func(a, b Guide) int { return place(a) - place(b) })
	return list[:min(most, len(list))]
}

// mayTell says whether a concern can begin from here: not in the middle of
// something else that would be lost, and not for a child.
func (t *turn) mayTell() bool {
	return t.p.Age != AgeChild && (telling(t.p.Under) || !screens()[t.p.Under].flow)
}

// telling says whether a step is one of a concern's.
func telling(s Step) bool { return strings.HasPrefix(string(s), "concern.") }

func hearDanger(t *turn) bool {
	if id, ok := t.picked("g."); ok && plain(id) {
		t.follow("guide." + id) // which asks before something is lost
		return true
	}
	switch {
	case t.pressed("tell") && t.mayTell():
		t.tellCry()
	case t.written() != "" && t.e.Kind != Voice, t.e.Kind == Photo: // more of it
		t.showKept(StepDanger, t.keepCry())
	default:
		return false
	}
	return true
}

// backFromDanger goes on where the person was.
func backFromDanger(t *turn) Step { return cmp.Or(t.p.Under, StepMenu) }

// tellCry makes a concern of what was written, or adds it to the one that was
// being told. The person sees it again before anything is sent.
func (t *turn) tellCry() {
	cry := t.p.Cry
	switch {
	case cry == nil && telling(t.p.Under):
		t.show(t.p.Under)
		return
	case !telling(t.p.Under):
		t.forgetFlow()
		if cry == nil || t.full() {
			t.openConcern("")
			return
		}
	}
	t.joinCry(*cry)
	words := t.p.Draft.Words
	t.p.Draft.Words = ""
	t.add(&t.p.Draft.Words, words, mostWords) // which says so if they are too long
	t.proceed()
}

// offerConcern asks whether a text or a picture at the menu is to become a concern.
func (t *turn) offerConcern() bool {
	if t.p.Step != StepMenu && t.p.Step != StepOffer || t.p.Age == AgeChild || !t.p.resident() {
		return false
	}
	switch {
	case t.e.Kind == Words && t.openTyped(t.e.Text): // the code from a receipt
		t.p.Misses = 0
		return true
	case t.e.Kind != Voice && strings.ContainsFunc(t.written(), unicode.IsLetter):
	case t.e.Kind == Photo:
	default:
		return false
	}
	t.p.Misses = 0
	t.showKept(StepOffer, t.keepCry())
	return true
}

func askOffer(t *turn) Say {
	rows := column(act("danger.tell", "tell"), back())
	return Say{Lines: []Line{{Key: "danger.offer"}, t.numberLine()}, Rows: rows}
}

func hearOffer(t *turn) bool {
	if !t.pressed("tell") {
		return false
	}
	t.tellCry()
	return true
}

// numberLine says the emergency number in one sentence; to a child, the helpline
// for children too.
func (t *turn) numberLine() Line {
	if n := t.childLine(); n != "" {
		return Line{Key: "danger.line_child", Args: Args{"number": t.emergency(), "helpline": n}}
	}
	return Line{Key: "danger.line", Args: Args{"number": t.emergency()}}
}

// warn puts the number below the first lines of the turn's last message, which
// say what was not understood; on no desk, and not where it is said anyway.
func (t *turn) warn(below int) {
	s := &t.out.Says[len(t.out.Says)-1]
	said := slices.ContainsFunc(s.Lines, func(l Line) bool { return l.Args["number"] == t.emergency() })
	if forStaff(t.p.Step) || said && t.childLine() == "" {
		return
	}
	if len(s.Lines) > 0 && s.Lines[0].Key == "concern.neutral" {
		below++
	}
	s.Lines = slices.Insert(led(s.Lines), min(below, len(s.Lines)), parted(PartNews, t.numberLine())...)
}

// warnWriter does so if the person wrote or sent something: what they wanted to
// say is not understood, whatever is asked instead.
func (t *turn) warnWriter(below int) {
	if t.e.Kind != Press && t.e.Kind != Command {
		t.warn(below)
	}
}

// heed adds the number to what follows a text that a step asked for and took: it
// interrupts nothing. From here on the concern is one about danger.
func (t *turn) heed(at Step) {
	if forStaff(at) || t.e.Kind != Words && t.e.Kind != Photo && t.e.Kind != Other {
		return
	}
	if _, found := t.alarm(); !found {
		return
	}
	if t.p.Draft != nil {
		t.overLast = t.overLast && (t.p.Draft.Danger || t.p.Draft.Category.Sensitive()) // an edit protects nothing
		t.p.Draft.Danger = true
	}
	if at == StepPoint { // where any words mean "a list, please"
		t.collectCry()
		t.note("danger.kept", nil)
		t.show(t.p.Step)
	}
	t.shelter(nil)
}

// shelter makes the turn's screen an answer to a cry: the number first, neutral
// on a locked phone, gone after an hour, and with it what was written.
func (t *turn) shelter(more [][]Button) {
	for i := range t.out.Says {
		s := &t.out.Says[i]
		if !s.Screen || s.To != nil || t.p.Step == StepDanger {
			continue
		}
		lines := slices.DeleteFunc(slices.Clone(s.Lines), func(l Line) bool { return l.Key == "concern.neutral" })
		s.Lines = append(t.call(), led(lines)...)
		if s.Keyboard == KeyboardAsIs {
			if !slices.ContainsFunc(slices.Concat(s.Rows...), func(b Button) bool { return b.Do == "number.emergency" }) {
				more = append(t.callRows(danger.Help)[:1], more...)
			}
			s.Rows = append(more, s.Rows...)
		}
		s.Vanish, s.Protect, s.Same = watched, true, s.Same && (t.overLast || t.sameAlbum())
	}
}

// cryEarly meets a cry of somebody who is not registered: the question they were
// asked stays, below the number. Nothing that they wrote is kept, for they have
// agreed to nothing yet. If they have not chosen a language either, it answers in
// that of the cry.
func (t *turn) cryEarly(hit danger.Hit) {
	if t.p.Step == "" || t.p.Step == StepLanguage {
		t.p.Lang = t.tongue(hit.Langs)
	}
	t.fresh = true
	t.show(t.p.Step)
	var more [][]Button
	for _, g := range t.guidesFor(hit.Kind) {
		more = append(more, []Button{link(g.title(), "card."+g.ID)})
	}
	t.shelter(append(more, []Button{link("danger.tell", "concern")}))
}

// tongue picks the language of a cry. A client's own is kept if its list knows
// the words, too.
func (t *turn) tongue(langs []string) Lang {
	if slices.Contains(langs, string(t.p.Lang)) {
		return t.p.Lang
	}
	for _, l := range t.w.Programme.Languages {
		if slices.Contains(langs, string(l)) {
			return l
		}
	}
	return t.p.Lang
}

// card answers a button that shows a guide to somebody who is not registered: on
// one screen, in a message of its own. Whoever is, reads it step by step.
func (t *turn) card(id string) bool {
	g, there := t.guide(id)
	switch {
	case t.p.resident() || !there:
		t.follow("guide." + id)
	default:
		say := t.wholeGuide(g)
		say.Rows = append([][]Button{{link("concern.care.emergency", "number.emergency"), link("guide.hide", "hide")}}, column(link("number.here", "here"))...)
		t.say(say)
	}
	return true
}
