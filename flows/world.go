package flows

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"porchlight/flows/tally"
)

// World is what a step may read besides the person: the programme, the board
// that all share, and what the turn fetched because a step asked for it.
type World struct {
	Programme *Programme
	Guides    []Guide // all there are: see GuidesIn for those that residents see
	Sample    bool    // guides that nobody approved are shown too, as samples (the demo)
	Board     *Board
	Records   Records
	Seats     map[string]Seats       // by SeatsOf
	Answers   map[string]*Answers    // by wave; nil value: none yet
	Invites   map[string]*Invitation // by token; nil value: used, expired or never one
	Log       []AuditEntry           // the latest first
	HasLog    bool
	Editions  map[Readership][]Edition // what they were shown; no entry: not read yet
	Queues    map[CaseQueue][]Waiting  // the oldest first
	Guests    map[string]Guests        // by session
	Came      map[string]int           // by session: how many checked in by code
	Crowds    map[Crowd]CrowdSize      // people in an audience
	Runs      map[string]RunProgress   // by announcement
	Timed     []Timed                  // how late what waits is
	HasTimed  bool
	Bot       string // its username
	// Label is what a button says in a language at a moment; nil: nobody can tell.
	Label func(Button, Lang, time.Time) string
}

// Board is the programme's shared, slowly changing state. Every turn relies on
// the version it saw; processes keep a copy.
type Board struct {
	First    int64          `cbor:"1,keyasint"` // unix seconds of the programme's first start
	Sessions []Session      `cbor:"2,keyasint"` // by start
	Wave     *Wave          `cbor:"3,keyasint"` // the latest: to come, open or closed; nil: none
	Staff    []Member       `cbor:"4,keyasint,omitempty"`
	Past     []Wave         `cbor:"5,keyasint,omitempty"`  // waves before it, oldest first; their results were sent
	Waved    bool           `cbor:"6,keyasint,omitempty"`  // the file's wave is not put here again
	News     []Announcement `cbor:"10,keyasint,omitempty"` // by the time they were confirmed
	Guides   []GuideRecord  `cbor:"14,keyasint,omitempty"` // what organisers decided about guides
	Handed   int64          `cbor:"15,keyasint,omitempty"` // unix seconds at which the list of guides was last sent to everybody
	Numbered uint32         `cbor:"90,keyasint,omitempty"` // the last Member.Number given out
	Seeded   []Seeded       `cbor:"91,keyasint,omitempty"` // what the programme's file said of its sessions
	Pulse    *SeededPulse   `cbor:"92,keyasint,omitempty"` // ... and of its survey

	Came     []CommitmentMark `cbor:"322,keyasint,omitempty"` // what lists of commitments need, by their numbers
	CameSeq  uint32           `cbor:"323,keyasint,omitempty"` // of the last change of one that followers are told of ...
	CameTold uint32           `cbor:"324,keyasint,omitempty"` // ... and of the last of which all are told
	CameN    int              `cbor:"325,keyasint,omitempty"` // the last number given out
	Months   string           `cbor:"341,keyasint,omitempty"` // the last month of which there is a card: m2026-11

	// Voices are what was said of who is missing: see voices.go.
	Voices []Voices `cbor:"262,keyasint,omitempty"`

	// Ledgers are the numbers that move, as they were last shown.
	Ledgers map[Readership]tally.Ledger `cbor:"140,keyasint,omitempty"`
}

// Seats says how full a session is and where the person stands.
type Seats struct {
	In, Waiting int
	Offered     int            // places that are kept for people who wait: see session_offer.go
	With        int            // children of those inside
	OfferedWith int            // ... and of those to whom places are offered
	Held        map[string]int // places among both, by reservation
	Bands       [3]int         // places among both, by age band: see Session.band
	Opened      bool           // the places that were kept are everybody's
	Claim                      // of the person
	Line        []Waiter       // those who wait, in order, where the session has claims
	Behind      []Waiter       // ... behind the person, if a place is kept for them
	Mine        Standing
	Position    int   // in the waitlist, from 1
	Until       int64 // until when a place is kept for them (unix seconds); 0: none is
	First       *ID   // of those who wait and to whom none is offered
	Next        *ID   // ... behind the person, if a place is kept for them
}

