package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file is what came of what was said: recommendations to a body, and the commitments
// that they become once somebody has taken them on until a day. What one says is a record of
// its own. The board keeps no more of it than lists and reminders need, and it alone knows
// who the owner is: residents read a post, never a name.

// CommitmentState is how far a commitment has come.
type CommitmentState string

// The states. They are stored: never give one another meaning.
const (
	Recommended CommitmentState = "recommended" // nobody has taken it on yet
	Planned     CommitmentState = "planned"
	UnderWay    CommitmentState = "underway"
	DoneWhole   CommitmentState = "done"
	DonePartly  CommitmentState = "partly"
	WillNotBe   CommitmentState = "declined" // a reason stands beside it
)

// ended says whether nothing more is to come.
func (s CommitmentState) ended() bool { return s == DoneWhole || s == DonePartly || s == WillNotBe }

// reasoned says whether a state is never said without a reason.
func (s CommitmentState) reasoned() bool { return s == DonePartly || s == WillNotBe }

// Where a commitment comes from. These are stored, too.
const (
	fromPoint      = "point"    // of a meeting's agenda
	fromMeeting    = "meeting"  // what was said there, as its minutes have it
	fromConcerns   = "concerns" // what several residents sent
	fromSurvey     = "survey"
	fromOrganisers = "organisers"
)

// How long its texts are, in characters.
const (
	mostCommitment = 280
	mostBody       = 60
	mostWhy        = 500
)

// Commitment is a recommendation or a commitment, stored under its number.
type Commitment struct {
	N          int              `cbor:"300,keyasint"` // for ever: it may stand on paper
	Words      string           `cbor:"301,keyasint"`
	Lang       Lang             `cbor:"302,keyasint"`
	Others     []Translation    `cbor:"303,keyasint,omitempty"`
	Said       string           `cbor:"304,keyasint,omitempty"` // the point that it came from, as it was released
	SaidIn     Lang             `cbor:"305,keyasint,omitempty"`
	SaidOthers []Translation    `cbor:"306,keyasint,omitempty"`
	Body       string           `cbor:"307,keyasint"` // to whom it is addressed
	History    []CommitmentStep `cbor:"308,keyasint"` // the latest last
	Edition    uint32           `cbor:"309,keyasint"` // it rises with each change: two at once are told apart
}

// CommitmentStep is one state, and why.
type CommitmentStep struct {
	State  CommitmentState `cbor:"300,keyasint"`
	At     int64           `cbor:"301,keyasint"`           // unix seconds
	Why    string          `cbor:"302,keyasint,omitempty"` // as people read it
	WhyIn  Lang            `cbor:"303,keyasint,omitempty"`
	Others []Translation   `cbor:"304,keyasint,omitempty"`
	Draft  string          `cbor:"305,keyasint,omitempty"` // waits for a reviewer
	Writer string          `cbor:"306,keyasint,omitempty"` // a mark of who wrote it: somebody else releases it
}

// CommitmentMark is what the board keeps of a commitment.
type CommitmentMark struct {
	N       int             `cbor:"300,keyasint"`
	Session string          `cbor:"301,keyasint,omitempty"`
	Areas   []string        `cbor:"302,keyasint,omitempty"` // none: for everybody
	From    string          `cbor:"303,keyasint"`
	Points  uint64          `cbor:"304,keyasint,omitempty"` // of the session's agenda, one bit for each
	About   Category        `cbor:"305,keyasint,omitempty"` // what the concerns were about
	State   CommitmentState `cbor:"306,keyasint"`
	Due     string          `cbor:"307,keyasint,omitempty"` // the last day, 2026-12-31
	Owner   ID              `cbor:"308,keyasint,omitempty"`
	Role    Role            `cbor:"309,keyasint,omitempty"` // by which the owner has taken it on
	Serves  string          `cbor:"310,keyasint,omitempty"` // a partner's organisation
	Outside bool            `cbor:"311,keyasint,omitempty"` // the body itself does it, and is not in the bot
	Since   int64           `cbor:"312,keyasint"`           // unix seconds of the last state
	Seq     uint32          `cbor:"313,keyasint"`           // of the last change that followers are told of
	Told    uint8           `cbor:"314,keyasint,omitempty"` // which reminders were sent
	Check   int64           `cbor:"315,keyasint,omitempty"` // since when a reason waits for a reviewer (unix s)
	Asked   bool            `cbor:"316,keyasint,omitempty"` // translators have something to do
}

