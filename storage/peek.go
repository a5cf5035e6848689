package storage

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Peeked is a key of the programme as whoever has a copy of Redis sees it: nothing
// is opened.
type Peeked struct {
	Name  string // after the programme's prefix
	Type  string // string, hash, list, set or zset
	Bytes int64  // of a string; else how many entries there are
	Value []string
}

const (
	peekEntries = 3   // of a hash, a list or a set
	peekBytes   = 160 // of each value
	mostKeys    = 100_000
)

// KeyNames lists the names of the programme's keys, in order. It walks through all
// of Redis: it is for the demo, not for a store that others wait for.
func (s *Store) KeyNames(ctx context.Context) ([]string, error) {
	var names []string
	scan := s.rdb.Scan(ctx, 0, s.keys.prefix+"*", 1000).Iterator()
	for scan.Next(ctx) && len(names) < mostKeys {
		names = append(names, strings.TrimPrefix(scan.Val(), s.keys.prefix))
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("list the keys: %w", err)
	}
	slices.Sort(names)
	return slices.Compact(names), nil // a scan may say one twice
}

// Peek reads keys by their names. One that has gone meanwhile is left out.
func (s *Store) Peek(ctx context.Context, names ...string) ([]Peeked, error) {
	var all []Peeked
	for _, name := range names {
		p, err := s.peek(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("look at a key: %w", err)
		}
		if p.Type != "none" {
			all = append(all, p)
		}
	}
	return all, nil
}

func (s *Store) peek(ctx context.Context, name string) (p Peeked, err error) {
	key := s.keys.prefix + name
	p.Name = name
	if p.Type, err = s.rdb.Type(ctx, key).Result(); err != nil {
		return p, err
	}
	pipe := s.rdb.Pipeline()
	var size *redis.IntCmd
	var values func() []string
	list := func(c *redis.StringSliceCmd) func() []string { return c.Val }
	switch p.Type {
	case "string":
		size = pipe.StrLen(ctx, key)
		one := pipe.GetRange(ctx, key, 0, peekBytes-1)
		values = func() []string { return []string{one.Val()} }
	case "list":
		size, values = pipe.LLen(ctx, key), list(pipe.LRange(ctx, key, 0, peekEntries-1))
	case "set":
		size, values = pipe.SCard(ctx, key), list(pipe.SRandMemberN(ctx, key, peekEntries))
	case "zset":
		size = pipe.ZCard(ctx, key)
		some := pipe.ZRangeWithScores(ctx, key, 0, peekEntries-1)
		values = func() (out []string) {
			for _, z := range some.Val() {
				out = append(out, fmt.Sprintf("%v %.0f", z.Member, z.Score))
			}
			return out
		}
	case "hash":
		size = pipe.HLen(ctx, key)
		some := pipe.HScan(ctx, key, 0, "", peekEntries)
		values = func() (out []string) {
			fields, _ := some.Val()
			for pair := range slices.Chunk(fields, 2) {
				out = append(out, strings.Join(pair, " "))
			}
			return out
		}
	default:
		return p, nil
	}
	if _, err = pipe.Exec(ctx); err != nil {
		return p, err
	}
	p.Bytes = size.Val()
	for _, v := range values()[:min(len(values()), peekEntries)] {
		p.Value = append(p.Value, v[:min(len(v), peekBytes)])
	}
	return p, nil
}
