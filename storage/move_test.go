package storage

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// olderData brings what the first layout wrote into Redis and gives its board, as it
// was stored, and a process of today that has not opened it yet.
func olderData(t *testing.T, rdb *redis.Client) (s *Store, was *flows.Board) {
	t.Helper()
	loadDump(t, rdb, filepath.Join(dumps, "1-2026-11-30.txt"))
	s = New(Config{Redis: rdb, Programme: "kherson", Sealer: dumpKeyset(t).For("kherson")})
	was = &flows.Board{}
	_, err := s.decode(rdb.Get(t.Context(), s.keys.board()).Val(), "board", nil, was)
	ok(t, err)
	if len(was.Sessions) == 0 || len(was.Staff) == 0 || was.Numbered == 0 {
		t.Fatalf("the dump has %d sessions and %d members", len(was.Sessions), len(was.Staff))
	}
	return s, was
}

// opensWhole checks that a process finds the board that was stored.
func opensWhole(t *testing.T, s *Store, was *flows.Board) {
	t.Helper()
	ok(t, s.Open(t.Context()))
	if now, err := s.Board(t.Context()); err != nil || !reflect.DeepEqual(now, was) {
		t.Fatalf("the board is %+v, %v; want %+v", now, err, was)
	}
	var rest flows.Board
	_, err := s.decode(s.rdb.Get(t.Context(), s.keys.board()).Val(), "board", nil, &rest)
	if ok(t, err); rest.Sessions != nil || rest.Staff != nil || rest.Numbered != 0 {
		t.Errorf("the board still holds %+v", rest)
	}
}

// TestOlderDataIsMovedOnce, with several processes that begin at the same time.
func TestOlderDataIsMovedOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s, was := olderData(t, rdb)
		unchanged(t, s, func() { wantErr(t, s.Open(t.Context()), ErrOlderSchema) })
		var all sync.WaitGroup
		for range 4 {
			one := New(Config{Redis: rdb, Programme: "kherson", Sealer: s.sealer})
			all.Go(func() {
				if older, err := one.Move(t.Context()); older != 0 || err != nil {
					t.Errorf("%d older processes, %v", older, err)
				}
			})
		}
		all.Wait()
		opensWhole(t, s, was)
		unchanged(t, s, func() {
			older, err := s.Move(t.Context())
			if ok(t, err); older != 0 {
				t.Errorf("%d older processes", older)
			}
		})
	})
}

// TestDataOfTheSecondLayoutIsTakenOver: nothing of it changes but whose it is.
func TestDataOfTheSecondLayoutIsTakenOver(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		loadDump(t, rdb, filepath.Join(dumps, "2-2026-11-30.txt"))
		s := New(Config{Redis: rdb, Programme: "kherson", Sealer: dumpKeyset(t).For("kherson")})
		unchanged(t, s, func() { wantErr(t, s.Open(t.Context()), ErrOlderSchema) })
		had := dump(t, rdb)
		older, err := s.Move(t.Context())
		if ok(t, err); older != 0 {
			t.Fatalf("%d older processes", older)
		}
		ok(t, rdb.HSet(t.Context(), s.keys.meta(), "schema", "2").Err())
		if now := dump(t, rdb); now != had {
			t.Errorf("moving it changed more than its schema:\n%s\nwas\n%s", now, had)
		}
		ok(t, rdb.HSet(t.Context(), s.keys.meta(), "schema", schema).Err())
		ok(t, s.Open(t.Context()))
		board, err := s.Board(t.Context())
		if ok(t, err); len(board.Sessions) == 0 || len(board.Staff) == 0 {
			t.Errorf("the board is %+v", board)
		}
	})
}

// TestOlderProcessIsWaitedFor: nothing moves while it has a heartbeat, and once it has
// none, its data is moved and it can write no more.
func TestOlderProcessIsWaitedFor(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s, was := olderData(t, rdb)
		old := New(Config{Redis: rdb, Programme: "kherson", Sealer: s.sealer})
		ok(t, rdb.HSet(t.Context(), s.keys.running(), old.holder, place()).Err())
		ok(t, old.Beat(t.Context()))
		unchanged(t, s, func() {
			if older, err := s.Move(t.Context()); older != 1 || err != nil {
				t.Fatalf("%d older processes, %v", older, err)
			}
		})
		ok(t, rdb.Del(t.Context(), s.keys.holder(old.holder)).Err()) // killed
		if older, err := s.Move(t.Context()); older != 0 || err != nil {
			t.Fatalf("%d older processes, %v", older, err)
		}
		opensWhole(t, s, was)
	})
}

// TestMoveThatIsCutOff leaves either the old data or the new.
func TestMoveThatIsCutOff(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s, was := olderData(t, rdb)
		for calls := 1; ; calls++ { // the process dies before its first call, its second, ...
			ctx, die := context.WithCancel(t.Context())
			left := calls
			one := New(Config{Redis: dying{UniversalClient: rdb, left: &left, die: die}, Programme: "kherson", Sealer: s.sealer})
			_, err := one.Move(ctx)
			die()
			if err == nil {
				break
			}
			wantErr(t, err, context.Canceled)
			wantErr(t, s.Open(t.Context()), ErrOlderSchema)
			if calls > 50 {
				t.Fatal("it never ends")
			}
		}
		opensWhole(t, s, was)
	})
}

// dying is a client whose process dies after a number of calls.
type dying struct {
	redis.UniversalClient
	left *int
	die  func()
}

func (d dying) count() {
	if *d.left--; *d.left < 0 {
		d.die()
	}
}

func (d dying) HGet(ctx context.Context, key, field string) *redis.StringCmd {
	d.count()
	return d.UniversalClient.HGet(ctx, key, field)
}

func (d dying) HKeys(ctx context.Context, key string) *redis.StringSliceCmd {
	d.count()
	return d.UniversalClient.HKeys(ctx, key)
}

func (d dying) MGet(ctx context.Context, keys ...string) *redis.SliceCmd {
	d.count()
	return d.UniversalClient.MGet(ctx, keys...)
}

func (d dying) EvalSha(ctx context.Context, sha string, keys []string, args ...any) *redis.Cmd {
	d.count()
	return d.UniversalClient.EvalSha(ctx, sha, keys, args...)
}

// TestOlderProcessStops: a process that was away while the data moved on has its next
// write refused.
func TestOlderProcessStops(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	l := load(t, s, s.Person(1))
	ok(t, rdb.HSet(t.Context(), s.keys.meta(), "schema", "99").Err())
	unchanged(t, s, func() {
		if _, err := s.Commit(t.Context(), turn(l, flows.Person{})); !errors.Is(err, ErrNewerSchema) {
			t.Fatalf("written over newer data: %v", err)
		}
	})
}
