package flows

import (
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"porchlight/flows/tally"
)

// This file is what people want to talk about at a meeting: its points, and how many say
// "me too". Who proposed a point stands in that person's own record and nowhere else, and so
// does who pressed "me too".

// mostPoints is how many points a meeting may have: a set of them is 64 bits.
const mostPoints = 60

// countPoints is what is counted of a meeting, by point: how many say "me too".
const countPoints = "points"

// PointState is how far a point of an agenda has come.
type PointState string

// The states of a point. They are stored: never give one another meaning.
const (
	PointWaits     PointState = "waits"     // to be checked
	PointReleased  PointState = "released"  // organisers read it
	PointPublished PointState = "published" // it is on the agenda
	PointMerged    PointState = "merged"    // it is part of another point
	PointDeclined  PointState = "declined"
	PointWithdrawn PointState = "withdrawn"
	PointContact   PointState = "contact" // it went to the independent contact
)

// Who a point is from, as far as anybody may know. These are stored, too.
const (
	fromResident = "resident"
	fromYoung    = "young"    // somebody of 13-17: the safeguarding lead reads it, nobody else before
	fromOfficers = "officers" // who have a name of their own and need no reviewer
	fromRoom     = "room"     // raised at the meeting, and entered by whoever leads it
)

// Agenda is the points of one meeting, stored under the meeting's id. Point N is the Nth of
// Points, for ever: its number may stand on paper.
type Agenda struct {
	Session string        `cbor:"200,keyasint"`
	Points  []AgendaPoint `cbor:"201,keyasint"`
	// Marks is how many people say "me too" to exactly these points, one bit for each. So
	// somebody who says it to two points that become one is counted once.
	Marks map[uint64]int `cbor:"202,keyasint,omitempty"`
	Order []int          `cbor:"203,keyasint,omitempty"` // the published points as they stand on the agenda
	Until int64          `cbor:"204,keyasint"`           // unix seconds at which it is forgotten
	Late  bool           `cbor:"205,keyasint,omitempty"` // points are taken until the meeting begins
}

// AgendaPoint is one of them. It does not say whose it is.
type AgendaPoint struct {
	N        int           `cbor:"-"` // its number, which is its place
	State    PointState    `cbor:"201,keyasint"`
	From     string        `cbor:"202,keyasint"`
	Words    string        `cbor:"203,keyasint,omitempty"` // as written, until it is checked
	Lang     Lang          `cbor:"204,keyasint,omitempty"` // of the words
	Shown    string        `cbor:"205,keyasint,omitempty"` // as it was released
	Others   []Translation `cbor:"206,keyasint,omitempty"` // of Shown; never changed, only replaced
	Into     int           `cbor:"207,keyasint,omitempty"` // the point that it is part of
	At       int64         `cbor:"208,keyasint"`           // unix seconds
	Question bool          `cbor:"200,keyasint,omitempty"` // to the police or the town
	Answer   *PointAnswer  `cbor:"209,keyasint,omitempty"` // in public; never changed, only replaced
	Hands    int           `cbor:"273,keyasint,omitempty"` // raised for it at the meeting: see hands.go
	Raised   bool          `cbor:"274,keyasint,omitempty"` // Hands was entered
}

// PointAnswer is what officers say in public to a point.
type PointAnswer struct {
	State  PointState    `cbor:"200,keyasint"` // PointWaits or PointPublished
	Words  string        `cbor:"201,keyasint,omitempty"`
	Lang   Lang          `cbor:"202,keyasint,omitempty"`
	Shown  string        `cbor:"203,keyasint,omitempty"`
	Others []Translation `cbor:"204,keyasint,omitempty"`
	At     int64         `cbor:"205,keyasint"` // unix seconds
}

// Proposed is a point of the person's own: the only trace of whose it is.
type Proposed struct {
	Session string `cbor:"200,keyasint"`
	N       int    `cbor:"201,keyasint"`
}

// MeToo are the points of a meeting to which somebody says "me too", one bit for each.
type MeToo struct {
	Session string `cbor:"200,keyasint"`
	Set     uint64 `cbor:"201,keyasint"`
}

// clone copies an agenda deeply enough that a step may change the copy.
func (a Agenda) clone() Agenda {
	a.Points, a.Order, a.Marks = slices.Clone(a.Points), slices.Clone(a.Order), maps.Clone(a.Marks)
	for i := range a.Points {
		a.Points[i].N = i + 1
	}
	return a
}

// agenda reads the points of a meeting, or asks for them. There are none once its places
// are forgotten.
func (t *turn) agenda(s Session) Agenda {
	a := Agenda{Session: s.ID}
	if !s.Points || t.e.Now.Sub(s.Ends()) >= SeatsKept {
		return a
	}
	if had := find(t, Record[Agenda]{s.ID}); had != nil {
		a = had.clone()
	}
	return a
}

