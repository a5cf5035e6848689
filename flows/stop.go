package flows

import (
	"slices"
	"strings"

	"porchlight/flows/danger"
)

// This file is about what may be a wish to be left alone, in the middle of other
// words: "Stop. I don't want this". It is asked about once: it is never taken for a
// part of a concern in silence, and what is a part of one is not lost either.

// StepStopSure asks whether the person wants to be left alone.
const StepStopSure Step = "stop.sure"

// A text that may be a wish to be left alone has at most so many words; one that is
// only because of how it begins, or of a saying that may be about somebody else, fewer.
const (
	longestMaybe  = 12
	shortestMaybe = 4
)

// stopFirst begin many a wish to be left alone and few other things. Words with a
// second meaning, such as Spanish "para", are not here.
func stopFirst() []string {
	return []string{"stop", "unsubscribe", "enough", "basta", "עצור", "עצרי", "עצרו", "תפסיק", "תפסיקי", "תפסיקו", "הפסיקו", "מספיק", "توقف", "توقفي", "توقفوا", "كفى",
		"стоп", "хватит", "довольно", "прекрати", "прекратите", "перестань", "перестаньте", "досить", "годі", "припини", "припиніть", "przestań", "przestan", "przestańcie", "dość", "dosc"}
}

// stopThings follow the word stop where it is a sign, a light or a place.
func stopThings() []string {
	return []string{"sign", "signs", "light", "lights", "line", "lines", "button"}
}

// leaveWords ask to be left alone, the bot or somebody else.
func leaveWords() []string {
	return []string{"leave me alone", "leave us alone", "let me be", "déjenme en paz", "déjeme en paz", "déjame en paz", "עזבו אותי", "עזוב אותי", "תעזבו אותי", "תעזוב אותי",
		"תניחו לי", "اتركوني", "اتركني", "دعوني وشاني", "دعني وشاني", "отстаньте", "отстань", "оставьте меня в покое", "оставь меня в покое", "не беспокойте", "не беспокойте меня",
		"відчепіться", "відчепись", "дайте мені спокій", "залиште мене у спокої", "не турбуйте", "не турбуйте мене", "dajcie mi spokój", "daj mi spokój", "zostawcie mnie w spokoju", "odczep się"}
}

// maybeStop says whether a text that is no clear wish to be left alone may be one:
// a sentence of it is, or it begins like one, or says so of somebody.
func maybeStop(text string) bool {
	if len(text) > 512 || stopWord(text) {
		return false
	}
	words := strings.Fields(fold(text))
	if len(words) == 0 || len(words) > longestMaybe {
		return false
	}
	sentences := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".,!?;:…\n،؛؟—–", r) })
	if len(sentences) > 1 && slices.ContainsFunc(sentences, stopWord) {
		return true
	}
	short := len(words) <= shortestMaybe
	if short && slices.Contains(stopFirst(), words[0]) && (len(words) == 1 || !slices.Contains(stopThings(), words[1])) {
		return true
	}
	all := " " + strings.Join(words, " ") + " "
	says := func(phrase string) bool { return strings.Contains(all, " "+phrase+" ") }
	return slices.ContainsFunc(leaveWords(), says) ||
		slices.ContainsFunc(stopWords(), func(w string) bool { return strings.Count(w, " ") >= 2 && says(w) })
}

// unsureStop asks about such a text, also under a file, on every screen but desks'. It
// stays with the person until they have said what it is, with the picture or voice note
// that it belongs to; a child's does not.
func (t *turn) unsureStop() bool {
	if t.written() == "" || !t.p.resident() || forStaff(t.p.Step) || t.p.Step == StepStopSure || !maybeStop(t.e.Text) {
		return false
	}
	if _, cry := danger.Find(t.e.Text); cry {
		return false
	}
	t.p.Was, t.p.Misses = t.covered(), 0
	if t.p.Age != AgeChild {
		t.holdStop()
	}
	t.fresh = true
	t.show(StepStopSure)
	return true
}

// holdStop keeps what may be a wish to be left alone, and says of a file that nobody could
// pass on that only its words are kept.
func (t *turn) holdStop() {
	t.p.Stop = beginning(cleanWords(t.e.Text), mostKept)
	file := t.e.File
	switch t.e.Kind {
	case Photo:
		t.p.StopPhoto = &file
	case Voice:
		t.p.StopVoice = &file
	case Other:
		t.note(t.unusable(), nil)
		t.note("collect.words_kept", nil)
	}
}

// forgetStop drops it, whatever it was.
func (f *Flow) forgetStop() { f.Stop, f.StopPhoto, f.StopVoice = "", nil, nil }

// askStopSure looks and goes like the screen under it: the text may be about home.
func askStopSure(t *turn) Say {
	say := Say{Lines: line("pause.sure.ask", nil), Rows: column(act("pause.sure.stop", "stopyes"), act("pause.sure.no", "stopno"))}
	if under, ok := screens()[t.p.Was]; ok {
		if u := under.ask(t); u.Vanish > 0 {
			say.Lines = append([]Line{neutral()}, say.Lines...)
			say.Vanish, say.Protect = u.Vanish, true
		}
	}
	return say
}

func hearStopSure(t *turn) bool {
	switch {
	case t.pressed("stopyes"):
		t.pause()
		last := &t.out.Says[len(t.out.Says)-1]
		last.Here, last.Fresh = true, false
	case t.pressed("stopno"):
		t.goOn()
	case t.written() != "" && maybeStop(t.e.Text): // twice is clear
		t.pause()
	case t.written() != "" && !t.alarmed() && t.p.Age != AgeChild: // more of it
		if what := t.unusable(); what != "" { // of a picture the words only
			t.note(what, nil)
			t.note("collect.words_kept", nil)
		} else {
			t.note("collect.added", nil)
		}
		t.p.Stop = addWords(t.p.Stop, t.e.Text)
		t.show(StepStopSure)
	default:
		return false
	}
	return true
}

// goOn hears what was asked about where the person was, as if it came now.
func (t *turn) goOn() {
	was, e := t.p.Was, Event{Kind: Words, Text: t.p.Stop}
	switch {
	case t.p.StopPhoto != nil:
		e.Kind, e.File = Photo, *t.p.StopPhoto
	case t.p.StopVoice != nil:
		e.Kind, e.File = Voice, *t.p.StopVoice
	}
	t.p.Was = ""
	t.p.forgetStop()
	t.p.Step = t.comeBack(was)
	t.fresh = true
	t.e.Kind, t.e.Do, t.e.Text, t.e.File, t.e.Album, t.e.Sent = e.Kind, "", e.Text, e.File, "", 0 // the message is remembered already
	switch {
	case e.Text == "":
		t.show(t.p.Step)
	default:
		t.answer()
	}
}
