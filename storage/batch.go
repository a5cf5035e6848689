package storage

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// commit stores a turn or any other change: all of it, or nothing.
//
// What a caller relied on is compared first; nothing is written before every
// comparison held, for Lua does not roll back. Writes are made of commands and
// arguments that this package alone composes, with the types of keys.go.
//
//	KEYS: the keys of the checks, writes and messages, in any order; first four:
//	      leases, fence, paceAll, nready
//	ARGV: holder, seconds of TIME to keep dedupe sets (a set lives on for half
//	      of that at least after each of its ids),
//	      number of unique adds, then for each: key index, member, kind
//	        kind 's': SADD that must be new (a set with an expiry)
//	        kind 'q': the list must not exist (a chat's parked updates)
//	      number of checks, then for each: key index, expected
//	        expected '': no such key; '*': it exists; else: its first bytes
//	      number of writes, then for each: key index, command, number of
//	        arguments, arguments
//	      number of messages, then for each: list index, ready index, pace
//	        index, person, payload, 1 if this process would like to send it
//	        itself, interval and burst of the chat's pace, interval of the whole
//	        pace (0 where it does not count), seconds since what it answers was
//	        sent (-1: it answers nothing), index of the key that says when it was
//	        said last (0: it may be said again), index of the person's other list:
//	        notices if it is a reply, else replies
//	      how far ahead the whole pace may be reserved (ms)
//	Returns {'ok', then for each message: token and delay in ms, or '' and 0},
//	or {'again'} if a unique add was not new, {'behind'} if a list exists,
//	{'stale', number of the check} if something had changed.
var commit = newScript(paceScript + countEnd + pushScript + `
local call, A = redis.call, ARGV
local at = 3
local function take() local v = A[at]; at = at + 1; return v end
local added, after = {}, {}
local n = tonumber(take())
for i = 1, n do
	local key, member, kind = KEYS[tonumber(take())], take(), take()
	if kind == 's' then
		if call('SISMEMBER', key, member) == 1 then return {'again'} end
		added[#added + 1] = {key, member}
	elseif call('EXISTS', key) == 1 then
		return {'behind'}
	end
end
n = tonumber(take())
for i = 1, n do
	local key, want = KEYS[tonumber(take())], take()
	if want == '' or want == '*' then
		local there = call('EXISTS', key) == 1
		if there ~= (want == '*') then return {'stale', i} end
	elseif call('GETRANGE', key, 0, #want - 1) ~= want then
		return {'stale', i}
	end
end
for _, a in ipairs(added) do
	call('SADD', a[1], a[2])
	if call('TTL', a[1]) < A[2] / 2 then call('EXPIRE', a[1], A[2]) end
end
n = tonumber(take())
for i = 1, n do
	local key, command, args = KEYS[tonumber(take())], take(), tonumber(take())
	if command == 'BACK' then
		local list, ready, notices, who = KEYS[tonumber(take())], KEYS[tonumber(take())], KEYS[tonumber(take())], take()
		if call('SREM', key, who) == 1 then
			for _, body in ipairs(call('LRANGE', notices, 0, -1)) do call('RPUSH', list, body) end
			call('DEL', notices)
			if call('EXISTS', list) == 1 then call('ZADD', ready, 'NX', 0, who) end
		end
	elseif command == 'JOIN' then
		local counter = KEYS[tonumber(take())]
		call('ZADD', key, 'NX', call('INCR', counter), take())
	elseif command == 'CALLOFF' then
		local bodies, list, ready = KEYS[tonumber(take())], KEYS[tonumber(take())], KEYS[tonumber(take())]
		local who, tag, head, only = take(), take(), tonumber(take()), take()
		if only == '' then
			for _, body in ipairs(call('LRANGE', list, 0, -1)) do
				if string.sub(body, 1, 1) == 'd' then after[#after + 1] = {list, ready, who, body} end
			end
			call('DEL', list)
		end
		local all = call('HGETALL', bodies)
		for j = 1, #all, 2 do
			local id, body, from = all[j], all[j + 1], 0
			if string.sub(body, 1, #tag) == tag then
				from = head + 1
			elseif string.sub(body, 1, #who + 1) == who .. '|' then -- as it was written before there were tags
				from = #who + 2
			end
			if from > 0 and string.sub(id, 1, #only) == only then
				call('ZREM', key, id)
				call('HDEL', bodies, id)
				if string.sub(id, 1, 7) == 'vanish:' then after[#after + 1] = {list, ready, who, string.sub(body, from)} end
			end
		end
	elseif command == 'OFFER' then
		local offers, who, to = KEYS[tonumber(take())], take(), take()
		local place = call('ZSCORE', key, who)
		if place then
			call('ZREM', key, who)
			call('HSET', offers, who, to .. ' ' .. place)
		end
	elseif command == 'LAPSE' then
		local offers, who = KEYS[tonumber(take())], take()
		local place = string.match(call('HGET', offers, who) or '', '^%S+ (%S+)')
		if place then
			call('HDEL', offers, who)
			call('ZADD', key, place, who)
		end
	elseif command == 'HOLD' then
		local bodies, id, at, first, more = KEYS[tonumber(take())], take(), take(), take(), take()
		if more ~= '' and call('HEXISTS', bodies, id) == 1 then first = more end
		call('ZADD', key, at, id)
		call('HSET', bodies, id, first)
	elseif command == 'DROPBULK' then
		local runs = KEYS[tonumber(take())]
		for _, body in ipairs(call('LRANGE', key, 0, -1)) do countEnd(runs, body, 'left') end
		call('DEL', key)
	elseif command == 'SWAP' then
		local other = {}
		for j = at, at + args - 1, 2 do other[A[j]] = A[j + 1] end
		at = at + args
		for j, entry in ipairs(call('LRANGE', key, 0, -1)) do
			if other[entry] then call('LSET', key, j - 1, other[entry]) end
		end
	elseif command == 'UNPARK' then
		local who = take() .. '|'
		for _, entry in ipairs(call('LRANGE', key, 0, -1)) do
			if string.sub(entry, 1, #who) == who then call('LREM', key, 1, entry) end
		end
	else
		call(command, key, unpack(A, at, at + args - 1))
		at = at + args
	end
end
n = tonumber(take())
if n + #after == 0 then return {'ok'} end
local now, out, ahead = clock(), {'ok'}, tonumber(A[#A])
for i = 1, n do
	local list, ready, pace = KEYS[tonumber(take())], KEYS[tonumber(take())], KEYS[tonumber(take())]
	local who, body, mine, every, burst = take(), take(), take(), tonumber(take()), tonumber(take())
	local all, age, said, beside = tonumber(take()), tonumber(take()), tonumber(take()), KEYS[tonumber(take())]
	local token, wait = '', 0
	if said == 0 or not saidLately(KEYS[said], now) then
		if age >= 0 then body = string.sub(body, 1, 3) .. string.format('%010.0f', now / 1000 - age) .. string.sub(body, 4) end
		local leased = call('HEXISTS', KEYS[1], who) == 1
		if call('EXISTS', beside) == 1 then
			if age < 0 then mine = '0' end -- news never overtake an answer
		end
		local depth = push(list, body)
		if leased then
			-- its sender will see the rest of the list when it settles
		elseif depth > 1 then
			call('ZADD', ready, 'NX', now, who)
		else
			local got, from
			if mine == '1' then got, from = admit(pace, every, burst, KEYS[3], all, ahead, now) end
			if got then
				token, wait = A[1] .. ':' .. call('INCR', KEYS[2]), got
				call('HSET', KEYS[1], who, token)
				call('ZREM', ready, who)
			else
				call('ZADD', ready, 'NX', from or now, who)
			end
		end
	end
	out[#out + 1] = token
	out[#out + 1] = wait
end
for _, a in ipairs(after) do
	call('RPUSH', a[1], a[4])
	if call('HEXISTS', KEYS[1], a[3]) == 0 then call('ZADD', a[2], 'NX', now, a[3]) end
end
return out`)

