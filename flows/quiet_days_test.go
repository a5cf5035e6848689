package flows

import (
	"strings"
	"testing"
	"time"
)

// fridayEvening is Friday 16:00 to Saturday 20:00.
var fridayEvening = QuietWeek{From: 5*24*60 + 16*60, Until: 6*24*60 + 20*60}

// TestQuietDays: when it is quiet, and from when until when. 27 November 2026 is a Friday.
func TestQuietDays(t *testing.T) {
	sabbath := Schedule{QuietWeeks: []QuietWeek{fridayEvening}}
	saturday := Schedule{QuietWeeks: []QuietWeek{{From: 6 * 24 * 60, Until: 7 * 24 * 60}}}
	lateSunday := Schedule{QuietWeeks: []QuietWeek{{From: 23 * 60, Until: 24*60 + 8*60 + 15}}}
	early := Schedule{QuietWeeks: []QuietWeek{{From: 24*60 + 8*60 + 30, Until: 24*60 + 12*60}}}
	later := Schedule{QuietWeeks: []QuietWeek{{From: 24*60 + 9*60, Until: 24*60 + 12*60}}}
	p := kyivProgramme(t)
	feast := saturday
	feast.QuietDates = []QuietDate{{Begins: on(p, 29, 0, 0).Unix(), Ends: on(p, 30, 0, 0).Unix()}}
	for _, r := range []struct {
		name         string
		schedule     Schedule
		at           time.Time
		begins, ends time.Time // the same: it is not quiet
	}{
		{"before it", sabbath, on(p, 27, 15, 59), on(p, 27, 15, 59), on(p, 27, 15, 59)},
		{"it begins", sabbath, on(p, 27, 16, 0), on(p, 27, 16, 0), on(p, 28, 20, 0)},
		{"the night within it", sabbath, on(p, 27, 23, 0), on(p, 27, 16, 0), on(p, 28, 20, 0)},
		{"it ends, before the night", sabbath, on(p, 28, 20, 0), on(p, 28, 20, 0), on(p, 28, 20, 0)},
		{"the night after it", sabbath, on(p, 28, 22, 0), on(p, 28, 21, 0), on(p, 29, 8, 0)},
		{"the quiet hours before and after touch it", saturday, on(p, 28, 12, 0), on(p, 27, 21, 0), on(p, 29, 8, 0)},
		{"so they are quiet with it", saturday, on(p, 27, 21, 30), on(p, 27, 21, 0), on(p, 29, 8, 0)},
		{"two quiet days in a row", feast, on(p, 28, 12, 0), on(p, 27, 21, 0), on(p, 30, 8, 0)},
		{"the second of them", feast, on(p, 29, 18, 0), on(p, 27, 21, 0), on(p, 30, 8, 0)},
		{"beyond the night", lateSunday, on(p, 30, 8, 10), on(p, 29, 21, 0), on(p, 30, 8, 15)},
		{"hardly a break", early, on(p, 30, 8, 10), on(p, 29, 21, 0), on(p, 30, 12, 0)},
		{"a break of an hour", later, on(p, 30, 8, 10), on(p, 30, 8, 10), on(p, 30, 8, 10)},
	} {
		p.Schedule = r.schedule
		if got, want := p.Quiet(r.at), r.begins.Before(r.ends); got != want {
			t.Errorf("%s: quiet %v", r.name, got)
			continue
		}
		if begins, ends := p.QuietSpan(r.at); !begins.Equal(r.begins) || !ends.Equal(r.ends) {
			t.Errorf("%s: from %v until %v, want from %v until %v", r.name, begins, ends, r.begins, r.ends)
		}
	}
	p.Schedule = sabbath
	if at := p.nextQuiet(on(p, 27, 12, 0)); !at.Equal(on(p, 27, 16, 0)) {
		t.Errorf("it is quiet next at %v", at)
	}
	if at := p.nextQuiet(on(p, 28, 20, 30)); !at.Equal(on(p, 28, 21, 0)) {
		t.Errorf("after the quiet day it is quiet next at %v", at)
	}
}

