package redisserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/storage/filelock"
	"porchlight/storage/redisclient"
)

// This file is about the folder of our own redis-server: who holds it, what an
// earlier process left in it, and where its socket is.

// errNoServer is what a system without such locks is told.
var errNoServer = errors.New("a redis-server of our own needs a unix system: set REDIS_URL")

// maxSocketPath is what fits a socket's address everywhere (Linux 107, macOS 103).
const maxSocketPath = 103

// maxServerLog is the size at which the server's log is begun anew at start.
const maxServerLog = 16 << 20

// orphanLimit is how long a redis-server left behind may take to end.
const orphanLimit = 15 * time.Second

// tenant is the note in the child's lock file: who may hold it, and where it
// listens. It is believed only while the lock is held.
type tenant struct {
	PID    int    `json:"pid"`
	Socket string `json:"socket"`
}

// folderLock is a locked file. The lock belongs to the open file, so a child
// that inherits the file holds it too, for as long as it lives.
type folderLock struct{ file *os.File }

// lockFolder takes the lock or returns ErrFolderInUse.
func lockFolder(path string) (*folderLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	switch err := filelock.Try(f); {
	case errors.Is(err, filelock.ErrHeld):
		return nil, errors.Join(ErrFolderInUse, f.Close())
	case errors.Is(err, errors.ErrUnsupported):
		return nil, errors.Join(errNoServer, f.Close())
	case err != nil:
		return nil, errors.Join(err, f.Close())
	}
	return &folderLock{f}, nil
}

func (l *folderLock) unlock() {
	if l != nil {
		_ = l.file.Close()
	}
}

func (l *folderLock) note(t tenant) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err = l.file.WriteAt(text, 0)
	return err
}

// folderLockFile is what the porchlight of a folder holds.
const folderLockFile = "porchlight.lock"

func childLockFile(dir string) string { return filepath.Join(dir, "redis.lock") }

func readTenant(dir string) (t tenant) {
	if text, err := os.ReadFile(childLockFile(dir)); err == nil {
		_ = json.Unmarshal(text, &t) // half a note is no note
	}
	return t
}

// Find returns how to reach the redis-server that another process keeps
// in the folder, for a short command beside a running bot.
func Find(ctx context.Context, dir string) (*redis.Options, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("redis folder: %w", err)
	}
	t := readTenant(dir)
	if t.Socket == "" {
		return nil, fmt.Errorf("redis folder %s: no redis-server has been started there", dir)
	}
	rdb := redis.NewClient(redisclient.Socket(t.Socket))
	defer rdb.Close()
	if err := rdb.Ping(ctx).Err(); err != nil {
		return nil, fmt.Errorf("redis-server in %s does not answer: %w", dir, err)
	}
	return redisclient.Socket(t.Socket), nil
}

// takeOver returns the child's lock. If a redis-server of an earlier life still
// holds it, that one is asked to end, then made to: two servers on one
// append-only file would ruin it.
func (s *Server) takeOver(ctx context.Context) (*folderLock, error) {
	left := readTenant(s.cfg.Dir)
	lock, err := lockFolder(childLockFile(s.cfg.Dir))
	if errors.Is(err, ErrFolderInUse) {
		s.cfg.Log.Warn("an earlier redis-server is still running; stopping it", "pid", left.PID)
		lock, err = evict(ctx, s.cfg.Dir, left)
	}
	if err != nil {
		return nil, fmt.Errorf("redis folder %s: %w", s.cfg.Dir, err)
	}
	if left.Socket != "" {
		removeSocket(s.cfg.Dir, left.Socket)
	}
	return lock, nil
}

// evict ends the server that holds the child's lock and takes the lock.
func evict(ctx context.Context, dir string, left tenant) (*folderLock, error) {
	ctx, cancel := context.WithTimeout(ctx, orphanLimit)
	defer cancel()
	if left.Socket != "" {
		asked, enough := context.WithTimeout(ctx, orphanLimit/3)
		rdb := redis.NewClient(redisclient.Socket(left.Socket))
		_ = rdb.ShutdownNoSave(asked).Err() // the append-only file is complete; errors show below
		_ = rdb.Close()
		enough()
	}
	killed := time.Now().Add(orphanLimit / 5)
	for {
		lock, err := lockFolder(childLockFile(dir))
		if !errors.Is(err, ErrFolderInUse) {
			return lock, err
		}
		if left.PID != 0 && !isRedisServer(left.PID) {
			// Only a rewrite that outlived its server can still hold the lock:
			// it writes a file of its own that nobody will read.
			if err := os.Remove(childLockFile(dir)); err != nil {
				return nil, fmt.Errorf("remove lock: %w", err)
			}
			continue
		}
		if left.PID != 0 && time.Now().After(killed) {
			_ = kill(left.PID) // loses nothing that was acknowledged
		}
		if !pause(ctx, 20*time.Millisecond) {
			return nil, fmt.Errorf("an earlier redis-server (pid %d) does not end: stop it, then start again", left.PID)
		}
	}
}

// placeSocket returns a path short enough for a socket: in the folder, or in a
// new private folder of the system's if the folder's name is too long.
func placeSocket(dir string) (string, error) {
	if path := filepath.Join(dir, "redis.sock"); len(path) <= maxSocketPath {
		return path, nil
	}
	private, err := os.MkdirTemp("", "porchlight-")
	if err != nil {
		return "", fmt.Errorf("make a folder for redis-server's socket: %w", err)
	}
	path := filepath.Join(private, "redis.sock")
	if len(path) > maxSocketPath {
		return "", errors.Join(fmt.Errorf("the paths %s and %s are both too long for a socket: choose a shorter folder", dir, private), os.Remove(private))
	}
	return path, nil
}

// removeSocket removes what placeSocket and the server made.
func removeSocket(dir, socket string) {
	_ = os.Remove(socket)
	if private := filepath.Dir(socket); private != dir {
		_ = os.Remove(private) // only ever an empty folder
	}
}

// trimLog begins the server's log anew when it has grown large.
func trimLog(path string) {
	if info, err := os.Stat(path); err == nil && info.Size() > maxServerLog {
		_ = os.Truncate(path, 0)
	}
}

// lastLine returns the end of the server's log, which says why it ended.
func lastLine(path string) string {
	const most = 4 << 10
	f, err := os.Open(path)
	if err != nil {
		return "it wrote no log"
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "it wrote no log"
	}
	end := make([]byte, min(info.Size(), most))
	n, _ := f.ReadAt(end, info.Size()-int64(len(end)))
	lines := bytes.Split(bytes.TrimSpace(end[:n]), []byte("\n"))
	return strings.ToValidUTF8(string(lines[len(lines)-1]), "")
}
