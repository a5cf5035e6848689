package bot

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// TestVoicesOfTheStore: each person is counted once, however many meetings they are in, by what
// their record says, and the job keeps words for it, once.
func TestVoicesOfTheStore(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		w.stopClock()
		b := w.bot()
		programme := *b.programme
		programme.Targets = []flows.Target{{Lang: flows.English, Share: 50}}
		b.programme = &programme
		w.start(b)
		for id := int64(11); id < 14; id++ {
			p := w.person(id, "en")
			w.settleIn(p, "en")
			if id < 13 {
				w.does(b, p, "> /sessions", "others", "s."+lights, "join")
			}
		}
		for _, sessions := range [][]string{{lights}, {lights, lights}} {
			all, err := b.store.Voices(t.Context(), sessions, false)
			if err != nil || len(all) != 2 || all[0].Lang != flows.English || all[0].Area == "" || all[0].Age != flows.AgeAdult {
				t.Errorf("%v: %+v %v", sessions, all, err)
			}
		}
		if all, err := b.store.Voices(t.Context(), []string{lights}, true); err != nil || len(all) != 0 {
			t.Errorf("who came: %+v %v", all, err)
		}
		board, err := b.store.Board(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var start time.Time
		for _, s := range board.Sessions {
			if s.ID == lights {
				start = time.Unix(s.Start, 0)
			}
		}
		for range 2 {
			if err := b.hearVoices(t.Context(), w.now(), start.Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if board, err = b.store.Board(t.Context()); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, v := range board.Voices {
			if v.Session == lights {
				n++
				if v.Stage != flows.VoicesSoon || v.Said[0].Level != flows.VoicesUnsure {
					t.Errorf("of two people: %+v", v)
				}
			}
		}
		if n != 1 {
			t.Errorf("kept %d times: %+v", n, board.Voices)
		}
	})
}
