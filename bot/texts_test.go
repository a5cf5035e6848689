package bot

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// TestTextsReachOfficersInTheMorning plays two processes and a clock that is moved:
// nothing is there when it is released, all of it is in the morning, and officers
// whom it is for are told once, without a word of it.
func TestTextsReachOfficersInTheMorning(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b, second := w.bot(), w.bot()
		w.start(b)
		w.start(second)
		w.seat(b, 2, flows.English, flows.RoleReviewer)
		w.seat(b, 3, flows.English, flows.RoleOfficer)
		w.seat(b, 4, flows.English, flows.RoleOfficer)
		reviewer, officer, paused := w.person(2, "en"), w.person(3, "en"), w.person(4, "en")
		w.does(b, reviewer, "> /start", "en")
		w.does(b, officer, "> /start", "en")
		w.does(b, paused, "> /start", "en", "> /stop")
		author := w.person(10, "en")
		w.settleIn(author, "en")
		_, first := w.lamp(b, author, reviewer)
		w.lamp(b, author, reviewer)
		w.does(b, officer, "> /desk")
		if w.sees(officer, "Nothing is waiting for you"); !strings.Contains(newest(officer), "08:00") {
			t.Errorf("the officer is not told when: %q", newest(officer))
		}
		const ready = "There is something new to read"
		w.at(clock, 21, 8)
		w.until("the notice", func() bool { return heard(officer, ready) == 1 })
		for range 2 { // as after a crash between the work and its note
			for _, each := range []*Bot{b, second} {
				if err := each.tellTexts(t.Context(), clock.Now(), clock.Now()); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.idle(b)
		if o, p, r := heard(officer, ready), heard(paused, ready), heard(reviewer, ready); o != 1 || p != 0 || r != 0 {
			t.Errorf("told %d, %d and %d times, want 1, 0 and 0", o, p, r)
		}
		w.does(b, officer, "desk", "cases", "c."+first)
		w.sees(officer, "A lamp is dark")
		w.at(clock, 22, 8) // nothing new
		if err := b.tellTexts(t.Context(), clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		if w.idle(b); heard(officer, ready) != 1 {
			t.Error("told of nothing new")
		}
	})
}
