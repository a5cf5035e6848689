package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file is about an announcement that translators are asked to put into other
// languages. The readers of each such language get an announcement of their own,
// a part of the first one: it goes out when its translation is reviewed, and at the
// hour that its author chose in the original, marked. Urgent ones never wait.

// StepNewsAsk asks by when it goes out anyway.
const StepNewsAsk Step = "desk.news.ask"

// unwritten lists the languages of an announcement's readers in which nobody has
// written it, and for which there is time.
func (t *turn) unwritten() []Lang {
	if t.news().Urgent {
		return nil
	}
	return t.foreign()
}

// asksTranslators says whether the announcement waits for its other languages.
func (t *turn) asksTranslators() bool { return t.news().Anyway != 0 && len(t.unwritten()) > 0 }

// lateLines say which languages are asked for, and until when they are waited for.
func (t *turn) lateLines() []Line {
	if !t.asksTranslators() {
		return nil
	}
	return line("announce.ask.is", Args{"tongues": Tongues(t.unwritten()), "when": Moment(time.Unix(t.anyway(), 0))})
}

// anyway is when it goes out in the original; never before the rest of it.
func (t *turn) anyway() int64 { return max(t.news().Anyway, t.news().Start, t.e.Now.Unix()) }

// deadlines are the hours that are offered, none in the quiet ones.
func (t *turn) deadlines() []time.Time {
	var all []time.Time
	from := time.Unix(max(t.news().Start, t.e.Now.Unix()), 0).In(t.w.Programme.Zone)
	for _, hours := range []int{3, 12, 24, 48} {
		at := from.Add(time.Duration(hours) * time.Hour).Truncate(time.Hour)
		for t.w.Programme.Quiet(at) {
			at = at.Add(time.Hour)
		}
		if !slices.ContainsFunc(all, at.Equal) {
			all = append(all, at)
		}
	}
	return all
}

func askNewsAsk(t *turn) Say {
	lines := line("announce.ask.how", Args{"tongues": Tongues(t.unwritten())})
	var nobody []Lang
	for _, l := range t.unwritten() {
		if !t.w.Board.somebodyTranslates(translateNews, "", t.newsLangs()[0], l) {
			nobody = append(nobody, l)
		}
	}
	if len(nobody) > 0 {
		lines = append(lines, Line{Key: "announce.ask.nobody", Args: Args{"tongues": Tongues(nobody)}})
	}
	var buttons []Button
	for _, at := range t.deadlines() {
		buttons = append(buttons, Button{Key: "announce.ask.until", Args: Args{"when": Moment(at)}, Do: "u." + strconv.FormatInt(at.Unix(), 10)})
	}
	return Say{Lines: lines, Rows: column(append(buttons, act("announce.ask.none", "none"), cancel())...)} // which is where Back would lead
}

// hearNewsAsk takes one of the hours, also if it was offered a while ago.
func hearNewsAsk(t *turn) bool {
	at, ok := strings.CutPrefix(t.e.Do, "u.")
	unix, err := strconv.ParseInt(at, 10, 64)
	switch {
	case t.pressed("none"):
		t.news().Anyway = 0
	case t.e.Kind != Press || !ok || err != nil:
		return false
	case unix <= t.e.Now.Unix() || unix > t.e.Now.Add(90*24*time.Hour).Unix() || t.w.Programme.Quiet(time.Unix(unix, 0)):
		t.note("announce.ask.past", nil)
		t.show(StepNewsAsk)
		return true
	default:
		t.news().Anyway = unix
	}
	t.show(StepNewsReview)
	return true
}

// withLate is what goes onto the board: the announcement for whoever reads a
// language it is written in, and a part for each language that is asked for.
func (t *turn) withLate(a Announcement) []Announcement {
	if !t.asksTranslators() {
		return []Announcement{t.sized(a)}
	}
	var all []Announcement
	main := a
	main.Langs = slices.DeleteFunc(slices.Clone(t.newsReaders()), func(l Lang) bool { return slices.Contains(t.unwritten(), l) })
	if len(main.Langs) > 0 {
		all = append(all, t.sized(main))
	}
	for _, l := range t.unwritten() {
		part := a
		part.ID, part.Of, part.Langs = a.ID+string(l), a.ID, []Lang{l}
		part.After, part.Due = a.Due, t.anyway()
		part.Others = part.passage().asking(l, t.e.Now.Unix())
		all = append(all, t.sized(part))
	}
	return all
}

// sized notes how many people an announcement is for, and how many that was said to be.
func (t *turn) sized(a Announcement) Announcement {
	if a.Session != "" {
		return t.sizedTold(a)
	}
	people, _ := t.audience(a.Areas, a.Langs)
	a.Count, a.Said = t.crowdSize(crowd(a.Areas, a.Langs)).People, people.Count()
	if people.Hidden() {
		a.Said = -1
	}
	return a
}

// passage is what an announcement says as a text to be translated.
func (a *Announcement) passage() passage {
	most := newsMost
	if a.Photo.ID != "" {
		most = captionMost
	}
	if a.Session != "" {
		most = tellMost * 5 / 4 // a translation may need more
	}
	return passage{at: "n/" + a.ID, what: "translate.what.news", from: a.From, words: a.Texts[a.From], others: a.Others, due: a.Due, most: most}
}

// translated puts a reviewed translation into the announcement. It goes out now, or
// when the rest of it does.
func (a *Announcement) translated(o Translation, now time.Time) {
	a.Texts, a.Others, a.Due = a.Texts.with(o.Lang, o.Words), nil, max(a.After, now.Unix())
	if !a.Asked {
		a.From = "" // its readers get it in their language
	}
}

// partLine says of a part what it waits for; nil if it is none.
func (a *Announcement) partLine() []Line {
	if a.Of == "" || len(a.Others) == 0 {
		return nil
	}
	return line("announce.ask.part", Args{"tongue": Tongue(a.Others[0].Lang), "when": Moment(time.Unix(a.Due, 0))})
}

// newsID is what an announcement is called on buttons.
func (t *turn) newsID() string { return fmt.Sprintf("%x", t.e.Seed[:6]) }
