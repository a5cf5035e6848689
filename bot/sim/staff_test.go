package sim

import (
	"fmt"
	"slices"
	"strings"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// grant is a role that somebody was told they have.
type grant struct {
	role flows.Role
	area string // "" is all
}

// staffErrand is what somebody with a role came for.
func (r *resident) staffErrand() string {
	if r.translates() && r.rng.IntN(4) > 0 {
		return "translations"
	}
	all := []string{"reviews", "cases", "contact", "young", "sessions", "news", "news", "staff", "invite", "digest", "reviews", "cases"}
	return all[r.rng.IntN(len(all))]
}

// atDesk is how much somebody leans towards a button of a desk; 0: it is none.
func (r *resident) atDesk(m emulator.Message, do string) int {
	switch do {
	case "reply", "refuse", "report", "reopen": // of an author
		return 14
	}
	if strings.HasPrefix(do, "case.") {
		return 12
	}
	if strings.HasPrefix(do, "picture.") {
		return 20
	}
	if !r.hasRole() {
		return 0
	}
	switch do {
	case "waits", "reviews", "cases", "contact", "young", "news", "people", "staff", "invite", "digest":
		return 14
	case "release", "photo", "seen", "acknowledge", "right", "translations":
		return 30
	case "translate":
		return 14
	case "rest", "translators":
		return 60
	case "shorten", "ask", "answer", "own", "close", "came":
		return 14
	case "hold", "remove", "done", "partly":
		return 6
	case "make", "all", "change", "capacity", "again":
		return 12
	case "without", "next", "now":
		return 30
	case "same", "publish":
		return 80
	case "cancel", "back", "more", "further", "keep_it":
		return 1
	case "off", "log", "neighbour", "show", "lost", "quit":
		return 3
	case "unnamed":
		return 30
	case "sure":
		return 12
	}
	switch {
	case strings.HasPrefix(do, "c."), strings.HasPrefix(do, "k."):
		return 40
	case strings.HasPrefix(do, "l.") && r.w.reader.read(m.Text).has("translate.tongues.ask"):
		return r.wantsTongue(m, do)
	case strings.HasPrefix(do, "why."), do == "none" && offers(m, "keep_it"): // of a meeting that is cancelled
		return 12
	case strings.HasPrefix(do, "r."): // takes a role away
		return 2
	case strings.HasPrefix(do, "n."):
		return 12
	case (do == "pause" || do == "resume" || do == "stop") && offers(m, "refresh"): // of an announcement
		return 8
	}
	return 0
}

// offers says whether a message has a button that does something.
func offers(m emulator.Message, want string) bool {
	for _, b := range buttons(m) {
		if _, do := parts(b.Data); do == want {
			return true
		}
	}
	return false
}

// writing says whether a screen asks for words, and nothing but words leads on.
func writing(m emulator.Message) bool {
	back, cancel := false, false
	for _, b := range buttons(m) {
		switch _, do := parts(b.Data); do {
		case "back":
			back = true
		case "cancel", "keep_it":
			cancel = true
		case "keep", "same":
		case "without":
			if len(buttons(m)) > 4 {
				return false
			}
		default:
			return false
		}
	}
	return back && cancel
}

// phrase is what somebody writes on a screen: what all will read has a mark of
// its own, and a number is a number.
func (r *resident) phrase() string {
	m, ok := screen(r.phone.Chat())
	if !ok {
		return r.words()
	}
	switch s := r.w.reader.read(m.Text); {
	case s.has("translate.write"):
		return r.rendered(m, s)
	case s.has("organise.came_ask"):
		return fmt.Sprint(r.rng.IntN(50))
	case s.has("name.ask", "name.change", "invite.name"): // those with a role read each other's
		return fmt.Sprintf("Kollegin %d", r.number)
	case s.has("announce.text.ask"):
		return r.marked("aushang")
	case s.has("organise.text.title", "organise.text.about", "organise.text.place", "organise.text.address", "organise.text.why", "organise.why.ask"):
		return r.marked("treffen")
	}
	return r.words()
}

func (r *resident) marked(kind string) string {
	token := fmt.Sprintf("%s%dw%dz", kind, r.number, r.rng.IntN(1_000_000_000))
	r.keep(token)
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	if r.holds(flows.RoleOrganiser) {
		r.w.model.public[token] = true
	}
	return token
}

// pressing notes what a press of a button could let others see.
func (r *resident) pressing(m emulator.Message, do string) {
	w := r.w
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pressingPoint(r, m, do)
	switch {
	case (do == "release" || do == "photo") && r.holds(flows.RoleReviewer):
		for _, token := range tokens(m.Text) {
			w.model.released[token] = true
		}
	case do == "translate" && (r.holds(flows.RoleIndependent) || r.holds(flows.RoleLead)):
		for _, token := range r.lastShown() {
			w.model.asked[token] = true
		}
	case do == "right" && r.holds(flows.RoleTranslator):
		w.checked(m)
	case do == "accept" && w.reader.read(m.Text).has("invite.offer"):
		r.accepting = true
	}
}

// lastShown are the words in the newest message that has any: the buttons under a case may
// stand below another one, which says that something was not understood.
func (r *resident) lastShown() []string {
	for _, m := range slices.Backward(r.phone.Chat()) {
		if all := tokens(m.Text); m.FromBot && len(all) > 0 {
			return all
		}
	}
	return nil
}

// holds says whether somebody was told that they have a role and not that it
// ended. The caller holds the town's mu.
func (r *resident) holds(role flows.Role) bool {
	for _, g := range r.grants {
		if g.role == role {
			return true
		}
	}
	return false
}

// learnRole takes offers, acceptances and ends of roles.
func (w *town) learnRole(r *resident, s said) {
	if offer := s.keys["invite.offer"]; offer != nil {
		r.offered = grant{w.reader.role(offer["role"]), w.reader.area(offer["areas"])}
	}
	if got := s.keys["invite.accepted"]; got != nil {
		role := w.reader.role(got["role"])
		if !r.holds(role) || r.offered.role == role {
			area := ""
			if r.offered.role == role {
				area = r.offered.area
			}
			r.grants = append(r.grants, grant{role, area})
		}
		if r.accepting { // else it is the same message twice
			r.accepting = false
			w.model.accepted = append(w.model.accepted, acceptance{r.number, append([]string(nil), r.opened...)})
		}
	}
	if ended := s.keys["role.ended"]; ended != nil {
		role := w.reader.role(ended["role"])
		w.model.revoked++
		for i, g := range r.grants {
			if g.role == role {
				r.grants = append(r.grants[:i:i], r.grants[i+1:]...)
				break
			}
		}
	}
	if s.has("me.quit_done") {
		r.grants = nil
	}
	link := s.keys["invite.link"]
	if link == nil {
		link = s.keys["invite.link_for"]
	}
	if link != nil {
		_, payload, _ := strings.Cut(link["link"], "start=")
		w.offer(payload)
	}
}

// offer lets an invitation go round: more than one person may try it.
func (w *town) offer(payload string) {
	for _, had := range w.model.offers {
		if had == payload {
			return
		}
	}
	w.model.offers = append(w.model.offers, payload)
}

// acceptance is that somebody took a role by one of the links they had opened.
type acceptance struct {
	number int
	opened []string
}

// checkInvitations: everybody who took a role can have used up an invitation of
// their own, or one worked twice.
func (w *town) checkInvitations() (wrong []string) {
	used := map[string]int{} // link to the index of who used it
	var place func(i int, seen map[string]bool) bool
	place = func(i int, seen map[string]bool) bool {
		for _, link := range w.model.accepted[i].opened {
			if seen[link] {
				continue
			}
			seen[link] = true
			if by, taken := used[link]; !taken || place(by, seen) {
				used[link] = i
				return true
			}
		}
		return false
	}
	for i, a := range w.model.accepted {
		if !place(i, map[string]bool{}) {
			wrong = append(wrong, fmt.Sprintf("person %d took a role, and every invitation they opened was used by somebody else", a.number))
		}
	}
	return wrong
}
