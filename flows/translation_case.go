package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file is about the texts of a case in other languages: which there are, who may
// ask for a translation, and how it is shown. Translators with the duty see these
// texts once somebody has asked, and nothing else of the case: no label, no place, no
// category, nobody's name.

// passages lists the texts of a case that somebody reads now: what was released, or
// goes to the contact or the lead as it was sent, and what was let through of the thread.
// What its author wrote is closed to translators unless they were told of them.
func (c *Concern) passages() []passage {
	if c.Case == CaseWithdrawn || c.Sight == Counted {
		return nil
	}
	safety := c.Category == Hate || c.Category == Home || c.Route == RouteIndependent || c.Route == RouteLead
	at := "c/" + c.Code + "/"
	var all []passage
	if words := c.sight().Words; words != "" && (c.Route != RouteOfficers || c.ReleasedAt != 0) {
		all = append(all, passage{at: at + itemText, what: "translate.what.text", from: c.Lang, words: words, others: c.Others, safety: safety, most: mostWords, closed: !c.MayTranslate})
	}
	for i, e := range c.Thread {
		if w := c.passage(i); w.words != "" && !e.Waiting && !e.Held {
			all = append(all, w)
		}
	}
	return all
}

// passage is an entry of a thread as a text.
func (c *Concern) passage(i int) passage {
	e := c.Thread[i]
	w := e.passage()
	w.at, w.safety, w.what, w.most = "c/"+c.Code+"/"+strconv.Itoa(i), c.Route != RouteOfficers || c.Category.Sensitive(), "translate.what.answer", 2*mostThreadWords
	switch {
	case e.From == PartyAuthor:
		w.what, w.closed = "translate.what.reply", !e.MayTranslate
	case e.Act == ActQuestion:
		w.what = "translate.what.question"
	case e.Act == ActHandedBack:
		w.what = "translate.what.handback"
	case e.Act == ActClosed:
		w.what = "translate.what.closed"
	}
	return w
}

// passage is what an entry says to others, wherever its case is.
func (e Entry) passage() passage { return passage{from: e.Lang, words: e.Shown, others: e.Others} }

func (e Entry) in(l Lang) (words string, translated bool) { return e.passage().in(l) }

func (e Entry) marks(l Lang) []Line { return e.passage().marks(l) }

// partOfCase is the index of the entry that a text of a case is; -1 for the case's own
// words.
func partOfCase(at string) int {
	n, err := strconv.Atoi(at[strings.LastIndexByte(at, '/')+1:])
	if err != nil {
		return -1
	}
	return n
}

// setOthers replaces the translations of one text of a case, which is a clone.
func (c *Concern) setOthers(at string, all []Translation) {
	switch i := partOfCase(at); {
	case i < 0:
		c.Others = all
	case i < len(c.Thread):
		c.Thread[i].Others = all
	}
}

// forAuthor says whether a text was written to the author of the case.
func (c *Concern) forAuthor(at string) bool {
	i := partOfCase(at)
	return i >= 0 && i < len(c.Thread) && c.Thread[i].From != PartyAuthor
}

// trimOthers drops what was translated of words that are not there any more. Each
// change of a case goes through it.
func (c *Concern) trimOthers() {
	kept := map[string][]Translation{}
	for _, w := range c.passages() {
		kept[w.at] = w.standing()
	}
	at := "c/" + c.Code + "/"
	c.Others = kept[at+itemText]
	for i := range c.Thread {
		if c.Thread[i].Others != nil {
			c.Thread[i].Others = kept[at+strconv.Itoa(i)]
		}
	}
}

// tasks lists what translators have to do for a case.
func (c *Concern) tasks() []Task {
	var all []Task
	for _, w := range c.passages() {
		all = append(all, w.tasks()...)
	}
	return all
}

// untranslated is since when a translator is needed, 0 if not.
func (c *Concern) untranslated() (since int64) {
	for _, k := range c.tasks() {
		if since == 0 || k.Since < since {
			since = k.Since
		}
	}
	return since
}

