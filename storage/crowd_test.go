package storage

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// agreed fails unless the kept numbers are those of a full walk, and so is
// every audience that an organiser can choose.
func agreed(t failer, s *Store, areas []string, langs []flows.Lang) {
	t.Helper()
	ctx := ctxOf(t)
	kept, whole, err := s.crowds(ctx)
	ok(t, err)
	walked, err := s.walkCrowds(ctx)
	ok(t, err)
	if !whole {
		t.Fatalf("not everybody is counted")
	}
	for i := range kept {
		if !maps.Equal(kept[i].Cells, walked[i].Cells) {
			t.Fatalf("shard %d keeps %v, and a walk finds %v", i, kept[i].Cells, walked[i].Cells)
		}
	}
	for _, a := range []Audience{{}, {Areas: areas[:1]}, {Langs: langs[:2]}, {Areas: areas[1:], Langs: langs[:1]}} {
		got, err := s.Crowd(ctx, a)
		ok(t, err)
		var want flows.CrowdSize
		people, err := s.Recipients(ctx, 0, 1<<40, 1<<20)
		ok(t, err)
		for _, one := range people {
			if one.Person != nil && a.Has(one.Person) {
				want.People++
				if one.Person.Paused {
					want.Paused++
					continue
				}
				if one.Person.Mutes(flows.TopicNews) {
					want.Muted++
					continue
				}
				if want.Groups == nil {
					want.Groups = map[string]int{}
				}
				want.Groups[one.Person.Area+" "+string(one.Person.Lang)]++
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v is %+v, and a walk finds %+v", a, got, want)
		}
	}
}

// Whatever people do, in any order, the numbers equal a walk after each turn.
func TestCrowdsEqualAWalk(t *testing.T) {
	areas, langs := []string{"korabel", "tavr", "dnipro"}, []flows.Lang{"uk", "ru", "en"}
	rdb := redistest.Start(t).Client()
	rapid.Check(t, func(t *rapid.T) {
		ok(t, rdb.FlushAll(ctxOf(t)).Err())
		s := newStore(t, rdb)
		for range rapid.IntRange(1, 40).Draw(t, "turns") {
			who := flows.ID{15: byte(rapid.IntRange(0, 20).Draw(t, "who"))}
			l := load(t, s, who)
			p := l.Person
			var effects []flows.Effect
			switch rapid.IntRange(0, 8).Draw(t, "does") {
			case 0, 1: // joins, or joins again
				if p.Area == "" {
					effects = append(effects, flows.Enrol{})
				}
				p = flows.Person{Lang: rapid.SampledFrom(langs).Draw(t, "lang"), Age: flows.AgeAdult, Agreed: 1, Chat: 7,
					Area: rapid.SampledFrom(areas).Draw(t, "area"), Paused: p.Paused}
			case 2:
				p.Lang = rapid.SampledFrom(langs).Draw(t, "lang")
			case 3:
				if p.Area != "" {
					p.Area = rapid.SampledFrom(areas).Draw(t, "area")
				}
			case 4:
				p.Paused = !p.Paused
			case 5: // is asked the age again, and says a child's
				p.Age = rapid.SampledFrom([]flows.Age{flows.AgeUnasked, flows.AgeAdult, flows.AgeTeen}).Draw(t, "age")
			case 6:
				effects = append(effects, flows.Erase{})
			case 8:
				p.Muted = rapid.SampledFrom([][]flows.Topic{nil, {flows.TopicNews}, {flows.TopicGuides}}).Draw(t, "muted")
			case 7:
				p = flows.Person{Lang: "uk", Age: flows.AgeChild}
			}
			_, err := s.Commit(ctxOf(t), turn(l, p, effects...))
			ok(t, err)
			agreed(t, s, areas, langs)
		}
	})
}

// Many people join, change and leave at once, in two processes; nobody is
// counted twice or not at all, and no turn is decided anew for it.
func TestCrowdsOfManyAtOnce(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		other := sibling(t, s)
		var all sync.WaitGroup
		for n := range 60 {
			all.Go(func() {
				on := []*Store{s, other}[n%2]
				who := flows.ID{0: byte(n), 15: 3} // all of one shard
				for round := range 3 {
					l, err := on.Load(t.Context(), who, flows.World{})
					if err != nil {
						t.Error(err)
						return
					}
					p := flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Area: fmt.Sprint("a", round%2), Chat: 7, Paused: n%3 == 0}
					var effects []flows.Effect
					if round == 0 {
						effects = append(effects, flows.Enrol{})
					}
					if round == 2 && n%5 == 0 {
						effects = append(effects, flows.Erase{})
					}
					if _, err := on.Commit(t.Context(), turn(l, p, effects...)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		agreed(t, s, []string{"a0", "a1", "a2"}, []flows.Lang{"uk", "ru", "en"})
	})
}

// Data that is older than the numbers gets them, and wrong ones are put right,
// while people go on joining.
func TestCrowdsAreCounted(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		join := func(n byte) {
			t.Helper()
			_, err := s.Commit(t.Context(), turn(load(t, s, flows.ID{15: n}), flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Area: "korabel", Chat: 7}, flows.Enrol{}))
			ok(t, err)
		}
		for n := range byte(40) {
			join(n)
		}
		for i := range crowdShards {
			ok(t, rdb.Del(t.Context(), s.keys.crowd(i)).Err())
		}
		join(40) // nothing is counted wrong by it
		if n, err := s.Crowd(t.Context(), Audience{}); err != nil || n.People != 41 {
			t.Errorf("without the numbers there are %+v, %v", n, err)
		}
		if wrong, err := s.CountCrowds(t.Context()); err != nil || wrong != 0 {
			t.Errorf("%d were wrong, %v", wrong, err)
		}
		areas, langs := []string{"korabel", "tavr", "dnipro"}, []flows.Lang{"uk", "ru", "en"}
		agreed(t, s, areas, langs)
		ok(t, s.Open(t.Context())) // another start changes nothing
		agreed(t, s, areas, langs)

		c, v, err := s.readCrowd(t.Context(), 3)
		ok(t, err)
		c.add("korabel uk 1", 5)
		b := s.newBatch()
		ok(t, s.writeCrowd(b, 3, v, c))
		_, err = s.exec(t.Context(), b)
		ok(t, err)
		if wrong, err := s.CountCrowds(t.Context()); err != nil || wrong != 1 {
			t.Errorf("%d were wrong, %v", wrong, err)
		}
		agreed(t, s, areas, langs)
	})
}

