package bot

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/bot/render"
	"porchlight/flows"
	"porchlight/locales"
	"porchlight/storage/redistest"
)

// weekly is a mailing at Friday noon whose list of guides comes on Tuesdays at
// 11:00, with readers in the programme's languages.
func weekly(t *testing.T, rdb redis.UniversalClient, readers int) (*mailing, *testClock) {
	m := newMailing(t, rdb, "off", emulator.Options{}, 0)
	m.real = true
	m.forgiven = []string{blocked}
	clock := m.stopClock()
	if m.program.Schedule.Guides != "0 11 * * 2" {
		t.Fatalf("the example's guides come at %q", m.program.Schedule.Guides)
	}
	m.program.Pulse.Opens = flows.When{} // no survey, whose results are bulk too
	m.enrol(firstReader, readers)
	m.forgetUpdates()
	return m, clock
}

// to moves the clock to a local time in November or December.
func (c *testClock) to(zone *time.Location, month time.Month, day, hour, minute int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = time.Date(2026, month, day, hour, minute, 0, 0, zone)
}

// looked waits until the bots have looked at the whole calendar as it is now.
func (m *mailing) looked(b *Bot) {
	m.t.Helper()
	minute := m.now().Truncate(time.Minute)
	m.until("the calendar to be looked at", func() bool {
		jobs, err := b.store.Jobs(m.t.Context())
		for _, name := range []string{"reminders", "guide_notices", "runs"} { // before and behind the guides in the table
			if err != nil || jobs[name].Done.Before(minute) {
				return false
			}
		}
		return !jobs["guides"].Claimed && !jobs["guides"].Done.IsZero()
	})
}

// guideRuns is how many runs there are that hand out guides; there are others, of the
// questions after meetings.
func (m *mailing) guideRuns(b *Bot) (n int) {
	m.t.Helper()
	ids, err := b.store.Runs(m.t.Context(), 10)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, id := range ids {
		r, err := b.store.Run(m.t.Context(), id)
		if err != nil {
			m.t.Fatal(err)
		}
		if r.Kind == kindGuides {
			n++
		}
	}
	return n
}

// handedOut waits for the end of every run and counts what each reader got.
func (m *mailing) handedOut(b *Bot, want map[int64]int) {
	m.t.Helper()
	m.looked(b)
	m.until("the runs to be over", func() bool { live, err := b.store.LiveRuns(m.t.Context()); return err == nil && len(live) == 0 })
	m.idle(b)
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, n := range want {
		if got := len(m.came[id]); got != n {
			m.t.Errorf("%d got %d messages, want %d: %q", id, got, n, m.came[id])
		}
	}
}

// TestGuidesGoOutOnce: two processes, moved clocks. Everybody with something to
// read gets one message an occurrence; nobody who paused or is a child, nothing
// while no guide is published, nothing at night, and no pile after a downtime.
func TestGuidesGoOutOnce(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	m, clock := weekly(t, rdb, 14)
	zone := m.program.Zone
	one, two := m.bot(), m.bot()
	child, paused, gone := int64(firstReader+20), int64(firstReader+21), int64(firstReader+4)
	m.keep(one.store, child, flows.Person{Lang: "en", Age: flows.AgeChild}, flows.Enrol{})
	m.keep(one.store, paused, flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Area: m.program.Areas[0].ID, Chat: paused, Paused: true}, flows.Enrol{})
	m.emu.Person(gone, emulator.Profile{}).Block()
	m.forgetUpdates()
	english, ukrainian, polish := int64(firstReader), int64(firstReader+5), int64(firstReader+6)
	got := func(n int) map[int64]int {
		return map[int64]int{english: n, english + 7: n, ukrainian: n, polish: 0, child: 0, paused: 0, gone: 0}
	}

	stopOne, stopTwo := m.start(one), m.start(two)
	m.until("both to be ready", func() bool { return one.Ready() && two.Ready() })
	m.looked(one)
	clock.to(zone, time.November, 24, 11, 0)
	m.handedOut(one, got(0)) // no guide is published

	m.publish(one, "accident", clock.Now().AddDate(1, 0, 0))
	clock.to(zone, time.November, 30, 12, 0)
	m.handedOut(one, got(0)) // what was not sent on Tuesday is not caught up
	clock.to(zone, time.December, 1, 11, 0)
	m.handedOut(one, got(1))
	for range 3 {
		clock.pass(time.Minute)
		m.handedOut(two, got(1))
	}
	board, err := one.store.Board(t.Context())
	if err != nil || board.Handed != time.Date(2026, 12, 1, 11, 0, 0, 0, zone).Unix() {
		t.Errorf("the board says %d, %v", board.Handed, err)
	}

	stopOne()
	stopTwo()
	clock.to(zone, time.December, 11, 12, 0) // Tuesday the 8th was three days ago
	three := m.bot()
	stopThree := m.start(three)
	m.handedOut(three, got(1))
	clock.pass(time.Minute)
	m.handedOut(three, got(1))
	if n := m.guideRuns(three); n != 1 {
		t.Errorf("%d runs: what was too late has begun", n)
	}
	stopThree()

	clock.to(zone, time.December, 15, 22, 0) // eleven hours late, and it is quiet
	four := m.bot()
	m.start(four)
	m.looked(four)
	m.until("the run to be held", func() bool {
		live, err := four.store.LiveRuns(t.Context())
		return err == nil && len(live) == 1
	})
	clock.pass(time.Minute)
	m.looked(four)
	m.mu.Lock()
	if n := len(m.came[english]); n != 1 {
		t.Errorf("%d messages, one of them at night", n)
	}
	m.mu.Unlock()
	clock.to(zone, time.December, 16, 8, 1)
	m.handedOut(four, got(2))

	reader := m.emu.Person(english, emulator.Profile{})
	if text := newest(reader); !strings.HasPrefix(text, m.phrase("en", "distribute.text")) {
		t.Errorf("it says %q", text)
	}
	m.does(four, reader, "guides")
	m.sees(reader, "What would you like to read about?")
}

