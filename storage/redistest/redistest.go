// Package redistest gives tests a Redis: a real redis-server with an off
// switch, for what must survive faults, and an embedded one, for logic. It
// never shares a server between tests and leaves none behind.
package redistest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// limit is how long any change of a server's state may take before the test fails.
const limit = 30 * time.Second

// Server is a real redis-server that keeps its data on disk (appendfsync
// always) across Kill and Restart, in a folder of the test's own.
type Server struct {
	t       testing.TB
	dir     string
	process *exec.Cmd
	exited  chan struct{}
}

// Available reports whether a real server can be started here.
func Available() bool {
	_, err := exec.LookPath("redis-server")
	return err == nil
}

// Start starts a server that ends with the test. Without redis-server on PATH
// the test is skipped, but fails where CI=true: there the gap would not be seen.
func Start(t testing.TB) *Server {
	t.Helper()
	needServer(t)
	dir := newFolder(t)
	s := &Server{t: t, dir: dir}
	t.Cleanup(func() {
		s.Kill()
		_ = os.RemoveAll(dir)
	})
	s.Restart()
	return s
}

// newFolder is a folder for a server, in memory where the machine has room for it there:
// each commit is written to the disk (appendfsync always), and what a killed process
// wrote is still there either way. Its name is short, for the path of a socket has at
// most 103 bytes.
func newFolder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(memory(), "porchlight-redis-")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// needServer ends a test that needs redis-server where there is none.
func needServer(t testing.TB) {
	t.Helper()
	if Available() {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("redis-server is not on PATH: install it, for this test must run in CI")
	}
	t.Skip("redis-server is not on PATH")
}

// Dir is where the server keeps its append-only file (in appendonlydir).
func (s *Server) Dir() string { return s.dir }

// Addr is the path of the server's unix socket; it stays the same.
func (s *Server) Addr() string { return filepath.Join(s.dir, "redis.sock") }

// URL is the server's address as REDIS_URL spells it.
func (s *Server) URL() string { return "unix://" + s.Addr() }

// Options reach the server as production does: contexts end calls, nothing is
// repeated by the client.
func (s *Server) Options() *redis.Options { return options("unix", s.Addr()) }

// Client returns a new client that is closed with the test.
func (s *Server) Client() *redis.Client { return client(s.t, s.Options()) }

// Kill ends the server as kill -9 does. Clients get connection errors until
// Restart. Killing a dead server is fine.
func (s *Server) Kill() {
	s.t.Helper()
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill() // also ends a paused one
	<-s.exited
	s.process = nil
}

// Restart starts the server on its data, killing it first if it runs, and
// returns when it answers.
func (s *Server) Restart() {
	s.t.Helper()
	s.Kill()
	cmd := exec.Command("redis-server", "--port", "0", "--unixsocket", s.Addr(), "--dir", s.dir,
		"--logfile", filepath.Join(s.dir, "redis.log"), "--appendonly", "yes", "--appendfsync", "always",
		"--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no")
	cmd.SysProcAttr = childAttributes()
	if err := cmd.Start(); err != nil {
		s.t.Fatalf("start redis-server: %v", err)
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(exited)
	}()
	s.process, s.exited = cmd, exited
	s.wait()
}

// Pause makes the server hang: connections stay open and nothing is answered,
// until Resume.
func (s *Server) Pause() { s.signal(syscall.SIGSTOP) }

// Resume ends Pause; what was asked meanwhile is answered.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	if s.process == nil {
		s.t.Fatal("the redis-server is not running")
	}
	if err := s.process.Process.Signal(sig); err != nil {
		s.t.Fatalf("signal redis-server: %v", err)
	}
}

// wait returns when the server answers.
func (s *Server) wait() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	rdb := redis.NewClient(s.Options())
	defer rdb.Close()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for rdb.Ping(ctx).Err() != nil {
		select {
		case <-tick.C:
		case <-s.exited:
			log, _ := os.ReadFile(filepath.Join(s.dir, "redis.log"))
			s.t.Fatalf("redis-server ended at once:\n%s", log)
		case <-ctx.Done():
			s.t.Fatal("redis-server does not answer")
		}
	}
}

// Embedded returns a Redis within the process, empty, and a client of it. It
// keeps nothing, has no time of its own (see FastForward) and checks no slots.
func Embedded(t testing.TB) (*redis.Client, *miniredis.Miniredis) {
	t.Helper()
	m := miniredis.NewMiniRedis()
	if err := m.Start(); err != nil {
		t.Fatalf("start miniredis: %v", err)
	}
	t.Cleanup(m.Close)
	return client(t, options("tcp", m.Addr())), m
}

// Each runs the test against an embedded and a real Redis, both empty. The
// real one is subject to what Start says.
func Each(t *testing.T, test func(t *testing.T, rdb *redis.Client)) {
	t.Helper()
	t.Run("embedded", func(t *testing.T) {
		rdb, _ := Embedded(t)
		test(t, rdb)
	})
	t.Run("real", func(t *testing.T) { test(t, Start(t).Client()) })
}

func options(network, addr string) *redis.Options {
	return &redis.Options{
		Network: network, Addr: addr,
		ContextTimeoutEnabled: true, MaxRetries: -1, DialerRetries: 1, DisableIdentity: true, PoolSize: 64,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}

func client(t testing.TB, o *redis.Options) *redis.Client {
	rdb := redis.NewClient(o)
	t.Cleanup(func() { _ = rdb.Close() })
	return rdb
}
