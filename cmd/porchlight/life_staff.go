package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// This file is the roles of the demo: who has which, since when, and what they do besides
// cases. Those on the phones have worked for eight weeks, too.

const lifePatience = 5 * time.Second

// colleague is somebody with a role and no phone on the page.
type colleague struct {
	id    int64
	role  flows.Role
	name  string
	areas []string
}

// The colleagues, by their Telegram ids.
const (
	secondOfficer    = 5102
	secondReviewer   = 5104
	secondTranslator = 5108
)

// colleagues are a second officer, as the file names one, somebody else who checks texts,
// and whoever checks translations.
func (h *history) colleagues() []colleague {
	p := h.d.programme
	all := []colleague{
		{secondReviewer, flows.RoleReviewer, h.d.holder("second reviewer"), []string{h.area(1)}},
		{secondTranslator, flows.RoleTranslator, h.d.holder("second translator"), nil},
	}
	if len(p.Officers) > 1 {
		o := p.Officers[1]
		name, _, _ := strings.Cut(strings.ReplaceAll(o.Name.In(h.d.lang), "،", ","), ",")
		all = append(all, colleague{secondOfficer, flows.RoleOfficer, name, o.Areas})
	}
	return all
}

// phone is the id of whoever has a role's phone.
func phone(r flows.Role) int64 {
	all := phonesOf()
	return all[slices.IndexFunc(all, func(p phoneOf) bool { return p.role == r })].id
}

// roles gives everybody theirs, on the first morning.
func (h *history) roles() {
	at := h.day(h.began(), 9, 0)
	h.then(at, "the programme begins", func(ctx context.Context, at time.Time) error {
		if err := h.d.store.Open(ctx); err != nil {
			return err
		}
		_, err := h.d.store.Seed(ctx, h.d.programme, at)
		return err
	})
	for _, p := range phonesOf()[1:] {
		h.joins(at, colleague{p.id, p.role, h.d.holder(p.role), nil})
	}
	for _, c := range h.colleagues() {
		h.joins(at, c)
	}
	h.does(at.Add(20*time.Minute), phone(flows.RoleOrganiser), "entrusts cases to translators", func(p *hand) {
		for _, id := range []int64{phone(flows.RoleTranslator), secondTranslator} {
			p.at(flows.StepOne, h.d.store.Person(id).String())
			p.look()
			p.must("d.")
		}
	})
	if len(h.d.programme.Officers) > 1 {
		h.does(h.day(1, 10, 0), secondOfficer, "will be away", func(p *hand) {
			day := func(ago int) string { return "d." + h.day(ago, 12, 0).Format(time.DateOnly) }
			p.at(flows.StepAway, "")
			p.press("new", day(-2), day(-4))
			p.must("p.")
			p.may("send", "keep", "yes", "say", "confirm")
		})
	}
}

// joins has somebody accept an invitation.
func (h *history) joins(at time.Time, c colleague) {
	p := h.d.programme
	h.then(at, "an invitation for "+c.name, func(ctx context.Context, at time.Time) error {
		token := flows.NewInviteToken(h.seed())
		inv := flows.Invitation{Role: c.role, Name: c.name, Areas: c.areas, Expires: at.Add(24 * time.Hour).Unix()}
		if c.role == flows.RolePartner {
			inv.Body = h.d.city()
		}
		if err := h.d.store.PutInvitation(ctx, token, inv); err != nil {
			return err
		}
		return h.as(ctx, c.id, at.Add(5*time.Minute), func(i *hand) {
			i.command("start", "i_"+token)
			i.may(string(h.d.lang))
			i.press("accept")
			switch {
			case c.role == flows.RoleReviewer && p.Reviewed || c.role == flows.RoleTranslator:
				for _, l := range p.Languages {
					if l != h.d.lang || c.role == flows.RoleTranslator {
						i.press("l." + string(l))
					}
				}
				i.press("next")
			}
		})
	})
}

// desks has everybody with a phone ask for their desk, through the bot: it is what stands in
// their chats.
func (d *demonstration) desks(ctx context.Context, emu *emulator.Server) error {
	for _, p := range phonesOf()[1:] {
		if err := emulator.Walk(emu.Person(p.id, d.profile(p)), lifePatience).Write(ctx, "/desk"); err != nil {
			return fmt.Errorf("the desk of the %s: %w", p.role, err)
		}
	}
	return nil
}

// city is the service that mends what is broken; without one, the first.
func (d *demonstration) city() string {
	for _, s := range d.programme.Services {
		if slices.Contains(s.Needs, flows.NeedCity) {
			return s.ID
		}
	}
	if len(d.programme.Services) > 0 {
		return d.programme.Services[0].ID
	}
	return "City"
}

// guides are approved and published by the organiser, in the name of services of the file;
// one waits for its publication, and the others are samples.
func (h *history) guides() {
	services := h.d.programme.Services
	if len(services) == 0 {
		return
	}
	for i, g := range h.world.Guides {
		if i > 3 {
			break
		}
		by := services[i%len(services)].Name.In(h.d.programme.Languages[0])
		h.does(h.day(45-i*6, 11, 0), phone(flows.RoleOrganiser), "approves a guide", func(p *hand) {
			p.at(flows.StepDeskGuide, g.ID)
			p.press("record")
			p.write(by)
			for _, l := range h.d.programme.Languages {
				p.press("l." + string(l))
			}
			p.press("next")
			months := p.offers("d.")
			if p.err != nil || len(months) == 0 {
				p.err = fmt.Errorf("no day for a review at %s: %w", p.person.Step, p.err)
				return
			}
			p.press(months[len(months)-1], "record")
			if i < 3 {
				p.press("publish")
				p.must("yes.")
			}
		})
	}
}
