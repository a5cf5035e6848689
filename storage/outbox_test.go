package storage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

func TestLeaseComesWithTheCommit(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		first := say(t, s, ann, true, "1", "2")
		if first[0].Token == "" || first[1].Token != "" {
			t.Fatalf("tickets %v: one lease for the head of the list", first)
		}
		if second := say(t, s, ann, true, "3"); second[0].Token != "" {
			t.Fatal("two leases of one person")
		}
		if _, got, err := s.Lease(t.Context(), ann, Replies); err != nil || got {
			t.Fatalf("leased twice: %v, %v", got, err)
		}
		d := letters(ann, true, "1")[0].Drawn(first[0])
		for _, want := range []string{"2", "3"} {
			more, err := s.Settle(t.Context(), d, Settlement{Done: true, Now: noon})
			if ok(t, err); !more {
				t.Fatal("nothing more?")
			}
			if d = drawAt(t, s, ann, Replies); string(d.Body) != want {
				t.Fatalf("drew %q, want %q", d.Body, want)
			}
		}
		if more, err := s.Settle(t.Context(), d, Settlement{Done: true, Now: noon}); err != nil || more {
			t.Fatalf("more %v, %v", more, err)
		}
		say(t, s, ann, false, "4")
		if late := say(t, s, ann, true, "5"); late[0].Token != "" {
			t.Fatal("5 may overtake 4")
		}
		if got := received(t, s, ann); !slices.Equal(got, []string{"4", "5"}) {
			t.Fatalf("%v came", got)
		}
		if _, _, wait, err := s.Due(t.Context(), 1); err != nil || wait >= 0 {
			t.Fatalf("something is due in %v, %v", wait, err)
		}
		if waiting, leased, _, err := s.Depth(t.Context()); err != nil || waiting+leased != 0 {
			t.Fatalf("%d waiting, %d leased, %v", waiting, leased, err)
		}
	})
}

func TestRepliesComeBeforeBulk(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		bulkFor(t, s, ann, "all 1")
		bulkFor(t, s, ann, "all 2")
		bulkFor(t, s, bob, "all 1")
		say(t, s, bob, false, "to bob")
		who, lane, _, err := s.Due(t.Context(), 10)
		if ok(t, err); lane != Replies || len(who) != 1 || who[0] != bob {
			t.Fatalf("due %v in %s", who, lane)
		}
		d := drawAt(t, s, bob, Replies)
		if _, got, err := s.Lease(t.Context(), bob, Bulk); err != nil || got { // a person has one sender
			t.Fatalf("leased in both lanes: %v, %v", got, err)
		}
		if more, err := s.Settle(t.Context(), d, Settlement{Done: true, Now: noon}); err != nil || !more {
			t.Fatalf("bob's bulk is forgotten: %v, %v", more, err)
		}
		got := map[flows.ID][]string{}
		for {
			who, lane, _, err := s.Due(t.Context(), 10)
			ok(t, err)
			if len(who) == 0 {
				break
			}
			for _, id := range who {
				d := drawAt(t, s, id, lane)
				got[id] = append(got[id], string(d.Body))
				_, err := s.Settle(t.Context(), d, Settlement{Done: true, Now: noon})
				ok(t, err)
			}
		}
		if !slices.Equal(got[ann], []string{"all 1", "all 2"}) || !slices.Equal(got[bob], []string{"all 1"}) {
			t.Fatalf("%v", got)
		}
	})
}

func TestWaitHoldsOnePerson(t *testing.T) {
	rdb := redistest.Start(t).Client()
	s := newStore(t, rdb)
	ann, bob := s.Person(1), s.Person(2)
	say(t, s, ann, false, "ann")
	bulkFor(t, s, ann, "all")
	say(t, s, bob, false, "bob")
	_, err := s.Settle(t.Context(), drawAt(t, s, ann, Replies), Settlement{Wait: time.Hour, Now: noon})
	ok(t, err)
	who, lane, _, err := s.Due(t.Context(), 10)
	if ok(t, err); len(who) != 1 || who[0] != bob {
		t.Fatalf("due %v in %s: a 429 pauses its own chat, in both lanes", who, lane)
	}
	received(t, s, bob)
	if _, _, wait, err := s.Due(t.Context(), 10); err != nil || wait < 59*time.Minute || wait > time.Hour {
		t.Fatalf("next in %v, %v", wait, err)
	}
	say(t, s, ann, true, "more") // does not end the wait
	if who, _, _, err := s.Due(t.Context(), 10); err != nil || len(who) != 0 {
		t.Fatalf("due %v, %v", who, err)
	}
}

