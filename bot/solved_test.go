package bot

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// TestSolvedIsAskedOnce: a week after a case was closed its author gets one message that
// says nothing, whoever runs the job and however often; what they answer reaches no desk.
func TestSolvedIsAskedOnce(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b, second := w.bot(), w.bot()
		w.start(b)
		w.start(second)
		w.seat(b, 2, flows.English, flows.RoleReviewer)
		w.seat(b, 3, flows.English, flows.RoleOfficer)
		reviewer, officer := w.person(2, "en"), w.person(3, "en")
		w.does(b, reviewer, "> /start", "en")
		w.does(b, officer, "> /start", "en")
		author := w.person(10, "en")
		w.settleIn(author, "en")
		_, handle := w.lamp(b, author, reviewer)
		w.at(clock, 21, 9)
		w.until("the notice", func() bool { return heard(officer, "There is something new to read") == 1 })
		w.does(b, officer, "desk", "cases", "c."+handle, "close", "done", "> Mended on Tuesday", "send")
		w.idle(b)
		const message = "You have a message."
		before := heard(author, message)
		w.at(clock, 27, 18)
		for _, each := range []*Bot{b, second} {
			if err := each.askSolved(t.Context(), clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if w.idle(b); heard(author, message) != before {
			t.Fatal("asked before the week was over")
		}
		w.at(clock, 28, 18)
		for range 2 {
			for _, each := range []*Bot{b, second} {
				if err := each.askSolved(t.Context(), clock.Now(), clock.Now()); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.until("the question", func() bool { return heard(author, message) == before+1 })
		if w.idle(b); heard(author, message) != before+1 {
			t.Fatalf("asked %d times", heard(author, message)-before)
		}
		_, period := flows.MonthToClose(b.programme, clock.Now().AddDate(0, 1, 0))
		counters, err := b.store.Counters(t.Context(), []string{period})
		if err != nil || counters[period]["sent"] != 1 || counters[period]["done"] != 1 || counters[period]["in_time"] != 1 {
			t.Errorf("counted: %v (%v)", counters, err)
		}
		at := clock.Now().AddDate(0, 1, 0)
		for range 2 {
			for _, each := range []*Bot{b, second} {
				if err := each.closeMonth(t.Context(), at, at); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.does(b, author, "> /menu", "more", "months")
		w.sees(author, "fewer than 10")
	})
}
