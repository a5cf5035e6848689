package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Where Redis has replicas, a failover may lose the last moment of what was
// committed. Whoever tells Telegram that an update is done first asks Synced:
// then a replica has it too, and it was committed under the master that still
// reigns. What rolled back is thus handed out by Telegram once more.

var (
	// ErrFailover: another Redis reigns than before; what was committed
	// meanwhile may be gone and must be taken from Telegram again.
	ErrFailover = errors.New("another Redis took over: what was done last may be lost and is done again")
	// ErrUnsynced: no replica has said that it has everything.
	ErrUnsynced = errors.New("no replica of Redis keeps up")
)

const (
	// ackLimit is how long Synced waits for a replica, well below ioTimeout.
	ackLimit = time.Second
	// lookTrust is how long it is believed that there are no replicas. Each
	// heartbeat looks anew, so Synced costs nothing without them.
	lookTrust = 5 * beatEvery
	// lagLimit is when a replica that says nothing counts as gone, as Redis'
	// own min-replicas-max-lag has it: it must not hold everything up.
	lagLimit = 10 // seconds
)

// Tenure is one Redis' time as master: its replication id, which every failover
// and every restart changes. "" is one that nobody looked at yet.
type Tenure string

// reign is what this process last saw of the master.
type reign struct {
	mu       sync.Mutex
	tenure   Tenure
	replicas int
	seen     time.Time
}

// Tenure is the master's as last seen. Take it before an update is worked on,
// and give it to Synced afterwards.
func (s *Store) Tenure() Tenure {
	s.reign.mu.Lock()
	defer s.reign.mu.Unlock()
	return s.reign.tenure
}

// Synced returns nil if everything that was committed since will outlive the
// master: a replica has it, or there are none. It returns ErrFailover if a part
// of it may have been committed to a master that is no more, ErrUnsynced if no
// replica answers in time; the latter, like any other error, is worth repeating.
func (s *Store) Synced(ctx context.Context, since Tenure) error {
	s.reign.mu.Lock()
	alone := s.reign.replicas == 0 && time.Since(s.reign.seen) < lookTrust
	same := since == s.reign.tenure
	s.reign.mu.Unlock()
	if !same {
		return ErrFailover
	}
	if alone {
		return nil
	}
	asked := time.Now()
	acked, tenure, replicas, err := s.acknowledged(ctx)
	if err != nil {
		return fmt.Errorf("wait for a replica: %w", err)
	}
	s.alive.beat(asked) // what was written is the heartbeat
	if err := s.reigns(ctx, tenure, replicas); err != nil {
		return err
	}
	switch {
	case tenure != since:
		return ErrFailover
	case acked == 0 && replicas > 0:
		return ErrUnsynced
	}
	return nil
}

// acknowledged writes on one connection, after everything that was committed,
// and says how many replicas have it, and who reigns.
func (s *Store) acknowledged(ctx context.Context) (acked int64, tenure Tenure, replicas int, err error) {
	master, err := s.master(ctx)
	if err != nil {
		return 0, "", 0, err
	}
	pipe := master.Pipeline()
	pipe.Set(ctx, s.keys.holder(s.holder), 1, beatLasts)
	wait := pipe.Do(ctx, "WAIT", 1, ackLimit.Milliseconds())
	info := pipe.Info(ctx, "replication")
	if _, err := pipe.Exec(ctx); err != nil {
		s.masterLost(ctx)
		return 0, "", 0, err
	}
	if acked, err = wait.Int64(); err != nil {
		return 0, "", 0, err
	}
	tenure, replicas = readReplication(info.Val())
	return acked, tenure, replicas, nil
}

// look notes who reigns. It runs with every heartbeat.
func (s *Store) look(ctx context.Context) error {
	master, err := s.master(ctx)
	if err != nil {
		return fmt.Errorf("look for the master: %w", err)
	}
	text, err := master.Info(ctx, "replication").Result()
	var answered redis.Error
	if errors.As(err, &answered) { // it speaks, but tells nothing: nobody is known to follow it
		return s.reigns(ctx, "untold", 0)
	}
	if err != nil {
		s.masterLost(ctx)
		return fmt.Errorf("look for the master: %w", err)
	}
	if strings.Contains(text, "role:slave") {
		s.masterLost(ctx)
		return errors.New("look for the master: this one is a replica now")
	}
	tenure, replicas := readReplication(text)
	return s.reigns(ctx, tenure, replicas)
}

