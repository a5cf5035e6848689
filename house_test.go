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
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms is the table of docs/architecture.md: what of ours each room may import.
func rooms() map[string][]string {
	return map[string][]string{
		"flows":               {"flows/danger", "flows/tally", "zones"},
		"flows/danger":        {},
		"flows/tally":         {},
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
		"cmd/porchlight":      {"flows", "flows/programmes", "locales", "storage", "storage/seal", "storage/redisclient", "storage/redisserver", "bot", "bot/api", "bot/emulator", "bot/web"},
		"bot/sim":             {"flows", "flows/programmes", "locales", "storage", "storage/seal", "storage/redistest", "bot", "bot/api", "bot/emulator"},
		"cmd/load":            {"bot/emulator"},
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