// CommitmentDraft is one that an organiser is writing, or a state that is about to be said.
// It is never changed in place.
type CommitmentDraft struct {
	N       int             `cbor:"300,keyasint,omitempty"` // 0: a new one
	Edition uint32          `cbor:"301,keyasint,omitempty"` // of what it is a change of
	Session string          `cbor:"302,keyasint,omitempty"`
	From    string          `cbor:"303,keyasint,omitempty"`
	Point   int             `cbor:"304,keyasint,omitempty"`
	About   Category        `cbor:"305,keyasint,omitempty"`
	Words   string          `cbor:"306,keyasint,omitempty"`
	State   CommitmentState `cbor:"307,keyasint,omitempty"`
}

func commitmentID(n int) string { return strconv.Itoa(n) }

// clone copies a commitment deeply enough that a step may change the copy.
func (c Commitment) clone() Commitment {
	c.History = slices.Clone(c.History)
	return c
}

// last is the latest step.
func (c *Commitment) last() *CommitmentStep {
	if len(c.History) == 0 {
		c.History = []CommitmentStep{{State: Recommended}}
	}
	return &c.History[len(c.History)-1]
}

// commitment reads a commitment and what the board knows of it, or asks for it; nil while
// it is not read, and if there is none.
func (t *turn) commitment(n int) (*Commitment, CommitmentMark) {
	m, known := t.w.Board.commitmentMark(n)
	if !known {
		return nil, m
	}
	had := find(t, Record[Commitment]{commitmentID(n)})
	if had == nil {
		return nil, m
	}
	c := had.clone()
	return &c, m
}

func (b *Board) commitmentMark(n int) (CommitmentMark, bool) {
	if b != nil {
		for _, m := range b.Came {
			if m.N == n {
				return m, true
			}
		}
	}
	return CommitmentMark{}, false
}

// keepCommitment stores one with its mark, and lets this turn see it so. told says that
// followers are to hear of the change.
func (t *turn) keepCommitment(c Commitment, m CommitmentMark, told bool) {
	c.Edition++
	m.State, m.Since = c.last().State, c.last().At
	m.Asked = slices.ContainsFunc(c.passages(m), func(w passage) bool { return len(w.tasks()) > 0 })
	t.changeBoard(func(b *Board) {
		if told {
			b.CameSeq++
			m.Seq = b.CameSeq
		}
		if i := slices.IndexFunc(b.Came, func(o CommitmentMark) bool { return o.N == m.N }); i >= 0 {
			b.Came[i] = m
		} else {
			b.Came = append(b.Came, m)
			b.CameN = max(b.CameN, m.N)
		}
	})
	id := commitmentID(c.N)
	t.out.Effects = slices.DeleteFunc(t.out.Effects, func(e Effect) bool {
		put, is := e.(Put[Commitment])
		return is && put.ID == id
	})
	t.do(Put[Commitment]{ID: id, Record: c})
	suppose(t, Record[Commitment]{id}, &c)
}

// owned says whether somebody has taken it on, and still can.
func (b *Board) owned(m CommitmentMark) bool {
	return m.Outside || m.Role != "" && b.member(m.Owner).takesOn(m)
}

// takesOn says whether a member has the role by which it was taken on, or can be, for one of
// its neighbourhoods.
func (m *Member) takesOn(c CommitmentMark) bool {
	areas := c.Areas
	if len(areas) == 0 {
		areas = []string{""}
	}
	return c.Role.may(keepCommitments) && slices.ContainsFunc(areas, func(area string) bool { return m.handles(c.Role, area) })
}

// lost says whether whoever had taken it on has left.
func (b *Board) lost(m CommitmentMark) bool {
	return m.Role != "" && !m.Outside && !m.State.ended() && !b.owned(m)
}

// overdue says whether its last day is over and it is not.
func (m CommitmentMark) overdue(now time.Time, zone *time.Location) bool {
	return m.Due != "" && !m.State.ended() && now.In(zone).Format(time.DateOnly) > m.Due
}

func (t *turn) overdueCommitment(m CommitmentMark) bool {
	return m.overdue(t.e.Now, t.w.Programme.Zone)
}

