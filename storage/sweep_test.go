package storage

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// putSession puts a session on the board that ended at a moment; seven came.
func putSession(t *testing.T, s *Store, id string, ended time.Time) {
	t.Helper()
	ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
		b.Sessions = append(b.Sessions, flows.Session{ID: id, Start: ended.Add(-time.Hour).Unix(), Minutes: 60, Capacity: 1000, Counted: true, Came: 7})
		return true
	}))
}

// guest lets somebody join or wait, with the record that their turn leaves.
func guest(t *testing.T, s *Store, who flows.ID, session string, effect flows.Effect) {
	t.Helper()
	l := fetch(t, s, load(t, s, who), flows.Reads{Seats: []string{session}})
	p := l.Person
	p.Lang, p.Step, p.Sessions = "uk", "menu", append(p.Sessions, session)
	_, err := s.Commit(t.Context(), turn(l, p, effect))
	ok(t, err)
}

// Two months after a session nothing tells who was in it, in Redis or in a
// person's record; how many came stays, and so does every other session.
func TestSeatsAreForgotten(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		now := noon.Add(flows.SeatsKept)
		putSession(t, s, "old", noon)
		putSession(t, s, "young", noon.Add(time.Minute))
		const many = sweepPage + 20
		for n := range many {
			who := flows.ID{0: byte(n), 1: byte(n >> 8), 2: 1}
			guest(t, s, who, "old", flows.Join{Session: "old"})
			if n%10 == 0 {
				guest(t, s, who, "young", flows.Join{Session: "young"})
			}
		}
		waits := flows.ID{2: 2}
		guest(t, s, waits, "old", flows.Queue{Session: "old"})
		of := func(id string) int { return len(rdb.Keys(t.Context(), s.keys.session(id)+"*").Val()) }
		if n := of("old"); n != many+4 {
			t.Fatalf("%d keys tell of the session", n)
		}
		young := of("young")
		ok(t, s.SweepSeats(t.Context(), now.Add(-time.Second)))
		if n := of("old"); n != many+4 {
			t.Fatalf("%d keys are left before its time", n)
		}
		rewrites, _ := rdb.Get(t.Context(), s.keys.rewrite()).Int()

		ok(t, s.SweepSeats(t.Context(), now))
		ok(t, sibling(t, s).SweepSeats(t.Context(), now)) // another process, or the same again
		if n := of("old"); n != 1 {                       // its card
			t.Errorf("%d keys still tell of the session", n)
		}
		if n := of("young"); n != young {
			t.Errorf("%d keys of the younger session are left of %d", n, young)
		}
		for n := range many {
			p := load(t, s, flows.ID{0: byte(n), 1: byte(n >> 8), 2: 1}).Person
			if want := map[bool]int{true: 1, false: 0}[n%10 == 0]; len(p.Sessions) != want || want == 1 && p.Sessions[0] != "young" || p.Lang != "uk" {
				t.Fatalf("a record says %+v", p)
			}
		}
		if p := load(t, s, waits).Person; len(p.Sessions) != 0 {
			t.Errorf("who waited has %+v", p)
		}
		board, err := s.Board(t.Context())
		ok(t, err)
		if b := board.Sessions[0]; !b.Counted || b.Came != 7 {
			t.Errorf("how many came is %+v", b)
		}
		if after, _ := rdb.Get(t.Context(), s.keys.rewrite()).Int(); after != rewrites+1 {
			t.Errorf("%d rewrites are asked for, %d before", after, rewrites)
		}
	})
}

