package storage

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// farewellLasts is how long the message that says what was erased may wait for
// Telegram, in domain time.
const farewellLasts = 24 * time.Hour

// erase deletes everything that is a person's own. Seats and open answers are
// freed by their own effects in the same commit; counters stay. Messages that
// waited to be sent to them go too. They are told first; then what was to vanish
// from their chat later is deleted there.
func (s *Store) erase(ctx context.Context, b *batch, t Turn, e flows.Erase) error {
	l := t.Loaded
	who := l.who
	s.dropPerson(b, who)
	for _, a := range l.World.Board.News {
		of := watchField(AnnouncementRun(a.ID), who)
		b.write(s.keys.watched(), "HDEL", of, of+":s")
	}
	s.dropNotices(b, who)
	b.unpark(s.keys.parked(), who)
	s.callOffAll(b, who, "")
	b.write(s.keys.rewrite(), "INCR")
	if slices.ContainsFunc(t.Out, func(m Outgoing) bool { return m.To == who }) {
		b.write(s.keys.farewells(), "ZADD", t.Now+int64(farewellLasts/time.Second), who.String())
	}
	for _, k := range kinds() {
		k.erase(s, b, &l.Person)
	}
	return s.unname(ctx, b, who, e.As)
}

// dropPerson deletes a person's record and whatever waits to be sent to them but
// the list of replies: what that deletes may still be owed to them.
func (s *Store) dropPerson(b *batch, who flows.ID) {
	b.write(s.keys.person(who), "DEL")
	b.write(s.keys.audience(), "ZREM", who.String())
	b.write(s.keys.gone(), "SREM", who.String())
	b.write(s.keys.screen(who), "DEL")
	b.write(s.keys.shown(who), "DEL")
	b.write(s.keys.recent(), "ZREM", who.String())
	b.dropBulk(s.keys.bulk(who), s.keys.runCounts())
	b.write(s.keys.heldBulk(), "SREM", who.String())
	b.write(s.keys.bulkReady(), "ZREM", who.String())
	b.write(s.keys.ready(), "ZREM", who.String())
	b.write(s.keys.notices(who), "DEL")
	b.write(s.keys.noticesReady(), "ZREM", who.String())
	b.write(s.keys.leases(), "HDEL", who.String())
	b.write(s.keys.pace(who), "DEL")
}

// unname puts a one-off pseudonym, and no name, into what the log of roles says of somebody.
// Nobody else adds entries of theirs, and their own turns are behind this one.
func (s *Store) unname(ctx context.Context, b *batch, who, as flows.ID) error {
	if as == (flows.ID{}) { // which stands for an author
		as = flows.ID(seal.Random(len(as)))
	}
	all, err := s.rdb.LRange(ctx, s.keys.audit(), 0, -1).Result()
	if err != nil {
		return fmt.Errorf("read the log of roles: %w", err)
	}
	var swaps []any
	for _, raw := range all {
		e, err := s.openAudit(raw)
		if err != nil || e.Who != who { // one that cannot be read names nobody
			continue
		}
		e.Who, e.Name = as, ""
		plain, err := Marshal(e)
		if err != nil {
			return fmt.Errorf("encode an audit entry: %w", err)
		}
		swaps = append(swaps, raw, s.sealer.Seal("audit", nil, plain))
	}
	if len(swaps) > 0 {
		b.write(s.keys.audit(), "SWAP", swaps...)
	}
	return nil
}

// dropFarewell forgets what Telegram did not take for somebody who is gone. Who
// has come back keeps what waits for them.
//
//	KEYS: farewells, person record, list of replies, ready, list of bulk,
//	      bready, rewrite, list of notices, nready
//	ARGV: person
var dropFarewell = newScript(`
local call, who = redis.call, ARGV[1]
if call('ZREM', KEYS[1], who) == 0 or call('EXISTS', KEYS[2]) == 1 then return 0 end
call('DEL', KEYS[3], KEYS[5], KEYS[8])
call('ZREM', KEYS[4], who)
call('ZREM', KEYS[6], who)
call('ZREM', KEYS[9], who)
call('INCR', KEYS[7])
return 1`)

// SweepFarewells forgets what still waits to be sent to people who erased
// themselves a day ago.
func (s *Store) SweepFarewells(ctx context.Context, now time.Time) error {
	late, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: s.keys.farewells(), Start: "-inf", Stop: strconv.FormatInt(now.Unix(), 10), ByScore: true, Count: 1000,
	}).Result()
	if err != nil {
		return fmt.Errorf("look for late farewells: %w", err)
	}
	for _, text := range late {
		id, err := seal.ParseID(text)
		if err != nil {
			return fmt.Errorf("farewells: %w", err)
		}
		who, k := flows.ID(id), s.keys
		if err := s.run(ctx, dropFarewell, []string{k.farewells(), k.person(who), k.replies(who), k.ready(), k.bulk(who), k.bulkReady(), k.rewrite(),
			k.notices(who), k.noticesReady()}, text).Err(); err != nil {
			return fmt.Errorf("drop a late farewell: %w", err)
		}
	}
	return nil
}
