package storage

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestAnAgendaIsSealedAndGoes: no word of a point can be read in Redis, two people who
// press at once are both counted or one of them is decided again, and it goes at its time.
func TestAnAgendaIsSealedAndGoes(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		agenda := flows.Agenda{Session: "yard", Points: []flows.AgendaPoint{{State: flows.PointPublished, Shown: "Lamps by the school"}}, Until: noon.Add(time.Hour).Unix()}
		need := flows.Reads{Records: []flows.Ask{flows.Record[flows.Agenda]{ID: "yard"}}}
		put := func(l *Loaded) error {
			_, err := s.Commit(t.Context(), turn(l, flows.Person{Lang: "uk"}, flows.Put[flows.Agenda]{ID: "yard", Record: agenda}))
			return err
		}
		ok(t, put(load(t, s, ann)))
		late := fetch(t, s, load(t, s, bob), need)
		agenda.Marks = map[uint64]int{1: 1}
		ok(t, put(fetch(t, s, load(t, s, ann), need)))
		if err := put(late); err == nil {
			t.Error("a mark is lost")
		}
		for _, key := range rdb.Keys(t.Context(), "*").Val() {
			if strings.Contains(rdb.Dump(t.Context(), key).Val(), "Lamps") {
				t.Errorf("%s tells a point", key)
			}
		}
		ok(t, s.SweepRecords(t.Context(), noon.Add(-time.Hour)))
		if rdb.Exists(t.Context(), agendas.at(s.keys, "yard")).Val() != 1 {
			t.Error("it goes too early")
		}
		ok(t, s.SweepRecords(t.Context(), noon.Add(time.Hour)))
		if rdb.Exists(t.Context(), agendas.at(s.keys, "yard"), s.keys.prefix+agendas.index).Val() != 0 {
			t.Error("it stays")
		}
	})
}
