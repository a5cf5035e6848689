package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/api"
	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestLostDataStopsTheIntake: a Redis that is suddenly empty makes nobody a
// stranger. What people write meanwhile waits at Telegram, and is answered when
// the data is back.
func TestLostDataStopsTheIntake(t *testing.T) {
	t.Parallel()
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

// TestAnUpdateHandedOutAgainMakesTheSameCode: what Redis lost in a failover is done
// once more, and whoever was shown a receipt before has the right one. A code that
// somebody else has is another matter, and so is another update.
func TestAnUpdateHandedOutAgainMakesTheSameCode(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.askedWhere(p, "en")
	w.do(p, "skip")
	w.sees(p, "3 of 4")
	p.Send("The lamp is broken.")
	w.offers(p, "answer")
	w.do(p, "answer")
	screen := w.offers(p, "send")
	w.idle(b)
	code := func(b *Bot, update, taken int) string {
		t.Helper()
		raw := fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"1","data":%q,"from":{"id":%d,"language_code":"en"},
			"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"}}}}`, update, doing(screen, "send"), p.ID(), screen.ID, p.ID())
		var u api.Update
		if err := json.Unmarshal([]byte(raw), &u); err != nil {
			t.Fatal(err)
		}
		_, out, err := b.decide(t.Context(), b.read(u), taken)
		if err != nil {
			t.Fatal(err)
		}
		for _, effect := range out.Effects {
			if filed, ok := effect.(flows.FileConcern); ok {
				return filed.Concern.Code
			}
		}
		t.Fatalf("no concern is sent, but %+v", out.Says)
		return ""
	}
	first := code(b, 1000, 0)
	if again := code(w.bot(), 1000, 0); again != first {
		t.Errorf("handed out again it is %s, and the receipt says %s", again, first)
	}
	if code(b, 1001, 0) == first || code(b, 1000, 1) == first {
		t.Error("another update, or a code that is taken, makes the same code")
	}
}
