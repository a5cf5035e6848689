package flows

// Category is what a concern is about.
type Category string

// The categories, in the order in which they are offered.
const (
	Street    Category = "street"
	Home      Category = "home"
	Traffic   Category = "traffic"
	Hate      Category = "hate"
	Police    Category = "police"
	Something Category = "something"
)

// Categories lists them all.
func Categories() []Category {
	return []Category{Street, Home, Traffic, Hate, Police, Something}
}

// Sensitive categories get no push, are listed by code only, and their
// messages delete themselves.
func (c Category) Sensitive() bool { return c == Home || c == Hate }

// Sight is who may see a concern.
type Sight string

// The sights.
const (
	Counted   Sight = "counted" // a number, no words
	Readers   Sight = "read"    // officers (or whoever takes it) may read it
	MayAnswer Sight = "answer"  // ... and may answer, without learning who wrote
)

// Route is who takes a concern's words.
type Route string

// The routes.
const (
	RouteNone        Route = ""            // counted only
	RouteOfficers    Route = "officers"    // through the reviewer
	RouteIndependent Route = "independent" // police conduct
	RouteLead        Route = "lead"        // 13-17-year-olds: the safeguarding lead
)

// Case is how far a concern has come.
type Case string

// The states of a concern.
const (
	CaseReceived  Case = "received"
	CaseWithdrawn Case = "withdrawn"
)

// Draft is a concern being told, kept sealed with the person.
type Draft struct {
	Category Category `cbor:"1,keyasint,omitempty"`
	Area     string   `cbor:"2,keyasint,omitempty"`
	Cell     *Point   `cbor:"3,keyasint,omitempty"` // centre of the square
	Exact    *Point   `cbor:"4,keyasint,omitempty"` // only if the person says so
	Asked    *Point   `cbor:"5,keyasint,omitempty"` // sent, not yet decided upon
	Placed   bool     `cbor:"6,keyasint,omitempty"` // the place step is answered
	Words    string   `cbor:"7,keyasint,omitempty"`
	Photo    *File    `cbor:"8,keyasint,omitempty"`
	Voice    *File    `cbor:"9,keyasint,omitempty"`
	Told     bool     `cbor:"10,keyasint,omitempty"` // the words step is answered
	Sight    Sight    `cbor:"11,keyasint,omitempty"`
	Changing bool     `cbor:"12,keyasint,omitempty"`  // back to the review after this step
	MayHand  bool     `cbor:"28,keyasint,omitempty"`  // may be handed on to a partner
	Danger   bool     `cbor:"76,keyasint,omitempty"`  // its words speak of danger
	Pieces   int      `cbor:"116,keyasint,omitempty"` // came one right after the other; 0: the last thing was none
}

// Concern is what a resident sent. It is stored sealed under its code.
type Concern struct {
	Code     string   `cbor:"1,keyasint"`
	Author   ID       `cbor:"2,keyasint"`
	Category Category `cbor:"3,keyasint"`
	Area     string   `cbor:"4,keyasint,omitempty"`
	Cell     *Point   `cbor:"5,keyasint,omitempty"`
	Exact    *Point   `cbor:"6,keyasint,omitempty"`
	Words    string   `cbor:"7,keyasint,omitempty"`
	Photo    *File    `cbor:"8,keyasint,omitempty"`
	Voice    *File    `cbor:"9,keyasint,omitempty"`
	Sight    Sight    `cbor:"10,keyasint"`
	Route    Route    `cbor:"11,keyasint,omitempty"`
	Lang     Lang     `cbor:"12,keyasint,omitempty"` // of Words and Voice: a guess, until a reviewer corrects it
	Sent     int64    `cbor:"13,keyasint"`           // unix seconds
	Case     Case     `cbor:"14,keyasint"`
	Closed   int64    `cbor:"15,keyasint,omitempty"`
	KeptTill int64    `cbor:"16,keyasint"` // unix seconds; the text goes then at the latest

	// What follows belongs to those who work on it: see case_types.go.

	Label      string  `cbor:"17,keyasint,omitempty"` // the case's pseudonym: what everybody but the author calls it
	Handle     string  `cbor:"18,keyasint,omitempty"` // how buttons of a desk name it
	Released   string  `cbor:"19,keyasint,omitempty"` // the words as officers read them
	ReleasedAt int64   `cbor:"20,keyasint,omitempty"` // unix seconds; 0: no officer sees it
	Shortened  bool    `cbor:"21,keyasint,omitempty"` // a reviewer took something out, or typed what a voice says
	ShowPhoto  bool    `cbor:"22,keyasint,omitempty"` // the picture was released too
	Reason     string  `cbor:"23,keyasint,omitempty"` // why it was not released: one of declineReasons
	Acked      int64   `cbor:"24,keyasint,omitempty"` // unix seconds of the first sign of life
	Answered   int64   `cbor:"25,keyasint,omitempty"`
	Reopened   bool    `cbor:"26,keyasint,omitempty"` // once is what anybody has
	Thread     []Entry `cbor:"27,keyasint,omitempty"`

	// Handing on: see partner.go.

	MayHand      bool   `cbor:"28,keyasint,omitempty"` // its author agreed while telling it
	Partner      string `cbor:"29,keyasint,omitempty"` // who is responsible: an organisation; "": those whom the route says
	HandAsk      string `cbor:"30,keyasint,omitempty"` // for which organisation its author is being asked
	PartnerSince int64  `cbor:"31,keyasint,omitempty"` // unix seconds

	Promised bool  `cbor:"32,keyasint,omitempty"` // the receipt said until when somebody looks at it
	Opens    int64 `cbor:"33,keyasint,omitempty"` // unix seconds from which officers read what was released
	Reopens  int64 `cbor:"34,keyasint,omitempty"` // ... from which they see that its author opened it again
	Was      Case  `cbor:"35,keyasint,omitempty"` // how it was closed before that
	Again    int64 `cbor:"36,keyasint,omitempty"` // unix seconds at which its author opened it again

	Others []Translation `cbor:"150,keyasint,omitempty"` // of what is read of it; never changed, only replaced

	Solved string `cbor:"340,keyasint,omitempty"` // what its author says: one of solvedAnswers; no officer learns it

	MayTranslate bool `cbor:"151,keyasint,omitempty"` // its author was told that translators may read its words
}
