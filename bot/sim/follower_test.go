package sim

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// follower is a replica, as far as a process can tell: INFO names it, WAIT is answered
// by it, and once the master is lost it reigns with what it had. What it may lack is
// what was written since it last answered. A nil follower is a Redis that is alone.
type follower struct {
	rng    *rand.Rand
	inside *miniredis.Miniredis

	mu     sync.Mutex
	reigns int // how many masters there have been
	had    []value
	behind int // how many commands it lacks
}

// value is one key with all that it holds.
type value struct {
	key    string
	text   string
	list   []string
	set    []string
	hash   []string // field, value, ...
	sorted map[string]float64
	ends   time.Time // zero: it does not
}

func newFollower(seed uint64, m *miniredis.Miniredis) *follower {
	return &follower{rng: rand.New(rand.NewPCG(seed, 1<<41)), inside: m, reigns: 1}
}

// replication is its master's INFO replication.
func (f *follower) replication() string {
	if f == nil {
		return "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n"
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return fmt.Sprintf("# Replication\r\nrole:master\r\nmaster_replid:%040d\r\nconnected_slaves:1\r\n"+
		"slave0:ip=inside,port=1,state=online,offset=1,lag=0\r\n", f.reigns)
}

// wait answers WAIT: with how many replicas have everything. Now and then it has not
// caught up in time.
func (f *follower) wait() int {
	if f == nil {
		return 0
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.rng.IntN(3) == 0 {
		return 0
	}
	f.catchUp()
	return 1
}

// hears is told of commands before its master runs them. It keeps up by itself, a
// little late.
func (f *follower) hears(commands int) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.rng.IntN(64) == 0 {
		f.catchUp()
	}
	f.behind += commands
}

func (f *follower) catchUp() {
	f.behind, f.had = 0, f.had[:0]
	db, now := f.inside.DB(0), time.Now()
	for _, key := range f.inside.Keys() {
		v := value{key: key}
		switch db.Type(key) {
		case "string":
			v.text, _ = db.Get(key)
		case "list":
			v.list, _ = db.List(key)
		case "set":
			v.set, _ = db.Members(key)
		case "zset":
			v.sorted, _ = db.SortedSet(key)
		case "hash":
			fields, _ := db.HKeys(key)
			for _, field := range fields {
				v.hash = append(v.hash, field, db.HGet(key, field))
			}
		}
		if ttl := db.TTL(key); ttl > 0 {
			v.ends = now.Add(ttl)
		}
		f.had = append(f.had, v)
	}
}

// takesOver has it reign with what it has.
func (f *follower) takesOver() (lacking int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inside.FlushAll()
	db, now := f.inside.DB(0), time.Now()
	for _, v := range f.had {
		if !v.ends.IsZero() && !v.ends.After(now) {
			continue
		}
		switch {
		case v.list != nil:
			_, _ = db.Push(v.key, v.list...)
		case v.set != nil:
			_, _ = db.SetAdd(v.key, v.set...)
		case v.hash != nil:
			db.HSet(v.key, v.hash...)
		case v.sorted != nil:
			for member, score := range v.sorted {
				_, _ = db.ZAdd(v.key, score, member)
			}
		default:
			_ = db.Set(v.key, v.text)
		}
		if !v.ends.IsZero() {
			db.SetTTL(v.key, v.ends.Sub(now))
		}
	}
	f.reigns++
	lacking, f.behind = f.behind, 0
	return lacking
}
