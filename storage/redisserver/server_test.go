//go:build unix

package redisserver

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/storage/redisclient"
)

// serverClient starts a server in dir and returns it with a client; both end
// with the test.
func serverClient(t *testing.T, dir string) (*Server, *redis.Client) {
	t.Helper()
	s, err := Start(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	rdb := redis.NewClient(s.Options())
	t.Cleanup(func() { _ = rdb.Close() })
	return s, rdb
}

// shortDir is a folder whose name leaves room for a socket.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pl")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func TestServerIsSafe(t *testing.T) {
	dir := shortDir(t)
	_, rdb := serverClient(t, dir)
	for name, want := range map[string]string{
		"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "save": "", "port": "0", "dir": dir,
	} {
		got, err := rdb.ConfigGet(t.Context(), name).Result()
		if err != nil || got[name] != want {
			t.Errorf("%s is %q, want %q (%v)", name, got[name], want, err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "redis.sock"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("socket %v, %v: others must not open it", info, err)
	}
}

func TestServerComesBackWithItsData(t *testing.T) {
	t.Parallel()
	s, rdb := serverClient(t, shortDir(t))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	for i := range 3 {
		if err := rdb.Incr(t.Context(), "kept").Err(); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		pid := s.process.Pid
		s.mu.Unlock()
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		eventually(t, "coming back", func() bool {
			n, err := rdb.Get(t.Context(), "kept").Int()
			return err == nil && n == i+1
		})
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if rdb.Ping(t.Context()).Err() == nil {
		t.Fatal("the server outlived Run")
	}
}

func TestStoppedServerLeavesDataAndAFreeFolder(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	s, rdb := serverClient(t, dir)
	if err := rdb.Set(t.Context(), "kept", "yes", 0).Err(); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	s.Stop()
	if _, err := os.Stat(filepath.Join(dir, "redis.sock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
	_, again := serverClient(t, dir)
	if got, err := again.Get(t.Context(), "kept").Result(); err != nil || got != "yes" {
		t.Fatalf("%q, %v", got, err)
	}
}

func TestFolderIsNotShared(t *testing.T) {
	dir := shortDir(t)
	_, rdb := serverClient(t, dir)
	if _, err := Start(t.Context(), Config{Dir: dir}); !errors.Is(err, ErrFolderInUse) {
		t.Fatalf("error %v, want ErrFolderInUse", err)
	}
	if err := rdb.Ping(t.Context()).Err(); err != nil {
		t.Fatalf("the refused start hurt the running server: %v", err)
	}
	options, err := Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	beside := redis.NewClient(options)
	defer beside.Close()
	if err := beside.Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := Find(t.Context(), t.TempDir()); err == nil {
		t.Fatal("a server was found in an empty folder")
	}
}

func TestLongFolderNameStillHasASocket(t *testing.T) {
	dir := filepath.Join(shortDir(t), strings.Repeat("long/", 30))
	s, rdb := serverClient(t, dir)
	if err := rdb.Set(t.Context(), "kept", "yes", 0).Err(); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	if _, err := os.Stat(filepath.Dir(s.socket)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the private folder is still there: %v", err)
	}
}

func TestMissingRedisServerSaysHowToGetIt(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Start(t.Context(), Config{Dir: t.TempDir()})
	if !errors.Is(err, ErrNotInstalled) || !strings.Contains(err.Error(), "REDIS_URL") {
		t.Fatalf("error %v", err)
	}
}

func TestServerThatCannotStartSaysWhy(t *testing.T) {
	dir := shortDir(t)
	s, rdb := serverClient(t, dir)
	if err := rdb.Set(t.Context(), "a", "b", 0).Err(); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	files, err := filepath.Glob(filepath.Join(dir, "appendonlydir", "*.manifest"))
	if err != nil || len(files) != 1 {
		t.Fatalf("manifest: %v, %v", files, err)
	}
	if err := os.WriteFile(files[0], []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Start(t.Context(), Config{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "redis.log") {
		t.Fatalf("error %v, want the log's name", err)
	}
	lock, err := lockFolder(filepath.Join(dir, "porchlight.lock"))
	if err != nil {
		t.Fatalf("the folder is not free after a start that failed: %v", err)
	}
	lock.unlock()
}

// lifeEnv makes the test binary live as a process that keeps a server.
const lifeEnv = "PORCHLIGHT_TEST_LIFE"

// TestLife is not a test of its own: as a child of the next test it starts a
// server, says its pid, and waits to be killed.
func TestLife(t *testing.T) {
	dir := os.Getenv(lifeEnv)
	if dir == "" {
		return
	}
	s, err := Start(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = os.Stdout.WriteString(strconv.Itoa(s.process.Pid) + "\n")
	select {}
}

func TestStartAfterOurOwnKill(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	life := exec.Command(os.Args[0], "-test.run=^TestLife$")
	life.Env = append(os.Environ(), lifeEnv+"="+dir)
	out, err := life.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := life.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("first life: %q, %v", line, err)
	}
	first := redis.NewClient(redisclient.Socket(filepath.Join(dir, "redis.sock")))
	defer first.Close()
	if err := first.Set(t.Context(), "kept", "yes", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := life.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = life.Wait()
	_, rdb := serverClient(t, dir)
	if got, err := rdb.Get(t.Context(), "kept").Result(); err != nil || got != "yes" {
		t.Fatalf("second life: %q, %v", got, err)
	}
}

// orphan starts a redis-server as a killed process would leave it where the
// kernel does not end children: alive, holding the lock, with nobody above it.
func orphan(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	lock, err := lockFolder(childLockFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "redis.sock")
	cmd := exec.Command("redis-server", "--port", "0", "--unixsocket", socket, "--dir", dir,
		"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--logfile", filepath.Join(dir, "redis.log"))
	cmd.ExtraFiles = []*os.File{lock.file}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if err := lock.note(tenant{PID: cmd.Process.Pid, Socket: socket}); err != nil {
		t.Fatal(err)
	}
	lock.unlock()
	rdb := redis.NewClient(redisclient.Socket(socket))
	defer rdb.Close()
	eventually(t, "the orphan's answer", func() bool { return rdb.Set(t.Context(), "kept", "yes", 0).Err() == nil })
	return cmd
}

func TestOrphanIsTakenOver(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		hangs bool
	}{{"that answers", false}, {"that hangs", true}} {
		t.Run(tt.name, func(t *testing.T) {
			dir := shortDir(t)
			old := orphan(t, dir)
			if tt.hangs {
				if err := old.Process.Signal(syscall.SIGSTOP); err != nil {
					t.Fatal(err)
				}
			}
			_, rdb := serverClient(t, dir)
			if got, err := rdb.Get(t.Context(), "kept").Result(); err != nil || got != "yes" {
				t.Fatalf("%q, %v", got, err)
			}
		})
	}
}
