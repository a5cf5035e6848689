package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redisclient"
	"porchlight/storage/redistest"
)

// connect reaches Redis as REDIS_URL spells it.
func connect(t *testing.T, url string) redis.UniversalClient {
	t.Helper()
	rdb, err := redisclient.ParseURL(url)
	ok(t, err)
	t.Cleanup(func() { _ = rdb.Close() })
	return rdb
}

// insist repeats what Redis may refuse while it fails over.
func insist(t *testing.T, what string, do func() error) {
	t.Helper()
	var last error
	eventually(t, what, func() bool { last = do(); return last == nil })
}

// enrolled says whether somebody's record is there.
func enrolled(t *testing.T, s *Store, who flows.ID) bool {
	t.Helper()
	n, err := s.rdb.Exists(t.Context(), s.keys.person(who)).Result()
	ok(t, err)
	return n == 1
}

// TestClusterFailover commits, loses the master and goes on: what Synced
// approved is there, everything lies in one slot, and the scripts that the new
// master never saw run.
func TestClusterFailover(t *testing.T) {
	t.Parallel()
	c := redistest.StartCluster(t, 1)
	s := newStore(t, connect(t, c.URL()))
	key := s.keys.meta()
	home := c.Master(key)
	before := s.Tenure()
	if before == "" || before == "untold" {
		t.Fatalf("nobody knows who reigns: %q", before)
	}
	for i := range 20 {
		settleIn(t, s, s.Person(int64(i)))
	}
	say(t, s, s.Person(1), false, "hello")
	insist(t, "a replica to have it", func() error { return s.Synced(t.Context(), before) })
	for _, n := range c.Nodes[:3] {
		keys, err := n.Keys()
		ok(t, err)
		if (n == home) != (len(keys) > 0) {
			t.Errorf("a node that is home (%v) has the keys %v", n == home, keys)
		}
	}

	home.Kill()
	at := time.Now()
	insist(t, "Redis to go on", func() error { return s.Beat(t.Context()) })
	t.Logf("writes go on after %v", time.Since(at).Round(10*time.Millisecond))
	insist(t, "somebody to look", func() error { return s.look(t.Context()) })
	wantErr(t, s.Synced(t.Context(), before), ErrFailover)
	after := s.Tenure()
	if after == before {
		t.Fatal("the new master reigns under the old one's name")
	}
	for i := range 20 {
		if !enrolled(t, s, s.Person(int64(i))) {
			t.Fatalf("person %d is lost although a replica had them", i)
		}
	}
	settleIn(t, s, s.Person(100))
	d := drawAt(t, s, s.Person(1), Replies)
	_, err := s.Settle(t.Context(), d, Settlement{Done: true, Now: noon})
	ok(t, err)
	ok(t, s.Synced(t.Context(), after)) // nobody follows: nobody is waited for

	// A process that starts while a node is down finds its way too.
	other := New(Config{Redis: connect(t, c.URL()), Programme: "kherson", Sealer: s.sealer})
	ok(t, other.Open(t.Context()))
}

// TestClusterRewrite erases somebody and asks that their name leaves the disk of
// the node that holds them and of its replica, which was away meanwhile.
func TestClusterRewrite(t *testing.T) {
	t.Parallel()
	c := redistest.StartCluster(t, 1)
	s := newStore(t, connect(t, c.URL()))
	home, follows := c.Master(s.keys.meta()), c.Replicas(s.keys.meta())
	if len(follows) != 1 {
		t.Fatalf("%d replicas", len(follows))
	}
	ann := s.Person(1)
	settleIn(t, s, ann)
	nodes := []*redistest.Node{home, follows[0]}
	for _, n := range nodes {
		eventually(t, "the name on the disk", func() bool { return strings.Contains(filesOf(t, n.Dir()), ann.String()) })
	}
	tickets, err := s.Commit(t.Context(), erasing(t, s, ann))
	ok(t, err)
	_, err = s.Settle(t.Context(), letters(ann, true, "farewell")[0].Drawn(tickets[0]), Settlement{Done: true, Now: noon})
	ok(t, err)

	follows[0].Kill()
	eventually(t, "the master to notice", func() bool { return s.look(t.Context()) == nil && s.reign.replicas == 0 })
	follows[0].Restart()
	eventually(t, "the replica to follow again", func() bool { return len(c.Replicas(s.keys.meta())) == 1 && linked(t, follows[0]) })
	if due, err := s.RewriteDue(t.Context()); err != nil || !due {
		t.Fatalf("a rewrite is due: %v, %v", due, err)
	}
	eventually(t, "all files to be rewritten", func() bool {
		err := s.Rewrite(t.Context())
		due, dueErr := s.RewriteDue(t.Context())
		return err == nil && dueErr == nil && !due
	})
	for i, n := range nodes {
		eventually(t, fmt.Sprintf("the name to leave disk %d", i), func() bool { return !strings.Contains(filesOf(t, n.Dir()), ann.String()) })
	}
}

