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

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
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
	s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 30, Chat: 1, Burst: 5, Group: 20})
	for i := range 200 {
		notice(t, s, s.Person(int64(i)), false, fmt.Sprint(i))
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

// notice commits what the bot starts itself to somebody, whose record it makes.
func notice(t *testing.T, s *Store, to flows.ID, here bool, body string) []Ticket {
	t.Helper()
	ok(t, s.rdb.Set(t.Context(), s.keys.person(to), "00000001", 0).Err())
	tickets, err := s.Commit(t.Context(), Turn{FromQueue: true, Out: []Outgoing{{To: to, Body: []byte(body), SendHere: here, Other: true}}})
	ok(t, err)
	return tickets
}

// late commits the answer to what somebody sent two minutes ago.
func late(t *testing.T, s *Store, to flows.ID, here bool, body string) []Ticket {
	t.Helper()
	tickets, err := s.Commit(t.Context(), Turn{Chat: to, FromQueue: true, Out: []Outgoing{{To: to, Body: []byte(body), SendHere: here, Age: 2 * time.Minute}}})
	ok(t, err)
	return tickets
}

// TestAnswersWaitForNobody: what the bot starts itself uses up the whole bot's
// pace; answers go at once all the same, and those that come too late to be
// answers wait their turn.
func TestAnswersWaitForNobody(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 1, Chat: 1, Burst: 5, Group: 20})
		for i := range 40 {
			here := notice(t, s, s.Person(int64(i)), true, "news")[0].Token != ""
			if here != (i == 0) {
				t.Fatalf("notice %d comes with a lease: %v", i, here)
			}
		}
		for i := range 40 {
			ticket := say(t, s, s.Person(int64(100+i)), true, "answer")[0]
			if ticket.Token == "" || ticket.Delay != 0 {
				t.Fatalf("answer %d: %+v", i, ticket)
			}
		}
		if late(t, s, s.Person(200), true, "late")[0].Token != "" {
			t.Fatal("an answer after two minutes does not count in the whole bot's pace")
		}
		say(t, s, s.Person(201), false, "answer")
		who, lane, _, err := s.Due(t.Context(), 10)
		if ok(t, err); lane != Replies || len(who) != 2 {
			t.Fatalf("due %v in %s", who, lane)
		}
		if _, got, err := s.Lease(t.Context(), s.Person(200), Replies); err != nil || got {
			t.Fatalf("what comes too late is drawn as an answer: %v, %v", got, err)
		}
		drawAt(t, s, s.Person(201), Replies)
		if who, _, wait, err := s.Due(t.Context(), 10); err != nil || len(who) != 0 || wait <= 0 {
			t.Fatalf("due %v in %v, %v: the pace has no room", who, wait, err)
		}

		s.SlowDown(time.Minute) // Telegram counts answers too
		if say(t, s, s.Person(300), true, "answer")[0].Token != "" {
			t.Fatal("a bot that was slowed down answers at once")
		}
	})
}

// TestALateAnswerKeepsItsPlace: it waits for the whole bot's pace, and the answers
// behind it wait for it, but a notice does not come before either.
func TestALateAnswerKeepsItsPlace(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 1000, Chat: 1000, Burst: 100, Group: 20})
		ann := s.Person(1)
		notice(t, s, ann, false, "news")
		late(t, s, ann, false, "1")
		late(t, s, ann, false, "2")
		say(t, s, ann, false, "3")
		x := &sender{Store: s, sent: map[flows.ID][]time.Time{}}
		ok(t, x.drain(t.Context(), 10*time.Second))
		if !slices.Equal(x.order, []string{"1", "2", "3", "news"}) {
			t.Fatalf("sent in the order %v", x.order)
		}
	})
}

