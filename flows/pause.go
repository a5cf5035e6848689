package flows

import (
	"strings"
	"unicode"
)

// pauseScreens: pausing has no screen of its own. Whatever the person was in
// the middle of stays as it is.
func pauseScreens() map[Step]screen { return nil }

// pause stops every push. It is confirmed by a message of its own, so that a
// draft is not lost, and works before onboarding is over.
func (t *turn) pause() {
	t.p.Paused = true
	t.do(CallOff{})
	rows := column(link("pause.resume", "resume"), link("pause.erase", "mydata.erase"))
	if !t.p.Registered() { // nothing to look at yet: leaving erases all
		rows = column(link("pause.resume", "resume"), link("pause.erase", "cancel"))
	}
	lines := []Line{{Key: "pause.paused"}}
	if t.p.Age != AgeChild && len(t.p.Sessions) > 0 {
		lines = append(lines, Line{Key: "pause.seats"})
	}
	t.say(Say{Lines: append(lines, Line{Key: "pause.write"}), Rows: rows})
}

// resume takes the pause back and says what will be written about, in the place
// of the message that told of the pause. The screen that is open stays as it is.
func (t *turn) resume() {
	t.p.Paused = false
	rows := column(toMenu())
	if t.inFlow() || !t.p.Registered() {
		rows = column(link("help.here", "here"))
	}
	t.answerHere(Say{Lines: t.resumed(), Rows: rows})
}

func (t *turn) resumed() []Line {
	lines := line("pause.resumed", nil)
	if names := t.sessionNames(); len(names) > 0 {
		lines = append(lines, Line{Key: "pause.sessions", Args: Args{"titles": names}})
	}
	return lines
}

// unknownLeaves answers somebody of whom nothing is kept - often because they
// have just erased it - and who wants no conversation: they ask to be left
// alone, or press Show number on a message that is still there. Nothing is
// kept of it either.
func (t *turn) unknownLeaves() bool {
	word := t.e.Kind == Command && (t.e.Word == "stop" || t.e.Word == "cancel")
	switch {
	case word, t.e.Kind == Words && stopWord(t.e.Text):
		t.say(Say{Lines: line("pause.stranger", nil)})
	case t.number():
	default:
		return false
	}
	t.do(Erase{})
	return true
}

// stopWords are what people send to be left alone, folded as fold does, in all
// languages at once: nobody has to remember which one the bot speaks. Each is
// meant as a whole message.
func stopWords() []string {
	return []string{
		"stop", "unsubscribe", // en, pl
		"alto", "para", "pare", "parar", "basta", "baja", // es
		"עצור", "עצרי", "די", "הפסק", "הפסיקי", "תפסיק", "תפסיקי", "הסר", "סטופ", // he
		"توقف", "توقفي", "قف", "ايقاف", "اوقف", "كفى", "الغاء الاشتراك", "ستوب", // ar
		"стоп", "остановись", "остановить", "прекрати", "прекратите", "хватит", "отписаться", // ru
		"зупинити", "зупини", "зупинись", "зупиніться", "припини", "припиніть", "досить", "годі", "відписатися", // uk
		"zatrzymaj", "przestań", "przestan", "dość", "dosc", "wypisz", "wypisz mnie", // pl
	}
}

// stopWord says whether a message is nothing but a wish to be left alone.
func stopWord(text string) bool {
	if len(text) > 64 {
		return false
	}
	folded := fold(text)
	for _, w := range stopWords() {
		if folded == w {
			return true
		}
	}
	return false
}

// fold makes lower case of a text, keeps letters, digits and single spaces between
// words, and drops what phones put in: punctuation, emoji, direction marks,
// vowel points. Arabic alef loses its hamza, which many do not type.
func fold(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r == 'أ' || r == 'إ' || r == 'آ' || r == 'ٱ':
			b.WriteRune('ا')
		case r == 'ـ': // tatweel only stretches a word
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteRune(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
