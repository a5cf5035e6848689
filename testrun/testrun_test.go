package testrun

import (
	"os"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { Main(m, 1) }

// TestLong: what nobody asked for is short, and CI asks.
func TestLong(t *testing.T) {
	for _, tt := range []struct {
		setting string
		want    int
	}{{"", 2}, {"1", 10}} {
		t.Setenv("PORCHLIGHT_LONG", tt.setting)
		if got := Long(2, 10); got != tt.want || Thorough() != (tt.want == 10) {
			t.Errorf("with %q it is %d, want %d", tt.setting, got, tt.want)
		}
	}
	script, err := os.ReadFile("../.ci/run")
	if err != nil || !strings.Contains(string(script), "\nexport PORCHLIGHT_LONG=1") {
		t.Errorf("CI does not ask for the long tests: %v", err)
	}
}