func TestUnknownOutcomesAreCounted(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		every := string([]byte{0, 255, '\r', '\n', 0})
		say(t, s, ann, false, every)
		for i := range 12 {
			d := drawAt(t, s, ann, Replies)
			if d.Unknown != min(i, 9) || string(d.Body) != every || d.Group {
				t.Fatalf("try %d: %+v", i, d)
			}
			_, err := s.Settle(t.Context(), d, Settlement{Unknown: true, Now: noon})
			ok(t, err)
		}
	})
}

// TestLostTokensChangeNothing: a sender that lost its lease cannot touch what
// another one has.
func TestLostTokensChangeNothing(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		other := sibling(t, s)
		ann := s.Person(1)
		settleIn(t, s, ann)
		say(t, s, ann, false, "one", "two")
		lost := drawAt(t, s, ann, Replies)
		if n, err := other.reap(t.Context(), map[string]int{}); err != nil || n != 0 {
			t.Fatalf("%d leases of a living process were freed, %v", n, err)
		}
		ok(t, rdb.Del(t.Context(), s.keys.holder(s.holder)).Err()) // it dies
		if n, err := other.reap(t.Context(), map[string]int{}); err != nil || n != 1 {
			t.Fatalf("%d leases were freed, %v", n, err)
		}
		now := drawAt(t, other, ann, Replies)
		if string(now.Body) != "one" || now.Token == lost.Token {
			t.Fatalf("drew %q with %s", now.Body, now.Token)
		}
		for name, r := range map[string]Settlement{
			"done":    {Done: true, Message: 5, Screen: &Screen{1, 5}, Now: noon, Vanish: &Vanishing{Message: 5, Due: noon}},
			"again":   {Wait: time.Hour, Unknown: true, Now: noon},
			"gone":    {Gone: true, Now: noon},
			"dropped": {Gone: true, Done: true, Now: noon},
		} {
			unchanged(t, s, func() {
				if _, err := s.Settle(t.Context(), lost, r); err != ErrNotMine {
					t.Fatalf("%s: error %v", name, err)
				}
			})
		}
		_, err := other.Settle(t.Context(), now, Settlement{Done: true, Now: noon})
		ok(t, err)
		unchanged(t, s, func() {
			_, err := other.Settle(t.Context(), now, Settlement{Done: true, Now: noon}) // the first answer was lost
			wantErr(t, err, ErrNotMine)
		})
	})
}

func TestGoneKeepsRepliesAndDropsBulk(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		settleIn(t, s, ann)
		is := func(want bool) {
			t.Helper()
			if got := rdb.SIsMember(t.Context(), s.keys.gone(), ann.String()).Val(); got != want {
				t.Fatalf("gone is %v", got)
			}
		}
		say(t, s, ann, false, "personal")
		bulkFor(t, s, ann, "all")
		// Something came from her since the send began: she is not gone.
		d := drawAt(t, s, ann, Replies)
		if !d.Known() {
			t.Fatal("no record behind the message")
		}
		settleIn(t, s, ann)
		more, err := s.Settle(t.Context(), d, Settlement{Gone: true, Wait: time.Hour, Now: noon})
		if ok(t, err); !more {
			t.Fatal("it is not tried again")
		}
		if who, _, _, err := s.Due(t.Context(), 1); err != nil || len(who) != 1 {
			t.Fatalf("it is not tried again at once: %v, %v", who, err)
		}
		is(false)
		if rdb.Exists(t.Context(), s.keys.bulk(ann)).Val() != 1 {
			t.Fatal("her bulk was dropped")
		}
		// Now she is.
		more, err = s.Settle(t.Context(), drawAt(t, s, ann, Replies), Settlement{Gone: true, Now: noon})
		if ok(t, err); more {
			t.Fatal("somebody gone has more to come")
		}
		is(true)
		if rdb.Exists(t.Context(), s.keys.bulk(ann)).Val() != 0 || rdb.LLen(t.Context(), s.keys.replies(ann)).Val() != 1 {
			t.Fatal("bulk is kept or the reply is dropped")
		}
		for {
			who, lane, _, err := s.Due(t.Context(), 5)
			if ok(t, err); len(who) == 0 {
				break
			}
			if _, got, err := s.Lease(t.Context(), who[0], lane); err != nil || got {
				t.Fatalf("somebody gone is sent to in %s, %v", lane, err)
			}
		}
		ok(t, s.Welcome(t.Context(), ann))
		is(false)
		if got := received(t, s, ann); !slices.Equal(got, []string{"personal"}) {
			t.Fatalf("%v came", got)
		}
		// A group, or somebody without a record, is never marked.
		bob := s.Person(2)
		say(t, s, bob, false, "x")
		_, err = s.Settle(t.Context(), drawAt(t, s, bob, Replies), Settlement{Gone: true, Done: true, Now: noon})
		ok(t, err)
		if n := rdb.Exists(t.Context(), s.keys.gone()).Val(); n != 0 {
			t.Fatal("a stranger is marked")
		}
	})
}

