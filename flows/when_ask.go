package flows

import (
	"strconv"
	"strings"
	"time"

	"porchlight/zones"
)

// farthest is how far ahead a time may lie.
const farthest = 2 * 365 * 24 * time.Hour

// onDay completes the year and checks the day. Without a year it is the next
// such day, unless that is most of a year away: then the day has just passed. A
// weekday alone is the next one after today; one beside a date must be its own.
func (w typedTime) onDay(now time.Time, z *time.Location) (day string, problem string) {
	local := now.In(z)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	if w.day == 0 && w.month == 0 {
		ahead := w.ahead
		if !w.near {
			ahead = (w.weekday-isoWeekday(today)+6)%7 + 1
		}
		return today.AddDate(0, 0, ahead).Format(time.DateOnly), ""
	}
	year := w.year
	if year == 0 {
		year = today.Year()
		if time.Date(year, time.Month(w.month), w.day, 0, 0, 0, 0, time.UTC).Before(today) {
			year++
		}
	}
	at := time.Date(year, time.Month(w.month), w.day, 0, 0, 0, 0, time.UTC)
	switch {
	case at.Day() != w.day || int(at.Month()) != w.month || at.Year() != year:
		return "", "organise.when.no_day"
	case at.Before(today), w.year == 0 && at.Sub(today) > 300*24*time.Hour:
		return "", "organise.when.past"
	case at.Sub(today) > farthest:
		return "", "organise.when.far"
	case w.weekday != 0 && w.weekday != isoWeekday(at):
		return at.Format(time.DateOnly), "organise.when.weekday"
	}
	return at.Format(time.DateOnly), ""
}

// isoWeekday counts from 1, Monday, to 7.
func isoWeekday(at time.Time) int { return (int(at.Weekday())+6)%7 + 1 }

// atHour gives the moment of an hour on a day, or why there is none. An hour
// that the clocks skip or show twice is nobody's to guess.
func (w typedTime) atHour(day string, now time.Time, z *time.Location) (at time.Time, problem string) {
	d, err := time.Parse(time.DateOnly, day)
	switch {
	case err != nil:
		return at, "organise.when.no_day"
	case w.hour > 23 || w.minute > 59:
		return at, "organise.when.no_hour"
	}
	at = time.Date(d.Year(), d.Month(), d.Day(), w.hour, w.minute, 0, 0, z)
	clock := func(t time.Time) string { return t.In(z).Format("2006-01-02 15:04") }
	wanted := time.Date(d.Year(), d.Month(), d.Day(), w.hour, w.minute, 0, 0, time.UTC).Format("2006-01-02 15:04")
	switch {
	case clock(at) != wanted:
		return at, "organise.when.skipped"
	case clock(at.Add(time.Hour)) == wanted || clock(at.Add(-time.Hour)) == wanted:
		return at, "organise.when.twice"
	case !at.After(now):
		return at, "organise.when.past"
	case at.Sub(now) > farthest:
		return at, "organise.when.far"
	}
	return at, ""
}

// monthFirst says whether 11/25 is a date where the programme is.
func (p *Programme) monthFirst() bool { return zones.MonthFirst(p.Zone.String()) }

// example is a moment as it is typed where the programme is: by one of two layouts.
func (t *turn) example(at time.Time, monthFirst, dayFirst string) Code {
	if t.w.Programme.monthFirst() {
		return Code(at.Format(monthFirst))
	}
	return Code(at.Format(dayFirst))
}

// timeExample is how a day and an hour are typed there, dayExample a day alone.
func (t *turn) timeExample() Code {
	y, m, d := t.local().Date()
	return t.example(time.Date(y, m, d+7, 18, 0, 0, 0, time.UTC), "1/2 3 pm", "2.1.2006 15:04")
}

func (t *turn) dayExample() Code {
	return t.example(t.local().AddDate(0, 0, 7), "1/2/2006", "2.1.2006")
}

// dayButton offers a day.
func dayButton(day time.Time) Button {
	return Button{Key: "organise.day", Args: Args{"day": Day(day)}, Do: "d." + day.Format(time.DateOnly)}
}

// daysAfter are buttons for days so many days after a moment.
func (t *turn) daysAfter(from time.Time, days ...int) []Button {
	y, m, d := from.In(t.w.Programme.Zone).Date()
	var buttons []Button
	for _, n := range days {
		buttons = append(buttons, dayButton(time.Date(y, m, d+n, 12, 0, 0, 0, t.w.Programme.Zone)))
	}
	return buttons
}

