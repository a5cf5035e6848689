package redistest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Sentinels is a master with replicas, and three sentinels that replace it.
type Sentinels struct {
	t         testing.TB
	Nodes     []*Node // the first master, then its replicas
	sentinels []*Node
}

// masterName is what the sentinels call the master.
const masterName = "main"

// StartSentinels starts a master, so many replicas and three sentinels, which
// end with the test. It returns when the replicas follow and the sentinels know
// of all. A dead master is replaced after about two seconds. It skips and fails
// as Start does.
func StartSentinels(t testing.TB, replicas int) *Sentinels {
	t.Helper()
	needServer(t)
	s := &Sentinels{t: t}
	master := startNode(t, func(dir string, port, _ int) []string { return dataArgs(dir, port) })
	s.Nodes = []*Node{master}
	for range replicas {
		s.Nodes = append(s.Nodes, startNode(t, func(dir string, port, _ int) []string {
			return dataArgs(dir, port, "--replicaof", "127.0.0.1 "+strconv.Itoa(master.port))
		}))
	}
	for _, n := range s.Nodes[1:] {
		until(t, "a replica to follow", func() bool { return n.info("replication", "role:slave", "master_link_status:up") })
	}
	until(t, "the master to know its replicas", func() bool {
		return master.info("replication", "connected_slaves:"+strconv.Itoa(replicas))
	})
	for range 3 {
		s.sentinels = append(s.sentinels, startSentinel(t, master))
	}
	for _, n := range s.sentinels {
		until(t, "the sentinels to know of all", func() bool { return s.knows(n, replicas) })
	}
	return s
}

func startSentinel(t testing.TB, master *Node) *Node {
	t.Helper()
	return startNode(t, func(dir string, port, _ int) []string {
		file := filepath.Join(dir, "sentinel.conf")
		text := fmt.Sprintf("port %d\nbind 127.0.0.1\ndir %s\nlogfile %s\nsentinel monitor %s 127.0.0.1 %d 2\n"+
			"sentinel down-after-milliseconds %[4]s 1000\nsentinel failover-timeout %[4]s 5000\n",
			port, dir, filepath.Join(dir, "redis.log"), masterName, master.port)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return []string{file, "--sentinel"}
	})
}

// knows says whether a sentinel knows the replicas and the other sentinels.
func (s *Sentinels) knows(n *Node, replicas int) bool {
	sentinel := redis.NewSentinelClient(options("tcp", n.Addr()))
	defer sentinel.Close()
	got, err := sentinel.Master(s.t.Context(), masterName).Result()
	if err != nil {
		return false
	}
	return got["num-slaves"] == strconv.Itoa(replicas) && got["num-other-sentinels"] == "2" && got["flags"] == "master"
}

// URL is the set-up's address as REDIS_URL spells it.
func (s *Sentinels) URL() string {
	var hosts []string
	for _, n := range s.sentinels {
		hosts = append(hosts, n.Addr())
	}
	return "redis+sentinel://" + strings.Join(hosts, ",") + "/" + masterName
}

// Master is the living node that takes writes just now; nil if there is none.
func (s *Sentinels) Master() *Node {
	for _, n := range s.Nodes {
		if n.process != nil && n.info("replication", "role:master") {
			return n
		}
	}
	return nil
}

// Failover kills the master, if it still lives, and returns the one that the sentinels put in its
// place, when they say so and it takes writes.
func (s *Sentinels) Failover() *Node {
	s.t.Helper()
	if old := s.Master(); old != nil {
		old.Kill()
	}
	var next *Node
	until(s.t, "a new master", func() bool {
		if next = s.Master(); next == nil {
			return false
		}
		for _, n := range s.sentinels {
			sentinel := redis.NewSentinelClient(options("tcp", n.Addr()))
			addr, err := sentinel.GetMasterAddrByName(context.Background(), masterName).Result()
			_ = sentinel.Close()
			if err != nil || len(addr) != 2 || addr[1] != strconv.Itoa(next.port) {
				return false
			}
		}
		return true
	})
	return next
}
