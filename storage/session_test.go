package storage

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// take gives a person a place or a place in line, as the flow decides: by what
// was read in this turn, again until the commit holds.
func take(ctx context.Context, s *Store, who flows.ID, session string, capacity int, update int) (flows.Seats, error) {
	for {
		l, err := s.Load(ctx, who, flows.World{})
		if err != nil {
			return flows.Seats{}, err
		}
		if err := s.Fetch(ctx, l, flows.Reads{Seats: []string{session}}); err != nil {
			return flows.Seats{}, err
		}
		seats := l.World.Seats[session]
		var effect flows.Effect = flows.Join{Session: session}
		if seats.In >= capacity {
			effect = flows.Queue{Session: session}
		}
		t := turn(l, flows.Person{Lang: "uk", Sessions: []string{session}}, effect)
		t.Update = update
		_, err = s.Commit(ctx, t)
		if !errors.As(err, new(*StaleError)) {
			return seats, err
		}
	}
}

func TestThirtyPlacesForFiveHundred(t *testing.T) {
	t.Parallel()
	rdb := redistest.Start(t).Client()
	one := newStore(t, rdb)
	replicas := []*Store{one, sibling(t, one)}
	const people, places = 500, 30
	var locks [2]sync.Mutex // as each process does after its first conflict
	seats := make([]flows.Seats, people)
	errs := make([]error, people)
	var all sync.WaitGroup
	gate := make(chan struct{}, 32)
	for i := range people {
		all.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			if i%4 != 0 { // most wait their turn, some run into each other
				locks[i%2].Lock()
				defer locks[i%2].Unlock()
			}
			seats[i], errs[i] = take(t.Context(), replicas[i%2], one.Person(int64(i)), "yard", places, i+1)
		})
	}
	all.Wait()
	ok(t, errors.Join(errs...))
	ids := map[string]int{}
	for i := range people {
		ids[one.Person(int64(i)).String()] = i
	}
	in := rdb.ZRangeWithScores(t.Context(), one.keys.seats("yard"), 0, -1).Val()
	wait := rdb.ZRangeWithScores(t.Context(), one.keys.waitlist("yard"), 0, -1).Val()
	if len(in) != places || len(wait) != people-places {
		t.Fatalf("%d in and %d waiting", len(in), len(wait))
	}
	// Everybody saw exactly their own turn: the order is that of the commits.
	for n, z := range in {
		i := ids[z.Member.(string)]
		if z.Score != float64(n+1) || seats[i].In != n {
			t.Fatalf("place %d at %v went to somebody who saw %d in", n, z.Score, seats[i].In)
		}
	}
	for n, z := range wait {
		i := ids[z.Member.(string)]
		if z.Score != float64(places+n+1) || seats[i].Waiting != n {
			t.Fatalf("position %d at %v went to somebody who saw %d waiting", n, z.Score, seats[i].Waiting)
		}
	}
	l := fetch(t, one, load(t, one, one.Person(int64(ids[wait[9].Member.(string)]))), flows.Reads{Seats: []string{"yard"}})
	if got := l.World.Seats["yard"]; got.Mine != flows.InLine || got.Position != 10 || got.First.String() != wait[0].Member {
		t.Fatalf("the tenth in line sees %+v", got)
	}
}

// crowd fills a session of two places with four people.
func crowd(t *testing.T, s *Store) (people [4]flows.ID) {
	t.Helper()
	for i := range people {
		people[i] = s.Person(int64(i + 1))
		_, err := take(t.Context(), s, people[i], "yard", 2, 0)
		ok(t, err)
	}
	return people
}

func standing(t *testing.T, s *Store, want string) {
	t.Helper()
	got := ""
	for i := range 4 {
		seats := fetch(t, s, load(t, s, s.Person(int64(i+1))), flows.Reads{Seats: []string{"yard"}}).World.Seats["yard"]
		switch seats.Mine {
		case flows.Inside:
			got += "in "
		case flows.InLine:
			if seats.Until != 0 {
				got += "offered "
				continue
			}
			got += fmt.Sprintf("%d ", seats.Position)
		default:
			got += "- "
		}
	}
	if got != want {
		t.Fatalf("they stand %q, want %q", got, want)
	}
}

