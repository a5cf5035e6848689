package flows

import (
	"encoding/base64"
	"time"
)

// ID is a person's pseudonym inside one programme: 128 bits that lead back to
// nobody without the keyset.
type ID [16]byte

// String is the form that keys and logs carry: 22 characters of base64url.
func (id ID) String() string { return base64.RawURLEncoding.EncodeToString(id[:]) }

// Age is the band a person chose; it decides what they may do.
type Age string

// The age bands. A child's record keeps the language and this band, nothing else.
const (
	AgeUnasked Age = ""
	AgeChild   Age = "child" // under 13
	AgeTeen    Age = "teen"  // 13-17
	AgeAdult   Age = "adult"
	AgeUnsaid  Age = "unsaid" // treated as an adult
)

// Person is everything that is kept about one resident between turns, the
// place in the conversation included. It is stored sealed, as one value.
// Field numbers are a format: never reuse one.
type Person struct {
	Lang   Lang   `cbor:"1,keyasint,omitempty"`
	Age    Age    `cbor:"2,keyasint,omitempty"`
	Agreed int64  `cbor:"3,keyasint,omitempty"` // unix seconds of "I understand"
	Area   string `cbor:"4,keyasint,omitempty"` // neighbourhood
	Chat   int64  `cbor:"5,keyasint,omitempty"` // Telegram chat; 0 for children
	Paused bool   `cbor:"6,keyasint,omitempty"` // no push of any kind

	Muted []Topic `cbor:"120,keyasint,omitempty"` // topics of which they want to hear nothing

	Asked []string `cbor:"160,keyasint,omitempty"` // announcements, and parts of the board about meetings, of which they wait for a translation

	Step   Step   `cbor:"10,keyasint,omitempty"`
	Serial uint32 `cbor:"11,keyasint,omitempty"` // of the current screen
	Seen   int64  `cbor:"12,keyasint,omitempty"` // unix seconds of the last turn

	Flow // what is under way in the conversation

	Keys      bool   `cbor:"16,keyasint,omitempty"` // the location keyboard is up
	Neighbour bool   `cbor:"17,keyasint,omitempty"` // somebody with a role in the resident's view
	Page      uint16 `cbor:"25,keyasint,omitempty"` // of a desk's list, from 0

	Desk Role `cbor:"125,keyasint,omitempty"` // the role whose desk they chose last

	Codes    []string `cbor:"30,keyasint,omitempty"` // concerns sent
	Filed    []Filed  `cbor:"31,keyasint,omitempty"` // what was counted this quarter
	Today    string   `cbor:"32,keyasint,omitempty"` // local day of the last concern
	TodayN   uint8    `cbor:"33,keyasint,omitempty"` // concerns sent on that day
	Sessions []string `cbor:"34,keyasint,omitempty"` // joined or waiting

	Wave     string `cbor:"35,keyasint,omitempty"` // the wave taken part in, or being answered
	WaveAt   uint8  `cbor:"36,keyasint,omitempty"` // next question, from 0
	WaveDone bool   `cbor:"37,keyasint,omitempty"`

	Calendars []string `cbor:"166,keyasint,omitempty"` // of Sessions, those whose calendar file they took

	Skips  []string     `cbor:"248,keyasint,omitempty"` // evenings of their circles that they said they miss
	Coming []Coming     `cbor:"186,keyasint,omitempty"` // to which meetings they said that they come
	Remind ReminderKind `cbor:"187,keyasint,omitempty"` // when they want to be reminded, and that they chose; 0: as the programme does

	Invited []Invited `cbor:"177,keyasint,omitempty"` // by which pass each place of theirs came, if by one

	Points []Proposed `cbor:"200,keyasint,omitempty"` // theirs, for the agendas of meetings
	MeToo  []MeToo    `cbor:"201,keyasint,omitempty"` // the points to which they say "me too"

	Follows []Follow `cbor:"320,keyasint,omitempty"` // what they want to hear of; replaced, never changed

	Came    []string `cbor:"192,keyasint,omitempty"` // meetings at which they checked in by code
	Tries   uint8    `cbor:"193,keyasint,omitempty"` // wrong codes of doors that they typed lately ...
	TriedAt int64    `cbor:"194,keyasint,omitempty"` // ... and when the last was (unix s)
	Leading *Leading `cbor:"202,keyasint,omitempty"` // where they are in the guide of the meeting that they lead

	Trials []string `cbor:"62,keyasint,omitempty"` // codes of the trials of guides they are in, + where they have answered
}

