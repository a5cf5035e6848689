package xlsform

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// This file reads headers: which column is which, and in which language its words are.

// column is what a header means.
type column struct {
	base string // such as label, in small letters
	lang string // as it stands behind the colons; "" if there is none
	code string // of the language: one of the programme's, or "" if its words are not read
	at   int
}

// columns are those of a sheet that are read.
type columns struct {
	s   *sheet
	all []column
}

// aliases are other names of columns, as pyxform takes them.
func aliases() map[string]string {
	return map[string]string{
		"relevance": "relevant", "bind::relevant": "relevant", "bind::constraint": "constraint",
		"bind::required": "required", "bind::calculate": "calculation", "bind::readonly": "read_only",
		"bind::jr:constraintmsg": "constraint_message", "bind::type": "type", "caption": "label", "value": "name",
		"list name": "list_name", "list": "list_name", "readonly": "read_only", "calculate": "calculation",
		"choice filter": "choice_filter", "repeat count": "repeat_count", "constraint message": "constraint_message",
		"required message": "required_message", "jr:constraintmsg": "constraint_message",
		"title": "form_title", "id_string": "form_id", "form id": "form_id", "set form title": "form_title", "set form id": "form_id",
	}
}

// worded are the columns that have words in a language.
func worded() []string { return []string{"label", "hint", "constraint_message", "form_title"} }

// Languages are those that the bot speaks: their names in headers, by their codes.
func languageNames() map[string][]string {
	return map[string][]string{
		"en": {"english"}, "es": {"spanish", "español", "espanol"}, "he": {"hebrew", "עברית"}, "ar": {"arabic", "العربية"},
		"ru": {"russian", "русский"}, "uk": {"ukrainian", "українська"}, "pl": {"polish", "polski"},
	}
}

// codes are the codes of those languages, as they are listed.
func codes() string { return strings.Join(slices.Sorted(maps.Keys(languageNames())), ", ") }

var bracketed = regexp.MustCompile(`\(([^()]*)\)\s*$`)

// split takes a header apart. One colon separates only if no header of the sheet has two.
func split(header string, double bool) (base, lang string) {
	header = strings.TrimSpace(header)
	low := strings.ToLower(strings.Join(strings.Fields(header), " "))
	if to, known := aliases()[low]; known {
		return to, ""
	}
	if to, known := aliases()[strings.Replace(low, ":", "::", 1)]; known && !double {
		return to, ""
	}
	sign := "::"
	if !double {
		sign = ":"
	}
	base, lang, _ = strings.Cut(header, sign)
	base = strings.ToLower(strings.Join(strings.Fields(base), " "))
	if to, known := aliases()[base]; known {
		base = to
	}
	return strings.ReplaceAll(base, " ", "_"), strings.TrimSpace(lang)
}

// codeOf is the code of a language as a header has it; right is the code that is meant, if
// it is written with another one.
func codeOf(lang string) (code, right string) {
	if m := bracketed.FindStringSubmatch(lang); m != nil {
		code = strings.ToLower(strings.TrimSpace(m[1]))
	} else if _, known := languageNames()[strings.ToLower(lang)]; known {
		code = strings.ToLower(lang)
	}
	if code == "iw" {
		return "he", ""
	}
	name := strings.ToLower(strings.TrimSpace(bracketed.ReplaceAllString(lang, "")))
	for c, names := range languageNames() {
		if slices.Contains(names, name) && code != "" && c != code {
			return code, c
		}
	}
	return code, ""
}

// headers reads the headers of a sheet. plain is the code of the language of a column that
// names none, defaults what default_language says, and langs the programme's languages.
func (s *sheet) headers(langs []string, defaults, plain string) columns {
	c := columns{s: s}
	if len(s.cells) == 0 {
		return c
	}
	double := slices.ContainsFunc(s.cells[0], func(h string) bool { return strings.Contains(h, "::") })
	seen := map[string]bool{}
	for at, header := range s.cells[0] {
		if strings.TrimSpace(header) == "" {
			if s.filled(at) {
				s.say(0, at, "column.nameless")
			}
			continue
		}
		col := column{at: at}
		col.base, col.lang = split(header, double)
		if slices.Contains(worded(), col.base) {
			if !s.language(&col, langs, defaults, plain) {
				continue
			}
		} else if col.lang != "" && col.base != "media" {
			col.base, col.lang = strings.ToLower(strings.TrimSpace(header)), ""
		}
		if col.base == "media" {
			col.base = strings.ToLower(strings.TrimSpace(strings.SplitN(col.lang, "::", 2)[0]))
		}
		key := col.base + "::" + col.code
		if seen[key] {
			what := col.base
			if col.code != "" {
				what += " in " + col.code
			}
			s.say(0, at, "column.twice", "found", what)
			continue
		}
		seen[key] = true
		c.all = append(c.all, col)
	}
	return c
}

// language works out the language of a column of words; false if it is not read.
func (s *sheet) language(col *column, langs []string, defaults, plain string) bool {
	header := oneLine(s.at(0, col.at))
	if col.lang == "" {
		if plain == "" {
			s.say(0, col.at, "lang.plain", "found", header, "column", col.base)
			return false
		}
		col.code = plain
		return true
	}
	code, right := codeOf(col.lang)
	_, spoken := languageNames()[code]
	switch {
	case right != "":
		s.say(0, col.at, "lang.wrong", "code", code, "name", strings.TrimSpace(bracketed.ReplaceAllString(col.lang, "")), "right", right)
		return false
	case code == "":
		s.say(0, col.at, "lang.code", "found", header, "column", col.base, "codes", codes())
		return false
	case !spoken:
		s.note(0, col.at, "lang.skipped", "code", code, "codes", codes())
		return false
	case !slices.Contains(langs, code):
		s.note(0, col.at, "lang.not_here", "code", code)
		return false
	}
	col.code = code
	return true
}

// find is the place of a column, -1 if there is none.
func (c columns) find(base string) int {
	for _, col := range c.all {
		if col.base == base && col.lang == "" {
			return col.at
		}
	}
	return -1
}

// text is a cell without the spaces around it.
func (c columns) text(row int, base string) string {
	return strings.TrimSpace(c.s.at(row, c.find(base)))
}

// words are the cells of a column of words, by the codes of their languages.
func (c columns) words(row int, base string) map[string]string {
	all := map[string]string{}
	for _, col := range c.all {
		if col.base == base && col.code != "" {
			if w := strings.TrimSpace(c.s.at(row, col.at)); w != "" {
				all[col.code] = w
			}
		}
	}
	return all
}

// place is the column of words in a language, -1 if there is none.
func (c columns) place(base, code string) int {
	for _, col := range c.all {
		if col.base == base && col.code == code {
			return col.at
		}
	}
	return -1
}
