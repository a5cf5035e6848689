package redisserver

import (
	"testing"
	"time"

	"porchlight/testrun"
)

func TestMain(m *testing.M) { testrun.Main(m, 4) }

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

// eventually asks until the answer is yes, without ever sleeping past it.
func eventually(t *testing.T, what string, yes func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(20 * time.Second); !yes(); {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("%s did not happen", what)
		}
	}
}
