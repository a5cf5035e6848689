package emulator

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

const (
	updateLife = 24 * time.Hour
	pressLife  = 150 * time.Second
	recentKept = 1000 // how many confirmed updates can still be duplicated
)

// queueID names one of Telegram's queues: a webhook is ordered within one.
type queueID struct {
	kind string // the chat's messages, the user's presses, my_chat_member, or a raw one's name
	id   int64
}

// update is one update that waits for the bot.
type update struct {
	id      int64
	kind    string // message, callback_query ...
	queue   queueID
	body    []byte // {"update_id":...}
	expires time.Time
	press   string // the callback query that it carries, "" for none
	done    bool   // confirmed, delivered or dropped
	handed  bool   // getUpdates has given it to somebody
}

// queue holds the updates until the bot has confirmed them.
type queue struct {
	srv     *Server
	mu      sync.Mutex
	nextID  int64
	pending []*update // by rising id
	done    int       // how many of pending are done
	again   []*update // to be delivered once more although confirmed
	recent  []*update // the newest confirmed ones
	allowed []string  // allowed_updates; nil is the default
	held    *update   // a Reorder keeps it back
	hole    int64     // the id that may overtake the held update
	soonest time.Time // no pending update expires before
	poller  *poller

	lastOffset int64
	lastAsked  time.Time
}

func (q *queue) init(s *Server) {
	q.srv = s
	q.nextID = s.opts.FirstUpdateID
	q.lastOffset = -1
}

// wanted reports whether the bot asked for this kind of update.
func (q *queue) wanted(kind string) bool {
	if q.allowed == nil {
		return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
	}
	return slices.Contains(q.allowed, kind)
}

// push queues an update whose JSON is "kind":object, and returns its id, or 0
// if the bot did not ask for this kind.
func (q *queue) push(kind string, id queueID, press string, object []byte) int64 {
	q.srv.limits.hear(id.id, q.srv.now())
	q.mu.Lock()
	defer q.mu.Unlock()
	if kind != "" && !q.wanted(kind) {
		return 0
	}
	u := &update{kind: kind, queue: id, press: press, expires: q.srv.now().Add(updateLife)}
	if press != "" {
		u.expires = q.srv.now().Add(pressLife)
	}
	q.number(u)
	u.body = make([]byte, 0, len(object)+len(kind)+40)
	u.body = append(u.body, `{"update_id":`...)
	u.body = appendDigits(u.body, u.id)
	if kind != "" {
		u.body = append(append(append(u.body, ',', '"'), kind...), '"', ':')
		u.body = append(append(u.body, object...), '}')
	} else {
		u.body = append(u.body, object...) // raw: the rest of an object
	}
	q.offer(u)
	return u.id
}

// number gives an update its id: the next, or the one that a held update of
// another queue left open.
func (q *queue) number(u *update) {
	if q.held != nil && q.held.queue != u.queue && q.hole != 0 {
		u.id, q.hole = q.hole, 0
		return
	}
	if q.held != nil {
		q.release()
	}
	u.id = q.nextID
	q.nextID++
}

// offer makes an update visible, or holds it back.
func (q *queue) offer(u *update) {
	if q.held == nil {
		if f, strikes := q.srv.faults.pickUpdate(Reorder); strikes {
			q.hold(u, f.Delay)
			return
		}
	}
	q.insert(u)
	if q.held != nil && q.hole == 0 {
		q.release() // it has been overtaken
	}
	q.wake()
}

// hold keeps an update back so that one of another queue can overtake it.
func (q *queue) hold(u *update, delay time.Duration) {
	if delay == 0 {
		delay = 20 * time.Millisecond
	}
	// The body spells the id; both move up by one of equal length but for a
	// power of ten, so it is written anew.
	rest := u.body[len(fmt.Sprintf(`{"update_id":%d`, u.id)):]
	q.hole = u.id
	u.id = q.nextID
	q.nextID++
	u.body = append(fmt.Appendf(nil, `{"update_id":%d`, u.id), rest...)
	q.held = u
	time.AfterFunc(delay, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		if q.held == u {
			q.release()
			q.wake()
		}
	})
}

func (q *queue) release() {
	u := q.held
	q.held, q.hole = nil, 0
	q.insert(u)
}

