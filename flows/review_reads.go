package flows

import (
	"slices"
	"strings"
	"unicode"
)

// This file is about languages: which ones a reviewer reads, and in which one a
// text is written. Nobody is offered a text in a language that they have not named,
// because a text that its reviewer cannot read would be released unread.

// The steps where a reviewer names the languages they read, and where they say in
// which language a text is.
const (
	StepReviewReads  Step = "desk.reviews.reads"
	StepReviewTongue Step = "desk.reviews.tongue"
)

// reads lists the languages in which a member checks texts. Until they have named
// any, it is the one in which they talk to the bot.
func (m *Member) reads() []Lang {
	switch {
	case m == nil:
		return nil
	case len(m.Reads) > 0:
		return m.Reads
	case m.Lang != "":
		return []Lang{m.Lang}
	}
	return Languages()
}

// readsLang says whether a member checks texts in a language; "" is a text without
// one, such as a picture alone.
func (m *Member) readsLang(l Lang) bool { return l == "" || slices.Contains(m.reads(), l) }

// Reviewer says whether anybody checks texts of an area ("" for no place) in a
// language now.
func (b *Board) Reviewer(area string, l Lang) bool {
	return slices.ContainsFunc(b.Staff, func(m Member) bool { return m.may(reviewTexts, area) && m.readsLang(l) })
}

func askReviewReads(t *turn) Say {
	rows := pairs(tongueToggles(Languages(), t.me().reads())...)
	return Say{Lines: line("review.reads.ask", nil), Rows: append(rows, []Button{act("organise.next", "next")})}
}

// hearReviewReads stores each choice at once. At least one language stays.
func hearReviewReads(t *turn) bool {
	reads := slices.Clone(t.me().reads())
	switch {
	case t.pressed("next"):
		if t.me() != nil && len(t.me().Reads) == 0 {
			t.setReads(t.me().reads())
		}
		t.openReviews()
	case t.flippedLang(&reads, Languages()):
		if len(reads) > 0 {
			t.setReads(reads)
		} else {
			t.note("review.reads.none", nil)
		}
		t.show(StepReviewReads)
	default:
		return false
	}
	return true
}

func (t *turn) setReads(all []Lang) {
	t.changeBoard(func(b *Board) {
		if m := b.member(t.e.Who); m != nil {
			m.Reads = all
		}
	})
}

// elsewhere counts what waits in the reviewer's neighbourhoods in languages that
// they have not named.
func (t *turn) elsewhere() (n int) {
	for _, w := range t.queue(QueueReview) {
		if t.may(reviewTexts, w.Area) && !t.me().readsAny(w.Langs) {
			n++
		}
	}
	return n
}

// readsAny says it of a case in a queue. One that was queued before languages were
// noted is looked at.
func (m *Member) readsAny(langs []Lang) bool {
	return len(langs) == 0 || slices.ContainsFunc(langs, m.readsLang)
}

func askReviewTongue(t *turn) Say {
	c, item, i := t.onReview()
	if c == nil {
		return Say{Lines: line("review.gone", nil), Rows: column(back())}
	}
	return Say{Lines: line("review.tongue.ask", Args{"tongue": Tongue(c.langOf(item, i))}), Rows: append(langButtons("organise.tongue", "l.", Languages()), []Button{back()})}
}

// hearReviewTongue sets the language of a text. One that the reviewer does not read
// waits for somebody who does.
func hearReviewTongue(t *turn) bool {
	c, item, i := t.onReview()
	if c == nil {
		return t.overtaken()
	}
	l, ok := t.pickedLang("l.", Languages())
	if !ok || item == itemReport {
		return false
	}
	d := c.clone()
	if item == itemReply {
		d.Thread[i].Lang = l
	} else {
		d.Lang = l
	}
	t.put(d)
	t.audit("tongue", d.Label)
	if !t.me().readsLang(l) {
		t.note("review.tongue.moved", Args{"tongue": Tongue(l)})
		t.openReviews()
		return true
	}
	t.show(StepReviewed)
	return true
}

// langOf is the language of something that a reviewer looks at; "" if there is
// nothing to be read.
func (c *Concern) langOf(kind string, entry int) Lang {
	switch {
	case kind != itemText:
		return c.Thread[entry].Lang
	case c.Words == "" && c.Voice == nil:
		return ""
	}
	return c.Lang
}

// toCheck lists the languages of what waits for a reviewer.
func (c *Concern) toCheck() []Lang {
	var all []Lang
	for _, item := range c.items() {
		if l := c.langOf(entryOf(item)); l != "" && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return all
}

// guessLang is the first guess at the language of a text: that of its author's
// screens, unless its letters say otherwise; where they do not say enough, the one
// that the programme speaks. A reviewer can correct it.
func guessLang(words string, said Lang, spoken []Lang) Lang {
	n := map[string]int{}
	for _, r := range words {
		if script := scriptOf(r); script != "" {
			n[script]++
		}
	}
	most := ""
	for _, script := range []string{"latin", "cyrillic", "hebrew", "arabic"} {
		if n[script] > n[most] {
			most = script
		}
	}
	guess := map[string]Lang{"hebrew": Hebrew, "arabic": Arabic}[most]
	switch low := strings.ToLower(words); most {
	case "":
		return said
	case "cyrillic":
		ukrainian, russian := strings.ContainsAny(low, "іїєґ"), strings.ContainsAny(low, "ыэъё")
		guess = Russian
		switch {
		case ukrainian != russian:
		case said == Russian || said == Ukrainian:
			ukrainian = said == Ukrainian
		default:
			ukrainian = !slices.Contains(spoken, Russian)
		}
		if ukrainian {
			guess = Ukrainian
		}
	case "latin":
		polish, spanish := strings.ContainsAny(low, "ąćęłńśźż"), strings.ContainsAny(low, "ñ¿¡áíú")
		switch {
		case polish && !spanish:
			guess = Polish
		case spanish && !polish:
			guess = Spanish
		case said == Spanish || said == Polish:
			guess = said
		default:
			guess = English
		}
	}
	return guess
}

func scriptOf(r rune) string {
	switch {
	case !unicode.IsLetter(r):
		return ""
	case unicode.Is(unicode.Latin, r):
		return "latin"
	case unicode.Is(unicode.Cyrillic, r):
		return "cyrillic"
	case unicode.Is(unicode.Hebrew, r):
		return "hebrew"
	case unicode.Is(unicode.Arabic, r):
		return "arabic"
	}
	return ""
}
