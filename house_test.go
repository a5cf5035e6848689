// Package porchlight holds nothing but the test of the house: which room may
// know which.
package porchlight

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms is what of ours each room may import; docs/architecture.md shows it.
func rooms() map[string][]string {
	return map[string][]string{
		"flows":               {"flows/danger", "flows/tally", "zones"},
		"flows/danger":        {},
		"flows/tally":         {},
		"flows/instrument":    {},
		"flows/xlsform":       {"flows/instrument"},
		"flows/programmes":    {},
		"locales":             {"zones"},
		"zones":               {},
		"storage":             {"flows", "storage/redisclient", "storage/seal"},
		"storage/seal":        {"storage/filelock"},
		"storage/redistest":   {},
		"storage/filelock":    {},
		"storage/redisclient": {},
		"storage/redisserver": {"storage/filelock", "storage/redisclient"},
		"bot":                 {"flows", "locales", "storage", "bot/api", "bot/render", "bot/schedule"},
		"bot/schedule":        {"storage"},
		"bot/render":          {"flows", "locales", "bot/chart"},
		"bot/api":             {},
		"bot/chart":           {"flows"},
		"bot/emulator":        {},
		"bot/web":             {"flows", "storage", "locales", "bot/emulator"},
		"cmd/porchlight":      {"flows", "flows/instrument", "flows/programmes", "flows/xlsform", "locales", "storage", "storage/seal", "storage/redisclient", "storage/redisserver", "bot", "bot/api", "bot/emulator", "bot/web"},
		"bot/sim":             {"flows", "flows/programmes", "locales", "storage", "storage/seal", "storage/redistest", "bot", "bot/api", "bot/emulator"},
		"cmd/load":            {"bot/emulator"},
		"testrun":             {},
	}
}

// impure is what flows must not touch: clocks and chance come in the event.
func impure() []string {
	return []string{"math/rand", "math/rand/v2", "crypto/rand", "net", "net/http", "os", "context", "log/slog", "database/sql"}
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		room := path.Dir(filepath.ToSlash(file))
		may, known := rooms()[room]
		if !known {
			t.Errorf("%s: no room of the house; put it into one, or write it into the table and docs/architecture.md", file)
			return nil
		}
		seen[room] = true
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if ours, ok := strings.CutPrefix(name, "porchlight/"); ok && !slices.Contains(may, ours) {
				t.Errorf("%s imports %s: %s may know only %v", file, ours, room, may)
			}
			if room == "flows" && (slices.Contains(impure(), name) || strings.Contains(name, "redis") || strings.Contains(name, "telegram")) {
				t.Errorf("%s imports %s: flows is pure", file, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []string{"flows", "locales", "storage", "storage/seal", "storage/redisclient", "storage/redisserver", "bot", "bot/api", "bot/render", "bot/schedule", "bot/emulator", "bot/web", "cmd/porchlight"} {
		if !seen[room] {
			t.Errorf("room %s is empty", room)
		}
	}
}

// TestFlowsTellNoTime proves that no step looks at a clock.
func TestFlowsTellNoTime(t *testing.T) {
	files, err := filepath.Glob("flows/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no files in flows", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, clock := range []string{"time.Now(", "time.Since(", "time.Until(", "time.After(", "time.Sleep("} {
			if strings.Contains(string(text), clock) {
				t.Errorf("%s uses %s): time comes in the event", file, clock)
			}
		}
	}
}

// TestTheTourShowsTheRooms: the table of docs/architecture.md is the one above.
func TestTheTourShowsTheRooms(t *testing.T) {
	page, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(page), "| room | owns | may import of ours |\n| --- | --- | --- |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	if !found {
		t.Fatal("the table of rooms is gone")
	}
	word, all := regexp.MustCompile("`([a-z/]+)`"), rooms()
	for _, line := range strings.Split(table, "\n") {
		cells := strings.Split(line, "|")
		room := word.FindStringSubmatch(cells[1])[1]
		may, known := all[room]
		delete(all, room)
		if !known {
			t.Errorf("the table has a room %s", room)
		}
		if room == "cmd/porchlight" || room == "bot/sim" { // said in words
			continue
		}
		var said []string
		for _, m := range word.FindAllStringSubmatch(cells[3], -1) {
			said = append(said, m[1])
		}
		slices.Sort(said)
		if may = slices.Sorted(slices.Values(may)); !slices.Equal(said, may) {
			t.Errorf("%s may import %v, the table says %v", room, may, said)
		}
	}
	for room := range all {
		t.Errorf("the table lacks %s", room)
	}
}

// TestTheDocsNameWhatIsThere: each test, file and page that a page of docs names exists.
func TestTheDocsNameWhatIsThere(t *testing.T) {
	tests := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		text, err := os.ReadFile(file)
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			tests[m[1]] = true
		}
		return err
	})
	pages, _ := filepath.Glob("docs/*.md")
	if err != nil || len(tests) < 500 || len(pages) < 10 {
		t.Fatalf("%d tests, %d pages, %v", len(tests), len(pages), err)
	}
	test := regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z]\\w+)`")
	source := regexp.MustCompile("`((?:flows|bot|storage|locales|cmd|zones)/[a-z_/]+\\.(?:go|toml|txt))`")
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for _, page := range append(pages, "README.md") {
		if page == filepath.Join("docs", "moved.md") { // which names what was
			continue
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range test.FindAllStringSubmatch(string(text), -1) {
			if !tests[m[1]] {
				t.Errorf("%s names the test %s", page, m[1])
			}
		}
		for _, m := range source.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s names the file %s", page, m[1])
			}
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s", page, m[1])
			}
		}
	}
}
