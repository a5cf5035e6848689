package flows

import (
	"slices"
	"strings"
	"time"
)

// Ready is a ready-made text: one that stands in the message files of every language,
// with blanks that were filled for this occasion. Its name and what fills its blanks
// are stored, never a finished sentence: everybody reads it in their own language. It
// is never changed in place.
type Ready struct {
	Name   string   `cbor:"170,keyasint"`
	Filled []Filled `cbor:"171,keyasint,omitempty"` // in the order in which they were asked
}

// Filled is what stands in one blank; nothing but its name if it was left out. It is
// shown as a fact on a line of its own, and never put into a sentence, where half of
// our languages would have to inflect it.
type Filled struct {
	Blank  string `cbor:"170,keyasint"`
	Words  string `cbor:"171,keyasint,omitempty"` // as somebody typed them, on one line
	Lang   Lang   `cbor:"172,keyasint,omitempty"` // of Words; "": they have no letters, or an older version did not mark a name
	Text   Text   `cbor:"173,keyasint,omitempty"` // instead: a name that the programme has in its languages
	At     int64  `cbor:"174,keyasint,omitempty"` // unix seconds
	Timed  bool   `cbor:"175,keyasint,omitempty"` // At is an hour, not only a day
	Choice string `cbor:"176,keyasint,omitempty"` // one of what the blank offers
}

// readyText is what a ready-made text is: how it is found, and what it asks for. Its
// sentences stand under [cases.template], [partner.template], [announce.template] and [tell.template].
type readyText struct {
	name   string
	act    string // what it is: an act of a thread, how a case ended, or actNews
	by     speakers
	blanks []blank
}

// speakers says who is offered a ready-made text at a desk for cases.
type speakers uint8

const (
	byAll speakers = iota
	byOfficers
	byPartners
)

// actNews marks what organisers say to many.
const actNews = "news"

// blank is something that a ready-made text asks for: ready.ask.NAME asks, and
// ready.fact.NAME shows it.
type blank struct {
	name     string
	kind     blankKind
	optional bool
	choices  []string // of a blankWords: ready.choice.CHOICE
}

// blankKind is what may stand in a blank.
type blankKind uint8

const (
	blankDay     blankKind = iota // a day, or a day and an hour
	blankPlace                    // a neighbourhood, or a place as it is typed
	blankBody                     // a service of the programme, or a name
	blankWords                    // one of the choices, or a few words
	blankMeeting                  // a meeting that everybody may know of
)

// readyTexts are all there are, as they are offered. Their names, and those of blanks
// and choices, are stored: never give one another meaning.
func readyTexts() []readyText {
	done, partly, notDone := string(CaseDone), string(CasePartly), string(CaseNotDone)
	day := func(name string, optional bool) blank { return blank{name: name, kind: blankDay, optional: optional} }
	body := func(name string) blank { return blank{name: name, kind: blankBody} }
	meeting := blank{name: "meeting", kind: blankMeeting}
	return []readyText{
		{name: "where", act: ActQuestion},
		{name: "when", act: ActQuestion},
		{name: "still", act: ActQuestion},

		{name: "went", act: ActAnswer, by: byOfficers},
		{name: "will_go", act: ActAnswer, by: byOfficers},
		{name: "p.looked", act: ActAnswer, by: byPartners},
		{name: "p.will_look", act: ActAnswer, by: byPartners},
		{name: "look_from", act: ActAnswer, blanks: []blank{day("from", false)}},
		{name: "p.planned", act: ActAnswer, by: byPartners},
		{name: "passed", act: ActAnswer, blanks: []blank{body("to")}},
		{name: "not_ours", act: ActAnswer, by: byOfficers},
		{name: "p.not_ours", act: ActAnswer, by: byPartners},
		{name: "meeting", act: ActAnswer, by: byOfficers},
		{name: "thanks", act: ActAnswer, by: byOfficers},
		{name: "p.thanks", act: ActAnswer, by: byPartners},

		{name: "fixed", act: done},
		{name: "checked", act: done},
		{name: "rest", act: partly, blanks: []blank{day("by", true)}},
		{name: "rest_not_ours", act: partly},
		{name: "not_found", act: notDone},
		{name: "no_power", act: notDone},
		{name: "no_means", act: notDone},
		{name: "decides", act: notDone, blanks: []blank{body("body")}},

		{name: "n.meeting", act: actNews, blanks: []blank{meeting}},
		{name: "n.survey", act: actNews},
		{name: "n.moved", act: actNews, blanks: []blank{meeting}},
		{name: "n.cancelled", act: actNews, blanks: []blank{meeting}},
		{name: "n.thanks", act: actNews, blanks: []blank{meeting}},
		{name: "n.results", act: actNews},
		{name: "n.road", act: actNews, blanks: []blank{{name: "where", kind: blankPlace}, day("until", true)}},
		{name: "n.warning", act: actNews, blanks: []blank{
			{name: "what", kind: blankWords, choices: []string{"object", "water", "power", "flood", "ice"}},
			{name: "where", kind: blankPlace},
			{name: "todo", kind: blankWords, choices: []string{"away", "around", "inside", "leave_it"}},
		}},

		{name: "g.planned", act: actTell},
		{name: "g.late", act: actTell},
		{name: "g.wait", act: actTell},
		{name: "g.say", act: actTell},
		{name: "g.thanks", act: actTell},
	}
}

