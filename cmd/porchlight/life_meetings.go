package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"porchlight/flows"
)

// This file is the demo's meetings, those that were and those that come, and what was
// announced.

// meetings are those of the file, which lie behind by now, and later ones of the same kind.
func (h *history) meetings() {
	began := h.began()
	file := h.d.programme.Sessions
	if len(file) == 0 {
		return
	}
	for _, s := range file {
		s.Start = s.Plan.On(h.day(began, 9, 0), h.d.programme.Zone).Unix()
		if ago := h.ago(s.Start); ago > 1 {
			h.agrees(s, began-1)
			h.join(s, began-1, ago)
			h.came(s)
		}
	}
	copies := []struct {
		of, ago, made int
	}{
		{0, 12, 25}, {0, -3, 9}, {1, -5, 9}, {2, -6, 8}, {3, -10, 7}, {0, h.inAWeek(file[0]), 6},
	}
	for i, s := range file {
		if closed(s) { // one more of those that stand in no list
			copies = append(copies, struct{ of, ago, made int }{i, -9, 8})
		}
	}
	waits := len(copies) // one of young people and adults together, to which nobody has said yes
	if i := slices.IndexFunc(file, func(s flows.Session) bool { return s.Both }); i >= 0 {
		copies = append(copies, struct{ of, ago, made int }{i, -23, 4})
	}
	for i, c := range copies {
		if c.of >= len(file) {
			continue
		}
		s := file[c.of]
		seed := h.seed()
		s.ID, s.Start = hex.EncodeToString(seed[:5]), h.hourOf(s, c.ago).Unix()
		if s.Both {
			s.Young = 1 + seed[5]%2
		}
		h.then(h.day(c.made, 10, i), "a meeting is made", func(ctx context.Context, _ time.Time) error {
			return h.d.store.UpdateBoard(ctx, func(b *flows.Board) bool {
				b.Sessions = append(b.Sessions, s)
				slices.SortFunc(b.Sessions, flows.ByStart)
				return true
			})
		})
		if i != waits {
			h.agrees(s, c.made-1)
		}
		h.join(s, c.made-1, max(1, c.ago+1))
		if c.ago > 0 {
			h.came(s)
			h.tells(s)
			h.thanks(s)
		}
		if i < 3 {
			h.leads(s, c.made)
		}
		if s.Points && c.ago < 0 && c.made > 8 {
			h.points(s, c.made)
		}
	}
}

// hourOf is the hour of a meeting of the file on another day.
func (h *history) hourOf(s flows.Session, ago int) time.Time {
	begins := s.Plan.On(h.day(h.began(), 9, 0), h.d.programme.Zone)
	return h.day(ago, begins.Hour(), begins.Minute())
}

// inAWeek is the day on which a meeting of the file comes within a day after whoever winds
// the clock by a week: they see its reminder.
func (h *history) inAWeek(s flows.Session) int {
	if h.hourOf(s, -7).Before(h.now.AddDate(0, 0, 7).Add(time.Hour)) {
		return -8
	}
	return -7
}

// ago is how many days ago something was.
func (h *history) ago(unix int64) int { return int(h.now.Sub(time.Unix(unix, 0)).Hours() / 24) }

// join has as many people take a place, or wait for one, as is believable, from one day to
// another.
func (h *history) join(s flows.Session, from, to int) {
	if len(s.Roles) > 0 {
		h.joinByRole(s, from)
		return
	}
	open := h.link(s, from)
	all := h.who(h.day(to+1, 9, 0), func(n *neighbour) bool {
		return (n.young == s.Youth || s.Both) && (len(s.Areas) == 0 || slices.Contains(s.Areas, h.area(n.area)))
	})
	for k := range min(wanted(s), len(all)) {
		n := all[(k*stride(5, len(all))+int(s.Start/3600)%7)%len(all)]
		at := h.day(from-k%max(1, from-to+1), 12+k%9, (k*11)%60)
		if at.Before(n.since) {
			at = n.since.Add(2 * time.Hour)
		}
		if at.Unix() >= s.Start {
			continue
		}
		h.does(at, n.id, "joins a meeting", func(p *hand) {
			p.link(*open)
			p.may("join", "wait")
		})
	}
}

// agrees has the safeguarding lead say yes to a meeting of young people and adults, once its
// link is made.
func (h *history) agrees(s flows.Session, from int) {
	if !s.Both {
		return
	}
	h.does(h.day(from, 11, 45), phone(flows.RoleLead), "says yes to a meeting", func(p *hand) {
		p.at(flows.StepBothOne, s.ID)
		p.look()
		p.must("yes.")
	})
}

// closed says whether a meeting stands in no list for everybody.
func closed(s flows.Session) bool { return s.Invited || len(s.Roles) > 0 }

