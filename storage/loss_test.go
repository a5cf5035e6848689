package storage

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

// TestNothingIsWrittenOverLostData: once Redis is empty, neither a turn nor an
// update that waits is stored there, and what comes back is as it was.
func TestNothingIsWrittenOverLostData(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		settleIn(t, s, ann)
		l := load(t, s, ann)
		meta := rdb.HGetAll(t.Context(), s.keys.meta()).Val()
		ok(t, rdb.FlushAll(t.Context()).Err())
		if _, err := s.Commit(t.Context(), turn(l, l.Person)); !errors.Is(err, ErrDataLost) {
			t.Errorf("a turn is committed: %v", err)
		}
		if err := s.Enqueue(t.Context(), ann, 7, []byte("update"), time.Second); !errors.Is(err, ErrDataLost) {
			t.Errorf("an update is stored: %v", err)
		}
		_, put := s.PutEdition(t.Context(), flows.ForOfficers, 0, flows.Edition{})
		_, noted := s.PutNotice(t.Context(), Notice{Who: ann, Kind: flows.NoticeKinds()[0]}, nil)
		_, _, claimed := s.ClaimJob(t.Context(), "digest", noon, Job{})
		_, begun := s.StartRun(t.Context(), RunSpec{ID: NewRunID(), Kind: "news"}, noon)
		for name, err := range map[string]error{
			"an edition": put, "a notice": noted, "a job": claimed,
			"a run": begun, "a menu": s.PutMenu(t.Context(), ann, Menu{}),
			"an invitation": s.PutInvitation(t.Context(), "token", flows.Invitation{}),
		} {
			if !errors.Is(err, ErrDataLost) {
				t.Errorf("%s is stored: %v", name, err)
			}
		}
		if n := rdb.DBSize(t.Context()).Val(); n != 0 {
			t.Errorf("%d keys are written over lost data", n)
		}
		if err := s.checkSound(t.Context()); !errors.Is(err, ErrDataLost) || s.Sound() || s.Trust() > 0 {
			t.Errorf("looked at: %v; sound %v, trusted for %v", err, s.Sound(), s.Trust())
		}
		ok(t, rdb.HSet(t.Context(), s.keys.meta(), meta).Err())
		ok(t, s.checkSound(t.Context()))
		if !s.Sound() {
			t.Error("it does not notice that the data is back")
		}
		ok(t, rdb.HSet(t.Context(), s.keys.meta(), "schema", "99").Err())
		if _, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk"})); !errors.Is(err, ErrNewerSchema) {
			t.Errorf("over newer data: %v", err)
		}
		if err := s.checkSound(t.Context()); !errors.Is(err, ErrNewerSchema) || s.Sound() || s.Trust() > 0 {
			t.Errorf("an idle process looked at newer data: %v; sound %v, trusted for %v", err, s.Sound(), s.Trust())
		}
		ok(t, rdb.HSet(t.Context(), s.keys.meta(), "schema", schema).Err())
		ok(t, s.checkSound(t.Context()))
	})
}

// TestLostDataIsToldOnce, within a heartbeat, and again when it is lost again.
func TestLostDataIsToldOnce(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	meta := rdb.HGetAll(t.Context(), s.keys.meta()).Val()
	ctx, stop := context.WithCancel(t.Context())
	told, ended := make(chan error, 10), make(chan error, 1)
	go func() {
		ended <- s.Keep(ctx, func(err error) { told <- err }, func(int) {}, func(time.Duration) {})
	}()
	for range 2 {
		ok(t, rdb.FlushAll(t.Context()).Err())
		if err := <-told; !errors.Is(err, ErrDataLost) {
			t.Fatalf("told %v", err)
		}
		ok(t, rdb.HSet(t.Context(), s.keys.meta(), meta).Err())
		for !s.Sound() {
			ok(t, ctx.Err())
		}
	}
	stop()
	ok(t, <-ended)
	if len(told) > 0 {
		t.Errorf("told once more: %v", <-told)
	}
}

// TestDataWithoutAFingerprintIsRefused: it is what is left of more.
func TestDataWithoutAFingerprintIsRefused(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	settleIn(t, s, s.Person(1))
	ok(t, rdb.Del(t.Context(), s.keys.meta()).Err())
	other := New(Config{Redis: rdb, Programme: "kherson", Sealer: seal.NewKeyset().For("kherson")})
	for name, s := range map[string]*Store{"the right keyset": s, "another one": other} {
		if err := s.Open(t.Context()); !errors.Is(err, ErrNoFingerprint) {
			t.Errorf("opened with %s: %v", name, err)
		}
	}
	if n := rdb.Exists(t.Context(), s.keys.meta()).Val(); n != 0 {
		t.Error("a keyset was bound to it")
	}
}

// TestRedisThatMayLose names each fault with its remedy.
func TestRedisThatMayLose(t *testing.T) {
	server := redistest.Start(t)
	rdb := server.Client()
	s := newStore(t, rdb)
	set := func(name, value string) {
		t.Helper()
		ok(t, rdb.ConfigSet(t.Context(), name, value).Err())
	}
	set("maxmemory-policy", "noeviction")
	check := func(parts ...string) {
		t.Helper()
		safety, err := s.CheckSafety(t.Context())
		ok(t, err)
		if len(safety.Faults) != len(parts) || (safety.Err() == nil) != (len(parts) == 0) || len(safety.Unchecked) > 0 {
			t.Fatalf("found %q, unchecked %q; want %q", safety.Faults, safety.Unchecked, parts)
		}
		for i, part := range parts {
			if !strings.Contains(safety.Faults[i], part) || !errors.Is(safety.Err(), ErrMayLose) {
				t.Errorf("fault %d is %q, want %q", i, safety.Faults[i], part)
			}
		}
	}
	check()
	set("maxmemory-policy", "allkeys-lru")
	check("maxmemory-policy allkeys-lru")
	set("appendfsync", "everysec")
	check("appendfsync everysec", "maxmemory-policy")
	set("maxmemory-policy", "noeviction")
	set("appendonly", "no")
	check("appendonly yes")
	if n, err := s.Evicted(t.Context()); err != nil || n != 0 {
		t.Errorf("%d evicted, %v", n, err)
	}
}

// TestVersionsOfAPersonTellNothing: two copies do not say how much was done.
func TestVersionsOfAPersonTellNothing(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann := s.Person(1)
	var last uint64
	for range 5 {
		settleIn(t, s, ann)
		v := load(t, s, ann).own.number()
		if near := v - last; last != 0 && near < 1<<20 {
			t.Errorf("a version is %d after its predecessor", near)
		}
		last = v
	}
}
