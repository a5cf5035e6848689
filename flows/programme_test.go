package flows_test

import (
	"reflect"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the examples, on any machine

	"porchlight/flows"
	"porchlight/flows/programmes"
)

func example(t *testing.T, name string) *flows.Programme {
	t.Helper()
	raw, ok := programmes.Read(name)
	if !ok {
		t.Fatalf("there is no example %q", name)
	}
	p, problems := flows.ParseProgramme(name+".toml", raw)
	for _, problem := range problems {
		t.Error(problem)
	}
	if p == nil {
		t.FailNow()
	}
	return p
}

// The examples are what people copy: each must be free of complaints, show
// every path that people will want to try, and approve no guide.
func TestExamples(t *testing.T) {
	want := []string{"dialogue", "haifa", "kherson", "krakow", "riverside"}
	if got := programmes.Names(); !reflect.DeepEqual(got, want) {
		t.Fatalf("examples are %v, want %v", got, want)
	}
	for _, name := range want {
		t.Run(name, func(t *testing.T) {
			p := example(t, name)
			if p.Name != name {
				t.Errorf("the file names itself %q", p.Name)
			}
			for _, guide := range flows.ProgrammeGuides() {
				if p.Approved(guide) {
					t.Errorf("guide %s counts as approved in an example", guide)
				}
			}
			without := 0
			for _, a := range p.Areas {
				if len(p.OfficersOf(a.ID)) == 0 {
					without++
				}
			}
			if without != 1 {
				t.Errorf("%d neighbourhoods have no officer, want 1", without)
			}
			small, youth, onDay := 0, 0, 0
			for _, s := range p.Sessions {
				if s.Capacity == 3 {
					small++
				}
				if s.Youth {
					youth++
				}
				if s.AddressOnDay {
					onDay++
				}
			}
			if small != 1 || youth != 1 || onDay != 1 {
				t.Errorf("sessions with 3 places %d, for the young %d, with the address on the day %d: want 1 each", small, youth, onDay)
			}
		})
	}
	if _, ok := programmes.Read("nowhere"); ok {
		t.Error("an example that does not exist can be read")
	}
}

// Every field that a file can set is set in some example, so that an organiser
// finds a pattern for it.
func TestExamplesUseEveryField(t *testing.T) {
	fields, used := map[string]bool{}, map[string]bool{}
	for _, name := range programmes.Names() {
		noteFields(reflect.ValueOf(*example(t, name)), "Programme", fields, used)
	}
	for _, running := range []string{"Programme.Sessions.Start", "Programme.Sessions.Cancelled",
		"Programme.Sessions.News.What", "Programme.Sessions.News.At", "Programme.Sessions.News.Done",
		"Programme.Sessions.News.Why.Ready", "Programme.Sessions.News.Why.Own", "Programme.Sessions.News.Alarm", "Programme.Sessions.News.All", "Programme.Sessions.Series", "Programme.Sessions.Number", "Programme.Sessions.Of", "Programme.Sessions.Open", "Programme.Sessions.Counted", "Programme.Sessions.Came", "Programme.Sessions.ByCode",
		"Programme.Sessions.Leads", "Programme.Sessions.Notes", "Programme.Sessions.Retimed", "Programme.Sessions.Passes", "Programme.Sessions.Edition", "Programme.Sessions.Reserved.Pass",
		"Programme.Sessions.From", "Programme.Sessions.TitleOthers", "Programme.Sessions.AboutOthers", "Programme.Sessions.NotesIn",
		"Programme.Sessions.Young", "Programme.Sessions.YoungAt", "Programme.Sessions.YoungDone",
		"Programme.Sessions.Closed", "Programme.Sessions.PaperTongues", "Programme.Sessions.PaperAreas",
		"Programme.Sessions.NoMinutes", "Programme.Sessions.Asked", "Programme.Sessions.Again", "Programme.Sessions.NotesOthers", "Programme.Sessions.News.Why.Others"} {
		delete(fields, running) // set while the bot runs, never by a file
	}
	for _, other := range []string{"Programme.Safeguarding.PoliceOnly", "Programme.Independent.PoliceOnly"} {
		delete(fields, other) // of bodies for complaints only
	}
	for field := range fields {
		if strings.HasPrefix(field, "Programme.Sessions.Report.") || strings.HasPrefix(field, "Programme.Sessions.Yes.") { // what a meeting came to, and who agreed to it
			continue
		}
		if !used[field] {
			t.Errorf("no example uses %s", field)
		}
	}
}

