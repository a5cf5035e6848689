package storage

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// vanishes sends something to a person that is to be deleted later.
func vanishes(t failer, s *Store, who flows.ID, message int, due time.Time, body string) {
	t.Helper()
	ticket := say(t, s, who, true, "now")[0]
	if ticket.Token == "" {
		t.Fatalf("no lease")
	}
	_, err := s.Settle(ctxOf(t), letters(who, true, "now")[0].Drawn(ticket),
		Settlement{Done: true, Message: message, Now: noon, Vanish: &Vanishing{Message: message, Due: due, Body: []byte(body)}})
	ok(t, err)
}

// waits lets news wait for a person.
func waits(t failer, s *Store, to flows.ID, name, body, more string) {
	t.Helper()
	b := s.newBatch()
	m := Outgoing{To: to, Body: []byte(body), Other: true, Hold: &Hold{Until: noon.Add(time.Hour), Name: name}}
	if more != "" {
		m.Hold.More = []byte(more)
	}
	s.hold(b, m)
	_, err := s.exec(ctxOf(t), b)
	ok(t, err)
}

// received empties a person's lists of replies and of notices, in this order.
func received(t failer, s *Store, who flows.ID) (bodies []string) {
	t.Helper()
	lane := Replies
	for {
		d, got, err := s.Lease(ctxOf(t), who, lane)
		ok(t, err)
		if !got && lane == Notices {
			return bodies
		}
		if !got {
			lane = Notices
			continue
		}
		for _, body := range append([][]byte{d.Body}, d.More...) {
			bodies = append(bodies, string(body))
		}
		_, err = s.Settle(ctxOf(t), d, Settlement{Done: true, Now: noon})
		ok(t, err)
	}
}

func TestLaterComesByDomainTime(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		for _, hours := range []int{3, 1, 2} {
			vanishes(t, s, ann, hours, noon.Add(time.Duration(hours)*time.Hour), fmt.Sprint(hours))
		}
		for hours, want := range [][]string{nil, {"1"}, {"2"}, {"3"}, nil} {
			at := noon.Add(time.Duration(hours) * time.Hour)
			early, err := s.MoveDue(t.Context(), at.Add(-time.Second), 10)
			if ok(t, err); early != 0 {
				t.Fatalf("%d moved a second early", early)
			}
			n, err := s.MoveDue(t.Context(), at, 10)
			if ok(t, err); n != len(want) {
				t.Fatalf("%d moved after %d hours", n, hours)
			}
			if who, _, _, err := s.Due(t.Context(), 10); err != nil || len(who) != len(want) {
				t.Fatalf("due %v, %v", who, err)
			}
			if got := received(t, s, ann); !slices.Equal(got, want) {
				t.Fatalf("after %d hours came %v", hours, got)
			}
		}
	})
}

func TestLaterComesOnceAndInOrder(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		one := newStore(t, rdb)
		two := sibling(t, one)
		ann := one.Person(1)
		var want []string
		for i := range 120 {
			body := fmt.Sprintf("%03d", i)
			want = append(want, body)
			vanishes(t, one, ann, 1+i, noon.Add(time.Duration(i)*time.Second), body)
		}
		var movers sync.WaitGroup
		counts := make([]int, 2)
		errs := make([]error, 2)
		for i, s := range []*Store{one, two} {
			movers.Go(func() {
				for range 40 {
					n, err := s.MoveDue(t.Context(), noon.Add(time.Hour), 10)
					if err != nil {
						errs[i] = err
						return
					}
					counts[i] += n
				}
			})
		}
		movers.Wait()
		ok(t, errs[0])
		ok(t, errs[1])
		if counts[0]+counts[1] != 120 {
			t.Fatalf("%v moved", counts)
		}
		got := received(t, one, ann)
		slices.Sort(got) // two movers may overtake each other within a page
		if !slices.Equal(got, want) {
			t.Fatalf("%d came: %v", len(got), got)
		}
		if n := rdb.Exists(t.Context(), one.keys.later(), one.keys.laterBody()).Val(); n != 0 {
			t.Fatal("something stayed")
		}
	})
}