// comingDays are buttons for the days from the one after tomorrow on.
func (t *turn) comingDays() []Button { return t.daysAfter(t.e.Now, 2, 3, 4, 5, 6, 7, 8) }

// usualHours are buttons for the hours at which people have time.
func (t *turn) usualHours() []Button {
	var buttons []Button
	for _, h := range []int{10, 12, 16, 17, 18, 19} {
		at := time.Date(2000, 1, 1, h, 0, 0, 0, time.UTC)
		buttons = append(buttons, Button{Label: string(t.example(at, "3 pm", "15:04")), Do: "h." + strconv.Itoa(h)})
	}
	return buttons
}

// noteTime says what is wrong with a typed time; day is the one that was meant.
func (t *turn) noteTime(problem, day string, example Code) {
	args := Args{"example": example}
	if at, err := time.ParseInLocation(time.DateOnly, day, t.w.Programme.Zone); err == nil {
		args["day"] = Day(at.Add(12 * time.Hour))
	}
	t.note(problem, args)
}

// hourOf repeats the day for which an hour is asked.
func (t *turn) hourOf(day string) []Line {
	at, err := time.ParseInLocation(time.DateOnly, day, t.w.Programme.Zone)
	if err != nil {
		return nil
	}
	return line("organise.hour.day", Args{"day": Day(at.Add(12 * time.Hour))})
}

// heardTime is what an answer to "when?" came to.
type heardTime uint8

const (
	noTime    heardTime = iota // it is about something else
	wrongTime                  // what is wrong with it is noted
	dayOnly                    // the hour is still to come
	wholeTime
)

// hearTime reads a day, an hour or both from a button or from words. The day is kept
// in day, for the question about the hour. minutes is how long a range such as
// "18:00-20:00" lasts, else 0.
func (t *turn) hearTime(day *string, hourOnly bool) (at time.Time, minutes int, heard heardTime) {
	var w typedTime
	fits := false
	switch {
	case t.e.Kind == Press && strings.HasPrefix(t.e.Do, "d.") && !hourOnly:
		w, fits = readTime(t.e.Do[len("d."):], false, false)
	case t.e.Kind == Press && strings.HasPrefix(t.e.Do, "h.") && hourOnly:
		w, fits = readTime(t.e.Do[len("h."):], false, true)
	case t.e.Kind == Words:
		w, fits = readTime(t.e.Text, t.w.Programme.monthFirst(), hourOnly)
		fits = fits && (hourOnly || w.dated)
	}
	if !fits {
		return at, 0, noTime
	}
	chosen, problem := *day, ""
	if w.dated {
		chosen, problem = w.onDay(t.e.Now, t.w.Programme.Zone)
	}
	if problem == "" && w.timed {
		at, problem = w.atHour(chosen, t.e.Now, t.w.Programme.Zone)
	}
	if problem != "" {
		t.noteTime(problem, chosen, t.timeExample())
		return at, 0, wrongTime
	}
	*day = chosen
	if !w.timed {
		return at, 0, dayOnly
	}
	return at, w.minutes, wholeTime
}

// hearWhen takes the answer at a question about the day or at the one about the hour,
// which may come at once. Once both are known, done goes on from there.
func (t *turn) hearWhen(day *string, hour Step, done func(at time.Time, minutes int)) bool {
	at, minutes, heard := t.hearTime(day, t.p.Step == hour)
	switch heard {
	case noTime:
		return false
	case wrongTime:
		t.show(t.p.Step)
	case dayOnly:
		t.show(hour)
	case wholeTime:
		*day = ""
		done(at, minutes)
	}
	return true
}

// hearDay reads a day from a button or from words; what is wrong with it is
// noted. fits says that the answer was about a day at all.
func (t *turn) hearDay() (day string, fits bool) {
	var w typedTime
	switch {
	case t.e.Kind == Press && strings.HasPrefix(t.e.Do, "d."):
		w, fits = readTime(t.e.Do[len("d."):], false, false)
	case t.e.Kind == Words:
		w, fits = readTime(t.e.Text, t.w.Programme.monthFirst(), false)
		fits = fits && w.dated && !w.timed
	}
	if !fits {
		return "", false
	}
	day, problem := w.onDay(t.e.Now, t.w.Programme.Zone)
	if problem != "" {
		t.noteTime(problem, day, t.dayExample())
		return "", true
	}
	return day, true
}
