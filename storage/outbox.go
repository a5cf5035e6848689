package storage

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// Outgoing is one message on its way to a person or a group. It answers what they
// sent, unless it is marked as Other: then the bot starts it itself.
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
	// Age is how long ago they sent what it answers.
	Age time.Duration
	// Replaceable marks a screen that nobody misses once a later one waits
	// behind it: it is then not sent.
	Replaceable bool
	// Once, if not empty, names what it says: within a minute it is said to the
	// same group once only.
	Once string
	// Deletes marks an entry that only deletes messages of a private chat. No
	// pace holds it, and several that follow each other are drawn as one.
	Deletes bool
}

// Lane is one of the three lists in which messages wait.
type Lane string

// Replies obey the pace of their chat only, as Telegram has it for whoever was
// heard of lately. Notices are what the bot starts itself, bulk what it starts for
// many: both share the whole bot's pace, and bulk is drawn only when no notice is
// due.
const (
	Replies Lane = "replies"
	Notices Lane = "notices"
	Bulk    Lane = "bulk"
)

// replyFresh is how long after an update a message counts as the answer to it.
const replyFresh = time.Minute

// payload is what stands in a list: 'p' or 'g' for a person or a group, 'd' for
// a deletion, the number of times the message was sent with an unknown outcome,
// the sealed body. A message of a bulk run begins with 'b', one that shows its progress
// with 'e', and has the run's id before the body. A reply begins with 'r' or 'q'
// (to a group), and has before the body 's' if a later screen replaces it, 'm' if
// there is a mark of what it says, else '-'; when what it answers was sent, ten digits
// (Redis time, unix s) that the commit adds; and the mark.
func (s *Store) payload(m Outgoing) string {
	kind := "r0-"
	switch {
	case m.Deletes:
		kind = "d0"
	case m.Other && m.Group:
		kind = "g0"
	case m.Other:
		kind = "p0"
	case m.Group:
		kind = "q0-"
	case m.Replaceable:
		kind = "r0s"
	default:
		mark := s.sealer.MAC("same", string(m.Body), string(m.To[:]))
		kind = "r0m" + base64.RawURLEncoding.EncodeToString(mark[:8])
	}
	return kind + string(s.sealer.Seal("out", m.To[:], m.Body))
}

// stampSize is how many digits stand before the body of a reply, markSize how many
// letters a mark of what it says has.
const stampSize, markSize = 10, 11

// Drawn is a message that this process may send now, or after Delay.
type Drawn struct {
	To      flows.ID
	Group   bool
	Unknown int // times it was sent with an unknown outcome
	Body    []byte
	Lane    Lane
	Run     RunID // of which it is a part; "" for none
	Deletes bool
	More    [][]byte // further deletions, settled together with it
	Ticket
}

// drawn opens a payload. A body that cannot be opened is returned empty: the
// sender drops it, counts it and says so.
func (s *Store) drawn(to flows.ID, lane Lane, token string, wait int64, payload string) Drawn {
	d := Drawn{To: to, Lane: lane, Ticket: Ticket{Token: token, Delay: time.Duration(wait) * time.Millisecond}}
	if len(payload) < 2 {
		return d
	}
	kind, sealed := payload[0], payload[2:]
	d.Group, d.Deletes = kind == 'g' || kind == 'q', kind == 'd'
	d.Unknown = int(payload[1] - '0')
	skip := 0
	switch kind {
	case 'b', 'e':
		skip = runIDSize
	case 'r', 'q':
		skip = 1 + stampSize
		if len(sealed) > 0 && sealed[0] == 'm' {
			skip += markSize
		}
	}
	if len(sealed) < skip {
		return d
	}
	if kind == 'b' {
		d.Run = RunID(sealed[:runIDSize])
	}
	d.Body, _ = s.sealer.Open("out", to[:], []byte(sealed[skip:]))
	return d
}

