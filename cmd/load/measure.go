package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot/emulator"
)

// options is what the command line says.
type options struct {
	binary, profile       string
	lasts                 time.Duration
	talkers, rate, people int
	chats                 int           // of the measurement with the default pace
	away                  time.Duration // how far Redis is
}

const token = "424242:load"

// bench is one run: an emulated Telegram, a redis-server and a bot.
type bench struct {
	options
	dir   string
	emu   *emulator.Server
	http  *http.Server
	url   string
	pace  string // PORCHLIGHT_PACE
	redis *exec.Cmd
	rdb   *redis.Client
	bot   *exec.Cmd
	crowd *crowd
	hands handed
}

func measure(ctx context.Context, o options) (err error) {
	b := &bench{options: o, pace: "off"}
	if b.dir, err = os.MkdirTemp("", "porchlight-load-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.binary == "" {
		b.binary = filepath.Join(b.dir, "porchlight")
		build := exec.CommandContext(ctx, "go", "build", "-o", b.binary, "./cmd/porchlight")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("build porchlight: %w", err)
		}
	}
	defer b.stop()
	if err := b.startRedis(ctx); err != nil {
		return err
	}
	if err := b.moveRedisAway(); err != nil {
		return err
	}
	if err := b.startTelegram(); err != nil {
		return err
	}
	b.crowd = newCrowd(b.emu, firstID, b.talkers)
	if err := b.startBot(ctx); err != nil {
		return err
	}
	if err := b.crowd.settle(ctx); err != nil {
		return err
	}
	most, err := b.saturated(ctx)
	if err != nil {
		return err
	}
	if err := b.steady(ctx); err != nil {
		return err
	}
	if refused := b.emu.TakeRefusals(); len(refused) > 0 {
		return fmt.Errorf("refused by the emulated Telegram: %v", refused[0])
	}
	if b.people > 0 {
		if err := b.memory(ctx); err != nil {
			return err
		}
	}
	if b.chats > 0 {
		return b.byDefault(ctx, most)
	}
	return nil
}

// startRedis starts a redis-server with the settings of run's own.
func (b *bench) startRedis(ctx context.Context) error {
	socket := filepath.Join(b.dir, "redis.sock")
	b.redis = exec.Command("redis-server", "--port", "0", "--unixsocket", socket, "--dir", b.dir,
		"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction")
	if err := b.redis.Start(); err != nil {
		return fmt.Errorf("start redis-server: %w", err)
	}
	b.rdb = redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
	for range 100 {
		if b.rdb.Ping(ctx).Err() == nil {
			return nil
		}
		pause(ctx, 50*time.Millisecond)
	}
	return errors.New("redis-server does not answer")
}

func (b *bench) startTelegram() error {
	b.emu = emulator.New(emulator.Options{Token: token, KeepCalls: -1, KeepMessages: 20, OnAnswer: func(id int64, toast emulator.Toast) {
		if c := b.crowd; c != nil {
			c.answer(id, toast)
		}
	}, OnHand: b.hands.out, OnSend: func(m emulator.Message) { b.hands.answered(m.ChatID) }})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	b.url = "http://" + l.Addr().String()
	b.http = &http.Server{Handler: b.emu}
	go b.http.Serve(l)
	return nil
}

func (b *bench) startBot(ctx context.Context) error {
	b.bot = exec.Command(b.binary, "run")
	b.bot.Env = b.settings()
	b.bot.Stderr = os.Stderr
	if err := b.bot.Start(); err != nil {
		return fmt.Errorf("start porchlight: %w", err)
	}
	starts := b.emu.CallCount("deletewebhook")
	for range 200 {
		if b.emu.CallCount("deletewebhook") > starts {
			return nil
		}
		pause(ctx, 50*time.Millisecond)
	}
	return errors.New("porchlight does not come up")
}

// settings is the environment of the bot, and of whatever works beside it.
func (b *bench) settings() []string {
	return append(os.Environ(), "TELEGRAM_TOKEN="+token, "TELEGRAM_API_ENDPOINT="+b.url+"/bot%s/%s",
		"REDIS_URL=unix://"+b.socket(), "PORCHLIGHT_DATA="+b.dir, "PORCHLIGHT_PACE="+b.pace,
		"PORCHLIGHT_PROFILE="+b.profile, "PORCHLIGHT_LISTEN="+os.Getenv("LOAD_LISTEN"))
}

func (b *bench) stopBot() {
	if b.bot != nil && b.bot.Process != nil {
		b.bot.Process.Signal(syscall.SIGTERM)
		b.bot.Wait()
	}
}

