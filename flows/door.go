package flows

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
)

// This file is about checking in at a meeting: by the link on the page at its door, or by
// the code below it. It is optional, adds to the count of who came and to nothing else, and
// shows nobody who is there. door_desk.go is how the page is made.

// StepDoorCode asks for the code that hangs at a door.
const StepDoorCode Step = "session.door"

// doorMargin is how long before the start and after the end of a meeting people check in.
const doorMargin = 30 * time.Minute

// A code of another day is told from one that never was, in a window around the meeting.
const (
	doorEarly = 24 * time.Hour
	doorLate  = 48 * time.Hour
)

// doorTries is how many wrong codes somebody may type before they wait for doorPause.
const (
	doorTries = 5
	doorPause = time.Hour
	doorCode  = 6 // digits, which every keyboard has
)

// doorTarget is where the page's link leads.
const doorTarget = "door."

// Door is what the page at a meeting's door says now. What it said before is forgotten
// when it is made anew, and so does not work any more.
type Door struct {
	Code  string `cbor:"192,keyasint"` // six digits
	Token string `cbor:"193,keyasint"` // of the link; nobody can guess it
	Until int64  `cbor:"194,keyasint"` // unix seconds at which it is forgotten
}

// newDoor is a page for a meeting, made of a turn's seed.
func newDoor(s Session, seed [16]byte) Door {
	random := sha256.Sum256(append([]byte("door"), seed[:]...))
	return Door{
		Code:  fmt.Sprintf("%06d", binary.BigEndian.Uint64(random[:8])%1_000_000),
		Token: strings.ToLower(base32.StdEncoding.EncodeToString(random[8:]))[:12],
		Until: s.Ends().Add(SeatsKept).Unix(),
	}
}

// shown is the code as it is read best.
func (d Door) shown() Code { return Code(d.Code[:3] + " " + d.Code[3:]) }

// CheckIn notes that the person is at a meeting, CheckOut that they are not counted there
// any more.
type (
	CheckIn  struct{ Session string }
	CheckOut struct{ Session string }
)

func (CheckIn) effect()  {}
func (CheckOut) effect() {}

func doorConversation() conversation {
	return conversation{
		name:    "checking in at a meeting",
		screens: map[Step]screen{StepDoorCode: {ask: askDoorCode, hear: hearDoorCode, back: to(StepSessionCard), misfit: "door.misfit"}},
		doors:   []door{{word: "door", deep: "d", by: byButton, open: (*turn).openDoorLink, members: atOnce, guests: true, under13: true}},
		first:   (*turn).typesDoorCode,
		keeps:   kept{lines: (*turn).cameKept, export: (*turn).exportCame, erase: (*turn).checkOut},
	}
}

// DoorOpens and DoorCloses are between which moments people check in.
func (s Session) DoorOpens() time.Time  { return time.Unix(s.Start, 0).Add(-doorMargin) }
func (s Session) DoorCloses() time.Time { return s.Ends().Add(doorMargin) }

func (t *turn) doorOpen(s Session) bool {
	return !s.Cancelled && s.Closed == 0 && !t.e.Now.Before(s.DoorOpens()) && t.e.Now.Before(s.DoorCloses())
}

// mayCheckIn says whether a card offers to type the code: somebody has hung the page, and
// the person is not counted yet.
func (t *turn) mayCheckIn(s Session) bool {
	return t.doorOpen(s) && !slices.Contains(t.p.Came, s.ID) && t.doorOf(s.ID) != nil
}

// doorOf reads a meeting's page, or asks for it; nil while unknown, and if there is none.
func (t *turn) doorOf(session string) *Door { return find(t, Record[Door]{session}) }

// openDoorLink checks in whoever scanned the page. A link that was renewed, or never was
// one, says so without telling which.
func (t *turn) openDoorLink(id string) {
	t.fresh = true
	at := strings.LastIndex(id, "-")
	if at < 0 {
		t.refuseDoor("door.unknown", Session{})
		return
	}
	s, known := t.announced(id[:at])
	if d := t.doorOf(id[:at]); !known || d == nil || d.Token != id[at+1:] {
		t.refuseDoor("door.unknown", Session{})
		return
	}
	t.enter(s)
}

// enter checks somebody in who knows a meeting's code, or says why not.
func (t *turn) enter(s Session) {
	t.p.Tries, t.p.TriedAt, s = 0, 0, t.asRead(s)
	if why := t.doorRefusal(s); why != "" {
		t.refuseDoor(why, s)
		return
	}
	t.do(CheckIn{Session: s.ID})
	t.p.Came, t.p.Topic = append(t.p.Came, s.ID), ""
	t.endWith(Say{Lines: []Line{{Key: "door.done", Args: Args{"title": s.called()}}, as(PartFine, "door.done_lock", nil)}, Rows: column(toMenu())})
}

