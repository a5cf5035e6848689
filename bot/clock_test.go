package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/bot/schedule"
	"porchlight/flows"
)

// TestOfficersHearOfWhatIsLate plays two processes and a clock that is moved: on a
// working morning an officer hears of what is late, once; the next morning nothing
// new is said, and what is done changes the message without a sound.
func TestOfficersHearOfWhatIsLate(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b, second := w.bot(), w.bot()
		w.start(b)
		w.start(second)
		reviewer := w.reviewerAtDesk(b, 2)
		for _, id := range []int64{3, 4} {
			w.seat(b, id, flows.English, flows.RoleOfficer)
		}
		officer, paused := w.person(3, "en"), w.person(4, "en")
		w.does(b, officer, "> /start", "en")
		w.does(b, paused, "> /start", "en", "> /stop")
		author := w.person(10, "en")
		w.settleIn(author, "en")
		w.lamp(b, author, reviewer)

		const late = "❗ 1 case has waited more than 7 days"
		w.at(clock, 30, 8)
		w.at(clock, 30, 9) // a Monday, ten days later
		w.until("the reminder", func() bool { return heard(officer, late) == 1 })
		said := officer.Chat() // the results of the survey may come before it or after
		told := said[slices.IndexFunc(said, func(m emulator.Message) bool { return strings.HasPrefix(m.Text, late) })]
		for range 2 { // as after a crash between the work and its note
			for _, each := range []*Bot{b, second} {
				if err := each.tellLate(t.Context(), clock.Now(), clock.Now()); err != nil {
					t.Fatal(err)
				}
			}
		}
		clock.pass(24 * time.Hour)
		if err := b.tellLate(t.Context(), clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		w.idle(b)
		if o, p := heard(officer, late), heard(paused, "❗"); o != 1 || p != 0 {
			t.Errorf("told %d and %d times, want 1 and 0", o, p)
		}
		w.do(officer, "oldest")
		w.does(b, officer, "acknowledge")
		if err := b.tellLate(t.Context(), clock.Now(), clock.Now().AddDate(0, 0, 1)); err != nil {
			t.Fatal(err)
		}
		if w.idle(b); heard(officer, late) != 1 {
			t.Error("yesterday's reminder comes today")
		}
		if err := b.tellLate(t.Context(), clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		w.until("the change", func() bool {
			i := slices.IndexFunc(officer.Chat(), func(m emulator.Message) bool { return m.ID == told.ID })
			return i >= 0 && officer.Chat()[i].Text == "Nothing is waiting for you now."
		})
	})
}

// TestClockLine: working days, at nine, in the programme's zone.
func TestClockLine(t *testing.T) {
	for _, tt := range []struct{ programme, want string }{
		{"kherson", "Mon 23 09:00"}, {"haifa", "Sun 22 09:00"}, // from Saturday noon on
	} {
		p := example(t, tt.programme)
		plan, err := schedule.Parse(clockLine(p.Schedule), p.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.Next(time.Date(2026, time.November, 21, 12, 0, 0, 0, p.Zone)).Format("Mon 02 15:04"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.programme, got, tt.want)
		}
	}
}
