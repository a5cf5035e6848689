package locales

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// A translator should see where words stand. The transcripts are played anew by every
// test run, so what they show is what people see; where none shows a message, it is
// shown alone, with an example for each name.

// fixedLetters are the fewest characters of its own by which a message is found.
const fixedLetters = 4

// screens are the messages of all transcripts, each with its buttons, shortest first.
type screens []string

// readScreens reads a folder of transcripts; none if fsys is nil.
func readScreens(fsys fs.FS) (screens, error) {
	if fsys == nil {
		return nil, nil
	}
	names, err := fs.Glob(fsys, "*.txt")
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, path.Clean(name))
		if err != nil {
			return nil, err
		}
		var one []string
		whole := strings.ReplaceAll(string(text), "\n\n  ", "\n  ") // a message's blank lines
		for line := range strings.Lines(whole + "\n") {
			line = quotedLine.ReplaceAllString(strings.TrimRight(line, "\n"), "$1")
			begins, goesOn := strings.HasPrefix(line, "< "), strings.HasPrefix(line, "  ")
			if !goesOn && len(one) > 0 {
				seen[strings.Join(one, "\n")] = true
				one = nil
			}
			if begins {
				line = besideWords.ReplaceAllString(line, "")
			}
			if begins || goesOn && len(one) > 0 {
				one = append(one, strings.TrimPrefix(line, "  "))
			}
		}
	}
	var all screens
	for screen := range seen {
		all = append(all, screen)
	}
	slices.SortFunc(all, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return all, nil
}

// besideWords is what a transcript says about a message in front of it.
var besideWords = regexp.MustCompile(`^< (?:\((?:to [^)]*|changed|cannot be passed on|a notice|a file: [^)]*|a place on the map)\) ?)*`)

// quotedLine is a line of a quotation, or of the fine print.
var quotedLine = regexp.MustCompile(`^(< |  )[|+] `)

// of is the shortest screen that shows a message, "" if none does.
func (all screens) of(m *i18n.Message, button bool) string {
	for _, text := range forms(m) {
		if text == "" {
			continue
		}
		cut, _ := pieces(Plain(text))
		pattern, fixed, longest := "", 0, ""
		for _, p := range cut {
			pattern += strings.ReplaceAll(regexp.QuoteMeta(p.text), "\n", "\n\u200f?")
			fixed += len(p.text)
			for line := range strings.Lines(p.text) {
				if line = strings.TrimRight(line, "\n"); len(line) > len(longest) {
					longest = line
				}
			}
			if p.name != "" {
				pattern += "[^\n]+?"
			}
		}
		if fixed < fixedLetters {
			continue
		}
		whole := `(?m)^\x{200f}?` + pattern + `(?:   [^\n]*)?$` // behind it how far one has come
		if button {
			whole = `[\[{]\x{200f}?` + pattern + `[\]}]`
		}
		shown := regexp.MustCompile(whole)
		for _, screen := range all {
			if strings.Contains(screen, longest) && shown.MatchString(screen) {
				return screen
			}
		}
	}
	return ""
}

// example is a message alone, with something for each name in it.
func example(m *i18n.Message, button bool) string {
	cut, _ := pieces(Plain(m.Other))
	var b strings.Builder
	for _, p := range cut {
		b.WriteString(p.text)
		switch p.name {
		case "":
		case "count", "capacity", "step", "of", "most":
			b.WriteString("5")
		case "number", "phone":
			b.WriteString("112")
		case "code", "label":
			b.WriteString("K7-PLUM-42")
		case "day", "from", "to", "when":
			b.WriteString("Saturday 21 November")
		default:
			b.WriteString("‹" + p.name + "›")
		}
	}
	if button {
		return "[" + b.String() + "]"
	}
	return b.String()
}

// writeScreen writes a screen that shows a message as a remark: in English, or else
// with the words that there are now.
func (o *translation) writeScreen(b *strings.Builder, key string) {
	m, button := o.english.messages[key], o.Button != nil && o.Button(key)
	title, screen := "On the screen", o.screens.of(m, button)
	if mine := o.mine[key]; screen == "" && mine != nil {
		title, screen = "On the screen, as it is said now", o.screens.of(mine, button)
	}
	if screen == "" {
		title, screen = "On the screen, with examples for the names", example(m, button)
	}
	fmt.Fprintf(b, "# %s:\n", title)
	for line := range strings.Lines(screen) {
		fmt.Fprintf(b, "#   | %s\n", strings.TrimRight(line, "\n"))
	}
}
