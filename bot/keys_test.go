package bot

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"porchlight/locales"
)

// messages reads a message file: every key with all its forms in one text.
func messages(t testing.TB, name string) map[string]string {
	t.Helper()
	text, err := fs.ReadFile(locales.MessageFiles(), name)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	var walk func(at string, node map[string]any)
	walk = func(at string, node map[string]any) {
		for name, v := range node {
			switch v := v.(type) {
			case map[string]any:
				walk(at+name+".", v)
			case string:
				key := at + name
				if _, plural := node["other"]; plural {
					key = strings.TrimSuffix(at, ".")
				}
				found[key] += v
			}
		}
	}
	walk("", tree)
	return found
}

func allUses(t *testing.T) *uses {
	t.Helper()
	u := &uses{keys: map[string]string{}, prefixes: map[string]string{}, buttons: map[string]bool{}, keyFuncs: map[string]bool{}}
	for _, folder := range []string{"../flows", ".", "render", "../locales"} {
		readUses(t, folder, u)
	}
	return u
}

// Every key that the sources name is a message, and every message is named.
func TestKeys(t *testing.T) {
	there := messages(t, "en.toml")
	sections := map[string]bool{}
	for key := range there {
		section, _, _ := strings.Cut(key, ".")
		sections[section] = true
	}
	u := allUses(t)
	for key, at := range u.keys {
		section, _, _ := strings.Cut(key, ".")
		if _, ok := there[key]; !ok && sections[section] {
			t.Errorf("%s: %q is not in en.toml", at, key)
		}
	}
	for prefix, at := range u.prefixes {
		begun := func(key string) bool { return strings.HasPrefix(key, prefix) }
		if section, rest, _ := strings.Cut(prefix, "."); rest != "" && sections[section] && !slices.ContainsFunc(slices.Collect(maps.Keys(there)), begun) {
			t.Errorf("%s: nothing in en.toml begins with %q", at, prefix)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(there)) {
		if _, used := u.keys[key]; !used && !u.begins(key) {
			t.Errorf("en.toml: nothing says %q", key)
		}
	}
	if len(u.keys) < 50 || len(u.prefixes) == 0 {
		t.Errorf("only %d keys and %d prefixes were found", len(u.keys), len(u.prefixes))
	}
}

// begins says whether a key is made of a prefix that the sources name. The
// first part alone is one only for what has no others: "guide." and its like
// begin what a link opens.
func (u *uses) begins(key string) bool {
	for prefix := range u.prefixes {
		whole := prefix == "thing." || prefix == "command." || prefix == "audit." || prefix == "tongue." || prefix == "pulse." && strings.Count(key, ".") == 2
		if strings.HasPrefix(key, prefix) && (whole || strings.Count(prefix, ".") > 1) {
			return true
		}
	}
	return false
}

// isButton says whether a key is the label of a button: it stands in the place
// of one in the sources, is on the keyboard that asks for a place, or is an
// answer to a question of a pulse.
func (u *uses) isButton(there map[string]string, key string) bool {
	if u.buttons[key] && !strings.Contains(there[key], "{{") || strings.HasPrefix(key, "button.") || strings.HasPrefix(key, "start.keyboard.") {
		return true
	}
	if parts := strings.Split(key, "."); len(parts) == 3 && parts[0] == "pulse" && there["pulse.ask."+parts[1]] != "" {
		return true
	}
	if u.keys[key] != "" { // said as it is somewhere, and not on a button
		return false
	}
	longest := ""
	for prefix := range u.prefixes {
		if len(prefix) > len(longest) && strings.HasPrefix(key, prefix) {
			longest = prefix
		}
	}
	return u.buttons[longest] && strings.Count(longest, ".") > 1
}

// The message files are checked here, because only here it is known which of
// them are labels of buttons.
func TestMessageFilesAreRight(t *testing.T) {
	t.Parallel()
	u := allUses(t)
	if len(u.buttons) < 30 {
		t.Fatalf("only %d buttons were found", len(u.buttons))
	}
	there := messages(t, "en.toml")
	isButton := func(key string) bool { return u.isButton(there, key) }
	for _, p := range locales.Check(locales.MessageFiles(), isButton) {
		t.Error(p)
	}
}
