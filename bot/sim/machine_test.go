package sim

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
	"github.com/redis/go-redis/v9"

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
}

// embedded is a Redis within the process. It has no time of its own, so the
// test's passes in it.
func embedded(t testing.TB) disk {
	rdb, m := redistest.Embedded(t)
	m.Server().SetPreHook(fileless)
	ctx, cancel := context.WithCancel(context.Background())
	var ticking sync.WaitGroup
	ticking.Go(func() {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				m.FastForward(200 * time.Millisecond)
			}
		}
	})
	t.Cleanup(func() { cancel(); ticking.Wait() })
	return disk{options: *rdb.Options(), rdb: rdb, inside: m}
}

// fileless answers what the embedded Redis does not know: that it has no
// append-only file to rewrite.
func fileless(c *server.Peer, command string, args ...string) bool {
	switch {
	case command == "BGREWRITEAOF":
		c.WriteInline("Background append only file rewriting started")
	case command == "INFO" && len(args) == 1:
		c.WriteBulk(map[string]string{
			"server":      "# Server\r\nrun_id:embedded\r\n",
			"persistence": "# Persistence\r\naof_enabled:0\r\n",
			"replication": "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n",
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
	mu      sync.Mutex
	out     bool
	conns   map[net.Conn]bool
	refused chan struct{} // one token for each dial that was refused
}

func newPlug() *plug { return &plug{conns: map[net.Conn]bool{}, refused: make(chan struct{}, 1000)} }

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
	c, err := new(net.Dialer).DialContext(ctx, network, addr)
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
	redis  *plug
	web    *httptest.Server // its way to Telegram
	dead   chan struct{}    // closed: nothing of it reaches anybody
	cancel context.CancelFunc
	ended  chan error
}

// boot starts another process on the town's Redis and waits until it serves.
func (w *town) boot() *machine {
	m := &machine{redis: newPlug(), dead: make(chan struct{}), ended: make(chan error, 1)}
	m.web = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if m.isDead() {
			panic(http.ErrAbortHandler)
		}
		w.emu.ServeHTTP(rw, r)
	}))
	options := w.disk.options
	options.Dialer = m.redis.dial
	rdb := redis.NewClient(&options)
	client, err := api.New(api.Config{Token: w.emu.Token(), Endpoint: m.web.URL + "/bot%s/%s"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { m.web.Close(); client.Close(); _ = rdb.Close() })
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
	w.forget(m)
}

func (m *machine) isDead() bool {
	select {
	case <-m.dead:
		return true
	default:
		return false
	}
}

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
	m.redis.pull()
	close(m.dead)
	m.web.CloseClientConnections()
	w.forget(m)
	m.cancel() // it goes on for a while, talking to nobody; newTown's end waits for it
	if len(w.machines) == 0 && w.disk.inside != nil {
		w.disk.inside.FastForward(4 * time.Second) // its leases run out
	}
}
