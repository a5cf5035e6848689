package flows

// Join gives the person a place in a session, at its end.
type Join struct {
	Session string
	Also    []string // the other evenings of the circle that the place is for
	Claim
}

// Queue puts the person at the end of a session's waitlist.
type Queue struct {
	Session string
	Claim
}

// Bring changes what somebody claims in a session that they are in or wait for.
type Bring struct {
	Session string
	Claim
}

// Leave takes the person out of a session or its waitlist. Offer, if not nil, keeps the
// free place for somebody who waits.
type Leave struct {
	Session string
	Also    []string // the other evenings of the circle that the place was for
	Offer   *Offer
}

// FileConcern stores a new concern and counts it.
type FileConcern struct {
	Concern Concern
	Counts  []Count
}

// UpdateConcern stores a changed concern.
type UpdateConcern struct {
	Concern Concern
	Counts  []Count // negative when it is taken back in time
}

// Count adds By to one aggregate: a period such as w2026-47, m2026-11 or
// q2026-4, and a field such as korabel|street|n.
type Count struct {
	Period, Field string
	By            int
}

// PutAnswers stores the person's record of an open wave; DropAnswers deletes it.
type PutAnswers struct {
	Wave    string
	Answers Answers
}

// DropAnswers takes a person's answers of an open wave back.
type DropAnswers struct{ Wave string }

// Erase deletes every trace of the person, their concerns included, but the message that
// says so. The seats they held are freed by Leave effects beside it. What they did with a role
// stays in the log, under As, which leads to nobody.
type Erase struct{ As ID }

// Enrol adds the person to the audience of announcements and reminders.
type Enrol struct{}

func (Join) effect()          {}
func (Queue) effect()         {}
func (Leave) effect()         {}
func (Bring) effect()         {}
func (FileConcern) effect()   {}
func (UpdateConcern) effect() {}
func (PutAnswers) effect()    {}
func (DropAnswers) effect()   {}
func (Erase) effect()         {}
func (Enrol) effect()         {}