// TestQuietDaysWhereClocksChange: a day keeps its local hours in a night of 23 or 25 hours.
func TestQuietDaysWhereClocksChange(t *testing.T) {
	p := kyivProgramme(t)
	p.Schedule = Schedule{QuietFrom: "23:30", QuietUntil: "06:00", QuietWeeks: []QuietWeek{{From: 0, Until: 24*60 + 3*60 + 30}}} // Sunday until Monday 3:30
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, p.Zone)
	}
	for _, sunday := range []time.Time{at(3, 29, 12, 0), at(10, 25, 12, 0)} {
		begins, ends := p.QuietSpan(sunday)
		y, m, d := sunday.Date()
		if want := time.Date(y, m, d-1, 23, 30, 0, 0, p.Zone); !begins.Equal(want) {
			t.Errorf("%v: it begins at %v", sunday, begins)
		}
		if want := time.Date(y, m, d+1, 6, 0, 0, 0, p.Zone); !ends.Equal(want) {
			t.Errorf("%v: it ends at %v", sunday, ends)
		}
	}
	p.Schedule.QuietWeeks = []QuietWeek{{From: 3*60 + 30, Until: 12 * 60}} // 3:30 is skipped in March
	if begins, _ := p.QuietSpan(at(3, 29, 9, 0)); !begins.Equal(at(3, 28, 23, 30)) {
		t.Errorf("the skipped hour: it begins at %v", begins)
	}
}

// TestRemindersMoveBeforeQuietDays, also for a meeting on the day itself.
func TestRemindersMoveBeforeQuietDays(t *testing.T) {
	p := kyivProgramme(t)
	p.Schedule = Schedule{QuietWeeks: []QuietWeek{fridayEvening}}
	for _, r := range []struct {
		name         string
		start, since time.Time
		want         []time.Time
	}{
		{"on the day itself", on(p, 28, 18, 0), on(p, 20, 12, 0), []time.Time{on(p, 27, 15, 30), on(p, 27, 15, 30)}},
		{"the morning after", on(p, 29, 9, 0), on(p, 20, 12, 0), []time.Time{on(p, 27, 15, 30), on(p, 28, 20, 30)}},
		{"the evening after", on(p, 28, 22, 30), on(p, 20, 12, 0), []time.Time{on(p, 27, 15, 30), on(p, 28, 20, 30)}},
		{"who came too late for it hears of it afterwards", on(p, 29, 18, 0), on(p, 27, 17, 0), []time.Time{on(p, 28, 20, 0), on(p, 29, 16, 0)}},
		{"or not at all, if it is over then", on(p, 28, 18, 0), on(p, 27, 17, 0), nil},
	} {
		var got []time.Time
		for _, rem := range remindersAt(dayAndHours(), Session{Start: r.start.Unix()}, p, r.since) {
			got = append(got, rem.At)
		}
		if len(got) != len(r.want) {
			t.Errorf("%s: %v, want %v", r.name, got, r.want)
			continue
		}
		for i := range got {
			if !got[i].Equal(r.want[i]) {
				t.Errorf("%s: %v, want %v", r.name, got, r.want)
			}
		}
	}
	told := Told{Since: on(p, 20, 12, 0).Unix()}
	s := Session{Start: on(p, 28, 18, 0).Unix()}
	key, after := told.next(s, p, p.reminders(), on(p, 27, 15, 30))
	again, _ := after.next(s, p, p.reminders(), on(p, 27, 15, 31))
	if key != "reminder.note" || again != "" {
		t.Errorf("two reminders that fall together are %q and %q", key, again)
	}
}

// TestWhatWaitsForAQuietDayIsNotLate: what may be sent so long after its time can be sent
// after a quiet day, too.
func TestWhatWaitsForAQuietDayIsNotLate(t *testing.T) {
	p := kyivProgramme(t)
	p.Schedule = Schedule{QuietDates: []QuietDate{{Begins: on(p, 25, 0, 0).Unix(), Ends: on(p, 29, 0, 0).Unix()}}}
	s := Session{Start: on(p, 24, 17, 0).Unix(), Minutes: 120}
	if s.AsksFeedback(p, on(p, 28, 9, 0)) || !s.AsksFeedback(p, on(p, 29, 9, 0)) {
		t.Error("who was at a meeting before four quiet days is asked within them, or never")
	}
	if p.Late(on(p, 25, 11, 0), on(p, 29, 9, 0), 24*time.Hour) || !p.Late(on(p, 25, 11, 0), on(p, 30, 9, 0), 24*time.Hour) {
		t.Error("what was due on a quiet day is late at its end, or never")
	}
}

