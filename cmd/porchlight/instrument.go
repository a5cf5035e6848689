package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"porchlight/flows"
	"porchlight/flows/instrument"
	"porchlight/flows/xlsform"
	"porchlight/locales"
)

const instrumentUsage = "porchlight instrument check FILE.xlsx, template FILE.xlsx or export ID FILE.xlsx; --languages en,pl or --programme NAME says in which languages"

// instruments checks a questionnaire that is a workbook (XLSForm), or writes one.
func instruments(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("instrument", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	languages := flags.String("languages", "", "")
	programme := flags.String("programme", "", "")
	if len(args) == 0 {
		return setting("say what to do: %s", instrumentUsage)
	}
	var names []string // flags may stand before and behind the names
	for rest := args[1:]; len(rest) > 0; {
		if err := flags.Parse(rest); err != nil {
			return setting("%v: use %s", err, instrumentUsage)
		}
		if rest = flags.Args(); len(rest) > 0 {
			names, rest = append(names, rest[0]), rest[1:]
		}
	}
	langs, err := instrumentLanguages(*languages, *programme)
	if err != nil {
		return err
	}
	switch {
	case args[0] == "check" && len(names) == 1:
		return checkInstrument(names[0], langs, out)
	case args[0] == "template" && len(names) == 1:
		words, err := locales.New()
		if err != nil {
			return err
		}
		return writeInstrument(templateInstrument(words, langs), names[0])
	case args[0] == "export" && len(names) == 2:
		words, err := locales.New()
		if err != nil {
			return err
		}
		in, err := shippedInstrument(words, names[0], langs)
		if err != nil {
			return err
		}
		return writeInstrument(in, names[1])
	}
	return setting("use %s", instrumentUsage)
}

// instrumentLanguages are those of a programme, or those that are listed, or all.
func instrumentLanguages(list, programme string) ([]string, error) {
	var known []string
	for _, l := range flows.Languages() {
		known = append(known, string(l))
	}
	switch {
	case list != "" && programme != "":
		return nil, setting("give --languages or --programme, not both")
	case list != "":
		langs := strings.Split(list, ",")
		for i, l := range langs {
			if !slices.Contains(known, l) {
				return nil, setting("--languages: %q is none of %s", l, strings.Join(known, ", "))
			}
			if slices.Contains(langs[:i], l) {
				return nil, setting("--languages: %q stands there twice", l)
			}
		}
		return langs, nil
	case programme != "":
		p, problems, err := parseProgramme(programme)
		if err != nil {
			return nil, err
		}
		if p == nil || len(problems) > 0 {
			return nil, setting("the programme's file has complaints: porchlight check %s lists them", programme)
		}
		return languagesOf([]*flows.Programme{p}), nil
	}
	return known, nil
}

// checkInstrument prints every problem of a workbook; what is only to be known begins with
// "note:".
func checkInstrument(file string, langs []string, out io.Writer) error {
	f, err := os.Open(file)
	if err != nil {
		return setting("%v", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, xlsform.MostBytes+1))
	if err != nil {
		return setting("%v", err)
	}
	in, problems := xlsform.Read(raw, langs)
	complaints := 0
	for _, p := range problems {
		if p.Notice {
			fmt.Fprintln(out, "note:", p)
			continue
		}
		fmt.Fprintln(out, p)
		complaints++
	}
	if in == nil {
		return setting("%d complaints", complaints)
	}
	asked := 0
	for i := range in.Items {
		if in.Items[i].Asks() {
			asked++
		}
	}
	fmt.Fprintf(out, "no complaints: %d questions in %s\n", asked, strings.Join(in.Langs, ", "))
	return nil
}

// writeInstrument writes a new file; one that is there is not written over.
func writeInstrument(in *instrument.Instrument, file string) error {
	raw, err := xlsform.Write(in)
	if err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return setting("%s is there already: give another name", file)
	}
	if err != nil {
		return setting("%v", err)
	}
	if _, err := f.Write(raw); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", file, err), f.Close())
	}
	return f.Close()
}

var tags = regexp.MustCompile(`<[^>]*>`)

