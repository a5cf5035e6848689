package flows

// This file is what is a partner's own at the desk for cases: handing a case back, and
// how the lists name what others have.

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