// readyNamed finds a ready-made text.
func readyNamed(name string) (readyText, bool) {
	all := readyTexts()
	i := slices.IndexFunc(all, func(r readyText) bool { return r.name == name })
	if i < 0 {
		return readyText{}, false
	}
	return all[i], true
}

// readyFor are the names of those for an act. Organisers find theirs without by.
func readyFor(act string, by speakers) []string {
	var names []string
	for _, r := range readyTexts() {
		if r.act == act && (r.by == byAll || r.by == by) {
			names = append(names, r.name)
		}
	}
	return names
}

// templateKey is the sentence of a ready-made text.
func templateKey(name string) string {
	if own, ok := strings.CutPrefix(name, "p."); ok {
		return "partner.template." + own
	}
	if own, ok := strings.CutPrefix(name, "n."); ok {
		return "announce.template." + own
	}
	if own, ok := strings.CutPrefix(name, "g."); ok {
		return "tell.template." + own
	}
	return "cases.template." + name
}

// chooseKey is the label of its button. It repeats templateKey's cases, because the test
// that every message is said finds them by the beginnings that the source names.
func chooseKey(name string) string {
	if own, ok := strings.CutPrefix(name, "p."); ok {
		return "partner.choose." + own
	}
	if own, ok := strings.CutPrefix(name, "n."); ok {
		return "announce.choose." + own
	}
	if own, ok := strings.CutPrefix(name, "g."); ok {
		return "tell.choose." + own
	}
	return "cases.choose." + name
}

// readyButtons offer ready-made texts.
func readyButtons(names []string) []Button {
	var buttons []Button
	for _, name := range names {
		buttons = append(buttons, act(chooseKey(name), "t."+name))
	}
	return buttons
}

// next is the blank that is still to be asked for; ok is false if there is none.
func (r *Ready) next() (b blank, ok bool) {
	text, _ := readyNamed(r.Name)
	for _, b := range text.blanks {
		if !slices.ContainsFunc(r.Filled, func(f Filled) bool { return f.Blank == b.name }) {
			return b, true
		}
	}
	return blank{}, false
}

// whole says whether the text is one of ours and nothing is missing in it.
func (r *Ready) whole() bool {
	if r == nil {
		return false
	}
	_, known := readyNamed(r.Name)
	_, missing := r.next()
	return known && !missing
}

// with is the text with one blank more filled.
func (r *Ready) with(f Filled) *Ready {
	return &Ready{Name: r.Name, Filled: append(slices.Clone(r.Filled), f)}
}

// without is the text before its last blank was filled; nil if none was.
func (r *Ready) without() *Ready {
	if r == nil || len(r.Filled) == 0 {
		return nil
	}
	return &Ready{Name: r.Name, Filled: append([]Filled(nil), r.Filled[:len(r.Filled)-1]...)}
}

// lines are what somebody reads. One that no version knows any more says so.
func (r *Ready) lines(reader Lang) []Line {
	text, known := readyNamed(r.Name)
	if !known && r.Name != "seen" {
		return line("ready.gone", nil)
	}
	lines := line(templateKey(r.Name), nil)
	for _, f := range r.Filled {
		if i := slices.IndexFunc(text.blanks, func(b blank) bool { return b.name == f.Blank }); i >= 0 {
			lines = append(lines, f.lines(text.blanks[i], reader)...)
		}
	}
	return lines
}

// lines say what stands in a blank.
func (f Filled) lines(b blank, reader Lang) []Line {
	var lines []Line
	fact := func(name string, args Args) { lines = append(lines, Line{Key: "ready.fact." + name, Args: args}) }
	theirs := func(words string, l Lang) { // in a language that is not the reader's
		fact(b.name, Args{"value": Lines{{Key: "ready.typed", Args: Args{"words": Quote(words), "tongue": Tongue(l)}}}})
	}
	when := b.name
	switch {
	case f.Words != "" && f.Lang != "" && f.Lang != reader:
		theirs(f.Words, f.Lang)
	case f.Words != "":
		fact(b.name, Args{"value": Quote(f.Words)})
	case len(f.Text) > 0 && f.Text[reader] == "": // a meeting, before its title is translated
		theirs(f.Text.In(reader), f.Text.from(reader))
		when = "begins"
	case len(f.Text) > 0:
		fact(b.name, Args{"value": Name(f.Text)})
		when = "begins"
	case slices.Contains(b.choices, f.Choice):
		fact(b.name, Args{"value": Ref("ready.choice." + f.Choice)})
	}
	switch at := time.Unix(f.At, 0); {
	case f.At == 0:
	case f.Timed:
		fact(when, Args{"value": DateHour(at)})
	default:
		fact(when, Args{"value": Date(at)})
	}
	return lines
}

// typed is all that somebody typed into it.
func (r *Ready) typed() string {
	var words []string
	for _, f := range r.Filled {
		if f.Words != "" {
			words = append(words, f.Words)
		}
	}
	return strings.Join(words, "\n")
}
