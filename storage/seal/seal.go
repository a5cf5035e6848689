// Package seal turns people and words into what may lie on a disk: records that open
// only with the keyset, and names that lead to nobody without it.
//
// A Keyset (keyset.go) is read from its file once at start, and rotate.go adds a key
// to it. Its For makes the Sealer of one programme, which all else goes through: Seal
// and Open for records (seal.go), Pseudonym for a Telegram id, Token for somebody's
// answers within one wave, and MAC for whatever else must be recognised and not read
// (pseudonym.go). Every one of them binds the programme's name, so that two programmes
// with one keyset have nothing in common.
//
// It knows no Redis and no kind of record, and it never logs.
package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyderivation"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Sealer seals and names on behalf of one programme. Everything it makes is
// bound to the programme's name: another programme with the same keyset can
// open nothing of it, and nobody can see that a person is in both. It is safe
// for concurrent use.
type Sealer struct {
	programme string
	aead      tink.AEAD
	opens     map[uint32]bool // ids of the keys it has
	macs      sync.Pool       // of hash.Hash: HMAC-SHA256 under the programme's secret
}

// For returns the programme's sealer. Deriving takes some tens of microseconds;
// keep the result.
func (k *Keyset) For(programme string) *Sealer {
	sealing, err := k.aead(programme)
	if err != nil {
		panic(fmt.Sprintf("deriving keys of %s: %v", programme, err)) // tried when the keyset was read
	}
	secret, err := hkdf.Key(sha256.New, k.pseudonyms, nil, "porchlight pseudonyms 1 "+programme, sha256.Size)
	if err != nil {
		panic(fmt.Sprintf("deriving the secret of %s: %v", programme, err)) // only for impossible lengths
	}
	s := &Sealer{programme: programme, aead: sealing, opens: map[uint32]bool{}}
	for _, info := range k.derivers.KeysetInfo().GetKeyInfo() {
		s.opens[info.GetKeyId()] = true
	}
	s.macs.New = func() any { return hmac.New(sha256.New, secret) }
	return s
}

func (k *Keyset) aead(programme string) (tink.AEAD, error) {
	deriver, err := keyderivation.New(k.derivers)
	if err != nil {
		return nil, fmt.Errorf("open derivers: %w", err)
	}
	derived, err := deriver.DeriveKeyset([]byte("porchlight sealing 1 " + programme))
	if err != nil {
		return nil, fmt.Errorf("derive: %w", err)
	}
	sealing, err := aead.New(derived)
	if err != nil {
		return nil, fmt.Errorf("use derived keys: %w", err)
	}
	return sealing, nil
}

// Overhead is how many bytes longer a sealed record is than its content:
// key id, nonce, authentication.
const Overhead = 5 + 24 + 16

var (
	// ErrUnknownKey: the record was sealed with a key that this keyset does
	// not have. The keyset is an older copy, or another one.
	ErrUnknownKey = errors.New("sealed with a key that the keyset does not have")
	// ErrNotOpened: the record was changed, moved to another person or kind,
	// or never was one.
	ErrNotOpened = errors.New("sealed record does not open")
)

// Seal encrypts plain. What is sealed opens only with the same purpose (what
// kind of record it is) and the same context (whose, or under which key), so
// that records cannot be swapped between people or kinds.
func (s *Sealer) Seal(purpose string, context, plain []byte) []byte {
	var room [128]byte
	sealed, err := s.aead.Encrypt(plain, s.bind(room[:0], purpose, context))
	if err != nil {
		panic(fmt.Sprintf("sealing %d bytes: %v", len(plain), err)) // only above 256 GB
	}
	return sealed
}

// Open decrypts what Seal made. It returns ErrUnknownKey or ErrNotOpened.
func (s *Sealer) Open(purpose string, context, sealed []byte) ([]byte, error) {
	const prefix = 5 // Tink's: a 1, then the key's id
	if len(sealed) < Overhead || sealed[0] != 1 {
		return nil, fmt.Errorf("open %s: %w", purpose, ErrNotOpened)
	}
	if !s.opens[binary.BigEndian.Uint32(sealed[1:prefix])] {
		return nil, fmt.Errorf("open %s: %w", purpose, ErrUnknownKey)
	}
	var room [128]byte
	plain, err := s.aead.Decrypt(sealed, s.bind(room[:0], purpose, context))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", purpose, ErrNotOpened)
	}
	return plain, nil
}

// bind spells the associated data; lengths stand before the parts, so that no
// two bindings share a spelling.
func (s *Sealer) bind(b []byte, purpose string, context []byte) []byte {
	b = appendPart(b, s.programme)
	b = appendPart(b, purpose)
	return append(b, context...)
}

// MAC is HMAC-SHA256 under the programme's secret of a label and parts. A label
// belongs to one use: two uses with one label could be told to be about the same.
func (s *Sealer) MAC(label string, parts ...string) (sum [sha256.Size]byte) {
	mac := s.macs.Get().(hash.Hash)
	defer s.macs.Put(mac)
	mac.Reset()
	var room [128]byte
	b := appendPart(room[:0], label)
	for _, part := range parts {
		b = appendPart(b, part)
	}
	mac.Write(b)
	mac.Sum(sum[:0])
	return sum
}

func appendPart(b []byte, part string) []byte {
	b = binary.AppendUvarint(b, uint64(len(part)))
	return append(b, part...)
}
