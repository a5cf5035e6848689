package sim

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
)

// TestABrokenInvariantIsSeen breaks one promise after the other behind the bot's
// back, and each is reported: a check that cannot fail proves nothing.
func TestABrokenInvariantIsSeen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, breakIt)
}

func breakIt(t *testing.T) {
	w := newTown(t, 4, 25, embedded(t, 4))
	for tries := 0; w.receipt() == "" && tries < 6; tries++ {
		w.burst(0)
	}
	if problems := append(w.check(), w.stolen()...); len(problems) > 0 {
		t.Fatalf("before anything is broken: %q", problems)
	}
	w.digestsAreRead(t)
	ctx, rdb := t.Context(), w.disk.rdb
	code := w.receipt()
	board, err := w.store.Board(ctx)
	if err != nil || code == "" {
		t.Fatalf("this seed leaves no concern to break: %v", err)
	}
	const session = "broken" // one that nobody in the town can have cancelled
	somebody := w.people[0]
	if err := w.store.UpdateBoard(ctx, func(b *flows.Board) bool {
		s := board.Sessions[0]
		s.ID, s.Start, s.Capacity, s.Cancelled = session, w.clock.Now().Add(48*time.Hour).Unix(), 3, false
		b.Sessions = append(slices.Clone(b.Sessions), s)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	breaking := []struct {
		name, reported string
		do             func() error
	}{
		{"a record without a receipt", "nobody has a receipt for it", func() error {
			return rdb.Set(ctx, w.key("c:A2-NOBODY-22"), rdb.Get(ctx, w.key("c:"+code)).Val(), 0).Err()
		}},
		{"a concern is lost", code + " of person", func() error { return rdb.Del(ctx, w.key("c:"+code)).Err() }},
		{"a counter is off by one", "the counter w", func() error {
			year, week := w.clock.Now().In(w.program.Zone).ISOWeek()
			return rdb.HIncrBy(ctx, w.key("a:"+weekName(year, week)), "*|street|n", 1).Err()
		}},
		{"a place that nobody was told of", "is inside and was told", func() error {
			return rdb.ZAdd(ctx, w.key("s:"+session+":in"), redis.Z{Score: 1, Member: w.outsider(session).String()}).Err()
		}},
		{"somebody is counted at a door twice", "are counted at its door", func() error { // as who they were before, too
			return rdb.ZAdd(ctx, w.key("s:"+session+":came"), redis.Z{Member: flows.ID{1}.String()}).Err()
		}},
		{"somebody is counted who did not check in", "is counted at its door: true, and in their record: false", func() error {
			return rdb.ZAdd(ctx, w.key("s:"+session+":came"), redis.Z{Member: w.people[2].id.String()}).Err()
		}},
		{"a lapsed offer is given twice", "has 3 people in, and offers to 1, for 3 places", func() error {
			for i, r := range w.people[6:9] { // the last of them after it went to the next
				rdb.ZAdd(ctx, w.key("s:"+session+":in"), redis.Z{Score: float64(i + 1), Member: r.id.String()})
			}
			rdb.ZRem(ctx, w.key("s:"+session+":in"), w.people[0].id.String())
			return rdb.HSet(ctx, w.key("s:"+session+":offer"), w.people[9].id.String(), "9999999999 4").Err()
		}},
		{"more offers than places", "and offers to 4, for 3 places", func() error {
			for _, r := range w.people[10:13] {
				rdb.HSet(ctx, w.key("s:"+session+":offer"), r.id.String(), "9999999999 1")
			}
			return nil
		}},
		{"more children than places", "of them by children", func() error {
			return rdb.HSet(ctx, w.key("s:"+session+":claim"), "i"+w.people[7].id.String(), "9 -").Err()
		}},
		{"more people than places", "for 0 places", func() error {
			return w.store.UpdateBoard(ctx, func(b *flows.Board) bool {
				b.Sessions = slices.Clone(b.Sessions)
				at := slices.IndexFunc(b.Sessions, func(s flows.Session) bool { return s.ID == session })
				b.Sessions[at].Capacity = 0
				return true
			})
		}},
		{"an answer of nobody", "records of", func() error { return rdb.HSet(ctx, w.key("w:"+board.Wave.ID), "token", "record").Err() }},
		{"a trace of somebody gone", "and {" + w.program.Name + "}:", func() error { somebody.life.gone = true; return nil }},
		{"silence", "was not answered", func() error { w.people[1].life.owed = 1; return nil }},
		{"minutes to somebody without a place", "had no place there", func() error {
			r := w.people[14]
			r.life.mute, r.life.seats = false, map[string]standing{}
			w.onSend(emulator.Message{ChatID: r.phone.ID(), Text: w.texts.In(string(w.program.Languages[0])).Text("minutes.push", map[string]string{"title": w.board().Sessions[0].Title[w.program.Languages[0]]}, nil)})
			return nil
		}},
		{"an address told to somebody without a place", "and has no place there", func() error {
			r := w.people[15]
			r.life.mute, r.life.seats, r.grants = false, map[string]standing{}, nil
			for _, s := range w.board().Sessions {
				if s.AddressOnDay {
					w.onSend(emulator.Message{ChatID: r.phone.ID(), Text: "📍 " + s.Address[w.program.Languages[0]]})
				}
			}
			return nil
		}},
		{"a push to somebody who said STOP", "is written to", func() error {
			w.people[2].life.mute = true
			w.onSend(emulator.Message{ChatID: w.people[2].phone.ID(), Text: "News"})
			return nil
		}},
		{"words before eyes that they are not for", "they have no role for that", func() error {
			w.model.words["geheim0w1z"] = &concern{code: "A2-SEEN-22", by: somebody, category: flows.Street}
			w.onSend(emulator.Message{ChatID: w.people[3].phone.ID(), Text: "geheim0w1z"})
			return nil
		}},
		{"words that no reviewer released before an officer", "no reviewer released them", func() error {
			w.model.words["geheim0w2z"] = &concern{code: "A2-SEEN-33", by: somebody, category: flows.Street}
			w.people[4].grants = []grant{{role: flows.RoleOfficer}}
			w.onSend(emulator.Message{ChatID: w.people[4].phone.ID(), Text: "geheim0w2z"})
			return nil
		}},
		{"words about the police before an officer", "they are about the police", func() error {
			w.model.words["geheim0w3z"] = &concern{code: "A2-SEEN-44", by: somebody, category: flows.Police}
			w.model.released["geheim0w3z"] = true
			w.onSend(emulator.Message{ChatID: w.people[4].phone.ID(), Text: "geheim0w3z"})
			return nil
		}},
		{"a point for an agenda before an organiser", "they were sent to nobody", func() error {
			w.model.points["geheim0w6z"] = &point{}
			w.people[6].grants = []grant{{role: flows.RoleOrganiser}}
			w.onSend(emulator.Message{ChatID: w.people[6].phone.ID(), Text: w.texts.In(string(w.program.Languages[0])).Text("agenda.org.point", map[string]string{"number": "1"}, nil) + "\ngeheim0w6z"})
			return nil
		}},
		{"words for counting before a reviewer", "they are for counting only", func() error {
			w.model.words["geheim0w4z"] = &concern{code: "A2-SEEN-55", by: somebody, category: flows.Street, counted: true}
			w.people[5].grants = []grant{{role: flows.RoleReviewer}}
			w.onSend(emulator.Message{ChatID: w.people[5].phone.ID(), Text: "geheim0w4z"})
			return nil
		}},
		{"a draft before a reviewer", "they were sent to nobody", func() error {
			w.onSend(emulator.Message{ChatID: w.people[5].phone.ID(), Text: "geheim0w5z"})
			return nil
		}},
		{"somebody's name before a neighbour", "is told the name of person 0", func() error {
			w.onSend(emulator.Message{ChatID: w.people[3].phone.ID(), Text: "Vorname0q1"})
			return nil
		}},
		{"an announcement that comes twice", "times too often", func() error {
			w.model.broken = 0
			w.model.news["aushang0w1z"] = &news{heard: map[int]int{1: 2}, twice: 1}
			return nil
		}},
		{"an invitation that works twice", "was used by somebody else", func() error {
			w.model.accepted = append(w.model.accepted, acceptance{6, []string{"i_twice"}}, acceptance{7, []string{"i_twice"}})
			return nil
		}},
		{"a name in clear", "tells", func() error { return rdb.Set(ctx, w.key("x"), somebody.name, 0).Err() }},
		{"a name in base64", "tells", func() error { return rdb.Set(ctx, w.key("y"), spellings(somebody.name)[3], 0).Err() }},
	}
	others := w.ofOthers(ctx, somebody)
	defer func() {
		if len(w.changed(others, w.ofOthers(ctx, somebody), "somebody pressed")) == 0 {
			t.Error("what a forged button changes is not seen")
		}
	}()
	for _, b := range breaking {
		before := strings.Join(append(w.check(), w.stolen()...), "\n")
		if err := b.do(); err != nil {
			t.Fatalf("%s: %v", b.name, err)
		}
		after := strings.Join(append(w.check(), w.stolen()...), "\n")
		if strings.Count(after, b.reported) <= strings.Count(before, b.reported) {
			t.Errorf("%s is not seen in:\n%s", b.name, after)
		}
	}
}

// receipt is the code of some concern that is kept.
func (w *town) receipt() string {
	for code, c := range w.model.concerns {
		if !c.gone && c.withdrawn.IsZero() {
			return code
		}
	}
	return ""
}

// outsider is somebody without a place in a meeting.
func (w *town) outsider(session string) flows.ID {
	for _, r := range w.people {
		if r.life.seats[session] == outside {
			return r.id
		}
	}
	return flows.ID{}
}
