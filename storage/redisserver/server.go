// Package redisserver runs a redis-server as our child, for one machine that has no
// Redis of its own: porchlight run without REDIS_URL, and the demo.
//
// Start locks a folder (folder.go), ends what an earlier life of ours left in it,
// and returns when a new child answers. Run watches the child and starts it again
// when it dies; Stop ends it with everything on the disk. Two locks keep the folder
// from being shared: ours, and one that the child inherits, so that a child which
// outlived us is still known to be there (child_*.go, process_*.go). Find reaches
// a server that another process keeps, and RemoveAbandoned clears folders that
// nobody keeps any more.
//
// It knows nothing of what is stored in that Redis.
package redisserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/storage/redisclient"
)

var (
	// ErrNotInstalled: there is no redis-server to start.
	ErrNotInstalled = errors.New("redis-server is not installed: apt install redis-server, or brew install redis, or set REDIS_URL to a Redis of yours")
	// ErrFolderInUse: another process keeps a redis-server in the folder.
	// Find tells how to reach it.
	ErrFolderInUse = errors.New("another porchlight is using this folder")
)

// Config says where a redis-server of our own lives.
type Config struct {
	Dir string // the folder of its data, socket and log; made if missing
	Log *slog.Logger
	// LoadLimit is how long it may take to read its data. Default 10 minutes:
	// a million residents take some seconds.
	LoadLimit time.Duration
}

// Server is a redis-server that runs as our child, for one machine without a
// Redis of its own. Every acknowledged write is on the disk, nothing is ever
// evicted, and it listens on a unix socket that only our user can open. Two
// processes never share its folder.
type Server struct {
	cfg    Config
	binary string
	socket string
	folder *folderLock // ours: one porchlight per folder
	child  *folderLock // inherited by the child: free only when it is gone

	mu      sync.Mutex
	process *os.Process
	exited  chan struct{} // closed when process has ended
	stopped bool
}

const (
	firstBackoff = 100 * time.Millisecond
	lastBackoff  = 5 * time.Second
	steadyAfter  = time.Minute // a child that lived so long starts the back-off anew
	stopLimit    = 8 * time.Second
)

// Start locks the folder, ends a redis-server that an earlier process of
// ours may have left there, starts a new one and returns when it has loaded its
// data and answers. The caller then calls Run, or Stop, or both. It returns
// ErrNotInstalled and ErrFolderInUse as they are documented.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.LoadLimit == 0 {
		cfg.LoadLimit = 10 * time.Minute
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, ErrNotInstalled
	}
	if cfg.Dir, err = filepath.Abs(cfg.Dir); err != nil {
		return nil, fmt.Errorf("redis folder: %w", err)
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make redis folder: %w", err)
	}
	s := &Server{cfg: cfg, binary: binary}
	if s.folder, err = lockFolder(filepath.Join(cfg.Dir, folderLockFile)); err != nil {
		return nil, fmt.Errorf("redis folder %s: %w", cfg.Dir, err)
	}
	if err := s.begin(ctx); err != nil {
		s.release()
		return nil, err
	}
	return s, nil
}

// begin does what Start does once the folder is ours.
func (s *Server) begin(ctx context.Context) error {
	var err error
	if s.child, err = s.takeOver(ctx); err != nil {
		return err
	}
	if s.socket, err = placeSocket(s.cfg.Dir); err != nil {
		return err
	}
	trimLog(s.logFile())
	if err := s.start(); err != nil {
		return err
	}
	if err := s.ready(ctx); err != nil {
		s.end()
		return err
	}
	return nil
}

// Options returns how to reach the server, with the settings that every client has.
func (s *Server) Options() *redis.Options { return redisclient.Socket(s.socket) }

// URL returns the server's address as REDIS_URL spells it.
func (s *Server) URL() string { return "unix://" + s.socket }

