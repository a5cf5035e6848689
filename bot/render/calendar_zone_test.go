package render

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"porchlight/flows"
)

// TestCalendarZones reads a meeting's file with another parser, and works its hours out
// from the rules in the file alone, as a calendar does that does not know the zone. They
// are the hours that were meant, all through the year, in every zone of the programmes
// and in some whose clocks go their own ways.
func TestCalendarZones(t *testing.T) {
	for _, name := range []string{"Europe/Kyiv", "Europe/Warsaw", "Asia/Jerusalem", "America/New_York", "America/Los_Angeles", "America/Phoenix",
		"Africa/Lagos", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		p := renderProgramme(t)
		p.Zone = zone
		for day := range 800 {
			start := time.Date(2026, 1, 1, 0, 30, 0, 0, time.UTC).Add(time.Duration(day) * 22 * time.Hour)
			s := flows.Session{ID: "lights", Start: start.Unix(), Minutes: 180, Title: flows.Text{flows.English: "Lights"}}
			cal, event := readBack(t, calendarFile(p, s, nil, flows.English, "A meeting", testNow))
			for property, want := range map[string]time.Time{ical.PropDateTimeStart: start, ical.PropDateTimeEnd: s.Ends()} {
				if got := whenBy(t, cal, event.Props.Get(property)); !got.Equal(want) && !twice(want.In(zone)) {
					t.Fatalf("%s in %s is %v, want %v", property, name, got, want)
				}
			}
		}
	}
}

// twice says whether a clock there shows the same hour once more: an hour alone does not
// say which of the two is meant.
func twice(at time.Time) bool {
	for _, other := range []time.Duration{-time.Hour, time.Hour, -30 * time.Minute, 30 * time.Minute} {
		if at.Add(other).Format(localForm) == at.Format(localForm) {
			return true
		}
	}
	return false
}

// TestACalendarFileIsReplaced: what a change sends has the same UID and a higher number,
// and what a cancelled meeting sends says so in the method and in the event.
func TestACalendarFileIsReplaced(t *testing.T) {
	p := renderProgramme(t)
	s := flows.Session{ID: "lights", Start: testNow.Add(48 * time.Hour).Unix(), Minutes: 90, Title: flows.Text{flows.English: "Lights"}}
	told := func(s flows.Session) (method, uid, sequence, status string) {
		t.Helper()
		cal, event := readBack(t, calendarFile(p, s, nil, flows.English, "A meeting", testNow))
		return cal.Props.Get(ical.PropMethod).Value, event.Props.Get(ical.PropUID).Value, event.Props.Get(ical.PropSequence).Value, event.Props.Get(ical.PropStatus).Value
	}
	method, uid, sequence, status := told(s)
	if method != "PUBLISH" || sequence != "0" || status != "CONFIRMED" {
		t.Errorf("the first file: %s, number %s, %s", method, sequence, status)
	}
	s.Edition, s.Cancelled = 2, true
	if again, same, next, state := told(s); again != "CANCEL" || same != uid || next != "2" || state != "CANCELLED" {
		t.Errorf("of the cancelled one: %s, %s after %s, number %s, %s", again, same, uid, next, state)
	}
}

// TestADiscreetFileHasNoTellingName: a locked phone shows the name of a file.
func TestADiscreetFileHasNoTellingName(t *testing.T) {
	p := renderProgramme(t)
	for _, s := range []flows.Session{{ID: "youth-circle", Youth: true}, {ID: "small-group", AddressOnDay: true}} {
		if file := calendarFile(p, s, nil, flows.English, "A meeting", testNow); strings.Contains(file.Name, s.ID) {
			t.Errorf("a file is called %s", file.Name)
		}
	}
}

func readBack(t *testing.T, file *Document) (*ical.Calendar, ical.Event) {
	t.Helper()
	cal, err := ical.NewDecoder(bytes.NewReader(file.Bytes)).Decode()
	if err != nil || len(cal.Events()) != 1 {
		t.Fatalf("another parser reads %v in:\n%s", err, file.Bytes)
	}
	var out bytes.Buffer
	if err := ical.NewEncoder(&out).Encode(cal); err != nil { // it looks whether all is there that must be
		t.Fatalf("%v in:\n%s", err, file.Bytes)
	}
	return cal, cal.Events()[0]
}

// whenBy is a moment, worked out from the rules that stand in the file.
func whenBy(t *testing.T, cal *ical.Calendar, prop *ical.Prop) time.Time {
	t.Helper()
	tzid := prop.Params.Get(ical.ParamTimezoneID)
	if tzid == "" {
		at, err := time.Parse(localForm+"Z", prop.Value)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	clock, err := time.Parse(localForm, prop.Value)
	if err != nil {
		t.Fatal(err)
	}
	var latest time.Time
	offset := ""
	for _, zone := range cal.Children {
		if zone.Name != ical.CompTimezone || zone.Props.Get(ical.PropTimezoneID).Value != tzid {
			continue
		}
		for _, change := range zone.Children {
			begins, err := time.Parse(localForm, change.Props.Get(ical.PropDateTimeStart).Value)
			if err != nil {
				t.Fatal(err)
			}
			if rule := change.Props.Get(ical.PropRecurrenceRule); rule != nil {
				opt, err := rrule.StrToROption(rule.Value)
				if err != nil {
					t.Fatalf("the rule %q: %v", rule.Value, err)
				}
				opt.Dtstart = begins
				all, err := rrule.NewRRule(*opt)
				if err != nil {
					t.Fatal(err)
				}
				begins = all.Before(clock, true)
			}
			if !begins.IsZero() && !begins.After(clock) && !begins.Before(latest) {
				latest, offset = begins, change.Props.Get("TZOFFSETTO").Value
			}
		}
	}
	if offset == "" {
		t.Fatalf("no rule is there for %s", tzid)
	}
	to, err := time.Parse("-0700", offset)
	if err != nil {
		t.Fatal(err)
	}
	_, seconds := to.Zone()
	return clock.Add(-time.Duration(seconds) * time.Second)
}
