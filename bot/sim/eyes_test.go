package sim

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// Every text that somebody writes carries a word that nobody else can have
// written. So each message that reaches anybody says whose words it shows, and
// the model says whose eyes they are for.

var tokenShape = regexp.MustCompile(`(?:geheim|aushang|treffen)(\d+)w\d+z`)

// nameShape is what only the person themselves may ever be called.
var nameShape = regexp.MustCompile(`Vorname(\d+)q\d+`)

func tokens(text string) []string { return tokenShape.FindAllString(text, -1) }

// writer is the number of who wrote a token.
func writer(token string) int {
	n, _ := strconv.Atoi(tokenShape.FindStringSubmatch(token)[1])
	return n
}

// sighting is that somebody was shown words of somebody else.
type sighting struct {
	token  string
	viewer int
	life   int
	grants string
}

// glimpse is a sighting with what is needed to judge it.
type glimpse struct {
	sighting
	roles  []grant
	text   string
	agenda bool // points of a meeting stood there
}

// see takes in whose words a message shows to whom. The caller holds mu.
func (w *town) see(r *resident, m emulator.Message, s said) {
	for _, found := range nameShape.FindAllStringSubmatch(m.Text, -1) {
		if found[1] != strconv.Itoa(r.number) {
			w.wrong(r, "is told the name of person %s: %.200q", found[1], m.Text)
		}
	}
	w.replied(r, m, s)
	w.learnPoint(r, m, s)
	for _, token := range tokens(m.Text) {
		if writer(token) == r.number {
			w.place(r, token, s)
			continue
		}
		key := sighting{token, r.number, r.life.number, fmt.Sprint(r.grants)}
		if _, had := w.model.seen[key]; !had {
			w.model.seen[key] = glimpse{key, append([]grant(nil), r.grants...), m.Text, onAgenda(s)}
			w.model.unjudged = append(w.model.unjudged, key)
		}
	}
}

// place learns from the writer's own screens what their words became.
func (w *town) place(r *resident, token string, s said) {
	switch about := s.keys["case.about"]; {
	case s.has("concern.review.ask", "concern.review.ask_counted"):
		w.model.reviewed[token] = r.life.review
	case about != nil:
		if c := w.model.concerns[about["code"]]; c != nil && w.model.words[token] == nil {
			w.model.words[token] = c
		}
	case s.has("cases.check", "review.check"):
		w.model.desk[token] = true
	}
}

// replied learns to which concern somebody has just added words: the receipt of a reply
// leads to it, and does not repeat them.
func (w *town) replied(r *resident, m emulator.Message, s said) {
	if s.has("thread.preview") {
		r.life.reply = tokens(m.Text)
	}
	if !s.has("thread.did.reply") {
		return
	}
	for _, b := range buttons(m) {
		_, do := parts(b.Data)
		code, is := strings.CutPrefix(do, "case.")
		c := w.model.concerns[strings.ToUpper(code)]
		for _, token := range r.life.reply {
			if is && c != nil && writer(token) == r.number {
				w.model.words[token] = c
			}
		}
	}
}

// of is the concern that words belong to; nil: none that the writer was told of.
func (w *town) of(token string) *concern {
	if c := w.model.words[token]; c != nil {
		return c
	}
	if c := w.model.reviewed[token]; c != nil && c.code != "" {
		return c
	}
	return nil
}

// noteNames learns what people with a role are called: somebody may have written
// anything where they were asked for a name; and who was entrusted with cases.
func (w *town) noteNames(board *flows.Board) {
	for _, m := range board.Staff {
		for _, g := range m.Grants {
			if r := w.byChat[m.Chat]; r != nil && slices.Contains(g.Duties, flows.DutyCases) {
				w.model.duty[r.number] = true
			}
		}
		for _, token := range tokens(m.Name) {
			w.model.called[token] = true
		}
	}
}

// checkEyes judges what was seen since the last check: nobody below a role saw
// what is above it.
func (w *town) checkEyes() (wrong []string) {
	for _, key := range w.model.unjudged {
		g := w.model.seen[key]
		if why := w.forbidden(g); why != "" {
			r := w.people[g.viewer]
			wrong = append(wrong, fmt.Sprintf("person %d, who is %v, saw words of person %d: %s: %.300q; they saw%s", g.viewer, g.roles, writer(g.token), why, g.text, r.lately()))
		} else {
			w.model.judged++
		}
	}
	w.model.unjudged = nil
	return wrong
}

// forbidden says why somebody may not have seen words, "" if they may.
func (w *town) forbidden(g glimpse) string {
	c := w.of(g.token)
	has := func(role flows.Role, area string) bool {
		for _, h := range g.roles {
			if h.role == role && (h.area == "" || area == "" || h.area == area) {
				return true
			}
		}
		return false
	}
	translates := has(flows.RoleTranslator, "") && w.model.duty[g.viewer]
	switch {
	case w.mayReadPoint(g):
		return ""
	case c == nil && w.model.desk[g.token]:
		return w.forbiddenFromDesk(g)
	case c == nil && w.model.public[g.token]:
		return ""
	case c == nil && w.model.called[g.token] && len(g.roles) > 0:
		return "" // it is the name that somebody with a role gave themselves
	case c == nil:
		return "they were sent to nobody"
	case c.counted:
		return "they are for counting only"
	case c.category == flows.Police:
		if has(flows.RoleIndependent, "") || c.young && has(flows.RoleLead, "") || translates && w.model.asked[g.token] {
			return ""
		}
		return "they are about the police"
	case c.young:
		if has(flows.RoleLead, c.area) || translates && w.model.asked[g.token] {
			return ""
		}
		return "their author is not grown up"
	case has(flows.RoleReviewer, c.area):
		return ""
	// An officer may stand in for one of another neighbourhood; a partner gets what
	// was released and its author agreed to, of which the model knows the first.
	case !has(flows.RoleOfficer, "") && !has(flows.RolePartner, c.area) && translates && c.category.Sensitive():
		return "nobody translates them"
	case !has(flows.RoleOfficer, "") && !has(flows.RolePartner, c.area) && !translates:
		return "they have no role for that"
	case !w.model.released[g.token]:
		return "no reviewer released them"
	}
	return ""
}

// forbiddenFromDesk judges what a reviewer or an officer wrote about a case: the
// desks read it, and of all others one person, its author.
func (w *town) forbiddenFromDesk(g glimpse) string {
	for _, h := range g.roles {
		switch h.role {
		case flows.RoleReviewer, flows.RoleOfficer, flows.RoleIndependent, flows.RoleLead, flows.RolePartner:
			return ""
		case flows.RoleTranslator:
			if w.model.duty[g.viewer] {
				return ""
			}
		}
	}
	for _, other := range w.model.seen {
		if other.token == g.token && other.viewer != g.viewer && len(other.roles) == 0 {
			return fmt.Sprintf("they answer one person, and person %d saw them too", other.viewer)
		}
	}
	for _, c := range w.model.concerns {
		if c.by.number == g.viewer {
			return ""
		}
	}
	return "they answer a concern, and this person has sent none"
}
