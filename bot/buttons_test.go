package bot

import (
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestButtonListIsTrue keeps buttons.txt, by which porchlight check knows which
// messages have to be short, true to the sources of flows.
func TestButtonListIsTrue(t *testing.T) {
	there := messages(t, "en.toml")
	u := allUses(t)
	var want []string
	for _, key := range slices.Sorted(maps.Keys(there)) {
		if u.isButton(there, key) {
			want = append(want, key)
		}
	}
	text := strings.Join(want, "\n") + "\n"
	if *update {
		if err := os.WriteFile("buttons.txt", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if buttonKeys != text {
		t.Error("buttons.txt is not what flows show: go test ./bot -run ButtonList -update")
	}
}
