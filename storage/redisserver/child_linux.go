package redisserver

import "syscall"

// childAttributes put the child in a group of its own, so that a Ctrl-C meant
// for us does not end it before we have stored our work, and have the kernel
// end it when we are killed.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
