package flows

import (
	"time"
)

// This file is about a free place while people wait: it is offered to the first of them
// and kept for a time. Whoever lets that go by is passed over for this place, which goes
// on down the line, and keeps waiting. A place that nobody in the line took is free for
// anybody.

// Offer keeps a free place for somebody who waits, until a moment (unix seconds). Until the
// calendar takes it back (see the job), they can take it, however late it is: the place is
// nobody else's.
type Offer struct {
	Who   ID
	Until int64
}

// Offers keeps several places of a session at once.
type Offers struct {
	Session string
	All     []Offer
}

func (Offers) effect() {}

// How long a place is kept: a quarter of the time that is left before the meeting, so that
// the line is asked in good time.
const (
	offerMost  = 24 * time.Hour
	offerLeast = 30 * time.Minute
	offerShare = 4
	// afterDowntime is how long whoever could not answer while the bot was away can do so.
	afterDowntime = 2 * time.Hour
	// aDowntime is how long nothing may have been swept for that to count as being away.
	aDowntime = 10 * time.Minute
)

// offerEnds is until when a place is kept whose message goes out at a moment.
func offerEnds(p *Programme, s Session, from time.Time) time.Time {
	left := time.Unix(s.Start, 0).Sub(from)
	return keptFor(p, s, from, min(max(left/offerShare, offerLeast), offerMost))
}

// keptFor is the end of some time in which people can answer: a night at its end does not
// count, and it never lasts beyond the start.
func keptFor(p *Programme, s Session, from time.Time, most time.Duration) time.Time {
	ends := from.Add(most)
	if p.Quiet(ends) {
		begins, morning := p.QuietSpan(ends)
		if begins.Before(from) {
			begins = from
		}
		ends = morning.Add(ends.Sub(begins))
	}
	if start := time.Unix(s.Start, 0); ends.After(start) {
		return start
	}
	return ends
}

// OfferAfter is until when a place is kept for somebody after a downtime that lasted since
// the calendar was last swept; ok is false if there is no reason to change it. It is done
// once for an offer.
func OfferAfter(p *Programme, s Session, until int64, swept, now time.Time) (next int64, ok bool) {
	if now.Sub(swept) < aDowntime || until <= swept.Unix() {
		return until, false
	}
	from := now
	if wait := UntilQuietEnds(p, now, ""); wait != nil {
		from = wait.Until
	}
	next = keptFor(p, s, from, afterDowntime).Unix()
	return max(next, until), next > until
}

// OfferPlace is what somebody who waits is told of a free place, and until when it is kept.
// Whoever paused messages is not told, so it is kept for no time at all: they are passed
// over, but find the place if nobody takes it. say is nil then.
func OfferPlace(w World, p *Person, who ID, s Session, now time.Time) (say *Say, o Offer) {
	if p.Paused || p.Chat == 0 {
		return nil, Offer{Who: who, Until: now.Unix()}
	}
	wait, hush := placeWait(w.Programme, s, now)
	from := now
	if wait != nil {
		from = wait.Until
	}
	o = Offer{Who: who, Until: offerEnds(w.Programme, s, from).Unix()}
	return o.say(w.Programme, p, s, wait, hush), o
}

// OfferAgain tells somebody that a place is kept for longer, because the bot was away; nil
// if they paused messages.
func OfferAgain(w World, p *Person, o Offer, s Session, now time.Time) *Say {
	if p.Paused || p.Chat == 0 {
		return nil
	}
	wait, hush := placeWait(w.Programme, s, now)
	return o.say(w.Programme, p, s, wait, hush)
}

