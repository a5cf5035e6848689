package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The steps of a desk for cases: what waits, one case, an answer being chosen
// or written, the last look at it, and how a case ends. Officers, the
// independent contact and the safeguarding lead share them; what each sees of a
// case is decided in sight.
const (
	StepCases     Step = "desk.cases"
	StepCaseOne   Step = "desk.cases.one"
	StepCaseReply Step = "desk.cases.reply"
	StepCaseWrite Step = "desk.cases.write"
	StepCaseCheck Step = "desk.cases.check"
	StepCaseClose Step = "desk.cases.close"

	StepCaseTongue Step = "desk.cases.tongue"
	StepCaseBlank  Step = "desk.cases.blank" // of a ready-made text
)

func caseConversation() conversation {
	any := []permission{officerCases, contactCases, leadCases, partnerCases}
	return conversation{
		name: "cases",
		screens: map[Step]screen{
			StepCases:      {ask: askCases, hear: hearCases, back: to(StepDesk), needs: any},
			StepCaseOne:    {ask: askCaseOne, hear: hearCaseOne, back: backToCases, told: true, needs: any, brief: true, writes: true},
			StepCaseReply:  {ask: askCaseReply, hear: hearCaseReply, back: to(StepCaseOne), needs: any, writes: true},
			StepCaseWrite:  {ask: askCaseWrite, hear: hearCaseWrite, misfit: "review.write.misfit", back: backFromCaseWrite, flow: true, text: mostThreadWords, needs: any, brief: true},
			StepCaseCheck:  {ask: askCaseCheck, hear: hearCaseCheck, misfit: "review.write.misfit", back: backFromCaseCheck, flow: true, text: mostThreadWords, needs: any, brief: true},
			StepCaseTongue: {ask: askCaseTongue, hear: hearCaseTongue, back: to(StepCaseCheck), flow: true, text: mostThreadWords, needs: any},
			StepCaseClose:  {ask: askCaseClose, hear: hearCaseClose, back: to(StepCaseOne), needs: any, writes: true},
			StepCaseBlank:  {ask: askCaseBlank, hear: hearCaseBlank, misfit: "ready.misfit", back: backFromCaseBlank, flow: true, needs: any, brief: true},
		},
		forget: func(p *Person) { p.Ready = nil },
		desk: []deskRow{
			{at: 40, need: officerCases, key: "desk.cases", do: "cases", when: hasCases(QueueOfficers), open: openCases(QueueOfficers)},
			{at: 60, need: contactCases, key: "desk.contact", do: "contact", when: hasCases(QueueIndependent), open: openCases(QueueIndependent)},
			{at: 80, need: leadCases, key: "desk.young", do: "young", when: hasCases(QueueLead), open: openCases(QueueLead)},
			{at: 90, need: partnerCases, key: "partner.desk", do: "partner", when: hasCases(QueuePartner), open: openCases(QueuePartner)},
		},
	}
}

// desk is the queue that a case stands in for whoever works on it.
func (c *Concern) desk() CaseQueue {
	switch c.Route {
	case RouteOfficers:
		return QueueOfficers
	case RouteIndependent:
		return QueueIndependent
	case RouteLead:
		return QueueLead
	}
	return ""
}

// openCases shows a queue.
func (t *turn) openCases(q CaseQueue) {
	t.p.Topic, t.p.Text = string(q), ""
	t.show(StepCases)
}

func openCases(q CaseQueue) func(*turn) { return func(t *turn) { t.openCases(q) } }

func hasCases(q CaseQueue) func(*turn) bool {
	return func(t *turn) bool { return len(t.waitsFor(q)) > 0 }
}

// onQueue is the queue that the list shows: the first that the person may see
// if it is none of theirs any more.
func (t *turn) onQueue() CaseQueue {
	q := CaseQueue(t.p.Topic)
	if t.holds(q.work()) {
		return q
	}
	for _, q := range CaseQueues() {
		if t.holds(q.work()) {
			return q
		}
	}
	return ""
}

// topic is what the screens of a case are about: its code, how it stood when it
// was opened, and what is being written.
func (t *turn) topic() (code, stamp, act string) {
	parts := append(strings.Split(t.p.Topic, " "), "", "")
	if strings.HasPrefix(parts[2], "t.") { // an older version named the ready-made answer here
		parts[2] = ActAnswer
	}
	return parts[0], parts[1], parts[2]
}

