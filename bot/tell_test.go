package bot

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// TestGuestsAreTold, through Telegram and on every store: whoever has a place gets one push
// without a word of it, opens it, and nobody else does; STOP wins, and the author gets a report.
func TestGuestsAreTold(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		w.stopClock()
		b := w.bot()
		w.start(b)
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		organiser := w.person(2, "en")
		guest, paused, other := w.person(11, "en"), w.person(12, "en"), w.person(13, "en")
		for _, p := range []*emulator.Person{guest, paused, other} {
			w.settleIn(p, "en")
		}
		for _, p := range []*emulator.Person{guest, paused} {
			w.does(b, p, "> /sessions", "others", "s."+lights, "join")
		}
		w.does(b, paused, "> /stop")
		moves := []string{"> /start", "en", "sessions", "s." + lights, "more", "tell", "in", "all", "> Bring a *warm* coat"}
		if len(b.programme.Languages) > 1 {
			moves = append(moves, "same")
		}
		w.does(b, organiser, append(moves, "now", "send")...)
		if m := w.sees(guest, "You have a message"); strings.Contains(m.Text, "coat") {
			t.Errorf("a locked phone shows %q", m.Text)
		}
		report := w.sees(organiser, "Sending is finished")
		if strings.ContainsAny(report.Text, "0123456789") {
			t.Errorf("of two people the report says %q", report.Text)
		}
		w.idle(b)
		if n := heard(guest, "You have a message"); n != 1 || heard(paused, "You have a message")+heard(other, "You have a message") != 0 {
			t.Errorf("told %d times, others %d", n, heard(paused, "You have a message")+heard(other, "You have a message"))
		}
		board, err := b.store.Board(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w.does(b, guest, "told."+board.News[0].ID)
		w.sees(guest, "warm")
		if err := b.announce(t.Context(), w.now(), w.now()); err != nil {
			t.Fatal(err)
		}
		w.idle(b)
		if heard(guest, "You have a message") != 1 {
			t.Errorf("told again")
		}
	})
}
