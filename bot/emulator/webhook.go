package emulator

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"sync"
	"time"
)

const maxResend = time.Minute // the doubling of a webhook's retries ends here

// hookConfig is what setWebhook was told.
type hookConfig struct {
	url, secret string
	connections int
	ctx         context.Context
	cancel      context.CancelFunc
}

// hookQueue is one of Telegram's queues on its way to the webhook. It is in
// the ready list, with a worker, or waiting for a retry: never two of these.
type hookQueue struct {
	id      queueID
	updates []*update
	fails   int
	delay   time.Duration
}

// webhook delivers updates by POST, in order within a queue.
type webhook struct {
	srv     *Server
	client  *http.Client
	workers sync.WaitGroup

	mu        sync.Mutex
	config    *hookConfig // nil: none is set
	queues    map[queueID]*hookQueue
	ready     []*hookQueue
	running   int
	closed    bool
	lastError string
	errorAt   time.Time
}

func (h *webhook) init(s *Server) {
	h.srv = s
	h.client = s.opts.WebhookClient
	if h.client == nil {
		h.client = &http.Client{
			Timeout:       time.Minute,
			Transport:     &http.Transport{MaxIdleConnsPerHost: 100, IdleConnTimeout: time.Minute},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
}

func (h *webhook) active() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.config != nil
}

func (h *webhook) close() {
	h.mu.Lock()
	h.closed = true
	h.clear()
	h.mu.Unlock()
	h.workers.Wait()
	h.client.CloseIdleConnections()
}

// clear forgets the webhook. The caller holds mu.
func (h *webhook) clear() {
	if h.config != nil {
		h.config.cancel()
	}
	h.config, h.queues, h.ready, h.running = nil, nil, nil, 0
}

// add queues an update for delivery; false if there is no webhook. Webhook
// deliveries leave getUpdates' own list only once they are accepted.
func (h *webhook) add(u *update) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.config == nil {
		return false
	}
	q := h.queues[u.queue]
	if q == nil {
		q = &hookQueue{id: u.queue}
		h.queues[u.queue] = q
	}
	q.updates = append(q.updates, u)
	if len(q.updates) == 1 {
		h.enqueue(q)
	}
	return true
}

// enqueue makes a queue ready and sees to it that somebody serves it.
func (h *webhook) enqueue(q *hookQueue) {
	h.ready = append(h.ready, q)
	if h.running < h.config.connections {
		h.running++
		config := h.config
		h.workers.Go(func() { h.work(config) })
	}
}

// work delivers from ready queues until there are none or the webhook changed.
func (h *webhook) work(config *hookConfig) {
	for {
		h.mu.Lock()
		if h.config != config {
			h.mu.Unlock()
			return
		}
		if len(h.ready) == 0 {
			h.running--
			h.mu.Unlock()
			return
		}
		q := h.ready[0]
		h.ready = h.ready[1:]
		u := q.updates[0]
		h.mu.Unlock()

		if !h.srv.now().Before(u.expires) {
			h.settle(config, q, u, 0, "")
			continue
		}
		if u.press != "" {
			h.srv.presses.delivered(u.press, h.srv.now())
		}
		wait, wrong := h.post(config, u)
		h.settle(config, q, u, wait, wrong)
	}
}

// post delivers one update. wrong is "" if it was accepted; wait is what a
// Retry-After asks for.
func (h *webhook) post(config *hookConfig, u *update) (wait time.Duration, wrong string) {
	req, err := http.NewRequestWithContext(config.ctx, http.MethodPost, config.url, bytes.NewReader(u.body))
	if err != nil {
		return 0, err.Error()
	}
	req.Header.Set("Content-Type", "application/json")
	if config.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", config.secret)
	}
	res, err := h.client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	if res.StatusCode/100 == 2 {
		return 0, ""
	}
	if n, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil {
		wait = min(time.Duration(n)*time.Second, time.Hour)
	}
	return wait, "Wrong response from the webhook: " + res.Status
}

// settle takes a delivered update off its queue, or plans its next attempt:
// the first at once, then after a delay that doubles, until it expires.
func (h *webhook) settle(config *hookConfig, q *hookQueue, u *update, wait time.Duration, wrong string) {
	h.mu.Lock()
	if h.config != config {
		h.mu.Unlock()
		return
	}
	if wrong != "" {
		h.lastError, h.errorAt = wrong, h.srv.now()
		wait = q.backOff(wait, h.srv.opts.WebhookRetry)
	}
	if wrong == "" || h.srv.now().Add(wait).After(u.expires) {
		h.advance(q)
		h.mu.Unlock()
		h.srv.queue.accept(u)
		return
	}
	defer h.mu.Unlock()
	if wait == 0 {
		h.enqueue(q)
		return
	}
	time.AfterFunc(wait, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.config == config {
			h.enqueue(q)
		}
	})
}

