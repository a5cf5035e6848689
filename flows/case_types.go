package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// The states of a concern after it was received. Officers know those from
// released on only; the independent contact and the safeguarding lead begin
// with received.
const (
	CaseReleased     Case = "released"
	CaseDeclined     Case = "declined" // a reviewer could not pass it on
	CaseAcknowledged Case = "acknowledged"
	CaseAnswered     Case = "answered"
	CaseDone         Case = "done"
	CasePartly       Case = "partly"
	CaseNotDone      Case = "not_done"
	CaseReopened     Case = "reopened"
)

// outcomes are the honest ends of a case.
func outcomes() []Case { return []Case{CaseDone, CasePartly, CaseNotDone} }

// The service clock, borrowed from the EU's rules for whistleblowers.
const (
	acknowledgeWithin = 7 * 24 * time.Hour
	answerWithin      = 90 * 24 * time.Hour
)

// CaseQueue is what waits for a role.
type CaseQueue string

// The queues.
const (
	QueueReview      CaseQueue = "review"
	QueueOfficers    CaseQueue = "officers"
	QueueIndependent CaseQueue = "independent"
	QueueLead        CaseQueue = "lead"
	QueuePartner     CaseQueue = "partner"
	QueueTranslate   CaseQueue = "translate"
)

// CaseQueues lists them all.
func CaseQueues() []CaseQueue {
	return []CaseQueue{QueueReview, QueueOfficers, QueueIndependent, QueueLead, QueuePartner, QueueTranslate}
}

// Waiting is a case in a queue, as much of it as a list needs to be sorted and
// filtered by. Its code leads to the case and is shown to nobody.
type Waiting struct {
	Code   string `cbor:"1,keyasint"`
	Area   string `cbor:"2,keyasint,omitempty"`
	Handle string `cbor:"3,keyasint"`
	Since  int64  `cbor:"4,keyasint,omitempty"` // unix seconds
	Opens  int64  `cbor:"8,keyasint,omitempty"` // unix seconds from which officers see it

	Partner  string   `cbor:"28,keyasint,omitempty"`  // the organisation that has it
	Category Category `cbor:"29,keyasint,omitempty"`  // ... if one has
	Langs    []Lang   `cbor:"80,keyasint,omitempty"`  // of what a reviewer has to read
	Undo     int64    `cbor:"81,keyasint,omitempty"`  // unix seconds until which a release may be undone
	Tasks    []Task   `cbor:"150,keyasint,omitempty"` // what translators have to do
}

// Party is who speaks in a thread.
type Party string

// The parties.
const (
	PartyAuthor   Party = "author"
	PartyOfficers Party = "officers"
	PartyContact  Party = "contact"
	PartyPartner  Party = "partner"
)

// Entry is one message of a thread, or one thing done that both sides see.
type Entry struct {
	From     Party  `cbor:"1,keyasint"`
	Act      string `cbor:"2,keyasint"`           // what it is: see the acts
	Words    string `cbor:"3,keyasint,omitempty"` // as written
	Shown    string `cbor:"4,keyasint,omitempty"` // as the other side reads it
	Template string `cbor:"5,keyasint,omitempty"` // instead of words: the name of a ready-made text
	Lang     Lang   `cbor:"6,keyasint,omitempty"` // of Words
	At       int64  `cbor:"7,keyasint"`           // unix seconds
	Waiting  bool   `cbor:"8,keyasint,omitempty"` // for a reviewer
	Held     bool   `cbor:"9,keyasint,omitempty"` // a reviewer did not pass it on, or took it back
	Reported bool   `cbor:"10,keyasint,omitempty"`
	With     string `cbor:"11,keyasint,omitempty"` // the organisation that speaks, or that it is about
	Opens    int64  `cbor:"14,keyasint,omitempty"` // unix seconds from which officers see what its author or a reviewer did

	Others []Translation `cbor:"150,keyasint,omitempty"` // of Shown; never changed, only replaced

	MayTranslate bool     `cbor:"151,keyasint,omitempty"` // a reply: its author was told that translators may read it
	Filled       []Filled `cbor:"170,keyasint,omitempty"` // the blanks of Template
}

// ready is the ready-made text of an entry, nil if it is in somebody's own words.
func (e Entry) ready() *Ready {
	if e.Template == "" {
		return nil
	}
	return &Ready{Name: e.Template, Filled: e.Filled}
}

// The acts of a thread.
const (
	ActQuestion = "question"
	ActAnswer   = "answer"
	ActReply    = "reply"   // the author's
	ActRefused  = "refused" // the author would rather not answer
	ActClosed   = "closed"
)

