package flows

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

func (r *programmeReader) readSessions(t fileTable) []Session {
	ids := map[string]bool{}
	var sessions []Session
	for _, s := range t.tables("sessions") {
		kind := s.kind("kind")
		session := Session{
			Kind:         kind.ID,
			ID:           s.newID(ids),
			Title:        s.text("title", true, limitName),
			About:        s.text("about", false, limitAbout),
			Plan:         s.when("start", true),
			Minutes:      s.number("minutes", shortestSession, longestSession, cmp.Or(kind.Minutes, 90)),
			Place:        s.text("place", true, limitName),
			Address:      s.text("address", false, limitAddress),
			AddressOnDay: s.yes("address_on_day"),
			Unnamed:      s.yes("discreet") || kind.Discreet && !s.has("discreet"),
			Capacity:     s.number("capacity", 1, 10_000, 30),
			Officers:     s.number("officers", 0, 50, 0),
			Uniform:      s.yes("uniform"),
			NoPapers:     s.yes("no_papers"),
			Childcare:    s.yes("childcare"),
			TravelHelp:   s.yes("travel_help"),
			Interpreters: s.languages("interpreters", false),
			Youth:        s.yes("youth"),
			Areas:        s.areas("areas"),
			Points:       s.yes("agenda"),
			Children:     s.yes("children"),
			Both:         s.yes("both"),
		}
		session.Adults = s.readAdults(session.Both, session.Youth)
		if !s.has("start") {
			r.complain(s.node.line, "start is missing: add start = \"2026-12-01 18:00\", or \"+4d 18:00\" for four days after the first start")
		}
		if !s.has("capacity") {
			r.complain(s.node.line, "capacity is missing: add capacity = 30, the number of places")
		}
		if session.AddressOnDay && !s.has("address") {
			r.complain(s.lineOf("address_on_day"), "address_on_day = true, but there is no address to send on the day: add address")
		}
		session.Invited, session.Roles = s.readFor()
		session.Reserved, session.OpenDays = s.readReserved(session, r.languages)
		session.ReservedLast = len(session.Reserved)
		if session.Both {
			r.youth = append(r.youth, s.lineOf("both"))
		}
		if session.Youth {
			r.youth = append(r.youth, s.lineOf("youth"))
		}
		s.done()
		sessions = append(sessions, session)
	}
	return sessions
}

func (r *programmeReader) readPulse(t fileTable) PulsePlan {
	s, ok := t.sub("pulse")
	if !ok {
		return PulsePlan{Instrument: "default"}
	}
	p := PulsePlan{
		Instrument: s.str("instrument", "instrument", limitID),
		Opens:      s.when("opens", false),
		Closes:     s.when("closes", false),
		ResultsIn:  s.number("results_in_days", 0, 60, 3),
	}
	if p.Instrument == "" {
		p.Instrument = "default"
	}
	if p.Instrument != "default" {
		r.complain(s.lineOf("instrument"), "there is no instrument %s: write instrument = \"default\"", shortQuote(p.Instrument))
	}
	switch {
	case s.has("opens") != s.has("closes"):
		r.complain(s.node.line, "a pulse needs both opens and closes: add the missing one, or remove both for no pulse")
	case p.Opens.Zero() || p.Closes.Zero():
	case p.Opens.Relative != p.Closes.Relative:
		r.complain(s.lineOf("closes"), "opens and closes must be of one kind: write both as dates, or both as days after the first start (+0d, +7d 20:00)")
	case !p.Opens.before(p.Closes):
		r.complain(s.lineOf("closes"), "the pulse closes before it opens: give a later time to closes")
	}
	s.done()
	return p
}

// before compares two times of the same kind.
func (w When) before(v When) bool {
	if w.Days != v.Days || w.Date != v.Date {
		return w.Days < v.Days || w.Date < v.Date
	}
	return w.Hour*60+w.Minute < v.Hour*60+v.Minute
}