// counting is a hook that counts commands.
type counting struct{ n int }

func (c *counting) DialHook(next redis.DialHook) redis.DialHook { return next }
func (c *counting) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { c.n++; return next(ctx, cmd) }
}
func (c *counting) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { c.n += len(cmds); return next(ctx, cmds) }
}

// To count an audience takes one command, for a town of any size, and a stolen
// copy shows of it neither neighbourhood nor language.
func TestCrowdsCostNothingAndTellNothing(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	for n := range 300 {
		_, err := s.Commit(t.Context(), turn(load(t, s, flows.ID{0: byte(n >> 8), 15: byte(n)}),
			flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Area: "korabel", Chat: 7}, flows.Enrol{}))
		ok(t, err)
	}
	hook := &counting{}
	rdb.AddHook(hook)
	if n, err := s.Crowd(t.Context(), Audience{Areas: []string{"korabel"}}); err != nil || n.People != 300 || hook.n != 1 {
		t.Errorf("%+v by %d commands, %v", n, hook.n, err)
	}
	for i := range crowdShards {
		raw, err := rdb.Get(t.Context(), s.keys.crowd(i)).Result()
		if err != nil || strings.Contains(raw, "korabel") {
			t.Errorf("shard %d is %q, %v", i, raw, err)
		}
	}
}
