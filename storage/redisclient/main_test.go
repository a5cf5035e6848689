package redisclient

import (
	"testing"

	"porchlight/testrun"
)

func TestMain(m *testing.M) { testrun.Main(m, 4) }

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}
