package api

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// counted starts a Telegram that counts the connections to it.
func counted(t *testing.T, secure bool, handler http.HandlerFunc) (c *Client, server *httptest.Server, opened *atomic.Int32) {
	t.Helper()
	opened = new(atomic.Int32)
	server = httptest.NewUnstartedServer(handler)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	if secure {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	c = clientOf(t, Config{Endpoint: server.URL + "/bot%s/%s"})
	if c.door.lines == nil {
		t.Skip("net/http carries all calls on this system")
	}
	if secure {
		c.door.lines.tls.RootCAs = x509.NewCertPool()
		c.door.lines.tls.RootCAs.AddCert(server.Certificate())
	}
	return c, server, opened
}

func say(t *testing.T, c *Client) {
	t.Helper()
	if r, err := c.Call(t.Context(), "sendMessage", tgbotapi.Params{"chat_id": "5", "text": "a&b"}); err != nil || r.MessageID != 77 {
		t.Fatalf("message %d, %v", r.MessageID, err)
	}
}

func TestALineIsKept(t *testing.T) {
	for _, secure := range []bool{false, true} {
		c, _, opened := counted(t, secure, func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("text") != "a&b" || r.ProtoMajor != 1 {
				t.Errorf("%s %v", r.Proto, r.Form)
			}
			_, _ = io.WriteString(w, sent)
			w.(http.Flusher).Flush() // in chunks
		})
		for range 3 {
			say(t, c)
		}
		if n := opened.Load(); n != 1 {
			t.Errorf("encrypted %v: %d connections", secure, n)
		}
	}
}

func TestAStrangerIsNotTalkedTo(t *testing.T) {
	c, _, _ := counted(t, true, answer(200, "application/json", sent))
	c.door.lines.tls.RootCAs = x509.NewCertPool()
	_, err := c.Call(t.Context(), "sendMessage", nil)
	if !WasNeverSent(err) {
		t.Errorf("error %v", err)
	}
	if c.door.lines.tls.MinVersion < tls.VersionTLS12 {
		t.Error("old encryption is allowed")
	}
}

// What the server closed while nobody used it is noticed before anything is
// written, so that no outcome is unknown for it.
func TestALineThatTheServerClosed(t *testing.T) {
	for _, secure := range []bool{false, true} {
		c, server, opened := counted(t, secure, answer(200, "application/json", sent))
		for range 5 {
			say(t, c)
			server.CloseClientConnections()
		}
		if n := opened.Load(); n != 5 {
			t.Errorf("encrypted %v: %d connections", secure, n)
		}
	}
}

func TestTheServerAsksToClose(t *testing.T) {
	c, _, opened := counted(t, false, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusEarlyHints)
		answer(200, "application/json", sent)(w, r)
	})
	say(t, c)
	say(t, c)
	if n := opened.Load(); n != 2 || len(c.door.lines.idle) != 0 {
		t.Errorf("%d connections, %d kept", n, len(c.door.lines.idle))
	}
}

// An answer that nobody waits for any more must not be read as the next one's.
func TestALineIsNotKeptAfterACancelledCall(t *testing.T) {
	arrived, release := make(chan struct{}, 1), make(chan struct{})
	c, _, opened := counted(t, false, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bot"+token+"/getChat" {
			_, _ = io.Copy(io.Discard, r.Body)
			arrived <- struct{}{}
			<-release
		}
		_, _ = io.WriteString(w, sent)
	})
	say(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	_, err := c.Call(ctx, "getChat", nil)
	close(release)
	if !OutcomeUnknown(err) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	say(t, c)
	if n := opened.Load(); n != 2 {
		t.Errorf("%d connections", n)
	}
}

func TestAnEndlessHeadIsNotRead(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, err = io.WriteString(conn, "HTTP/1.1 200 OK\r\nX: ")
		for block := make([]byte, 1<<20); err == nil; {
			_, err = conn.Write(block)
		}
	}()
	c := clientOf(t, Config{Endpoint: "http://" + listener.Addr().String() + "/bot%s/%s"})
	if _, err := c.Call(t.Context(), "getChat", nil); !OutcomeUnknown(err) {
		t.Errorf("error %v", err)
	}
	_ = listener.Close()
	<-done
}
