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

// askInviteBody offers the services of the file that work in one of the
// neighbourhoods.
func askInviteBody(t *turn) Say {
	areas := t.inviting().Areas
	var buttons []Button
	for _, s := range t.w.Programme.Services {
		there := len(s.Areas) == 0 || len(areas) == 0 || slices.ContainsFunc(s.Areas, func(a string) bool { return slices.Contains(areas, a) })
		if there {
			buttons = append(buttons, Button{Key: "common.name", Args: Args{"name": Name(s.Name)}, Do: "v." + s.ID})
		}
	}
	return Say{Lines: line("partner.invite.who", nil), Rows: column(append(buttons, back(), cancel())...)}
}

func hearInviteBody(t *turn) bool {
	body := cleanWords(t.e.Text)
	if t.e.Kind == Press {
		id, ok := t.picked("v.")
		if !ok || !slices.ContainsFunc(t.w.Programme.Services, func(s Service) bool { return s.ID == id }) {
			return false
		}
		body = id
	} else if t.e.Kind != Words || body == "" || strings.Contains(body, "\n") || utf8.RuneCountInString(body) > MostBody {
		return false
	}
	inv := t.inviting()
	inv.Body, inv.Topics = body, []Category{Street, Traffic, Something}
	t.show(StepInviteTopics)
	return true
}

func askInviteTopics(t *turn) Say {
	inv := t.inviting()
	var buttons []Button
	for _, c := range PartnerTopics() {
		key := "partner.invite.off"
		if slices.Contains(inv.Topics, c) {
			key = "partner.invite.on"
		}
		buttons = append(buttons, Button{Key: key, Args: Args{"category": Ref(c.key())}, Do: "t." + string(c)})
	}
	if len(inv.Topics) > 0 {
		buttons = append(buttons, act("partner.invite.done", "done"))
	}
	return Say{Lines: line("partner.invite.topics", Args{"who": t.organisation(inv.Body)}), Rows: column(append(buttons, back(), cancel())...)}
}

func hearInviteTopics(t *turn) bool {
	inv := t.inviting()
	c := Category(strings.TrimPrefix(t.e.Do, "t."))
	switch {
	case t.pressed("done") && len(inv.Topics) > 0:
		t.show(StepInviteName)
	case t.e.Kind == Press && t.e.Do != string(c) && slices.Contains(PartnerTopics(), c):
		inv.Topics = flipped(inv.Topics, c, PartnerTopics())
		t.show(StepInviteTopics)
	default:
		return false
	}
	return true
}

// partnerOffer says, before a partner's role is taken, for which organisation
// it is and what may be handed on.
func (t *turn) partnerOffer(inv *Invitation) []Line {
	if inv.body() == "" { // made before organisations had names: gives nothing
		return nil
	}
	return line("partner.offer", Args{"who": t.organisation(inv.body()), "topics": inv.grant(t.e.Now).topics()})
}
