package api

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// lines makes calls over kept HTTP/1.1 connections to one server. Unlike
// net/http's transport it has no goroutines: whoever calls also writes and
// reads, which at many calls a second is a third of their cost. Framing of
// answers is net/http's. It knows no proxies; see New.
type lines struct {
	address string      // host:port
	tls     *tls.Config // nil: in clear
	dialer  net.Dialer

	mu     sync.Mutex
	idle   []*line // the last used last
	closed bool
}

const (
	lineIdle   = 50 * time.Second // given up before Telegram's servers would
	linesKept  = 512
	lineBuffer = 4 << 10
	maxHead    = 64 << 10 // of an answer; Telegram's are below 1 KiB
	handshake  = 10 * time.Second
)

// line is one connection, used by one call at a time.
type line struct {
	net.Conn
	rested time.Time        // since when it is idle
	bound  io.LimitedReader // of what may still be read of an answer
}

// newLines reaches the server that a request goes to; nil if net/http's
// transport has to: through a proxy, to a name that is not plain ASCII, or on a
// system where an idle connection cannot be looked at.
func newLines(to *http.Request) *lines {
	proxy, err := http.ProxyFromEnvironment(to)
	if !canLook || proxy != nil || err != nil || strings.ContainsFunc(to.URL.Host, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return nil
	}
	l := &lines{dialer: net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}}
	host, port := to.URL.Hostname(), to.URL.Port()
	if to.URL.Scheme == "https" {
		l.tls = &tls.Config{ServerName: host, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}
		if port == "" {
			port = "443"
		}
	} else if port == "" {
		port = "80"
	}
	l.address = net.JoinHostPort(host, port)
	return l
}

// exchange writes a request and reads its answer, of which at most maxAnswer
// bytes. written says whether any of the request left: if not, Telegram cannot
// have acted on it. The deadline ends it, and so does ctx. What was read before
// an error is returned beside it.
func (l *lines) exchange(ctx context.Context, deadline time.Time, request []byte) (resp *http.Response, answer []byte, written bool, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, nil, false, err
		}
		c, kept, err := l.take(ctx, deadline)
		if err != nil {
			return nil, nil, false, err
		}
		resp, answer, written, err = c.exchange(ctx, deadline, request, func() { l.keep(c) })
		if err != nil && !written && kept && ctx.Err() == nil {
			continue // the server had closed it; another, or a fresh one
		}
		return resp, answer, written, err
	}
}

// exchange is one call on one connection. keep is called if it can carry
// another; else it is closed.
func (c *line) exchange(ctx context.Context, deadline time.Time, request []byte, keep func()) (resp *http.Response, answer []byte, written bool, err error) {
	usable := false
	defer func() {
		if usable {
			keep()
		} else {
			c.Close()
		}
	}()
	if err := c.SetDeadline(deadline); err != nil {
		return nil, nil, false, err
	}
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	defer func() { usable = stop() && usable }() // else the connection's deadline is not ours any more
	n, err := c.Write(request)
	if err != nil {
		return nil, nil, n > 0, inTime(err)
	}
	reader := readers.Get().(*bufio.Reader)
	c.bound = io.LimitedReader{R: c.Conn, N: maxHead}
	reader.Reset(&c.bound)
	defer func() {
		reader.Reset(nil)
		readers.Put(reader)
	}()
	for resp == nil || resp.StatusCode < http.StatusOK { // "100 Continue" and its like come before the answer
		if resp, err = http.ReadResponse(reader, asPost); err != nil {
			return nil, nil, true, inTime(err)
		}
		if resp.StatusCode == http.StatusSwitchingProtocols {
			return nil, nil, true, errors.New("the server switches protocols")
		}
	}
	c.bound.N += maxAnswer + maxHead // and what chunks add
	answer, err = readAll(resp, maxAnswer)
	usable = err == nil && !resp.Close && reader.Buffered() == 0
	return resp, answer, true, inTime(err)
}

// asPost tells ReadResponse what it is an answer to.
var asPost = &http.Request{Method: http.MethodPost}

var readers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, lineBuffer) }}

// inTime gives a passed deadline its usual name.
func inTime(err error) error {
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		return context.DeadlineExceeded
	}
	return err
}

// take returns a connection that waits for work, or a fresh one.
func (l *lines) take(ctx context.Context, deadline time.Time) (c *line, kept bool, err error) {
	now := time.Now()
	for {
		if c = l.pop(now); c == nil {
			break
		}
		if quiet(c.Conn) {
			return c, true, nil
		}
		c.Close()
	}
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	conn, err := l.dialer.DialContext(ctx, "tcp", l.address)
	if err != nil {
		return nil, false, err
	}
	if l.tls != nil {
		shake, cancel := context.WithTimeout(ctx, handshake)
		defer cancel()
		secure := tls.Client(conn, l.tls)
		if err := secure.HandshakeContext(shake); err != nil {
			conn.Close()
			return nil, false, err
		}
		conn = secure
	}
	return &line{Conn: conn}, false, nil
}

// pop takes the connection that was used last, and closes those that rested
// too long.
func (l *lines) pop(now time.Time) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	old := 0
	for old < len(l.idle) && now.Sub(l.idle[old].rested) > lineIdle {
		l.idle[old].Close()
		old++
	}
	if old > 0 {
		l.idle = append(l.idle[:0], l.idle[old:]...)
	}
	if len(l.idle) == 0 {
		return nil
	}
	c := l.idle[len(l.idle)-1]
	l.idle[len(l.idle)-1] = nil
	l.idle = l.idle[:len(l.idle)-1]
	return c
}

func (l *lines) keep(c *line) {
	c.rested = time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.idle) >= linesKept {
		c.Close()
		return
	}
	l.idle = append(l.idle, c)
}

// close drops the idle connections; those in use are closed after their call.
func (l *lines) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, c := range l.idle {
		c.Close()
	}
	l.idle = nil
}

// head is a method's request up to the length of its body.
func head(template *http.Request) []byte {
	b := append([]byte("POST "), template.URL.RequestURI()...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, template.URL.Host...)
	b = append(b, "\r\nUser-Agent: porchlight\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "...)
	return b
}

// requests are buffers in which a request is put together.
var requests = sync.Pool{New: func() any { b := make([]byte, 0, 2048); return &b }}

func appendRequest(b, head, body []byte) []byte {
	b = append(b, head...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	b = append(b, "\r\n\r\n"...)
	return append(b, body...)
}
