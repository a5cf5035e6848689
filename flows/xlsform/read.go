package xlsform

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"porchlight/flows/instrument"
)

// What words may be long. A label stands on a screen, a choice on a button of a phone.
const (
	longestLabel  = 300
	longestChoice = 60
)

// reader is a workbook while it is read.
type reader struct {
	langs    []string // of the programme, the first one for columns that name none
	problems []Problem
	in       instrument.Instrument
	survey   columns
	choices  columns
	settings columns
	twice    bool           // allow_choice_duplicates
	rows     map[string]int // of a question, by its name
	used     map[string]bool
	groups   []group
	matrix   string // the list of the matrix whose rows follow
}

// group is one that is open.
type group struct {
	row      int
	relevant *instrument.Expr
}

// Read reads a questionnaire for a programme that speaks some languages, the default one
// first. The problems are in the order of the workbook, all of them; the instrument is nil
// unless they are notices only.
func Read(raw []byte, langs []string) (*instrument.Instrument, []Problem) {
	r := &reader{langs: langs, rows: map[string]int{}, used: map[string]bool{}}
	r.workbook(raw)
	slices.SortStableFunc(r.problems, func(a, b Problem) int {
		order := []string{"", "survey", "choices", "settings"}
		place := func(p Problem) int { return slices.Index(order, strings.ToLower(p.Sheet)) }
		return cmp.Or(cmp.Compare(uint(place(a)), uint(place(b))), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col))
	})
	if slices.ContainsFunc(r.problems, func(p Problem) bool { return !p.Notice }) {
		return nil, r.problems
	}
	return &r.in, r.problems
}

func (r *reader) problem(p Problem) { r.problems = append(r.problems, p) }

// workbook reads the sheets and what stands in them.
func (r *reader) workbook(raw []byte) {
	f, code, found := open(raw)
	if code != "" {
		r.problem(Problem{Code: code, Args: argsOf([]string{"found", found})})
		return
	}
	defer f.Close()
	sheets := map[string]*sheet{}
	for _, name := range f.GetSheetList() {
		low := strings.ToLower(strings.TrimSpace(name))
		switch {
		case slices.Contains([]string{"entities", "external_choices", "osm"}, low):
			r.problem(Problem{Sheet: name, Code: "sheet.refused", Args: argsOf([]string{"found", name})})
			continue
		case !slices.Contains([]string{"survey", "choices", "settings"}, low):
			r.problem(Problem{Sheet: name, Code: "sheet.skipped", Notice: true})
			continue
		case sheets[low] != nil:
			r.problem(Problem{Sheet: name, Code: "sheet.twice"})
			continue
		}
		s, err := read(f, name, r.problem)
		if err != nil {
			r.problem(Problem{Sheet: name, Code: "file.broken", Args: argsOf([]string{"found", oneLine(err.Error())})})
			return
		}
		sheets[low] = s
	}
	if sheets["survey"] == nil {
		r.problem(Problem{Sheet: "survey", Code: "sheet.missing", Args: argsOf([]string{"found", strings.Join(f.GetSheetList(), ", ")})})
		return
	}
	r.heads(sheets)
	if s := sheets["choices"]; s != nil {
		r.readChoices(s)
	}
	r.readSurvey(sheets["survey"])
	for _, l := range r.in.Lists {
		if !r.used[l.Name] && len(l.Choices) > 0 {
			r.choices.s.note(l.Choices[0].Row-1, -1, "list.unused", "found", l.Name)
		}
	}
}

// heads reads the settings, and the headers of all sheets.
func (r *reader) heads(sheets map[string]*sheet) {
	defaults, plain := "", ""
	s := sheets["settings"]
	if s == nil {
		r.problem(Problem{Sheet: "settings", Code: "form.settings", Notice: true})
	} else {
		raw := s.headers(nil, "", "")
		defaults = raw.text(1, "default_language")
		r.problems = slices.DeleteFunc(r.problems, func(p Problem) bool {
			return p.Sheet == s.name && (strings.HasPrefix(string(p.Code), "lang.") || strings.HasPrefix(string(p.Code), "column."))
		})
	}
	plain, _ = codeOf(defaults)
	if plain == "" && slices.Contains(slices.Collect(maps.Keys(languageNames())), defaults) {
		plain = defaults
	}
	if plain == "" && len(r.langs) == 1 {
		plain = r.langs[0]
	}
	headers := func(name string) columns {
		if s := sheets[name]; s != nil {
			return s.headers(r.langs, defaults, plain)
		}
		return columns{s: &sheet{name: name, problem: r.problem}}
	}
	r.survey, r.choices, r.settings = headers("survey"), headers("choices"), headers("settings")
	r.in.Lang = r.langs[0]
	if plain != "" && slices.Contains(r.langs, plain) {
		r.in.Lang = plain
	}
	r.in.Langs = append([]string{r.in.Lang}, slices.DeleteFunc(slices.Clone(r.langs), func(l string) bool { return l == r.in.Lang })...)
	if s != nil {
		r.readSettings(defaults)
	}
	r.lacking(r.survey, "label")
	if len(r.choices.s.cells) > 0 {
		r.lacking(r.choices, "label")
	}
}

