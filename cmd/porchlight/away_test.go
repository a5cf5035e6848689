package main

import (
	"testing"
	"time"

	"porchlight/testrun"
)

// TestRedisGone takes Redis away: first it hangs for longer than an update may
// wait, then it dies and comes back. The bot says so, waits and goes on.
func TestRedisGone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	people := int(knob(t, "PORCHLIGHT_TEST_PEOPLE", testrun.Long[uint64](20, 60)))
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

// TestSIGTERMWithoutRedis asks for a clean end while Redis hangs. There is
// nobody to give anything back to; what was begun is done by the next process.
func TestSIGTERMWithoutRedis(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.up()
	crowd := w.move(20)
	cuts := crowd.cuts(2)
	for _, cut := range cuts {
		w.reach(cut)
		w.redis.Pause()
		isReady(t, w.address, 503)
		at := time.Now()
		w.bot.term()
		t.Logf("ended after %v", time.Since(at).Round(10*time.Millisecond))
		w.redis.Resume()
		w.up()
	}
	crowd.settle()
	duplicates := crowd.audit()
	t.Logf("%d messages came twice", duplicates)
	if most := len(cuts) * len(crowd.residents); duplicates > most {
		t.Errorf("%d messages came twice; at most %d were on the wire", duplicates, most)
	}
	w.bot.term()
}

// TestReadyWhenIdle says that readiness does not wait for somebody to write.
func TestReadyWhenIdle(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.up()
	isReady(t, w.address, 200)
	w.redis.Kill()
	isReady(t, w.address, 503)
	w.redis.Restart()
	isReady(t, w.address, 200)
	w.bot.term()
}
