package flows

import (
	"encoding/binary"
	"regexp"
	"slices"
	"testing"
)

var wellFormed = regexp.MustCompile(`^[A-HJ-NP-Z][2-9]-[A-Z]{4,6}-[2-9]{2}$`)

func TestCodesAreWellFormedAndSeldomTheSame(t *testing.T) {
	const many = 2000 // of some four million: about half a pair is expected
	seen := map[string]bool{}
	same := 0
	for i := range uint64(many) {
		var seed [16]byte
		binary.BigEndian.PutUint64(seed[8:], i)
		code := newCode(seed, nil)
		if !wellFormed.MatchString(code) {
			t.Fatalf("%q", code)
		}
		if !buttonDo.MatchString(caseDo(code)) {
			t.Errorf("no button can carry %q", caseDo(code))
		}
		if seen[code] {
			same++
		}
		seen[code] = true
	}
	if same > 5 {
		t.Errorf("%d of %d codes were given before", same, many)
	}
}

func TestACodeIsNotGivenTwiceToOnePerson(t *testing.T) {
	seed := [16]byte{7}
	first := newCode(seed, nil)
	if again := newCode(seed, nil); again != first {
		t.Errorf("one seed gives %q and %q", first, again)
	}
	if second := newCode(seed, []string{first}); second == first || !wellFormed.MatchString(second) {
		t.Errorf("%q is given again, as %q", first, second)
	}
}

func TestCodeWords(t *testing.T) {
	words := codeWords()
	if len(words) < 256 {
		t.Errorf("only %d words", len(words))
	}
	if !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) {
		t.Errorf("the words are not sorted, or one stands twice")
	}
	word := regexp.MustCompile(`^[a-z]{4,6}$`)
	for _, w := range words {
		if !word.MatchString(w) {
			t.Errorf("%q", w)
		}
	}
}