// link is what leads to a meeting: of one by invitation, a link that an organiser makes.
func (h *history) link(s flows.Session, from int) *string {
	leads := "s." + s.ID
	if s.Invited {
		at := h.day(from, 11, 30)
		h.does(at, phone(flows.RoleOrganiser), "makes a link", func(p *hand) {
			p.at(flows.StepPasses, s.ID)
			p.press("make")
			p.write(s.Place.In(h.d.programme.Languages[0]))
			p.press("n.30")
			if _, token, ok := strings.Cut(p.linked, "?start=v_"); ok {
				leads = "pass." + token
			}
		})
	}
	return &leads
}

// joinByRole has whoever has one of a meeting's roles take a place.
func (h *history) joinByRole(s flows.Session, from int) {
	for i, r := range s.Roles {
		h.does(h.day(from, 12+i, 10), phone(r), "joins a meeting", func(p *hand) {
			p.link("s." + s.ID)
			p.may("join", "wait")
		})
	}
}

// wanted is how many want to come to a meeting: to a small one more than fit.
func wanted(s flows.Session) int {
	switch {
	case s.Capacity < 8:
		return s.Capacity + 4
	case s.Capacity > 60:
		return 55
	}
	return s.Capacity - 2
}

// came has whoever leads the meetings enter how many came: four of five who had a place.
func (h *history) came(s flows.Session) {
	after := time.Unix(s.Start, 0).Add(time.Duration(s.Minutes+30) * time.Minute)
	h.does(after, phone(flows.RoleFacilitator), "counts who came", func(p *hand) {
		p.at(flows.StepLeadCame, s.ID)
		if p.err == nil {
			p.err = h.d.store.Fetch(p.ctx, p.loaded, flows.Reads{Seats: []string{s.ID}})
		}
		if p.err == nil {
			p.write(strconv.Itoa((p.loaded.World.Seats[s.ID].In*4 + 4) / 5))
		}
	})
}

// leads names who leads a meeting, with a note for them.
func (h *history) leads(s flows.Session, made int) {
	h.does(h.day(made, 11, 0), phone(flows.RoleOrganiser), "names who leads", func(p *hand) {
		mark := h.d.store.Person(phone(flows.RoleFacilitator))
		p.at(flows.StepOrgLeads, s.ID)
		p.press("m." + hex.EncodeToString(mark[:6]))
		p.at(flows.StepOrgNotes, s.ID)
		p.write(h.told.notes)
	})
}

// tells writes to everybody with a place, the day before a meeting: a ready-made text.
func (h *history) tells(s flows.Session) {
	at := h.day(h.ago(s.Start)+1, 11, 0)
	h.does(at, phone(flows.RoleOrganiser), "tells the people of a meeting", func(p *hand) {
		p.at(flows.StepOrgMore, s.ID)
		p.press("tell", "in", "ready", "t.g.planned", "now", "send")
	})
	h.then(at.Add(time.Minute), "it is sent", h.job("announcements"))
}

// thanks tells the first neighbourhood what came of a meeting: a ready-made text.
func (h *history) thanks(s flows.Session) {
	at := h.day(h.ago(s.Start), 11, 0)
	h.does(at, phone(flows.RoleOrganiser), "thanks for a meeting", func(p *hand) {
		p.at(flows.StepNews, "")
		p.press("make", "ready", "t.n.thanks", "s."+s.ID, "without", "a."+h.area(0), "next", "next", "no", "now", "send")
	})
	h.then(at.Add(time.Minute), "it is sent", h.job("announcements"))
}

// announcements has one wait for its translations, until tomorrow at noon.
func (h *history) announcements() {
	p := h.d.programme
	h.does(h.day(1, 15, 0), phone(flows.RoleOrganiser), "announces", func(o *hand) {
		o.at(flows.StepNews, "")
		o.press("make", "l."+string(p.Languages[0]))
		o.write(h.told.news)
		o.press("without", "next", "next", "no")
		if len(p.Languages) > 1 {
			o.press("translators")
			until := o.offers("u.")
			if len(until) > 0 {
				o.press(until[len(until)-1])
			}
		}
		o.press("later")
		o.press("d."+h.day(-1, 12, 0).Format(time.DateOnly), "h.12", "send")
	})
	for ago := 14; ago > 0; ago-- {
		h.then(h.day(ago, 6, 10), "it is looked who is missing", h.job("voices"))
	}
	for _, week := range h.weeks() {
		h.then(week, "an edition", h.editions)
	}
}

// weeks are the moments at which editions were closed.
func (h *history) weeks() (all []time.Time) {
	for ago := h.began() - 7; ago > 0; ago -= 7 {
		all = append(all, h.day(ago, 9, 0))
	}
	return all
}

// editions closes the numbers of every week that is over.
func (h *history) editions(ctx context.Context, _ time.Time) error {
	if err := h.bot.Past(ctx, "digest"); err != nil {
		return fmt.Errorf("the numbers of a week: %w", err)
	}
	return nil
}
