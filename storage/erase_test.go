package storage

import (
	"context"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// life gives a person every kind of trace and returns the words by which they
// could be found.
func life(t *testing.T, s *Store, who flows.ID) []string {
	t.Helper()
	ctx := t.Context()
	codes := []string{"COUNT1", "READ1", "ANSWER1", "LEAD1"}
	file := []flows.Effect{flows.Enrol{}, flows.Join{Session: "yard"}, flows.Queue{Session: "school"},
		flows.PutAnswers{Wave: "w1", Answers: flows.Answers{3, 1}}}
	for i, route := range []flows.Route{flows.RouteNone, flows.RouteOfficers, flows.RouteIndependent, flows.RouteLead} {
		author := who
		if i == 0 {
			author = flows.ID{}
		}
		c := filed(codes[i], author, route, noon.Unix())
		if route == flows.RouteOfficers { // it waits for a translator too, and goes from there
			c.Released, c.ReleasedAt, c.Lang, c.MayTranslate, c.Others = "dark", 1, flows.Ukrainian, true, []flows.Translation{translated("dark", "темно")}
			if _, waits := c.Waits()[flows.QueueTranslate]; !waits {
				t.Fatal("no translator is needed")
			}
		}
		file = append(file, flows.FileConcern{Concern: c, Counts: []flows.Count{{Period: "w1", Field: "n", By: 1}}})
	}
	l := fetch(t, s, load(t, s, who), flows.Reads{Seats: []string{"yard", "school"}, Answers: "w1"})
	one := turn(l, flows.Person{Lang: "uk", Codes: codes, Sessions: []string{"yard", "school"}, Wave: "w1"}, file...)
	one.UserSent, one.Out = 40, letters(who, false, "receipt")
	_, err := s.Commit(ctx, one)
	ok(t, err)
	_, err = s.Settle(ctx, drawAt(t, s, who, Replies), Settlement{Done: true, Message: 41, Screen: &Screen{3, 41}, Now: noon,
		Vanish: &Vanishing{Message: 41, Due: noon.Add(time.Hour), Body: []byte("delete 41")}})
	ok(t, err)
	waits(t, s, who, "place", "remember", "")
	ok(t, s.Enqueue(ctx, who, 900, []byte("an update"), 0))
	ok(t, s.Dequeue(ctx, head(t, s, who), FatePark, 0))
	say(t, s, who, false, "personal", "more")
	bulkFor(t, s, who, "all")
	d := drawAt(t, s, who, Replies)
	_, err = s.Settle(ctx, d, Settlement{Gone: true, Now: noon})
	ok(t, err)
	_, err = s.Settle(ctx, drawAtAgain(t, s, who), Settlement{Wait: time.Minute, Now: noon})
	ok(t, err)
	words := append([]string{who.String(), l.tokens["w1"], string(load(t, s, who).own)}, codes...)
	for _, code := range codes {
		words = append(words, s.rdb.Get(ctx, s.keys.concern(code)).Val())
	}
	return append(words, s.rdb.Get(ctx, s.keys.person(who)).Val(), s.rdb.HGet(ctx, s.keys.wave("w1"), l.tokens["w1"]).Val())
}

// translated is a translation of words that waits for its review.
func translated(words, into string) flows.Translation {
	sum := fnv.New64a()
	sum.Write([]byte(words))
	return flows.Translation{Lang: flows.English, State: flows.TranslationWritten, Words: into, Of: sum.Sum64(), Asked: noon.Unix()}
}

// drawAtAgain leases somebody whose messages wait although they are gone.
func drawAtAgain(t *testing.T, s *Store, who flows.ID) Drawn {
	t.Helper()
	say(t, s, who, false, "promotion")
	return drawAt(t, s, who, Replies)
}

// erasing is the turn by which a person erases themselves.
func erasing(t *testing.T, s *Store, who flows.ID) Turn {
	t.Helper()
	l := fetch(t, s, load(t, s, who), flows.Reads{Seats: []string{"yard", "school"}, Answers: "w1"})
	one := turn(l, flows.Person{}, flows.Leave{Session: "yard"}, flows.Leave{Session: "school"}, flows.DropAnswers{Wave: "w1"}, flows.Erase{})
	one.Out, one.UserSent = letters(who, true, "farewell"), 50
	return one
}

func TestErasureLeavesNothing(t *testing.T) {
	server := redistest.Start(t)
	s := newStore(t, server.Client())
	ann, bob := s.Person(1), s.Person(2)
	settleIn(t, s, bob)
	ok(t, s.Enqueue(t.Context(), bob, 901, []byte("bob's"), 0))
	ok(t, s.Dequeue(t.Context(), head(t, s, bob), FatePark, 0))
	waits(t, s, bob, "place", "bob's", "")
	words := life(t, s, ann)
	held := load(t, s, ann)
	pseudonym := ann.String()
	if n := strings.Count(dump(t, s.rdb), pseudonym); n < 12 {
		t.Fatalf("only %d traces to erase", n)
	}
	tickets, err := s.Commit(t.Context(), erasing(t, s, ann))
	ok(t, err)

	// Another turn at that moment brings nothing back.
	unchanged(t, s, func() {
		_, err := s.Commit(t.Context(), turn(held, held.Person, flows.Enrol{}))
		wantStale(t, err, s.keys.person(ann))
	})
	// The farewell goes; then what was to vanish vanishes, and that is all.
	if tickets[0].Token == "" {
		t.Fatal("the farewell waits")
	}
	more, err := s.Settle(t.Context(), letters(ann, true, "farewell")[0].Drawn(tickets[0]), Settlement{Done: true, Now: noon})
	if ok(t, err); !more {
		t.Fatal("nothing vanishes")
	}
	d := drawAt(t, s, ann, Replies)
	if string(d.Body) != "delete 41" || d.Known() || !d.Deletes || len(d.More) != 0 {
		t.Fatalf("drew %q (%v)", d.Body, d.Known())
	}
	_, err = s.Settle(t.Context(), d, Settlement{Done: true, Now: noon})
	ok(t, err)
	left := dump(t, s.rdb)
	for i, word := range words {
		if strings.Contains(left, word) {
			t.Errorf("trace %d (%q) is left:\n%s", i, word, left)
		}
	}
	for what, n := range map[string]int64{
		"parked": s.rdb.LLen(t.Context(), s.keys.parked()).Val(), "later": s.rdb.ZCard(t.Context(), s.keys.later()).Val(),
		"bodies": s.rdb.HLen(t.Context(), s.keys.laterBody()).Val(),
	} {
		if n != 1 {
			t.Errorf("%d %s, want bob's alone", n, what)
		}
	}
	if n := s.rdb.HGet(t.Context(), s.keys.counts("w1"), "n").Val(); n != "4" {
		t.Errorf("the totals became %s", n)
	}
	rewriteAndSearch(t, server, s, words)
}

// rewriteAndSearch looks for words in what lies on the disk after a rewrite.
func rewriteAndSearch(t *testing.T, server *redistest.Server, s *Store, words []string) {
	t.Helper()
	if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(onDisk(t, server), w) }) {
		t.Fatal("nothing was ever on the disk: this test cannot fail")
	}
	if due, err := s.RewriteDue(t.Context()); err != nil || !due {
		t.Fatalf("a rewrite is due: %v, %v", due, err)
	}
	ok(t, s.Rewrite(t.Context()))
	eventually(t, "the rewrite", func() bool {
		info := s.rdb.Info(t.Context(), "persistence").Val()
		return strings.Contains(info, "aof_rewrite_in_progress:0") && strings.Contains(info, "aof_rewrite_scheduled:0")
	})
	eventually(t, "the old files", func() bool {
		files, _ := filepath.Glob(filepath.Join(server.Dir(), "appendonlydir", "*"))
		return len(files) == 3 // base, increment, manifest
	})
	file := onDisk(t, server)
	for i, word := range words {
		if strings.Contains(file, word) {
			t.Errorf("trace %d (%q) is in the append-only file", i, word)
		}
	}
	if due, err := s.RewriteDue(t.Context()); err != nil || due {
		t.Errorf("a rewrite is still due: %v, %v", due, err)
	}
}

