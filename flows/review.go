package flows

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The steps of a reviewer: what waits, one thing of it, a shorter version being
// written, the last look at it, and the reason why something is not passed on.
const (
	StepReviews       Step = "desk.reviews"
	StepReviewed      Step = "desk.reviews.one"
	StepShorten       Step = "desk.reviews.write"
	StepShortened     Step = "desk.reviews.check"
	StepReviewDecline Step = "desk.reviews.decline"
)

func reviewConversation() conversation {
	only := []permission{reviewTexts}
	return conversation{
		name: "review",
		screens: map[Step]screen{
			StepReviews:       {ask: askReviews, hear: hearReviews, back: to(StepDesk), needs: only},
			StepReviewed:      {ask: askReviewed, hear: hearReviewed, back: backToReviews, told: true, needs: only, brief: true, writes: true},
			StepShorten:       {ask: askShorten, hear: hearShorten, misfit: "review.write.misfit", back: to(StepReviewed), flow: true, text: mostWords, needs: only, brief: true},
			StepShortened:     {ask: askShortened, hear: hearShortened, back: to(StepShorten), flow: true, text: mostWords, needs: only, brief: true},
			StepReviewDecline: {ask: askReviewDecline, hear: hearReviewDecline, back: to(StepReviewed), needs: only, writes: true},
			StepReleaseSure:   {ask: askReleaseSure, hear: hearReleaseSure, back: backFromReleaseSure, flow: true, needs: only, brief: true},
			StepReleased:      {ask: askReleased, hear: hearReleased, back: to(StepReviews), needs: only, writes: true},
			StepReviewReads:   {ask: askReviewReads, hear: hearReviewReads, back: to(StepReviews), needs: only, writes: true},
			StepReviewTongue:  {ask: askReviewTongue, hear: hearReviewTongue, back: to(StepReviewed), needs: only, writes: true},
		},
		doors: []door{{word: "picture", by: byButton, open: (*turn).openPicture, members: atOnce}},
		desk:  []deskRow{{at: 20, need: reviewTexts, key: "desk.reviews", do: "reviews", open: (*turn).openReviews}},
	}
}

// What of a case a reviewer looks at: its own words, a reply or a question that
// its author reported; the last two with the index of their entry.
const (
	itemText   = "text"
	itemReply  = "reply"
	itemReport = "report"
)

// items lists what of a concern waits for a reviewer, in order.
func (c *Concern) items() []string {
	if !c.open() || c.Route != RouteOfficers {
		return nil
	}
	var all []string
	if c.Case == CaseReceived {
		all = append(all, itemText)
	}
	for i, e := range c.Thread {
		switch {
		case e.Waiting:
			all = append(all, itemReply+"."+strconv.Itoa(i))
		case e.Reported && !e.Held:
			all = append(all, itemReport+"."+strconv.Itoa(i))
		}
	}
	return all
}

// entryOf takes an item apart: what it is, and the index of its entry.
func entryOf(item string) (kind string, entry int) {
	kind, n, _ := strings.Cut(item, ".")
	entry, _ = strconv.Atoi(n) // 0 for the text
	return kind, entry
}

// mine is the first thing of a case that the reviewer can read; "" if there is none.
func (t *turn) mine(c *Concern) string {
	for _, item := range c.items() {
		if t.me().readsLang(c.langOf(entryOf(item))) {
			return item
		}
	}
	return ""
}

// declineReasons are why a text is not passed on, as its author is told.
func declineReasons() []string { return []string{"person", "insult", "unclear", "twice", "elsewhere"} }

// openReviews shows what waits for a reviewer, and first asks somebody who has not
// named their languages.
func (t *turn) openReviews() {
	t.p.Topic, t.p.Text = "", ""
	if m := t.me(); m != nil && len(m.Reads) == 0 && t.w.Programme.Reviewed {
		t.show(StepReviewReads)
		return
	}
	t.show(StepReviews)
}

