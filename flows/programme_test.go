package flows_test

import (
	"testing"
	_ "time/tzdata" // the zones of the examples, on any machine

	"porchlight/flows"
	"porchlight/flows/programmes"
)

// The examples are what people copy: each must be free of complaints.
func TestExamplesParse(t *testing.T) {
	for _, name := range programmes.Names() {
		raw, ok := programmes.Read(name)
		if !ok {
			t.Fatalf("example %s cannot be read", name)
		}
		p, problems := flows.ParseProgramme(name+".toml", raw)
		for _, problem := range problems {
			t.Error(problem)
		}
		if p != nil && p.Name != name {
			t.Errorf("file %s.toml names itself %q", name, p.Name)
		}
	}
}
