package redisserver

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// RemoveAbandoned removes the folders that match a pattern, were made before a
// moment, and are held by nobody any more: neither by the porchlight that made
// them nor by a redis-server it left behind.
func RemoveAbandoned(pattern string, made time.Time) error {
	dirs, err := filepath.Glob(pattern)
	if err != nil {
		return fmt.Errorf("look for folders left behind: %w", err)
	}
	var errs []error
	for _, dir := range dirs {
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() || info.ModTime().After(made) {
			continue
		}
		errs = append(errs, removeFree(dir))
	}
	return errors.Join(errs...)
}

// removeFree removes a folder if both of its locks are free.
func removeFree(dir string) error {
	for _, path := range []string{filepath.Join(dir, folderLockFile), childLockFile(dir)} {
		lock, err := lockFolder(path)
		if errors.Is(err, ErrFolderInUse) || errors.Is(err, os.ErrPermission) { // another person's, perhaps
			return nil
		}
		if err != nil {
			return fmt.Errorf("look whether %s is in use: %w", dir, err)
		}
		defer lock.unlock()
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove what an earlier run left: %w", err)
	}
	return nil
}
