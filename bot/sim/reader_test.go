package sim

import (
	"regexp"
	"slices"
	"strings"

	"porchlight/flows"
	"porchlight/locales"
)

// reader understands what the bot says, in each language, by the message files:
// it is how the model learns what people saw.
type reader struct {
	program  *flows.Programme
	patterns map[string][]*regexp.Regexp  // by key, one a language
	exact    map[string]map[string]string // a whole line to the key it says, by kind
	tongues  map[string]flows.Lang        // what a language is called, in any
}

// said is one message of the bot, as a person understands it.
type said struct {
	keys map[string]map[string]string // what was said, with its arguments
	m    string
}

func (s said) has(keys ...string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return s.keys[k] != nil })
}

// understood are the messages that the model knows.
func understood() []string {
	return []string{
		"concern.receipt.got", "concern.review.ask", "concern.review.ask_counted", "concern.review.counted", "concern.review.area",
		"concern.review.square", "concern.review.exact", "case.about", "case.withdrawn",
		"session.joined", "session.joined_after_all", "session.queued", "session.queued_paused", "session.offered", "session.left", "door.done", "menu.child",
		"pulse.thanks", "pulse.take_back.done", "mydata.erased", "start.cancelled", "pause.stranger", "pause.paused", "pause.resumed",
		"reminder.note", "reminder.moved", "minutes.push", "minutes.push_again", "feedback.push", "invite.link", "invite.link_for", "invite.offer", "invite.name", "name.ask", "name.change", "me.quit_done", "invite.accepted", "role.ended",
		"organise.came_ask", "organise.text.title", "organise.text.about", "organise.text.place", "organise.text.address", "organise.text.why", "organise.why.ask",
		"digest.title", "digest.fixed", "digest.number", "digest.up", "digest.down", "digest.same", "digest.everywhere",
		"announce.text.ask", "announce.from", "announce.official", "cases.check", "review.check", "thread.preview",
		"agenda.propose.check", "agenda.title", "agenda.org.point", "agenda.org.merge_ask", "agenda.org.until", "agenda.check.about", "agenda.check.answer",
		"translate.write", "translate.stays", "translate.tongues.ask",
	}
}

// deeds are what people with a role, and authors, are told that they did.
func deeds() []string {
	return []string{"review.released", "review.declined", "review.held", "cases.did.answered", "cases.did.asked", "cases.did.closed", "cases.did.acknowledged", "cases.marked", "thread.did.reply", "thread.did.refuse", "thread.did.report", "thread.did.reopen",
		"translate.did.written", "translate.did.reviewed", "translate.lost", "translate.meeting.ready", "ready.fact.from", "announce.taken", "organise.published", "organise.cancel.done", "organise.cancel.moved", "organise.came_done", "staff.revoked", "staff.lost_done"}
}

// arguments are the names of what stands in these messages.
func arguments() []string {
	return []string{"when", "code", "area", "day", "title", "place", "number", "closing", "role", "link", "areas", "tongue", "of", "from", "to", "category", "change", "name", "what", "value"}
}

func newReader(p *flows.Programme, texts *locales.Bundle) *reader {
	r := &reader{program: p, patterns: map[string][]*regexp.Regexp{}, exact: map[string]map[string]string{"category": {}, "role": {}}, tongues: map[string]flows.Lang{}}
	marks := map[string]string{}
	for _, a := range arguments() {
		marks[a] = "\x01" + a + "\x02"
	}
	for _, lang := range p.Languages {
		l := texts.In(string(lang))
		for _, key := range append(understood(), deeds()...) {
			plain := regexp.QuoteMeta(readable(locales.Plain(l.Text(key, marks, nil))))
			plain = strings.ReplaceAll(plain, "\n", "\n+") // a screen sets its parts apart
			for _, a := range arguments() {
				mark := regexp.QuoteMeta(marks[a])
				plain = strings.Replace(plain, mark, "(?P<"+a+">[^\\n]+?)", 1)
				plain = strings.ReplaceAll(plain, mark, "[^\\n]+?")
			}
			// The progress, "2 of 5", stands behind the first line.
			r.patterns[key] = append(r.patterns[key], regexp.MustCompile("(?m)"+plain+"(?:   [^\\n]*)?$"))
		}
		for _, tongue := range flows.Languages() {
			r.tongues[strings.ToLower(readable(locales.Plain(l.Text("tongue."+string(tongue), nil, nil))))] = tongue
		}
		for _, role := range flows.Roles() {
			r.exact["role"][strings.TrimSpace(readable(locales.Plain(l.Text("role.name."+string(role), nil, nil))))] = string(role)
		}
		for _, c := range flows.Categories() {
			r.exact["category"][strings.TrimSpace(readable(locales.Plain(l.Text("concern.category."+string(c), nil, nil))))] = string(c)
		}
	}
	return r
}

// readable drops the marks that keep a name in its own direction.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f {
			return -1
		}
		return r
	}, s)
}

// read understands a message.
func (r *reader) read(text string) said {
	s := said{keys: map[string]map[string]string{}, m: readable(text)}
	for key, all := range r.patterns {
		for _, pattern := range all {
			found := pattern.FindStringSubmatch(s.m)
			if found == nil {
				continue
			}
			args := map[string]string{}
			for i, name := range pattern.SubexpNames() {
				if name != "" {
					args[name] = strings.TrimSpace(found[i])
				}
			}
			s.keys[key] = args
			break
		}
	}
	return s
}

// category is the one named on a line of its own, "" if none is.
func (r *reader) category(s said) flows.Category {
	for line := range strings.Lines(s.m) {
		if c, ok := r.exact["category"][strings.TrimSpace(line)]; ok {
			return flows.Category(c)
		}
	}
	return ""
}

// area is the neighbourhood of that name in any language, "" if there is none.
func (r *reader) area(name string) string {
	for _, a := range r.program.Areas {
		for _, called := range a.Name {
			if readable(called) == name {
				return a.ID
			}
		}
	}
	return ""
}

// role is the one of that name in any language, "" if there is none.
func (r *reader) role(name string) flows.Role { return flows.Role(r.exact["role"][name]) }
