package locales

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

const (
	textMost   = 900 // characters of a message
	buttonMost = 32  // characters of a button
)

// Problem is one thing that is wrong with a message file.
type Problem struct {
	File    string
	Line    int
	Message string
}

// String is the form that editors and CI make a link of.
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message) }

// Check says what is wrong with the message files in fsys: keys and plural
// forms that are missing or too many, placeholders that differ from English,
// tags other than <b> and <i>, texts that are too long, words left in English.
// button says which keys are labels of buttons, which are shorter and have no
// tags. Only languages whose file exists are checked. Promises, consent and safety
// are refused too if their English has changed since (see stamps.go).
func Check(fsys fs.FS, button func(key string) bool) []Problem {
	c := &checker{fsys: fsys, button: button}
	english := c.read(fallback + ".toml")
	if english == nil {
		return c.problems
	}
	c.check(english, english)
	names, _ := fs.Glob(fsys, "*.toml") // the pattern is right
	for _, name := range names {
		if name == fallback+".toml" {
			continue
		}
		if f := c.read(name); f != nil {
			c.check(f, english)
			c.checkStamps(f, english)
		}
	}
	sortProblems(c.problems)
	return c.problems
}

func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

type checker struct {
	fsys     fs.FS
	button   func(string) bool
	problems []Problem
}

// checkedFile is a message file with the lines of its keys.
type checkedFile struct {
	*messageFile
	name  string
	lines map[string]int // of each key, and of key.form
	order []string       // keys as they stand in the file
	need  [formCount]bool
	// covers is how many of the first numbers take each form.
	covers [formCount]int
}

func (c *checker) say(file string, line int, format string, args ...any) {
	c.problems = append(c.problems, Problem{file, max(line, 1), fmt.Sprintf(format, args...)})
}

// read gives nil, and says why, if the file cannot be checked at all.
func (c *checker) read(name string) *checkedFile {
	m, err := readMessages(c.fsys, name)
	if err != nil {
		line := 1
		var broken *toml.DecodeError
		if errors.As(err, &broken) {
			line, _ = broken.Position()
		}
		c.say(name, line, "%v", err)
		return nil
	}
	text, err := fs.ReadFile(c.fsys, name)
	if err != nil {
		c.say(name, 1, "%v", err)
		return nil
	}
	f := &checkedFile{messageFile: m, name: name, lines: map[string]int{}}
	p := newPlurals(m)
	f.need = p.needed()
	for n := range tabled {
		f.covers[p.of(n)]++
	}
	f.findLines(text)
	if guideScripts()[f.lang] == nil {
		c.say(name, 1, "%q is not a language of Porchlight", f.lang)
		return nil
	}
	return f
}

// findLines notes where each key stands. The text was decoded before, so it
// parses.
func (f *checkedFile) findLines(text []byte) {
	placed := map[string]bool{}
	for _, key := range keysOf(text, f.lines) {
		if message := f.messageOf(key); message != "" && !placed[message] {
			placed[message] = true
			f.order = append(f.order, message)
		}
	}
}

// keysOf lists the keys of a file that parses, and notes where each stands.
func keysOf(text []byte, lines map[string]int) []string {
	var keys []string
	var p unstable.Parser
	p.Reset(text)
	table, places := "", lineCounter{text: text}
	for p.NextExpression() {
		e := p.Expression()
		key, line := "", 0
		for it := e.Key(); it.Next(); {
			key += "." + string(it.Node().Data)
			line = places.line(it.Node().Raw)
		}
		switch e.Kind {
		case unstable.Table:
			table = key
		case unstable.KeyValue:
			key = table + key
		}
		key = strings.TrimPrefix(key, ".")
		lines[key] = line
		keys = append(keys, key)
	}
	return keys
}

// lineCounter says on which line of a text something stands, from 1. It is asked in
// the order of the text, which it reads once; the parser's own Shape reads it from the
// beginning each time.
type lineCounter struct {
	text      []byte
	at, lines int
}

func (c *lineCounter) line(of unstable.Range) int {
	c.lines += bytes.Count(c.text[c.at:of.Offset], []byte("\n"))
	c.at = int(of.Offset)
	return c.lines + 1
}

// messageOf is the message that a line belongs to: key, or key.form.
func (f *checkedFile) messageOf(key string) string {
	if f.messages[key] != nil {
		return key
	}
	if i := strings.LastIndexByte(key, '.'); i > 0 && f.messages[key[:i]] != nil {
		return key[:i]
	}
	return ""
}

// line is where a message, or one form of it, stands.
func (f *checkedFile) line(key string, form int) int {
	if line := f.lines[key+"."+formNames()[form]]; line > 0 {
		return line
	}
	return f.lines[key]
}

func (c *checker) check(f, english *checkedFile) {
	before := 1
	for _, key := range english.order {
		if f.messages[key] == nil {
			c.say(f.name, before, "%s is missing after this line", key)
			continue
		}
		before = f.lines[key]
		c.checkForms(f, english, key)
		for form, text := range forms(f.messages[key]) {
			if text != "" {
				c.checkText(f, english, key, form, text)
			}
		}
	}
	for _, key := range f.order {
		if english.messages[key] == nil {
			c.say(f.name, f.lines[key], "%s is not a message of %s", key, english.name)
		}
	}
}

// checkForms says which plural forms are missing, or never used.
func (c *checker) checkForms(f, english *checkedFile, key string) {
	has := func(f *checkedFile) (plural bool) {
		for form, text := range forms(f.messages[key]) {
			plural = plural || text != "" && form != other
		}
		return plural
	}
	plural := has(english) || has(f)
	for form, text := range forms(f.messages[key]) {
		name := formNames()[form]
		switch needed := f.need[form] && (plural || form == other); {
		case needed && text == "":
			c.say(f.name, f.lines[key], "%s: the form %q is missing or empty", key, name)
		case !needed && text != "":
			c.say(f.name, f.line(key, form), "%s: no number takes the form %q in %q", key, name, f.lang)
		}
	}
}

func (c *checker) checkText(f, english *checkedFile, key string, form int, text string) {
	say := func(format string, args ...any) {
		c.say(f.name, f.line(key, form), "%s: %s", key, fmt.Sprintf(format, args...))
	}
	cut, wrong := pieces(text)
	for _, w := range wrong {
		say("%s", w)
	}
	c.checkPlaceholders(f, english, key, form, text, say)
	if f.lang != english.lang {
		c.checkTranslation(f, english, key, form, text, say)
	}
	if strings.TrimSpace(text) != text {
		say("begins or ends with a space")
	}
	if strings.Contains(text, "TODO") || strings.Contains(text, "FIXME") {
		say("is not finished")
	}
	if Clean(text) != text {
		say("has control characters; names and numbers are isolated where they are put in")
	}
	plain := ""
	for _, p := range cut {
		plain += p.text
	}
	if wrong := wrongHTML(plain); wrong != "" {
		say("%s", wrong)
	}
	shown := messageTag.ReplaceAllString(plain, "")
	if c.button(key) {
		if n := characters(shown); n > buttonMost {
			say("%d characters; a button has %d at most", n, buttonMost)
		}
		if strings.ContainsAny(plain, "<>&\n") {
			say("a button has no tags and one line")
		}
	} else if n := utf8.RuneCountInString(shown); n > textMost {
		say("%d characters; %d are the most", n, textMost)
	}
}
