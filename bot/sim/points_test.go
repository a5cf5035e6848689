package sim

import (
	"porchlight/bot/emulator"
	"porchlight/flows"
)

// point is what somebody looked at before they handed it in for the agenda of a meeting,
// or as what a reviewer lets through of one.
type point struct {
	desk      bool // by somebody with a role: an officer's point or answer, or a reviewer's shorter words
	published bool // an organiser put it on the agenda
}

// learnPoint learns which words of somebody's own may come to an agenda. The caller holds mu.
func (w *town) learnPoint(r *resident, m emulator.Message, s said) {
	if !s.has("agenda.propose.check", "review.check") {
		return
	}
	for _, token := range tokens(m.Text) {
		if writer(token) == r.number && w.model.points[token] == nil {
			w.model.points[token] = &point{desk: r.holds(flows.RoleOfficer) || r.holds(flows.RoleReviewer) || r.holds(flows.RoleLead)}
		}
	}
}

// pressingPoint notes what a press makes of points. The caller holds mu.
func (w *town) pressingPoint(r *resident, m emulator.Message, do string) {
	s := w.reader.read(m.Text)
	switch {
	case do == "release" && r.holds(flows.RoleLead):
		for _, token := range tokens(m.Text) {
			w.model.released[token] = true
		}
	case do == "publish" && r.holds(flows.RoleOrganiser) && s.has("agenda.org.point"):
		for _, token := range tokens(m.Text) {
			w.publish(token)
		}
	case do == "all" && r.holds(flows.RoleOrganiser) && s.has("agenda.org.until"): // those on its other pages too
		for token := range w.model.points {
			w.publish(token)
		}
	}
}

// publish notes that everybody may read a point that organisers could read.
func (w *town) publish(token string) {
	if p := w.model.points[token]; p != nil && (p.desk || w.model.released[token]) {
		p.published = true
	}
}

// onAgenda says whether a screen shows points of a meeting.
func onAgenda(s said) bool {
	return s.has("agenda.title", "agenda.org.point", "agenda.org.merge_ask", "agenda.check.about", "agenda.check.answer")
}

// mayReadPoint says whether somebody may have read words as a point of an agenda or as its
// answer: whoever checks them, organisers and whoever leads the meeting once they were
// checked, and everybody once they are published. An officer's point is checked by nobody;
// of what was written at a desk the model does not know whether it is an answer, which is
// published when it is released.
func (w *town) mayReadPoint(g glimpse) bool {
	p := w.model.points[g.token]
	if p == nil {
		return false
	}
	released := w.model.released[g.token]
	if p.published || p.desk && released && g.agenda {
		return true
	}
	for _, h := range g.roles {
		switch h.role {
		case flows.RoleReviewer, flows.RoleLead:
			if g.agenda || w.of(g.token) == nil {
				return true
			}
		case flows.RoleOrganiser, flows.RoleFacilitator:
			if g.agenda && (released || p.desk) {
				return true
			}
		}
	}
	return false
}
