//go:build !unix

package redisserver

import (
	"os"
	"syscall"
)

// There is no redis-server for such systems; REDIS_URL is the way.

var terminate = os.Interrupt

func kill(int) error { return errNoServer }

func isRedisServer(int) bool { return false }

func childAttributes() *syscall.SysProcAttr { return nil }
