package flows

import (
	"slices"
	"time"
)

// This file is about an announcement that reached somebody in the original, and of which
// they ask for a translation. Its words are with its run by then; they come back to the
// board for the translators, as a part that only those who asked will get: when it is
// reviewed, and word that it is not ready at the latest two days later.

// askedFor is how long somebody waits at most for a translation of an announcement.
const askedFor = 48 * time.Hour

// mostAsked is how many announcements and meetings somebody may wait for at once.
const mostAsked = 10

func askedConversation() conversation {
	return conversation{
		name:  "asked",
		doors: []door{{word: "translated", by: byButton, over: (*turn).askNews}},
		keeps: kept{lines: (*turn).askedKept, export: func(t *turn, e *Export) { e.Asked = len(t.p.Asked) }},
	}
}

// original says whether an announcement reaches readers of l in another language.
func (a *Announcement) original(l Lang) bool {
	return a.From != "" && a.From != l && a.Texts[l] == ""
}

// askRow is the button under an announcement that is not in the reader's language.
func (a *Announcement) askRow() [][]Button {
	if a.ID == "" { // as its author looks at it
		return nil
	}
	return column(link("translate.ask", "translated."+a.ID))
}

// reached says whether somebody is one of those whom an announcement was for.
func (t *turn) reached(a Announcement) bool {
	if a.Session != "" {
		return t.readsTold(a)
	}
	return t.p.Registered() && t.p.Age != AgeChild && (len(a.Areas) == 0 || slices.Contains(a.Areas, t.p.Area)) &&
		(len(a.Langs) == 0 || slices.Contains(a.Langs, t.p.Lang))
}

// askNews answers the button, whatever screen is open.
func (t *turn) askNews(id string) bool {
	a, known := t.w.Board.announcement(id)
	part, there := t.w.Board.askedPart(id, t.p.Lang)
	switch {
	case !known || a.Asked || !a.Started || !a.original(t.p.Lang) || !t.reached(a):
		t.say(Say{Lines: line("translate.news.gone", nil)})
	case there && part.Texts[t.p.Lang] != "" && part.Started: // somebody asked before
		t.say(AskedSay(part, t.p.Lang, 0))
	case there && !part.Started && !part.Void:
		t.waitForNews(id, part.Due)
	case !t.w.Board.somebodyTranslates(translateNews, "", a.From, t.p.Lang):
		t.say(Say{Lines: line("translate.news.nobody", nil)})
	default:
		t.askNewsPart(a)
	}
	return true
}

// askedPart is the latest part that was asked for in a language.
func (b *Board) askedPart(of string, l Lang) (Announcement, bool) {
	for _, a := range slices.Backward(b.News) {
		if a.Asked && a.Of == of && slices.Equal(a.Langs, []Lang{l}) {
			return a, true
		}
	}
	return Announcement{}, false
}

// askNewsPart puts onto the board what translators are asked for.
func (t *turn) askNewsPart(a Announcement) {
	due := t.e.Now.Add(askedFor).Truncate(time.Hour)
	if t.w.Programme.Quiet(due) {
		due, _ = t.w.Programme.QuietSpan(due) // before the night, not after it
	}
	part := Announcement{ID: t.newsID(), Asked: true, Of: a.ID, From: a.From, By: a.By, Areas: a.Areas, Session: a.Session, Whom: a.Whom, Langs: []Lang{t.p.Lang}, Made: t.e.Now.Unix(),
		Due: due.Unix(), Said: -1, Others: []Translation{{Lang: t.p.Lang, State: TranslationAsked, Asked: t.e.Now.Unix()}}}
	t.changeBoard(func(b *Board) { b.News = append(b.News, part) })
	t.waitForNews(a.ID, part.Due)
}

// waitForNews notes that somebody is to get a translation, and says by when.
func (t *turn) waitForNews(id string, due int64) {
	t.waitFor(id)
	t.say(Say{Lines: line("translate.news.asked", Args{"when": DateHour(time.Unix(due, 0))})})
}

// waitFor notes in the person's record what they wait for.
func (t *turn) waitFor(id string) {
	all := slices.DeleteFunc(slices.Clone(t.p.Asked), func(had string) bool { return had == id })
	t.p.Asked = append(all, id)
	t.p.Asked = t.p.Asked[max(0, len(t.p.Asked)-mostAsked):]
}

// forgetAsked drops from the record what is on the board no longer.
func (t *turn) forgetAsked() {
	if len(t.p.Asked) == 0 {
		return
	}
	t.p.Asked = slices.DeleteFunc(t.p.Asked, func(id string) bool {
		_, known := t.w.Board.announcement(id)
		return !known
	})
	if len(t.p.Asked) == 0 {
		t.p.Asked = nil
	}
}

// Recall gives the words of an announcement back to a part that was asked for; without
// words there is nothing to translate, and the part ends.
func (a *Announcement) Recall(texts Text) {
	words := texts[a.From]
	if a.Void = words == ""; a.Void {
		a.DropWords()
		return
	}
	a.Texts = Text{a.From: words}
	a.Others = a.passage().asking(a.Langs[0], a.Made)
}

// Recalls says whether a part waits for its words.
func (a *Announcement) Recalls() bool {
	return a.Asked && !a.Started && !a.Void && a.Texts == nil && len(a.Others) > 0
}

// StripAsked leaves of a part that is going out what somebody who asks later needs: its
// translation.
func (a *Announcement) StripAsked() {
	texts := Text{}
	for _, l := range a.Langs {
		if words := a.Texts[l]; words != "" {
			texts[l] = words
		}
	}
	a.DropWords()
	if len(texts) > 0 {
		a.Texts = texts
	}
}

// WaitsFor says whether somebody asked for what a part says.
func (p *Person) WaitsFor(a Announcement) bool {
	return slices.Contains(p.Asked, a.Of) || slices.Contains(p.Asked, a.ID)
}

// AskedSay is the translation that somebody asked for, or word that it is not ready.
func AskedSay(a Announcement, lang Lang, chat int64) Say {
	say := Say{Lang: lang, Chat: chat, Fresh: true}
	switch {
	case a.Session != "" && a.Texts[lang] != "":
		return a.toldPush(lang, chat)
	case a.Texts[lang] == "":
		say.Lines, say.Rows = line("translate.news.late", nil), column(link("translate.ask", "translated."+a.Of))
		return say
	}
	say.Lines = append(line("announce.words", Args{"text": Rich(Text{lang: a.Texts[lang]})}), Line{Key: "translate.from", Args: Args{"tongue": Tongue(a.From)}})
	return say
}

// askedKept says in "My data" that they wait for translations.
func (t *turn) askedKept() []Line {
	if len(t.p.Asked) == 0 {
		return nil
	}
	return line("mydata.asked", nil)
}
