package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// A process keeps one heartbeat of three seconds. Without it its leases are
// free. It stops sending well before that, so that two senders never have the
// same person.
const (
	beatEvery = time.Second
	beatLasts = 3 * time.Second
	beatTrust = 2500 * time.Millisecond
	reapEvery = time.Second
)

// heartbeat knows until when this process may trust its leases.
type heartbeat struct {
	mu    sync.Mutex
	until time.Time // monotonic
}

func (h *heartbeat) beat(at time.Time) {
	h.mu.Lock()
	h.until = at.Add(beatTrust)
	h.mu.Unlock()
}

// Trust says for how long the leases of this process still hold; 0 or less
// means that nothing may be sent.
func (s *Store) Trust() time.Duration {
	if !s.Sound() {
		return 0
	}
	s.alive.mu.Lock()
	defer s.alive.mu.Unlock()
	return time.Until(s.alive.until)
}

// Beat renews this process' heartbeat once.
func (s *Store) Beat(ctx context.Context) error {
	asked := time.Now()
	if err := s.rdb.Set(ctx, s.keys.holder(s.holder), 1, beatLasts).Err(); err != nil {
		return fmt.Errorf("renew the heartbeat: %w", err)
	}
	s.alive.beat(asked)
	return nil
}

// Keep renews the heartbeat and frees what dead processes held, until ctx
// ends. lost is called when Redis could not be reached, and once if it turns out
// to hold nothing of the programme (ErrDataLost) or what a newer version wrote
// (ErrNewerSchema); freed with the number
// of persons who got free; stepped with how far Redis' clock went back.
func (s *Store) Keep(ctx context.Context, lost func(error), freed func(int), stepped func(time.Duration)) error {
	orphans := map[string]int{}
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		sound := s.Sound()
		err := s.Beat(ctx)
		if err == nil {
			err = s.look(ctx)
		}
		if err == nil {
			err = s.checkSound(ctx)
		}
		if err == nil {
			var back time.Duration
			if back, err = s.keepTime(ctx); back > 0 {
				stepped(back)
			}
		}
		if err != nil && ctx.Err() == nil {
			if sound || s.Sound() { // of data that is not ours to write, one line is enough
				lost(err)
			}
		} else if n, err := s.reap(ctx, orphans); err == nil && n > 0 {
			freed(n)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// reap makes ready again whoever a dead process had leased.
//
//	KEYS: leases, ready, nready, bready, then for each lease of a dead holder:
//	      lists of replies, notices and bulk
//	ARGV: for each of them: person, token
//	Returns how many.
var reap = newScript(clockScript + `
local call, n, now = redis.call, 0, clock()
for i = 0, #ARGV / 2 - 1 do
	local who = ARGV[1 + 2 * i]
	if call('HGET', KEYS[1], who) == ARGV[2 + 2 * i] then
		call('HDEL', KEYS[1], who)
		for lane = 1, 3 do
			if call('LLEN', KEYS[4 + 3 * i + lane]) > 0 then call('ZADD', KEYS[1 + lane], now, who) end
		end
		n = n + 1
	end
end
return n`)

// cutToken splits a lease's token into its holder and its fence.
func cutToken(token string) (holder, fence string, ok bool) { return strings.Cut(token, ":") }

// flowsID is an ID as flows names it.
func flowsID(id seal.ID) flows.ID { return flows.ID(id) }

// orphanBeats is for how many beats a lease in this process' name may stay
// without anybody here knowing it (the answer that brought it was lost) before
// it is free: longer than any turn or draw takes.
const orphanBeats = 8

func (s *Store) reap(ctx context.Context, orphans map[string]int) (int, error) {
	all, err := s.rdb.HGetAll(ctx, s.keys.leases()).Result()
	if err != nil {
		return 0, fmt.Errorf("list leases: %w", err)
	}
	dead := map[string]bool{}
	for _, token := range all {
		holder, _, _ := cutToken(token)
		if holder != s.holder {
			dead[holder] = false
		}
	}
	lost := s.orphaned(all, orphans)
	for _, holder := range slices.Sorted(maps.Keys(dead)) {
		n, err := s.rdb.Exists(ctx, s.keys.holder(holder)).Result()
		if err != nil {
			return 0, fmt.Errorf("look for a heartbeat: %w", err)
		}
		dead[holder] = n == 0
	}
	keys := []string{s.keys.leases(), s.keys.ready(), s.keys.noticesReady(), s.keys.bulkReady()}
	var args []any
	for _, who := range slices.Sorted(maps.Keys(all)) {
		token := all[who]
		holder, _, _ := cutToken(token)
		id, err := seal.ParseID(who)
		if err != nil || !dead[holder] && !lost[token] {
			continue
		}
		keys = append(keys, s.keys.replies(flowsID(id)), s.keys.notices(flowsID(id)), s.keys.bulk(flowsID(id)))
		args = append(args, who, token)
		if len(args) >= 400 {
			break // the rest a second later
		}
	}
	if len(args) == 0 {
		return 0, nil
	}
	n, err := s.run(ctx, reap, keys, args...).Int()
	if err != nil {
		return 0, fmt.Errorf("free the leases of a dead process: %w", err)
	}
	return n, nil
}

// orphaned tells which of our own leases nobody here knows of, for long enough.
func (s *Store) orphaned(all map[string]string, orphans map[string]int) map[string]bool {
	lost := map[string]bool{}
	seen := map[string]bool{}
	for _, token := range all {
		if holder, _, _ := cutToken(token); holder != s.holder {
			continue
		}
		if _, known := s.held.Load(token); known {
			continue
		}
		seen[token] = true
		orphans[token]++
		lost[token] = orphans[token] > orphanBeats
	}
	for token := range orphans {
		if !seen[token] {
			delete(orphans, token)
		}
	}
	return lost
}

// Ends is what became of the processes that run or ran beside this one.
type Ends struct {
	Dead   int // ended uncleanly; they are told of once
	Living int // have a heartbeat, or had one a moment ago
}

// Begin notes that this process runs and says what became of those before it.
func (s *Store) Begin(ctx context.Context) (Ends, error) {
	if err := s.Beat(ctx); err != nil {
		return Ends{}, err
	}
	found, err := s.Ends(ctx)
	if err != nil {
		return found, err
	}
	if err := s.rdb.HSet(ctx, s.keys.running(), s.holder, place()).Err(); err != nil {
		return found, fmt.Errorf("note the start: %w", err)
	}
	return found, nil
}

// Ends looks for processes that ended without saying so: their heartbeat has run
// out, or they ran on this machine and are gone. What the latter held is free at
// once, the right to poll too.
func (s *Store) Ends(ctx context.Context) (found Ends, err error) {
	others, err := s.rdb.HGetAll(ctx, s.keys.running()).Result()
	if err != nil {
		return found, fmt.Errorf("look for an unclean end: %w", err)
	}
	here := place()
	for _, holder := range slices.Sorted(maps.Keys(others)) {
		at := others[holder]
		if holder == s.holder {
			continue
		}
		n, err := s.rdb.Exists(ctx, s.keys.holder(holder)).Result()
		if err != nil {
			return found, fmt.Errorf("look for a heartbeat: %w", err)
		}
		if n == 1 && !ended(at, here) {
			found.Living++
			continue
		}
		found.Dead++
		if err := s.bury(ctx, holder); err != nil {
			return found, fmt.Errorf("note an unclean end: %w", err)
		}
	}
	return found, nil
}

// bury frees what a dead process held.
func (s *Store) bury(ctx context.Context, holder string) error {
	if err := s.rdb.Del(ctx, s.keys.holder(holder)).Err(); err != nil {
		return err
	}
	for _, lease := range []string{s.keys.poller(), s.keys.enqueuer(), s.keys.menuKeeper()} {
		if err := s.run(ctx, release, []string{lease}, holder).Err(); err != nil {
			return err
		}
	}
	return s.rdb.HDel(ctx, s.keys.running(), holder).Err()
}

// End gives back everything this process holds, at once.
func (s *Store) End(ctx context.Context) error {
	pipe := s.rdb.Pipeline()
	pipe.Del(ctx, s.keys.holder(s.holder))
	pipe.HDel(ctx, s.keys.running(), s.holder)
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("end: %w", err)
	}
	err := s.ReleasePoller(ctx)
	if errors.Is(err, ErrDataLost) || errors.Is(err, ErrNewerSchema) { // nothing there is ours
		return nil
	}
	return err
}

// poll takes or renews the right to poll Telegram.
//
//	KEYS: poller
//	ARGV: holder, ms
//	Returns 1 if this process has it now.
var poll = newScript(`
local had = redis.call('GET', KEYS[1])
if had and had ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`)

// Poller asks for the right to poll Telegram for the next three seconds; one
// process of a programme has it.
func (s *Store) Poller(ctx context.Context) (bool, error) {
	n, err := s.run(ctx, poll, []string{s.keys.poller()}, s.holder, beatLasts.Milliseconds()).Int()
	if err != nil {
		return false, fmt.Errorf("ask for the poller's lease: %w", err)
	}
	return n == 1, nil
}

// release gives the poller's lease back if this process has it.
//
//	KEYS: poller
//	ARGV: holder
var release = newScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`)

// ReleasePoller lets another process poll at once.
func (s *Store) ReleasePoller(ctx context.Context) error {
	if err := s.run(ctx, release, []string{s.keys.poller()}, s.holder).Err(); err != nil {
		return fmt.Errorf("release the poller's lease: %w", err)
	}
	return nil
}
