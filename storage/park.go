package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// An update that cannot be committed in time is stored in its chat's queue and
// only then confirmed to Telegram. Later updates of that chat queue behind it.

// ParkedUpdate is the head of a chat's queue.
type ParkedUpdate struct {
	Chat  flows.ID
	Tries int
	Raw   []byte // the update as Telegram sent it
	entry string
	kept  string // what is kept of it once it is given up on; "": entry
}

// Received is an update as Telegram sent it.
type Received struct {
	ID  int
	Raw []byte
}

// enqueue adds updates to their chat's queue, each once.
//
//	KEYS: queue, queues, then for each update: seen bucket
//	ARGV: chat, ms until the first retry, then for each update: id, entry
//	Returns {1} if nothing of the chat waited before, else {0}; then for each
//	update 1, or 0 if it was committed meanwhile.
var enqueue = newScript(clockScript + `
local call, stored, any = redis.call, {0}, false
for i = 3, #KEYS do
	stored[i - 1] = 0
	if call('SISMEMBER', KEYS[i], ARGV[2 * i - 3]) == 0 then
		call('RPUSH', KEYS[1], ARGV[2 * i - 2])
		stored[i - 1], any = 1, true
	end
end
if any then stored[1] = call('ZADD', KEYS[2], 'NX', clock() + ARGV[2], ARGV[1]) end
return stored`)

// EnqueueAll stores updates of a chat behind whatever it has waiting, in their
// order and in one step. It says whether nothing waited before, and for each
// whether it was stored; one that was not
// was committed after all: an answer of Redis can be late. The same update stored
// twice is harmless: its second turn finds the id committed.
func (s *Store) EnqueueAll(ctx context.Context, chat flows.ID, updates []Received, wait time.Duration) (first bool, stored []bool, err error) {
	keys := append(make([]string, 0, 3+len(updates)), s.keys.queue(chat), s.keys.queues())
	args := append(make([]any, 0, 4+2*len(updates)), chat.String(), wait.Milliseconds())
	for _, u := range updates {
		keys = append(keys, s.keys.seen(u.ID))
		args = append(args, updateID(u.ID), "0|"+string(s.sealer.Seal("update", chat[:], u.Raw)))
	}
	got, err := s.run(ctx, enqueue, keys, args...).Slice()
	if err != nil {
		return false, nil, wrap("store updates", err)
	}
	for _, n := range got[1:] {
		stored = append(stored, n == int64(1))
	}
	return got[0] == int64(1), stored, nil
}

// Enqueue stores one update as EnqueueAll does, and returns ErrAgain if it was
// committed.
func (s *Store) Enqueue(ctx context.Context, chat flows.ID, update int, raw []byte, wait time.Duration) error {
	_, stored, err := s.EnqueueAll(ctx, chat, []Received{{update, raw}}, wait)
	if err == nil && !stored[0] {
		return ErrAgain
	}
	return err
}

// claim takes chats whose queues are due, for as long as a claim lasts.
//
//	KEYS: queues
//	ARGV: how many, ms that a claim lasts
//	Returns chats.
var claim = newScript(clockScript + `
local now = clock()
local chats = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, c in ipairs(chats) do redis.call('ZADD', KEYS[1], now + ARGV[2], c) end
return chats`)

// ClaimQueues takes up to n chats with parked updates that are due.
func (s *Store) ClaimQueues(ctx context.Context, n int, lasts time.Duration) ([]flows.ID, error) {
	chats, err := s.run(ctx, claim, []string{s.keys.queues()}, n, lasts.Milliseconds()).StringSlice()
	if err != nil {
		return nil, wrap("claim parked updates", err)
	}
	var ids []flows.ID
	for _, c := range chats {
		id, err := seal.ParseID(c)
		if err != nil {
			return nil, wrap("claim parked updates", err)
		}
		ids = append(ids, flowsID(id))
	}
	return ids, nil
}