func backToReviews(t *turn) Step {
	t.p.Topic, t.p.Text = "", ""
	return StepReviews
}

// waitsFor are the cases of a queue that the person may take.
func (t *turn) waitsFor(q CaseQueue) []Waiting {
	do := q.work()
	if q == QueueReview {
		do = reviewTexts
	}
	return t.inHand(q, slices.DeleteFunc(slices.Clone(t.queue(q)), func(w Waiting) bool {
		return q != QueuePartner && !t.may(do, w.Area) || (q == QueueOfficers || q == QueuePartner) && w.Opens > t.e.Now.Unix() ||
			q == QueueReview && !t.me().readsAny(w.Langs)
	}))
}

func askReviews(t *turn) Say {
	if !t.w.Programme.Reviewed {
		return Say{Lines: line("review.off", nil), Rows: column(back())}
	}
	all := t.waitsFor(QueueReview)
	lines := line("review.list", nil)
	if len(all) == 0 {
		lines = line("review.nothing", nil)
	}
	var buttons []Button
	from, to := t.deskPart(len(all))
	for i, w := range all[from:to] {
		c := t.reviewable(w.Code)
		if c == nil || t.mine(c) == "" {
			continue
		}
		kind, _ := entryOf(t.mine(c))
		n := strconv.Itoa(from + i + 1)
		args := Args{"number": Code(n), "category": Ref(c.Category.key()), "area": t.areaName(c.Area), "waited": waited(w.Since, t.e.Now)}
		lines = append(lines, itemLine(kind, "review.item_text", "review.item", args))
		buttons = append(buttons, Button{Label: n, Do: "c." + w.Handle})
	}
	if more := len(all) - to; more > 0 {
		lines = append(lines, Line{Key: "review.more", Args: Args{"count": more}})
	}
	if n := t.elsewhere(); n > 0 {
		lines = append(lines, Line{Key: "review.reads.elsewhere", Args: Args{"count": n}})
	}
	rows := append(row(row(nil, buttons...), t.pageButtons(len(all))...), t.undoButtons()...)
	return Say{Lines: lines, Rows: append(rows, []Button{act("review.reads.button", "reads")}, []Button{back()})}
}

// areaName is a neighbourhood as a desk reads it.
func (t *turn) areaName(id string) any {
	if a, ok := t.w.Programme.Area(id); ok {
		return Name(a.Name)
	}
	return Ref("review.nowhere")
}

func hearReviews(t *turn) bool {
	handle, ok := strings.CutPrefix(t.e.Do, "c.")
	all := t.waitsFor(QueueReview)
	i := inQueue(all, handle)
	switch {
	case t.pressed("reads") && t.w.Programme.Reviewed:
		t.show(StepReviewReads)
		return true
	case t.pressed("undoable") && t.w.Programme.Reviewed:
		t.show(StepReleased)
		return true
	case t.undo():
		return true
	}
	if t.e.Kind != Press || !ok {
		return t.turnPage(len(all), StepReviews)
	}
	if i < 0 { // somebody else was quicker, or it was taken back
		t.note("review.gone", nil)
		t.show(StepReviews)
		return true
	}
	c := t.reviewable(all[i].Code)
	if c == nil || t.mine(c) == "" {
		t.note("review.gone", nil)
		t.show(StepReviews)
		return true
	}
	t.openReview(c)
	return true
}

// itemLine is an item in a list of a reviewer's. Most are texts, so it is said only of
// what is none.
func itemLine(kind, text, other string, args Args) Line {
	if kind == itemText {
		return Line{Key: text, Args: args}
	}
	args["what"] = Ref("review.what." + kind)
	return Line{Key: other, Args: args}
}

// openReview shows a reviewer the first item of a case that they can read.
func (t *turn) openReview(c *Concern) {
	item := t.mine(c)
	t.p.Topic, t.p.Text = c.Code+" "+item, ""
	t.audit("read", c.Label)
	if item == itemText {
		t.showWhole(c.Words, c.Category)
		t.showToReviewer(c)
	}
	t.show(StepReviewed)
}

