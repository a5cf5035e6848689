package flows

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// The steps of accepting an invitation and of making one.
const (
	StepAccept      Step = "desk.accept"
	StepInviteRole  Step = "desk.invite.role"
	StepInviteArea  Step = "desk.invite.area"
	invitationLasts      = 7 * 24 * time.Hour
)

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

func inviteScreens() map[Step]screen {
	return map[Step]screen{
		StepAccept:     {ask: askAccept, hear: hearAccept},
		StepInviteRole: {ask: askInviteRole, hear: hearInviteRole, back: to(StepDesk)},
		StepInviteArea: {ask: askInviteArea, hear: hearInviteArea, back: to(StepInviteRole)},
	}
}

// openInvite shows what a role means before it is taken. A link that was used,
// has expired or never was one says so, without telling which.
func (t *turn) openInvite(token string) {
	t.fresh = true
	inv := t.invitation(token)
	if inv == nil || inv.Expires <= t.e.Now.Unix() {
		t.p.Then = ""
		t.note("invite.void", nil)
		t.home()
		return
	}
	t.p.Topic = token
	t.show(StepAccept)
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
	if inv == nil || inv.Expires <= t.e.Now.Unix() {
		t.openInvite(token)
		return
	}
	if t.mixes(inv.Role) {
		t.p.Topic, t.p.Then = "", ""
		if inv.Role == RolePartner || t.can(RolePartner, "") {
			t.note("partner.mixed", nil)
		} else {
			t.note("invite.mixed", nil)
		}
		t.home()
		return
	}
	t.p.Topic, t.p.Then, t.p.Chat = "", "", t.e.Chat
	t.changeBoard(func(b *Board) {
		m := b.member(t.e.Who)
		if m == nil {
			b.Staff = append(b.Staff, Member{Who: t.e.Who})
			m = &b.Staff[len(b.Staff)-1]
		}
		m.Chat, m.Lang = t.e.Chat, t.p.Lang
		if inv.Role == RolePartner && m.Name == "" {
			m.Name = t.organisationName(inv.Name)
		} else if inv.Role != RolePartner && inv.Name != "" {
			m.Name = inv.Name
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
	if inv.Role == RoleReviewer && t.w.Programme.Reviewed {
		t.show(StepReviewReads)
		return
	}
	t.show(StepDesk)
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

// invitable lists whom an organiser may invite from the chat; the other roles
// are given by whoever runs the bot.
func invitable() []Role { return []Role{RoleOfficer, RoleFacilitator, RolePartner} }

func askInviteRole(*turn) Say {
	var rows [][]Button
	for _, r := range invitable() {
		rows = append(rows, []Button{act("role.name."+string(r), string(r))})
	}
	return Say{Lines: line("invite.whom", nil), Rows: append(rows, []Button{back()})}
}

func hearInviteRole(t *turn) bool {
	r := Role(t.e.Do)
	if t.e.Kind != Press || !slices.Contains(invitable(), r) || !t.can(RoleOrganiser, "") {
		return false
	}
	t.p.Topic = string(r)
	t.show(StepInviteArea)
	return true
}

func askInviteArea(t *turn) Say {
	var buttons []Button
	for _, id := range t.me().areas(RoleOrganiser, t.w.Programme) {
		a, _ := t.w.Programme.Area(id)
		buttons = append(buttons, Button{Key: "common.name", Args: Args{"name": Name(a.Name)}, Do: "a." + id})
	}
	return Say{Lines: line("invite.where", nil), Rows: append(pairs(buttons...), []Button{back()})}
}

// hearInviteArea makes the link. It works once, for a week; the organiser hands
// it over.
func hearInviteArea(t *turn) bool {
	area, ok := strings.CutPrefix(t.e.Do, "a.")
	r := Role(t.p.Topic)
	if _, known := t.w.Programme.Area(area); t.e.Kind != Press || !ok || !known || !slices.Contains(invitable(), r) || !t.can(RoleOrganiser, area) {
		return false
	}
	if r == RolePartner {
		t.openInvitePartner(area)
		return true
	}
	t.invite(Invitation{Role: r, Areas: []string{area}})
	return true
}

// invite makes an invitation and shows its link.
func (t *turn) invite(inv Invitation) {
	token := NewInviteToken(t.e.Seed)
	expires := t.e.Now.Add(invitationLasts)
	inv.Expires = expires.Unix()
	t.do(Invite{Token: token, Invitation: inv})
	t.audit("invited", string(inv.Role))
	t.say(Say{Protect: true, Lines: []Line{
		{Key: "invite.link", Args: Args{"role": Ref("role.name." + string(inv.Role)), "link": Code(InviteLink(t.w.Bot, token))}},
		{Key: "invite.once", Args: Args{"day": Moment(expires)}},
	}})
	t.p.Topic, t.p.Text = "", ""
	t.show(StepDesk)
}
