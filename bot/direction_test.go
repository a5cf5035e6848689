package bot

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"porchlight/bot/emulator"
)

var (
	kept      = regexp.MustCompile("\u2066[^\u2069]*\u2069|\u2068[^\u2069\u0590-\u08ff]*\u2069") // isolated, without right-to-left letters
	asPlayed  = regexp.MustCompile(`^[< ] |\((?:to [^)]*|changed|cannot be passed on|a notice|a file: [^)]*|a place on the map|\d+ messages are gone)\) ?`)
	dashed    = regexp.MustCompile(`\d ?[-–—] ?\d|\+\d`)
	labelsOf  = regexp.MustCompile(`[\[{][^\]}]*[\]}]`)
	fromRight = "\u200f"
)

// misdirected is the first line or label that some app would lay out from left to
// right, or whose numbers it would turn round; "" if there is none.
func misdirected(text string, labels []string) string {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" && (!strings.HasPrefix(line, fromRight) || dashed.MatchString(kept.ReplaceAllString(line, ""))) {
			return line
		}
	}
	for _, label := range labels {
		if r, _ := utf8.DecodeRuneInString(label); !strings.HasPrefix(label, fromRight) && !unicode.IsLetter(r) {
			return label
		}
	}
	return ""
}

// rightToLeft says whether a message has right-to-left letters of the bot's own.
func rightToLeft(text string) bool {
	return strings.ContainsFunc(regexp.MustCompile("\u2068[^\u2069]*(\u2066[^\u2069]*\u2069[^\u2069]*)*\u2069").ReplaceAllString(text, ""),
		func(r rune) bool { return unicode.In(r, unicode.Hebrew, unicode.Arabic) })
}

// TestEveryScreenHasItsDirection reads every screen of every transcript that speaks
// Hebrew or Arabic.
func TestEveryScreenHasItsDirection(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	screens := map[bool]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var words, labels []string
		check := func() {
			said := strings.Join(words, "\n")
			if rightToLeft(said) {
				screens[strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Arabic, r) })]++
				if wrong := misdirected(said, labels); wrong != "" {
					t.Errorf("%s: %+q", filepath.Base(file), wrong)
				}
			}
			words, labels = nil, nil
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\n")
			if line != "" && !strings.HasPrefix(line, "  ") { // a message has blank lines
				check()
			}
			switch {
			case strings.HasPrefix(line, "  [") || strings.HasPrefix(line, "  {"):
				for _, label := range labelsOf.FindAllString(line, -1) {
					labels = append(labels, label[1:len(label)-1])
				}
			case strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "< "):
				words = append(words, strings.TrimPrefix(strings.TrimPrefix(asPlayed.ReplaceAllString(line, ""), "| "), "+ "))
			}
		}
		check()
	}
	if screens[true] < 100 || screens[false] < 100 {
		t.Errorf("only %d screens in Hebrew and %d in Arabic", screens[false], screens[true])
	}
}

// directed checks all that somebody with a phone in Hebrew or Arabic was ever shown.
func (w *town) directed(p *emulator.Person) {
	w.t.Helper()
	for _, m := range p.Chat().FromBot() {
		var labels []string
		for _, row := range m.Buttons {
			for _, b := range row {
				labels = append(labels, b.Text)
			}
		}
		if wrong := misdirected(m.Text, labels); wrong != "" {
			w.t.Errorf("%+q in %+q", wrong, m.Text)
		}
	}
}
