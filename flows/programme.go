package flows

import (
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Programme is one neighbourhood programme: what its file says, checked. It
// does not change while the process runs.
type Programme struct {
	Name      string // a-z 0-9 -; the hash tag of all its keys
	Title     Text   // as in "for people who live in ..."
	Languages []Lang // offered to residents, first is the default
	Zone      *time.Location
	Areas     []Area    // the neighbourhoods
	Officers  []Officer // neighbourhood officers as residents may see them
	Numbers   Numbers
	Services  []Service
	// Independent takes concerns about police conduct; never police. Required.
	Independent Contact
	// Complaints lists who takes official complaints about the police.
	Complaints []Contact
	// Safeguarding receives what 13-17-year-olds write; nil: they cannot send texts.
	Safeguarding *Contact
	// Reviewed says that a reviewer releases texts to officers. Without one
	// no text is released, and residents are told so.
	Reviewed bool
	// NeverSend says what people must not send there, wherever a picture or a place is
	// asked for: under fire, what would help whoever fires. May be empty.
	NeverSend Text
	// Approvers names, per guide id, the local service that approved it.
	Approvers map[string]string
	Minors    Minors
	Pulse     PulsePlan
	Kinds     []SessionKind // of meetings, beside those that everybody has
	Sessions  []Session
	Targets   []Target // of who should register and come: see voices.go
	Schedule  Schedule
	// Retention of a concern's text.
	KeepAfterClosing time.Duration // default 90 days
	KeepAtMost       time.Duration // default 12 months (365 days)
}

// Area is a neighbourhood.
type Area struct {
	ID    string // a-z 0-9 -, at most 24 characters
	Name  Text
	Shape orb.MultiPolygon // lon, lat; empty: cannot be found by location
}

// Officer is a neighbourhood officer as residents see them.
type Officer struct {
	ID        string
	Name      Text // "Officer Olena Kovalenko"; programme's choice what to show
	Areas     []string
	Hours     Text // when and where to meet them
	Languages []Lang
	Phone     string // a duty phone that the police agreed to publish; may be empty
}

// Numbers are the emergency numbers and helplines of the programme's country,
// as people dial them. An empty one does not exist there.
type Numbers struct {
	Emergency        string `toml:"emergency"` // required
	Police           string `toml:"police"`
	Ambulance        string `toml:"ambulance"`
	Fire             string `toml:"fire"`
	HelplineViolence string `toml:"helpline_violence"`
	HelplineChild    string `toml:"helpline_child"`
	HateSupport      string `toml:"hate_support"`
}

// Get finds a number by the name that guides use for it.
func (n Numbers) Get(name string) string {
	switch name {
	case "emergency":
		return n.Emergency
	case "police":
		return n.Police
	case "ambulance":
		return n.Ambulance
	case "fire":
		return n.Fire
	case "helpline_violence":
		return n.HelplineViolence
	case "helpline_child":
		return n.HelplineChild
	case "hate_support":
		return n.HateSupport
	}
	return ""
}

// Need is what a service helps with.
type Need string

// The needs that residents can look for.
const (
	NeedCounselling Need = "counselling"
	NeedLegal       Need = "legal"
	NeedShelter     Need = "shelter"
	NeedHealth      Need = "health"
	NeedYouth       Need = "youth"
	NeedFamily      Need = "family"
	NeedMigrants    Need = "migrants"
	NeedHate        Need = "hate"
	NeedCity        Need = "city" // lamps, rubbish, roads: not police
)

// Needs lists them in the order in which they are offered.
func Needs() []Need {
	return []Need{NeedCounselling, NeedLegal, NeedShelter, NeedHealth, NeedFamily, NeedYouth, NeedMigrants, NeedHate, NeedCity}
}

// Service is somebody who can help, found by need and language.
type Service struct {
	ID        string
	Name      Text
	About     Text
	Needs     []Need
	Languages []Lang
	Phone     string
	Address   Text
	Hours     Text
	Link      string   // https only
	Areas     []string // empty: everywhere
}

// Contact is a person or an office outside the police.
type Contact struct {
	Name Text
	How  Text // how to reach them, in words

	PoliceOnly bool // takes nothing but what officers did: of no use to whoever waits for a lamp
}

// Minors is what a programme allows 13-17-year-olds, beyond guides.
type Minors struct {
	Concerns bool // texts go to the safeguarding lead
	Sessions bool // youth sessions only, consent handled outside the bot
	Pulses   bool // only under the programme's consent rule
}

// PulsePlan says which instrument the waves use and when the first one runs.
type PulsePlan struct {
	Instrument string // "default"
	Opens      When   // zero: no wave
	Closes     When
	ResultsIn  int // days after closing until results are sent
}

// When is a local time in a programme's file: a date, or a number of days
// after the day on which the programme was first started (for examples).
type When struct {
	Days     int    // used if Date is empty
	Date     string // 2006-01-02
	Hour     int
	Minute   int
	Relative bool
}

// Zero says that no time was given.
func (w When) Zero() bool { return !w.Relative && w.Date == "" }

// On gives the moment in zone z, for a programme first started on day first.
// An hour that daylight saving skips is moved on by an hour.
func (w When) On(first time.Time, z *time.Location) time.Time {
	y, m, d := first.In(z).Date()
	if w.Relative {
		return localTime(y, m, d+w.Days, w.Hour, w.Minute, z)
	}
	day, err := time.Parse(time.DateOnly, w.Date)
	if err != nil {
		return time.Time{}
	}
	y, m, d = day.Date()
	return localTime(y, m, d, w.Hour, w.Minute, z)
}

// localTime is time.Date, except that a skipped hour always moves on: time.Date
// moves it back in some zones and on in others.
func localTime(y int, m time.Month, d, hour, minute int, z *time.Location) time.Time {
	at := time.Date(y, m, d, hour, minute, 0, 0, z)
	wanted := time.Date(y, m, d, hour, minute, 0, 0, time.UTC)
	_, offset := at.Zone()
	if late := wanted.Sub(at.UTC().Add(time.Duration(offset) * time.Second)); late > 0 {
		return at.Add(late)
	}
	return at
}

// Session is a listening session as the organisers announce it. Who is in it
// is not here: see Seats.
type Session struct {
	ID           string   `cbor:"1,keyasint"` // a-z 0-9 -, at most 24 characters
	Title        Text     `cbor:"2,keyasint"`
	About        Text     `cbor:"3,keyasint"`
	Plan         When     `cbor:"-"`          // from the programme's file
	Start        int64    `cbor:"4,keyasint"` // unix seconds
	Minutes      int      `cbor:"5,keyasint"`
	Place        Text     `cbor:"6,keyasint"` // building, known to all
	Address      Text     `cbor:"7,keyasint"` // street and number
	AddressOnDay bool     `cbor:"8,keyasint"` // address only for confirmed people, on the day
	Capacity     int      `cbor:"9,keyasint"`
	Officers     int      `cbor:"10,keyasint"` // how many come
	Uniform      bool     `cbor:"11,keyasint"`
	NoPapers     bool     `cbor:"12,keyasint"` // the police agreed that nobody checks papers
	Childcare    bool     `cbor:"13,keyasint"`
	TravelHelp   bool     `cbor:"14,keyasint"`
	Interpreters []Lang   `cbor:"15,keyasint"`
	Youth        bool     `cbor:"16,keyasint"` // for 13-17-year-olds
	Areas        []string `cbor:"17,keyasint"` // empty: everyone
	Cancelled    bool     `cbor:"18,keyasint"`
	News         News     `cbor:"19,keyasint,omitempty"`  // what everybody registered has to be told
	Counted      bool     `cbor:"20,keyasint,omitempty"`  // Came was entered
	Came         int      `cbor:"21,keyasint,omitempty"`  // how many came, beside those who checked in by code
	ByCode       int      `cbor:"195,keyasint,omitempty"` // how many checked in, once who it was is forgotten
	Closed       int64    `cbor:"270,keyasint,omitempty"` // unix seconds since when how many came is settled: see attendance.go
	Leads        []ID     `cbor:"30,keyasint,omitempty"`  // facilitators that an organiser named; empty: those of its neighbourhoods
	Notes        string   `cbor:"31,keyasint,omitempty"`  // for whoever leads it, until its places are forgotten
	Kind         string   `cbor:"126,keyasint,omitempty"` // see session_kind.go; "": nobody said
	Roles        []Role   `cbor:"127,keyasint,omitempty"` // only for people who have one of these; empty: for residents
	Invited      bool     `cbor:"128,keyasint,omitempty"` // only by a link: see pass.go
	Passes       []string `cbor:"129,keyasint,omitempty"` // the links that are open
	Points       bool     `cbor:"200,keyasint,omitempty"` // it has an agenda: see agenda.go
	Children     bool     `cbor:"210,keyasint,omitempty"` // people may bring children under 13: see session_kids.go
	Both         bool     `cbor:"250,keyasint,omitempty"` // for 13-17-year-olds and adults together: see session_both.go
	Adults       []string `cbor:"251,keyasint,omitempty"` // the names of those who look after the young; never changed, only replaced
	Yes          BothYes  `cbor:"252,keyasint,omitzero"`  // a safeguarding lead's
	Young        uint8    `cbor:"253,keyasint,omitempty"` // 1 or 2: how places tell that somebody is under 18
	YoungAt      int64    `cbor:"254,keyasint,omitempty"` // unix seconds at which it was last opened or closed to the young
	YoungDone    bool     `cbor:"255,keyasint,omitempty"` // everybody who is to be told of that is
	Retimed      int64    `cbor:"105,keyasint,omitempty"` // the start of which News has told, or tells, everybody; 0: never changed

	// Unnamed says that it has its title on its card only: see session_unnamed.go.
	Unnamed bool `cbor:"280,keyasint,omitempty"`

	// Places that are kept for some, until so many days before the start: see seat_kept.go.
	Reserved     []Reserve `cbor:"211,keyasint,omitempty"` // never changed, only replaced
	ReservedLast int       `cbor:"212,keyasint,omitempty"` // the number in the last Reserve.ID
	OpenDays     int       `cbor:"213,keyasint,omitempty"`

	// Who came as counted on paper, until who was there is forgotten: see attendance.go.
	PaperTongues map[Lang]int   `cbor:"271,keyasint,omitempty"` // never changed, only replaced
	PaperAreas   map[string]int `cbor:"272,keyasint,omitempty"` // never changed, only replaced

	// Of a series or a circle: see series.go. An evening of a circle is known by its id.
	Series string `cbor:"240,keyasint,omitempty"` // what all its meetings have in common; "": it is none
	Number int    `cbor:"241,keyasint,omitempty"` // in it, from 1
	Of     int    `cbor:"242,keyasint,omitempty"` // how many were announced
	Open   bool   `cbor:"243,keyasint,omitempty"` // new people are let in although the circle has begun

	// Edition counts the changes: a calendar takes a file of a higher one for newer.
	Edition int `cbor:"165,keyasint,omitempty"`

	// What it came to: see minutes.go.
	Report    Minutes `cbor:"230,keyasint,omitempty"`
	NoMinutes string  `cbor:"231,keyasint,omitempty"` // the reason why there will be none: one of noMinutes
	Asked     uint8   `cbor:"232,keyasint,omitempty"` // which reminders that something is missing went out
	Again     bool    `cbor:"233,keyasint,omitempty"` // people were told of earlier minutes

	// In other languages: see translation_meeting.go.
	From        Lang          `cbor:"160,keyasint,omitempty"` // the language in which it was written first; "": not said
	TitleOthers []Translation `cbor:"161,keyasint,omitempty"`
	AboutOthers []Translation `cbor:"162,keyasint,omitempty"`
	NotesOthers []Translation `cbor:"163,keyasint,omitempty"`
	NotesIn     Lang          `cbor:"164,keyasint,omitempty"` // the language of Notes; "": not said
}

// StartsAt is the beginning in zone z.
func (s Session) StartsAt(z *time.Location) time.Time { return time.Unix(s.Start, 0).In(z) }

// Ends is the moment at which the session is over.
func (s Session) Ends() time.Time {
	return time.Unix(s.Start, 0).Add(time.Duration(s.Minutes) * time.Minute)
}

// Schedule holds the programme's calendar as cron lines in its own zone;
// empty means the default of the job.
type Schedule struct {
	Digest     string       `toml:"digest"`
	Guides     string       `toml:"guides"`
	Texts      string       `toml:"texts"`      // hours at which what was released reaches officers: "08:00", or "08:00, 14:00"
	Clock      string       `toml:"clock"`      // when officers hear of what is late: their working days
	Notices    string       `toml:"notices"`    // when everybody else who must act hears of what waits
	AtOnce     []Role       `toml:"at_once"`    // who hears of it at once: see AtOnceRoles
	Reminders  ReminderKind `toml:"-"`          // when people are reminded of meetings; 0: a day and two hours before
	QuietFrom  string       `toml:"quiet_from"` // "21:00"
	QuietUntil string       `toml:"quiet_until"`

	// Quiet days: see quiet_days.go.
	QuietWeeks    []QuietWeek `toml:"-"`
	QuietDates    []QuietDate `toml:"-"` // in the order of time
	QuietCalendar string      `toml:"-"` // the calendar file whose events are quiet days too: see AddQuietCalendar
}

// Point is a place on earth in degrees.
type Point struct {
	Lat float64 `cbor:"1,keyasint"`
	Lon float64 `cbor:"2,keyasint"`
}

// Area finds a neighbourhood by id.
func (p *Programme) Area(id string) (Area, bool) {
	for _, a := range p.Areas {
		if a.ID == id {
			return a, true
		}
	}
	return Area{}, false
}

// AreaAt finds the neighbourhood that a point lies in.
func (p *Programme) AreaAt(at Point) (Area, bool) {
	for _, lon := range []float64{at.Lon, at.Lon + 360} { // some shapes count longitudes on to 360
		pt := orb.Point{lon, at.Lat}
		for _, a := range p.Areas {
			if len(a.Shape) > 0 && a.Shape.Bound().Contains(pt) && planar.MultiPolygonContains(a.Shape, pt) {
				return a, true
			}
		}
	}
	return Area{}, false
}

// OfficersOf lists the officers of a neighbourhood.
func (p *Programme) OfficersOf(area string) []Officer {
	var of []Officer
	for _, o := range p.Officers {
		for _, a := range o.Areas {
			if a == area {
				of = append(of, o)
				break
			}
		}
	}
	return of
}

// Speaks says whether the programme offers l.
func (p *Programme) Speaks(l Lang) bool {
	for _, have := range p.Languages {
		if have == l {
			return true
		}
	}
	return false
}
