package instrument

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// What an instrument may have. A screen shows one item, so an item may not have more
// answers than a phone shows; MostItems keeps a survey to a few minutes.
const (
	MostItems   = 40
	MostChoices = 12 // answers in words
	MostNumbers = 21 // steps of a range
	MostBands   = 12
)

// Text is words by the code of their language.
type Text map[string]string

// In is the words in a language, or in the first of others that has some.
func (t Text) In(lang string, others ...string) string {
	for _, l := range append([]string{lang}, others...) {
		if t[l] != "" {
			return t[l]
		}
	}
	return ""
}

// Kind is how an item is answered.
type Kind string

// The kinds of items, by XLSForm's names of their types.
const (
	One         Kind = "select_one"
	Several     Kind = "select_multiple"
	Range       Kind = "range"
	Integer     Kind = "integer"
	Decimal     Kind = "decimal"
	Words       Kind = "text"
	Note        Kind = "note"
	Acknowledge Kind = "acknowledge"
)

// Instrument is a set of items that waves ask.
type Instrument struct {
	ID      string // XLSForm's form_id
	Version string
	Title   Text
	Lang    string   // the code of default_language
	Langs   []string // all that it has words in, the default one first
	// For says for whom it is made: "" adults, "youth" people of 13-17 too, "officers".
	For   string
	Items []Item
	Lists []List
}

// Item is a row of the sheet survey: a question, or a note before the next one.
type Item struct {
	Name     string
	Kind     Kind
	List     string // of its choices
	Label    Text
	Hint     Text
	Relevant *Expr // asked if it is true; nil: always. The rules of its groups are in it.
	// Constraint is what an answer must be; nil: anything. It is not asked of an item that
	// has none.
	Constraint *Expr
	Complaint  Text // what is said of an answer that Constraint refuses
	Filter     *Expr
	Shuffle    bool
	From, To   float64 // the ends of a Range, or the bounds of a number
	Step       float64 // of a Range
	Bands      []Band  // of a number: what is kept of it, and shown
	Source     string  // where the wording comes from
	Row        int     // in the sheet survey, from 1; 0: it comes from no sheet
}

// Band is a range of numbers, both ends included, that is kept in place of a number.
type Band struct{ From, To float64 }

// List is the answers that select_one and select_multiple offer.
type List struct {
	Name    string
	Choices []Choice
}

// Choice is one of them.
type Choice struct {
	Name  string
	Label Text
	// Collapse names a coarser answer, such as "safe", into which this one is counted when
	// cells are small.
	Collapse string
	Columns  map[string]string // what choice_filter compares
	Row      int
}

// list finds a list of choices by its name.
func (in *Instrument) list(name string) *List {
	if i := slices.IndexFunc(in.Lists, func(l List) bool { return l.Name == name }); i >= 0 {
		return &in.Lists[i]
	}
	return nil
}

// Item finds an item by its name; nil if there is none.
func (in *Instrument) Item(name string) *Item {
	if i := slices.IndexFunc(in.Items, func(i Item) bool { return i.Name == name }); i >= 0 {
		return &in.Items[i]
	}
	return nil
}

// Choices are an item's answers, whatever the answers before; nil for an item that is
// answered otherwise.
func (in *Instrument) Choices(i *Item) []Choice {
	if l := in.list(i.List); l != nil {
		return l.Choices
	}
	return nil
}

// Asks says whether the item is a question: a note and what is acknowledged are not.
func (i *Item) Asks() bool { return i.Kind != Note && i.Kind != Acknowledge }

// Steps are the numbers of a Range.
func (i *Item) Steps() (all []float64) {
	if i.Kind != Range || i.Step <= 0 {
		return nil
	}
	for n := 0; len(all) <= MostNumbers; n++ {
		v := i.From + float64(n)*i.Step
		if v > i.To+i.Step/1e6 {
			break
		}
		all = append(all, v)
	}
	return all
}

// Band is which band a number falls into, from 0; -1 if none.
func (i *Item) Band(v float64) int {
	return slices.IndexFunc(i.Bands, func(b Band) bool { return b.From <= v && v <= b.To })
}

// Number writes a number as people do: 3, not 3.0.
func Number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (b Band) String() string {
	if b.From == b.To {
		return Number(b.From)
	}
	return Number(b.From) + "-" + Number(b.To)
}

// ParseBands reads "0-17, 18-29, 30-120". Each begins above the end of the one before.
func ParseBands(s string) ([]Band, error) {
	var all []Band
	for part := range strings.SplitSeq(s, ",") {
		part = strings.ReplaceAll(strings.TrimSpace(part), "–", "-")
		low, high, two := strings.Cut(part, "-")
		if !two {
			high = low
		}
		from, err := strconv.ParseFloat(strings.TrimSpace(low), 64)
		to, err2 := strconv.ParseFloat(strings.TrimSpace(high), 64)
		switch {
		case err != nil || err2 != nil:
			return nil, fmt.Errorf("%q is no band", part)
		case to < from:
			return nil, fmt.Errorf("%q ends before it begins", part)
		case len(all) > 0 && from <= all[len(all)-1].To:
			return nil, fmt.Errorf("%q begins within the band before it", part)
		}
		all = append(all, Band{from, to})
	}
	return all, nil
}
