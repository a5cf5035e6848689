package xlsform

import (
	"strings"
	"testing"
)

// Public forms, in the shape in which people have them: written after pyxform's tests, onadata's fixtures
// and CorrelAid's examples, none of their words. They run, or are refused in words that say
// what to change.
func TestFormsAsPeopleHaveThem(t *testing.T) {
	for name, c := range map[string]struct {
		sheets map[string]string
		langs  string
		runs   bool
		says   []string // each stands somewhere in what is said
	}{
		"old spellings, a language without a code": {map[string]string{
			"survey":  "type | name | label:english\nselect one from yes_or_no | good_day | Are you having a good day?",
			"choices": "list name | name | label:english\nyes_or_no | yes | Yes\nyes_or_no | no | No",
		}, "en", false, []string{"survey!C1: label:english names no language by its code. Write it like label::English (en)", "(settings: "}},
		"a cascade with a name twice": {map[string]string{
			"survey":   "type | name | label | choice_filter\nselect_one states | state | State?\nselect_one counties | county | County? | state = ${state}",
			"choices":  "list_name | name | label | state\nstates | texas | Texas\nstates | washington | Washington\ncounties | king | King | texas\ncounties | king | King | washington\ncounties | cameron | Cameron | texas",
			"settings": "form_id | allow_choice_duplicates\ncascade | yes",
		}, "en", true, nil},
		"a choice without quotes": {map[string]string{
			"survey":   "type | name | label | relevant\nselect_one colours or_other | pastel | Pastel?\nselect_one colours | bright | Bright? | pastel=yes",
			"choices":  "list_name | name | label\ncolours | yes | Yes\ncolours | no | No",
			"settings": "form_id\ncolours",
		}, "en", false, []string{"survey!D3 (relevant): pastel=yes: at character 1, \"pastel=yes\": a choice stands in quotes: 'pastel'; a question like this: ${pastel}"}},
		"two labels": {map[string]string{
			"survey":   "type | name | label | label\nrange | a | A? | A?",
			"settings": "form_id\ntwo",
		}, "en", false, []string{"survey!D1: Two columns mean label in en. Keep one of them."}},
		"a form for measuring trees": {map[string]string{
			"survey": "type | name | label | relevant | calculation\nselect_one_from_file trees.csv | tree | Tree?\ngeopoint | place | Where?\nimage | leaf | Leaf\n" +
				"calculate | sum | | | ${a} + ${b}\nbegin_repeat | each | Each\nselect_one yn | again | Again? | ${tree} = ‘oak’\nend_repeat",
			"choices":  "list_name | name | label\nyn | yes | Yes\nyn | no | No",
			"settings": "form_id\ntrees",
		}, "en", false, []string{"select_one_from_file trees.csv are not asked here", "geopoint are not asked here", "image are not asked here", "calculate are not asked here", "begin_repeat are not asked here"}},
		"in Arabic, with pictures and places": {map[string]string{
			"survey":   "type | name | label::Arabic | label::English\nselect_one yn | safe | هل تشعر بالأمان؟ | Do you feel safe?\nimage | p | صورة | Picture\ngeopoint | g | مكان | Place",
			"choices":  "list_name | name | label::Arabic | label::English\nyn | yes | نعم | Yes\nyn | no | لا | No",
			"settings": "form_id | default_language\ntutorial | Arabic",
		}, "ar en", false, []string{"survey!A3 (type): Questions of the type image", "survey!A4 (type): Questions of the type geopoint"}},
		"the same without them": {map[string]string{
			"survey":   "type | name | label::Arabic (ar) | label::English (en)\nselect_one yn | safe | هل تشعر بالأمان؟ | Do you feel safe?",
			"choices":  "list_name | name | label::Arabic (ar) | label::English (en)\nyn | yes | نعم | Yes\nyn | no | لا | No",
			"settings": "form_id | default_language\ntutorial | Arabic (ar)",
		}, "ar en", true, nil},
		"headers that end in a line break": {map[string]string{
			"survey":   "type | name | label::English (en)\\n | label::Swahili (sw)\\n | label::French (fr)\\n\nselect_one yn | a | A? | A? | A?",
			"choices":  "list_name | name | label::English (en)\nyn | yes | Yes\nyn | no | No",
			"settings": "form_id\nmany",
		}, "en", true, []string{"Words in sw are not shown", "Words in fr are not shown"}},
		"the telephone's number": {map[string]string{
			"survey":   "type | name | label\nstart | start\ndeviceid | device\nrange | life | How long?",
			"settings": "form_id\nbattery",
		}, "en", false, []string{"survey!A3 (type): Questions of the type deviceid are not asked here: the telephone is nobody's business."}},
		"lists outside, languages of two spellings": {map[string]string{
			"survey":   "type | name | label::English | label::Arabic (ar) | choice_filter\nselect_one_external areas | area | Area? | منطقة؟ | x = ${y}",
			"choices":  "list_name | name | label::English (EN)\nyn | yes | Yes\nyn | no | No",
			"settings": "form_id | default_language\nprofile | Hebrew (he)",
		}, "en ar", false, []string{"select_one_external areas are not asked here", "choices: The column label::Arabic (ar) is missing", "default_language is Hebrew (he), but no column"}},
		"groups, scales, one question against another": {map[string]string{
			"survey":  "type | name | label | relevant | parameters\nbegin group | g\nselect_one likert | a | A?\nselect_one likert | b | B?\nend group\nrange | r | R? | ${a} != ${b} | start=0 end=100 step=5",
			"choices": "list_name | name | label\nlikert | l1 | Never\nlikert | l2 | Rarely\nlikert | l3 | Often", "settings": "form_id\ntest",
		}, "en", true, nil},
		"an address and a pattern": {map[string]string{
			"survey":   "type | name | label | constraint\ntext | email | Your e-mail | regex(., '[a-z]+@[a-z]+')",
			"settings": "form_id\ncontact",
		}, "en", false, []string{"This asks for an e-mail address", "the function regex() is not read"}},
	} {
		for s, text := range c.sheets {
			c.sheets[s] = strings.ReplaceAll(text, "\\n", "\u00a0")
		}
		in, problems := Read(book(t, c.sheets), strings.Fields(c.langs))
		got := strings.Join(said(problems), "\n")
		if (in != nil) != c.runs {
			t.Errorf("%s: runs %v\n%s", name, in != nil, got)
		}
		for _, says := range c.says {
			if !strings.Contains(got, strings.Trim(says, "(")) {
				t.Errorf("%s:\n%s\nis without %q", name, got, says)
			}
		}
	}
}