// keepAgenda stores the points of a meeting, and lets this turn see them so.
func (t *turn) keepAgenda(s Session, a Agenda) {
	a.Until = s.Ends().Add(SeatsKept).Unix()
	t.out.Effects = slices.DeleteFunc(t.out.Effects, func(e Effect) bool {
		put, is := e.(Put[Agenda])
		return is && put.ID == s.ID
	})
	t.do(Put[Agenda]{ID: s.ID, Record: a})
	suppose(t, Record[Agenda]{s.ID}, &a)
}

// point is point n; nil if there is none. It may be changed if the agenda is a clone.
func (a *Agenda) point(n int) *AgendaPoint {
	if n < 1 || n > len(a.Points) {
		return nil
	}
	return &a.Points[n-1]
}

// add puts a point at the end, and gives its number.
func (a *Agenda) add(p AgendaPoint) int {
	p.N = len(a.Points) + 1
	a.Points = append(a.Points, p)
	return p.N
}

// published are the points on the agenda, in its order.
func (a *Agenda) published() (all []AgendaPoint) {
	for _, n := range a.Order {
		if p := a.point(n); p != nil && p.State == PointPublished {
			all = append(all, *p)
		}
	}
	return all
}

// released are those that organisers may publish.
func (a *Agenda) released() (all []AgendaPoint) {
	for _, p := range a.Points {
		if p.State == PointReleased {
			all = append(all, p)
		}
	}
	return all
}

// publish puts a released point at the end of the agenda.
func (a *Agenda) publish(n int) bool {
	p := a.point(n)
	if p == nil || p.State != PointReleased {
		return false
	}
	p.State = PointPublished
	a.Order = append(a.Order, n)
	return true
}

// unpublish takes it off again.
func (a *Agenda) unpublish(n int) bool {
	p := a.point(n)
	if p == nil || p.State != PointPublished {
		return false
	}
	p.State = PointReleased
	a.Order = slices.DeleteFunc(a.Order, func(o int) bool { return o == n })
	return true
}

// move moves a published point up (-1) or down (1).
func (a *Agenda) move(n, by int) bool {
	i := slices.Index(a.Order, n)
	if i < 0 || i+by < 0 || i+by >= len(a.Order) {
		return false
	}
	a.Order[i], a.Order[i+by] = a.Order[i+by], a.Order[i]
	return true
}

// merge makes a point part of another one, with all that was merged into it.
func (a *Agenda) merge(n, into int) bool {
	p, whole := a.point(n), a.point(into)
	open := func(p *AgendaPoint) bool {
		return p != nil && (p.State == PointReleased || p.State == PointPublished)
	}
	if n == into || !open(p) || !open(whole) {
		return false
	}
	for i := range a.Points {
		if a.Points[i].Into == n {
			a.Points[i].Into = into
		}
	}
	p.State, p.Into = PointMerged, into
	a.Order = slices.DeleteFunc(a.Order, func(o int) bool { return o == n })
	return true
}

// bit stands for a point in a set.
func bit(n int) uint64 { return 1 << uint(n-1) }

// parts is a point with those that were merged into it, as a set.
func (a *Agenda) parts(n int) uint64 {
	set := bit(n)
	for _, p := range a.Points {
		if p.State == PointMerged && p.Into == n {
			set |= bit(p.N)
		}
	}
	return set
}

// pointsOf are the points of a set.
func pointsOf(set uint64) (all []int) {
	for ; set != 0; set &= set - 1 {
		all = append(all, bits.TrailingZeros64(set)+1)
	}
	return all
}

// people is how many say "me too" to a point, each of them counted once.
func (a *Agenda) people(n int) (sum int) {
	set := a.parts(n)
	for said, people := range a.Marks {
		if said&set != 0 {
			sum += people
		}
	}
	return sum
}

// remark counts somebody with other points than before. Nobody is known by it.
func (a *Agenda) remark(before, after uint64) {
	if a.Marks == nil {
		a.Marks = map[uint64]int{}
	}
	if a.Marks[before]--; a.Marks[before] <= 0 {
		delete(a.Marks, before)
	}
	if after != 0 {
		a.Marks[after]++
	}
}

// meToo is to which points of a meeting the person says "me too".
func (p *Person) meToo(session string) uint64 {
	for _, m := range p.MeToo {
		if m.Session == session {
			return m.Set
		}
	}
	return 0
}

// setMeToo notes it in the person's own record.
func (p *Person) setMeToo(session string, set uint64) {
	p.MeToo = slices.DeleteFunc(p.MeToo, func(m MeToo) bool { return m.Session == session })
	if set != 0 {
		p.MeToo = append(p.MeToo, MeToo{session, set})
	}
	if len(p.MeToo) == 0 {
		p.MeToo = nil
	}
}

