package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"os"
	"strconv"
	"strings"
)

// place names this process as others on the same machine can look it up: a mark
// of the machine's boot and of its process numbers' name space, the process number
// and when it started. "" if that cannot be told.
func place() string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	space, err := os.Readlink("/proc/self/ns/pid")
	if err != nil {
		return ""
	}
	_, started := processState(os.Getpid())
	if started == "" {
		return ""
	}
	sum := sha256.Sum256(append(boot, space...))
	return strings.Join([]string{base64.RawURLEncoding.EncodeToString(sum[:9]), strconv.Itoa(os.Getpid()), started}, " ")
}

// ended says whether the process at a place is certainly gone: it ran on this
// machine, and there is none of its number that started when it did.
func ended(at, here string) bool {
	was, is := strings.Fields(at), strings.Fields(here)
	if len(was) != 3 || len(is) != 3 || was[0] != is[0] {
		return false
	}
	pid, err := strconv.Atoi(was[1])
	if err != nil {
		return false
	}
	state, started := processState(pid)
	return started != was[2] || state == "Z" || state == "X"
}

// processState reads the state of a process and when it started (clock ticks since
// the boot); "" if there is no such process.
func processState(pid int) (state, started string) {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return "", ""
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:])) // the name may hold spaces
	if len(fields) < 20 {
		return "", ""
	}
	return fields[0], fields[19]
}
