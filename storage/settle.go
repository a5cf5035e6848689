package storage

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// settle ends a lease: the message is done, or is to be tried again.
//
//	KEYS: leases, ready, bready, list of replies, list of bulk, screen, shown,
//	      recent, later, laterBody, gone, person record, runs' counters, watched, farewells,
//	      rewrite, nready, list of notices
//	ARGV: person, token, lane, 'done' or 'again', ms until the next try,
//	      1 if the outcome is unknown, where it stands in shown, message id or 0,
//	      screen ('' if it was none), version of the person's record when the
//	      send began if they seem gone, else '',
//	      its deletion: id ('' if it stays), due (unix s), body,
//	      what the end of a bulk message counts as,
//	      run whose progress the message shows, or '',
//	      how many entries it is: several for deletions
//	Returns 1, 2 if more waits for this person, or 0 if the lease was lost; then
//	nothing changes.
var settle = newScript(clockScript + countEnd + `
local call, who = redis.call, ARGV[1]
if call('HGET', KEYS[1], who) ~= ARGV[2] then return 0 end
call('HDEL', KEYS[1], who)
local list = ARGV[3] == 'bulk' and KEYS[5] or ARGV[3] == 'notices' and KEYS[18] or KEYS[4]
local wait = tonumber(ARGV[5])
if ARGV[4] == 'done' then
	local head = call('LPOP', list)
	for i = 2, tonumber(ARGV[16]) do call('LPOP', list) end
	if list == KEYS[5] then countEnd(KEYS[13], head, ARGV[14]) end
	if ARGV[8] ~= '0' then
		call('ZADD', KEYS[7], ARGV[7], ARGV[8])
		call('ZREMRANGEBYRANK', KEYS[7], 0, -301)
		if ARGV[9] ~= '' then call('SET', KEYS[6], ARGV[9]) end
		call('ZADD', KEYS[8], math.floor(tonumber(ARGV[7])), who)
		if ARGV[15] ~= '' then
			local field = ARGV[15] .. ':' .. who
			call('HSET', KEYS[14], field, ARGV[8])
			local shows = '-' -- whatever: it was shown for a reason of its own
			if list == KEYS[5] then shows = string.match(call('HGET', KEYS[14], field .. ':s') or '-', '^%S+') end
			call('HSET', KEYS[14], field .. ':s', shows .. ' ' .. string.format('%.0f', clock()))
		end
	end
	if ARGV[11] ~= '' then
		call('ZADD', KEYS[9], ARGV[12], ARGV[11])
		call('HSET', KEYS[10], ARGV[11], ARGV[13])
	end
elseif ARGV[6] == '1' then
	local head = call('LINDEX', list, 0)
	if head then
		local tried = math.min(tonumber(string.sub(head, 2, 2)) + 1, 9)
		call('LSET', list, 0, string.sub(head, 1, 1) .. tried .. string.sub(head, 3))
	end
end
if ARGV[10] ~= '' then
	if call('GETRANGE', KEYS[12], 0, #ARGV[10] - 1) == ARGV[10] then
		call('SADD', KEYS[11], who)
		for _, body in ipairs(call('LRANGE', KEYS[5], 0, -1)) do countEnd(KEYS[13], body, 'unreachable') end
		call('DEL', KEYS[5])
		return 1
	end
	wait = 0
end
local replies, notices, bulk = call('LLEN', KEYS[4]), call('LLEN', KEYS[18]), call('LLEN', KEYS[5])
if replies + notices + bulk > 0 then
	local at = clock() + wait
	if replies > 0 then call('ZADD', KEYS[2], at, who) end
	if notices > 0 then call('ZADD', KEYS[17], at, who) end
	if bulk > 0 then call('ZADD', KEYS[3], at, who) end
	return 2
end
if ARGV[4] == 'done' and call('ZREM', KEYS[15], who) == 1 then call('INCR', KEYS[16]) end -- the farewell is over
return 1`)

// Settlement is what became of a message that was drawn.
type Settlement struct {
	Done    bool          // sent, or dropped for good
	Wait    time.Duration // else: before the next try; also holds the person's other messages
	Unknown bool          // it may have arrived
	// Gone says that the person cannot be written to. If nothing came from
	// them since the send began they are marked, bulk to them is dropped and
	// replies wait until they come back; else the message is tried again.
	Gone    bool
	Message int        // the id that it got; 0 for none
	Screen  *Screen    // if it shows the person's current screen
	Vanish  *Vanishing // its deletion later; nil if it stays
	Now     time.Time  // domain time
	// End is what a bulk message that is Done counts as; "" is EndUnreachable
	// if Gone, else EndSent.
	End     End
	Watches RunID // the run whose progress the message shows
}

