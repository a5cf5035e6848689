package locales

import (
	"strconv"
	"strings"
	"time"

	"porchlight/zones"
)

// Dates are made of messages (the [date] section), not by a date library: the
// names after a day's number take another case in three of our languages, and a
// translator must be able to hear and mend the whole phrase. The runner-up,
// go-playground/locales, has the names but not our patterns, and would be a
// second home for words.

// Moment is a date with its hour in the given zone, as people there say it;
// now decides whether "today" or "tomorrow" helps and whether the year is said.
func (l *Localizer) Moment(t, now time.Time, zone *time.Location) string {
	said := l.DateHour(t, now, zone)
	if !t.After(now) {
		return said
	}
	return l.near(said, t.In(zone), now.In(zone))
}

// DateHour is a Moment on what is kept: it says neither "today" nor "tomorrow".
func (l *Localizer) DateHour(t, now time.Time, zone *time.Location) string {
	return l.fill("date.moment", "day", l.date(t.In(zone), now.In(zone), zone), "hour", l.Hour(t, zone))
}

// Day is a date without an hour.
func (l *Localizer) Day(t, now time.Time, zone *time.Location) string {
	local := t.In(zone)
	return l.near(l.date(local, now.In(zone), zone), local, now.In(zone))
}

// Date is a Day on what is kept: it says neither "today" nor "tomorrow".
func (l *Localizer) Date(t, now time.Time, zone *time.Location) string {
	return l.date(t.In(zone), now.In(zone), zone)
}

// Hour is the time of day: 18:04, or 6:04 pm where English and Spanish
// speakers count so, in the United States.
func (l *Localizer) Hour(t time.Time, zone *time.Location) string {
	local := t.In(zone)
	hour, minute := local.Hour(), twoDigits(local.Minute())
	key, shown := "date.hour", twoDigits(hour)
	if l.american(zone) {
		key, shown = "date.morning", strconv.Itoa((hour+11)%12+1)
		if hour >= 12 {
			key = "date.afternoon"
		}
	}
	said := l.fill(key, "hour", shown, "minute", minute)
	if l.rtl {
		return wrap(said, isolateLTR)
	}
	return said
}

// near adds "today" or "tomorrow" where that is what the date is.
func (l *Localizer) near(said string, local, now time.Time) string {
	switch daysBetween(now, local) {
	case 0:
		return l.fill("date.today", "when", said)
	case 1:
		return l.fill("date.tomorrow", "when", said)
	}
	return said
}

// date says weekday, day and month, and the year if it is another one.
func (l *Localizer) date(local, now time.Time, zone *time.Location) string {
	key := "date.day"
	if local.Year() != now.Year() {
		key = "date.day_of_year"
	}
	if l.american(zone) {
		key = "date.american." + strings.TrimPrefix(key, "date.")
	}
	weekday := (int(local.Weekday())+6)%7 + 1 // Monday is 1
	return l.fill(key,
		"weekday", l.fill("date.weekday."+strconv.Itoa(weekday)),
		"date", strconv.Itoa(local.Day()),
		"month", l.fill("date.month."+strconv.Itoa(int(local.Month()))),
		"year", strconv.Itoa(local.Year()))
}

// american says whether people there read a 12-hour clock in this language.
func (l *Localizer) american(zone *time.Location) bool {
	return (l.lang == "en" || l.lang == "es") && zones.MonthFirst(zone.String())
}

// daysBetween counts the midnights from a to b, both in their own zone.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) int64 {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
	}
	return int(day(b) - day(a))
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
