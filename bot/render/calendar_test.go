package render

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"porchlight/flows"
)

func TestCalendarFile(t *testing.T) {
	p := renderProgramme(t)
	start := time.Date(2025, 11, 25, 16, 0, 0, 0, time.UTC)
	s := flows.Session{
		ID: "lights", Start: start.Unix(), Minutes: 90,
		Title:   flows.Text{flows.English: "Lights; yards, and more\r\nATTACH:http://evil.example"},
		Place:   flows.Text{flows.English: "School 12"},
		Address: flows.Text{flows.English: "Perekopska 5"},
		About:   flows.Text{flows.English: strings.Repeat("Ліхтарі і двори. ", 20)},
	}
	file := calendarFile(p, s, nil, flows.English, "A meeting", testNow)
	if file.Name != "lights.ics" {
		t.Errorf("named %q", file.Name)
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(file.Bytes), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || strings.HasPrefix(line, "ATTACH") {
			t.Errorf("line %q", line)
		}
	}
	cal, err := ics.ParseCalendar(bytes.NewReader(file.Bytes))
	if err != nil || len(cal.Events()) != 1 {
		t.Fatalf("%v in %s", err, file.Bytes)
	}
	event := cal.Events()[0]
	if at, err := event.GetStartAt(); err != nil || !at.Equal(start) {
		t.Errorf("starts %v, %v", at, err)
	}
	if at, err := event.GetEndAt(); err != nil || !at.Equal(start.Add(90*time.Minute)) {
		t.Errorf("ends %v, %v", at, err)
	}
	for property, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertySummary:     "Lights; yards, and more\nATTACH:http://evil.example",
		ics.ComponentPropertyLocation:    "School 12, Perekopska 5",
		ics.ComponentPropertyDescription: strings.TrimSpace(s.About[flows.English]),
		ics.ComponentPropertyUniqueId:    "lights.test@porchlight",
	} {
		if got := event.GetProperty(property); got == nil || got.Value != want {
			t.Errorf("%s is %+v, want %q", property, got, want)
		}
	}
	if got := event.GetProperty(ics.ComponentPropertyDtStart); got.Value != "20251125T180000" || got.ICalParameters["TZID"][0] != "Europe/Kyiv" {
		t.Errorf("the start is written %+v", got)
	}
	s.AddressOnDay = true
	if file := calendarFile(p, s, nil, flows.English, "A meeting", testNow); bytes.Contains(file.Bytes, []byte("Perekopska")) {
		t.Error("an address for guests on the day travels")
	}
}

func TestExportFile(t *testing.T) {
	e := &flows.Export{Programme: "kherson", Concerns: []flows.ExportConcern{{Code: "K7", Words: `Ліхтарі <не> "світять" & שלום`}}}
	file, err := exportFile(e)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(file.Bytes, []byte(`"words": "Ліхтарі <не> \"світять\" & שלום"`)) {
		t.Errorf("not to be read by eye:\n%s", file.Bytes)
	}
	var back flows.Export
	if err := json.Unmarshal(file.Bytes, &back); err != nil || !reflect.DeepEqual(back.Concerns[0], e.Concerns[0]) {
		t.Errorf("%v: %+v", err, back)
	}
}

func TestAttachmentsAreSent(t *testing.T) {
	r := theRenderer(t)
	for name, a := range map[string]*flows.Attachment{"lights.ics": {Session: &flows.Session{ID: "lights"}}, "my-data.json": {Export: &flows.Export{}}} {
		got, err := r.Message(flows.Say{Lang: flows.English, Lines: []flows.Line{{Key: "menu.ask"}}, Attach: a}, testNow)
		if err != nil || got.Document == nil || got.Document.Name != name || len(got.Document.Bytes) == 0 {
			t.Errorf("%s: %+v, %v", name, got.Document, err)
		}
	}
	if got, err := r.Message(flows.Say{Lang: flows.English, Attach: &flows.Attachment{}}, testNow); err == nil || got.Document != nil || got.Text == "" {
		t.Errorf("an empty attachment: %+v, %v", got, err)
	}
}
