package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// lamp sends a concern that officers may answer and has it released; it returns
// the code and the handle.
func (w *town) lamp(b *Bot, author, reviewer *emulator.Person) (code, handle string) {
	w.t.Helper()
	w.does(b, author, "> /concern", "street", "mine", "> Olha's lamp is dark", "answer", "send")
	codes := w.codes(b, author.ID())
	code = codes[len(codes)-1]
	handle = w.handle(b, reviewer.ID(), code)
	w.does(b, reviewer, "> /desk", "reviews", "c."+handle, "shorten", "> A lamp is dark", "release")
	return code, handle
}

// at moves the clock to an hour of a day of November 2026, in the programme's zone.
func (w *town) at(clock *testClock, day, hour int) {
	w.t.Helper()
	to := time.Date(2026, time.November, day, hour, 0, 0, 0, w.program.Zone)
	if d := to.Sub(clock.Now()); d < 0 {
		w.t.Fatalf("it is later than %s", to)
	} else {
		if d > deletable { // a bot that was away so long is refused what it would delete
			w.forgiven = append(w.forgiven, refusedAsOld()...)
		}
		clock.pass(d)
	}
}

const messageText = "You have a message"

// TestNewsOfACaseAtNight plays two processes: what happens to cases at night is
// told in the morning, once, and not to whoever paused or erased meanwhile.
func TestNewsOfACaseAtNight(t *testing.T) {
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
		authors := map[string]*emulator.Person{}
		handles := map[string][]string{}
		for i, name := range []string{"three answers", "one answer", "pauses", "erases"} {
			p := w.person(int64(10+i), "en")
			w.settleIn(p, "en")
			authors[name] = p
			for range map[string]int{"three answers": 3}[name] {
				_, h := w.lamp(b, p, reviewer)
				handles[name] = append(handles[name], h)
			}
			if handles[name] == nil {
				_, h := w.lamp(b, p, reviewer)
				handles[name] = append(handles[name], h)
			}
		}
		w.at(clock, 21, 23)
		for _, all := range handles {
			for _, h := range all {
				w.does(b, officer, "> /desk", "cases", "c."+h, "acknowledge")
			}
		}
		for name, p := range authors {
			if n := heard(p, messageText); n != 0 {
				t.Errorf("%s: told %d times at night", name, n)
			}
		}
		w.does(b, authors["pauses"], "> /stop")
		w.does(b, authors["erases"], "> /mydata", "erase", "yes")
		w.at(clock, 22, 8)
		one := w.sees(authors["one answer"], messageText)
		many := w.sees(authors["three answers"], messageText)
		w.idle(b)
		for name, want := range map[string]int{"three answers": 1, "one answer": 1, "pauses": 0, "erases": 0} {
			if n := heard(authors[name], messageText); n != want {
				t.Errorf("%s: told %d times, want %d", name, n, want)
			}
		}
		code := w.codes(b, 11)[0]
		if doing(one, "case."+strings.ToLower(code)) == "" || doing(many, "my") == "" {
			t.Errorf("the notices offer %v and %v", one.Buttons, many.Buttons)
		}
		w.does(b, authors["one answer"], "case."+strings.ToLower(code))
		w.sees(authors["one answer"], "We have read it")
		if n := rdb.HLen(t.Context(), "{"+w.program.Name+"}:later:m").Val(); n != 0 {
			t.Errorf("%d messages still wait", n)
		}
	})
}

// TestAMissedMorningIsNotMadeUpAtNight: news waited for eight in the morning, and no process
// ran until the next night. It comes in the morning after.
func TestAMissedMorningIsNotMadeUpAtNight(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		stop := w.start(b)
		w.seat(b, 2, flows.English, flows.RoleOrganiser)
		w.seat(b, 3, flows.English, flows.RoleFacilitator)
		organiser, leader := w.person(2, "en"), w.person(3, "en")
		for _, p := range []*emulator.Person{organiser, leader} {
			w.does(b, p, "> /start", "en")
		}
		who := b.store.Person(3)
		w.does(b, organiser, "> /desk", "sessions", "s."+lights, "more", "leads")
		w.at(clock, 20, 22)
		w.does(b, organiser, fmt.Sprintf("m.%x", who[:6]))
		w.idle(b)
		stop()
		late := w.bot()
		for _, at := range []struct{ day, hour, want int }{{21, 22, 0}, {22, 7, 0}, {22, 8, 1}} {
			w.at(clock, at.day, at.hour)
			if n, err := late.moveDue(t.Context()); err != nil || n != at.want {
				t.Errorf("on the %dth at %d o'clock %d messages go out, want %d (%v)", at.day, at.hour, n, at.want, err)
			}
		}
	})
}
