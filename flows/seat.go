package flows

import (
	"maps"
	"time"
)

// This file is about how many places somebody takes in a session, and who may have those
// that are kept for some: with them, and with all that wait, go the seats and their version.

// Claim is what somebody has or waits for in a session, beside who they are.
type Claim struct {
	With int    // children under 13 who come with them: a number, and nothing about any child
	For  string // the reservation that they belong to; "": none
	Band uint8  // the age band, where adults and the young meet: see Session.band
}

// places is how many places it takes.
func (c Claim) places() int { return 1 + c.With }

// Waiter is somebody who waits and to whom nothing is offered.
type Waiter struct {
	Who ID
	Claim
}

// Claims says whether places of a session differ, so that who is next depends on more than
// the order of the line.
func (s Session) Claims() bool { return s.Children || len(s.Reserved) > 0 || s.Both }

// free is how many places somebody with a claim can have, beside those that they have: all
// that are free, but for those that are kept for others.
func (s Session) free(seats Seats, c Claim) int {
	left := seats.Free(s.Capacity)
	if s.young(c) {
		left = min(left, s.youngRoom(seats))
	}
	if seats.Opened {
		return left
	}
	room := seats.Free(s.Capacity)
	for _, r := range s.Reserved {
		if r.ID != c.For {
			room -= max(0, r.Places-seats.Held[r.ID])
		}
	}
	return max(0, min(left, room))
}

// myClaim is what the person has or waits for, or what they would take.
func (t *turn) myClaim(s Session) Claim {
	if seats := t.seats(s.ID); seats.Mine != Outside {
		return seats.Claim
	}
	return Claim{For: t.reservation(s), Band: s.band(t.p)}
}

// room is how many places the person can have.
func (t *turn) room(s Session) int { return s.free(t.seats(s.ID), t.myClaim(s)) }

// takes is the seats after somebody got, or is offered, what they claim.
func (s Seats) takes(c Claim, by int) Seats {
	s.Held = maps.Clone(s.Held)
	if s.Held == nil {
		s.Held = map[string]int{}
	}
	s.Held[c.For] += by * c.places()
	s.Bands[c.Band%3] += by
	return s
}

// upNext are those of a line to whom free places are offered now, in order: whoever needs
// more places than there are for them is passed over until there are enough.
func (s Session) upNext(seats Seats, line []Waiter) (next []Waiter) {
	for _, w := range line {
		if seats.Free(s.Capacity) == 0 || len(next) == GuestsAtOnce {
			break
		}
		if s.free(seats, w.Claim) < w.places() {
			continue
		}
		next = append(next, w)
		seats = seats.takes(w.Claim, 1)
		seats.Offered++
		seats.OfferedWith += w.With
	}
	return next
}

// AfterLapse is to whom the place of somebody is offered who let it go by, or who leaves.
func (s Session) AfterLapse(seats Seats) []Waiter {
	if s.Claims() {
		return s.upNext(seats.without(nil), seats.Behind)
	}
	if seats.Next == nil {
		return nil
	}
	return []Waiter{{Who: *seats.Next}}
}

// AtOpening is to whom places are offered when those that were kept are everybody's.
func (s Session) AtOpening(seats Seats) []Waiter {
	seats.Opened = true
	return s.upNext(seats, seats.Line)
}

// Opens is when the places that are kept for some are everybody's; zero if none are.
func (s Session) Opens() time.Time {
	if len(s.Reserved) == 0 {
		return time.Time{}
	}
	return time.Unix(s.Start, 0).AddDate(0, 0, -s.OpenDays)
}
