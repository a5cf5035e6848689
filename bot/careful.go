package bot

import (
	"sync/atomic"
	"time"
)

// careful is in force for a while after an unclean end: an attempt at an
// update is then recorded before its step runs, so that one which kills the
// process cannot do so for ever.
type careful struct{ until atomic.Int64 }

// carefulFor is how long: Telegram hands out again at once whatever was not
// confirmed.
const carefulFor = 2 * time.Minute

// carefulTries is how many attempts may begin before an update is set aside.
const carefulTries = 3

func (c *careful) begin(now time.Time) { c.until.Store(now.Add(carefulFor).UnixNano()) }

func (c *careful) on() bool {
	until := c.until.Load()
	return until != 0 && time.Now().UnixNano() < until
}

// readiness is whether Telegram answered lately; whether Redis did, the
// heartbeat knows.
type readiness struct{ ok atomic.Bool }

func (r *readiness) set(ok bool) { r.ok.Store(ok) }
func (r *readiness) get() bool   { return r.ok.Load() }
