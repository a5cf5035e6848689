package bot

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage/redistest"
)

// conversation is what everybody in TestEveryLanguage does, in order: what
// buttons do, or words after "> "; "*" ends the name of the first button that
// begins so.
func conversation() []string {
	return []string{
		"> /start", "LANG", "adult", "more", "back", "agree", "place", "> 42", "AREA",
		"concern", "street", "point", "> 42", "back", "list", "AREA", "> WORDS", "answer", "change", "sight", "read", "change", "words", "again", "> WORDS", "send", "menu",
		"concern", "police", "tell", "skip", "> WORDS", "answer", "send", "menu",
		"concern", "home", "number.*", "here", "tell", "mine", "> WORDS", "counted", "send", "menu",
		"concern", "hate", "support", "back", "report", "tell", "skip", "> WORDS", "read", "send", "menu",
		"concern", "something", "skip", "> LONG", "answer", "send", "menu",
		"my", "case.*", "withdraw", "keep", "withdraw", "withdraw", "back", "menu",
		"sessions", "others", "s.*", "who", "back", "join", "calendar", "leave", "back", "leave", "place", "back",
		"near", "officer", "back", "n.*", "v.*", "back",
		"> /menu", "more", "mydata", "page", "file", "erase", "back", "back",
		"area", "AREA", "more", "language", "LANG", "pause", "resume",
		"> /menu", "> nonsense", "> nonsense", "back", "> SOS", "back", "more", "help", "here",
		"> /help", "> /nonsense", "> /cancel", "> /stop", "resume",
		"guides", "g.*", "> /guides",
		"> /start nonsense", "> /hide", "menu", "more", "mydata", "erase", "yes", "> /start", "LANG", "child", "number.*", "here", "guides", "back",
		"age", "teen", "agree", "AREA", "sessions", "back", "> /pulse", "back",
	}
}

// TestEveryLanguage plays everything in every language of three programmes,
// and then wanders about at random. The emulator refuses what Telegram would:
// markup that does not parse, texts and labels that are too long, keyboards
// that are too large. Whatever is missing in a language is counted.
func TestEveryLanguage(t *testing.T) {
	for _, name := range []string{"kherson", "haifa", "krakow"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, b := languageTown(t, name)
			for i, lang := range w.program.Languages {
				t.Run(string(lang), func(t *testing.T) {
					w := w.within(t)
					p := w.person(int64(1+i), string(lang))
					for _, step := range conversation() {
						w.takes(b, p, lang, step)
					}
					if lang == flows.Hebrew || lang == flows.Arabic {
						w.directed(p)
					}
					w.wanders(b, p, 60) // perhaps to another language
				})
			}
			if n := counted(b.metrics.misrendered); n > 0 {
				t.Errorf("%v messages were sent mended", n)
			}
			if n := w.texts().Missing(); n > 0 {
				t.Errorf("%v texts are missing", n)
			}
		})
	}
}

// TestPulseInEveryLanguage answers the survey, with all that can be done there.
func TestPulseInEveryLanguage(t *testing.T) {
	for _, name := range []string{"kherson", "haifa", "krakow"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, b := languageTown(t, name)
			for i, lang := range w.program.Languages {
				t.Run(string(lang), func(t *testing.T) {
					w := w.within(t)
					p := w.person(int64(1+i), string(lang))
					w.settleIn(p, string(lang))
					for _, step := range []string{"pulse", "a.0.*", "a.1.*", "back", "a.1.*", "a.2.*", "later", "on",
						"a.3.*", "a.4.*", "> /mydata", "answers", "overview", "> /pulse", "change", "later", "take", "back", "take", "delete"} {
						w.takes(b, p, lang, step)
					}
				})
			}
			if n := counted(b.metrics.misrendered); n > 0 {
				t.Errorf("%v messages were sent mended", n)
			}
			if n := w.texts().Missing(); n > 0 {
				t.Errorf("%v texts are missing", n)
			}
		})
	}
}

// languageTown is a running town of an example programme.
func languageTown(t *testing.T, name string) (*town, *Bot) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{bare}
	w.program = example(t, name)
	w.stopClock()
	b := w.bot()
	w.start(b)
	w.seatReaders(b, true)
	return w, b
}

// takes is one step of a conversation, waited for.
func (w *town) takes(b *Bot, p *emulator.Person, lang flows.Lang, step string) {
	w.t.Helper()
	words := map[string]string{
		"> WORDS": "<b>&lt;</i> \u202eفارسي עברית\u202c 👩‍👩‍👧 {{.words}}\n\n\nx@y.example " + strings.Repeat("ж🙂", 400),
		"> LONG":  strings.Repeat("ש&<", 1360),
	}
	switch {
	case words[step] != "":
		p.Send(words[step])
	case strings.HasPrefix(step, "> "):
		p.Send(step[2:])
	case step == "AREA":
		w.do(p, "a."+w.program.Areas[len(w.program.Areas)-1].ID)
	case step == "LANG":
		w.do(p, string(lang))
	case strings.HasSuffix(step, "*"):
		w.do(p, w.first(p, strings.TrimSuffix(step, "*")))
	default:
		w.do(p, step)
	}
	w.idle(b)
}

// first is what the newest button does that begins so.
func (w *town) first(p *emulator.Person, start string) string {
	w.t.Helper()
	for _, m := range slices.Backward(p.Chat()) {
		for _, row := range m.Buttons {
			for _, button := range row {
				if _, do, _ := strings.Cut(button.Data, "~"); strings.HasPrefix(do, start) {
					return do
				}
			}
		}
	}
	w.t.Fatalf("no button begins with %q under %q", start, newest(p))
	return ""
}

// wanders presses and sends at random. The survey has a test of its own.
func (w *town) wanders(b *Bot, p *emulator.Person, steps int) {
	w.t.Helper()
	chance := rand.New(rand.NewPCG(uint64(p.ID()), 42))
	for range steps {
		m, _ := p.Chat().LastFromBot()
		var ways []string
		for _, row := range m.Buttons {
			for _, button := range row {
				if button.Data != "" && !strings.HasSuffix(button.Data, "~pulse") {
					ways = append(ways, button.Data)
				}
			}
		}
		switch n := chance.IntN(10); {
		case n > 1 && len(ways) > 0:
			p.ForgeCallback(m.ID, ways[chance.IntN(len(ways))])
		case n == 0:
			p.Location(46.643, 32.612)
		default:
			p.Send([]string{"/menu", "<&>", "/near", "/officer", "/guides", "STOP", "/concern"}[chance.IntN(7)])
		}
		before := len(p.Chat().FromBot())
		w.idle(b)
		if len(p.Chat().FromBot()) == 0 && before == 0 {
			w.t.Fatal("silence")
		}
	}
}
