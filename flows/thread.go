package flows

import (
	"slices"
	"time"
)

// StepReply is where the author of a case answers whoever works on it.
const StepReply Step = "mine.reply"

func threadConversation() conversation {
	return conversation{
		name: "thread",
		screens: map[Step]screen{
			StepReply: {ask: askReply, hear: hearReply, misfit: "review.write.misfit", back: to(StepCase), flow: true, text: mostThreadWords},
		},
	}
}

// threadLines are the end of a thread as its author reads it: what the others said last,
// and what else there is. What came before that is folded.
func (t *turn) threadLines(c *Concern) (answer, lines []Line) {
	all := c.heard(PartyAuthor, t.e.Now)
	before := 0 // that are older than the answer
	for i, e := range slices.Backward(all) {
		if e.From != PartyAuthor && !e.handing() {
			answer = t.answerLines(e)
			all, before = slices.Delete(slices.Clone(all), i, i+1), i
			break
		}
	}
	more := max(0, len(all)-entriesShown)
	if more > 0 {
		lines = append(lines, as(PartFine, "thread.earlier", Args{"count": more}))
	}
	for i, e := range all[more:] {
		part := PartFact
		if more+i < before {
			part = PartFine
		}
		if e.handing() {
			lines = append(lines, parted(part, t.handEntry(e, true)...)...)
			continue
		}
		lines = append(lines, parted(part, t.threadLine(e))...)
	}
	if !c.Category.Sensitive() {
		lines = append(lines, parted(PartFine, t.underWay(c)...)...)
	}
	if c.Case == CaseDeclined {
		lines = append(lines, Line{Key: "thread.declined", Args: Args{"reason": Ref("thread.reason." + c.Reason)}})
	}
	return answer, lines
}

// answerLines are what leads a case: who says what, and when.
func (t *turn) answerLines(e Entry) []Line {
	key := "case.answer.answer"
	switch {
	case e.Act == ActQuestion:
		key = "case.answer.question"
	case e.Template == "seen": // that it was read is no answer yet
		key = "case.answer.message"
	}
	lines := []Line{as(PartLead, key, Args{"who": t.speaker(e), "day": Date(time.Unix(e.At, 0))})}
	if ready := e.ready(); ready != nil {
		return append(lines, as(PartFact, "case.answer.ready", Args{"text": Said(ready.lines(t.p.Lang))}))
	}
	words, _ := e.in(t.p.Lang)
	lines = append(lines, as(PartFact, "case.answer.words", Args{"words": Quote(words)}))
	return append(lines, parted(PartFact, e.marks(t.p.Lang)...)...)
}

func (t *turn) threadLine(e Entry) Line {
	args := Args{"day": Date(time.Unix(e.At, 0))}
	switch {
	case e.From == PartyAuthor && e.Act == ActRefused:
		return Line{Key: "thread.refused", Args: args}
	case e.From == PartyAuthor:
		key := "thread.yours"
		if e.Waiting {
			key = "thread.yours_waiting"
		} else if e.Held {
			key = "thread.yours_held"
		} else if e.Opens > t.e.Now.Unix() {
			key, args["when"] = "texts.yours", Moment(time.Unix(e.Opens, 0))
		}
		args["words"] = Quote(e.Words)
		return Line{Key: key, Args: args}
	}
	args["who"] = t.speaker(e)
	if ready := e.ready(); ready != nil {
		args["text"] = Said(ready.lines(t.p.Lang))
		return Line{Key: "thread.template", Args: args}
	}
	words, translated := e.in(t.p.Lang)
	args["words"], args["tongue"] = Quote(words), Tongue(e.Lang)
	if translated {
		return Line{Key: "thread.translated", Args: args}
	}
	return Line{Key: "thread.theirs", Args: args}
}

// mayReply says whether the author can write to whoever works on the case: once
// those have said something, while the case is open and not too much waits.
func (c *Concern) mayReply() bool {
	unread := 0
	for _, e := range c.Thread {
		if e.Waiting {
			unread++
		}
	}
	spoken := slices.ContainsFunc(c.Thread, func(e Entry) bool { return e.From != PartyAuthor })
	return spoken && c.Sight == MayAnswer && c.open() && unread < mostUnread && len(c.Thread) < mostEntries
}

// mayReopen says whether the author can have another look asked for: once.
func (c *Concern) mayReopen() bool { return c.over() && !c.Reopened }

// threadButtons are what the author may do in a thread now.
func (c *Concern) threadButtons() [][]Button {
	var rows [][]Button
	if c.mayReply() {
		rows = append(rows, []Button{act("thread.reply", "reply")})
	}
	if i := c.asked(); i >= 0 && c.open() {
		if len(c.Thread) < mostEntries {
			rows = append(rows, []Button{act("thread.refuse", "refuse")})
		}
		if !c.Thread[i].Reported {
			rows = append(rows, []Button{act("thread.report", "report")})
		}
	}
	if c.mayReopen() {
		rows = append(rows, []Button{act("thread.reopen", "reopen")})
	}
	return rows
}

