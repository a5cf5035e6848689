//go:build unix

package api

import (
	"net"
	"syscall"
)

// canLook says whether quiet can tell.
const canLook = true

// quiet says whether an idle connection is open and has nothing to read. What
// a server says unasked is its goodbye. Of an encrypted line its carrier is
// looked at.
func quiet(c net.Conn) bool {
	if carried, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = carried.NetConn()
	}
	conn, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return false
	}
	var waits bool
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		waits = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
		return true
	})
	return err == nil && waits
}