// TestAClockThatSteppedBack finds paces of an hour from now, as they stand after
// Redis' clock went back: everybody waits as their own rule says and no longer.
func TestAClockThatSteppedBack(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 1000, Chat: 100, Burst: 3, Group: 600})
		ann, group := s.Person(1), s.Group(-1)
		ahead := func() {
			now, err := rdb.Time(t.Context()).Result()
			ok(t, err)
			for _, key := range []string{s.keys.pace(ann), s.keys.pace(group), s.keys.paceAll()} {
				ok(t, rdb.Set(t.Context(), key, now.Add(time.Hour).UnixMilli(), 0).Err())
			}
		}
		ahead()
		if _, err := s.Reserve(t.Context(), Notices); err != nil {
			t.Fatal(err)
		}
		ahead()
		if wait, err := s.Reserve(t.Context(), Notices); err != nil || wait > time.Second+10*time.Millisecond {
			t.Errorf("one more call in %v, %v", wait, err)
		}
		for _, how := range []func() []Ticket{
			func() []Ticket { return say(t, s, ann, true, "answer") },
			func() []Ticket { return notice(t, s, ann, true, "notice") },
			func() []Ticket {
				tickets, err := s.Commit(t.Context(), Turn{Chat: group, FromQueue: true, Out: []Outgoing{{To: group, Group: true, SendHere: true, Body: []byte("group")}}})
				ok(t, err)
				return tickets
			},
		} {
			ahead()
			how()
		}
		ahead()
		x := &sender{Store: s, sent: map[flows.ID][]time.Time{}}
		ok(t, x.drain(t.Context(), 20*time.Second))
		if len(x.order) != 3 {
			t.Fatalf("only %v were sent", x.order)
		}
	})
}

// TestPaceOfAChat: a burst, then one a second; other chats are not held up.
func TestPaceOfAChat(t *testing.T) {
	rdb := redistest.Start(t).Client()
	s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 1000, Chat: 4, Burst: 3, Group: 240})
	ann, bob, group := s.Person(1), s.Person(2), s.Group(-100)
	for i := range 30 {
		body := fmt.Sprint(i)
		say(t, s, ann, false, body)
		ok(t, rdb.RPush(t.Context(), s.keys.notices(group), s.payload(Outgoing{To: group, Group: true, Other: true, Body: []byte(body)})).Err())
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
	s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 1000, Chat: 1000, Burst: 100, Group: 20})
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
	s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 20, Chat: 1, Burst: 2, Group: 20})
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
	var others []Outgoing // at once
	for i := range 12 {
		to := s.Person(int64(100 + i))
		settleIn(t, s, to)
		others = append(others, Outgoing{To: to, Body: []byte("x"), SendHere: true, Other: true})
	}
	tickets, err := s.Commit(t.Context(), Turn{FromQueue: true, Out: others})
	ok(t, err)
	var delays []time.Duration
	for _, ticket := range tickets {
		if ticket.Token != "" {
			delays = append(delays, ticket.Delay)
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
	s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 1000, Chat: 50, Burst: 5, Group: 20})
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
	s := openStore(t, redis, seal.NewKeyset(), Pace{Total: 4000})
	began := time.Now()
	for i := range 1000 {
		ticket := notice(t, s, s.Person(int64(i)), true, "x")[0]
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

// TestANoticeOvertakesNoAnswer: while an answer waits to be tried again, the news that
// came after it wait too: else the last that somebody reads would be out of date.
func TestANoticeOvertakesNoAnswer(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		say(t, s, ann, false, "you wait")
		_, err := s.Settle(t.Context(), drawAt(t, s, ann, Replies), Settlement{Wait: 200 * time.Millisecond, Now: noon})
		ok(t, err)
		notice(t, s, ann, true, "you are in")
		if _, got, err := s.Lease(t.Context(), ann, Notices); err != nil || got {
			t.Fatalf("the news overtake the answer: %v, %v", got, err)
		}
		x := &sender{Store: s, sent: map[flows.ID][]time.Time{}}
		ok(t, x.drain(t.Context(), 10*time.Second))
		if !slices.Equal(x.order, []string{"you wait", "you are in"}) {
			t.Fatalf("sent in the order %v", x.order)
		}
	})
}

// TestSlowedDownIsBelowTheLimit: at exactly the limit Telegram asked for, nothing would
// ever be left for two messages that arrive closer together than they were sent.
func TestSlowedDownIsBelowTheLimit(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 30, Chat: 1, Burst: 5, Group: 20})
	usual := s.totalEvery()
	s.SlowDown(time.Minute)
	if slow := s.totalEvery(); slow < 1.1*usual || slow > 2*usual {
		t.Errorf("%.1f ms between two messages, usually %.1f", slow, usual)
	}
	s.SlowDown(0)
	if again := s.totalEvery(); again != usual {
		t.Errorf("%.1f ms between two messages afterwards, %.1f before", again, usual)
	}
}
