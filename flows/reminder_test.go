package flows

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// kyivProgramme is a programme with the usual quiet hours, in Kyiv.
func kyivProgramme(t checker) *Programme { return newPlay(t).programme }

// on is a local time of November 2026; the 24th is a Tuesday.
func on(p *Programme, day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, p.Zone)
}

// dayAndHours are the offsets that the tables below are about, whatever others there are.
func dayAndHours() []offset {
	return []offset{{ReminderDay, 24 * time.Hour}, {ReminderHours, 2 * time.Hour}}
}

// TestReminderOffsets: each has a bit of its own, and the earliest comes first.
func TestReminderOffsets(t *testing.T) {
	var bits ReminderKind
	before := farthest
	for _, o := range reminderOffsets() {
		if o.kind == 0 || o.kind&(o.kind-1) != 0 || bits&o.kind != 0 || o.before <= 0 || o.before >= before {
			t.Errorf("the reminder %v before, %b, is out of place", o.before, o.kind)
		}
		bits, before = bits|o.kind, o.before
	}
}

func TestRemindersOf(t *testing.T) {
	p := kyivProgramme(t)
	early := on(p, 1, 12, 0)
	tests := []struct {
		name         string
		start, since time.Time
		want         []time.Time
	}{
		{"in the evening", on(p, 24, 18, 0), early, []time.Time{on(p, 23, 18, 0), on(p, 24, 16, 0)}},
		{"in the morning", on(p, 24, 9, 0), early, []time.Time{on(p, 23, 9, 0), on(p, 23, 20, 30)}},
		{"at the end of quiet hours", on(p, 24, 8, 0), early, []time.Time{on(p, 23, 8, 0), on(p, 23, 20, 30)}},
		{"before quiet hours end", on(p, 24, 7, 30), early, []time.Time{on(p, 22, 20, 30), on(p, 23, 20, 30)}},
		{"late in the evening", on(p, 24, 22, 30), early, []time.Time{on(p, 23, 20, 30), on(p, 24, 20, 30)}},
		{"registered after the first", on(p, 24, 18, 0), on(p, 23, 18, 0), []time.Time{on(p, 24, 16, 0)}},
		{"registered a minute before the first", on(p, 24, 18, 0), on(p, 23, 17, 59), []time.Time{on(p, 23, 18, 0), on(p, 24, 16, 0)}},
		{"registered two hours before", on(p, 24, 18, 0), on(p, 24, 16, 0), nil},
		{"registered after the start", on(p, 24, 18, 0), on(p, 24, 18, 30), nil},
		{"registered too late for the evening", on(p, 24, 9, 0), on(p, 23, 20, 45), []time.Time{on(p, 24, 8, 0)}},
		{"registered in the night", on(p, 24, 9, 0), on(p, 23, 23, 0), []time.Time{on(p, 24, 8, 0)}},
		{"registered in the night before an early one", on(p, 24, 7, 30), on(p, 23, 23, 0), nil},
		{"registered within two hours, in quiet hours", on(p, 24, 9, 0), on(p, 24, 7, 30), nil},
	}
	for _, r := range tests {
		t.Run(r.name, func(t *testing.T) {
			var got []time.Time
			for _, rem := range remindersAt(dayAndHours(), Session{Start: r.start.Unix()}, p, r.since) {
				got = append(got, rem.At)
			}
			if !slices.EqualFunc(got, r.want, time.Time.Equal) {
				t.Errorf("reminders at %v, want %v", got, r.want)
			}
		})
	}
}

func TestQuietHours(t *testing.T) {
	p := kyivProgramme(t)
	for _, r := range []struct {
		from, until  string
		hour, minute int
		want         bool
	}{
		{"", "", 20, 59, false}, {"", "", 21, 0, true}, {"", "", 0, 0, true}, {"", "", 7, 59, true}, {"", "", 8, 0, false},
		{"22:30", "06:15", 22, 29, false}, {"22:30", "06:15", 22, 30, true}, {"22:30", "06:15", 6, 14, true}, {"22:30", "06:15", 6, 15, false},
		{"01:00", "05:00", 0, 59, false}, {"01:00", "05:00", 1, 0, true}, {"01:00", "05:00", 4, 59, true}, {"01:00", "05:00", 5, 0, false},
	} {
		p.Schedule = Schedule{QuietFrom: r.from, QuietUntil: r.until}
		if got := p.Quiet(on(p, 24, r.hour, r.minute).UTC()); got != r.want {
			t.Errorf("quiet from %q until %q: at %02d:%02d %v", r.from, r.until, r.hour, r.minute, got)
		}
	}
}

