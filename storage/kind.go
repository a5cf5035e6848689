package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
)

// kind is a kind of versioned, sealed record. It is declared once, in kinds.go. From that
// it is read, compared, written, swept and erased.
type kind[T any] struct {
	// name is what its seal is bound to. It is stored with every record: never change it.
	name string
	// key is its key after the programme's prefix; the capitals stand for the id.
	key string
	// spell is how an id of bytes stands in the key; nil: as it is.
	spell func(id string) string
	// holds and goes are its line in the table of keys: what it is, and when it goes.
	holds, goes string

	// anybody says who may read a record whoever it is of (a flows.Record); nil: nobody.
	anybody func(*Loaded) bool
	// own says whether a record is somebody's own (a flows.Own); nil: it is nobody's.
	own func(*T, flows.ID) bool

	// until is the moment (unix s) at which a record goes by itself, and index names the
	// sorted set of ids by the hour of it. Both, or neither.
	until func(*T) int64
	index string
	// of are the ids of the records that go when somebody erases themselves.
	of func(*flows.Person) []string
	// with deletes what else stands somewhere about a record that goes.
	with func(*Store, *batch, string)

	head, tail string // of key, around the id
}

// anyKind is a kind whatever its Go type.
type anyKind interface {
	about(flows.Ask) (id string, mine, ok bool)
	may(l *Loaded, mine bool) bool
	at(all keys, id string) string
	read(s *Store, l *Loaded, raw, id string, mine bool) (record any, v version, err error)
	change(s *Store, b *batch, l *Loaded, id string, to any) error
	erase(s *Store, b *batch, p *flows.Person)
	sweep(ctx context.Context, s *Store, now time.Time) error
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func declare[T any](k kind[T]) *kind[T] {
	k.head, k.tail = k.key, ""
	if at := strings.IndexAny(k.key, capitals); at >= 0 {
		k.head, k.tail = k.key[:at], strings.TrimLeft(k.key[at:], capitals)
	}
	return &k
}

// at is the key of a record.
func (k *kind[T]) at(all keys, id string) string {
	if k.spell != nil {
		id = k.spell(id)
	}
	return all.prefix + k.head + id + k.tail
}

// seal is a record as it is stored. id binds it to its key: it opens under no other.
func (k *kind[T]) seal(s *Store, v version, id []byte, record *T) ([]byte, error) {
	return s.encode(v, k.name, id, record)
}

// open decodes what was read under an id; the version is "" if there is nothing.
func (k *kind[T]) open(s *Store, raw string, id []byte, into *T) (version, error) {
	v, err := s.decode(raw, k.name, id, into)
	if err != nil {
		return "", fmt.Errorf("read a record: %w", err)
	}
	return v, nil
}

// loaded is a record as it was read; nil, of version "", if there is none, or if it does
// not open, which err says.
type loaded[T any] struct {
	record *T
	v      version
	err    error
}

// load reads the records of these ids, in one round trip.
func (k *kind[T]) load(ctx context.Context, s *Store, ids ...string) ([]loaded[T], error) {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = k.at(s.keys, id)
	}
	raws, err := s.rdb.MGet(ctx, names...).Result()
	if err != nil {
		return nil, fmt.Errorf("load each %s: %w", k.name, err)
	}
	all := make([]loaded[T], len(ids))
	for i, raw := range raws {
		text, _ := raw.(string)
		record, l := new(T), &all[i]
		if l.v, l.err = k.open(s, text, []byte(ids[i]), record); l.v != "" {
			l.record = record
		}
	}
	return all, nil
}

// one reads a record.
func (k *kind[T]) one(ctx context.Context, s *Store, id string) (*T, version, error) {
	all, err := k.load(ctx, s, id)
	if err != nil {
		return nil, "", err
	}
	return all[0].record, all[0].v, all[0].err
}

// write stores a record under the version after had, if had is still the one.
func (k *kind[T]) write(s *Store, b *batch, id string, had version, record *T) (version, error) {
	v := had.next()
	raw, err := k.seal(s, v, []byte(id), record)
	if err != nil {
		return "", err
	}
	key := k.at(s.keys, id)
	b.check(key, string(had))
	b.write(key, "SET", raw)
	return v, nil
}

// put stores a record likewise, and when it goes.
func (k *kind[T]) put(s *Store, b *batch, id string, had version, record *T) error {
	if _, err := k.write(s, b, id, had, record); err != nil {
		return err
	}
	if k.until != nil {
		b.write(s.keys.prefix+k.index, "ZADD", hourOf(k.until(record)), id)
	}
	return nil
}