// showWhole sends a text that no screen shows whole as a message of its own:
// nobody releases or answers what they have only read the beginning of.
func (t *turn) showWhole(words string, c Category) {
	if words != "" && excerpt(words) != words {
		t.say(brief(Say{Lines: line("review.words", Args{"words": Quote(words)})}))
	}
}

// brief makes a desk's message that shows what somebody wrote one that cannot be
// passed on and is gone within the hour, however short it is.
func brief(s Say) Say {
	s.Vanish, s.Protect = vanish, true
	return s
}

// showMedia sends a picture or a voice note.
func (t *turn) showMedia(photo, voice *File) {
	if photo != nil {
		t.say(brief(Say{Lines: line("review.photo", nil), Media: &Media{Kind: Photo, File: *photo}, Else: line("review.unshown.photo", nil)}))
	}
	if voice != nil {
		t.say(brief(Say{Lines: line("review.voice", nil), Media: &Media{Kind: Voice, File: *voice}, Else: line("review.unshown.voice", nil)}))
	}
}

// showToReviewer sends what cannot be shown on a screen. The button that lets a
// picture go along hangs on the picture itself: where Telegram does not show it, nobody
// can press it.
func (t *turn) showToReviewer(c *Concern) {
	t.showMedia(c.Photo, c.Voice)
	for i := range t.out.Says {
		if m := t.out.Says[i].Media; m != nil && m.Kind == Photo {
			t.out.Says[i].Rows = column(link("review.seen", "picture."+c.Handle))
		}
	}
}

// openPicture follows the button under a picture: the reviewer has seen it.
func (t *turn) openPicture(handle string) {
	if t.holds(reviewTexts) {
		all := t.waitsFor(QueueReview)
		if i := inQueue(all, handle); i >= 0 {
			if c := t.reviewable(all[i].Code); c != nil && c.Photo != nil && t.mine(c) == itemText {
				t.p.Topic, t.p.Text = c.Code+" "+itemText+" "+seenMark, ""
				t.show(StepReviewed)
				return
			}
		}
		t.note("review.gone", nil)
		t.openReviews()
		return
	}
	t.home()
}

// What stands behind the case and the item in a reviewer's topic: that they have seen
// the picture; and, while they are asked about a release, that the picture is to go
// along, and that the text is to go as it was written.
const (
	seenMark = "seen"
	withMark = "with"
	asItIs   = "as-it-is"
)

// topicMarked says whether the topic has a mark.
func (t *turn) topicMarked(mark string) bool {
	return slices.Contains(strings.Fields(t.p.Topic), mark)
}

// onReview is the case and the item that the screen is about; nil if it waits
// no longer: another reviewer did it, or its author took it back.
func (t *turn) onReview() (c *Concern, kind string, entry int) {
	parts := append(strings.Fields(t.p.Topic), "", "")
	item := parts[1]
	c = t.reviewable(parts[0])
	if c == nil || !slices.Contains(c.items(), item) {
		return nil, "", 0
	}
	kind, entry = entryOf(item)
	return c, kind, entry
}

