package storage

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/fxamacker/cbor/v2"
	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// Notice is a standing notice of what waits for somebody: what it said last, and
// the message that says so. It is sealed, under a field that names nobody.
type Notice struct {
	Who     flows.ID         `cbor:"85,keyasint"`
	Kind    flows.NoticeKind `cbor:"86,keyasint"`
	Chat    int64            `cbor:"87,keyasint"`
	Said    flows.Noticed    `cbor:"88,keyasint"`
	Message NoticeMessage    `cbor:"-"`
	had     string           // as it is stored; "": not at all
}

// NoticeMessage is the message that shows a notice, once it was sent.
type NoticeMessage struct {
	ID   int   `cbor:"85,keyasint"` // 0: not sent yet, or gone from the chat
	Sent int64 `cbor:"86,keyasint"` // unix seconds of domain time
}

// noticeField is where a notice stands, and with ":m" the id of its message.
func (s *Store) noticeField(kind flows.NoticeKind, who flows.ID) string {
	sum := s.sealer.MAC("notice", string(kind), string(who[:]))
	return seal.ID(sum[:16]).String()
}

// Notices reads all standing notices.
func (s *Store) Notices(ctx context.Context) (all []Notice, err error) {
	stored, err := s.rdb.HGetAll(ctx, s.keys.standing()).Result()
	if err != nil {
		return nil, wrap("read the notices", err)
	}
	for _, field := range slices.Sorted(maps.Keys(stored)) {
		raw := stored[field]
		if len(field) > 2 && field[len(field)-2:] == ":m" {
			continue
		}
		n := Notice{had: raw}
		if err := s.openNotice(field, raw, &n); err != nil {
			return nil, err
		}
		if id, ok := stored[field+":m"]; ok {
			if err := s.openNotice(field+":m", id, &n.Message); err != nil {
				return nil, err
			}
		}
		all = append(all, n)
	}
	return all, nil
}

func (s *Store) openNotice(field, raw string, into any) error {
	plain, err := s.sealer.Open("notice", []byte(field), []byte(raw))
	if err != nil {
		return badRecord{fmt.Errorf("open a notice: %w", err)}
	}
	if err := cbor.Unmarshal(plain, into); err != nil {
		return badRecord{fmt.Errorf("decode a notice: %w", err)}
	}
	return nil
}

func (s *Store) sealNotice(field string, v any) (string, error) {
	plain, err := Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode a notice: %w", err)
	}
	return string(s.sealer.Seal("notice", []byte(field), plain)), nil
}

// keepNotice stores what somebody is told and queues the message, or lets it wait
// for a moment of domain time. An empty new notice forgets the old one.
//
//	KEYS: standing notices, person record, people who are gone, list of the lane,
//	      ready of the lane, leases, later, laterBody
//	ARGV: field, notice as it was read ('' for none), new notice ('' for none),
//	      person, payload ('' for none), id and due (unix s) if it waits ('' if
//	      not), body
//	Returns 1, or 0 if another process was faster, or the person is not there to
//	be told.
var keepNotice = newScript(clockScript + `
local call, field, who = redis.call, ARGV[1], ARGV[4]
if (call('HGET', KEYS[1], field) or '') ~= ARGV[2] then return 0 end
if ARGV[3] == '' then
	call('HDEL', KEYS[1], field, field .. ':m')
else
	if call('EXISTS', KEYS[2]) == 0 or call('SISMEMBER', KEYS[3], who) == 1 then return 0 end
	call('HSET', KEYS[1], field, ARGV[3])
end
if ARGV[5] == '' then return 1 end
if ARGV[6] ~= '' then
	call('ZADD', KEYS[7], ARGV[7], ARGV[6])
	call('HSET', KEYS[8], ARGV[6], ARGV[8])
	return 1
end
call('RPUSH', KEYS[4], ARGV[5])
if call('HEXISTS', KEYS[6], who) == 0 then
	call('ZADD', KEYS[5], 'NX', clock(), who)
end
return 1`)

// PutNotice notes what somebody is told, and queues out if it is not nil, if
// nobody changed the notice since it was read.
func (s *Store) PutNotice(ctx context.Context, n Notice, out *Outgoing) (bool, error) {
	field := s.noticeField(n.Kind, n.Who)
	sealed, err := s.sealNotice(field, n)
	if err != nil {
		return false, err
	}
	return s.changeNotice(ctx, n, sealed, out)
}

