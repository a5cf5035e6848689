package storage

import (
	"slices"
	"strings"
	"testing"

	"porchlight/storage/redistest"
)

// TestPeekOpensNothing: what lies in the store is shown as it lies there, a few entries
// of each key, and a key of another programme is not.
func TestPeekOpensNothing(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ctx := t.Context()
	ann := s.Person(secretUser)
	settleIn(t, s, ann)
	ok(t, rdb.Set(ctx, "{another}:p:x", "theirs", 0).Err())
	ok(t, rdb.RPush(ctx, s.keys.prefix+"list", "1", "2", "3", "4", strings.Repeat("long", peekBytes)).Err())
	ok(t, rdb.SAdd(ctx, s.keys.prefix+"set", "a").Err())
	names, err := s.KeyNames(ctx)
	ok(t, err)
	if !slices.IsSorted(names) || !slices.Contains(names, "p:"+ann.String()) || slices.Contains(names, "p:x") {
		t.Fatalf("the keys are %v", names)
	}
	all, err := s.Peek(ctx, append(names, "gone")...)
	ok(t, err)
	if len(all) != len(names) {
		t.Errorf("of %d keys %d are shown", len(names), len(all))
	}
	for _, p := range all {
		switch {
		case len(p.Value) == 0 || len(p.Value) > peekEntries:
			t.Errorf("%s shows %d entries", p.Name, len(p.Value))
		case strings.Contains(strings.Join(p.Value, " "), "7305118842"):
			t.Errorf("%s shows an account", p.Name)
		case p.Name == "list" && (p.Type != "list" || p.Bytes != 5 || !slices.Equal(p.Value, []string{"1", "2", "3"})):
			t.Errorf("a list is shown as %+v", p)
		}
	}
}
