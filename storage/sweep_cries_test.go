package storage

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// cried is the record of somebody who wrote for help at noon and said nothing more.
func cried() flows.Person {
	return flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Area: "korabel", Step: flows.StepDanger, Seen: noon.Unix(),
		Flow: flows.Flow{Cry: &flows.Draft{Words: "he is beating me", Danger: true}, Fades: noon.Add(55 * time.Minute).Unix()}}
}

// TestACryLapses: what somebody wrote for help and never passed on goes from their
// record with the messages about it, and what the disk still holds of it with the
// rewrite that is asked for. A later cry keeps its own hour, and a turn that is faster wins.
func TestACryLapses(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		put := func(n byte, p flows.Person) flows.ID {
			who := s.Person(int64(n))
			_, err := s.Commit(t.Context(), turn(load(t, s, who), p))
			ok(t, err)
			vanishes(t, s, who, 7, noon.Add(time.Hour), "gone")
			return who
		}
		again, far := cried(), cried()
		again.Fades = noon.Add(100 * time.Minute).Unix()
		far.Fades = noon.Add(48 * time.Hour).Unix()
		ann, bob, cat := put(1, cried()), put(2, again), put(3, far)
		if _, err := s.MoveDue(t.Context(), noon.Add(54*time.Minute), 10); err != nil || load(t, s, ann).Person.Cry == nil {
			t.Fatalf("it went too early, %v", err)
		}
		if n, err := s.MoveDue(t.Context(), noon.Add(time.Hour), 10); err != nil || n != 3 {
			t.Fatalf("%d moved, %v", n, err)
		}
		p := load(t, s, ann).Person
		if p.Cry != nil || p.Step != flows.StepDanger || p.Area != "korabel" {
			t.Errorf("an hour later there is %+v", p)
		}
		if load(t, s, bob).Person.Cry == nil {
			t.Error("a second cry went with the first")
		}
		if load(t, s, cat).Person.Cry != nil {
			t.Error("after a clock that stepped back it stays")
		}
		if due, err := s.RewriteDue(t.Context()); err != nil || !due {
			t.Errorf("it stays in the append-only file: %v, %v", due, err)
		}
		late := load(t, s, bob)
		_, err := s.Commit(t.Context(), turn(load(t, s, bob), again))
		ok(t, err)
		ok(t, s.rewritePerson(t.Context(), bob, late.own, flows.Person{Lang: "en"}))
		if load(t, s, bob).Person.Lang != "uk" {
			t.Error("a turn that was faster is undone")
		}
	})
}

// TestWhatWasHalfToldLapses: a concern about home that was begun goes from the record with
// the messages about it; one that is about nothing of the kind stays, and so does where
// its author was.
func TestWhatWasHalfToldLapses(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		put := func(n byte, change func(*flows.Person)) flows.ID {
			p := cried()
			p.Cry, p.Step, p.Draft = nil, flows.StepWords, &flows.Draft{Category: flows.Home, Words: "he is beating me"}
			change(&p)
			who := s.Person(int64(n))
			_, err := s.Commit(t.Context(), turn(load(t, s, who), p))
			ok(t, err)
			vanishes(t, s, who, 7, noon.Add(time.Hour), "gone")
			return who
		}
		left := put(1, func(*flows.Person) {})
		asked := put(2, func(p *flows.Person) { p.Step, p.Was = flows.StepInterrupted, flows.StepWords })
		street := put(3, func(p *flows.Person) { p.Fades = 0 })
		if n, err := s.MoveDue(t.Context(), noon.Add(time.Hour), 10); err != nil || n != 3 {
			t.Fatalf("%d moved, %v", n, err)
		}
		for who, gone := range map[flows.ID]bool{left: true, asked: true, street: false} {
			if p := load(t, s, who).Person; (p.Draft == nil) != gone || p.Area != "korabel" || p.Step == flows.StepMenu {
				t.Errorf("an hour later there is %+v", p)
			}
		}
		if due, err := s.RewriteDue(t.Context()); err != nil || !due {
			t.Errorf("it stays in the append-only file: %v, %v", due, err)
		}
	})
}

// TestOffersLapseAtNight: a text that was offered as a concern and not answered is
// gone the night after, its author is not.
func TestOffersLapseAtNight(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		offered := cried()
		offered.Step, offered.Fades = flows.StepOffer, 0
		who := s.Person(1)
		_, err := s.Commit(t.Context(), turn(load(t, s, who), offered))
		ok(t, err)
		for after, stays := range map[time.Duration]bool{time.Hour - time.Second: true, time.Hour: false} {
			_, err := s.Commit(t.Context(), turn(load(t, s, who), offered))
			ok(t, err)
			_, err = s.SweepStrangers(t.Context(), noon.Add(after))
			ok(t, err)
			if p := load(t, s, who).Person; (p.Cry != nil) != stays || p.Area == "" {
				t.Errorf("after %s there is %+v", after, p)
			}
		}
	})
}

// TestDraftsLapseAtNight: a concern that was begun and left for 30 days is forgotten,
// its author is not, and their next turn begins at the menu.
func TestDraftsLapseAtNight(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		who := s.Person(1)
		for after, stays := range map[time.Duration]bool{flows.StrangersKept - time.Second: true, flows.StrangersKept: false} {
			half := flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Area: "korabel", Step: flows.StepWords, Serial: 7, Seen: noon.Unix(),
				Codes: []string{"A"}, Flow: flows.Flow{Draft: &flows.Draft{Category: flows.Home, Words: "he is beating me"}}}
			_, err := s.Commit(t.Context(), turn(load(t, s, who), half))
			ok(t, err)
			_, err = s.SweepStrangers(t.Context(), noon.Add(after))
			ok(t, err)
			p := load(t, s, who).Person
			if (p.Draft != nil) != stays || (p.Step == flows.StepWords) != stays || len(p.Codes) != 1 || p.Area == "" || (p.Serial == 7) != stays {
				t.Errorf("after %s there is %+v", after, p)
			}
		}
		desk := flows.Person{Lang: "uk", Step: "desk.news.write", Flow: flows.Flow{Text: "a text"}, Seen: noon.Unix()}
		if desk.LapseNightly(noon.Add(flows.StrangersKept)) {
			t.Error("a desk's text is touched")
		}
	})
}