// TestOneOccurrenceIsOneRun: both processes start it at the same time, and one
// again as if it had died before it could say that it was done.
func TestOneOccurrenceIsOneRun(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	m, clock := weekly(t, rdb, 1)
	one, two := m.bot(), m.bot()
	m.publish(one, "accident", clock.Now().AddDate(1, 0, 0))
	at := clock.Now()
	var all sync.WaitGroup
	for range 3 {
		for _, b := range []*Bot{one, two} {
			all.Go(func() {
				if err := b.handOut(t.Context(), at, clock.Now()); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	if runs, err := one.store.Runs(t.Context(), 10); err != nil || len(runs) != 1 {
		t.Errorf("%d runs, %v", len(runs), err)
	}
	if err := one.handOut(t.Context(), at.Add(7*24*time.Hour), clock.Now()); err != nil {
		t.Fatal(err)
	}
	if runs, _ := one.store.Runs(t.Context(), 10); len(runs) != 2 {
		t.Errorf("the next occurrence is not another run: %d", len(runs))
	}
}

// TestGuidesTakenBackWhileSent: who was not reached yet gets nothing when
// another process has taken the guides back; nor a day later.
func TestGuidesTakenBackWhileSent(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	m, clock := weekly(t, rdb, 1)
	one, two := m.bot(), m.bot()
	m.publish(one, "accident", clock.Now().AddDate(1, 0, 0))
	if err := one.handOut(t.Context(), clock.Now(), clock.Now()); err != nil {
		t.Fatal(err)
	}
	runs, err := one.store.Runs(t.Context(), 1)
	if err != nil || len(runs) != 1 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	run, err := one.store.Run(t.Context(), runs[0])
	if err != nil {
		t.Fatal(err)
	}
	compose := func() Compose {
		c, err := one.composeGuides(run.Content)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	p := &flows.Person{Lang: "en", Chat: 1}
	if _, ok, _ := compose()(t.Context(), p, flows.ID{}); !ok {
		t.Fatal("nobody gets it")
	}
	if _, ok, _ := compose()(t.Context(), &flows.Person{Lang: "pl", Chat: 1}, flows.ID{}); ok {
		t.Error("somebody gets it who has nothing to read in it")
	}
	clock.pass(guidesLate + time.Minute)
	if _, ok, _ := compose()(t.Context(), p, flows.ID{}); ok {
		t.Error("it is sent after its day")
	}
	clock.pass(-guidesLate)
	m.takeBack(two.store)
	if _, ok, _ := compose()(t.Context(), p, flows.ID{}); ok {
		t.Error("it is sent although the guides were taken back")
	}
}

// TestThePushNamesNoGuide in any language: a notification shows its words.
func TestThePushNamesNoGuide(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	book, err := locales.OpenGuides(locales.GuideFiles())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range flows.Languages() {
		r, err := b.render.Message(flows.GuidesPush(&flows.Person{Lang: lang, Chat: 1}), w.now())
		if err != nil {
			t.Fatal(err)
		}
		for _, guide := range book.Guides(string(lang)) {
			for _, title := range []string{guide.Title, guide.Discreet()} {
				if slices.ContainsFunc(strings.Fields(strings.ToLower(render.Plain(title))), func(word string) bool {
					return len([]rune(word)) > 4 && strings.Contains(strings.ToLower(r.Text), word)
				}) {
					t.Errorf("in %s %q has words of %q", lang, r.Text, title)
				}
			}
		}
	}
}

// TestGuidesOfAFastClock: a clock that was fast by days hands the guides out, and
// steps back. The calendar goes on at once, and when the day really comes nobody
// gets them a second time.
func TestGuidesOfAFastClock(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	m, clock := weekly(t, rdb, 3)
	zone := m.program.Zone
	one, two := m.bot(), m.bot()
	m.start(one)
	m.start(two)
	m.until("both to be ready", func() bool { return one.Ready() && two.Ready() })
	m.looked(one)
	m.publish(one, "accident", clock.Now().AddDate(1, 0, 0))
	readers := func(n int) map[int64]int { return map[int64]int{firstReader: n} }
	clock.to(zone, time.November, 24, 11, 0) // a Tuesday, four days early
	m.handedOut(one, readers(1))
	clock.to(zone, time.November, 20, 12, 5)
	rewound := func(minute int) func() bool {
		at := time.Date(2026, time.November, 20, 12, minute, 0, 0, zone)
		return func() bool {
			jobs, err := one.store.Jobs(t.Context())
			return err == nil && jobs["reminders"].Done.Equal(at) && !jobs["guides"].Done.After(at)
		}
	}
	m.until("the calendar to be wound back", rewound(5))
	clock.to(zone, time.November, 20, 12, 6)
	m.until("the jobs of the next minute", rewound(6))
	clock.to(zone, time.November, 24, 11, 0)
	m.handedOut(two, readers(1))
	clock.to(zone, time.December, 1, 11, 0)
	m.handedOut(two, readers(2))
}
