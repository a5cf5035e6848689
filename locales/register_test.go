package locales

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// register is how one language addresses people: docs/translators.md says why.
type register struct {
	// formal and familiar are the words that address an adult and a child.
	formal, familiar []string
}

// TestRegister keeps the address of adults and of children apart, in all messages and
// guides. Fixed terms are in the glossary.
func TestRegister(t *testing.T) {
	for lang, g := range registers() {
		t.Run(lang, func(t *testing.T) {
			g.eachText(t, lang, func(key, text string) {
				forChild, forBoth := childReads(key)
				for _, w := range g.familiar {
					if !forChild && saidIn(text, w) {
						t.Errorf("%s: %q is for children only: %s", key, w, text)
					}
				}
				for _, w := range g.formal {
					if (forChild || forBoth) && saidIn(text, w) {
						t.Errorf("%s: %q, but a child reads this: %s", key, w, text)
					}
				}
			})
		})
	}
}

// childReads says of a message whether only children under 13 read it, and
// whether they read it as well as adults. What a child writes outside the guides
// is answered with the screen, so these are few.
func childReads(key string) (only, too bool) {
	name := key[strings.LastIndexByte(key, '.')+1:]
	if strings.HasPrefix(key, "guide child:") {
		return true, false
	}
	switch {
	case key == "menu.child", key == "mydata.child", key == "danger.adult":
		return true, false
	case strings.HasPrefix(key, "help.child"), strings.HasPrefix(key, "danger.") && strings.HasSuffix(name, "_child"):
		return true, false
	}
	if strings.HasPrefix(key, "thing.") || strings.HasPrefix(key, "pause.") && key != "pause.seats" && key != "pause.sessions" {
		return false, true
	}
	return false, slices.Contains([]string{
		"common.edited", "common.misfit.button", "common.misfit.again", "common.older", "common.unknown.command",
		"common.timer_child", "danger.nobody", "guide.list", "guide.none", "guide.gone", "guide.warn", "hide.done",
		"help.emergency", "mydata.erased", "mydata.erase.ask", "mydata.erase.disk", "mydata.erase.chat",
		"number.cannot", "number.here", "concern.neutral",
	}, key)
}

// saidIn looks for a phrase of whole words; a star at its end stands for any
// rest of the last word.
func saidIn(text, phrase string) bool {
	split := func(s string) string {
		return " " + strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != '’' && r != '*'
		}), " ") + " "
	}
	stem, open := strings.CutSuffix(split(phrase), "* ")
	if open {
		return strings.Contains(split(text), stem)
	}
	return strings.Contains(split(text), split(phrase))
}

// eachText visits every message and guide of a language.
func (register) eachText(t *testing.T, lang string, visit func(key, text string)) {
	for key, texts := range readSaid(t, lang) {
		for _, text := range texts {
			visit(key, text)
		}
	}
	book, err := OpenGuides(GuideFiles())
	if err != nil {
		t.Fatal(err)
	}
	for _, guide := range book.Guides(lang) {
		f := &guideFile{Guide: guide}
		f.eachText(func(_ int, _, text string) { visit("guide "+guide.ID+":", text) })
	}
}

// readSaid gives the texts of each message of a language, one for each plural form.
func readSaid(t *testing.T, lang string) map[string][]string {
	t.Helper()
	f, err := readMessages(MessageFiles(), lang+".toml")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string][]string{}
	for key, m := range f.messages {
		for _, text := range forms(m) {
			if text != "" {
				said[key] = append(said[key], text)
			}
		}
	}
	return said
}
