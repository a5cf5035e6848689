package storage

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// Later is a message that is due at a moment of domain time: the deletion of
// something that must not stay, a reminder.
type Later struct {
	ID   string
	Due  time.Time
	To   flows.ID
	Body []byte
}

// NewLaterID makes an id for something that nobody needs to find again.
func NewLaterID() string {
	var b [9]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// laterBody is the person, so that the mover knows the list, and the payload.
func (s *Store) laterBody(l Later) string {
	return l.To.String() + "|" + s.payload(Outgoing{To: l.To, Body: l.Body, Other: true})
}

// Hold is how a message to somebody waits for a moment of domain time. Of one
// name one message waits for a person; More, if not empty, takes the place of two.
type Hold struct {
	Until time.Time
	Name  string
	More  []byte
}

// held begins the ids of messages that wait; what a person may not hear any more
// is found by it.
const held = "wait:"

// heldID is a message's id, which tells what it is about to nobody.
func (s *Store) heldID(name string, to flows.ID) string {
	sum := s.sealer.mac("wait", name, string(to[:]))
	return held + ID(sum[:16]).String()
}

// hold lets a message wait. Whoever it is for is as they were read: somebody who
// paused meanwhile gets none.
func (s *Store) hold(b *batch, m Outgoing) {
	more := ""
	if len(m.Hold.More) > 0 {
		more = s.laterBody(Later{To: m.To, Body: m.Hold.More})
	}
	b.hold(s.keys.later(), s.keys.laterBody(), s.heldID(m.Hold.Name, m.To), m.Hold.Until, s.laterBody(Later{To: m.To, Body: m.Body}), more)
}

// callOff drops what waits for the turn's person under a name, "" for all.
func (s *Store) callOff(b *batch, who flows.ID, e flows.CallOff) {
	if e.Name == "" {
		b.callOff(s.keys.later(), s.keys.laterBody(), s.keys.replies(who), who, held)
		return
	}
	id := s.heldID(e.Name, who)
	b.write(s.keys.later(), "ZREM", id)
	b.write(s.keys.laterBody(), "HDEL", id)
}

// move brings one due message into its person's list.
//
//	KEYS: later, laterBody, nready, leases, list of notices
//	ARGV: id, person, payload
//	Returns 1, or 0 if somebody else was first or wrote it anew.
var move = redis.NewScript(clockScript + `
local call = redis.call
if call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] .. '|' .. ARGV[3] then return 0 end
call('HDEL', KEYS[2], ARGV[1])
call('ZREM', KEYS[1], ARGV[1])
call('RPUSH', KEYS[5], ARGV[3])
if call('HEXISTS', KEYS[4], ARGV[2]) == 0 then
	call('ZADD', KEYS[3], 'NX', clock(), ARGV[2])
end
return 1`)

// MoveDue brings what is due at now into the lists, at most n, and says how
// many it moved.
func (s *Store) MoveDue(ctx context.Context, now time.Time, n int64) (int, error) {
	ids, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: s.keys.later(), Start: "-inf", Stop: strconv.FormatInt(now.Unix(), 10), ByScore: true, Count: n,
	}).Result()
	if err != nil || len(ids) == 0 {
		return 0, wrap("look for what is due", err)
	}
	bodies, err := s.rdb.HMGet(ctx, s.keys.laterBody(), ids...).Result()
	if err != nil {
		return 0, wrap("read what is due", err)
	}
	moved := 0
	for i, id := range ids {
		body, _ := bodies[i].(string)
		who, payload, ok := strings.Cut(body, "|")
		to, err := ParseID(who)
		if !ok || err != nil {
			if err := s.rdb.ZRem(ctx, s.keys.later(), id).Err(); err != nil {
				return moved, wrap("drop a lost message", err)
			}
			if err := s.rdb.HDel(ctx, s.keys.laterBody(), id).Err(); err != nil {
				return moved, wrap("drop a lost message", err)
			}
			continue
		}
		one, err := s.run(ctx, move,
			[]string{s.keys.later(), s.keys.laterBody(), s.keys.noticesReady(), s.keys.leases(), s.keys.notices(flowsID(to))},
			id, who, payload).Int()
		if err != nil {
			return moved, wrap("move a due message", err)
		}
		moved += one
	}
	return moved, nil
}

// wrap says what was being done, and keeps nil nil.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// SweepShown forgets the lists of messages older than 48 hours.
func (s *Store) SweepShown(ctx context.Context, now time.Time) error {
	before := now.Add(-48 * time.Hour).Unix()
	for {
		ids, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
			Key: s.keys.recent(), Start: "-inf", Stop: "(" + strconv.FormatInt(before, 10), ByScore: true, Count: 100,
		}).Result()
		if err != nil || len(ids) == 0 {
			return wrap("look for old messages", err)
		}
		pipe := s.rdb.Pipeline()
		for _, text := range ids {
			if id, err := ParseID(text); err == nil {
				pipe.Del(ctx, s.keys.screen(flowsID(id)), s.keys.shown(flowsID(id)))
			}
			pipe.ZRem(ctx, s.keys.recent(), text)
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return wrap("forget old messages", err)
		}
	}
}
