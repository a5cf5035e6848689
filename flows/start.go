package flows

import "strings"

// The steps of onboarding: language, age, notice, neighbourhood.
const (
	StepLanguage  Step = "start.language"
	StepAge       Step = "start.age"
	StepNotice    Step = "start.notice"
	StepMore      Step = "start.more"
	StepArea      Step = "start.area"
	StepAreaPlace Step = "start.place"
)

// arrive is the first turn of somebody new, whatever they did.
func (t *turn) arrive() {
	t.p.Lang = t.guess()
	if t.unknownLeaves() {
		return
	}
	if t.e.Kind == Command && t.e.Word == "start" {
		t.p.Then = payload(t.e.Text)
	}
	wrote := t.e.Kind != Press && t.e.Word != "start" // they came with something to say
	if wrote && t.cry() {
		return
	}
	t.show(StepLanguage)
	if wrote {
		t.warn(0)
	}
}

func startConversation() conversation {
	return conversation{
		name: "start",
		screens: map[Step]screen{
			StepLanguage:  {ask: askLanguage, hear: hearLanguage, back: backFromLanguage, detour: true},
			StepAge:       {ask: askAge, hear: hearAge, back: to(StepLanguage)},
			StepNotice:    {ask: askNotice, hear: hearNotice, back: to(StepAge)},
			StepMore:      {ask: askMore, hear: hearNotice, back: to(StepNotice)},
			StepArea:      {ask: askArea, hear: hearArea, back: backFromArea},
			StepAreaPlace: {ask: askAreaPlace, hear: hearAreaPlace, back: to(StepArea), misfit: "start.area.misfit"},
		},
		doors: []door{
			{word: "start", by: byCommand, over: always((*turn).start), public: (*turn).publicHelp},
			{word: "language", by: byCommand, listed: 100, over: always((*turn).language)},
		},
		keeps: kept{lines: (*turn).profileKept, export: (*turn).exportProfile},
	}
}

// start is /start of somebody known: it resumes pushes, asks about a flow that
// is open, and opens what the link names.
func (t *turn) start() {
	target := payload(t.e.Text)
	t.fresh = true
	if t.p.Paused && !strings.HasPrefix(target, doorTarget) { // who comes to a meeting asks for no messages
		t.p.Paused = false
		t.note("pause.resumed", nil)
	}
	if token, ok := strings.CutPrefix(target, "invite."); ok && t.p.Step != StepLanguage {
		t.surface()
		if t.inFlow() {
			t.interrupt(target)
			return
		}
		t.openInvite(token)
		return
	}
	if asksNoArea(target) && t.p.Agreed != 0 && !t.inFlow() { // a guest's neighbourhood is not asked
		t.surface()
		t.open(target)
		return
	}
	if !t.p.Registered() && t.me() == nil {
		if target != "" {
			t.p.Then = target
		}
		t.show(t.p.Step)
		return
	}
	t.surface()
	if t.inFlow() {
		t.interrupt(target)
		return
	}
	t.p.Then = ""
	t.open(target)
}

// asksNoArea says whether a link leads where the notice and the age group are enough.
func asksNoArea(target string) bool {
	return strings.HasPrefix(target, passTarget) || strings.HasPrefix(target, doorTarget)
}

// payload turns the parameter of a deep link into a target: "concern",
// "s_ID" a session, "g_ID" a guide, "t_CODE" the trial of one, and the words of
// commands. Anything else opens the menu.
func payload(text string) string {
	text = strings.TrimSpace(text)
	if token := inviteToken(text); token != "" {
		return "invite." + token
	}
	kind, id, found := strings.Cut(text, "_")
	if !found {
		return deepTarget(text)
	}
	if word, known := built().deep[kind]; known && plain(id) {
		return word + "." + id
	}
	return ""
}

// deepTarget is what a word opens from outside of the chat, "" if nothing.
func deepTarget(word string) string {
	if d, _, known := doorTo(word, byCommand); known && d.open != nil {
		return word
	}
	return ""
}

