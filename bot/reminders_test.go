package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage/redistest"
)

const lights = "lights-and-yards"

// joins brings somebody into the session.
func (w *town) joins(p *emulator.Person) {
	w.t.Helper()
	w.settle(p)
	p.Send("/start s_" + lights)
	w.offers(p, "join")
	w.do(p, "join")
	w.sees(p, "You have a place")
}

// theSession is the session as the board has it, the first bot's.
func (w *town) theSession(b *Bot) flows.Session {
	w.t.Helper()
	board, err := b.store.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range board.Sessions {
		if s.ID == lights {
			return s
		}
	}
	w.t.Fatal("the session is gone")
	return flows.Session{}
}

// heard counts what somebody was told that begins so.
func heard(p *emulator.Person, begins string) (n int) {
	for _, m := range p.Chat().FromBot() {
		if strings.HasPrefix(m.Text, begins) {
			n++
		}
	}
	return n
}

const (
	reminderText = "⏰ Reminder: "
	movedText    = "⏰ The time has changed: "
)

// TestReminders plays two processes and a clock that is moved: each reminder
// comes once, when the receipt said, and works.
func TestReminders(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b := w.bot()
		w.start(b)
		w.start(w.bot())
		ann, late := w.person(7001, "en"), w.person(7002, "en")
		w.joins(ann)
		s := w.theSession(b)
		plan := flows.RemindersOf(s, w.program, clock.Now())
		plan = plan[len(plan)-2:] // what follows is about the last two
		if heard(ann, reminderText) != 0 {
			t.Fatalf("%d reminders are planned, %d came", len(plan), heard(ann, reminderText))
		}
		w.idle(b)
		clock.pass(plan[0].At.Sub(clock.Now())) // if there is an earlier one, this makes it needless
		first := w.sees(ann, reminderText)
		w.joins(late)
		said := len(ann.Chat())
		w.do(ann, "coming."+lights)
		if m := w.sees(ann, "✅ You're coming: Lights and yards"); m.ID != first.ID || len(ann.Chat()) != said {
			t.Errorf("the reminder is answered by message %d of %d, not in its own place", m.ID, len(ann.Chat()))
		}
		w.idle(b)
		clock.pass(plan[1].At.Sub(clock.Now()))
		w.sees(late, reminderText)
		w.do(late, "cant."+lights)
		w.offers(late, "place")
		w.do(late, "place")
		w.sees(late, "You are no longer registered for")
		w.until("ann's second reminder", func() bool { return heard(ann, reminderText) == 1 }) // the first says that she comes
		w.idle(b)
		clock.pass(time.Unix(s.Start, 0).Sub(clock.Now()))
		if err := b.remind(t.Context(), clock.Now(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		w.idle(b)
		if a, l := heard(ann, reminderText), heard(late, reminderText); a != 1 || l != 1 {
			t.Errorf("%d and %d reminders are in the chats, want 1 and 1", a, l)
		}
	})
}

// TestReminderFollowsTheSession: the job is run by hand, as if at any minute.
func TestReminderFollowsTheSession(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	ann, paused, gone := w.person(7001, "en"), w.person(7002, "en"), w.person(7003, "en")
	for _, p := range []*emulator.Person{ann, paused, gone} {
		w.joins(p)
	}
	paused.Send("/stop")
	w.sees(paused, "I will not write to you first any more")
	gone.Send("/mydata")
	w.offers(gone, "erase")
	w.do(gone, "erase")
	w.offers(gone, "yes")
	w.do(gone, "yes")
	w.idle(b)
	after := len(gone.Chat().FromBot())
	remind := func(times int, moved int) {
		t.Helper()
		for range 2 { // the second time there is nothing left to tell
			if err := b.remind(t.Context(), clock.Now(), clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		w.idle(b)
		if r, m := heard(ann, reminderText), heard(ann, movedText); r != times || m != moved {
			t.Fatalf("reminded %d times and told of a move %d times, want %d and %d", r, m, times, moved)
		}
	}
	move := func(by time.Duration) {
		t.Helper()
		if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool {
			for i := range board.Sessions {
				if board.Sessions[i].ID == lights {
					board.Sessions[i].Start += int64(by / time.Second)
				}
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
	}
	remind(0, 0)
	move(24 * time.Hour) // nobody was told yet
	remind(0, 0)
	clock.pass(time.Unix(w.theSession(b).Start, 0).Add(-24 * time.Hour).Sub(clock.Now()))
	remind(1, 0)
	move(7 * 24 * time.Hour)
	remind(1, 1)
	clock.pass(time.Unix(w.theSession(b).Start, 0).Add(-24 * time.Hour).Sub(clock.Now()))
	remind(2, 1)
	if n := heard(paused, reminderText) + heard(paused, movedText); n != 0 {
		t.Errorf("who paused was told %d times", n)
	}
	if n := len(gone.Chat().FromBot()); n != after {
		t.Errorf("who erased themselves was told %d things more", n-after)
	}
}

// TestReminderThatComesTooLateIsNotSent: what waits until the session has begun,
// because Telegram was away, is dropped.
func TestReminderThatComesTooLateIsNotSent(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	ann := w.person(7001, "en")
	w.joins(ann)
	w.idle(b)
	stop := w.emu.Misbehave(emulator.Fault{Kind: emulator.BadGateway, Method: "sendmessage"})
	start := time.Unix(w.theSession(b).Start, 0)
	clock.pass(start.Add(-24 * time.Hour).Sub(clock.Now()))
	w.until("a reminder that cannot be sent", func() bool {
		waiting, leased, _, err := b.store.Depth(t.Context())
		return err == nil && waiting+leased > 0
	})
	clock.pass(25 * time.Hour)
	stop()
	w.emu.TakeRefusals()
	w.idle(b)
	if n := heard(ann, reminderText); n != 0 {
		t.Errorf("reminded %d times of what has begun", n)
	}
}

// TestWaveIsClosedByTheClock: the answers are gone and counted.
func TestWaveIsClosedByTheClock(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	clock := w.stopClock()
	b := w.bot()
	w.start(b)
	ann := w.person(7001, "en")
	w.settle(ann)
	board, err := b.store.Board(t.Context())
	if err != nil || board.Wave == nil {
		t.Fatal("no wave", err)
	}
	wave := *board.Wave
	w.idle(b)
	clock.pass(max(0, time.Unix(wave.Opens, 0).Sub(clock.Now())))
	ann.Send("/pulse")
	for _, do := range []string{"a.0.2", "a.1.2", "a.2.2", "a.3.2", "a.4.2"} {
		w.offers(ann, do)
		w.do(ann, do)
	}
	w.sees(ann, "Thank you")
	if r, err := b.store.WaveResult(t.Context(), wave.ID); err == nil {
		t.Fatalf("counted before its end: %+v", r)
	}
	w.idle(b)
	clock.pass(time.Unix(wave.Closes, 0).Sub(clock.Now()))
	w.until("the result", func() bool {
		_, err := b.store.WaveResult(t.Context(), wave.ID)
		return err == nil
	})
	r, err := b.store.WaveResult(t.Context(), wave.ID)
	if err != nil || r.Finished != 1 || r.Counts[0][1] != 1 {
		t.Fatalf("result %+v, %v", r, err)
	}
	if n := w.count("HLEN", "w:"+wave.ID); n != 0 {
		t.Errorf("%d records are left", n)
	}
}
