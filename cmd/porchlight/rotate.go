package main

import (
	"fmt"
	"io"
	"path/filepath"

	"porchlight/storage/seal"
)

// rotateKeyset adds a sealing key to a keyset. Whatever was sealed before still
// opens, and pseudonyms stay.
func rotateKeyset(args []string, out, errs io.Writer) error {
	if len(args) != 1 {
		return setting("rotate-keyset takes one file: porchlight rotate-keyset FILE")
	}
	path, err := filepath.EvalSymlinks(args[0]) // the file itself is replaced, not a link to it
	if err != nil {
		path = args[0]
	}
	warning, keys, err := seal.RotateKeyset(path)
	if err != nil {
		return settingError{err}
	}
	if warning != "" {
		fmt.Fprintln(errs, "porchlight:", warning)
	}
	fmt.Fprintf(out, `%s has a new sealing key; what the other %d sealed still opens
1. Copy the file to wherever another porchlight with this keyset runs.
2. Stop every porchlight with this keyset, then start them: one that has only the
   old keys cannot read what one with the new key has sealed.
3. Copy the file to where you keep the keyset, apart from Redis. Keep the copy
   from before for as long as you keep backups of Redis: it opens them, as this one does.
`, path, keys-1)
	return nil
}