// lacking tells of languages that have no column of words on a sheet.
func (r *reader) lacking(c columns, base string) {
	for _, code := range r.langs {
		if c.place(base, code) < 0 {
			name := languageNames()[code][0]
			c.s.say(-1, -1, "lang.missing", "found", base+"::"+strings.ToUpper(name[:1])+name[1:]+" ("+code+")", "code", code)
		}
	}
}

// readSettings reads the one row of the sheet settings.
func (r *reader) readSettings(defaults string) {
	c := r.settings
	known := []string{"form_id", "form_title", "version", "default_language", "allow_choice_duplicates", "for"}
	for _, col := range c.all {
		value := strings.TrimSpace(c.s.at(1, col.at))
		switch {
		case slices.Contains(known, col.base):
		case value == "":
		case slices.Contains([]string{"public_key", "submission_url"}, col.base), col.base == "instance_name" && strings.Contains(value, "${"):
			c.s.say(1, col.at, "column.refused", "column", col.base, "why", "answers are kept in one place, and nobody's is sent anywhere or named")
		default:
			c.s.note(0, col.at, "column.skipped", "found", col.base)
		}
	}
	r.in.ID, r.in.Version = c.text(1, "form_id"), c.text(1, "version")
	if r.in.ID == "" {
		c.s.note(1, c.find("form_id"), "form.id")
	} else if !isName(r.in.ID) {
		c.s.say(1, c.find("form_id"), "name.bad", "found", oneLine(r.in.ID))
	}
	r.in.Title = r.words(c, 1, "form_title", "", longestLabel)
	r.twice = r.yes(c, 1, "allow_choice_duplicates")
	switch r.in.For = strings.ToLower(c.text(1, "for")); r.in.For {
	case "", "youth", "officers":
	default:
		c.s.say(1, c.find("for"), "form.for", "found", oneLine(r.in.For))
	}
	if _, right := codeOf(defaults); defaults != "" && right == "" {
		if code, _ := codeOf(defaults); code == "" && !r.spoken(defaults) {
			c.s.say(1, c.find("default_language"), "lang.default", "found", oneLine(defaults))
		} else if code != "" && r.survey.place("label", code) < 0 {
			c.s.say(1, c.find("default_language"), "lang.default", "found", oneLine(defaults))
		}
	}
}

func (r *reader) spoken(code string) bool { return languageNames()[code] != nil }

// yes reads a cell of yes and no.
func (r *reader) yes(c columns, row int, base string) bool {
	switch v := strings.ToLower(c.text(row, base)); v {
	case "yes", "true", "true()":
		return true
	case "", "no", "false", "false()":
		return false
	default:
		c.s.say(row, c.find(base), "form.yes", "found", oneLine(v))
		return false
	}
}

// words reads a text in all languages. what names what lacks it in an empty cell; "" if it
// may be empty altogether.
func (r *reader) words(c columns, row int, base, what string, most int) instrument.Text {
	all := c.words(row, base)
	for code, w := range all {
		at := c.place(base, code)
		if found := printed.FindString(w); found != "" {
			c.s.say(row, at, "text.answer", "found", found)
		}
		if n := len([]rune(w)); n > most {
			c.s.say(row, at, "text.long", "count", strconv.Itoa(n), "most", strconv.Itoa(most), "what", cmp.Or(what, "this"))
		}
	}
	if what == "" && len(all) == 0 {
		return nil
	}
	for _, code := range r.langs {
		if at := c.place(base, code); all[code] == "" && at >= 0 {
			c.s.say(row, at, "lang.empty", "what", cmp.Or(what, "what stands here in another language"), "code", code)
		} else if all[code] == "" && base != "label" && len(all) > 0 {
			c.s.say(row, -1, "lang.empty", "what", "the column "+base, "code", code)
		}
	}
	return all
}