const feasts = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Town//EN
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261128
DTEND;VALUE=DATE:20261130
SUMMARY:Two days
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Kyiv:20261203T150000
DTEND;TZID=Europe/Kyiv:20261203T190000
RRULE:FREQ=YEARLY
SUMMARY:An afternoon of each year
END:VEVENT
BEGIN:VEVENT
UID:3@example.org
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261210
STATUS:CANCELLED
SUMMARY:Not this year
END:VEVENT
END:VCALENDAR
`

func TestQuietCalendar(t *testing.T) {
	p := kyivProgramme(t)
	if problems := p.AddQuietCalendar("feasts.ics", []byte(strings.ReplaceAll(feasts, "\n", "\r\n"))); len(problems) > 0 {
		t.Fatal(problems)
	}
	for at, want := range map[time.Time]bool{
		on(p, 28, 12, 0): true, on(p, 29, 12, 0): true, on(p, 30, 12, 0): false, on(p, 27, 12, 0): false,
		on(p, 33, 15, 0): true, on(p, 33, 14, 59): false, on(p, 33, 19, 0): false, on(p, 40, 12, 0): false,
		time.Date(2031, 12, 3, 18, 0, 0, 0, p.Zone): true,
	} {
		if p.Quiet(at) != want {
			t.Errorf("at %v quiet is %v", at, !want)
		}
	}
	for _, r := range []struct {
		name, old, new, says string
		line                 int
	}{
		{"no calendar", feasts, "Dear all, the feasts are ...", "no calendar file", 1},
		{"no event", feasts, "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\nEND:VCALENDAR\n", "no event", 1},
		{"a day that there is not", "20261128", "20261131", `"Two days" has no beginning`, 4},
		{"an end before the beginning", "20261203T190000", "20261203T140000", "ends before it begins", 11},
		{"a month", "DTEND;VALUE=DATE:20261130", "DTEND;VALUE=DATE:20261230", "quiet for 32 days", 4},
		{"each day", "FREQ=YEARLY", "FREQ=DAILY", "more than 500 times", 11},
		{"each second", "FREQ=YEARLY", "FREQ=SECONDLY", "more than 500 times", 11},
		{"a rule of nonsense", "FREQ=YEARLY", "FREQ=NEVER", "by a rule that cannot be read", 11},
		{"a zone that there is not", "DTSTART;TZID=Europe/Kyiv", "DTSTART;TZID=Kyiv Time", "no beginning", 11},
	} {
		p := kyivProgramme(t)
		file := strings.Replace(feasts, r.old, r.new, 1)
		problems := p.AddQuietCalendar("feasts.ics", []byte(file))
		if len(problems) != 1 || problems[0].Line != r.line || !strings.Contains(problems[0].Message, r.says) || len(p.Schedule.QuietDates) > 0 {
			t.Errorf("%s: %v, want one in line %d about %q", r.name, problems, r.line, r.says)
		}
	}
	long := kyivProgramme(t)
	long.Schedule.QuietDates = []QuietDate{{Name: "before", Begins: on(long, 16, 0, 0).Unix(), Ends: on(long, 28, 0, 0).Unix()}}
	if problems := long.AddQuietCalendar("feasts.ics", []byte(strings.Replace(feasts, "20261130", "20261202", 1))); len(problems) != 1 || !strings.Contains(problems[0].Message, "without a break") {
		t.Errorf("sixteen days without a word: %v", problems)
	}
}

// FuzzAddQuietCalendar holds that no file makes it panic.
func FuzzAddQuietCalendar(f *testing.F) {
	f.Add([]byte(feasts))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p := &Programme{Zone: time.UTC}
		p.AddQuietCalendar("f.ics", raw)
	})
}
