package storage

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// RunID names one bulk run: 12 characters of A-Z a-z 0-9 - _. It stands in
// clear before every message of the run.
type RunID string

const runIDSize = 12

// NewRunID makes an id for a run that is started once, by a person.
func NewRunID() RunID { return RunID(base64.RawURLEncoding.EncodeToString(seal.Random(9))) }

// RunIDOf is the id of a run that several processes may try to start, such as
// an occurrence of a job: the same name gives the same id.
func RunIDOf(name string) RunID {
	sum := sha256.Sum256([]byte(name))
	return RunID(base64.RawURLEncoding.EncodeToString(sum[:9]))
}

// RunState is where a bulk run stands.
type RunState string

// A run begins Running. Done and Stopped are final; what still waits of a
// stopped run is dropped and counted when it would be sent.
const (
	RunRunning RunState = "running"
	RunPaused  RunState = "paused"
	RunStopped RunState = "stopped"
	RunDone    RunState = "done"
)

// Audience says who gets a bulk message; an empty list means all.
type Audience struct {
	Areas []string     `cbor:"1,keyasint,omitempty"`
	Langs []flows.Lang `cbor:"2,keyasint,omitempty"`
	// Session is one that they must have a place in, or wait for.
	Session string `cbor:"112,keyasint,omitempty"`
	// Came adds those who checked in at the session by its code.
	Came bool `cbor:"275,keyasint,omitempty"`
}

// Has says whether somebody belongs to the audience. People without a chat
// (children, of whom nothing is kept) belong to none.
func (a Audience) Has(p *flows.Person) bool {
	if p.Chat == 0 || !a.has(p.Area, p.Lang) {
		return false
	}
	if a.Session != "" { // who came by invitation or by role need not be a resident
		return slices.Contains(p.Sessions, a.Session) || a.Came && slices.Contains(p.Came, a.Session)
	}
	return p.Registered() && p.Area != ""
}

func (a Audience) has(area string, lang flows.Lang) bool {
	return (len(a.Areas) == 0 || slices.Contains(a.Areas, area)) && (len(a.Langs) == 0 || slices.Contains(a.Langs, lang))
}

// RunSpec is what a run is told at its start; it never changes and is stored
// sealed. Field numbers are a format: never reuse one.
type RunSpec struct {
	ID       RunID    `cbor:"-"`
	Kind     string   `cbor:"1,keyasint"` // who knows how to make messages of Content
	Content  []byte   `cbor:"2,keyasint,omitempty"`
	Audience Audience `cbor:"3,keyasint"`
	Urgent   bool     `cbor:"4,keyasint,omitempty"` // passes quiet hours, and goes before the others
	Expected int      `cbor:"5,keyasint,omitempty"` // people in the audience, as counted before the start
}

// Run is a bulk run and how far it has come.
type Run struct {
	RunSpec
	State  RunState
	Cursor int64 // joining number up to which people were looked at
	Bound  int64 // joining number of the last who had joined at the start
	RunCounts
	Started, Ended time.Time     // domain time; Ended is zero until then
	Ran            time.Duration // without pauses and quiet hours, until Since
	Since          time.Time     // since when it runs without a pause; zero if it does not
}

// RunCounts counts people. Once a run has ended, Matched is the sum of Sent,
// Unreachable, Failed, Skipped, Stopped and Left.
type RunCounts struct {
	Matched     int // of the audience, so far
	Enqueued    int
	Waiting     int // enqueued, and neither sent nor dropped yet
	Sent        int
	Unreachable int // blocked the bot, or are gone from Telegram
	Failed      int // Telegram refused, or twice gave no answer
	Skipped     int // want no pushes, or there is nothing for them
	Stopped     int // waited when the run was stopped
	Left        int // erased themselves before it reached them
}

// Finished is how many people the run has to do with no more.
func (c RunCounts) Finished() int {
	return c.Sent + c.Unreachable + c.Failed + c.Skipped + c.Stopped + c.Left
}

// End is how a bulk message ended, as the run's counters name it.
type End string

// The ends of a message.
const (
	EndSent        End = "sent"
	EndUnreachable End = "unreachable"
	EndFailed      End = "failed"
	EndSkipped     End = "skipped"
	endStopped     End = "stopped"
	endLeft        End = "left"
)

// countEnd stands before every script in which a bulk message may end. It
// counts the end for the message's run, in the same script, so that a report
// is true to the last one whoever dies.
const countEnd = `
local function countEnd(runs, body, how)
	if not body or string.sub(body, 1, 1) ~= 'b' then return end
	local run = string.sub(body, 3, 14)
	redis.call('HINCRBY', runs, run .. ':' .. how, 1)
	redis.call('HINCRBY', runs, run .. ':waiting', -1)
end
`

