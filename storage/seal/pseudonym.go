package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
)

// ID stands for a Telegram id without telling it. Only the keyset leads from
// the Telegram id to it, and nothing leads back.
type ID [16]byte

// idText is strict, so that one ID has one spelling only.
var idText = base64.RawURLEncoding.Strict()

// ParseID reads what String wrote.
func ParseID(s string) (ID, error) {
	var id ID
	if idText.EncodedLen(len(id)) != len(s) {
		return ID{}, fmt.Errorf("parse id: %d characters instead of %d", len(s), idText.EncodedLen(len(id)))
	}
	if _, err := idText.Decode(id[:], []byte(s)); err != nil {
		return ID{}, fmt.Errorf("parse id: %w", err)
	}
	return id, nil
}

// String returns 22 characters of A-Z a-z 0-9 - _.
func (id ID) String() string { return idText.EncodeToString(id[:]) }

// IsZero reports whether id stands for nobody.
func (id ID) IsZero() bool { return id == ID{} }

// Pseudonym names a Telegram id of a kind ("person", "chat"). The same id has
// unrelated names in another kind, another programme, another keyset.
func (s *Sealer) Pseudonym(kind string, id int64) ID {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(id))
	sum := s.MAC("pseudonym", kind, string(b[:]))
	return ID(sum[:16])
}

// Fingerprint tells this programme's keyset from any other and reveals nothing
// of it. It depends on the pseudonym secret alone, so that it stays the same
// when sealing keys rotate.
func (s *Sealer) Fingerprint() string { return s.text("fingerprint") }

// BotMark tells a bot's id from any other without storing it.
func (s *Sealer) BotMark(botID int64) string { return s.Pseudonym("bot", botID).String() }

// WebhookSecret is what Telegram shows in X-Telegram-Bot-Api-Secret-Token: 22
// characters (128 bits) of A-Z a-z 0-9 _ -, the same on every replica.
func (s *Sealer) WebhookSecret() string { return s.text("webhook") }

func (s *Sealer) text(label string) string {
	sum := s.MAC(label)
	return ID(sum[:16]).String()
}

// NewWaveSecret makes the secret of one wave of questions. When the wave closes
// it is deleted, and with it the way from a person to their answers.
func NewWaveSecret() []byte { return Random(32) }

// Token names a person's answers within one wave, by the wave's secret.
func (s *Sealer) Token(secret []byte, id ID) ID {
	mac := hmac.New(sha256.New, secret)
	var room [128]byte
	b := appendPart(room[:0], "wave token")
	b = appendPart(b, s.programme)
	mac.Write(append(b, id[:]...))
	var sum [sha256.Size]byte
	mac.Sum(sum[:0])
	return ID(sum[:16])
}