// pushScript queues a message and says how many wait then. Behind a handful of
// others that wait, a screen takes the place of another at the end of the list, and
// what is the same as one of them is not queued again.
// saidLately says whether a minute has not passed yet since the same was said, and
// notes that it is said now.
const pushScript = `
local function push(list, body)
	local depth = redis.call('RPUSH', list, body)
	if depth <= 8 or string.sub(body, 1, 1) ~= 'r' then return depth end
	local flag = string.sub(body, 3, 3)
	if flag == 's' then
		local before = redis.call('LINDEX', list, -2)
		if string.sub(before, 1, 1) ~= 'r' or string.sub(before, 3, 3) ~= 's' then return depth end
		redis.call('RPOP', list)
		redis.call('LSET', list, -1, body)
		return depth - 1
	elseif flag == 'm' then
		for _, other in ipairs(redis.call('LRANGE', list, 1, -2)) do -- the first may be under way
			if string.sub(other, 1, 1) == 'r' and string.sub(other, 3, 3) == 'm' and string.sub(other, 14, 24) == string.sub(body, 14, 24) then
				redis.call('RPOP', list)
				return depth - 1
			end
		end
	end
	return depth
end
local function saidLately(key, now)
	local at = tonumber(redis.call('GET', key) or '0')
	if at <= now and now - at < 60000 then return true end
	redis.call('SET', key, string.format('%.0f', now), 'PX', 60000)
	return false
end
`

