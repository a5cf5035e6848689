package flows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOwnNamesOfLanguages: what a language calls itself stands on the buttons that choose
// the language of the bot, where the reader may know no other; everywhere else a language
// is a Tongue, which is said as its reader says it.
func TestOwnNamesOfLanguages(t *testing.T) {
	files, err := filepath.Glob("*.go")
	more, _ := filepath.Glob("../bot/*.go")
	render, _ := filepath.Glob("../bot/render/*.go")
	if files = append(append(files, more...), render...); err != nil || len(files) < 100 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		uses := strings.Count(string(text), ".NameOfItself()")
		if file != "start.go" && !strings.HasSuffix(file, "_test.go") && uses > 0 || file == "start.go" && uses != 1 {
			t.Errorf("%s says %d times what a language calls itself", file, uses)
		}
	}
}
