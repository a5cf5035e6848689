package render

import (
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"porchlight/bot/chart"
	"porchlight/flows"
	"porchlight/locales"
)

// calendarFile is one meeting for a person's own calendar. It carries what is
// public about the meeting and nothing about the person. An address that is
// for guests on the day is left out: files travel. The same meeting has the same
// UID, so a file with a higher SEQUENCE replaces what the calendar had, and one
// of a cancelled meeting takes it out. One that is named on its card only has the
// neutral title. A discreet meeting's file has no telling name.
func calendarFile(p *flows.Programme, s flows.Session, also []flows.Session, lang flows.Lang, neutral string, now time.Time) *Document {
	cal := ics.NewCalendarFor("Porchlight")
	cal.SetProductId("-//Porchlight//Meetings//EN")
	cal.SetMethod(ics.MethodPublish)
	if s.Cancelled {
		cal.SetMethod(ics.MethodCancel)
	}
	if zone := calendarZone(s.StartsAt(p.Zone)); zone != nil {
		cal.AddVTimezone(zone)
	}
	for _, one := range append([]flows.Session{s}, also...) {
		addEvent(cal, p, one, lang, neutral, now)
	}
	name := s.ID
	if s.Discreet() {
		name = "calendar"
	}
	// RFC 5545 asks for CRLF; some phones refuse anything else.
	return &Document{Name: name + ".ics", Bytes: []byte(cal.Serialize(ics.WithNewLineWindows))}
}

// addEvent adds one meeting to a calendar file.
func addEvent(cal *ics.Calendar, p *flows.Programme, s flows.Session, lang flows.Lang, neutral string, now time.Time) {
	start, end := s.StartsAt(p.Zone), s.Ends().In(p.Zone)
	event := cal.AddEvent(s.ID + "." + p.Name + "@porchlight")
	event.SetDtStampTime(now)
	event.SetSequence(s.Edition)
	setCalendarTime(event, ics.ComponentPropertyDtStart, start)
	setCalendarTime(event, ics.ComponentPropertyDtEnd, end)
	title := s.Title.In(lang)
	if s.Unnamed {
		title = neutral
	}
	event.SetSummary(calendarText(title))
	// A calendar that is told to cancel asks who says so. It is nobody whom it could write to.
	event.SetOrganizer("invalid:nomail", ics.WithCN("Porchlight"))
	where := []string{s.Place.In(lang)}
	if !s.AddressOnDay {
		where = append(where, s.Address.In(lang))
	}
	if place := calendarText(joinFilled(where)); place != "" {
		event.SetLocation(place)
	}
	if about := calendarText(s.About.In(lang)); about != "" {
		event.SetDescription(about)
	}
	event.SetStatus(ics.ObjectStatusConfirmed)
	if s.Cancelled {
		event.SetStatus(ics.ObjectStatusCancelled)
	}
}

// calendarText has no control characters: a line break of its own kind would
// begin a new property in some readers.
func calendarText(s string) string { return strings.TrimSpace(locales.Clean(s)) }

func joinFilled(parts []string) string {
	filled := parts[:0:0]
	for _, part := range parts {
		if part != "" {
			filled = append(filled, part)
		}
	}
	return strings.Join(filled, ", ")
}

// attach makes the file of a message, nil if it has none after all.
func (p *page) attach(a *flows.Attachment) *Document {
	switch {
	case a.Session != nil:
		return calendarFile(p.r.programme, *a.Session, a.Also, p.lang, p.plain(flows.UnnamedMeeting, nil), p.now)
	case a.Page != nil:
		return p.dataPage(a.Page)
	case a.Export != nil:
		d, err := exportFile(a.Export)
		if err != nil {
			p.wrong("%w", err)
			return nil
		}
		return d
	}
	if a.Trend != nil {
		d, err := p.trendPicture(a.Trend)
		if err != nil {
			p.wrong("%w", err)
		}
		return d
	}
	if a.QR != "" {
		name, draw := "qr.png", chart.QR
		if a.Code != "" {
			name, draw = "qr-page.png", func(link string) ([]byte, error) { return chart.DoorPage(link, a.Code) }
		}
		png, err := draw(a.QR)
		if err != nil {
			p.wrong("%w", err)
			return nil
		}
		return &Document{Name: name, Bytes: png}
	}
	p.wrong("an attachment without a file")
	return nil
}
