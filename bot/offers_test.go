package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/storage/redistest"
)

const freePlace = "A place has become free for you"

// offering is a full meeting of three places with people in line, of two processes whose
// clock is moved by hand.
func offering(t *testing.T, rdb redis.UniversalClient, lines int) (w *town, clock *testClock, b *Bot, guests, line []*emulator.Person) {
	w = newTown(t, rdb)
	clock = w.stopClock()
	b = w.bot()
	other := w.bot()
	t.Cleanup(b.HoldCalendar())
	t.Cleanup(other.HoldCalendar())
	w.start(b)
	w.start(other)
	guests = w.fill("focus-group", 3)
	for i := range lines {
		p := w.person(int64(90+i), "en")
		w.settleIn(p, "en")
		w.opens(p, "focus-group")
		w.do(p, "wait")
		w.told(p, "You are number")
		line = append(line, p)
	}
	return w, clock, b, guests, line
}

// swept winds the clock and runs the job as if it had run until a moment before that.
func (w *town) swept(b *Bot, clock *testClock, pass, since time.Duration) {
	w.t.Helper()
	w.idle(b)
	clock.pass(pass)
	now := clock.Now()
	if err := w.rdb.HSet(w.t.Context(), "{"+w.program.Name+"}:jobs", "offers", now.Add(-since).Unix()).Err(); err != nil {
		w.t.Fatal(err)
	}
	if err := b.passOnOffers(w.t.Context(), now, now); err != nil {
		w.t.Fatal(err)
	}
	w.idle(b)
}

// TestOffers: a place goes from one to the next when its time is over, past whoever paused
// messages or blocked the bot, and is taken once.
func TestOffers(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w, clock, b, guests, line := offering(t, rdb, 4)
		w.forgiven = []string{blocked}
		slow, paused, gone, quick := line[0], line[1], line[2], line[3]
		paused.Send("/stop")
		w.sees(paused, "I will not write to you first any more")
		gone.Block()
		w.idle(b)
		w.leaves(guests[0], "focus-group")
		w.told(slow, freePlace)
		if in, kept := w.count("ZCARD", "s:focus-group:in"), w.count("HLEN", "s:focus-group:offer"); in != 2 || kept != 1 {
			t.Fatalf("%d are in, and %d places are kept", in, kept)
		}
		w.swept(b, clock, 23*time.Hour, time.Minute)
		if heard(quick, "You have a message.") > 0 {
			t.Error("the place goes on before its time")
		}
		w.swept(b, clock, 2*time.Hour, time.Minute)
		if w.count("SCARD", "gone") != 1 || w.count("HLEN", "s:focus-group:offer") != 1 {
			t.Error("the place has not come to whoever blocked the bot")
		}
		w.swept(b, clock, time.Minute, time.Minute) // by now that is known
		w.told(quick, freePlace)
		if heard(paused, "⏳ "+freePlace) > 0 {
			t.Error("somebody who paused messages is written to")
		}
		w.do(slow, "take.focus-group")
		w.told(slow, "I am no longer keeping that place for you")
		w.do(quick, "take.focus-group")
		w.told(quick, "You have a place: ")
		if in, wait, kept := w.count("ZCARD", "s:focus-group:in"), w.count("ZCARD", "s:focus-group:wait"), w.count("HLEN", "s:focus-group:offer"); in != 3 || wait != 3 || kept != 0 {
			t.Errorf("%d are in, %d wait, %d places are kept", in, wait, kept)
		}
		w.leaves(guests[1], "focus-group")
		w.until("the next place to be offered to the first in line again", func() bool {
			return strings.Count(w.wrote(slow), freePlace) == 2
		})
	})
}

// wrote is all that the bot wrote to somebody.
func (w *town) wrote(p *emulator.Person) (all string) {
	for _, m := range p.Chat().FromBot() {
		all += m.Text + "\n"
	}
	return all
}

// TestOffersAfterADowntime: whoever could not answer while the bot was away has two hours
// when it is back, and no more.
func TestOffersAfterADowntime(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w, clock, b, guests, line := offering(t, rdb, 2)
	w.leaves(guests[0], "focus-group")
	w.told(line[0], freePlace)
	w.idle(b)
	w.swept(b, clock, 25*time.Hour, 25*time.Hour) // nothing ran meanwhile
	w.swept(b, clock, 115*time.Minute, time.Minute)
	if strings.Contains(w.wrote(line[1]), freePlace) {
		t.Fatal("the place has gone to the next although the first had no time to answer")
	}
	w.swept(b, clock, 10*time.Minute, time.Minute)
	w.told(line[1], freePlace)
}

// TestOffersAtNight: the message waits for the morning, and the time begins with it.
func TestOffersAtNight(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w, clock, b, guests, line := offering(t, rdb, 2)
	evening := clock.Now().In(w.program.Zone)
	evening = time.Date(evening.Year(), evening.Month(), evening.Day(), 23, 0, 0, 0, w.program.Zone)
	w.swept(b, clock, evening.Sub(clock.Now()), time.Minute)
	w.leaves(guests[0], "focus-group")
	w.idle(b)
	if strings.Contains(w.wrote(line[0]), freePlace) {
		t.Fatal("somebody is woken")
	}
	w.opens(line[0], "focus-group") // found by looking: it is theirs at night, too
	w.do(line[0], "join")
	w.told(line[0], "You have a place: ")
	w.swept(b, clock, 10*time.Hour, time.Minute)
	if strings.Contains(w.wrote(line[0]), freePlace) || strings.Contains(w.wrote(line[1]), freePlace) {
		t.Error("a place that was taken in the night is offered in the morning")
	}
}
