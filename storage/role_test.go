package storage

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/redistest"
)

// An invitation is used by one of two who accept it at the same time, and is
// nowhere to be read from.
func TestInvitationsAreUsedOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		one, two := s.Person(1), s.Person(2)
		settleIn(t, s, one)
		settleIn(t, s, two)
		token := flows.NewInviteToken([16]byte{1, 2, 3})
		ok(t, s.PutInvitation(t.Context(), token, flows.Invitation{Role: flows.RoleOfficer, Name: "Olha", Expires: noon.Unix()}))
		if text := dump(t, rdb); strings.Contains(text, token) || strings.Contains(text, "Olha") || strings.Contains(text, "officer") {
			t.Fatalf("an invitation can be read:\n%s", text)
		}
		accept := func(who flows.ID) Turn {
			l := fetch(t, s, load(t, s, who), flows.Reads{Invites: []string{token}})
			if inv := l.World.Invites[token]; inv == nil || inv.Role != flows.RoleOfficer {
				t.Fatalf("the invitation is %v", inv)
			}
			return turn(l, l.Person, flows.Redeem{Token: token})
		}
		first, second := accept(one), accept(two)
		_, err := s.Commit(t.Context(), first)
		ok(t, err)
		unchanged(t, s, func() {
			_, err = s.Commit(t.Context(), second)
			wantStale(t, err, s.invitationKey(token))
		})
		l := fetch(t, s, load(t, s, two), flows.Reads{Invites: []string{token, "another"}})
		if l.World.Invites[token] != nil || l.World.Invites["another"] != nil {
			t.Fatal("a used invitation is there")
		}
	})
}

// A role that is taken away ends a turn that began with it.
func TestARoleEndsAtOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, rdb *redis.Client) {
		s := newStore(t, rdb)
		rev := s.Person(2)
		settleIn(t, s, rev)
		seated(t, s, rev)
		begun := turn(load(t, s, rev), flows.Person{Lang: "uk", Step: "desk.reviews.check"}, flows.Audit{Entry: flows.AuditEntry{Who: rev, What: "released"}})
		ok(t, sibling(t, s).UpdateBoard(t.Context(), func(b *flows.Board) bool {
			b.Staff = nil
			return true
		}))
		unchanged(t, s, func() {
			_, err := s.Commit(t.Context(), begun)
			wantStale(t, err, s.keys.staff())
		})
		if l := load(t, s, rev); l.hasRole() {
			t.Fatal("the role is still there")
		}
	})
}

// The log keeps the latest entries, sealed, the latest first.
func TestTheAuditLog(t *testing.T) {
	rdb, _ := redistest.Embedded(t)
	s := newStore(t, rdb)
	rev := s.Person(2)
	settleIn(t, s, rev)
	for i := range auditShown + 5 {
		l := load(t, s, rev)
		_, err := s.Commit(t.Context(), turn(l, l.Person, flows.Audit{Entry: flows.AuditEntry{Who: rev, What: "read", On: "LABEL", At: int64(i)}}))
		ok(t, err)
	}
	l := fetch(t, s, load(t, s, rev), flows.Reads{Log: true})
	if n := len(l.World.Log); !l.World.HasLog || n != auditShown || l.World.Log[0].At != auditShown+4 || l.World.Log[0].Who != rev {
		t.Fatalf("%d entries: %v", n, l.World.Log)
	}
	if n := rdb.LLen(t.Context(), s.keys.audit()).Val(); n != auditShown+5 {
		t.Fatalf("%d entries are kept", n)
	}
	for _, raw := range rdb.LRange(t.Context(), s.keys.audit(), 0, -1).Val() {
		if strings.Contains(raw, "LABEL") || strings.Contains(raw, "read") {
			t.Fatal("the log can be read without the keyset")
		}
	}
}
