package flows

import (
	"maps"
	"slices"
	"time"
)

// This file is about what a meeting says, in other languages: its title, what it is
// about, why it does not take place or not when it was planned, and the notes for
// whoever leads it. What an organiser writes in a language counts as reviewed; for the
// others translators are asked, and until then people read the original, marked. No
// place, no address and no hour is shown to translators.

// The texts of a meeting. They stand on buttons and in marks: never rename one.
const (
	sessionTitle = "title"
	sessionAbout = "about"
	sessionWhy   = "why"
	sessionNotes = "notes"

	sessionMinutes = "minutes"
)

// cardTexts are those that whoever opens the meeting reads.
var cardTexts = []string{sessionTitle, sessionAbout, sessionWhy}

// sessionText is one of the texts of a meeting, where it is kept.
type sessionText struct {
	name   string
	what   string
	words  Text // as organisers wrote it
	others *[]Translation
	most   int
}

// texts lists them; others points into s.
func (s *Session) texts() []sessionText {
	notes := Text{}
	if s.Notes != "" {
		notes[s.NotesIn] = s.Notes
	}
	return []sessionText{
		{sessionTitle, "translate.what.title", s.Title, &s.TitleOthers, limitName},
		{sessionAbout, "translate.what.about", s.About, &s.AboutOthers, limitAbout},
		{sessionWhy, "translate.what.why", s.News.Why.Own, &s.News.Why.Others, limitAddress},
		{sessionNotes, "translate.what.notes", notes, &s.NotesOthers, mostNotes},
		{sessionMinutes, "translate.what.minutes", s.Report.text(), &s.Report.Others, mostMinutesTranslated},
	}
}

// passage is one of its texts as a text to be translated, from the language in which
// the meeting was written first.
func (s *Session) passage(x sessionText) passage {
	if x.name == sessionMinutes {
		return s.minutesPassage()
	}
	from := s.From
	if x.words[from] == "" || x.name == sessionNotes {
		from = x.words.from("")
	}
	if x.name == sessionNotes {
		from = s.NotesIn
	}
	w := passage{at: "m/" + s.ID + "/" + x.name, what: x.what, from: from, words: x.words[from], others: *x.others, due: s.Start, most: x.most}
	for l, words := range x.words {
		if l != from && words != w.words { // the same words for all are nobody's translation
			w.also = append(w.also, l)
		}
	}
	return w
}

// passages lists the texts that somebody may still translate: of a meeting that has begun
// its minutes alone, and of a cancelled one the reason alone.
func (s Session) passages(now time.Time) []passage {
	if now.Unix() >= s.Start {
		if w := s.minutesPassage(); w.words != "" && w.from != "" && !w.closed {
			return []passage{w}
		}
		return nil
	}
	var all []passage
	for _, x := range s.texts() {
		reason := x.name == sessionWhy
		if x.name == sessionMinutes {
			continue
		}
		if w := s.passage(x); w.words != "" && w.from != "" && (reason == s.Cancelled || reason && s.News.What&NewsTime != 0) {
			all = append(all, w)
		}
	}
	return all
}

// read is a text of the meeting with what was translated of it.
func (s Session) read(name string) Text {
	for _, x := range s.texts() {
		if x.name != name {
			continue
		}
		w, words := s.passage(x), x.words
		for _, o := range w.standing() {
			if o.State == TranslationReviewed && !slices.Contains(w.also, o.Lang) && o.Lang != w.from {
				words = words.with(o.Lang, o.Words)
			}
		}
		return words
	}
	return nil
}

func (s Session) title() Text { return s.read(sessionTitle) }
func (s Session) about() Text { return s.read(sessionAbout) }

// tongueMarks say in which language some of its texts are, if that is not simply the
// reader's: of the first that nobody translated, else of one that somebody did.
func (s Session) tongueMarks(l Lang, names ...string) []Line {
	var translated []Line
	for _, x := range s.texts() {
		w := s.passage(x)
		if !slices.Contains(names, x.name) || w.words == "" || w.from == l || slices.Contains(w.also, l) {
			continue
		}
		if _, theirs := w.in(l); theirs {
			translated = w.marks(l)
			continue
		}
		shown := w.from
		if x.words[l] == "" {
			shown = x.words.from(l)
		}
		return line("translate.original", Args{"tongue": Tongue(shown)})
	}
	return translated
}

// wanted lists the languages among some in which a text can still be asked for.
func (s Session) wanted(langs []Lang, now time.Time, names ...string) []Lang {
	var all []Lang
	for _, l := range langs {
		if len(s.wantedIn(l, now, names...)) > 0 {
			all = append(all, l)
		}
	}
	return all
}

func (s Session) wantedIn(l Lang, now time.Time, names ...string) []passage {
	return slices.DeleteFunc(s.passages(now), func(w passage) bool { return !slices.Contains(names, sessionTextOf(w.at)) || !w.wants(l) })
}

// sessionTextOf is which of its texts a place names.
func sessionTextOf(at string) string {
	for _, name := range append(slices.Clone(cardTexts), sessionNotes, sessionMinutes) {
		if len(at) > len(name) && at[len(at)-len(name)-1:] == "/"+name {
			return name
		}
	}
	return ""
}

// asking is the meeting once translations of some texts into some languages are asked for.
func (s Session) asking(langs []Lang, now time.Time, names ...string) Session {
	for _, l := range langs {
		for _, w := range s.wantedIn(l, now, names...) {
			s.setOthers(w.at, w.asking(l, now.Unix()))
		}
	}
	return s
}

