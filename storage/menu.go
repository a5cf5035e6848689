package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// Menu is what Telegram was last told of the commands in the chat of somebody
// with a role. It is written before Telegram is asked, with no Mark, so that
// whoever comes after a crash knows that there may be a menu to take away.
// Field numbers are a format: never reuse one.
type Menu struct {
	Chat    int64  `cbor:"1,keyasint"`
	Mark    string `cbor:"2,keyasint,omitempty"` // of the commands that are set; "": not known
	Refused string `cbor:"3,keyasint,omitempty"` // of those that Telegram would not take ...
	Again   int64  `cbor:"4,keyasint,omitempty"` // ... and when to ask it again (domain time, unix s)
}

// menuRecord is a menu as it is stored. Its field in the hash leads back to
// nobody, for whoever has a menu has a role.
type menuRecord struct {
	Menu
	Who []byte `cbor:"5,keyasint,omitempty"` // whose chat; without it the field says so, as it used to
}

// menuField is where somebody's menu stands.
func (s *Store) menuField(who flows.ID) seal.ID {
	sum := s.sealer.MAC("menu", string(who[:]))
	return seal.ID(sum[:16])
}

// menuLease is how long one process keeps the right to set menus after it last
// asked for it: longer than a call to Telegram takes.
const menuLease = 30 * time.Second

// Menus reads all of them. Whose menu cannot be read is not among them, unless an
// older version wrote it: then nothing is known of it but whose it is.
func (s *Store) Menus(ctx context.Context) (map[flows.ID]Menu, error) {
	raws, err := s.rdb.HGetAll(ctx, s.keys.menus()).Result()
	if err != nil {
		return nil, fmt.Errorf("read the menus: %w", err)
	}
	all := make(map[flows.ID]Menu, len(raws))
	for name, raw := range raws {
		field, err := seal.ParseID(name)
		if err != nil {
			continue // no name of ours
		}
		var r menuRecord
		plain, err := s.sealer.Open("menu", field[:], []byte(raw))
		if err == nil {
			err = cbor.Unmarshal(plain, &r)
		}
		if err != nil {
			r = menuRecord{}
		}
		who := flows.ID(field)
		if len(r.Who) == len(who) {
			who = flows.ID(r.Who)
		}
		if had, twice := all[who]; twice && had != (Menu{}) { // an older one of the same person
			continue
		}
		all[who] = r.Menu
	}
	return all, nil
}

// PutMenu notes what Telegram is about to be told, or was.
func (s *Store) PutMenu(ctx context.Context, who flows.ID, m Menu) error {
	plain, err := Marshal(menuRecord{Menu: m, Who: who[:]})
	if err != nil {
		return fmt.Errorf("encode a menu: %w", err)
	}
	field := s.menuField(who)
	b := s.newBatch()
	b.write(s.keys.menus(), "HSET", field.String(), s.sealer.Seal("menu", field[:], plain))
	b.write(s.keys.menus(), "HDEL", who.String()) // as an older version wrote it
	_, err = s.exec(ctx, b)
	return wrap("note a menu", err)
}

// dropMenu forgets a menu that Telegram has taken away.
//
//	KEYS: menus, person record, rewrite
//	ARGV: the menu's field, and what it was called by an older version
var dropMenu = newScript(`
redis.call('HDEL', KEYS[1], ARGV[1], ARGV[2])
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('INCR', KEYS[3]) end
return 1`)

// DropMenu forgets a menu that Telegram has taken away. If its owner has erased
// themselves, this was the last of them, and the append-only file is to forget
// it too.
func (s *Store) DropMenu(ctx context.Context, who flows.ID) error {
	err := s.run(ctx, dropMenu, []string{s.keys.menus(), s.keys.person(who), s.keys.rewrite()}, s.menuField(who).String(), who.String()).Err()
	return wrap("forget a menu", err)
}

// MenuKeeper asks for the right to set menus: one process at a time, or an
// older decision could reach Telegram after a newer one.
func (s *Store) MenuKeeper(ctx context.Context) (bool, error) {
	n, err := s.run(ctx, poll, []string{s.keys.menuKeeper()}, s.holder, menuLease.Milliseconds()).Int()
	return n == 1, wrap("ask for the right to set menus", err)
}

// ReleaseMenus lets another process set menus at once.
func (s *Store) ReleaseMenus(ctx context.Context) error {
	return wrap("release the right to set menus", s.run(ctx, release, []string{s.keys.menuKeeper()}, s.holder).Err())
}

// ErrNotKeeper says that another process sets menus.
var ErrNotKeeper = errors.New("another process sets the menus")
