package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// sender is a small sender: it draws what is due, waits as the pace asks and
// settles at once.
type sender struct {
	*Store
	mu    sync.Mutex
	sent  map[flows.ID][]time.Time
	order []string
	idle  int // leases that gave nothing
}

// drain sends until limit, or until nothing waits.
func (x *sender) drain(ctx context.Context, limit time.Duration) error {
	end := time.Now().Add(limit)
	var wire sync.WaitGroup
	defer wire.Wait()
	for time.Now().Before(end) {
		who, lane, wait, err := x.Due(ctx, 64)
		if err != nil {
			return err
		}
		if len(who) == 0 {
			if wait < 0 {
				wire.Wait() // what is on the wire may bring more
				if who, _, wait, err = x.Due(ctx, 1); err != nil || len(who) == 0 && wait < 0 {
					return err
				}
				continue
			}
			<-time.After(min(max(wait, time.Millisecond), 50*time.Millisecond, time.Until(end)))
			continue
		}
		for _, id := range who {
			d, got, err := x.Lease(ctx, id, lane)
			if err != nil {
				return err
			}
			if !got {
				x.idle++
				continue
			}
			wire.Go(func() {
				<-time.After(d.Delay)
				x.mu.Lock()
				x.sent[id] = append(x.sent[id], time.Now())
				x.order = append(x.order, string(d.Body))
				x.mu.Unlock()
				if _, err := x.Settle(ctx, d, Settlement{Done: true, Now: noon}); err != nil && !errors.Is(err, ErrNotMine) {
					panic(err)
				}
			})
		}
	}
	return nil
}

// most is the largest number of moments within any window.
func most(at []time.Time, window time.Duration) int {
	slices.SortFunc(at, time.Time.Compare)
	best, from := 0, 0
	for i := range at {
		for at[i].Sub(at[from]) >= window {
			from++
		}
		best = max(best, i-from+1)
	}
	return best
}

// TestPaceOverAll: many chats wait at once. No second has more messages than
// the limit (two more for the clocks of this machine), and hardly fewer.
func TestPaceOverAll(t *testing.T) {
	rdb := redistest.Start(t).Client()
	s := openStore(t, rdb, NewKeyset(), Pace{Total: 30, Chat: 1, Burst: 5, Group: 20})
	for i := range 200 {
		say(t, s, s.Person(int64(i)), false, fmt.Sprint(i))
	}
	x := &sender{Store: s, sent: map[flows.ID][]time.Time{}}
	began := time.Now()
	ok(t, x.drain(t.Context(), 3*time.Second))
	took := time.Since(began)
	var all []time.Time
	for _, at := range x.sent {
		all = append(all, at...)
	}
	allowed := 30 * took.Seconds()
	if n := most(all, time.Second); n > 32 {
		t.Errorf("%d messages within a second", n)
	}
	if float64(len(all)) < 0.95*allowed {
		t.Errorf("%d messages in %v, allowed were %.0f", len(all), took, allowed)
	}
	// Whoever waits longest is first, and nobody is asked about in vain.
	for i, body := range x.order {
		if n, err := strconv.Atoi(body); err != nil || n < i-25 || n > i+25 { // commits of the same ms have no order
			t.Errorf("message %s was sent as number %d", body, i)
		}
	}
	if x.idle > len(all)/4 {
		t.Errorf("%d leases in vain for %d messages", x.idle, len(all))
	}
}

// TestPaceOfAChat: a burst, then one a second; other chats are not held up.
func TestPaceOfAChat(t *testing.T) {
	rdb := redistest.Start(t).Client()
	s := openStore(t, rdb, NewKeyset(), Pace{Total: 1000, Chat: 4, Burst: 3, Group: 240})
	ann, bob, group := s.Person(1), s.Person(2), s.Group(-100)
	for i := range 30 {
		body := fmt.Sprint(i)
		say(t, s, ann, false, body)
		ok(t, rdb.RPush(t.Context(), s.keys.replies(group), s.payload(Outgoing{To: group, Group: true, Body: []byte(body)})).Err())
	}
	say(t, s, bob, false, "bob")
	_, err := s.Commit(t.Context(), Turn{Chat: group, FromQueue: true, Out: []Outgoing{{To: group, Group: true, Body: []byte("last")}}})
	ok(t, err)
	x := &sender{Store: s, sent: map[flows.ID][]time.Time{}}
	ok(t, x.drain(t.Context(), 2*time.Second))
	if n := len(x.sent[bob]); n != 1 {
		t.Fatalf("bob got %d messages", n)
	}
	// 3 at once and 4 a second for 2 s; a group 60 at once at most (a quarter
	// of a minute's), then 4 a second.
	if n := len(x.sent[ann]); n < 10 || n > 11 {
		t.Errorf("ann got %d messages in two seconds", n)
	}
	if n := most(x.sent[ann], time.Second); n > 3+4 {
		t.Errorf("ann got %d messages within a second", n)
	}
	if n := len(x.sent[group]); n != 31 {
		t.Errorf("the group got %d messages of its burst", n)
	}
}

