package storage

import (
	"fmt"

	"porchlight/flows"
)

// In the hash of a session's claims.
const (
	insideMark = "i"
	waitMark   = "w"
	keptOpen   = "open"
)

// claimText is how a claim stands in Redis: children, reservation or "-", and the number of
// the age band where that counts.
func claimText(c flows.Claim) string {
	group := "-"
	if c.For != "" {
		group = c.For
	}
	if c.Band != 0 {
		return fmt.Sprintf("%d %s %d", c.With, group, c.Band)
	}
	return fmt.Sprintf("%d %s", c.With, group)
}

// parseClaims reads the claims of a session, by mark and person.
func parseClaims(stored map[string]string) (map[string]flows.Claim, error) {
	all := make(map[string]flows.Claim, len(stored))
	for who, text := range stored {
		if who == keptOpen {
			continue
		}
		var c flows.Claim
		read, err := fmt.Sscan(text, &c.With, &c.For, &c.Band)
		if read < 2 || c.With < 0 {
			return nil, badRecord{fmt.Errorf("a claim reads %q: %w", text, err)}
		}
		if c.For == "-" {
			c.For = ""
		}
		all[who] = c
	}
	return all, nil
}

// claim stores what somebody claims; nothing is kept of a claim to one place.
func (s *Store) claim(b *batch, session, mark string, who flows.ID, c flows.Claim) {
	if c == (flows.Claim{}) {
		b.write(s.keys.claims(session), "HDEL", mark+who.String())
		return
	}
	b.write(s.keys.claims(session), "HSET", mark+who.String(), claimText(c))
}
