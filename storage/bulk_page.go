package storage

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// The bounds of enqueueing: memory does not grow with the audience.
const (
	BulkPage    = 100  // people looked at, and at most enqueued, at once
	BulkWaiting = 1000 // a page is enqueued only while fewer wait that may be sent
)

// Recipient is one member of the audience.
type Recipient struct {
	ID     flows.ID
	Joined int64         // their joining number
	Person *flows.Person // nil: gone, or their record cannot be read
	Gone   bool          // they are known to have blocked the bot
}

// Recipients lists at most n people with joining numbers above after and at
// most till, in their order.
func (s *Store) Recipients(ctx context.Context, after, till int64, n int) ([]Recipient, error) {
	members, err := s.rdb.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{
		Key: s.keys.audience(), Start: "(" + strconv.FormatInt(after, 10), Stop: till, ByScore: true, Count: int64(n),
	}).Result()
	if err != nil || len(members) == 0 {
		return nil, wrap("list the audience", err)
	}
	all := make([]Recipient, 0, len(members))
	names := make([]any, len(members))
	records := make([]string, len(members))
	for i, m := range members {
		name, _ := m.Member.(string)
		id, err := seal.ParseID(name)
		if err != nil {
			return nil, fmt.Errorf("audience: %w", err)
		}
		all = append(all, Recipient{ID: flows.ID(id), Joined: int64(m.Score)})
		names[i], records[i] = name, s.keys.person(flows.ID(id))
	}
	pipe := s.rdb.Pipeline()
	raws, gone := pipe.MGet(ctx, records...), pipe.SMIsMember(ctx, s.keys.gone(), names...)
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read the audience: %w", err)
	}
	for i := range all {
		all[i].Gone = gone.Val()[i]
		raw, _ := raws.Val()[i].(string)
		var p flows.Person
		if v, err := people.open(s, raw, all[i].ID[:], &p); err == nil && v != "" {
			all[i].Person = &p
		}
	}
	return all, nil
}

// Page is the next part of a run.
type Page struct {
	Run      RunID
	From, To int64 // the cursor as it was read, and as it is afterwards
	Messages []Outgoing
	// Of the people between From and To who belong to the audience and get no
	// message:
	Unreachable, Skipped, Failed int
}

// Verdict is what became of a page.
type Verdict string

// A page is enqueued, or nothing is written.
const (
	PageDone  Verdict = "ok"
	PageFull  Verdict = "full"  // enough messages wait: again a little later
	PageMoved Verdict = "moved" // somebody else enqueued it: read the run again
	PageHeld  Verdict = "held"  // the run is paused, stopped or ended, or these are quiet hours
)

// enqueuePage puts a page's messages into their lists and moves the cursor, or
// does neither.
//
//	KEYS: runs' counters, live runs, bready, leases, then for each message:
//	      list of bulk, person record
//	ARGV: id, cursor as it was, as it will be, how many may wait, people
//	      without a message: unreachable, skipped, failed; then for each
//	      message: person, payload
//	Returns a Verdict.
var enqueuePage = newScript(runClock + `
local runs, id = KEYS[1], ARGV[1]
if call('HGET', runs, id .. ':state') ~= 'running' or held(runs, id) then return 'held' end
if call('HGET', runs, id .. ':cursor') ~= ARGV[2] then return 'moved' end
local waiting = 0
for _, other in ipairs(call('SMEMBERS', KEYS[2])) do
	if call('HGET', runs, other .. ':state') ~= 'paused' and not held(runs, other) then
		waiting = waiting + tonumber(call('HGET', runs, other .. ':waiting') or '0')
	end
end
if waiting >= tonumber(ARGV[4]) then return 'full' end
local now = clock()
local queued, left = 0, 0
for i = 8, #ARGV, 2 do
	local list, who = KEYS[i - 3], ARGV[i]
	if call('EXISTS', KEYS[i - 2]) == 0 then
		left = left + 1
	else
		queued = queued + 1
		call('RPUSH', list, ARGV[i + 1])
		if call('HEXISTS', KEYS[4], who) == 0 then call('ZADD', KEYS[3], 'NX', now, who) end
	end
end
local function add(what, n) if n > 0 then call('HINCRBY', runs, id .. ':' .. what, n) end end
add('matched', queued + left + ARGV[5] + ARGV[6] + ARGV[7])
add('enqueued', queued)
add('waiting', queued)
add('left', left)
add('unreachable', tonumber(ARGV[5]))
add('skipped', tonumber(ARGV[6]))
add('failed', tonumber(ARGV[7]))
call('HSET', runs, id .. ':cursor', ARGV[3])
return 'ok'`)