func (t *turn) setTopic(c *Concern, act string) {
	t.p.Topic = c.Code + " " + c.stamp(t.e.Now) + " " + act
}

// stamp changes whenever something happens that whoever works on the case sees.
func (c *Concern) stamp(now time.Time) string {
	return string(c.Case) + "." + strconv.Itoa(len(c.heard(PartyOfficers, now))) + c.handStamp()
}

// sight is what of a case somebody who works on it may see: officers nothing
// but what a reviewer released.
type sight struct {
	Words string
	Photo *File
	Voice *File
}

func (c *Concern) sight() sight {
	if c.Route != RouteOfficers {
		return sight{c.Words, c.Photo, c.Voice}
	}
	s := sight{Words: c.Released}
	if c.ShowPhoto {
		s.Photo = c.Photo
	}
	return s
}

func askCases(t *turn) Say {
	q := t.onQueue()
	all := t.waitsFor(q)
	lines := line("cases.list", nil)
	if len(all) == 0 {
		lines = line("cases.nothing", nil)
	}
	if q == QueueOfficers {
		lines = append(lines, t.textsLock(RouteOfficers)...)
	}
	var buttons []Button
	from, to := t.deskPart(len(all))
	for i, w := range all[from:to] {
		c := t.taken(w.Code)
		if c == nil {
			continue
		}
		n := strconv.Itoa(from + i + 1)
		key := "cases.item"
		if c.overdue(t.e.Now) {
			key = "cases.item_late"
		}
		lines = append(lines, Line{Key: key, Args: Args{"number": Code(n), "label": Code(c.Label), "category": Ref(c.Category.key()),
			"area": t.areaName(c.Area), "state": Ref(t.listState(c)), "waited": waited(c.Sent, t.e.Now)}})
		buttons = append(buttons, Button{Label: n, Do: "c." + c.Handle})
	}
	if more := len(all) - to; more > 0 {
		lines = append(lines, Line{Key: "review.more", Args: Args{"count": more}})
	}
	return Say{Lines: lines, Rows: row(row(row(nil, buttons...), t.pageButtons(len(all))...), back())}
}

// deskState is how far a case has come, as a desk says it.
func deskState(c *Concern) string {
	if c.Case == CaseReceived {
		return "cases.state.released"
	}
	return "cases.state." + string(c.Case)
}

func hearCases(t *turn) bool {
	handle, ok := t.picked("c.")
	q := t.onQueue()
	all := t.waitsFor(q)
	if !ok {
		return t.turnPage(len(all), StepCases)
	}
	var c *Concern
	if i := inQueue(all, handle); i >= 0 {
		c = t.taken(all[i].Code)
	}
	if c == nil {
		t.note("cases.gone", nil)
		t.show(StepCases)
		return true
	}
	t.openOneCase(c)
	return true
}

// openOneCase shows one case to whoever works on it.
func (t *turn) openOneCase(c *Concern) {
	t.setTopic(c, "")
	t.p.Text = ""
	t.audit("read", c.Label)
	words, _ := t.deskText(c)
	t.showWhole(words, c.Category)
	t.show(StepCaseOne)
}

func backToCases(t *turn) Step {
	code, _, _ := t.topic()
	t.p.Text = ""
	t.p.Topic = ""
	if c := t.taken(code); c != nil {
		t.p.Topic = string(t.deskOf(c))
	}
	return StepCases
}

// onCase is the case that the screen is about.
func (t *turn) onCase() *Concern {
	code, _, _ := t.topic()
	return t.taken(code)
}

