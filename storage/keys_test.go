package storage

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"porchlight/storage/redistest"
)

var update = flag.Bool("update", false, "write the table of records in docs/keys.md anew")

const keysPage, kindsBegin, kindsEnd = "../docs/keys.md", "<!-- records: from storage/kinds.go -->\n", "<!-- records end -->"

// row is a kind's line in the table of keys, and that of its index.
func (k *kind[T]) row() string {
	row := fmt.Sprintf("| `%s` | string, sealed | %s | %s |\n", k.key, k.holds, k.goes)
	if k.index != "" {
		row += fmt.Sprintf("| `%s` | zset | each %s by the hour at which it goes | with it |\n", k.index, k.name)
	}
	return row
}

// TestTheDocsPrintTheKinds keeps the table of records in docs/keys.md: with -update it is
// written anew.
func TestTheDocsPrintTheKinds(t *testing.T) {
	data, err := os.ReadFile(keysPage)
	ok(t, err)
	before, rest, _ := strings.Cut(string(data), kindsBegin)
	_, after, marked := strings.Cut(rest, kindsEnd)
	if !marked {
		t.Fatalf("%s has no marks", keysPage)
	}
	var table strings.Builder
	table.WriteString("| key after `{programme}:` | type | holds | goes |\n| --- | --- | --- | --- |\n")
	for _, k := range kinds() {
		table.WriteString(k.(interface{ row() string }).row())
	}
	text := before + kindsBegin + table.String() + kindsEnd + after
	if *update {
		ok(t, os.WriteFile(keysPage, []byte(text), 0o644))
	} else if text != string(data) {
		t.Errorf("%s has another table: go test ./storage -run TheDocsPrintTheKinds -update", keysPage)
	}
}

// tableOfKeys are the keys that docs/keys.md names: what it calls them, and what they
// look like.
func tableOfKeys(t *testing.T) map[string]*regexp.Regexp {
	t.Helper()
	page, err := os.ReadFile(keysPage)
	ok(t, err)
	word, parts := regexp.MustCompile("`([^`]+)`"), regexp.MustCompile(`[A-Z]+`)
	all := map[string]*regexp.Regexp{}
	for table := range strings.SplitSeq(string(page), "| key after `{programme}:` |") {
		table, _, _ = strings.Cut(table, "\n\n")
		for line := range strings.Lines(table) {
			if cells := strings.Split(line, "|"); len(cells) == 6 {
				for _, m := range word.FindAllStringSubmatch(cells[1], -1) {
					all[m[1]] = regexp.MustCompile("^" + parts.ReplaceAllString(m[1], "[^:]+") + "$")
				}
			}
		}
	}
	if len(all) < 60 {
		t.Fatalf("the tables name %d keys", len(all))
	}
	return all
}

// TestTheTableNamesEveryKey: each key of any dump is named in docs/keys.md, and each
// that is named there is in a dump, but for those that pass.
func TestTheTableNamesEveryKey(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(dumps, "*.txt"))
	ok(t, err)
	if len(files) == 0 {
		t.Fatal("there is no dump")
	}
	table := tableOfKeys(t)
	seen := map[string]bool{}
	for _, file := range files {
		rdb, _ := redistest.Embedded(t)
		for _, name := range loadDump(t, rdb, file) {
			named := false
			for of, looks := range table {
				if looks.MatchString(strings.TrimPrefix(name, "{kherson}:")) {
					named, seen[of] = true, true
				}
			}
			if !named {
				t.Errorf("%s has %s, which docs/keys.md does not name", filepath.Base(file), name)
			}
		}
	}
	for of := range table {
		if !seen[of] && !passing(of) {
			t.Errorf("no dump has %s", of)
		}
	}
}

// TestKindsAreApart: no two kinds share what tells them apart, and each says all that it
// must.
func TestKindsAreApart(t *testing.T) {
	seen := map[string]bool{}
	once := func(what string) {
		if seen[what] {
			t.Errorf("two kinds have the %s", what)
		}
		seen[what] = true
	}
	for _, k := range kinds() {
		d := k.(interface {
			declared() (name, key, index, of string)
		})
		name, key, index, of := d.declared()
		once("name " + name)
		once("key " + key)
		once("type " + of)
		if index != "" {
			once("key " + index)
		}
	}
}

func (k *kind[T]) declared() (name, key, index, of string) {
	if k.name == "" || k.key == "" || k.holds == "" || k.goes == "" || (k.until == nil) != (k.index == "") {
		panic("half a declaration: " + k.name)
	}
	return k.name, k.key, k.index, fmt.Sprintf("%T", *new(T))
}