// TestRemindersAreWhatWasPromised plays the job minute by minute for any
// session, anybody's registration and any quiet hours: it tells exactly when
// the receipt said, never in quiet hours, never after the start, each once.
func TestRemindersAreWhatWasPromised(t *testing.T) {
	zones := []string{"Europe/Kyiv", "Asia/Jerusalem", "Europe/Warsaw", "America/New_York"}
	quiet := []Schedule{{}, {QuietFrom: "22:00", QuietUntil: "07:30"}, {QuietFrom: "00:30", QuietUntil: "06:00"}, {QuietFrom: "16:30", QuietUntil: "08:15"},
		{QuietWeeks: []QuietWeek{fridayEvening}}, {QuietWeeks: []QuietWeek{fridayEvening, {From: 0, Until: 24 * 60}}, QuietFrom: "23:00", QuietUntil: "06:00"}}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		p := &Programme{Zone: zone, Schedule: rapid.SampledFrom(quiet).Draw(t, "quiet")}
		day := rapid.SampledFrom([]string{"2026-03-08", "2026-03-27", "2026-03-29", "2026-10-25", "2026-11-01", "2026-07-15"}).Draw(t, "day")
		midnight, err := time.ParseInLocation(time.DateOnly, day, zone)
		if err != nil {
			t.Fatal(err)
		}
		start := midnight.Add(time.Duration(rapid.IntRange(0, 48*60).Draw(t, "minutes after midnight")) * time.Minute)
		earliest := int(reminderOffsets()[0].before/time.Hour) + 26
		since := start.Add(-time.Duration(rapid.IntRange(-60, earliest*60).Draw(t, "minutes before")) * time.Minute)
		s := Session{Start: start.Unix()}
		promised := RemindersOf(s, p, since)
		var want, got []time.Time
		for _, r := range promised {
			want = append(want, r.At)
		}
		want = slices.CompactFunc(want, time.Time.Equal)
		if len(want) > len(reminderOffsets()) || !slices.IsSortedFunc(want, time.Time.Compare) {
			t.Fatalf("promised %v", want)
		}
		told := Told{Since: since.Unix()}
		for now := since.Truncate(time.Minute); now.Before(start.Add(time.Hour)); now = now.Add(time.Minute) {
			key, after := told.next(s, p, p.reminders(), now)
			told = after
			if key == "" {
				continue
			}
			if p.Quiet(now) || !now.Before(start) || key != "reminder.note" {
				t.Fatalf("%s at %v for a start at %v", key, now.In(zone), start)
			}
			got = append(got, now)
		}
		if !slices.EqualFunc(got, want, time.Time.Equal) {
			t.Fatalf("reminded at %v, promised %v (start %v, since %v)", got, want, start, since)
		}
		if len(want) == 0 && start.Sub(since) > 24*time.Hour+16*time.Hour+time.Duration(len(p.Schedule.QuietWeeks))*36*time.Hour {
			t.Fatalf("nobody reminds of %v", start)
		}
	})
}

