package storage

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// Vanishing is the deletion of a message that must not stay, at a moment of
// domain time.
type Vanishing struct {
	Message int
	Due     time.Time
	Body    []byte // what deletes it, as in an Outgoing with Deletes
}

// vanishGrain is how coarse the moments of deletions are. A finer one would tell
// by its second whose message it is, and several that go together are one call.
const vanishGrain = 5 * time.Minute

// vanishID names the deletion of one message, so that whoever deletes it before
// its time can call that off. It tells nothing of whose it is.
func (s *Store) vanishID(to flows.ID, message int) string {
	return "vanish:" + s.laterMark("vanish", to, strconv.Itoa(message))
}

// vanish is what stands in the calendar of a deletion: its id, moment and body.
func (s *Store) vanish(to flows.ID, v Vanishing) (id string, due int64, body string) {
	return s.vanishID(to, v.Message), v.Due.Truncate(vanishGrain).Unix(),
		s.laterBody(Outgoing{To: to, Body: v.Body, Deletes: true})
}

// vanishMost is the longest that anything is kept which vanishes.
const vanishMost = time.Hour

// Hurry brings forward what lies further ahead of now than it may: the clock of
// this machine, or of the one that wrote it, was fast and has stepped back. What
// vanishes does so within the hour; what waits out the quiet hours waits until
// morning, which is now if it is day.
func (s *Store) Hurry(ctx context.Context, now, morning time.Time) error {
	latest := map[string]int64{"vanish:": now.Add(vanishMost).Unix(), held: morning.Unix()}
	ids, err := s.rdb.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{
		Key: s.keys.later(), Start: "(" + strconv.FormatInt(now.Unix(), 10), Stop: "+inf", ByScore: true,
	}).Result()
	if err != nil {
		return wrap("look for what a fast clock put off", err)
	}
	var late []redis.Z
	for _, z := range ids {
		id, _ := z.Member.(string)
		kind, _, _ := strings.Cut(id, ":")
		if last, ok := latest[kind+":"]; ok && z.Score > float64(last) {
			late = append(late, redis.Z{Member: id, Score: float64(last)})
		}
	}
	if len(late) == 0 {
		return nil
	}
	return wrap("bring forward what a fast clock put off", s.rdb.ZAddXX(ctx, s.keys.later(), late...).Err())
}

// PutOff lets the news that is due at now wait until morning. It was to go out when the
// quiet hours ended, and nobody was there to send it before they began again.
func (s *Store) PutOff(ctx context.Context, now, morning time.Time) error {
	ids, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: s.keys.later(), Start: "-inf", Stop: strconv.FormatInt(now.Unix(), 10), ByScore: true,
	}).Result()
	if err != nil {
		return wrap("look for what missed the day", err)
	}
	var waits []redis.Z
	for _, id := range ids {
		if strings.HasPrefix(id, held) {
			waits = append(waits, redis.Z{Member: id, Score: float64(morning.Unix())})
		}
	}
	if len(waits) == 0 {
		return nil
	}
	return wrap("put off what missed the day", s.rdb.ZAddXX(ctx, s.keys.later(), waits...).Err())
}

// laterMark names something of a person's in the calendar. Without the keyset
// nothing leads from it to their pseudonym.
func (s *Store) laterMark(kind string, to flows.ID, name string) string {
	sum := s.sealer.MAC(kind, name, string(to[:]))
	return seal.ID(sum[:16]).String()
}

// laterTag is by what all that waits for one person is found when they pause or
// erase.
func (s *Store) laterTag(to flows.ID) string { return "~" + s.laterMark("later", to, "") }

// laterHead is how long a body is before its payload: the tag, and whose it is,
// sealed.
const laterHead = 1 + 22 + seal.Overhead + len(seal.ID{})

// laterBody is what waits: a tag, for whom, and the payload for their list.
func (s *Store) laterBody(m Outgoing) string {
	return s.laterTag(m.To) + string(s.sealer.Seal("later", nil, m.To[:])) + s.payload(m)
}

