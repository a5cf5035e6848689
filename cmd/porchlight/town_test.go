package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/flows/programmes"
	"porchlight/storage"
	"porchlight/storage/redistest"
	"porchlight/storage/seal"
)

// town is a Telegram, a Redis and people; the bot is a process that comes and
// goes.
type town struct {
	t       testing.TB
	emu     *emulator.Server
	web     *httptest.Server
	redis   *redistest.Server
	rdb     *redis.Client
	address string // of /readyz
	data    string // PORCHLIGHT_DATA
	seed    uint64
	random  *rand.Rand // of the test itself

	bot  *process
	runs []*process

	done atomic.Int64 // acts that were replied to

	mu    sync.Mutex
	trap  func()        // called once, while a message of the bot has no answer yet
	heard chan struct{} // closed by the next message of the bot
}

// knob is a number from the environment, for smaller runs and to play a seed
// again.
func knob(t testing.TB, name string, normal uint64) uint64 {
	raw := os.Getenv(name)
	if raw == "" {
		return normal
	}
	n, err := strconv.ParseUint(raw, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := &town{t: t, redis: redistest.Start(t), address: freeAddress(t), data: filepath.Join(t.TempDir(), "data")}
	w.seed = knob(t, "PORCHLIGHT_TEST_SEED", uint64(time.Now().UnixNano()))
	w.random = rand.New(rand.NewPCG(w.seed, 0))
	t.Logf("seed: PORCHLIGHT_TEST_SEED=%d", w.seed)
	w.rdb = w.redis.Client()
	w.emu = emulator.New(emulator.Options{Token: "4711:" + testSecret, Seed: w.seed, OnSend: w.sent})
	w.web = httptest.NewServer(w.emu)
	t.Cleanup(func() {
		w.emu.Close()
		w.web.Close()
	})
	t.Cleanup(func() {
		for _, p := range w.runs {
			p.sound()
		}
		if t.Failed() && w.bot != nil {
			t.Logf("stderr of the last process:\n%s", tail(w.bot.stderr.String(), 6000))
		}
	})
	return w
}

// testSecret is the second half of the bot's token, to be found in no log.
const testSecret = "AAE-secret-of-the-test-bot-0123456789"

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// env is what the bot runs with.
func (w *town) env() []string {
	return []string{
		"TELEGRAM_TOKEN=" + w.emu.Token(),
		"TELEGRAM_API_ENDPOINT=" + w.web.URL + "/bot%s/%s",
		"REDIS_URL=" + w.redis.URL(),
		"PORCHLIGHT_DATA=" + w.data,
		"PORCHLIGHT_LISTEN=" + w.address,
		"PORCHLIGHT_PACE=off",
		"PORCHLIGHT_PROGRAMME=" + w.byDay(),
	}
}

// byDay is the programme's file with quiet hours that are far from now: these
// tests run on the real clock, and at night much waits for the morning.
func (w *town) byDay() string {
	w.t.Helper()
	raw, _ := programmes.Read(kherson)
	hour := time.Now().In(w.programme().Zone).Hour()
	lines := strings.Split(string(raw), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "quiet_from") {
			lines[i] = fmt.Sprintf("quiet_from = \"%02d:00\"", (hour+11)%24)
		} else if strings.HasPrefix(l, "quiet_until") {
			lines[i] = fmt.Sprintf("quiet_until = \"%02d:00\"", (hour+13)%24)
		}
	}
	return file(w.t, kherson+".toml", strings.Join(lines, "\n"))
}

// up starts the bot.
func (w *town) up() {
	w.t.Helper()
	w.bot = start(w.t, w.env(), "run")
	w.runs = append(w.runs, w.bot)
}

// sent is told of every message of the bot before the bot hears that it was
// sent.
func (w *town) sent(emulator.Message) {
	w.mu.Lock()
	trap := w.trap
	w.trap = nil
	if w.heard != nil {
		close(w.heard)
		w.heard = nil
	}
	w.mu.Unlock()
	if trap != nil {
		trap()
	}
}

// catch has what called while the next message of the bot is on the wire.
func (w *town) catch(what func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trap = what
}

// next is closed by the next message of the bot.
func (w *town) next() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.heard == nil {
		w.heard = make(chan struct{})
	}
	return w.heard
}

