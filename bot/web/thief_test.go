package web

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write keys.tsv anew from docs/keys.md")

// TestKeysAreThoseOfTheDocs: the lines that the drawer shows are those of docs/keys.md.
func TestKeysAreThoseOfTheDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/keys.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| (`.*) \\| (.*) \\| (.*) \\| (.*) \\|$")
	var b strings.Builder
	for _, m := range row.FindAllStringSubmatch(string(page), -1) {
		b.WriteString(strings.ReplaceAll(strings.Join(m[1:], "\t"), "`", "") + "\n")
	}
	if *update {
		if err := os.WriteFile("keys.tsv", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if b.String() != keyLines {
		t.Error("keys.tsv is not what docs/keys.md says: go test ./bot/web -run TestKeysAreThoseOfTheDocs -update")
	}
	if n := len(keyKinds()); n < 50 {
		t.Errorf("the tables have %d keys", n)
	}
}

// TestEveryKeyHasItsLine: a name is told from others that look like it.
func TestEveryKeyHasItsLine(t *testing.T) {
	for name, want := range map[string]string{
		"p:abc": "p:ID", "s:park": "s:ID", "s:park:in": "s:ID:in", "s:park:card": "s:ID:card", "s:park:r:abc": "s:ID:r:PERSON", "w:3": "w:WAVE",
		"w:3:secret": "w:WAVE:secret", "runs:live": "runs:live", "editions:i": "editions:i", "cases": "cases", "cases:officer": "cases:QUEUE", "t": "t", "t:abc": "t:ID",
	} {
		got := ""
		for _, k := range keyKinds() {
			if k.is.MatchString(name) {
				got = k.Key
				break
			}
		}
		if got != want {
			t.Errorf("%s is taken for %q, want %q", name, got, want)
		}
	}
}

// TestThePagesOwnPhonesComeFirst: pseudonyms are random, so their order says nothing; what
// the drawer shows of a kind begins with the phone with which the page begins.
func TestThePagesOwnPhonesComeFirst(t *testing.T) {
	order := map[string]int{"zz": 0, "aa": 1, "mm": 2}
	got := examples([]string{"p:aa", "p:bb", "p:mm", "p:yy", "p:zz"}, order)
	if want := []string{"p:zz", "p:aa"}; !slices.Equal(got, want) {
		t.Errorf("the examples are %q, want %q", got, want)
	}
}
