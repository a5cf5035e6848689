package render

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// A meeting's hour is written as a clock there shows it, with the rules of the zone
// beside it: a calendar that knows the zone by its name uses its own, newer rules, and
// one that does not (Outlook) uses ours. golang-ical writes no rules of its own, so this
// file makes them from Go's.

// localForm is an hour without a zone.
const localForm = "20060102T150405"

// rulesHold is for how many years a yearly rule must agree with the zone to be written
// as one. Israel's spring has none that old calendars know; its days are written singly.
const rulesHold = 6

// setCalendarTime writes a time with the name of its zone, or in UTC if it has no zone
// that others know.
func setCalendarTime(event *ics.VEvent, property ics.ComponentProperty, at time.Time) {
	if !named(at.Location()) {
		event.SetProperty(property, at.UTC().Format(localForm)+"Z")
		return
	}
	event.SetProperty(property, at.Format(localForm), ics.WithTZID(at.Location().String()))
}

func named(z *time.Location) bool { return strings.Contains(z.String(), "/") }

// calendarZone says how clocks stand around a moment; nil if its zone has no name.
func calendarZone(at time.Time) *ics.VTimezone {
	if !named(at.Location()) {
		return nil
	}
	zone := ics.NewTimezone(at.Location().String())
	begins, ends := at.ZoneBounds()
	if begins.IsZero() || ends.IsZero() || ends.Sub(begins) > 366*24*time.Hour { // clocks are not changed there
		_, offset := at.Zone()
		zone.Components = append(zone.Components, observance(at.IsDST(), time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), offset, offset, ""))
		return zone
	}
	before, _ := begins.Add(-time.Second).ZoneBounds()
	rules := []string{yearly(before), yearly(begins)}
	changes := []time.Time{before, begins}
	if rules[0] == "" || rules[1] == "" { // each day by itself, the next one too
		rules, changes = []string{"", "", ""}, append(changes, ends)
	}
	for i, change := range changes {
		_, from := change.Add(-time.Second).Zone()
		_, to := change.Zone()
		clock := change.UTC().Add(time.Duration(from) * time.Second) // DTSTART is by the clock that ends
		zone.Components = append(zone.Components, observance(change.IsDST(), clock, from, to, rules[i]))
	}
	return zone
}

// observance is one change of the clocks.
func observance(summer bool, clock time.Time, from, to int, rule string) ics.Component {
	base := ics.ComponentBase{}
	base.AddProperty(ics.ComponentPropertyDtStart, clock.Format(localForm))
	base.AddProperty("TZOFFSETFROM", utcOffset(from))
	base.AddProperty("TZOFFSETTO", utcOffset(to))
	if rule != "" {
		base.AddProperty(ics.ComponentPropertyRrule, rule)
	}
	if summer {
		return &ics.Daylight{ComponentBase: base}
	}
	return &ics.Standard{ComponentBase: base}
}

// utcOffset is an offset as +0300.
func utcOffset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
}

// yearly is the rule that a change of the clocks follows in the years from it on, "" if
// it is none of "the last Sunday" and "the second Sunday" of a month.
func yearly(change time.Time) string {
	for _, nth := range []int{-1, 1, 2, 3, 4} {
		rule := ruleOf(change, nth)
		holds := rule != ""
		for next, year := change, 1; holds && year < rulesHold; year++ {
			next = sameChange(next)
			holds = !next.IsZero() && ruleOf(next, nth) == rule
		}
		if holds {
			return rule
		}
	}
	return ""
}

// sameChange is the change of the same kind a year after one; zero if there is none.
func sameChange(change time.Time) time.Time {
	_, ends := change.ZoneBounds()
	if ends.IsZero() {
		return ends
	}
	_, again := ends.ZoneBounds()
	return again
}

// ruleOf says the day of a change as the nth weekday of its month (-1: the last), with
// its hour; "" if it is another.
func ruleOf(change time.Time, nth int) string {
	_, from := change.Add(-time.Second).Zone()
	clock := change.UTC().Add(time.Duration(from) * time.Second)
	last := clock.AddDate(0, 0, 7).Month() != clock.Month()
	if nth == -1 && !last || nth > 0 && (clock.Day()-1)/7+1 != nth {
		return ""
	}
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", clock.Month(), nth, strings.ToUpper(clock.Weekday().String()[:2]))
}
