package bot

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"porchlight/flows"
	"porchlight/flows/programmes"
	"porchlight/locales"
)

// push is the first line of a message that nobody asked for, as a notification
// shows it on a locked phone.
type push struct{ where, line string }

// pushes reads a transcript: what reaches somebody else than whoever acts, and
// what comes because time has passed. typed are the words of people without a
// role.
func pushes(t *testing.T, file string) (list []push, typed []string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seated, at, later := map[string]bool{}, "", false
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		mark, rest, _ := strings.Cut(lines.Text(), " ")
		switch mark {
		case "--":
			later = strings.HasSuffix(rest, " hours later")
			if name, role, known := strings.Cut(rest, " ("); known {
				at = name
				seated[at] = seated[at] || strings.Contains(role, "with the role")
			} else if !later {
				at = rest
			}
		case ">":
			later = false
			if words := strings.TrimSpace(rest); !seated[at] && len([]rune(words)) > 12 && words[0] != '/' && words[0] != '(' {
				typed = append(typed, words)
			}
		case "*":
			later = false
		case "<":
			rest = strings.TrimPrefix(rest, "(cannot be passed on) ")
			_, toOther, other := strings.Cut(rest, "(to ")
			if _, line, ok := strings.Cut(toOther, ") "); other && ok {
				rest = strings.TrimPrefix(line, "(cannot be passed on) ")
			} else if !later {
				continue
			}
			list = append(list, push{fmt.Sprintf("%s:%d", filepath.Base(file), n), rest})
		}
	}
	return list, typed
}

// unspeakable are words that a locked phone must not show: topics that can
// endanger whoever holds it, in every language, and small meetings.
func unspeakable(t *testing.T) []string {
	t.Helper()
	list := []string{"violence", "hate", "abuse", "violencia", "odio", "maltrat", "אלימות", "שנאה", "عنف", "كراهية",
		"насили", "ненавист", "насильств", "przemoc", "nienawi"}
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range flows.Languages() {
		l := texts.In(string(lang))
		for _, c := range []flows.Category{flows.Home, flows.Hate} {
			list = append(list, locales.Plain(l.Text("concern.category."+string(c), nil, nil)))
		}
	}
	for _, name := range programmes.Names() {
		for _, s := range example(t, name).Sessions {
			if s.AddressOnDay || s.Youth {
				for _, title := range s.Title {
					list = append(list, title)
				}
			}
		}
	}
	return list
}

// TestLockScreens reads the first line of every message in the transcripts that
// nobody asked for. It names no case, no sensitive topic, no small meeting, and
// none of the words of somebody who wrote.
func TestLockScreens(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []push
	var typed []string
	for _, file := range files {
		p, words := pushes(t, file)
		all, typed = append(all, p...), append(typed, words...)
	}
	if len(all) < 20 || len(typed) < 20 {
		t.Fatalf("%d pushes and %d texts were found", len(all), len(typed))
	}
	caseCode := regexp.MustCompile(`\b[A-Z]\d-[A-Z]+-\d\d\b`)
	hidden := append(unspeakable(t), typed...)
	for _, p := range all {
		if caseCode.MatchString(p.line) {
			t.Errorf("%s: a locked phone shows a case: %s", p.where, p.line)
		}
		for _, word := range hidden {
			if strings.Contains(strings.ToLower(p.line), strings.ToLower(strings.TrimSpace(word))) {
				t.Errorf("%s: a locked phone shows %q: %s", p.where, word, p.line)
			}
		}
	}
}
