package locales

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

const (
	guideTextMost     = 350  // characters of a step
	guideLabelMost    = 40   // characters of a button
	guideSentenceMost = 3    // of a step
	guideQuestions    = 2    // of a guide, at least; one more at most
	guideAnswers      = 3    // of a question
	guidePrintedMost  = 3900 // UTF-16 units; Telegram takes 4096, numbers need some
)

// guideScripts are the languages every guide exists in, with their script.
func guideScripts() map[string]*unicode.RangeTable {
	return map[string]*unicode.RangeTable{
		"en": unicode.Latin, "es": unicode.Latin, "pl": unicode.Latin,
		"he": unicode.Hebrew, "ar": unicode.Arabic,
		"ru": unicode.Cyrillic, "uk": unicode.Cyrillic,
	}
}

// CheckGuides reads every guide under guides/ and says what is wrong with
// them, each complaint with its file and line: steps that cannot be reached
// or lead nowhere, languages that differ in more than their words, texts that
// are too long for a frightened reader, words that were left in English or whose
// English has changed since.
func CheckGuides(fsys fs.FS) []error {
	book, complaints := readGuides(fsys)
	if len(complaints) > 0 {
		return complaints
	}
	return staleGuides(fsys, nil, book, slices.Sorted(maps.Keys(guideScripts())))
}

// readGuides reads and checks. The book is whole only without complaints.
func readGuides(fsys fs.FS) (*GuideBook, []error) {
	book := &GuideBook{guides: map[string]map[string]Guide{}, words: map[string]numberWords{}}
	folders, err := fs.ReadDir(fsys, "guides")
	if err != nil {
		return book, []error{fmt.Errorf("read guides: %w", err)}
	}
	var complaints []error
	for _, folder := range folders {
		at := path.Join("guides", folder.Name())
		complaints = append(complaints, strangers(fsys, at)...)
		if folder.Name() == "numbers" {
			complaints = append(complaints, readNumberWords(fsys, at, book.words)...)
			continue
		}
		english := readGuide(fsys, at, "en")
		for _, lang := range slices.Sorted(maps.Keys(guideScripts())) {
			f := english
			if lang != "en" {
				f = readGuide(fsys, at, lang)
			}
			if f.read {
				f.checkTree()
				f.checkWords()
				f.checkDiscretion()
				f.checkQuestions()
			}
			if f.read && english.read && lang != "en" {
				f.checkAgainst(english)
			}
			complaints = append(complaints, f.complaints...)
			if book.guides[lang] == nil {
				book.guides[lang] = map[string]Guide{}
			}
			book.guides[lang][folder.Name()] = f.Guide
		}
	}
	if len(book.words) == 0 && len(complaints) == 0 {
		complaints = append(complaints, errors.New("guides/numbers: no words for the Show number button"))
	}
	return book, complaints
}

// strangers complains about whatever is in a guide's folder and is not one of
// its languages; it would never be read.
func strangers(fsys fs.FS, folder string) []error {
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return []error{fmt.Errorf("%s: not a folder: %w", folder, err)}
	}
	var complaints []error
	for _, e := range entries {
		lang, isFile := strings.CutSuffix(e.Name(), ".toml")
		if guideScripts()[lang] == nil || !isFile {
			complaints = append(complaints, fmt.Errorf("%s: not a language of the guides", path.Join(folder, e.Name())))
		}
	}
	return complaints
}

// guideFile is one file while it is being checked.
type guideFile struct {
	Guide
	path       string
	read       bool
	top        map[string]int   // line of each key above the steps
	lines      []map[string]int // per step: line of each key, "" of its header
	complaints []error
}

func readGuide(fsys fs.FS, folder, lang string) *guideFile {
	f := &guideFile{path: path.Join(folder, lang+".toml")}
	text, complaints := readStrict(fsys, f.path, &f.Guide)
	f.ID, f.Lang = path.Base(folder), lang
	f.complaints, f.read = complaints, complaints == nil
	if f.read {
		f.findLines(text)
	}
	return f
}

// readStrict decodes a file into v and refuses keys that v does not have.
func readStrict(fsys fs.FS, name string, v any) ([]byte, []error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, []error{fmt.Errorf("%s: %w", name, err)}
	}
	err = toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(v)
	var unknown *toml.StrictMissingError
	var broken *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		var complaints []error
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			complaints = append(complaints, fmt.Errorf("%s:%d: unknown key %q", name, line, strings.Join(e.Key(), ".")))
		}
		return nil, complaints
	case errors.As(err, &broken):
		line, _ := broken.Position()
		return nil, []error{fmt.Errorf("%s:%d: %w", name, line, err)}
	case err != nil:
		return nil, []error{fmt.Errorf("%s: %w", name, err)}
	}
	return text, nil
}

// findLines notes where each key stands. The text has been decoded before,
// so it parses.
func (f *guideFile) findLines(text []byte) {
	f.top = map[string]int{}
	keys := f.top
	var p unstable.Parser
	p.Reset(text)
	places := lineCounter{text: text}
	for p.NextExpression() {
		e := p.Expression()
		key := e.Key()
		if !key.Next() {
			continue
		}
		line := places.line(key.Node().Raw)
		if e.Kind == unstable.ArrayTable {
			keys = map[string]int{"": line}
			f.lines = append(f.lines, keys)
			continue
		}
		keys[string(key.Node().Data)] = line
	}
}

// sayTop complains about a key above the steps.
func (f *guideFile) sayTop(key, format string, args ...any) {
	f.say(max(1, f.top[key]), key, format, args...)
}

// sayStep complains about a key of step i, or about the whole step.
func (f *guideFile) sayStep(i int, key, format string, args ...any) {
	line := 1
	if i < len(f.lines) {
		if line = f.lines[i][key]; line == 0 {
			line = f.lines[i][""]
		}
	}
	f.say(line, fmt.Sprintf("step %q", f.Steps[i].ID), format, args...)
}