// hearThread takes the buttons of a thread on the author's card.
func (t *turn) hearThread() bool {
	c := t.own()
	if c == nil || t.e.Kind != Press || !slices.ContainsFunc(slices.Concat(c.threadButtons()...), func(b Button) bool { return b.Do == t.e.Do }) {
		return false
	}
	d := c.clone()
	switch t.e.Do {
	case "reply":
		t.p.Text = ""
		t.show(StepReply)
		return true
	case "refuse":
		e := Entry{From: PartyAuthor, Act: ActRefused, At: t.e.Now.Unix()}
		if c.Route == RouteOfficers {
			e.Opens = t.nextTexts()
		}
		d.Thread = append(d.Thread, e)
		t.note("thread.did.refuse", nil)
	case "report":
		d.Thread[c.asked()].Reported = true
		t.auditAuthor("reported", d.Label)
		t.note("thread.did.report", nil)
	case "reopen":
		if c.Route == RouteOfficers {
			d.Was, d.Reopens = c.Case, t.nextTexts()
		}
		d.Case, d.Closed, d.Reopened, d.Partner, d.Again = CaseReopened, 0, true, "", t.e.Now.Unix()
		d.KeptTill = time.Unix(d.Sent, 0).Add(t.w.Programme.KeepAtMost).Unix()
		t.note("thread.did.reopen", nil)
	}
	t.putOwn(d)
	t.show(StepCase)
	return true
}

// auditAuthor notes what the author of a case did with it, without saying who
// that is: the log leads from roles to deeds, never to a resident.
func (t *turn) auditAuthor(what, label string) {
	t.do(Audit{AuditEntry{What: what, On: label, At: t.e.Now.Unix()}})
}

// putOwn stores the person's own case as they changed it.
func (t *turn) putOwn(c Concern) {
	c.trimOthers()
	t.do(UpdateConcern{Concern: c})
	suppose(t, Own[Concern]{c.Code}, &c)
}

func askReply(t *turn) Say {
	c := t.own()
	if c == nil || !c.mayReply() {
		return askCase(t)
	}
	lock := Line{Key: "thread.lock_officers"}
	if c.Route == RouteIndependent {
		lock = Line{Key: "thread.lock_contact", Args: Args{"contact": Name(t.w.Programme.Independent.Name)}}
	}
	if body := t.holder(c); body != "" {
		lock = Line{Key: "partner.lock", Args: Args{"who": t.organisation(body)}}
	}
	locks := append([]Line{lock}, t.translatorsLock(c.Category, c.Route, c.Area)...)
	lines := append([]Line{{Key: "thread.write"}, {Key: "concern.words.names"}}, locks...)
	switch {
	case c.Route != RouteOfficers:
	case t.w.Board.Reviewer(c.Area, t.p.Lang): // the receipt says when officers get it
	default:
		lines = append(lines, Line{Key: "thread.nobody_checks"})
	}
	lines = append(lines, Line{Key: "case.kept", Args: Args{"day": Date(time.Unix(c.KeptTill, 0))}})
	rows := column(back(), cancel())
	if t.p.Text != "" {
		lines = []Line{{Key: "thread.preview"}, {Key: "review.words", Args: Args{"words": Marked(excerpt(t.p.Text))}}}
		if has := identifierRefs(t.p.Text); has != nil {
			lines = append(lines, Line{Key: "identifier.yours", Args: Args{"what": has}})
		}
		lines = append(lines, locks...)
		rows = append(column(act("concern.review.send", "send"), act("collect.again", "again")), rows...)
	}
	return t.guard(c.Category, Say{Lines: lines, Rows: rows})
}

// hearReply collects the author's words, which are shown before they are sent.
// Officers read them only after a reviewer.
func hearReply(t *turn) bool {
	c := t.own()
	switch {
	case c == nil || !c.mayReply():
		t.note("thread.closed", nil)
		t.show(StepCase)
	case t.pressed("send") && t.p.Text != "":
		t.reply(c)
	case t.pressed("again"):
		t.p.Text = ""
		t.show(StepReply)
	default:
		return t.typed(mostThreadWords, StepReply)
	}
	return true
}

func (t *turn) reply(c *Concern) {
	e := Entry{From: PartyAuthor, Act: ActReply, Words: t.p.Text, Lang: guessLang(t.p.Text, t.p.Lang, t.w.Programme.Languages), At: t.e.Now.Unix(),
		MayTranslate: t.translatorsLock(c.Category, c.Route, c.Area) != nil}
	if c.Route == RouteOfficers {
		e.Waiting = true
	} else {
		e.Shown = e.Words
	}
	t.p.Text = ""
	d := c.clone()
	d.Thread = append(d.Thread, e)
	t.putOwn(d)
	receipt := Say{Lines: line("thread.did.reply", nil), Rows: pairs(link("thread.open", caseDo(c.Code)), toMenu())}
	if c.Route == RouteOfficers {
		receipt.Lines = append(receipt.Lines, t.textsLock(c.Route)...)
	}
	receipt = t.guard(c.Category, receipt)
	t.forgetFlow()
	t.endWith(receipt)
}

// nobodyYet says that a case waits for somebody who is not there: a reviewer,
// or the one who reads it without. It is empty if somebody is.
func (t *turn) nobodyYet(c *Concern) []Line {
	work := c.desk().work()
	switch {
	case work == "" || c.Case != CaseReceived:
	case c.Route == RouteOfficers && !t.w.Board.Reviewer(c.Area, c.langOf(itemText, 0)):
		return line("thread.nobody_checks", nil)
	case c.Route != RouteOfficers && !t.w.Board.anybodyMay(work, c.Area):
		return line("thread.nobody_reads", nil)
	}
	return t.nobodyHere(c)
}
