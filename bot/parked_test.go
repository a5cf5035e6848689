package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"porchlight/bot/emulator"
	"porchlight/storage/redistest"
)

// hurried is a bot that gives an update up after a moment.
func (w *town) hurried() *Bot {
	b := w.bot()
	b.again = retrying{patience: 2 * time.Second, look: 10 * time.Millisecond, first: 20 * time.Millisecond, step: 20 * time.Millisecond}
	return b
}

// counted reads a counter.
func counted(c prometheus.Counter) float64 {
	r := prometheus.NewRegistry()
	r.MustRegister(c)
	found, err := r.Gather()
	if err != nil {
		panic(err)
	}
	return found[0].Metric[0].Counter.GetValue()
}

// breakRecord makes a person's record unreadable and returns what mends it.
func (w *town) breakRecord(b *Bot, p *emulator.Person) (mend func()) {
	w.t.Helper()
	key := "{" + w.program.Name + "}:p:" + b.store.Person(p.ID()).String()
	good, err := w.rdb.Get(w.t.Context(), key).Bytes()
	if err != nil {
		w.t.Fatal(err)
	}
	bad := append([]byte(nil), good...)
	bad[len(bad)-1] ^= 1
	if err := w.rdb.Set(w.t.Context(), key, bad, 0).Err(); err != nil {
		w.t.Fatal(err)
	}
	return func() {
		if err := w.rdb.Set(w.t.Context(), key, good, 0).Err(); err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestParked lets an update fail for good: it is set aside, what the same
// person sends later waits behind it, nobody else does; then it is given up on,
// kept and counted, the person is told, and the conversation goes on.
func TestParked(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"words", "a press"} {
		t.Run(way, func(t *testing.T) {
			rdb, _ := redistest.Embedded(t)
			w := newTown(t, rdb)
			b := w.hurried()
			b.again.step = 100 * time.Millisecond
			w.start(b)
			p, other := w.person(1, "uk"), w.person(2, "en")
			w.askedWhere(p, "uk")
			w.askedWhere(other, "en")
			w.idle(b)
			m := w.offers(p, "skip")
			mend := w.breakRecord(b, p)
			if way == "words" {
				p.Send("by the school")
			} else {
				p.ForgeCallback(m.ID, doing(m, "list"))
			}
			w.until("it to be set aside", func() bool { return counted(b.metrics.setAside) == 1 && w.emu.Pending() == 0 })
			w.until("the button to stop blinking", func() bool { return len(w.emu.Unanswered()) == 0 })
			p.Send("/help") // waits behind it
			w.until("the next to wait too", func() bool { return w.emu.Pending() == 0 })
			w.goesOn(other, "en")
			w.told(p, w.phrase("uk", "common.failed"))
			mend()
			w.told(p, w.phraseStartIn("uk", "help.about"))
			w.idle(b)
			w.until("the queue to be empty", func() bool { return w.count("ZCARD", "queues") == 0 })
			if n := w.count("LLEN", "parked"); n != 1 {
				t.Errorf("%d updates are kept, want 1", n)
			}
			if n := counted(b.metrics.parked); n != 1 {
				t.Errorf("%v updates are counted as given up on, want 1", n)
			}
			said := p.Chat().FromBot()
			if failed, help := w.place(said, w.phrase("uk", "common.failed")), w.place(said, w.phraseStartIn("uk", "help.about")); failed > help {
				t.Error("what came later was answered first")
			}
			w.goesOn(p, "uk")
		})
	}
}

// TestMendedInTime lets an update fail, mends the record before it is given up
// on, and sends more meanwhile: everything takes effect, in order.
func TestMendedInTime(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.hurried()
	b.again.step = 500 * time.Millisecond
	w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.idle(b)
	from := lastID(p)
	mend := w.breakRecord(b, p)
	for i, word := range asked() {
		p.Send(word)
		if i == 0 {
			w.until("the first to be set aside", func() bool { return counted(b.metrics.setAside) == 1 })
		}
	}
	w.until("all to wait in the queue", func() bool { return w.emu.Pending() == 0 })
	mend()
	w.inOrder(p, from, 1)
	w.idle(b)
	if n := w.count("LLEN", "parked"); n != 0 {
		t.Errorf("%d updates were given up on", n)
	}
}

// TestAStepThatPanics ends as an error of its own, without what was written.
func TestAStepThatPanics(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.hurried()
	b.world.Programme = nil // no step can do without
	w.start(b)
	p, other := w.person(1, "en"), w.person(2, "en")
	p.Send("/start")
	other.Send("/start")
	w.told(p, w.phrase("en", "common.failed"))
	w.told(other, w.phrase("en", "common.failed"))
	if log := w.log.String(); !strings.Contains(log, "a step panicked") {
		t.Error("the log does not say why")
	}
}
