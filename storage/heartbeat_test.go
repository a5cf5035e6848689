package storage

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

// TestDeadProcessIsReplaced: on a real clock, what a process held is free
// within its heartbeat and two looks of another.
func TestDeadProcessIsReplaced(t *testing.T) {
	t.Parallel()
	rdb := redistest.Start(t).Client()
	dead := newStore(t, rdb)
	ann := dead.Person(1)
	say(t, dead, ann, false, "hello")
	drawAt(t, dead, ann, Replies)
	died := time.Now()
	living := sibling(t, dead)
	ctx, cancel := context.WithCancel(t.Context())
	freed, ended := make(chan int, 1), make(chan error, 1)
	go func() {
		ended <- living.Keep(ctx, func(err error) { t.Errorf("lost: %v", err) }, func(n int) { freed <- n }, func(d time.Duration) { t.Errorf("stepped back by %v", d) })
	}()
	select {
	case n := <-freed:
		if n != 1 {
			t.Errorf("%d got free", n)
		}
	case <-time.After(20 * time.Second):
		t.Error("nobody got free")
	}
	t.Logf("replaced after %v", time.Since(died).Round(10*time.Millisecond))
	cancel()
	ok(t, <-ended)
	if d := drawAt(t, living, ann, Replies); string(d.Body) != "hello" {
		t.Fatalf("drew %q", d.Body)
	}
}

// TestTrustEndsBeforeTheLease: a process that cannot renew its heartbeat stops
// trusting its leases before anybody may take them.
func TestTrustEndsBeforeTheLease(t *testing.T) {
	server := redistest.Start(t)
	s := newStore(t, server.Client())
	ok(t, s.Beat(t.Context()))
	left := s.rdb.PTTL(t.Context(), s.keys.holder(s.holder)).Val()
	if trust := s.Trust(); trust <= 0 || trust > beatTrust || trust > left-400*time.Millisecond {
		t.Fatalf("trusts for %v of %v", trust, left)
	}
	server.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if s.Beat(ctx) == nil {
		t.Fatal("a beat without Redis")
	}
	if s.Trust() > beatTrust {
		t.Fatal("a failed beat renewed the trust")
	}
	if New(Config{Redis: s.rdb, Programme: "kherson", Sealer: s.sealer}).Trust() > 0 {
		t.Fatal("a process that never beat trusts its leases")
	}
}

func TestOrphanedLeaseOfOurOwnIsFreed(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		for _, who := range []flows.ID{ann, bob} {
			say(t, s, who, false, "x")
		}
		lost, held := drawAt(t, s, ann, Replies), drawAt(t, s, bob, Replies)
		s.Drop(lost) // its answer never came
		orphans := map[string]int{}
		for i := range orphanBeats {
			if n, err := s.reap(t.Context(), orphans); err != nil || n != 0 {
				t.Fatalf("beat %d freed %d, %v", i, n, err)
			}
		}
		if n, err := s.reap(t.Context(), orphans); err != nil || n != 1 {
			t.Fatalf("freed %d, %v", n, err)
		}
		_, err := s.Settle(t.Context(), lost, Settlement{Done: true, Now: noon})
		wantErr(t, err, ErrNotMine)
		_, err = s.Settle(t.Context(), held, Settlement{Done: true, Now: noon})
		ok(t, err)
		drawAt(t, s, ann, Replies)
		if _, err := s.reap(t.Context(), orphans); err != nil || len(orphans) != 0 {
			t.Fatalf("%d orphans are remembered, %v", len(orphans), err)
		}
	})
}

// TestManyLeasesAreFreed: more than one script takes at a time.
func TestManyLeasesAreFreed(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		dead := newStore(t, rdb)
		for i := range 500 {
			say(t, dead, dead.Person(int64(i)), true, "x")
			bulkFor(t, dead, dead.Person(int64(i)), "all")
		}
		ok(t, dead.End(t.Context()))
		living, total := sibling(t, dead), 0
		for range 3 {
			n, err := living.reap(t.Context(), map[string]int{})
			ok(t, err)
			total += n
		}
		if total != 500 {
			t.Fatalf("%d got free", total)
		}
		for _, key := range []string{living.keys.ready(), living.keys.bulkReady()} {
			if n := rdb.ZCard(t.Context(), key).Val(); n != 500 {
				t.Fatalf("%d are in %s", n, key)
			}
		}
	})
}

func TestUncleanEndIsNoticedOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		sealer := seal.NewKeyset().For("kherson")
		begin := func(want bool) *Store {
			t.Helper()
			s := New(Config{Redis: rdb, Programme: "kherson", Sealer: sealer})
			ok(t, s.Open(t.Context()))
			found, err := s.Begin(t.Context())
			if ok(t, err); (found.Dead > 0) != want {
				t.Fatalf("found %+v", found)
			}
			return s
		}
		first := begin(false)
		second := begin(false) // beside the first, which beats
		ok(t, first.End(t.Context()))
		ok(t, second.End(t.Context()))
		killed := begin(false)
		ok(t, rdb.Del(t.Context(), killed.keys.holder(killed.holder)).Err())
		third := begin(true)
		fourth := begin(false) // it was noticed
		ok(t, third.End(t.Context()))
		ok(t, fourth.End(t.Context()))
		begin(false)
	})
}

func TestOneProcessPolls(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		one := newStore(t, rdb)
		two := sibling(t, one)
		may := func(s *Store, want bool) {
			t.Helper()
			if got, err := s.Poller(t.Context()); err != nil || got != want {
				t.Fatalf("may poll: %v, %v", got, err)
			}
		}
		may(one, true)
		may(two, false)
		may(one, true) // renewed
		if ttl := rdb.PTTL(t.Context(), one.keys.poller()).Val(); ttl <= 2*time.Second || ttl > beatLasts {
			t.Fatalf("for %v", ttl)
		}
		ok(t, two.ReleasePoller(t.Context())) // not its own
		may(two, false)
		ok(t, one.End(t.Context()))
		may(two, true)
		may(one, false)
	})
}

func TestKeepSaysWhenRedisIsLost(t *testing.T) {
	server := redistest.Start(t)
	s := newStore(t, server.Client())
	server.Kill()
	ctx, cancel := context.WithCancel(t.Context())
	lost, ended := make(chan error, 1), make(chan error, 1)
	go func() {
		ended <- s.Keep(ctx, func(err error) {
			select {
			case lost <- err:
			default:
			}
		}, func(int) {}, func(time.Duration) {})
	}()
	if err := <-lost; err == nil {
		t.Error("lost without a reason")
	}
	cancel()
	ok(t, <-ended)
}
