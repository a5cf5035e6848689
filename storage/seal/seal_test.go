package seal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

func TestSealedRecordOpensOnlyInItsPlace(t *testing.T) {
	k := NewKeyset()
	s := k.For("kherson")
	sealed := s.Seal("concern", []byte("ann"), []byte("the lamp is out"))
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	tests := []struct {
		name, purpose, context string
		sealer                 *Sealer
		sealed                 []byte
		err                    error
	}{
		{"as sealed", "concern", "ann", s, sealed, nil},
		{"same keyset, made again", "concern", "ann", k.For("kherson"), sealed, nil},
		{"another person", "concern", "bob", s, sealed, ErrNotOpened},
		{"another kind", "name", "ann", s, sealed, ErrNotOpened},
		{"letters moved from kind to person", "concer", "nann", s, sealed, ErrNotOpened},
		{"another programme", "concern", "ann", k.For("odesa"), sealed, ErrNotOpened},
		{"another keyset", "concern", "ann", NewKeyset().For("kherson"), sealed, ErrUnknownKey},
		{"one bit changed", "concern", "ann", s, changed, ErrNotOpened},
		{"cut", "concern", "ann", s, sealed[:len(sealed)-1], ErrNotOpened},
		{"too short", "concern", "ann", s, sealed[:4], ErrNotOpened},
		{"nothing", "concern", "ann", s, nil, ErrNotOpened},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plain, err := tt.sealer.Open(tt.purpose, []byte(tt.context), tt.sealed)
			if !errors.Is(err, tt.err) || (tt.err == nil) != (err == nil) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if tt.err == nil && string(plain) != "the lamp is out" {
				t.Fatalf("opened %q", plain)
			}
		})
	}
}

func TestSealingIsRandomAndOfKnownLength(t *testing.T) {
	s := NewKeyset().For("kherson")
	a, b := s.Seal("x", nil, make([]byte, 200)), s.Seal("x", nil, make([]byte, 200))
	if bytes.Equal(a, b) {
		t.Fatal("sealing twice gave the same bytes: equal texts would show")
	}
	if len(a) != 200+Overhead {
		t.Fatalf("%d bytes, want %d", len(a), 200+Overhead)
	}
}

func TestSealAnything(t *testing.T) {
	s := NewKeyset().For("kherson")
	rapid.Check(t, func(t *rapid.T) {
		purpose, context := rapid.String().Draw(t, "purpose"), rapid.SliceOf(rapid.Byte()).Draw(t, "context")
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		opened, err := s.Open(purpose, context, s.Seal(purpose, context, plain))
		if err != nil || !bytes.Equal(opened, plain) {
			t.Fatalf("opened %q, %v", opened, err)
		}
	})
}

func TestRotatedKeysetOpensOldAndSealsNew(t *testing.T) {
	k := NewKeyset()
	before := k.For("kherson")
	old := before.Seal("name", nil, []byte("Ann"))
	if err := k.Rotate(); err != nil {
		t.Fatal(err)
	}
	after := k.For("kherson")
	if plain, err := after.Open("name", nil, old); err != nil || string(plain) != "Ann" {
		t.Fatalf("old record: %q, %v", plain, err)
	}
	fresh := after.Seal("name", nil, []byte("Ann"))
	if binary.BigEndian.Uint32(fresh[1:]) == binary.BigEndian.Uint32(old[1:]) {
		t.Fatal("the old key still seals")
	}
	if _, err := before.Open("name", nil, fresh); !errors.Is(err, ErrUnknownKey) {
		t.Fatalf("an older copy of the keyset says %v, want ErrUnknownKey", err)
	}
	if before.Pseudonym("person", 7) != after.Pseudonym("person", 7) || before.Fingerprint() != after.Fingerprint() {
		t.Fatal("rotation changed who people are")
	}
}