// reach waits until so many acts were replied to.
func (w *town) reach(acts int64) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 2*patience)
	defer cancel()
	if err := w.emu.WaitUntil(ctx, func() bool { return w.done.Load() >= acts || w.t.Failed() }); err != nil {
		w.t.Fatalf("%d acts of %d were replied to: %v", w.done.Load(), acts, err)
	}
	if w.t.Failed() {
		w.t.FailNow()
	}
}

// resumes waits for the first message of a new process and says how long that
// took since a moment.
func (w *town) resumes(since time.Time, starts int) time.Duration {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	if err := w.emu.WaitUntil(ctx, func() bool { return w.emu.CallCount("getme") > starts }); err != nil {
		w.t.Fatalf("the new process does not come up: %v\n%s", err, w.bot.stderr.String())
	}
	select {
	case <-w.next():
	case <-ctx.Done():
		w.t.Fatal("no reply after a restart")
	}
	return time.Since(since)
}

// store opens what the bot stored, with the bot's own keyset.
func (w *town) store() *storage.Store {
	w.t.Helper()
	keyset, _, err := seal.ReadKeyset(filepath.Join(w.data, "keyset"))
	if err != nil {
		w.t.Fatal(err)
	}
	return storage.New(storage.Config{Redis: w.rdb, Programme: kherson, Sealer: keyset.For(kherson)})
}

// kherson is the programme that these tests run.
const kherson = "kherson"

// crowd are residents who live at the same time.
type crowd struct {
	town      *town
	residents []*resident
	planned   int64
	ended     sync.WaitGroup
}

// move brings so many people to town. They begin to live at once.
func (w *town) move(people int) *crowd {
	w.t.Helper()
	c := &crowd{town: w}
	for i := range people {
		r := newResident(w, int64(7_000_000_000+i))
		c.residents = append(c.residents, r)
		c.planned += r.planned()
	}
	for _, r := range c.residents {
		c.ended.Go(func() {
			r.live()
			if r.err != nil {
				w.t.Errorf("resident %d: %v", r.person.ID(), r.err)
			}
		})
	}
	w.t.Cleanup(c.ended.Wait)
	return c
}

// cuts are n random moments of a crowd's life, in order.
func (c *crowd) cuts(n int) []int64 {
	var at []int64
	for i := range n { // one in each of n parts, so that none is idle
		part := c.planned * 85 / 100 / int64(n)
		at = append(at, part*int64(i)+1+c.town.random.Int64N(max(part, 1)))
	}
	return at
}

// settle waits until everybody has lived their life and nothing is left to do.
func (c *crowd) settle() {
	c.town.t.Helper()
	c.ended.Wait()
	if c.town.t.Failed() {
		c.town.t.FailNow()
	}
	ctx, cancel := context.WithTimeout(c.town.t.Context(), 2*patience)
	defer cancel()
	if err := c.town.emu.WaitIdle(ctx); err != nil {
		c.town.t.Errorf("%d updates are not confirmed, %d presses not answered: %v",
			c.town.emu.Pending(), len(c.town.emu.Unanswered()), err)
		for _, p := range c.town.emu.Unanswered() {
			c.town.t.Logf("unanswered: %s pressed %s by %d", p.Data, p.At.Format(time.StampMilli), p.PersonID)
		}
	}
	if err := c.town.quiet(ctx); err != nil {
		c.town.t.Error(err)
	}
}

// quiet waits until nothing waits in the outbox or in a chat's queue.
func (w *town) quiet(ctx context.Context) error {
	store, tick := w.store(), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		waiting, leased, _, err := store.Depth(ctx)
		if err != nil {
			return err
		}
		parked, queued, err := store.Parked(ctx)
		if err != nil {
			return err
		}
		if parked > 0 {
			return fmt.Errorf("%d updates were given up on", parked)
		}
		if waiting+leased+queued == 0 {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%d people wait for messages, %d are being sent to, %d chats have parked updates", waiting, leased, queued)
		}
	}
}

// programme is the one that the bot runs.
func (w *town) programme() *flows.Programme {
	w.t.Helper()
	p, err := readProgramme(kherson)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}
