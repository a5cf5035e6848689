package xlsform

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"porchlight/flows/instrument"
)

// book is a workbook: rows of cells, "|" between them, by sheet. change may do more to it.
func book(t testing.TB, sheets map[string]string, change ...func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	order := []string{"survey", "choices", "settings"}
	for name := range sheets {
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	for _, name := range order {
		text, there := sheets[name]
		if !there {
			continue
		}
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for r, line := range strings.Split(strings.TrimSpace(text), "\n") {
			for c, cell := range strings.Split(line, "|") {
				at, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if cell = strings.TrimSpace(cell); cell != "" {
					if err := f.SetCellStr(name, at, cell); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	for _, do := range change {
		do(f)
	}
	if !slices.Contains(order, "Sheet1") {
		_ = f.DeleteSheet("Sheet1")
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	settings = "form_id | default_language\nwalk | English (en)"
	yesNo    = "list_name | name | label::English (en)\nyn | yes | Yes\nyn | no | No"
)

// said are the problems in English; notices begin with "(".
func said(problems []Problem) (all []string) {
	for _, p := range problems {
		s := p.String()
		if p.Notice {
			s = "(" + s + ")"
		}
		all = append(all, s)
	}
	return all
}

func TestReads(t *testing.T) {
	in, problems := Read(book(t, map[string]string{
		"survey": `type | name | label::English (en) | label::Polski (pl) | relevant | constraint | parameters | bands | choice_filter | source
			note | hello | Five questions | Pięć pytań
			select_one yn | walking | Do you feel safe? | Czy czuje się Pan/Pani bezpiecznie?||||||close to ESS aesfdrk
			begin_group | g || | ${walking} = 'no'
			select_multiple why | why | Why? | Dlaczego?
			end_group | | |
			range | trust | Trust? | Zaufanie? | | | start=0 end=10 step=2
			integer | age | How old? | Ile lat? | ${trust} > 4 | . >= 18 and . <= 99 | | 18-39, 40-99
			text | more | Anything else? | Coś jeszcze? | selected(${why}, 'other')`,
		"choices": `list_name | name | label::English (en) | label::Polski (pl) | collapse
			yn | yes | Yes | Tak | good
			yn | no | No | Nie | bad
			why | dark | It is dark | Jest ciemno
			why | other | Other | Coś innego`,
		"settings": "form_id | form_title::English (en) | form_title::Polski (pl) | version | default_language\nwalk | Walking | Spacer | 3 | Polski (pl)",
	}), []string{"pl", "en"})
	if in == nil || len(problems) > 0 {
		t.Fatal(said(problems))
	}
	if in.ID != "walk" || in.Version != "3" || in.Lang != "pl" || in.Title["en"] != "Walking" || len(in.Items) != 6 {
		t.Errorf("%+v", in)
	}
	for name, want := range map[string]string{"why": "${walking} = 'no'", "age": "${trust} > 4", "more": "selected(${why}, 'other')", "walking": ""} {
		if got := in.Item(name).Relevant.String(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := in.Item("trust").Steps(); !slices.Equal(got, []float64{0, 2, 4, 6, 8, 10}) {
		t.Error(got)
	}
	if got := in.Item("age"); got.From != 18 || got.To != 99 || got.Band(40) != 1 {
		t.Errorf("%+v", got)
	}
	if c := in.Choices(in.Item("walking")); len(c) != 2 || c[0].Collapse != "good" || c[1].Label["pl"] != "Nie" {
		t.Errorf("%+v", c)
	}
	if in.Item("walking").Source == "" {
		t.Error("the source is lost")
	}
	written, err := Write(in)
	if err != nil {
		t.Fatal(err)
	}
	again, problems := Read(written, []string{"pl", "en"})
	if again == nil || len(problems) > 0 {
		t.Fatal(said(problems))
	}
	if !reflect.DeepEqual(plain(in), plain(again)) {
		t.Errorf("written and read again:\n%+v\n%+v", plain(in), plain(again))
	}
	twice, err := Write(again)
	if err != nil || !bytes.Equal(written, twice) {
		t.Error("equal instruments give other bytes", err)
	}
}

// plain is an instrument without what says where it stood.
func plain(in *instrument.Instrument) instrument.Instrument {
	c := *in
	c.Items, c.Lists = slices.Clone(c.Items), slices.Clone(c.Lists)
	for i := range c.Items {
		c.Items[i].Row = 0
		for _, e := range []**instrument.Expr{&c.Items[i].Relevant, &c.Items[i].Constraint, &c.Items[i].Filter} {
			if *e != nil {
				*e = &instrument.Expr{Text: (*e).String()}
			}
		}
	}
	for i := range c.Lists {
		c.Lists[i].Choices = slices.Clone(c.Lists[i].Choices)
		for j := range c.Lists[i].Choices {
			c.Lists[i].Choices[j].Row = 0
		}
	}
	return c
}

// Each problem names the sheet, the cell and its column, what stands there and what would do,
// and all come at once.
func TestProblems(t *testing.T) {
	const head = "type | name | label::English (en) | relevant | constraint | parameters | bands | choice_filter | required | appearance | default\n"
	one := func(rows string) map[string]string {
		return map[string]string{"survey": head + rows, "choices": yesNo, "settings": settings}
	}
	for name, c := range map[string]struct {
		sheets map[string]string
		langs  string
		want   []string
	}{
		"no choices sheet":         {map[string]string{"survey": head + "select_one yn | a | A?", "settings": settings}, "en", []string{"survey!A2 (type): There is no list yn on the sheet choices. The lists there are none."}},
		"no survey sheet":          {map[string]string{"questions": "x", "settings": settings}, "en", []string{"survey: There is no sheet of this name. The sheets here are settings, questions.", "(questions: This sheet is not read.)"}},
		"nothing asked":            {one("note | a | A"), "en", []string{"survey: There is no question."}},
		"a type of its own":        {one("txet | a | A?"), "en", []string{"survey!A2 (type): There is no type txet. The types are select_one LIST, select_multiple LIST, range, integer, decimal, text, note and acknowledge."}},
		"no type":                  {one("| a | A?"), "en", []string{"survey!A2 (type): The question has no type."}},
		"capitals":                 {one("Select_one yn | a | A?"), "en", []string{"survey!A2 (type): Select_one yn is written select_one yn."}},
		"no list":                  {one("select_one | a | A?"), "en", []string{"survey!A2 (type): The list is missing: select_one LIST."}},
		"a list that is none":      {one("select_one ny | a | A?"), "en", []string{"survey!A2 (type): There is no list ny on the sheet choices. The lists there are yn."}},
		"where people are":         {one("geopoint | a | A?\nselect_one yn | b | B? | ${a} = 'x'"), "en", []string{"survey!A2 (type): Questions of the type geopoint are not asked here: where people are is not asked for."}},
		"a name":                   {one("select_one yn | a b | A?"), "en", []string{"survey!B2 (name): a b is no name. A name begins with a letter or _, and has letters, digits, _, - and . only."}},
		"no name":                  {one("select_one yn | | A?"), "en", []string{"survey!B2 (name): The name is missing."}},
		"one name twice":           {one("select_one yn | a | A?\nselect_one yn | a | B?"), "en", []string{"survey!B3 (name): a is the name of row 2, too. Names are unique."}},
		"a default":                {one("select_one yn | a | A?||||||||yes"), "en", []string{"survey!K2 (default): default is not read, and what it says would be lost: it would be an answer that nobody gave. Take it out."}},
		"later":                    {one("select_one yn | a | A? | ${b} = 'yes'\nselect_one yn | b | B?"), "en", []string{"survey!D2 (relevant): b is asked only later, in row 3. A rule may name questions above it only."}},
		"a loop":                   {one("select_one yn | a | A? | ${b} = 'yes'\nselect_one yn | b | B? | ${a} = 'yes'"), "en", []string{"survey!D2 (relevant): b is asked only later, in row 3. A rule may name questions above it only."}},
		"itself":                   {one("select_one yn | a | A? | ${a} = 'yes'"), "en", []string{"survey!D2 (relevant): A question cannot depend on its own answer. In constraint, write . for it."}},
		"nobody":                   {one("select_one yn | a | A? | ${z} = 'yes'"), "en", []string{"survey!D2 (relevant): There is no question z."}},
		"a choice of no list":      {one("select_one yn | a | A?\nselect_one yn | b | B? | ${a} = 'ja'"), "en", []string{"survey!D3 (relevant): 'ja' is no choice of ${a}. Its choices are yes, no."}},
		"several":                  {one("select_multiple yn | a | A?\nselect_one yn | b | B? | ${a} = 'yes'"), "en", []string{"survey!D3 (relevant): ${a} may have several answers. Write selected(${a}, 'yes')."}},
		"twice equal":              {one("select_one yn | a | A?\nselect_one yn | b | B? | ${a} == 'yes'"), "en", []string{"survey!D3 (relevant): ${a} == 'yes': at character 6, \"==\": write = once"}},
		"is not":                   {one("select_one yn | a | A?\nselect_one yn | b | B? | ${a} != 'yes'"), "en", []string{"(survey!D3 (relevant): != is true as well if ${a} was not answered. If that is not meant, add: and ${a} != ''.)"}},
		"is not, and was answered": {one("select_one yn | a | A?\nselect_one yn | b | B? | ${a} != 'yes' and ${a} != ''"), "en", nil},
		"curly quotes":             {one("select_one yn | a | A?\nselect_one yn | b | B? | ${a} = ‘yes’"), "en", nil},
		"a matrix":                 {one("select_one yn | head | How often? ||||||| label\nselect_one yn | a | A? ||||||| list-nolabel"), "en", nil},
		"half a matrix":            {one("select_one yn | a | A? ||||||| list-nolabel"), "en", []string{"survey!J2 (appearance): A row with the appearance list-nolabel needs a row with label and the same list before it."}},
		"an open group":            {one("begin group | g | \nselect_one yn | a | A?"), "en", []string{"survey!A2 (type): This group is not closed. Add a row end_group."}},
		"a group too many":         {one("select_one yn | a | A?\nend group"), "en", []string{"survey!A3 (type): This closes no group."}},
		"required":                 {one("select_one yn | a | A? |||||| yes"), "en", []string{"(survey!I2 (required): required is not read: I'd rather not say is always there.)"}},
		"a long scale":             {one("range | a | A? ||| start=0 end=100 step=1"), "en", []string{"survey!F2 (parameters): This scale has 101 steps. 21 fit."}},
		"a scale of twenty-one":    {one("range | a | A? ||| start=0 end=100 step=5"), "en", nil},
		"a scale backwards":        {one("range | a | A? ||| start=10 end=0"), "en", []string{"survey!F2 (parameters): parameters are start=10 end=0. Write start=0 end=10 step=1, with an end above the start."}},
		"no bounds":                {one("integer | a | A? ||. > 0||0-17, 18-99"), "en", []string{"survey!E2 (constraint): constraint must say both bounds, such as . >= 0 and . <= 120."}},
		"no bands":                 {one("integer | a | A? ||. >= 0 and . <= 99"), "en", []string{"survey!G2 (bands): bands are missing: only bands are kept and shown. Write them like 0-17, 18-64, 65-120."}},
		"a hole in bands":          {one("integer | a | A? ||. >= 0 and . <= 99||0-17, 20-99"), "en", []string{"survey!G2 (bands): The bands leave out 18-19, which the constraint lets pass."}},
		"bands too short":          {one("integer | a | A? ||. >= 0 and . <= 99||0-17, 18-64"), "en", []string{"survey!G2 (bands): The bands leave out 65-99, which the constraint lets pass."}},
		"a telephone number":       {one("text | phone | How can we reach you?"), "en", []string{"survey!B2 (name): This asks for a telephone number. Surveys here are without names, telephone numbers, addresses and papers; take the question out."}},
		"a name in words":          {one("text | q | What is your name?"), "en", []string{"survey!C2 (label::English (en)): This asks for a name. Surveys here are without names, telephone numbers, addresses and papers; take the question out."}},
		"an answer in a label":     {one("select_one yn | a | A?\nselect_one yn | b | Why ${a}?"), "en", []string{"survey!C3 (label::English (en)): ${a} would print an answer in a question. Leave it out."}},
		"an empty label":           {one("select_one yn | a | "), "en", []string{"survey!C2 (label::English (en)): Empty. Every question needs words in en."}},
		"seconds":                  {one("start | s | \nselect_one yn | a | A?"), "en", []string{"(survey!A2 (type): start is not kept: when somebody answers is nobody's business.)"}},
		"other, in English":        {one("select_one yn or_other | a | A?"), "en", nil},
		"other, in Polish too": {map[string]string{
			"survey": "type|name|label::English (en)|label::Polski (pl)\nselect_one yn or_other | a | A? | A?", "settings": settings,
			"choices": "list_name | name | label::English (en) | label::Polski (pl)\nyn | yes | Yes | Tak\nyn | no | No | Nie"}, "en pl",
			[]string{"survey!A2 (type): or_other adds English words that cannot be translated. Add a choice other, and behind the question a row of the type text with relevant selected(${a}, 'other')."}},
		"an empty translation": {map[string]string{
			"survey": "type|name|label::English (en)|label::Polski (pl)\nselect_one yn | a | A? | A?", "settings": settings,
			"choices": "list_name | name | label::English (en) | label::Polski (pl)\nyn | yes | Yes | Tak\nyn | no | No |"}, "en pl",
			[]string{"choices!D3 (label::Polski (pl)): Empty. Every answer needs words in pl."}},
		"no Polish choices": {map[string]string{
			"survey": "type|name|label::English (en)|label::Polski (pl)\nselect_one yn | a | A? | A?", "settings": settings, "choices": yesNo}, "en pl",
			[]string{"choices: The column label::Polish (pl) is missing: this programme speaks pl."}},
		"a country's code": {map[string]string{
			"survey": "type|name|label::English (en)|label::Ukrainian (ua)\nselect_one yn | a | A? | A?", "settings": settings, "choices": yesNo}, "en",
			[]string{"survey!D1: ua is no code of Ukrainian. Write (uk)."}},
		"no code": {map[string]string{
			"survey": "type|name|label::English (en)|label::klingon\nselect_one yn | a | A? | A?", "settings": settings, "choices": yesNo}, "en",
			[]string{"survey!D1: label::klingon names no language by its code. Write it like label::English (en); the codes are ar, en, es, he, pl, ru, uk."}},
		"another language": {map[string]string{
			"survey": "type|name|label::English (en)|label::Swahili (sw)\nselect_one yn | a | A? | A?", "settings": settings, "choices": yesNo}, "en",
			[]string{"(survey!D1: Words in sw are not shown: the bot speaks ar, en, es, he, pl, ru, uk.)"}},
		"Hebrew's old code": {map[string]string{
			"survey": "type|name|label::Hebrew (iw)\nselect_one yn | a | A?", "settings": "form_id | default_language\nwalk | Hebrew (iw)",
			"choices": "list_name | name | label::Hebrew (iw)\nyn | yes | כן\nyn | no | לא"}, "he", nil},
		"one colon": {map[string]string{
			"survey": "type|name|label:English (en)\nselect one from yn | a | A?", "settings": settings, "choices": "list name | name | label:English (en)\nyn | yes | Yes\nyn | no | No"}, "en", nil},
		"no language named": {map[string]string{
			"survey": "type|name|label\nselect_one yn | a | A?", "settings": "form_id\nwalk", "choices": "list_name | name | label\nyn | yes | Yes\nyn | no | No"}, "en", nil},
		"none named, of two": {map[string]string{
			"survey": "type|name|label\nrange | a | A?", "settings": "form_id\nwalk"}, "en pl",
			[]string{"survey: The column label::English (en) is missing: this programme speaks en.", "survey: The column label::Polish (pl) is missing: this programme speaks pl.",
				"survey!C1: Which language label is in is not said. Write label::English (en), or name it as default_language on the sheet settings."}},
		"two labels": {map[string]string{
			"survey": "type|name|label::English (en)|label::English (en)\nrange | a | A? | B?", "settings": settings}, "en", []string{"survey!D1: Two columns mean label in en. Keep one of them."}},
		"a wrong default": {map[string]string{
			"survey": "type|name|label::English (en)\nrange | a | A?", "settings": "form_id | default_language\nwalk | Arabic"}, "en",
			[]string{"settings!B2 (default_language): default_language is Arabic, but no column of words has that language. Write it as it stands behind ::."}},
		"no settings": {map[string]string{"survey": "type|name|label::English (en)\nrange | a | A?"}, "en", []string{"(settings: There is no sheet settings, so the file's name stands for form_id. The sheet has form_id, form_title, version and default_language.)"}},
		"a choice twice": {map[string]string{"survey": head + "select_one yn | a | A?", "settings": settings, "choices": yesNo + "\nyn | yes | Sure"}, "en",
			[]string{"choices!B4 (name): The list yn has yes already, in row 2. Names are unique in a list, unless settings say allow_choice_duplicates yes."}},
		"a choice in two words": {map[string]string{"survey": head + "select_one yn | a | A?", "settings": settings, "choices": yesNo + "\nyn | yes please | Sure"}, "en",
			[]string{"choices!B4 (name): yes please has a space. Names of choices have none."}},
		"a filter": {map[string]string{"survey": head + "select_one r | a | A?\nselect_one c | b | B? ||||| region = ${a}",
			"settings": settings, "choices": "list_name | name | label::English (en) | region\nr | n | North\nr | s | South\nc | king | King | n\nc | queen | Queen | s"}, "en", nil},
		"a filter of no column": {one("select_one yn | a | A?\nselect_one yn | b | B? ||||| regoin = ${a}"), "en", []string{"survey!H3 (choice_filter): The sheet choices has no column regoin."}},
		"entities": {map[string]string{"survey": head + "select_one yn | a | A?", "settings": settings, "choices": yesNo, "entities": "x"}, "en",
			[]string{"entities: The sheet entities is not read, and what it says would be lost. Take it out."}},
		"notes beside it": {map[string]string{"survey": head + "select_one yn | a | A?", "settings": settings, "choices": yesNo, "Notes": "x"}, "en", []string{"(Notes: This sheet is not read.)"}},
		"a youth instrument": {map[string]string{"survey": head + "range | a | A?", "settings": "form_id | default_language | for\nwalk | English (en) | children"}, "en",
			[]string{"settings!C2 (for): children is nobody a survey is made for. Leave it empty, or write youth or officers."}},
		"two at once": {one("txet | a | A?\nselect_one yn | b | "), "en", []string{
			"survey!A2 (type): There is no type txet. The types are select_one LIST, select_multiple LIST, range, integer, decimal, text, note and acknowledge.",
			"survey!C3 (label::English (en)): Empty. Every question needs words in en."}},
	} {
		langs := strings.Fields(c.langs)
		in, problems := Read(book(t, c.sheets), langs)
		got := slices.DeleteFunc(said(problems), func(s string) bool { return strings.Contains(s, "No question uses the list") })
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if refused := slices.ContainsFunc(got, func(s string) bool { return s[0] != '(' }); refused != (in == nil) {
			t.Errorf("%s: refused %v, instrument %v", name, refused, in != nil)
		}
	}
}

// What a spreadsheet program hides, or makes of what was typed, is told.
func TestCells(t *testing.T) {
	sheets := map[string]string{"survey": "type | name | label::English (en)\nselect_one yn | a | A?\nselect_one yn | b | B?", "choices": yesNo, "settings": settings}
	for name, c := range map[string]struct {
		change func(*excelize.File)
		want   string
	}{
		"formula":       {func(f *excelize.File) { _ = f.SetCellFormula("survey", "C2", "CONCAT(A1,B1)") }, "survey!C2 (label::English (en)): =CONCAT(A1,B1) is a formula. Put in its result, as text."},
		"merged":        {func(f *excelize.File) { _ = f.MergeCell("survey", "B2", "B3") }, "survey!B2 (name): B2:B3 is merged. Unmerge the cells: each cell stands for itself."},
		"hidden row":    {func(f *excelize.File) { _ = f.SetRowVisible("survey", 3, false) }, "survey, row 3: This row is hidden. Show it or delete it."},
		"hidden column": {func(f *excelize.File) { _ = f.SetColVisible("survey", "C", false) }, "survey!C1: This column is hidden. Show it or delete it."},
		"hidden sheet":  {func(f *excelize.File) { _ = f.SetSheetVisible("choices", false) }, "choices: This sheet is hidden. Show it, so that whoever checks the questionnaire sees all of it."},
		"a date": {func(f *excelize.File) {
			style, _ := f.NewStyle(&excelize.Style{NumFmt: 17})
			_ = f.SetCellValue("choices", "B2", 46082)
			_ = f.SetCellStyle("choices", "B2", "B2", style)
		}, "choices!B2 (name): The cell holds 46082 and shows Mar-26: the program has made something else of what was typed. Format the cell as text and type it again."},
	} {
		_, problems := Read(book(t, sheets, c.change), []string{"en"})
		if !slices.Contains(said(problems), c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(said(problems), "\n"), c.want)
		}
	}
}

// Choices are often 0 and 1, which programs keep as numbers.
func TestNumbersAsNames(t *testing.T) {
	sheets := map[string]string{"survey": "type | name | label::English (en) | relevant\nselect_one yn | a | A?\nselect_one yn | b | B? | ${a} = 1", "choices": yesNo, "settings": settings}
	in, problems := Read(book(t, sheets, func(f *excelize.File) {
		_ = f.SetCellValue("choices", "B2", 1)
		_ = f.SetCellValue("choices", "B3", 0)
	}), []string{"en"})
	if in == nil {
		t.Fatal(said(problems))
	}
	if got := in.Choices(in.Item("a")); got[0].Name != "1" || got[1].Name != "0" {
		t.Errorf("%+v", got)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	bomb := func() []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
		w, err := z.Create("xl/worksheets/sheet1.xml")
		if err != nil {
			t.Fatal(err)
		}
		zeros := make([]byte, 1<<20)
		for range 40 {
			if _, err := w.Write(zeros); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}()
	many := book(t, map[string]string{"survey": "type | name | label::English (en)", "settings": settings}, func(f *excelize.File) {
		for row := 2; row < 5010; row++ {
			_ = f.SetCellStr("survey", "A"+strconv.Itoa(row), "note")
		}
	})
	for name, c := range map[string]struct {
		raw  []byte
		want Code
	}{
		"empty": {nil, "file.other"}, "words": {[]byte("type,name,label"), "file.other"}, "a zip that is cut": {[]byte("PK\x03\x04 and then nothing"), "file.other"},
		"old": {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), "file.old"}, "large": {make([]byte, MostBytes+1), "file.size"},
		"a bomb": {bomb, "file.unzipped"}, "many rows": {many, "sheet.rows"},
	} {
		in, problems := Read(c.raw, []string{"en"})
		if in != nil || len(problems) == 0 || problems[0].Code != c.want {
			t.Errorf("%s: %v, want %s", name, said(problems), c.want)
		}
	}
}

func TestFortyOneQuestions(t *testing.T) {
	rows := func(n int) map[string]string {
		s := "type | name | label::English (en)\n"
		for i := range n {
			s += "range | q" + strconv.Itoa(i) + " | Q?\n"
		}
		return map[string]string{"survey": s, "settings": settings}
	}
	if in, problems := Read(book(t, rows(40)), []string{"en"}); in == nil {
		t.Error(said(problems))
	}
	_, problems := Read(book(t, rows(41)), []string{"en"})
	if want := []string{"survey: There are 41 questions. 40 fit: people answer on a phone, for nothing."}; !slices.Equal(said(problems), want) {
		t.Error(said(problems))
	}
}

// Every problem has words, each of its holes is filled, and no words are left over.
func TestProblemsHaveWords(t *testing.T) {
	for code, words := range english() {
		if !strings.HasSuffix(words, ".") && code != "expr.bad" {
			t.Errorf("%s: %q is no sentence", code, words)
		}
	}
}

// Whatever the file, reading ends with an instrument or with a reason.
func FuzzRead(f *testing.F) {
	f.Add("type | name | label::English (en)\nselect_one yn | a | A? | ${a} = 'x'", yesNo, settings)
	f.Add("type | name | label\nbegin_group | g\nrange | a | A?", "list_name | name", "")
	f.Add("type:name", "::", "default_language\n(en)")
	f.Fuzz(func(t *testing.T, survey, choices, settings string) {
		if len(survey)+len(choices)+len(settings) > 4000 {
			return
		}
		in, problems := Read(book(t, map[string]string{"survey": survey, "choices": choices, "settings": settings}), []string{"en", "ar"})
		if in == nil && len(problems) == 0 {
			t.Error("neither an instrument nor a reason")
		}
		for _, p := range problems {
			if s := p.String(); strings.Contains(s, "{found}") || strings.HasSuffix(s, ": ") {
				t.Errorf("%q of %s", s, p.Code)
			}
		}
	})
}
