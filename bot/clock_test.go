package bot

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// TestLateCasesAreRemindedOf plays two processes and a clock that is moved: on a
// working morning whoever is late is told once, in numbers, unless they paused.
func TestLateCasesAreRemindedOf(t *testing.T) {
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b, second := w.bot(), w.bot()
		w.start(b)
		w.start(second)
		w.seat(b, 2, flows.English, flows.RoleReviewer)
		for _, id := range []int64{3, 4} {
			w.seat(b, id, flows.English, flows.RoleOfficer)
		}
		reviewer, officer, paused := w.person(2, "en"), w.person(3, "en"), w.person(4, "en")
		w.does(b, reviewer, "> /start", "en")
		w.does(b, officer, "> /start", "en")
		w.does(b, paused, "> /start", "en", "> /stop")
		author := w.person(10, "en")
		w.settleIn(author, "en")
		w.lamp(b, author, reviewer)
		w.does(b, author, "> /concern", "street", "mine", "> Another lamp", "answer", "send")

		const late, unread = "⏰ 1 case waits longer than 7 days", "⏰ 1 text waits longer than 7 days"
		w.at(clock, 30, 8)
		w.at(clock, 30, 9) // a Monday, ten days later
		w.until("the reminders", func() bool { return heard(officer, late) == 1 && heard(reviewer, unread) == 1 })
		for range 2 { // as after a crash between the work and its note
			for _, each := range []*Bot{b, second} {
				if err := each.tellLate(t.Context(), clock.Now(), clock.Now()); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.idle(b)
		if o, r, p := heard(officer, late), heard(reviewer, unread), heard(paused, "⏰"); o != 1 || r != 1 || p != 0 {
			t.Errorf("told %d, %d and %d times, want 1, 1 and 0", o, r, p)
		}
		w.do(officer, "desk")
		w.sees(officer, "Your desk")
		if err := b.tellLate(t.Context(), clock.Now(), clock.Now().AddDate(0, 0, 1)); err != nil {
			t.Fatal(err)
		}
		if w.idle(b); heard(officer, late) != 1 {
			t.Error("yesterday's reminder comes today")
		}
	})
}

// TestClockLine: working days, at nine, in the programme's zone.
func TestClockLine(t *testing.T) {
	for _, tt := range []struct{ programme, want string }{
		{"kherson", "Mon 23 09:00"}, {"haifa", "Sun 22 09:00"}, // from Saturday noon on
	} {
		p := example(t, tt.programme)
		plan, err := newPlan(clockLine(p.Schedule), p.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.next(time.Date(2026, time.November, 21, 12, 0, 0, 0, p.Zone)).Format("Mon 02 15:04"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.programme, got, tt.want)
		}
	}
}