// plain says whether s is an id: a-z, 0-9 and -, at most 40.
func plain(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}

// guess is the language to begin in.
func (t *turn) guess() Lang { return t.w.Programme.GuessLang(t.e.Client) }

// GuessLang picks one of the programme's languages from a client's language
// code, which is a guess at best; else its first.
func (p *Programme) GuessLang(client string) Lang {
	code, _, _ := strings.Cut(strings.ToLower(client), "-")
	switch code {
	case "iw":
		code = "he"
	case "be", "kk", "uz", "ky", "tg":
		code = "ru"
	}
	if l := Lang(code); p.Speaks(l) {
		return l
	}
	return p.Languages[0]
}

// language lets a person choose again at any time; a flow goes on afterwards.
func (t *turn) language() {
	t.fresh = true
	if t.p.Registered() && t.p.Step != StepLanguage {
		t.p.Was = t.covered()
	}
	t.show(StepLanguage)
}

// underlying is the step to come back to after a detour.
func (t *turn) underlying() Step {
	if s := t.covered(); s != StepDanger || t.p.Under == "" {
		return s
	}
	return t.p.Under
}

// covered is the step under a detour; of two, the upper one.
func (t *turn) covered() Step {
	if t.p.Was != "" && detour(t.p.Step) {
		return t.p.Was
	}
	return t.p.Step
}

func askLanguage(t *turn) Say {
	var buttons []Button
	for _, l := range t.w.Programme.Languages {
		buttons = append(buttons, Button{Label: l.NameOfItself(), Do: string(l)})
	}
	key := "start.hello"
	if t.p.Registered() {
		key = "start.language"
	}
	say := Say{Lines: line(key, Args{"programme": Name(t.w.Programme.Title)}), Rows: pairs(buttons...)}
	if t.p.Was != "" {
		say.Rows = append(say.Rows, []Button{back()})
	}
	return say
}

func hearLanguage(t *turn) bool {
	l := Lang(t.e.Do)
	if t.e.Kind != Press || !t.w.Programme.Speaks(l) {
		return false
	}
	t.p.Lang = l
	if m := t.me(); m != nil && m.Lang != l { // what a desk is sent, and its menu, follow
		t.changeBoard(func(b *Board) { b.member(t.e.Who).Lang = l })
	}
	token, invited := strings.CutPrefix(t.p.Then, "invite.")
	switch {
	case invited: // whoever takes a role need not register as a resident
		t.openInvite(token)
	case t.me() != nil && !t.p.Registered():
		t.p.Was = ""
		t.home()
	case t.p.Registered():
		was := t.p.Was
		t.p.Was = ""
		t.show(t.comeBack(was))
	case t.p.Age == AgeUnasked:
		t.show(StepAge)
	case t.p.Agreed == 0:
		t.show(StepNotice)
	default:
		t.show(StepArea)
	}
	return true
}

func backFromLanguage(t *turn) Step {
	was := t.p.Was
	t.p.Was = ""
	return t.comeBack(was)
}

func askAge(*turn) Say {
	return Say{
		Lines: line("start.age.ask", nil),
		Rows: column(act("start.age.child", "child"), act("start.age.teen", "teen"),
			act("start.age.adult", "adult"), act("start.age.unsaid", "unsaid"), back()),
	}
}

func hearAge(t *turn) bool {
	if t.e.Kind != Press {
		return false
	}
	switch a := Age(t.e.Do); a {
	case AgeChild:
		t.checkOut()
		t.freeSeats() // a guest who goes back to this question may have some, and about a child nothing is kept
		t.p.Sessions, t.p.Calendars, t.p.Invited, t.p.Came = nil, nil, nil, nil
		t.p.Age, t.p.Chat, t.p.Then, t.p.Agreed = a, 0, "", 0
		t.show(StepMenu)
	case AgeTeen, AgeAdult, AgeUnsaid:
		t.p.Age = a
		t.show(StepNotice)
	default:
		return false
	}
	return true
}