func linked(t *testing.T, n *redistest.Node) bool {
	t.Helper()
	text, err := n.Client().Info(t.Context(), "replication").Result()
	return err == nil && strings.Contains(text, "master_link_status:up")
}

// filesOf is everything that an append-only file consists of.
func filesOf(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "appendonlydir", "*"))
	ok(t, err)
	var all strings.Builder
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		all.Write(raw)
	}
	return all.String()
}

// TestSentinelFailover loses the master between a commit and its confirmation:
// Synced says so, and approves what is done again.
func TestSentinelFailover(t *testing.T) {
	t.Parallel()
	set := redistest.StartSentinels(t, 1)
	s := newStore(t, connect(t, set.URL()))
	if mine, err := s.Poller(t.Context()); err != nil || !mine {
		t.Fatalf("the poller's lease: %v, %v", mine, err)
	}
	first := s.Tenure()
	settleIn(t, s, s.Person(1))
	insist(t, "a replica to have it", func() error { return s.Synced(t.Context(), first) })

	// The replica hangs: what is committed now is on the master alone.
	replica := set.Nodes[1]
	replica.Pause()
	settleIn(t, s, s.Person(2))
	at := time.Now()
	wantErr(t, s.Synced(t.Context(), first), ErrUnsynced)
	t.Logf("said after %v", time.Since(at).Round(10*time.Millisecond))
	set.Nodes[0].Kill()
	replica.Resume()
	set.Failover()

	insist(t, "Redis to go on", func() error { return s.Beat(t.Context()) })
	insist(t, "the new master to be seen", func() error {
		if err := s.Synced(t.Context(), first); !errors.Is(err, ErrFailover) {
			return fmt.Errorf("not seen yet: %w", errors.Join(err, errors.New("synced")))
		}
		return nil
	})
	if !enrolled(t, s, s.Person(1)) {
		t.Error("what a replica had is lost")
	}
	second := s.Tenure()
	settleIn(t, s, s.Person(3))
	ok(t, s.Synced(t.Context(), second))
	insist(t, "the poller's lease to be had again", func() error {
		if mine, err := s.Poller(t.Context()); err != nil || !mine {
			return fmt.Errorf("%v, %w", mine, errors.Join(err, errors.New("lease")))
		}
		return nil
	})
}

// TestSyncedCostsNothingAlone: without replicas nothing is asked.
func TestSyncedCostsNothingAlone(t *testing.T) {
	server := redistest.Start(t)
	rdb := server.Client()
	s := newStore(t, rdb)
	tenure := s.Tenure()
	server.Kill()
	ok(t, s.Synced(t.Context(), tenure))
	wantErr(t, s.Synced(t.Context(), "another"), ErrFailover)
	server.Restart()
	insist(t, "Redis to be back", func() error { return s.look(t.Context()) })
	wantErr(t, s.Synced(t.Context(), tenure), ErrFailover) // a Redis that died may have lost something, too
}

// TestReadReplication: a replica that hangs for longer than lagLimit counts no
// more, so that it holds nothing up.
func TestReadReplication(t *testing.T) {
	const head = "# Replication\r\nrole:master\r\nconnected_slaves:3\r\n"
	for _, tt := range []struct {
		name, text string
		tenure     Tenure
		replicas   int
	}{
		{"alone", "role:master\r\nconnected_slaves:0\r\nmaster_replid:abc\r\n", "abc", 0},
		{"one that follows", head + "slave0:ip=10.0.0.2,port=6379,state=online,offset=1,lag=0\r\nmaster_replid:abc\r\n", "abc", 1},
		{"one that begins", head + "slave0:ip=10.0.0.2,port=6379,state=wait_bgsave,offset=0,lag=0\r\nmaster_replid:abc\r\n", "abc", 0},
		{"one that hangs", head + "slave0:ip=10.0.0.2,port=6379,state=online,offset=1,lag=11\r\nslave1:ip=fd00::1,port=1,state=online,offset=1,lag=10\r\nmaster_replid:abc\r\n", "abc", 1},
		{"nonsense", "slave:x\r\nslaves0:a=b\r\nslave0:lag=x,state=online\r\nslave_repl_offset:1\r\n", "untold", 0},
		{"nothing", "", "untold", 0},
	} {
		tenure, replicas := readReplication(tt.text)
		if tenure != tt.tenure || replicas != tt.replicas {
			t.Errorf("%s: %q, %d", tt.name, tenure, replicas)
		}
	}
}