// say is the message of an offer.
func (o Offer) say(program *Programme, p *Person, s Session, wait *Wait, hush bool) *Say {
	who, z, until := o.Who, program.Zone, time.Unix(o.Until, 0)
	s = s.readBy(p)
	return &Say{
		To: &who, Lang: p.Lang, Chat: p.Chat, Fresh: true, Wait: wait, Hush: hush, Lapses: o.Until,
		Lines: s.pushed(Line{Key: "session.offered", Args: Args{"title": s.called(), "when": Moment(s.StartsAt(z)), "place": Name(s.Place)}},
			Line{Key: "session.offer_until", Args: Args{"until": Moment(until.In(z))}}),
		Rows: column(link("session.button.take", "take."+s.ID), link("session.button.leave_line", "cant."+s.ID), link("session.button.open", sessionButtonPrefix+s.ID)),
	}
}

// keepFor keeps a place for one of those who wait and tells them; nil if nobody does or the
// person is gone.
func (t *turn) keepFor(s Session, to *ID) *Offer {
	if to == nil {
		return nil
	}
	p := t.person(*to)
	if p == nil {
		return nil
	}
	if whole, ok := t.w.Board.session(s.ID); ok && s.Both { // the turn's person may read it in other words
		s = whole
	}
	say, o := OfferPlace(t.w, p, *to, s, t.e.Now)
	if say != nil {
		t.out.Says = append(t.out.Says, *say)
	}
	return &o
}

// passPlace offers what the person had to whoever is next: their own place to the first of
// the line, a place that was kept for them to the next behind them.
// Where places differ, several may be next, or somebody further back.
func (t *turn) passPlace(s Session, seats Seats) []Offer {
	switch {
	case seats.Mine == Inside && s.Claims():
		return t.keepForAll(s, s.upNext(seats.without(nil), seats.Line))
	case seats.Mine == Inside && seats.First != nil:
		return t.keepForAll(s, []Waiter{{Who: *seats.First}})
	case seats.Until != 0:
		return t.keepForAll(s, s.AfterLapse(seats))
	}
	return nil
}

// keepForAll keeps a place for each of those who are next.
func (t *turn) keepForAll(s Session, next []Waiter) (all []Offer) {
	if t.takesNobody(s) {
		return nil
	}
	for _, w := range next {
		if o := t.keepFor(s, &w.Who); o != nil {
			all = append(all, *o)
		}
	}
	return all
}

// leaves takes the person out of a session and passes on what they had.
func (t *turn) leaves(session string, to []Offer) {
	left := Leave{Session: session}
	for _, id := range t.p.Sessions {
		if id != session && SameSeats(id, session) {
			left.Also = append(left.Also, id)
		}
	}
	if len(to) > 0 {
		left.Offer = &to[0]
	}
	t.do(left)
	if len(to) > 1 {
		t.do(Offers{Session: session, All: to[1:]})
	}
}

// Free is how many places anybody can take.
func (s Seats) Free(capacity int) int { return max(0, capacity-s.held()) }

// held is how many places are somebody's or kept for somebody.
func (s Seats) held() int { return s.In + s.With + s.Offered + s.OfferedWith }

// mayTake says whether somebody who waits can have a place now.
func (t *turn) mayTake(s Session) bool {
	seats := t.seats(s.ID)
	return seats.Mine == InLine && seats.In < s.Capacity && !t.shutOut(s) && !t.takesNobody(s) && (seats.Until != 0 || t.room(s) >= seats.Claim.places())
}

// openTake takes the place that was kept for somebody, or says that it is not any more.
func (t *turn) openTake(id string) {
	t.p.Topic = id
	s, known := t.topicSession()
	if t.closedCard(s, known) != "" || t.begun(s) {
		t.show(StepSessionCard)
		return
	}
	switch seats := t.seats(id); {
	case t.mayTake(s):
		t.takePlace(s, seats.Claim.With)
	case seats.Mine == Inside:
		t.note("session.already.inside", nil)
		t.show(StepSessionCard)
	case seats.Mine == InLine:
		t.note("session.offer_over", nil)
		t.show(StepSessionCard)
	default:
		t.note("session.not_in", nil)
		t.show(StepSessionCard)
	}
}