var (
	printed  = regexp.MustCompile(`\$\{[^}]*\}|\{[^{}]*\}\$`)
	nameRule = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_.\-]*$`)
)

func isName(s string) bool { return nameRule.MatchString(s) }

// readChoices reads the lists.
func (r *reader) readChoices(s *sheet) {
	c := r.choices
	for _, base := range []string{"list_name", "name"} {
		if c.find(base) < 0 {
			s.say(-1, -1, "column.missing", "found", base)
		}
	}
	if c.find("list_name") < 0 || c.find("name") < 0 {
		return
	}
	where := map[string]map[string]int{}
	for row := 1; row < len(s.cells); row++ {
		if s.blank(row) {
			continue
		}
		list, name := c.text(row, "list_name"), c.text(row, "name")
		choice := instrument.Choice{Name: name, Row: row + 1, Columns: map[string]string{}}
		switch {
		case list == "":
			s.say(row, c.find("list_name"), "choice.list")
			continue
		case name == "":
			s.say(row, c.find("name"), "name.missing")
			continue
		case strings.ContainsFunc(name, func(x rune) bool { return x == ' ' || x == '\u00a0' || x == '\n' }):
			s.say(row, c.find("name"), "choice.space", "found", oneLine(name))
		case where[list][name] != 0 && !r.twice:
			s.say(row, c.find("name"), "choice.twice", "found", name, "list", list, "row", strconv.Itoa(where[list][name]))
		}
		if where[list] == nil {
			where[list] = map[string]int{}
		}
		where[list][name] = row + 1
		choice.Label = r.words(c, row, "label", "Every answer", longestChoice)
		for _, col := range c.all {
			value := strings.TrimSpace(s.at(row, col.at))
			switch col.base {
			case "list_name", "name", "label":
			case "image", "audio", "video", "big-image":
				if value != "" {
					s.say(row, col.at, "column.refused", "column", col.base, "why", "answers are words")
				}
			case "collapse":
				choice.Collapse = value
			default:
				choice.Columns[col.base] = value
			}
		}
		r.addChoice(list, choice)
	}
}

func (r *reader) addChoice(list string, c instrument.Choice) {
	i := slices.IndexFunc(r.in.Lists, func(l instrument.List) bool { return l.Name == list })
	if i < 0 {
		r.in.Lists = append(r.in.Lists, instrument.List{Name: list})
		i = len(r.in.Lists) - 1
	}
	r.in.Lists[i].Choices = append(r.in.Lists[i].Choices, c)
}

func (r *reader) list(name string) *instrument.List {
	if i := slices.IndexFunc(r.in.Lists, func(l instrument.List) bool { return l.Name == name }); i >= 0 {
		return &r.in.Lists[i]
	}
	return nil
}

// skippedColumns of the sheet survey are not read; refusedColumns would lose something.
func skippedColumns() []string {
	return []string{"read_only", "guidance_hint", "required_message", "hint", "appearance", "name", "type", "label", "required", "relevant", "constraint",
		"constraint_message", "choice_filter", "parameters", "bands", "source"}
}

func refusedColumns() map[string]string {
	return map[string]string{
		"default": "it would be an answer that nobody gave", "calculation": "nothing is worked out from answers",
		"trigger": "nothing is worked out from answers", "repeat_count": "questions are asked once", "save_to": "answers are kept in no list of people",
		"image": "questions are words", "audio": "questions are words", "video": "questions are words", "big-image": "questions are words",
	}
}

// readSurvey reads the questions.
func (r *reader) readSurvey(s *sheet) {
	c := r.survey
	if c.find("type") < 0 || c.find("name") < 0 {
		for _, base := range []string{"type", "name"} {
			if c.find(base) < 0 {
				s.say(-1, -1, "column.missing", "found", base)
			}
		}
		return
	}
	for _, col := range c.all {
		if _, refused := refusedColumns()[col.base]; !refused && !slices.Contains(skippedColumns(), col.base) {
			s.note(0, col.at, "column.skipped", "found", oneLine(s.at(0, col.at)))
		}
	}
	for row := 1; row < len(s.cells); row++ {
		if !s.blank(row) {
			r.readRow(row)
		}
	}
	for _, g := range r.groups {
		s.say(g.row, c.find("type"), "group.open")
	}
	count := 0
	for i := range r.in.Items {
		if r.in.Items[i].Asks() {
			count++
		}
	}
	switch {
	case count == 0 && !slices.ContainsFunc(r.problems, func(p Problem) bool { return !p.Notice }):
		s.say(-1, -1, "form.none")
	case count > instrument.MostItems:
		s.say(-1, -1, "form.long", "count", strconv.Itoa(count), "most", strconv.Itoa(instrument.MostItems))
	}
}
