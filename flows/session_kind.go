package flows

import (
	"slices"
	"strings"
	"unicode"
)

// SessionKind is what sort of meeting a session is: its picture, and what is usual for
// it. A new meeting begins with these values, and the organiser may change each of them.
type SessionKind struct {
	ID   string // stored with each meeting: never give one another meaning
	Name Text   // of a kind that the programme's file adds; those that everybody has are in the message files
	Sign string // its picture, which stands for nothing else

	Minutes, Capacity, Officers int
	Uniform                     bool
	NoPapers                    bool
	AddressOnDay                bool
	Discreet                    bool // see Session.Unnamed
	Invited                     bool
	Roles                       []Role
	Youth                       bool // for 13-17-year-olds, where somebody looks after them
}

// sessionKinds are those that every programme has, in the order in which they are offered.
func sessionKinds() []SessionKind {
	return []SessionKind{
		{ID: "listening", Sign: "👂", Minutes: 90, Capacity: 30, Officers: 2, NoPapers: true},
		{ID: "townhall", Sign: "🏛️", Minutes: 120, Capacity: 100, Officers: 4, Uniform: true, NoPapers: true},
		{ID: "workshop", Sign: "🛠️", Minutes: 120, Capacity: 20},
		{ID: "training", Sign: "🎓", Minutes: 180, Capacity: 20, Officers: 10, Roles: []Role{RoleOfficer, RoleFacilitator}},
		{ID: "cleanup", Sign: "🧹", Minutes: 120, Capacity: 40, Officers: 2, NoPapers: true},
		{ID: "sports", Sign: "⚽", Minutes: 90, Capacity: 30, Officers: 2, NoPapers: true},
		{ID: "mentoring", Sign: "🌱", Minutes: 60, Capacity: 10, Officers: 2, NoPapers: true, Youth: true},
		{ID: "school", Sign: "🏫", Minutes: 90, Capacity: 30, Officers: 2, Uniform: true, NoPapers: true, Invited: true, Youth: true},
		{ID: "worship", Sign: "🕊️", Minutes: 90, Capacity: 15, Officers: 2, Invited: true},
		{ID: "focus", Sign: "🎯", Minutes: 90, Capacity: 10, NoPapers: true, AddressOnDay: true},
		{ID: "circle", Sign: "⭕", Minutes: 120, Capacity: 10, Officers: 2, NoPapers: true, AddressOnDay: true},
	}
}

// limitKinds is how many kinds a programme may add: all of them stand on one screen.
const limitKinds = 9

// AllKinds are the kinds of meetings that a programme has.
func (p *Programme) AllKinds() []SessionKind { return append(sessionKinds(), p.Kinds...) }

// Kind finds a kind of meeting. One that the file no longer has is unknown: its meetings
// are shown without.
func (p *Programme) Kind(id string) (SessionKind, bool) {
	all := p.AllKinds()
	i := slices.IndexFunc(all, func(k SessionKind) bool { return k.ID == id })
	if id == "" || i < 0 {
		return SessionKind{}, false
	}
	return all[i], true
}

// name is what a kind is called.
func (k SessionKind) name() any {
	if len(k.Name) > 0 {
		return Name(k.Name)
	}
	return Ref("session.kind." + k.ID)
}

// args are the picture and the name, which stand side by side everywhere.
func (k SessionKind) args() Args {
	return Args{"sign": Name(Text{English: k.Sign}), "kind": k.name()}
}

// kindLine says what kind of meeting a session is; nothing if nobody said it.
func (t *turn) kindLine(s Session) []Line {
	k, ok := t.w.Programme.Kind(s.Kind)
	if !ok {
		return nil
	}
	return line("session.card.kind", k.args())
}

// sign is a session's title behind the picture of its kind.
func (t *turn) sign(s Session) Text {
	k, ok := t.w.Programme.Kind(s.Kind)
	if !ok {
		return s.title()
	}
	signed := Text{}
	for l, words := range s.title() {
		if words != "" {
			signed[l] = k.Sign + " " + words
		}
	}
	return signed
}

// signed is what a session is called in lists. One that is named on its card only has no
// picture either, which would tell its kind.
func (t *turn) signed(s Session) any {
	if s.Unnamed {
		return s.called()
	}
	return Name(t.sign(s))
}

// ofKind is a new session with what is usual for a kind.
func (t *turn) ofKind(s Session, k SessionKind) Session {
	s.Kind, s.Minutes, s.Capacity, s.Officers, s.Uniform = k.ID, k.Minutes, k.Capacity, k.Officers, k.Uniform
	s.NoPapers, s.AddressOnDay, s.Youth = k.NoPapers, k.AddressOnDay, k.Youth && t.youthAllowed()
	s.Unnamed = k.Discreet
	s.Invited, s.Roles = k.Invited, slices.Clone(k.Roles)
	return s.withBoth(s.Both && !s.Youth && len(s.Roles) == 0, 0)
}

