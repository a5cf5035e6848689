//go:build unix

package filelock

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestOneHolder: of two that open a file or a folder, one has the lock, until it closes.
func TestOneHolder(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "lock")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, folder} {
		first, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		second, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		if err := Try(first); err != nil {
			t.Fatal(err)
		}
		if err := Try(second); !errors.Is(err, ErrHeld) {
			t.Errorf("%s: a second holder: %v, want ErrHeld", path, err)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		if err := Try(second); err != nil {
			t.Errorf("%s: the lock outlives its holder: %v", path, err)
		}
	}
}
