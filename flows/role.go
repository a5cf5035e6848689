package flows

import "slices"

// Role is what somebody beside the residents does in a programme. Nobody has a
// role but by an invitation; every role is for neighbourhoods, or for all.
type Role string

// The roles. Which of them nobody may have together: see mixes.
const (
	RoleOrganiser   Role = "organiser"
	RoleOfficer     Role = "officer"
	RoleReviewer    Role = "reviewer"
	RoleIndependent Role = "independent-contact"
	RoleLead        Role = "safeguarding-lead"
	RoleFacilitator Role = "facilitator"
	RoleTranslator  Role = "translator"
	RolePartner     Role = "partner"
)

// Roles lists every role, in the order in which they are offered.
func Roles() []Role {
	return []Role{RoleOrganiser, RoleOfficer, RoleReviewer, RoleIndependent, RoleLead, RoleFacilitator, RoleTranslator, RolePartner}
}

// Member is somebody with roles. It is part of the board, so that a role that
// is taken away is gone in the very next turn, whatever its holder is doing.
type Member struct {
	Who    ID      `cbor:"1,keyasint"`
	Chat   int64   `cbor:"2,keyasint"`
	Lang   Lang    `cbor:"3,keyasint"`
	Name   string  `cbor:"4,keyasint,omitempty"` // what others with a role call them
	Grants []Grant `cbor:"5,keyasint"`

	Away *Absence `cbor:"6,keyasint,omitempty"` // never changed, only replaced

	Reads  []Lang `cbor:"80,keyasint,omitempty"`  // languages in which a reviewer checks texts; never changed, only replaced
	Writes []Lang `cbor:"150,keyasint,omitempty"` // languages between which a translator translates; never changed, only replaced
	Number uint32 `cbor:"90,keyasint,omitempty"`  // theirs alone on this board: what they are shown by without a name
	Asked  bool   `cbor:"91,keyasint,omitempty"`  // they were asked for a name and gave none
}

// Grant is one role of a member.
type Grant struct {
	Role  Role     `cbor:"1,keyasint"`
	Areas []string `cbor:"2,keyasint,omitempty"` // empty: all
	Since int64    `cbor:"3,keyasint"`           // unix seconds

	Topics []Category `cbor:"4,keyasint,omitempty"` // of a partner: what may be handed on to it; see takes
	Body   string     `cbor:"5,keyasint,omitempty"` // of a partner: the organisation, a service's id or its name

	Duties []Duty `cbor:"150,keyasint,omitempty"` // what an organiser entrusted to them beside; never changed, only replaced
}

// Duty is something that is ticked for somebody who has a role.
type Duty string

// DutyCases is a translator's: what is said in cases, and not only what is for everybody.
const DutyCases Duty = "cases"

// Invitation gives a role to whoever opens its link first, until it expires.
type Invitation struct {
	Role    Role     `cbor:"1,keyasint"`
	Areas   []string `cbor:"2,keyasint,omitempty"`
	Name    string   `cbor:"3,keyasint,omitempty"` // of the person; they are asked if it is empty
	Expires int64    `cbor:"4,keyasint"`           // unix seconds, domain time

	Topics []Category `cbor:"11,keyasint,omitempty"` // a partner's
	Body   string     `cbor:"90,keyasint,omitempty"` // a partner's organisation; before there was this, Name

	By   ID    `cbor:"91,keyasint"`           // the organiser who made it; zero: whoever runs the bot
	Made int64 `cbor:"92,keyasint,omitempty"` // unix seconds
}

// AuditEntry says that a role was used: who, what, when. Never what anybody
// wrote.
type AuditEntry struct {
	Who  ID     `cbor:"1,keyasint"`
	What string `cbor:"2,keyasint"`           // a message key below "audit.", without it
	On   string `cbor:"3,keyasint,omitempty"` // a session, a case, a role
	At   int64  `cbor:"4,keyasint"`
	Name string `cbor:"90,keyasint,omitempty"` // what they were called then: the role may have ended since
}

// PutBoard replaces the board, if it is still the one that the turn read.
type PutBoard struct{ Board Board }

// Invite stores an invitation under its token; Redeem uses one up.
type Invite struct {
	Token      string
	Invitation Invitation
}

// Redeem uses an invitation up: a second turn with the same token fails.
type Redeem struct{ Token string }

// Audit adds an entry to the log that organisers can read.
type Audit struct{ Entry AuditEntry }

func (PutBoard) effect() {}
func (Invite) effect()   {}
func (Redeem) effect()   {}
func (Audit) effect()    {}

// member finds somebody's roles; nil if they have none.
func (b *Board) member(who ID) *Member {
	for i := range b.Staff {
		if b.Staff[i].Who == who {
			return &b.Staff[i]
		}
	}
	return nil
}

// Chat is where a member is written to; 0 for nobody.
func (b *Board) Chat(who ID) int64 {
	if m := b.member(who); m != nil {
		return m.Chat
	}
	return 0
}

// me is the turn's person as a member; nil for a resident.
func (t *turn) me() *Member { return t.w.Board.member(t.e.Who) }

// changeBoard gives the turn's own copy of the board to change; it is stored
// with the turn, or the turn is decided again on a newer one.
func (t *turn) changeBoard(change func(*Board)) {
	b := t.w.Board.Clone()
	change(b)
	t.guardBoard(b)
	t.w.Board = b
	t.out.Effects = slices.DeleteFunc(t.out.Effects, func(e Effect) bool { _, is := e.(PutBoard); return is })
	t.do(PutBoard{Board: *b})
}

// audit notes a use of the turn's person's role.
func (t *turn) audit(what, on string) {
	e := AuditEntry{Who: t.e.Who, What: what, On: on, At: t.e.Now.Unix()}
	if me := t.me(); me != nil {
		e.Name = me.Name
	}
	t.do(Audit{e})
}

// Seated says whether somebody has any role.
func (b *Board) Seated(who ID) bool { return b.member(who) != nil }
