package flows

import (
	"time"

	"porchlight/flows/tally"
)

// Outcome is what a turn decided. Everything in it is stored together, or
// nothing is.
type Outcome struct {
	Person  Person
	Says    []Say
	Effects []Effect
	Toast   string // a short answer to a press whose screen does not change
	Silent  string // the reason, if nothing is said
	Keep    bool   // nothing changes: the person's record is not written
	Looks   string // a case that is stored anew as it was read, unless an effect changes it: see settleUndo
	Need    Reads  // not decided yet: the step wants to read this first
}

// Erases says whether the person is gone after this turn.
func (o *Outcome) Erases() bool {
	for _, e := range o.Effects {
		if _, ok := e.(Erase); ok {
			return true
		}
	}
	return false
}

// ChangesBoard says whether everybody's board is another after this turn.
func (o *Outcome) ChangesBoard() bool {
	for _, e := range o.Effects {
		if _, ok := e.(PutBoard); ok {
			return true
		}
	}
	return false
}

// Reads names what a step looked for in the World and did not find there.
type Reads struct {
	Records  []Ask
	Seats    []string // sessions
	Answers  string   // the person's record of this wave
	Invites  []string // tokens
	Log      bool
	Editions []Readership
	Queues   []CaseQueue // of cases that wait for somebody with a role
	Came     []string    // sessions: how many checked in, for whoever organises or leads it
	Guests   []string    // sessions: how many come, for an organiser
	Crowds   []Crowd     // audiences to be counted
	Runs     []string    // announcements that are being sent
	Timed    int64       // how late what waits is at this moment (unix s), for an organiser
}

// Empty says that nothing is missing.
func (r Reads) Empty() bool {
	return len(r.Records) == 0 && len(r.Seats) == 0 && r.Answers == "" && len(r.Invites) == 0 && !r.Log && len(r.Editions) == 0 &&
		len(r.Queues) == 0 && len(r.Guests) == 0 && len(r.Came) == 0 && len(r.Crowds) == 0 && len(r.Runs) == 0 && r.Timed == 0
}

// Say is one message. Its words are keys and typed arguments; what they look
// like in the reader's language is decided where it is rendered.
type Say struct {
	To    *ID  // somebody else; nil: the person of this turn
	Lang  Lang // of the reader; filled by the turn, unless it is a preview in another one
	Guide Lang // of a guide's own words, in a preview; "": the reader's
	Chat  int64
	// Thread is the topic of a forum to which the message belongs; 0: none.
	Thread int
	Lines  []Line // each starts on a line of its own
	Rows   [][]Button
	// Screen marks the current screen: its buttons carry the person's
	// serial, and a later screen replaces it. Without Screen only Link
	// buttons work.
	Screen bool
	Serial uint32 // filled by the turn
	// Fresh asks for a message of its own, never an edit in place: receipts,
	// registrations, results, whatever a person may want to keep.
	Fresh bool
	// Same puts the screen into the message of the one before although nothing was
	// pressed: it answers another part of what that one answered.
	Same bool
	// Tells marks a screen with a line that says what was done. A newer screen does
	// not take its place before it is sent.
	Tells    bool
	Step, Of int // progress, shown as "2 of 5"
	Keyboard Keyboard
	Pin      *Point        // a place on the map, sent before the words
	Vanish   time.Duration // the message deletes itself after this long; 0: it stays
	Protect  bool          // no forwarding, no saving
	Hush     bool          // it makes no sound
	Lapses   int64         // unix seconds from which it is of no use and not sent; 0: never. Only for somebody else
	Wait     *Wait         // it is not due yet; only for somebody else than the turn's person
	Attach   *Attachment
	Media    *Media   // a resident's picture or voice note, shown again
	Else     []Line   // said instead if Telegram will not show Media
	Picture  *Finding // of one question of a wave; drawn where it is sent, once for a language
	// Live is the announcement whose progress the message shows: it is edited
	// for as long as that changes. Here edits the message whose button was
	// pressed instead of sending another.
	Live string
	Here bool
	Hide bool // first delete what the chat showed in the last 48 hours
}

// Line is a message key with its arguments. A key below "guide/" names a text
// of a guide: guide/ID/title, guide/ID/neutral, guide/ID/step/STEP.
type Line struct {
	Key  string
	Args Args
	As   Part // which part of the screen it is, if that is not said by its key and its place
}

// Button is an inline button. Its label is a key, or Label as it stands. A key
// guide/ID/choice/STEP/N names a choice of a guide's step, N from 0.
type Button struct {
	Key   string
	Args  Args
	Label string
	Do    string // at most 40 bytes of a-z 0-9 . - _
	Link  bool   // works at any time, whatever the screen: only ever opens something
	URL   string
	Copy  string // a press puts this on the phone's clipboard, and tells nobody
	Style Style  // how it looks, if that is not said by its key
}

// Keyboard is what replaces the phone's letters.
type Keyboard uint8

// The keyboards.
const (
	KeyboardAsIs     Keyboard = iota
	KeyboardAskPlace          // a button that sends the own location, and Skip
	KeyboardRemove
)

// Attachment is a file that the bot makes.
type Attachment struct {
	Session *Session  // a calendar file
	Also    []Session // ... with these meetings too
	Export  *Export   // a person's own data, for programs
	Page    *Page     // the same, to be read
	Trend   *Trend    // the picture of a digest
	QR      string    // a link as a QR code
	Code    string    // beside QR: a page to print, with these digits below the link
}

// Media is a picture or a voice note that lies with Telegram already. The lines
// become its caption.
type Media struct {
	Kind Kind // Photo or Voice
	File File
}

// Args are the arguments of a message, by name. Values are of the types below,
// or int. A number about people is Shown: an int is of anything else, such as days
// or questions. Either chooses the plural form when it is named "count".
type Args map[string]any

// Shown is a number about people that may be shown: see tally.Ledger.
type Shown = tally.Shown

// The typed arguments. Their type says how they are escaped and isolated.
type (
	// Quote is text that a person wrote: escaped, isolated, never a template.
	Quote string
	// Marked is such a text with what identifies somebody in it made bold.
	Marked string
	// Name is the programme's own text, in the reader's language.
	Name Text
	// Code is a code, a number or an address that reads left to right.
	Code string
	// Decimal is a number with a point, which some languages write as a comma.
	Decimal string
	// Ref is another message key.
	Ref string
	// Moment is a date with its hour, as people say it there.
	Moment time.Time
	// Day is a date without an hour.
	Day time.Time
	// Date is a Day on what people keep or show to others: it never says "today",
	// which is wrong tomorrow.
	Date time.Time
	// DateHour is a Moment on such things.
	DateHour time.Time
	// Tongue is a language, as the reader's language calls it.
	Tongue Lang
	// Refs is a list of message keys, joined as the language joins a list.
	Refs []string
	// Names is a list of the programme's texts, joined likewise.
	Names []Text
	// Titles is a list of Names and Refs, joined likewise.
	Titles []any
	// Tongues is a list of languages, joined likewise.
	Tongues []Lang
	// Lines nests several lines.
	Lines []Line
	// Said is several lines that somebody else says: a ready-made text, in a quotation.
	Said []Line
)

// Effect is a change beyond the person's own record.
type Effect interface{ effect() }
