package storage

import "porchlight/flows"

// erase deletes everything that is a person's own. Seats and open answers are
// freed by their own effects in the same commit; counters stay. Messages that
// waited to be sent to them go too; what was to vanish from their chat later is
// deleted there now, and the farewell is queued after that.
func (s *Store) erase(b *batch, l *Loaded, e flows.Erase) {
	who := l.who
	b.write(s.keys.person(who), "DEL")
	b.write(s.keys.audience(), "ZREM", who.String())
	b.write(s.keys.gone(), "SREM", who.String())
	b.write(s.keys.screen(who), "DEL")
	b.write(s.keys.shown(who), "DEL")
	b.write(s.keys.recent(), "ZREM", who.String())
	b.dropBulk(s.keys.bulk(who), s.keys.runCounts())
	b.write(s.keys.heldBulk(), "SREM", who.String())
	b.write(s.keys.bulkReady(), "ZREM", who.String())
	b.write(s.keys.replies(who), "DEL")
	b.write(s.keys.ready(), "ZREM", who.String())
	b.write(s.keys.leases(), "HDEL", who.String())
	b.write(s.keys.pace(who), "DEL")
	b.unpark(s.keys.parked(), who)
	b.callOff(s.keys.later(), s.keys.laterBody(), s.keys.replies(who), who, "")
	b.write(s.keys.rewrite(), "INCR")
	for _, code := range e.Codes {
		s.dropConcern(b, code)
	}
}
