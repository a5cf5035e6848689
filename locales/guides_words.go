package locales

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	guideTag      = regexp.MustCompile(`</?[bi]>`)
	guideSentence = regexp.MustCompile(`[.?!؟]+(\s|$)`)
	guideWord     = regexp.MustCompile(`\pL+`)
)

// checkWords says which words would not fit, not parse or not be understood.
func (f *guideFile) checkWords() {
	f.eachText(func(i int, key, text string) {
		say := func(format string, args ...any) {
			if i >= len(f.Steps) {
				f.sayQuestion(i-len(f.Steps), key, format, args...)
			} else if i < 0 {
				f.sayTop(key, format, args...)
			} else {
				f.sayStep(i, key, format, args...)
			}
		}
		for _, wrong := range wrongText(f.Lang, text) {
			say("%s", wrong)
		}
		most := guideLabelMost
		if strings.HasPrefix(key, "text") {
			most = guideTextMost
		}
		if n := utf8.RuneCountInString(text); n > most {
			say("%d characters; %d are the most", n, most)
		}
		if n := len(guideSentence.FindAllString(text, -1)); n > guideSentenceMost {
			say("%d sentences; %d are the most", n, guideSentenceMost)
		}
	})
	if n := Units(f.Printed()); n > guidePrintedMost {
		f.sayTop("title", "the whole guide has %d characters; %d are the most", n, guidePrintedMost)
	}
}

// eachText visits all that a reader sees; i is the step, -1 above the steps, and
// goes on over the questions behind the last.
func (f *guideFile) eachText(visit func(i int, key, text string)) {
	visit(-1, "title", f.Title)
	if f.Sensitive {
		visit(-1, "neutral_title", f.NeutralTitle)
	}
	for i, s := range f.Steps {
		visit(i, "text", s.Text)
		if s.TextWithout != "" {
			visit(i, "text_without", s.TextWithout)
		}
		for _, c := range s.Choices {
			visit(i, "choices", c.Label)
		}
	}
	for i, q := range f.Questions {
		visit(len(f.Steps)+i, "text", q.Text)
		for _, a := range q.Answers {
			visit(len(f.Steps)+i, "answers", a)
		}
	}
}

// checkQuestions says which questions could not be asked, or answered by what
// the guide says.
func (f *guideFile) checkQuestions() {
	if n := len(f.Questions); n < guideQuestions || n > guideQuestions+1 {
		f.sayTop("first", "%d questions; a guide is tested with %d or %d", n, guideQuestions, guideQuestions+1)
	}
	for i, q := range f.Questions {
		if len(numbersIn(q.Text+strings.Join(q.Answers, " "))) > 0 {
			f.sayQuestion(i, "text", "names a number")
		}
		if len(q.Answers) != guideAnswers || q.Right < 0 || q.Right >= guideAnswers {
			f.sayQuestion(i, "answers", "%d answers, the right one is %d; %d answers, counted from 0", len(q.Answers), q.Right, guideAnswers)
		}
		if sorted := slices.Sorted(slices.Values(q.Answers)); len(slices.Compact(sorted)) != len(q.Answers) {
			f.sayQuestion(i, "answers", "the same answer twice")
		}
	}
}

// wrongText lists what is wrong with a text as such.
func wrongText(lang, text string) []string {
	var wrong []string
	if text == "" || strings.TrimSpace(text) != text {
		wrong = append(wrong, "is empty, or begins or ends with a space")
	}
	bare := guidePlaceholder.ReplaceAllString(text, "")
	if strings.ContainsAny(bare, "{}") {
		wrong = append(wrong, "a placeholder is written {{.police}}")
	}
	for _, tag := range []string{"b", "i"} {
		if strings.Count(bare, "<"+tag+">") != strings.Count(bare, "</"+tag+">") {
			wrong = append(wrong, "<"+tag+"> is not closed")
		}
	}
	bare = guideTag.ReplaceAllString(bare, "")
	if strings.ContainsAny(bare, "<>&") {
		wrong = append(wrong, "only <b> and <i> are allowed, and no <, > or & besides")
	}
	bare = guideCommand.ReplaceAllString(bare, "$1")
	bare = strings.ReplaceAll(bare, "IMEI", "") // is called so in every language
	return append(wrong, strangeWords(lang, bare)...)
}

// strangeWords lists the words that are not of the language: of another
// script, or of a neighbour's letters, or plain English.
func strangeWords(lang, text string) []string {
	letters := map[string]string{"ru": "іїєґІЇЄҐ", "uk": "ыэъёЫЭЪЁ"} // the other's
	english := []string{"the", "and", "you", "your", "are", "with", "this", "that", "not", "have"}
	script, strange := guideScripts()[lang], []string{}
	ours := 0
	for _, word := range guideWord.FindAllString(text, -1) {
		foreign := strings.ContainsFunc(word, func(r rune) bool { return !unicode.Is(script, r) })
		if foreign || strings.ContainsAny(word, letters[lang]) ||
			(lang != "en" && slices.Contains(english, strings.ToLower(word))) {
			strange = append(strange, fmt.Sprintf("%q is not a word of %q", word, lang))
		}
		ours++
	}
	if ours == 0 && text != "" {
		strange = append(strange, fmt.Sprintf("has no words of %q", lang))
	}
	return strange
}

