package bot

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"porchlight/bot/emulator"
	"porchlight/bot/render"
	"porchlight/storage/redistest"
)

// TestComesBack has somebody block the bot in the middle of telling something
// and come back, by unblocking or by writing: everything is as they left it.
func TestComesBack(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	for i, way := range []struct {
		name string
		come func(p *emulator.Person)
	}{
		{"by unblocking", func(p *emulator.Person) { p.Unblock() }},
		{"by writing", func(*emulator.Person) {}},
	} {
		t.Run(way.name, func(t *testing.T) {
			w := w.within(t)
			p := w.person(int64(1+i), "en")
			w.askedWhere(p, "en")
			p.Block()
			w.idle(b)
			if n := w.count("SCARD", "gone"); n != 0 {
				t.Errorf("%d people are marked although nothing was sent to them", n)
			}
			way.come(p)
			w.idle(b)
			p.Send("by the school")
			w.sees(p, w.phrase("en", "concern.words.early"))
			w.goesOn(p, "en")
		})
	}
}

// TestWaitsForTheGone has a place become free for somebody who blocked the bot:
// the news is kept and arrives when they return, before what answers them.
func TestWaitsForTheGone(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	for _, way := range []string{"unblock", "write"} {
		t.Run(way, func(t *testing.T) {
			rdb.FlushAll(t.Context())
			w := newTown(t, rdb)
			w.forgiven = []string{blocked}
			b := w.bot()
			w.start(b)
			guests := w.fill("focus-group", 3)
			waiting := w.person(99, "uk")
			w.settleIn(waiting, "uk")
			w.opens(waiting, "focus-group")
			w.do(waiting, "wait")
			w.told(waiting, w.phraseStart("uk", "session.queued"))
			w.idle(b)
			seen := len(waiting.Chat())
			waiting.Block()
			w.idle(b)
			w.leaves(guests[1], "focus-group")
			w.until("the news to find nobody", func() bool { return w.count("SCARD", "gone") == 1 })
			w.idle(b)
			if n := len(waiting.Chat()); n != seen {
				t.Errorf("%d messages reached somebody who blocked the bot", n-seen)
			}
			tried := w.emu.CallCount("sendmessage")
			had := len(guests[2].Chat().FromBot())
			guests[2].Send("/menu")
			w.until("an answer", func() bool { return len(guests[2].Chat().FromBot()) > had })
			w.idle(b)
			if n := w.emu.CallCount("sendmessage") - tried; n != 1 {
				t.Errorf("%d sends for one answer: the gone are written to", n)
			}
			if way == "unblock" {
				waiting.Unblock()
			} else {
				waiting.Send("/menu")
			}
			offered := w.phraseStart("uk", "session.offered")
			w.told(waiting, offered)
			if way == "write" {
				w.offers(waiting, "sessions")
				last := waiting.Chat().FromBot()
				if !strings.Contains(last[len(last)-2].Text, offered) {
					t.Errorf("the answer came before the news: %q, %q", last[len(last)-2].Text, last[len(last)-1].Text)
				}
			}
			w.idle(b)
			if n := w.count("SCARD", "gone"); n != 0 {
				t.Error("they are still marked as gone")
			}
		})
	}
}

// TestGoneAndBackAtOnce has a person block the bot, the send find that, and the
// person write before that is known: they are not marked, and the message that
// was refused arrives.
func TestGoneAndBackAtOnce(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{blocked}
	b := w.bot()
	w.start(b)
	guests := w.fill("focus-group", 3)
	waiting := w.person(99, "en")
	w.settleIn(waiting, "en")
	w.opens(waiting, "focus-group")
	w.do(waiting, "wait")
	w.told(waiting, "You are number 1")
	w.idle(b)
	waiting.Block()
	w.idle(b)
	var refused atomic.Int32
	late := func(r *http.Request, answer *httptest.ResponseRecorder) {
		if strings.HasSuffix(r.URL.Path, "/sendMessage") && answer.Code == http.StatusForbidden && refused.Add(1) == 1 {
			waiting.Send("/menu") // comes back, and that is committed before the bot hears of the refusal
			w.until("the turn to be committed", func() bool { return w.emu.Pending() == 0 })
		}
	}
	w.late.Store(&late)
	w.leaves(guests[0], "focus-group")
	w.told(waiting, "A place has become free")
	w.until("the answer", func() bool {
		return slices.ContainsFunc(waiting.Chat().FromBot(), func(m emulator.Message) bool { return strings.Contains(m.Text, "What would you like to do") })
	})
	w.idle(b)
	if n := w.count("SCARD", "gone"); n != 0 {
		t.Error("they are marked as gone although they wrote")
	}
	if refused.Load() == 0 {
		t.Error("nothing was refused")
	}
	n := 0
	for _, m := range waiting.Chat().FromBot() {
		if strings.Contains(m.Text, "A place has become free") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the news came %d times", n)
	}
}

// fill brings so many people into a session.
func (w *town) fill(session string, n int) []*emulator.Person {
	w.t.Helper()
	var guests []*emulator.Person
	for i := range n {
		p := w.person(int64(10+i), "en")
		w.settleIn(p, "en")
		w.opens(p, session)
		w.do(p, "join")
		w.told(p, "You have a place")
		guests = append(guests, p)
	}
	return guests
}

// opens shows somebody a session's card.
func (w *town) opens(p *emulator.Person, session string) {
	w.t.Helper()
	p.Send("/start s_" + session)
	w.offers(p, "who")
}

// leaves has somebody give up their place.
func (w *town) leaves(p *emulator.Person, session string) {
	w.t.Helper()
	w.opens(p, session)
	w.do(p, "leave")
	w.offers(p, "place")
	w.do(p, "place")
	w.told(p, "You are no longer registered for")
}

// phraseStart is a message up to its first argument.
func (w *town) phraseStart(lang, key string) string {
	text := render.Plain(w.texts().In(lang).Text(key, map[string]string{"title": "\x00", "when": "\x00", "place": "\x00", "number": "\x00"}, nil))
	start, _, _ := strings.Cut(text, "\x00")
	return strings.TrimSpace(start)
}

// phraseStartIn is the first stretch of a message that stands before or after
// an argument and is long enough to be known by.
func (w *town) phraseStartIn(lang, key string) string {
	title := w.program.Title.In("uk")
	return render.Plain(w.texts().In(lang).Text(key, map[string]string{"programme": title}, nil))
}

// place is where the first message with a text stands, or len(said).
func (w *town) place(said emulator.Chat, text string) int {
	for i, m := range said {
		if strings.Contains(m.Text, text) {
			return i
		}
	}
	return len(said)
}
