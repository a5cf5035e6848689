package storage

import (
	"slices"

	"porchlight/flows"
)

// fileConcern stores a new concern, counts it, and puts its words where whoever
// takes them will look.
func (s *Store) fileConcern(b *batch, e flows.FileConcern) error {
	c := e.Concern
	if err := concerns.put(s, b, c.Code, "", &c); err != nil {
		return err
	}
	if len(c.Waits()) > 0 {
		if err := s.enqueue(b, &c); err != nil {
			return err
		}
	}
	s.count(b, e.Counts)
	return nil
}

// updateConcern stores a changed concern, which may stand in other queues now.
func (s *Store) updateConcern(b *batch, l *Loaded, e flows.UpdateConcern) error {
	c := e.Concern
	if err := concerns.put(s, b, c.Code, l.versions[s.keys.concern(c.Code)], &c); err != nil {
		return err
	}
	if c.Route != flows.RouteNone {
		if err := s.enqueue(b, &c); err != nil {
			return err
		}
	}
	s.count(b, e.Counts)
	return nil
}

// lookAt stores the case that a turn looks at as it was read, under its next version:
// what was decided about it at the same time is decided again.
func (s *Store) lookAt(b *batch, t Turn) error {
	code := t.Outcome.Looks
	changed := slices.ContainsFunc(t.Outcome.Effects, func(e flows.Effect) bool {
		u, ok := e.(flows.UpdateConcern)
		return ok && u.Concern.Code == code
	})
	c, _ := flows.Found(t.Loaded.World.Records, flows.Record[flows.Concern]{ID: code})
	if code == "" || changed || c == nil {
		return nil
	}
	_, err := concerns.write(s, b, code, t.Loaded.versions[s.keys.concern(code)], c)
	return err
}
