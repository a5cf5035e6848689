package main

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"porchlight/bot/emulator"
)

// byDefault measures a bot with its default settings where Telegram keeps its
// limits. most is how many updates a second it does without a pace.
func (b *bench) byDefault(ctx context.Context, most float64) error {
	b.stopBot()
	b.pace = ""
	if err := b.startBot(ctx); err != nil {
		return err
	}
	b.emu.SetLimits(emulator.Limits{Total: 30, Chat: 1, ChatBurst: 5, Group: 20})
	b.crowd = newCrowd(b.emu, 100_000, b.chats)
	if err := b.crowd.settle(ctx); err != nil {
		return err
	}
	const bulk = 30 // a second, of the announcement that runs beside it
	readers, err := b.announce(ctx, bulk*int((b.lasts+20*time.Second)/time.Second))
	if err != nil {
		return err
	}
	b.emu.TakeRefusals()
	b.hands.take()
	had, began := readers.reached(), time.Now()
	rate := min(int(most/2), b.chats*3/4) // a chat may have one message a second, and a text takes two calls
	times, err := b.crowd.pace(ctx, rate, b.lasts)
	if err != nil {
		return err
	}
	hands := b.hands.take()
	beside := float64(readers.reached()-had) / time.Since(began).Seconds()
	fmt.Printf("default settings, %d people, %d updates/s, an announcement at %.1f/s beside: p50 %s, p99 %s; from handed out to answered p50 %s, p99 %s; refused calls %d, bot resident %.1f MB\n",
		b.chats, rate, beside, quantile(times, 50), quantile(times, 99), quantile(hands, 50), quantile(hands, 99), len(b.emu.TakeRefusals()), resident(b.bot.Process.Pid))
	return b.flooded(ctx)
}

// flooded measures a fixed rate of updates, before and while somebody else sends
// 10,000 messages a minute.
func (b *bench) flooded(ctx context.Context) error {
	before, err := b.crowd.pace(ctx, b.rate, b.lasts)
	if err != nil {
		return err
	}
	flooder := b.emu.Person(99_999, emulator.Profile{FirstName: "F", LanguageCode: "en"})
	flood, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		for tick := time.NewTicker(time.Minute / 10_000); flood.Err() == nil; <-tick.C {
			flooder.Send("/menu")
		}
	})
	during, err := b.crowd.pace(ctx, b.rate, b.lasts)
	stop()
	wg.Wait()
	if err != nil {
		return err
	}
	fmt.Printf("at %d updates/s, others' p50 before and during a flood of 10,000 messages a minute: %s, %s; worst %s, %s\n",
		b.rate, quantile(before, 50), quantile(during, 50), slices.Max(before), slices.Max(during))
	return nil
}

// moveRedisAway puts a proxy between the bot and Redis, which holds everything
// for half of b.away in each direction.
func (b *bench) moveRedisAway() error {
	if b.away == 0 {
		return nil
	}
	l, err := net.Listen("unix", b.socket())
	if err != nil {
		return err
	}
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("unix", filepath.Join(b.dir, "redis.sock"))
			if err != nil {
				near.Close()
				continue
			}
			go delayed(far, near, b.away/2)
			go delayed(near, far, b.away/2)
		}
	}()
	return nil
}

// socket is where the bot finds Redis.
func (b *bench) socket() string {
	if b.away > 0 {
		return filepath.Join(b.dir, "far.sock")
	}
	return filepath.Join(b.dir, "redis.sock")
}

// delayed copies what comes, each piece after a while, and closes both ends.
func delayed(to, from net.Conn, by time.Duration) {
	type piece struct {
		due   time.Time
		bytes []byte
	}
	pieces := make(chan piece, 1024)
	go func() {
		defer close(pieces)
		for {
			buf := make([]byte, 16<<10)
			n, err := from.Read(buf)
			if n > 0 {
				pieces <- piece{time.Now().Add(by), buf[:n]}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.bytes); err != nil {
			break
		}
	}
	to.Close()
	from.Close()
	for range pieces {
	}
}
