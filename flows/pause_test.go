package flows

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestStopWords(t *testing.T) {
	stops := []string{
		"stop", "STOP", " Stop! ", "стоп", "СТОП.", "Зупинити", "зупини", "досить", "pare", "¡Parar!", "¡Alto!", "basta", "baja",
		"עצור", "די!", "הסר", "توقف", "قف", "إيقاف", "أوقف", "ايقاف", "إلغاء الاشتراك", "تـوقف", "تَوَقَّف", "zatrzymaj", "Przestań!",
		"Stop. Thank you", "stop please", "Please stop!", "STOP STOP", "stop stop stop now", "Stop writing to me, please", "No more messages, thanks",
		"Basta ya", "Alto, por favor", "pare, muchas gracias", "No me escriban más", "no me escriban mas porfavor", "Quiero darme de baja, gracias",
		"די, תודה", "עצרו בבקשה", "מספיק, תודה רבה", "תפסיקו לכתוב לי", "נא להפסיק", "אל תשלחו לי הודעות, תודה", "תסירו אותי בבקשה",
		"أوقفوا", "توقفوا من فضلكم", "كفى، شكرًا لكم", "قف رجاءً", "لا تكتبوا لي", "خلص بكفي", "وقفوا الرسايل لو سمحتم", "ما بدي رسائل",
		"стоп пожалуйста", "Хватит. Спасибо большое", "СТОП СТОП", "не пишите мне больше", "Перестаньте, пожалуйста",
		"Досить, дякую", "стоп, будь ласка", "Не пишіть мені більше!", "годі вже",
		"Stop, proszę", "Dość, dziękuję", "przestańcie już", "Nie pisz do mnie",
		"Dość", "dos\u0301c\u0301", "wypisz  mnie", "Please don't send me messages", "opt out", "Больше не присылайте мне сообщения", "отключите сообщения, пожалуйста",
		"Не надсилайте мені повідомлень, будь ласка", "відпишіть мене", "Proszę przestać pisać", "Proszę do mnie nie pisać", "nie chcę więcej wiadomości", "unsubscribe", "\u200fעצור\u200f", "🛑 stop 🛑",
	}
	for _, s := range stops {
		if !stopWord(s) {
			t.Errorf("%q is not taken for STOP", s)
		}
	}
	others := []string{
		"", "!", "please", "Thank you", "дякую", "the bus does not stop here", "please stop the cars", "stop him please", "спасибо, хватит шуметь во дворе",
		"автобус стоп не робить, дякую", "para mi hija, gracias", "די רועש כאן, תודה", "توقفوا عن ضربي", "proszę o stop na rogu",
		"stop it there is a car", "bus stop", "stop 5", "non-stop", "стопка", "не стоп", "вимкніть ліхтар", "не надсилайте наряд", "proszę przestać hałasować", "messages", "паралель", "para mi", "alto el fuego",
		"די ביקורת", "קשה להפסיק", "خلص", "وقفوا السيارات لو سمحتم", "no me escriba el policía", "قفل", "nie stop", "достоп", strings.Repeat("stop ", 20), strings.Repeat("!", 500) + "stop",
	}
	for _, s := range others {
		if stopWord(s) {
			t.Errorf("%q is taken for STOP", s)
		}
	}
}

func TestStopWordsAreFolded(t *testing.T) {
	for _, w := range slices.Concat(stopWords(), politeWords()) {
		if n := len(strings.Fields(w)); n > longestPhrase {
			t.Errorf("%q can never match: it has %d words", w, n)
		}
		if fold(w) != w {
			t.Errorf("%q can never match: folded it is %q", w, fold(w))
		}
	}
}

func TestPauseKeepsTheDraft(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	p.link(who, "concern")
	p.press(who, "street")
	step, serial := p.people[who].Step, p.people[who].Serial
	out := p.write(who, "стоп")
	now := p.people[who]
	if !now.Paused || now.Draft == nil || now.Step != step || now.Serial != serial {
		t.Fatalf("after STOP: %+v", now)
	}
	if len(out.Says) != 1 || out.Says[0].Screen || !out.Says[0].Fresh {
		t.Errorf("said: %+v", out.Says)
	}
	out = p.link(who, "resume")
	if p.people[who].Paused || p.people[who].Step != step || !says(out, "pause.resumed") {
		t.Errorf("after resuming: %+v", p.people[who])
	}
}

// TestAPoliteStopWhileTelling: STOP wins while a text is being collected, however
// politely it is said, and a sentence with the word in it is a text.
func TestAPoliteStopWhileTelling(t *testing.T) {
	p := town(t)
	who := p.join(1)
	p.script(who, "& concern", "* street", "* mine")
	if out := p.write(who, "Stop. Thank you"); !says(out, "pause.paused") || p.people[who].Step != StepWords || p.people[who].Draft.Words != "" {
		t.Errorf("a polite STOP is answered with %+v", out.Says)
	}
	if p.write(who, "The bus does not stop here"); p.people[who].Draft.Words != "The bus does not stop here" {
		t.Errorf("a sentence about a bus became %+v", p.people[who].Draft)
	}
}

func TestPauseLeadsToErasing(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	out := p.command(who, "stop")
	p.link(who, out.Says[0].Rows[2][0].Do)
	if p.people[who].Step != StepDataErase {
		t.Errorf("at %q", p.people[who].Step)
	}
}

func TestPauseWhileArriving(t *testing.T) {
	p := newPlay(t)
	who := ID{1}
	p.command(who, "start")
	p.press(who, "en")
	out := p.write(who, "stop")
	if !p.people[who].Paused || p.people[who].Step != StepAge {
		t.Fatalf("after STOP: %+v", p.people[who])
	}
	p.press(who, "adult") // nobody is stuck
	if p.people[who].Step != StepNotice {
		t.Errorf("at %q", p.people[who].Step)
	}
	if p.link(who, out.Says[0].Rows[1][0].Do); p.people[who] != nil {
		t.Error("the button to erase left something")
	}
}

