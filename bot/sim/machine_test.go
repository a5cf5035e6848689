package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"porchlight/bot"
	"porchlight/bot/api"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// disk is the Redis of a town.
type disk struct {
	options redis.Options
	rdb     *redis.Client        // the simulation's own, never cut off
	server  *redistest.Server    // nil: embedded
	inside  *miniredis.Miniredis // nil: real
	gate    *gate                // nil: real
	replica *follower            // nil: there is none
}

// embedded is a Redis within a bubble of testing/synctest, whose clock it follows, and
// the gate before it.
func embedded(t testing.TB, seed uint64) disk {
	m := miniredis.NewMiniRedis()
	m.ClockTTL(true)
	first, err := m.Dial() // starts it
	if err != nil {
		t.Fatal(err)
	}
	_ = first.Close()
	var replica *follower
	if seed%2 == 1 {
		replica = newFollower(seed, m)
	}
	m.Server().SetPreHook(replica.answers)
	options := redis.Options{
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			c, err := m.Dial()
			if err != nil {
				return nil, err
			}
			return newWire(c), nil
		},
		Addr: "inside", ContextTimeoutEnabled: true, MaxRetries: -1, DialerRetries: 1, DisableIdentity: true, PoolSize: 64,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
	d := disk{options: options, rdb: redis.NewClient(&options), inside: m, gate: newGate(seed), replica: replica}
	ctx, cancel := context.WithCancel(context.Background())
	var opening sync.WaitGroup
	opening.Go(func() { d.gate.open(ctx) })
	t.Cleanup(func() {
		cancel()
		opening.Wait()
		_ = d.rdb.Close()
		m.Close()
	})
	return d
}

// wire is a connection that holds what is written until the other side reads it, as a
// network does. On a bare pipe a long pipeline never ends: each side writes and waits for
// the other to read.
type wire struct {
	net.Conn
	written chan []byte
	closed  chan struct{}
	once    sync.Once
}

func newWire(c net.Conn) *wire {
	w := &wire{Conn: c, written: make(chan []byte, 1024), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case b := <-w.written:
				if _, err := c.Write(b); err != nil {
					return
				}
			case <-w.closed:
				return
			}
		}
	}()
	return w
}

func (w *wire) Write(b []byte) (int, error) {
	select {
	case <-w.closed:
		return 0, net.ErrClosed
	case w.written <- slices.Clone(b):
		return len(b), nil
	}
}

func (w *wire) Close() error {
	w.once.Do(func() { close(w.closed) })
	return w.Conn.Close()
}

func (w *wire) SetWriteDeadline(time.Time) error { return nil } // nothing waits for it
func (w *wire) SetDeadline(t time.Time) error    { return w.Conn.SetReadDeadline(t) }

// answers what the embedded Redis does not know: who follows it and has what, and that
// it has no append-only file to rewrite.
func (f *follower) answers(c *server.Peer, command string, args ...string) bool {
	switch {
	case command == "BGREWRITEAOF":
		c.WriteInline("Background append only file rewriting started")
	case command == "WAIT":
		c.WriteInt(f.wait())
	case command == "INFO" && len(args) == 1:
		c.WriteBulk(map[string]string{
			"server":      "# Server\r\nrun_id:embedded\r\n",
			"persistence": "# Persistence\r\naof_enabled:0\r\n",
			"replication": f.replication(),
		}[args[0]])
	default:
		return false
	}
	return true
}

func realRedis(s *redistest.Server) disk {
	return disk{options: *s.Options(), rdb: s.Client(), server: s}
}

// onDisk is what the files of a real Redis hold after a rewrite is asked for.
func (d disk) onDisk(t testing.TB) string {
	if d.server == nil {
		return ""
	}
	var all strings.Builder
	err := filepath.WalkDir(d.server.Dir(), func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) { // rewritten meanwhile
			return nil
		}
		all.Write(raw)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return all.String()
}

// plug is a machine's way to Redis, which can be pulled.
type plug struct {
	reach   func(ctx context.Context, network, addr string) (net.Conn, error)
	mu      sync.Mutex
	out     bool
	conns   map[net.Conn]bool
	refused chan struct{} // one token for each dial that was refused
}

func newPlug(d disk) *plug {
	reach := new(net.Dialer).DialContext
	if d.inside != nil {
		reach = d.options.Dialer
	}
	return &plug{reach: reach, conns: map[net.Conn]bool{}, refused: make(chan struct{}, 1000)}
}

var errPulled = errors.New("the plug is pulled")

func (p *plug) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out {
		select {
		case p.refused <- struct{}{}:
		default:
		}
		return nil, errPulled
	}
	c, err := p.reach(ctx, network, addr)
	if err == nil {
		p.conns[c] = true
	}
	return c, err
}