func askCaseOne(t *turn) Say {
	c := t.onCase()
	if c == nil {
		return Say{Lines: line("cases.gone", nil), Rows: column(back())}
	}
	lines := line("cases.about", Args{"label": Code(c.Label), "category": Ref(c.Category.key()), "area": t.areaName(c.Area)})
	if c.open() {
		lines = append(lines, Line{Key: "cases.waits", Args: Args{"waited": waited(c.Sent, t.e.Now), "state": Ref(deskState(c))}})
	} else {
		lines = append(lines, Line{Key: "cases.ended", Args: Args{"state": Ref(deskState(c))}})
	}
	if c.open() && c.overdue(t.e.Now) && c.Route != RouteLead {
		lines = append(lines, Line{Key: "cases.late"})
	}
	seen := c.sight()
	words, marks := t.deskText(c)
	lines = append(append(lines, contents(words, seen.Photo, seen.Voice)...), marks...)
	if c.Shortened && c.Route == RouteOfficers {
		lines = append(lines, Line{Key: "cases.shortened"})
	}
	lines = append(lines, t.deskThread(c)...)
	lines = append(append(lines, t.handLines(c)...), t.underWay(c)...)
	return Say{Lines: lines, Protect: true, Rows: append(t.caseButtons(c), []Button{back()})}
}

// caseButtons are what whoever works on a case may do with it now.
func (t *turn) caseButtons(c *Concern) [][]Button {
	var rows [][]Button
	if c.open() {
		switch {
		case !t.mayWork(c):
			rows = column(act("partner.fetch", "fetch"))
		case c.Route == RouteLead:
			if c.Acked == 0 {
				rows = append(rows, []Button{act("cases.seen", "seen")})
			}
		default:
			if c.Acked == 0 || c.Case == CaseReopened || t.unseen(c) {
				rows = append(rows, []Button{act("cases.acknowledge", "acknowledge")})
			}
			if c.Sight == MayAnswer && len(c.Thread) < mostEntries {
				rows = append(rows, []Button{act("cases.ask", "ask"), act("cases.answer", "answer")})
			}
			rows = append(rows, t.handButtons(c)...)
			rows = append(rows, []Button{act("cases.close", "close")})
		}
	}
	if t.mayWork(c) {
		rows = row(rows, t.askButton(c, false)...)
	}
	seen := c.sight()
	var show []Button
	if seen.Photo != nil || seen.Voice != nil {
		show = append(show, act("review.show", "show"))
	}
	if c.Cell != nil || c.Exact != nil {
		show = append(show, act("cases.place", "place"))
	}
	return row(rows, show...)
}

// deskThread is the end of a thread as whoever works on the case reads it.
func (t *turn) deskThread(c *Concern) []Line {
	var lines []Line
	all := c.heard(PartyOfficers, t.e.Now)
	for _, e := range all[max(0, len(all)-entriesShown):] {
		args := Args{"day": Date(time.Unix(e.At, 0))}
		switch {
		case e.handing():
			lines = append(lines, t.handEntry(e, false)...)
		case e.From == PartyAuthor && e.Act == ActRefused:
			lines = append(lines, Line{Key: "cases.thread.refused", Args: args})
		case e.From == PartyAuthor:
			words, _ := e.in(t.p.Lang)
			args["words"] = Quote(words)
			lines = append(append(lines, Line{Key: "cases.thread.author", Args: args}), e.marks(t.p.Lang)...)
		case (!e.Held || e.Opens > t.e.Now.Unix()) && e.From != PartyAuthor && !t.speaks(c, e):
			lines = append(lines, t.threadLine(e))
		case e.Held && e.Opens <= t.e.Now.Unix():
			lines = append(lines, Line{Key: "cases.thread.removed", Args: args})
		case e.ready() != nil:
			args["text"] = Lines(e.ready().lines(t.p.Lang))
			lines = append(lines, Line{Key: "cases.thread.template", Args: args})
		default:
			words, _ := e.in(t.p.Lang) // a colleague may write another language
			args["words"] = Quote(words)
			lines = append(append(lines, Line{Key: "cases.thread.ours", Args: args}), e.marks(t.p.Lang)...)
		}
	}
	if c.Sight != MayAnswer && c.Route != RouteLead {
		lines = append(lines, Line{Key: "cases.no_answer"})
	}
	return lines
}