func TestUnreadableMessageIsHandedOutEmpty(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann := s.Person(1)
	for i, bad := range []string{"", "p", "p0", "p0nonsense", s.payload(Outgoing{To: s.Person(2), Body: []byte("for another")})} {
		ok(t, rdb.RPush(t.Context(), s.keys.replies(ann), bad).Err())
		ok(t, rdb.ZAdd(t.Context(), s.keys.ready(), redis.Z{Member: ann.String()}).Err())
		d := drawAt(t, s, ann, Replies)
		if len(d.Body) != 0 {
			t.Fatalf("case %d: %q", i, d.Body)
		}
		_, err := s.Settle(t.Context(), d, Settlement{Done: true, Now: noon})
		ok(t, err)
	}
	if n := rdb.Exists(t.Context(), s.keys.replies(ann)).Val(); n != 0 {
		t.Fatal("something stayed")
	}
}

// TestOutboxDrains: senders of several processes meet 429s, unknown outcomes
// and their own deaths. Every message arrives, in its person's order, and twice
// only where the outcome was unknown or the sender died before it settled.
func TestOutboxDrains(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		const people, each = 20, 8
		for i := range each {
			for p := range people {
				say(t, s, s.Person(int64(p)), false, fmt.Sprint(i))
				if i%2 == 0 {
					bulkFor(t, s, s.Person(int64(p)), fmt.Sprint("b", i))
				}
			}
		}
		town := &reception{got: map[flows.ID][]string{}}
		var work sync.WaitGroup
		for seed := range uint64(3) {
			work.Go(func() { town.process(t, s, seed) })
		}
		work.Wait()
		town.process(t, s, 9) // the last one sees everything
		if waiting, leased, _, err := s.Depth(t.Context()); err != nil || waiting+leased != 0 {
			t.Fatalf("%d waiting, %d leased, %v", waiting, leased, err)
		}
		twice := 0
		for p := range people {
			var replies, bulk []string
			for _, body := range town.got[s.Person(int64(p))] {
				lane := &replies
				if body[0] == 'b' {
					lane = &bulk
				}
				if n := len(*lane); n > 0 && (*lane)[n-1] == body {
					twice++
					continue
				}
				*lane = append(*lane, body)
			}
			if !slices.Equal(replies, []string{"0", "1", "2", "3", "4", "5", "6", "7"}) || !slices.Equal(bulk, []string{"b0", "b2", "b4", "b6"}) {
				t.Errorf("person %d got %v and %v", p, replies, bulk)
			}
		}
		if twice != town.doubtful {
			t.Errorf("%d came twice, and %d might have", twice, town.doubtful)
		}
	})
}

// reception is what arrived at people's phones.
type reception struct {
	mu       sync.Mutex
	got      map[flows.ID][]string
	doubtful int
}

func (r *reception) arrive(d Drawn, again bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got[d.To] = append(r.got[d.To], string(d.Body))
	if again {
		r.doubtful++
	}
}

// process sends until nothing is left. It dies now and then, and its
// successor frees what it held.
func (r *reception) process(t *testing.T, first *Store, seed uint64) {
	chance := rand.New(rand.NewPCG(seed, 1))
	s := sibling(t, first)
	for t.Context().Err() == nil {
		ok(t, s.Beat(t.Context()))
		who, lane, wait, err := s.Due(t.Context(), 8)
		ok(t, err)
		if len(who) == 0 {
			freed, err := s.reap(t.Context(), map[string]int{})
			ok(t, err)
			if _, leased, _, _ := s.Depth(t.Context()); freed == 0 && wait < 0 && leased == 0 {
				return
			}
			continue
		}
		id := who[chance.IntN(len(who))]
		d, got, err := s.Lease(t.Context(), id, lane)
		ok(t, err)
		if !got {
			continue
		}
		switch settlement := (Settlement{Now: noon}); chance.IntN(8) {
		case 0: // 429
			settlement.Wait = time.Duration(chance.IntN(5)) * time.Millisecond
			_, err = s.Settle(t.Context(), d, settlement)
		case 1: // it arrived, and nobody knows
			r.arrive(d, true)
			settlement.Unknown = true
			_, err = s.Settle(t.Context(), d, settlement)
		case 2: // kill -9 after the send
			r.arrive(d, true)
			err = first.rdb.Del(t.Context(), s.keys.holder(s.holder)).Err()
			s = sibling(t, first)
		case 3: // kill -9 before it
			err = first.rdb.Del(t.Context(), s.keys.holder(s.holder)).Err()
			s = sibling(t, first)
		default:
			r.arrive(d, false)
			settlement.Done, settlement.Message = true, 1+chance.IntN(1000)
			_, err = s.Settle(t.Context(), d, settlement)
		}
		ok(t, err)
	}
}
