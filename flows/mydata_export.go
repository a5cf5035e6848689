package flows

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Export is everything that is kept about one person, as a file for them to
// take. Times are RFC 3339 in the programme's zone; a field that is empty is
// not kept.
type Export struct {
	Programme     string          `json:"programme"`
	Made          string          `json:"made"`
	Language      string          `json:"language"`
	AgeGroup      string          `json:"age_group"`
	Agreed        string          `json:"agreed,omitempty"`
	Neighbourhood string          `json:"neighbourhood,omitempty"`
	Paused        bool            `json:"paused"`
	Muted         []Topic         `json:"muted,omitempty"`
	Reminders     *[]string       `json:"reminders_before_meetings,omitempty"`
	Asked         int             `json:"translations_asked_for,omitempty"`
	LastHeard     string          `json:"last_heard,omitempty"`
	Concerns      []ExportConcern `json:"concerns"`
	Counted       []ExportCounted `json:"counted_this_quarter"`
	Unsent        *ExportConcern  `json:"unsent,omitempty"`
	Sessions      []ExportSession `json:"sessions"`
	CheckedIn     []ExportSession `json:"checked_in_by_code,omitempty"`
	Survey        *ExportSurvey   `json:"survey,omitempty"`
	Feedback      []ExportSurvey  `json:"feedback,omitempty"` // about meetings, as long as it can be found
	Trials        int             `json:"guides_tested_now,omitempty"`
	Points        []ExportPoint   `json:"points_for_agendas,omitempty"`
	MeToo         []ExportMeToo   `json:"me_too,omitempty"`
	Follows       []ExportFollow  `json:"follows,omitempty"`
}

// ExportFollow is something of which the person wants to hear what comes of it.
type ExportFollow struct {
	What  string `json:"what"`
	Since string `json:"since"`
}

// ExportPoint is a point that the person proposed for a meeting's agenda.
type ExportPoint struct {
	Session  string `json:"meeting"`
	Number   int    `json:"number"`
	Words    string `json:"words,omitempty"`
	PassedOn string `json:"passed_on,omitempty"`
	State    string `json:"status,omitempty"`
	Sent     string `json:"sent,omitempty"`
}

// ExportMeToo are the points of a meeting to which the person said "me too".
type ExportMeToo struct {
	Session string `json:"meeting"`
	Numbers []int  `json:"numbers"`
}

// ExportConcern is a concern as the person sent it, or a draft of one.
type ExportConcern struct {
	Code         string `json:"code,omitempty"`
	About        string `json:"about"`
	Area         string `json:"neighbourhood,omitempty"`
	Square       *Point `json:"square,omitempty"`
	Spot         *Point `json:"spot,omitempty"`
	Words        string `json:"words,omitempty"`
	Photo        bool   `json:"photo,omitempty"`
	VoiceSeconds int    `json:"voice_seconds,omitempty"`
	Visible      string `json:"visible,omitempty"`
	GoesTo       string `json:"goes_to,omitempty"`
	Sent         string `json:"sent,omitempty"`
	Status       string `json:"status,omitempty"`
	Closed       string `json:"closed,omitempty"`
	KeptUntil    string `json:"kept_until,omitempty"`

	PassedOn string          `json:"passed_on,omitempty"` // the words as officers read them
	Messages []ExportMessage `json:"messages,omitempty"`

	MayHand bool   `json:"may_be_handed_on,omitempty"`
	With    string `json:"with,omitempty"` // the organisation that has it
}

// ExportMessage is one message of a concern's thread.
type ExportMessage struct {
	From     string            `json:"from"` // author, officers, contact, partner
	What     string            `json:"what"`
	Words    string            `json:"words,omitempty"`
	PassedOn string            `json:"passed_on,omitempty"`
	Template string            `json:"template,omitempty"`
	Blanks   map[string]string `json:"blanks,omitempty"` // of the template
	Sent     string            `json:"sent"`
	With     string            `json:"with,omitempty"` // the organisation that wrote it, or that it is about
}

// ExportCounted is one concern as it was counted.
type ExportCounted struct {
	Day     string `json:"day"`
	Area    string `json:"neighbourhood"`
	About   string `json:"about"`
	Counted bool   `json:"counted_only"`
	Code    string `json:"code,omitempty"`
}

// ExportSession is a place in a session, or in its waitlist.
type ExportSession struct {
	ID        string `json:"id"`
	Title     string `json:"title,omitempty"` // not of one that is named on its card only
	Starts    string `json:"starts,omitempty"`
	Standing  string `json:"standing"` // in, waiting, offered, none; checked_in
	Position  int    `json:"position,omitempty"`
	KeptUntil string `json:"kept_until,omitempty"`    // a place is offered to them until then
	Label     string `json:"invited_as,omitempty"`    // of the link by which they came
	Calendar  bool   `json:"calendar_file,omitempty"` // they took its calendar file
	Skips     bool   `json:"said_missing,omitempty"`  // they said that they miss this evening of their circle
	Coming    bool   `json:"said_coming,omitempty"`   // they said that they come
}

