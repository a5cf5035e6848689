package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync/atomic"
	"time"
)

// How long a call may take when the caller's context allows more. Telegram may
// hold a call through a short flood wait of about 15 seconds before answering.
const (
	callLimit   = 25 * time.Second
	uploadLimit = 2 * time.Minute
	pollMargin  = 15 * time.Second // beyond getUpdates' own timeout
)

// maxAnswer bounds what is read of one answer: a hundred updates of the longest
// texts fit many times over.
const maxAnswer = 16 << 20

// door is the choke point: every request to Telegram passes here and nowhere
// else. It bounds time and size, reads the answer, turns every failure into an
// *Error without the token, and reports the outcome.
type door struct {
	transport http.RoundTripper
	lines     *lines // for calls without an upload; nil: the transport has these too
	observe   func(method, outcome string, took time.Duration)
	redact    redactor
}

// call sends a request made from a template and returns Telegram's answer.
func (d *door) call(ctx context.Context, limit time.Duration, method string, t *template, body []byte) ([]byte, error) {
	start := time.Now()
	var answer []byte
	var err error
	if d.lines != nil {
		answer, err = d.direct(ctx, start.Add(limit), method, t, body)
	} else {
		ctx, cancel := context.WithTimeout(ctx, limit)
		answer, err = d.roundTrip(ctx, method, t, body)
		cancel()
	}
	d.observe(method, outcome(err), time.Since(start))
	return answer, err
}

// direct makes a call over a line of our own.
func (d *door) direct(ctx context.Context, deadline time.Time, method string, t *template, body []byte) ([]byte, error) {
	sooner, ok := ctx.Deadline()
	if ok = ok && sooner.Before(deadline); ok {
		deadline = sooner
	}
	request := requests.Get().(*[]byte)
	*request = appendRequest((*request)[:0], t.head, body)
	resp, answer, written, err := d.lines.exchange(ctx, deadline, *request)
	if cap(*request) <= 64<<10 {
		requests.Put(request)
	}
	if ok && errors.Is(err, context.DeadlineExceeded) {
		<-ctx.Done() // its timer may be a moment behind: what comes next must know
	}
	if resp == nil {
		return nil, d.lost(ctx, method, err, !written)
	}
	return d.judge(ctx, method, resp, answer, err)
}

func (d *door) roundTrip(ctx context.Context, method string, t *template, body []byte) ([]byte, error) {
	var w wire
	r := t.request.WithContext(w.watch(ctx))
	if len(body) > 0 {
		// Of these types the transport knows that they cannot block, and sends
		// the head and the body in one packet.
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		// Lets the transport start again on a fresh connection when an idle
		// one turned out closed before anything was written to it.
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	}
	return d.send(r, method, &w)
}

// send does the exchange and judges it.
func (d *door) send(r *http.Request, method string, w *wire) ([]byte, error) {
	resp, err := d.transport.RoundTrip(r)
	if err != nil {
		return nil, d.lost(r.Context(), method, err, !w.written.Load())
	}
	answer, err := readAll(resp, maxAnswer)
	return d.judge(r.Context(), method, resp, answer, err)
}

// judge says what an answer means; err is why it is not whole.
func (d *door) judge(ctx context.Context, method string, resp *http.Response, answer []byte, err error) ([]byte, error) {
	if err == nil && accepted(resp, method, answer) {
		return answer, nil
	}
	if err != nil {
		if _, known := messageID(answer); known && resp.StatusCode == http.StatusOK {
			// Cut off, but after Telegram said that the message was sent.
			return answer, nil
		}
		return nil, d.lost(ctx, method, err, false)
	}
	return nil, d.refused(method, resp, answer)
}

// lost is the error of an exchange without a whole answer.
func (d *door) lost(ctx context.Context, method string, err error, never bool) *Error {
	e := &Error{Method: method, Description: d.redact.text(plain(err)), Fate: Unknown, cause: err}
	if never {
		e.Fate = NeverSent
	}
	if ctx.Err() != nil {
		e.cause = ctx.Err() // cancelled or out of time, however the transport put it
	}
	return e
}

// wire knows whether a request reached a connection. One that did not has done
// nothing at Telegram.
type wire struct {
	written atomic.Bool
	trace   httptrace.ClientTrace
}

// watch has the transport tell w of the request that ctx belongs to.
func (w *wire) watch(ctx context.Context) context.Context {
	w.trace.GetConn = func(string) { w.written.Store(false) } // also before a second attempt
	w.trace.WroteHeaders = func() { w.written.Store(true) }
	return httptrace.WithClientTrace(ctx, &w.trace)
}

// passage is the door as telegram-bot-api sees it: one call's HTTPClient.
type passage struct {
	door   *door
	ctx    context.Context // of this one call: the library has no other way to carry it
	method string
	limit  time.Duration
}

// Do implements tgbotapi.HTTPClient. The answer it hands back is already whole
// and accepted by Telegram, so the library can only decode it.
func (p *passage) Do(r *http.Request) (*http.Response, error) {
	start := time.Now()
	ctx, cancel := context.WithTimeout(p.ctx, p.limit)
	defer cancel()
	var w wire
	r = r.WithContext(w.watch(ctx))
	answer, err := p.door.send(r, p.method, &w)
	p.door.observe(p.method, outcome(err), time.Since(start))
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(answer)), Request: r}, nil
}

// doFunc lets a function stand where the library wants an HTTPClient.
type doFunc func(*http.Request) (*http.Response, error)

func (f doFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

var errRecorded = errors.New("recorded, not sent")

var errTooLarge = errors.New("the answer is larger than allowed")

// readAll reads and closes an answer of at most limit bytes. What was read
// before an error is returned beside it. It reads to the very end, so that the
// transport can use the connection again.
func readAll(resp *http.Response, limit int64) ([]byte, error) {
	defer resp.Body.Close()
	if resp.ContentLength > limit {
		return nil, errTooLarge
	}
	// One byte more than announced leaves room to see the end.
	whole := make([]byte, 0, max(resp.ContentLength+1, 512))
	for {
		n, err := resp.Body.Read(whole[len(whole):cap(whole)])
		whole = whole[:len(whole)+n]
		switch {
		case int64(len(whole)) > limit:
			return nil, errTooLarge
		case err == io.EOF:
			return whole, nil
		case err != nil:
			return whole, fmt.Errorf("reading the answer: %w", err)
		case len(whole) == cap(whole):
			whole = slices.Grow(whole, len(whole))
		}
	}
}
