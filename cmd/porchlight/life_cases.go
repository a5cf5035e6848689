package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"porchlight/flows"
)

// This file is what becomes of the concerns that are told in words: one in each state that
// there is, so that no desk is empty.

// way is how a tale goes on.
type way struct {
	ago   int  // days since it was told
	read  bool // officers, or the contact, may read it and not answer
	hand  bool // it may be handed on
	does  func(c *course)
	young bool
}

// ways are all there are, by the name of the tale.
func ways() map[string]way {
	return map[string]way{
		"waiting":     {ago: 1},
		"waiting too": {ago: 2},
		"released":    {ago: 4, does: func(c *course) { c.review(3) }},
		"seen":        {ago: 6, does: func(c *course) { c.review(5); c.officer(3, "acknowledge?") }},
		"asked":       {ago: 9, does: func(c *course) { c.review(8); c.officer(6, "ask", "t.still", "send") }},
		"replied": {ago: 11, does: func(c *course) {
			c.review(10)
			c.officer(8, "ask", c.says, "send")
			c.author(1, "reply", c.reply, "send")
		}},
		"handed": {ago: 8, hand: true, does: func(c *course) { c.review(7); c.officer(4, "acknowledge?", "hand", "b.", "do") }},
		"partner": {ago: 15, hand: true, does: func(c *course) {
			c.review(14)
			c.officer(12, "acknowledge?", "hand", "b.", "do")
			c.partner(9, "acknowledge?", "answer", c.says, "send")
		}},
		"answered": {ago: 12, does: func(c *course) {
			c.review(11)
			c.officer(9, "answer", c.says, "send")
			c.author(8, "translate")
		}},
		"translated": {ago: 20, does: func(c *course) {
			c.review(19)
			c.officer(17, "answer", c.says, "send")
			c.author(16, "translate")
			c.translated(15)
		}},
		"done": {ago: 30, does: func(c *course) {
			c.review(29)
			c.officer(27, "answer", "t.went", "send")
			c.officer(23, "close", "done", "t.fixed", "send")
		}},
		"partly": {ago: 26, does: func(c *course) {
			c.review(25)
			c.officer(23, "acknowledge?")
			c.officer(19, "close", "partly", c.says, "send")
		}},
		"not done": {ago: 33, does: func(c *course) {
			c.review(32)
			c.officer(30, "acknowledge?")
			c.officer(26, "close", "not_done", "t.no_power", "send")
		}},
		"reopened": {ago: 40, does: func(c *course) {
			c.review(39)
			c.officer(37, "answer", "t.will_go", "send")
			c.officer(34, "close", "done", "t.checked", "send")
			c.author(3, "reopen")
		}},
		"late":     {ago: 19, does: func(c *course) { c.review(18) }},
		"declined": {ago: 22, does: func(c *course) { c.reviewer(21, "decline", "person") }},
		"hate":     {ago: 7, does: func(c *course) { c.review(6); c.officer(4, "acknowledge?") }},

		"contact":       {ago: 3},
		"contact too":   {ago: 6, does: func(c *course) { c.contact(5, "acknowledge?") }},
		"contact read":  {ago: 16, read: true, does: func(c *course) { c.contact(14, "acknowledge?") }},
		"contact asked": {ago: 10, does: func(c *course) { c.contact(8, "ask", c.says, "send") }},
		"contact answered": {ago: 24, does: func(c *course) {
			c.contact(22, "answer", c.says, "send")
			if c.lang != c.h.d.lang { // else the contact reads what the author wrote, and asks for nothing
				c.contact(10, "translate")
				c.written(9)
			}
		}},
		"contact partly": {ago: 31, does: func(c *course) {
			c.contact(29, "acknowledge?")
			c.contact(20, "close", "partly", c.says, "send")
		}},
		"contact done": {ago: 38, does: func(c *course) {
			c.contact(36, "answer", "t.thanks", "send")
			c.contact(28, "close", "done", "t.checked", "send")
		}},

		"young":      {ago: 5, young: true},
		"young seen": {ago: 27, young: true, does: func(c *course) { c.lead(25, "seen") }},
	}
}

// course is a tale with its author.
type course struct {
	tale
	h      *history
	writer *neighbour
}

// cases has each tale told, and what follows done.
func (h *history) cases() {
	all := ways()
	for i, t := range h.told.all {
		w := all[t.name]
		at := h.day(w.ago, 16+i%3, (i*13)%60)
		author := h.teller(at, t, w.young)
		if author == nil {
			continue
		}
		c := &course{tale: t, h: h, writer: author}
		h.does(at, author.id, "tells "+t.name, func(p *hand) {
			sight := "answer"
			if w.read || w.young {
				sight = "read"
			}
			p.hands = w.hand
			p.tell(t.category, t.words, sight)
			h.sent[t.name] = p.filed
		})
		if w.does != nil {
			w.does(c)
		}
	}
}