// seenFor is how long ids of committed updates are kept at most; half of it,
// as long as Telegram keeps an update, at least.
const seenFor = 48 * time.Hour

// StaleError says that something a turn relied on had changed. Key is what
// turns contend for; Taken says that it was to be new and exists.
type StaleError struct {
	Key   string
	Taken bool
}

func (e *StaleError) Error() string { return "stale: " + e.Key }

// batch collects one run of the commit script.
type batch struct {
	keys     []string
	index    map[string]int
	uniques  []any
	checks   []any
	writes   []any
	messages []any
	checked  []string
	nWrites  int
	nUnique  int
	nMessage int
}

func (s *Store) newBatch() *batch {
	b := &batch{index: make(map[string]int, 16)}
	for _, k := range []string{s.keys.leases(), s.keys.fence(), s.keys.paceAll(), s.keys.noticesReady()} {
		b.key(k)
	}
	return b
}

// key gives a key's index in KEYS, from 1.
func (b *batch) key(k string) int {
	if i, ok := b.index[k]; ok {
		return i
	}
	b.keys = append(b.keys, k)
	b.index[k] = len(b.keys)
	return len(b.keys)
}

// unique asks for member to be new in a set that expires.
func (b *batch) unique(key, member string) {
	b.uniques = append(b.uniques, b.key(key), member, "s")
	b.nUnique++
}

// notBehind asks for a chat to have no parked updates.
func (b *batch) notBehind(queue string) {
	b.uniques = append(b.uniques, b.key(queue), "", "q")
	b.nUnique++
}

// check asks for a key to begin with want; "" it must not be there, "*" it must.
func (b *batch) check(key, want string) {
	b.checks = append(b.checks, b.key(key), want)
	b.checked = append(b.checked, key)
}

// write adds a command on key.
func (b *batch) write(key, command string, args ...any) {
	b.writes = append(b.writes, b.key(key), command, len(args))
	b.writes = append(b.writes, args...)
	b.nWrites++
}

// join adds a person to the audience under the next joining number.
func (b *batch) join(audience, counter string, id flows.ID) {
	b.writes = append(b.writes, b.key(audience), "JOIN", 0, b.key(counter), id.String())
	b.nWrites++
}

// back clears the mark of somebody who was gone, and wakes what waited for them:
// it comes before the answer to what they do now.
func (b *batch) back(gone, replies, ready, notices string, id flows.ID) {
	b.writes = append(b.writes, b.key(gone), "BACK", 0, b.key(replies), b.key(ready), b.key(notices), id.String())
	b.nWrites++
}

// callOff forgets what waits for somebody in the calendar, under ids that begin
// so. "" is for somebody who erases themselves: then what waits in their list goes
// too, and all that was to be deleted from their chat, now or later (an id that
// begins "vanish:"), is deleted after the messages of this batch.
func (b *batch) callOff(later, bodies, list, ready string, id flows.ID, tag, only string) {
	b.writes = append(b.writes, b.key(later), "CALLOFF", 0, b.key(bodies), b.key(list), b.key(ready), id.String(), tag, laterHead, only)
	b.nWrites++
}

// hold lets a message wait for a moment of domain time. If one of its id waits
// already, more (if it is not empty) takes the place of both.
func (b *batch) hold(later, bodies, id string, due time.Time, first, more string) {
	b.writes = append(b.writes, b.key(later), "HOLD", 0, b.key(bodies), id, due.Unix(), first, more)
	b.nWrites++
}