func TestPaceOfAGroup(t *testing.T) {
	rdb := redistest.Start(t).Client()
	s := openStore(t, rdb, NewKeyset(), Pace{Total: 1000, Chat: 1000, Burst: 100, Group: 20})
	group := s.Group(-100)
	for i := range 9 {
		_, err := s.Commit(t.Context(), Turn{Chat: group, FromQueue: true, Out: []Outgoing{{To: group, Group: true, Body: []byte(fmt.Sprint(i))}}})
		ok(t, err)
	}
	x := &sender{Store: s, sent: map[flows.ID][]time.Time{}}
	ok(t, x.drain(t.Context(), 300*time.Millisecond))
	if n := len(x.sent[group]); n != 5 {
		t.Fatalf("%d messages at once to a group", n)
	}
	_, _, wait, err := s.Due(t.Context(), 1)
	if ok(t, err); wait < 2*time.Second || wait > 3*time.Second {
		t.Fatalf("the next in %v, want a little less than 3 s", wait)
	}
}

// TestPaceWithTheCommit: the lease that comes with a commit keeps the pace too.
func TestPaceWithTheCommit(t *testing.T) {
	rdb := redistest.Start(t).Client()
	s := openStore(t, rdb, NewKeyset(), Pace{Total: 20, Chat: 1, Burst: 2, Group: 20})
	ann := s.Person(1)
	for i := range 4 {
		tickets := say(t, s, ann, true, fmt.Sprint(i))
		if got := tickets[0].Token != ""; got != (i < 2) {
			t.Fatalf("message %d comes with a lease: %v", i, got)
		}
		if i < 2 {
			_, err := s.Settle(t.Context(), letters(ann, true, "x")[0].Drawn(tickets[0]), Settlement{Done: true, Now: noon})
			ok(t, err)
		}
	}
	var delays []time.Duration
	for i := range 12 { // at once, to others
		if tickets := say(t, s, s.Person(int64(100+i)), true, "x"); tickets[0].Token != "" {
			delays = append(delays, tickets[0].Delay)
		}
	}
	if len(delays) < 3 || len(delays) > 6 {
		t.Fatalf("%d messages reserved their turn ahead: %v", len(delays), delays)
	}
	for i, d := range delays {
		if d > replyHorizon+time.Millisecond || i > 0 && d <= delays[i-1] {
			t.Fatalf("delays %v", delays)
		}
	}
}

// TestPaceLeavesNothing: when a chat is not held back any more, nothing says
// that it was written to.
func TestPaceLeavesNothing(t *testing.T) {
	rdb := redistest.Start(t).Client()
	s := openStore(t, rdb, NewKeyset(), Pace{Total: 1000, Chat: 50, Burst: 5, Group: 20})
	ann := s.Person(1)
	for _, here := range []bool{true, false} {
		tickets := say(t, s, ann, here, "x")
		if !here {
			drawAt(t, s, ann, Replies)
		} else {
			_, err := s.Settle(t.Context(), letters(ann, true, "x")[0].Drawn(tickets[0]), Settlement{Done: true, Now: noon})
			ok(t, err)
		}
		if ttl := rdb.PTTL(t.Context(), s.keys.pace(ann)).Val(); ttl > 100*time.Millisecond {
			t.Fatalf("the chat's pace is kept for %v", ttl)
		}
	}
}

func TestFractionsOfAMillisecondCount(t *testing.T) {
	redis := redistest.Start(t).Client()
	s := openStore(t, redis, NewKeyset(), Pace{Total: 4000})
	began := time.Now()
	for i := range 1000 {
		ticket := say(t, s, s.Person(int64(i)), true, "x")[0]
		if ticket.Token == "" || time.Since(began)+ticket.Delay < time.Duration(i)*245*time.Microsecond {
			t.Fatalf("message %d may be sent %v after the first", i, time.Since(began)+ticket.Delay)
		}
	}
}

func TestParsePace(t *testing.T) {
	tests := []struct {
		raw  string
		want Pace
		fits bool
	}{
		{"", telegramPace, true},
		{"telegram", Pace{Total: 30, Chat: 1, Burst: 5, Group: 20}, true},
		{"off", Pace{}, true},
		{"total=10", Pace{Total: 10, Chat: 1, Burst: 5, Group: 20}, true},
		{"total=0.5, chat=2.5,burst=0.2,group=3", Pace{Total: 0.5, Chat: 2.5, Burst: 1, Group: 3}, true},
		{"total=0", Pace{}, false},
		{"total=-1", Pace{}, false},
		{"total=NaN", Pace{}, false},
		{"total=Inf", Pace{}, false},
		{"total=1e9", Pace{}, false},
		{"total", Pace{}, false},
		{"speed=1", Pace{}, false},
		{",", Pace{}, false},
	}
	for _, tt := range tests {
		got, err := ParsePace(tt.raw)
		if (err == nil) != tt.fits || tt.fits && got != tt.want {
			t.Errorf("%q gave %+v, %v", tt.raw, got, err)
		}
	}
}