// Settle ends a lease and says whether more waits for the same person, who is
// then ready again. It returns ErrNotMine if the lease was lost meanwhile.
func (s *Store) Settle(ctx context.Context, d Drawn, r Settlement) (more bool, err error) {
	k, how, unknown, gone, screen := s.keys, "again", 0, "", ""
	if r.Done {
		how = "done"
	}
	if r.Unknown {
		unknown = 1
	}
	if r.Gone {
		gone = string(d.Version)
	}
	if r.Screen != nil {
		screen = r.Screen.String()
	}
	laterID, laterDue, laterBody := "", int64(0), ""
	if r.Vanish != nil {
		laterID, laterDue, laterBody = s.vanish(d.To, *r.Vanish)
	}
	end := r.End
	switch {
	case end != "":
	case r.Gone:
		end = EndUnreachable
	default:
		end = EndSent
	}
	n, err := s.run(ctx, settle,
		[]string{k.leases(), k.ready(), k.bulkReady(), k.replies(d.To), k.bulk(d.To), k.screen(d.To), k.shown(d.To),
			k.recent(), k.later(), k.laterBody(), k.gone(), k.person(d.To), k.runCounts(), k.watched(), k.farewells(), k.rewrite(),
			k.noticesReady(), k.notices(d.To)},
		d.To.String(), d.Token, string(d.Lane), how, r.Wait.Milliseconds(), unknown, shownAt(r.Now.Unix(), r.Message), r.Message,
		screen, gone, laterID, laterDue, laterBody, string(end), string(r.Watches), 1+len(d.More)).Int()
	if err != nil {
		return false, fmt.Errorf("settle %s: %w", d.To, err)
	}
	s.held.Delete(d.Token)
	if n == 0 {
		return false, ErrNotMine
	}
	return n == 2, nil
}

// Known says whether a person's record stood behind the message when it was
// drawn.
func (d Drawn) Known() bool { return d.Version != "" }

// Drop forgets a lease without settling it; it is free a little later.
func (s *Store) Drop(d Drawn) { s.held.Delete(d.Token) }

// welcome clears the mark of somebody who was gone, and wakes what waited.
func (s *Store) welcome(b *batch, who flows.ID) {
	b.back(s.keys.gone(), s.keys.replies(who), s.keys.ready(), s.keys.notices(who), who)
}

// Welcome clears the mark of somebody who came back and wakes what waited.
func (s *Store) Welcome(ctx context.Context, who flows.ID) error {
	b := s.newBatch()
	s.welcome(b, who)
	_, err := s.exec(ctx, b)
	return wrap("welcome back", err)
}

// shownAt is where a message stands in the list of what a chat showed: by the
// hour, which is all that it tells in clear, and in it by the message's number.
func shownAt(unix int64, message int) string {
	const most = 1 << 22 // what a float of this size tells apart
	return strconv.FormatFloat(float64(hourOf(unix))+float64(message%most)/most, 'f', 7, 64)
}

// Shown lists the message ids that a private chat showed since a moment.
func (s *Store) Shown(ctx context.Context, who flows.ID, since time.Time) ([]int, error) {
	var ids []int
	err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: s.keys.shown(who), Start: hourOf(since.Unix()), Stop: "+inf", ByScore: true,
	}).ScanSlice(&ids)
	if err != nil {
		return nil, fmt.Errorf("list messages of %s: %w", who, err)
	}
	return ids, nil
}

// forget drops what is known of messages that are deleted: the screen record if
// it is about one of them, their place in the list, their deletion later.
//
//	KEYS: screen, shown, later, laterBody
//	ARGV: for each message: its id, the id of its deletion
var forget = newScript(`
local call = redis.call
local screen = string.match(call('GET', KEYS[1]) or '', ' (%d+)$')
for i = 1, #ARGV, 2 do
	if ARGV[i] == screen then call('DEL', KEYS[1]) end
	call('ZREM', KEYS[2], ARGV[i])
	call('ZREM', KEYS[3], ARGV[i + 1])
	call('HDEL', KEYS[4], ARGV[i + 1])
end
return 1`)

// Forget notes that messages of a private chat are deleted: nobody deletes them
// again.
func (s *Store) Forget(ctx context.Context, who flows.ID, messages []int) error {
	args := make([]any, 0, 2*len(messages))
	for _, m := range messages {
		args = append(args, m, s.vanishID(who, m))
	}
	return wrap("forget deleted messages of "+who.String(),
		s.run(ctx, forget, []string{s.keys.screen(who), s.keys.shown(who), s.keys.later(), s.keys.laterBody()}, args...).Err())
}

// split puts several entries in the place of the drawn one and ends its lease.
//
//	KEYS: leases, ready of the lane, list of the lane
//	ARGV: person, token, payloads...
//	Returns 1, or 0 if the lease was lost; then nothing changes.
var split = newScript(clockScript + `
local call, who = redis.call, ARGV[1]
if call('HGET', KEYS[1], who) ~= ARGV[2] then return 0 end
call('HDEL', KEYS[1], who)
call('LPOP', KEYS[3])
for i = #ARGV, 3, -1 do call('LPUSH', KEYS[3], ARGV[i]) end
call('ZADD', KEYS[2], clock(), who)
return 1`)

// Split puts several entries in the place of a drawn one, which are then to be
// drawn anew. It returns ErrNotMine if the lease was lost.
func (s *Store) Split(ctx context.Context, d Drawn, into []Outgoing) error {
	args := []any{d.To.String(), d.Token}
	for _, m := range into {
		m.Other = true // it answers nothing that is fresh
		args = append(args, s.payload(m))
	}
	ready, list, _ := s.lane(d.To, d.Lane)
	n, err := s.run(ctx, split, []string{s.keys.leases(), ready, list}, args...).Int()
	if err != nil {
		return fmt.Errorf("split a message to %s: %w", d.To, err)
	}
	s.held.Delete(d.Token)
	if n == 0 {
		return ErrNotMine
	}
	return nil
}
