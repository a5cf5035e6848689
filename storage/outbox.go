package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// Outgoing is one message on its way to a person or a group.
type Outgoing struct {
	To    flows.ID
	Group bool
	// Body is the message as the sender understands it; it is stored sealed.
	Body []byte
	// SendHere asks for the lease, so that the committing process sends at once.
	SendHere bool
	// Other marks a message to somebody else than the turn's person: they must
	// exist when it is committed.
	Other bool
	// Hold, if not nil, lets it wait instead.
	Hold *Hold
}

// Lane is one of the two lists in which messages wait.
type Lane string

// Bulk is drawn only when no reply is ready.
const (
	Replies Lane = "replies"
	Bulk    Lane = "bulk"
)

// payload is what stands in a list: 'p' or 'g' for a person or a group, the
// number of times the message was sent with an unknown outcome, the sealed
// body. A message of a bulk run begins with 'b', one that shows its progress
// with 'e', and has the run's id before the body.
func (s *Store) payload(m Outgoing) string {
	kind := "p0"
	if m.Group {
		kind = "g0"
	}
	return kind + string(s.sealer.Seal("out", m.To[:], m.Body))
}

// Drawn is a message that this process may send now, or after Delay.
type Drawn struct {
	To      flows.ID
	Group   bool
	Unknown int // times it was sent with an unknown outcome
	Body    []byte
	Lane    Lane
	Run     RunID // of which it is a part; "" for none
	Ticket
}

// drawn opens a payload. A body that cannot be opened is returned empty: the
// sender drops it, counts it and says so.
func (s *Store) drawn(to flows.ID, lane Lane, token string, wait int64, payload string) Drawn {
	d := Drawn{To: to, Lane: lane, Ticket: Ticket{Token: token, Delay: time.Duration(wait) * time.Millisecond}}
	if len(payload) < 2 {
		return d
	}
	d.Group = payload[0] == 'g'
	d.Unknown = int(payload[1] - '0')
	sealed := payload[2:]
	if kind := payload[0]; kind == 'b' || kind == 'e' {
		if len(sealed) < runIDSize {
			return d
		}
		if kind == 'b' {
			d.Run = RunID(sealed[:runIDSize])
		}
		sealed = sealed[runIDSize:]
	}
	d.Body, _ = s.sealer.Open("out", to[:], []byte(sealed))
	return d
}

// due lists who may be sent to now, those who wait longest first, and no more
// of them than the whole bot's pace has room for: nobody is leased in vain.
//
//	KEYS: ready, bready, paceAll
//	ARGV: how many at most, interval of the whole pace, how far ahead a reply
//	      and a bulk message may reserve it (ms)
//	Returns {ms until the next one if nobody is due, else 0, lane, person...}.
var due = redis.NewScript(`
local call = redis.call
local t = call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local most, all = tonumber(ARGV[1]), tonumber(ARGV[2])
local reserved = math.max(tonumber(call('GET', KEYS[3]) or '0') - now, 0)
local wait = -1
for i, lane in ipairs({'replies', 'bulk'}) do
	local head = call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')
	if head[2] then
		local ahead, at = tonumber(ARGV[2 + i]), math.max(head[2] - now, 0)
		if all > 0 then at = math.max(at, reserved - ahead) end
		if at == 0 then
			local room = most
			if all > 0 then room = math.min(most, math.floor((ahead - reserved) / all) + 1) end
			local who = call('ZRANGEBYSCORE', KEYS[i], '-inf', now, 'LIMIT', 0, room)
			table.insert(who, 1, lane)
			table.insert(who, 1, 0)
			return who
		end
		if wait < 0 or at < wait then wait = at end
	end
end
return {math.ceil(wait)}`)

