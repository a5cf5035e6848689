package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// whyMost is how much of an error is kept with an update given up on.
const whyMost = 600

// Given is an update that was given up on, without what anybody wrote.
type Given struct {
	Update int       // its id at Telegram; 0 if it cannot be opened
	Sent   time.Time // when Telegram took it; zero if it does not say
	At     time.Time // when it was given up on, domain time; zero if it is older than that was kept
	Tries  int
	Why    string // the error, as it was logged
	Broken error  // why it cannot be opened; else nil
	entry  string
}

// GiveUp moves the head of a queue to the updates that are kept, with the
// reason.
func (s *Store) GiveUp(ctx context.Context, u *ParkedUpdate, at time.Time, why error) error {
	text := ""
	if why != nil {
		text = why.Error()
	}
	if len(text) > whyMost {
		text = strings.ToValidUTF8(text[:whyMost], "")
	}
	_, sealed, _ := strings.Cut(u.entry, "|")
	note := s.sealer.Seal("why", u.Chat[:], []byte(text))
	// The note has a length before it, for neither of the two is text.
	u.kept = fmt.Sprintf("%d,%d,%d|%s%s", u.Tries, at.Unix(), len(note), note, sealed)
	return s.Dequeue(ctx, u, FatePark, 0)
}

// GivenUp lists the updates that were given up on, oldest first.
func (s *Store) GivenUp(ctx context.Context) ([]Given, error) {
	entries, err := s.rdb.LRange(ctx, s.keys.parked(), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("list updates given up on: %w", err)
	}
	all := make([]Given, len(entries))
	for i, entry := range entries {
		all[i] = s.given(entry)
	}
	return all, nil
}

func (s *Store) given(entry string) Given {
	g := Given{entry: entry}
	who, head, sealed, note, err := splitParked(entry)
	if err != nil {
		g.Broken = err
		return g
	}
	fields := strings.Split(head, ",")
	g.Tries, _ = strconv.Atoi(fields[0])
	if len(fields) == 3 {
		if at, _ := strconv.ParseInt(fields[1], 10, 64); at != 0 {
			g.At = time.Unix(at, 0)
		}
		why, err := s.sealer.Open("why", who[:], []byte(note))
		if err == nil {
			g.Why = string(why)
		}
	}
	raw, err := s.sealer.Open("update", who[:], []byte(sealed))
	if err != nil {
		g.Broken = err
		return g
	}
	type dated struct {
		Date int64 `json:"date"`
	}
	var u struct {
		ID      int   `json:"update_id"`
		Message dated `json:"message"`
		Edited  dated `json:"edited_message"`
	}
	if err := json.Unmarshal(raw, &u); err != nil {
		g.Broken = errors.New("it is no update") // the parser's error would quote it
		return g
	}
	if g.Update = u.ID; u.Message.Date+u.Edited.Date != 0 {
		g.Sent = time.Unix(u.Message.Date+u.Edited.Date, 0)
	}
	return g
}

// splitParked takes an entry apart: person, what stands in clear, the sealed
// update, the sealed reason if there is one.
func splitParked(entry string) (who flows.ID, head, sealed, note string, err error) {
	text, rest, ok := strings.Cut(entry, "|")
	id, bad := seal.ParseID(text)
	head, sealed, more := strings.Cut(rest, "|")
	if !ok || !more || bad != nil {
		return who, "", "", "", errors.New("it is damaged")
	}
	if fields := strings.Split(head, ","); len(fields) == 3 {
		n, err := strconv.Atoi(fields[2])
		if err != nil || n < 0 || n > len(sealed) {
			return who, "", "", "", errors.New("it is damaged")
		}
		note, sealed = sealed[:n], sealed[n:]
	}
	return flows.ID(id), head, sealed, note, nil
}

// retryGiven puts an update that was given up on behind its chat again.
//
//	KEYS: parked, queue, queues
//	ARGV: entry, entry of the queue, chat
//	Returns 1, or 0 if it is not there any more.
var retryGiven = newScript(clockScript + `
local call = redis.call
if call('LREM', KEYS[1], 1, ARGV[1]) == 0 then return 0 end
call('RPUSH', KEYS[2], ARGV[2])
call('ZADD', KEYS[3], 'NX', clock(), ARGV[3])
return 1`)

// Retry lets a running bot try an update again that was given up on, as if it
// had just come. It says whether it was still there.
func (s *Store) Retry(ctx context.Context, g Given) (bool, error) {
	who, _, sealed, _, err := splitParked(g.entry)
	if err != nil {
		return false, err
	}
	if err := s.Tried(ctx, g.Update); err != nil {
		return false, err
	}
	n, err := s.run(ctx, retryGiven, []string{s.keys.parked(), s.keys.queue(who), s.keys.queues()}, g.entry, "0|"+sealed, who.String()).Int()
	return n == 1, wrap("try an update again", err)
}

// DropGiven deletes an update that was given up on. It says whether it was
// still there.
func (s *Store) DropGiven(ctx context.Context, g Given) (bool, error) {
	n, err := s.rdb.LRem(ctx, s.keys.parked(), 1, g.entry).Result()
	return n == 1, wrap("delete an update", err)
}