// setOthers replaces the translations of one text.
func (s *Session) setOthers(at string, all []Translation) {
	for _, x := range s.texts() {
		if x.name == sessionTextOf(at) {
			*x.others = all
		}
	}
}

// left lists the languages of a programme in which an organiser left a text of the card
// to translators.
func (s Session) left(langs []Lang) []Lang {
	return slices.DeleteFunc(slices.Clone(langs), func(l Lang) bool {
		return !slices.ContainsFunc(s.texts(), func(x sessionText) bool {
			return slices.Contains(cardTexts, x.name) && len(x.words) > 0 && x.words[l] == ""
		})
	})
}

// settled is a meeting as it goes onto the board in place of another: it keeps what was
// translated of words that stay, and what the organiser left to translators is asked for.
func (s Session) settled(was Session, langs []Lang, now time.Time) Session {
	for i, had := range was.texts() {
		x := s.texts()[i]
		if x.name != sessionWhy {
			*x.others = *had.others
		}
		w := s.passage(x)
		*x.others = slices.DeleteFunc(w.standing(), func(o Translation) bool {
			idle := s.Cancelled && x.name != sessionWhy && o.State != TranslationReviewed
			return idle || slices.Contains(w.also, o.Lang)
		})
	}
	return s.asking(s.left(langs), now, cardTexts...)
}

// untranslatable lists the languages among some into which nobody could translate it.
func (t *turn) untranslatable(s Session, langs []Lang) []Lang {
	return slices.DeleteFunc(slices.Clone(langs), func(l Lang) bool {
		for _, x := range s.texts() {
			if from := s.passage(x).from; from != "" && from != l && slices.Contains(cardTexts, x.name) && x.words[l] == "" && !t.w.Board.somebodyTranslates(translateNews, "", from, l) {
				return false
			}
		}
		return true
	})
}

// leftLines say to the organiser what translators are asked for.
func (t *turn) leftLines(s Session) []Line {
	langs := s.left(t.w.Programme.Languages)
	if len(langs) == 0 {
		return nil
	}
	lines := line("organise.translators", Args{"tongues": Tongues(langs)})
	if nobody := t.untranslatable(s, langs); len(nobody) > 0 {
		lines = append(lines, Line{Key: "announce.ask.nobody", Args: Args{"tongues": Tongues(nobody)}})
	}
	return lines
}

// underWayLines say that translations for the reader were asked for.
func (t *turn) underWayLines(all []passage) []Line {
	var first int64
	for _, w := range all {
		if o, ok := w.to(t.p.Lang); ok && w.from != t.p.Lang && o.State != TranslationReviewed && (first == 0 || o.Asked < first) {
			first = o.Asked
		}
	}
	if first == 0 {
		return nil
	}
	return line("translate.under_way", Args{"day": Date(time.Unix(first, 0))})
}

// askableCard says whether somebody who reads the card may ask for it in their language, or
// to be told when it is there. Of a meeting of young people only its organisers ask.
func (t *turn) askableCard(s Session) bool {
	return !s.Youth && !(s.Both && t.p.Minor()) && (len(s.wantedIn(t.p.Lang, t.e.Now, cardTexts...)) > 0 || s.awaits(t.p.Lang, t.e.Now) && !t.waitsForMeeting(s))
}

// askCard asks for the card in the reader's language, and to be told.
func (t *turn) askCard(s Session) {
	told := "translate.meeting.asked"
	if t.p.Paused {
		told = "translate.asked"
	}
	t.askMeeting(s, []Lang{t.p.Lang}, told, cardTexts...)
	t.waitForMeeting(s)
}

// askMeeting asks for the texts of a meeting in some languages, and says what happens next:
// asked, if there are people who can make it.
func (t *turn) askMeeting(s Session, langs []Lang, asked string, names ...string) {
	can := true
	for _, l := range langs {
		for _, w := range s.passages(t.e.Now) {
			asks := slices.Contains(names, sessionTextOf(w.at)) && w.from != l && !slices.Contains(w.also, l)
			can = can && (!asks || t.w.Board.somebodyTranslates(translateNews, "", w.from, l))
		}
	}
	next := s.asking(langs, t.e.Now, names...)
	t.changeBoard(func(b *Board) { b.put(next) })
	if can {
		t.note(asked, nil)
	} else {
		t.note("translate.asked_nobody", nil)
	}
}

// travelling is a meeting as it leaves the board, in a calendar file: in words that its
// reader can read, and without what is for translators and whoever leads it.
func (s Session) travelling() Session {
	s.Title, s.About = maps.Clone(s.title()), maps.Clone(s.about())
	s.TitleOthers, s.AboutOthers, s.NotesOthers, s.Notes, s.Leads, s.News.Why = nil, nil, nil, "", nil, Why{}
	s.Report, s.NoMinutes, s.Yes, s.Adults = Minutes{}, "", BothYes{}, nil
	return s
}

// askedLines say to organisers in which languages translations are under way.
func (t *turn) askedLines(s Session) []Line {
	var langs []Lang
	for _, w := range s.passages(t.e.Now) {
		for _, k := range w.tasks() {
			if !slices.Contains(langs, k.To) && sessionTextOf(w.at) != sessionNotes {
				langs = append(langs, k.To)
			}
		}
	}
	if len(langs) == 0 {
		return nil
	}
	return line("organise.translators", Args{"tongues": Tongues(langs)})
}
