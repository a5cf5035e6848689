//go:build profile

package main

import (
	"os"
	"runtime/pprof"
)

// startProfile writes a CPU profile of the whole run to PORCHLIGHT_PROFILE.
// Only binaries built with -tags profile have it.
func startProfile() (stop func()) {
	f, err := os.Create(os.Getenv("PORCHLIGHT_PROFILE"))
	if err != nil || pprof.StartCPUProfile(f) != nil {
		return func() {}
	}
	return func() {
		pprof.StopCPUProfile()
		f.Close()
	}
}
