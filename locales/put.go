package locales

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

// put writes one message into the lines of a message file: in its old place, else
// behind the others of its section, else at the end. Comments and everything else
// stay as they are.
func put(lines []string, key string, m *i18n.Message) ([]string, error) {
	text := strings.Join(lines, "\n")
	var tree map[string]any
	if err := toml.Unmarshal([]byte(text), &tree); err != nil {
		return nil, fmt.Errorf("put %s: %w", key, err)
	}
	at := map[string]int{} // of each key, from 1
	keysOf([]byte(text), at)
	section, name := "", key
	if i := strings.LastIndexByte(key, '.'); i >= 0 {
		section, name = key[:i], key[i+1:]
	}
	old, wasTable := linesOf(at, key)
	plural := hasForms(m) || wasTable // Weblate writes a table for any message
	var fresh []string
	for form, text := range forms(m) {
		if text != "" && (plural || form == other) {
			label := name
			if plural {
				label = formNames()[form]
			}
			fresh = append(fresh, label+" = "+quoteTOML(text))
		}
	}
	if len(old) > 0 && wasTable == plural {
		drop := map[int]bool{}
		for _, line := range old {
			drop[line] = true
		}
		var out []string
		for i, line := range lines {
			if i+1 == old[0] {
				out = append(out, fresh...)
			}
			if !drop[i+1] {
				out = append(out, line)
			}
		}
		return out, nil
	}
	if len(old) > 0 {
		return nil, fmt.Errorf("%s has plural forms now: take its old line out of the file first", key)
	}
	if last := lastOf(at, section, tree); !plural && last > 0 {
		return append(lines[:last:last], append(fresh, lines[last:]...)...), nil
	}
	if plural {
		section = key
	}
	fresh = append([]string{"[" + section + "]"}, fresh...)
	if last := lastRelative(at, section); last > 0 {
		return append(lines[:last:last], append(fresh, lines[last:]...)...), nil
	}
	return append(append(lines, ""), fresh...), nil
}

// lastRelative is the last line of the tables that a new one belongs to, 0 if there are
// none: Weblate reads no table whose parts are apart.
func lastRelative(at map[string]int, section string) int {
	for parent := section; parent != ""; {
		last := 0
		for key, line := range at {
			if strings.HasPrefix(key, parent+".") {
				last = max(last, line)
			}
		}
		if last > 0 {
			return last
		}
		parent = parent[:max(strings.LastIndexByte(parent, '.'), 0)]
	}
	return 0
}

// linesOf lists the lines of a message, and says whether they are a table of forms.
func linesOf(at map[string]int, key string) (lines []int, table bool) {
	for _, form := range formNames() {
		if line := at[key+"."+form]; line > 0 {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		slices.Sort(lines)
		return lines, true
	}
	if line := at[key]; line > 0 {
		return []int{line}, false
	}
	return nil, false
}

// lastOf is the last line that stands directly in a section, 0 if there is none.
func lastOf(at map[string]int, section string, tree map[string]any) int {
	for _, part := range strings.Split(section, ".") {
		tree, _ = tree[part].(map[string]any)
	}
	last := 0
	for name, v := range tree {
		if _, words := v.(string); words {
			last = max(last, at[section+"."+name])
		}
	}
	return last
}

// quoteTOML writes a text as a TOML string on one line.
func quoteTOML(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + `"`
}

// tagOf is a known language's tag.
func tagOf(lang string) language.Tag { return language.MustParse(lang) }