// cutLater reads what laterBody wrote, or what was written before it: the
// pseudonym, a bar and the payload.
func (s *Store) cutLater(body string) (to flows.ID, payload string, ok bool) {
	if len(body) > laterHead && body[0] == '~' {
		plain, err := s.sealer.Open("later", nil, []byte(body[laterHead-seal.Overhead-len(to):laterHead]))
		if err != nil || len(plain) != len(to) {
			return to, "", false
		}
		return flows.ID(plain), body[laterHead:], true
	}
	who, payload, ok := strings.Cut(body, "|")
	id, err := seal.ParseID(who)
	return flows.ID(id), payload, ok && err == nil && payload != ""
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
	return held + s.laterMark("wait", to, name)
}

// hold lets a message wait. Whoever it is for is as they were read: somebody who
// paused meanwhile gets none.
func (s *Store) hold(b *batch, m Outgoing) {
	more := ""
	if len(m.Hold.More) > 0 {
		more = s.laterBody(Outgoing{To: m.To, Body: m.Hold.More, Other: true})
	}
	b.hold(s.keys.later(), s.keys.laterBody(), s.heldID(m.Hold.Name, m.To), m.Hold.Until, s.laterBody(m), more)
}

// callOff drops what waits for the turn's person under a name, "" for all.
func (s *Store) callOff(b *batch, who flows.ID, e flows.CallOff) {
	if e.Name == "" {
		s.callOffAll(b, who, held)
		return
	}
	id := s.heldID(e.Name, who)
	b.write(s.keys.later(), "ZREM", id)
	b.write(s.keys.laterBody(), "HDEL", id)
}

// callOffAll drops what waits for a person under ids that begin so.
func (s *Store) callOffAll(b *batch, who flows.ID, only string) {
	b.callOff(s.keys.later(), s.keys.laterBody(), s.keys.replies(who), s.keys.ready(), who, s.laterTag(who), only)
}

// move brings one due message into a list of its person's.
//
//	KEYS: later, laterBody, ready of the lane, leases, list of the lane
//	ARGV: id, body as it was read, person, payload
//	Returns 1, or 0 if somebody else was first or wrote it anew.
var move = newScript(clockScript + `
local call = redis.call
if call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
call('HDEL', KEYS[2], ARGV[1])
call('ZREM', KEYS[1], ARGV[1])
call('RPUSH', KEYS[5], ARGV[4])
if call('HEXISTS', KEYS[4], ARGV[3]) == 0 then
	call('ZADD', KEYS[3], 'NX', clock(), ARGV[3])
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
		to, payload, ok := s.cutLater(body)
		if !ok {
			if err := s.rdb.ZRem(ctx, s.keys.later(), id).Err(); err != nil {
				return moved, wrap("drop a lost message", err)
			}
			if err := s.rdb.HDel(ctx, s.keys.laterBody(), id).Err(); err != nil {
				return moved, wrap("drop a lost message", err)
			}
			continue
		}
		lane := Notices
		if payload[0] == 'd' { // no pace holds it, so it waits for none
			lane = Replies
			if err := s.lapseCry(ctx, to, now); err != nil { // before the message, so that a kill between them forgets it again
				return moved, err
			}
		}
		ready, list, _ := s.lane(to, lane)
		one, err := s.run(ctx, move,
			[]string{s.keys.later(), s.keys.laterBody(), ready, s.keys.leases(), list},
			id, body, to.String(), payload).Int()
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
	before := hourOf(now.Add(-48 * time.Hour).Unix())
	for {
		ids, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
			Key: s.keys.recent(), Start: "-inf", Stop: "(" + strconv.FormatInt(before, 10), ByScore: true, Count: 100,
		}).Result()
		if err != nil || len(ids) == 0 {
			return wrap("look for old messages", err)
		}
		pipe := s.rdb.Pipeline()
		for _, text := range ids {
			if id, err := seal.ParseID(text); err == nil {
				pipe.Del(ctx, s.keys.screen(flowsID(id)), s.keys.shown(flowsID(id)))
			}
			pipe.ZRem(ctx, s.keys.recent(), text)
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return wrap("forget old messages", err)
		}
	}
}
