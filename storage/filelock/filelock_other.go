//go:build !unix

package filelock

import (
	"errors"
	"fmt"
	"os"
)

// Try returns errors.ErrUnsupported: such a system has no lock that a child inherits.
func Try(f *os.File) error { return fmt.Errorf("lock %s: %w", f.Name(), errors.ErrUnsupported) }