func TestResumeNamesTheSessions(t *testing.T) {
	p, who := settled(t)
	p.write(who, "stop")
	if !says(p.link(who, "resume"), "pause.sessions") {
		t.Error("the sessions are not named")
	}
	p.write(who, "stop")
	if out := p.command(who, "start"); p.people[who].Paused || !says(out, "pause.resumed") {
		t.Error("/start does not resume")
	}
}

func TestHelpChangesNothing(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	p.link(who, "concern")
	p.press(who, "street")
	before := *p.people[who]
	out := p.command(who, "help")
	if p.people[who].Step != before.Step || p.people[who].Draft == nil || !says(out, "help.menu") || !says(out, "help.emergency") {
		t.Errorf("help said %v and left %+v", out.Says, p.people[who])
	}
	p.link(who, "here")
	if p.people[who].Step != before.Step {
		t.Errorf("the way back leads to %q", p.people[who].Step)
	}
}

func TestHideLeavesOneNeutralLine(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	p.link(who, "concern")
	p.press(who, "street")
	old := p.people[who].Serial
	out := p.command(who, "hide")
	if len(out.Says) != 1 || !out.Says[0].Hide || out.Says[0].Screen || len(out.Says[0].Rows) != 1 {
		t.Fatalf("said: %+v", out.Says)
	}
	if now := p.people[who]; now.Draft != nil || now.Step != StepMenu || now.Was != "" {
		t.Errorf("left: %+v", now)
	}
	p.now = p.now.Add(justNow)
	if out := p.turn(who, Event{Kind: Press, Do: "street", Serial: old}); !says(out, "common.older") {
		t.Error("a button that was hidden still works")
	}
}

// A clock that steps back makes no press a second one of the same finger.
func TestAnOlderButtonAfterTheClockSteppedBack(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	p.link(who, "concern")
	old := p.people[who].Serial
	p.press(who, "street")
	p.now = p.now.Add(-time.Hour)
	if out := p.turn(who, Event{Kind: Press, Do: "street", Serial: old}); !says(out, "common.older_private") {
		t.Errorf("said: %+v", out)
	}
}

func TestHideWhileArrivingForgetsNothing(t *testing.T) {
	p := newPlay(t)
	who := ID{1}
	p.command(who, "start")
	p.press(who, "en")
	p.command(who, "hide")
	p.link(who, "menu")
	if p.people[who].Step != StepAge {
		t.Errorf("at %q", p.people[who].Step)
	}
}

func TestMisfitNamesTheThing(t *testing.T) {
	p := withGuides(t)
	who := p.join(1)
	for _, e := range []struct {
		Event
		key string
	}{
		{Event{Kind: Other, What: "sticker"}, "thing.sticker"},
		{Event{Kind: Other, What: "no such thing"}, "thing.unknown"},
		{Event{Kind: Place}, "thing.place"},
		{Event{Kind: Photo}, "thing.photo"}, // no use among the guides
	} {
		misfit := "menu.misfit"
		if e.Kind == Photo {
			p.press(who, "guides")
			misfit = "common.misfit.button"
		}
		if out := p.turn(who, e.Event); !says(out, e.key) || !says(out, misfit) {
			t.Errorf("%s is answered with %v", e.key, out.Says[len(out.Says)-1].Lines)
		}
	}
	for what := range p.messages {
		if name, ok := strings.CutPrefix(what, "thing."); ok {
			turn := &turn{e: Event{Kind: Other, What: name}}
			if got := turn.unusable(); got != what && name != "photo" && name != "voice" && name != "place" {
				t.Errorf("%s can never be said: it became %s", what, got)
			}
		}
	}
}

func TestADetourNeverLosesAFlow(t *testing.T) {
	for _, way := range []string{"language", "start"} {
		p := newPlay(t)
		who := p.join(1)
		p.link(who, "concern")
		p.press(who, "street")
		step := p.people[who].Step
		p.command(who, way)
		p.command(who, "sessions")
		if p.people[who].Step != StepInterrupted {
			t.Fatalf("/%s, /sessions: at %q without a question", way, p.people[who].Step)
		}
		if p.press(who, "on"); p.people[who].Step != step || p.people[who].Draft == nil {
			t.Errorf("/%s: went on at %+v", way, p.people[who])
		}
		p.command(who, way)
		p.command(who, "sessions")
		if p.press(who, "leave"); p.people[who].Step != StepSessions || p.people[who].Draft != nil {
			t.Errorf("/%s: left to %+v", way, p.people[who])
		}
	}
}

// TestWhatWasDoneIsNotReplaced: a screen that says what was done, such as that
// messages come again, waits for its turn however many newer ones stand behind it. One
// that only says how to answer does not.
func TestWhatWasDoneIsNotReplaced(t *testing.T) {
	p := newPlay(t)
	who := p.join(1)
	p.write(who, "stop")
	screen := func(out Outcome) Say {
		t.Helper()
		i := slices.IndexFunc(out.Says, func(s Say) bool { return s.Screen })
		if i < 0 {
			t.Fatal("there is no screen")
		}
		return out.Says[i]
	}
	if s := screen(p.command(who, "start")); !s.Tells {
		t.Error("that messages come again may be replaced")
	}
	if s := screen(p.command(who, "start")); s.Tells {
		t.Error("a bare screen may not be replaced")
	}
	if s := screen(p.command(who, "nonsense")); s.Tells {
		t.Error("a hint may not be replaced")
	}
}
