package flows

import "time"

// The service clock: a sign of life within 7 days, an answer within 3 months. This
// file works out who is late; clock_mine.go is what the author can do then, and
// clock_desk.go who is reminded and what organisers see.

// How long before its time a case is near it.
const (
	acknowledgeSoon = 2 * 24 * time.Hour
	answerSoon      = 14 * 24 * time.Hour
)

// Lateness says where a case stands on the service clock.
type Lateness uint8

// From fine to worst.
const (
	InTime     Lateness = iota
	Soon                // near one of its times
	LateSign            // no sign of life in time
	LateAnswer          // no answer in time
)

// late says how late whoever works on a case is at now.
func (c *Concern) late(now time.Time) Lateness {
	if !c.open() {
		return InTime
	}
	waited := now.Sub(time.Unix(c.since(), 0))
	seen, answer := c.Acked != 0, c.Answered == 0 && c.Sight == MayAnswer
	if c.Case == CaseReopened { // what was done before counts no more
		seen, answer = false, false
	}
	switch {
	case answer && waited > answerWithin:
		return LateAnswer
	case !seen && waited > acknowledgeWithin:
		return LateSign
	case !seen && waited > acknowledgeWithin-acknowledgeSoon, answer && waited > answerWithin-answerSoon:
		return Soon
	}
	return InTime
}

// since is when the clock began: at sending, or when its author opened it again.
func (c *Concern) since() int64 {
	if c.Case == CaseReopened && c.Again != 0 {
		return c.Again
	}
	return c.Sent
}

// overdue says whether the service clock has run out.
func (c *Concern) overdue(now time.Time) bool { return c.late(now) >= LateSign }

// Timed is what the service clock and the notices know of a case in a queue: no
// word of it.
type Timed struct {
	Queue CaseQueue
	Area  string
	Late  Lateness
	// Partner is the organisation that may have it, of what it is; "" if none.
	Partner  string
	Category Category
	// Langs are those of what a reviewer has to read; Tasks what translators have to do.
	Langs []Lang
	Tasks []Task

	Code  string // leads to the case: for the turn of whoever takes it, and shown to nobody
	Since int64  // unix seconds since when whoever takes it is to do something; 0: they are not
}

// Timed lists where a case waits, and how late it is there. What a reviewer has to
// look at is late after as many days as the first sign of life.
func (c *Concern) Timed(now time.Time) []Timed {
	var all []Timed
	for q, since := range c.Waits() {
		if q == QueueOfficers && c.opens() > now.Unix() { // no officer knows of it yet
			continue
		}
		late := c.late(now)
		switch q {
		case QueueTranslate:
			late = InTime
		case QueueReview:
			late = InTime
			switch waited := now.Sub(time.Unix(since, 0)); {
			case waited > acknowledgeWithin:
				late = LateSign
			case waited > acknowledgeWithin-acknowledgeSoon:
				late = Soon
			}
		}
		w := c.Waiting()
		all = append(all, Timed{Queue: q, Area: c.Area, Late: late, Partner: w.Partner, Category: w.Category, Langs: w.Langs, Tasks: w.Tasks,
			Code: c.Code, Since: c.owed(q, now)})
	}
	return all
}

// timed reads how late the cases of all queues are, or asks for it.
func (t *turn) timed() []Timed {
	if !t.w.HasTimed {
		t.out.Need.Timed = t.e.Now.Unix()
	}
	return t.w.Timed
}
