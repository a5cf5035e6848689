package storage

import (
	"errors"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

var theWave = flows.Wave{ID: "w1", Instrument: "default", Opens: 1, Closes: 2}

func anybody(*flows.Person) bool { return true }

// finished answers everything with the first option.
func finished() flows.Answers {
	var a flows.Answers
	for i := range 5 {
		a[i] = 2
	}
	a[flows.MaxItems] = 1
	return a
}

// closes closes the wave and returns its result.
func closes(t *testing.T, s *Store) *flows.WaveResult {
	t.Helper()
	_, err := s.CloseWave(t.Context(), theWave, anybody)
	ok(t, err)
	r, err := s.WaveResult(t.Context(), theWave.ID)
	ok(t, err)
	return r
}

func TestWaveClosesOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		if _, err := s.WaveResult(t.Context(), "w1"); !errors.Is(err, ErrNoResult) {
			t.Fatalf("error %v before the end", err)
		}
		for i := range 3 {
			put(t, s, s.Person(int64(i)), "w1", finished())
		}
		put(t, s, s.Person(9), "w1", flows.Answers{2, 2})
		ok(t, rdb.HSet(t.Context(), s.keys.wave("w1"), "damaged", "no record").Err())
		before := rdb.Get(t.Context(), s.keys.waveSecret("w1")).Val()
		is, err := s.CloseWave(t.Context(), theWave, anybody)
		ok(t, err)
		if !is {
			t.Fatal("the result is not new")
		}
		r, err := s.WaveResult(t.Context(), "w1")
		ok(t, err)
		if r.Finished != 3 || r.Unreadable != 1 || r.Counts[0][1] != 3 || r.Wave != theWave {
			t.Fatalf("result %+v", r)
		}
		for _, key := range []string{s.keys.wave("w1"), s.keys.waveSecret("w1")} {
			if rdb.Exists(t.Context(), key).Val() != 0 {
				t.Fatalf("%s is still there", key)
			}
		}
		if due, err := s.RewriteDue(t.Context()); err != nil || !due {
			t.Fatalf("the file is not to be rewritten: %v", err)
		}
		unchanged(t, s, func() {
			if is, err := s.CloseWave(t.Context(), theWave, anybody); is || err != nil {
				t.Fatalf("closed again: %v %v", is, err)
			}
		})
		if before == "" {
			t.Fatal("there was no secret")
		}
	})
}

// TestLateTurn: a turn that was decided before the end changes nothing after
// it, whatever it read, and never makes the secret anew.
func TestLateTurn(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob, new := s.Person(1), s.Person(2), s.Person(3)
		put(t, s, ann, "w1", finished())
		put(t, s, bob, "w1", finished())
		read, _ := answered(t, s, ann, "w1")
		unread := load(t, s, new)
		drop, _ := answered(t, s, bob, "w1")
		if r := closes(t, s); r.Finished != 2 {
			t.Fatalf("%d counted", r.Finished)
		}
		answer := flows.PutAnswers{Wave: "w1", Answers: finished()}
		late := []Turn{
			turn(read, flows.Person{Lang: "uk"}, answer),
			turn(unread, flows.Person{Lang: "uk"}, answer),
			turn(drop, flows.Person{Lang: "uk"}, flows.DropAnswers{Wave: "w1"}),
			turn(unread, flows.Person{Lang: "uk"}, flows.DropAnswers{Wave: "w1"}),
		}
		unchanged(t, s, func() {
			for _, l := range late {
				_, err := s.Commit(t.Context(), l)
				wantStale(t, err, s.keys.waveSecret("w1"))
			}
			if _, a := answered(t, s, ann, "w1"); a != nil {
				t.Fatalf("ann is still known to have answered %v", a)
			}
		})
		// Who erases themselves has nothing left there, and can.
		l, _ := answered(t, s, ann, "w1")
		_, err := s.Commit(t.Context(), turn(l, flows.Person{}, flows.DropAnswers{Wave: "w1"}, flows.Erase{}))
		ok(t, err)
		if rdb.Exists(t.Context(), s.keys.waveSecret("w1"), s.keys.wave("w1")).Val() != 0 {
			t.Fatal("the wave came back")
		}
	})
}

// TestWaveClosesAfterACrash: whatever had been done before the process died,
// the next gets to the same result.
func TestWaveClosesAfterACrash(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	put(t, s, s.Person(1), "w1", finished())
	ok(t, rdb.Set(t.Context(), s.keys.waveClosed("w1"), "1", 0).Err()) // so far the first commit came
	ok(t, rdb.Del(t.Context(), s.keys.waveSecret("w1")).Err())
	if r := closes(t, s); r.Finished != 1 {
		t.Fatalf("%d counted", r.Finished)
	}
}

func TestEmptyWaveCloses(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	if r := closes(t, newStore(t, rdb)); r.Finished != 0 || len(r.Counts) != 5 {
		t.Fatalf("result %+v", r)
	}
}

// TestWaveClosesAmongTurns has two processes close a wave while people answer:
// everybody whose answer was taken is counted, nobody else, and nobody twice.
func TestWaveClosesAmongTurns(t *testing.T) {
	const people = 60
	one := newStore(t, redistest.Start(t).Client())
	replicas := []*Store{one, sibling(t, one)}
	var taken, results int
	var mu sync.Mutex
	var all sync.WaitGroup
	half := make(chan struct{}, people)
	for i := range people {
		all.Go(func() {
			s := replicas[i%2]
			l, err := s.Load(t.Context(), s.Person(int64(i)), flows.World{})
			if err == nil {
				_, err = s.Commit(t.Context(), turn(l, flows.Person{Lang: "uk"}, flows.PutAnswers{Wave: "w1", Answers: finished()}))
			}
			half <- struct{}{}
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				taken++
			} else if !errors.As(err, new(*StaleError)) {
				t.Error(err)
			}
		})
	}
	for range people / 4 {
		<-half
	}
	for _, s := range replicas {
		all.Go(func() {
			is, err := s.CloseWave(t.Context(), theWave, anybody)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if is {
				results++
			}
		})
	}
	all.Wait()
	r, err := one.WaveResult(t.Context(), "w1")
	ok(t, err)
	if r.Finished != taken || results != 1 {
		t.Fatalf("%d answers were taken and %d counted, by %d", taken, r.Finished, results)
	}
}
