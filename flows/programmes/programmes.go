// Package programmes owns the example programmes that ship with Porchlight, as
// files that an organiser can read, copy and change. It never reads what is in
// them; flows.ParseProgramme does.
package programmes

import (
	"embed"
	"sort"
	"strings"
)

//go:embed *.toml *.ics
var files embed.FS

// Names lists the examples by name, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil { // the folder is part of the binary
		return nil
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".toml"); ok {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// Read gives an example's file by name; ok is false if there is none.
func Read(name string) (file []byte, ok bool) {
	file, err := files.ReadFile(name + ".toml")
	return file, err == nil
}

// Calendar gives a calendar file that lies beside the examples; ok is false if there is none.
func Calendar(file string) (raw []byte, ok bool) {
	if !strings.HasSuffix(file, ".ics") {
		return nil, false
	}
	raw, err := files.ReadFile(file)
	return raw, err == nil
}