// TestNextReminder: moved sessions, lateness, and what is never told.
func TestNextReminder(t *testing.T) {
	p := kyivProgramme(t)
	since := on(p, 1, 12, 0).Unix()
	start := on(p, 24, 18, 0)
	old := on(p, 23, 10, 0).Unix()
	none := Told{Since: since}
	tests := []struct {
		name  string
		told  Told
		now   time.Time
		key   string
		after Told
	}{
		{"not yet", none, on(p, 23, 17, 59), "", none},
		{"the day before", none, on(p, 23, 18, 0), "reminder.note", Told{since, start.Unix(), ReminderDay}},
		{"not twice", Told{since, start.Unix(), ReminderDay}, on(p, 23, 18, 1), "", Told{since, start.Unix(), ReminderDay}},
		{"two hours before", Told{since, start.Unix(), ReminderDay}, on(p, 24, 16, 0), "reminder.note", Told{since, start.Unix(), ReminderDay | ReminderHours}},
		{"late", none, on(p, 24, 11, 0), "reminder.note", Told{since, start.Unix(), ReminderDay}},
		{"late for both", none, on(p, 24, 17, 59), "reminder.note", Told{since, start.Unix(), ReminderDay | ReminderHours}},
		{"late, in quiet hours", none, on(p, 23, 21, 0), "", none},
		{"late, when they are over", none, on(p, 24, 8, 0), "reminder.note", Told{since, start.Unix(), ReminderDay}},
		{"begun", none, start, "", none},
		{"told of another time, now far", Told{since, old, 3}, on(p, 20, 12, 0), "reminder.moved", Told{since, start.Unix(), 0}},
		{"told of another time, now near", Told{since, old, 1}, on(p, 24, 17, 0), "reminder.moved", Told{since, start.Unix(), 3}},
		{"told of another time, in quiet hours", Told{since, old, 1}, on(p, 20, 23, 0), "", Told{since, old, 1}},
		{"told of another time, after the start", Told{since, old, 1}, on(p, 24, 18, 1), "", Told{since, old, 1}},
		{"told that it moved, the day before", Told{since, start.Unix(), 0}, on(p, 23, 18, 0), "reminder.note", Told{since, start.Unix(), ReminderDay}},
		{"a place since long ago", Told{}, on(p, 23, 18, 0), "reminder.note", Told{0, start.Unix(), ReminderDay}},
	}
	for _, r := range tests {
		t.Run(r.name, func(t *testing.T) {
			next := func(s Session) (string, Told) {
				return r.told.nextOf(remindersAt(dayAndHours(), s, p, time.Unix(r.told.Since, 0)), everyReminder, s, p, r.now)
			}
			key, after := next(Session{Start: start.Unix()})
			if key != r.key || after != r.after {
				t.Errorf("%q, then %+v; want %q, %+v", key, after, r.key, r.after)
			}
			if key, after := next(Session{Start: start.Unix(), Cancelled: true}); key != "" || after != r.told {
				t.Errorf("cancelled, and still %q, %+v", key, after)
			}
		})
	}
}

// TestAnEarlierReminderIsNeedless: who was told of the day before by a version that had no
// earlier reminder is not told once more by one that has.
func TestAnEarlierReminderIsNeedless(t *testing.T) {
	p := kyivProgramme(t)
	const week = ReminderWeek
	start := on(p, 24, 18, 0)
	s, since := Session{Start: start.Unix()}, on(p, 1, 12, 0)
	all := remindersAt(append([]offset{{week, 7 * 24 * time.Hour}}, dayAndHours()...), s, p, since)
	told := func(kinds ReminderKind) Told { return Told{since.Unix(), start.Unix(), kinds} }
	if key, after := told(ReminderDay).nextOf(all, everyReminder, s, p, on(p, 23, 18, 1)); key != "" || after != told(week|ReminderDay) {
		t.Errorf("after the day before: %q, then %+v", key, after)
	}
	if key, after := told(ReminderDay).nextOf(all, everyReminder, s, p, on(p, 24, 16, 0)); key != "reminder.note" || after != told(week|ReminderDay|ReminderHours) {
		t.Errorf("two hours before: %q, then %+v", key, after)
	}
}

// TestANewTimeIsToldOnce: whoever was told by the news that the time has changed
// is not told so again by a reminder, whatever changes afterwards.
func TestANewTimeIsToldOnce(t *testing.T) {
	p := kyivProgramme(t)
	old := Session{Start: on(p, 10, 18, 0).Unix(), Place: Text{English: "School 12"}}
	moved := old
	moved.Start = on(p, 20, 18, 0).Unix()
	moved = moved.after(old, on(p, 9, 12, 0))
	elsewhere := moved
	elsewhere.Place = Text{English: "Library"}
	elsewhere = elsewhere.after(moved, on(p, 15, 12, 0))
	if elsewhere.News.What != NewsPlace {
		t.Fatalf("on the sixth day the news is %d", elsewhere.News.What)
	}
	told := Told{Since: on(p, 1, 12, 0).Unix(), Start: old.Start, Kinds: ReminderDay}
	next := func(s Session, now time.Time) (string, Told) {
		return told.nextOf(remindersAt(dayAndHours(), s, p, time.Unix(told.Since, 0)), everyReminder, s, p, now)
	}
	for _, s := range []Session{moved, elsewhere} {
		if key, _ := next(s, on(p, 15, 12, 1)); key != "" {
			t.Errorf("beside the news somebody is told %s", key)
		}
	}
	key, after := next(elsewhere, on(p, 19, 18, 0))
	if key != "reminder.note" || after.Start != moved.Start {
		t.Errorf("the day before: %q, %+v", key, after)
	}
}

