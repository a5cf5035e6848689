//go:build !linux

package main

import "syscall"

// childAttributes leave the bot to the test's cleanup.
func childAttributes() *syscall.SysProcAttr { return nil }
