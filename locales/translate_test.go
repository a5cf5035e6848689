package locales

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// work is what a translator of Ukrainian gets to do.
func work(t testing.TB, all fstest.MapFS) (string, int, int) {
	t.Helper()
	var b strings.Builder
	missing, old, err := (Translation{Lang: "uk", Base: all, Button: noButton}).WriteWork(&b)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), missing, old
}

// unfinished lacks one message, a plural one and a section; another one is stale.
func unfinished(t testing.TB) fstest.MapFS {
	t.Helper()
	all := shipped(t)
	all["uk.toml"] = &fstest.MapFile{Data: []byte(without(string(all["uk.toml"].Data), "[distribute]", "[danger]\ncall = ", "[session.places]"))}
	change(t, all, "en.toml", `nothing = "You have not sent anything yet."`, `nothing = "You have sent nothing so far."`)
	return all
}

// without takes sections out, or the one line that is named behind a section.
func without(text string, what ...string) string {
	for _, w := range what {
		section, line, one := strings.Cut(w, "\n")
		from := strings.Index(text, section+"\n")
		to := from + len(section) + strings.Index(text[from+len(section):], "\n[")
		if one {
			from += strings.Index(text[from:], line)
			to = from + strings.Index(text[from:], "\n")
		}
		text = text[:from] + text[to+1:]
	}
	return text
}

// TestTranslateAndMerge: what is missing or stale goes out with the English, the old
// words and who reads it, safety first; it comes back into its old place.
func TestTranslateAndMerge(t *testing.T) {
	all := unfinished(t)
	text, missing, old := work(t, all)
	if missing != 5 || old != 1 {
		t.Errorf("%d missing, %d stale:\n%s", missing, old, text)
	}
	for _, want := range []string{
		"# Missing. In English:\n#   other: <b>If you are in danger, call {{.number}} yourself, now.</b>\n", "112 yourself, now.\n[danger.call]\n", "cry for help",
		"# Stale. In English:\n#   other: You have sent nothing so far.\n", "\n[mine.nothing]\n", "other = \"Ви ще нічого не надсилали.\"",
		"#   one: {{.count}} of {{.capacity}} places left.", "\nfew = \"\"\nmany = \"\"\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Index(text, "[danger.call]") > strings.Index(text, "[mine.nothing]") {
		t.Error("safety does not come first")
	}
	text = fill(text)
	file, made, problems, err := (Translation{Lang: "uk", Base: all, Button: noButton}).Merge("offer.toml", []byte(text))
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v %s", err, said(problems))
	}
	if apart := tablesApart(string(file)); apart != "" {
		t.Errorf("[%s] is not beside its relatives", apart)
	}
	before := string(all["uk.toml"].Data)
	all["uk.toml"], all[stampsFile("uk")] = &fstest.MapFile{Data: file}, &fstest.MapFile{Data: made}
	if again, missing, old := work(t, all); missing+old > 0 {
		t.Errorf("still to do:\n%s", again)
	}
	if wrong := said(Check(all, noButton)); strings.Contains(wrong, "uk.toml") {
		t.Error(wrong)
	}
	for line := range strings.Lines(before) {
		if !strings.Contains(string(file), line) {
			t.Errorf("a line was lost: %s", line)
		}
	}
	if !strings.Contains(string(file), "call = \"<b>Якщо {{.number}}") || strings.Index(string(file), "call = \"<b>Якщо") > strings.Index(string(file), "\n[concern]") {
		t.Error("a message is not back in its section")
	}
}

// TestAMessageMayBeATable, as Weblate writes it, and is taken back as one.
func TestAMessageMayBeATable(t *testing.T) {
	all := unfinished(t)
	change(t, all, "uk.toml", "nothing = \"Ви ще нічого не надсилали.\"\n", "")
	all["uk.toml"].Data = append(all["uk.toml"].Data, "\n[mine.nothing]\nother = \"Ви ще нічого не надсилали.\"\n"...)
	text, _, _ := work(t, all)
	file, _, problems, err := (Translation{Lang: "uk", Base: all, Button: noButton}).Merge("offer.toml", []byte(fill(text)))
	if err != nil || len(problems) > 0 || !strings.Contains(string(file), "[mine.nothing]\nother = \"Ви ще нічого не надсилали.\"") {
		t.Errorf("%v %s", err, said(problems))
	}
}

