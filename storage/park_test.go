package storage

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

// head is the first parked update of a chat, which must be there.
func head(t *testing.T, s *Store, chat flows.ID) *ParkedUpdate {
	t.Helper()
	u, err := s.QueueHead(t.Context(), chat)
	ok(t, err)
	if u == nil {
		t.Fatal("the queue is empty")
	}
	return u
}

func counted(t *testing.T, s *Store, parked, waiting int64) {
	t.Helper()
	p, w, err := s.Parked(t.Context())
	if ok(t, err); p != parked || w != waiting {
		t.Fatalf("%d parked and %d waiting, want %d and %d", p, w, parked, waiting)
	}
}

func TestParkedUpdatesKeepTheirOrder(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		for i := range 3 {
			ok(t, s.Enqueue(t.Context(), ann, 10+i, []byte(fmt.Sprint("update ", i)), 0))
		}
		counted(t, s, 0, 1)
		first := head(t, s, ann)
		ok(t, s.Dequeue(t.Context(), first, FateAgain, 0))
		ok(t, s.Dequeue(t.Context(), first, FateDone, 0)) // an old view of the head changes nothing
		if u := head(t, s, ann); u.Tries != 1 || string(u.Raw) != "update 0" {
			t.Fatalf("head %q after %d tries", u.Raw, u.Tries)
		}
		ok(t, s.Dequeue(t.Context(), head(t, s, ann), FatePark, 0))
		counted(t, s, 1, 1)
		for i := 1; i < 3; i++ {
			u := head(t, s, ann)
			if string(u.Raw) != fmt.Sprint("update ", i) || u.Tries != 0 {
				t.Fatalf("head %q after %d tries", u.Raw, u.Tries)
			}
			_, err := s.Commit(t.Context(), Turn{Update: 10 + i, Chat: ann, FromQueue: true})
			ok(t, err)
			ok(t, s.Dequeue(t.Context(), u, FateDone, 0))
		}
		counted(t, s, 1, 0)
		if u, err := s.QueueHead(t.Context(), ann); err != nil || u != nil {
			t.Fatalf("head %v, %v", u, err)
		}
		_, err := s.Commit(t.Context(), Turn{Update: 20, Chat: ann})
		ok(t, err) // nothing is in the way any more
	})
}

// TestCommittedUpdateIsNotStored: the commit whose answer was lost was one.
func TestCommittedUpdateIsNotStored(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		_, err := s.Commit(t.Context(), Turn{Update: 10, Chat: ann})
		ok(t, err)
		unchanged(t, s, func() {
			if err := s.Enqueue(t.Context(), ann, 10, []byte("x"), 0); !errors.Is(err, ErrAgain) {
				t.Errorf("stored a committed update: %v", err)
			}
		})
		// Stored twice before it is committed, it still has one effect.
		for range 2 {
			ok(t, s.Enqueue(t.Context(), ann, 11, []byte("x"), 0))
		}
		effects := 0
		for {
			u, err := s.QueueHead(t.Context(), ann)
			if ok(t, err); u == nil {
				break
			}
			if _, err := s.Commit(t.Context(), Turn{Update: 11, Chat: ann, FromQueue: true}); err == nil {
				effects++
			} else {
				wantErr(t, err, ErrAgain)
			}
			ok(t, s.Dequeue(t.Context(), u, FateDone, 0))
		}
		if effects != 1 {
			t.Fatalf("%d effects", effects)
		}
	})
}

func TestOneProcessClaimsAQueue(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		one := newStore(t, rdb)
		two := sibling(t, one)
		for i := range 40 {
			ok(t, one.Enqueue(t.Context(), one.Person(int64(i)), i+1, []byte("x"), 0))
		}
		ok(t, one.Enqueue(t.Context(), one.Person(100), 100, []byte("x"), time.Hour)) // not due
		var claimers sync.WaitGroup
		claims := make([][]flows.ID, 2)
		for i, s := range []*Store{one, two} {
			claimers.Go(func() {
				for range 10 {
					ids, err := s.ClaimQueues(t.Context(), 5, time.Minute)
					if err != nil {
						panic(err)
					}
					claims[i] = append(claims[i], ids...)
				}
			})
		}
		claimers.Wait()
		seen := map[flows.ID]int{}
		for _, id := range append(claims[0], claims[1]...) {
			seen[id]++
		}
		if len(seen) != 40 || len(claims[0])+len(claims[1]) != 40 {
			t.Fatalf("%d claims of %d chats", len(claims[0])+len(claims[1]), len(seen))
		}
		// A claim runs out: whoever had it died.
		ok(t, one.Dequeue(t.Context(), head(t, one, one.Person(3)), FateAgain, 0))
		if ids, err := two.ClaimQueues(t.Context(), 5, 0); err != nil || len(ids) != 1 || ids[0] != one.Person(3) {
			t.Fatalf("claimed %v, %v", ids, err)
		}
	})
}

func TestParkedUpdatesAreBounded(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann := s.Person(1)
	pipe := rdb.Pipeline()
	for i := range 10_000 {
		pipe.RPush(t.Context(), s.keys.parked(), fmt.Sprint("old ", i))
	}
	_, err := pipe.Exec(t.Context())
	ok(t, err)
	ok(t, s.Enqueue(t.Context(), ann, 1, []byte("x"), 0))
	ok(t, s.Dequeue(t.Context(), head(t, s, ann), FatePark, 0))
	counted(t, s, 10_000, 0)
	if first := rdb.LIndex(t.Context(), s.keys.parked(), 0).Val(); first != "old 1" {
		t.Fatalf("the first is %q", first)
	}
}

// TestDamagedUpdateStandsInNobodysWay: it is kept for the operator, and its
// chat goes on.
func TestDamagedUpdateStandsInNobodysWay(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		ok(t, s.Enqueue(t.Context(), ann, 1, []byte("one"), 0))
		ok(t, s.Enqueue(t.Context(), ann, 2, []byte("two"), 0))
		entry := []byte(rdb.LIndex(t.Context(), s.keys.queue(ann), 0).Val())
		entry[len(entry)-1] ^= 1
		ok(t, rdb.LSet(t.Context(), s.keys.queue(ann), 0, entry).Err())
		if _, err := s.QueueHead(t.Context(), ann); err == nil {
			t.Fatal("a damaged update was read")
		}
		if u := head(t, s, ann); string(u.Raw) != "two" {
			t.Fatalf("head %q", u.Raw)
		}
		counted(t, s, 1, 1)

		// One sealed with a key that this copy of the keyset does not have
		// stays: the right keyset reads it.
		stranger := seal.NewKeyset().For("kherson").Seal("update", ann[:], []byte("x"))
		ok(t, rdb.LSet(t.Context(), s.keys.queue(ann), 0, "0|"+string(stranger)).Err())
		unchanged(t, s, func() {
			_, err := s.QueueHead(t.Context(), ann)
			wantErr(t, err, seal.ErrUnknownKey)
		})
	})
}

func TestAttemptsAreCounted(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		for want := range 3 {
			if n, err := s.Try(t.Context(), 7); err != nil || n != want {
				t.Fatalf("%d attempts before, %v; want %d", n, err, want)
			}
		}
		ok(t, s.Tried(t.Context(), 7))
		if n, err := s.Try(t.Context(), 7); err != nil || n != 0 {
			t.Fatalf("%d attempts after a good one, %v", n, err)
		}
	})
}
