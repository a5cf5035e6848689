package redistest

import (
	"context"
	"strconv"
	"strings"
	"testing"
)

// Cluster is a Redis Cluster: three masters, each with so many replicas.
type Cluster struct {
	t     testing.TB
	Nodes []*Node // the masters first
}

const clusterMasters = 3

// StartCluster starts a cluster that ends with the test, and returns when it
// serves every slot and every replica follows its master. A dead master is
// replaced after about two seconds. It skips and fails as Start does.
func StartCluster(t testing.TB, replicas int) *Cluster {
	t.Helper()
	needServer(t)
	c := &Cluster{t: t}
	bus := map[*Node]int{}
	for range clusterMasters * (1 + replicas) {
		port := 0
		n := startNode(t, func(dir string, p, second int) []string {
			port = second
			return dataArgs(dir, p, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000",
				"--cluster-replica-validity-factor", "0", "--cluster-port", strconv.Itoa(second))
		})
		bus[n] = port
		c.Nodes = append(c.Nodes, n)
	}
	c.join(bus)
	for i, n := range c.Nodes[clusterMasters:] {
		n.do("cluster", "replicate", c.Nodes[i%clusterMasters].id())
	}
	for i, n := range c.Nodes {
		until(t, "the cluster to be whole", func() bool {
			text, err := n.rdb.ClusterInfo(t.Context()).Result()
			return err == nil && holdsLines(text, []string{"cluster_state:ok", "cluster_known_nodes:" + strconv.Itoa(len(c.Nodes))}) &&
				(i < clusterMasters || n.info("replication", "role:slave", "master_link_status:up"))
		})
	}
	c.knowsReplicas(replicas)
	return c
}

// join deals the slots out and makes the nodes know each other.
func (c *Cluster) join(bus map[*Node]int) {
	c.t.Helper()
	const slots = 16384
	for i, n := range c.Nodes {
		if i < clusterMasters {
			n.do("cluster", "addslotsrange", slots*i/clusterMasters, slots*(i+1)/clusterMasters-1)
		}
		n.do("cluster", "set-config-epoch", i+1)
		for _, other := range c.Nodes[:i] { // each with each: gossip alone takes seconds
			n.do("cluster", "meet", "127.0.0.1", other.port, bus[other])
		}
	}
	for _, n := range c.Nodes {
		until(c.t, "the nodes to know each other", func() bool {
			text, err := n.rdb.ClusterInfo(c.t.Context()).Result()
			return err == nil && holdsLines(text, []string{"cluster_known_nodes:" + strconv.Itoa(len(c.Nodes))})
		})
	}
}

// knowsReplicas waits until every node tells clients about every replica.
func (c *Cluster) knowsReplicas(replicas int) {
	c.t.Helper()
	for _, n := range c.Nodes {
		until(c.t, "every replica to be known", func() bool {
			//lint:ignore SA1019 it is what go-redis' cluster client itself asks
			ranges, err := n.rdb.ClusterSlots(c.t.Context()).Result()
			if err != nil || len(ranges) != clusterMasters {
				return false
			}
			for _, r := range ranges {
				if len(r.Nodes) != 1+replicas {
					return false
				}
			}
			return true
		})
	}
}

// URL is the cluster's address as REDIS_URL spells it.
func (c *Cluster) URL() string {
	var hosts []string
	for _, n := range c.Nodes {
		hosts = append(hosts, n.Addr())
	}
	return "redis+cluster://" + strings.Join(hosts, ",")
}

// Master is the living node that serves a key just now; nil if there is none.
func (c *Cluster) Master(key string) *Node {
	c.t.Helper()
	for _, n := range c.Nodes {
		if n.process != nil && n.info("replication", "role:master") && n.serves(key) {
			return n
		}
	}
	return nil
}

// Replicas are the living nodes that follow the master of a key.
func (c *Cluster) Replicas(key string) (follow []*Node) {
	c.t.Helper()
	master := c.Master(key)
	for _, n := range c.Nodes {
		if master != nil && n.process != nil && n.info("replication", "role:slave", "master_port:"+strconv.Itoa(master.port)) {
			follow = append(follow, n)
		}
	}
	return follow
}

// serves asks a node for the key: another would send the client away.
func (n *Node) serves(key string) bool {
	err := n.rdb.Exists(context.Background(), key).Err()
	return err == nil
}

// Keys are all keys of the node.
func (n *Node) Keys() ([]string, error) { return n.rdb.Keys(context.Background(), "*").Result() }

// id is the node's name in the cluster.
func (n *Node) id() string {
	n.t.Helper()
	id, err := n.rdb.Do(n.t.Context(), "cluster", "myid").Text()
	if err != nil {
		n.t.Fatal(err)
	}
	return id
}

// holdsLines says whether every line is one of text.
func holdsLines(text string, lines []string) bool {
	text = "\n" + strings.ReplaceAll(text, "\r", "") + "\n"
	for _, line := range lines {
		if !strings.Contains(text, "\n"+line+"\n") {
			return false
		}
	}
	return true
}
