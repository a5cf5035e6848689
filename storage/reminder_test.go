package storage

import (
	"slices"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// seatOf is what one person was told of the yard, and whether they are inside.
func seatOf(t *testing.T, s *Store, who flows.ID) (flows.Told, bool) {
	t.Helper()
	told, in, err := s.Told(t.Context(), "yard", who)
	ok(t, err)
	return told, in
}

// leaves has somebody leave the yard, and the first of the line take the place that they
// are offered.
func leaves(t *testing.T, s *Store, who flows.ID) {
	t.Helper()
	l := fetch(t, s, load(t, s, who), flows.Reads{Seats: []string{"yard"}})
	left, first := flows.Leave{Session: "yard"}, l.World.Seats["yard"].First
	if first != nil {
		left.Offer = &flows.Offer{Who: *first, Until: 1}
	}
	_, err := s.Commit(t.Context(), turn(l, flows.Person{Lang: "uk"}, left))
	ok(t, err)
	if first != nil {
		l := fetch(t, s, load(t, s, *first), flows.Reads{Seats: []string{"yard"}})
		_, err := s.Commit(t.Context(), turn(l, flows.Person{Lang: "uk", Sessions: []string{"yard"}}, flows.Join{Session: "yard"}))
		ok(t, err)
	}
}

func takes(t *testing.T, s *Store, who flows.ID, capacity int) {
	t.Helper()
	_, err := take(t.Context(), s, who, "yard", capacity, 0)
	ok(t, err)
}

func TestReminderIsNotedOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		if _, in := seatOf(t, s, ann); in {
			t.Fatal("inside before joining")
		}
		takes(t, s, ann, 1)
		takes(t, s, bob, 1) // waits
		told, in := seatOf(t, s, ann)
		if !in || told != (flows.Told{Since: noon.Unix()}) {
			t.Fatalf("inside %v, told %+v", in, told)
		}
		if _, in := seatOf(t, s, bob); in {
			t.Fatal("who waits is inside")
		}
		next := flows.Told{Since: told.Since, Start: 5, Kinds: flows.ReminderDay}
		before := load(t, s, ann)
		ok(t, s.Remind(t.Context(), before, "yard", told, next, []byte("soon")))
		if got, _ := seatOf(t, s, ann); got != next {
			t.Fatalf("noted %+v", got)
		}
		if n := rdb.LLen(t.Context(), s.keys.replies(ann)).Val(); n != 1 {
			t.Fatalf("%d messages", n)
		}
		unchanged(t, s, func() { // another process had the same idea
			wantStale(t, s.Remind(t.Context(), load(t, s, ann), "yard", told, next, []byte("soon")), s.keys.reminded("yard", ann))
		})
		if load(t, s, ann).own != before.own {
			t.Fatal("the conversation moved on")
		}
	})
}

// TestReminderOfWhatChanged: nothing is said on the ground of a person, a place
// or a session that is not so any more.
func TestReminderOfWhatChanged(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, s *Store, ann flows.ID){
		"left": leaves,
		"paused": func(t *testing.T, s *Store, ann flows.ID) {
			_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk", Paused: true}))
			ok(t, err)
		},
		"erased": func(t *testing.T, s *Store, ann flows.ID) {
			l := fetch(t, s, load(t, s, ann), flows.Reads{Seats: []string{"yard"}})
			_, err := s.Commit(t.Context(), turn(l, flows.Person{}, flows.Leave{Session: "yard"}, flows.Erase{}))
			ok(t, err)
		},
		"moved": func(t *testing.T, s *Store, _ flows.ID) {
			ok(t, sibling(t, s).UpdateBoard(t.Context(), func(b *flows.Board) bool { b.Sessions = []flows.Session{{ID: "yard"}}; return true }))
		},
	} {
		t.Run(name, func(t *testing.T) {
			rdb, _ := redistest.Embedded(t)
			s := newStore(t, rdb)
			ann := s.Person(1)
			takes(t, s, ann, 1)
			l := load(t, s, ann)
			told, _ := seatOf(t, s, ann)
			change(t, s, ann)
			unchanged(t, s, func() {
				if err := s.Remind(t.Context(), l, "yard", told, flows.Told{Kinds: 1}, []byte("soon")); err == nil {
					t.Fatal("reminded all the same")
				}
			})
			if name == "erased" || name == "left" {
				if n := rdb.Exists(t.Context(), s.keys.reminded("yard", ann)).Val(); n != 0 {
					t.Fatal("a mark is left behind")
				}
			}
		})
	}
}

// TestMarkFollowsThePlace: who comes back or moves up has their place since then.
func TestMarkFollowsThePlace(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann, bob := s.Person(1), s.Person(2)
	takes(t, s, ann, 1)
	takes(t, s, bob, 1)
	ok(t, s.Remind(t.Context(), load(t, s, ann), "yard", flows.Told{Since: noon.Unix()}, flows.Told{Since: 1, Start: 2, Kinds: 3}, nil))
	leaves(t, s, ann)
	if told, in := seatOf(t, s, bob); !in || told != (flows.Told{Since: noon.Unix()}) {
		t.Fatalf("moved up, inside %v, told %+v", in, told)
	}
	leaves(t, s, bob)
	takes(t, s, ann, 1)
	if told, in := seatOf(t, s, ann); !in || told != (flows.Told{Since: noon.Unix()}) {
		t.Fatalf("came back, inside %v, told %+v", in, told)
	}
}

func TestSeatsInPages(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	const people = 23
	var want, got []flows.ID
	for i := range people {
		want = append(want, s.Person(int64(i)))
		takes(t, s, want[i], people)
	}
	var at SeatCursor
	for range people {
		page, next, err := s.Seats(t.Context(), "yard", at, 5)
		ok(t, err)
		if len(page) == 0 {
			break
		}
		for _, seat := range page {
			if seat.Told.Since != noon.Unix() {
				t.Fatalf("told %+v", seat.Told)
			}
			got = append(got, seat.Who)
		}
		at = next
		if len(got) == 10 { // those who left were listed, and nobody is missed for it
			leaves(t, s, want[2])
			leaves(t, s, want[7])
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("listed %d of %d, in order: %v", len(got), people, slices.Equal(got, want))
	}
}

func TestToldText(t *testing.T) {
	for _, told := range []flows.Told{{}, {Since: 1}, {Since: 1_795_000_000, Start: 1_795_100_000, Kinds: 3}} {
		if got := parseTold(toldText(told)); got != told {
			t.Errorf("%+v came back as %+v", told, got)
		}
	}
	for _, text := range []string{"", "x", "1 2", "1 2 3"} {
		if got := parseTold(text); got != (flows.Told{}) {
			t.Errorf("%q is %+v", text, got)
		}
	}
}

// TestWhatIsOnlyNotedSendsNothing, and is stale like any reminder.
func TestWhatIsOnlyNotedSendsNothing(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann := s.Person(1)
	takes(t, s, ann, 1)
	was, _ := seatOf(t, s, ann)
	next := flows.Told{Since: was.Since, Start: 5, Kinds: flows.ReminderWeek}
	ok(t, s.Remind(t.Context(), load(t, s, ann), "yard", was, next, nil))
	if got, _ := seatOf(t, s, ann); got != next {
		t.Fatalf("noted %+v", got)
	}
	if n := rdb.LLen(t.Context(), s.keys.replies(ann)).Val() + rdb.LLen(t.Context(), s.keys.notices(ann)).Val(); n != 0 {
		t.Fatalf("%d messages", n)
	}
	wantStale(t, s.Remind(t.Context(), load(t, s, ann), "yard", was, next, nil), s.keys.reminded("yard", ann))
}