// TestWeblateWritesBack: a whole file, each message a table, without stamps and, in the
// Slavic languages, without the form for fractions.
func TestWeblateWritesBack(t *testing.T) {
	for _, lang := range []string{"uk", "ru", "pl"} {
		all := shipped(t)
		o, err := (Translation{Lang: lang, Base: all, Button: noButton}).open()
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		plurals := 0
		for _, key := range o.target.order {
			m := *o.mine[key]
			if hasForms(&m) {
				plurals++
				m.Other = ""
			}
			switch key {
			case "session.places":
				m.Few += "!"
			case "button.back":
				m.Other += "!"
			}
			fmt.Fprintf(&b, "[%s]\n", key)
			for form, text := range forms(&m) {
				if text != "" {
					fmt.Fprintf(&b, "%s = %s\n", formNames()[form], quoteTOML(text))
				}
			}
		}
		var remarked []string
		offer := Translation{Lang: lang, Base: all, Button: noButton, Remark: func(s string) { remarked = append(remarked, s) }}
		file, made, problems, err := offer.Merge("weblate.toml", []byte(b.String()))
		if err != nil || len(problems) > 0 {
			t.Fatalf("%s: %v %s", lang, err, said(problems))
		}
		if string(made) != string(all[stampsFile(lang)].Data) {
			t.Errorf("%s: it says which English words were made from", lang)
		}
		remarks := strings.Join(remarked, "\n")
		for _, want := range []string{fmt.Sprintf("%d messages had lost", plurals-1), `1 messages had no form "other"`, "2 messages are new or changed", "session.places", "button.back"} {
			if !strings.Contains(remarks, want) {
				t.Errorf("%s: no %q in %s", lang, want, remarks)
			}
		}
		all[lang+".toml"] = &fstest.MapFile{Data: file}
		if wrong := said(Check(all, noButton)); strings.Contains(wrong, lang+".toml") {
			t.Errorf("%s: %s", lang, wrong)
		}
		if again, err := readMessages(all, lang+".toml"); err != nil || again.messages["session.places"].Other != again.messages["session.places"].Few ||
			again.messages["session.officers.plain"].Other != o.mine["session.officers.plain"].Other || again.messages["button.back"].Other != o.mine["button.back"].Other+"!" {
			t.Errorf("%s: %v %+v", lang, err, again.messages["session.places"])
		}
	}
}

// TestTablesAreWhole: translate-toolkit, and so Weblate, reads no table whose parts
// stand in several places of a file.
func TestTablesAreWhole(t *testing.T) {
	for name, f := range shipped(t) {
		if !strings.Contains(name, "/") {
			if apart := tablesApart(string(f.Data)); apart != "" {
				t.Errorf("%s: [%s] is not beside its relatives", name, apart)
			}
		}
	}
	if tablesApart("[a]\nx = 1\n[a.b]\n[c]\n[a.d]\n") != "a.d" {
		t.Error("a table that is apart is not found")
	}
}

// tablesApart is the first table that goes on after another one has begun, "" if none does.
func tablesApart(text string) string {
	var open []string
	over := map[string]bool{}
	for line := range strings.Lines(text) {
		name, ok := strings.CutSuffix(strings.TrimPrefix(strings.TrimSpace(line), "["), "]")
		if !ok || !strings.HasPrefix(line, "[") {
			continue
		}
		parts := strings.Split(name, ".")
		for i := range open {
			if i >= len(parts) || !slices.Equal(open[:i+1], parts[:i+1]) {
				over[strings.Join(open[:i+1], ".")] = true
			}
		}
		for i := range parts {
			if over[strings.Join(parts[:i+1], ".")] {
				return name
			}
		}
		open = parts
	}
	return ""
}

// fill writes Ukrainian words into everything that is empty.
func fill(text string) string {
	var b strings.Builder
	words := ""
	for line := range strings.Lines(text) {
		if _, english, ok := strings.Cut(line, "other: "); ok {
			words = "Якщо"
			for _, name := range placeholders(strings.TrimSpace(english)) {
				words += " {{." + name + "}}"
			}
			if strings.Contains(english, "<b>") {
				words = "<b>" + words + "</b>"
			}
		}
		b.WriteString(strings.Replace(line, `= ""`, fmt.Sprintf("= %q", words), 1))
	}
	return b.String()
}

