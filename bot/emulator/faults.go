package emulator

import (
	"math/rand/v2"
	"net/http"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// FaultKind is one way in which Telegram, or the way to it, misbehaves.
type FaultKind int

// The ways to misbehave. "After" means that the call had its effect.
const (
	NoFault         FaultKind = iota
	DropBefore                // the connection breaks, nothing happened
	DropAfter                 // the connection breaks, the answer is lost
	BadGateway                // 502 with a page of HTML, nothing happened
	BadGatewayAfter           // 502 with a page of HTML, after the effect
	Truncate                  // 200 with half of the JSON, after the effect
	Slow                      // the call waits for Delay first
	TooManyRequests           // 429 with RetryAfter, nothing happened
	Unauthorized              // 401, nothing happened
	Duplicate                 // an update is delivered again, although confirmed
	Reorder                   // an update waits up to Delay for another queue's to overtake it
)

// Fault is a misbehaviour. It is tried on every call that it matches, or on
// every update in the case of Duplicate and Reorder.
type Fault struct {
	Kind        FaultKind
	Method      string        // a path.Match pattern of lower-case methods, such as "send*"; "" is any
	ChatID      int64         // only calls about this chat; 0 is any
	Times       int           // it ends after so many times; 0 never
	Probability float64       // of each time, from the seeded source; 0 is always
	RetryAfter  int           // seconds, of TooManyRequests; 0 is 1
	Delay       time.Duration // of Slow; of Reorder, where 0 is 20 ms
}

type faults struct {
	any    atomic.Bool // false: nothing to look at on the hot path
	mu     sync.Mutex
	active []*Fault
	random *rand.Rand
}

// Misbehave starts a fault. The returned function ends it.
func (s *Server) Misbehave(f Fault) (stop func()) {
	fs := &s.faults
	own := &f
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.active = append(fs.active, own)
	fs.any.Store(true)
	return func() {
		fs.mu.Lock()
		defer fs.mu.Unlock()
		fs.end(own)
	}
}

// Behave ends every fault.
func (s *Server) Behave() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.active = nil
	s.faults.any.Store(false)
}

// end removes a fault. The caller holds mu.
func (fs *faults) end(f *Fault) {
	kept := fs.active[:0:0]
	for _, o := range fs.active {
		if o != f {
			kept = append(kept, o)
		}
	}
	fs.active = kept
	fs.any.Store(len(kept) > 0)
}

// pick returns the first fault that strikes.
func (fs *faults) pick(matches func(*Fault) bool) Fault {
	if !fs.any.Load() {
		return Fault{}
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, f := range fs.active {
		if !matches(f) || f.Probability > 0 && fs.random.Float64() >= f.Probability {
			continue
		}
		struck := *f
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				fs.end(f)
			}
		}
		return struck
	}
	return Fault{}
}

// pickUpdate returns a fault of this kind that strikes an update.
func (fs *faults) pickUpdate(kind FaultKind) (Fault, bool) {
	f := fs.pick(func(f *Fault) bool { return f.Kind == kind })
	return f, f.Kind != NoFault
}

// before draws the fault of a call and answers it where it has no effect.
func (fs *faults) before(s *Server, r *request) *refusal {
	if !fs.any.Load() {
		return nil
	}
	r.fault = fs.pick(func(f *Fault) bool {
		if f.Kind == Duplicate || f.Kind == Reorder || f.ChatID != 0 && f.ChatID != r.chatID {
			return false
		}
		ok, err := path.Match(strings.ToLower(f.Method), r.method)
		return f.Method == "" || ok && err == nil
	})
	switch r.fault.Kind {
	case DropBefore:
		return &refusal{code: 499, text: "fault: the connection is dropped before the effect"}
	case BadGateway:
		return &refusal{code: 502, text: "fault: bad gateway before the effect"}
	case TooManyRequests:
		return tooMany(max(1, r.fault.RetryAfter))
	case Unauthorized:
		return &refusal{code: 401, text: "Unauthorized"}
	case Slow:
		wait := time.NewTimer(r.fault.Delay)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-r.ctx.Done():
		case <-s.closing:
		}
	}
	return nil
}

// spoil ruins an answer. It returns false if the answer is to be sent whole.
func (f *Fault) spoil(w http.ResponseWriter, answer []byte) bool {
	switch f.Kind {
	case DropBefore, DropAfter:
		panic(http.ErrAbortHandler) // net/http's way to break a connection
	case BadGateway, BadGatewayAfter:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"))
		return true
	case Truncate:
		w.Header()["Content-Type"] = jsonType()
		_, _ = w.Write(answer[:len(answer)/2])
		return true
	}
	return false
}
