package storage

import (
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// change changes the board as another process would.
func change(t *testing.T, s *Store, what func(*flows.Board)) {
	t.Helper()
	ok(t, sibling(t, s).UpdateBoard(t.Context(), func(b *flows.Board) bool {
		what(b)
		return true
	}))
}

func twoSessions(b *flows.Board) {
	b.Sessions = []flows.Session{{ID: "yard", Capacity: 1}, {ID: "school", Capacity: 2}}
}

// TestLoadIsNeverOlder: what a turn stands on is what everybody shares at that
// moment, whichever process changed it.
func TestLoadIsNeverOlder(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		load(t, s, s.Person(1))
		for name, one := range map[string]struct {
			do   func(*flows.Board)
			seen func(*flows.Board) bool
		}{
			"the board":          {func(b *flows.Board) { b.Handed = 5 }, func(b *flows.Board) bool { return b.Handed == 5 }},
			"staff":              {func(b *flows.Board) { b.Staff, b.Numbered = []flows.Member{{Who: flows.ID{1}}}, 3 }, func(b *flows.Board) bool { return len(b.Staff) == 1 && b.Numbered == 3 }},
			"new sessions":       {twoSessions, func(b *flows.Board) bool { return len(b.Sessions) >= 2 }},
			"one session's card": {func(b *flows.Board) { twoSessions(b); b.Sessions[0].Notes = "keys" }, func(b *flows.Board) bool { return b.Sessions[1].Notes == "keys" || b.Sessions[0].Notes == "keys" }},
		} {
			change(t, s, one.do)
			if b := load(t, s, s.Person(1)).World.Board; !one.seen(b) {
				t.Errorf("%s: a turn sees %+v", name, b)
			}
		}
		change(t, s, func(b *flows.Board) { b.Sessions = b.Sessions[:1] })
		if b := load(t, s, s.Person(1)).World.Board; len(b.Sessions) != 1 {
			t.Errorf("a deleted session is still there: %+v", b.Sessions)
		}
	})
}

// TestAnotherSessionIsNoReason: who joins one session is not decided again because
// another one changed, and of two organisers who change two sessions both succeed.
func TestAnotherSessionIsNoReason(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		change(t, s, twoSessions)
		ann := s.Person(1)
		settleIn(t, s, ann)
		l := fetch(t, s, load(t, s, ann), flows.Reads{Seats: []string{"yard"}})
		change(t, s, func(b *flows.Board) { b.Sessions[0].Notes = "at school" }) // by start and id: the school
		_, err := s.Commit(t.Context(), turn(l, l.Person, flows.Join{Session: "yard"}))
		ok(t, err)

		l = load(t, s, ann)
		mine := *l.World.Board.Clone()
		mine.Sessions[1].Notes = "in the yard"
		change(t, s, func(b *flows.Board) { b.Sessions[0].Notes = "again at school" })
		_, err = s.Commit(t.Context(), turn(l, l.Person, flows.PutBoard{Board: mine}))
		ok(t, err)
		b := load(t, s, ann).World.Board
		if b.Sessions[0].Notes != "again at school" || b.Sessions[1].Notes != "in the yard" {
			t.Errorf("one of two changes is lost: %+v", b.Sessions)
		}
	})
}

// TestWhatIsShownIsNotCompared: whoever only looks is not decided again, unless they
// have a role.
func TestWhatIsShownIsNotCompared(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		ann, rev := s.Person(1), s.Person(2)
		seated(t, s, rev)
		resident, member := load(t, s, ann), load(t, s, rev)
		change(t, s, func(b *flows.Board) { b.Staff[0].Name = "another" })
		_, err := s.Commit(t.Context(), turn(resident, flows.Person{Lang: "uk"}))
		ok(t, err)
		unchanged(t, s, func() {
			_, err = s.Commit(t.Context(), turn(member, flows.Person{Lang: "uk"}))
			wantStale(t, err, s.keys.staff())
		})
		news := turn(load(t, s, ann), flows.Person{Lang: "uk"})
		news.Out = []Outgoing{{To: ann, Other: true, Body: []byte("decided on who has which role")}}
		change(t, s, func(b *flows.Board) { b.Staff[0].Name = "a third" })
		unchanged(t, s, func() {
			_, err = s.Commit(t.Context(), news)
			wantStale(t, err, s.keys.staff())
		})
	})
}

// TestARoleAndAMeetingTogether: a role that ends and a session that gets its holder as
// leader at the same moment: whichever comes second is decided again.
func TestARoleAndAMeetingTogether(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		for _, first := range []string{"role", "session"} {
			s := newStore(t, rdb)
			change(t, s, twoSessions)
			boss := s.Person(1)
			settleIn(t, s, boss)
			seated(t, s, boss, s.Person(2))
			l := load(t, s, boss)
			ends, leads := *l.World.Board.Clone(), *l.World.Board.Clone()
			ends.Staff = ends.Staff[:1]
			leads.Sessions[0].Leads = []flows.ID{s.Person(2)}
			turns := map[string]Turn{
				"role":    turn(l, l.Person, flows.PutBoard{Board: ends}),
				"session": turn(l, l.Person, flows.PutBoard{Board: leads}),
			}
			_, err := s.Commit(t.Context(), turns[first])
			ok(t, err)
			delete(turns, first)
			for _, second := range turns {
				second.Loaded.own = load(t, s, boss).own // only what they share is in question
				unchanged(t, s, func() {
					_, err := s.Commit(t.Context(), second)
					if err == nil {
						t.Fatalf("after the %s, the other is written too", first)
					}
				})
			}
			ok(t, rdb.FlushAll(t.Context()).Err())
		}
	})
}

// BenchmarkPressAmongSessions is a press that shows something and one that joins, in
// a programme with 2 and with 2,000 sessions.
func BenchmarkPressAmongSessions(b *testing.B) {
	for _, many := range []int{2, 2000} {
		server := redistest.Start(b)
		s := newStore(b, server.Client())
		ok(b, s.UpdateBoard(b.Context(), func(board *flows.Board) bool {
			for i := range many {
				board.Sessions = append(board.Sessions, flows.Session{ID: fmt.Sprintf("s%04d", i), Start: int64(i), Capacity: 30,
					Title: flows.Text{"en": "An evening in the yard", "uk": "Вечір у дворі"}, Place: flows.Text{"en": "School 14"}})
			}
			return true
		}))
		ann := s.Person(1)
		settleIn(b, s, ann)
		b.Run(fmt.Sprintf("shows/%d", many), func(b *testing.B) {
			for b.Loop() {
				l := load(b, s, ann)
				_, err := s.Commit(b.Context(), turn(l, l.Person))
				ok(b, err)
			}
		})
		b.Run(fmt.Sprintf("joins/%d", many), func(b *testing.B) {
			for b.Loop() {
				l := fetch(b, s, load(b, s, ann), flows.Reads{Seats: []string{"s0001"}})
				_, err := s.Commit(b.Context(), turn(l, l.Person, flows.Join{Session: "s0001"}))
				ok(b, err)
			}
		})
		b.Run(fmt.Sprintf("after a change/%d", many), func(b *testing.B) {
			for b.Loop() {
				ok(b, s.rdb.Set(b.Context(), s.keys.shared(), string(anew()), 0).Err())
				l := load(b, s, ann)
				_, err := s.Commit(b.Context(), turn(l, l.Person))
				ok(b, err)
			}
		})
	}
}
