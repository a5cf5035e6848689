package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The steps of a translator: what waits, one text with what there is of its
// translation, the last look before it is handed on, and which languages they write.
const (
	StepTranslations   Step = "desk.translate"
	StepTranslation    Step = "desk.translate.one"
	StepTranslateCheck Step = "desk.translate.check"
	StepTranslates     Step = "desk.translate.tongues"
)

// heldFor is how long a text that a translator has opened is theirs alone.
const heldFor = 30 * time.Minute

// mostSide is how many UTF-16 units of the original and of the translation stand on
// one screen; what is longer comes whole, in messages of its own.
const mostSide = 1400

func translateConversation() conversation {
	any := []permission{translateNews, translateCases}
	return conversation{
		name: "translate",
		screens: map[Step]screen{
			StepTranslations:   {ask: askTranslationList, hear: hearTranslationList, back: to(StepDesk), needs: any},
			StepTranslation:    {ask: askTranslation, hear: hearTranslation, misfit: "translate.misfit", back: backToTranslations, told: true, needs: any, brief: true, writes: true},
			StepTranslateCheck: {ask: askTranslateCheck, hear: hearTranslateCheck, misfit: "translate.misfit", back: to(StepTranslation), flow: true, text: newsMost, needs: any, brief: true},
			StepTranslates:     {ask: askTranslates, hear: hearTranslates, back: to(StepTranslations), needs: any},
		},
		desk: []deskRow{
			{at: 95, need: translateNews, key: "translate.desk", do: "translations", open: (*turn).openTranslations},
			{at: 96, need: translateCases, key: "translate.desk", do: "translations", open: (*turn).openTranslations},
		},
	}
}

// openTranslations shows what waits for a translator, and first asks somebody who has
// not named their languages.
func (t *turn) openTranslations() {
	t.p.Topic, t.p.Text = "", ""
	if m := t.me(); m != nil && len(m.Writes) < 2 {
		t.show(StepTranslates)
		return
	}
	t.show(StepTranslations)
}

func backToTranslations(t *turn) Step {
	t.p.Topic, t.p.Text = "", ""
	return StepTranslations
}

// handle names a task on a button. It leads to nothing.
func (k Task) handle() string {
	sum := sha256.Sum256([]byte("task " + k.At + " " + string(k.To)))
	return hex.EncodeToString(sum[:6])
}

// held says whether somebody else has a task open now.
func (t *turn) held(k Task) bool {
	return k.Holder != "" && k.Holder != markOf(t.e.Who, k.At) && k.Until > t.e.Now.Unix()
}

// free are the tasks that nobody else has open.
func (t *turn) free() []Task {
	return slices.DeleteFunc(t.tasks(), t.held)
}

func askTranslationList(t *turn) Say {
	all := t.free()
	lines := line("translate.list", nil)
	if len(all) == 0 {
		lines = line("translate.nothing", nil)
	}
	var buttons []Button
	from, to := t.deskPart(len(all))
	for i, k := range all[from:to] {
		n := strconv.Itoa(from + i + 1)
		key := "translate.item.write"
		if k.Review {
			key = "translate.item.review"
		}
		lines = append(lines, Line{Key: key, Args: Args{"number": Code(n), "what": Ref(k.What), "from": Tongue(k.From), "to": Tongue(k.To)}})
		buttons = append(buttons, Button{Label: n, Do: "k." + k.handle()})
	}
	if more := len(all) - to; more > 0 {
		lines = append(lines, Line{Key: "review.more", Args: Args{"count": more}})
	}
	rows := row(row(nil, buttons...), t.pageButtons(len(all))...)
	return Say{Lines: lines, Rows: append(rows, []Button{act("translate.tongues.button", "tongues")}, []Button{back()})}
}

