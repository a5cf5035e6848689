package flows

import "time"

// This file is about personal news that somebody else's turn decided: an answer
// to a case, a place that became free, a role that ended. In quiet hours it waits
// for their end. What answers the person's own turn never waits.

// Wait holds a message back until a moment. Of several of one name for one person
// a single one waits.
type Wait struct {
	Until time.Time
	Name  string // what it is about: see the names below
	// More are the buttons if another of the same name was waiting already: they
	// must be right for both.
	More [][]Button
}

// CallOff drops what waits for the turn's person under a name; "" for all of it.
// What vanishes later vanishes all the same.
type CallOff struct{ Name string }

func (CallOff) effect() {}

// waitCases names the one notice of all a person's cases.
const waitCases = "case"

func waitPlace(session string) string { return "place." + SeatsOf(session) }
func waitRole(r Role) string          { return "role." + string(r) }

// UntilQuietEnds is how something waits for the end of the quiet hours that now
// lies in; nil if it need not.
func UntilQuietEnds(p *Programme, now time.Time, name string) *Wait {
	if !p.Quiet(now) {
		return nil
	}
	_, ends := p.QuietSpan(now)
	return &Wait{Until: ends, Name: name}
}

// caseWait is for the news of a case. Who gets several in a night gets one
// notice, which opens the list of all they sent.
func (t *turn) caseWait() *Wait {
	w := UntilQuietEnds(t.w.Programme, t.e.Now, waitCases)
	if w != nil {
		w.More = column(link("thread.open", "my"))
	}
	return w
}

// placeWait is for a place that became free: it waits only if enough time is left
// in the morning to come, as much as the last reminder leaves. Else it goes out
// at once, without a sound.
func placeWait(p *Programme, s Session, now time.Time) (w *Wait, hush bool) {
	w = UntilQuietEnds(p, now, waitPlace(s.ID))
	if w != nil && time.Unix(s.Start, 0).Before(w.Until.Add(p.lastOffset())) {
		return nil, true
	}
	return w, false
}
