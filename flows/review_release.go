package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file is about the moment of release: what identifies somebody is asked about
// once before it, and until officers can read a text its release can be undone.

// The steps of the question, and of what was released and can still be undone.
const (
	StepReleaseSure Step = "desk.reviews.sure"
	StepReleased    Step = "desk.reviews.released"
)

// undoRace is longer than a turn takes from its decision to its commit: an undo that
// was decided before an officer could read a text is stored by then, or never.
const undoRace = time.Minute

// settleUndo makes an undo and an officer's look exclude each other. Whoever looks at
// a case of which something has just become readable stores it anew, as it is. So of
// the two turns the later one finds another version and is decided again: either
// nothing is undone any more, or there is nothing to read.
func (t *turn) settleUndo() {
	if !strings.HasPrefix(string(t.p.Step), string(StepCases)+".") || t.out.Keep {
		return
	}
	code, _, _ := t.topic()
	c, _ := Found(t.w.Records, Record[Concern]{code})
	now := t.e.Now.Unix()
	if c == nil || !c.Fresh(now-int64(undoRace/time.Second), now) {
		return
	}
	t.out.Looks = code
}

// passing are the words that would be released: as written, or a reviewer's own.
func (t *turn) passing(c *Concern, item string, entry int) string {
	switch {
	case !t.topicMarked(asItIs):
		return t.p.Text
	case item == itemReply:
		return c.Thread[entry].Words
	}
	return c.Words
}

// passOn releases a text or a reply, or first asks about what identifies somebody.
func (t *turn) passOn(c *Concern, item string, entry int, photo bool) {
	words := t.passing(c, item, entry)
	if identifierRefs(words) == nil {
		t.releaseItem(c, item, entry, words, photo)
		return
	}
	if photo {
		t.p.Topic += " " + withMark
	}
	t.show(StepReleaseSure)
}

func (t *turn) releaseItem(c *Concern, item string, entry int, words string, photo bool) {
	if item == itemReply {
		t.releaseReply(c, entry, words)
		return
	}
	t.release(c, words, photo)
}

func askReleaseSure(t *turn) Say {
	c, item, i := t.onReview()
	if c == nil || item == itemReport {
		return Say{Lines: line("review.gone", nil), Rows: column(back())}
	}
	words := t.passing(c, item, i)
	return Say{
		Lines: []Line{{Key: "review.sure.ask", Args: Args{"what": identifierRefs(words)}}, {Key: "review.words", Args: Args{"words": Marked(excerpt(words))}}},
		Rows:  column(act("review.shorten", "shorten"), act("review.sure.release", "release"), back())}
}

// hearReleaseSure releases it all the same, and asks no second time.
func hearReleaseSure(t *turn) bool {
	c, item, i := t.onReview()
	switch {
	case c == nil || item == itemReport:
		return t.overtaken()
	case t.pressed("shorten"):
		t.unsure()
		t.show(StepShorten)
	case t.pressed("release"):
		t.releaseItem(c, item, i, t.passing(c, item, i), t.topicMarked(withMark) && t.topicMarked(seenMark))
	case t.e.Kind == Words:
		t.unsure()
		return t.typed(mostWords, StepShortened)
	default:
		return false
	}
	return true
}

// unsure forgets what was about to be released: it is chosen anew.
func (t *turn) unsure() {
	t.p.Topic = strings.Join(slices.DeleteFunc(strings.Fields(t.p.Topic), func(mark string) bool { return mark == withMark || mark == asItIs }), " ")
}

func backFromReleaseSure(t *turn) Step {
	before := StepShortened
	if t.topicMarked(asItIs) {
		before = StepReviewed
	}
	t.unsure()
	return before
}

// release is a text or a reply that was released and that officers cannot read yet.
type release struct {
	c     *Concern
	item  string
	opens int64
}

func undoDo(handle, item string) string { return "undo." + handle + "." + item }

// releases lists what of a case was released and can still be undone.
func (c *Concern) releases(now time.Time) []release {
	var all []release
	if c.Case == CaseReleased && c.Opens > now.Unix() {
		all = append(all, release{c, itemText, c.Opens})
	}
	for i, e := range c.Thread {
		if e.From == PartyAuthor && e.Act == ActReply && !e.Waiting && !e.Held && e.Opens > now.Unix() {
			all = append(all, release{c, itemReply + "." + strconv.Itoa(i), e.Opens})
		}
	}
	return all
}

// undoable is what the reviewer may undo, of their neighbourhoods.
func (t *turn) undoable() []release {
	var all []release
	for _, w := range t.queue(QueueOfficers) {
		if w.Undo <= t.e.Now.Unix() || !t.may(reviewTexts, w.Area) {
			continue
		}
		if c := t.reviewable(w.Code); c != nil {
			all = append(all, c.releases(t.e.Now)...)
		}
	}
	return all
}

// lastOpens is the latest moment at which officers get something of a case.
func (c *Concern) lastOpens() int64 {
	last := c.Opens
	for _, e := range c.Thread {
		if e.From == PartyAuthor {
			last = max(last, e.Opens)
		}
	}
	return last
}

// undoButtons are at the end of the reviewer's list: the release just made, and the
// way to all that can still be undone.
func (t *turn) undoButtons() [][]Button {
	var rows [][]Button
	n := len(t.undoable())
	if t.look != "" {
		rows = append(rows, []Button{act("review.undo.button", t.look)})
	}
	if n > len(rows) {
		rows = append(rows, []Button{Button{Key: "review.undo.list_button", Args: Args{"number": Code(strconv.Itoa(n))}, Do: "undoable"}})
	}
	return rows
}

func askReleased(t *turn) Say {
	all := t.undoable()
	if len(all) == 0 {
		return Say{Lines: line("review.undo.nothing", nil), Rows: column(back())}
	}
	lines := line("review.undo.ask", nil)
	var buttons []Button
	for i, r := range all[:min(len(all), staffPage)] {
		n := strconv.Itoa(i + 1)
		kind, _ := entryOf(r.item)
		args := Args{"number": Code(n), "category": Ref(r.c.Category.key()), "area": t.areaName(r.c.Area), "when": Moment(time.Unix(r.opens, 0))}
		lines = append(lines, itemLine(kind, "review.undo.item_text", "review.undo.item", args))
		buttons = append(buttons, Button{Label: n, Do: undoDo(r.c.Handle, r.item)})
	}
	return Say{Lines: lines, Rows: row(row(nil, buttons...), back())}
}

func hearReleased(t *turn) bool { return t.undo() }

// undo takes a release back: what was released waits to be checked again.
func (t *turn) undo() bool {
	if t.e.Kind != Press || !strings.HasPrefix(t.e.Do, "undo.") || !t.w.Programme.Reviewed {
		return false
	}
	all := t.undoable()
	i := slices.IndexFunc(all, func(r release) bool { return undoDo(r.c.Handle, r.item) == t.e.Do })
	if i < 0 { // officers can read it, or its author took it back
		t.note("review.undo.late", nil)
		t.openReviews()
		return true
	}
	d := all[i].c.clone()
	if kind, n := entryOf(all[i].item); kind == itemReply {
		d.Thread[n].Waiting, d.Thread[n].Shown, d.Thread[n].Opens = true, "", 0
	} else {
		d.Case, d.ReleasedAt, d.Opens = CaseReceived, 0, 0
		d.Released, d.Shortened, d.ShowPhoto = "", false, false
	}
	t.put(d)
	t.audit("unreleased", d.Label)
	t.note("review.undo.done", nil)
	t.openReviews()
	return true
}