// EnqueuePage enqueues a page together with its checkpoint. A page that is
// given twice enqueues nobody twice: the cursor has moved.
func (s *Store) EnqueuePage(ctx context.Context, p Page) (Verdict, error) {
	keys := make([]string, 0, 4+2*len(p.Messages))
	keys = append(keys, s.keys.runCounts(), s.keys.liveRuns(), s.keys.bulkReady(), s.keys.leases())
	args := make([]any, 0, 7+2*len(p.Messages))
	args = append(args, string(p.Run), p.From, p.To, BulkWaiting, p.Unreachable, p.Skipped, p.Failed)
	for _, m := range p.Messages {
		keys = append(keys, s.keys.bulk(m.To), s.keys.person(m.To))
		args = append(args, m.To.String(), "b0"+string(p.Run)+string(s.sealer.Seal("out", m.To[:], m.Body)))
	}
	word, err := s.run(ctx, enqueuePage, keys, args...).Text()
	return Verdict(word), wrap("enqueue a page of run "+string(p.Run), err)
}

// finishRun ends a run that has nothing left to do.
//
//	KEYS: runs' counters, live runs
//	ARGV: id, domain time (unix ms)
//	Returns 1 if it has ended now.
var finishRun = newScript(runClock + `
local runs, id = KEYS[1], ARGV[1]
local function get(what) return tonumber(call('HGET', runs, id .. ':' .. what) or '0') end
local state = call('HGET', runs, id .. ':state')
if get('waiting') > 0 or state == 'paused' then return 0 end
if state == 'running' then
	if get('cursor') < get('bound') then return 0 end
	stopClock(runs, id, ARGV[2])
	call('HSET', runs, id .. ':state', 'done', id .. ':ended', ARGV[2])
end
return call('SREM', KEYS[2], id)`)

// FinishRun ends a run whose last message is settled, and says whether that
// was now.
func (s *Store) FinishRun(ctx context.Context, id RunID, now time.Time) (bool, error) {
	n, err := s.run(ctx, finishRun, []string{s.keys.runCounts(), s.keys.liveRuns()}, string(id), now.UnixMilli()).Int()
	return n == 1, wrap("end run "+string(id), err)
}

// Enqueuer asks for the right to enqueue bulk for the next three seconds; one
// process of a programme has it. Nothing but haste hangs on it: two that
// enqueue the same page enqueue it once.
func (s *Store) Enqueuer(ctx context.Context) (bool, error) {
	n, err := s.run(ctx, poll, []string{s.keys.enqueuer()}, s.holder, beatLasts.Milliseconds()).Int()
	return n == 1, wrap("ask for the enqueuer's lease", err)
}

// ReleaseEnqueuer lets another process enqueue at once.
func (s *Store) ReleaseEnqueuer(ctx context.Context) error {
	return wrap("release the enqueuer's lease", s.run(ctx, release, []string{s.keys.enqueuer()}, s.holder).Err())
}

// WantsPush says whether somebody may be sent what they did not ask for, now:
// they may have said STOP after it was enqueued.
func (s *Store) WantsPush(ctx context.Context, who flows.ID) (bool, error) {
	p, _, err := people.one(ctx, s, string(who[:]))
	if err != nil && !BadRecord(err) {
		return false, fmt.Errorf("look whether %s wants it: %w", who, err)
	}
	return p != nil && !p.Paused, nil
}

// forgetRun deletes a run that has ended.
//
//	KEYS: run, runs' counters, live runs, all runs
//	ARGV: id, fields...
var forgetRun = newScript(`
local call, id = redis.call, ARGV[1]
if call('SISMEMBER', KEYS[3], id) == 1 then return 0 end
call('DEL', KEYS[1])
call('ZREM', KEYS[4], id)
for i = 2, #ARGV do call('HDEL', KEYS[2], id .. ':' .. ARGV[i]) end
return 1`)

// SweepRuns forgets runs that were started before a moment and have ended,
// with what they said.
func (s *Store) SweepRuns(ctx context.Context, before time.Time) error {
	ids, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: s.keys.runs(), Start: "-inf", Stop: "(" + strconv.FormatInt(before.UnixMilli(), 10), ByScore: true, Count: 100,
	}).Result()
	if err != nil {
		return fmt.Errorf("look for old runs: %w", err)
	}
	for _, id := range ids {
		args := []any{id, "urgent"}
		for _, f := range runFields() {
			args = append(args, f)
		}
		if err := s.run(ctx, forgetRun, []string{s.keys.run(id), s.keys.runCounts(), s.keys.liveRuns(), s.keys.runs()}, args...).Err(); err != nil {
			return fmt.Errorf("forget run %s: %w", id, err)
		}
	}
	return nil
}