// runClock stands before the scripts that start, hold and end runs. A run's
// clock runs while its messages may be sent.
const runClock = clockScript + `
local call = redis.call
local function held(runs, id)
	return call('HGET', runs, 'quiet') == '1' and call('HGET', runs, id .. ':urgent') ~= '1'
end
local function startClock(runs, id, now)
	if not held(runs, id) and (call('HGET', runs, id .. ':since') or '') == '' then
		call('HSET', runs, id .. ':since', now)
	end
end
local function stopClock(runs, id, now)
	local since = call('HGET', runs, id .. ':since') or ''
	if since ~= '' then
		call('HINCRBY', runs, id .. ':ran', math.max(now - since, 0))
		call('HSET', runs, id .. ':since', '')
	end
end
local function unpark(parked, ready)
	local now = clock()
	for _, who in ipairs(call('SMEMBERS', parked)) do call('ZADD', ready, 'NX', now, who) end
	call('DEL', parked)
end
`

// startRun begins a run unless there is one of this id.
//
//	KEYS: run, runs' counters, live runs, all runs, counter of joining numbers
//	ARGV: id, sealed spec, 1 if urgent, domain time (unix ms)
//	Returns 1, or 0 if it had been started before.
var startRun = newScript(runClock + `
if call('ZSCORE', KEYS[4], ARGV[1]) then return 0 end
call('SET', KEYS[1], ARGV[2])
call('HSET', KEYS[2], ARGV[1] .. ':state', 'running', ARGV[1] .. ':urgent', ARGV[3], ARGV[1] .. ':cursor', 0,
	ARGV[1] .. ':bound', call('GET', KEYS[5]) or '0', ARGV[1] .. ':started', ARGV[4])
startClock(KEYS[2], ARGV[1], ARGV[4])
call('SADD', KEYS[3], ARGV[1])
call('ZADD', KEYS[4], ARGV[4], ARGV[1])
return 1`)

// StartRun begins a run to everybody of its audience who has joined by now,
// and says whether it did: a run of this id that was started before is left as
// it is.
func (s *Store) StartRun(ctx context.Context, spec RunSpec, now time.Time) (bool, error) {
	if len(spec.ID) != runIDSize {
		return false, fmt.Errorf("start a run: %q is no id of a run", spec.ID)
	}
	raw, err := runs.seal(s, version("").next(), []byte(spec.ID), &spec)
	if err != nil {
		return false, err
	}
	urgent := 0
	if spec.Urgent {
		urgent = 1
	}
	k := s.keys
	n, err := s.run(ctx, startRun, []string{k.run(string(spec.ID)), k.runCounts(), k.liveRuns(), k.runs(), k.joined()},
		string(spec.ID), raw, urgent, now.UnixMilli()).Int()
	return n == 1, wrap("start run "+string(spec.ID), err)
}

// turnRun pauses, resumes or stops a run, if that is possible.
//
//	KEYS: runs' counters, people whose bulk is held, bready
//	ARGV: id, new state, domain time (unix ms)
//	Returns 1, or 0 if it was in no state for that.
var turnRun = newScript(runClock + `
local was, to = call('HGET', KEYS[1], ARGV[1] .. ':state'), ARGV[2]
if not (was == 'running' and to ~= 'running' or was == 'paused' and to ~= 'paused') then return 0 end
call('HSET', KEYS[1], ARGV[1] .. ':state', to)
if to == 'running' then
	startClock(KEYS[1], ARGV[1], ARGV[3])
else
	stopClock(KEYS[1], ARGV[1], ARGV[3])
end
if to == 'stopped' then call('HSET', KEYS[1], ARGV[1] .. ':ended', ARGV[3]) end
if to ~= 'paused' then unpark(KEYS[2], KEYS[3]) end
return 1`)

// PauseRun holds a running run: nothing more is enqueued, and what waits stays.
// Like its two siblings it says whether that changed anything.
func (s *Store) PauseRun(ctx context.Context, id RunID, now time.Time) (bool, error) {
	return s.turnRun(ctx, id, RunPaused, now)
}

// ResumeRun lets a paused run go on where it was.
func (s *Store) ResumeRun(ctx context.Context, id RunID, now time.Time) (bool, error) {
	return s.turnRun(ctx, id, RunRunning, now)
}

// StopRun ends a run for good. What waits is dropped and counted as Stopped;
// what is on the wire arrives.
func (s *Store) StopRun(ctx context.Context, id RunID, now time.Time) (bool, error) {
	return s.turnRun(ctx, id, RunStopped, now)
}

func (s *Store) turnRun(ctx context.Context, id RunID, to RunState, now time.Time) (bool, error) {
	n, err := s.run(ctx, turnRun, []string{s.keys.runCounts(), s.keys.heldBulk(), s.keys.bulkReady()},
		string(id), string(to), now.UnixMilli()).Int()
	return n == 1, wrap("make run "+string(id)+" "+string(to), err)
}

