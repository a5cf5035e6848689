package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"porchlight/bot"
	"porchlight/bot/api"
	"porchlight/bot/emulator"
	"porchlight/bot/web"
	"porchlight/flows"
	"porchlight/locales"
	"porchlight/storage"
	"porchlight/storage/redisserver"
	"porchlight/storage/seal"
)

// demoFolder begins the name of each demo's folder.
const demoFolder = "porchlight-demo-"

// demoName is what the demo's bot is called at its Telegram.
const demoName = "porchlight_demo_bot"

const demoToken = "100200300:demo-no-telegram-involved"

// demo runs the whole system on one machine: bot, store, a Telegram of our own
// and phones in a browser.
func demo(ctx context.Context, args []string, out, errs io.Writer) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	address := flags.String("listen", "127.0.0.1:8090", "")
	name := flags.String("programme", "kherson", "")
	lang := flags.String("lang", "", "")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return setting("demo takes --listen ADDR, --programme NAME and --lang LANGUAGE, nothing else")
	}
	programme, err := readProgramme(*name)
	if err != nil {
		return err
	}
	speaks, err := demoLang(programme, *lang)
	if err != nil {
		return err
	}
	texts, err := openWords(os.Getenv("PORCHLIGHT_LOCALES"), []*flows.Programme{programme})
	if err != nil {
		return err
	}
	page, err := net.Listen("tcp", *address)
	if err != nil {
		return setting("--listen: cannot listen on %s (is it in use?): choose another port", *address)
	}
	defer page.Close()
	telegram, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for the demo's Telegram: %w", err)
	}
	defer telegram.Close()
	log := slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelWarn}))
	redis.SetLogger(redisLog{log})
	rdb, kept, closeStore, err := demoStore(ctx, log)
	if err != nil {
		return err
	}
	defer closeStore()
	fmt.Fprintf(out, "Porchlight shows %s. What is told here is kept in %s and goes when this ends. Ctrl-C ends it.\n", programme.Title.In(flows.English), kept)
	d := &demonstration{programme: programme, lang: speaks, texts: texts, log: log, clock: &web.Clock{}}
	return d.run(ctx, rdb, telegram, page, out)
}

// demoLang is the language of --lang, else the programme's first.
func demoLang(p *flows.Programme, asked string) (flows.Lang, error) {
	var codes []string
	for _, l := range p.Languages {
		if string(l) == asked {
			return l, nil
		}
		codes = append(codes, string(l))
	}
	if asked == "" {
		return p.Languages[0], nil
	}
	return "", setting("--lang: %s does not speak %q; it speaks %s", p.Name, asked, strings.Join(codes, ", "))
}

// demonstration is a running demo.
type demonstration struct {
	programme *flows.Programme
	lang      flows.Lang // in which the chats of the phones begin
	texts     *locales.Bundle
	log       *slog.Logger
	clock     *web.Clock
	store     *storage.Store
	// startCalendar lets the jobs run. Before that the clock moves about, and one
	// that ran at a later hour would wait for it.
	startCalendar func()
}

func (d *demonstration) run(ctx context.Context, rdb redis.UniversalClient, telegram, page net.Listener, out io.Writer) error {
	emu := emulator.New(emulator.Options{
		Token: demoToken, Username: demoName, Name: "Porchlight", Now: d.clock.Now, KeepCalls: 1000, KeepMessages: 500,
	})
	defer emu.Close()
	b, err := d.newBot(rdb, "http://"+telegram.Addr().String())
	if err != nil {
		return err
	}
	phones, err := d.phones(emu)
	if err != nil {
		return fmt.Errorf("make the page: %w", err)
	}
	defer phones.Close()
	if err := d.past(ctx, rdb, b, emu); err != nil && ctx.Err() == nil {
		d.log.Warn("the sample life is not complete", "error", err)
	}
	group, ctx := errgroup.WithContext(ctx)
	// The bot confirms the last updates when it ends: its Telegram is there until then.
	outlives, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	group.Go(func() error { return serveHTTP(outlives, telegram, emu) })
	group.Go(func() error {
		defer end()
		return b.Run(ctx)
	})
	if err := d.present(ctx, b, emu); err != nil && ctx.Err() == nil {
		d.log.Warn("not every phone shows a desk", "error", err)
	}
	group.Go(func() error { return serveHTTP(ctx, page, phones) })
	if ctx.Err() == nil {
		fmt.Fprintf(out, "ready http://%s\n", page.Addr())
	}
	return group.Wait()
}

