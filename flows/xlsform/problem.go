package xlsform

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Code names what is wrong. It is what a message in another language is looked up by.
type Code string

// Problem is one thing in a workbook that somebody has to look at.
type Problem struct {
	Sheet  string
	Row    int    // from 1; 0: the whole sheet, or the whole file without a Sheet
	Col    int    // from 1; 0: the whole row
	Header string // of the column, as it stands there
	Code   Code
	Args   map[string]string
	Notice bool // read all the same: it is only said
}

// String is a problem in English: "choices!C7 (label::Polski (pl)): ...".
func (p Problem) String() string {
	var at string
	switch cell, err := excelize.CoordinatesToCellName(max(p.Col, 1), max(p.Row, 1)); {
	case p.Sheet == "":
	case p.Row == 0 && p.Col == 0 || err != nil:
		at = p.Sheet + ": "
	case p.Col == 0:
		at = fmt.Sprintf("%s, row %d: ", p.Sheet, p.Row)
	case p.Header == "" || p.Row == 1:
		at = p.Sheet + "!" + cell + ": "
	default:
		at = fmt.Sprintf("%s!%s (%s): ", p.Sheet, cell, p.Header)
	}
	pairs := []string{}
	for name, value := range p.Args {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return at + strings.NewReplacer(pairs...).Replace(english()[p.Code])
}

// english says each problem and what would do. {found} is what stands in the cell.
func english() map[Code]string {
	return map[Code]string{
		"file.size":       "The file has more than 2 MB. A questionnaire needs far less: take pictures and other sheets out.",
		"file.old":        "This is an old .xls, or a workbook with a password. Save it as .xlsx, without a password.",
		"file.other":      "This is no .xlsx workbook. Save the questionnaire as .xlsx.",
		"file.unzipped":   "Unzipped, this file has more than 20 MB. A questionnaire needs far less: take pictures and other sheets out.",
		"file.broken":     "The workbook cannot be read: {found}. Open it in a spreadsheet program and save it again as .xlsx.",
		"sheet.missing":   "There is no sheet of this name. The sheets here are {found}.",
		"sheet.twice":     "Two sheets have this name but for its letters' size. Keep one.",
		"sheet.refused":   "The sheet {found} is not read, and what it says would be lost. Take it out.",
		"sheet.skipped":   "This sheet is not read.",
		"sheet.hidden":    "This sheet is hidden. Show it, so that whoever checks the questionnaire sees all of it.",
		"sheet.empty":     "There are no rows.",
		"sheet.rows":      "There are more than 5,000 rows. Take out what is not used.",
		"cell.formula":    "{found} is a formula. Put in its result, as text.",
		"cell.merged":     "{found} is merged. Unmerge the cells: each cell stands for itself.",
		"cell.error":      "{found} is an error of a formula. Put in the text that is meant.",
		"cell.format":     "The cell holds {raw} and shows {found}: the program has made something else of what was typed. Format the cell as text and type it again.",
		"row.hidden":      "This row is hidden. Show it or delete it.",
		"column.hidden":   "This column is hidden. Show it or delete it.",
		"column.missing":  "The column {found} is missing.",
		"column.twice":    "Two columns mean {found}. Keep one of them.",
		"column.skipped":  "The column {found} is not read.",
		"column.refused":  "{column} is not read, and what it says would be lost: {why}. Take it out.",
		"column.nameless": "This column has cells and no header.",

		"lang.code":     "{found} names no language by its code. Write it like {column}::English (en); the codes are {codes}.",
		"lang.wrong":    "{code} is no code of {name}. Write ({right}).",
		"lang.skipped":  "Words in {code} are not shown: the bot speaks {codes}.",
		"lang.not_here": "Words in {code} are not shown: this programme does not use the language.",
		"lang.default":  "default_language is {found}, but no column of words has that language. Write it as it stands behind ::.",
		"lang.plain":    "Which language {found} is in is not said. Write {column}::English (en), or name it as default_language on the sheet settings.",
		"lang.missing":  "The column {found} is missing: this programme speaks {code}.",
		"lang.empty":    "Empty. {what} needs words in {code}.",
		"text.answer":   "{found} would print an answer in a question. Leave it out.",
		"text.long":     "{count} characters are too long for {what}: {most} fit.",
		"text.identity": "This asks for {found}. Surveys here are without names, telephone numbers, addresses and papers; take the question out.",

		"type.missing": "The question has no type.",
		"type.unknown": "There is no type {found}. The types are select_one LIST, select_multiple LIST, range, integer, decimal, text, note and acknowledge.",
		"type.case":    "{found} is written {right}.",
		"type.refused": "Questions of the type {found} are not asked here: {why}.",
		"type.dropped": "{found} is not kept: when somebody answers is nobody's business.",
		"type.list":    "The list is missing: {found} LIST.",
		"list.unknown": "There is no list {found} on the sheet choices. The lists there are {lists}.",
		"list.unused":  "No question uses the list {found}.",
		"list.long":    "The list {found} has {count} choices. A phone shows {most}: join some, or ask in two steps with choice_filter.",
		"list.short":   "The list {found} has one choice. A question needs two.",
		"other.langs":  "or_other adds English words that cannot be translated. Add a choice other, and behind the question a row of the type text with relevant selected(${" + "{name}" + "}, 'other').",
		"other.filter": "or_other and choice_filter do not go together. Add a choice other with the same filter columns.",
		"name.missing": "The name is missing.",
		"name.bad":     "{found} is no name. A name begins with a letter or _, and has letters, digits, _, - and . only.",
		"name.twice":   "{found} is the name of row {row}, too. Names are unique.",
		"choice.space": "{found} has a space. Names of choices have none.",
		"choice.twice": "The list {list} has {found} already, in row {row}. Names are unique in a list, unless settings say allow_choice_duplicates yes.",
		"choice.list":  "This choice is in no list: list_name is missing.",

		"group.open":       "This group is not closed. Add a row end_group.",
		"group.end":        "This closes no group.",
		"group.screen":     "{found} is not read: each question has a screen of its own.",
		"look.skipped":     "The appearance {found} is not read.",
		"look.matrix":      "A row with the appearance list-nolabel needs a row with label and the same list before it.",
		"required.skipped": "required is not read: I'd rather not say is always there.",
		"value.skipped":    "{column} is not read.",

		"expr.bad":     "{found}: {why}",
		"expr.unknown": "There is no question {found}.",
		"expr.later":   "{found} is asked only later, in row {row}. A rule may name questions above it only.",
		"expr.self":    "A question cannot depend on its own answer. In constraint, write . for it.",
		"expr.note":    "{found} is no question, so it has no answer.",
		"expr.text":    "{found} is answered in words, which nobody compares. Depend on a question with choices or a number.",
		"expr.choice":  "{found} is no choice of ${" + "{name}" + "}. Its choices are {choices}.",
		"expr.several": "${" + "{name}" + "} may have several answers. Write selected(${" + "{name}" + "}, '{choice}').",
		"expr.unequal": "!= is true as well if ${" + "{name}" + "} was not answered. If that is not meant, add: and ${" + "{name}" + "} != ''.",
		"expr.column":  "The sheet choices has no column {found}.",
		"expr.typed":   "A constraint is read for numbers only; this question has choices.",
		"expr.words":   "A constraint is not read for words: a reviewer reads them.",

		"range.bad":         "parameters are {found}. Write start=0 end=10 step=1, with an end above the start.",
		"range.long":        "This scale has {count} steps. {most} fit.",
		"number.bounds":     "constraint must say both bounds, such as . >= 0 and . <= 120.",
		"number.bands":      "bands are missing: only bands are kept and shown. Write them like 0-17, 18-64, 65-120.",
		"number.bad":        "{found}.",
		"number.hole":       "The bands leave out {found}, which the constraint lets pass.",
		"number.few":        "One band tells nothing. Write at least two.",
		"shuffle.bad":       "randomize is true or false, not {found}.",
		"shuffle.scale":     "Steps of a scale stay in their order.",
		"parameter.skipped": "The parameter {found} is not read.",
		"parameter.refused": "The parameter {found} is not read, and what it says would be lost. Take it out.",

		"form.long":     "There are {count} questions. {most} fit: people answer on a phone, for nothing.",
		"form.none":     "There is no question.",
		"form.id":       "form_id is missing on the sheet settings, so the file's name stands for it. Results are compared with those of the same form_id.",
		"form.for":      "{found} is nobody a survey is made for. Leave it empty, or write youth or officers.",
		"form.yes":      "{found} is neither yes nor no.",
		"form.settings": "There is no sheet settings, so the file's name stands for form_id. The sheet has form_id, form_title, version and default_language.",
	}
}