// DropNotice forgets the notice of somebody who gets none of its kind any more;
// out, if not nil, takes its message out of the chat.
func (s *Store) DropNotice(ctx context.Context, n Notice, out *Outgoing) (bool, error) {
	return s.changeNotice(ctx, n, "", out)
}

func (s *Store) changeNotice(ctx context.Context, n Notice, sealed string, out *Outgoing) (bool, error) {
	payload, id, due, body := "", "", int64(0), ""
	if out != nil {
		payload = s.payload(*out)
		if out.Hold != nil {
			id, due, body = s.heldID(out.Hold.Name, n.Who), out.Hold.Until.Unix(), s.laterBody(*out)
		}
	}
	k := s.keys
	list, ready := s.laneOf(n.Who, out)
	done, err := s.run(ctx, keepNotice, []string{k.standing(), k.person(n.Who), k.gone(), list, ready, k.leases(), k.later(), k.laterBody()},
		s.noticeField(n.Kind, n.Who), n.had, sealed, n.Who.String(), payload, id, due, body).Int()
	return done == 1, wrap("tell somebody what waits", err)
}

// ShownNotice is the message that shows somebody's notice; the zero value if there
// is none.
func (s *Store) ShownNotice(ctx context.Context, kind flows.NoticeKind, who flows.ID) (m NoticeMessage, err error) {
	field := s.noticeField(kind, who) + ":m"
	raw, err := s.rdb.HGet(ctx, s.keys.standing(), field).Result()
	if err == redis.Nil {
		return m, nil
	}
	if err != nil {
		return m, wrap("look for a notice", err)
	}
	err = s.openNotice(field, raw, &m)
	return m, err
}

// noticeShown notes the message of a notice.
//
//	KEYS: standing notices, list of the lane, ready of the lane, leases
//	ARGV: field, sealed message id, payload that takes the one before out of the
//	      chat, or '', person
//	Returns 1, or 0 if the notice is forgotten.
var noticeShown = newScript(clockScript + `
local call = redis.call
if call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
call('HSET', KEYS[1], ARGV[1] .. ':m', ARGV[2])
if ARGV[3] == '' then return 1 end
call('RPUSH', KEYS[2], ARGV[3])
if call('HEXISTS', KEYS[4], ARGV[4]) == 0 then call('ZADD', KEYS[3], 'NX', clock(), ARGV[4]) end
return 1`)

// NoticeShown notes which message shows a notice now, and queues what takes the one
// before out of the chat, if it is not nil.
func (s *Store) NoticeShown(ctx context.Context, kind flows.NoticeKind, who flows.ID, message NoticeMessage, older *Outgoing) error {
	field := s.noticeField(kind, who)
	sealed, err := s.sealNotice(field+":m", message)
	if err != nil {
		return err
	}
	payload := ""
	if older != nil {
		payload = s.payload(*older)
	}
	list, ready := s.laneOf(who, older)
	return wrap("note a notice", s.run(ctx, noticeShown, []string{s.keys.standing(), list, ready, s.keys.leases()}, field, sealed, payload, who.String()).Err())
}

// laneOf is where an entry that the bot starts itself waits. A deletion holds nobody
// up, and no pace holds it.
func (s *Store) laneOf(who flows.ID, m *Outgoing) (list, ready string) {
	lane := Notices
	if m != nil && m.Deletes {
		lane = Replies
	}
	ready, list, _ = s.lane(who, lane)
	return list, ready
}

// ForgetNoticeMessages notes that a chat shows no notice any more: it was cleared.
func (s *Store) ForgetNoticeMessages(ctx context.Context, who flows.ID) error {
	var fields []string
	for _, kind := range flows.NoticeKinds() {
		fields = append(fields, s.noticeField(kind, who)+":m")
	}
	return wrap("forget notices", s.rdb.HDel(ctx, s.keys.standing(), fields...).Err())
}

// dropNotices forgets the notices of somebody who erases themselves.
func (s *Store) dropNotices(b *batch, who flows.ID) {
	for _, kind := range flows.NoticeKinds() {
		field := s.noticeField(kind, who)
		b.write(s.keys.standing(), "HDEL", field, field+":m")
	}
}
