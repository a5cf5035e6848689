package bot

import (
	"strings"
	"testing"
	"time"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestAnAlarmPassesQuietHours: a meeting that is called off because it is not safe is told
// at once and with a sound to whoever is registered, and to nobody else; one that is called
// off for another reason waits for the morning.
func TestAnAlarmPassesQuietHours(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	ann, other := w.person(7001, "en"), w.person(7002, "en")
	w.joins(ann)
	w.settle(other)
	w.idle(b)
	night := clock.Now()
	for !w.program.Quiet(night) {
		night = night.Add(time.Minute)
	}
	clock.pass(night.Add(10 * time.Minute).Sub(clock.Now()))
	off := func(alarm bool) {
		t.Helper()
		if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool {
			for i := range board.Sessions {
				if s := &board.Sessions[i]; s.ID == lights {
					s.Cancelled = true
					s.News = flows.News{What: flows.NewsCancelled, At: max(clock.Now().Unix(), s.News.At+1), Why: flows.Why{Ready: "unsafe"}, Alarm: alarm}
				}
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
		if err := b.announce(t.Context(), clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		w.idle(b)
	}
	const safe = "Please don't go there."
	before := len(ann.Chat().FromBot())
	if off(false); len(ann.Chat().FromBot()) != before {
		t.Fatal("news that is no alarm came in quiet hours")
	}
	off(true)
	w.sees(ann, safe)
	all := ann.Chat().FromBot()
	if m := all[len(all)-1]; m.Silent {
		t.Error("the alarm has no sound")
	}
	for _, m := range other.Chat().FromBot() {
		if strings.Contains(m.Text, safe) {
			t.Errorf("somebody who is not registered is told %q", m.Text)
		}
	}
}
