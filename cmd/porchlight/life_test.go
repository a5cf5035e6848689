package main

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/bot"
	"porchlight/bot/emulator"
	"porchlight/bot/web"
	"porchlight/flows/programmes"
)

// lived is a demo as it stands when somebody opens the page, without the page.
type lived struct {
	*demonstration
	t        *testing.T
	ctx      context.Context
	rdb      redis.UniversalClient
	bot      *bot.Bot
	emu      *emulator.Server
	warnings *keeper
	began    time.Time
}

// live starts one and ends it with the test.
func live(t *testing.T, name string) *lived {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	p, err := readProgramme(name)
	if err != nil {
		t.Fatal(err)
	}
	rdb, _, closeStore, err := demoStore(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &lived{t: t, ctx: ctx, rdb: rdb, warnings: &keeper{}, began: time.Now()}
	w.demonstration = &demonstration{programme: p, lang: p.Languages[0], clock: &web.Clock{},
		log: slog.New(slog.NewTextHandler(w.warnings, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	w.emu = emulator.New(emulator.Options{Token: demoToken, Username: demoName, Now: w.clock.Now})
	t.Cleanup(w.emu.Close)
	if w.bot, err = w.newBot(rdb, "http://"+l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if err := w.past(ctx, rdb, w.bot, w.emu); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 2)
	go func() { ended <- serveHTTP(ctx, l, w.emu) }()
	go func() { ended <- w.bot.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	})
	if err := w.present(ctx, w.bot, w.emu); err != nil {
		t.Fatal(err)
	}
	return w
}

// sound fails on warnings and on what Telegram refused.
func (w *lived) sound() {
	w.t.Helper()
	if lines := w.warnings.String(); lines != "" {
		w.t.Errorf("there are warnings:\n%s", lines)
	}
	if r := w.emu.TakeRefusals(); len(r) > 0 {
		w.t.Errorf("refused: %v", r)
	}
}

// TestEveryProgrammeIsLivedIn writes the demo's life in every example: nobody is refused
// anything, and nothing is logged.
func TestEveryProgrammeIsLivedIn(t *testing.T) {
	for _, name := range programmes.Names() {
		t.Run(name, func(t *testing.T) {
			w := live(t, name)
			w.sound()
			w.check()
			for what, pattern := range map[string]string{"concerns": ":c:*", "seats": ":s:*:in", "answers": ":w:*", "editions": ":editions"} {
				keys, err := w.rdb.Keys(w.ctx, "{"+name+"}"+pattern).Result()
				if err != nil || len(keys) == 0 {
					t.Errorf("no %s (%v)", what, err)
				}
			}
		})
	}
}