// TestLaterIsReplaced: the same id written again is another moment and
// another message; the first never comes, not even to a mover who read it.
func TestLaterIsReplaced(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		vanishes(t, s, ann, 7, noon, "first")
		id := s.vanishID(ann, 7)
		read := rdb.HGet(t.Context(), s.keys.laterBody(), id).Val()
		_, payload, _ := s.cutLater(read)
		vanishes(t, s, ann, 7, noon.Add(time.Hour), "second")
		slow, err := s.run(t.Context(), move,
			[]string{s.keys.later(), s.keys.laterBody(), s.keys.ready(), s.keys.leases(), s.keys.replies(ann)},
			id, read, ann.String(), payload).Int()
		if ok(t, err); slow != 0 {
			t.Fatal("a mover who read the first one moved it")
		}
		if n, err := s.MoveDue(t.Context(), noon.Add(time.Minute), 10); err != nil || n != 0 {
			t.Fatalf("%d moved, %v", n, err)
		}
		if n, err := s.MoveDue(t.Context(), noon.Add(time.Hour), 10); err != nil || n != 1 {
			t.Fatalf("%d moved, %v", n, err)
		}
		if got := received(t, s, ann); !slices.Equal(got, []string{"second"}) {
			t.Fatalf("%v came", got)
		}
	})
}

func TestDamagedLaterHoldsNothingUp(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann := s.Person(1)
	for i, body := range []any{"", "no bar", "short|x", "~" + strings.Repeat("x", laterHead), nil} {
		id := fmt.Sprint("bad", i)
		ok(t, rdb.ZAdd(t.Context(), s.keys.later(), redis.Z{Score: 1, Member: id}).Err())
		if body != nil {
			ok(t, rdb.HSet(t.Context(), s.keys.laterBody(), id, body).Err())
		}
	}
	vanishes(t, s, ann, 7, noon, "good")
	for range 6 {
		_, err := s.MoveDue(t.Context(), noon, 1)
		ok(t, err)
	}
	if got := received(t, s, ann); !slices.Equal(got, []string{"good"}) {
		t.Fatalf("%v came", got)
	}
	if n := rdb.Exists(t.Context(), s.keys.later(), s.keys.laterBody()).Val(); n != 0 {
		t.Fatal("something stayed")
	}
}

func TestShownIsForgottenAfterTwoDays(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		show := func(who flows.ID, message int, at time.Time) {
			say(t, s, who, false, "x")
			_, err := s.Settle(t.Context(), drawAt(t, s, who, Replies),
				Settlement{Done: true, Message: message, Screen: &Screen{Serial: 7, Message: message}, Now: at})
			ok(t, err)
		}
		show(ann, 10, noon)
		show(ann, 11, noon.Add(time.Hour))
		show(bob, 12, noon.Add(24*time.Hour))
		if got, err := s.Shown(t.Context(), ann, noon.Add(time.Hour)); err != nil || !slices.Equal(got, []int{11}) {
			t.Fatalf("shown %v, %v", got, err)
		}
		if sc := load(t, s, ann).Screen; sc != (Screen{Serial: 7, Message: 11}) {
			t.Fatalf("screen %+v", sc)
		}
		ok(t, s.Forget(t.Context(), ann, []int{1})) // another message
		if sc := load(t, s, ann).Screen; sc.Message != 11 {
			t.Fatalf("the screen is forgotten for another message: %+v", sc)
		}
		ok(t, s.Forget(t.Context(), ann, []int{1, 11}))
		if sc := load(t, s, ann).Screen; sc != (Screen{}) {
			t.Fatalf("a deleted message is still the screen: %+v", sc)
		}
		ok(t, s.SweepShown(t.Context(), noon.Add(60*time.Hour)))
		for who, want := range map[flows.ID]int{ann: 0, bob: 1} {
			if got, err := s.Shown(t.Context(), who, time.Unix(0, 0)); err != nil || len(got) != want {
				t.Fatalf("shown %v, %v; want %d", got, err, want)
			}
		}
		ok(t, s.Forget(t.Context(), bob, nil))
		ok(t, s.Forget(t.Context(), bob, []int{12, 13}))
		for i := range 400 {
			show(bob, 1000+i, noon.Add(25*time.Hour+time.Duration(i)*time.Second))
		}
		if got, err := s.Shown(t.Context(), bob, noon); err != nil || len(got) != 300 || got[299] != 1399 {
			t.Fatalf("%d are remembered, %v", len(got), err)
		}
	})
}

