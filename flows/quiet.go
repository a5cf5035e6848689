package flows

import "time"

// Quiet says whether nothing that is not urgent is pushed at t: between the
// programme's quiet hours, by default from 21:00 until 08:00 in its zone.
func (p *Programme) Quiet(t time.Time) bool {
	from, until := p.quietHours()
	now := minuteOfDay(t.In(p.Zone))
	if from < until {
		return from <= now && now < until
	}
	return now >= from || now < until
}

// QuietSpan is the beginning and the end of the quiet hours that t lies in.
func (p *Programme) QuietSpan(t time.Time) (begins, ends time.Time) {
	from, until := p.quietHours()
	local := t.In(p.Zone)
	y, m, d := local.Date()
	if minuteOfDay(local) < from { // they began yesterday
		d--
	}
	begins = localTime(y, m, d, from/60, from%60, p.Zone)
	if until <= from {
		d++
	}
	return begins, localTime(y, m, d, until/60, until%60, p.Zone)
}

// nextQuiet is when the next quiet hours begin, for a t outside of any.
func (p *Programme) nextQuiet(t time.Time) time.Time {
	from, _ := p.quietHours()
	y, m, d := t.In(p.Zone).Date()
	for {
		if at := localTime(y, m, d, from/60, from%60, p.Zone); at.After(t) {
			return at
		}
		d++
	}
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
