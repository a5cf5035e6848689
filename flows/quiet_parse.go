package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// limitQuiet is how many feasts a file names; more come from a calendar file.
const limitQuiet = 200

// The years for which a feast without a year is known.
const (
	firstQuietYear = 2020
	lastQuietYear  = 2100
)

var (
	weekPattern   = regexp.MustCompile(`^([a-z]+)(?: ([0-9]{2}:[0-9]{2}))?(?: *[-–] *([a-z]+)(?: ([0-9]{2}:[0-9]{2}))?)?$`)
	yearlyPattern = regexp.MustCompile(`^([0-9]{2})-([0-9]{2})$`)
	icsPattern    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*\.ics$`)
)

// readQuietWeeks reads what is quiet in each week: "saturday", or
// "friday 16:00 - saturday 20:00".
func (t fileTable) readQuietWeeks(key string) []QuietWeek {
	const want = "write \"saturday\", or \"friday 16:00 - saturday 20:00\""
	var weeks []QuietWeek
	total := 0
	for _, item := range t.strs(key) {
		parts := weekPattern.FindStringSubmatch(strings.ToLower(strings.TrimSpace(item.value)))
		if parts == nil || parts[3] == "" && parts[2] != "" {
			t.r.complain(item.line, "%s names %s: %s", key, shortQuote(item.value), want)
			continue
		}
		last := parts[3]
		if last == "" {
			last = parts[1]
		}
		from, known := t.weekday(item, key, parts[1])
		until := from
		if known && last != parts[1] {
			until, known = t.weekday(item, key, last)
		}
		if !known {
			continue
		}
		begins, fine := t.dayMinute(item, key, parts[2], 0)
		ends, alsoFine := t.dayMinute(item, key, parts[4], 24*60)
		if !fine || !alsoFine {
			continue
		}
		w := QuietWeek{From: from*24*60 + begins, Until: until*24*60 + ends}
		if w.Until <= w.From {
			w.Until += minutesOfWeek
		}
		total += w.Until - w.From
		weeks = append(weeks, w)
	}
	if total > 4*24*60 {
		t.r.complain(t.lineOf(key), "%s leaves less than three days of a week for messages: name fewer days", key)
	}
	return weeks
}

// weekday is the number of a day of the week, Sunday first.
func (t fileTable) weekday(item *fileNode, key, name string) (int, bool) {
	days := map[string]bool{}
	for d := time.Sunday; d <= time.Saturday; d++ {
		word := strings.ToLower(d.String())
		if word == name {
			return int(d), true
		}
		days[word] = true
	}
	hint := "use monday to sunday, in English"
	if near := nearestKey(name, days); near != "" {
		hint = "did you mean " + strconv.Quote(near) + "?"
	}
	t.r.complain(item.line, "%s names %s, which is no day of the week: %s", key, shortQuote(name), hint)
	return 0, false
}

// dayMinute reads "16:00" as a minute of the day.
func (t fileTable) dayMinute(item *fileNode, key, clock string, otherwise int) (int, bool) {
	if clock == "" {
		return otherwise, true
	}
	if !clockPattern.MatchString(clock) {
		t.r.complain(item.line, "%s says %s: hours go from 00 to 23, minutes from 00 to 59", key, shortQuote(clock))
		return 0, false
	}
	return clockMinute(clock, 0), true
}

// readQuietDates reads the feasts, in the order of time.
func (r *programmeReader) readQuietDates(t fileTable) []QuietDate {
	n := t.of(kindList, "quiet", "[[quiet]] above each one")
	if n == nil {
		return nil
	}
	var dates []QuietDate
	for i, item := range n.items {
		if item.kind != kindTable {
			r.complain(item.line, "quiet must be tables: write [[quiet]] above each feast, and a weekday under [schedule] as quiet_days = [\"saturday\"]")
			continue
		}
		if i == limitQuiet {
			r.complain(item.line, "more than %d [[quiet]]: keep them in a calendar file and name it as quiet_calendar under [schedule]", limitQuiet)
			break
		}
		dates = append(dates, r.readQuietDate(fileTable{r: r, node: item})...)
	}
	sortQuiet(dates)
	return dates
}

func sortQuiet(dates []QuietDate) {
	slices.SortStableFunc(dates, func(a, b QuietDate) int { return int(a.Begins - b.Begins) })
}

// readQuietDate reads one feast: a day, the same day of each year, or from when until when.
func (r *programmeReader) readQuietDate(t fileTable) []QuietDate {
	name := t.str("name", "name", limitName)
	if name == "" && !t.has("name") {
		r.complain(t.node.line, "a quiet day has no name: add name = \"...\", so that whoever reads the file knows what it is")
	}
	on, from, until := t.has("on"), t.has("from"), t.has("until")
	defer t.done()
	if on && !from && !until {
		if yearly := t.yearly("on"); yearly != nil {
			return r.everyYear(t, name, yearly)
		}
	}
	var begins, ends When
	switch {
	case on && !from && !until:
		begins = t.quietWhen("on")
		if ends = begins; begins.Hour+begins.Minute > 0 {
			r.complain(t.lineOf("on"), "on is a whole day: write it without an hour, or give from and until")
			return nil
		}
	case !on && from && until:
		begins, ends = t.quietWhen("from"), t.quietWhen("until")
	default:
		for _, key := range []string{"on", "from", "until"} {
			t.get(key)
		}
		r.complain(t.node.line, "when it is quiet is not clear: write on = \"2027-10-11\", or on = \"12-25\" for each year, or both from and until")
		return nil
	}
	if begins.Zero() || ends.Zero() {
		return nil
	}
	q := QuietDate{Name: name, Begins: begins.On(time.Time{}, r.zone).Unix(), Ends: ends.On(time.Time{}, r.zone).Unix()}
	if !t.hasHour("until") { // until the end of that day
		q.Ends = time.Unix(q.Ends, 0).In(r.zone).AddDate(0, 0, 1).Unix()
	}
	if problem := q.wrong(); problem != "" {
		r.complain(t.node.line, "%s", problem)
		return nil
	}
	return []QuietDate{q}
}

// wrong is what is to be said of a time that cannot be meant; "" of one that can.
func (q QuietDate) wrong() string {
	switch length := time.Duration(q.Ends-q.Begins) * time.Second; {
	case length <= 0:
		return "it ends before it begins: give a later time to until"
	case length > longestQuiet:
		return fmt.Sprintf("it is quiet for %d days: %d are the most, for people would hear of meetings too late", int(length/(24*time.Hour)), int(longestQuiet/(24*time.Hour)))
	}
	return ""
}

func (t fileTable) hasHour(key string) bool {
	n := t.node.table[key]
	return n != nil && strings.Contains(n.value, ":")
}

// quietWhen reads a date, which may have an hour.
func (t fileTable) quietWhen(key string) When {
	if n := t.node.table[key]; n != nil && n.kind == kindText && fixedTime.FindStringSubmatch(n.value) == nil {
		t.get(key)
		t.r.complain(n.line, "%s is %s: write a date as \"2027-10-11\", or with an hour as \"2027-10-10 16:00\"", key, shortQuote(n.value))
		return When{}
	}
	return t.when(key, false)
}

// yearly reads "12-25"; nil if it is something else.
func (t fileTable) yearly(key string) []string {
	n := t.node.table[key]
	if n == nil || n.kind != kindText {
		return nil
	}
	return yearlyPattern.FindStringSubmatch(n.value)
}

// everyYear is a day of each year; the 29th of February comes in leap years only.
func (r *programmeReader) everyYear(t fileTable, name string, on []string) (dates []QuietDate) {
	t.get("on")
	month, _ := strconv.Atoi(on[1])
	day, _ := strconv.Atoi(on[2])
	leap := time.Date(2024, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if month < 1 || month > 12 || day < 1 || int(leap.Month()) != month || leap.Day() != day {
		r.complain(t.lineOf("on"), "on is %s, a day that does not exist: check month and day (month-day)", shortQuote(on[0]))
		return nil
	}
	for y := firstQuietYear; y <= lastQuietYear; y++ {
		if time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() != day {
			continue
		}
		dates = append(dates, QuietDate{Name: name,
			Begins: localTime(y, time.Month(month), day, 0, 0, r.zone).Unix(), Ends: localTime(y, time.Month(month), day+1, 0, 0, r.zone).Unix()})
	}
	return dates
}

// readQuietCalendar reads the name of a calendar file, which lies beside the programme's.
func (t fileTable) readQuietCalendar(key string) string {
	s := t.str("file", key, 64)
	if s != "" && !icsPattern.MatchString(s) {
		t.r.complain(t.lineOf(key), "%s is %s: write the name of a calendar file that lies beside this one, such as \"feasts.ics\"", key, shortQuote(s))
		return ""
	}
	return s
}

// quietTooLong finds times that are fine by themselves, but together are quiet without
// a break for too long.
func (p *Programme) quietTooLong() (complaint string) {
	for _, q := range p.Schedule.QuietDates {
		begins, ends := p.QuietSpan(time.Unix(q.Begins, 0))
		if ends.Sub(begins) > longestQuiet {
			return fmt.Sprintf("around %s, %s, it is quiet for more than %d days without a break: leave out some of them",
				shortQuote(q.Name), time.Unix(q.Begins, 0).In(p.Zone).Format(time.DateOnly), int(longestQuiet/(24*time.Hour)))
		}
	}
	return ""
}
