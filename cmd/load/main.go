// Load measures a running Porchlight: it plays Telegram and the people, starts
// the porchlight binary as a process of its own on a real redis-server, and
// reports updates per second, the time from an update to its reply, what each
// update costs the bot, and how much memory people and process take.
//
//	go run ./cmd/load                 all of it
//	go run ./cmd/load -for 10s -rate 200 -people 100000
//
// Bot, Redis and the emulated Telegram share the machine's cores, as the README
// says. PORCHLIGHT_PACE is off, but for the last part: there Telegram keeps its limits,
// and the bot has its default settings. Half of the updates that were possible without a
// pace come from -chats people in turn, while an announcement goes out to others; then a fixed rate of them, before and while one
// more person sends 10,000 messages a minute. -away 6ms puts Redis so far away.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	var o options
	flag.StringVar(&o.binary, "bot", "", "a built porchlight; default: build this checkout's")
	flag.DurationVar(&o.lasts, "for", 8*time.Second, "how long each measurement lasts")
	flag.IntVar(&o.talkers, "talkers", 50, "people who write without pause")
	flag.IntVar(&o.rate, "rate", 200, "updates a second of the measurement with pauses")
	flag.IntVar(&o.people, "people", 100_000, "residents whose memory in Redis is measured; 0: not measured")
	flag.IntVar(&o.chats, "chats", 2000, "people of the measurement with the default pace; 0: not measured")
	flag.DurationVar(&o.away, "away", 0, "how long a round trip to Redis takes besides")
	flag.StringVar(&o.profile, "profile", "", "write the bot's CPU profile here (needs a binary built with -tags profile)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measure(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}