func noteFields(v reflect.Value, path string, fields, used map[string]bool) {
	switch v.Interface().(type) {
	case flows.Text, flows.When, flows.QuietWeek, *time.Location:
		fields[path], used[path] = true, used[path] || !v.IsZero()
		return
	}
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		noteFields(v.Elem(), path, fields, used)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			noteFields(v.Field(i), path+"."+v.Type().Field(i).Name, fields, used)
		}
	case v.Kind() == reflect.Slice && v.Len() > 0 && v.Type().Elem().Kind() == reflect.Struct:
		used[path] = true
		for i := range v.Len() {
			noteFields(v.Index(i), path, fields, used)
		}
	default:
		fields[path], used[path] = true, used[path] || !v.IsZero()
	}
}

func TestAreaAt(t *testing.T) {
	tests := []struct {
		programme string
		at        flows.Point
		want      string
	}{
		{"kherson", flows.Point{Lat: 46.6400, Lon: 32.6150}, "tsentralnyi"},
		{"kherson", flows.Point{Lat: 46.6130, Lon: 32.5780}, "korabelnyi"}, // the island
		{"kherson", flows.Point{Lat: 46.6350, Lon: 32.5750}, "korabelnyi"}, // the near bank
		{"kherson", flows.Point{Lat: 50.4500, Lon: 30.5200}, ""},           // Kyiv
		{"haifa", flows.Point{Lat: 32.8160, Lon: 34.9935}, "wadi-nisnas"},
		{"krakow", flows.Point{Lat: 50.0720, Lon: 20.0370}, "nowa-huta"},
		{"krakow", flows.Point{Lat: 20.0370, Lon: 50.0720}, ""},
	}
	for _, tt := range tests {
		got, ok := example(t, tt.programme).AreaAt(tt.at)
		if got.ID != tt.want || ok != (tt.want != "") {
			t.Errorf("%s at %v: got %q, want %q", tt.programme, tt.at, got.ID, tt.want)
		}
	}
}

func TestWhenOn(t *testing.T) {
	tests := []struct {
		name, zone string
		first      string
		when       flows.When
		want       string
	}{
		{"a date does not depend on the start", "Europe/Kyiv", "2026-01-01T00:00:00Z",
			flows.When{Date: "2026-12-01", Hour: 18}, "2026-12-01T18:00:00+02:00"},
		{"days count from the start's local day", "Europe/Kyiv", "2026-11-20T23:30:00Z",
			flows.When{Relative: true, Days: 4, Hour: 18}, "2026-11-25T18:00:00+02:00"},
		{"days go over the end of a month", "Europe/Warsaw", "2026-11-29T12:00:00Z",
			flows.When{Relative: true, Days: 3, Hour: 9, Minute: 30}, "2026-12-02T09:30:00+01:00"},
		{"a skipped hour moves on, east", "Europe/Kyiv", "2027-03-27T12:00:00Z",
			flows.When{Relative: true, Days: 1, Hour: 3, Minute: 30}, "2027-03-28T04:30:00+03:00"},
		{"a skipped hour moves on, west", "America/New_York", "2027-03-13T17:00:00Z",
			flows.When{Relative: true, Days: 1, Hour: 2, Minute: 30}, "2027-03-14T03:30:00-04:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			first, err := time.Parse(time.RFC3339, tt.first)
			if err != nil {
				t.Fatal(err)
			}
			if got := tt.when.On(first, zone).Format(time.RFC3339); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestApproved(t *testing.T) {
	tests := []struct {
		by   string
		want bool
	}{
		{"Poruch crisis centre, 3 May 2026", true},
		{"EXAMPLE ONLY: name your local service", false},
		{" example", false},
		{"", false},
	}
	for _, tt := range tests {
		p := flows.Programme{Approvers: map[string]string{"child": tt.by}}
		if got := p.Approved("child"); got != tt.want {
			t.Errorf("approver %q: got %v, want %v", tt.by, got, tt.want)
		}
	}
	if (&flows.Programme{}).Approved("child") {
		t.Error("a guide without an approver counts as approved")
	}
}