// TestMergeRefuses what would lose something, and takes nothing then.
func TestMergeRefuses(t *testing.T) {
	all := unfinished(t)
	whole, _, _ := work(t, all)
	whole = fill(whole)
	for _, c := range []struct{ name, old, new, want string }{
		{"a lost placeholder", "<b>Якщо {{.number}}</b>", "<b>Якщо</b>", "danger.call: has the placeholders []"},
		{"a lost tag", "<b>Якщо {{.number}}</b>", "<b>Якщо {{.number}}", "is not closed"},
		{"nothing", `"<b>Якщо {{.number}}</b>"`, `""`, `danger.call: the form "other" is missing or empty`},
		{"5,000 characters", "<b>Якщо {{.number}}</b>", strings.Repeat("слово", 1000) + " {{.number}}", "characters; 900 are the most"},
		{"still English", "<b>Якщо {{.number}}</b>", "<b>If you are in danger, call {{.number}} yourself, now.</b>", "still in English"},
		{"another language", "<b>Якщо {{.number}}</b>", "<b>اتصلوا {{.number}}</b>", "no word of"},
		{"a form that is missing", "few = \"Якщо {{.capacity}} {{.count}}\"\n", "", `"few" is missing`},
		{"a message that there is not", "[danger.call]", "[danger.shout]", "danger.shout is not a message"},
		{"English that has changed", "hash = \"sha1-", "hash = \"sha1-0", "its English has changed since this file was written"},
		{"a broken file", "[danger.call]", "[danger.call", "offer.toml:9:"},
		{"an empty file", "", "", "has no messages"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := whole
			if broken := strings.Replace(text, c.old, c.new, 1); c.old == "" {
				text = "# nothing\n"
			} else if broken == text {
				t.Fatalf("nothing is broken in\n%s", text)
			} else {
				text = broken
			}
			file, made, problems, err := (Translation{Lang: "uk", Base: all, Button: noButton}).Merge("offer.toml", []byte(text))
			if err != nil || file != nil || made != nil || !strings.Contains(said(problems), c.want) || !strings.HasPrefix(said(problems), "offer.toml:") {
				t.Errorf("%v %s", err, said(problems))
			}
		})
	}
}

// TestOwnWords lie over the shipped ones, in one language, until they are taken away.
func TestOwnWords(t *testing.T) {
	own := fstest.MapFS{"uk.toml": {Data: []byte("[menu]\nask = \"Чим допомогти?\"\n")}}
	if wrong := CheckOwn(own, []string{"uk", "en"}, noButton); len(wrong) > 0 {
		t.Fatal(said(wrong))
	}
	b, err := OpenOwn(own)
	if err != nil {
		t.Fatal(err)
	}
	shippedWords := open(t)
	if got := b.In("uk").Text("menu.ask", nil, nil); got != "Чим допомогти?" {
		t.Errorf("got %q", got)
	}
	for lang, key := range map[string]string{"uk": "menu.help", "en": "menu.ask", "ar": "menu.ask"} {
		if got, want := b.In(lang).Text(key, nil, nil), shippedWords.In(lang).Text(key, nil, nil); got != want || got == "" {
			t.Errorf("%s %s: got %q, want %q", lang, key, got, want)
		}
	}
}