// checkAgainst says where a translation differs from the English guide in
// more than its words, or does not differ in its words.
func (f *guideFile) checkAgainst(english *guideFile) {
	if f.Sensitive != english.Sensitive || f.First != english.First {
		f.sayTop("first", "sensitive and first are not as in English")
	}
	if f.Title == english.Title {
		f.sayTop("title", "is still in English")
	}
	if f.NeutralTitle != "" && f.NeutralTitle == english.NeutralTitle {
		f.sayTop("neutral_title", "is still in English")
	}
	if len(f.Steps) != len(english.Steps) {
		f.sayTop("first", "%d steps; English has %d", len(f.Steps), len(english.Steps))
		return
	}
	for i, e := range english.Steps {
		f.checkStepAgainst(i, e)
	}
	if len(f.Questions) != len(english.Questions) {
		f.sayTop("first", "%d questions; English has %d", len(f.Questions), len(english.Questions))
		return
	}
	for i, e := range english.Questions {
		q := f.Questions[i]
		if q.Right != e.Right {
			f.sayQuestion(i, "right", "right is %d; in English it is %d", q.Right, e.Right)
		}
		if q.Text == e.Text {
			f.sayQuestion(i, "text", "is still in English")
		}
	}
}

func (f *guideFile) checkStepAgainst(i int, e GuideStep) {
	s := f.Steps[i]
	same := func(key string, ours, theirs any) {
		if a, b := fmt.Sprint(ours), fmt.Sprint(theirs); a != b {
			f.sayStep(i, key, "%s is %s; in English it is %s", key, a, b)
		}
	}
	same("id", s.ID, e.ID)
	same("next", s.Next, e.Next)
	same("number", s.Number, e.Number)
	same("needs", s.Needs, e.Needs)
	same("end", s.End, e.End)
	same("choices", targets(s), targets(e))
	for key, pair := range map[string][2]string{"text": {s.Text, e.Text}, "text_without": {s.TextWithout, e.TextWithout}} {
		if a, b := fixed(pair[0]), fixed(pair[1]); !slices.Equal(a, b) {
			f.sayStep(i, key, "has %v; in English it is %v", a, b)
		}
		if pair[0] == pair[1] && pair[0] != "" {
			f.sayStep(i, key, "is still in English")
		}
	}
	if len(s.Choices) != len(e.Choices) {
		return
	}
	for j, c := range s.Choices {
		// "No" is Spanish as well.
		if c.Label == e.Choices[j].Label && utf8.RuneCountInString(c.Label) > 3 {
			f.sayStep(i, "choices", "%q is still in English", c.Label)
		}
	}
}

func targets(s GuideStep) []string {
	var to []string
	for _, c := range s.Choices {
		to = append(to, c.To)
	}
	return to
}

// fixed lists what must be the same in every language: numbers and commands.
func fixed(text string) []string {
	found := numbersIn(text)
	for _, m := range guideCommand.FindAllStringSubmatch(text, -1) {
		found = append(found, m[2])
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// readNumberWords reads and checks guides/numbers into words.
func readNumberWords(fsys fs.FS, folder string, words map[string]numberWords) []error {
	var complaints []error
	for _, lang := range slices.Sorted(maps.Keys(guideScripts())) {
		var w numberWords
		file := path.Join(folder, lang+".toml")
		_, errs := readStrict(fsys, file, &w)
		complaints = append(complaints, errs...)
		if errs != nil {
			continue
		}
		words[lang] = w
		complaints = append(complaints, checkNumberWords(file, lang, w)...)
	}
	return complaints
}

func checkNumberWords(file, lang string, w numberWords) []error {
	var complaints []error
	say := func(key, wrong string) {
		complaints = append(complaints, fmt.Errorf("%s: %s: %s", file, key, wrong))
	}
	if names := numbersIn(w.Card); !slices.Equal(names, []string{"name", "number"}) {
		say("card", "must have {{.name}} and then {{.number}}, once each")
	}
	if got, want := slices.Sorted(maps.Keys(w.Names)), slices.Sorted(maps.Keys(guideNumbers())); !slices.Equal(got, want) {
		say("names", fmt.Sprintf("has %v, not %v", got, want))
	}
	texts := maps.Clone(w.Names)
	if texts == nil {
		texts = map[string]string{}
	}
	texts["button"], texts["card"] = w.Button, w.Card
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		for _, wrong := range wrongText(lang, texts[key]) {
			say(key, wrong)
		}
		if key != "card" && utf8.RuneCountInString(texts[key]) > guideLabelMost {
			say(key, "is too long for a button")
		}
	}
	return complaints
}
