package storage

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// answered loads what a person answered in a wave.
func answered(t *testing.T, s *Store, who flows.ID, wave string) (*Loaded, *flows.Answers) {
	t.Helper()
	l := fetch(t, s, load(t, s, who), flows.Reads{Answers: wave})
	return l, l.World.Answers[wave]
}

func put(t *testing.T, s *Store, who flows.ID, wave string, a flows.Answers) {
	t.Helper()
	l, _ := answered(t, s, who, wave)
	_, err := s.Commit(t.Context(), turn(l, flows.Person{Lang: "uk", Wave: wave}, flows.PutAnswers{Wave: wave, Answers: a}))
	ok(t, err)
}

func TestAnswersTellNothing(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, bob := s.Person(1), s.Person(2)
		full := flows.Answers{}
		for i := range full {
			full[i] = 255
		}
		length, tokens := 0, map[string]bool{}
		for _, wave := range []string{"2026-11-01", "2027-02-01"} {
			for _, who := range []flows.ID{ann, bob} {
				for _, a := range []flows.Answers{{}, {1}, full} {
					put(t, s, who, wave, a)
					if _, got := answered(t, s, who, wave); got == nil || *got != a {
						t.Fatalf("answers came back as %v", got)
					}
					for token, record := range rdb.HGetAll(t.Context(), s.keys.wave(wave)).Val() {
						if length == 0 {
							length = len(record)
						}
						if len(record) != length {
							t.Fatalf("a record of %d bytes among those of %d", len(record), length)
						}
						if token == ann.String() || token == bob.String() {
							t.Fatal("the token is the pseudonym")
						}
						tokens[token] = true
					}
				}
			}
			if n := rdb.HLen(t.Context(), s.keys.wave(wave)).Val(); n != 2 {
				t.Fatalf("%d records of two people", n)
			}
		}
		if len(tokens) != 4 {
			t.Fatalf("%d tokens for two people in two waves", len(tokens))
		}
	})
}

// TestFirstAnswerNeedsNoReading: whoever begins has nothing to read.
func TestFirstAnswerNeedsNoReading(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann := s.Person(1)
	want := flows.Answers{4}
	_, err := s.Commit(t.Context(), turn(load(t, s, ann), flows.Person{Lang: "uk"}, flows.PutAnswers{Wave: "w1", Answers: want}))
	ok(t, err)
	if _, got := answered(t, s, ann, "w1"); got == nil || *got != want {
		t.Fatalf("the first answer came back as %v", got)
	}
}

// TestTakenBackAnswersAreGone: the record goes whether or not the step that
// takes it back had read it.
func TestTakenBackAnswersAreGone(t *testing.T) {
	for _, read := range []bool{true, false} {
		redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
			s := newStore(t, rdb)
			ann, bob := s.Person(1), s.Person(2)
			put(t, s, bob, "w1", flows.Answers{3})
			others := rdb.HGetAll(t.Context(), s.keys.wave("w1")).Val()
			put(t, s, ann, "w1", flows.Answers{2, 2})
			l := load(t, s, ann)
			if read {
				l, _ = answered(t, s, ann, "w1")
			}
			_, err := s.Commit(t.Context(), turn(l, flows.Person{Lang: "uk"}, flows.DropAnswers{Wave: "w1"}))
			ok(t, err)
			left := rdb.HGetAll(t.Context(), s.keys.wave("w1")).Val()
			if len(left) != 1 {
				t.Fatalf("%d records are left, want bob's alone", len(left))
			}
			for token, record := range others {
				if left[token] != record {
					t.Fatal("another person's record changed")
				}
			}
			if _, got := answered(t, s, ann, "w1"); got != nil {
				t.Fatalf("ann still has %v", got)
			}
		})
	}
}

func TestAnswersNeedAnOpenWave(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann := s.Person(1)
		l, _ := answered(t, s, ann, "w1")
		ok(t, rdb.Del(t.Context(), s.keys.wave("w1"), s.keys.waveSecret("w1")).Err()) // the wave closes
		late := turn(l, flows.Person{Lang: "uk"}, flows.PutAnswers{Wave: "w1", Answers: flows.Answers{1}})
		unchanged(t, s, func() {
			_, err := s.Commit(t.Context(), late)
			wantStale(t, err, s.keys.waveSecret("w1"))
		})
	})
}

func TestBrokenAnswersAreABadRecord(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	ann := s.Person(1)
	l, _ := answered(t, s, ann, "w1")
	short := s.sealer.Seal("answers", []byte(l.tokens["w1"]), []byte("short"))
	for _, bad := range [][]byte{[]byte("no record"), short} {
		ok(t, rdb.HSet(t.Context(), s.keys.wave("w1"), l.tokens["w1"], bad).Err())
		if err := s.Fetch(t.Context(), load(t, s, ann), flows.Reads{Answers: "w1"}); !BadRecord(err) {
			t.Fatalf("error %v: waiting would not mend it", err)
		}
	}
	ok(t, rdb.Set(t.Context(), s.keys.waveSecret("w1"), "no secret", 0).Err())
	if err := s.Fetch(t.Context(), load(t, s, ann), flows.Reads{Answers: "w1"}); !BadRecord(err) {
		t.Fatalf("error %v: waiting would not mend it", err)
	}
}