// closeQueue takes a chat off the calendar if nothing came meanwhile.
//
//	KEYS: queue, queues
//	ARGV: chat
var closeQueue = newScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end
return 1`)

// QueueHead reads the first parked update of a chat; nil if there is none. One
// that is damaged is given up on, so that it does not stand in its chat's way.
func (s *Store) QueueHead(ctx context.Context, chat flows.ID) (*ParkedUpdate, error) {
	entry, err := s.rdb.LIndex(ctx, s.keys.queue(chat), 0).Result()
	if errors.Is(err, redis.Nil) {
		return nil, wrap("close a queue", s.run(ctx, closeQueue, []string{s.keys.queue(chat), s.keys.queues()}, chat.String()).Err())
	}
	if err != nil {
		return nil, wrap("read a parked update", err)
	}
	return s.openHead(ctx, chat, entry)
}

func (s *Store) openHead(ctx context.Context, chat flows.ID, entry string) (u *ParkedUpdate, err error) {
	tries, sealed, _ := strings.Cut(entry, "|")
	n, _ := strconv.Atoi(tries)
	u = &ParkedUpdate{Chat: chat, Tries: n, entry: entry}
	if u.Raw, err = s.sealer.Open("update", chat[:], []byte(sealed)); err != nil {
		if errors.Is(err, seal.ErrNotOpened) { // it never will, and others wait behind it
			err = errors.Join(err, s.Dequeue(ctx, u, FatePark, 0))
		}
		return nil, wrap("open a parked update", err)
	}
	return u, nil
}

// dequeue removes or rewrites the head of a queue, if it is still the head.
//
//	KEYS: queue, queues, parked
//	ARGV: chat, entry, 'done', 'again' or 'park', new entry or what is kept,
//	      ms until the next
//	Returns the head that is left, if it is another now; else ''.
var dequeue = newScript(clockScript + `
local call, head = redis.call, ''
if call('LINDEX', KEYS[1], 0) == ARGV[2] then
	if ARGV[3] == 'again' then
		call('LSET', KEYS[1], 0, ARGV[4])
	else
		call('LPOP', KEYS[1])
		if ARGV[3] == 'park' then
			call('RPUSH', KEYS[3], ARGV[1] .. '|' .. ARGV[4])
			call('LTRIM', KEYS[3], -10000, -1)
		end
		head = call('LINDEX', KEYS[1], 0) or ''
	end
end
if call('EXISTS', KEYS[1]) == 0 then
	call('ZREM', KEYS[2], ARGV[1])
else
	call('ZADD', KEYS[2], clock() + ARGV[5], ARGV[1])
end
return head`)

// Fate is what becomes of a parked update.
type Fate string

// The fates: committed; failed and to be tried again; given up on and kept.
const (
	FateDone  Fate = "done"
	FateAgain Fate = "again"
	FatePark  Fate = "park"
)

// Dequeue ends one attempt at a parked update. With FateAgain the attempt
// counts, and the next is after wait.
func (s *Store) Dequeue(ctx context.Context, u *ParkedUpdate, fate Fate, wait time.Duration) error {
	_, err := s.endAttempt(ctx, u, fate, wait)
	return err
}

// Next takes a parked update that is committed out of its queue and returns the one
// behind it, nil if there is none or if somebody else is at the queue. The chat's
// claim goes on for as long as it lasts.
func (s *Store) Next(ctx context.Context, u *ParkedUpdate, lasts time.Duration) (*ParkedUpdate, error) {
	entry, err := s.endAttempt(ctx, u, FateDone, lasts)
	if err != nil || entry == "" {
		return nil, err
	}
	return s.openHead(ctx, u.Chat, entry)
}

func (s *Store) endAttempt(ctx context.Context, u *ParkedUpdate, fate Fate, wait time.Duration) (head string, err error) {
	_, sealed, _ := strings.Cut(u.entry, "|")
	next := strconv.Itoa(u.Tries+1) + "|" + sealed
	if fate == FatePark {
		next = cmp.Or(u.kept, u.entry)
	}
	head, err = s.run(ctx, dequeue, []string{s.keys.queue(u.Chat), s.keys.queues(), s.keys.parked()},
		u.Chat.String(), u.entry, string(fate), next, wait.Milliseconds()).Text()
	return head, wrap("settle a parked update", err)
}

// Parked counts updates given up on, and chats with updates waiting.
func (s *Store) Parked(ctx context.Context) (parked, waiting int64, err error) {
	pipe := s.rdb.Pipeline()
	p, w := pipe.LLen(ctx, s.keys.parked()), pipe.ZCard(ctx, s.keys.queues())
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, 0, fmt.Errorf("count parked updates: %w", err)
	}
	return p.Val(), w.Val(), nil
}

// Try notes that an attempt at an update begins and says how many began before.
// It is used after an unclean end only, so that an update that kills the
// process cannot do so for ever.
func (s *Store) Try(ctx context.Context, update int) (int, error) {
	n, err := s.rdb.HIncrBy(ctx, s.keys.tries(), updateID(update), 1).Result()
	return int(n) - 1, wrap("note an attempt", err)
}

// TryAlone is Try for an attempt beside which the process does nothing else, of
// which it counts the earlier ones.
func (s *Store) TryAlone(ctx context.Context, update int) (int, error) {
	n, err := s.rdb.HIncrBy(ctx, s.keys.tries(), alone(update), 1).Result()
	return int(n) - 1, wrap("note an attempt", err)
}

func alone(update int) string { return updateID(update) + ":alone" }

// Tried forgets the attempts at an update: the last one ended, and the process
// did not.
func (s *Store) Tried(ctx context.Context, update int) error {
	return wrap("forget attempts", s.rdb.HDel(ctx, s.keys.tries(), updateID(update), alone(update)).Err())
}
