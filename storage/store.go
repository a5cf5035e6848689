package storage

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/flows"
	"porchlight/storage/seal"
)

// schema is the layout of keys that this binary writes.
const schema = "3"

// The ways in which a programme's data can refuse to be opened.
var (
	ErrWrongKeyset = errors.New("this keyset does not belong to the data in Redis: everybody would become a stranger. Use the keyset the data was written with")
	ErrWrongBot    = errors.New("the data in Redis belongs to another bot: use its token, or another programme name")
	ErrNewerSchema = errors.New("the data in Redis was written by a newer version of Porchlight: update this one")
)

// Store is one programme's data. It is safe for concurrent use.
type Store struct {
	rdb    redis.UniversalClient
	keys   keys
	sealer *seal.Sealer
	holder string // this process, in leases and heartbeats
	pace   Pace
	shared atomic.Pointer[shared]
	alive  heartbeat
	held   sync.Map // tokens of leases that this process works on
	reign  reign
	round  rewriteRound
	sound  atomic.Bool               // the data was there when it was last looked at
	slow   atomic.Pointer[time.Time] // until when replies count in the whole pace too
}

// Config is what a Store is made of.
type Config struct {
	Redis     redis.UniversalClient
	Programme string // its name, the hash tag
	Sealer    *seal.Sealer
	Pace      Pace
}

// New returns a Store. It does not talk to Redis yet: see Open.
func New(c Config) *Store {
	var name [9]byte
	rand.Read(name[:])
	return &Store{
		rdb: c.Redis, keys: newKeys(c.Programme), sealer: c.Sealer, pace: c.Pace,
		holder: base64.RawURLEncoding.EncodeToString(name[:]),
	}
}

// Sealer gives the programme's sealer.
func (s *Store) Sealer() *seal.Sealer { return s.sealer }

// Empty says whether this programme has no data yet.
func Empty(ctx context.Context, rdb redis.UniversalClient, programme string) (bool, error) {
	n, err := rdb.Exists(ctx, newKeys(programme).meta()).Result()
	if err != nil {
		return false, fmt.Errorf("look for data of %s: %w", programme, err)
	}
	return n == 0, nil
}

// BindBot notes whose bot this data belongs to, or returns ErrWrongBot.
func (s *Store) BindBot(ctx context.Context, botID int64) error {
	mark := s.sealer.BotMark(botID)
	if err := s.rdb.HSetNX(ctx, s.keys.meta(), "bot", mark).Err(); err != nil {
		return fmt.Errorf("bind the bot: %w", err)
	}
	had, err := s.rdb.HGet(ctx, s.keys.meta(), "bot").Result()
	if err != nil {
		return fmt.Errorf("bind the bot: %w", err)
	}
	if had != mark {
		return ErrWrongBot
	}
	return nil
}

// loadScripts puts every script of the hot path into Redis' cache, which is
// empty after a restart. Other nodes of a cluster need none of it, and may be
// down.
func (s *Store) loadScripts(ctx context.Context) error {
	master, err := s.master(ctx)
	if err != nil {
		return fmt.Errorf("load scripts: %w", err)
	}
	for _, script := range []*redis.Script{commit, settle, lease, due} {
		if err := script.Load(ctx, master).Err(); err != nil {
			return fmt.Errorf("load scripts: %w", err)
		}
	}
	return nil
}

// run executes a script by its hash and loads it once if Redis forgot it. The error
// is ErrDataLost or ErrNewerSchema if its guard refused.
func (s *Store) run(ctx context.Context, script *redis.Script, keys []string, args ...any) *redis.Cmd {
	keys = append(slices.Clip(keys), s.keys.meta())
	args = append(slices.Clip(args), schema, s.sealer.Fingerprint())
	cmd := script.EvalSha(ctx, s.rdb, keys, args...)
	if err := cmd.Err(); err != nil && strings.HasPrefix(err.Error(), "NOSCRIPT") {
		cmd = script.Eval(ctx, s.rdb, keys, args...)
	}
	if err := notOurs(cmd.Err()); err != nil {
		cmd.SetErr(err)
	}
	return cmd
}

// Person is the pseudonym of a Telegram user; private chats have the same id.
func (s *Store) Person(user int64) flows.ID { return flows.ID(s.sealer.Pseudonym("person", user)) }

// Group is the pseudonym of a group chat.
func (s *Store) Group(chat int64) flows.ID { return flows.ID(s.sealer.Pseudonym("chat", chat)) }

// Ping asks whether Redis answers.
func (s *Store) Ping(ctx context.Context) error { return s.rdb.Ping(ctx).Err() }
