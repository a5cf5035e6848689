package xlsform

import (
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"porchlight/flows/instrument"
)

// Write writes an instrument as a workbook that Read reads back, unchanged in what it asks
// of whom. Rules of groups stand at their questions. Equal instruments give equal bytes.
func Write(in *instrument.Instrument) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	w := &writer{f: f, langs: in.Langs, rtl: slices.Contains([]string{"he", "ar"}, in.Lang)}
	w.sheet("survey", w.survey(in))
	w.sheet("choices", w.choices(in))
	w.sheet("settings", w.settings(in))
	if w.err == nil {
		w.err = f.DeleteSheet("Sheet1")
	}
	if w.err != nil {
		return nil, w.err
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

type writer struct {
	f     *excelize.File
	langs []string
	rtl   bool
	err   error
}

// sheet writes rows as text: nothing becomes a formula, a number or a date.
func (w *writer) sheet(name string, rows [][]string) {
	do := func(err error) {
		if w.err == nil {
			w.err = err
		}
	}
	_, err := w.f.NewSheet(name)
	do(err)
	style, err := w.f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	do(err)
	for r, row := range rows {
		for c, text := range row {
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			do(err)
			if text != "" {
				do(w.f.SetCellStr(name, cell, text))
			}
		}
	}
	if len(rows) > 0 && len(rows[0]) > 0 {
		last, err := excelize.ColumnNumberToName(len(rows[0]))
		do(err)
		do(w.f.SetColStyle(name, "A:"+last, style))
		do(w.f.SetColWidth(name, "A", last, 24))
	}
	do(w.f.SetSheetView(name, 0, &excelize.ViewOptions{RightToLeft: &w.rtl}))
	do(w.f.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

// header is the name of a column of words in a language.
func header(base, code string) string {
	name := languageNames()[code][0]
	return base + "::" + strings.ToUpper(name[:1]) + name[1:] + " (" + code + ")"
}

func (w *writer) headers(base string) (all []string) {
	for _, code := range w.langs {
		all = append(all, header(base, code))
	}
	return all
}

func (w *writer) words(t instrument.Text) (all []string) {
	for _, code := range w.langs {
		all = append(all, t[code])
	}
	return all
}

func (w *writer) survey(in *instrument.Instrument) [][]string {
	head := slices.Concat([]string{"type", "name"}, w.headers("label"), w.headers("hint"),
		[]string{"relevant", "constraint"}, w.headers("constraint_message"), []string{"choice_filter", "parameters", "bands", "source"})
	rows := [][]string{head}
	for _, i := range in.Items {
		kind := string(i.Kind)
		if i.List != "" {
			kind += " " + i.List
		}
		var parameters, bands []string
		if i.Kind == instrument.Range {
			parameters = append(parameters, "start="+instrument.Number(i.From), "end="+instrument.Number(i.To), "step="+instrument.Number(i.Step))
		}
		if i.Shuffle {
			parameters = append(parameters, "randomize=true")
		}
		for _, b := range i.Bands {
			bands = append(bands, b.String())
		}
		rows = append(rows, slices.Concat([]string{kind, i.Name}, w.words(i.Label), w.words(i.Hint),
			[]string{i.Relevant.String(), i.Constraint.String()}, w.words(i.Complaint),
			[]string{i.Filter.String(), strings.Join(parameters, " "), strings.Join(bands, ", "), i.Source}))
	}
	return rows
}

func (w *writer) choices(in *instrument.Instrument) [][]string {
	columns := map[string]bool{}
	for _, l := range in.Lists {
		for _, c := range l.Choices {
			for name, value := range c.Columns {
				columns[name] = columns[name] || value != ""
			}
		}
	}
	maps.DeleteFunc(columns, func(_ string, used bool) bool { return !used })
	extra := slices.Sorted(maps.Keys(columns))
	rows := [][]string{slices.Concat([]string{"list_name", "name"}, w.headers("label"), []string{"collapse"}, extra)}
	for _, l := range in.Lists {
		for _, c := range l.Choices {
			row := slices.Concat([]string{l.Name, c.Name}, w.words(c.Label), []string{c.Collapse})
			for _, name := range extra {
				row = append(row, c.Columns[name])
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func (w *writer) settings(in *instrument.Instrument) [][]string {
	twice := ""
	for _, l := range in.Lists {
		seen := map[string]bool{}
		for _, c := range l.Choices {
			if seen[c.Name] {
				twice = "yes"
			}
			seen[c.Name] = true
		}
	}
	language := strings.TrimPrefix(header("", in.Lang), "::")
	return [][]string{
		slices.Concat(w.headers("form_title"), []string{"form_id", "version", "default_language", "allow_choice_duplicates", "for"}),
		slices.Concat(w.words(in.Title), []string{in.ID, in.Version, language, twice, in.For}),
	}
}
