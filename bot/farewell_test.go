package bot

import (
	"strings"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// Somebody erases themselves while Telegram takes nothing. A day later nothing
// of them waits any more, whether or not Telegram is back; until then it does.
func TestFarewellTelegramNeverTook(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	w.forgiven = []string{"fault: bad gateway before the effect"}
	clock := w.stopClock()
	b := w.bot()
	stop := w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.does(b, p, "> /mydata", "erase")
	w.offers(p, "yes")
	away := w.emu.Misbehave(emulator.Fault{Kind: emulator.BadGateway, Method: "sendmessage"})
	who := b.store.Person(1).String()
	traces := func() (keys []string) {
		for _, key := range rdb.Keys(t.Context(), "*").Val() {
			held := key
			switch rdb.Type(t.Context(), key).Val() {
			case "zset":
				held += strings.Join(rdb.ZRange(t.Context(), key, 0, -1).Val(), " ")
			case "hash":
				for field, value := range rdb.HGetAll(t.Context(), key).Val() {
					held += field + value
				}
			}
			if strings.Contains(held, who) {
				keys = append(keys, key)
			}
		}
		return keys
	}
	w.do(p, "yes")
	w.until("the record to be gone", func() bool { return w.count("EXISTS", "p:"+who) == 0 })
	w.until("the press to be answered", func() bool { return len(w.emu.Unanswered()) == 0 }) // tomorrow it is too old
	clock.pass(23 * time.Hour)
	if err := b.forgetFarewells(t.Context(), w.now(), w.now()); err != nil {
		t.Fatal(err)
	}
	if w.count("LLEN", "o:"+who) != 1 {
		t.Fatalf("the farewell does not wait: %v", traces())
	}
	clock.pass(2 * time.Hour)
	w.until("nothing to be left", func() bool { return len(traces()) == 0 })
	away()
	stop()
	if last, _ := p.Chat().LastFromBot(); strings.Contains(last.Text, "erased") {
		t.Errorf("they are told %q", last.Text)
	}
}

// Whoever gets a place because somebody erased themselves is told of it like anybody:
// only the farewell goes after a day and leaves no trace.
func TestAFarewellIsOfOnePerson(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	b := w.bot()
	next := b.store.Person(2)
	for _, to := range []*flows.ID{nil, &next} {
		say := flows.Say{To: to, Lang: "en", Chat: 2, Fresh: true, Lines: []flows.Line{{Key: "mydata.erased"}}}
		out, err := b.outgoing(&incoming{chat: b.store.Person(1), chatID: 1}, nil, say, true)
		if err != nil || len(out) != 1 {
			t.Fatalf("%d entries: %v", len(out), err)
		}
		var m message
		if err := storage.Unmarshal(out[0].Body, &m); err != nil {
			t.Fatal(err)
		}
		if farewell := to == nil; m.NoTrace != farewell || (m.Until != 0) != farewell {
			t.Errorf("to somebody else %v: without a trace %v, until %d", !farewell, m.NoTrace, m.Until)
		}
	}
}
