//go:build profile

package main

import (
	"os"
	"runtime/pprof"
	"time"
)

// startProfile writes a CPU profile of the whole run to PORCHLIGHT_PROFILE, and
// what the heap holds after some seconds beside it.
// Only binaries built with -tags profile have it.
func startProfile() (stop func()) {
	f, err := os.Create(os.Getenv("PORCHLIGHT_PROFILE"))
	if err != nil || pprof.StartCPUProfile(f) != nil {
		return func() {}
	}
	time.AfterFunc(7*time.Second, func() { // in the middle of a load
		if heap, err := os.Create(f.Name() + ".heap"); err == nil {
			pprof.Lookup("heap").WriteTo(heap, 0)
			heap.Close()
		}
	})
	return func() {
		pprof.StopCPUProfile()
		f.Close()
	}
}
