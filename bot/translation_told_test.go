package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// inClear lists all keys with what they hold, as whoever copies Redis reads them.
func (w *town) inClear(ctx context.Context) (all string) {
	for _, key := range w.rdb.Keys(ctx, "*").Val() {
		all += key + "\n" + w.rdb.Get(ctx, key).Val() + fmt.Sprint(w.rdb.HGetAll(ctx, key).Val(), w.rdb.LRange(ctx, key, 0, -1).Val(),
			w.rdb.SMembers(ctx, key).Val(), w.rdb.ZRange(ctx, key, 0, -1).Val()) + "\n"
	}
	return all
}

// TestStolenWishesTellNothing: of two processes one tells those who asked that a meeting
// can be read, in their language, in the morning and once. A copy of the store tells
// neither that anybody asked nor of which meeting, before and while it is sent.
func TestStolenWishesTellNothing(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, rdb redis.UniversalClient) {
		w := newTown(t, rdb)
		clock := w.stopClock()
		b, second := w.bot(), w.bot()
		w.start(b)
		w.start(second)
		change := func(change func(*flows.Board)) {
			t.Helper()
			if err := b.store.UpdateBoard(t.Context(), func(board *flows.Board) bool { change(board); return true }); err != nil {
				t.Fatal(err)
			}
		}
		asker, reader, neighbour := w.person(10, "uk"), w.person(11, "uk"), w.person(12, "en")
		w.settleIn(asker, "uk")
		w.settleIn(reader, "uk")
		w.settleIn(neighbour, "en")
		change(func(board *flows.Board) {
			s := board.Sessions[slices.IndexFunc(board.Sessions, func(s flows.Session) bool { return s.ID == lights })]
			s.ID, s.Title, s.About, s.From = "zebra", flows.Text{flows.English: "Chess"}, nil, flows.English
			board.Sessions = append(board.Sessions, s)
		})
		w.does(b, reader, "> /start s_zebra")
		before := strings.Count(w.inClear(t.Context()), "zebra")
		w.does(b, asker, "> /start s_zebra", "translate")
		w.idle(b)
		if n := strings.Count(w.inClear(t.Context()), "zebra"); n != before {
			t.Errorf("the meeting is named %d times, and was %d times before anybody asked", n, before)
		}
		w.at(clock, 20, 22)
		change(func(board *flows.Board) {
			for i, s := range board.Sessions {
				for j := range s.TitleOthers {
					s.TitleOthers[j].State, s.TitleOthers[j].Words = flows.TranslationReviewed, "Шахи"
					board.Sessions[i] = s
				}
			}
		})
		ready := w.phrase("uk", "translate.meeting.ready")
		ready = ready[:strings.Index(ready, ":")]
		announce := func() {
			t.Helper()
			for _, each := range []*Bot{b, second} {
				if err := each.announce(t.Context(), clock.Now(), clock.Now()); err != nil {
					t.Fatal(err)
				}
			}
			w.idle(b)
		}
		announce()
		if heard(asker, ready) > 0 {
			t.Error("told at night")
		}
		if n := strings.Count(w.inClear(t.Context()), "zebra"); n != before {
			t.Errorf("while it waits for the morning the meeting is named %d times, and was %d times", n, before)
		}
		w.at(clock, 21, 8)
		w.until("word", func() bool { return heard(asker, ready) == 1 })
		announce()
		announce()
		if m := newest(asker); heard(asker, ready) != 1 || !strings.Contains(m, "Шахи") {
			t.Errorf("they read %q", m)
		}
		if heard(reader, ready)+heard(neighbour, ready) > 0 {
			t.Error("others are told")
		}
		w.until("the board to keep nothing of it", func() bool { // once the run has ended
			announce()
			board, err := b.store.Board(t.Context())
			return err == nil && len(board.News) == 0
		})
		w.does(b, asker, "s.zebra")
		w.sees(asker, "Шахи")
	})
}