func TestOwnWordsAreChecked(t *testing.T) {
	safety := "[danger]\nnobody = \"Nobody has been called.\"\n"
	for _, c := range []struct{ name, file, text, want string }{
		{"a broken file", "uk.toml", "[menu]\nask = \"x\n", "uk.toml:2:"},
		{"no message", "uk.toml", "[menu]\nasks = \"Чим допомогти?\"\n", "uk.toml:2: menu.asks is not a message"},
		{"a lost placeholder", "uk.toml", "[danger]\ncall = \"Телефонуйте\"\n", "uk.toml:2: danger.call: has the placeholders []"},
		{"no language", "xx.toml", "[menu]\nask = \"x\"\n", "xx.toml:1:"},
		{"English that promises something else", "en.toml", safety, "en.toml:2: danger.nobody is stale: its English is not the one"},
		{"a guide", "guides/robbery/uk.toml", "title = \"x\"\n", "guides/robbery/uk.toml"},
	} {
		own := fstest.MapFS{c.file: {Data: []byte(c.text)}}
		if got := said(CheckOwn(own, []string{"uk", "en"}, noButton)); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	// Whoever has read the Ukrainian again says so, in a file of their own.
	own := fstest.MapFS{"en.toml": {Data: []byte(safety)}}
	mine := Translation{Lang: "uk", Base: MessageFiles(), Own: own, Button: noButton}
	made, err := mine.Seen([]string{"danger.nobody"})
	if err != nil || strings.Count(string(made), "\n") != 2 {
		t.Fatalf("%v %s", err, made)
	}
	own[stampsFile("uk")] = &fstest.MapFile{Data: made}
	if got := said(CheckOwn(own, []string{"uk", "en"}, noButton)); got != "" {
		t.Error(got)
	}
	if got := said(CheckOwn(own, []string{"uk", "en", "ru"}, noButton)); !strings.Contains(got, "translate ru --seen danger.nobody") {
		t.Errorf("Russian is not read again: %s", got)
	}
}

// TestOwnPromisesFollowTheEnglish: an operator's own words of a promise need somebody who has
// read the English that they stand for, now and after each version that changes it.
func TestOwnPromisesFollowTheEnglish(t *testing.T) {
	own := fstest.MapFS{"uk.toml": {Data: []byte("[danger]\nnobody = \"Ніхто цього не читає.\"\n[menu]\nask = \"Чим допомогти?\"\n")}}
	unread := "translate uk --seen danger.nobody"
	refused := func(want bool, when string) {
		t.Helper()
		if got := said(CheckOwn(own, []string{"uk", "en"}, noButton)); strings.Contains(got, unread) != want || strings.Contains(got, "menu.ask") {
			t.Errorf("%s: %q", when, got)
		}
	}
	mine := Translation{Lang: "uk", Base: MessageFiles(), Own: own, Button: noButton}
	seen := func(key string) {
		t.Helper()
		made, err := mine.Seen([]string{key})
		if err != nil {
			t.Fatal(err)
		}
		own[stampsFile("uk")] = &fstest.MapFile{Data: made}
	}
	refused(true, "never read")
	seen("menu.ask")
	refused(true, "another message was read")
	seen("danger.nobody")
	refused(false, "read")
	seen("menu.ask")
	refused(false, "another was read again")
	own["en.toml"] = &fstest.MapFile{Data: []byte("[danger]\nnobody = \"Nobody has been called.\"\n")}
	refused(true, "the English has changed")
	seen("danger.nobody")
	refused(false, "read again")
	if got := said(CheckOwn(own, []string{"en"}, noButton)); strings.Contains(got, unread) {
		t.Errorf("a language that the programme has not: %s", got)
	}
}

// TestOwnTranslation: what an operator's own English makes stale is written and taken
// back into the operator's folder, which gets no other message.
func TestOwnTranslation(t *testing.T) {
	own := fstest.MapFS{"en.toml": {Data: []byte("[danger]\nnobody = \"Nobody has been called.\"\n")}}
	mine := Translation{Lang: "uk", Base: MessageFiles(), Own: own, Button: noButton}
	var b strings.Builder
	if missing, old, err := mine.WriteWork(&b); err != nil || missing != 0 || old != 1 {
		t.Fatalf("%d %d %v %s", missing, old, err, b.String())
	}
	file, made, problems, err := mine.Merge("offer.toml", []byte(b.String()))
	if err != nil || len(problems) > 0 || !strings.HasPrefix(strings.TrimSpace(string(file)), "[danger]\nnobody = \"") || strings.Count(string(file), "=") != 1 {
		t.Fatalf("%v %s\n%s", err, said(problems), file)
	}
	own["uk.toml"], own[stampsFile("uk")] = &fstest.MapFile{Data: file}, &fstest.MapFile{Data: made}
	if got := said(CheckOwn(own, []string{"uk", "en"}, noButton)); got != "" {
		t.Error(got)
	}
}
