package flows

import "strings"

// This file is what is a partner's own at the desk for cases: their answers,
// handing a case back, and how the lists name what others have.

// partnerTemplates are the answers of partners, written and translated beforehand.
func partnerTemplates() []string {
	return []string{"p.looked", "p.will_look", "p.planned", "p.not_ours", "p.thanks"}
}

// templates are the answers that whoever works on a case may choose from.
func (t *turn) templates(c *Concern) []string {
	if t.entrusted(c) {
		return partnerTemplates()
	}
	return templates()
}

// templateKey is the message of an answer that was written beforehand.
func templateKey(name string) Ref {
	if own, ok := strings.CutPrefix(name, "p."); ok {
		return Ref("partner.template." + own)
	}
	return Ref("cases.template." + name)
}

// chooseKey is the label of its button.
func chooseKey(name string) string {
	if own, ok := strings.CutPrefix(name, "p."); ok {
		return "partner.choose." + own
	}
	return "cases.choose." + name
}

// unseen says whether a partner has said nothing yet since they were given a case.
func (t *turn) unseen(c *Concern) bool {
	if !t.entrusted(c) {
		return false
	}
	for i := len(c.Thread) - 1; i >= 0; i-- {
		switch e := c.Thread[i]; {
		case e.Act == ActHanded, e.Act == ActAgreed:
			return true
		case e.From == PartyPartner:
			return false
		}
	}
	return true
}

// listState is how far a case has come, in a desk's list.
func (t *turn) listState(c *Concern) string {
	if !t.mayWork(c) {
		return "partner.state"
	}
	return deskState(c)
}

// handBack gives a case back to officers, with a reason that they and its
// author read.
func (t *turn) handBack(c *Concern) {
	if !t.entrusted(c) {
		t.caseGone()
		return
	}
	d := c.clone()
	d.Thread = append(d.Thread, t.ours(&d, Entry{Act: ActHandedBack, Words: t.p.Text}))
	d.Partner, d.PartnerSince = "", 0
	t.keepAs(&d, "handed_back", "partner.did.handed_back")
}
