//go:build unix && !linux

package redisserver

import "syscall"

// childAttributes put the child in a group of its own, so that a Ctrl-C meant
// for us does not end it before we have stored our work. If we are killed it
// lives on; the next start ends it.
func childAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
