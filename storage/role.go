package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"porchlight/flows"
)

const (
	auditKept  = 5000 // entries of the log
	auditShown = 20
)

// invitation's key holds a hash of its token: whoever reads Redis cannot use it.
func (s *Store) invitationKey(token string) string { return s.keys.invitation(invitationHash(token)) }

func invitationHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:16])
}

// sealInvitation is an invitation as it is stored.
func (s *Store) sealInvitation(token string, inv flows.Invitation) ([]byte, error) {
	plain, err := Marshal(inv)
	if err != nil {
		return nil, fmt.Errorf("encode an invitation: %w", err)
	}
	return s.sealer.Seal("invitation", []byte(token), plain), nil
}

// PutInvitation stores an invitation that was made outside a conversation.
func (s *Store) PutInvitation(ctx context.Context, token string, inv flows.Invitation) error {
	b := s.newBatch()
	if err := s.invite(b, flows.Invite{Token: token, Invitation: inv}); err != nil {
		return err
	}
	_, err := s.exec(ctx, b)
	return wrap("store an invitation", err)
}

// fetchInvitation reads an invitation; nil if it was used or never was one.
func (s *Store) fetchInvitation(ctx context.Context, r *round, l *Loaded, token string) {
	if l.World.Invites == nil {
		l.World.Invites = map[string]*flows.Invitation{}
	}
	l.World.Invites[token] = nil
	sealed := r.Get(ctx, s.invitationKey(token))
	r.then = append(r.then, func() error {
		if sealed.Err() != nil { // there is none
			return nil
		}
		plain, err := s.sealer.Open("invitation", []byte(token), []byte(sealed.Val()))
		if err != nil {
			return badRecord{fmt.Errorf("open an invitation: %w", err)}
		}
		var inv flows.Invitation
		if err := cbor.Unmarshal(plain, &inv); err != nil {
			return badRecord{fmt.Errorf("decode an invitation: %w", err)}
		}
		l.World.Invites[token] = &inv
		return nil
	})
}

// fetchLog reads the latest entries of the audit log.
func (s *Store) fetchLog(ctx context.Context, r *round, l *Loaded) {
	sealed := r.LRange(ctx, s.keys.audit(), 0, auditShown-1)
	r.then = append(r.then, func() error {
		l.World.HasLog = true
		for _, raw := range sealed.Val() {
			e, err := s.openAudit(raw)
			if err != nil {
				return err
			}
			l.World.Log = append(l.World.Log, e)
		}
		return nil
	})
}

func (s *Store) openAudit(raw string) (e flows.AuditEntry, err error) {
	plain, err := s.sealer.Open("audit", nil, []byte(raw))
	if err != nil {
		return e, badRecord{fmt.Errorf("open the audit log: %w", err)}
	}
	if err := cbor.Unmarshal(plain, &e); err != nil {
		return e, badRecord{fmt.Errorf("decode the audit log: %w", err)}
	}
	return e, nil
}

func (s *Store) invite(b *batch, e flows.Invite) error {
	sealed, err := s.sealInvitation(e.Token, e.Invitation)
	if err != nil {
		return err
	}
	b.check(s.invitationKey(e.Token), "")
	b.write(s.invitationKey(e.Token), "SET", sealed)
	b.write(s.keys.invitations(), "ZADD", e.Invitation.Expires, invitationHash(e.Token))
	return nil
}

// redeem uses an invitation up, if nobody else did meanwhile.
func (s *Store) redeem(b *batch, e flows.Redeem) {
	b.check(s.invitationKey(e.Token), "*")
	b.write(s.invitationKey(e.Token), "DEL")
	b.write(s.keys.invitations(), "ZREM", invitationHash(e.Token))
}

func (s *Store) audit(b *batch, e flows.Audit) error {
	plain, err := Marshal(e.Entry)
	if err != nil {
		return fmt.Errorf("encode an audit entry: %w", err)
	}
	b.write(s.keys.audit(), "LPUSH", s.sealer.Seal("audit", nil, plain))
	b.write(s.keys.audit(), "LTRIM", 0, auditKept-1)
	return nil
}
