//go:build !linux

package storage

// place and ended know nothing of other processes here: a process that was killed
// is known to be gone once its heartbeat has run out.
func place() string { return "" }

func ended(at, here string) bool { return false }