// Run keeps the server running: should it die, it is started again, after a
// pause that grows while it keeps dying. When ctx ends the server is stopped,
// with everything on disk, and Run returns nil. The caller ends ctx when all
// who use the server have ended.
func (s *Server) Run(ctx context.Context) error {
	backoff := firstBackoff
	for {
		s.mu.Lock()
		exited, stopped := s.exited, s.stopped
		s.mu.Unlock()
		if stopped {
			return nil
		}
		began := time.Now()
		select {
		case <-ctx.Done():
			s.Stop()
			return nil
		case <-exited:
		}
		if time.Since(began) > steadyAfter {
			backoff = firstBackoff
		}
		s.cfg.Log.Warn("redis-server has ended; starting it again", "pause", backoff, "log", s.logFile())
		if !pause(ctx, backoff) {
			s.Stop()
			return nil
		}
		backoff = min(2*backoff, lastBackoff)
		if err := s.restart(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("redis-server does not start", "error", err)
		}
	}
}

func (s *Server) restart(ctx context.Context) error {
	if err := s.start(); err != nil {
		return err
	}
	return s.ready(ctx)
}

// Stop ends the server as SHUTDOWN does, by the signal that means the same and
// needs no connection; if it does not end, it is killed, which loses nothing
// that was acknowledged. The folder is free afterwards. Stopping twice is fine.
func (s *Server) Stop() {
	s.mu.Lock()
	again := s.stopped
	s.stopped = true
	s.mu.Unlock()
	if again {
		return
	}
	s.end()
	s.release()
}

// end ends the child, if there is one, and returns when it is gone.
func (s *Server) end() {
	s.mu.Lock()
	process, exited := s.process, s.exited
	s.mu.Unlock()
	if process == nil {
		return
	}
	_ = process.Signal(terminate)
	select {
	case <-exited:
	case <-time.After(stopLimit):
		s.cfg.Log.Warn("redis-server does not stop; killing it", "pid", process.Pid)
		_ = process.Kill()
		<-exited
	}
}

// release gives the folder up.
func (s *Server) release() {
	if s.socket != "" {
		removeSocket(s.cfg.Dir, s.socket)
	}
	s.child.unlock()
	s.folder.unlock()
}

// start starts the child and a goroutine that ends with it.
func (s *Server) start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return errors.New("redis-server is being stopped")
	}
	cmd := exec.Command(s.binary,
		"--port", "0", "--unixsocket", s.socket, "--unixsocketperm", "700",
		"--dir", s.cfg.Dir, "--logfile", s.logFile(),
		"--appendonly", "yes", "--appendfsync", "always", "--save", "",
		"--maxmemory-policy", "noeviction", "--daemonize", "no")
	cmd.Dir = s.cfg.Dir
	cmd.SysProcAttr = childAttributes()
	cmd.ExtraFiles = []*os.File{s.child.file}
	// Until its number is known, none must be believed: an old one would make
	// a living child look dead to whoever starts after us.
	if err := s.child.note(tenant{Socket: s.socket}); err != nil {
		return fmt.Errorf("note redis-server's socket: %w", err)
	}
	if err := cmd.Start(); err != nil {
		closed := make(chan struct{})
		close(closed)
		s.process, s.exited = nil, closed
		return fmt.Errorf("start redis-server: %w", err)
	}
	exited := make(chan struct{})
	s.process, s.exited = cmd.Process, exited
	go func() {
		_ = cmd.Wait() // how it ended stands in its own log
		close(exited)
	}()
	if err := s.child.note(tenant{PID: cmd.Process.Pid, Socket: s.socket}); err != nil {
		return fmt.Errorf("note redis-server's pid: %w", err)
	}
	return nil
}

// ready waits until the server answers PING, which it does once it has loaded.
func (s *Server) ready(ctx context.Context) error {
	s.mu.Lock()
	exited := s.exited
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, s.cfg.LoadLimit)
	defer cancel()
	rdb := redis.NewClient(s.Options())
	defer rdb.Close()
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, 200*time.Millisecond) {
		if rdb.Ping(ctx).Err() == nil {
			return nil
		}
		select {
		case <-exited:
			return fmt.Errorf("redis-server ended while starting: %s (see %s)", lastLine(s.logFile()), s.logFile())
		case <-ctx.Done():
			return fmt.Errorf("redis-server is not ready (see %s): %w", s.logFile(), ctx.Err())
		case <-time.After(wait):
		}
	}
}

func (s *Server) logFile() string { return filepath.Join(s.cfg.Dir, "redis.log") }

// pause waits and reports whether ctx still holds.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
