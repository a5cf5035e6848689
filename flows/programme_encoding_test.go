package flows_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"porchlight/flows"
)

// TestFilesAsWindowsSavesThem: Notepad's mark is skipped, and what is no UTF-8 is
// refused with what to do, on the line where it begins.
func TestFilesAsWindowsSavesThem(t *testing.T) {
	wide := func(high, low int) []byte {
		var raw []byte
		for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(sound))...) {
			pair := []byte{byte(u), byte(u >> 8)}
			raw = append(raw, pair[low], pair[high])
		}
		return raw
	}
	cyrillic := strings.Replace(sound, `title = {`, "# \xcf\xf0\xe8\xe2\xb3\xf2\ntitle = {", 1)
	tests := []struct {
		name string
		raw  []byte
		says string
		line int
	}{
		{"UTF-8 with a mark", []byte("\ufeff" + sound), "", 0},
		{"UTF-8 with a mark and Windows' lines", []byte("\ufeff" + strings.ReplaceAll(sound, "\n", "\r\n")), "", 0},
		{"UTF-16", wide(1, 0), "save it as UTF-8", 1},
		{"UTF-16, the other way", wide(0, 1), "save it as UTF-8", 1},
		{"UTF-16 without a mark", wide(1, 0)[2:], "save it as UTF-8", 1},
		{"Windows-1251", []byte(cyrillic), "save the file as UTF-8", 1 + strings.Count(cyrillic[:strings.Index(cyrillic, "\xcf")], "\n")},
		{"two marks", []byte("\ufeff\ufeff" + sound), "", 0},
		{"lines of an old Mac", []byte(strings.ReplaceAll(sound, "\n", "\r")), "", 0},
		{"a document", []byte("PK\x03\x04\x00\x00"), "not plain text", 1},
		{"a mark in the middle", []byte(strings.Replace(sound, "name =", "\ufeffname =", 2)), "", -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, problems := flows.ParseProgramme("town.toml", tt.raw)
			switch {
			case tt.line == 0 && (len(problems) > 0 || p.Name != "oak-hill"):
				t.Errorf("refused: %v", problems)
			case tt.line > 0 && (len(problems) != 1 || !strings.Contains(problems[0].Message, tt.says) || problems[0].Line != tt.line || problems[0].File != "town.toml"):
				t.Errorf("says %v, not on line %d", problems, tt.line)
			case tt.line < 0 && len(problems) == 0:
				t.Error("accepted")
			}
		})
	}
}

// TestLinesThatLookRight: whoever wrote the line cannot see what is wrong with it.
func TestLinesThatLookRight(t *testing.T) {
	tests := []struct{ name, old, now, says string }{
		{"curly quotation marks", `zone = "Europe/Kyiv"`, `zone = “Europe/Kyiv”`, "quotation mark “"},
		{"the quotation marks of Ukraine", `zone = "Europe/Kyiv"`, `zone = «Europe/Kyiv»`, "quotation mark «"},
		{"a space that does not break", "capacity = 30", "capacity =\u00a030", "U+00A0"},
		{"a mark without width", "capacity = 30", "\u200bcapacity = 30", "U+200B"},
		{"digits of full width", "capacity = 30", "capacity = ３０", "0-9, not ３"},
		{"Arabic digits", "capacity = 30", "capacity = ٣٠", "0-9, not ٣"},
		{"a Cyrillic letter", "capacity = 30", "сapacity = 30", "U+0441"},
		{"something else", "capacity = 30", "capacity 30", ": mend this line;"},
		{"a zone whose sign says the opposite", "Europe/Kyiv", "Etc/GMT+2", "west of Greenwich"},
		{"a zone of another continent", "Europe/Kyiv", "America/New_York", "America/New_York"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(sound, tt.old) {
				t.Fatalf("the file has no %q", tt.old)
			}
			file := strings.Replace(sound, tt.old, tt.now, 1)
			_, problems := flows.ParseProgramme("town.toml", []byte(file))
			if len(problems) == 0 || !strings.Contains(problems[0].Message, tt.says) {
				t.Errorf("says %v, want %q", problems, tt.says)
			}
		})
	}
}

