package storage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/storage/redisclient"
)

// What was erased leaves the disk when the append-only file is rewritten: on
// the node that holds the programme, and on each of its replicas.

// RewriteDue says whether somebody erased since the append-only files were last
// rewritten.
func (s *Store) RewriteDue(ctx context.Context) (bool, error) {
	n, err := s.rdb.Exists(ctx, s.keys.rewrite()).Result()
	if err != nil {
		return false, fmt.Errorf("look whether a rewrite is due: %w", err)
	}
	return n == 1, nil
}

// WantRewrite asks for a rewrite although nobody erased anything.
func (s *Store) WantRewrite(ctx context.Context) error {
	return wrap("ask for a rewrite", s.rdb.Incr(ctx, s.keys.rewrite()).Err())
}

// rewriteRound is the rewrites that this process started and that have not all
// ended yet.
type rewriteRound struct {
	mu     sync.Mutex
	begun  map[string]bool // by the run id of the node's process; nil: no round
	before string          // the counter of erasures when the round began
}

const (
	// rewritePatience is how long Rewrite waits for the end of what it started;
	// a longer one is looked after by the next call.
	rewritePatience = 5 * time.Second
	rewriteLook     = 20 * time.Millisecond
)

// rewritten notes that everything was rewritten, unless more was erased meanwhile.
//
//	KEYS: rewrite
//	ARGV: its value before the rewrite began
var rewritten = newScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`)

// Rewrite rewrites the append-only files, so that what was erased leaves the
// disks too. It is due until all have ended well, whoever dies meanwhile: it
// returns nil also while one still runs, and an error if one fails, or if a
// replica cannot be reached. Call it again while it is due.
func (s *Store) Rewrite(ctx context.Context) error {
	s.round.mu.Lock()
	defer s.round.mu.Unlock()
	if s.round.begun == nil {
		before, err := s.rdb.Get(ctx, s.keys.rewrite()).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return fmt.Errorf("look what to rewrite: %w", err)
		}
		s.round.begun, s.round.before = map[string]bool{}, before
	}
	patience, cancel := context.WithTimeout(ctx, rewritePatience)
	defer cancel()
	ended, err := s.rewriteAll(ctx, patience)
	if len(s.round.begun) == 0 {
		s.round.begun = nil // nothing has begun: what is erased from now on counts too
	}
	if err != nil || !ended {
		return err
	}
	s.round.begun = nil
	return wrap("note the rewrite", s.run(ctx, rewritten, []string{s.keys.rewrite()}, s.round.before).Err())
}

// rewriteAll has every node rewrite its file, and says whether all have ended.
func (s *Store) rewriteAll(ctx, patience context.Context) (ended bool, err error) {
	nodes, done, err := s.holders(ctx)
	if err != nil {
		return false, fmt.Errorf("look who has an append-only file: %w", err)
	}
	defer done()
	var errs []error
	for i, node := range nodes {
		if _, err := s.rewriteOn(ctx, node); err != nil {
			errs = append(errs, fmt.Errorf("rewrite the append-only file of %s: %w", nodeName(i), err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return false, err
	}
	for i, node := range nodes {
		for ended := false; !ended; {
			if ended, err = s.rewriteOn(ctx, node); err != nil {
				return false, fmt.Errorf("rewrite the append-only file of %s: %w", nodeName(i), err)
			}
			if !ended && !pause(patience, rewriteLook) {
				return false, ctx.Err()
			}
		}
	}
	return true, nil
}

// pause waits and reports whether ctx still holds.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// nodeName is what an error calls a node: its address is nobody's business.
func nodeName(i int) string {
	if i == 0 {
		return "the master"
	}
	return fmt.Sprintf("replica %d", i)
}

// errRewriteFailed: the disk was full, or the like.
var errRewriteFailed = errors.New("it failed and will be done again; see the log of redis-server")

// rewriteOn starts a node's rewrite, if this round has not, and says whether it
// has ended.
func (s *Store) rewriteOn(ctx context.Context, node *redis.Client) (ended bool, err error) {
	server, err := infoOf(ctx, node, "server")
	if err != nil {
		return false, err
	}
	file, err := infoOf(ctx, node, "persistence")
	if err != nil {
		return false, err
	}
	id := server["run_id"]
	if !s.round.begun[id] {
		if file["aof_enabled"] == "0" {
			return true, nil
		}
		if err := node.BgRewriteAOF(ctx).Err(); err != nil {
			return false, err
		}
		s.round.begun[id] = true
		return false, nil
	}
	switch {
	case file["aof_rewrite_in_progress"] == "1", file["aof_rewrite_scheduled"] == "1":
		return false, nil
	case file["aof_last_bgrewrite_status"] != "ok":
		delete(s.round.begun, id)
		return false, errRewriteFailed
	}
	return true, nil
}

// holders reaches the node that holds the programme's data and each of its
// replicas. done closes what was opened for it.
func (s *Store) holders(ctx context.Context) (nodes []*redis.Client, done func(), err error) {
	master, err := s.master(ctx)
	if err != nil {
		return nil, nil, err
	}
	about, err := infoOf(ctx, master, "replication")
	if inMemory(err) {
		return nil, func() {}, nil
	}
	if err != nil {
		s.masterLost(ctx)
		return nil, nil, err
	}
	nodes = []*redis.Client{master}
	for name, value := range about {
		if r, ok := readReplica(name, value); ok {
			nodes = append(nodes, replicaClient(master.Options(), net.JoinHostPort(r["ip"], r["port"])))
		}
	}
	return nodes, func() {
		for _, n := range nodes[1:] {
			_ = n.Close() // nothing is under way on it
		}
	}, nil
}

// inMemory says that a store answered as the embedded one does, which has no such
// section of INFO: it writes no file, so there is none to rewrite.
func inMemory(err error) bool {
	var answered redis.Error
	return errors.As(err, &answered) && strings.Contains(answered.Error(), "is not supported")
}

// replicaClient reaches a replica as its master is reached, with the same credentials.
func replicaClient(o *redis.Options, addr string) *redis.Client {
	tuned := redisclient.Tuned(&redis.Options{
		Addr: addr, Username: o.Username, Password: o.Password, CredentialsProvider: o.CredentialsProvider,
		TLSConfig: o.TLSConfig, PoolSize: 1,
	})
	tuned.Dialer = o.Dialer
	return redis.NewClient(tuned)
}

// infoOf reads one section of INFO.
func infoOf(ctx context.Context, node *redis.Client, section string) (map[string]string, error) {
	text, err := node.Info(ctx, section).Result()
	if err != nil {
		return nil, err
	}
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			fields[name] = value
		}
	}
	return fields, nil
}
