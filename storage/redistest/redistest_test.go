package redistest

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/testrun"
)

func TestMain(m *testing.M) { testrun.Main(m, 4) }

func TestDataSurvivesKill(t *testing.T) {
	s := Start(t)
	rdb := s.Client()
	for i := range 3 {
		n, err := rdb.Incr(t.Context(), "n").Result()
		if err != nil || n != int64(i+1) {
			t.Fatalf("count %d, %v; want %d", n, err, i+1)
		}
		s.Kill()
		if rdb.Ping(t.Context()).Err() == nil {
			t.Fatal("a killed server answers")
		}
		s.Restart()
		// The client forgets the old server's connections one by one.
		for range rdb.Options().PoolSize {
			if rdb.Ping(t.Context()).Err() == nil {
				break
			}
		}
	}
}

func TestPausedServerHangs(t *testing.T) {
	s := Start(t)
	rdb := s.Client()
	if err := rdb.Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	s.Pause()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := rdb.Ping(ctx).Err(); !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v, want that time ran out", err)
	}
	s.Resume()
	if err := rdb.Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
}

func TestEachStartsEmpty(t *testing.T) {
	for range 2 {
		Each(t, func(t *testing.T, rdb *redis.Client) {
			if n, err := rdb.DBSize(t.Context()).Result(); err != nil || n != 0 {
				t.Fatalf("%d keys, %v", n, err)
			}
			if err := rdb.Set(t.Context(), "a", "b", 0).Err(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestPausedServerEndsWithItsTest(t *testing.T) {
	var s *Server
	t.Run("pauses", func(t *testing.T) {
		s = Start(t)
		s.Pause()
	})
	if s != nil && s.process != nil {
		t.Fatal("the server is still there")
	}
}
