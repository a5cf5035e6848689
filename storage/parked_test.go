package storage

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

// giveUp lets an update of somebody be given up on.
func giveUp(t *testing.T, s *Store, who flows.ID, update int, why error) (raw string) {
	t.Helper()
	raw = fmt.Sprintf(`{"update_id":%d,"message":{"date":%d,"text":"my secret words"}}`, update, noon.Unix()-60)
	ok(t, s.Enqueue(t.Context(), who, update, []byte(raw), time.Hour))
	ok(t, s.GiveUp(t.Context(), head(t, s, who), noon, why))
	return raw
}

func given(t *testing.T, s *Store) []Given {
	t.Helper()
	all, err := s.GivenUp(t.Context())
	ok(t, err)
	return all
}

// What was given up on is listed by id, times and error, is tried again or
// deleted once, and goes with its person.
func TestWhatWasGivenUpOn(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		settleIn(t, s, ann)
		settleIn(t, s, bob)
		raw := giveUp(t, s, ann, 700, errors.New("a step panicked: boom\nwith | a pipe"))
		giveUp(t, s, bob, 701, nil)
		giveUp(t, s, bob, 702, errors.New(strings.Repeat("é", 1000)))
		ok(t, s.Enqueue(t.Context(), ann, 699, []byte(`{"update_id":699}`), time.Hour))
		ok(t, s.Dequeue(t.Context(), head(t, s, ann), FatePark, 0)) // as it was kept before there was a reason

		all := given(t, s)
		if len(all) != 4 {
			t.Fatalf("%d are kept", len(all))
		}
		if g := all[0]; g.Update != 700 || g.At.Unix() != noon.Unix() || g.Sent.Unix() != noon.Unix()-60 || g.Why != "a step panicked: boom\nwith | a pipe" || g.Broken != nil {
			t.Errorf("the first is %+v", g)
		}
		if g := all[2]; g.Update != 702 || len(g.Why) > whyMost || !strings.HasPrefix(g.Why, "é") {
			t.Errorf("a long error is %+v", g)
		}
		if g := all[3]; g.Update != 699 || !g.At.IsZero() || g.Why != "" || g.Broken != nil {
			t.Errorf("an older one is %+v", g)
		}
		if text := dump(t, rdb); strings.Contains(text, "secret") || strings.Contains(text, "boom") {
			t.Errorf("words or errors stand in clear:\n%s", text)
		}
		other := New(Config{Redis: rdb, Programme: "kherson", Sealer: seal.NewKeyset().For("kherson")})
		if stranger, err := other.GivenUp(t.Context()); err != nil || stranger[0].Broken == nil || stranger[0].Why != "" {
			t.Errorf("with another keyset it is %+v, %v", stranger[0], err)
		}

		for i, want := range []bool{true, false} {
			if ours, err := s.Retry(t.Context(), all[0]); err != nil || ours != want {
				t.Errorf("try %d: %v, %v", i, ours, err)
			}
		}
		if u := head(t, s, ann); string(u.Raw) != raw || u.Tries != 0 {
			t.Errorf("it comes back as %+v", u)
		}
		if n := rdb.ZScore(t.Context(), s.keys.queues(), ann.String()).Err(); n != nil {
			t.Errorf("nobody looks for it: %v", n)
		}
		for i, want := range []bool{true, false} {
			if ours, err := s.DropGiven(t.Context(), all[1]); err != nil || ours != want {
				t.Errorf("drop %d: %v, %v", i, ours, err)
			}
		}
		ok(t, rdb.RPush(t.Context(), s.keys.parked(), "rubbish", bob.String()+"|5,1,99999|x").Err())
		all = given(t, s)
		if len(all) != 4 || all[2].Broken == nil || all[3].Broken == nil {
			t.Fatalf("what is damaged is %+v", all)
		}
		if _, err := s.Retry(t.Context(), all[2]); err == nil {
			t.Error("what is damaged is tried again")
		}
		_, err := s.Commit(t.Context(), turn(load(t, s, bob), flows.Person{}, flows.Erase{}))
		ok(t, err)
		if all = given(t, s); len(all) != 2 || all[0].Update != 699 {
			t.Errorf("after bob is gone there are %+v", all)
		}
	})
}
