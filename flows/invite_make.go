package flows

import (
	"slices"
	"time"
)

// The steps of making an invitation: the role, the neighbourhoods, and the name.
// A partner's organisation comes between the last two: see partner_invite.go.
const (
	StepInviteRole Step = "desk.invite.role"
	StepInviteArea Step = "desk.invite.area"
	StepInviteName Step = "desk.invite.name"

	invitationLasts = 7 * 24 * time.Hour
)

func inviteConversation() conversation {
	only := []permission{inviteStaff}
	return conversation{
		name: "invite",
		screens: map[Step]screen{
			StepInviteRole:   {ask: askInviteRole, hear: hearInviteRole, back: to(StepPeople), needs: only, writes: true},
			StepInviteArea:   {ask: askInviteArea, hear: hearInviteArea, back: to(StepInviteRole), flow: true, needs: only},
			StepInviteName:   {ask: askInviteName, hear: hearInviteName, misfit: "name.misfit", back: backFromInviteName, flow: true, needs: only},
			StepInviteBody:   {ask: askInviteBody, hear: hearInviteBody, misfit: "partner.invite.misfit", back: to(StepInviteArea), flow: true, needs: only},
			StepInviteTopics: {ask: askInviteTopics, hear: hearInviteTopics, back: to(StepInviteBody), flow: true, needs: only},
		},
		desk:   []deskRow{{at: 160, need: inviteStaff, key: "desk.invite", do: "invite", on: StepPeople, open: func(t *turn) { t.show(StepInviteRole) }}},
		forget: func(p *Person) { p.Inviting = nil },
		around: true,
	}
}

// inviting is the invitation in the making; never nil.
func (t *turn) inviting() *Invitation {
	if t.p.Inviting == nil {
		t.p.Inviting = &Invitation{}
	}
	return t.p.Inviting
}

func askInviteRole(*turn) Say {
	var rows [][]Button
	for _, r := range invitable() {
		rows = append(rows, []Button{act("role.name."+string(r), string(r))})
	}
	return Say{Lines: line("invite.whom", nil), Rows: append(rows, []Button{back()})}
}

func hearInviteRole(t *turn) bool {
	r := Role(t.e.Do)
	if t.e.Kind != Press || !slices.Contains(invitable(), r) {
		return false
	}
	t.p.Inviting = &Invitation{Role: r}
	if mine := t.mayIn(inviteStaff); len(mine) == 1 {
		t.p.Inviting.Areas = mine
	}
	t.show(StepInviteArea)
	return true
}

// askInviteArea offers one, several or all of the organiser's neighbourhoods.
func askInviteArea(t *turn) Say {
	inv := t.inviting()
	lines := line("invite.where", Args{"role": Ref("role.name." + string(inv.Role))})
	return Say{Lines: lines, Rows: append(t.areaToggles(inviteStaff, inv.Areas), []Button{act("organise.next", "next")}, []Button{back(), cancel()})}
}

func hearInviteArea(t *turn) bool {
	inv := t.inviting()
	switch {
	case t.pressed("next") && !t.mayFor(inviteStaff, inv.Areas):
		t.note("organise.areas.none", nil)
		t.show(StepInviteArea)
	case t.pressed("next") && inv.Role == RolePartner:
		t.show(StepInviteBody)
	case t.pressed("next"):
		t.show(StepInviteName)
	case t.hearAreas(inviteStaff, &inv.Areas):
		t.show(StepInviteArea)
	default:
		return false
	}
	return true
}

func askInviteName(t *turn) Say {
	return Say{Lines: []Line{{Key: "invite.name"}, {Key: "name.lock"}}, Rows: column(act("invite.unnamed", "unnamed"), back(), cancel())}
}

func backFromInviteName(t *turn) Step {
	if t.inviting().Role == RolePartner {
		return StepInviteTopics
	}
	return StepInviteArea
}

// hearInviteName makes the link. It works once, for a week; the organiser hands
// it over.
func hearInviteName(t *turn) bool {
	inv := t.inviting()
	name := NameOf(t.e.Text)
	switch {
	case t.pressed("unnamed"):
		name = ""
	case t.e.Kind != Words || name == "":
		return false
	}
	if !slices.Contains(invitable(), inv.Role) || !t.mayFor(inviteStaff, inv.Areas) || inv.Role == RolePartner && (inv.Body == "" || len(inv.Topics) == 0) {
		t.show(StepInviteRole) // a neighbourhood was taken from the organiser meanwhile
		return true
	}
	inv.Name = name
	t.invite(*inv)
	return true
}

// invite makes an invitation and shows its link.
func (t *turn) invite(inv Invitation) {
	token := NewInviteToken(t.e.Seed)
	expires := t.e.Now.Add(invitationLasts)
	inv.Expires, inv.By, inv.Made = expires.Unix(), t.e.Who, t.e.Now.Unix()
	t.do(Invite{Token: token, Invitation: inv})
	t.audit("invited", string(inv.Role))
	args := Args{"role": Ref("role.name." + string(inv.Role)), "areas": t.grantAreas(inv.Areas), "link": Code(InviteLink(t.w.Bot, token))}
	key := "invite.link"
	if inv.Name != "" {
		key, args["name"] = "invite.link_for", Quote(inv.Name)
	}
	t.say(Say{Protect: true, Lines: []Line{{Key: key, Args: args}, {Key: "invite.once", Args: Args{"day": Moment(expires)}}}})
	t.p.Inviting = nil
	t.show(StepDesk)
}
