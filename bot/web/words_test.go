package web

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWordsAreWhole: each of the seven languages has every word of a phone.
func TestWordsAreWhole(t *testing.T) {
	source, err := static.ReadFile("static/words.js")
	if err != nil {
		t.Fatal(err)
	}
	table, _, ok := strings.Cut(string(source), "\n};")
	if !ok {
		t.Fatal("the table of words has no end")
	}
	languages := regexp.MustCompile(`(?ms)^  ([a-z]{2}): \{(.*?)^  \}`).FindAllStringSubmatch(table, -1)
	key := regexp.MustCompile(`(\w+): "((?:[^"\\]|\\.)+)"`)
	var codes, want []string
	for _, l := range languages {
		var keys []string
		for _, k := range key.FindAllStringSubmatch(l[2], -1) {
			keys = append(keys, k[1])
		}
		codes = append(codes, l[1])
		if l[1] == "en" {
			want = keys
		}
		if !slices.Equal(keys, want) {
			t.Errorf("%s has the words %v, want %v", l[1], keys, want)
		}
	}
	if !slices.Equal(codes, []string{"en", "es", "he", "ar", "ru", "uk", "pl"}) || len(want) < 30 {
		t.Errorf("found %v with %d words", codes, len(want))
	}
}

// TestNoMarkupFromTexts keeps the ways in which a text could become markup or
// a script out of the page.
func TestNoMarkupFromTexts(t *testing.T) {
	entries, err := static.ReadDir("static")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		source, err := static.ReadFile("static/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, way := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setHTML", "javascript:", "https://unpkg", "//cdn."} {
			if strings.Contains(string(source), way) {
				t.Errorf("%s uses %s", e.Name(), way)
			}
		}
	}
}
