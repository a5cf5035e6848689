package storage

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
	"porchlight/testrun"
)

func TestMain(m *testing.M) { testrun.Main(m, testrun.Long(4, 1)) }

// failer is what *testing.T, *testing.B and *rapid.T have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// noon is the domain time of tests that do not move it.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// newStore opens a programme on rdb without any limits to its pace.
func newStore(t failer, rdb redis.UniversalClient) *Store {
	t.Helper()
	return openStore(t, rdb, seal.NewKeyset(), Pace{})
}

// openStore opens a programme and starts its heartbeat.
func openStore(t failer, rdb redis.UniversalClient, k *seal.Keyset, p Pace) *Store {
	t.Helper()
	s := New(Config{Redis: rdb, Programme: "kherson", Sealer: k.For("kherson"), Pace: p})
	ok(t, s.Open(ctxOf(t)))
	ok(t, s.Beat(ctxOf(t)))
	return s
}

// sibling is another process on the same data.
func sibling(t failer, s *Store) *Store {
	t.Helper()
	other := New(Config{Redis: s.rdb, Programme: "kherson", Sealer: s.sealer, Pace: s.pace})
	ok(t, other.Beat(ctxOf(t)))
	return other
}

func ok(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

// eventually asks until the answer is yes, without ever sleeping past it.
func eventually(t *testing.T, what string, yes func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(20 * time.Second); !yes(); {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("%s did not happen", what)
		}
	}
}

func load(t failer, s *Store, who flows.ID) *Loaded {
	t.Helper()
	l, err := s.Load(ctxOf(t), who, flows.World{})
	ok(t, err)
	return l
}

func fetch(t failer, s *Store, l *Loaded, need flows.Reads) *Loaded {
	t.Helper()
	ok(t, s.Fetch(ctxOf(t), l, need))
	return l
}

// somebody asks for a person's record.
func somebody(who flows.ID) flows.Ask { return flows.Record[flows.Person]{ID: string(who[:])} }

// ownIn and caseIn are a concern that a turn has read: its author's, or whoever's.
func ownIn(l *Loaded, code string) *flows.Concern {
	c, _ := flows.Found(l.World.Records, flows.Own[flows.Concern]{ID: code})
	return c
}

func caseIn(l *Loaded, code string) *flows.Concern {
	c, _ := flows.Found(l.World.Records, flows.Record[flows.Concern]{ID: code})
	return c
}

// turn is a turn of a person with a record and effects.
func turn(l *Loaded, p flows.Person, effects ...flows.Effect) Turn {
	return Turn{Chat: l.who, Loaded: l, Outcome: flows.Outcome{Person: p, Effects: effects}, Now: noon.Unix()}
}

// settleIn makes a person exist.
func settleIn(t failer, s *Store, who flows.ID) {
	t.Helper()
	_, err := s.Commit(ctxOf(t), turn(load(t, s, who), flows.Person{Lang: "uk", Step: "menu"}, flows.Enrol{}))
	ok(t, err)
}

// say commits messages to one person or group, without a person's turn.
func say(t failer, s *Store, to flows.ID, here bool, bodies ...string) []Ticket {
	t.Helper()
	tickets, err := s.Commit(ctxOf(t), Turn{Chat: to, FromQueue: true, Out: letters(to, here, bodies...)})
	ok(t, err)
	return tickets
}

func letters(to flows.ID, here bool, bodies ...string) []Outgoing {
	var out []Outgoing
	for i, b := range bodies {
		out = append(out, Outgoing{To: to, Body: []byte(b), SendHere: here && i == 0})
	}
	return out
}

// bulkFor queues a bulk message as the enqueuer of announcements does.
func bulkFor(t failer, s *Store, to flows.ID, body string) {
	t.Helper()
	ctx := ctxOf(t)
	ok(t, s.rdb.RPush(ctx, s.keys.bulk(to), s.payload(Outgoing{To: to, Body: []byte(body), Other: true})).Err())
	ok(t, s.rdb.ZAddNX(ctx, s.keys.bulkReady(), redis.Z{Member: to.String()}).Err())
}

func wantErr(t failer, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("error %v, want %v", got, want)
	}
}

// wantStale asks for a *StaleError about a key.
func wantStale(t failer, err error, key string) {
	t.Helper()
	var stale *StaleError
	if !errors.As(err, &stale) || stale.Key != key {
		t.Fatalf("error %v, want stale: %s", err, key)
	}
}

// dump is everything in Redis, one line for each value, without times to live.
func dump(t failer, rdb redis.UniversalClient) string {
	t.Helper()
	ctx := ctxOf(t)
	keys, err := rdb.Keys(ctx, "*").Result()
	ok(t, err)
	sort.Strings(keys)
	var b strings.Builder
	for _, key := range keys {
		kind, err := rdb.Type(ctx, key).Result()
		ok(t, err)
		var lines []string
		switch kind {
		case "string":
			lines = append(lines, fmt.Sprintf("%q", rdb.Get(ctx, key).Val()))
		case "hash":
			for f, v := range rdb.HGetAll(ctx, key).Val() {
				lines = append(lines, fmt.Sprintf("%q=%q", f, v))
			}
			sort.Strings(lines)
		case "set":
			lines = rdb.SMembers(ctx, key).Val()
			sort.Strings(lines)
		case "zset":
			for _, z := range rdb.ZRangeWithScores(ctx, key, 0, -1).Val() {
				lines = append(lines, fmt.Sprintf("%q at %v", z.Member, z.Score))
			}
		case "list":
			for _, v := range rdb.LRange(ctx, key, 0, -1).Val() {
				lines = append(lines, fmt.Sprintf("%q", v))
			}
		default:
			t.Fatalf("%s is a %s", key, kind)
		}
		for _, line := range lines {
			fmt.Fprintf(&b, "%s %s %s\n", key, kind, line)
		}
	}
	return b.String()
}

// unchanged runs do and asks that it leaves no trace.
func unchanged(t failer, s *Store, do func()) {
	t.Helper()
	before := dump(t, s.rdb)
	do()
	if after := dump(t, s.rdb); after != before {
		t.Fatalf("something was written\nbefore:\n%s\nafter:\n%s", before, after)
	}
}

// ctxOf is the context of a test.
func ctxOf(t failer) context.Context {
	if c, has := t.(interface{ Context() context.Context }); has {
		return c.Context()
	}
	return context.Background()
}