// Flow is what a person's record holds only while something is under way: what was
// left, told, written or chosen so far. Leaving is setting all of it to nothing. What
// is to outlive a flow stands in Person.
type Flow struct {
	Misses uint8  `cbor:"13,keyasint,omitempty"` // answers in a row that did not fit
	Was    Step   `cbor:"14,keyasint,omitempty"` // the step under an interruption
	Then   string `cbor:"15,keyasint,omitempty"` // where to go after onboarding or an interruption

	Draft   *Draft `cbor:"20,keyasint,omitempty"` // the concern being told
	Topic   string `cbor:"21,keyasint,omitempty"` // what the screen is about: a session, a code, a need ...
	Guide   string `cbor:"22,keyasint,omitempty"` // guide being read ...
	GuideAt string `cbor:"23,keyasint,omitempty"` // ... and the steps taken in it, with spaces; the last is shown
	Text    string `cbor:"24,keyasint,omitempty"` // what is being written at a desk or in a thread

	Plan     *SessionDraft  `cbor:"40,keyasint,omitempty"` // the session being made or changed
	News     *NewsDraft     `cbor:"41,keyasint,omitempty"` // the announcement being written
	Round    *WaveDraft     `cbor:"50,keyasint,omitempty"` // the wave that an organiser is about to open
	Approval *ApprovalDraft `cbor:"60,keyasint,omitempty"` // the approval of a guide being recorded
	Preview  Lang           `cbor:"61,keyasint,omitempty"` // the language in which an organiser reads a guide
	Tried    string         `cbor:"63,keyasint,omitempty"` // answers to the questions of a trial so far, one letter each
	Inviting *Invitation    `cbor:"90,keyasint,omitempty"` // the invitation that an organiser is making; its lists are replaced, never changed

	Label string `cbor:"178,keyasint,omitempty"` // of the link into a meeting that is being made

	Making *CommitmentDraft `cbor:"321,keyasint,omitempty"` // the commitment that is being written

	Ready *Ready `cbor:"170,keyasint,omitempty"` // the ready-made text that is being filled in for a case

	Wrote []Written `cbor:"70,keyasint,omitempty"` // the latest messages of theirs, to know a change of one
	Fades int64     `cbor:"71,keyasint,omitempty"` // unix seconds at which the current screen deletes itself; 0: never

	Cry    *Draft `cbor:"76,keyasint,omitempty"`  // what was written where nothing was asked for: on offer as a concern
	Under  Step   `cbor:"77,keyasint,omitempty"`  // the step under the answer to a cry for help
	Alarm  string `cbor:"78,keyasint,omitempty"`  // of which kind the cry is
	Album  string `cbor:"95,keyasint,omitempty"`  // the last one that was answered ...
	AlbumN uint8  `cbor:"96,keyasint,omitempty"`  // ... and how many of its files came
	Stop   string `cbor:"110,keyasint,omitempty"` // what may have been a wish to be left alone, or a part of what is being told ...

	StopPhoto *File `cbor:"114,keyasint,omitempty"` // ... and the picture, or the voice note, under which it stood
	StopVoice *File `cbor:"115,keyasint,omitempty"`
}

// Filed is one counted concern, kept so that a person is counted once in each
// cell (week, month, quarter) however often they write.
type Filed struct {
	Day      int32    `cbor:"1,keyasint"` // days since 1970-01-01 in the programme's zone
	Area     string   `cbor:"2,keyasint"`
	Category Category `cbor:"3,keyasint"`
	Counted  bool     `cbor:"4,keyasint"` // counted only
	Code     string   `cbor:"5,keyasint"`
}

// Registered says whether onboarding is over.
func (p *Person) Registered() bool {
	return p.Lang != "" && (p.Age == AgeChild || p.Age != AgeUnasked && p.Agreed != 0 && (p.Area != "" || p.guest()))
}

// unfinished is the step of onboarding that a person still owes, "" if none.
func (p *Person) unfinished() Step {
	switch {
	case p.Registered() && !p.guest():
		return ""
	case p.Lang == "" || p.Step == "" || p.Step == StepLanguage:
		return StepLanguage
	case p.Age == AgeUnasked:
		return StepAge
	case p.Agreed == 0:
		return StepNotice
	}
	return StepArea
}

// StrangersKept is how long the record of somebody who never finished the first
// conversation outlives what they last did.
const StrangersKept = 30 * 24 * time.Hour

// Stranger says whether the person never registered, has no place anywhere, is counted at no meeting, and has done
// nothing for StrangersKept.
func (p *Person) Stranger(now time.Time) bool {
	return !p.Registered() && len(p.Sessions)+len(p.Came) == 0 && now.Sub(time.Unix(p.Seen, 0)) >= StrangersKept
}

// Minor says whether the person said that they are under 18.
func (p *Person) Minor() bool { return p.Age == AgeChild || p.Age == AgeTeen }

// clone copies p deeply enough that a step may change the copy freely.
func (p *Person) clone() *Person {
	c := *p
	c.Flow = p.Flow.clone()
	c.Codes = append([]string(nil), p.Codes...)
	c.Filed = append([]Filed(nil), p.Filed...)
	c.Sessions = append([]string(nil), p.Sessions...)
	c.Muted = append([]Topic(nil), p.Muted...)
	c.Asked = append([]string(nil), p.Asked...)
	c.Trials = append([]string(nil), p.Trials...)
	c.Invited = append([]Invited(nil), p.Invited...)
	c.Skips = append([]string(nil), p.Skips...)
	c.Coming = append([]Coming(nil), p.Coming...)
	c.Calendars = append([]string(nil), p.Calendars...)
	c.Points = append([]Proposed(nil), p.Points...)
	c.MeToo = append([]MeToo(nil), p.MeToo...)
	c.Follows = append([]Follow(nil), p.Follows...)
	c.Came = append([]string(nil), p.Came...)
	c.Leading = copied(p.Leading)
	return &c
}

func (f Flow) clone() Flow {
	f.Draft, f.Cry = copied(f.Draft), copied(f.Cry)
	f.Plan, f.News, f.Round = copied(f.Plan), copied(f.News), copied(f.Round)
	f.Approval, f.Inviting, f.Ready = copied(f.Approval), copied(f.Inviting), copied(f.Ready)
	f.Making = copied(f.Making)
	f.StopPhoto, f.StopVoice = copied(f.StopPhoto), copied(f.StopVoice)
	f.Wrote = append([]Written(nil), f.Wrote...)
	return f
}

// copied is a value of its own, or nil.
func copied[T any](v *T) *T {
	if v == nil {
		return nil
	}
	c := *v
	return &c
}
