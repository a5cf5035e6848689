package locales

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// descriptionsFile says who reads which messages and where, by the beginnings of
// their keys; the longest one counts.
const descriptionsFile = "translators/descriptions.toml"

// describer tells a translator who reads a message, where, and how long it may be.
type describer struct {
	byPrefix map[string]string
	button   func(key string) bool
}

func newDescriber(fsys fs.FS, button func(string) bool) (*describer, error) {
	text, err := fs.ReadFile(fsys, descriptionsFile)
	if err != nil {
		return nil, err
	}
	d := &describer{byPrefix: map[string]string{}, button: button}
	if err := toml.Unmarshal(text, &d.byPrefix); err != nil {
		return nil, fmt.Errorf("%s: %w", descriptionsFile, err)
	}
	return d, nil
}

// of describes a message; "" if nobody has said who reads it.
func (d *describer) of(key string) string {
	who := d.byPrefix[d.prefix(key)]
	switch {
	case who == "":
		return ""
	case d.button(key):
		return fmt.Sprintf("A button. %s At most %d characters; about 18 are seen where two stand side by side.", who, buttonMost)
	}
	return fmt.Sprintf("%s At most %d characters.", who, textMost)
}

// prefix is the longest described beginning of a key: whole parts, or the key.
func (d *describer) prefix(key string) string {
	for {
		if d.byPrefix[key] != "" {
			return key
		}
		i := strings.LastIndexByte(key, '.')
		if i < 0 {
			return ""
		}
		key = key[:i]
	}
}