func hearTranslationList(t *turn) bool {
	if t.pressed("tongues") {
		t.show(StepTranslates)
		return true
	}
	handle, ok := strings.CutPrefix(t.e.Do, "k.")
	if t.e.Kind != Press || !ok {
		return t.turnPage(len(t.free()), StepTranslations)
	}
	all := t.tasks()
	i := slices.IndexFunc(all, func(k Task) bool { return k.handle() == handle })
	switch {
	case i < 0: // it changed, was taken back, or is done
		t.note("translate.gone", nil)
		t.openTranslations()
	case t.held(all[i]):
		t.note("translate.held", nil)
		t.nextTask()
	default:
		t.openTask(all[i])
	}
	return true
}

// nextTask opens what comes first of what nobody else has open, or shows the empty list.
func (t *turn) nextTask() {
	if free := t.free(); len(free) > 0 {
		t.openTask(free[0])
		return
	}
	t.openTranslations()
}

// openTask gives a text to the translator for a time, and shows it.
func (t *turn) openTask(k Task) {
	w, ok := t.passageAt(k.At)
	o, there := w.to(k.To)
	if !ok || !there {
		t.note("translate.gone", nil)
		t.openTranslations()
		return
	}
	o.Holder, o.Until = markOf(t.e.Who, k.At), t.e.Now.Add(heldFor).Unix()
	t.keepTranslation(w, o)
	t.audit("translation_read", "")
	t.p.Topic, t.p.Text = k.At+" "+string(k.To), ""
	t.showSide("translate.side.original", w.from, w.words)
	if o.State == TranslationWritten {
		t.showSide("translate.side.theirs", o.Lang, o.Words)
	}
	t.show(StepTranslation)
}

// showSide sends a text whole if the screen does not show all of it.
func (t *turn) showSide(key string, l Lang, words string) {
	if side(words) != words {
		t.say(brief(Say{Lines: line(key, Args{"tongue": Tongue(l), "words": Quote(words)})}))
	}
}

// side is as much of a text as stands on a screen beside another.
func side(words string) string {
	if units(words) <= mostSide {
		return words
	}
	return strings.TrimSpace(beginning(words, mostSide/2)) + "…"
}

// onTask is what the screen is about; ok is false once it waits for this translator no
// longer: it changed, was taken back, is done, or went to somebody else.
func (t *turn) onTask() (w passage, o Translation, ok bool) {
	at, lang, _ := strings.Cut(t.p.Topic, " ")
	if at == "" || !slices.ContainsFunc(t.tasks(), func(k Task) bool { return k.At == at && k.To == Lang(lang) }) {
		return w, o, false
	}
	if w, ok = t.passageAt(at); !ok {
		return w, o, false
	}
	o, ok = w.to(Lang(lang))
	return w, o, ok && o.Holder == markOf(t.e.Who, at)
}

// translating says whether somebody has a text open at the desk.
func (p *Person) translating() bool {
	step := (&turn{p: p}).underlying()
	return (step == StepTranslation || step == StepTranslateCheck) && p.Topic != ""
}

// taskGone says that there is nothing left to do, and that nothing was saved.
func (t *turn) taskGone() bool {
	t.note("translate.lost", nil)
	t.openTranslations()
	return true
}

func askTranslation(t *turn) Say {
	w, o, ok := t.onTask()
	if !ok {
		return Say{Lines: line("translate.gone", nil), Rows: column(back())}
	}
	lines := line("translate.side.original", Args{"tongue": Tongue(w.from), "words": Quote(side(w.words))})
	rows := column(act("translate.pass", "pass"), back())
	if o.State == TranslationWritten {
		lines = append(lines, Line{Key: "translate.side.theirs", Args: Args{"tongue": Tongue(o.Lang), "words": Quote(side(o.Words))}}, as(PartLead, "translate.review", nil))
		rows = append(column(act("translate.right", "right")), rows...)
	} else {
		lines = append(lines, as(PartLead, "translate.write", Args{"what": Ref(w.what), "tongue": Tongue(o.Lang)}))
	}
	lines = append(append(lines, stays(w)...), w.terms(o.Lang)...)
	return Say{Lines: lines, Protect: true, Rows: rows}
}

// stays says what has to stand in the translation too.
func stays(w passage) []Line {
	if all := mustStay(w.words); len(all) > 0 {
		return line("translate.stays", Args{"what": Code(strings.Join(all, ", "))})
	}
	return nil
}

