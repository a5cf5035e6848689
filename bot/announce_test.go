package bot

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
)

// An organiser moves a meeting, makes it larger and writes an announcement,
// through Telegram and on every store: each guest is told once, whoever waits
// moves up, and the report counts everybody.
func TestOrganiserThroughTelegram(t *testing.T) {
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		w.stopClock()
		b := w.bot()
		w.start(b)
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		organiser := w.person(2, "en")
		guest, waits, other := w.person(11, "en"), w.person(12, "en"), w.person(13, "en")
		for _, p := range []*emulator.Person{guest, waits, other, w.person(14, "en"), w.person(15, "en")} {
			w.settleIn(p, "en")
		}
		w.does(b, organiser, "> /start", "en", "sessions", "s."+lights, "change", "capacity", "> 1", "publish")
		w.does(b, guest, "> /sessions", "s."+lights, "join")
		w.does(b, waits, "> /sessions", "s."+lights, "wait")

		w.does(b, organiser, "change", "capacity", "n.10", "publish")
		w.sees(waits, "A place became free")
		w.does(b, organiser, "change", "day", "> "+w.now().AddDate(0, 0, 20).Format("2.1.2006")+" 18:00", "publish")
		for _, p := range []*emulator.Person{guest, waits} {
			w.until("the guests to be told", func() bool { return heard(p, movedText) == 1 })
		}
		w.until("the news to be over", func() bool { live, _ := b.store.LiveRuns(t.Context()); return len(live) == 0 })
		if err := b.announce(t.Context(), w.now(), w.now()); err != nil {
			t.Fatal(err)
		}
		w.idle(b)
		if n := heard(guest, movedText); n != 1 || heard(other, movedText) != 0 {
			t.Errorf("the guest was told %d times, the other %d", n, heard(other, movedText))
		}

		langs := len(b.programme.Languages)
		moves := []string{"> /desk", "news", "make", "all", "> The *lamps* are <back>"}
		if langs > 1 {
			moves = append(moves, "same")
		}
		w.does(b, organiser, append(moves, "without", "next", "next", "yes", "now", "send")...)
		for _, p := range []*emulator.Person{guest, waits, other} {
			w.sees(p, "From the organisers, not an official alarm")
			if m := w.sees(p, "lamps"); strings.Contains(m.Text, "*") || !strings.Contains(m.Text, "<back>") {
				t.Errorf("it reads %q", m.Text)
			}
		}
		report := w.sees(organiser, "The announcement is over")
		if !strings.Contains(report.Text, "Reached: 5.") {
			t.Errorf("the report says %q", report.Text)
		}
		board, err := b.freshBoard(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if a := board.News[0]; a.Texts != nil || !a.Started {
			t.Errorf("the board keeps %+v", a)
		}
		run, err := b.store.Run(t.Context(), storage.AnnouncementRun(board.News[0].ID))
		if err != nil || run.Sent != 5 || run.Expected != 5 {
			t.Errorf("the run is %+v, %v", run, err)
		}
	})
}
