package storage

import (
	"errors"
	"reflect"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// polled makes somebody who takes part in a wave.
func polled(t *testing.T, s *Store, n int64, p flows.Person) flows.ID {
	t.Helper()
	who := s.Person(n)
	_, err := s.Commit(t.Context(), turn(load(t, s, who), p, flows.Enrol{}))
	ok(t, err)
	return who
}

// TestMarksOfAWaveGo: whoever took part is known to have until the results were
// sent, and then no more; nobody else's record is touched.
func TestMarksOfAWaveGo(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		done := polled(t, s, 1, flows.Person{Lang: "uk", Area: "korabel", Wave: "w1", WaveAt: 5, WaveDone: true, Paused: true})
		half := polled(t, s, 2, flows.Person{Lang: "uk", Wave: "w1", WaveAt: 2})
		next := polled(t, s, 3, flows.Person{Lang: "uk", Wave: "w2", WaveAt: 5, WaveDone: true})
		none := polled(t, s, 4, flows.Person{Lang: "uk"})
		gone := polled(t, s, 5, flows.Person{Lang: "uk", Wave: "w1", WaveDone: true})
		ok(t, rdb.SAdd(t.Context(), s.keys.gone(), gone.String()).Err())
		raw := func(who flows.ID) string { return rdb.Get(t.Context(), s.keys.person(who)).Val() }
		others := raw(next) + raw(none)
		for range 2 { // the second time nothing is left to do
			ok(t, s.ForgetWave(t.Context(), "w1"))
		}
		for _, who := range []flows.ID{done, half, gone} {
			if p := load(t, s, who).Person; p.Wave != "" || p.WaveAt != 0 || p.WaveDone || p.Lang != "uk" {
				t.Errorf("the record is %+v", p)
			}
		}
		if p := load(t, s, done).Person; p.Area != "korabel" || !p.Paused {
			t.Errorf("something else is lost: %+v", p)
		}
		if raw(next)+raw(none) != others || !load(t, s, next).Person.WaveDone {
			t.Error("somebody else's record has changed")
		}
		if due, err := s.RewriteDue(t.Context()); err != nil || !due {
			t.Errorf("the file is not to be rewritten: %v", err)
		}
	})
}

// TestMarksGoAmongTurns: people go on talking meanwhile; no turn is lost, and no
// mark stays.
func TestMarksGoAmongTurns(t *testing.T) {
	const people, turns = 20, 10
	one := newStore(t, redistest.Start(t).Client())
	replicas := []*Store{one, sibling(t, one)}
	var ids []flows.ID
	for i := range int64(people) {
		ids = append(ids, polled(t, one, i, flows.Person{Lang: "uk", Wave: "w1", WaveDone: true}))
	}
	var all sync.WaitGroup
	half := make(chan struct{}, people*turns)
	for i, who := range ids {
		all.Go(func() {
			s := replicas[i%2]
			for range turns {
				for {
					l, err := s.Load(t.Context(), who, flows.World{})
					if err != nil {
						t.Error(err)
						return
					}
					p := l.Person
					p.Serial++
					_, err = s.Commit(t.Context(), turn(l, p))
					if err == nil {
						break
					}
					if !errors.As(err, new(*StaleError)) {
						t.Error(err)
						return
					}
				}
				half <- struct{}{}
			}
		})
	}
	for range people {
		<-half
	}
	for _, s := range replicas {
		all.Go(func() {
			if err := s.ForgetWave(t.Context(), "w1"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, who := range ids {
		if p := load(t, one, who).Person; p.Serial != turns || p.Wave != "" || p.WaveDone {
			t.Errorf("after %d turns: %+v", turns, p)
		}
	}
}

// TestWhoMightHaveAnswered is counted with the wave: people who are there, and
// can be reached.
func TestWhoMightHaveAnswered(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		for i := range int64(5) {
			polled(t, s, i, flows.Person{Lang: "uk", Age: []flows.Age{flows.AgeAdult, flows.AgeTeen}[i%2]})
		}
		ok(t, rdb.SAdd(t.Context(), s.keys.gone(), s.Person(4).String()).Err())
		_, err := s.CloseWave(t.Context(), theWave, func(p *flows.Person) bool { return p.Age == flows.AgeAdult })
		ok(t, err)
		r, err := s.WaveResult(t.Context(), "w1")
		ok(t, err)
		if r.Could != 2 {
			t.Errorf("%d might have answered", r.Could)
		}
		if again := *r; again.Settle() != nil || len(r.Shown) != 5 || !reflect.DeepEqual(again.Shown, r.Shown) {
			t.Errorf("what may be shown does not survive storing: %+v", r.Shown)
		}
		l := fetch(t, s, load(t, s, s.Person(1)), flows.Reads{Records: []flows.Ask{flows.Record[flows.WaveResult]{ID: "w1"}, flows.Record[flows.WaveResult]{ID: "w2"}}})
		is, _ := flows.Found(l.World.Records, flows.Record[flows.WaveResult]{ID: "w1"})
		if got, asked := flows.Found(l.World.Records, flows.Record[flows.WaveResult]{ID: "w2"}); is.Could != 2 || got != nil || !asked {
			t.Errorf("a step reads %+v", l.World.Records)
		}
	})
}
