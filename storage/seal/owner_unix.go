//go:build unix

package seal

import (
	"fmt"
	"os"
	"syscall"
)

// keepOwner gives a file the owner of the one that it replaces, so that what the
// administrator rotates can still be read by the user that runs porchlight.
func keepOwner(file, like string) error {
	info, err := os.Stat(like)
	if err != nil {
		return fmt.Errorf("look whose %s is: %w", like, err)
	}
	was, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(was.Uid) == os.Geteuid() {
		return nil
	}
	if err := os.Chown(file, int(was.Uid), int(was.Gid)); err != nil {
		return fmt.Errorf("%s belongs to user %d: run this as that user, or as root: %w", like, was.Uid, err)
	}
	return nil
}
