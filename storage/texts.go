package storage

import (
	"context"
	"slices"
	"time"

	"porchlight/flows"
)

// FreshAreas lists the neighbourhoods ("" for none) in which something reached
// officers after one moment and up to another.
func (s *Store) FreshAreas(ctx context.Context, after, until time.Time) (areas []string, err error) {
	err = s.eachWaiting(ctx, func(c *flows.Concern) {
		if c.Fresh(after.Unix(), until.Unix()) && !slices.Contains(areas, c.Area) {
			areas = append(areas, c.Area)
		}
	})
	return areas, err
}
