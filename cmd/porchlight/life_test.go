package main

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"porchlight/bot/emulator"
	"porchlight/bot/web"
	"porchlight/flows/programmes"
)

// TestEveryProgrammeIsLivedIn plays the demo's sample life in every example:
// nobody is refused anything, and concerns, seats and answers are there.
func TestEveryProgrammeIsLivedIn(t *testing.T) {
	for _, name := range programmes.Names() {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			p, err := readProgramme(name)
			if err != nil {
				t.Fatal(err)
			}
			rdb, closeStore, err := demoStore(ctx, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer closeStore()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			var warnings keeper
			d := &demonstration{programme: p, lang: p.Languages[0], clock: &web.Clock{},
				log: slog.New(slog.NewTextHandler(&warnings, &slog.HandlerOptions{Level: slog.LevelWarn}))}
			emu := emulator.New(emulator.Options{Token: demoToken, Now: d.clock.Now})
			defer emu.Close()
			b, err := d.newBot(rdb, "http://"+l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if err := d.past(ctx, b, emu); err != nil {
				t.Fatal(err)
			}
			t.Log("written in", time.Since(began))
			ended := make(chan error, 2)
			go func() { ended <- serveHTTP(ctx, l, emu) }()
			go func() { ended <- b.Run(ctx) }()
			defer func() {
				cancel()
				for range 2 {
					if err := <-ended; err != nil {
						t.Error(err)
					}
				}
			}()
			if err := d.present(ctx, b, emu); err != nil {
				t.Fatal(err)
			}
			if lines := warnings.String(); lines != "" {
				t.Errorf("the demo begins with warnings:\n%s", lines)
			}
			if r := emu.TakeRefusals(); len(r) > 0 {
				t.Errorf("refused: %v", r)
			}
			for what, pattern := range map[string]string{"concerns": ":c:*", "seats": ":s:*:in", "answers": ":w:*"} {
				keys, err := rdb.Keys(ctx, "{"+name+"}"+pattern).Result()
				if err != nil || len(keys) == 0 {
					t.Errorf("no %s (%v)", what, err)
				}
			}
		})
	}
}
