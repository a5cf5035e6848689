package locales

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// everyNumber is a country that has all of them.
func everyNumber(name string) string {
	return map[string]string{
		"emergency": "112", "police": "102", "ambulance": "103", "fire": "101",
		"helpline_violence": "116 123", "helpline_child": "116 111", "hate_support": "+1 555 0100",
	}[name]
}

// oneNumber is a country with an emergency number and nothing else.
func oneNumber(name string) string {
	if name == "emergency" {
		return "911"
	}
	return ""
}

func openGuides(t *testing.T) *GuideBook {
	t.Helper()
	book, err := OpenGuides(GuideFiles())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestGuidesExistInEveryLanguage(t *testing.T) {
	book := openGuides(t)
	for lang := range guideScripts() {
		var ids []string
		for _, g := range book.Guides(lang) {
			ids = append(ids, g.ID)
			if g.Lang != lang {
				t.Errorf("%s: guide %s says it is %q", lang, g.ID, g.Lang)
			}
		}
		for _, id := range []string{"accident", "child", "domestic-violence", "hate-crime", "robbery"} {
			if !slices.Contains(ids, id) {
				t.Errorf("%s: no guide %q", lang, id)
			}
		}
	}
	if _, ok := book.Guide("accident", "xx"); ok {
		t.Error("a guide in a language that does not exist")
	}
}

func TestGuidesReadWellWhereverTheyAre(t *testing.T) {
	places := map[string]func(string) string{"every number": everyNumber, "one number": oneNumber}
	book := openGuides(t)
	for lang := range guideScripts() {
		for _, g := range book.Guides(lang) {
			for place, numbers := range places {
				filled, err := g.With(numbers)
				if err != nil {
					t.Fatal(err)
				}
				checkFilled(t, lang+" "+g.ID+" "+place, filled)
			}
		}
	}
}

// checkFilled walks a guide as readers do and as a printer does.
func checkFilled(t *testing.T, where string, g Guide) {
	t.Helper()
	if _, ok := g.Step(g.First); !ok {
		t.Errorf("%s: no first step", where)
	}
	for _, s := range g.Steps {
		if strings.ContainsAny(s.Text, "{}") || strings.Contains(s.Text, ": .") || strings.Contains(s.Text, "  ") {
			t.Errorf("%s: step %s reads badly: %q", where, s.ID, s.Text)
		}
		for _, to := range leads(s) {
			if _, ok := g.Step(to); !ok {
				t.Errorf("%s: step %s leads to %s, which was left out", where, s.ID, to)
			}
		}
	}
	printed := g.Printed()
	for _, s := range g.Steps {
		if !strings.Contains(printed, s.Text) {
			t.Errorf("%s: step %s is not printed", where, s.ID)
		}
	}
	if n := Units(printed); n > 4096 {
		t.Errorf("%s: printed it has %d characters, more than a message", where, n)
	}
	if strings.Contains(printed, " 0\n") {
		t.Errorf("%s: a printed choice leads nowhere", where)
	}
}

func TestSensitiveGuidesAreDiscreet(t *testing.T) {
	book := openGuides(t)
	for lang := range guideScripts() {
		for _, id := range []string{"domestic-violence", "hate-crime", "child"} {
			g, _ := book.Guide(id, lang)
			if !g.Sensitive || strings.Contains(g.Printed(), g.Title) || !strings.HasPrefix(g.Printed(), g.NeutralTitle+"\n") {
				t.Errorf("%s %s is not discreet", lang, id)
			}
		}
		g, _ := book.Guide("domestic-violence", lang)
		if first, _ := g.Step(g.First); !strings.Contains(first.Text, "/hide") {
			t.Errorf("%s: the first step does not name /hide", lang)
		}
	}
}

func TestMissingHelplineIsLeftOut(t *testing.T) {
	g, _ := openGuides(t).Guide("domestic-violence", "en")
	filled, err := g.With(oneNumber)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := filled.Step("helpline"); ok {
		t.Error("the helpline's step is there without a helpline")
	}
	leaving, _ := filled.Step("leaving")
	if leaving.Next != "exit" || leaving.Number != "" {
		t.Errorf("leaving leads to %q and shows %q; want exit and nothing", leaving.Next, leaving.Number)
	}
	robbery, _ := openGuides(t).Guide("robbery", "en")
	if robbery, err = robbery.With(oneNumber); err != nil {
		t.Fatal(err)
	}
	if report, _ := robbery.Step("report"); !strings.Contains(report.Text, "911") || report.Number != "police" {
		t.Errorf("the emergency number does not answer for the police: %+v", report)
	}
	if again, _ := g.Step("leaving"); again.Next != "helpline" {
		t.Error("filling a guide changed it")
	}
}

// TestDangerIsForTheEmergencyNumber keeps a police line for reports, which is
// not always answered, out of what people read in danger.
func TestDangerIsForTheEmergencyNumber(t *testing.T) {
	reports := map[string][]string{"robbery": {"report", "cards"}, "hate-crime": {"police"}}
	for _, g := range openGuides(t).Guides("en") {
		for _, s := range g.Steps {
			police := s.Number == "police" || slices.Contains(numbersIn(s.Text), "police")
			if police && !slices.Contains(reports[g.ID], s.ID) {
				t.Errorf("%s: step %s names the police line", g.ID, s.ID)
			}
		}
	}
}

func TestNoGuideWithoutAnEmergencyNumber(t *testing.T) {
	g, _ := openGuides(t).Guide("accident", "en")
	if _, err := g.With(func(string) string { return "" }); !errors.Is(err, ErrNoEmergencyNumber) {
		t.Errorf("got %v", err)
	}
}

func TestNumbersAreNeverReadAsTemplates(t *testing.T) {
	hostile := func(string) string { return "{{.police}}<b>&{{range}}" }
	g, _ := openGuides(t).Guide("domestic-violence", "he")
	filled, err := g.With(hostile)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := filled.Step("helpline")
	if want := "\u2068{{.police}}&lt;b&gt;&amp;{{range}}\u2069"; !strings.Contains(s.Text, want) {
		t.Errorf("%q does not have %q", s.Text, want)
	}
	first, _ := filled.Step("start")
	if !strings.Contains(first.Text, "\u2066/hide\u2069") {
		t.Errorf("the command is not isolated: %q", first.Text)
	}
}

func TestNumberCard(t *testing.T) {
	book := openGuides(t)
	want := "Police: 911\nA bot cannot call for you. Please dial this number yourself. Nobody has been alerted."
	if got := book.NumberCard("en", "police", oneNumber); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := book.NumberCard("en", "helpline_child", oneNumber); got != "" {
		t.Errorf("a card for a number that does not exist: %q", got)
	}
	for lang := range guideScripts() {
		if book.NumberButton(lang) == "" || !strings.Contains(book.NumberCard(lang, "fire", everyNumber), "101") {
			t.Errorf("%s: no button or no card", lang)
		}
	}
}

// TestCheckGuidesCanFail breaks the real guides one way at a time.
func TestCheckGuidesCanFail(t *testing.T) {
	const en, es, uk = "guides/robbery/en.toml", "guides/robbery/es.toml", "guides/robbery/uk.toml"
	const dv, hate = "guides/domestic-violence/en.toml", "guides/hate-crime/pl.toml"
	tests := []struct {
		name, file, old, new string
		complaint            string // a regular expression
	}{
		{"unknown key", en, "sensitive = false", "sensitiv = false", `robbery/en.toml:8: unknown key "sensitiv"`},
		{"not TOML", en, "sensitive = false", "sensitive = ", `robbery/en.toml:8: `},
		{"step leads nowhere", en, `to = "calm"`, `to = "calmer"`, `en.toml:15: step "start": leads to "calmer", which does not exist`},
		{"step leads back", en, `next = "report"`, `next = "safe"`, `step "operator": leads back to "safe"`},
		{"step is not reached", en, `next = "place"`, `next = "phone"`, `en.toml:\d+: step "place": no step leads here`},
		{"dead end", en, "end = true", "", `step "cards": has 0 of next, choices and end`},
		{"two ways on", en, "end = true", "end = true\nnext = \"safe\"", `step "cards": has 2 of next`},
		{"same id twice", en, `id = "safe"`, `id = "calm"`, `step "calm": an id is`},
		{"wrong first", en, `first = "start"`, `first = "safe"`, `en.toml:9: first: "safe" is not the first step`},
		{"unknown number", en, `number = "police"`, `number = "plumber"`, `no number is called "plumber"`},
		{"unknown placeholder", en, "call {{.emergency}}", "call {{.plumber}}", `no number is called "plumber"`},
		{"misspelt placeholder", en, "call {{.emergency}}", "call {{ .emergency }}", `a placeholder is written`},
		{"helpline without needs", dv, `needs = ["helpline_violence"]`, "", `step "helpline": names "helpline_violence", which a programme may not have`},
		{"text is too long", es, "No persiga a nadie", strings.Repeat("No persiga a nadie ", 30), `step "remember": \d{3} characters; 350`},
		{"too many sentences", es, "No persiga a nadie", "No. No. No", `step "remember": 4 sentences`},
		{"label is too long", es, "Me robaron algo", strings.Repeat("Me robaron ", 5) + "algo", `\d+ characters; 40 are`},
		{"other tag", es, "persiga", "<u>persiga</u>", `only <b> and <i>`},
		{"open tag", es, "persiga", "<b>persiga", `<b> is not closed`},
		{"ampersand", es, "persiga", "persiga & corra", `only <b> and <i>`},
		{"left in English", es, "Asalto o robo", "Robbery or theft", `es.toml:\d+: title: is still in English`},
		{"partly English", es, "No persiga a nadie", "Do not chase the person", `es.toml:\d+: step "remember": "not" is not a word of "es"`},
		{"label in English", es, "Me robaron algo", "Something was stolen", `"Something was stolen" is still in English`},
		{"other script", uk, "Нікого не переслідуйте", "Nobody", `uk.toml:\d+: step "remember": "Nobody" is not a word of "uk"`},
		{"Russian in Ukrainian", uk, "Нікого не переслідуйте", "Никого не преследуйте, это опасно", `"это" is not a word of "uk"`},
		{"placeholder lost", es, "llame al {{.emergency}}", "llame al 911", `step "safe": has \[\]; in English it is \[emergency\]`},
		{"command lost", hate, "/hide usuwa", "/hidden usuwa", `step "start": has \[/hidden\]; in English it is \[/hide\]`},
		{"other number", es, "number = \"emergency\"\nnext = \"phone\"", "number = \"fire\"\nnext = \"phone\"", `number is fire; in English it is emergency`},
		{"choices swapped", es, `to = "calm"`, `to = "phone"`, `choices is \[phone remember phone\]; in English`},
		{"sensitive without a neutral title", dv, `neutral_title = "Home and family"`, "", `a sensitive guide needs a neutral_title`},
		{"sensitive without the number", dv, `number = "emergency"`, `number = "police"`, `step "start": a sensitive guide shows the emergency number`},
		{"neutral title tells", dv, `"Home and family"`, `"When it hurts"`, `neutral_title: gives the title's "hurts" away`},
		{"first step tells", dv, "Another person", "Someone", `step "start": gives the title's "someo" away`},
		{"question without a right answer", en, "right = 2", "right = 3", `en.toml:\d{2}: question 2: 3 answers, the right one is 3`},
		{"other right answer", es, "right = 2", "right = 1", `es.toml:\d{2}: question 2: right is 1; in English it is 2`},
		{"same answer twice", en, `"Hold on to it"`, `"Give it to them"`, `question 1: the same answer twice`},
		{"question names a number", en, `wants your bag`, `wants {{.police}}`, `question 1: names a number`},
		{"question in English", es, `Esa persona ya se fue. ¿Qué va primero?`, `The person is gone. What comes first?`, `question 2: is still in English`},
		{"answer is too long", es, `"Entregarlo"`, `"` + strings.Repeat("Entregarlo ya ", 4) + `ya"`, `question 1: \d+ characters; 40 are`},
		{"card without number", "guides/numbers/ar.toml", ": {{.number}}", "", `numbers/ar.toml: card: must have`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			broken := copyGuides(t, path.Base(path.Dir(tt.file)))
			was := string(broken[tt.file].Data)
			now := strings.Replace(was, tt.old, tt.new, 1)
			if now == was {
				t.Fatalf("%s has no %q", tt.file, tt.old)
			}
			broken[tt.file] = &fstest.MapFile{Data: []byte(now)}
			wantComplaint(t, broken, tt.complaint)
		})
	}
}

