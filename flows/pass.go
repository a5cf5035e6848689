package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// This file is about a link into a meeting by invitation, and what it leads to;
// pass_make.go is how an organiser makes one.

// StepPass shows an invitation to a meeting before it is accepted. Topic is the pass.
const StepPass Step = "pass"

// Pass is a link into a meeting that stands in no list. Whoever has it may take a place,
// as often as the organiser said. Its label says whom it is for; it is shown before the
// place is taken. No person's record holds it: only which pass their place came by, as
// long as they have the place.
type Pass struct {
	Session string `cbor:"1,keyasint"`
	Label   string `cbor:"2,keyasint,omitempty"` // a school, a parish, an association; "": none
	Most    int    `cbor:"3,keyasint"`           // places and places in line that it gives
	Held    int    `cbor:"4,keyasint,omitempty"` // those that people have now
	Until   int64  `cbor:"5,keyasint"`           // unix seconds at which it is forgotten
}

// Invited is a place, or a place in line, that somebody has by a pass.
type Invited struct {
	Session string `cbor:"1,keyasint"`
	Pass    string `cbor:"2,keyasint"`
}

// passID is the id under which a pass is kept: the link's token cannot be made of it.
func passID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:16])
}

// passTarget is where a link leads that somebody opens before anything is known of them.
const passTarget = "pass."

func passConversation() conversation {
	return conversation{
		name:    "an invitation to a meeting",
		screens: map[Step]screen{StepPass: {ask: askPass, hear: hearPass}},
		doors:   []door{{word: "pass", deep: "v", by: byButton, open: (*turn).openPass, members: atOnce, guests: true}},
		keeps:   kept{lines: (*turn).passesKept},
	}
}

// guest says whether somebody has a place by invitation and is no resident: they gave
// their language and age group only, and whatever else they open asks for the
// neighbourhood first.
func (p *Person) guest() bool { return p.Area == "" && len(p.Invited) > 0 }

// resident says whether the first conversation is over, to its end.
func (p *Person) resident() bool { return p.Registered() && !p.guest() }

// forGuests are the screens that whoever comes by invitation, or by role, has without
// being a resident.
func forGuests(s Step) bool {
	switch s {
	case StepPass, StepSessions, StepSessionFirst, StepSessionCard, StepSessionWho, StepSessionKids, StepSessionFull, StepSessionLeave, StepSessionNext, StepDoorCode, StepAgenda, StepPropose, StepProposeCheck, StepData, StepDataErase:
		return true
	}
	return false
}

// comesAsGuest says whether a screen may be shown although the neighbourhood is not known.
func (t *turn) comesAsGuest(s Step) bool {
	switch {
	case !forGuests(s):
		return false
	case s == StepData: // a profile, of whoever is no member alone
		return t.p.guest()
	case s == StepSessions, s == StepSessionFirst:
		return t.me() != nil
	case s == StepPass:
		return t.me() != nil || t.p.Agreed != 0 && t.p.Age != AgeUnasked
	}
	return t.p.guest() || t.me() != nil
}

// pass reads a pass, or asks for it; nil while unknown, and once it is closed.
func (t *turn) pass(id string) *Pass { return find(t, Record[Pass]{id}) }

// passSession is the meeting that a pass leads to.
func (t *turn) passSession(id string, p *Pass) (Session, bool) {
	if p == nil {
		return Session{}, false
	}
	s, ok := t.announced(p.Session)
	return s, ok && s.Invited && slices.Contains(s.Passes, id)
}

// passRefusal is why an invitation does not lead to a place, "" if it does. Young people's
// meetings are as good as none for adults, as everywhere.
func (t *turn) passRefusal(id string) string {
	p := t.pass(id)
	s, ok := t.passSession(id, p)
	young := t.p.Age == AgeTeen
	switch {
	case !ok || t.p.Age == AgeChild || s.Youth && !young:
		return "pass.void"
	case young && !s.OpenToYoung(t.w.Programme):
		return "session.adults"
	case young && s.Both && p.Label != "" && !slices.Contains(s.Yes.Labels, id): // a name that no lead has read
		return "both.link_waits"
	case s.Cancelled, t.over(s), t.begun(s), t.takesNobody(s):
		return "pass.late"
	case p.Held >= p.Most:
		return "pass.used"
	}
	return ""
}