// sayQuestion complains about a key of question i; questions stand behind the
// steps.
func (f *guideFile) sayQuestion(i int, key, format string, args ...any) {
	line := 1
	if at := len(f.Steps) + i; at < len(f.lines) {
		if line = f.lines[at][key]; line == 0 {
			line = f.lines[at][""]
		}
	}
	f.say(line, fmt.Sprintf("question %d", i+1), format, args...)
}

func (f *guideFile) say(line int, where, format string, args ...any) {
	f.complaints = append(f.complaints, fmt.Errorf("%s:%d: %s: %s", f.path, line, where, fmt.Sprintf(format, args...)))
}

// checkTree says where the steps do not make a tree that leads every reader
// to an end.
func (f *guideFile) checkTree() {
	place := map[string]int{}
	for i, s := range f.Steps {
		if _, twice := place[s.ID]; twice || !guideID.MatchString(s.ID) {
			f.sayStep(i, "id", "an id is a-z 0-9 - and stands once")
		}
		place[s.ID] = i
	}
	if len(f.Steps) == 0 || f.First != f.Steps[0].ID {
		f.sayTop("first", "%q is not the first step of the file", f.First)
	}
	reached := map[string]bool{f.First: true}
	for i, s := range f.Steps {
		if !reached[s.ID] {
			f.sayStep(i, "id", "no step leads here")
		}
		if ways := ways(s); ways != 1 {
			f.sayStep(i, "", "has %d of next, choices and end; one is right", ways)
		}
		if len(s.Choices) == 1 {
			f.sayStep(i, "choices", "one choice is no choice")
		}
		for key, to := range leads(s) {
			if there, ok := place[to]; !ok {
				f.sayStep(i, key, "leads to %q, which does not exist", to)
			} else if there <= i {
				f.sayStep(i, key, "leads back to %q; steps lead forward only", to)
			}
			reached[to] = true
		}
		f.checkNumbers(i, s)
	}
}

// guideID is how a step is called.
var guideID = regexp.MustCompile(`^[a-z0-9-]{1,24}$`)

func ways(s GuideStep) int {
	n := 0
	for _, has := range []bool{s.Next != "", len(s.Choices) > 0, s.End} {
		if has {
			n++
		}
	}
	return n
}

// leads gives where a step leads to, each with the key that says so.
func leads(s GuideStep) func(yield func(key, to string) bool) {
	return func(yield func(key, to string) bool) {
		if s.Next != "" && !yield("next", s.Next) {
			return
		}
		for _, c := range s.Choices {
			if !yield("choices", c.To) {
				return
			}
		}
	}
}

// checkNumbers says where a step would read badly in a programme that lacks a
// number.
func (f *guideFile) checkNumbers(i int, s GuideStep) {
	always := guideNumbers()
	for key, names := range map[string][]string{"text": numbersIn(s.Text), "text_without": numbersIn(s.TextWithout),
		"needs": s.Needs, "number": slices.DeleteFunc([]string{s.Number}, func(n string) bool { return n == "" })} {
		for _, name := range names {
			if _, known := always[name]; !known {
				f.sayStep(i, key, "no number is called %q", name)
			}
		}
	}
	optional := func(name string) bool { return !always[name] }
	if len(s.Needs) > 0 && s.Next == "" {
		f.sayStep(i, "needs", "a step that may be left out needs a next step")
	}
	if len(s.Needs) > 0 && i == 0 {
		f.sayStep(i, "needs", "the first step cannot be left out")
	}
	if j := slices.IndexFunc(s.Needs, func(n string) bool { return always[n] }); j >= 0 {
		f.sayStep(i, "needs", "%q is always there", s.Needs[j])
	}
	if slices.ContainsFunc(numbersIn(s.TextWithout), optional) {
		f.sayStep(i, "text_without", "names a number that a programme may not have")
	}
	uncovered := slices.DeleteFunc(numbersIn(s.Text), func(n string) bool { return always[n] || slices.Contains(s.Needs, n) })
	if len(uncovered) > 0 && s.TextWithout == "" {
		f.sayStep(i, "text", "names %q, which a programme may not have, without needs or text_without", uncovered[0])
	}
	if len(uncovered) == 0 && s.TextWithout != "" {
		f.sayStep(i, "text_without", "would never be said")
	}
}

// checkDiscretion says where a sensitive guide would tell somebody who looks
// over a shoulder what it is about: before the reader has answered the first
// question, no word of the title may show.
func (f *guideFile) checkDiscretion() {
	if !f.Sensitive {
		if f.NeutralTitle != "" {
			f.sayTop("neutral_title", "only a sensitive guide has one")
		}
		return
	}
	if f.NeutralTitle == "" {
		f.sayTop("title", "a sensitive guide needs a neutral_title")
	}
	if len(f.Steps) > 0 && f.Steps[0].Number != "emergency" {
		f.sayStep(0, "number", "a sensitive guide shows the emergency number from the first step on")
	}
	for _, word := range longWords(f.Title) {
		if strings.Contains(strings.ToLower(f.NeutralTitle), word) {
			f.sayTop("neutral_title", "gives the title's %q away", word)
		}
		if len(f.Steps) > 0 && strings.Contains(strings.ToLower(f.Steps[0].Text), word) {
			f.sayStep(0, "text", "gives the title's %q away", word)
		}
	}
}

// longWords are the beginnings of a title's words of five letters and more;
// the ends change with grammar.
func longWords(title string) []string {
	var words []string
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(w) >= 5 {
			words = append(words, string([]rune(w)[:5]))
		}
	}
	return words
}
