//go:build unix

package redisserver

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

const terminate = syscall.SIGTERM

func kill(pid int) error { return syscall.Kill(pid, syscall.SIGKILL) }

// isRedisServer reports whether pid is a living redis-server: an old note may
// name a number that now belongs to somebody else.
func isRedisServer(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	out, err := exec.Command("ps", "-o", "state=,args=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline") // a machine without ps
		return err == nil && strings.Contains(string(text), "redis-server")
	}
	state := strings.TrimSpace(string(out))
	return !strings.HasPrefix(state, "Z") && strings.Contains(state, "redis-server")
}
