package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
)

// CommandsSet says whether Telegram was last told these commands in a
// language; an error counts as no.
func (s *Store) CommandsSet(ctx context.Context, lang, mark string) bool {
	had, err := s.rdb.HGet(ctx, s.keys.commands(), commandField(lang)).Result()
	return err == nil && had == Digest(mark)
}

// NoteCommands notes what Telegram was told.
func (s *Store) NoteCommands(ctx context.Context, lang, mark string) error {
	return wrap("note the commands", s.rdb.HSet(ctx, s.keys.commands(), commandField(lang), Digest(mark)).Err())
}

func commandField(lang string) string {
	if lang == "" {
		return "all"
	}
	return lang
}

// Digest is a short mark of a text, to tell it from any other.
func Digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}
