package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// This file is about who a partner is and which cases may be in their hands: a
// city service or an organisation that is not police. partner_hand.go is how
// officers hand a case on, partner_consent.go how its author allows and ends it,
// partner_desk.go what a partner does, partner_invite.go how one is invited.
//
// Who is responsible is one field, Concern.Partner. It counts only as long as
// the board has somebody of that organisation for the case's neighbourhood and
// category: a role that is taken away gives its cases back by itself.

// The acts of handing on, in a thread. Each names the organisation in With.
const (
	ActHandAsk    = "hand_ask"    // officers asked the author
	ActAgreed     = "hand_agreed" // the author agreed, and it went
	ActDisagreed  = "hand_refused"
	ActHanded     = "handed" // officers handed it on, as agreed while telling it
	ActFetched    = "fetched"
	ActHandedBack = "handback"
	ActRecalled   = "recalled" // the author took the agreement back
)

// handing says whether an entry is about who has the case, not about what it says.
func (e Entry) handing() bool {
	switch e.Act {
	case ActHandAsk, ActAgreed, ActDisagreed, ActHanded, ActFetched, ActHandedBack, ActRecalled:
		return true
	}
	return false
}

// PartnerTopics lists what may ever be handed on: everything but police conduct.
func PartnerTopics() []Category {
	return slices.DeleteFunc(Categories(), func(c Category) bool { return c == Police })
}

// takes says whether a grant is for cases of an area and a category. Home and
// hate have to be named; police conduct is never anybody's but the contact's.
func (g Grant) takes(area string, c Category) bool {
	switch {
	case g.Role != RolePartner || g.Body == "" || c == Police:
		return false
	case area != "" && len(g.Areas) > 0 && !slices.Contains(g.Areas, area):
		return false
	case len(g.Topics) == 0:
		return !c.Sensitive()
	}
	return slices.Contains(g.Topics, c)
}

// topics names what a partner's grant takes.
func (g Grant) topics() Refs {
	var names Refs
	for _, c := range PartnerTopics() {
		if g.takes("", c) {
			names = append(names, c.key())
		}
	}
	return names
}

// servers are the members who take cases for an organisation.
func (b *Board) servers(body, area string, c Category) []Member {
	if body == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(b.Staff), func(m Member) bool { return !m.servedBy(body, area, c) })
}

// bodies lists the organisations that take cases of an area and a category.
func (b *Board) bodies(area string, c Category) []string {
	var all []string
	for _, m := range b.Staff {
		for _, g := range m.Grants {
			if g.takes(area, c) && m.servedBy(g.Body, area, c) && !slices.Contains(all, g.Body) {
				all = append(all, g.Body)
			}
		}
	}
	return all
}

// bodyMark names an organisation on a button.
func bodyMark(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:6])
}

// organisation is a partner as people read it: a service of the programme's file
// by its name there, else as the invitation says.
//
// A name that an organiser typed is one line, and stands in the middle of a sentence.
func (t *turn) organisation(body string) any {
	for _, s := range t.w.Programme.Services {
		if s.ID == body {
			return Name(s.Name)
		}
	}
	if body == "" {
		return Ref("thread.party.partner")
	}
	return Name(Text{English: body})
}

// organisationName is the same for a file.
func (t *turn) organisationName(body string) string {
	if n, ok := t.organisation(body).(Name); ok {
		return Text(n).In(t.p.Lang)
	}
	return body
}

// party is who works on a case, and for which organisation.
func (t *turn) party(c *Concern) (Party, string) {
	switch {
	case c.Route == RouteIndependent:
		return PartyContact, ""
	case t.entrusted(c):
		return PartyPartner, c.Partner
	}
	return PartyOfficers, ""
}

// deskOf is the queue in which the turn's person finds a case.
func (t *turn) deskOf(c *Concern) CaseQueue {
	if t.entrusted(c) {
		return QueuePartner
	}
	return c.desk()
}

// speaks says whether an entry is by whoever reads the case at a desk.
func (t *turn) speaks(c *Concern, e Entry) bool {
	from, with := t.party(c)
	return e.From == from && e.With == with
}

// speaker is who says something in a thread, for whoever reads it.
func (t *turn) speaker(e Entry) any {
	if e.From == PartyPartner {
		return t.organisation(e.With)
	}
	return Ref("thread.party." + string(e.From))
}

// handStamp is what of a case's stamp changes with who has it.
func (c *Concern) handStamp() string {
	s := ""
	if c.Partner != "" {
		s += ".p" + bodyMark(c.Partner)
	}
	if c.MayHand {
		s += ".m"
	}
	if c.HandAsk != "" {
		s += ".a" + bodyMark(c.HandAsk)
	}
	return s
}

// inHand narrows a queue to what is the person's to see as a partner; officers
// see what partners have after what waits for themselves.
func (t *turn) inHand(q CaseQueue, all []Waiting) []Waiting {
	switch q {
	case QueuePartner:
		return slices.DeleteFunc(all, func(w Waiting) bool { return t.me() == nil || !t.me().servedBy(w.Partner, w.Area, w.Category) })
	case QueueOfficers:
		with := func(w Waiting) int {
			if w.Partner != "" && len(t.w.Board.servers(w.Partner, w.Area, w.Category)) > 0 {
				return 1
			}
			return 0
		}
		slices.SortStableFunc(all, func(a, b Waiting) int { return with(a) - with(b) })
	}
	return all
}