func hearTranslation(t *turn) bool {
	w, o, ok := t.onTask()
	switch {
	case !ok:
		return t.taskGone()
	case t.pressed("pass"):
		t.passTask(w, o)
	case t.pressed("right") && o.State == TranslationWritten:
		o.State, o.Writer, o.Holder, o.Until, o.Passed = TranslationReviewed, "", "", 0, nil
		t.keepTranslation(w, o)
		t.audit("translation_reviewed", "")
		t.note("translate.did.reviewed", nil)
		t.openTranslations()
	default:
		return t.typedTranslation(w, o)
	}
	return true
}

// passTask leaves a text to others, without a reason: whoever wrote it may be a
// neighbour. It is not offered to this translator again.
func (t *turn) passTask(w passage, o Translation) {
	o.Holder, o.Until, o.Passed = "", 0, append(slices.Clone(o.Passed), markOf(t.e.Who, w.at))
	t.keepTranslation(w, o)
	t.note("translate.did.passed", nil)
	t.openTranslations()
}

// typedTranslation takes the translation, or says what is wrong with it.
func (t *turn) typedTranslation(w passage, o Translation) bool {
	words := t.written()
	if words == "" {
		return false
	}
	if t.p.Text != "" {
		words = t.p.Text + "\n" + words
	}
	if bad := wrongWith(w, o.Lang, words); bad != nil {
		for _, l := range bad {
			t.note(l.Key, l.Args)
		}
		t.show(t.p.Step)
		return true
	}
	t.p.Text = words
	t.show(StepTranslateCheck)
	return true
}

func askTranslateCheck(t *turn) Say {
	w, o, ok := t.onTask()
	if !ok {
		return Say{Lines: line("translate.gone", nil), Rows: column(back())}
	}
	return Say{Protect: true, Lines: []Line{
		{Key: "translate.side.original", Args: Args{"tongue": Tongue(w.from), "words": Quote(side(w.words))}},
		{Key: "translate.side.yours", Args: Args{"tongue": Tongue(o.Lang), "words": Quote(side(t.p.Text))}},
		as(PartLead, "translate.check", nil),
	}, Rows: column(act("translate.hand_on", "send"), act("collect.again", "again"), cancel())} // writing again is where Back would lead
}

func hearTranslateCheck(t *turn) bool {
	w, o, ok := t.onTask()
	switch {
	case !ok:
		return t.taskGone()
	case t.pressed("again"), t.pressed("send") && t.p.Text == "":
		t.p.Text = ""
		t.show(StepTranslation)
	case t.pressed("send"):
		if bad := wrongWith(w, o.Lang, t.p.Text); bad != nil {
			t.p.Text = ""
			t.note(bad[0].Key, bad[0].Args)
			t.show(StepTranslation)
			return true
		}
		o.State, o.Words, o.Writer, o.Holder, o.Until = TranslationWritten, t.p.Text, markOf(t.e.Who, w.at), "", 0
		t.keepTranslation(w, o)
		t.audit("translation_written", "")
		t.note("translate.did.written", nil)
		t.openTranslations()
	default:
		return t.typedTranslation(w, o)
	}
	return true
}

func askTranslates(t *turn) Say {
	rows := pairs(tongueToggles(Languages(), t.me().Writes)...)
	return Say{Lines: line("translate.tongues.ask", nil), Rows: append(rows, []Button{act("organise.next", "next")})}
}

// hearTranslates stores each choice at once. It takes two languages to translate.
func hearTranslates(t *turn) bool {
	code, one := strings.CutPrefix(t.e.Do, "l.")
	switch {
	case t.pressed("next") && len(t.me().Writes) > 1:
		t.openTranslations()
	case t.pressed("next"):
		t.note("translate.tongues.least", nil)
		t.show(StepTranslates)
	case t.e.Kind == Press && one && Lang(code).Known():
		t.changeBoard(func(b *Board) {
			m := b.member(t.e.Who)
			m.Writes = flipped(m.Writes, Lang(code), Languages())
		})
		t.show(StepTranslates)
	default:
		return false
	}
	return true
}