// TestTheAddressComesWithTheLastReminder to whoever has a place, and with no
// earlier message.
func TestTheAddressComesWithTheLastReminder(t *testing.T) {
	p, ann, _ := reminded(t)
	p.board.Sessions[0].Address, p.board.Sessions[0].AddressOnDay = Text{English: "Perekopska 5"}, true
	s := p.board.Sessions[0]
	start := time.Unix(s.Start, 0)
	since := Told{Since: p.now.Unix()}
	p.now = start.Add(-24 * time.Hour)
	if say, ok := p.remind(ann, since); !ok || hasKey(say, "session.card.address") {
		t.Errorf("the first reminder is %+v", say)
	}
	p.now = start.Add(-2 * time.Hour)
	if say, ok := p.remind(ann, since); !ok || !hasKey(say, "session.card.address") {
		t.Errorf("the last reminder is %+v", say)
	}
	news := func(inside bool) Say {
		changed := s
		changed.Address = Text{English: "Perekopska 7"}
		say, _ := SessionNews(p.programme, changed.after(s, p.now), p.people[ann], since, inside, p.now)
		return say
	}
	if !hasKey(news(true), "session.card.address") || hasKey(news(false), "session.card.address") {
		t.Errorf("a new address after the last reminder: inside %+v, waiting %+v", news(true), news(false))
	}
	p.now = start.Add(-30 * time.Hour)
	if hasKey(news(true), "session.card.address") {
		t.Errorf("the news tells the address before its time: %+v", news(true))
	}
	// Whoever gets a place when no reminder is left has the address at once.
	p.now = start.Add(-time.Hour)
	bob := p.join(2)
	p.link(bob, "s.lights")
	if out := p.press(bob, "wait"); says(out, "session.card.address") {
		t.Error("somebody who waits is told the address")
	}
	p.link(ann, "cant.lights")
	out := p.press(ann, "place")
	for _, say := range out.Says {
		if hasKey(say, "session.card.address") {
			t.Errorf("the address is told to somebody who has no place yet: %+v", say)
		}
	}
	if out := p.link(bob, "take.lights"); !says(out, "session.card.address") {
		t.Errorf("whoever takes the place is told %+v", out.Says)
	}
}

// reminded is a play in which ann is inside a session in five days.
func reminded(t *testing.T) (p *play, ann ID, s Session) {
	p = newPlay(t)
	s = Session{
		ID: "lights", Title: Text{English: "Lights"}, Place: Text{English: "School 12"}, Capacity: 1, Minutes: 90,
		Start: p.now.Add(5 * 24 * time.Hour).Unix(),
	}
	p.board.Sessions = []Session{s}
	ann = p.join(1)
	p.link(ann, "s.lights")
	p.press(ann, "join")
	return p, ann, s
}

func (p *play) remind(who ID, told Told) (Say, bool) {
	p.c.Helper()
	say, after, ok := Remind(World{Programme: p.programme, Board: &p.board}, *p.people[who], "lights", told, p.now)
	if ok {
		p.check(say)
	} else if after != told {
		p.c.Errorf("nothing was told, and noted: %+v", after)
	}
	return say, ok
}

func TestRemind(t *testing.T) {
	p, ann, s := reminded(t)
	p.now = time.Unix(s.Start, 0).Add(-24 * time.Hour)
	say, ok := p.remind(ann, Told{})
	if !ok || !hasKey(say, "reminder.note") || say.Lang != English || say.Chat != 1 || say.Screen {
		t.Fatalf("told %+v", say)
	}
	tests := []struct {
		name   string
		change func(*play, *Person)
	}{
		{"paused", func(_ *play, q *Person) { q.Paused = true }},
		{"without a chat", func(_ *play, q *Person) { q.Chat = 0 }},
		{"who left", func(_ *play, q *Person) { q.Sessions = nil }},
		{"gone", func(_ *play, q *Person) { *q = Person{} }},
		{"of a session that is gone", func(p *play, _ *Person) { p.board.Sessions = nil }},
		{"of a cancelled session", func(p *play, _ *Person) { p.board.Sessions[0].Cancelled = true }},
	}
	for _, r := range tests {
		t.Run(r.name, func(t *testing.T) {
			p, ann, s := reminded(t)
			p.now = time.Unix(s.Start, 0).Add(-24 * time.Hour)
			if r.change(p, p.people[ann]); p.people[ann] != nil {
				if say, ok := p.remind(ann, Told{}); ok {
					t.Errorf("told %+v", say)
				}
			}
		})
	}
}