// ExportSurvey says that the person took part in a wave. Answers, question to
// answer by their keys, are there while the wave is open; later nobody has them.
type ExportSurvey struct {
	Wave     string            `json:"wave"`
	Finished bool              `json:"finished"`
	Answers  map[string]string `json:"answers,omitempty"`
}

// export gathers the person's data.
func (t *turn) export() *Export {
	e := &Export{
		Programme: t.w.Programme.Name, Made: t.stamp(t.e.Now.Unix()), LastHeard: t.stamp(t.p.Seen),
		Concerns: []ExportConcern{}, Counted: []ExportCounted{}, Sessions: []ExportSession{},
	}
	for _, c := range built().all {
		if c.keeps.export != nil {
			c.keeps.export(t, e)
		}
	}
	return e
}

// exportProfile is what the first conversation asked.
func (t *turn) exportProfile(e *Export) {
	area, _ := t.w.Programme.Area(t.p.Area)
	e.Language, e.AgeGroup, e.Agreed = string(t.p.Lang), string(t.p.Age), t.stamp(t.p.Agreed)
	e.Neighbourhood = area.Name.In(t.p.Lang)
}

// exportConcerns are those that were sent, what of them was counted, and the one that
// is being told.
func (t *turn) exportConcerns(e *Export) {
	for _, code := range t.p.Codes {
		if c := t.concern(code); c != nil {
			e.Concerns = append(e.Concerns, t.exportConcern(c))
		}
	}
	for _, f := range t.p.Filed {
		day := time.Unix(int64(f.Day)*24*60*60, 0).UTC().Format(time.DateOnly)
		e.Counted = append(e.Counted, ExportCounted{Day: day, Area: f.Area, About: string(f.Category), Counted: f.Counted, Code: f.Code})
	}
	if d := t.p.Draft; d != nil {
		e.Unsent = &ExportConcern{
			About: string(d.Category), Area: d.Area, Square: d.Cell, Spot: d.Exact,
			Words: d.Words, Photo: d.Photo != nil, VoiceSeconds: seconds(d.Voice), Visible: string(d.Sight),
		}
		if d.Asked != nil {
			e.Unsent.Spot = d.Asked
		}
	}
}

func (t *turn) exportSessions(e *Export) {
	for _, id := range t.p.Sessions {
		e.Sessions = append(e.Sessions, t.exportSession(id))
	}
}

func (t *turn) exportConcern(c *Concern) ExportConcern {
	var messages []ExportMessage
	for _, e := range c.heard(PartyAuthor, t.e.Now) {
		m := ExportMessage{From: string(e.From), What: e.Act, Words: e.Words, Template: e.Template, Sent: t.stamp(e.At), With: t.organisationName(e.With)}
		if e.From == PartyAuthor {
			m.PassedOn = e.Shown
		}
		for _, f := range e.Filled {
			if m.Blanks == nil {
				m.Blanks = map[string]string{}
			}
			m.Blanks[f.Blank] = strings.TrimSpace(cmp.Or(f.Words, f.Text.In(t.p.Lang), f.Choice) + " " + t.stamp(f.At))
		}
		messages = append(messages, m)
	}
	return ExportConcern{
		PassedOn: c.Released, Messages: messages, MayHand: c.MayHand, With: t.organisationName(t.holder(c)),
		Code: c.Code, About: string(c.Category), Area: c.Area, Square: c.Cell, Spot: c.Exact,
		Words: c.Words, Photo: c.Photo != nil, VoiceSeconds: seconds(c.Voice),
		Visible: string(c.Sight), GoesTo: string(c.Route), Sent: t.stamp(c.Sent),
		Status: string(c.Case), Closed: t.stamp(c.Closed), KeptUntil: t.stamp(c.KeptTill),
	}
}

func (t *turn) exportSession(id string) ExportSession {
	e := ExportSession{ID: id, Standing: "none", Calendar: slices.Contains(t.p.Calendars, id), Skips: t.p.skips(id)}
	if s, ok := t.announced(id); ok {
		e.Title, e.Starts, e.Coming = s.exported(t.p.Lang), t.stamp(s.Start), t.p.comes(s)
	}
	for _, v := range t.p.Invited {
		if p := t.pass(v.Pass); SameSeats(v.Session, id) && p != nil {
			e.Label = p.Label
		}
	}
	seats := t.seats(id)
	switch seats.Mine {
	case Inside:
		e.Standing = "in"
	case InLine:
		e.Standing, e.Position = "waiting", seats.Position
		if seats.Until != 0 {
			e.Standing, e.KeptUntil = "offered", t.stamp(seats.Until)
		}
	}
	return e
}

// seconds is the length of a voice note, 0 if there is none.
func seconds(f *File) int {
	if f == nil {
		return 0
	}
	return f.Seconds
}

// stamp writes unix seconds as a time in the programme's zone; 0 is no time.
func (t *turn) stamp(unix int64) string {
	if unix == 0 {
		return ""
	}
	return time.Unix(unix, 0).In(t.w.Programme.Zone).Format(time.RFC3339)
}