func leaving(t *testing.T, s *Store, who flows.ID, offers bool) Turn {
	t.Helper()
	l := fetch(t, s, load(t, s, who), flows.Reads{Seats: []string{"yard"}})
	left := flows.Leave{Session: "yard"}
	one := turn(l, flows.Person{Lang: "uk"})
	if first := l.World.Seats["yard"].First; offers && first != nil {
		fetch(t, s, l, flows.Reads{Records: []flows.Ask{somebody(*first)}})
		left.Offer = &flows.Offer{Who: *first, Until: 100}
		one.Out = []Outgoing{{To: *first, Body: []byte("a place is yours"), Other: true}}
	}
	one.Outcome.Effects = []flows.Effect{left}
	return one
}

func TestLeavingOffersThePlace(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		people := crowd(t, s)
		standing(t, s, "in in 1 2 ")
		tickets, err := s.Commit(t.Context(), leaving(t, s, people[0], true))
		ok(t, err)
		if tickets[0].Version != load(t, s, people[2]).own {
			t.Fatal("the ticket does not carry the version of whoever is offered the place")
		}
		standing(t, s, "- in offered 2 ")
		seats := fetch(t, s, load(t, s, people[2]), flows.Reads{Seats: []string{"yard"}}).World.Seats["yard"]
		if seats.In != 1 || seats.Offered != 1 || seats.Waiting != 2 || seats.Free(2) != 0 || seats.Until != 100 || *seats.Next != people[3] || *seats.First != people[3] {
			t.Fatalf("they see %+v", seats)
		}
		accept := turn(fetch(t, s, load(t, s, people[2]), flows.Reads{Seats: []string{"yard"}}), flows.Person{Lang: "uk"}, flows.Join{Session: "yard"})
		twice := turn(fetch(t, s, load(t, s, people[2]), flows.Reads{Seats: []string{"yard"}}), flows.Person{Lang: "uk"}, flows.Join{Session: "yard"})
		_, err = s.Commit(t.Context(), accept)
		ok(t, err)
		unchanged(t, s, func() { // on another phone, at once
			if _, err := s.Commit(t.Context(), twice); !errors.As(err, new(*StaleError)) {
				t.Fatalf("an offer is taken twice: %v", err)
			}
		})
		standing(t, s, "- in in 1 ")
		_, err = s.Commit(t.Context(), leaving(t, s, people[3], false)) // out of the line
		ok(t, err)
		standing(t, s, "- in in - ")
		_, err = take(t.Context(), s, people[0], "yard", 2, 0)
		ok(t, err)
		standing(t, s, "1 in in - ")
		if last := rdb.ZRange(t.Context(), s.keys.seats("yard"), -1, -1).Val(); last[0] != people[2].String() {
			t.Fatal("whoever took an offer is not at the end of the list")
		}
	})
}

func TestNobodyErasedIsOfferedAPlace(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		people := crowd(t, s)
		late := leaving(t, s, people[0], true)
		l := fetch(t, s, load(t, s, people[2]), flows.Reads{Seats: []string{"yard"}})
		_, err := s.Commit(t.Context(), turn(l, flows.Person{}, flows.Leave{Session: "yard"}, flows.Erase{}))
		ok(t, err)
		unchanged(t, s, func() {
			_, err := s.Commit(t.Context(), late)
			if !errors.As(err, new(*StaleError)) {
				t.Fatalf("error %v", err)
			}
		})
		late.Loaded.seats["yard"] = fetch(t, s, load(t, s, people[0]), flows.Reads{Seats: []string{"yard"}}).seats["yard"]
		unchanged(t, s, func() { // even where the seats had not moved on
			_, err := s.Commit(t.Context(), late)
			wantStale(t, err, s.keys.person(people[2]))
		})
		late.Out = nil // nor is one who would not be told
		unchanged(t, s, func() {
			_, err := s.Commit(t.Context(), late)
			wantStale(t, err, s.keys.person(people[2]))
		})
		_, err = s.Commit(t.Context(), leaving(t, s, people[0], true))
		ok(t, err)
		standing(t, s, "- in - offered ")
	})
}