func (p *plug) pull() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out = true
	for c := range p.conns {
		_ = c.Close()
	}
	clear(p.conns)
}

func (p *plug) push() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out = false
}

// machine is one process of the bot, as far as one process can be another.
type machine struct {
	bot    *bot.Bot
	name   string
	gate   *gate
	redis  *plug
	follow *follower        // of the Redis that it uses; nil: there is none
	web    *httptest.Server // its way to Telegram; nil: through the gate
	life   context.Context  // ended: nothing of it reaches anybody
	kill   context.CancelFunc
	cancel context.CancelFunc
	ended  chan error

	mu    sync.Mutex
	calls []*context.CancelFunc // of the calls at Telegram, in their order
}

// pass waits at the gate.
func (m *machine) pass(ctx context.Context, what string) error {
	return m.gate.pass(ctx, m.life, m.name+" "+what)
}

// call is a call that is at Telegram: a kill ends it.
func (m *machine) call(ctx context.Context) (_ context.Context, end func()) {
	ctx, cancel := context.WithCancel(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, &cancel)
	return ctx, func() {
		cancel()
		m.mu.Lock()
		defer m.mu.Unlock()
		m.calls = slices.DeleteFunc(m.calls, func(c *context.CancelFunc) bool { return c == &cancel })
	}
}

// boot starts another process on the town's Redis and waits until it serves.
func (w *town) boot() *machine {
	w.booted++
	m := &machine{name: fmt.Sprint("process ", w.booted), gate: w.disk.gate, redis: newPlug(w.disk), follow: w.disk.replica, ended: make(chan error, 1)}
	m.life, m.kill = context.WithCancel(context.Background())
	options := w.disk.options
	options.Dialer = m.redis.dial
	rdb := redis.NewClient(&options)
	telegram := api.Config{Token: w.emu.Token(), Endpoint: "http://telegram/bot%s/%s", Transport: atTelegram{m, w}}
	if m.gate != nil {
		rdb.AddHook(atRedis{m})
	} else {
		m.web = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if m.isDead() {
				panic(http.ErrAbortHandler)
			}
			w.emu.ServeHTTP(rw, r)
		}))
		w.t.Cleanup(m.web.Close)
		telegram.Endpoint, telegram.Transport = m.web.URL+"/bot%s/%s", nil
	}
	client, err := api.New(telegram)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { client.Close(); _ = rdb.Close() })
	store := storage.New(storage.Config{Redis: rdb, Programme: w.program.Name, Sealer: w.keyset.For(w.program.Name)})
	m.bot, err = bot.New(bot.Config{Programme: w.program, Sample: true, Store: store, API: client, Locales: w.texts, Now: w.clock.Now,
		Log: slog.New(slog.NewTextHandler(io.Writer(&w.log), &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	go func() { m.ended <- m.bot.Run(ctx) }()
	w.t.Cleanup(func() { w.end(m) })
	w.machines = append(w.machines, m)
	w.until("a bot to be ready", m.bot.Ready)
	return m
}

// end ends a process cleanly, as SIGTERM does, or waits for what is left of one
// that was abandoned.
func (w *town) end(m *machine) {
	if m.cancel == nil {
		return
	}
	m.cancel()
	m.cancel = nil
	select {
	case err := <-m.ended:
		if err != nil && !m.isDead() {
			w.t.Errorf("a bot ended with %v", err)
		}
	case <-time.After(patience):
		w.t.Error("a bot does not end")
	}
	w.turn()
	w.forget(m)
}

func (m *machine) isDead() bool { return m.life.Err() != nil }

func (w *town) forget(m *machine) {
	for i, other := range w.machines {
		if other == m {
			w.machines = append(w.machines[:i:i], w.machines[i+1:]...)
			return
		}
	}
}

// abandon cuts a process off from everything in the middle of whatever it does,
// as kill -9 does. What it had on the wire may still arrive.
func (w *town) abandon(m *machine) {
	w.killed = w.clock.Now()
	w.mu.Lock()
	w.model.broken += 64 // as many sends as may be on the wire
	w.mu.Unlock()
	m.kill()
	m.redis.pull()
	if m.web != nil {
		m.web.CloseClientConnections()
	}
	for end, more := m.oldest(); more; end, more = m.oldest() {
		end()
		w.turn() // what it had at Telegram may still happen, one after the other
	}
	w.forget(m)
	m.cancel() // it goes on for a while, talking to nobody; newTown's end waits for it
	w.turn()
}

// oldest takes out what ends the oldest call that is at Telegram.
func (m *machine) oldest() (end context.CancelFunc, more bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.calls) == 0 {
		return nil, false
	}
	end, m.calls = *m.calls[0], m.calls[1:]
	return end, true
}