// TestPlacesInOddShapes asks in which neighbourhood places lie.
func TestPlacesInOddShapes(t *testing.T) {
	const border = `shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`
	north := "shape = [[46.60, 32.60], [46.61, 32.60], [46.61, 32.61], [46.60, 32.61]]\n"
	at := func(lat, lon float64) flows.Point { return flows.Point{Lat: lat, Lon: lon} }
	tests := []struct {
		name, zone, shape string
		in, out           []flows.Point
	}{
		{"across 180 degrees", "Pacific/Fiji", `shape = [[-16.9, 179.95], [-16.9, -179.95], [-17.0, -179.95], [-17.0, 179.95]]`,
			[]flows.Point{at(-16.95, 179.99), at(-16.95, -179.99), at(-16.95, 180), at(-16.95, -180)}, []flows.Point{at(-16.95, 30), at(-16.95, -179.9), at(-16.95, 0), at(-16.95, 179.9)}},
		{"two parts, one on each side", "Pacific/Fiji", `shape = [[[-16.9, 179.95], [-16.9, 179.99], [-17.0, 179.97]], [[-16.9, -179.95], [-16.9, -179.99], [-17.0, -179.97]]]`,
			[]flows.Point{at(-16.92, 179.97), at(-16.92, -179.97)}, []flows.Point{at(-16.92, 180), at(-16.92, 0)}},
		{"west of 180 degrees", "Pacific/Honolulu", `shape = [[21.30, -157.86], [21.32, -157.86], [21.32, -157.84], [21.30, -157.84]]`,
			[]flows.Point{at(21.31, -157.85)}, []flows.Point{at(21.31, 157.85), at(21.31, -157.8)}},
		{"a hole", "Europe/Kyiv", `shape = [[[46.50, 32.50], [46.59, 32.50], [46.59, 32.59], [46.50, 32.59]], [[46.52, 32.52], [46.56, 32.52], [46.56, 32.56], [46.52, 32.56]]]`,
			[]flows.Point{at(46.51, 32.51), at(46.57, 32.57)}, []flows.Point{at(46.54, 32.54), at(46.60, 32.60)}},
		{"a hole drawn first", "Europe/Kyiv", `shape = [[[46.52, 32.52], [46.56, 32.52], [46.56, 32.56], [46.52, 32.56]], [[46.50, 32.50], [46.59, 32.50], [46.59, 32.59], [46.50, 32.59]]]`,
			[]flows.Point{at(46.51, 32.51)}, []flows.Point{at(46.54, 32.54)}},
		{"listed against the clock", "Europe/Kyiv", `shape = [[46.59, 32.61], [46.60, 32.61], [46.60, 32.60], [46.59, 32.60]]`,
			[]flows.Point{at(46.595, 32.605)}, []flows.Point{at(46.7, 32.7)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := strings.Replace(strings.Replace(strings.Replace(sound, border, tt.shape, 1), "Europe/Kyiv", tt.zone, 1), north, "", 1)
			p, problems := flows.ParseProgramme("town.toml", []byte(file))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			for _, place := range tt.in {
				if a, ok := p.AreaAt(place); !ok || a.ID != "south" {
					t.Errorf("%v is in %q", place, a.ID)
				}
			}
			for _, place := range tt.out {
				if a, ok := p.AreaAt(place); ok {
					t.Errorf("%v is in %q", place, a.ID)
				}
			}
		})
	}
}

// TestANeighbourhoodInAHole of another one belongs to itself.
func TestANeighbourhoodInAHole(t *testing.T) {
	file := strings.Replace(sound, `shape = [[46.59, 32.60], [46.60, 32.60], [46.60, 32.61], [46.59, 32.61]]`,
		`shape = [[[46.50, 32.50], [46.70, 32.50], [46.70, 32.70], [46.50, 32.70]], [[46.60, 32.60], [46.61, 32.60], [46.61, 32.61], [46.60, 32.61]]]`, 1)
	p, problems := flows.ParseProgramme("town.toml", []byte(file))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for id, place := range map[string]flows.Point{"north": {Lat: 46.605, Lon: 32.605}, "south": {Lat: 46.65, Lon: 32.65}} {
		if a, _ := p.AreaAt(place); a.ID != id {
			t.Errorf("%v is in %q, not in %s", place, a.ID, id)
		}
	}
}
