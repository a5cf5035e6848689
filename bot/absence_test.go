package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// An officer is away and another one stands in, on every store: from midnight
// they find the numbers and the cases beside their own, are told when numbers
// come, and whoever is away is not; when it is over, all is as before, and nobody
// has run anything.
func TestAwayThroughTelegram(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		mine, theirs := w.program.Areas[0].ID, w.program.Areas[1].ID
		w.seat(b, 2, flows.English, flows.RoleReviewer)
		w.seat(b, 3, flows.English, flows.RoleOfficer)
		w.seat(b, 4, flows.English, flows.RoleOfficer)
		if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool {
			for i, area := range map[int]string{1: mine, 2: theirs} {
				board.Staff[i].Grants = []flows.Grant{{Role: flows.RoleOfficer, Areas: []string{area}}}
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
		author, reviewer, officer, deputy := w.person(1, "en"), w.person(2, "en"), w.person(3, "en"), w.person(4, "en")
		w.settleIn(author, "en")
		w.does(b, reviewer, "> /start", "en")
		w.does(b, officer, "> /start", "en")
		w.does(b, deputy, "> /start", "en")
		w.does(b, author, "concern", "street", "mine", "> A lamp is dark", "read", "send")
		handle := w.handle(b, 2, w.codes(b, 1)[0])
		w.does(b, reviewer, "> /desk", "reviews", "c."+handle, "release")

		w.does(b, officer, "> /desk", "away", "new", "d.2026-11-21", "d.2026-11-23")
		w.press(officer, "1. member 4")
		w.idle(b)
		w.does(b, officer, "confirm")
		w.sees(deputy, "asks you to stand in")
		w.does(b, deputy, "> /desk")
		w.sees(deputy, "Nothing is waiting for you.")

		w.forgiven = append(w.forgiven, refusedAsOld()...)
		clock.pass(71 * time.Hour) // Monday 23 November, 11:00
		if err := b.closeEditions(t.Context(), w.now(), w.now()); err != nil {
			t.Fatal(err)
		}
		w.idle(b)
		news := w.phrase("en", "digest.ready")
		w.until("the deputy to be told of the numbers", func() bool { return heard(deputy, news) == 1 })
		w.does(b, deputy, "> /desk", "cases", "c."+handle)
		w.sees(deputy, "A lamp is dark")
		w.does(b, deputy, "> /desk", "digest", "a."+theirs, "a."+mine) // one is shown, and the other hangs on it
		if n := heard(officer, news); n != 0 {
			t.Errorf("whoever is away was told %d times", n)
		}

		w.forgiven = append(w.forgiven, refusedAsOld()...)
		clock.pass(48 * time.Hour)
		w.does(b, deputy, "> /desk")
		m := w.sees(deputy, "Nothing is waiting for you.")
		if doing(m, "cases")+doing(m, "waits") != "" {
			t.Error("the case is still there")
		}
		w.does(b, deputy, "> /desk", "digest")
		if last := w.sees(deputy, w.program.Areas[1].Name.In(flows.English)); strings.Contains(last.Text, w.program.Areas[0].Name.In(flows.English)) || doing(last, "a."+mine) != "" {
			t.Errorf("the numbers are still there: %q", last.Text)
		}
		w.does(b, officer, "> /desk", "cases", "c."+handle)
		w.sees(officer, "A lamp is dark")
	})
}
