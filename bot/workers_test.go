package bot

import (
	"sync"
	"sync/atomic"
	"testing"
)

// TestWorkersClose adds tasks while the workers are being closed: each is either
// done before wait returns, or refused.
func TestWorkersClose(t *testing.T) {
	for range 50 {
		w := newWorkers()
		var begun, ended atomic.Int64
		var adding sync.WaitGroup
		for range 8 {
			adding.Go(func() {
				for w.run(func() { ended.Add(1) }) {
					begun.Add(1)
				}
			})
		}
		for begun.Load() < 20 { // some are under way
		}
		w.close()
		w.wait()
		done := ended.Load()
		adding.Wait()
		if n := begun.Load(); n != done || ended.Load() != done {
			t.Fatalf("%d tasks begun, %d done when it was waited for, %d later", n, done, ended.Load())
		}
		w.stop()
		if w.run(func() {}) {
			t.Fatal("a task began after the end")
		}
	}
}