// backOff counts a failure and returns the wait before the next attempt.
func (q *hookQueue) backOff(asked, first time.Duration) time.Duration {
	q.fails++
	if asked > 0 || q.fails == 1 {
		return asked
	}
	q.delay = min(max(first, 2*q.delay), maxResend)
	return q.delay
}

// advance drops a queue's first update. The caller holds mu.
func (h *webhook) advance(q *hookQueue) {
	q.updates = q.updates[1:]
	q.fails, q.delay = 0, 0
	if len(q.updates) == 0 {
		delete(h.queues, q.id)
		return
	}
	h.enqueue(q)
}

// accept marks an update as delivered by the webhook.
func (q *queue) accept(u *update) {
	q.mu.Lock()
	q.finish(u)
	q.sweep()
	q.mu.Unlock()
	q.srv.watch.changed()
}

func (s *Server) setWebhook(r *request, b []byte) ([]byte, *refusal) {
	target := r.get("url")
	if target == "" {
		return s.deleteWebhook(r, b)
	}
	if refused := s.checkWebhook(target, r.get("secret_token")); refused != nil {
		return b, refused
	}
	q := &s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	q.setAllowed(r)
	if r.flag("drop_pending_updates") {
		q.drop()
	}
	h := &s.hook
	h.mu.Lock()
	h.clear()
	if !h.closed {
		ctx, cancel := context.WithCancel(context.Background())
		h.config = &hookConfig{target, r.get("secret_token"), int(r.number("max_connections", 40, 1, 100)), ctx, cancel}
		h.queues = map[queueID]*hookQueue{}
	}
	h.mu.Unlock()
	q.endPoller("Conflict: terminated by setWebhook request")
	q.sweep()
	for _, u := range q.pending {
		if !u.done {
			h.add(u)
		}
	}
	return append(b, `true,"description":"Webhook was set"`...), nil
}

// checkWebhook applies Telegram's rules for a webhook's address and secret.
func (s *Server) checkWebhook(target, secret string) *refusal {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return bad("invalid webhook URL specified")
	}
	if len(secret) > 256 {
		return bad("secret token is too long")
	}
	if !regexp.MustCompile(`^[A-Za-z0-9_-]*$`).MatchString(secret) {
		return bad("secret token contains unallowed characters")
	}
	if s.opts.LocalWebhook {
		return nil
	}
	if u.Scheme != "https" {
		return bad("bad webhook: An HTTPS URL must be provided for webhook")
	}
	switch u.Port() {
	case "", "80", "88", "443", "8443":
	default:
		return bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsUnspecified() || ip.IsLinkLocalUnicast()) {
		return bad("bad webhook: IP address " + u.Hostname() + " is reserved")
	}
	return nil
}

func (s *Server) deleteWebhook(r *request, b []byte) ([]byte, *refusal) {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	if r.flag("drop_pending_updates") {
		s.queue.drop()
	}
	s.hook.mu.Lock()
	defer s.hook.mu.Unlock()
	was := s.hook.config != nil
	s.hook.clear()
	if was {
		return append(b, `true,"description":"Webhook was deleted"`...), nil
	}
	return append(b, `true,"description":"Webhook is already deleted"`...), nil
}

// drop forgets all that waits. The caller holds mu.
func (q *queue) drop() {
	q.held, q.hole = nil, 0
	q.pending, q.done, q.again = nil, 0, nil
}

func (s *Server) getWebhookInfo(_ *request, b []byte) ([]byte, *refusal) {
	pending := s.Pending()
	s.hook.mu.Lock()
	defer s.hook.mu.Unlock()
	b = append(b, `{"url":`...)
	if c := s.hook.config; c != nil {
		b = appendString(b, c.url)
		b = append(b, `,"has_custom_certificate":false`...)
		b = appendInt(b, "max_connections", int64(c.connections))
	} else {
		b = append(b, `"","has_custom_certificate":false`...)
	}
	b = appendInt(b, "pending_update_count", int64(pending))
	if s.hook.lastError != "" {
		b = appendInt(b, "last_error_date", s.hook.errorAt.Unix())
		b = appendField(b, "last_error_message", s.hook.lastError)
	}
	return append(b, '}'), nil
}