// reigns notes a master. One that is new has its clock reckoned with first.
func (s *Store) reigns(ctx context.Context, tenure Tenure, replicas int) error {
	if tenure != s.Tenure() {
		if err := s.takeUpTime(ctx, tenure); err != nil {
			return err
		}
	}
	s.reign.mu.Lock()
	defer s.reign.mu.Unlock()
	s.reign.tenure, s.reign.replicas, s.reign.seen = tenure, replicas, time.Now()
	return nil
}

// readReplication reads INFO replication: who reigns, and how many follow.
func readReplication(text string) (tenure Tenure, replicas int) {
	tenure = "untold"
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name == "master_replid" {
			tenure = Tenure(value)
		}
		if r, ok := readReplica(name, value); ok && r["state"] == "online" {
			if lag, err := strconv.Atoi(r["lag"]); err == nil && lag <= lagLimit {
				replicas++
			}
		}
	}
	return tenure, replicas
}

// readReplica reads a line such as slave0:ip=10.0.0.2,port=6379,state=online,offset=1,lag=0.
func readReplica(name, value string) (map[string]string, bool) {
	number, ok := strings.CutPrefix(name, "slave")
	if _, err := strconv.Atoi(number); !ok || err != nil {
		return nil, false
	}
	r := map[string]string{}
	for _, part := range strings.Split(value, ",") {
		k, v, _ := strings.Cut(part, "=")
		r[k] = v
	}
	return r, true
}

// master reaches the node that holds the programme's data, and it alone.
func (s *Store) master(ctx context.Context) (*redis.Client, error) {
	switch c := s.rdb.(type) {
	case *redis.Client:
		return c, nil
	case *redis.ClusterClient:
		return c.MasterForKey(ctx, s.keys.meta())
	}
	return nil, fmt.Errorf("a redis client of the type %T has no master", s.rdb)
}

// masterLost has a cluster's layout read anew.
func (s *Store) masterLost(ctx context.Context) {
	if c, ok := s.rdb.(*redis.ClusterClient); ok {
		c.ReloadState(ctx)
	}
}

// takeUpTime brings what a master with a faster clock put off to now, once for
// each master: nobody waits because of a clock. What Telegram itself put off
// for longer is tried once too early, and put off again.
//
//	KEYS: meta, ready, nready, bready, queues, then what expires within beatLasts
//	ARGV: tenure, how far ahead is too far (ms), beatLasts (ms)
//	Returns how many were brought forward, or -1 if this master is known.
var takeUpTime = newScript(clockScript + `
local call, n, now = redis.call, 0, clock()
if call('HGET', KEYS[1], 'tenure') == ARGV[1] then return -1 end
local far = now + ARGV[2]
for i = 2, 5 do
	for _, who in ipairs(call('ZRANGEBYSCORE', KEYS[i], '(' .. string.format('%.0f', far), '+inf')) do
		call('ZADD', KEYS[i], 'XX', now, who)
		n = n + 1
	end
end
for i = 6, #KEYS do
	if call('PTTL', KEYS[i]) > tonumber(ARGV[3]) then call('PEXPIRE', KEYS[i], ARGV[3]) end
end
call('HSET', KEYS[1], 'tenure', ARGV[1])
return n`)

// farAhead is further than anything but Telegram puts a message off.
const farAhead = time.Minute

func (s *Store) takeUpTime(ctx context.Context, tenure Tenure) error {
	holders, err := s.rdb.HKeys(ctx, s.keys.running()).Result()
	if err != nil {
		return wrap("take up a new master's time", err)
	}
	k := s.keys
	keys := []string{k.meta(), k.ready(), k.noticesReady(), k.bulkReady(), k.queues(), k.poller(), k.enqueuer()}
	for _, h := range holders {
		keys = append(keys, k.holder(h))
	}
	return wrap("take up a new master's time",
		s.run(ctx, takeUpTime, keys, string(tenure), farAhead.Milliseconds(), beatLasts.Milliseconds()).Err())
}