func askPlanKind(t *turn) Say {
	var buttons []Button
	for _, k := range t.w.Programme.AllKinds() {
		buttons = append(buttons, Button{Key: "organise.kind.button", Args: k.args(), Do: "k." + k.ID})
	}
	return t.planSay(StepPlanKind, line("organise.kind.ask", nil), pairs(buttons...)...)
}

// hearPlanKind takes the kind. Of a meeting that is there already nothing else changes.
func hearPlanKind(t *turn) bool {
	id, ok := t.picked("k.")
	k, known := t.w.Programme.Kind(id)
	if !ok || !known {
		return false
	}
	if d := t.plan(); d.Review {
		d.Session.Kind = id
	} else {
		d.Session = t.ofKind(d.Session, k)
	}
	t.planNext(StepPlanKind)
	return true
}

// readKinds reads the kinds of meetings that a programme adds.
func (r *programmeReader) readKinds(t fileTable) []SessionKind {
	ids, signs := map[string]bool{}, map[string]bool{}
	for _, k := range sessionKinds() {
		ids[k.ID], signs[k.Sign] = true, true
	}
	var kinds []SessionKind
	list := t.tables("kinds")
	if len(list) > limitKinds {
		r.complain(list[limitKinds].node.line, "more than %d kinds of meetings: an organiser chooses among them on one screen, so keep the ones that you need", limitKinds)
		list = list[:limitKinds]
	}
	for _, k := range list {
		kind := SessionKind{
			ID:           k.newID(ids),
			Name:         k.text("name", true, limitAreaName),
			Sign:         k.sign("sign", signs),
			Minutes:      k.number("minutes", shortestSession, longestSession, 90),
			Capacity:     k.number("capacity", 1, 10_000, 30),
			Officers:     k.number("officers", 0, 50, 0),
			Uniform:      k.yes("uniform"),
			NoPapers:     k.yes("no_papers"),
			AddressOnDay: k.yes("address_on_day"),
			Discreet:     k.yes("discreet"),
			Youth:        k.yes("youth"),
		}
		kind.Invited, kind.Roles = k.readFor()
		if kind.Youth {
			r.youth = append(r.youth, k.lineOf("youth"))
		}
		k.done()
		kinds = append(kinds, kind)
	}
	return kinds
}

// sign reads a picture: one emoji, which no other kind has.
func (t fileTable) sign(key string, taken map[string]bool) string {
	if !t.has(key) {
		t.get(key)
		t.r.complain(t.node.line, "%s is missing: add %s = \"🌳\", one emoji that stands for this kind of meeting", key, key)
		return ""
	}
	n := t.of(kindText, key, key+" = \"🌳\"")
	if n == nil {
		return ""
	}
	s := strings.TrimSpace(n.value)
	switch {
	case !isPicture(s):
		t.r.complain(n.line, "%s is %s: write one emoji, such as \"🌳\"", key, shortQuote(s))
		return ""
	case taken[s]:
		t.r.complain(n.line, "%s is %s, which stands for another kind of meeting already: choose another emoji", key, s)
		return ""
	}
	taken[s] = true
	return s
}

// isPicture says whether s is one emoji: a symbol, with what modifies it or is joined to it.
func isPicture(s string) bool {
	joined := true
	for _, c := range s {
		switch {
		case c == '\ufe0f' || c >= 0x1f3fb && c <= 0x1f3ff && !joined:
		case c == '\u200d':
			joined = true
		case unicode.Is(unicode.So, c) && c > 0x2000 && joined:
			joined = false
		default:
			return false
		}
	}
	return s != "" && !joined && units(s) <= 12
}

// kind reads which kind of meeting a session is.
func (t fileTable) kind(key string) SessionKind {
	n := t.of(kindText, key, key+" = \"listening\"")
	if n == nil {
		return SessionKind{}
	}
	all := append(sessionKinds(), t.r.kinds...)
	i := slices.IndexFunc(all, func(k SessionKind) bool { return k.ID == n.value })
	if i < 0 {
		known := map[string]bool{}
		for _, k := range all {
			known[k.ID] = true
		}
		t.r.complain(n.line, "%s is %s, but there is no such kind of meeting: use %s, or add one under [[kinds]]", key, shortQuote(n.value), idList(known))
		return SessionKind{}
	}
	return all[i]
}
