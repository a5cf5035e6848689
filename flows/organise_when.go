package flows

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// typedTime is a date, an hour or both, as somebody typed them.
type typedTime struct {
	year, month, day int // year 0: not said
	hour, minute     int
	dated, timed     bool
}

// farthest is how far ahead a time may lie.
const farthest = 2 * 365 * 24 * time.Hour

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$`)
	twoParts  = regexp.MustCompile(`^(\d{1,2})([-./])(\d{1,2})(?:[-./](\d{4}|\d{2}))?\.?$`)
	clockTime = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2}))?(am|pm)?$`)
)

// readTime reads "25.11 18:00", "25.11.2026 18:00", "2026-11-25 18:00" or a part
// of it; with a slash, monthFirst reads "11/25 6 pm". ok is false for what is
// neither a date nor an hour. Whether the day exists is not asked here.
func readTime(text string, monthFirst bool) (w typedTime, ok bool) {
	words := strings.Fields(strings.NewReplacer(",", " ", "T", " ", "a.m.", "am", "p.m.", "pm").Replace(plainDigits(text)))
	for i := range words {
		words[i] = strings.ToLower(words[i])
	}
	if n := len(words); n > 1 && (words[n-1] == "am" || words[n-1] == "pm") { // "6 pm"
		words = append(words[:n-2:n-2], words[n-2]+words[n-1])
	}
	switch len(words) {
	case 1:
		return w, w.readDay(words[0], monthFirst) || w.readClock(words[0])
	case 2:
		return w, w.readDay(words[0], monthFirst) && w.readClock(words[1])
	}
	return w, false
}

// readClock reads an hour alone; "18.00" is one here.
func readClock(text string) (w typedTime, ok bool) {
	word := strings.ToLower(strings.NewReplacer("a.m.", "am", "p.m.", "pm", " ", "").Replace(plainDigits(text)))
	return w, w.readClock(word)
}

func (w *typedTime) readDay(word string, monthFirst bool) bool {
	if m := yearFirst.FindStringSubmatch(word); m != nil {
		w.year, w.month, w.day, w.dated = atoi(m[1]), atoi(m[2]), atoi(m[3]), true
		return true
	}
	m := twoParts.FindStringSubmatch(word)
	if m == nil {
		return false
	}
	w.day, w.month, w.dated = atoi(m[1]), atoi(m[3]), true
	if m[2] == "/" && monthFirst {
		w.day, w.month = w.month, w.day
	}
	if w.year = atoi(m[4]); len(m[4]) == 2 {
		w.year += 2000
	}
	return true
}

func (w *typedTime) readClock(word string) bool {
	m := clockTime.FindStringSubmatch(word)
	if m == nil {
		return false
	}
	w.hour, w.minute, w.timed = atoi(m[1]), atoi(m[2]), true
	switch {
	case m[3] == "":
	case w.hour < 1 || w.hour > 12:
		w.hour = 99 // no such hour
	default:
		w.hour %= 12
		if m[3] == "pm" {
			w.hour += 12
		}
	}
	return true
}

// atoi reads digits that a pattern has found; none are 0.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// plainDigits writes the digits of Arabic and Persian phones as 0-9.
func plainDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		}
		return r
	}, strings.TrimSpace(s))
}

// onDay completes the year and checks the day. Without a year it is the next
// such day, unless that is most of a year away: then the day has just passed.
func (w typedTime) onDay(now time.Time, z *time.Location) (day string, problem string) {
	local := now.In(z)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
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
	}
	return at.Format(time.DateOnly), ""
}

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
func (p *Programme) monthFirst() bool { return strings.HasPrefix(p.Zone.String(), "America/") }

// timeExample is how a date is typed there.
func (t *turn) timeExample() Code {
	at := t.local().AddDate(0, 0, 7)
	if t.w.Programme.monthFirst() {
		return Code(at.Format("1/2") + " 6 pm")
	}
	return Code(at.Format("2.1.2006") + " 18:00")
}

// comingDays are buttons for the days from the one after tomorrow on.
func (t *turn) comingDays() []Button {
	y, m, d := t.local().Date()
	var buttons []Button
	for i := 2; i < 9; i++ {
		at := time.Date(y, m, d+i, 12, 0, 0, 0, t.w.Programme.Zone)
		buttons = append(buttons, Button{Key: "organise.day", Args: Args{"day": Day(at)}, Do: "d." + at.Format(time.DateOnly)})
	}
	return buttons
}

// usualHours are buttons for the hours at which people have time.
func (t *turn) usualHours() []Button {
	var buttons []Button
	for _, h := range []int{10, 12, 16, 17, 18, 19} {
		label := time.Date(2000, 1, 1, h, 0, 0, 0, time.UTC)
		as := "15:04"
		if t.w.Programme.monthFirst() {
			as = "3 pm"
		}
		buttons = append(buttons, Button{Label: label.Format(as), Do: "h." + strconv.Itoa(h)})
	}
	return buttons
}

// hearTime reads a time from buttons or words into day and at; done says that
// both are known, and fits that the answer was about a time at all. What is
// wrong with it is noted.
func (t *turn) hearTime(day *string, hourOnly bool) (at time.Time, done, fits bool) {
	var w typedTime
	switch {
	case t.e.Kind == Press && strings.HasPrefix(t.e.Do, "d.") && !hourOnly:
		fits = w.readDay(t.e.Do[len("d."):], false)
	case t.e.Kind == Press && strings.HasPrefix(t.e.Do, "h.") && hourOnly:
		fits = w.readClock(t.e.Do[len("h."):])
	case t.e.Kind == Words && hourOnly:
		if w, fits = readClock(t.e.Text); !fits {
			w, fits = readTime(t.e.Text, t.w.Programme.monthFirst())
		}
	case t.e.Kind == Words:
		w, fits = readTime(t.e.Text, t.w.Programme.monthFirst())
		fits = fits && w.dated
	}
	if !fits {
		return at, false, false
	}
	chosen, problem := *day, ""
	if w.dated {
		chosen, problem = w.onDay(t.e.Now, t.w.Programme.Zone)
	}
	if problem == "" && w.timed {
		at, problem = w.atHour(chosen, t.e.Now, t.w.Programme.Zone)
	}
	if problem != "" {
		t.note(problem, Args{"example": t.timeExample()})
		return at, false, true
	}
	*day = chosen
	return at, w.timed, true
}
