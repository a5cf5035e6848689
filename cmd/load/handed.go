package main

import (
	"sync"
	"time"
)

// handed measures what the bot alone answers for: from the moment at which Telegram
// hands an update out to the call that answers it.
type handed struct {
	mu    sync.Mutex
	since map[int64]time.Time // of the first update that has no answer yet, by chat
	times []time.Duration
}

// out is told that an update of a chat was handed out.
func (h *handed) out(chat int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.since == nil {
		h.since = map[int64]time.Time{}
	}
	if _, waits := h.since[chat]; !waits {
		h.since[chat] = time.Now()
	}
}

// answered is told that the bot sent or edited a message.
func (h *handed) answered(chat int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if at, waits := h.since[chat]; waits {
		delete(h.since, chat)
		h.times = append(h.times, time.Since(at))
	}
}

// take gives the times since it was last called.
func (h *handed) take() []time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	times := h.times
	h.times = nil
	return times
}