// translatable reads a case for a translator with the duty, of the own
// neighbourhoods, and only while something of it is to be translated.
func (t *turn) translatable(code string) *Concern {
	if !t.holds(translateCases) || code == "" {
		return nil
	}
	c := t.anyCase(code)
	if c == nil || !t.may(translateCases, c.Area) || c.untranslated() == 0 {
		return nil
	}
	return c
}

// askable lists the texts of a case of which the person may ask a translation, and
// into which language. Its author and officers ask for what they read themselves, and
// about home and hate of adults nobody does. What is about the police, or from the young,
// leaves the hands of the contact and the lead only if these ask, for both sides.
func (t *turn) askable(c *Concern, author bool) map[string]Lang {
	all := map[string]Lang{}
	if !translatable(c.Category, c.Route) || author && c.Route != RouteOfficers || c.Sight == Counted {
		return all
	}
	for _, w := range c.passages() {
		to := t.p.Lang
		theirs := c.forAuthor(w.at)
		switch {
		case author && !theirs, !author && !theirs && t.unopened(c, w.at):
			continue
		case !author && theirs && c.Route != RouteOfficers: // the contact's own words, for the author
			to = c.Lang
		}
		if w.wants(to) {
			all[w.at] = to
		}
	}
	return all
}

// unopened says whether officers cannot read a text of the author's yet.
func (t *turn) unopened(c *Concern, at string) bool {
	i := partOfCase(at)
	return i >= 0 && c.Thread[i].Opens > t.e.Now.Unix()
}

// askButton is under a case of which something is not in the reader's language.
func (t *turn) askButton(c *Concern, author bool) []Button {
	if len(t.askable(c, author)) == 0 {
		return nil
	}
	return []Button{act("translate.ask", "translate")}
}

// askTranslations gives the case as it is once all its texts that are not in the reader's
// language are asked for, and says what happens next.
func (t *turn) askTranslations(c *Concern, author bool) Concern {
	d := c.clone()
	can := true
	for _, w := range c.passages() {
		to, ok := t.askable(c, author)[w.at]
		if !ok {
			continue
		}
		d.setOthers(w.at, w.asking(to, t.e.Now.Unix()))
		can = can && t.w.Board.somebodyTranslates(translateCases, c.Area, w.from, to)
	}
	if can {
		t.note("translate.asked", nil)
	} else {
		t.note("translate.asked_nobody", nil)
	}
	return d
}

// underWay says that translations for the reader were asked for.
func (t *turn) underWay(c *Concern) []Line {
	var first int64
	for _, w := range c.passages() {
		if o, ok := w.to(t.p.Lang); ok && w.from != t.p.Lang && o.State != TranslationReviewed && (first == 0 || o.Asked < first) {
			first = o.Asked
		}
	}
	if first == 0 {
		return nil
	}
	return line("translate.under_way", Args{"day": Date(time.Unix(first, 0))})
}

// deskText is the text of a case as whoever works on it reads it.
func (t *turn) deskText(c *Concern) (words string, marks []Line) {
	words = c.sight().Words
	all := c.passages()
	if i := slices.IndexFunc(all, func(w passage) bool { return partOfCase(w.at) < 0 }); i >= 0 {
		words, _ = all[i].in(t.p.Lang)
		marks = all[i].marks(t.p.Lang)
	}
	return words, marks
}

// answerReadable says whether an answer in a language that the turn's person does not
// read could be had in theirs: officers write another one, and there are translators.
func (t *turn) answerReadable(c *Concern) bool {
	if c.Route != RouteOfficers || c.Category.Sensitive() {
		return false
	}
	return slices.ContainsFunc(t.w.Board.OfficersNow(c.Area, t.e.Now), func(m Member) bool {
		return m.Lang != t.p.Lang && t.w.Board.somebodyTranslates(translateCases, c.Area, m.Lang, t.p.Lang)
	})
}