// due lists who may be sent to now, those who wait longest first, and no more
// of them than the whole bot's pace has room for: nobody is leased in vain.
//
//	KEYS: ready, nready, bready, paceAll
//	ARGV: how many at most, interval of the whole pace, how far ahead a notice
//	      and a bulk message may reserve it (ms)
//	Returns {ms until the next one if nobody is due, else 0, lane, person...}.
var due = newScript(paceScript + `
local call, now = redis.call, clock()
local most, all = tonumber(ARGV[1]), tonumber(ARGV[2])
local reserved = free(KEYS[4], now, wholeMost + all) - now
local wait = -1
for i, lane in ipairs({'replies', 'notices', 'bulk'}) do
	local head = call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')
	if head[2] then
		local paced, at = all > 0 and i > 1, math.max(head[2] - now, 0)
		local ahead = tonumber(ARGV[i == 3 and 4 or 3])
		if paced then at = math.max(at, reserved - ahead) end
		if at == 0 then
			local room = most
			if paced then room = math.min(most, math.floor((ahead - reserved) / all) + 1) end
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
	reply, err := s.run(ctx, due, []string{s.keys.ready(), s.keys.noticesReady(), s.keys.bulkReady(), s.keys.paceAll()},
		n, s.totalEvery(), replyHorizon.Milliseconds(), bulkHorizon.Milliseconds()).Slice()
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
		id, err := seal.ParseID(text)
		if err != nil {
			return nil, "", 0, fmt.Errorf("ready set: %w", err)
		}
		who = append(who, flows.ID(id))
	}
	return who, Lane(word), 0, nil
}

// lease takes a person for one sender, if their chat and, where it counts, the
// whole bot may be sent to now. Whose chat may not is ready again when it may. A
// reply that comes too late to be one waits among the notices, but stays before
// the replies behind it. Bulk of a stopped run is dropped; that of a held run lets
// the rest of the list pass, and who has nothing else is put aside until it goes on.
//
//	KEYS: leases, fence, ready of the lane, list of the lane, pace, paceAll,
//	      person record, runs' counters, people whose bulk is held, nready, list
//	      of replies
//	ARGV: person, holder, interval and burst of a private chat, of a group,
//	      interval of the whole pace, how far ahead it may be reserved (ms),
//	      lane, seconds for which a reply is fresh
//	Returns {token, delay in ms, payload, version of the person's record, lane}, if
//	it is a deletion with the payloads of those that follow, or {''} if there is
//	nothing to do.
var lease = newScript(paceScript + countEnd + `
local call, now = redis.call, clock()
local who, lane = ARGV[1], ARGV[9]
if call('HEXISTS', KEYS[1], who) == 1 then
	call('ZREM', KEYS[3], who)
	return {''}
end
local body = call('LINDEX', KEYS[4], 0)
if body and lane == 'bulk' then
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
local all, ahead = tonumber(ARGV[7]), tonumber(ARGV[8])
if body and lane == 'replies' then
	if all == 0 or fresh(body, now, ARGV[10]) then
		all = 0
	else
		call('ZADD', KEYS[10], 'NX', now, who)
		body = false
	end
elseif lane == 'notices' then
	local reply = call('LINDEX', KEYS[11], 0)
	if reply and not fresh(reply, now, ARGV[10]) then
		body, lane = reply, 'replies'
	elseif reply then
		body = false -- it never overtakes an answer: whoever settles that sees the rest
	end
end
if not body then
	call('ZREM', KEYS[3], who)
	return {''}
end
local every, burst, kind = tonumber(ARGV[3]), tonumber(ARGV[4]), string.sub(body, 1, 1)
if kind == 'g' or kind == 'q' then every, burst = tonumber(ARGV[5]), tonumber(ARGV[6]) end
local more = {}
if kind == 'd' then
	every = 0
	for _, next in ipairs(call('LRANGE', KEYS[4], 1, 99)) do
		if string.sub(next, 1, 1) ~= 'd' then break end
		more[#more + 1] = next
	end
end
local wait, from = admit(KEYS[5], every, burst, KEYS[6], all, ahead, now)
if not wait then -- who waits for the whole bot keeps their place
	if from then call('ZADD', KEYS[3], from, who) end
	return {''}
end
local token = ARGV[2] .. ':' .. call('INCR', KEYS[2])
call('HSET', KEYS[1], who, token)
call('ZREM', KEYS[3], who)
return {token, wait, body, call('GETRANGE', KEYS[7], 0, 8), lane, unpack(more)}`)

// Lease draws the head of a person's list for this process. ok is false if
// there is nothing to send to them now; they are then ready at a later time, or
// somebody else has them.
func (s *Store) Lease(ctx context.Context, who flows.ID, lane Lane) (d Drawn, ok bool, err error) {
	ready, list, ahead := s.lane(who, lane)
	every, burst := s.pace.chat(false)
	gEvery, gBurst := s.pace.chat(true)
	reply, err := s.run(ctx, lease,
		[]string{s.keys.leases(), s.keys.fence(), ready, list, s.keys.pace(who), s.keys.paceAll(), s.keys.person(who),
			s.keys.runCounts(), s.keys.heldBulk(), s.keys.noticesReady(), s.keys.replies(who)},
		who.String(), s.holder, every, burst, gEvery, gBurst, s.totalEvery(), ahead.Milliseconds(), string(lane),
		int(s.freshFor().Seconds())).Slice()
	if err != nil {
		return Drawn{}, false, fmt.Errorf("lease %s: %w", who, err)
	}
	if len(reply) < 5 {
		return Drawn{}, false, nil
	}
	token, _ := reply[0].(string)
	wait, _ := reply[1].(int64)
	body, _ := reply[2].(string)
	v, _ := reply[3].(string)
	of, _ := reply[4].(string)
	d = s.drawn(who, Lane(of), token, wait, body)
	d.Version = version(v)
	for _, next := range reply[5:] {
		text, _ := next.(string)
		d.More = append(d.More, s.drawn(who, d.Lane, token, wait, text).Body)
	}
	s.held.Store(token, struct{}{})
	return d, true, nil
}

func (s *Store) lane(who flows.ID, lane Lane) (ready, list string, ahead time.Duration) {
	switch lane {
	case Bulk:
		return s.keys.bulkReady(), s.keys.bulk(who), bulkHorizon
	case Notices:
		return s.keys.noticesReady(), s.keys.notices(who), replyHorizon
	}
	return s.keys.ready(), s.keys.replies(who), replyHorizon
}

// reserve takes one more turn of the whole bot's pace.
//
//	KEYS: paceAll
//	ARGV: interval (ms)
//	Returns the ms until then.
var reserve = newScript(paceScript + `
local now, every = clock(), tonumber(ARGV[1])
local at = free(KEYS[1], now, wholeMost)
use(KEYS[1], at, every, now)
return math.ceil(at - now)`)

// Reserve takes the turn of a further call that a message needs, and says how
// long to wait for it. A reply's calls count in its chat only.
func (s *Store) Reserve(ctx context.Context, lane Lane) (time.Duration, error) {
	if s.totalEvery() == 0 || lane == Replies && s.freshFor() > 0 {
		return 0, nil
	}
	ms, err := s.run(ctx, reserve, []string{s.keys.paceAll()}, s.totalEvery()).Int64()
	return time.Duration(ms) * time.Millisecond, wrap("reserve a call", err)
}

// ErrNotMine says that a lease was lost meanwhile; settling changed nothing.
var ErrNotMine = errors.New("the lease was lost")

// Depth counts persons with waiting messages: those who are ready, those that
// a sender has, and for how long the one due longest has been due.
func (s *Store) Depth(ctx context.Context) (waiting, leased int64, age time.Duration, err error) {
	pipe := s.rdb.Pipeline()
	ready, notices, bulk := pipe.ZCard(ctx, s.keys.ready()), pipe.ZCard(ctx, s.keys.noticesReady()), pipe.ZCard(ctx, s.keys.bulkReady())
	leases := pipe.HLen(ctx, s.keys.leases())
	oldest, notice := pipe.ZRangeWithScores(ctx, s.keys.ready(), 0, 0), pipe.ZRangeWithScores(ctx, s.keys.noticesReady(), 0, 0)
	now := pipe.Time(ctx)
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, 0, 0, fmt.Errorf("measure the outbox: %w", err)
	}
	age = max(dueFor(oldest.Val(), now.Val()), dueFor(notice.Val(), now.Val()))
	return ready.Val() + notices.Val() + bulk.Val(), leases.Val(), age, nil
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