func askReviewed(t *turn) Say {
	c, item, i := t.onReview()
	if c == nil {
		return Say{Lines: line("review.gone", nil), Rows: column(back())}
	}
	sent := c.Sent
	if item != itemText {
		sent = c.Thread[i].At
	}
	lines := line("review.about", Args{"category": Ref(c.Category.key()), "area": t.areaName(c.Area), "day": Day(time.Unix(sent, 0))})
	var rows [][]Button
	switch item {
	case itemText:
		lines = append(lines, marked(contents(c.Words, c.Photo, c.Voice))...)
		lines = append(lines, identifierLines(c.Words)...)
		if c.Photo != nil && !t.topicMarked(seenMark) {
			lines = append(lines, Line{Key: "review.unseen"})
		}
		if c.Exact != nil {
			lines = append(lines, Line{Key: "review.spot"})
		}
		lines = append(lines, Line{Key: "review.lock"})
		rows = column(t.releaseButtons(c)...)
		if c.Photo != nil || c.Voice != nil {
			rows = append(rows, []Button{act("review.show", "show")})
		}
		rows = append(rows, []Button{act("review.decline", "decline")})
	case itemReply:
		lines = append(lines, Line{Key: "review.words", Args: Args{"words": Marked(c.Thread[i].Words)}})
		lines = append(append(lines, identifierLines(c.Thread[i].Words)...), Line{Key: "review.lock"})
		rows = column(act("review.release", "release"), act("review.shorten", "shorten"), act("review.hold", "hold"))
	case itemReport:
		lines = append(lines, Line{Key: "review.reported"})
		if ready := c.Thread[i].ready(); ready != nil {
			lines = append(lines, ready.lines(t.p.Lang)...)
		} else {
			lines = append(lines, Line{Key: "review.words", Args: Args{"words": Quote(c.Thread[i].Words)}})
		}
		rows = column(act("review.remove", "remove"), act("review.leave", "leave"))
	}
	if l := c.langOf(item, i); l != "" && item != itemReport {
		rows = append(rows, []Button{{Key: "review.tongue.button", Args: Args{"tongue": Tongue(l)}, Do: "tongue"}})
	}
	return Say{Lines: lines, Protect: true, Rows: append(rows, []Button{back()})}
}

// identifierLines says what in a text identifies somebody.
func identifierLines(words string) []Line {
	if has := identifierRefs(words); has != nil {
		return line("review.has", Args{"what": has})
	}
	return nil
}

// releaseButtons are the ways in which a text may be passed on. A voice note
// never is: what it says is typed. A picture is if the reviewer has seen it.
func (t *turn) releaseButtons(c *Concern) []Button {
	var all []Button
	switch {
	case c.Voice != nil && c.Words != "":
		all = []Button{act("review.without_voice", "release"), act("review.transcribe", "shorten")}
	case c.Voice != nil:
		all = []Button{act("review.transcribe", "shorten")}
	case c.Photo != nil:
		all = []Button{act("review.without_photo", "release"), act("review.shorten", "shorten")}
		if t.topicMarked(seenMark) {
			all = append([]Button{act("review.with_photo", "photo")}, all...)
		}
	case c.Words != "":
		all = []Button{act("review.release", "release"), act("review.shorten", "shorten")}
	default:
		all = []Button{act("review.release", "release")}
	}
	return all
}

func hearReviewed(t *turn) bool {
	c, item, i := t.onReview()
	if c == nil {
		return t.overtaken()
	}
	does := func(kind, do string) bool { return item == kind && t.pressed(do) }
	may := func(do string) bool {
		return t.pressed(do) && slices.ContainsFunc(t.releaseButtons(c), func(b Button) bool { return b.Do == do })
	}
	switch {
	case item == itemText && (may("release") || may("photo")):
		t.p.Topic += " " + asItIs
		t.passOn(c, item, i, t.e.Do == "photo")
	case item == itemText && may("shorten"), does(itemReply, "shorten"):
		t.show(StepShorten)
	case does(itemText, "show") && (c.Photo != nil || c.Voice != nil):
		t.audit("read", c.Label)
		t.showToReviewer(c)
		t.show(StepReviewed)
	case does(itemText, "decline"):
		t.show(StepReviewDecline)
	case t.pressed("tongue") && item != itemReport:
		t.show(StepReviewTongue)
	case does(itemReply, "release"):
		t.p.Topic += " " + asItIs
		t.passOn(c, item, i, false)
	case does(itemReply, "hold"):
		t.settleEntry(c, i, "held", "review.held", func(e *Entry) { e.Waiting, e.Held = false, true })
	case does(itemReport, "remove"):
		t.settleEntry(c, i, "removed", "review.removed", func(e *Entry) { e.Held, e.Opens = true, t.nextTexts() })
	case does(itemReport, "leave"):
		t.settleEntry(c, i, "left", "review.left", func(e *Entry) { e.Reported = false })
	default:
		return false
	}
	return true
}

