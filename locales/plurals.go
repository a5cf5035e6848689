package locales

import (
	"slices"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// The plural forms, in CLDR's order.
const (
	zero = iota
	one
	two
	few
	many
	other
	formCount
)

// formNames are the forms as message files call them.
func formNames() [formCount]string {
	return [formCount]string{"zero", "one", "two", "few", "many", "other"}
}

// forms lists a message's texts by form.
func forms(m *i18n.Message) [formCount]string {
	return [formCount]string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other}
}

// tabled is how many numbers have their form looked up in advance.
const tabled = 200

// plurals answers which form a number takes in one language. The rules are
// go-i18n's, which keeps them to itself: so a message whose forms are their
// own names is localized with a number, and the text that comes back is the form.
type plurals struct {
	table [tabled]uint8
	rules *i18n.Localizer
	names [formCount]string
}

func newPlurals(f *messageFile) plurals {
	bundle := i18n.NewBundle(f.tag)
	p := plurals{names: formNames()}
	_ = bundle.AddMessages(f.tag, &i18n.Message{ID: "form", Zero: p.names[zero], One: p.names[one], Two: p.names[two],
		Few: p.names[few], Many: p.names[many], Other: p.names[other]}) // a language without rules keeps "other"
	p.rules = i18n.NewLocalizer(bundle, f.lang)
	for n := range p.table {
		p.table[n] = p.ask(n)
	}
	return p
}

// of gives the form that n takes.
func (p *plurals) of(n int) uint8 {
	if n < 0 {
		n = max(-n, 0) // the least int has no opposite
	}
	if n < tabled {
		return p.table[n]
	}
	return p.ask(n)
}

func (p *plurals) ask(n any) uint8 {
	name, err := p.rules.Localize(&i18n.LocalizeConfig{MessageID: "form", PluralCount: n})
	if i := slices.Index(p.names[:], name); err == nil && i >= 0 {
		return uint8(i)
	}
	return other
}

// needed lists the forms that some number takes in the language: the small
// ones, the million that Spanish treats apart, and a fraction.
func (p *plurals) needed() [formCount]bool {
	need := [formCount]bool{other: true}
	for n := range tabled {
		need[p.of(n)] = true
	}
	need[p.of(1_000_000)] = true
	need[p.ask("1.5")] = true
	return need
}