// insert keeps pending in the order of ids.
func (q *queue) insert(u *update) {
	if len(q.pending) == 0 || u.expires.Before(q.soonest) {
		q.soonest = u.expires
	}
	q.srv.hook.add(u)
	n := len(q.pending)
	if n == 0 || q.pending[n-1].id < u.id {
		q.pending = append(q.pending, u)
		return
	}
	at := sort.Search(n, func(i int) bool { return q.pending[i].id > u.id })
	q.pending = slices.Insert(q.pending, at, u)
}

// wake tells the poller that there is something to fetch.
func (q *queue) wake() {
	if q.poller != nil {
		q.poller.wake()
	}
	q.srv.watch.changed()
}

// finish marks an update as done. The caller holds mu.
func (q *queue) finish(u *update) {
	if u.done {
		return
	}
	u.done = true
	q.done++
	if len(q.recent) >= recentKept {
		q.recent = append(q.recent[:0:0], q.recent[recentKept/2:]...)
	}
	q.recent = append(q.recent, u)
	if _, strikes := q.srv.faults.pickUpdate(Duplicate); strikes {
		q.repeat(u)
	}
}

// repeat delivers a finished update once more. The caller holds mu.
func (q *queue) repeat(u *update) {
	if !q.srv.hook.add(u) {
		q.again = append(q.again, u)
	}
}

// sweep forgets what is done and what is too old. The caller holds mu.
func (q *queue) sweep() {
	if now := q.srv.now(); !now.Before(q.soonest) {
		q.soonest = now.Add(updateLife)
		for _, u := range q.pending {
			switch {
			case u.done:
			case !now.Before(u.expires):
				u.done = true
				q.done++
			case u.expires.Before(q.soonest):
				q.soonest = u.expires
			}
		}
	}
	for len(q.pending) > 0 && q.pending[0].done { // all that a poller leaves
		q.pending = q.pending[1:]
		q.done--
	}
	if q.done > 64 && q.done > len(q.pending)/2 { // a webhook leaves gaps
		q.pending = slices.DeleteFunc(q.pending, func(u *update) bool { return u.done })
		q.done = 0
	}
}

// Pending is the number of updates that the bot has not confirmed, or that
// the webhook has not accepted.
func (s *Server) Pending() int {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	n := len(s.queue.pending) - s.queue.done + len(s.queue.again)
	if s.queue.held != nil {
		n++
	}
	return n
}

// ResetUpdateIDs makes the next update id first, or a random one if first is
// 0, as Telegram does after a week without updates. Like Telegram it does so
// with an empty queue only.
func (s *Server) ResetUpdateIDs(first int64) error {
	q := &s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.sweep(); len(q.pending) > q.done || q.held != nil {
		return fmt.Errorf("reset update ids: %d updates wait", len(q.pending)-q.done)
	}
	q.pending, q.done = nil, 0
	if q.nextID = first; first == 0 {
		q.nextID = 1 + rand.Int64N(1<<31-1<<20)
	}
	return nil
}

// Redeliver hands out a confirmed update once more, as Telegram sometimes
// does. It returns false if the update is not among the newest 500 confirmed.
func (s *Server) Redeliver(updateID int64) bool {
	q := &s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := len(q.recent) - 1; i >= 0; i-- {
		if q.recent[i].id == updateID {
			q.repeat(q.recent[i])
			q.wake()
			return true
		}
	}
	return false
}

// InjectRaw queues any update. An object without update_id is given one; an
// object that has one keeps it; anything else is delivered as it stands. Raw
// updates that share a queue's name are delivered in order. It returns the
// id by which the update can be confirmed.
func (s *Server) InjectRaw(queue string, raw string) int64 {
	raw = strings.TrimSpace(raw)
	id := queueID{kind: "raw " + queue}
	var known struct {
		ID *int64 `json:"update_id"`
	}
	if json.Unmarshal([]byte(raw), &known) == nil && known.ID == nil && strings.HasPrefix(raw, "{") {
		rest := strings.TrimSpace(raw[1:])
		if rest != "}" {
			rest = "," + rest
		}
		return s.queue.push("", id, "", []byte(rest))
	}
	q := &s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	u := &update{queue: id, body: []byte(raw), expires: s.now().Add(updateLife)}
	if known.ID != nil {
		u.id = *known.ID
		q.nextID = max(q.nextID, u.id+1)
	} else {
		u.id = q.nextID
		q.nextID++
	}
	q.insert(u)
	q.wake()
	return u.id
}
