package flows

import (
	"sort"
	"strings"
	"time"
)

// How much a programme may hold. The lengths are in UTF-16 units, Telegram's
// measure, and leave a screen that shows one of everything far below 4096; a
// screen that lists (services, officers) pages by what is here.
const (
	maxProgrammeBytes   = 512 << 10
	limitLines          = 60  // areas, officers, services, sessions, each
	limitOfficersOfArea = 6   // all on one screen
	limitContacts       = 5   // complaints bodies, all on one screen
	limitName           = 120 // titles, names, places
	limitAreaName       = 48  // stands on a button
	limitHours          = 200
	limitAddress        = 200
	limitAbout          = 600
	limitHow            = 400
	limitLink           = 200
	limitID             = 24
	limitProgrammeName  = 32
)

// ParseProgramme reads one programme's file. It gives the programme, or every
// complaint it can find in one go, in the order of the file: an organiser
// without a programmer at hand mends a file in one round, not in twenty. It
// never panics, whatever the file holds, and reads no clock: relative times stay
// relative (see When).
func ParseProgramme(file string, raw []byte) (*Programme, []Problem) {
	r := &programmeReader{file: file}
	if len(raw) > maxProgrammeBytes {
		r.complain(1, "the file is larger than %d kB: keep to one neighbourhood programme a file", maxProgrammeBytes>>10)
		return nil, r.problems
	}
	raw, problem := plainUTF8(raw)
	if problem != nil {
		problem.File = file
		return nil, []Problem{*problem}
	}
	root, problem := readTree(raw)
	if problem != nil {
		problem.File = file
		return nil, []Problem{*problem}
	}
	p := r.programme(fileTable{r: r, node: root})
	if len(r.problems) > 0 {
		sort.SliceStable(r.problems, func(i, j int) bool { return r.problems[i].Line < r.problems[j].Line })
		return nil, r.problems
	}
	return p, nil
}

// programmeReader gathers complaints, and what later checks need to know about
// earlier parts of the file.
type programmeReader struct {
	file      string
	problems  []Problem
	languages []Lang
	zone      *time.Location
	areas     map[string]bool
	points    int   // of all borders
	youth     []int // lines of the youth sessions, and of kinds of them
	kinds     []SessionKind
}

// programme reads the file's parts in the order in which they lean on each
// other: languages before texts, areas before all that names an area.
func (r *programmeReader) programme(t fileTable) *Programme {
	p := &Programme{}
	p.Name = t.id("name", limitProgrammeName)
	p.Languages = t.languages("languages", true)
	r.languages = p.Languages
	p.Zone = t.zone("zone")
	r.zone = p.Zone
	p.Title = t.text("title", true, limitName)
	p.Reviewed = t.yes("reviewed")
	p.NeverSend = t.text("never_send", false, limitAbout)
	p.Areas = r.readAreas(t)
	p.Officers = r.readOfficers(t)
	p.Numbers = r.readNumbers(t)
	p.Services = r.readServices(t)
	r.readContacts(t, p)
	p.Approvers = r.readApprovers(t)
	r.kinds = r.readKinds(t)
	p.Kinds = r.kinds
	p.Sessions = r.readSessions(t)
	p.Minors = r.readMinors(t, p)
	p.Targets = r.readTargets(t)
	p.Pulse = r.readPulse(t)
	p.Schedule = r.readSchedule(t)
	p.Schedule.QuietDates = r.readQuietDates(t)
	if said := p.quietTooLong(); said != "" {
		r.complain(t.lineOf("quiet"), "%s", said)
	}
	p.KeepAfterClosing, p.KeepAtMost = r.readRetention(t)
	t.done()
	return p
}

func (r *programmeReader) readAreas(t fileTable) []Area {
	r.areas = map[string]bool{}
	var areas []Area
	var shapes []placedShape
	list := t.tables("areas")
	if t.empty("areas") {
		r.complain(t.lineOf("areas"), "the programme has no neighbourhood: add at least one [[areas]] with an id and a name")
	}
	for _, a := range list {
		area := Area{ID: a.newID(r.areas), Name: a.text("name", true, limitAreaName)}
		area.Shape = a.shape("shape")
		if len(area.Shape) > 0 {
			shapes = append(shapes, placedShape{id: area.ID, line: a.lineOf("shape"), shape: area.Shape})
		}
		a.done()
		areas = append(areas, area)
	}
	r.checkPlaces(shapes)
	return areas
}

func (r *programmeReader) readOfficers(t fileTable) []Officer {
	ids, of := map[string]bool{}, map[string]int{}
	var officers []Officer
	for _, o := range t.tables("officers") {
		officer := Officer{
			ID:        o.newID(ids),
			Name:      o.text("name", true, limitName),
			Areas:     o.areas("areas"),
			Hours:     o.text("hours", false, limitHours),
			Languages: o.languages("languages", true),
			Phone:     o.phone("phone", false),
		}
		if o.empty("areas") {
			r.complain(o.lineOf("areas"), "this officer has no neighbourhood: add areas = [\"...\"] with ids from [[areas]]")
		}
		for _, a := range officer.Areas {
			if of[a]++; of[a] == limitOfficersOfArea+1 {
				r.complain(o.lineOf("areas"), "%q has more than %d officers: name those whom residents should meet first", a, limitOfficersOfArea)
			}
		}
		o.done()
		officers = append(officers, officer)
	}
	return officers
}

