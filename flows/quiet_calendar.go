package flows

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// This file is about quiet days from a calendar file, as a city, a ministry or a
// community publishes its feasts: each event in it is quiet.

const (
	maxCalendarBytes = 1 << 20
	limitRepeats     = 500 // of one event
)

// AddQuietCalendar adds the events of the calendar that the programme's file names. It
// gives every complaint that it can find; then the programme is not to be used.
func (p *Programme) AddQuietCalendar(file string, raw []byte) (problems []Problem) {
	complain := func(line int, format string, args ...any) {
		problems = append(problems, Problem{File: file, Line: line, Message: fmt.Sprintf(format, args...)})
	}
	if len(raw) > maxCalendarBytes {
		complain(1, "the calendar is larger than %d kB: keep to the days on which nobody is to be written to", maxCalendarBytes>>10)
		return problems
	}
	cal, err := readCalendar(raw)
	if err != nil {
		complain(1, "this is no calendar file (%v): export it again as iCalendar (.ics)", err)
		return problems
	}
	lines := eventLines(raw)
	dates := p.Schedule.QuietDates
	for i, event := range cal.Events() {
		line := 1
		if i < len(lines) {
			line = lines[i]
		}
		found, err := p.quietEvent(event)
		if err != nil {
			complain(line, "%v", err)
		}
		dates = append(dates, found...)
	}
	if len(cal.Events()) == 0 {
		complain(1, "the calendar has no event: leave quiet_calendar out, or name the right file")
	}
	if len(problems) > 0 {
		return problems
	}
	sortQuiet(dates)
	p.Schedule.QuietDates = dates
	if said := p.quietTooLong(); said != "" {
		complain(1, "%s", said)
	}
	return problems
}

// readCalendar reads the file with a library that trusts what it reads.
func readCalendar(raw []byte) (cal *ical.Calendar, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it cannot be read")
		}
	}()
	return ical.NewDecoder(bytes.NewReader(raw)).Decode()
}

// eventLines are the lines on which the events begin.
func eventLines(raw []byte) (lines []int) {
	for i, line := range strings.Split(string(raw), "\n") {
		if strings.EqualFold(strings.TrimSpace(line), "BEGIN:VEVENT") {
			lines = append(lines, i+1)
		}
	}
	return lines
}

// quietEvent is when one event is, each time that it comes. A whole day is one of the
// programme's zone, and so is an hour without a zone.
func (p *Programme) quietEvent(event ical.Event) (dates []QuietDate, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this event cannot be read: write its dates out, each as an event")
		}
	}()
	if status := event.Props.Get(ical.PropStatus); status != nil && strings.EqualFold(status.Value, "CANCELLED") {
		return nil, nil
	}
	name, _ := event.Props.Text(ical.PropSummary)
	start, err := event.DateTimeStart(p.Zone)
	if err != nil || start.IsZero() {
		return nil, fmt.Errorf("the event %s has no beginning that can be read: check DTSTART", shortQuote(name))
	}
	ends, err := event.DateTimeEnd(p.Zone)
	if err != nil {
		return nil, fmt.Errorf("the event %s has no end that can be read: check DTEND", shortQuote(name))
	}
	whole := event.Props.Get(ical.PropDateTimeStart).ValueType() == ical.ValueDate
	if whole && !ends.After(start) {
		ends = start.AddDate(0, 0, 1)
	}
	starts := []time.Time{start}
	if set, err := event.RecurrenceSet(p.Zone); err != nil {
		return nil, fmt.Errorf("the event %s comes again by a rule that cannot be read: write its dates out, each as an event", shortQuote(name))
	} else if set != nil {
		starts = starts[:0]
		for next := set.Iterator(); ; {
			at, more := next()
			if !more || at.Year() > lastQuietYear {
				break
			}
			if starts = append(starts, at); len(starts) > limitRepeats {
				return nil, fmt.Errorf("the event %s comes more than %d times: name a day of the week as quiet_days under [schedule]", shortQuote(name), limitRepeats)
			}
		}
	}
	days := int((ends.Sub(start) + 12*time.Hour) / (24 * time.Hour))
	for _, at := range starts {
		q := QuietDate{Name: name, Begins: at.Unix(), Ends: at.Add(ends.Sub(start)).Unix()}
		if whole { // a day may have 23 or 25 hours
			y, m, d := at.Date()
			q.Begins, q.Ends = localTime(y, m, d, 0, 0, p.Zone).Unix(), localTime(y, m, d+days, 0, 0, p.Zone).Unix()
		}
		if problem := q.wrong(); problem != "" {
			return nil, fmt.Errorf("the event %s: %s", shortQuote(name), problem)
		}
		dates = append(dates, q)
	}
	return dates, nil
}
