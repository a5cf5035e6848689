package storage

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// arrive checks somebody in as a turn does, again until the commit holds, and says how often
// it was decided.
func arrive(ctx context.Context, s *Store, who flows.ID, session string, update int) (times int, err error) {
	for times = 1; ; times++ {
		l, err := s.Load(ctx, who, flows.World{})
		if err != nil {
			return times, err
		}
		p := l.Person
		p.Lang = "uk"
		t := turn(l, p)
		if len(p.Came) == 0 {
			p.Came = []string{session}
			t = turn(l, p, flows.CheckIn{Session: session})
		}
		t.Update = update
		_, err = s.Commit(ctx, t)
		if !errors.As(err, new(*StaleError)) {
			return times, err
		}
	}
}

// TestThreeHundredAtTheDoor: a crowd that comes at once is counted exactly, everybody once
// though each comes twice, in one process and in two; and nobody waits for anybody else.
func TestThreeHundredAtTheDoor(t *testing.T) {
	t.Parallel()
	for name, processes := range map[string]int{"one process": 1, "two": 2} {
		t.Run(name, func(t *testing.T) {
			rdb := redistest.Start(t).Client()
			one := newStore(t, rdb)
			stores := []*Store{one}
			if processes == 2 {
				stores = append(stores, sibling(t, one))
			}
			const people = 300
			var all sync.WaitGroup
			var mu sync.Mutex
			first, problems := 0, []error(nil)
			began := time.Now()
			gate := make(chan struct{}, 64)
			for i := range 2 * people {
				all.Go(func() {
					gate <- struct{}{}
					defer func() { <-gate }()
					times, err := arrive(t.Context(), stores[i%processes], one.Person(int64(i%people)), "yard", i+1)
					mu.Lock()
					defer mu.Unlock()
					problems = append(problems, err)
					if times == 1 {
						first++
					}
				})
			}
			all.Wait()
			ok(t, errors.Join(problems...))
			t.Logf("%d people, %d scans, %s; %d decided once", people, 2*people, time.Since(began), first)
			if n := rdb.ZCard(t.Context(), one.keys.came("yard")).Val(); n != people {
				t.Errorf("%d are counted", n)
			}
			l := fetch(t, one, load(t, one, one.Person(1)), flows.Reads{Came: []string{"yard"}})
			if l.World.Came["yard"] != people {
				t.Errorf("%d are read", l.World.Came["yard"])
			}
			if first < people { // only the two scans of one person can get in each other's way
				t.Errorf("only %d of %d were decided once", first, 2*people)
			}
		})
	}
}

// TestWhoCameIsForgotten: who checked in can be read by nobody, in no order, goes with the
// person, and 60 days after the meeting; how many it were stays.
func TestWhoCameIsForgotten(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ended := noon.Add(-flows.SeatsKept)
		putSession(t, s, "yard", ended.Add(time.Hour))
		for i := range 7 {
			_, err := arrive(t.Context(), s, s.Person(int64(i+1)), "yard", 0)
			ok(t, err)
		}
		for _, z := range rdb.ZRangeWithScores(t.Context(), s.keys.came("yard"), 0, -1).Val() {
			if z.Score != 0 {
				t.Errorf("it tells the order: %v", z)
			}
		}
		eve := load(t, s, s.Person(7))
		_, err := s.Commit(t.Context(), turn(eve, flows.Person{}, flows.CheckOut{Session: "yard"}, flows.Erase{}))
		ok(t, err)
		if n := rdb.ZCard(t.Context(), s.keys.came("yard")).Val(); n != 6 {
			t.Errorf("%d are counted after somebody erased themselves", n)
		}
		sweep := func(now time.Time) {
			for range 2 { // the number first, then who it was
				ok(t, s.SweepSeats(t.Context(), now))
			}
		}
		sweep(noon)
		if n := rdb.ZCard(t.Context(), s.keys.came("yard")).Val(); n != 6 {
			t.Errorf("%d are left before the time", n)
		}
		sweep(noon.Add(time.Hour))
		board, err := s.Board(t.Context())
		ok(t, err)
		if n := rdb.Exists(t.Context(), s.keys.came("yard")).Val(); n != 0 || board.Sessions[0].ByCode != 6 || board.Sessions[0].Came != 7 {
			t.Errorf("who came stays (%d), or how many not: %+v", n, board.Sessions[0])
		}
		if p := load(t, s, s.Person(1)).Person; len(p.Came) != 0 {
			t.Errorf("their record still says so: %v", p.Came)
		}
	})
}

// TestADoorIsSealedAndGoes: neither the code nor the link can be read in Redis, two who make
// a page at once make one, and it goes at its time.
func TestADoorIsSealedAndGoes(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		door := flows.Door{Code: "482913", Token: "abcdefgh2345", Until: noon.Unix()}
		need := flows.Reads{Records: []flows.Ask{flows.Record[flows.Door]{ID: "yard"}}}
		settleIn(t, s, s.Person(1))
		settleIn(t, s, s.Person(2))
		one, two := fetch(t, s, load(t, s, s.Person(1)), need), fetch(t, s, load(t, s, s.Person(2)), need)
		_, err := s.Commit(t.Context(), turn(one, one.Person, flows.Put[flows.Door]{ID: "yard", Record: door}))
		ok(t, err)
		if _, err := s.Commit(t.Context(), turn(two, two.Person, flows.Put[flows.Door]{ID: "yard", Record: door})); !errors.As(err, new(*StaleError)) {
			t.Errorf("a page over another: %v", err)
		}
		for _, key := range rdb.Keys(t.Context(), "*").Val() {
			if raw := rdb.Dump(t.Context(), key).Val(); strings.Contains(raw, door.Code) || strings.Contains(raw, door.Token) {
				t.Errorf("%s tells the code", key)
			}
		}
		ok(t, s.SweepRecords(t.Context(), noon.Add(-time.Hour)))
		if rdb.Exists(t.Context(), doors.at(s.keys, "yard")).Val() != 1 {
			t.Error("it goes too early")
		}
		ok(t, s.SweepRecords(t.Context(), noon.Add(time.Hour)))
		if rdb.Exists(t.Context(), doors.at(s.keys, "yard")).Val() != 0 {
			t.Error("it stays")
		}
	})
}