func (r *programmeReader) readNumbers(t fileTable) Numbers {
	n, ok := t.sub("numbers")
	if !ok {
		r.complain(t.node.line, "the emergency numbers are missing: add [numbers] with emergency = \"...\", the number people dial in danger")
		return Numbers{}
	}
	numbers := Numbers{
		Emergency:        n.phone("emergency", true),
		Police:           n.phone("police", false),
		Ambulance:        n.phone("ambulance", false),
		Fire:             n.phone("fire", false),
		HelplineViolence: n.phone("helpline_violence", false),
		HelplineChild:    n.phone("helpline_child", false),
		HateSupport:      n.phone("hate_support", false),
	}
	n.done()
	return numbers
}

func (r *programmeReader) readServices(t fileTable) []Service {
	ids := map[string]bool{}
	var services []Service
	for _, s := range t.tables("services") {
		service := Service{
			ID:        s.newID(ids),
			Name:      s.text("name", true, limitName),
			About:     s.text("about", true, limitAbout),
			Needs:     s.needs("needs"),
			Languages: s.languages("languages", true),
			Phone:     s.phone("phone", false),
			Address:   s.text("address", false, limitAddress),
			Hours:     s.text("hours", false, limitHours),
			Link:      s.link("link"),
			Areas:     s.areas("areas"),
		}
		if !s.has("phone") && !s.has("address") && !s.has("link") {
			r.complain(s.node.line, "nobody can reach this service: add a phone, an address or a link")
		}
		s.done()
		services = append(services, service)
	}
	return services
}

// readContacts reads the people outside the police. The independent contact is
// the one part that no programme may leave out.
func (r *programmeReader) readContacts(t fileTable, p *Programme) {
	if c, ok := t.sub("independent"); ok {
		p.Independent = c.contact()
	} else {
		r.complain(t.node.line, "the independent contact is missing: concerns about police conduct need somebody who is not police; add [independent] with name and how (an ombudsperson's office, a legal aid centre, a human rights group)")
	}
	list := t.tables("complaints")
	if t.empty("complaints") {
		r.complain(t.lineOf("complaints"), "nobody takes official complaints: add [[complaints]] with name and how, because residents are told that a concern is not an official complaint and who takes those")
	}
	if len(list) > limitContacts {
		r.complain(list[limitContacts].node.line, "more than %d [[complaints]]: they are shown on one screen, so keep the ones that people can really reach", limitContacts)
	}
	for _, c := range list {
		only := c.yes("police_only")
		body := c.contact()
		body.PoliceOnly = only
		p.Complaints = append(p.Complaints, body)
	}
	if c, ok := t.sub("safeguarding"); ok {
		lead := c.contact()
		p.Safeguarding = &lead
	}
}

func (t fileTable) contact() Contact {
	c := Contact{Name: t.text("name", true, limitName), How: t.text("how", true, limitHow)}
	t.done()
	return c
}

// ProgrammeGuides lists the guides that a local service can approve.
func ProgrammeGuides() []string {
	return []string{"domestic-violence", "robbery", "accident", "hate-crime", "child"}
}

func (r *programmeReader) readApprovers(t fileTable) map[string]string {
	approvers := map[string]string{}
	a, ok := t.sub("approvers")
	if !ok {
		return approvers
	}
	for _, guide := range ProgrammeGuides() {
		if by := a.str("approver", guide, limitName); by != "" {
			approvers[guide] = by
		}
	}
	a.done()
	return approvers
}

// readMinors checks the promises to 13-17-year-olds: what they write or join
// needs a named adult who is answerable for it.
func (r *programmeReader) readMinors(t fileTable, p *Programme) Minors {
	var m Minors
	if s, ok := t.sub("minors"); ok {
		m = Minors{Concerns: s.yes("concerns"), Sessions: s.yes("sessions"), Pulses: s.yes("pulses")}
		for _, key := range []string{"concerns", "sessions"} {
			allowed := key == "concerns" && m.Concerns || key == "sessions" && m.Sessions
			if allowed && p.Safeguarding == nil {
				r.complain(s.lineOf(key), "%s = true needs a safeguarding lead: add [safeguarding] with name and how, the adult outside the police who looks after 13-17-year-olds, or set it to false", key)
			}
		}
		s.done()
	}
	if !m.Sessions {
		for _, line := range r.youth {
			r.complain(line, "a youth session that no young person may join: set sessions = true under [minors] and name a [safeguarding] lead, or remove youth")
		}
	}
	return m
}

// Approved says whether a local service stands behind a guide. The examples say
// "EXAMPLE ..." instead of a service: that is nobody, so `run` does not show the
// guide, and the demo shows it under a banner.
func (p *Programme) Approved(guide string) bool {
	return realApprover(p.Approvers[guide])
}

// realApprover says whether a name is a local service's and not an example's.
func realApprover(by string) bool {
	by = strings.TrimSpace(by)
	return by != "" && !strings.HasPrefix(strings.ToUpper(by), "EXAMPLE")
}
