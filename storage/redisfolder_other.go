//go:build !unix

package storage

import (
	"errors"
	"os"
	"syscall"
)

// There is no redis-server for such systems; REDIS_URL is the way.

var terminate = os.Interrupt

var errNoLock = errors.New("a redis-server of our own needs a unix system: set REDIS_URL")

func tryLock(*os.File) error { return errNoLock }

func kill(int) error { return errNoLock }

func isRedisServer(int) bool { return false }

func childAttributes() *syscall.SysProcAttr { return nil }
