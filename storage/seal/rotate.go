package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"porchlight/storage/filelock"
)

// RotateKeyset adds a sealing key to a keyset file, which seals from the next
// start on. After a crash the file is the old one or the new one; of two
// rotations at once one is refused, so that no key is lost. keys is how many it
// has then; a non-empty warning says that others could read it.
func RotateKeyset(path string) (warning string, keys int, err error) {
	folder, err := os.Open(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return "", 0, fmt.Errorf("keyset %s does not exist: name the file that porchlight runs with: %w", path, fs.ErrNotExist)
	}
	if err != nil {
		return "", 0, fmt.Errorf("rotate keyset %s: %w", path, err)
	}
	defer folder.Close() // and with it the lock
	if err := filelock.Try(folder); errors.Is(err, filelock.ErrHeld) {
		return "", 0, fmt.Errorf("keyset %s is being rotated by another command: look at it and try again", path)
	}
	k, warning, err := ReadKeyset(path)
	if err != nil {
		return "", 0, err
	}
	if err := k.Rotate(); err != nil {
		return "", 0, err
	}
	if err := ReplaceKeyset(path, k); err != nil {
		return "", 0, err
	}
	return warning, k.derivers.Len(), nil
}