// teller is who tells a tale: a neighbour who reads its language, of its neighbourhood if
// there is one, and who tells no other.
func (h *history) teller(by time.Time, t tale, young bool) *neighbour {
	for _, near := range []bool{true, false} {
		for _, n := range h.people {
			if n.lang == t.lang && n.young == young && !n.tale && n.since.Add(48*time.Hour).Before(by) && (!near || n.area == t.area%len(h.d.programme.Areas)) {
				n.tale = true
				return n
			}
		}
	}
	return nil
}

// at adds what somebody does with the case, some days ago. What they do is a list of
// buttons; "b." is the first that begins so, one with a question mark is pressed if it is
// there, and a text, which has a space, is written.
func (c *course) at(ago, hour int, who int64, open func(*hand, *flows.Concern), does []string) {
	h := c.h
	h.then(h.day(ago, hour, len(c.name)), fmt.Sprintf("%s: %v", c.name, does), func(ctx context.Context, at time.Time) error {
		filed := h.sent[c.name]
		if filed == nil {
			return fmt.Errorf("it was never told")
		}
		return h.as(ctx, who, at, func(p *hand) {
			open(p, filed)
			p.through(does)
		})
	})
}

// through presses and writes.
func (p *hand) through(does []string) {
	for _, do := range does {
		switch {
		case strings.Contains(do, " "):
			p.write(do)
			p.may("done")
		case do == "b.":
			p.must(do)
		case strings.HasSuffix(do, "?"):
			p.may(strings.TrimSuffix(do, "?"))
		default:
			p.press(do)
		}
	}
}

// onDesk opens the case at a desk for cases.
func onDesk(q flows.CaseQueue) func(*hand, *flows.Concern) {
	return func(p *hand, c *flows.Concern) {
		p.at(flows.StepCases, string(q))
		p.press("c." + c.Handle)
	}
}

func (c *course) officer(ago int, does ...string) {
	c.at(ago, 10, phone(flows.RoleOfficer), onDesk(flows.QueueOfficers), does)
}

func (c *course) partner(ago int, does ...string) {
	c.at(ago, 11, phone(flows.RolePartner), onDesk(flows.QueuePartner), does)
}

func (c *course) contact(ago int, does ...string) {
	c.at(ago, 12, phone(flows.RoleIndependent), onDesk(flows.QueueIndependent), does)
}

func (c *course) lead(ago int, does ...string) {
	c.at(ago, 13, phone(flows.RoleLead), onDesk(flows.QueueLead), does)
}

// reviewer works on what waits to be checked.
func (c *course) reviewer(ago int, does ...string) {
	c.at(ago, 9, phone(flows.RoleReviewer), func(p *hand, f *flows.Concern) {
		p.at(flows.StepReviews, "")
		p.press("c." + f.Handle)
	}, does)
}

// review lets it pass: as it is, or as the tale has it.
func (c *course) review(ago int) {
	c.at(ago, 9, phone(flows.RoleReviewer), func(p *hand, f *flows.Concern) {
		p.at(flows.StepReviews, "")
		p.press("c." + f.Handle)
		if c.released != "" {
			p.press("shorten")
			p.write(c.released)
			p.may("done")
		}
		p.press("release")
		if p.err == nil && p.person.Step == flows.StepReleaseSure {
			p.press("release")
		}
	}, nil)
}

// author works on the own case.
func (c *course) author(ago int, does ...string) {
	c.at(ago, 18, c.writer.id, func(p *hand, f *flows.Concern) {
		p.link("case." + strings.ToLower(f.Code))
	}, does)
}

// written has the second translator write what was answered in the reader's language: it
// waits to be checked.
func (c *course) written(ago int) {
	c.at(ago, 10, secondTranslator, func(p *hand, _ *flows.Concern) {
		p.at(flows.StepTranslations, "")
		p.look()
		for _, do := range p.offers("k.") {
			p.at(flows.StepTranslations, "")
			p.look()
			p.press(do)
			if strings.Contains(fmt.Sprint(p.screen.Lines), c.says) {
				return
			}
		}
		p.must("the answer of " + c.name)
	}, []string{c.into, "send"})
}

// translated has one translator write what was asked for, and another check it.
func (c *course) translated(ago int) {
	first := func(p *hand, _ *flows.Concern) {
		p.at(flows.StepTranslations, "")
		p.look()
		p.must("k.")
	}
	c.at(ago, 10, phone(flows.RoleTranslator), first, []string{c.into, "send"})
	c.at(ago-1, 10, secondTranslator, first, []string{"right"})
}
