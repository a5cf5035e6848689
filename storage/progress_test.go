package storage

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

// watching lets somebody have a message that shows a run, as their first one of
// it leaves it.
func watching(t *testing.T, s *Store, who flows.ID, run RunID, message int) Watch {
	t.Helper()
	say(t, s, who, false, "progress")
	_, err := s.Settle(t.Context(), drawAt(t, s, who, Replies), Settlement{Done: true, Message: message, Watches: run, Now: noon})
	ok(t, err)
	all, err := s.Watches(t.Context())
	ok(t, err)
	if len(all) != 1 || all[0].Message != message || all[0].Who != who || all[0].Run != run {
		t.Fatalf("those who watch are %+v", all)
	}
	return all[0]
}

// An edit waits for its time, for the one before, for whatever else is on the
// way to the same person, and is drawn after every reply and before all bulk.
func TestProgressKeepsBehind(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := openStore(t, rdb, seal.NewKeyset(), Pace{Total: 1000, Chat: 1, Burst: 5, Group: 20})
		who, other := s.Person(1), s.Person(2)
		settleIn(t, s, who)
		settleIn(t, s, other)
		run := RunIDOf("a run")
		w := watching(t, s, who, run, 40)
		shows := func(what string, every time.Duration, want bool) {
			t.Helper()
			got, err := s.Show(t.Context(), w, what, every, []byte(what), false)
			if err != nil || got != want {
				t.Errorf("%s is shown: %v, %v, want %v", what, got, err, want)
			}
		}
		rest := func() { ok(t, rdb.Del(t.Context(), s.keys.pace(who)).Err()) } // a second passes for the chat
		shows("too soon after a message of the chat", 0, false)
		rest()
		shows("too soon after it was sent", time.Hour, false)
		bulkFor(t, s, other, "news")
		shows("one", 0, true)
		rest()
		shows("one waits", 0, false)
		say(t, s, other, false, "a reply")
		for _, want := range []struct {
			lane Lane
			who  flows.ID
			body string
		}{{Replies, other, "a reply"}, {Bulk, who, "one"}, {Bulk, other, "news"}} {
			next, lane, _, err := s.Due(t.Context(), 1)
			ok(t, err)
			if len(next) != 1 || next[0] != want.who || lane != want.lane {
				t.Fatalf("next is %v in %s, want %v in %s", next, lane, want.who, want.lane)
			}
			d := drawAt(t, s, want.who, want.lane)
			if string(d.Body) != want.body || d.Run != "" {
				t.Fatalf("drew %q of run %q", d.Body, d.Run)
			}
			if want.body == "one" {
				rest()
				shows("one is on the wire", 0, false)
			}
			r := Settlement{Done: true, Now: noon}
			if want.body == "one" {
				r.Message, r.Watches = 40, run
			}
			_, err = s.Settle(t.Context(), d, r)
			ok(t, err)
			ok(t, rdb.Del(t.Context(), s.keys.pace(other)).Err())
		}
		rest()
		shows("too soon after the edit", time.Hour, false)
		if all, err := s.Watches(t.Context()); err != nil || all[0].Showed() != "one" {
			t.Errorf("it shows %+v, %v", all, err)
		}
		w.Message = 39
		shows("a message that is not the one", 0, false)
		w.Message = 40
		if got, err := s.Show(t.Context(), w, "the end", 0, []byte("the end"), true); err != nil || !got {
			t.Errorf("the end is shown: %v, %v", got, err)
		}
		if n := rdb.Exists(t.Context(), s.keys.watched()).Val(); n != 0 {
			t.Error("who watched is kept after the end")
		}
	})
}

// Who erases themselves watches nothing any more, and gets no edit.
func TestErasureEndsWatching(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		who := s.Person(1)
		settleIn(t, s, who)
		ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
			b.News = []flows.Announcement{{ID: "aa", By: who}}
			return true
		}))
		w := watching(t, s, who, AnnouncementRun("aa"), 40)
		if shown, err := s.Show(t.Context(), w, "one", 0, []byte("one"), false); err != nil || !shown {
			t.Fatal(shown, err)
		}
		_, err := s.Commit(t.Context(), turn(load(t, s, who), flows.Person{}, flows.Erase{}))
		ok(t, err)
		if n := rdb.Exists(t.Context(), s.keys.watched(), s.keys.bulk(who), s.keys.bulkReady()).Val(); n != 0 {
			t.Errorf("%d of the keys are left", n)
		}
		if shown, err := s.Show(t.Context(), w, "two", 0, []byte("two"), false); err != nil || shown {
			t.Errorf("an edit to somebody erased: %v, %v", shown, err)
		}
	})
}
