package locales

import (
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Localizer says messages in one language. It may be used by many at once.
type Localizer struct {
	lang     string
	rtl      bool
	messages map[string]*message
	plurals  plurals
	english  *Localizer // nil for English itself
	misses   *misses
}

// message is one message cut into pieces, by plural form. A form that is not
// there has no pieces.
type message [formCount][]piece

// piece is some text and the name of the argument after it, "" for none.
type piece struct {
	text string
	name string
}

func newLocalizer(f *messageFile, english *Localizer, m *misses) *Localizer {
	l := &Localizer{lang: f.lang, rtl: rightToLeft(f.lang), english: english, misses: m,
		plurals: newPlurals(f), messages: make(map[string]*message, len(f.messages))}
	for key, m := range f.messages {
		l.messages[key] = cut(m, f.lang)
	}
	return l
}

// cut prepares a message. Commands keep their slash in front in any language.
func cut(m *i18n.Message, lang string) *message {
	var cut message
	for form, text := range forms(m) {
		if text != "" {
			cut[form], _ = pieces(isolateCommands(text, lang))
		}
	}
	return &cut
}

// pieces cuts a text at its {{.names}}. What looks like a placeholder and is
// none stays as it is written; complaints say so.
func pieces(text string) (cut []piece, complaints []string) {
	rest := text
	for {
		before, after, found := strings.Cut(rest, "{{")
		if !found {
			break
		}
		inside, behind, closed := strings.Cut(after, "}}")
		name, dotted := strings.CutPrefix(inside, ".")
		if !closed || !dotted || !placeholderName(name) {
			complaints = append(complaints, "a placeholder is written {{.name}}, in small letters")
			break
		}
		cut = append(cut, piece{text: before, name: name})
		rest = behind
	}
	if strings.Contains(rest, "}}") && complaints == nil {
		complaints = append(complaints, "}} without {{.name before it")
	}
	if rest != "" {
		cut = append(cut, piece{text: rest})
	}
	return cut, complaints
}

func placeholderName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return false
		}
	}
	return s != ""
}

// Lang is the language that the localizer speaks.
func (l *Localizer) Lang() string { return l.lang }

// RightToLeft says whether the language is written from right to left.
func (l *Localizer) RightToLeft() bool { return l.rtl }

// Has says whether there is such a message, here or in English.
func (l *Localizer) Has(key string) bool {
	return l.messages[key] != nil || l.english != nil && l.english.messages[key] != nil
}

// Text is a message with its arguments in place. count, if not nil, chooses
// the plural form. Arguments are put in as they are: they must be escaped and
// isolated already. It is never empty and never fails: what is missing here is
// said in English, what is missing there by its key, and both are counted.
func (l *Localizer) Text(key string, args map[string]string, count *int) string {
	return string(l.Append(nil, key, count, func(to []byte, name string) []byte {
		return append(to, args[name]...)
	}))
}

// Append is Text at the end of a buffer, for the path that every message
// takes; fill appends the argument with the given name.
func (l *Localizer) Append(to []byte, key string, count *int, fill func(to []byte, name string) []byte) []byte {
	cut, found := l.find(key, count)
	if !found {
		// A key should come from the sources; should a person's words ever be
		// taken for one, they are no HTML.
		return append(to, Escape(Isolate(key, l.lang))...)
	}
	for _, p := range cut {
		to = append(to, p.text...)
		if p.name != "" {
			to = fill(to, p.name)
		}
	}
	return to
}

// find looks a message's form up; a missing form is replaced by "other", and
// a missing message by the English one.
func (l *Localizer) find(key string, count *int) ([]piece, bool) {
	m := l.messages[key]
	if m == nil {
		l.misses.add(l.lang, key, "")
		if l.english == nil {
			return nil, false
		}
		return l.english.find(key, count)
	}
	form := uint8(other)
	if count != nil && m.counts() {
		form = l.plurals.of(*count)
	}
	if m[form] != nil {
		return m[form], true
	}
	l.misses.add(l.lang, key, l.plurals.names[form])
	if m[other] != nil {
		return m[other], true
	}
	if l.english == nil {
		return nil, false
	}
	return l.english.find(key, count)
}

// counts says whether the message has more forms than one: a text that is the
// same for every number has "other" only.
func (m *message) counts() bool {
	for form := range other {
		if m[form] != nil {
			return true
		}
	}
	return false
}

// fill puts values into a message by name: name, value, name, value ...
func (l *Localizer) fill(key string, pairs ...string) string {
	return string(l.Append(make([]byte, 0, 64), key, nil, func(to []byte, name string) []byte {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return append(to, pairs[i+1]...)
			}
		}
		return to
	}))
}

// Fixed is a message that has no placeholder and no plural forms, without
// copying it; false if it is not such a one or is missing here.
func (l *Localizer) Fixed(key string) (string, bool) {
	m := l.messages[key]
	if m == nil || m.counts() || len(m[other]) != 1 || m[other][0].name != "" {
		return "", false
	}
	return m[other][0].text, true
}