// drop deletes a record wherever it stands.
func (k *kind[T]) drop(s *Store, b *batch, id string) {
	b.write(k.at(s.keys, id), "DEL")
	if k.index != "" {
		b.write(s.keys.prefix+k.index, "ZREM", id)
	}
	if k.with != nil {
		k.with(s, b, id)
	}
}

// change writes what a flows.Put or a flows.Drop decided.
func (k *kind[T]) change(s *Store, b *batch, l *Loaded, id string, to any) error {
	key := k.at(s.keys, id)
	if record, is := to.(*T); is {
		return k.put(s, b, id, l.versions[key], record)
	}
	b.check(key, string(l.versions[key]))
	k.drop(s, b, id)
	b.write(s.keys.rewrite(), "INCR")
	return nil
}

func (k *kind[T]) erase(s *Store, b *batch, p *flows.Person) {
	if k.of == nil {
		return
	}
	for _, id := range k.of(p) {
		k.drop(s, b, id)
	}
}

// sweep deletes the records whose time is over.
func (k *kind[T]) sweep(ctx context.Context, s *Store, now time.Time) error {
	for k.index != "" {
		ids, err := s.rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
			Key: s.keys.prefix + k.index, Start: "-inf", Stop: strconv.FormatInt(now.Unix(), 10), ByScore: true, Count: sweepPage,
		}).Result()
		if err != nil || len(ids) == 0 {
			return wrap("look for each "+k.name+" whose time is over", err)
		}
		b := s.newBatch()
		for _, id := range ids {
			k.drop(s, b, id)
		}
		b.write(s.keys.rewrite(), "INCR")
		if _, err := s.exec(ctx, b); err != nil {
			return wrap("delete each "+k.name+" whose time is over", err)
		}
	}
	return nil
}

// about says which record an ask is about, if it is of this kind.
func (k *kind[T]) about(a flows.Ask) (id string, mine, ok bool) {
	switch a := a.(type) {
	case flows.Record[T]:
		return a.ID, false, true
	case flows.Own[T]:
		return a.ID, true, true
	}
	return "", false, false
}

// may says whether a turn may ask for records of this kind, or for its person's own.
func (k *kind[T]) may(l *Loaded, mine bool) bool {
	if mine {
		return k.own != nil
	}
	return k.anybody != nil && k.anybody(l)
}

// read opens what a turn asked for; nil if there is none, or it is somebody else's.
func (k *kind[T]) read(s *Store, l *Loaded, raw, id string, mine bool) (any, version, error) {
	record := new(T)
	v, err := k.open(s, raw, []byte(id), record)
	if err != nil || v == "" || mine && !k.own(record, l.who) {
		return nil, "", err
	}
	return record, v, nil
}

// kindOf is the kind that an ask is about.
func kindOf(a flows.Ask) (k anyKind, id string, mine bool, err error) {
	for _, k := range kinds() {
		if id, mine, ok := k.about(a); ok {
			return k, id, mine, nil
		}
	}
	return nil, "", false, fmt.Errorf("nobody declares the kind of a %T", a)
}

// fetchRecords reads all records that a step asked for, and notes their versions: a
// change is stored only on top of the version that was read.
func (s *Store) fetchRecords(ctx context.Context, r *round, l *Loaded, asks []flows.Ask) error {
	if len(asks) > 0 && l.World.Records == nil {
		l.World.Records, l.versions = flows.Records{}, map[string]version{}
	}
	for _, a := range asks {
		k, id, mine, err := kindOf(a)
		if err != nil {
			return err
		}
		l.World.Records[a] = nil
		if !k.may(l, mine) {
			continue
		}
		key := k.at(s.keys, id)
		raw := r.Get(ctx, key)
		r.then = append(r.then, func() error {
			record, v, err := k.read(s, l, raw.Val(), id, mine)
			if record != nil {
				l.World.Records[a], l.versions[key] = record, v
			}
			return err
		})
	}
	return nil
}

// changeRecord writes a change of a record of whatever kind.
func (s *Store) changeRecord(b *batch, l *Loaded, e flows.Changed) error {
	of, to := e.Change()
	k, id, _, err := kindOf(of)
	if err != nil {
		return err
	}
	return k.change(s, b, l, id, to)
}

// SweepRecords deletes every record whose time is over at now, and says what went wrong
// if something did.
func (s *Store) SweepRecords(ctx context.Context, now time.Time) error {
	var errs []error
	for _, k := range kinds() {
		errs = append(errs, k.sweep(ctx, s, now))
	}
	return errors.Join(errs...)
}
