package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// A Redis that was restarted empty, flushed, or replaced by an empty node looks
// healthy: everybody is a stranger to it. What tells is the keyset's fingerprint
// in meta, which is written once and never goes.

var (
	// ErrDataLost: Redis holds nothing of this programme any more.
	ErrDataLost = errors.New("the data of this programme is gone from Redis: restore the backup, or let a replica that has it take over; " +
		"nothing is taken in until then. To begin anew with no data at all, stop porchlight and start it again")
	// ErrNoFingerprint: there is data, but nothing says with which keyset.
	ErrNoFingerprint = errors.New("a part of this programme's data is in Redis without the fingerprint of its keyset, so the rest is lost: " +
		"restore the backup, or, to begin anew with no data at all, delete every key that begins with the programme's name in braces")
)

// guard stands before every script but open, and takes what it needs from the end of
// KEYS (meta) and ARGV (schema, keyset fingerprint), where run puts it. A script
// runs only on data that is this binary's to write.
const guard = `
do
	local keyset, schema, meta = table.remove(ARGV), table.remove(ARGV), table.remove(KEYS)
	local had = redis.call('HMGET', meta, 'schema', 'keyset')
	if had[2] ~= keyset then return redis.error_reply('LOST the data') end
	if tonumber(had[1]) > tonumber(schema) then return redis.error_reply('NEWER data') end
end
`

// newScript is a script behind its guard; run executes it.
func newScript(text string) *redis.Script { return redis.NewScript(guard + text) }

// notOurs is the error for what the guard answered; nil if it did not refuse.
func notOurs(err error) error {
	switch {
	case err == nil:
		return nil
	case strings.Contains(err.Error(), "LOST the data"):
		return ErrDataLost
	case strings.Contains(err.Error(), "NEWER data"):
		return ErrNewerSchema
	}
	return nil
}

// open claims the data for a keyset, or compares.
//
//	KEYS: meta, then keys of which one is there as soon as anybody has written
//	ARGV: schema, keyset fingerprint
//	Returns "", "new", "keyset", "schema", "older" or "bare".
var open = redis.NewScript(`
local had = redis.call('HMGET', KEYS[1], 'schema', 'keyset')
if not had[2] then
	for i = 2, #KEYS do
		if redis.call('EXISTS', KEYS[i]) == 1 then return 'bare' end
	end
	redis.call('HSET', KEYS[1], 'schema', ARGV[1], 'keyset', ARGV[2])
	return 'new'
end
if had[2] ~= ARGV[2] then return 'keyset' end
if tonumber(had[1]) > tonumber(ARGV[1]) then return 'schema' end
if tonumber(had[1]) < tonumber(ARGV[1]) then return 'older' end
return ''`)

// Open binds the data to the keyset at its first use, and ever after refuses a
// wrong keyset (ErrWrongKeyset), newer data (ErrNewerSchema), data of which
// the binding is gone (ErrNoFingerprint), and older data (ErrOlderSchema) until Move
// has moved it. Any other error means that Redis could not be asked.
func (s *Store) Open(ctx context.Context) error {
	k := s.keys
	keys := []string{k.meta(), k.shared(), k.board(), k.audience(), k.joined(), k.jobs(), k.editions(flows.ForOfficers), k.editions(flows.ForContact), k.audit(), k.fence()}
	got, err := open.Run(ctx, s.rdb, keys, schema, s.sealer.Fingerprint()).Text()
	switch {
	case err != nil:
		return fmt.Errorf("open the programme's data: %w", err)
	case got == "keyset":
		return ErrWrongKeyset
	case got == "schema":
		return ErrNewerSchema
	case got == "older":
		return ErrOlderSchema
	case got == "bare":
		return ErrNoFingerprint
	}
	s.sound.Store(true)
	if err := s.look(ctx); err != nil {
		return err
	}
	if err := s.beginCrowds(ctx); err != nil {
		return err
	}
	return s.loadScripts(ctx)
}

// Sound says whether Redis held this programme's data when it was last looked
// at, which is with each heartbeat. While it does not, nothing is written.
func (s *Store) Sound() bool { return s.sound.Load() }

// checkSound looks whether the data is still there, and still ours to write.
func (s *Store) checkSound(ctx context.Context) error {
	had, err := s.rdb.HMGet(ctx, s.keys.meta(), "schema", "keyset").Result()
	if err != nil {
		return fmt.Errorf("look whether the data is there: %w", err)
	}
	keyset, _ := had[1].(string)
	if keyset != s.sealer.Fingerprint() {
		s.sound.Store(false)
		return ErrDataLost
	}
	written, _ := had[0].(string)
	newer := newerSchema(written)
	s.sound.Store(!newer)
	if newer {
		return ErrNewerSchema
	}
	return nil
}

// olderSchema says whether an older version has written the data.
func olderSchema(written string) bool {
	n, err := strconv.Atoi(written)
	ours, _ := strconv.Atoi(schema)
	return err == nil && n < ours
}

// newerSchema says whether a newer version has written the data: a process that was
// already running must not write over it.
func newerSchema(written string) bool {
	n, err := strconv.Atoi(written)
	ours, _ := strconv.Atoi(schema)
	return err == nil && n > ours
}