// openPass shows the invitation, or the card to whoever has a place already. A link that
// never was one, was closed or is used up says so politely.
func (t *turn) openPass(token string) {
	t.fresh = true
	id := passID(token)
	if s, ok := t.passSession(id, t.pass(id)); ok && t.seats(s.ID).Mine != Outside {
		t.openSession(s.ID)
		return
	}
	if why := t.passRefusal(id); why != "" {
		t.note(why, nil)
		t.home()
		return
	}
	t.p.Topic = id
	t.show(StepPass)
}

func askPass(t *turn) Say {
	p := t.pass(t.p.Topic)
	if why := t.passRefusal(t.p.Topic); why != "" {
		return Say{Lines: line(why, nil), Rows: column(toMenu())}
	}
	s, _ := t.passSession(t.p.Topic, p)
	lines := line("pass.offer", Args{"title": Name(s.title())})
	if p.Label != "" {
		lines = append(lines, Line{Key: "pass.label", Args: Args{"label": p.name()}}, as(PartFine, "pass.lock", Args{"number": fewest}))
	}
	lines = append(lines, t.planLines(s, t.p.Lang)[1:]...)
	join := act("session.button.join", "join")
	if seats := t.seats(s.ID); t.passFree(s, t.p.Topic) == 0 && seats.Until == 0 {
		join = act("session.button.wait", "join")
	}
	return Say{Lines: append(lines, t.sessionPlaces(s)), Rows: column(join, act("pass.no", "no"))}
}

// passFree is how many places there are for somebody who comes by a pass.
func (t *turn) passFree(s Session, id string) int {
	c := t.myClaim(s)
	for _, r := range s.Reserved {
		if r.Pass == id {
			c.For = r.ID
		}
	}
	return s.free(t.seats(s.ID), c)
}

// name is a label to be shown, whatever is written in it.
func (p *Pass) name() Name { return Name{English: p.Label} }

func hearPass(t *turn) bool {
	switch {
	case t.pressed("join"):
		t.usePass(t.p.Topic)
	case t.pressed("no"):
		t.p.Topic = ""
		t.note("pass.declined", nil)
		t.home()
	default:
		return false
	}
	return true
}

// usePass takes a place by a pass, or a place in line if there is none left.
func (t *turn) usePass(id string) {
	if t.passRefusal(id) != "" {
		t.show(StepPass) // which says why
		return
	}
	p := t.pass(id)
	s, _ := t.passSession(id, p)
	t.p.Topic, t.p.Chat = s.ID, t.e.Chat
	if t.seats(s.ID).Mine == Outside {
		used := *p
		used.Held++
		t.keepPass(id, used)
		t.p.Invited = append(t.p.Invited, Invited{Session: s.ID, Pass: id})
	}
	if t.room(s) == 0 {
		t.waitForSession(s)
		return
	}
	t.joinSession(s)
}

// keepPass stores a pass, and lets this turn see it so.
func (t *turn) keepPass(id string, p Pass) {
	t.do(Put[Pass]{ID: id, Record: p})
	suppose(t, Record[Pass]{id}, &p)
}

// leavePass gives back to a pass the place that somebody had by it.
func (t *turn) leavePass(session string) {
	i := slices.IndexFunc(t.p.Invited, func(v Invited) bool { return SameSeats(v.Session, session) })
	if i < 0 {
		return
	}
	id := t.p.Invited[i].Pass
	if p := t.pass(id); p != nil && p.Held > 0 {
		free := *p
		free.Held--
		t.keepPass(id, free)
	}
	t.p.ForgetInvited(session)
}

// ForgetInvited forgets by which pass somebody came to a meeting.
func (p *Person) ForgetInvited(session string) {
	if p.Invited = slices.DeleteFunc(p.Invited, func(v Invited) bool { return SameSeats(v.Session, session) }); len(p.Invited) == 0 {
		p.Invited = nil
	}
}

// labels are those of the passes by which somebody has places.
func (t *turn) labels() (names Names) {
	for _, v := range t.p.Invited {
		if p := t.pass(v.Pass); p != nil && p.Label != "" {
			names = append(names, Text(p.name()))
		}
	}
	return names
}

func (t *turn) passesKept() []Line {
	if names := t.labels(); len(names) > 0 {
		return line("pass.kept", Args{"labels": names})
	}
	return nil
}
