package bot

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// aPicture is an emoji or an arrow, with the sign that has it drawn in colour.
var aPicture = regexp.MustCompile(`[\x{2190}-\x{21FF}\x{2300}-\x{27BF}\x{2B00}-\x{2BFF}\x{1F000}-\x{1FAFF}]\x{FE0F}?`)

// picturesTitle begins the table of pictures in docs/screens.md.
const picturesTitle = "| picture | stands for | in |\n| --- | --- | --- |\n"

// TestAPictureHasOneMeaning: one that stands in messages of two conversations is in the
// table of docs/screens.md, which says what it means and in which conversations; and a
// picture stands in the same messages in every language.
func TestAPictureHasOneMeaning(t *testing.T) {
	doc, err := os.ReadFile(screensDoc)
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(doc), picturesTitle)
	if !found {
		t.Fatalf("%s has no table of pictures", screensDoc)
	}
	table, _, _ = strings.Cut(table, "\n\n")
	meant := map[string][]string{}
	for row := range strings.SplitSeq(strings.TrimSpace(table), "\n") {
		cells := strings.Split(strings.Trim(row, "| "), " | ")
		if len(cells) != 3 {
			t.Fatalf("what is %q?", row)
		}
		if meant[cells[0]] != nil {
			t.Errorf("%s has two meanings", cells[0])
		}
		meant[cells[0]] = strings.Split(cells[2], ", ")
	}
	english := messages(t, "en.toml")
	where := map[string]map[string]string{} // by the picture and the conversation: a message
	for _, key := range slices.Sorted(maps.Keys(english)) {
		conversation, _, _ := strings.Cut(key, ".")
		for _, picture := range aPicture.FindAllString(english[key], -1) {
			if where[picture] == nil {
				where[picture] = map[string]string{}
			}
			where[picture][conversation] = key
		}
	}
	for _, picture := range slices.Sorted(maps.Keys(where)) {
		in := where[picture]
		if len(in) == 1 && meant[picture] == nil || slices.Equal(meant[picture], []string{"everywhere"}) {
			continue
		}
		for conversation, key := range in {
			if !slices.Contains(meant[picture], conversation) {
				t.Errorf("%s stands in %s: does it mean there what it means elsewhere (%v)? If so, write %s into its row in %s", picture, key, meant[picture], conversation, screensDoc)
			}
		}
		for _, conversation := range meant[picture] {
			if in[conversation] == "" {
				t.Errorf("%s stands in no message of %s any more", picture, conversation)
			}
		}
	}
	for _, lang := range []string{"es", "he", "ar", "ru", "uk", "pl"} {
		there := messages(t, lang+".toml")
		for key, text := range english {
			if other, is := there[key]; is && !slices.Equal(picturesIn(text), picturesIn(other)) {
				t.Errorf("%s: %s has other pictures than the English: %q", lang, key, other)
			}
		}
	}
}

// picturesIn are the pictures of a text, each once, however many plural forms it has; an
// arrow points the way that its language is written.
func picturesIn(text string) []string {
	all := slices.DeleteFunc(aPicture.FindAllString(text, -1), func(p string) bool { return p == "→" || p == "←" })
	slices.Sort(all)
	return slices.Compact(all)
}
