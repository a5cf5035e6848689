package storage

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// RunProgress is how far a run has come, as organisers see it.
func (s *Store) RunProgress(r *Run) flows.RunProgress {
	return flows.RunProgress{
		Known: true, Paused: r.State == RunPaused, Over: (r.State == RunDone || r.State == RunStopped) && r.Waiting == 0, Urgent: r.Urgent,
		Reached: r.Sent, Unreachable: r.Unreachable, Failed: r.Failed, Others: r.Skipped + r.Stopped + r.Left,
		Remaining: r.Remaining(), Ran: r.Ran, Since: r.Since, Pace: s.pace.Total,
	}
}

// Remaining is how many people are still to be done with; an estimate if nobody
// counted them before the start.
func (r *Run) Remaining() int {
	total := max(r.Expected, r.Matched)
	switch {
	case r.State == RunStopped || r.State == RunDone:
		return r.Waiting
	case r.Cursor >= r.Bound:
		total = r.Matched
	case r.Expected == 0 && r.Cursor > 0:
		total = int(math.Ceil(float64(r.Matched) * float64(r.Bound) / float64(r.Cursor)))
	}
	return max(total-r.Finished(), r.Waiting)
}

// Watch is a message that shows somebody how far a run has come.
type Watch struct {
	Run     RunID
	Who     flows.ID
	Message int
	Shows   string // what Show was told last
}

func watchField(run RunID, who flows.ID) string { return string(run) + ":" + who.String() }

// Watches lists the messages that show how far runs have come.
func (s *Store) Watches(ctx context.Context) ([]Watch, error) {
	all, err := s.rdb.HGetAll(ctx, s.keys.watched()).Result()
	if err != nil {
		return nil, fmt.Errorf("list who watches bulk: %w", err)
	}
	var list []Watch
	for _, field := range slices.Sorted(maps.Keys(all)) {
		run, who, ok := strings.Cut(field, ":")
		id, err := seal.ParseID(who)
		if !ok || err != nil { // what one shows
			continue
		}
		n, _ := strconv.Atoi(all[field])
		list = append(list, Watch{Run: RunID(run), Who: flows.ID(id), Message: n, Shows: all[field+":s"]})
	}
	return list, nil
}

// Watched is the message that shows somebody a run; 0 if there is none.
func (s *Store) Watched(ctx context.Context, run RunID, who flows.ID) (int, error) {
	n, err := s.rdb.HGet(ctx, s.keys.watched(), watchField(run, who)).Int()
	if err == redis.Nil {
		return 0, nil
	}
	return n, wrap("look who watches run "+string(run), err)
}

// showAgain queues an edit of a message that shows a run, at the head of all
// bulk: after every reply, before the next announcements.
//
//	KEYS: watched, list of bulk, bready, leases, pace, person record
//	ARGV: run, person, message id, what it shows then, ms between two edits,
//	      payload, 1 if this is the last edit
//	Returns 1, or 0 if the message is another now, an edit of it still waits,
//	was made a moment ago, or something else was just sent to the person.
var showAgain = newScript(clockScript + `
local call, who = redis.call, ARGV[2]
local field = ARGV[1] .. ':' .. who
if call('HGET', KEYS[1], field) ~= ARGV[3] or call('EXISTS', KEYS[6]) == 0 or call('HEXISTS', KEYS[4], who) == 1 then return 0 end
local now = clock()
if tonumber(call('GET', KEYS[5]) or '0') > now then return 0 end
local at = string.match(call('HGET', KEYS[1], field .. ':s') or '', ' (%d+)$')
if at and now - at < tonumber(ARGV[5]) and now >= tonumber(at) then return 0 end
for _, body in ipairs(call('LRANGE', KEYS[2], 0, -1)) do
	if string.sub(body, 1, 1) == 'e' and string.sub(body, 3, 14) == ARGV[1] then return 0 end
end
call('RPUSH', KEYS[2], ARGV[6])
local head = call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
call('ZADD', KEYS[3], head[2] and math.min(head[2] - 1, now) or now, who)
if ARGV[7] == '1' then
	call('HDEL', KEYS[1], field, field .. ':s')
else
	call('HSET', KEYS[1], field .. ':s', ARGV[4] .. ' ' .. string.format('%.0f', now))
end
return 1`)

// Show edits a message that shows a run, unless one edit of it waits or less
// than every has passed since. what tells this state of the run from others;
// last says that there will be no more.
func (s *Store) Show(ctx context.Context, w Watch, what string, every time.Duration, body []byte, last bool) (bool, error) {
	end := 0
	if last {
		end = 1
	}
	k := s.keys
	n, err := s.run(ctx, showAgain, []string{k.watched(), k.bulk(w.Who), k.bulkReady(), k.leases(), k.pace(w.Who), k.person(w.Who)},
		string(w.Run), w.Who.String(), w.Message, what, every.Milliseconds(),
		"e0"+string(w.Run)+string(s.sealer.Seal("out", w.Who[:], body)), end).Int()
	return n == 1, wrap("show run "+string(w.Run), err)
}

// Unwatch forgets a message that shows a run, if it is still that one.
func (s *Store) Unwatch(ctx context.Context, run RunID, who flows.ID, message int) error {
	return wrap("forget who watches run "+string(run),
		s.run(ctx, unwatch, []string{s.keys.watched()}, watchField(run, who), message).Err())
}

// unwatch forgets a message that shows a run.
//
//	KEYS: watched
//	ARGV: field, message id
var unwatch = newScript(`
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1], ARGV[1] .. ':s') end
return 1`)

// Showed is what a message shows, without when.
func (w Watch) Showed() string {
	what, _, _ := strings.Cut(w.Shows, " ")
	return what
}
