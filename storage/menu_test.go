package storage

import (
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

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
	raw := rdb.HGet(ctx, s.keys.menus(), s.menuField(ann).String()).Val()
	if text := dump(t, rdb); strings.Contains(text, "7305118842") || strings.Contains(text, ann.String()) {
		t.Error("a chat id, or who has a role, stands in clear")
	}
	// Moved to somebody else it does not open: nobody's chat gets another's menu.
	ok(t, rdb.HSet(ctx, s.keys.menus(), s.menuField(bob).String(), raw).Err())
	all, err = s.Menus(ctx)
	ok(t, err)
	if all[bob] != (Menu{}) {
		t.Errorf("moved, it reads %+v", all[bob])
	}
	// What an older version wrote is read, replaced and forgotten.
	old, err := cbor.Marshal(Menu{Chat: 3, Mark: "old"})
	ok(t, err)
	ok(t, rdb.HSet(ctx, s.keys.menus(), bob.String(), s.sealer.Seal("menu", bob[:], old)).Err())
	if all, err = s.Menus(ctx); err != nil || all[bob] != (Menu{Chat: 3, Mark: "old"}) {
		t.Errorf("an older record reads %+v, %v", all[bob], err)
	}
	ok(t, s.PutMenu(ctx, bob, Menu{Chat: 3, Mark: "new"}))
	if n := rdb.HExists(ctx, s.keys.menus(), bob.String()).Val(); n {
		t.Error("an older record stays beside the new one")
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
