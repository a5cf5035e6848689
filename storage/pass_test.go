package storage

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// TestAPassIsSealedAndGoes: neither the label nor whom it belongs to can be read in Redis,
// a pass is used on top of what was read only, and it goes at its time.
func TestAPassIsSealedAndGoes(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		pass := flows.Pass{Session: "yard", Label: "Parish of Saint Anne", Most: 2, Until: noon.Add(time.Hour).Unix()}
		need := flows.Reads{Records: []flows.Ask{flows.Record[flows.Pass]{ID: "p"}}}
		put := func(l *Loaded, p flows.Person) error {
			_, err := s.Commit(t.Context(), turn(l, p, flows.Put[flows.Pass]{ID: "p", Record: pass}))
			return err
		}
		ok(t, put(load(t, s, ann), flows.Person{Lang: "uk", Sessions: []string{"yard"}, Invited: []flows.Invited{{Session: "yard", Pass: "p"}}}))
		late := fetch(t, s, load(t, s, bob), need)
		pass.Held = 1
		l := fetch(t, s, load(t, s, ann), need)
		ok(t, put(l, l.Person))
		if err := put(late, flows.Person{Lang: "uk"}); err == nil {
			t.Error("the last place of a link is taken twice")
		}
		for _, key := range rdb.Keys(t.Context(), "*").Val() {
			if raw := rdb.Dump(t.Context(), key).Val(); strings.Contains(raw, "Parish") || strings.Contains(key, "Parish") {
				t.Errorf("%s tells the label", key)
			}
		}
		ok(t, s.SweepRecords(t.Context(), noon.Add(-time.Hour)))
		if rdb.Exists(t.Context(), passes.at(s.keys, "p")).Val() != 1 {
			t.Error("it goes too early")
		}
		ok(t, s.SweepRecords(t.Context(), noon.Add(time.Hour)))
		if rdb.Exists(t.Context(), passes.at(s.keys, "p"), s.keys.prefix+passes.index).Val() != 0 {
			t.Error("it stays")
		}
	})
}

// TestGuestsAreToldOfTheirMeetingOnly: whoever has a place by invitation is in no other
// audience, and is not taken for somebody who never finished the first conversation.
func TestGuestsAreToldOfTheirMeetingOnly(t *testing.T) {
	p := flows.Person{Lang: "uk", Age: flows.AgeAdult, Agreed: 1, Chat: 5, Sessions: []string{"yard"}, Invited: []flows.Invited{{Session: "yard", Pass: "p"}}}
	for _, tt := range []struct {
		of   Audience
		want bool
	}{{Audience{}, false}, {Audience{Areas: []string{"korabel"}}, false}, {Audience{Session: "yard"}, true}, {Audience{Session: "other"}, false}} {
		if tt.of.Has(&p) != tt.want {
			t.Errorf("%+v has them: %v", tt.of, !tt.want)
		}
	}
	if cellOf(&p) != "" || p.Stranger(noon) {
		t.Errorf("counted in %q, a stranger: %v", cellOf(&p), p.Stranger(noon))
	}
	if p.ForgetSession("yard"); !p.Stranger(noon) || len(p.Invited) != 0 {
		t.Errorf("after the meeting: %+v", p)
	}
}
