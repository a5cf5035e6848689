package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"

	"porchlight/flows"
)

// crowdShards is over how many records the audience's numbers are spread, by
// pseudonym: who joins at the same moment seldom changes the same one. For life.
const crowdShards = 16

// headcount counts the people of one shard. It is sealed as a whole: a counter per
// neighbourhood beside a pseudonym in the append-only file would tell where
// somebody lives. Field numbers are a format: never reuse one.
type headcount struct {
	Whole bool           `cbor:"1,keyasint"`           // everybody is counted; else CountCrowds has yet to
	Cells map[string]int `cbor:"2,keyasint,omitempty"` // by cellOf; none is 0
}

// cellOf is where somebody is counted: neighbourhood, language, whether they
// want pushes, and announcements; "" for whoever belongs to no audience.
func cellOf(p *flows.Person) string {
	if !(Audience{}).Has(p) {
		return ""
	}
	wants := "1"
	switch {
	case p.Paused:
		wants = "0"
	case p.Mutes(flows.TopicNews):
		wants = "2"
	}
	return p.Area + " " + string(p.Lang) + " " + wants
}

func (c *headcount) add(cell string, n int) {
	if cell == "" {
		return
	}
	if c.Cells == nil {
		c.Cells = map[string]int{}
	}
	if c.Cells[cell] += n; c.Cells[cell] == 0 {
		delete(c.Cells, cell)
	}
}

func shardOf(who flows.ID) int { return int(who[len(who)-1]) % crowdShards }

// beginCrowds begins the audience's numbers, if nobody has joined yet; of older
// data CountCrowds makes them.
func (s *Store) beginCrowds(ctx context.Context) error {
	joined, err := s.rdb.Exists(ctx, s.keys.joined()).Result()
	if err != nil || joined != 0 {
		return wrap("look for the audience", err)
	}
	for i := range crowdShards {
		b := s.newBatch()
		if err := s.writeCrowd(b, i, "", headcount{Whole: true}); err != nil {
			return err
		}
		b.check(s.keys.joined(), "")
		if _, err := s.exec(ctx, b); err != nil && !errors.As(err, new(*StaleError)) {
			return fmt.Errorf("begin the audience's numbers: %w", err)
		}
	}
	return nil
}

// recount moves somebody from one cell to another in the commit of their turn.
func (s *Store) recount(ctx context.Context, b *batch, t Turn) error {
	before, after := cellOf(&t.Loaded.Person), ""
	if !t.Outcome.Erases() {
		after = cellOf(&t.Outcome.Person)
	}
	if before == after {
		return nil
	}
	shard := shardOf(t.Loaded.who)
	c, v, err := s.readCrowd(ctx, shard)
	if err != nil {
		return err
	}
	if c.Whole { // else this only tells whoever counts that something has changed
		c.add(before, -1)
		c.add(after, 1)
	}
	return s.writeCrowd(b, shard, v, c)
}

func (s *Store) readCrowd(ctx context.Context, shard int) (c headcount, v version, err error) {
	record, v, err := crowds.one(ctx, s, strconv.Itoa(shard))
	if record != nil {
		c = *record
	}
	return c, v, err
}

func (s *Store) writeCrowd(b *batch, shard int, had version, c headcount) error {
	return crowds.put(s, b, strconv.Itoa(shard), had, &c)
}

// Crowd counts an audience. It costs the same however many people there are,
// once CountCrowds has seen them all.
func (s *Store) Crowd(ctx context.Context, a Audience) (n flows.CrowdSize, err error) {
	all, whole, err := s.crowds(ctx)
	if err != nil {
		return n, err
	}
	if !whole {
		if all, err = s.walkCrowds(ctx); err != nil {
			return n, err
		}
	}
	for i := range all {
		for cell, people := range all[i].Cells {
			f := strings.Fields(cell)
			if len(f) != 3 || !a.has(f[0], flows.Lang(f[1])) {
				continue
			}
			n.People += people
			switch f[2] {
			case "0":
				n.Paused += people
				continue
			case "2":
				n.Muted += people
				continue
			}
			if n.Groups == nil {
				n.Groups = map[string]int{}
			}
			n.Groups[f[0]+" "+f[1]] += people
		}
	}
	return n, nil
}

// crowds reads all shards at one moment; whole is false if one has not been
// counted yet.
func (s *Store) crowds(ctx context.Context) (all [crowdShards]headcount, whole bool, err error) {
	ids := make([]string, crowdShards)
	for i := range ids {
		ids[i] = strconv.Itoa(i)
	}
	read, err := crowds.load(ctx, s, ids...)
	if err != nil {
		return all, false, err
	}
	whole = true
	for i, one := range read {
		if one.err != nil {
			return all, false, one.err
		}
		if one.record != nil {
			all[i] = *one.record
		}
		whole = whole && all[i].Whole
	}
	return all, whole, nil
}

// walkCrowds counts everybody, one by one.
func (s *Store) walkCrowds(ctx context.Context) (all [crowdShards]headcount, err error) {
	for at := int64(0); ; {
		page, err := s.Recipients(ctx, at, math.MaxInt64, guestsAtOnce)
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, one := range page {
			at = one.Joined
			if one.Person != nil {
				all[shardOf(one.ID)].add(cellOf(one.Person), 1)
			}
		}
	}
}

// CrowdsWhole says whether every shard was counted once.
func (s *Store) CrowdsWhole(ctx context.Context) (bool, error) {
	_, whole, err := s.crowds(ctx)
	return whole, err
}

// CountCrowds counts everybody and puts right what differs: numbers that were
// never made, of data older than them, or wrong ones, which wrong counts. A
// shard that changes meanwhile is left to the next time.
func (s *Store) CountCrowds(ctx context.Context) (wrong int, err error) {
	var had [crowdShards]headcount
	var versions [crowdShards]version
	for i := range had {
		if had[i], versions[i], err = s.readCrowd(ctx, i); err != nil && !BadRecord(err) {
			return 0, err
		}
	}
	now, err := s.walkCrowds(ctx)
	if err != nil {
		return 0, err
	}
	for i := range had {
		if had[i].Whole && maps.Equal(had[i].Cells, now[i].Cells) {
			continue
		}
		b := s.newBatch()
		if err := s.writeCrowd(b, i, versions[i], headcount{Whole: true, Cells: now[i].Cells}); err != nil {
			return wrong, err
		}
		switch _, err := s.exec(ctx, b); {
		case errors.As(err, new(*StaleError)):
		case err != nil:
			return wrong, fmt.Errorf("put the audience's numbers right: %w", err)
		case had[i].Whole:
			wrong++
		}
	}
	return wrong, nil
}