func TestPseudonymsAreStableAndUnrelated(t *testing.T) {
	k := NewKeyset()
	s := k.For("kherson")
	ann := s.Pseudonym("person", 7)
	if ann != k.For("kherson").Pseudonym("person", 7) {
		t.Fatal("the same person has two names")
	}
	wave := NewWaveSecret()
	seen := map[ID]string{ann: "ann"}
	for name, id := range map[string]ID{
		"bob":              s.Pseudonym("person", 8),
		"ann's chat":       s.Pseudonym("chat", 7),
		"negative":         s.Pseudonym("person", -7),
		"ann elsewhere":    k.For("odesa").Pseudonym("person", 7),
		"another keyset":   NewKeyset().For("kherson").Pseudonym("person", 7),
		"ann in a wave":    s.Token(wave, ann),
		"in another wave":  s.Token(NewWaveSecret(), ann),
		"wave elsewhere":   k.For("odesa").Token(wave, ann),
		"bob in the wave":  s.Token(wave, s.Pseudonym("person", 8)),
		"moved kind bytes": s.Pseudonym("perso", 7),
	} {
		if other, taken := seen[id]; taken {
			t.Errorf("%s and %s share a name", name, other)
		}
		seen[id] = name
	}
	if first := s.Token(wave, ann); k.For("kherson").Token(wave, ann) != first {
		t.Error("a token changes within its wave")
	}
}

func TestIDText(t *testing.T) {
	id := NewKeyset().For("kherson").Pseudonym("person", 7)
	got, err := ParseID(id.String())
	if err != nil || got != id || len(id.String()) != 22 {
		t.Fatalf("%s read back as %s, %v", id, got, err)
	}
	for _, bad := range []string{"", "short", id.String() + "A", "!!!!!!!!!!!!!!!!!!!!!!", "AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAA\nAAAAAAAAAA"} {
		if _, err := ParseID(bad); err == nil {
			t.Errorf("%q was taken for an id", bad)
		}
	}
	if !(ID{}).IsZero() || id.IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestMarksDiffer(t *testing.T) {
	k := NewKeyset()
	s := k.For("kherson")
	marks := []string{s.Fingerprint(), s.WebhookSecret(), s.BotMark(1), s.BotMark(2), k.For("odesa").Fingerprint(), k.For("odesa").WebhookSecret()}
	seen := map[string]bool{}
	for _, m := range marks {
		if !regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`).MatchString(m) {
			t.Errorf("%q has characters Telegram refuses", m)
		}
		if seen[m] {
			t.Errorf("%q twice", m)
		}
		seen[m] = true
	}
}

// A pseudonym must never change: these values were worked out by another
// implementation (Python's hmac) and hold for the life of every installation.
func TestPseudonymsAreForLife(t *testing.T) {
	s := (&Keyset{pseudonyms: bytes.Repeat([]byte{7}, 32), derivers: NewKeyset().derivers}).For("kherson")
	got := []string{s.Pseudonym("person", 42).String(), s.Fingerprint(), s.WebhookSecret(), s.BotMark(42), s.Token(bytes.Repeat([]byte{9}, 32), ID{1}).String()}
	want := []string{"koh9NNAPJ4fum3Qp3iqK2g", "GM6ob5B0axlgMQvE6kJmlg", "e1Vf2plbyYj2rzHftMnABw", "YDYD3zP0971fmVLYIf5fVw", "BIGxzyS3DQnh_3PKsIitFA"}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("value %d is %s, was %s", i, got[i], want[i])
		}
	}
}

func FuzzOpen(f *testing.F) {
	s := NewKeyset().For("kherson")
	good := s.Seal("concern", []byte("ann"), []byte("text"))
	f.Add(good)
	f.Add([]byte{})
	f.Add(good[:5])
	f.Add(append([]byte{1, 0, 0, 0, 0}, good[5:]...))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		plain, err := s.Open("concern", []byte("ann"), sealed)
		if err == nil && !bytes.Equal(sealed, good) {
			t.Fatalf("opened a forgery: %q", plain)
		}
		if err != nil && !errors.Is(err, ErrNotOpened) && !errors.Is(err, ErrUnknownKey) {
			t.Fatalf("neither of the two errors: %v", err)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	s := NewKeyset().For("kherson")
	context, plain := make([]byte, 16), make([]byte, 200)
	b.ReportAllocs()
	for b.Loop() {
		s.Seal("concern", context, plain)
	}
}

func BenchmarkOpen(b *testing.B) {
	s := NewKeyset().For("kherson")
	context := make([]byte, 16)
	sealed := s.Seal("concern", context, make([]byte, 200))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Open("concern", context, sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPseudonym(b *testing.B) {
	s := NewKeyset().For("kherson")
	b.ReportAllocs()
	for b.Loop() {
		s.Pseudonym("person", 123456789)
	}
}
