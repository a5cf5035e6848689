package flows

import (
	"slices"
	"time"
)

// This file is about officers who are away, and who stands in for them. Nothing
// is handed over and nothing is taken back: who may see what is worked out in
// each turn from the board, the roles on it and the clock. So a deputy's sight
// begins and ends by itself, and with the role of whoever is away.
// absence_desk.go is where an officer says it.

// Absence is when a member is away, and who was asked to stand in.
type Absence struct {
	From     int64 `cbor:"1,keyasint"` // unix seconds: the first day's midnight
	Until    int64 `cbor:"2,keyasint"` // ... and the one after the last day
	Deputy   ID    `cbor:"3,keyasint"` // zero: nobody
	Declined bool  `cbor:"4,keyasint,omitempty"`
}

// longestAbsence keeps a slip of the finger from closing a desk for years.
const longestAbsence = 92 * 24 * time.Hour

// over says whether an absence lies behind.
func (a *Absence) over(now time.Time) bool { return a == nil || a.Until <= now.Unix() }

// meets says whether two absences have a moment in common.
func (a *Absence) meets(b *Absence) bool {
	return a != nil && b != nil && a.From < b.Until && b.From < a.Until
}

// AwayAt says whether a member is away.
func (m *Member) AwayAt(now time.Time) bool {
	return m != nil && !m.Away.over(now) && m.Away.From <= now.Unix()
}

// mayDeputise says whether a member may stand in for an officer: officers only,
// and nobody who was also given what the police must not have.
func (m *Member) mayDeputise() bool {
	return m.has(RoleOfficer, "") && !slices.ContainsFunc(m.Grants, func(g Grant) bool { return mixes(g.Role, RoleOfficer) })
}

// deputyOf is who stands in for a member now; nil: nobody, or they are here.
// Whoever is away stands in for nobody, and nobody stands in for a deputy's
// deputy.
func (b *Board) deputyOf(m *Member, now time.Time) *Member {
	if !m.AwayAt(now) || m.Away.Declined {
		return nil
	}
	d := b.member(m.Away.Deputy)
	if d == nil || d.Who == m.Who || !d.mayDeputise() || d.AwayAt(now) {
		return nil
	}
	return d
}

// OfficersNow lists who takes the cases of an area at a moment, each once: its
// officers who are not away, and those who stand in for the others.
func (b *Board) OfficersNow(area string, now time.Time) []Member {
	var all []Member
	add := func(m *Member) {
		if !slices.ContainsFunc(all, func(had Member) bool { return had.Who == m.Who }) {
			all = append(all, *m)
		}
	}
	for i := range b.Staff {
		switch m := &b.Staff[i]; {
		case !m.may(officerCases, area):
		case !m.AwayAt(now):
			add(m)
		default:
			if d := b.deputyOf(m, now); d != nil {
				add(d)
			}
		}
	}
	return all
}

// awayFrom says whether an officer of an area is away now, until when the first
// of them is, and whether anybody is there all the same.
func (b *Board) awayFrom(area string, now time.Time) (away bool, until int64, attended bool) {
	for i := range b.Staff {
		if m := &b.Staff[i]; m.has(RoleOfficer, area) && m.AwayAt(now) {
			if !away || m.Away.Until < until {
				until = m.Away.Until
			}
			away = true
		}
	}
	return away, until, len(b.OfficersNow(area, now)) > 0
}

// standsFor lists for whom a member stands in now.
func (b *Board) standsFor(who ID, now time.Time) []Member {
	return slices.DeleteFunc(slices.Clone(b.Staff), func(m Member) bool {
		d := b.deputyOf(&m, now)
		return d == nil || d.Who != who
	})
}

// lastDay is the last day of an absence.
func lastDay(until int64) Day { return Day(time.Unix(until-1, 0)) }

// nobodyHere says that a case waits for officers where none has the role, or where
// those who have it are away and nobody stands in for them. It is empty where
// somebody is there.
func (t *turn) nobodyHere(c *Concern) []Line {
	if c.Route != RouteOfficers || !c.open() || t.holder(c) != "" || c.Answered != 0 && c.Case != CaseReopened {
		return nil
	}
	away, until, attended := t.w.Board.awayFrom(c.Area, t.e.Now)
	a, known := t.w.Programme.Area(c.Area)
	switch {
	case attended:
		return nil
	case away:
		return line("absence.waits", Args{"day": Date(lastDay(until))}) // it stands on a receipt
	case known:
		return line("concern.receipt.no_officer_area", Args{"area": Name(a.Name)})
	}
	return line("concern.receipt.no_officer", nil)
}

// awayHere tells a resident that an officer of their neighbourhood is away: not
// who, because the board and the programme's file name different things.
func (t *turn) awayHere(area string) []Line {
	switch away, until, attended := t.w.Board.awayFrom(area, t.e.Now); {
	case !away:
		return nil
	case attended:
		return line("absence.here", Args{"day": lastDay(until)})
	default:
		return line("absence.nobody_here", Args{"day": lastDay(until)})
	}
}

// awayLine says when a member is away and who stands in, to themselves and to
// organisers; nothing once it is over.
func (t *turn) awayLine(m Member) []Line {
	a := m.Away
	if a.over(t.e.Now) || !m.has(RoleOfficer, "") {
		return nil
	}
	args := Args{"from": Day(time.Unix(a.From, 0)), "till": lastDay(a.Until)}
	d := t.w.Board.member(a.Deputy)
	if d != nil {
		args["who"] = t.called(*d)
	}
	switch {
	case d == nil || !d.mayDeputise():
		return line("absence.line.nobody", args)
	case a.Declined:
		return line("absence.line.declined", args)
	case a.meets(d.Away) && !d.Away.over(t.e.Now):
		return line("absence.line.both", args)
	}
	return line("absence.line.with", args)
}

// askedToStandIn lists who asked the turn's person to stand in, now or later.
func (t *turn) askedToStandIn() []Member {
	return slices.DeleteFunc(slices.Clone(t.w.Board.Staff), func(m Member) bool {
		return m.Away.over(t.e.Now) || m.Away.Declined || m.Away.Deputy != t.e.Who || m.Who == t.e.Who || !m.has(RoleOfficer, "")
	})
}

// awayLines are what an officer reads at their desk about who is away.
func (t *turn) awayLines() []Line {
	me := t.me()
	if me == nil || !me.has(RoleOfficer, "") {
		return nil
	}
	lines := t.awayLine(*me)
	for _, m := range t.askedToStandIn() {
		args := Args{"who": t.called(m), "from": Day(time.Unix(m.Away.From, 0)), "till": lastDay(m.Away.Until), "areas": t.officerOf(m)}
		key := "absence.for"
		if d := t.w.Board.deputyOf(&m, t.e.Now); m.AwayAt(t.e.Now) && (d == nil || d.Who != t.e.Who) {
			key = "absence.for_not_now"
		}
		lines = append(lines, Line{Key: key, Args: args})
	}
	return lines
}

// officerOf names the neighbourhoods of somebody as an officer.
func (t *turn) officerOf(m Member) any {
	ids := m.areas(RoleOfficer, t.w.Programme)
	if len(ids) == len(t.w.Programme.Areas) {
		ids = nil
	}
	return t.grantAreas(ids)
}
