package bot

import (
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/storage/redistest"
)

// TestHide clears what was shown, on both sides, more of it than fits into one
// call, and leaves one neutral line.
func TestHide(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.askedWhere(p, "en")
	for i := range 60 { // one by one: of what waits to be said, only the newest would come
		p.Send("/help")
		w.until("the help", func() bool { return len(p.Chat().FromBot()) > i+1 })
	}
	p.Send("/my")
	w.told(p, w.phrase("en", "interrupted.concern"))
	w.idle(b)
	if n := len(p.Chat()); n < 120 {
		t.Fatalf("only %d messages to hide", n)
	}
	p.Send("/hide")
	w.sees(p, w.phrase("en", "hide.done"))
	w.idle(b)
	chat := p.Chat()
	if len(chat) != 1 || !strings.HasPrefix(chat[0].Text, w.phrase("en", "hide.done")) {
		t.Errorf("%d messages are left, want the one that says so", len(chat))
	}
	w.do(p, "menu")
	m := w.offers(p, "concern")
	if strings.Contains(m.Text, w.phrase("en", "interrupted.concern")) {
		t.Error("what was being told is still asked about")
	}
}

// TestHideTwoDays leaves what Telegram no longer lets a bot delete.
func TestHideTwoDays(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.idle(b)
	old := p.Chat()
	clock.pass(49 * time.Hour)
	p.Send("/menu")
	w.until("an answer", func() bool { return len(p.Chat()) > len(old)+1 })
	p.Send("/hide")
	w.sees(p, w.phrase("en", "hide.done"))
	w.idle(b)
	if n := len(p.Chat()); n != len(old)+1 {
		t.Errorf("%d messages are left, want the %d old ones and one line", n, len(old))
	}
}

// TestSensitiveVanishes tells about home and about hate: every message of it
// is one that cannot be passed on, and an hour later - domain time - none of it
// is left, neither what the bot said nor what the person wrote.
func TestSensitiveVanishes(t *testing.T) {
	for _, r := range []struct {
		name  string
		steps []string // buttons; "> " begins words, "@" is a place on the map
	}{
		{"home", []string{"home", "number.helpline_violence", "here", "tell", "list", "a.korabelnyi", "> He hits me.", "answer", "change", "words", "again", "> He hits us.", "send", "0~my"}},
		{"home, a list", []string{"home", "tell", "point", "> a list", "skip", "> He hits me.", "read", "send"}},
		{"home, a place", []string{"home", "tell", "point", "@", "square", "> He hits me.", "read", "send"}},
		{"home, no place", []string{"home", "tell", "point", "@", "area", "> He hits me.", "counted", "send"}},
		{"hate, support", []string{"hate", "support", "tell", "mine", "> They spat at me.", "counted", "send"}},
		{"hate, a report", []string{"hate", "report", "back", "count", "skip", "send"}},
		{"left in the middle", []string{"home", "tell", "skip", "> He hits me."}},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			rdb, _ := redistest.Embedded(t)
			w := newTown(t, rdb)
			clock := w.stopClock()
			b := w.bot()
			w.start(b)
			p := w.person(1, "en")
			w.settleIn(p, "en")
			w.do(p, "concern")
			w.offers(p, "home")
			w.idle(b)
			before := map[int]bool{}
			for _, m := range p.Chat() {
				before[m.ID] = true
			}
			for _, step := range r.steps {
				switch words, ok := strings.CutPrefix(step, "> "); {
				case ok:
					p.Send(words)
				case step == "@":
					p.Location(46.64, 32.61)
				default:
					w.do(p, strings.TrimPrefix(step, "0~"))
				}
				w.idle(b)
				for _, m := range p.Chat().FromBot() {
					if (about(w, m) || m.Location != nil) && !m.Protected {
						t.Errorf("after %q this can be passed on: %q", step, m.Text)
					}
				}
			}
			clock.pass(54 * time.Minute)
			w.until("nothing to be due", func() bool { n, err := b.store.MoveDue(t.Context(), clock.Now(), 10); return err == nil && n == 0 })
			w.idle(b)
			if !anyAbout(w, p) {
				t.Error("it is gone before its time")
			}
			clock.pass(6 * time.Minute)
			w.until("it to be gone", func() bool { return !anyAbout(w, p) })
			w.idle(b)
			for _, m := range p.Chat() {
				if !before[m.ID] && (!m.FromBot || m.Protected || m.Location != nil) {
					t.Errorf("this is still there: %q %v", m.Text, m.Location)
				}
			}
		})
	}
}

// about says whether a message of the bot is about something sensitive.
func about(w *town, m emulator.Message) bool {
	return strings.HasPrefix(m.Text, w.phrase("en", "concern.neutral")) || strings.Contains(m.Text, "0 800")
}

// anyAbout says whether such a message is left in a chat.
func anyAbout(w *town, p *emulator.Person) bool {
	for _, m := range p.Chat().FromBot() {
		if about(w, m) {
			return true
		}
	}
	return false
}