// TestHeldMessages: of one name one waits, the id tells nothing, what is called
// off never comes, and whoever changed since they were read makes the turn stale.
func TestHeldMessages(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		callOff := func(who flows.ID, name string) {
			t.Helper()
			b := s.newBatch()
			s.callOff(b, who, flows.CallOff{Name: name})
			_, err := s.exec(ctxOf(t), b)
			ok(t, err)
		}
		waits(t, s, ann, "case", "one", "several")
		waits(t, s, ann, "case", "another", "several")
		waits(t, s, ann, "case", "a third", "several")
		waits(t, s, ann, "place.x", "a place", "")
		waits(t, s, ann, "role.officer", "a role", "")
		waits(t, s, bob, "case", "bob's", "several")
		waits(t, s, bob, "place.x", "bob's place", "")
		vanishes(t, s, bob, 9, noon.Add(time.Hour), "deleted")
		for id, body := range rdb.HGetAll(t.Context(), s.keys.laterBody()).Val() {
			for _, word := range []string{"place", "role", "officer", "case", ann.String(), bob.String()} {
				if strings.Contains(id+body, word) {
					t.Errorf("%q tells %q", id, word)
				}
			}
		}
		callOff(ann, "role.officer")
		callOff(bob, "")
		n, err := s.MoveDue(t.Context(), noon.Add(time.Hour), 10)
		if ok(t, err); n != 3 {
			t.Errorf("%d moved", n)
		}
		got := received(t, s, ann)
		slices.Sort(got)
		if want := []string{"a place", "several"}; !slices.Equal(got, want) {
			t.Errorf("ann gets %v, want %v", got, want)
		}
		if got := received(t, s, bob); !slices.Equal(got, []string{"deleted"}) {
			t.Errorf("bob gets %v", got)
		}
	})
}

// TestDeletionsAreDrawnTogether: those that follow each other are one draw and
// one settlement; a reply among them keeps its place.
func TestDeletionsAreDrawnTogether(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		out := letters(ann, false, "1", "2", "3", "reply", "4", "5")
		for i := range out {
			out[i].Deletes = i != 3
		}
		_, err := s.Commit(t.Context(), Turn{Chat: ann, FromQueue: true, Out: out})
		ok(t, err)
		for _, want := range []string{"123", "reply", "45"} {
			d := drawAt(t, s, ann, Replies)
			got := string(d.Body)
			for _, more := range d.More {
				got += string(more)
			}
			if got != want || d.Deletes != (want != "reply") {
				t.Fatalf("drew %q, want %q", got, want)
			}
			if want == "123" { // what goes wrong is tried again, all of it
				_, err := s.Settle(t.Context(), d, Settlement{Now: noon})
				ok(t, err)
				d = drawAt(t, s, ann, Replies)
			}
			more, err := s.Settle(t.Context(), d, Settlement{Done: true, Now: noon})
			if ok(t, err); more != (want != "45") {
				t.Fatalf("after %q more is %v", want, more)
			}
		}
	})
}

// TestDeletionsOutliveErasing: who erases themselves has all that was to be
// deleted deleted: what was already on its way, what would have been due later,
// and what an older version wrote.
func TestDeletionsOutliveErasing(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		settleIn(t, s, ann)
		vanishes(t, s, ann, 1, noon, "due")
		vanishes(t, s, ann, 2, noon.Add(time.Hour), "later")
		vanishes(t, s, bob, 3, noon.Add(time.Hour), "bob's")
		if n, err := s.MoveDue(t.Context(), noon, 10); err != nil || n != 1 {
			t.Fatalf("%d moved, %v", n, err)
		}
		for id, body := range map[string]string{"vanish:" + ann.String() + ":4": "old", "wait:x": "news"} {
			ok(t, rdb.ZAdd(t.Context(), s.keys.later(), redis.Z{Score: float64(noon.Unix() + 60), Member: id}).Err())
			ok(t, rdb.HSet(t.Context(), s.keys.laterBody(), id, ann.String()+"|"+s.payload(Outgoing{To: ann, Body: []byte(body), Other: true})).Err())
		}
		say(t, s, ann, false, "a reply")
		last := erasing(t, s, ann)
		last.Out[0].SendHere = false
		_, err := s.Commit(t.Context(), last)
		ok(t, err)
		got := received(t, s, ann)
		slices.Sort(got)
		if want := []string{"due", "farewell", "later", "old"}; !slices.Equal(got, want) {
			t.Errorf("ann gets %v, want %v", got, want)
		}
		if n := rdb.HLen(t.Context(), s.keys.laterBody()).Val(); n != 1 {
			t.Errorf("%d wait, want bob's alone", n)
		}
		if n := rdb.ZCard(t.Context(), s.keys.farewells()).Val(); n != 0 {
			t.Error("the farewell is not over")
		}
	})
}