// askNotice says honestly what is kept, who sees it and for how long.
func askNotice(t *turn) Say {
	lines := []Line{{Key: "start.notice.emergency", Args: Args{"number": Code(t.w.Programme.Numbers.Emergency)}}}
	if t.p.Age == AgeTeen {
		lines = append(lines, Line{Key: "start.notice.teen"})
	} else {
		lines = append(lines, t.adultsNotice())
	}
	lines = append(lines, Line{Key: "start.notice.yours"})
	return Say{Lines: lines, Rows: column(act("start.notice.agree", "agree"), act("start.notice.more", "more"), back())}
}

// adultsNotice says who reads what adults write.
func (t *turn) adultsNotice() Line {
	if !t.w.Programme.Reviewed {
		return Line{Key: "start.notice.no_reviewer"}
	}
	return Line{Key: "start.notice.officers"}
}

func hearNotice(t *turn) bool {
	switch {
	case t.pressed("agree"):
		t.p.Agreed, t.p.Chat = t.e.Now.Unix(), t.e.Chat
		if target := t.p.Then; asksNoArea(target) {
			t.p.Then = ""
			t.open(target)
			return true
		}
		t.show(StepArea)
	case t.pressed("more"):
		t.show(StepMore)
	default:
		return false
	}
	return true
}

func askMore(t *turn) Say {
	return Say{
		Lines: []Line{{Key: "start.more.kept"}, {Key: "start.more.seen"}, {Key: "start.more.limits"}, t.kept(t.e.Now)},
		Rows:  column(act("start.notice.agree", "agree"), back()),
	}
}

func askArea(t *turn) Say {
	var buttons []Button
	for _, a := range t.w.Programme.Areas {
		buttons = append(buttons, Button{Key: "common.name", Args: Args{"name": Name(a.Name)}, Do: "a." + a.ID})
	}
	rows := append(t.areaRows(buttons), []Button{act("start.area.send", "place")})
	return Say{Lines: line("start.area.ask", nil), Rows: append(rows, []Button{back()})}
}

// backFromArea leads to the notice again, which is then to be agreed to anew, or to the
// menu for somebody who lives somewhere already.
func backFromArea(t *turn) Step {
	t.p.Page = 0
	if t.p.Area == "" {
		t.p.Agreed = 0
		return StepNotice
	}
	return StepMenu
}

func hearArea(t *turn) bool {
	switch {
	case t.pressed("place"):
		t.show(StepAreaPlace)
		return true
	case t.e.Kind == Place:
		return hearAreaPlace(t)
	case t.turnAreas(len(t.w.Programme.Areas)):
		t.show(StepArea)
		return true
	}
	id, ok := t.picked("a.")
	if _, known := t.w.Programme.Area(id); !ok || !known {
		return false
	}
	t.settle(id)
	return true
}

func askAreaPlace(*turn) Say {
	return Say{Lines: line("start.area.place", nil), Keyboard: KeyboardAskPlace}
}

// hearAreaPlace uses a location once, to find the neighbourhood, and keeps
// nothing of it.
func hearAreaPlace(t *turn) bool {
	if t.e.Kind == Words { // "Choose from the list" on the keyboard, or any words
		t.say(Say{Lines: line("start.area.list", nil), Keyboard: KeyboardRemove})
		t.show(StepArea)
		return true
	}
	if t.e.Kind != Place {
		return false
	}
	a, ok := t.w.Programme.AreaAt(t.e.At)
	if !ok {
		t.say(Say{Lines: line("start.area.outside", nil), Keyboard: KeyboardRemove})
		t.show(StepArea)
		return true
	}
	t.say(Say{Lines: line("start.area.found", Args{"area": Name(a.Name)}), Keyboard: KeyboardRemove})
	t.settle(a.ID)
	return true
}

// settle ends onboarding, or changes the neighbourhood later.
func (t *turn) settle(area string) {
	first := t.p.Area == ""
	t.p.Area, t.p.Page = area, 0
	if !first {
		t.show(StepMenu)
		return
	}
	t.do(Enrol{})
	target := t.p.Then
	t.p.Then = ""
	t.open(target)
}
