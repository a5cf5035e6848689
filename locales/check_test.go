package locales

import (
	"strings"
	"testing"
	"testing/fstest"
)

// The real files are checked in bot, which knows the keys of buttons.

const goodEnglish = `[a]
hello = "Hello {{.name}}"
bold = "<b>Now</b> go"
tick = "{{.name}}"
button = "Go on"
[a.places]
one = "{{.count}} place"
other = "{{.count}} places"
`

const goodUkrainian = `[a]
hello = "Вітаю, {{.name}}"
bold = "<b>Зараз</b> йдіть"
tick = "{{.name}}"
button = "Далі"
[a.places]
one = "{{.count}} місце"
few = "{{.count}} місця"
many = "{{.count}} місць"
other = "{{.count}} місця"
`

func checked(english, ukrainian string) []Problem {
	return Check(fstest.MapFS{
		"en.toml": {Data: []byte(english)},
		"uk.toml": {Data: []byte(ukrainian)},
	}, func(key string) bool { return key == "a.button" })
}

func TestCheckIsContentWithWhatIsRight(t *testing.T) {
	for _, p := range checked(goodEnglish, goodUkrainian) {
		t.Error(p)
	}
}

func TestCheckComplains(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"a key is missing", "bold = \"<b>Зараз</b> йдіть\"\n", "", "uk.toml:2: a.bold is missing"},
		{"a key is too many", "[a.places]", "more = \"Ще\"\n[a.places]", "uk.toml:6: a.more is not a message"},
		{"a form is missing", "few = \"{{.count}} місця\"\n", "", "\"few\" is missing"},
		{"a form is never used", "few =", "two = \"{{.count}} місця\"\nfew =", "uk.toml:8: a.places: no number takes the form \"two\""},
		{"a text is empty", "\"Далі\"", "\"\"", "a.button: the form \"other\" is missing or empty"},
		{"a placeholder is missing", "Вітаю, {{.name}}", "Вітаю", "uk.toml:2: a.hello: has the placeholders"},
		{"a placeholder is another", "Вітаю, {{.name}}", "Вітаю, {{.nane}}", "uk.toml:2: a.hello: has the placeholders"},
		{"a number is missing where 21 is meant too", "\"{{.count}} місце\"", "\"одне місце\"", "uk.toml:7: a.places: has the placeholders [];"},
		{"a template", "Вітаю, {{.name}}", "Вітаю, {{if .name}}", "a placeholder is written"},
		{"an open template", "Вітаю, {{.name}}", "Вітаю, {{.name", "a placeholder is written"},
		{"a stray end", "\"Далі\"", "\"Далі}}\"", "}} without"},
		{"a tag is open", "</b>", "", "uk.toml:3: a.bold: <b> is not closed"},
		{"tags are crossed", "<b>Зараз</b>", "<b><i>Зараз</b></i>", "closes what is not open"},
		{"another tag", "<b>Зараз</b>", "<u>Зараз</u>", "only <b> and <i>"},
		{"a bare ampersand", "йдіть", "& йдіть", "only <b> and <i>"},
		{"a long button", "Далі", strings.Repeat("Далі ", 7) + "!", "36 characters; a button"},
		{"a tag on a button", "\"Далі\"", "\"<b>Далі</b>\"", "no tags"},
		{"a long text", "йдіть", strings.Repeat("йдіть ", 160) + "!", "900 are the most"},
		{"left in English", "<b>Зараз</b> йдіть", "<b>Now</b> go", "still in English"},
		{"another script", "Вітаю, {{.name}}", "Vitaju, {{.name}}", "no word of"},
		{"not finished", "Далі", "Далі TODO", "not finished"},
		{"a direction mark", "Далі", "Далі\u200f", "control characters"},
		{"a space at the end", "Далі", "Далі ", "ends with a space"},
		{"no TOML", "[a.places]", "[a.places", "uk.toml:6:"},
		{"a key twice", "[a.places]", "tick = \"x\"\n[a.places]", "uk.toml:6:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			broken := strings.Replace(goodUkrainian, c.old, c.new, 1)
			if broken == goodUkrainian {
				t.Fatal("nothing is broken")
			}
			var all []string
			for _, p := range checked(goodEnglish, broken) {
				all = append(all, p.String())
			}
			if !strings.Contains(strings.Join(all, "\n"), c.want) {
				t.Errorf("want %q, got %q", c.want, all)
			}
		})
	}
	if got := checked(strings.Replace(goodEnglish, "{{.count}} place\"", "{{.cuont}} place\"", 1), goodUkrainian); len(got) != 1 || got[0].Line != 7 {
		t.Errorf("forms in English may differ: %v", got)
	}
	if got := checked(strings.Replace(goodEnglish, "Hello", "Hello <u>", 1), goodUkrainian); len(got) != 1 || got[0].File != "en.toml" {
		t.Errorf("English is not checked: %v", got)
	}
}

func TestCheckAllowsNumbersInWords(t *testing.T) {
	arabic := "[a.places]\nzero = \"لا أماكن\"\none = \"مكان واحد\"\ntwo = \"مكانان\"\nfew = \"{{.count}} أماكن\"\nmany = \"{{.count}} مكانا\"\nother = \"{{.count}} مكان\"\n"
	english := goodEnglish[strings.Index(goodEnglish, "[a.places]"):]
	files := fstest.MapFS{"en.toml": {Data: []byte(english)}, "ar.toml": {Data: []byte(arabic)}}
	for _, p := range Check(files, func(string) bool { return false }) {
		t.Error(p)
	}
}
