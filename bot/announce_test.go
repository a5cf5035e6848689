package bot

import (
	"slices"
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
	t.Parallel()
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
		w.does(b, guest, "> /sessions", "others", "s."+lights, "join")
		w.does(b, waits, "> /sessions", "others", "s."+lights, "wait")

		w.does(b, organiser, "change", "capacity", "n.10", "publish")
		w.sees(waits, "A place has become free")
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
		report := w.sees(organiser, "Sending is finished")
		if !strings.Contains(report.Text, "Reached: 5.") {
			t.Errorf("the report says %q", report.Text)
		}
		board, err := b.store.Board(t.Context())
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

// TestOrganisersHearWhoCouldNotBeTold that a meeting is cancelled: of five with a
// place one has blocked the bot and one said STOP; people who have none are in no
// number, and the report comes once, to organisers only, from any process.
func TestOrganisersHearWhoCouldNotBeTold(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		w.forgiven = []string{blocked}
		w.stopClock()
		b, second := w.bot(), w.bot()
		w.start(b)
		w.start(second)
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		w.seat(b, 3, flows.English, flows.RoleOfficer)
		organiser, officer := w.person(2, "en"), w.person(3, "en")
		w.does(b, officer, "> /start", "en")
		w.does(b, organiser, "> /start", "en", "sessions", "s."+lights, "change", "capacity", "> 20", "publish")
		var guests []*emulator.Person
		for id := int64(11); id < 20; id++ {
			p := w.person(id, "en")
			w.settleIn(p, "en")
			if id < 16 {
				w.does(b, p, "> /sessions", "others", "s."+lights, "join")
				guests = append(guests, p)
			} else if id == 16 {
				w.does(b, p, "> /stop") // has no place: is nobody who could not be told
			}
		}
		w.does(b, guests[1], "> /stop")
		guests[0].Block()
		w.does(b, organiser, "> /desk", "sessions", "s."+lights, "off", "why.room", "none", "sure")
		for _, p := range guests[2:] {
			if m := w.sees(p, "The meeting is cancelled"); !strings.Contains(m.Text, "Reason: The building can't be used.") {
				t.Errorf("a guest reads %q", m.Text)
			}
		}
		report := w.sees(organiser, "Could not be told")
		if !strings.Contains(report.Text, "Told: 3. Could not be told: 2 ") {
			t.Errorf("the organiser reads %q", report.Text)
		}
		for range 2 {
			for _, each := range []*Bot{b, second} {
				if err := each.store.UpdateBoard(t.Context(), func(board *flows.Board) bool { // as if it had been killed before it noted that they know
					i := slices.IndexFunc(board.Sessions, func(s flows.Session) bool { return s.ID == lights })
					board.Sessions[i].News.Done = false
					return true
				}); err != nil {
					t.Fatal(err)
				}
				if err := each.announce(t.Context(), w.now(), w.now()); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.idle(b)
		if n := heard(organiser, "The news about"); n != 1 || heard(officer, "The news about") != 0 || heard(guests[1], "The meeting is cancelled") != 0 {
			t.Errorf("the report came %d times", n)
		}
		w.does(b, organiser, "> /desk", "sessions", "s."+lights)
		w.sees(organiser, "Told: 3. Could not be told: 2 ")
	})
}

// TestNewsIsNotLostOnAnOldBoard: the process that sends the news of a meeting need
// not be the one in which it was cancelled, and its copy of the board may be older.
func TestNewsIsNotLostOnAnOldBoard(t *testing.T) {
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		w.stopClock()
		old, other := w.bot(), w.bot()
		w.start(other)
		w.until("the meetings of the file", func() bool { b, err := other.store.Board(t.Context()); return err == nil && len(b.Sessions) > 0 })
		if _, err := old.store.Board(t.Context()); err != nil {
			t.Fatal(err)
		}
		news := flows.News{What: flows.NewsCancelled, At: w.now().Unix()}
		if err := other.store.UpdateBoard(t.Context(), func(b *flows.Board) bool {
			i := slices.IndexFunc(b.Sessions, func(s flows.Session) bool { return s.ID == lights })
			b.Sessions[i].Cancelled, b.Sessions[i].News = true, news
			return true
		}); err != nil {
			t.Fatal(err)
		}
		for at, want := range map[int64]bool{news.At: true, news.At - 1: false} {
			s, ok, err := old.newsOf(t.Context(), occasion{Session: lights, At: at})
			if err != nil || ok != want || !s.Cancelled {
				t.Errorf("of the change at %d: %v, %v, %+v", at, ok, err, s.News)
			}
		}
	})
}