// onDisk is everything in the server's folder but its log.
func onDisk(t *testing.T, server *redistest.Server) string {
	t.Helper()
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join(server.Dir(), "appendonlydir", "*"))
	ok(t, err)
	for _, file := range append(files, filepath.Join(server.Dir(), "dump.rdb")) {
		raw, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		all.Write(raw)
	}
	return all.String()
}

// TestErasureWhileAMessageIsOnTheWire: its sender loses the lease and notes
// nothing about the person any more.
func TestErasureWhileAMessageIsOnTheWire(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		settleIn(t, s, ann)
		say(t, s, ann, false, "on the wire", "waiting")
		wire := drawAt(t, s, ann, Replies)
		tickets, err := s.Commit(t.Context(), erasing(t, s, ann))
		ok(t, err)
		if tickets[0].Token == "" || tickets[0].Version != "" {
			t.Fatalf("the farewell's ticket is %+v", tickets[0])
		}
		unchanged(t, s, func() {
			_, err := s.Settle(t.Context(), wire, Settlement{Done: true, Message: 60, Screen: &Screen{1, 60}, Now: noon})
			wantErr(t, err, ErrNotMine)
		})
		more, err := s.Settle(t.Context(), letters(ann, true, "farewell")[0].Drawn(tickets[0]), Settlement{Done: true, Now: noon})
		if ok(t, err); more {
			t.Fatal("more waits for somebody erased")
		}
		if left := dump(t, rdb); strings.Contains(left, ann.String()) {
			t.Fatalf("a trace is left:\n%s", left)
		}
	})
}

