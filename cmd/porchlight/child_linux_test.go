package main

import "syscall"

// childAttributes have the kernel end the bot should the test process die.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
