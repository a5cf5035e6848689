package flows

import (
	"slices"
	"strings"
	"time"
)

// Texts come in editions: what a reviewer releases reaches officers at fixed hours
// only, never the moment it is released. Else who has just written could be told
// from what has just appeared. That holds for replies in a thread, for "I'd rather
// not answer", for a case that its author opens again, and for a question that a
// reviewer took away. There is no urgent way. What is taken back or erased is gone
// at once. Each waits by its own time, set when it is released: nothing has to run.

// mostTextHours is how many times a day texts may reach officers at most.
const mostTextHours = 3

// textMinutes are the minutes of the day at which texts reach officers.
func (s Schedule) textMinutes() []int {
	var all []int
	for _, at := range strings.FieldsFunc(s.Texts, func(r rune) bool { return r == ',' || r == ' ' }) {
		all = append(all, clockMinute(at, 8*60))
	}
	if len(all) == 0 {
		all = []int{8 * 60}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// textHours is the same as people read it: "08:00, 14:00".
func (s Schedule) textHours() Code {
	var all []string
	for _, m := range s.textMinutes() {
		all = append(all, time.Date(2000, 1, 1, m/60, m%60, 0, 0, time.UTC).Format("15:04"))
	}
	return Code(strings.Join(all, ", "))
}

// FirstText is the hour and minute of the day's first edition of texts, at which
// officers are told.
func (s Schedule) FirstText() (hour, minute int) {
	m := s.textMinutes()[0]
	return m / 60, m % 60
}

// NextTexts is when what is released at a moment reaches officers: always later.
func (p *Programme) NextTexts(released time.Time) time.Time {
	y, m, d := released.In(p.Zone).Date()
	for ; ; d++ {
		for _, minute := range p.Schedule.textMinutes() {
			if at := localTime(y, m, d, minute/60, minute%60, p.Zone); at.After(released) {
				return at
			}
		}
	}
}

// nextTexts is the same from now on, in unix seconds.
func (t *turn) nextTexts() int64 { return t.w.Programme.NextTexts(t.e.Now).Unix() }

// opened says whether officers read a case by now.
func (c *Concern) opened(now time.Time) bool { return c.ReleasedAt != 0 && c.Opens <= now.Unix() }

// opens is from when on officers find a case in their list.
func (c *Concern) opens() int64 {
	if c.Case == CaseReopened {
		return max(c.Opens, c.Reopens)
	}
	return c.Opens
}

// openedFor is a case as officers may see it by now: one that its author has just
// opened again still looks closed to them. Nothing that can be changed is hidden.
func (c *Concern) openedFor(now time.Time) *Concern {
	if c.Route != RouteOfficers || c.Case != CaseReopened || c.Reopens <= now.Unix() {
		return c
	}
	d := c.clone()
	d.Case = c.Was
	return &d
}

// Fresh says whether something of a case reached officers after one moment and up to
// another (unix seconds).
func (c *Concern) Fresh(after, until int64) bool {
	in := func(at int64) bool { return at > after && at <= until }
	return c.Route == RouteOfficers && c.opened(time.Unix(until, 0)) && (in(c.Opens) || in(c.Reopens) ||
		slices.ContainsFunc(c.Thread, func(e Entry) bool { return e.From == PartyAuthor && !e.Waiting && !e.Held && in(e.Opens) }))
}

// TextsReady tells an officer that there is something new in one of their areas,
// or of those for whom they stand in; ok is false if there is not. What and how much
// stands on the desk only.
func TextsReady(b *Board, m Member, fresh []string, now time.Time) (say Say, ok bool) {
	ok = slices.ContainsFunc(fresh, func(area string) bool {
		return slices.ContainsFunc(b.OfficersNow(area, now), func(o Member) bool { return o.Who == m.Who })
	})
	return Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true, Lines: line("texts.ready", nil),
		Rows: column(link("notice.open", "oldest"), link("desk.back", "desk"))}, ok
}

// opensLines say to the author from when on officers read what was released.
func (t *turn) opensLines(c *Concern) []Line {
	if at := c.opens(); c.Route == RouteOfficers && c.ReleasedAt != 0 && c.open() && at > t.e.Now.Unix() {
		return line("texts.opens", Args{"when": Moment(time.Unix(at, 0))})
	}
	return nil
}

// textsLock says that nothing reaches officers at once.
func (t *turn) textsLock(r Route) []Line {
	if r != RouteOfficers || !t.w.Programme.Reviewed {
		return nil
	}
	return line("texts.lock", Args{"hours": t.w.Programme.Schedule.textHours()})
}
