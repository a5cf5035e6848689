package bot

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"porchlight/storage/redistest"
)

// carefulBot is a bot after an unclean end.
func carefulBot(t *testing.T) *Bot {
	rdb, _ := redistest.Embedded(t)
	b := newTown(t, rdb).bot()
	b.poison.begin(carefulFor)
	return b
}

// TestPoison lets the process die of one update again and again: three times
// alone, then it is not tried any more.
func TestPoison(t *testing.T) {
	b := carefulBot(t)
	in := &incoming{update: 7}
	dies := errors.New("the process died")
	for alone := -1; alone < carefulTries; alone++ { // the first time among others
		tried := false
		func() {
			defer func() { _ = recover() }() // an attempt that never comes back
			_ = b.guarded(t.Context(), in, func() error { tried = true; panic(dies) })
		}()
		if !tried {
			t.Fatalf("given up on after %d deaths alone", alone)
		}
	}
	if err := b.guarded(t.Context(), in, func() error { t.Error("tried once more"); return nil }); !errors.Is(err, errPoison) {
		t.Errorf("error %v", err)
	}
}

// TestInnocentsAreNotPoison has updates under way in ten deaths of the process by
// something else: each is tried, alone, and forgotten once an attempt has ended,
// whether it failed or not.
func TestInnocentsAreNotPoison(t *testing.T) {
	b := carefulBot(t)
	for range 10 {
		for update := range 8 {
			if _, err := b.store.Try(t.Context(), update); err != nil {
				t.Fatal(err)
			}
		}
	}
	var under, done atomic.Int32
	var all sync.WaitGroup
	for update := range 16 { // 8 of them nobody suspects
		all.Go(func() {
			err := b.guarded(t.Context(), &incoming{update: update}, func() error {
				defer under.Add(-1)
				if n := under.Add(1); n > 1 && update < 8 {
					t.Errorf("%d others are tried beside a suspect", n-1)
				}
				done.Add(1)
				if update%2 == 0 {
					return errors.New("it fails by itself")
				}
				return nil
			})
			if errors.Is(err, errPoison) {
				t.Errorf("update %d is given up on", update)
			}
		})
	}
	all.Wait()
	if done.Load() != 16 {
		t.Errorf("%d were tried", done.Load())
	}
	for update := range 16 {
		if n, err := b.store.Try(t.Context(), update); err != nil || n != 0 {
			t.Errorf("update %d is still suspected: %d, %v", update, n, err)
		}
	}
}
