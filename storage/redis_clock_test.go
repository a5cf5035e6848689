package storage

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestRedisClockStepsBack writes what stands in Redis after its clock went back by
// ten minutes: whoever waited a second waits a second, a 429 of half an hour is still
// one, and a dead process' leases end in three seconds.
func TestRedisClockStepsBack(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s, ctx := newStore(t, rdb), t.Context()
		if back, err := s.keepTime(ctx); err != nil || back != 0 {
			t.Fatalf("the first look: %v, %v", back, err)
		}
		const step = 10 * time.Minute
		now, err := rdb.Time(ctx).Result()
		ok(t, err)
		before := now.Add(step) // what the clock said then
		at := func(d time.Duration) float64 { return float64(before.Add(d).UnixMilli()) }
		sets := []string{s.keys.ready(), s.keys.noticesReady(), s.keys.bulkReady(), s.keys.queues()}
		for _, key := range sets {
			ok(t, rdb.ZAdd(ctx, key, redis.Z{Member: "due", Score: at(-time.Second)}, redis.Z{Member: "soon", Score: at(time.Second)},
				redis.Z{Member: "asked to wait", Score: at(30 * time.Minute)}).Err())
		}
		ok(t, rdb.HSet(ctx, s.keys.running(), "gone", 1).Err())
		leases := map[string]time.Duration{s.keys.poller(): beatLasts, s.keys.enqueuer(): beatLasts, s.keys.holder("gone"): beatLasts, s.keys.menuKeeper(): menuLease}
		for key, lasts := range leases {
			ok(t, rdb.Set(ctx, key, "gone", step+lasts).Err())
		}
		ok(t, rdb.Set(ctx, s.keys.clock(), before.UnixMilli(), 0).Err())

		other := sibling(t, s)
		if back, err := other.keepTime(ctx); err != nil || back < step-10*time.Second || back > step {
			t.Fatalf("stepped back by %v, %v", back, err)
		}
		for _, key := range sets {
			for member, want := range map[string]time.Duration{"due": 0, "soon": time.Second, "asked to wait": 30 * time.Minute} {
				got := time.UnixMilli(int64(rdb.ZScore(ctx, key, member).Val())).Sub(now)
				if got < want-10*time.Second || got > want+10*time.Second {
					t.Errorf("%s: %s comes in %v", key, member, got)
				}
			}
		}
		for key, lasts := range leases {
			if left := rdb.PTTL(ctx, key).Val(); left <= 0 || left > lasts {
				t.Errorf("%s lasts %v", key, left)
			}
		}
		score := rdb.ZScore(ctx, s.keys.ready(), "asked to wait").Val()
		if back, err := s.keepTime(ctx); err != nil || back != 0 {
			t.Fatalf("mended twice: %v, %v", back, err)
		}
		if got := rdb.ZScore(ctx, s.keys.ready(), "asked to wait").Val(); got != score {
			t.Errorf("moved again to %v", got)
		}
	})
}

// TestALaterScreenTakesThePlace: behind a handful of messages that wait, of screens
// one behind the other only the last is sent, and what repeats is sent once; what is
// under way and what is no screen stays.
func TestALaterScreenTakesThePlace(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		put := func(body string, screen, here bool) Ticket {
			tickets, err := s.Commit(t.Context(), Turn{Chat: ann, FromQueue: true,
				Out: []Outgoing{{To: ann, Body: []byte(body), Replaceable: screen, SendHere: here}}})
			ok(t, err)
			return tickets[0]
		}
		first := put("screen 1", true, true)
		want := []string{"screen 2", "screen 3", "screen 4", "screen 5", "screen 6", "screen 7", "screen 407", "receipt 1", "help", "receipt 2", "screen 409"}
		for i := range 406 {
			if put(fmt.Sprint("screen ", i+2), true, true).Token != "" {
				t.Fatal("two senders")
			}
		}
		put("receipt 1", false, true)
		for range 300 {
			put("help", false, true)
		}
		put("receipt 2", false, true)
		put("help", false, true)
		put("screen 408", true, true)
		put("screen 409", true, true)
		_, err := s.Settle(t.Context(), letters(ann, true, "screen 1")[0].Drawn(first), Settlement{Done: true, Now: noon})
		ok(t, err)
		if got := received(t, s, ann); !slices.Equal(got, want) {
			t.Fatalf("%q came", got)
		}
	})
}

// TestSaidOnceAMinute: a group hears the same once a minute, other things at once,
// and a clock that stepped back silences nothing.
func TestSaidOnceAMinute(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		group, other := s.Group(-1), s.Group(-2)
		ask := func(to flows.ID, what string) int64 {
			_, err := s.Commit(t.Context(), Turn{Chat: to, FromQueue: true, Out: []Outgoing{{To: to, Group: true, Body: []byte(what), Once: what}}})
			ok(t, err)
			return rdb.LLen(t.Context(), s.keys.replies(to)).Val()
		}
		for range 300 {
			ask(group, "meetings")
		}
		if n := ask(group, "meetings"); n != 1 {
			t.Fatalf("said %d times", n)
		}
		if n := ask(group, "guides"); n != 2 {
			t.Fatalf("something else: %d messages", n)
		}
		if n := ask(other, "meetings"); n != 1 {
			t.Fatalf("another group: %d messages", n)
		}
		keys, err := rdb.Keys(t.Context(), s.keys.prefix+"said:*").Result()
		ok(t, err)
		for _, key := range keys {
			if left := rdb.PTTL(t.Context(), key).Val(); left <= 0 || left > time.Minute {
				t.Errorf("%s lasts %v", key, left)
			}
			ok(t, rdb.Set(t.Context(), key, time.Now().Add(time.Hour).UnixMilli(), 0).Err())
		}
		if n := ask(group, "meetings"); n != 3 {
			t.Errorf("after the clock stepped back: %d messages", n)
		}
	})
}
