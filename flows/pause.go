package flows

import (
	"slices"
	"strings"
	"unicode"
)

func pauseConversation() conversation {
	paused := func(t *turn) bool { return t.p.Paused }
	return conversation{
		name:    "pause",
		screens: map[Step]screen{StepStopSure: {ask: askStopSure, hear: hearStopSure, detour: true}},
		doors: []door{
			{word: "stop", by: byButton | byCommand, listed: 130, over: always((*turn).pause)},
			{word: "resume", by: byButton, over: always((*turn).resume)},
		},
		menu: []menuRow{
			{at: 100, key: "menu.pause", do: "pause", more: true, half: true, when: func(t *turn) bool { return !t.p.Paused }, open: (*turn).pause},
			{at: 118, key: "menu.resume", do: "resume", half: true, when: paused, open: (*turn).resumeInMenu},
		},
		first:  (*turn).stops,
		forget: func(p *Person) { p.forgetStop() },
		keeps:  kept{lines: (*turn).pauseKept, export: func(t *turn, e *Export) { e.Paused = t.p.Paused }},
	}
}

// stops takes a word that asks to be left alone, on any screen.
func (t *turn) stops() bool {
	if !stopWord(t.e.Text) {
		return false
	}
	t.pause()
	return true
}

// resumeInMenu takes the pause back, and says so above the menu.
func (t *turn) resumeInMenu() {
	t.p.Paused = false
	t.hint = append(t.hint, t.resumed()...)
	t.show(StepMenu)
}

// pause stops every push. It is confirmed by a message of its own, so that a
// draft is not lost, and works before onboarding is over.
func (t *turn) pause() {
	if t.p.Step == StepStopSure { // that question is answered
		t.p.Step, t.p.Was = t.p.Was, ""
		t.p.forgetStop()
		t.p.Serial++ // its buttons are those of an older screen
	}
	t.p.Paused = true
	t.do(CallOff{})
	rows := column(link("pause.resume", "resume"), link("pause.topics", "topics"), link("pause.erase", "mydata.erase"))
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
	case word, t.written() != "" && stopWord(t.e.Text):
		t.say(Say{Lines: line("pause.stranger", nil)})
	case t.dials():
	default:
		return false
	}
	t.do(Erase{})
	return true
}

// stopWords are what people send to be left alone, folded as fold does, in all
// languages at once: nobody has to remember which one the bot speaks. Each is
// meant as a whole message, but for polite words around it.
func stopWords() []string {
	return []string{
		"stop", "unsubscribe", "stop writing", "stop writing to me", "stop messaging me", "stop texting me", "stop sending messages",
		"stop sending me messages", "stop the messages", "stop messages", "no more messages", "stop it", "stop this", "stop that", "unsubscribe me",
		"dont write to me", "do not write to me", "dont message me", "dont text me", "dont contact me", "do not contact me",
		"dont send me messages", "do not send me messages", "i dont want messages", "no messages", "opt out", "remove me", "turn off messages", // en, pl
		"alto", "para", "pare", "parar", "paren", "basta", "baja", "deje de escribirme", "no me escriba más", "no me escriban más",
		"no me escriba mas", "no me escriban mas", "no me escriba", "no me escriban", "no me escribas", "no me escribas más", "no me escribas mas",
		"deja de escribirme", "dejen de escribirme", "deténgase", "detengase", "detente", "darme de baja", "quiero darme de baja",
		"no más mensajes", "no mas mensajes", "no quiero mensajes", "no quiero más mensajes", "no quiero mas mensajes", // es
		"עצור", "עצרי", "עצרו", "די", "מספיק", "הפסק", "הפסיקי", "הפסיקו", "תפסיק", "תפסיקי", "תפסיקו", "הסר", "סטופ", "תפסיקו לכתוב לי",
		"תעצור", "תעצרי", "תעצרו", "להפסיק", "הפסיקו לכתוב לי", "תפסיק לכתוב לי", "אל תכתבו לי", "אל תכתבו לי יותר", "לא לכתוב לי",
		"תפסיקו לשלוח הודעות", "תפסיקו לשלוח לי הודעות", "אל תשלחו לי", "אל תשלחו לי הודעות", "לא רוצה הודעות", "הסירו אותי", "תסירו אותי", "תפסיקי לכתוב לי", "אל תכתוב לי", "אל תכתבי לי", // he
		"توقف", "توقفي", "توقفوا", "قف", "ايقاف", "اوقف", "اوقفوا", "كفى", "الغاء الاشتراك", "ستوب", "لا تكتبوا لي",
		"وقف", "وقفوا", "وقفي", "يكفي", "بكفي", "كفاية", "كفايه", "اوقفوا الرسائل", "ايقاف الرسائل", "وقفوا الرسايل",
		"لا تكتب لي", "لا تراسلوني", "لا ترسلوا لي", "لا ترسلوا لي رسائل", "لا اريد رسائل", "ما تبعتولي", "ما تبعتولي رسايل", "لا تبعتولي",
		"ما بدي رسائل", "ما بدي رسايل", "بديش رسايل", "توقفوا عن مراسلتي", "توقف عن مراسلتي", // ar
		"стоп", "остановись", "остановитесь", "остановить", "остановите", "прекрати", "прекратите", "перестань", "перестаньте", "хватит", "отписаться",
		"не пишите", "не пишите мне", "мне не пишите", "не пиши", "не пиши мне", "хватит писать", "хватит мне писать", "перестаньте писать", "перестаньте мне писать",
		"перестаньте писать мне", "прекратите писать", "прекратите мне писать", "прекратите писать мне", "отпишите меня",
		"не присылайте", "не присылайте мне", "не присылайте сообщения", "не присылайте мне сообщения", "не надо мне писать", "не хочу сообщений", "отключите сообщения", // ru
		"зупинити", "зупини", "зупиніть", "зупинись", "зупиніться", "припини", "припиніть", "досить", "годі", "відписатися",
		"перестань", "перестаньте", "не пишіть", "не пишіть мені", "мені не пишіть", "не пиши", "не пиши мені", "досить писати", "досить мені писати",
		"перестаньте писати", "перестаньте мені писати", "припиніть писати", "припиніть мені писати",
		"не надсилайте", "не надсилайте мені", "не надсилайте повідомлень", "не надсилайте мені повідомлень", "не присилайте", "не присилайте мені", "не треба мені писати",
		"не хочу повідомлень", "вимкніть повідомлення", "відпишіть мене", // uk
		"zatrzymaj", "przestań", "przestan", "przestańcie", "dość", "dosc", "wypisz", "wypisz mnie", "nie pisz", "nie pisz do mnie", "nie piszcie",
		"nie piszcie do mnie", "przestań pisać", "przestańcie pisać", "przestań do mnie pisać", "przestańcie do mnie pisać", "proszę nie pisać",
		"przestać", "przestac", "przestać pisać", "nie pisać", "do mnie nie pisać", "nie wysyłajcie wiadomości", "nie wysylajcie wiadomosci", "nie wysyłajcie mi wiadomości", "nie chcę wiadomości",
		"nie chce wiadomosci", "nie chcę więcej wiadomości", "wyłącz wiadomości", "wylacz wiadomosci", "koniec wiadomości", // pl
	}
}