// Due lists up to n persons who may be sent to now, all of one lane; if there
// is nobody, wait is how long until somebody is, or negative if nothing waits.
func (s *Store) Due(ctx context.Context, n int) (who []flows.ID, lane Lane, wait time.Duration, err error) {
	reply, err := s.run(ctx, due, []string{s.keys.ready(), s.keys.bulkReady(), s.keys.paceAll()},
		n, s.pace.totalEvery(), replyHorizon.Milliseconds(), bulkHorizon.Milliseconds()).Slice()
	if err != nil {
		return nil, "", 0, fmt.Errorf("look for due messages: %w", err)
	}
	if len(reply) == 1 {
		ms, _ := reply[0].(int64)
		return nil, "", time.Duration(ms) * time.Millisecond, nil
	}
	word, _ := reply[1].(string)
	for _, v := range reply[2:] {
		text, _ := v.(string)
		id, err := ParseID(text)
		if err != nil {
			return nil, "", 0, fmt.Errorf("ready set: %w", err)
		}
		who = append(who, flows.ID(id))
	}
	return who, Lane(word), 0, nil
}

// lease takes a person for one sender, if their chat and the whole bot may be
// sent to now. Whose chat may not is ready again when it may. Bulk of a stopped
// run is dropped; that of a held run lets the rest of the list pass, and who has
// nothing else is put aside until it goes on.
//
//	KEYS: leases, fence, ready of the lane, list of the lane, pace, paceAll,
//	      person record, runs' counters, people whose bulk is held
//	ARGV: person, holder, interval and burst of a private chat, of a group,
//	      interval of the whole pace, how far ahead it may be reserved (ms),
//	      lane
//	Returns {token, delay in ms, payload, version of the person's record}, or {''} if there is nothing to do.
var lease = redis.NewScript(countEnd + `
local call = redis.call
local who = ARGV[1]
if call('HEXISTS', KEYS[1], who) == 1 then
	call('ZREM', KEYS[3], who)
	return {''}
end
local body = call('LINDEX', KEYS[4], 0)
if body and ARGV[9] == 'bulk' then
	local quiet = call('HGET', KEYS[8], 'quiet') == '1'
	for i = 1, call('LLEN', KEYS[4]) do
		body = call('LINDEX', KEYS[4], 0)
		if string.sub(body, 1, 1) ~= 'b' then break end
		local run = string.sub(body, 3, 14)
		local state = call('HGET', KEYS[8], run .. ':state')
		if state == 'stopped' then
			call('LPOP', KEYS[4])
			countEnd(KEYS[8], body, 'stopped')
		elseif state == 'paused' or quiet and call('HGET', KEYS[8], run .. ':urgent') ~= '1' then
			call('RPUSH', KEYS[4], call('LPOP', KEYS[4]))
		else
			break
		end
		body = false
	end
	if not body and call('LLEN', KEYS[4]) > 0 then call('SADD', KEYS[9], who) end
end
if not body then
	call('ZREM', KEYS[3], who)
	return {''}
end
local t = call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local every, burst = tonumber(ARGV[3]), tonumber(ARGV[4])
if string.sub(body, 1, 1) == 'g' then every, burst = tonumber(ARGV[5]), tonumber(ARGV[6]) end
local all, ahead = tonumber(ARGV[7]), tonumber(ARGV[8])
-- never further ahead than the pace itself puts it: a faster clock did that
local tat = math.min(math.max(tonumber(call('GET', KEYS[5]) or '0'), now), now + burst * every)
if every > 0 and tat - (burst - 1) * every > now then
	call('ZADD', KEYS[3], tat - (burst - 1) * every, who)
	return {''}
end
local wait = 0
if all > 0 then
	local next = math.max(tonumber(call('GET', KEYS[6]) or '0'), now)
	wait = next - now
	if wait > ahead then return {''} end -- they keep their place
	call('SET', KEYS[6], string.format('%.3f', next + all), 'PX', 60000)
end
if every > 0 then call('SET', KEYS[5], string.format('%.3f', tat + every), 'PX', math.ceil(tat + every - now)) end
local token = ARGV[2] .. ':' .. call('INCR', KEYS[2])
call('HSET', KEYS[1], who, token)
call('ZREM', KEYS[3], who)
return {token, math.ceil(wait), body, call('GETRANGE', KEYS[7], 0, 8)}`)