func hearCaseOne(t *turn) bool {
	c := t.onCase()
	if c == nil {
		return t.caseGone()
	}
	offered := slices.ContainsFunc(slices.Concat(t.caseButtons(c)...), func(b Button) bool { return b.Do == t.e.Do })
	answers := slices.ContainsFunc(slices.Concat(t.caseButtons(c)...), func(b Button) bool { return b.Do == "answer" })
	switch {
	case answers && t.typedAnswer(c):
		return true
	case t.e.Kind != Press || !offered:
		return t.moved(c)
	}
	switch t.e.Do {
	case "show":
		t.audit("read", c.Label)
		t.showMedia(c.sight().Photo, c.sight().Voice)
		t.show(StepCaseOne)
	case "place":
		t.showPlace(c)
	case "acknowledge", "seen":
		t.acknowledge(c)
	case "ask":
		t.setTopic(c, ActQuestion)
		t.show(StepCaseWrite)
	case "answer":
		t.setTopic(c, ActAnswer)
		t.show(StepCaseReply)
	case "close":
		t.setTopic(c, "")
		t.show(StepCaseClose)
	case "translate":
		t.put(t.askTranslations(c, false))
		t.audit("translation_asked", c.Label)
		t.show(StepCaseOne)
	default:
		t.hearHand(c)
	}
	return true
}

// caseGone says that a case was taken back, erased, or is not this person's.
func (t *turn) caseGone() bool {
	t.note("cases.gone", nil)
	t.p.Topic, t.p.Text = string(t.onQueue()), ""
	t.show(StepCases)
	return true
}

// moved says whether somebody else did something since the screen was made, and
// then shows it.
func (t *turn) moved(c *Concern) bool {
	_, stamp, act := t.topic()
	if stamp == c.stamp(t.e.Now) {
		return false
	}
	t.note("cases.meanwhile", Args{"state": Ref(deskState(c))})
	t.setTopic(c, act)
	if !c.open() || !t.mayWork(c) {
		t.p.Text = ""
		t.show(StepCaseOne)
		return true
	}
	t.show(t.p.Step)
	return true
}

// showPlace sends the place, as exactly as its author passed it on.
func (t *turn) showPlace(c *Concern) {
	at, key := c.Cell, "cases.square"
	if c.Exact != nil {
		at, key = c.Exact, "cases.spot"
	}
	t.say(brief(Say{Lines: line(key, Args{"label": Code(c.Label)}), Pin: at}))
	t.show(StepCaseOne)
}

// acknowledge says that somebody has read it. The safeguarding lead's case ends
// with it; an author who may be answered reads it in the thread.
func (t *turn) acknowledge(c *Concern) {
	d := c.clone()
	d.Case, d.Acked = CaseAcknowledged, t.e.Now.Unix()
	if c.Route == RouteLead {
		t.put(d)
		t.audit("seen", d.Label)
		t.note("cases.marked", nil)
		t.openCases(QueueLead)
		return
	}
	if d.Sight == MayAnswer || t.entrusted(c) {
		d.Thread = append(d.Thread, t.ours(&d, Entry{Act: ActAnswer, Template: "seen"}))
	}
	t.keep(&d, "acknowledged")
}

// keep stores what was done with a case, tells its author and shows the case.
func (t *turn) keep(d *Concern, did string) { t.keepAs(d, did, "cases.did."+did) }

// keepAs is keep with a sentence of its own. Whoever gave the case away with it
// sees their list.
func (t *turn) keepAs(d *Concern, did, says string) {
	t.put(*d)
	t.audit(did, d.Label)
	t.tell(d)
	t.note(says, nil)
	t.p.Text = ""
	t.setTopic(d, "")
	if t.taken(d.Code) == nil {
		t.openCases(t.onQueue())
		return
	}
	t.show(StepCaseOne)
}

// tell lets the author know that there is something to read: neutral words, a
// button, nothing of what it is about. Nobody is written to who did not ask for
// an answer, about home or hate, or while they have paused messages.
func (t *turn) tell(c *Concern) {
	if c.Sight != MayAnswer || c.Category.Sensitive() || c.Author == (ID{}) {
		return
	}
	author := t.person(c.Author)
	if author == nil || author.Paused || author.Chat == 0 {
		return
	}
	who := c.Author
	t.out.Says = append(t.out.Says, Say{To: &who, Lang: author.Lang, Chat: author.Chat, Fresh: true,
		Wait: t.caseWait(), Lines: line("thread.message", nil), Rows: column(link("thread.open", caseDo(c.Code)))})
}