// Limits that keep a thread readable and a record small.
const (
	mostEntries     = 60
	mostUnread      = 3 // replies of an author that wait for a reviewer
	entriesShown    = 4
	mostThreadWords = 1000
)

// caseNames makes a case's label and handle from the seed that its receipt code
// was made from. Neither leads to the code or to the other.
func caseNames(seed [16]byte) (label, handle string) {
	sum := sha256.Sum256(append([]byte("case"), seed[:]...))
	return newCode([16]byte(sum[:16]), nil), hex.EncodeToString(sum[16:24])
}

// open says whether somebody may still work on the case.
func (c *Concern) open() bool {
	switch c.Case {
	case CaseWithdrawn, CaseDeclined, CaseDone, CasePartly, CaseNotDone:
		return false
	}
	return c.Sight != Counted && c.Route != RouteNone
}

// over says whether it was closed with an outcome.
func (c *Concern) over() bool { return slices.Contains(outcomes(), c.Case) }

// Waits says in which queues a concern stands, and since when.
func (c *Concern) Waits() map[CaseQueue]int64 {
	in := map[CaseQueue]int64{}
	if since := c.untranslated(); since != 0 { // how it ended is read when it is closed
		in[QueueTranslate] = since
	}
	if !c.open() {
		return in
	}
	switch c.Route {
	case RouteOfficers:
		if c.ReleasedAt != 0 {
			in[QueueOfficers] = c.Sent
			if c.Partner != "" && c.Category != Police {
				in[QueuePartner] = c.Sent
			}
		}
		if since := c.unreviewed(); since != 0 {
			in[QueueReview] = since
		}
	case RouteIndependent:
		in[QueueIndependent] = c.Sent
	case RouteLead:
		if c.Acked == 0 {
			in[QueueLead] = c.Sent
		}
	}
	return in
}

// unreviewed is since when a reviewer is needed, 0 if not.
func (c *Concern) unreviewed() int64 {
	if c.Case == CaseReceived {
		return c.Sent
	}
	for _, e := range c.Thread {
		if e.Waiting || e.Reported && !e.Held {
			return e.At
		}
	}
	return 0
}

// Waiting is the concern as a queue keeps it.
func (c *Concern) Waiting() Waiting {
	w := Waiting{Code: c.Code, Area: c.Area, Handle: c.Handle, Opens: c.opens(), Langs: c.toCheck(), Undo: c.lastOpens(), Tasks: c.tasks()}
	if c.Partner != "" {
		w.Partner, w.Category = c.Partner, c.Category
	}
	return w
}

// inQueue is the concern's index in a list by handle, -1 if it is not there.
func inQueue(all []Waiting, handle string) int {
	return slices.IndexFunc(all, func(w Waiting) bool { return w.Handle == handle && handle != "" })
}

// clone copies a concern deeply enough that a step may change the copy.
func (c *Concern) clone() Concern {
	d := *c
	d.Thread = slices.Clone(c.Thread)
	return d
}

// close ends a case; from here its text has the time after closing to live.
func (c *Concern) close(as Case, now time.Time, p *Programme) {
	c.Case, c.Closed, c.HandAsk = as, now.Unix(), ""
	c.KeptTill = min(now.Add(p.KeepAfterClosing).Unix(), time.Unix(c.Sent, 0).Add(p.KeepAtMost).Unix())
}

// heard are the entries that party to reads: the other side's as far as they
// were let through and have been opened by now, and its own.
func (c *Concern) heard(by Party, now time.Time) []Entry {
	var all []Entry
	for _, e := range c.Thread {
		if by != PartyAuthor && e.From == PartyAuthor && e.Opens > now.Unix() {
			continue
		}
		if (e.From == PartyAuthor) == (by == PartyAuthor) || !e.Waiting && !e.Held {
			all = append(all, e)
		}
	}
	return all
}

// asked is the index of a question that the author has not answered yet, -1 if
// there is none.
func (c *Concern) asked() int {
	for i := len(c.Thread) - 1; i >= 0; i-- {
		switch e := c.Thread[i]; {
		case e.handing():
			continue
		case e.From == PartyAuthor:
			return -1
		case e.Act == ActQuestion && !e.Held:
			return i
		}
	}
	return -1
}

// waited says for how long somebody has waited: in days, and of the first one that
// it is not over.
func waited(since int64, now time.Time) Lines {
	if days := waitedDays(since, now); days > 0 {
		return Lines{{Key: "cases.waited", Args: Args{"count": days}}}
	}
	return line("cases.waited_new", nil)
}

// waitedDays is how many whole days somebody has waited.
func waitedDays(since int64, now time.Time) int {
	return max(0, int(now.Sub(time.Unix(since, 0))/(24*time.Hour)))
}