// TestForgottenVanishesOnce: what is deleted before its time is called off.
func TestForgottenVanishesOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		vanishes(t, s, ann, 7, noon, "deleted already")
		vanishes(t, s, ann, 8, noon, "still there")
		vanishes(t, s, bob, 7, noon, "bob's seventh")
		ok(t, s.Forget(t.Context(), ann, []int{7}))
		if n, err := s.MoveDue(t.Context(), noon, 10); err != nil || n != 2 {
			t.Errorf("%d moved, %v", n, err)
		}
		if got := received(t, s, ann); !slices.Equal(got, []string{"still there"}) {
			t.Errorf("ann gets %v", got)
		}
	})
}

// TestTheCalendarTellsNobody: neither ids nor bodies of what waits lead to a
// pseudonym, and its moments are too coarse to be compared with others.
func TestTheCalendarTellsNobody(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		for i := range 10 {
			vanishes(t, s, ann, 1+i, noon.Add(time.Hour+time.Duration(37*i)*time.Second), "gone")
		}
		waits(t, s, ann, "case", "news", "")
		for _, z := range rdb.ZRangeWithScores(t.Context(), s.keys.later(), 0, -1).Val() {
			if int64(z.Score)%int64(vanishGrain/time.Second) != 0 {
				t.Errorf("%v is due at %v", z.Member, z.Score)
			}
		}
		all := rdb.HGetAll(t.Context(), s.keys.laterBody()).Val()
		if len(all) != 11 {
			t.Fatalf("%d wait", len(all))
		}
		for id, body := range all {
			if strings.Contains(id+body, ann.String()) || strings.Contains(id+body, string(ann[:])) {
				t.Errorf("%q tells who it is", id)
			}
		}
	})
}

// TestSplit: an entry becomes several, in order, with the lease lost or not.
func TestSplit(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		say(t, s, ann, false, "old", "next")
		d := drawAt(t, s, ann, Replies)
		ok(t, s.Split(t.Context(), d, letters(ann, false, "pin", "words")))
		unchanged(t, s, func() { wantErr(t, s.Split(t.Context(), d, letters(ann, false, "again")), ErrNotMine) })
		if got := received(t, s, ann); !slices.Equal(got, []string{"pin", "words", "next"}) {
			t.Errorf("came %v", got)
		}
	})
}

// TestDeletionsOutliveAClockThatStepsBack writes deletions and what waits for the
// morning with a clock that was a day fast. Once it is right, the deletion comes
// within the hour, and nobody waits longer than until this morning.
func TestDeletionsOutliveAClockThatStepsBack(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		fast, morning := noon.Add(24*time.Hour), noon.Add(8*time.Hour)
		due := map[string]time.Time{"vanish:fast": fast.Add(time.Hour), "vanish:right": noon.Add(20 * time.Minute), "wait:fast": fast, "wait:right": noon.Add(7 * time.Hour), "wait:past": noon.Add(-time.Hour)}
		for id, at := range due {
			ok(t, rdb.ZAdd(t.Context(), s.keys.later(), redis.Z{Member: id, Score: float64(at.Unix())}).Err())
		}
		ok(t, s.Hurry(t.Context(), noon, morning))
		due["vanish:fast"], due["wait:fast"] = noon.Add(time.Hour), morning
		for id, want := range due {
			if got := int64(rdb.ZScore(t.Context(), s.keys.later(), id).Val()); got != want.Unix() {
				t.Errorf("%s is due %v after noon", id, time.Unix(got, 0).Sub(noon))
			}
		}
	})
}
