// Package filelock keeps two processes of one machine from doing the same work at
// once. A lock belongs to an open file: a child that inherits the file holds the
// lock too, and the kernel gives it up when the last of them has ended, however
// they ended. A folder can be locked like a file.
//
// It knows nothing of what the lock protects.
package filelock

import "errors"

// ErrHeld is returned when another process has the lock.
var ErrHeld = errors.New("another process holds the lock")