// TestPromise: the receipt says when, and nothing that will not be.
func TestPromise(t *testing.T) {
	for _, r := range []struct {
		before time.Duration
		times  int
	}{
		{5 * 24 * time.Hour, 2}, {20 * time.Hour, 1}, {time.Hour, 0},
	} {
		for _, paused := range []bool{false, true} {
			p := newPlay(t)
			p.now = on(p.programme, 20, 10, 0)
			p.board.Sessions = []Session{{ID: "lights", Title: Text{English: "L"}, Place: Text{English: "P"}, Capacity: 1, Minutes: 90, Start: p.now.Add(r.before).Unix()}}
			ann := p.join(1, func(q *Person) { q.Paused = paused })
			p.link(ann, "s.lights")
			out := p.press(ann, "join")
			if want := r.times > 0 && !paused; says(out, "reminder.promise") != want {
				t.Errorf("%v before, paused %v: a promise is made: %v", r.before, paused, !want)
			}
			if want := r.times > 1 && !paused; says(out, "reminder.times") != want {
				t.Errorf("%v before, paused %v: several times are promised: %v", r.before, paused, !want)
			}
		}
	}
}

// TestWhoTakesAnOfferIsPromised: they are told when they will be reminded.
func TestWhoTakesAnOfferIsPromised(t *testing.T) {
	p, ann, _ := reminded(t)
	bob := p.join(2)
	p.link(bob, "s.lights")
	p.press(bob, "wait")
	p.link(ann, "cant.lights")
	p.press(ann, "place")
	if out := p.link(bob, "take.lights"); !says(out, "session.joined") || !says(out, "reminder.times") {
		t.Errorf("bob is told %+v", out.Says)
	}
}

func TestComing(t *testing.T) {
	p, ann, s := reminded(t)
	before := *p.people[ann]
	out := p.link(ann, "coming.lights")
	if !says(out, "reminder.thanks") || len(out.Effects) > 0 {
		t.Errorf("thanked with %+v", out)
	}
	if after := *p.people[ann]; !reflect.DeepEqual(after.Sessions, before.Sessions) || after.Step != before.Step {
		t.Errorf("something changed: %+v", after)
	}
	// In the middle of a concern nothing of it is lost, and nothing is asked.
	p.link(ann, "concern")
	step := p.people[ann].Step
	out = p.link(ann, "coming.lights")
	if now := p.people[ann]; now.Step != step || now.Was != "" || !says(out, "reminder.thanks") {
		t.Errorf("the concern is lost: at %s", now.Step)
	}
	p.press(ann, "cancel")
	for _, r := range []struct {
		name, do, key string
		change        func()
	}{
		{"unknown", "coming.nothing", "session.unknown", func() {}},
		{"begun", "coming.lights", "session.begun", func() { p.now = time.Unix(s.Start, 0); p.inside["lights"] = nil }},
		{"over", "coming.lights", "session.over", func() { p.now = s.Ends() }},
		{"cancelled", "coming.lights", "session.cancelled", func() { p.now = time.Unix(s.Start, 0).Add(-time.Hour); p.board.Sessions[0].Cancelled = true }},
	} {
		r.change()
		if out := p.link(ann, r.do); !says(out, r.key) || says(out, "reminder.thanks") {
			t.Errorf("%s: said %+v", r.name, out.Says)
		}
	}
}

func TestCant(t *testing.T) {
	p, ann, s := reminded(t)
	out := p.link(ann, "cant.lights")
	if !says(out, "session.leave.place") || len(p.inside["lights"]) != 1 {
		t.Fatalf("not asked first: %+v", out.Says)
	}
	p.press(ann, "place")
	if len(p.inside["lights"]) != 0 {
		t.Fatal("the place is not free")
	}
	if out := p.link(ann, "cant.lights"); !says(out, "session.not_in") {
		t.Errorf("asked twice: %+v", out.Says)
	}
	p.now = time.Unix(s.Start, 0)
	if out := p.link(ann, "cant.lights"); !says(out, "session.begun") {
		t.Errorf("after the start: %+v", out.Says)
	}
	if out := p.link(ann, "cant.nothing"); !says(out, "session.unknown") {
		t.Errorf("of nothing: %+v", out.Says)
	}
	// A flow under way is asked about first.
	p, ann, _ = reminded(t)
	p.link(ann, "concern")
	p.link(ann, "cant.lights")
	if p.people[ann].Step != StepInterrupted {
		t.Errorf("the concern is left for it: %s", p.people[ann].Step)
	}
	if out := p.press(ann, "leave"); !says(out, "session.leave.place") {
		t.Errorf("then: %+v", out.Says)
	}
}
