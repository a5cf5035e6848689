package locales

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// GuideFiles are the what-to-do guides that ship with the project:
// guides/<guide>/<language>.toml, and guides/numbers/<language>.toml with the
// words of the Show number button.
func GuideFiles() fs.FS { return wordFiles }

// Guide is one what-to-do guide in one language: a small decision tree whose
// steps lead forward only, so that it can also be read from top to bottom.
// All its texts are Telegram HTML with at most <b> and <i>.
type Guide struct {
	ID    string `toml:"-"` // its folder: "accident"
	Lang  string `toml:"-"` // its file: "en"
	Title string `toml:"title"`
	// NeutralTitle stands where somebody else may see it: in notifications
	// and on paper. Only sensitive guides have one; see Discreet.
	NeutralTitle string      `toml:"neutral_title"`
	Sensitive    bool        `toml:"sensitive"`
	First        string      `toml:"first"` // id of the first step
	Steps        []GuideStep `toml:"step"`
	// Questions are asked of a group that tests the guide, after its end.
	Questions []GuideQuestion `toml:"question"`
}

// GuideQuestion asks whether a step was understood.
type GuideQuestion struct {
	Text    string   `toml:"text"`
	Answers []string `toml:"answers"`
	Right   int      `toml:"right"` // the right answer, from 0
}

// GuideStep is one message of a guide. It has either a next step, or choices,
// or is an end.
type GuideStep struct {
	ID   string `toml:"id"`
	Text string `toml:"text"` // may name numbers: {{.police}}
	// TextWithout is said instead of Text where a number in Text is missing.
	TextWithout string        `toml:"text_without"`
	Next        string        `toml:"next"`
	Choices     []GuideChoice `toml:"choices"`
	Number      string        `toml:"number"` // what the Show number button shows
	Needs       []string      `toml:"needs"`  // left out where one of these is missing
	End         bool          `toml:"end"`
}

// GuideChoice is an answer to a step's question and the step it leads to.
type GuideChoice struct {
	Label string `toml:"label"`
	To    string `toml:"to"`
}

// guideNumbers are the numbers that a guide may name. True: it is always
// there, because where there is no number of its own the emergency number
// answers; the others a programme may not have. In danger a guide names
// emergency, never police: in some places that is a line for reports.
func guideNumbers() map[string]bool {
	return map[string]bool{
		"emergency": true, "police": true, "ambulance": true, "fire": true,
		"helpline_violence": false, "helpline_child": false, "hate_support": false,
	}
}

var (
	// guidePlaceholder finds {{.police}} in a guide's text.
	guidePlaceholder = regexp.MustCompile(`\{\{\.([a-z_]+)\}\}`)
	// guideCommand finds /hide, and what stands before it.
	guideCommand = regexp.MustCompile(`(^|[\s(])(/[a-z]+)`)
)

// ErrNoEmergencyNumber says that a guide cannot be shown, because it would
// tell people to call a number that nobody gave.
var ErrNoEmergencyNumber = errors.New("no emergency number")

// Step finds a step by its id.
func (g Guide) Step(id string) (GuideStep, bool) {
	i := slices.IndexFunc(g.Steps, func(s GuideStep) bool { return s.ID == id })
	if i < 0 {
		return GuideStep{}, false
	}
	return g.Steps[i], true
}

// Discreet is the title that may show in a notification or on paper.
func (g Guide) Discreet() string {
	if g.Sensitive {
		return g.NeutralTitle
	}
	return g.Title
}

// With is the guide with the numbers of one programme in it. number gives a
// number by its name, "" if there is none; it is put in as it is, escaped and
// isolated, and never read as a template. Steps that need a missing number
// are left out, and what led to them leads on to the step behind them.
func (g Guide) With(number func(name string) string) (Guide, error) {
	if number("emergency") == "" {
		return Guide{}, fmt.Errorf("guide %s: %w", g.ID, ErrNoEmergencyNumber)
	}
	values, pairs := map[string]string{}, []string{}
	for name := range guideNumbers() {
		if values[name] = guideNumber(name, number); values[name] != "" {
			pairs = append(pairs, "{{."+name+"}}", Escape(Isolate(values[name], g.Lang)))
		}
	}
	fill := strings.NewReplacer(pairs...)
	missing := func(name string) bool { return values[name] == "" }

	instead := map[string]string{} // step left out -> the one behind it
	for _, s := range g.Steps {
		if slices.ContainsFunc(s.Needs, missing) {
			instead[s.ID] = s.Next
		}
	}
	lead := func(id string) string {
		for next, out := instead[id]; out; next, out = instead[id] {
			id = next
		}
		return id
	}

	filled := g
	filled.First, filled.Steps = lead(g.First), nil
	for _, s := range g.Steps {
		if _, out := instead[s.ID]; out {
			continue
		}
		if s.TextWithout != "" && slices.ContainsFunc(numbersIn(s.Text), missing) {
			s.Text = s.TextWithout
		}
		s.Text, s.TextWithout, s.Needs = fill.Replace(isolateCommands(s.Text, g.Lang)), "", nil
		if missing(s.Number) {
			s.Number = ""
		}
		s.Next = lead(s.Next)
		s.Choices = slices.Clone(s.Choices)
		for i := range s.Choices {
			s.Choices[i].To = lead(s.Choices[i].To)
		}
		filled.Steps = append(filled.Steps, s)
	}
	return filled, nil
}

