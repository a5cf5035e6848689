package storage

import (
	"testing"

	"porchlight/storage/redistest"
)

// TestNothingToRewriteInMemory: the embedded store writes no file, so a rewrite
// that is due is done, and does not fail every minute.
func TestNothingToRewriteInMemory(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ok(t, s.WantRewrite(t.Context()))
	if due, err := s.RewriteDue(t.Context()); err != nil || !due {
		t.Fatalf("a rewrite is due: %v, %v", due, err)
	}
	ok(t, s.Rewrite(t.Context()))
	if due, err := s.RewriteDue(t.Context()); err != nil || due {
		t.Errorf("it is still due: %v, %v", due, err)
	}
}