var (
	fixedTime    = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{1,2}):([0-9]{2}))?$`)
	relativeTime = regexp.MustCompile(`^\+([0-9]{1,3})d(?: ([0-9]{1,2}):([0-9]{2}))?$`)
)

// when reads a local time. What needs people in a room needs its hour; a pulse
// may open and close at midnight.
func (t fileTable) when(key string, hour bool) When {
	const want = "write \"2026-12-01 18:00\", or \"+4d 18:00\" for four days after the day the programme first starts"
	n := t.of(kindText, key, key+" = \"2026-12-01 18:00\", in quotes")
	if n == nil {
		return When{}
	}
	relative := relativeTime.FindStringSubmatch(n.value)
	fixed := fixedTime.FindStringSubmatch(n.value)
	parts := relative
	if parts == nil {
		parts = fixed
	}
	if parts == nil {
		t.r.complain(n.line, "%s is %s: %s", key, shortQuote(n.value), want)
		return When{}
	}
	if hour && parts[2] == "" {
		t.r.complain(n.line, "%s has no hour: %s", key, want)
		return When{}
	}
	w := When{Relative: relative != nil}
	w.Hour, _ = strconv.Atoi(parts[2])
	w.Minute, _ = strconv.Atoi(parts[3])
	if w.Hour > 23 || w.Minute > 59 {
		t.r.complain(n.line, "%s is %s: hours go from 0 to 23, minutes from 0 to 59", key, shortQuote(n.value))
		return When{}
	}
	if w.Relative {
		w.Days, _ = strconv.Atoi(parts[1])
		return w
	}
	w.Date = parts[1]
	return t.r.onCalendar(n.line, key, w)
}

// onCalendar refuses days that no calendar has and hours that the programme's
// clocks skip or show twice that night.
func (r *programmeReader) onCalendar(line int, key string, w When) When {
	day, err := time.Parse(time.DateOnly, w.Date)
	if err != nil || day.Year() < 2020 || day.Year() > 2100 {
		r.complain(line, "%s is on %s, a day that does not exist: check day, month and year (year-month-day)", key, w.Date)
		return When{}
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), w.Hour, w.Minute, 0, 0, r.zone)
	clock := func(t time.Time) string { return t.In(r.zone).Format("2006-01-02 15:04") }
	wanted := fmt.Sprintf("%s %02d:%02d", w.Date, w.Hour, w.Minute)
	switch {
	case clock(at) != wanted:
		r.complain(line, "%s is %s, an hour that does not exist in %s because the clocks go forward that night: choose another hour", key, wanted, r.zone)
		return When{}
	case clock(at.Add(time.Hour)) == wanted || clock(at.Add(-time.Hour)) == wanted:
		r.complain(line, "%s is %s, an hour that comes twice in %s because the clocks go back that night: choose another hour", key, wanted, r.zone)
		return When{}
	}
	return w
}

// cronDay is the day from which cron lines are tried out. Any would do: the
// calendar repeats within five years, as far as the library looks ahead.
func cronDay(z *time.Location) time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, z) }

func (r *programmeReader) readSchedule(t fileTable) Schedule {
	s, ok := t.sub("schedule")
	if !ok {
		return Schedule{}
	}
	c := Schedule{
		Digest:     s.cron("digest"),
		Guides:     s.cron("guides"),
		Texts:      s.textHours("texts"),
		Clock:      s.cron("clock"),
		Notices:    s.cron("notices"),
		AtOnce:     s.atOnce("at_once"),
		Reminders:  s.readReminders("reminders"),
		QuietFrom:  s.clock("quiet_from"),
		QuietUntil: s.clock("quiet_until"),

		QuietWeeks:    s.readQuietWeeks("quiet_days"),
		QuietCalendar: s.readQuietCalendar("quiet_calendar"),
	}
	switch {
	case s.has("quiet_from") != s.has("quiet_until"):
		r.complain(s.node.line, "quiet hours need both quiet_from and quiet_until: add the missing one")
	case c.QuietFrom == "" || c.QuietUntil == "":
	case quietMinutes(c) == 0 || quietMinutes(c) > 16*60:
		r.complain(s.lineOf("quiet_until"), "quiet hours from %s until %s leave less than 8 hours a day for messages: shorten them", c.QuietFrom, c.QuietUntil)
	}
	s.done()
	return c
}

func quietMinutes(c Schedule) int {
	from, _ := time.Parse("15:04", c.QuietFrom)
	until, _ := time.Parse("15:04", c.QuietUntil)
	return (int(until.Sub(from).Minutes()) + 24*60) % (24 * 60)
}

var clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// textHours reads the hours at which texts reach officers. More than a few would
// tell who has just written.
func (t fileTable) textHours(key string) string {
	s := t.str("hours", key, 64)
	if s == "" {
		return ""
	}
	all := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	for _, at := range all {
		if !clockPattern.MatchString(at) {
			t.r.complain(t.lineOf(key), "%s is %s: write hours and minutes as \"08:00\", or \"08:00, 14:00\"", key, shortQuote(s))
			return ""
		}
	}
	if len(all) == 0 || len(all) > mostTextHours {
		t.r.complain(t.lineOf(key), "%s has %d hours: write 1 to %d, so that what appears does not tell who has just written", key, len(all), mostTextHours)
		return ""
	}
	return s
}

// AtOnceRoles are the roles that a programme may let hear at once of what waits:
// those whose texts nobody checks before.
func AtOnceRoles() []Role { return []Role{RoleIndependent, RoleLead} }

// atOnce reads which of them hear at once.
func (t fileTable) atOnce(key string) (roles []Role) {
	for _, item := range t.strs(key) {
		if !slices.Contains(AtOnceRoles(), Role(item.value)) {
			t.r.complain(item.line, "%s names %s: write %s = [\"independent-contact\", \"safeguarding-lead\"], or one of them; all others hear at the hours of notices", key, shortQuote(item.value), key)
			continue
		}
		roles = append(roles, Role(item.value))
	}
	return roles
}

func (t fileTable) clock(key string) string {
	s := t.str("clock", key, 16)
	if s != "" && !clockPattern.MatchString(s) {
		t.r.complain(t.lineOf(key), "%s is %s: write hours and minutes as \"21:00\"", key, shortQuote(s))
		return ""
	}
	return s
}

// cron reads a cron line and tries it out: one that never comes, or comes more
// than once an hour, is surely not what was meant.
func (t fileTable) cron(key string) string {
	s := t.str("cron", key, 64)
	if s == "" {
		return ""
	}
	line := t.lineOf(key)
	if strings.Contains(s, "TZ=") {
		t.r.complain(line, "%s has a time zone of its own: leave it out, the line is read in the programme's zone", key)
		return ""
	}
	plan, err := parseCron(s)
	if err != nil {
		t.r.complain(line, "%s is %s (%v): write minute, hour, day, month, weekday, such as \"0 18 * * 5\" for Fridays at 18:00", key, shortQuote(s), err)
		return ""
	}
	at := plan.Next(cronDay(t.r.zone))
	if at.IsZero() {
		t.r.complain(line, "%s is %s, a day that never comes: check day and month", key, shortQuote(s))
		return ""
	}
	for range 50 {
		next := plan.Next(at)
		if !next.IsZero() && next.Sub(at) < time.Hour {
			t.r.complain(line, "%s is %s, which comes more than once an hour: put a minute in front, such as \"0 18 * * 5\" for Fridays at 18:00", key, shortQuote(s))
			return ""
		}
		at = next
		if at.IsZero() {
			break
		}
	}
	return s
}

// parseCron reads a line with the library that also runs it; it panics on some
// lines, which is no way to tell an organiser.
func parseCron(s string) (plan cron.Schedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("not a cron line")
		}
	}()
	return cron.ParseStandard(s)
}

// readRetention reads how long a concern's text is kept. The longest periods are
// what residents are told everywhere, so a file can only shorten them.
func (r *programmeReader) readRetention(t fileTable) (afterClosing, atMost time.Duration) {
	const day = 24 * time.Hour
	s, ok := t.sub("retention")
	if !ok {
		return 90 * day, 365 * day
	}
	after := s.number("after_closing_days", 1, 90, 90)
	most := s.number("at_most_days", 1, 365, 365)
	if after > most {
		r.complain(s.lineOf("after_closing_days"), "after_closing_days is longer than at_most_days: texts go after %d days at the latest, so shorten it", most)
	}
	s.done()
	return time.Duration(after) * day, time.Duration(most) * day
}

// zoneMeridian is the longitude, in degrees, at which z's winter clock is right.
func zoneMeridian(z *time.Location) float64 {
	_, jan := time.Date(2025, 1, 1, 12, 0, 0, 0, z).Zone()
	_, jul := time.Date(2025, 7, 1, 12, 0, 0, 0, z).Zone()
	return float64(min(jan, jul)) / 3600 * 15
}
