package bot

import (
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/storage/redistest"
)

// TestACryVanishes: an hour after a cry for help nothing of it is left in the
// chat, neither what the person wrote nor what answered it, nor in their record;
// nothing of it could be passed on meanwhile. Before registration, too.
func TestACryVanishes(t *testing.T) {
	t.Parallel()
	for _, registered := range []bool{true, false} {
		rdb, _ := redistest.Embedded(t)
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		p := w.person(1, "en")
		if registered {
			w.settleIn(p, "en")
			w.idle(b)
		}
		before := map[int]bool{}
		for _, m := range p.Chat() {
			before[m.ID] = true
		}
		p.Send("help, he is beating me")
		call := w.sees(p, "112")
		if !strings.HasPrefix(call.Text, w.phrase("en", "concern.neutral")) || !call.Protected {
			t.Errorf("registered %v: a locked phone shows %q, protected %v", registered, call.Text, call.Protected)
		}
		w.idle(b)
		clock.pass(time.Hour + time.Minute)
		w.until("the cry to vanish", func() bool {
			for _, m := range p.Chat() {
				if !before[m.ID] {
					return false
				}
			}
			return true
		})
		l, err := b.store.Load(t.Context(), b.store.Person(p.ID()), b.world)
		if err != nil || l.Person.Cry != nil {
			t.Errorf("registered %v: their record still says %+v, %v", registered, l.Person.Cry, err)
		}
	}
}

// TestACryInEveryLanguage renders the answer to a cry, to nonsense and to a text
// at the menu in each language: each has the number in it.
func TestACryInEveryLanguage(t *testing.T) {
	for _, name := range []string{"kherson", "haifa", "krakow", "riverside"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, b := languageTown(t, name)
			for i, lang := range w.program.Languages {
				w.metInLanguage(b, w.person(int64(i+1), string(lang)), string(lang))
			}
		})
	}
}

func (w *town) metInLanguage(b *Bot, p *emulator.Person, lang string) {
	w.t.Helper()
	w.settleIn(p, lang)
	w.idle(b)
	for _, act := range []func(){
		func() { p.Send("SOS") }, func() { p.Send("qwrtz qwrtz") }, func() { p.Sticker("🙂") },
	} {
		from := len(p.Chat().FromBot())
		act()
		w.until("an answer", func() bool { return len(p.Chat().FromBot()) > from })
		chat := p.Chat().FromBot()
		if m := chat[len(chat)-1]; !strings.Contains(m.Text, w.program.Numbers.Emergency) {
			w.t.Errorf("%s: no number in %q", lang, m.Text)
		}
		w.idle(b)
	}
}

// TestOnlyWhatNotifiesBeginsNeutral: what hurts begins with a neutral line where a locked
// phone shows it, and nowhere else: an edit notifies nobody.
func TestOnlyWhatNotifiesBeginsNeutral(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	neutral := w.phrase("en", "concern.neutral")
	for _, step := range []struct {
		does    string
		neutral bool
	}{{"home", true}, {"tell", false}, {"skip", false}, {"> The lamps are dark.", true}, {"read", false}} {
		if step.does == "home" {
			w.does(b, p, "> /concern")
		}
		w.does(b, p, step.does)
		w.idle(b)
		all := p.Chat()
		if last := all[len(all)-1]; !last.FromBot || strings.HasPrefix(last.Text, neutral) != step.neutral {
			t.Errorf("after %q: %q", step.does, last.Text)
		}
	}
}
