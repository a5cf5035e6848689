package flows

import "slices"

// This file tells whoever checks points, or answers to them, that one waits: once, until they
// have checked all that wait for them at that meeting, and not at night. It names no meeting.

// checks says whether a member may check a point or an answer: in their role, neighbourhoods
// and languages.
func (m *Member) checks(c toCheck) bool {
	if c.checker() == RoleLead {
		return m.mayAny(leadCases, c.s.Areas)
	}
	return m.mayAny(reviewTexts, c.s.Areas) && m.readsLang(c.lang())
}

// lang is the language of what is checked.
func (c toCheck) lang() Lang {
	if c.answer {
		return c.p.Answer.Lang
	}
	return c.p.Lang
}

// unchecked says that nobody has a role in which they can check it.
func (t *turn) unchecked(c toCheck) []Line {
	if slices.ContainsFunc(t.w.Board.Staff, func(m Member) bool { return m.checks(c) }) {
		return nil
	}
	return line("agenda.nobody", nil)
}

// tellCheckers tells those who can check what has just come in. had is the agenda before it.
func (t *turn) tellCheckers(s Session, had *Agenda, c toCheck) {
	waits := had.checks(s)
	for _, m := range t.w.Board.Staff {
		if m.Who == t.e.Who || !m.checks(c) || slices.ContainsFunc(waits, m.checks) {
			continue
		}
		if p := t.person(m.Who); p == nil || p.Paused {
			continue
		}
		t.out.Says = append(t.out.Says, Say{To: &m.Who, Lang: m.Lang, Chat: m.Chat, Fresh: true,
			Wait:  UntilQuietEnds(t.w.Programme, t.e.Now, "points."+s.ID),
			Lines: line("agenda.check.push", nil), Rows: column(link("desk.back", "desk"))})
	}
}
