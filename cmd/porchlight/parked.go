package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/storage"
)

const parkedUse = "parked takes --retry ID or --drop ID (an update's id, all, or unreadable) and --programme NAME, nothing else"

// parked lists the updates that were given up on, with run's settings and
// beside a running bot or without it: ids, times and errors, never words.
func parked(ctx context.Context, args []string, out, errs io.Writer) error {
	flags := flag.NewFlagSet("parked", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	retry, drop := flags.String("retry", "", ""), flags.String("drop", "", "")
	programme := flags.String("programme", "", "")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 || *retry != "" && *drop != "" || !parkedChoice(*retry) || !parkedChoice(*drop) {
		return setting(parkedUse)
	}
	if *retry == "unreadable" {
		return setting("an update that cannot be opened cannot be tried again: bring back the keyset that it was sealed with, or --drop unreadable")
	}
	c, err := readConfig()
	if err != nil {
		return err
	}
	p, err := c.one(*programme)
	if err != nil {
		return err
	}
	s := &service{config: c, log: slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	redis.SetLogger(redisLog{s.log})
	rdb, closeStore, err := s.findRedis(ctx)
	if err != nil {
		return err
	}
	defer closeStore()
	keyset, err := s.openKeyset(ctx, rdb)
	if err != nil {
		return err
	}
	store := storage.New(storage.Config{Redis: rdb, Programme: p.Name, Sealer: keyset.For(p.Name)})
	if err := store.Open(ctx); err != nil {
		return asSetting(err)
	}
	all, err := store.GivenUp(ctx)
	if err != nil {
		return err
	}
	switch {
	case *retry != "":
		return settleGiven(ctx, out, all, *retry, "will be tried again by the running bot", store.Retry)
	case *drop != "":
		return settleGiven(ctx, out, all, *drop, "deleted", store.DropGiven)
	}
	printGiven(out, all)
	return nil
}

func parkedChoice(which string) bool {
	_, err := strconv.ParseUint(which, 10, 63)
	return which == "" || which == "all" || which == "unreadable" || err == nil
}

// settleGiven does something with the updates that are meant.
func settleGiven(ctx context.Context, out io.Writer, all []storage.Given, which, done string, do func(context.Context, storage.Given) (bool, error)) error {
	n := 0
	for _, g := range all {
		meant := which == "all" && g.Broken == nil || which == "unreadable" && g.Broken != nil || g.Broken == nil && which == strconv.Itoa(g.Update)
		if !meant {
			continue
		}
		ours, err := do(ctx, g)
		if err != nil {
			return err
		}
		if ours {
			n++
		}
	}
	if n == 0 {
		return setting("no such update is kept: porchlight parked lists them")
	}
	fmt.Fprintf(out, "%d %s\n", n, done)
	return nil
}

func printGiven(out io.Writer, all []storage.Given) {
	if len(all) == 0 {
		fmt.Fprintln(out, "no update was given up on")
		return
	}
	for _, g := range all {
		id := strconv.Itoa(g.Update)
		if g.Broken != nil {
			id = "unreadable"
		}
		fmt.Fprintf(out, "%s  sent %s  given up on %s  tries %d\n", id, stamp(g.Sent), stamp(g.At), g.Tries)
		for _, why := range []string{g.Why, brokenWhy(g)} {
			for _, line := range strings.Split(strings.TrimSpace(why), "\n") {
				if line != "" {
					fmt.Fprintln(out, "   ", line)
				}
			}
		}
	}
	fmt.Fprintln(out, "--retry ID tries one again, --drop ID deletes it; all means all that can be read")
}

func brokenWhy(g storage.Given) string {
	if g.Broken == nil {
		return ""
	}
	return g.Broken.Error()
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}
