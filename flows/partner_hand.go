package flows

import "slices"

// The steps of handing a case on: to whom, and the last look.
const (
	StepHandTo    Step = "desk.cases.hand"
	StepHandCheck Step = "desk.cases.hand.check"
)

func partnerConversation() conversation {
	only := []permission{officerCases}
	return conversation{name: "hand on", screens: map[Step]screen{
		StepHandTo:    {ask: askHandTo, hear: hearHandTo, back: to(StepCaseOne), needs: only, writes: true},
		StepHandCheck: {ask: askHandCheck, hear: hearHandCheck, back: to(StepHandTo), needs: only, writes: true},
	}}
}

// way is how a case can be handed on.
type way uint8

const (
	wayNone  way = iota // its author did not agree and cannot be asked
	wayAsk              // its author is asked in the thread
	wayAgree            // its author agreed while telling it
)

// handWay says how a case can be handed on. About home and hate its author is
// asked about that very organisation, whatever they agreed to before.
func (c *Concern) handWay() way {
	switch {
	case c.MayHand && !c.Category.Sensitive():
		return wayAgree
	case c.Sight == MayAnswer:
		return wayAsk
	}
	return wayNone
}

// refused says whether the author said no to an organisation, or took it back
// from there, or from everybody: they are not asked about it again.
func (c *Concern) refused(body string) bool {
	return slices.ContainsFunc(c.Thread, func(e Entry) bool {
		return (e.Act == ActDisagreed || e.Act == ActRecalled) && (e.With == body || e.With == "" && !c.MayHand)
	})
}

// takers are the organisations that a case may be handed on to.
func (t *turn) takers(c *Concern) []string {
	return slices.DeleteFunc(t.w.Board.bodies(c.Area, c.Category), c.refused)
}

// handButtons are what somebody at a desk may do about who has a case.
func (t *turn) handButtons(c *Concern) [][]Button {
	switch {
	case c.Route != RouteOfficers:
		return nil
	case t.entrusted(c):
		return column(act("partner.back", "handback"))
	case c.HandAsk != "":
		return column(act("partner.unask", "unask"))
	case len(t.w.Board.bodies(c.Area, c.Category)) > 0:
		return column(act("partner.hand", "hand"))
	}
	return nil
}

// handLines say who has a case, at a desk.
func (t *turn) handLines(c *Concern) []Line {
	switch held := t.holder(c); {
	case t.entrusted(c):
		return line("partner.case.yours", Args{"who": t.organisation(held), "day": t.handedOn(c)})
	case held != "":
		return line("partner.case.with", Args{"who": t.organisation(held), "day": t.handedOn(c)})
	case c.open() && c.Partner != "":
		return line("partner.case.lost", Args{"who": t.organisation(c.Partner)})
	case c.open() && c.HandAsk != "":
		return line("partner.case.asked", Args{"who": t.organisation(c.HandAsk)})
	}
	return nil
}

// hearHand takes the buttons of handButtons; whether they are offered was asked.
func (t *turn) hearHand(c *Concern) {
	d := c.clone()
	switch t.e.Do {
	case "hand":
		t.setTopic(c, "")
		t.show(StepHandTo)
	case "handback":
		t.setTopic(c, ActHandedBack)
		t.show(StepCaseWrite)
	case "fetch":
		d.Thread = append(d.Thread, Entry{From: PartyOfficers, Act: ActFetched, With: d.Partner, At: t.e.Now.Unix()})
		d.Partner, d.PartnerSince = "", 0
		t.keepAs(&d, "hand_fetched", "partner.did.fetched")
	case "unask":
		d.HandAsk = ""
		t.put(d)
		t.audit("hand_unasked", d.Label)
		t.setTopic(&d, "")
		t.note("partner.did.unasked", nil)
		t.show(StepCaseOne)
	}
}

