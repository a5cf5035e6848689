package redisserver

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestAbandonedFoldersGo and what anybody still holds stays.
func TestAbandonedFoldersGo(t *testing.T) {
	top := t.TempDir()
	folder := func(name string) string {
		dir := filepath.Join(top, name)
		ok(t, os.MkdirAll(filepath.Join(dir, "appendonlydir"), 0o700))
		return dir
	}
	left, mine, child, other := folder("demo-left"), folder("demo-mine"), folder("demo-child"), folder("other")
	for _, path := range []string{filepath.Join(mine, folderLockFile), childLockFile(child)} {
		lock, err := lockFolder(path)
		ok(t, err)
		defer lock.unlock()
	}
	ok(t, RemoveAbandoned(filepath.Join(top, "demo-*"), time.Now().Add(-time.Hour)))
	if _, err := os.Stat(left); err != nil {
		t.Errorf("a young folder is removed: %v", err)
	}
	ok(t, RemoveAbandoned(filepath.Join(top, "demo-*"), time.Now().Add(time.Hour)))
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("an abandoned folder stays: %v", err)
	}
	for _, dir := range []string{mine, child, other} {
		if _, err := os.Stat(dir); err != nil {
			t.Errorf("%s is removed: %v", filepath.Base(dir), err)
		}
	}
}