// past writes everything that has happened before somebody opens the page.
func (d *demonstration) past(ctx context.Context, rdb redis.UniversalClient, b *bot.Bot, emu *emulator.Server) error {
	h := d.newHistory(b, d.clock.Now().Truncate(time.Second))
	h.arrive(emu)
	// Nobody relies on it yet, so nothing has to be on the disk at once. An embedded store
	// has no disk, and refuses.
	if err := rdb.ConfigSet(ctx, "appendfsync", "no").Err(); err == nil {
		defer rdb.ConfigSet(ctx, "appendfsync", "always")
	}
	return h.write(ctx)
}

// present waits until the bot runs, plays what stands in the phones' chats, and lets the
// jobs run.
func (d *demonstration) present(ctx context.Context, b *bot.Bot, emu *emulator.Server) error {
	defer d.startCalendar()
	if err := d.begun(ctx, b); err != nil {
		return err
	}
	return d.desks(ctx, emu)
}

// begun waits until the bot has begun.
func (d *demonstration) begun(ctx context.Context, b *bot.Bot) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !b.Ready() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// newBot is the same bot as run's, with the demo's clock, without a pace, and
// with the guides that nobody approved shown as samples.
func (d *demonstration) newBot(rdb redis.UniversalClient, endpoint string) (*bot.Bot, error) {
	client, err := api.New(api.Config{Token: demoToken, Endpoint: endpoint + "/bot%s/%s"})
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	sealer := seal.NewKeyset().For(d.programme.Name)
	d.store = storage.New(storage.Config{Redis: rdb, Programme: d.programme.Name, Sealer: sealer})
	b, err := bot.New(bot.Config{
		Programme: d.programme, Sample: true, Store: d.store, API: client, Locales: d.texts, Log: d.log, Now: d.clock.Now,
	})
	if err != nil {
		return nil, err
	}
	d.startCalendar = b.HoldCalendar()
	return b, nil
}

// phones is the page with the phones of phonesOf.
func (d *demonstration) phones(emu *emulator.Server) (*web.Server, error) {
	stories, err := web.Stories()
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		Emulator: emu, Clock: d.clock, Zone: d.programme.Zone, Log: d.log,
		Programme: d.programme, Store: d.store, Stories: stories,
		Phones: d.webPhones(),
	})
}

// demoStore is a redis-server of the demo's own in a folder that goes with it,
// or one inside this process where none is installed; kept says which.
func demoStore(ctx context.Context, log *slog.Logger) (rdb redis.UniversalClient, kept string, closeStore func(), err error) {
	left := filepath.Join(os.TempDir(), demoFolder+"*")
	if err := redisserver.RemoveAbandoned(left, time.Now().Add(-time.Minute)); err != nil { // a younger one may be starting
		log.Debug("the folder of an earlier demo stays", "error", err)
	}
	folder, err := os.MkdirTemp("", demoFolder)
	if err != nil {
		return nil, "", nil, fmt.Errorf("make a folder for the demo: %w", err)
	}
	rdb, stop, err := ownRedis(ctx, folder, log)
	if err == nil {
		return rdb, "a redis-server of its own", func() {
			stop()
			os.RemoveAll(folder)
		}, nil
	}
	os.RemoveAll(folder)
	if !errors.Is(err, redisserver.ErrNotInstalled) {
		return nil, "", nil, err
	}
	inside, err := miniredis.Run()
	if err != nil {
		return nil, "", nil, fmt.Errorf("start the embedded store: %w", err)
	}
	ticking, stopTicking := context.WithCancel(context.WithoutCancel(ctx))
	go func() { // miniredis lets keys expire only when told
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ticking.Done():
				return
			case <-tick.C:
				inside.FastForward(time.Second)
			}
		}
	}()
	client := redis.NewClient(&redis.Options{Addr: inside.Addr(), ContextTimeoutEnabled: true})
	return client, "this process, because no redis-server is installed,", func() {
		client.Close()
		stopTicking()
		inside.Close()
	}, nil
}

// serveHTTP serves until ctx ends. Pages that stay connected do not hold it up.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 100*time.Millisecond)
		defer cancel()
		server.Shutdown(last)
		server.Close()
	}()
	err := server.Serve(l)
	<-stopped
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve %s: %w", l.Addr(), err)
}
