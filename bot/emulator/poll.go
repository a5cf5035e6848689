package emulator

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

const (
	maxPoll      = 50 // seconds
	repeatWindow = 500 * time.Millisecond
	shortRepeat  = 3 * time.Second
)

// poller is a getUpdates that waits.
type poller struct {
	signal chan struct{} // holds one token when there may be something
	ended  chan struct{} // closed when another poller or a webhook takes over
	reason string        // the refusal's words; set before ended is closed
}

func (p *poller) wake() {
	select {
	case p.signal <- struct{}{}:
	default:
	}
}

// end stops a waiting poller. The caller holds the queue's mu.
func (q *queue) endPoller(reason string) {
	if q.poller != nil {
		q.poller.reason = reason
		close(q.poller.ended)
		q.poller = nil
	}
}

func (s *Server) getUpdates(r *request, b []byte) ([]byte, *refusal) {
	if s.hook.active() {
		return b, &refusal{code: 409, text: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	offset := r.number("offset", 0, -1<<31, 1<<31-1)
	limit := int(r.number("limit", 100, 1, 100))
	timeout := time.Duration(r.number("timeout", 0, 0, maxPoll)) * time.Second

	q := &s.queue
	p := &poller{signal: make(chan struct{}, 1), ended: make(chan struct{})}
	q.mu.Lock()
	q.setAllowed(r)
	since := time.Since(q.lastAsked)
	if offset == q.lastOffset && since < shortRepeat && timeout < shortRepeat {
		timeout = shortRepeat // Telegram makes a busy loop wait
	}
	if offset == q.lastOffset && since < repeatWindow {
		limit = 1
	}
	q.lastOffset, q.lastAsked = offset, time.Now()
	q.endPoller("Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
	q.poller = p
	q.confirm(offset)
	q.mu.Unlock()
	s.watch.changed()
	return s.poll(r, b, p, limit, timeout)
}

// poll waits for updates, for the end of the time, or for being ended.
func (s *Server) poll(r *request, b []byte, p *poller, limit int, timeout time.Duration) ([]byte, *refusal) {
	wait := time.NewTimer(timeout)
	defer wait.Stop()
	over := timeout == 0
	for {
		if s.opts.OnPoll != nil {
			s.opts.OnPoll(r.ctx)
			if r.ctx.Err() != nil {
				over, limit = true, 0
			}
		}
		if batch, ended := s.queue.take(p, limit, over); ended {
			return b, &refusal{code: 409, text: p.reason}
		} else if len(batch) > 0 || over {
			return s.hand(b, batch), nil
		}
		select {
		case <-p.signal:
		case <-p.ended:
		case <-wait.C:
			over = true
		case <-s.closing:
			over = true
		case <-r.ctx.Done():
			over = true // nobody reads the answer, so nothing must be marked as seen
			limit = 0
		}
	}
}

// take fetches a batch and, if the call ends with it, retires the poller.
func (q *queue) take(p *poller, limit int, over bool) (batch []*update, ended bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.poller != p {
		return nil, true
	}
	q.sweep()
	for len(q.again) > 0 && len(batch) < limit {
		batch = append(batch, q.again[0])
		q.again = q.again[1:]
	}
	for _, u := range q.pending {
		if len(batch) >= limit {
			break
		}
		if !u.done {
			batch = append(batch, u)
		}
	}
	if len(batch) > 0 || over {
		q.poller = nil
	}
	for _, u := range batch {
		if hook := q.srv.opts.OnHand; hook != nil && !u.handed {
			hook(u.queue.id)
		}
		u.handed = true
	}
	return batch, false
}

// hand writes a batch and notes which presses the bot now knows of.
func (s *Server) hand(b []byte, batch []*update) []byte {
	b = append(b, '[')
	for i, u := range batch {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, u.body...)
		if u.press != "" {
			s.presses.delivered(u.press, s.now())
		}
	}
	return append(b, ']')
}

// confirm forgets every update before the offset. A negative offset keeps
// only that many of the newest. An offset far from the queue's own ids says
// nothing. The caller holds mu.
func (q *queue) confirm(offset int64) {
	if offset < 0 {
		left := int64(len(q.pending) - q.done)
		for _, u := range q.pending {
			if left <= -offset {
				break
			}
			if !u.done {
				q.finish(u)
				left--
			}
		}
		return
	}
	if offset > q.nextID+10 {
		return // "in the future": the ids were reset since the bot saw it
	}
	for _, u := range q.pending {
		if u.id >= offset {
			break
		}
		q.finish(u)
	}
}

// setAllowed remembers allowed_updates; without it the last list holds.
func (q *queue) setAllowed(r *request) {
	raw := r.get("allowed_updates")
	if raw == "" {
		return
	}
	var names []string
	if json.Unmarshal([]byte(raw), &names) != nil {
		return // Telegram ignores what it cannot read
	}
	var known []string
	for _, name := range names {
		if name = strings.ToLower(name); slices.Contains(updateKinds(), name) {
			known = append(known, name)
		}
	}
	q.allowed = known // nil, the default, if none is known
}

func updateKinds() []string {
	return []string{
		"message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
		"edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count",
		"inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
		"purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request",
		"chat_boost", "removed_chat_boost",
	}
}
