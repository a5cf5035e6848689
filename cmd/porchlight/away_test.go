package main

import (
	"testing"
)

// TestRedisGone takes Redis away: first it hangs for longer than an update may
// wait, then it dies and comes back. The bot says so, waits and goes on.
func TestRedisGone(t *testing.T) {
	w := newTown(t)
	people := int(knob(t, "PORCHLIGHT_TEST_PEOPLE", 60))
	w.up()
	crowd := w.move(people)
	cuts := crowd.cuts(3)
	w.reach(cuts[0])
	isReady(t, w.address, 200)

	w.redis.Pause()
	isReady(t, w.address, 503)
	w.bot.saysLine("set aside") // an update's own patience is over
	w.redis.Resume()
	isReady(t, w.address, 200)
	w.reach(cuts[1])

	w.redis.Kill()
	isReady(t, w.address, 503)
	w.redis.Restart()
	isReady(t, w.address, 200)
	w.reach(cuts[2])

	crowd.settle()
	duplicates := crowd.audit()
	t.Logf("%d people, %d acts: %d messages came twice", people, w.done.Load(), duplicates)
	if duplicates > 2*people {
		t.Errorf("%d messages came twice; at most %d were on the wire", duplicates, 2*people)
	}
	if len(w.runs) != 1 {
		t.Errorf("the bot was started %d times", len(w.runs))
	}
	w.bot.term()
}

// TestReadyWhenIdle says that readiness does not wait for somebody to write.
func TestReadyWhenIdle(t *testing.T) {
	w := newTown(t)
	w.up()
	isReady(t, w.address, 200)
	w.redis.Kill()
	isReady(t, w.address, 503)
	w.redis.Restart()
	isReady(t, w.address, 200)
	w.bot.term()
}