// Printed is the whole guide as one text, its steps numbered in their order,
// each choice with the number of the step to go to. A sensitive guide prints
// under its neutral title. It fits one Telegram message.
func (g Guide) Printed() string {
	arrow := "→"
	if rightToLeft(g.Lang) {
		arrow = "←"
	}
	place := map[string]int{}
	for i, s := range g.Steps {
		place[s.ID] = i + 1
	}
	var b strings.Builder
	b.WriteString(g.Discreet() + "\n")
	for i, s := range g.Steps {
		fmt.Fprintf(&b, "\n%d. %s\n", i+1, s.Text)
		for _, c := range s.Choices {
			fmt.Fprintf(&b, "   %s %s %d\n", c.Label, arrow, place[c.To])
		}
		if s.Next != "" && place[s.Next] != i+2 {
			fmt.Fprintf(&b, "   %s %d\n", arrow, place[s.Next])
		}
	}
	return b.String()
}

// GuideBook holds every guide in every language. It does not change.
type GuideBook struct {
	guides map[string]map[string]Guide // language, then guide id
	words  map[string]numberWords      // by language
}

// OpenGuides reads all guides and refuses them as a whole if CheckGuides has
// anything to say.
func OpenGuides(fsys fs.FS) (*GuideBook, error) {
	book, complaints := readGuides(fsys)
	if len(complaints) > 0 {
		return nil, fmt.Errorf("open guides: %w", errors.Join(complaints...))
	}
	return book, nil
}

// Guide finds a guide in a language; false if there is none.
func (b *GuideBook) Guide(id, lang string) (Guide, bool) {
	g, ok := b.guides[lang][id]
	return g.clone(), ok
}

// Guides are all guides in a language, sorted by id.
func (b *GuideBook) Guides(lang string) []Guide {
	var all []Guide
	for _, id := range slices.Sorted(maps.Keys(b.guides[lang])) {
		all = append(all, b.guides[lang][id].clone())
	}
	return all
}

// numberWords are what the Show number button says, in one language.
type numberWords struct {
	Button string            `toml:"button"`
	Card   string            `toml:"card"`  // has {{.name}} and {{.number}}
	Names  map[string]string `toml:"names"` // of each number
}

// NumberButton is the label of the button that shows a step's number.
func (b *GuideBook) NumberButton(lang string) string { return b.words[lang].Button }

// NumberCard is what the Show number button answers: the number, that the bot
// cannot dial it, and that nobody has been alerted. It is "" if the programme
// has no such number; then there is no button either.
func (b *GuideBook) NumberCard(lang, name string, number func(name string) string) string {
	value := guideNumber(name, number)
	if value == "" {
		return ""
	}
	w := b.words[lang]
	return strings.NewReplacer("{{.name}}", w.Names[name],
		"{{.number}}", Escape(Isolate(value, lang))).Replace(w.Card)
}

// clone shares nothing with g that a caller could change.
func (g Guide) clone() Guide {
	g.Steps = slices.Clone(g.Steps)
	for i := range g.Steps {
		g.Steps[i].Choices = slices.Clone(g.Steps[i].Choices)
		g.Steps[i].Needs = slices.Clone(g.Steps[i].Needs)
	}
	g.Questions = slices.Clone(g.Questions)
	for i := range g.Questions {
		g.Questions[i].Answers = slices.Clone(g.Questions[i].Answers)
	}
	return g
}

// guideNumber is a programme's number. Where police, ambulance or fire have
// none of their own, the emergency number answers for them.
func guideNumber(name string, number func(string) string) string {
	if n := number(name); n != "" || !guideNumbers()[name] {
		return n
	}
	return number("emergency")
}

// numbersIn lists the numbers that a text names.
func numbersIn(text string) []string {
	var names []string
	for _, m := range guidePlaceholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// rightToLeft says whether a language is written from right to left.
func rightToLeft(lang string) bool { return lang == "he" || lang == "ar" }

// isolateCommands keeps the slash of /hide before its word in a right-to-left
// sentence; translators should not have to type invisible marks.
func isolateCommands(text, lang string) string {
	return guideCommand.ReplaceAllStringFunc(text, func(found string) string {
		before, command, _ := strings.Cut(found, "/")
		return before + IsolateLTR("/"+command, lang)
	})
}
