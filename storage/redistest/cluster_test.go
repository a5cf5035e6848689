package redistest

import (
	"strings"
	"testing"
)

func TestClusterReplacesADeadMaster(t *testing.T) {
	t.Parallel()
	c := StartCluster(t, 1)
	const key = "{kherson}:a"
	first := c.Master(key)
	if first == nil {
		t.Fatal("nobody serves the key")
	}
	first.do("set", key, "b")
	if n, err := first.Client().Wait(t.Context(), 1, limit).Result(); err != nil || n != 1 {
		t.Fatalf("%d replicas have it, %v", n, err)
	}
	if n := len(c.Replicas(key)); n != 1 {
		t.Fatalf("%d replicas", n)
	}
	first.Kill()
	until(t, "a new master", func() bool { return c.Master(key) != nil })
	next := c.Master(key)
	if got, err := next.Client().Get(t.Context(), key).Result(); err != nil || got != "b" {
		t.Fatalf("the new master has %q, %v", got, err)
	}
	if keys, err := next.Keys(); err != nil || len(keys) != 1 {
		t.Fatalf("keys %v, %v", keys, err)
	}
	if !strings.HasPrefix(c.URL(), "redis+cluster://127.0.0.1:") {
		t.Error(c.URL())
	}
}

func TestSentinelsReplaceADeadMaster(t *testing.T) {
	t.Parallel()
	s := StartSentinels(t, 1)
	first := s.Master()
	first.do("set", "a", "b")
	if n, err := first.Client().Wait(t.Context(), 1, limit).Result(); err != nil || n != 1 {
		t.Fatalf("%d replicas have it, %v", n, err)
	}
	next := s.Failover()
	if next == first {
		t.Fatal("the dead master is still the master")
	}
	if got, err := next.Client().Get(t.Context(), "a").Result(); err != nil || got != "b" {
		t.Fatalf("the new master has %q, %v", got, err)
	}
	if !strings.HasSuffix(s.URL(), "/"+masterName) {
		t.Error(s.URL())
	}
}