// said is a message in several languages, without marks; rest is what follows its first line.
func said(words *locales.Bundle, langs []string, key string) (first, rest instrument.Text) {
	first, rest = instrument.Text{}, instrument.Text{}
	for _, lang := range langs {
		line, more, _ := strings.Cut(tags.ReplaceAllString(words.In(lang).Text(key, nil, nil), ""), "\n")
		first[lang] = line
		if more != "" {
			rest[lang] = more
		}
	}
	return first, rest
}

// shippedInstrument is one of the instruments that come with the bot, as an XLSForm has it.
func shippedInstrument(words *locales.Bundle, id string, langs []string) (*instrument.Instrument, error) {
	shipped, known := flows.Instruments(id)
	if !known {
		return nil, setting("there is no instrument %q: export knows %s", id, strings.Join(flows.AllInstrumentIDs(), ", "))
	}
	in := &instrument.Instrument{ID: shipped.ID, Version: "1", Lang: langs[0], Langs: langs}
	in.Title, _ = said(words, langs, "waves.instrument."+shipped.ID)
	for _, item := range shipped.Items {
		i := instrument.Item{Name: item.Key, Kind: instrument.One, List: item.Key, Source: item.Source}
		i.Label, i.Hint = said(words, langs, "pulse.ask."+item.Key)
		if item.Type == flows.Scale {
			i.Kind, i.List = instrument.Range, ""
			i.From, i.To, i.Step = 0, float64(len(item.Options)-1), 1
			in.Items = append(in.Items, i)
			continue
		}
		list := instrument.List{Name: item.Key}
		for n, name := range item.Options {
			c := instrument.Choice{Name: name}
			c.Label, _ = said(words, langs, string(item.Option(n).(flows.Ref)))
			list.Choices = append(list.Choices, c)
		}
		in.Items, in.Lists = append(in.Items, i), append(in.Lists, list)
	}
	return in, nil
}

// templateInstrument is a questionnaire to start from: one question of each kind.
func templateInstrument(words *locales.Bundle, langs []string) *instrument.Instrument {
	in, err := shippedInstrument(words, "default", langs)
	if err != nil {
		panic(err) // the default one is always there
	}
	text := func(key string) instrument.Text {
		t := instrument.Text{}
		for _, lang := range langs {
			t[lang] = templateWords()[key][lang]
		}
		return t
	}
	rule := func(use instrument.Use, source string) *instrument.Expr {
		e, err := instrument.ParseExpr(use, source)
		if err != nil {
			panic(err) // the template is checked by a test
		}
		return e
	}
	in.ID, in.Title = "my_survey", text("title")
	in.Items = slices.Concat(
		[]instrument.Item{{Name: "welcome", Kind: instrument.Note, Label: text("welcome")}},
		in.Items[:2], // feeling safe, trust
		[]instrument.Item{
			{Name: "helps", Kind: instrument.Several, List: "helps", Label: text("helps"), Hint: text("several"), Relevant: rule(instrument.Relevant, "${walking} = 'unsafe' or ${walking} = 'very_unsafe'")},
			{Name: "helps_words", Kind: instrument.Words, Label: text("words"), Relevant: rule(instrument.Relevant, "selected(${helps}, 'other')")},
			{Name: "age", Kind: instrument.Integer, Label: text("age"), Constraint: rule(instrument.Constraint, ". >= 18 and . <= 110"), Complaint: text("age_wrong"),
				From: 18, To: 110, Bands: []instrument.Band{{From: 18, To: 29}, {From: 30, To: 44}, {From: 45, To: 64}, {From: 65, To: 110}}},
		})
	in.Lists = in.Lists[:1] // of the first question
	for i := range in.Lists[0].Choices {
		in.Lists[0].Choices[i].Collapse = []string{"safe", "safe", "unsafe", "unsafe"}[i]
	}
	helps := instrument.List{Name: "helps"}
	for _, name := range []string{"lighting", "patrols", "young", "other"} {
		helps.Choices = append(helps.Choices, instrument.Choice{Name: name, Label: text(name)})
	}
	in.Lists = append(in.Lists, helps)
	return in
}
