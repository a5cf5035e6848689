package storage

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"porchlight/storage/redistest"
)

// TestTheDeadOfThisMachineAreKnown kills a process of this machine that holds the
// right to poll and still has a heartbeat: the next one has the right at once. One
// that lives, or that may live on another machine, keeps it.
func TestTheDeadOfThisMachineAreKnown(t *testing.T) {
	here := strings.Fields(place())
	if len(here) != 3 {
		t.Skip("this system does not tell of other processes")
	}
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	victim := exec.Command("sleep", "1000")
	ok(t, victim.Start())
	t.Cleanup(func() { _ = victim.Process.Kill() })
	_, started := processState(victim.Process.Pid)
	at := strings.Join([]string{here[0], strconv.Itoa(victim.Process.Pid), started}, " ")
	afar := "elsewhere " + strings.Join(here[1:], " ")
	old := strings.Join([]string{here[0], here[1], "1"}, " ") // its number is ours now
	runs := func(holder, at string) {
		ok(t, rdb.HSet(t.Context(), s.keys.running(), holder, at).Err())
		ok(t, rdb.Set(t.Context(), s.keys.holder(holder), 1, beatLasts).Err())
		ok(t, rdb.Set(t.Context(), s.keys.poller(), holder, beatLasts).Err())
	}
	for _, tt := range []struct {
		what, holder, at string
		dead             bool
		before           func()
	}{
		{"a process of another machine", "afar", afar, false, nil},
		{"one that an older version started", "older", "1", false, nil},
		{"a living one", "near", at, false, nil},
		{"the same, killed and not waited for", "near", at, true, func() {
			ok(t, victim.Process.Kill())
			eventually(t, "its end", func() bool { state, _ := processState(victim.Process.Pid); return state == "Z" || state == "" })
		}},
		{"the same, gone", "near", at, true, func() { _ = victim.Wait() }},
		{"one whose number another has", "before", old, true, nil},
	} {
		runs(tt.holder, tt.at)
		if tt.before != nil {
			tt.before()
		}
		found, err := s.Begin(t.Context())
		ok(t, err)
		if (found.Dead == 1) != tt.dead || found.Dead+found.Living != 1 {
			t.Errorf("%s: found %+v", tt.what, found)
		}
		if mine, err := s.Poller(t.Context()); err != nil || mine != tt.dead {
			t.Errorf("%s: the right to poll is ours: %v, %v", tt.what, mine, err)
		}
		ok(t, rdb.Del(t.Context(), s.keys.running(), s.keys.poller(), s.keys.holder(tt.holder)).Err())
	}
}