// Standing is a person's relation to a session.
type Standing uint8

// The standings.
const (
	Outside Standing = iota
	Inside
	InLine
)

// ByStart is the order of sessions: by start, and by id of those that begin together.
func ByStart(a, b Session) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.ID, b.ID))
}

// Session finds an announced session by its id.
func (b *Board) Session(id string) (Session, bool) { return b.session(id) }

// session finds an announced session by its id.
func (b *Board) session(id string) (Session, bool) {
	if b != nil {
		for _, s := range b.Sessions {
			if s.ID == id {
				return s, true
			}
		}
	}
	return Session{}, false
}

// Seed brings the sessions and the wave of a programme's file onto the board
// and says whether anything changed. What is there already keeps its start:
// the file's relative days count from the programme's first start. The file's
// wave is the first and is put there once: all others are organisers'.
func (b *Board) Seed(p *Programme, now time.Time) bool {
	changed := false
	if b.First == 0 {
		b.First, changed = now.Unix(), true
	}
	changed = b.number() || changed
	first := time.Unix(b.First, 0)
	for _, s := range p.Sessions {
		if _, had := b.session(s.ID); had {
			continue
		}
		s.Start = s.Plan.On(first, p.Zone).Unix()
		if s.Both {
			h := fnv.New32a()
			fmt.Fprint(h, s.ID, now.UnixNano())
			s.Young = 1 + uint8(h.Sum32()>>16)%2
		}
		b.Sessions, changed = append(b.Sessions, s), true
	}
	slices.SortFunc(b.Sessions, ByStart)
	if b.Wave != nil && !b.Waved {
		b.Waved, changed = true, true
	}
	if !b.Waved && !p.Pulse.Opens.Zero() {
		opens, closes := p.Pulse.Opens.On(first, p.Zone), p.Pulse.Closes.On(first, p.Zone)
		b.Wave = &Wave{
			ID: opens.Format("2006-01-02"), Instrument: p.Pulse.Instrument,
			Opens: opens.Unix(), Closes: closes.Unix(),
			Results: closes.AddDate(0, 0, p.Pulse.ResultsIn).Unix(),
		}
		b.Waved, changed = true, true
	}
	return changed
}

// seats reads how full a session is, or asks for it.
func (t *turn) seats(id string) Seats {
	s, ok := t.w.Seats[SeatsOf(id)]
	if !ok {
		t.out.Need.Seats = append(t.out.Need.Seats, id)
	}
	return s
}

// concern reads one of the person's own concerns, or asks for it. It is nil
// while it is not there, and stays nil if it is gone.
func (t *turn) concern(code string) *Concern {
	return find(t, Own[Concern]{code})
}

// answers reads the person's record of a wave, or asks for it; never nil.
func (t *turn) answers(wave string) Answers {
	a, ok := t.w.Answers[wave]
	if !ok {
		t.out.Need.Answers = wave
	}
	if a == nil {
		return Answers{}
	}
	return *a
}

// invitation reads an invitation, or asks for it; nil while unknown or void.
func (t *turn) invitation(token string) *Invitation {
	inv, ok := t.w.Invites[token]
	if !ok {
		t.out.Need.Invites = append(t.out.Need.Invites, token)
	}
	return inv
}

// log reads the latest entries of the audit log, or asks for them.
func (t *turn) log() []AuditEntry {
	t.out.Need.Log = t.out.Need.Log || !t.w.HasLog
	return t.w.Log
}

// queue reads what waits for a role, or asks for it. Whoever shows it filters it
// by neighbourhood.
func (t *turn) queue(q CaseQueue) []Waiting {
	all, ok := t.w.Queues[q]
	if !ok {
		t.out.Need.Queues = append(t.out.Need.Queues, q)
	}
	return all
}

// anyCase reads a concern whoever wrote it, or asks for it; nil while unknown or
// gone. Nothing but reviewable, taken and translatable may call it: they ask for the role.
func (t *turn) anyCase(code string) *Concern {
	return find(t, Record[Concern]{code})
}

// person reads somebody else, or asks for them; nil while unknown or gone.
func (t *turn) person(id ID) *Person {
	return find(t, Record[Person]{string(id[:])})
}
