package bot

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/storage/redistest"
)

// TestLostDataStopsTheIntake: a Redis that is suddenly empty makes nobody a
// stranger. What people write meanwhile waits at Telegram, and is answered when
// the data is back.
func TestLostDataStopsTheIntake(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		w := newTown(t, rdb)
		b := w.bot()
		w.start(b)
		p := w.person(1, "en")
		w.settleIn(p, "en")
		w.idle(b)
		w.until("it to be ready", b.Ready)
		said := len(p.Chat().FromBot())
		swap := func() {
			t.Helper()
			if err := rdb.Do(t.Context(), "SWAPDB", 0, 1).Err(); err != nil {
				t.Fatal(err)
			}
		}
		swap() // what was in there is elsewhere
		w.until("it to be noticed", func() bool { return !b.Ready() })
		p.Send("/mydata")
		newcomer := w.person(2, "en")
		newcomer.Send("/start")
		for range 3 { // as many heartbeats as a turn would have taken
			w.until("a heartbeat", func() bool { return b.store.Beat(t.Context()) == nil })
		}
		if n := len(p.Chat().FromBot()) - said + len(newcomer.Chat().FromBot()); n != 0 {
			t.Errorf("%d messages were said from an empty Redis", n)
		}
		for _, key := range rdb.Keys(t.Context(), "*").Val() {
			if strings.Contains(key, ":p:") || strings.HasSuffix(key, ":board") || strings.Contains(key, ":q:") || strings.Contains(key, ":u:") {
				t.Errorf("%s was written over lost data", key)
			}
		}
		if n := strings.Count(w.log.String(), "intake has stopped"); n != 1 {
			t.Errorf("the log says %d times that intake has stopped", n)
		}
		swap()
		w.until("it to go on", b.Ready)
		w.sees(p, w.phraseStart("en", "mydata.heading"))
		w.sees(newcomer, "Porchlight")
	})
}
