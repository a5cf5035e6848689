package flows

import (
	"reflect"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// TestFlowIsStoredWithThePerson: that what is under way stands in a struct of its own
// changes no stored record. Each field is written under its own number, beside those
// of the person, and no number twice.
func TestFlowIsStoredWithThePerson(t *testing.T) {
	p := Person{Lang: "uk", Codes: []string{"ABC"}, WaveAt: 3, Flow: Flow{
		Misses: 1, Was: StepWords, Then: "sessions", Topic: "a topic", Guide: "fire", GuideAt: "a b", Text: "words", Label: "School 5", Preview: "pl", Tried: "ab",
		Fades: 7, Under: StepMenu, Alarm: "fear", Album: "an album", AlbumN: 2, Stop: "Stop.", StopPhoto: &File{ID: "p"}, StopVoice: &File{ID: "v"}, Draft: &Draft{Words: "a lamp"}, Cry: &Draft{Words: "help"},
		Plan: &SessionDraft{}, News: &NewsDraft{}, Round: &WaveDraft{Closes: 9}, Approval: &ApprovalDraft{}, Inviting: &Invitation{Role: RoleOfficer}, Ready: &Ready{Name: "went"}, Making: &CommitmentDraft{N: 1}, Wrote: []Written{{ID: 4}},
	}}
	flow := reflect.ValueOf(p.Flow)
	for i := range flow.NumField() {
		if flow.Field(i).IsZero() {
			t.Errorf("the test leaves out %s", flow.Type().Field(i).Name)
		}
	}
	raw, err := cbor.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[int]cbor.RawMessage
	if err := cbor.Unmarshal(raw, &fields); err != nil {
		t.Fatal(err)
	}
	// As the versions before wrote them.
	for number, want := range map[int]any{
		1: "uk", 13: 1, 14: "concern.words", 15: "sessions", 21: "a topic", 22: "fire", 23: "a b", 24: "words", 36: 3, 61: "pl", 63: "ab",
		71: 7, 77: "menu", 78: "fear", 95: "an album", 96: 2, 110: "Stop.",
	} {
		if one, _ := cbor.Marshal(want); string(fields[number]) != string(one) {
			t.Errorf("field %d is %x, want %x", number, fields[number], one)
		}
	}
	for _, number := range []int{20, 30, 40, 41, 50, 60, 70, 76, 90, 114, 115, 170, 178, 321} {
		if fields[number] == nil {
			t.Errorf("field %d is missing", number)
		}
	}
	if want := flow.NumField() + 3; len(fields) != want {
		t.Errorf("%d fields are stored, want %d", len(fields), want)
	}
	var back Person
	if err := cbor.Unmarshal(raw, &back); err != nil || !reflect.DeepEqual(back, p) {
		t.Errorf("it comes back as %+v, %v", back, err)
	}
}

// TestCloneIsDeep: what a step changes in its copy is not changed in what was read.
func TestCloneIsDeep(t *testing.T) {
	p := Person{Codes: []string{"a"}, Sessions: []string{"a"}, Trials: []string{"a"}, Calendars: []string{"a"}, Skips: []string{"a"}, Invited: []Invited{{}}, Came: []string{"a"}, Coming: []Coming{{}}, Points: []Proposed{{}}, MeToo: []MeToo{{}}, Leading: &Leading{}, Muted: []Topic{TopicNews}, Follows: []Follow{{}}, Filed: []Filed{{Code: "a"}}, Asked: []string{"a"}, Flow: Flow{
		Draft: &Draft{}, Cry: &Draft{}, Plan: &SessionDraft{}, News: &NewsDraft{}, Round: &WaveDraft{}, Approval: &ApprovalDraft{}, Inviting: &Invitation{}, Ready: &Ready{}, Making: &CommitmentDraft{}, StopPhoto: &File{}, StopVoice: &File{}, Wrote: []Written{{}},
	}}
	shared := func(a, b reflect.Value) (names []string) {
		for i := range a.NumField() {
			switch f := a.Field(i); f.Kind() {
			case reflect.Pointer, reflect.Slice:
				if f.IsNil() || f.Pointer() == b.Field(i).Pointer() {
					names = append(names, a.Type().Field(i).Name)
				}
			}
		}
		return names
	}
	c := p.clone()
	if names := shared(reflect.ValueOf(p), reflect.ValueOf(*c)); len(names) > 0 {
		t.Errorf("shared, or not in this test: %v", names)
	}
	if names := shared(reflect.ValueOf(p.Flow), reflect.ValueOf(c.Flow)); len(names) > 0 {
		t.Errorf("shared, or not in this test: %v", names)
	}
}
