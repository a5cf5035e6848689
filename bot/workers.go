package bot

import (
	"sync"
	"time"
)

// workers runs short tasks on goroutines that stay a while: each send needs a
// deep stack, and growing a fresh one every time was seen in the profile.
type workers struct {
	next  chan func()
	tasks sync.WaitGroup
	live  sync.WaitGroup
	quit  chan struct{}

	mu     sync.Mutex // no task is added once it is waited for the last
	closed bool
}

// workerIdle is how long a worker waits for more before it goes.
const workerIdle = 5 * time.Second

func newWorkers() *workers { return &workers{next: make(chan func()), quit: make(chan struct{})} }

// run starts a task at once, on an idle worker or a new one. It returns false,
// and starts nothing, once close was called.
func (w *workers) run(task func()) bool {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return false
	}
	w.tasks.Add(1)
	w.mu.Unlock()
	select {
	case w.next <- task:
	default:
		w.live.Go(func() { w.work(task) })
	}
	return true
}

func (w *workers) work(task func()) {
	idle := time.NewTimer(workerIdle)
	defer idle.Stop()
	for {
		task()
		w.tasks.Done()
		idle.Reset(workerIdle)
		select {
		case task = <-w.next:
		case <-idle.C:
			return
		case <-w.quit:
			return
		}
	}
}

// close lets no new task begin.
func (w *workers) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
}

// wait returns when no task is under way, after close.
func (w *workers) wait() { w.tasks.Wait() }

// stop ends the workers, after wait.
func (w *workers) stop() {
	close(w.quit)
	w.live.Wait()
}