// politeWords may stand around a stop word and change nothing of it.
func politeWords() []string {
	return []string{
		"please", "pls", "plz", "thanks", "thank you", "thank you very much", "many thanks", "thx", "now", "ok", "okay", "any more", "anymore",
		"por favor", "porfavor", "porfa", "gracias", "muchas gracias", "ya", "ahora", "más", "mas",
		"בבקשה", "תודה", "תודה רבה", "כבר", "עכשיו", "נא", "אנא", "יותר",
		"من فضلك", "من فضلكم", "لو سمحت", "لو سمحتم", "رجاء", "شكرا", "شكرا لك", "شكرا لكم", "شكرا جزيلا", "الان", "خلص", "خلاص", "ارجوكم", "بليز", "بعد الان", "بعد اليوم",
		"пожалуйста", "пожалуста", "пж", "пжл", "спасибо", "большое спасибо", "спасибо большое", "уже", "сейчас", "больше",
		"будь ласка", "дякую", "щиро дякую", "спасибі", "вже", "зараз", "більше",
		"proszę", "prosze", "dziękuję", "dziekuje", "dziękuję bardzo", "dzięki", "dzieki", "już", "juz", "teraz", "więcej", "wiecej",
	}
}

// A wish to be left alone has at most so many words, and no phrase in the lists
// has more than longestPhrase.
const (
	longestStop   = 8
	longestPhrase = 5
)

// stopWord says whether a message is nothing but a wish to be left alone, said
// politely or more than once: "Stop. Thank you", "STOP STOP". A sentence that only
// contains the word is none.
func stopWord(text string) bool {
	if len(text) > 256 {
		return false
	}
	words := strings.Fields(fold(text))
	if len(words) > longestStop {
		return false
	}
	stop := false
	for len(words) > 0 {
		n, is := phrase(words)
		if n == 0 {
			return false
		}
		stop = stop || is
		words = words[n:]
	}
	return stop
}

// phrase is how many of the first words are a stop word or a polite one, the most
// that fit; 0 if neither.
func phrase(words []string) (n int, stop bool) {
	for n := min(longestPhrase, len(words)); n > 0; n-- {
		head := strings.Join(words[:n], " ")
		if slices.Contains(stopWords(), head) {
			return n, true
		}
		if slices.Contains(politeWords(), head) {
			return n, false
		}
	}
	return 0, false
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