// TestErasureDuringARewriteNeedsAnother: what a rewrite may have missed stays
// due, and so does one that could not begin.
func TestErasureDuringARewriteNeedsAnother(t *testing.T) {
	server := redistest.Start(t)
	s := newStore(t, server.Client())
	erase := func(n int64) {
		settleIn(t, s, s.Person(n))
		_, err := s.Commit(t.Context(), erasing(t, s, s.Person(n)))
		ok(t, err)
	}
	due := func(want bool) {
		t.Helper()
		if got, err := s.RewriteDue(t.Context()); err != nil || got != want {
			t.Fatalf("a rewrite is due: %v, %v", got, err)
		}
	}
	due(false)
	erase(1)
	due(true)
	between := &onRewrite{then: func() { erase(2) }}
	s.rdb.AddHook(between)
	ok(t, s.Rewrite(t.Context()))
	due(true)
	between.fail = true
	if s.Rewrite(t.Context()) == nil {
		t.Fatal("a rewrite that cannot begin is one")
	}
	due(true)
	between.fail, between.then = false, nil
	eventually(t, "a rewrite", func() bool { return s.Rewrite(t.Context()) == nil })
	due(false)
}

// onRewrite does something when a rewrite begins, or lets it fail.
type onRewrite struct {
	then func()
	fail bool
}

func (h *onRewrite) DialHook(next redis.DialHook) redis.DialHook { return next }
func (h *onRewrite) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (h *onRewrite) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if cmd.Name() != "bgrewriteaof" {
			return next(ctx, cmd)
		}
		if h.fail {
			cmd.SetErr(os.ErrClosed)
			return os.ErrClosed
		}
		err := next(ctx, cmd)
		if h.then != nil {
			h.then()
		}
		return err
	}
}