// proposed are the numbers of the person's points for a meeting.
func (p *Person) proposed(session string) (all []int) {
	for _, own := range p.Points {
		if own.Session == session {
			all = append(all, own.N)
		}
	}
	return all
}

// forgetPoint takes a point out of the person's own record.
func (p *Person) forgetPoint(session string, n int) {
	p.Points = slices.DeleteFunc(p.Points, func(own Proposed) bool { return own == Proposed{session, n} })
	if len(p.Points) == 0 {
		p.Points = nil
	}
}

// forgetPoints drops from the record what is about meetings whose points are gone.
func (t *turn) forgetPoints() {
	gone := func(session string) bool {
		s, known := t.announced(session)
		return !known || t.e.Now.Sub(s.Ends()) >= SeatsKept
	}
	if l := t.p.Leading; l != nil && gone(l.Session) {
		t.p.Leading = nil
	}
	for _, own := range slices.Clone(t.p.Points) {
		if gone(own.Session) {
			t.p.forgetPoint(own.Session, own.N)
		}
	}
	for _, m := range slices.Clone(t.p.MeToo) {
		if gone(m.Session) {
			t.p.setMeToo(m.Session, 0)
		}
	}
}

// dropPoints takes back, of somebody who erases themselves, what is not on an agenda, and
// each "me too". What is on an agenda has been without an author from the beginning.
func (t *turn) dropPoints() {
	if t.w.Board == nil {
		return
	}
	for _, s := range t.w.Board.Sessions {
		set, own := t.p.meToo(s.ID), t.p.proposed(s.ID)
		if set == 0 && len(own) == 0 {
			continue
		}
		a := t.agenda(s)
		for _, n := range own {
			a.withdraw(n)
		}
		if set != 0 && len(a.Points) > 0 {
			a.remark(set, 0)
		}
		if len(a.Points) > 0 {
			t.keepAgenda(s, a)
		}
	}
}

// withdraw takes back a point that is on no agenda, words and all.
func (a *Agenda) withdraw(n int) bool {
	p := a.point(n)
	if p == nil || p.State != PointWaits && p.State != PointReleased {
		return false
	}
	*p = AgendaPoint{N: n, State: PointWithdrawn, From: p.From, At: p.At}
	return true
}

// pointPeople is how many say "me too" to a point, as far as it may be shown.
func (t *turn) pointPeople(s Session, a *Agenda, n int) Shown {
	return tally.AtLeast(fewest, t.people(group(countPoints, s.ID, strconv.Itoa(n)), a.people(n)))
}

// pointPrefix begins the place of a text of an agenda: see passageAt.
const pointPrefix = "g/"

// passage is a point as a text that others read.
func (p AgendaPoint) passage(s Session) passage {
	return passage{at: pointPrefix + s.ID + "/" + strconv.Itoa(p.N), what: "translate.what.point", from: p.Lang, words: p.Shown, others: p.Others, due: s.Start, most: mostPoint * 4 / 3}
}

// answered is the answer to a point as a text; without words if there is none yet.
func (p AgendaPoint) answered(s Session) passage {
	w := passage{at: pointPrefix + s.ID + "/" + strconv.Itoa(p.N) + "/a", what: "translate.what.point_answer", due: s.Start, most: mostPoint * 4 / 3}
	if p.Answer != nil && p.Answer.State == PointPublished {
		w.from, w.words, w.others = p.Answer.Lang, p.Answer.Shown, p.Answer.Others
	}
	return w
}

// passages are the texts of an agenda that people read.
func (a *Agenda) passages(s Session) (all []passage) {
	for _, p := range a.published() {
		all = append(all, p.passage(s))
		if w := p.answered(s); w.words != "" {
			all = append(all, w)
		}
	}
	return all
}

// setOthers replaces the translations of one of them.
func (a *Agenda) setOthers(at string, all []Translation) {
	_, rest, _ := strings.Cut(strings.TrimPrefix(at, pointPrefix), "/")
	number, part, _ := strings.Cut(rest, "/")
	n, _ := strconv.Atoi(number)
	p := a.point(n)
	switch {
	case p == nil:
	case part == "a" && p.Answer != nil:
		answer := *p.Answer
		answer.Others = all
		p.Answer = &answer
	default:
		p.Others = all
	}
}

// agendaPassages are the texts of all agendas that translators may have.
func (t *turn) agendaPassages() (all []passage) {
	for _, s := range t.w.Board.Sessions {
		if s.Points && !s.Cancelled {
			a := t.agenda(s)
			all = append(all, a.passages(s)...)
		}
	}
	return all
}

// keepPointTranslation stores a translation with its point.
func (t *turn) keepPointTranslation(w passage, o Translation) {
	id, _, _ := strings.Cut(strings.TrimPrefix(w.at, pointPrefix), "/")
	if s, ok := t.announced(id); ok {
		a := t.agenda(s)
		a.setOthers(w.at, w.with(o))
		t.keepAgenda(s, a)
	}
}
