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
}

// workerIdle is how long a worker waits for more before it goes.
const workerIdle = 5 * time.Second

func newWorkers() *workers { return &workers{next: make(chan func()), quit: make(chan struct{})} }

// run starts a task at once, on an idle worker or a new one.
func (w *workers) run(task func()) {
	w.tasks.Add(1)
	select {
	case w.next <- task:
	default:
		w.live.Go(func() { w.work(task) })
	}
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

// wait returns when no task is under way.
func (w *workers) wait() { w.tasks.Wait() }

// stop ends the workers; nothing may be run any more.
func (w *workers) stop() {
	close(w.quit)
	w.live.Wait()
}
