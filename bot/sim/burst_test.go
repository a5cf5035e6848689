package sim

import (
	"context"
	"sync"
	"time"

	"porchlight/bot/emulator"
)

// burst is some activity of many people at one moment of domain time, while
// Telegram is in one of its moods and a machine may fail. It ends when
// everything that followed from it is done.
func (w *town) burst(step int) {
	w.step = step
	w.source.Seed(w.seed, 1<<32+uint64(step)) // whatever was left out before
	w.disk.gate.note("! burst %d, at %s", step, w.clock.Now().Format("2006-01-02 15:04"))
	w.hangDoor()
	crowd, acts := w.choosePeople(step)
	for _, r := range crowd {
		r.comeBack()
	}
	better := w.mood(step)
	total := 0
	for _, n := range acts {
		total += n
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	var living sync.WaitGroup
	room := make(chan struct{}, max(1, *crowdFlag))
	before := w.acts.Load()
	living.Go(func() {
		for i, r := range crowd {
			room <- struct{}{}
			living.Go(func() {
				defer func() { <-room }()
				r.live(ctx, acts[i])
			})
		}
	})
	if step > 0 {
		third := before + int64(total/3)
		w.until("a third of the burst", func() bool { return w.acts.Load() >= third })
		w.trouble(step)
		for n := range *killsFlag {
			some := w.acts.Load() + int64(total/(3+3**killsFlag))
			w.until("some more of the burst", func() bool { return w.acts.Load() >= min(some, before+int64(total)) })
			if w.plays(deed{step, troubles, 1 + n}) {
				w.kill()
			}
		}
	}
	living.Wait()
	w.turn()
	better()
	w.quiet()
	w.afterBurst()
}

// choosePeople says who acts in a burst, and how much. Somebody who blocked the
// bot comes back by acting; who paused messages acts seldom.
func (w *town) choosePeople(step int) (crowd []*resident, acts []int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.people {
		r.acting = r.keen || w.rng.IntN(10) < 6 || step == 0
		if seldom := w.rng.IntN(4) > 0; seldom && (r.life.paused || r.life.gone) {
			r.acting = false
		}
		r.life.mute = r.life.paused && !r.acting
		if n := 5 + w.rng.IntN(7); r.acting {
			if step == 0 {
				n = 20
			}
			if r.keen {
				n *= 2
			}
			crowd, acts = append(crowd, r), append(acts, n)
		}
	}
	w.rng.Shuffle(len(crowd), func(i, j int) { crowd[i], crowd[j] = crowd[j], crowd[i] })
	return crowd, acts
}

// comeBack unblocks the bot: a press alone would not.
func (r *resident) comeBack() {
	if r.blocked {
		r.blocked = false
		r.phone.Unblock()
	}
}

// afterBurst lets a few people block the bot while nothing is on its way.
func (w *town) afterBurst() {
	for _, r := range w.people {
		if w.rng.IntN(25) == 0 && r.acting && w.plays(deed{w.step, blocks, r.number}) {
			r.note("blocks the bot")
			r.phone.Block()
			r.blocked, r.life.deaf = true, true
		}
	}
	w.quiet()
}

// mood puts Telegram into one of its moods and returns what ends it.
func (w *town) mood(step int) (better func()) {
	var ends []func()
	n := 0
	start := func(f emulator.Fault) {
		if n++; w.plays(deed{step, moods, n}) {
			w.disk.gate.note("! Telegram misbehaves: %+v", f)
			ends = append(ends, w.emu.Misbehave(f))
		}
	}
	if step > 0 {
		start(emulator.Fault{Kind: emulator.Duplicate, Probability: 0.08})
		start(emulator.Fault{Kind: emulator.Reorder, Probability: 0.15, Delay: 10 * time.Millisecond})
		kinds := []emulator.FaultKind{emulator.DropBefore, emulator.DropAfter, emulator.BadGateway, emulator.BadGatewayAfter, emulator.Truncate,
			emulator.Slow, emulator.TooManyRequests}
		methods := []string{"send*", "edit*", "answercallbackquery", "getupdates", ""}
		for range 2 {
			kind, method, times := kinds[w.rng.IntN(len(kinds))], methods[w.rng.IntN(len(methods))], 1+w.rng.IntN(4)
			// Each poll that fails costs everybody a second; and a message whose
			// outcome stays unknown twice is given up, as designed.
			if method == "getupdates" || kind == emulator.DropBefore || kind == emulator.DropAfter || kind == emulator.Truncate {
				times = 1
			}
			w.mu.Lock()
			w.model.broken += times
			w.mu.Unlock()
			start(emulator.Fault{Kind: kind, Method: method, Times: times, Probability: 0.2, Delay: time.Duration(20+w.rng.IntN(300)) * time.Millisecond})
		}
	}
	return func() {
		for _, end := range ends {
			end()
		}
	}
}

// trouble lets a machine fail in the middle of a burst.
func (w *town) trouble(step int) {
	if !w.plays(deed{step, troubles, 0}) {
		return
	}
	switch (step + int(w.seed)) % 6 {
	case 0: // kill -9, and another process
		w.kill()
	case 1: // a second process beside the first
		w.disk.gate.note("! another process begins")
		w.boot()
	case 2: // one of two ends as it should, or the only one and another begins
		w.disk.gate.note("! %s is told to end", w.machines[0].name)
		if len(w.machines) == 1 {
			w.boot()
		}
		w.end(w.machines[0])
	case 3: // Redis forgets the scripts
		w.disk.gate.note("! Redis forgets its scripts")
		if err := w.disk.rdb.ScriptFlush(w.t.Context()).Err(); err != nil {
			w.t.Error(err)
		}
	case 4: // Redis is away for a moment, and with it the note of what was sent
		w.disk.gate.note("! Redis is away for a moment")
		w.mu.Lock()
		w.model.broken += 64
		w.mu.Unlock()
		w.redisAway(func() {})
	case 5: // the master of Redis is lost, and its replica lacks what came last
		if w.disk.replica == nil {
			return
		}
		w.mu.Lock()
		w.model.broken += 64
		w.mu.Unlock()
		w.redisAway(func() {
			lacking := w.disk.replica.takesOver()
			w.disk.gate.note("! the replica of Redis takes over; it lacks %d commands", lacking)
			w.t.Logf("seed %d: the replica of Redis took over and lacked %d commands", w.seed, lacking)
		})
	}
}

// kill is kill -9 of the oldest process; if it was the only one, another begins.
func (w *town) kill() {
	w.disk.gate.note("! %s is killed", w.machines[0].name)
	w.abandon(w.machines[0])
	if len(w.machines) == 0 {
		w.boot()
	}
}

// redisAway makes Redis unreachable, or a real one hang, until a bot has noticed.
// meanwhile happens while no bot reaches it.
func (w *town) redisAway(meanwhile func()) {
	if w.disk.server != nil {
		w.disk.server.Pause()
		m := w.machines[0]
		noticed := time.NewTimer(1500 * time.Millisecond) // longer than a heartbeat's call lasts
		defer noticed.Stop()
		select {
		case <-noticed.C:
		case <-m.redis.refused:
		}
		w.disk.server.Resume()
		return
	}
	for _, m := range w.machines {
		m.redis.pull()
	}
	for range 3 {
		select {
		case <-w.machines[0].redis.refused:
		case <-time.After(patience):
			w.t.Error("nobody missed Redis")
		}
	}
	w.turn()
	meanwhile()
	for _, m := range w.machines {
		m.redis.push()
	}
}

// everybodyOnceMore has every person ask for help, and nobody may be left
// without an answer, whatever they went through.
func (w *town) everybodyOnceMore() {
	w.mu.Lock()
	for _, r := range w.people {
		r.acting, r.life.mute = true, false
	}
	w.mu.Unlock()
	for _, r := range w.people {
		r.comeBack()
		r.write("/help")
	}
	w.quiet()
}
