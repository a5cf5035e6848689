package flows

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// This file is about an invitation that somebody opens; invite_make.go is how an
// organiser makes one.

// StepAccept shows what a role means before it is taken.
const StepAccept Step = "desk.accept"

// inviteToken is the payload of an invitation's link, "" for anything else.
func inviteToken(payload string) string {
	token, ok := strings.CutPrefix(payload, "i_")
	if !ok || len(token) != 22 || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
		return ""
	}
	return token
}

// NewInviteToken makes a token from 128 random bits.
func NewInviteToken(seed [16]byte) string { return base64.RawURLEncoding.EncodeToString(seed[:]) }

// InviteLink is what is handed to whoever is invited.
func InviteLink(bot, token string) string { return "https://t.me/" + bot + "?start=i_" + token }

// body is a partner's organisation. Before people had names of their own, it
// stood in their place.
func (inv *Invitation) body() string {
	switch {
	case inv.Role != RolePartner:
		return ""
	case inv.Body != "":
		return inv.Body
	}
	return inv.Name
}

// person is the name of whoever is invited, "" if they are to give it.
func (inv *Invitation) person() string {
	if inv.Role == RolePartner && inv.Body == "" {
		return ""
	}
	return inv.Name
}

// stands says whether an invitation can still be taken: in time, and not from an
// organiser who could not make it any more. So what was made on a phone that was
// lost ends with its owner's roles, and stays ended if they are given again.
func (t *turn) stands(inv *Invitation) bool {
	if inv == nil || inv.Expires <= t.e.Now.Unix() {
		return false
	}
	if inv.By == (ID{}) {
		return true
	}
	by := t.w.Board.member(inv.By)
	if by == nil {
		return false
	}
	areas := inv.Areas
	if len(areas) == 0 {
		areas = t.w.Programme.areaIDs()
	}
	return !slices.ContainsFunc(areas, func(area string) bool {
		return !slices.ContainsFunc(by.Grants, func(g Grant) bool {
			return g.Role.may(inviteStaff) && g.Since <= inv.Made && (len(g.Areas) == 0 || slices.Contains(g.Areas, area))
		})
	})
}

func acceptConversation() conversation {
	return conversation{
		name:    "accept a role",
		screens: map[Step]screen{StepAccept: {ask: askAccept, hear: hearAccept}},
		doors:   []door{{word: "invite", by: byButton, open: (*turn).openInvite}},
	}
}

// openInvite shows what a role means before it is taken. A link that was used,
// has expired or never was one says so, without telling which; a role that would
// mix with one of theirs is not offered.
func (t *turn) openInvite(token string) {
	t.fresh = true
	inv := t.invitation(token)
	if !t.stands(inv) {
		t.p.Then = ""
		t.note("invite.void", nil)
		t.home()
		return
	}
	if t.mixes(inv.Role) {
		t.refuseMixed(inv.Role)
		return
	}
	t.p.Topic = token
	t.show(StepAccept)
}

// refuseMixed says why a role cannot be taken.
func (t *turn) refuseMixed(r Role) {
	t.p.Topic, t.p.Then = "", ""
	if r == RolePartner || t.me().has(RolePartner, "") {
		t.note("partner.mixed", nil)
	} else {
		t.note("invite.mixed", nil)
	}
	t.home()
}

func askAccept(t *turn) Say {
	inv := t.invitation(t.p.Topic)
	if inv == nil {
		return Say{Lines: line("invite.void", nil), Rows: column(toMenu())}
	}
	lines := line("invite.offer", Args{"role": Ref("role.name." + string(inv.Role)), "areas": t.grantAreas(inv.Areas)})
	lines = append(lines, t.partnerOffer(inv)...)
	return Say{
		Lines: append(lines, Line{Key: "invite.means." + string(inv.Role)}, Line{Key: "invite.logged"}),
		Rows:  column(act("invite.accept", "accept"), act("invite.decline", "decline")),
	}
}

func hearAccept(t *turn) bool {
	switch {
	case t.pressed("accept"):
		t.accept()
	case t.pressed("decline"):
		t.p.Topic = ""
		t.note("invite.declined", nil)
		t.home()
	default:
		return false
	}
	return true
}

// accept turns the invitation into a role, once.
func (t *turn) accept() {
	token := t.p.Topic
	inv := t.invitation(token)
	if !t.stands(inv) {
		t.openInvite(token)
		return
	}
	if t.mixes(inv.Role) { // they took another one while this was open
		t.refuseMixed(inv.Role)
		return
	}
	t.p.Topic, t.p.Then, t.p.Chat = "", "", t.e.Chat
	t.changeBoard(func(b *Board) {
		m := b.member(t.e.Who)
		if m == nil {
			b.Staff = append(b.Staff, Member{Who: t.e.Who})
			b.number()
			m = b.member(t.e.Who)
		}
		m.Chat, m.Lang = t.e.Chat, t.p.Lang
		if name := inv.person(); name != "" {
			m.Name = name
		}
		g := inv.grant(t.e.Now)
		m.Grants = slices.DeleteFunc(m.Grants, func(had Grant) bool {
			return had.Role == g.Role && had.Body == g.Body && slices.Equal(had.Areas, g.Areas)
		})
		m.Grants = append(m.Grants, g)
	})
	t.do(Redeem{Token: token})
	t.do(CallOff{Name: waitRole(inv.Role)})
	t.audit("accepted", string(inv.Role))
	t.note("invite.accepted", Args{"role": Ref("role.name." + string(inv.Role))})
	t.begin()
}

// begin brings somebody who has just taken a role to their desk, by way of what is
// still to be asked.
func (t *turn) begin() {
	switch me := t.me(); {
	case me.nameless():
		t.show(StepName)
	case t.holds(reviewTexts) && t.w.Programme.Reviewed && len(me.Reads) == 0:
		t.show(StepReviewReads)
	case t.holds(translateNews) && len(me.Writes) < 2:
		t.show(StepTranslates)
	default:
		t.show(StepDesk)
	}
}

// grantAreas names neighbourhoods, or says that it is all of them.
func (t *turn) grantAreas(ids []string) any {
	var names Names
	for _, id := range ids {
		if a, ok := t.w.Programme.Area(id); ok {
			names = append(names, a.Name)
		}
	}
	if len(names) == 0 {
		return Ref("role.everywhere")
	}
	return names
}

// areaIDs lists the ids of all neighbourhoods.
func (p *Programme) areaIDs() []string {
	ids := make([]string, len(p.Areas))
	for i, a := range p.Areas {
		ids[i] = a.ID
	}
	return ids
}

// grant is the role that an invitation gives.
func (inv *Invitation) grant(now time.Time) Grant {
	return Grant{Role: inv.Role, Areas: inv.Areas, Since: now.Unix(), Body: inv.body(), Topics: inv.Topics}
}
