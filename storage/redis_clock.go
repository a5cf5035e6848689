package storage

import (
	"context"
	"time"
)

// keepTime notes Redis' clock. If it has stepped back since a process noted it
// last, whatever was put off comes as much earlier, so that nobody waits for the
// clock, and no lease lasts longer than its rule allows.
//
//	KEYS: clock, ready, nready, bready, queues, then keys that expire
//	ARGV: for each of the latter: how long it lasts at most (ms)
//	Returns by how many ms the clock has stepped back, or 0.
var keepTime = newScript(clockScript + `
local call, now = redis.call, clock()
local back = tonumber(call('GET', KEYS[1]) or '0') - now
call('SET', KEYS[1], string.format('%.0f', now))
if back < 100 then return 0 end
for i = 2, 5 do
	local late = call('ZRANGEBYSCORE', KEYS[i], '(' .. string.format('%.0f', now), '+inf', 'WITHSCORES')
	for j = 1, #late, 2 do call('ZADD', KEYS[i], 'XX', math.max(late[j + 1] - back, now), late[j]) end
end
for i = 6, #KEYS do
	if call('PTTL', KEYS[i]) > tonumber(ARGV[i - 5]) then call('PEXPIRE', KEYS[i], ARGV[i - 5]) end
end
return back`)

// keepTime runs with every heartbeat, in every process; the first to see a step
// mends it.
func (s *Store) keepTime(ctx context.Context) (back time.Duration, err error) {
	holders, err := s.rdb.HKeys(ctx, s.keys.running()).Result()
	if err != nil {
		return 0, wrap("note Redis' clock", err)
	}
	k := s.keys
	keys := []string{k.clock(), k.ready(), k.noticesReady(), k.bulkReady(), k.queues(), k.poller(), k.enqueuer(), k.menuKeeper()}
	args := []any{beatLasts.Milliseconds(), beatLasts.Milliseconds(), menuLease.Milliseconds()}
	for _, h := range holders {
		keys, args = append(keys, k.holder(h)), append(args, beatLasts.Milliseconds())
	}
	ms, err := s.run(ctx, keepTime, keys, args...).Int64()
	return time.Duration(ms) * time.Millisecond, wrap("note Redis' clock", err)
}