// offer keeps a place for somebody of a waitlist, who stands beside it meanwhile; lapse
// puts them back to where they stood.
func (b *batch) offer(waitlist, offers string, o flows.Offer) {
	b.writes = append(b.writes, b.key(waitlist), "OFFER", 0, b.key(offers), o.Who.String(), strconv.FormatInt(o.Until, 10))
	b.nWrites++
}

func (b *batch) lapse(waitlist, offers string, who flows.ID) {
	b.writes = append(b.writes, b.key(waitlist), "LAPSE", 0, b.key(offers), who.String())
	b.nWrites++
}

// dropBulk drops the bulk that waits for somebody who erases themselves, and
// tells its runs that they left.
func (b *batch) dropBulk(list, runs string) {
	b.writes = append(b.writes, b.key(list), "DROPBULK", 0, b.key(runs))
	b.nWrites++
}

// unpark deletes the updates of somebody that were given up on.
func (b *batch) unpark(parked string, id flows.ID) {
	b.writes = append(b.writes, b.key(parked), "UNPARK", 0, id.String())
	b.nWrites++
}

// message queues a sealed payload for somebody.
func (b *batch) message(s *Store, m Outgoing, payload string) {
	mine, said := "0", 0
	if m.SendHere {
		mine = "1"
	}
	if m.Once != "" {
		mark := s.sealer.MAC("said", m.Once, string(m.To[:]))
		said = b.key(s.keys.said(m.To, seal.ID(mark[:16]).String()))
	}
	every, burst := s.pace.chat(m.Group)
	list, beside, ready, all, age := s.keys.replies(m.To), s.keys.notices(m.To), s.keys.ready(), 0.0, m.Age.Seconds()
	if m.Other {
		list, beside, ready, age = beside, list, s.keys.noticesReady(), -1
	}
	if m.Other || m.Age >= s.freshFor() {
		all = s.totalEvery()
	}
	if m.Deletes { // it holds nobody up and says nothing
		list, ready, age, every, all = s.keys.replies(m.To), s.keys.ready(), -1, 0, 0
	}
	b.messages = append(b.messages, b.key(list), b.key(ready), b.key(s.keys.pace(m.To)),
		m.To.String(), payload, mine, every, burst, all, age, said, b.key(beside))
	b.nMessage++
}

// Ticket is the right to send a message that was just committed: a lease on
// its person. Delay is what the overall pace asks to wait first. Without a
// token somebody else sends it.
type Ticket struct {
	Token   string
	Delay   time.Duration
	Version version // of the person's record, to tell whether they were heard from since
}

// ErrAgain says that an update was committed before; ErrBehind that its chat
// has parked updates which come first.
var (
	ErrAgain  = errorString("this update was committed before")
	ErrBehind = errorString("the chat has parked updates")
)

type errorString string

func (e errorString) Error() string { return string(e) }

// exec runs the batch. It returns ErrAgain, ErrBehind, a *StaleError,
// ErrDataLost or ErrNewerSchema if nothing was written because of them.
func (s *Store) exec(ctx context.Context, b *batch) ([]Ticket, error) {
	args := make([]any, 0, 9+len(b.uniques)+len(b.checks)+len(b.writes)+len(b.messages))
	args = append(args, s.holder, int(seenFor/time.Second))
	args = append(append(args, b.nUnique), b.uniques...)
	args = append(append(args, len(b.checked)), b.checks...)
	args = append(append(args, b.nWrites), b.writes...)
	args = append(append(args, b.nMessage), b.messages...)
	args = append(args, replyHorizon.Milliseconds())
	reply, err := s.run(ctx, commit, b.keys, args...).Slice()
	if err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	switch word, _ := reply[0].(string); word {
	case "ok":
	case "again":
		return nil, ErrAgain
	case "behind":
		return nil, ErrBehind
	default:
		i, _ := reply[1].(int64)
		return nil, &StaleError{Key: b.checked[i-1], Taken: b.checks[2*i-1] == ""}
	}
	tickets := make([]Ticket, 0, b.nMessage)
	for i := 1; i+1 < len(reply); i += 2 {
		token, _ := reply[i].(string)
		wait, _ := reply[i+1].(int64)
		if token != "" {
			s.held.Store(token, struct{}{})
		}
		tickets = append(tickets, Ticket{Token: token, Delay: time.Duration(wait) * time.Millisecond})
	}
	return tickets, nil
}

// updateID is how an update's id stands in its bucket.
func updateID(id int) string { return strconv.Itoa(id) }
