package main

import (
	"slices"
	"strconv"
	"time"

	"porchlight/flows"
)

// This file is the agenda of one of the demo's meetings that come: points that residents
// proposed, how many say "me too" - one of them enough to be shown - and an answer of the
// police.

// sayMeToo is how many people say "me too" to the first point, to the second and so on.
var sayMeToo = []int{14, 8, 3}

// points fills the agenda of a meeting that comes, from the day on which it was made.
func (h *history) points(s flows.Session, made int) {
	var told []tale
	for _, t := range h.told.all {
		if slices.Contains([]string{"done", "partly", "seen"}, t.name) && len(told) < len(sayMeToo) {
			told = append(told, t)
		}
	}
	people := h.who(h.day(made, 9, 0), func(n *neighbour) bool {
		return !n.young && (len(s.Areas) == 0 || slices.Contains(s.Areas, h.area(n.area)))
	})
	if len(people) < sayMeToo[0] {
		return
	}
	for i, t := range told {
		h.does(h.day(made-1, 13, 7*i), people[i].id, "proposes a point", func(p *hand) {
			p.link("agenda." + s.ID)
			p.press("propose")
			p.write(t.words)
			p.press("send")
		})
	}
	h.does(h.day(made-2, 9, 0), phone(flows.RoleReviewer), "checks points", func(p *hand) {
		for i := range told {
			p.at(flows.StepCheckPoint, s.ID+" "+strconv.Itoa(i+1))
			p.look()
			p.may("release")
		}
	})
	h.does(h.day(made-2, 10, 0), phone(flows.RoleOrganiser), "publishes points", func(p *hand) {
		p.at(flows.StepOrgAgenda, s.ID)
		p.look()
		p.may("all")
	})
	h.then(h.day(made-2, 10, 1), "whoever proposed one is told", h.job("announcements"))
	for i := range told {
		for k := range sayMeToo[i] {
			h.does(h.day(made-3, 11+k%8, 3*i+k), people[(k+i)%len(people)].id, "says me too", func(p *hand) {
				p.link("agenda." + s.ID)
				p.may("too." + strconv.Itoa(i+1))
			})
		}
	}
	h.answers(s, made, told)
}

// answers has an officer answer the first point, and a reviewer let it through.
func (h *history) answers(s flows.Session, made int, told []tale) {
	i := slices.IndexFunc(told, func(t tale) bool { return t.says != "" })
	if i < 0 {
		return
	}
	n := strconv.Itoa(i + 1)
	at := h.day(made-4, 12, 0)
	h.does(at, phone(flows.RoleOfficer), "answers a point", func(p *hand) {
		p.at(flows.StepOfficerAgenda, s.ID)
		p.look()
		if slices.Contains(p.offers("a."), "a."+n) {
			p.press("a." + n)
			p.write(told[i].says)
			p.press("send")
		}
	})
	h.does(at.Add(time.Hour), phone(flows.RoleReviewer), "checks the answer", func(p *hand) {
		p.at(flows.StepCheckPoint, s.ID+" "+n+" answer")
		p.look()
		p.may("release")
	})
	h.then(at.Add(2*time.Hour), "whoever proposed it is told", h.job("announcements"))
}
