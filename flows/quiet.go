package flows

import "time"

// Nothing that is not urgent is pushed in quiet hours, by default from 21:00 until
// 08:00 in the programme's zone, nor on its quiet days. Where one ends as the other
// begins they are one quiet span: everything else in the house asks here.

// Quiet says whether nothing that is not urgent is pushed at t.
func (p *Programme) Quiet(t time.Time) bool {
	if night := p.atNight(t); night || !p.Schedule.hasQuietDays() {
		return night
	}
	_, quiet := spanAt(p.quietAround(t, 36*time.Hour), t)
	return quiet
}

// QuietSpan is the beginning and the end of the quiet that t lies in.
func (p *Programme) QuietSpan(t time.Time) (begins, ends time.Time) {
	if s, quiet := spanAt(p.quietAround(t, longestQuiet+48*time.Hour), t); quiet {
		return s.begins, s.ends
	}
	return t, t
}

// afterQuiet is when something that is due at t can go out: at t, or when the quiet is over.
func (p *Programme) afterQuiet(t time.Time) time.Time {
	if p.Quiet(t) {
		_, t = p.QuietSpan(t)
	}
	return t
}

// Late says whether something that was due at a moment is older than it may be. The quiet
// that it had to wait for does not count.
func (p *Programme) Late(due, now time.Time, most time.Duration) bool {
	return now.Sub(p.afterQuiet(due)) > most
}

// nextQuiet is when it is quiet next, for a t at which it is not.
func (p *Programme) nextQuiet(t time.Time) time.Time {
	for _, s := range p.quietAround(t, 48*time.Hour) {
		if s.begins.After(t) {
			return s.begins
		}
	}
	return t.Add(48 * time.Hour)
}

// atNight says whether t lies in quiet hours.
func (p *Programme) atNight(t time.Time) bool {
	from, until := p.quietHours()
	now := minuteOfDay(t.In(p.Zone))
	if from < until {
		return from <= now && now < until
	}
	return now >= from || now < until
}

// night is the quiet hours that begin on a local day.
func (p *Programme) night(y int, m time.Month, d int) quietSpan {
	from, until := p.quietHours()
	begins := localTime(y, m, d, from/60, from%60, p.Zone)
	if until <= from {
		d++
	}
	return quietSpan{begins, localTime(y, m, d, until/60, until%60, p.Zone)}
}

// quietHours are the minutes of the day between which it is quiet.
func (p *Programme) quietHours() (from, until int) {
	return clockMinute(p.Schedule.QuietFrom, 21*60), clockMinute(p.Schedule.QuietUntil, 8*60)
}

// clockMinute reads "21:00", which was checked with the file.
func clockMinute(s string, otherwise int) int {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return otherwise
	}
	return minuteOfDay(t)
}

func minuteOfDay(t time.Time) int { return t.Hour()*60 + t.Minute() }
