package bot

import (
	"os"
	"strings"
	"testing"

	"porchlight/flows"
)

// TestTermsAreThoseOfTheMessages: what translators are told a thing is called is what the
// bot calls it, in its messages or guides.
func TestTermsAreThoseOfTheMessages(t *testing.T) {
	for _, l := range flows.Languages() {
		file, err := os.ReadFile("../locales/" + string(l) + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		words := strings.ToLower(string(file))
		for _, stems := range flows.TermStems(l) {
			n := 0
			for _, stem := range stems {
				n += strings.Count(words, stem)
			}
			if n < 2 {
				t.Errorf("%s: %q stands %d times in the messages", l, stems, n)
			}
		}
	}
}
