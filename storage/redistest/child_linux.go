package redistest

import "syscall"

// childAttributes have the kernel end the server should the test process die.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// memory is a folder that the kernel keeps in memory, "" if there is none with room.
func memory() string {
	const folder, room = "/dev/shm", 1 << 30
	var s syscall.Statfs_t
	if syscall.Statfs(folder, &s) != nil || s.Bavail*uint64(s.Bsize) < room || syscall.Access(folder, 2) != nil {
		return ""
	}
	return folder
}