func (b *bench) stop() {
	b.stopBot()
	if b.http != nil {
		b.http.Close()
	}
	if b.emu != nil {
		b.emu.Close()
	}
	if b.rdb != nil {
		b.rdb.Close()
	}
	if b.redis != nil && b.redis.Process != nil {
		b.redis.Process.Kill()
		b.redis.Wait()
	}
}

// saturated measures people who write without pause: the next tap or text
// follows as soon as the reply is there and the press is answered. It returns how
// many updates a second that makes.
func (b *bench) saturated(ctx context.Context) (perSecond float64, err error) {
	if _, err := b.crowd.saturate(ctx, time.Second); err != nil { // warm
		return 0, err
	}
	before, redisBefore := cpu(b.bot.Process.Pid), cpu(b.redis.Process.Pid)
	began := time.Now()
	times, err := b.crowd.saturate(ctx, b.lasts)
	if err != nil {
		return 0, err
	}
	took := time.Since(began)
	n := float64(len(times))
	fmt.Printf("saturated, %d people: %.0f updates/s, p50 %s, p99 %s, bot CPU %.3f ms/update, Redis CPU %.3f ms/update, bot resident %.1f MB\n",
		b.talkers, n/took.Seconds(), quantile(times, 50), quantile(times, 99),
		(cpu(b.bot.Process.Pid)-before).Seconds()*1000/n, (cpu(b.redis.Process.Pid)-redisBefore).Seconds()*1000/n,
		resident(b.bot.Process.Pid))
	return n / took.Seconds(), nil
}

// steady measures a fixed rate of updates.
func (b *bench) steady(ctx context.Context) error {
	times, err := b.crowd.pace(ctx, b.rate, b.lasts)
	if err != nil {
		return err
	}
	fmt.Printf("at %d updates/s: p50 %s, p99 %s, bot resident %.1f MB\n", b.rate, quantile(times, 50), quantile(times, 99), resident(b.bot.Process.Pid))
	return nil
}

// memory measures what residents who registered and left cost in Redis.
func (b *bench) memory(ctx context.Context) error {
	before, err := b.used(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := b.crowd.register(ctx, b.people); err != nil {
		return err
	}
	after, err := b.used(ctx)
	if err != nil {
		return err
	}
	swept, err := b.usedAfterSweep(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%d residents registered in %s: Redis %.0f bytes each at once, %.0f bytes each once idle for 48 h; bot resident %.1f MB\n",
		b.people, time.Since(began).Round(time.Second), float64(after-before)/float64(b.people),
		float64(swept-before)/float64(b.people), resident(b.bot.Process.Pid))
	return nil
}

func (b *bench) used(ctx context.Context) (int64, error) {
	info, err := b.rdb.Info(ctx, "memory").Result()
	if err != nil {
		return 0, err
	}
	for _, l := range strings.Split(info, "\r\n") {
		if v, ok := strings.CutPrefix(l, "used_memory:"); ok {
			return strconv.ParseInt(v, 10, 64)
		}
	}
	return 0, errors.New("no used_memory in the answer of INFO")
}

// usedAfterSweep deletes what the bot itself forgets after 48 hours (lists of
// shown messages, ids of updates, pace) and measures again.
func (b *bench) usedAfterSweep(ctx context.Context) (int64, error) {
	for _, pattern := range []string{"{kherson}:m:*", "{kherson}:sc:*", "{kherson}:u:*", "{kherson}:recent"} {
		it := b.rdb.Scan(ctx, 0, pattern, 1000).Iterator()
		var keys []string
		for it.Next(ctx) {
			if keys = append(keys, it.Val()); len(keys) == 1000 {
				b.rdb.Del(ctx, keys...)
				keys = keys[:0]
			}
		}
		if len(keys) > 0 {
			b.rdb.Del(ctx, keys...)
		}
		if it.Err() != nil {
			return 0, it.Err()
		}
	}
	return b.used(ctx)
}

// cpu is the user and system time that a process took.
func cpu(pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	f := strings.Fields(rest)
	user, _ := strconv.ParseInt(f[11], 10, 64)
	system, _ := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// resident is a process' resident size in MB.
func resident(pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	pages, _ := strconv.ParseFloat(strings.Fields(string(raw))[1], 64)
	return pages * float64(os.Getpagesize()) / 1e6
}

func quantile(times []time.Duration, percent int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[min(len(times)*percent/100, len(times)-1)].Round(10 * time.Microsecond)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
