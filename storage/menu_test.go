package storage

import (
	"strings"
	"testing"

	"porchlight/storage/redistest"
)

func TestMenusAreSealedAndForgotten(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ctx := t.Context()
	ann, bob := s.Person(1), s.Person(2)
	settleIn(t, s, bob)
	ok(t, s.PutMenu(ctx, ann, Menu{Chat: secretUser, Mark: "m"}))
	ok(t, s.PutMenu(ctx, bob, Menu{Chat: 2, Refused: "r", Again: 7}))
	all, err := s.Menus(ctx)
	ok(t, err)
	if len(all) != 2 || all[ann] != (Menu{Chat: secretUser, Mark: "m"}) || all[bob] != (Menu{Chat: 2, Refused: "r", Again: 7}) {
		t.Errorf("read: %+v", all)
	}
	raw := rdb.HGet(ctx, s.keys.menus(), ann.String()).Val()
	if strings.Contains(dump(t, rdb), "7305118842") {
		t.Error("a chat id stands in clear")
	}
	// Moved to somebody else it does not open: nobody's chat gets another's menu.
	ok(t, rdb.HSet(ctx, s.keys.menus(), bob.String(), raw).Err())
	all, err = s.Menus(ctx)
	ok(t, err)
	if all[bob] != (Menu{}) {
		t.Errorf("moved, it reads %+v", all[bob])
	}
	ok(t, s.DropMenu(ctx, bob))
	if due, err := s.RewriteDue(ctx); err != nil || due {
		t.Errorf("a rewrite is due for somebody who is still there: %v", err)
	}
	ok(t, s.DropMenu(ctx, ann)) // who has erased themselves
	if due, err := s.RewriteDue(ctx); err != nil || !due {
		t.Errorf("no rewrite is due for somebody who is gone: %v", err)
	}
	if n := rdb.Exists(ctx, s.keys.menus()).Val(); n != 0 {
		t.Error("something is left")
	}
}

func TestOneKeeperOfMenus(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	other := sibling(t, s)
	may := func(who *Store, want bool) {
		t.Helper()
		if got, err := who.MenuKeeper(t.Context()); err != nil || got != want {
			t.Errorf("may: %v, %v", got, err)
		}
	}
	may(s, true)
	may(s, true)
	may(other, false)
	ok(t, other.ReleaseMenus(t.Context())) // is not its to release
	may(other, false)
	ok(t, s.ReleaseMenus(t.Context()))
	may(other, true)
}