// TestSlowerClock is a failover to a master whose clock is an hour behind: what
// waits is brought to now, once, and nothing else is.
func TestSlowerClock(t *testing.T) {
	rdb := redistest.Start(t).Client()
	s := newStore(t, rdb)
	ctx := t.Context()
	now, err := rdb.Time(ctx).Result()
	ok(t, err)
	soon, late := float64(now.Add(30*time.Second).UnixMilli()), float64(now.Add(time.Hour).UnixMilli())
	for _, key := range []string{s.keys.ready(), s.keys.noticesReady(), s.keys.bulkReady(), s.keys.queues()} {
		ok(t, rdb.ZAdd(ctx, key, redis.Z{Member: "soon", Score: soon}, redis.Z{Member: "late", Score: late}).Err())
	}
	ok(t, rdb.Set(ctx, s.keys.poller(), "gone", time.Hour).Err())
	ok(t, rdb.HSet(ctx, s.keys.running(), "gone", 1).Err())
	ok(t, rdb.Set(ctx, s.keys.holder("gone"), 1, time.Hour).Err())

	ok(t, s.look(ctx)) // the master is the same: what is late has its reason
	if got := rdb.ZScore(ctx, s.keys.ready(), "late").Val(); got != late {
		t.Fatalf("moved under the same master to %v", got)
	}
	ok(t, rdb.HSet(ctx, s.keys.meta(), "tenure", "another's").Err()) // as a replica of another has it
	ok(t, s.reigns(ctx, "a new one's", 0))
	for _, key := range []string{s.keys.ready(), s.keys.noticesReady(), s.keys.bulkReady(), s.keys.queues()} {
		if got := rdb.ZScore(ctx, key, "late").Val(); got >= soon || got < float64(now.UnixMilli()) {
			t.Errorf("%s: late is due at %v", key, got)
		}
		if got := rdb.ZScore(ctx, key, "soon").Val(); got != soon {
			t.Errorf("%s: soon is due at %v", key, got)
		}
	}
	for _, key := range []string{s.keys.poller(), s.keys.holder("gone")} {
		if left := rdb.PTTL(ctx, key).Val(); left <= 0 || left > beatLasts {
			t.Errorf("%s lasts %v", key, left)
		}
	}
	ok(t, rdb.ZAdd(ctx, s.keys.ready(), redis.Z{Member: "late", Score: late}).Err())
	sibling(t, s)
	other := New(Config{Redis: rdb, Programme: "kherson", Sealer: s.sealer})
	ok(t, other.reigns(ctx, "a new one's", 0)) // another process sees the same master
	if got := rdb.ZScore(ctx, s.keys.ready(), "late").Val(); got != late {
		t.Errorf("moved twice, to %v", got)
	}
}

// TestARewriteThatFailsIsDoneAgain lets the disk refuse.
func TestARewriteThatFailsIsDoneAgain(t *testing.T) {
	server := redistest.Start(t)
	s := newStore(t, server.Client())
	settleIn(t, s, s.Person(1))
	_, err := s.Commit(t.Context(), erasing(t, s, s.Person(1)))
	ok(t, err)
	obstacle := filepath.Join(server.Dir(), "appendonlydir", "appendonly.aof.2.base.rdb")
	ok(t, os.Mkdir(obstacle, 0o700)) // where the new file is to be
	if err := s.Rewrite(t.Context()); !errors.Is(err, errRewriteFailed) {
		t.Errorf("a rewrite that failed: %v", err)
	}
	if due, err := s.RewriteDue(t.Context()); err != nil || !due {
		t.Fatalf("a rewrite that failed is due: %v, %v", due, err)
	}
	ok(t, os.Remove(obstacle))
	eventually(t, "the rewrite", func() bool {
		err := s.Rewrite(t.Context())
		due, dueErr := s.RewriteDue(t.Context())
		return err == nil && dueErr == nil && !due
	})
}