// overtaken says that somebody else did it, and shows what is left.
func (t *turn) overtaken() bool {
	t.note("review.gone", nil)
	t.openReviews()
	return true
}

// release lets officers read a text, in the words that are left of it.
func (t *turn) release(c *Concern, words string, photo bool) {
	d := c.clone()
	d.Case, d.ReleasedAt, d.Opens = CaseReleased, t.e.Now.Unix(), t.nextTexts()
	d.Released, d.Shortened, d.ShowPhoto = words, words != c.Words || c.Voice != nil || c.Photo != nil && !photo, photo && c.Photo != nil
	t.put(d)
	t.audit("released", d.Label)
	t.look = undoDo(d.Handle, itemText)
	t.note("review.released", nil)
	t.note("texts.opens", Args{"when": Moment(time.Unix(d.Opens, 0))})
	t.openReviews()
}

func (t *turn) releaseReply(c *Concern, i int, words string) {
	t.look = undoDo(c.Handle, itemReply+"."+strconv.Itoa(i))
	t.settleEntry(c, i, "released", "review.released", func(e *Entry) { e.Waiting, e.Shown, e.Opens = false, words, t.nextTexts() })
}

// settleEntry ends an item of a thread, notes what was done and says key.
func (t *turn) settleEntry(c *Concern, i int, did, key string, change func(*Entry)) {
	d := c.clone()
	change(&d.Thread[i])
	t.put(d)
	t.audit(did, d.Label)
	t.note(key, nil)
	if e := d.Thread[i]; e.From == PartyAuthor && e.Opens != 0 {
		t.note("texts.opens", Args{"when": Moment(time.Unix(e.Opens, 0))})
	}
	t.openReviews()
}

// put stores a changed case and lets the screens of this turn show it.
func (t *turn) put(c Concern) {
	c.trimOthers()
	t.do(UpdateConcern{Concern: c})
	for _, a := range []AskFor[Concern]{Record[Concern]{c.Code}, Own[Concern]{c.Code}} {
		if _, read := t.w.Records[a]; read {
			suppose(t, a, &c)
		}
	}
	t.w.Queues = maps.Clone(t.w.Queues)
	for q, waiting := range t.w.Queues {
		all := slices.DeleteFunc(slices.Clone(waiting), func(w Waiting) bool { return w.Code == c.Code })
		if since, in := c.Waits()[q]; in {
			w := c.Waiting()
			w.Since = since
			all = append(all, w)
			slices.SortStableFunc(all, func(a, b Waiting) int { return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Code, b.Code)) })
		}
		t.w.Queues[q] = all
	}
}

func askReviewDecline(t *turn) Say {
	c, _, _ := t.onReview()
	if c == nil {
		return Say{Lines: line("review.gone", nil), Rows: column(back())}
	}
	var buttons []Button
	for _, r := range declineReasons() {
		buttons = append(buttons, act("review.reason."+r, r))
	}
	return Say{Lines: line("review.why", nil), Rows: column(append(buttons, back())...)}
}

// hearReviewDecline ends a case without a word to officers. It stays counted,
// and its author is told why.
func hearReviewDecline(t *turn) bool {
	c, item, _ := t.onReview()
	if c == nil {
		return t.overtaken()
	}
	if t.e.Kind != Press || item != itemText || !slices.Contains(declineReasons(), t.e.Do) {
		return false
	}
	d := c.clone()
	d.Reason = t.e.Do
	d.close(CaseDeclined, t.e.Now, t.w.Programme)
	t.put(d)
	t.audit("declined", d.Label)
	t.tell(&d)
	t.note("review.declined", nil)
	t.openReviews()
	return true
}
