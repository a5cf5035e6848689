package storage

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

func TestBoardIsChangedByAll(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		one := newStore(t, rdb)
		two := sibling(t, one)
		if b, err := one.Board(t.Context()); err != nil || b.First != 0 || b.Sessions != nil {
			t.Fatalf("an empty board is %+v, %v", b, err)
		}
		var all sync.WaitGroup
		for i, s := range []*Store{one, two} {
			all.Go(func() {
				for n := range 20 {
					err := s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
						b.Sessions = append(b.Sessions, flows.Session{ID: fmt.Sprint(i, "-", n)})
						return true
					})
					if err != nil {
						t.Errorf("update: %v", err)
					}
				}
			})
		}
		all.Wait()
		b, err := one.Board(t.Context())
		if ok(t, err); len(b.Sessions) != 40 {
			t.Fatalf("%d sessions: changes were lost", len(b.Sessions))
		}
		unchanged(t, one, func() {
			ok(t, two.UpdateBoard(t.Context(), func(*flows.Board) bool { return false }))
		})
	})
}

// TestBoardOfATurnStays: a change never reaches into what another turn reads.
func TestBoardOfATurnStays(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
		b.Wave, b.Sessions = &flows.Wave{ID: "w1", Closes: 1}, []flows.Session{{ID: "yard", Capacity: 1}}
		return true
	}))
	l := load(t, s, s.Person(1))
	ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
		b.Wave.Closes, b.Sessions[0].Capacity = 2, 2
		return true
	}))
	if got := l.World.Board; got.Wave.Closes != 1 || got.Sessions[0].Capacity != 1 {
		t.Fatalf("the board of a turn became %+v", got)
	}
	_, err := s.Commit(t.Context(), turn(l, flows.Person{}, flows.Enrol{}))
	wantStale(t, err, s.keys.board())
}

func TestSeedingTwiceChangesNothing(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	p := &flows.Programme{Zone: time.UTC, Sessions: []flows.Session{{ID: "yard"}, {ID: "school"}}}
	seed := func(now time.Time) {
		if notes, err := s.Seed(t.Context(), p, now); err != nil || len(notes) > 0 {
			t.Fatal(notes, err)
		}
	}
	seed(noon)
	unchanged(t, s, func() { seed(noon.Add(time.Hour)) })
	b, err := sibling(t, s).Board(t.Context())
	if ok(t, err); len(b.Sessions) != 2 || b.First != noon.Unix() {
		t.Fatalf("board %+v", b)
	}
}

func TestBoardUpdateEndsWithItsContext(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.UpdateBoard(ctx, func(b *flows.Board) bool {
		cancel()
		b.First++
		return true
	})
	if err == nil {
		t.Fatal("a board was written after its context ended")
	}
}