// A turn that began before a session was forgotten changes nothing of it, a
// person who erased meanwhile does not come back, and a session that is moved at
// that moment keeps its people.
func TestSeatsAreForgottenBesideTurns(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		now := noon.Add(flows.SeatsKept)
		putSession(t, s, "old", noon)
		one, two := flows.ID{1}, flows.ID{2}
		guest(t, s, one, "old", flows.Join{Session: "old"})
		guest(t, s, two, "old", flows.Join{Session: "old"})
		begun := fetch(t, s, load(t, s, one), flows.Reads{Seats: []string{"old"}})
		at, err := s.fresh(t.Context())
		ok(t, err)
		ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool { b.Sessions[0].Start += 1e9; return true }))
		if err := s.sweepSession(t.Context(), at.sessions["old"], "old", nil); err == nil {
			t.Error("a moved session is forgotten")
		}
		ok(t, s.SweepSeats(t.Context(), now))
		if n := rdb.ZCard(t.Context(), s.keys.seats("old")).Val(); n != 2 {
			t.Fatalf("%d are in the moved session", n)
		}
		ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool { b.Sessions[0].Start -= 1e9; return true }))
		l := fetch(t, s, load(t, s, two), flows.Reads{Seats: []string{"old"}})
		_, err = s.Commit(t.Context(), turn(l, flows.Person{}, flows.Leave{Session: "old"}, flows.Erase{}))
		ok(t, err)
		ok(t, s.SweepSeats(t.Context(), now))
		if n := rdb.Exists(t.Context(), s.keys.person(two), s.keys.session("old"), s.keys.seats("old")).Val(); n != 0 {
			t.Errorf("%d of the keys are there", n)
		}
		unchanged(t, s, func() {
			if _, err := s.Commit(t.Context(), turn(begun, begun.Person, flows.Leave{Session: "old"})); err == nil {
				t.Error("a turn from before is committed")
			}
		})
	})
}

// What expired is deleted with its index, what is open stays, and one that is
// used leaves the index.
func TestInvitationsExpire(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		who := s.Person(1)
		settleIn(t, s, who)
		ok(t, s.PutInvitation(t.Context(), "late", flows.Invitation{Role: flows.RoleOfficer, Expires: noon.Unix()}))
		ok(t, s.PutInvitation(t.Context(), "open", flows.Invitation{Role: flows.RoleOfficer, Expires: noon.Unix() + 1}))
		l := load(t, s, who)
		_, err := s.Commit(t.Context(), turn(l, l.Person, flows.Invite{Token: "chat", Invitation: flows.Invitation{Role: flows.RoleOfficer, Expires: noon.Unix() - 1}}))
		ok(t, err)
		if n := len(rdb.Keys(t.Context(), s.keys.invitation("*")).Val()); n != 3 || rdb.ZCard(t.Context(), s.keys.invitations()).Val() != 3 {
			t.Fatalf("%d invitations", n)
		}
		ok(t, s.SweepInvitations(t.Context(), noon))
		ok(t, s.SweepInvitations(t.Context(), noon))
		if n := len(rdb.Keys(t.Context(), s.keys.invitation("*")).Val()); n != 1 || rdb.ZCard(t.Context(), s.keys.invitations()).Val() != 1 {
			t.Errorf("%d invitations are left", n)
		}
		l = fetch(t, s, load(t, s, who), flows.Reads{Invites: []string{"open"}})
		if l.World.Invites["open"] == nil {
			t.Fatal("the open one is gone")
		}
		_, err = s.Commit(t.Context(), turn(l, l.Person, flows.Redeem{Token: "open"}))
		ok(t, err)
		if n := rdb.Exists(t.Context(), s.keys.invitations()).Val(); n != 0 {
			t.Error("a used one is still in the index")
		}
	})
}

// TestSweepForgetsNotes and who led a session, with the places, and no other's.
func TestSweepForgetsNotes(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	putSession(t, s, "old", noon)
	putSession(t, s, "young", noon.Add(time.Minute))
	ok(t, s.UpdateBoard(t.Context(), func(b *flows.Board) bool {
		for i := range b.Sessions {
			b.Sessions[i].Notes, b.Sessions[i].Leads = "bring the keys", []flows.ID{{1}}
			b.Sessions[i].Report = flows.Minutes{Words: "the lamps come first", At: 7}
		}
		return true
	}))
	guest(t, s, flows.ID{2: 2}, "old", flows.Join{Session: "old"})
	ok(t, s.SweepSeats(t.Context(), noon.Add(flows.SeatsKept)))
	at, err := s.fresh(t.Context())
	ok(t, err)
	for _, session := range at.whole.Sessions {
		if old := session.ID == "old"; old != (session.Notes == "") || old != (len(session.Leads) == 0) || old == session.Report.Written() || session.Report.At != 7 || session.Came != 7 {
			t.Errorf("%s is left with %+v", session.ID, session)
		}
	}
	before := at.epoch
	ok(t, s.SweepSeats(t.Context(), noon.Add(flows.SeatsKept)))
	if at, err = s.fresh(t.Context()); err != nil || at.epoch != before {
		t.Errorf("the next sweep writes the board again: %v", err)
	}
}
