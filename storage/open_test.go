package storage

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

func TestDataBelongsToItsKeysetAndBot(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		empty := func(want bool) {
			t.Helper()
			if got, err := Empty(t.Context(), rdb, "kherson"); err != nil || got != want {
				t.Fatalf("empty is %v, %v", got, err)
			}
		}
		keyset := seal.NewKeyset()
		open := func(k *seal.Keyset, programme string) error {
			return New(Config{Redis: rdb, Programme: programme, Sealer: k.For(programme)}).Open(t.Context())
		}
		empty(true)
		s := openStore(t, rdb, keyset, Pace{})
		empty(false)
		ok(t, s.BindBot(t.Context(), 777))
		unchanged(t, s, func() {
			wantErr(t, open(seal.NewKeyset(), "kherson"), ErrWrongKeyset)
			ok(t, open(keyset, "kherson"))
			ok(t, s.BindBot(t.Context(), 777))
			wantErr(t, s.BindBot(t.Context(), 778), ErrWrongBot)
		})
		ok(t, keyset.Rotate())
		ok(t, open(keyset, "kherson")) // rotation keeps everybody
		ok(t, open(seal.NewKeyset(), "odesa"))
		ok(t, rdb.HSet(t.Context(), s.keys.meta(), "schema", "10").Err()) // not by letters
		wantErr(t, open(keyset, "kherson"), ErrNewerSchema)
		wantErr(t, open(seal.NewKeyset(), "kherson"), ErrWrongKeyset)
	})
}

func TestRecordsOfOthersAreBadRecords(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann, bob := s.Person(1), s.Person(2)
	settleIn(t, s, ann)
	whole := rdb.Get(t.Context(), s.keys.person(ann)).Val()
	changed := []byte(whole)
	changed[len(changed)-1] ^= 1
	tests := []struct {
		name, raw string
		who       flows.ID
		err       error
	}{
		{"newer format", "\x02" + whole[1:], ann, ErrNewerFormat},
		{"short", "x", ann, nil},
		{"nothing behind the version", whole[:prefixSize], ann, seal.ErrNotOpened},
		{"changed", string(changed), ann, seal.ErrNotOpened},
		{"another person's", whole, bob, seal.ErrNotOpened},
		{"another keyset's", whole[:prefixSize] + string(seal.NewKeyset().For("kherson").Seal("person", ann[:], []byte{0xa0})), ann, seal.ErrUnknownKey},
		{"no record inside", whole[:prefixSize] + string(s.sealer.Seal("person", ann[:], []byte("zzz"))), ann, nil},
	}
	for _, tt := range tests {
		ok(t, rdb.Set(t.Context(), s.keys.person(tt.who), tt.raw, 0).Err())
		_, err := s.Load(t.Context(), tt.who, flows.World{})
		if !BadRecord(err) {
			t.Errorf("%s: %v is not about the record", tt.name, err)
		}
		if tt.err != nil {
			wantErr(t, err, tt.err)
		}
	}
	if BadRecord(redis.ErrClosed) || BadRecord(nil) {
		t.Error("a lost connection is about a record")
	}
}

// TestErasedAndMadeAnew: a record that comes after an erased one is never taken
// for it.
func TestErasedAndMadeAnew(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann := s.Person(1)
	settleIn(t, s, ann)
	before := load(t, s, ann)
	_, err := s.Commit(t.Context(), erasing(t, s, ann))
	ok(t, err)
	settleIn(t, s, ann)
	_, err = s.Commit(t.Context(), turn(before, before.Person))
	wantStale(t, err, s.keys.person(ann))
	if v := version("").next(); v.number()>>63 != 0 || len(v) != prefixSize || v[0] != recordFormat {
		t.Fatalf("a first version is %x", v)
	}
	if v := load(t, s, ann).own; v.next().number() != v.number()+1 {
		t.Fatal("a version does not rise by one")
	}
}

func TestCommandsAreNoted(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	for _, lang := range []string{"", "uk"} {
		if s.CommandsSet(t.Context(), lang, "a") {
			t.Fatal("noted before it was")
		}
		ok(t, s.NoteCommands(t.Context(), lang, "a"))
		if !s.CommandsSet(t.Context(), lang, "a") || s.CommandsSet(t.Context(), lang, "b") {
			t.Fatal("another mark is taken for this one")
		}
	}
}
