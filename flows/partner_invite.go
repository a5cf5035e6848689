package flows

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The steps of inviting a partner that others have not: which organisation, and
// what may be handed on to it.
const (
	StepInviteBody   Step = "desk.invite.body"
	StepInviteTopics Step = "desk.invite.topics"
)

// MostBody is how many characters the name of an organisation may have.
const MostBody = 60

// openInvitePartner goes on from the neighbourhood.
func (t *turn) openInvitePartner(area string) {
	t.p.Topic, t.p.Text = string(RolePartner)+" "+area, ""
	t.show(StepInviteBody)
}

// inviting is the neighbourhood and the categories chosen so far.
func (t *turn) inviting() (area string, topics []Category) {
	parts := append(strings.Fields(t.p.Topic), "", "")
	for _, c := range PartnerTopics() {
		if len(parts) > 3 && slices.Contains(strings.Split(parts[2], ","), string(c)) {
			topics = append(topics, c)
		}
	}
	return parts[1], topics
}

func (t *turn) setInviting(area string, topics []Category) {
	t.p.Topic = string(RolePartner) + " " + area + " " + joinTopics(topics)
}

func joinTopics(topics []Category) string {
	all := make([]string, len(topics))
	for i, c := range topics {
		all[i] = string(c)
	}
	return strings.Join(all, ",")
}

func backFromInviteBody(t *turn) Step {
	t.p.Topic, t.p.Text = "", ""
	return StepInviteRole
}

func askInviteBody(t *turn) Say {
	area, _ := t.inviting()
	var buttons []Button
	for _, s := range t.w.Programme.Services {
		if len(s.Areas) == 0 || slices.Contains(s.Areas, area) {
			buttons = append(buttons, Button{Key: "common.name", Args: Args{"name": Name(s.Name)}, Do: "v." + s.ID})
		}
	}
	return Say{Lines: line("partner.invite.who", nil), Rows: column(append(buttons, back(), cancel())...)}
}

func hearInviteBody(t *turn) bool {
	area, _ := t.inviting()
	body := cleanWords(t.e.Text)
	if t.e.Kind == Press {
		id, ok := strings.CutPrefix(t.e.Do, "v.")
		if !ok || !slices.ContainsFunc(t.w.Programme.Services, func(s Service) bool { return s.ID == id }) {
			return false
		}
		body = id
	} else if t.e.Kind != Words || body == "" || strings.Contains(body, "\n") || utf8.RuneCountInString(body) > MostBody {
		return false
	}
	t.p.Text = body
	t.setInviting(area, []Category{Street, Traffic, Something})
	t.show(StepInviteTopics)
	return true
}

func askInviteTopics(t *turn) Say {
	_, topics := t.inviting()
	var buttons []Button
	for _, c := range PartnerTopics() {
		key := "partner.invite.off"
		if slices.Contains(topics, c) {
			key = "partner.invite.on"
		}
		buttons = append(buttons, Button{Key: key, Args: Args{"category": Ref(c.key())}, Do: "t." + string(c)})
	}
	if len(topics) > 0 {
		buttons = append(buttons, act("partner.invite.done", "done"))
	}
	return Say{Lines: line("partner.invite.topics", Args{"who": t.organisation(t.p.Text)}), Rows: column(append(buttons, back(), cancel())...)}
}

func hearInviteTopics(t *turn) bool {
	area, topics := t.inviting()
	c := Category(strings.TrimPrefix(t.e.Do, "t."))
	switch {
	case t.pressed("done") && len(topics) > 0:
		if _, known := t.w.Programme.Area(area); !known || !t.can(RoleOrganiser, area) || t.p.Text == "" {
			return false
		}
		t.invite(Invitation{Role: RolePartner, Areas: []string{area}, Name: t.p.Text, Topics: topics})
	case t.e.Kind == Press && t.e.Do != string(c) && slices.Contains(PartnerTopics(), c):
		if i := slices.Index(topics, c); i >= 0 {
			topics = slices.Delete(topics, i, i+1)
		} else {
			topics = append(topics, c)
		}
		t.setInviting(area, topics)
		t.show(StepInviteTopics)
	default:
		return false
	}
	return true
}

// partnerOffer says, before a partner's role is taken, for which organisation
// it is and what may be handed on.
func (t *turn) partnerOffer(inv *Invitation) []Line {
	if inv.Role != RolePartner || inv.Name == "" { // made before organisations had names: gives nothing
		return nil
	}
	return line("partner.offer", Args{"who": t.organisation(inv.Name), "topics": inv.grant(t.e.Now).topics()})
}