// quieten begins or ends quiet hours.
//
//	KEYS: runs' counters, people whose bulk is held, bready, live runs
//	ARGV: 1 or 0, domain time (unix ms)
//	Returns 1 if that changed anything.
var quieten = newScript(runClock + `
if (call('HGET', KEYS[1], 'quiet') or '0') == ARGV[1] then return 0 end
call('HSET', KEYS[1], 'quiet', ARGV[1])
for _, id in ipairs(call('SMEMBERS', KEYS[4])) do
	if held(KEYS[1], id) then
		stopClock(KEYS[1], id, ARGV[2])
	elseif call('HGET', KEYS[1], id .. ':state') == 'running' then
		startClock(KEYS[1], id, ARGV[2])
	end
end
if ARGV[1] == '0' then unpark(KEYS[2], KEYS[3]) end
return 1`)

// Quieten tells whether these are quiet hours, in which bulk that is not
// urgent is neither enqueued nor sent, by any process.
func (s *Store) Quieten(ctx context.Context, quiet bool, now time.Time) (changed bool, err error) {
	on := "0"
	if quiet {
		on = "1"
	}
	n, err := s.run(ctx, quieten, []string{s.keys.runCounts(), s.keys.heldBulk(), s.keys.bulkReady(), s.keys.liveRuns()},
		on, now.UnixMilli()).Int()
	return n == 1, wrap("tell quiet hours", err)
}

// ErrNoRun says that there is no run of this id.
var ErrNoRun = errors.New("no such run")

// runFields are a run's fields among all runs' counters, but for urgent.
func runFields() []string {
	return []string{"state", "cursor", "bound", "matched", "enqueued", "waiting", "sent", "unreachable", "failed",
		"skipped", "stopped", "left", "started", "ended", "ran", "since"}
}

// Run reads a run and its counters as they are at one moment.
func (s *Store) Run(ctx context.Context, id RunID) (*Run, error) {
	fields := runFields()
	of := make([]string, len(fields))
	for i, f := range fields {
		of[i] = string(id) + ":" + f
	}
	pipe := s.rdb.Pipeline()
	spec, counts := pipe.Get(ctx, s.keys.run(string(id))), pipe.HMGet(ctx, s.keys.runCounts(), of...)
	if _, err := pipe.Exec(ctx); errors.Is(err, redis.Nil) {
		return nil, ErrNoRun
	} else if err != nil {
		return nil, fmt.Errorf("read run %s: %w", id, err)
	}
	r := &Run{RunSpec: RunSpec{ID: id}}
	if _, err := runs.open(s, spec.Val(), []byte(id), &r.RunSpec); err != nil {
		return nil, fmt.Errorf("run %s: %w", id, err)
	}
	text := func(i int) string { t, _ := counts.Val()[i].(string); return t }
	number := func(i int) int64 { n, _ := strconv.ParseInt(text(i), 10, 64); return n }
	moment := func(i int) (t time.Time) {
		if n := number(i); n != 0 {
			t = time.UnixMilli(n)
		}
		return t
	}
	r.State, r.Cursor, r.Bound = RunState(text(0)), number(1), number(2)
	for i, n := range []*int{&r.Matched, &r.Enqueued, &r.Waiting, &r.Sent, &r.Unreachable, &r.Failed, &r.Skipped, &r.Stopped, &r.Left} {
		*n = int(number(3 + i))
	}
	r.Started, r.Ended, r.Ran, r.Since = moment(12), moment(13), time.Duration(number(14))*time.Millisecond, moment(15)
	return r, nil
}

// LiveRuns lists the ids of runs that still have something to do, the oldest
// first.
func (s *Store) LiveRuns(ctx context.Context) ([]RunID, error) {
	pipe := s.rdb.Pipeline()
	live, all := pipe.SMembers(ctx, s.keys.liveRuns()), pipe.ZRange(ctx, s.keys.runs(), 0, -1)
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("list live runs: %w", err)
	}
	var ids []RunID
	if len(live.Val()) == 0 {
		return nil, nil
	}
	for _, id := range all.Val() {
		if slices.Contains(live.Val(), id) {
			ids = append(ids, RunID(id))
		}
	}
	return ids, nil
}

// Runs lists the n latest runs, the latest first.
func (s *Store) Runs(ctx context.Context, n int) ([]RunID, error) {
	got, err := s.rdb.ZRevRange(ctx, s.keys.runs(), 0, int64(n)-1).Result()
	ids := make([]RunID, len(got))
	for i, id := range got {
		ids[i] = RunID(id)
	}
	return ids, wrap("list runs", err)
}
