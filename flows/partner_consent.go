package flows

import (
	"slices"
	"time"
)

// This file is how the author of a case allows that it is handed on, refuses,
// and takes that back. A no to an organisation is never asked about again.

// asksHanding says whether the author is asked, while telling something, whether
// it may be handed on: not about home and hate, where that is asked about one
// organisation at a time, and only if somebody is there who would take it.
func (t *turn) asksHanding(d Draft) bool {
	return t.route(d.Category) == RouteOfficers && d.Sight != Counted && t.allows(d.Category, d.Sight) &&
		!d.Category.Sensitive() && len(t.w.Board.bodies(d.Area, d.Category)) > 0
}

// handingLines say what is agreed so far, handingButton changes it.
func handingLines(may bool) []Line {
	if may {
		return []Line{{Key: "partner.consent.yes"}, {Key: "partner.consent.reads"}}
	}
	return line("partner.consent.no", nil)
}

func handingButton(may bool) Button {
	if may {
		return act("partner.consent.keep", "keep")
	}
	return act("partner.consent.hand", "hand")
}

// consentLines tell an author who has the case, what is agreed, and what is asked.
func (t *turn) consentLines(c *Concern) []Line {
	if !c.open() {
		return nil
	}
	switch held := t.holder(c); {
	case held != "":
		return parted(PartFine, Line{Key: "partner.mine.with", Args: Args{"who": t.organisation(held), "day": t.handedOn(c)}})
	case c.HandAsk != "":
		return []Line{as(PartLead, "partner.mine.ask", Args{"who": t.organisation(c.HandAsk)})}
	case c.MayHand:
		return parted(PartFine, handingLines(true)...)
	}
	return nil
}

// handedOn is the day on which a case was handed on.
func (t *turn) handedOn(c *Concern) Date { return Date(time.Unix(c.PartnerSince, 0)) }

// consentButtons are what an author may decide about handing on now.
func (t *turn) consentButtons(c *Concern) [][]Button {
	switch {
	case !c.open():
		return nil
	case c.HandAsk != "":
		return column(act("partner.mine.agree", "agree"), act("partner.mine.refuse", "disagree"))
	case c.MayHand, c.Partner != "":
		return column(act("partner.mine.recall", "recall"))
	case t.asksLater(c):
		return column(handingButton(false))
	}
	return nil
}

// asksLater says whether an author may still agree to what they were asked, or
// were not, while telling it.
func (t *turn) asksLater(c *Concern) bool {
	return c.Route == RouteOfficers && !c.Category.Sensitive() && len(t.takers(&Concern{Area: c.Area, Category: c.Category, Thread: c.Thread, MayHand: true})) > 0
}

// hearConsent takes them.
func (t *turn) hearConsent() bool {
	c := t.own()
	if c == nil || t.e.Kind != Press || !slices.ContainsFunc(slices.Concat(t.consentButtons(c)...), func(b Button) bool { return b.Do == t.e.Do }) {
		return false
	}
	d := c.clone()
	body := c.HandAsk
	switch t.e.Do {
	case "agree":
		if len(t.w.Board.servers(body, c.Area, c.Category)) == 0 { // gone since they were asked
			d.HandAsk = ""
			t.note("partner.did.nobody", Args{"who": t.organisation(body)})
			break
		}
		t.entrust(&d, body, Entry{From: PartyAuthor, Act: ActAgreed})
		t.auditAuthor("hand_agreed", d.Label)
		t.note("partner.did.agreed", Args{"who": t.organisation(body)})
	case "disagree":
		d.HandAsk = ""
		d.Thread = append(d.Thread, Entry{From: PartyAuthor, Act: ActDisagreed, With: body, At: t.e.Now.Unix()})
		t.auditAuthor("hand_refused", d.Label)
		t.note("partner.did.refused", nil)
	case "hand":
		d.MayHand = true
		t.auditAuthor("hand_agreed", d.Label)
	case "recall":
		d.Thread = append(d.Thread, Entry{From: PartyAuthor, Act: ActRecalled, With: d.Partner, At: t.e.Now.Unix()})
		d.MayHand, d.Partner, d.PartnerSince = false, "", 0
		t.auditAuthor("hand_recalled", d.Label)
		t.note("partner.did.recalled", nil)
	}
	t.putOwn(d)
	t.show(StepCase)
	return true
}

// handEntry says what happened about who has a case, to its author or to a
// desk. What was asked about others is not a partner's business.
func (t *turn) handEntry(e Entry, author bool) []Line {
	if !author && !t.holds(officerCases) && !t.me().servesFor(e.With) {
		return nil
	}
	args := Args{"day": Date(time.Unix(e.At, 0)), "who": t.organisation(e.With)}
	key := "partner.thread." + e.Act
	if author && slices.Contains([]string{ActHandAsk, ActAgreed, ActDisagreed, ActRecalled}, e.Act) {
		key = "partner.own." + e.Act
	}
	if e.Act != ActHandedBack {
		return line(key, args)
	}
	words, _ := e.in(t.p.Lang)
	args["words"] = Quote(words)
	return append(line(key, args), e.marks(t.p.Lang)...)
}

// servesFor says whether a member is of an organisation.
func (m *Member) servesFor(body string) bool {
	return m != nil && slices.ContainsFunc(m.Grants, func(g Grant) bool { return g.Role == RolePartner && g.Body == body })
}