func askHandTo(t *turn) Say {
	c := t.onCase()
	if c == nil {
		return Say{Lines: line("cases.gone", nil), Rows: column(back())}
	}
	switch {
	case c.handWay() == wayNone:
		return Say{Lines: line("partner.hand_to.never", nil), Rows: column(back())}
	case len(c.Thread) >= mostEntries:
		return Say{Lines: line("partner.hand_to.full", nil), Rows: column(back())}
	case len(t.takers(c)) == 0:
		return Say{Lines: line("partner.hand_to.refused", nil), Rows: column(back())}
	}
	var buttons []Button
	for _, body := range t.takers(c) {
		buttons = append(buttons, Button{Key: "common.name", Args: Args{"name": t.organisation(body)}, Do: "b." + bodyMark(body)})
	}
	return Say{Lines: line("partner.hand_to.ask", nil), Rows: column(append(buttons, back())...)}
}

// taker finds an organisation that may still have the case, by its mark.
func (t *turn) taker(c *Concern, mark string) string {
	all := t.takers(c)
	i := slices.IndexFunc(all, func(body string) bool { return bodyMark(body) == mark })
	if i < 0 || c.handWay() == wayNone || len(c.Thread) >= mostEntries || !c.open() || c.HandAsk != "" || t.holder(c) != "" || c.Route != RouteOfficers {
		return ""
	}
	return all[i]
}

func hearHandTo(t *turn) bool {
	c := t.onCase()
	if c == nil {
		return t.caseGone()
	}
	if t.moved(c) {
		return true
	}
	mark, ok := t.picked("b.")
	if !ok || t.taker(c, mark) == "" {
		return false
	}
	t.setTopic(c, mark)
	t.show(StepHandCheck)
	return true
}

func askHandCheck(t *turn) Say {
	c := t.onCase()
	if c == nil {
		return Say{Lines: line("cases.gone", nil), Rows: column(back())}
	}
	_, _, mark := t.topic()
	body := t.taker(c, mark)
	if body == "" {
		return Say{Lines: line("partner.hand_to.gone", nil), Rows: column(back())}
	}
	args := Args{"who": t.organisation(body)}
	if c.handWay() == wayAgree {
		return Say{Lines: line("partner.hand_to.agreed", args), Rows: column(act("partner.hand_to.do", "do"), back())}
	}
	return Say{Lines: line("partner.hand_to.must_ask", args), Rows: column(act("partner.hand_to.request", "do"), back())}
}

// hearHandCheck hands a case on, or asks its author whether it may.
func hearHandCheck(t *turn) bool {
	c := t.onCase()
	if c == nil {
		return t.caseGone()
	}
	if t.moved(c) {
		return true
	}
	if !t.pressed("do") {
		return false
	}
	_, _, mark := t.topic()
	body := t.taker(c, mark)
	if body == "" {
		t.note("partner.hand_to.gone", nil)
		t.show(StepCaseOne)
		return true
	}
	d := c.clone()
	if c.handWay() == wayAgree {
		t.entrust(&d, body, Entry{From: PartyOfficers, Act: ActHanded})
		t.keepAs(&d, "handed_on", "partner.did.handed")
		return true
	}
	d.HandAsk, d.Partner, d.PartnerSince = body, "", 0
	d.Thread = append(d.Thread, Entry{From: PartyOfficers, Act: ActHandAsk, With: body, At: t.e.Now.Unix()})
	t.keepAs(&d, "hand_asked", "partner.did.asked")
	return true
}

// entrust gives a case to an organisation, and tells whoever works there that
// something is on their desk; not what.
func (t *turn) entrust(d *Concern, body string, e Entry) {
	e.With, e.At = body, t.e.Now.Unix()
	d.Partner, d.PartnerSince, d.HandAsk = body, e.At, ""
	d.Thread = append(d.Thread, e)
	for _, m := range t.w.Board.servers(body, d.Area, d.Category) {
		t.tellMember(m, "partner.ready", nil)
	}
}