// dueDay is the last day.
func (m CommitmentMark) dueDay(zone *time.Location) (time.Time, bool) {
	at, err := time.ParseInLocation(time.DateOnly, m.Due, zone)
	return at.Add(12 * time.Hour), err == nil
}

// ownsCommitment says whether it is the person's to say how far it is.
func (t *turn) ownsCommitment(m CommitmentMark) bool {
	return !m.Outside && m.Owner == t.e.Who && m.Role != "" && t.w.Board.owned(m) && t.holds(keepCommitments)
}

// recordsCommitment says whether an organiser may change it.
func (t *turn) recordsCommitment(m CommitmentMark) bool { return t.mayFor(recordCommitments, m.Areas) }

// seesCommitment says whether a resident reads it: of meetings by invitation and of those
// for a role only whoever was there. What adults write is not read by anybody under 18.
func (t *turn) seesCommitment(m CommitmentMark) bool {
	if t.p.Minor() {
		return false
	}
	s, known := t.announced(m.Session)
	return !known || !s.Youth && (!s.closed() || slices.Contains(t.p.Sessions, s.ID) || t.suits(s))
}

// postOf is who does it, as everybody reads it: a post, an organisation, or the body in the
// organiser's words. Never a name.
func (t *turn) postOf(c *Commitment, m CommitmentMark) any {
	switch {
	case m.Outside:
		return Quote(c.Body)
	case m.Role == RolePartner:
		return t.organisation(m.Serves)
	case m.Role != "":
		return Ref("role.name." + string(m.Role))
	}
	return nil
}

// camePrefix begins the place of a text of a commitment: see passageAt.
const camePrefix = "w/"

// passages are the texts of a commitment that people read.
func (c *Commitment) passages(m CommitmentMark) (all []passage) {
	at := camePrefix + commitmentID(c.N) + "/"
	all = append(all, passage{at: at + "words", what: "translate.what.commitment", from: c.Lang, words: c.Words, others: c.Others, most: mostCommitment * 4 / 3})
	if c.Said != "" {
		all = append(all, passage{at: at + "said", what: "translate.what.point", from: c.SaidIn, words: c.Said, others: c.SaidOthers, most: mostCommitment * 4 / 3})
	}
	if h := c.last(); h.Why != "" {
		all = append(all, passage{at: at + "why", what: "translate.what.commitment_why", from: h.WhyIn, words: h.Why, others: h.Others, most: mostWhy * 4 / 3})
	}
	return all
}

// text is one of them; without words if there is none.
func (c *Commitment) text(m CommitmentMark, name string) passage {
	for _, w := range c.passages(m) {
		if strings.HasSuffix(w.at, "/"+name) {
			return w
		}
	}
	return passage{}
}

// setOthers replaces the translations of one of them.
func (c *Commitment) setOthers(at string, all []Translation) {
	switch {
	case strings.HasSuffix(at, "/words"):
		c.Others = all
	case strings.HasSuffix(at, "/said"):
		c.SaidOthers = all
	case strings.HasSuffix(at, "/why"):
		c.last().Others = all
	}
}

// asking asks translators for all its texts in some languages.
func (c *Commitment) asking(m CommitmentMark, langs []Lang, now time.Time) {
	for _, l := range langs {
		for _, w := range c.passages(m) {
			if w.wants(l) {
				c.setOthers(w.at, w.asking(l, now.Unix()))
			}
		}
	}
}

// commitmentPassages are the texts that translators may have: of those of which something
// was asked.
func (t *turn) commitmentPassages() (all []passage) {
	for _, m := range t.w.Board.Came {
		if !m.Asked {
			continue
		}
		if c, _ := t.commitment(m.N); c != nil {
			all = append(all, c.passages(m)...)
		}
	}
	return all
}

// keepCommitmentTranslation stores a translation with its text.
func (t *turn) keepCommitmentTranslation(w passage, o Translation) {
	number, _, _ := strings.Cut(strings.TrimPrefix(w.at, camePrefix), "/")
	n, _ := strconv.Atoi(number)
	if c, m := t.commitment(n); c != nil {
		c.setOthers(w.at, w.with(o))
		c.Edition-- // what it says has not changed
		t.keepCommitment(*c, m, false)
	}
}

// newest is the order of lists.
func newest(a, b CommitmentMark) int {
	if a.Since != b.Since {
		return int(b.Since - a.Since)
	}
	return b.N - a.N
}