// What somebody did with a role stays in the log, under a name that leads to
// nobody; what others did stays theirs. The file keeps nothing of how it was.
func TestErasureUnnamesTheLog(t *testing.T) {
	server := redistest.Start(t)
	s := newStore(t, server.Client())
	ann, bob := s.Person(1), s.Person(2)
	settleIn(t, s, ann)
	settleIn(t, s, bob)
	for i, who := range []flows.ID{ann, bob, ann, {}} {
		by := who
		if who == (flows.ID{}) {
			by = bob
		}
		l := load(t, s, by)
		_, err := s.Commit(t.Context(), turn(l, l.Person, flows.Audit{Entry: flows.AuditEntry{Who: who, What: "read", At: int64(i)}}))
		ok(t, err)
	}
	before := s.rdb.LRange(t.Context(), s.keys.audit(), 0, -1).Val()
	erasing, as := load(t, s, ann), flows.ID{9, 9}
	l := load(t, s, bob)
	_, err := s.Commit(t.Context(), turn(l, l.Person, flows.Audit{Entry: flows.AuditEntry{Who: bob, What: "late", At: 4}})) // the list has moved
	ok(t, err)
	_, err = s.Commit(t.Context(), turn(erasing, flows.Person{}, flows.Erase{As: as}))
	ok(t, err)
	l = fetch(t, s, load(t, s, bob), flows.Reads{Log: true})
	var who []flows.ID
	for _, e := range l.World.Log {
		who = append(who, e.Who)
	}
	if want := []flows.ID{bob, {}, as, bob, as}; !slices.Equal(who, want) {
		t.Errorf("the log is of %v, want %v", who, want)
	}
	rewriteAndSearch(t, server, s, []string{before[1], before[3]})
	if !slices.Contains(s.rdb.LRange(t.Context(), s.keys.audit(), 0, -1).Val(), before[2]) {
		t.Error("bob's entry has changed")
	}
}

// What Telegram does not take for somebody who is erased is gone a day later,
// from Redis and from the file; who has come back by then keeps what is new.
func TestFarewellsGo(t *testing.T) {
	server := redistest.Start(t)
	s := newStore(t, server.Client())
	ann, bob := s.Person(1), s.Person(2)
	for _, who := range []flows.ID{ann, bob} {
		settleIn(t, s, who)
		vanishes(t, s, who, 41, noon.Add(time.Hour), "delete 41")
		l := load(t, s, who)
		one := turn(l, flows.Person{}, flows.Erase{})
		one.Out = letters(who, false, "farewell")
		_, err := s.Commit(t.Context(), one)
		ok(t, err)
	}
	settleIn(t, s, bob)
	say(t, s, bob, false, "welcome back")
	waits := s.rdb.LRange(t.Context(), s.keys.replies(ann), 0, -1).Val()
	if len(waits) != 2 {
		t.Fatalf("%d messages wait", len(waits))
	}
	ok(t, s.SweepFarewells(t.Context(), noon.Add(farewellLasts-time.Second)))
	if n := s.rdb.LLen(t.Context(), s.keys.replies(ann)).Val(); n != 2 {
		t.Fatalf("%d messages wait before the day is over", n)
	}
	ok(t, s.Rewrite(t.Context())) // it has them still
	ok(t, s.SweepFarewells(t.Context(), noon.Add(farewellLasts)))
	ok(t, s.SweepFarewells(t.Context(), noon.Add(farewellLasts)))
	if left := dump(t, s.rdb); strings.Contains(left, ann.String()) {
		t.Errorf("a trace is left:\n%s", left)
	}
	if n := s.rdb.LLen(t.Context(), s.keys.replies(bob)).Val(); n != 3 {
		t.Errorf("who came back has %d messages", n)
	}
	eventually(t, "the rewrite before", func() bool {
		return strings.Contains(s.rdb.Info(t.Context(), "persistence").Val(), "aof_rewrite_in_progress:0")
	})
	rewriteAndSearch(t, server, s, append(waits, ann.String()))
}
