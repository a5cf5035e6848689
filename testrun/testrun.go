// Package testrun says how a package's tests are run: how much of themselves they do,
// how many of them at once, and how quietly. Nothing but tests imports it.
package testrun

import (
	"context"
	"flag"
	"os"
	"runtime/debug"
	"strconv"
	"testing"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"
)

// Thorough reports whether the tests do all that they can: PORCHLIGHT_LONG is set, as
// it is in CI.
func Thorough() bool { return os.Getenv("PORCHLIGHT_LONG") != "" }

// Long is how much a test does that searches, kills or brings many people: short where
// somebody waits for it, full in CI. Both prove the same; full looks longer.
func Long[T any](short, full T) T {
	if Thorough() {
		return full
	}
	return short
}

// Main runs a package's tests and fails if they leave goroutines behind. Those that
// call t.Parallel run so many at once, unless -parallel says otherwise: more than the
// machine has cores, for most of what they do is waiting. Memory is given for time,
// unless GOGC is set. The Redis client's complaints about a server that a test has
// turned off are not printed: they would bury what fails.
func Main(m *testing.M, atOnce int, options ...goleak.Option) {
	if err := flag.Set("test.parallel", strconv.Itoa(atOnce)); err != nil {
		panic(err)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
	redis.SetLogger(silent{})
	goleak.VerifyTestMain(m, options...)
}

type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}