// Lease draws the head of a person's list for this process. ok is false if
// there is nothing to send to them now; they are then ready at a later time, or
// somebody else has them.
func (s *Store) Lease(ctx context.Context, who flows.ID, lane Lane) (d Drawn, ok bool, err error) {
	ready, list, ahead := s.lane(who, lane)
	every, burst := s.pace.chat(false)
	gEvery, gBurst := s.pace.chat(true)
	reply, err := s.run(ctx, lease,
		[]string{s.keys.leases(), s.keys.fence(), ready, list, s.keys.pace(who), s.keys.paceAll(), s.keys.person(who),
			s.keys.runCounts(), s.keys.heldBulk()},
		who.String(), s.holder, every, burst, gEvery, gBurst, s.pace.totalEvery(), ahead.Milliseconds(), string(lane)).Slice()
	if err != nil {
		return Drawn{}, false, fmt.Errorf("lease %s: %w", who, err)
	}
	if len(reply) < 4 {
		return Drawn{}, false, nil
	}
	token, _ := reply[0].(string)
	wait, _ := reply[1].(int64)
	body, _ := reply[2].(string)
	v, _ := reply[3].(string)
	d = s.drawn(who, lane, token, wait, body)
	d.Version = version(v)
	s.held.Store(token, struct{}{})
	return d, true, nil
}

func (s *Store) lane(who flows.ID, lane Lane) (ready, list string, ahead time.Duration) {
	if lane == Bulk {
		return s.keys.bulkReady(), s.keys.bulk(who), bulkHorizon
	}
	return s.keys.ready(), s.keys.replies(who), replyHorizon
}

// reserve takes one more turn of the whole bot's pace.
//
//	KEYS: paceAll
//	ARGV: interval (ms)
//	Returns the ms until then.
var reserve = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
redis.call('SET', KEYS[1], string.format('%.3f', tat + tonumber(ARGV[1])), 'PX', 60000)
return math.ceil(tat - now)`)

// Reserve takes the turn of a further call that a message needs, and says how
// long to wait for it.
func (s *Store) Reserve(ctx context.Context) (time.Duration, error) {
	if s.pace.totalEvery() == 0 {
		return 0, nil
	}
	ms, err := s.run(ctx, reserve, []string{s.keys.paceAll()}, s.pace.totalEvery()).Int64()
	return time.Duration(ms) * time.Millisecond, wrap("reserve a call", err)
}

// ErrNotMine says that a lease was lost meanwhile; settling changed nothing.
var ErrNotMine = errors.New("the lease was lost")

// Depth counts persons with waiting messages: those who are ready, those that
// a sender has, and for how long the one due longest has been due.
func (s *Store) Depth(ctx context.Context) (waiting, leased int64, age time.Duration, err error) {
	pipe := s.rdb.Pipeline()
	ready, bulk := pipe.ZCard(ctx, s.keys.ready()), pipe.ZCard(ctx, s.keys.bulkReady())
	leases := pipe.HLen(ctx, s.keys.leases())
	oldest := pipe.ZRangeWithScores(ctx, s.keys.ready(), 0, 0)
	now := pipe.Time(ctx)
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, 0, 0, fmt.Errorf("measure the outbox: %w", err)
	}
	return ready.Val() + bulk.Val(), leases.Val(), dueFor(oldest.Val(), now.Val()), nil
}

// BulkAge is for how long the oldest bulk has been due that is neither paused
// nor held by quiet hours.
func (s *Store) BulkAge(ctx context.Context) (time.Duration, error) {
	pipe := s.rdb.Pipeline()
	oldest, now := pipe.ZRangeWithScores(ctx, s.keys.bulkReady(), 0, 0), pipe.Time(ctx)
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, fmt.Errorf("measure waiting bulk: %w", err)
	}
	return dueFor(oldest.Val(), now.Val()), nil
}

func dueFor(head []redis.Z, now time.Time) time.Duration {
	if len(head) == 0 {
		return 0
	}
	return max(now.Sub(time.UnixMilli(int64(head[0].Score))), 0)
}
