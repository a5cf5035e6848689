package bot

import "sync"

// keyLocks holds one lock per contended key: turns that lost a race over the
// same session decide again one after the other, so that conflicts grow with
// replicas and not with people.
type keyLocks struct {
	mu   sync.Mutex
	held map[string]*keyLock
}

// keyLock is a channel and not a mutex because it is held while Redis is asked: the
// simulation knows that everybody waits only of those who wait at channels.
type keyLock struct {
	taken chan struct{} // holds one token while somebody has the lock
	users int
}

// lock takes a key and returns what gives it back.
func (k *keyLocks) lock(key string) (unlock func()) {
	k.mu.Lock()
	if k.held == nil {
		k.held = map[string]*keyLock{}
	}
	l := k.held[key]
	if l == nil {
		l = &keyLock{taken: make(chan struct{}, 1)}
		k.held[key] = l
	}
	l.users++
	k.mu.Unlock()
	l.taken <- struct{}{}
	return func() {
		<-l.taken
		k.mu.Lock()
		if l.users--; l.users == 0 {
			delete(k.held, key)
		}
		k.mu.Unlock()
	}
}
