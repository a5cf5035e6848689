package emulator

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// watch wakes those who wait for something to become true of the server.
type watch struct {
	waiting atomic.Int32
	mu      sync.Mutex
	signal  chan struct{}
}

func (w *watch) changed() {
	if w.waiting.Load() == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.signal != nil {
		close(w.signal)
		w.signal = nil
	}
}

// WaitUntil waits until ok holds. It looks after every call of the bot and
// every change of the queue of updates.
func (s *Server) WaitUntil(ctx context.Context, ok func() bool) error {
	w := &s.watch
	w.waiting.Add(1)
	defer w.waiting.Add(-1)
	for {
		w.mu.Lock()
		if w.signal == nil {
			w.signal = make(chan struct{})
		}
		signal := w.signal
		w.mu.Unlock()
		if ok() {
			return nil
		}
		select {
		case <-signal:
		case <-ctx.Done():
			return fmt.Errorf("wait for the bot: %w", ctx.Err())
		}
	}
}

// WaitIdle waits until every update is confirmed or accepted and every press
// that was delivered is answered. It does not know of messages that the bot
// still means to send.
func (s *Server) WaitIdle(ctx context.Context) error {
	return s.WaitUntil(ctx, func() bool { return s.Pending() == 0 && len(s.Unanswered()) == 0 })
}