// doorRefusal is why somebody with the right code is not counted; "" if they are. Young
// people's meetings are as good as none for adults, as everywhere.
func (t *turn) doorRefusal(s Session) string {
	young := t.p.Age == AgeTeen
	switch {
	case t.p.Age == AgeChild:
		return "door.child"
	case len(s.Roles) > 0 && !t.byRole(s), s.Youth && !(young && t.w.Programme.Minors.Sessions):
		return "door.unknown"
	case young && !s.OpenToYoung(t.w.Programme):
		return "session.adults"
	case len(s.Roles) == 0 && t.me().has(RoleOfficer, ""):
		return "door.officer"
	case s.Cancelled:
		return "door.cancelled"
	case t.e.Now.Before(s.DoorOpens()):
		return "door.early"
	case !t.e.Now.Before(s.DoorCloses()), s.Closed != 0:
		return "door.late"
	case slices.Contains(t.p.Came, s.ID):
		return "door.already"
	}
	return ""
}

// refuseDoor says why, above what the person sees next.
func (t *turn) refuseDoor(why string, s Session) {
	args := Args(nil)
	if why == "door.early" {
		args = Args{"when": Moment(s.DoorOpens().In(t.w.Programme.Zone))}
	}
	t.p.Topic = ""
	t.note(why, args)
	t.home()
}

func askDoorCode(t *turn) Say {
	if s, ok := t.topicSession(); !ok || !t.doorOpen(s) || t.closedCard(s, ok) != "" && !t.over(s) {
		return Say{Lines: line("door.unknown", nil), Rows: column(back())}
	}
	return Say{Lines: []Line{{Key: "door.type"}, as(PartFine, "door.type_lock", nil)}, Rows: column(back())}
}

func hearDoorCode(t *turn) bool {
	digits, ok := t.doorDigits()
	if !ok {
		return false
	}
	t.tryDoorCode(digits)
	return true
}

// doorDigits are the digits of a text that can be a code: in any script, and however they
// are set apart.
func (t *turn) doorDigits() (digits string, ok bool) {
	text := t.written()
	if len(text) > 4*longestLabel {
		return "", false
	}
	for _, r := range plainText(text) {
		switch {
		case r >= '0' && r <= '9':
			digits += string(r)
		case r != ' ' && r != '-':
			return "", false
		}
	}
	return digits, len(digits) == doorCode
}

// typesDoorCode takes a code that is typed where nothing is asked, while a door is open.
func (t *turn) typesDoorCode() bool {
	if t.e.Kind != Words || !t.p.Registered() || t.p.Age == AgeChild {
		return false
	}
	switch t.p.Step {
	case StepMenu, StepSessions, StepSessionFirst, StepSessionCard, StepSessionNext:
	default:
		return false
	}
	digits, ok := t.doorDigits()
	if !ok || t.w.Board == nil || !slices.ContainsFunc(t.w.Board.Sessions, t.doorOpen) {
		return false
	}
	t.tryDoorCode(digits)
	return true
}

// tryDoorCode looks for the meeting whose code was typed. Whoever guesses has few tries.
func (t *turn) tryDoorCode(digits string) {
	t.fresh = true
	now := t.e.Now.Unix()
	if t.p.TriedAt+int64(doorPause/time.Second) <= now || t.p.TriedAt > now {
		t.p.Tries = 0
	}
	if t.p.Tries >= doorTries {
		t.refuseDoor("door.tries", Session{})
		return
	}
	var meant []Session
	for _, s := range t.w.Board.Sessions {
		if t.e.Now.Before(s.DoorOpens().Add(-doorEarly)) || !t.e.Now.Before(s.DoorCloses().Add(doorLate)) {
			continue
		}
		if d := t.doorOf(s.ID); d != nil && d.Code == digits {
			meant = append(meant, s)
		}
	}
	for _, s := range meant { // two meetings with one code: the one whose door is open
		if t.doorOpen(s) {
			t.enter(s)
			return
		}
	}
	if len(meant) > 0 && t.doorRefusal(meant[0]) != "door.unknown" {
		t.enter(meant[0])
		return
	}
	t.p.Tries, t.p.TriedAt = t.p.Tries+1, now
	t.refuseDoor("door.unknown", Session{})
}

// cameKept says where the person has checked in.
func (t *turn) cameKept() []Line {
	var names Titles
	for _, id := range t.p.Came {
		if s, ok := t.announced(id); ok {
			names = append(names, s.called())
		}
	}
	if names == nil {
		return nil
	}
	return line("door.kept", Args{"titles": names})
}

func (t *turn) exportCame(e *Export) {
	for _, id := range t.p.Came {
		one := ExportSession{ID: id, Standing: "checked_in"}
		if s, ok := t.announced(id); ok {
			one.Title, one.Starts = s.exported(t.p.Lang), t.stamp(s.Start)
		}
		e.CheckedIn = append(e.CheckedIn, one)
	}
}

// checkOut takes somebody who erases themselves out of every count.
func (t *turn) checkOut() {
	for _, id := range t.p.Came {
		t.do(CheckOut{Session: id})
	}
}