func TestMissingAndStrangeFilesAreNamed(t *testing.T) {
	missing := copyGuides(t, "child")
	delete(missing, "guides/child/uk.toml")
	wantComplaint(t, missing, `^guides/child/uk.toml: .*not exist`)

	strange := copyGuides(t, "child")
	strange["guides/child/fr.toml"] = &fstest.MapFile{Data: []byte(`title = "x"`)}
	wantComplaint(t, strange, `^guides/child/fr.toml: not a language`)

	wordless := copyGuides(t, "child")
	for lang := range guideScripts() {
		delete(wordless, "guides/numbers/"+lang+".toml")
	}
	wantComplaint(t, wordless, `^guides/numbers`)

	if complaints := CheckGuides(copyGuides(t, "child")); len(complaints) > 0 {
		t.Errorf("the copy that these tests break is broken before: %v", complaints)
	}

	wantComplaint(t, fstest.MapFS{}, `^read guides`)
}

// copyGuides is a copy of one shipped guide, and of the words for numbers,
// that a test may break.
func copyGuides(t *testing.T, guide string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(GuideFiles(), "guides", func(name string, d fs.DirEntry, err error) error {
		folder := path.Base(path.Dir(name))
		if err != nil || d.IsDir() || (folder != guide && folder != "numbers") {
			return err
		}
		data, err := fs.ReadFile(GuideFiles(), name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func wantComplaint(t *testing.T, fsys fs.FS, pattern string) {
	t.Helper()
	complaints := CheckGuides(fsys)
	matches := func(err error) bool { return regexp.MustCompile(pattern).MatchString(err.Error()) }
	if !slices.ContainsFunc(complaints, matches) {
		t.Errorf("no complaint like %s among:\n%v", pattern, errors.Join(complaints...))
	}
	if _, err := OpenGuides(fsys); err == nil {
		t.Error("broken guides were opened")
	}
}
