package bot

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"porchlight/bot/emulator"
	"porchlight/flows"
	"porchlight/storage"
	"porchlight/storage/redistest"
)

// TestALaneIsShared fills a lane: a chat with more than its share waiting is taken
// out whole, in order, and whoever waits behind it is next.
func TestALaneIsShared(t *testing.T) {
	l := newLanes(nil).all[0]
	ann, bob := flows.ID{1}, flows.ID{2}
	put := func(chat flows.ID, update int) {
		t.Helper()
		if !l.put(job{in: &incoming{chat: chat, update: update}}, laneDepth) {
			t.Fatal("no room")
		}
	}
	took := func(wantAside bool, want ...int) {
		t.Helper()
		jobs, aside, ok := l.take()
		var got []int
		for _, j := range jobs {
			got = append(got, j.in.update)
		}
		if !ok || aside != wantAside || !slices.Equal(got, want) {
			t.Fatalf("took %v (aside %v, %v), want %v (aside %v)", got, aside, ok, want, wantAside)
		}
	}
	for i := range laneShare {
		put(ann, i)
	}
	took(false, 0) // no more than its share
	var all []int
	for i := 1; i < laneShare; i++ {
		all = append(all, i)
	}
	for i := laneShare; i < 40; i++ {
		put(ann, i)
		all = append(all, i)
		if i == 20 {
			put(bob, 1000)
		}
	}
	took(true, all...)
	l.waits(ann)
	put(ann, 50)
	took(false, 1000)
	took(true, 50) // it goes behind those
	head := job{in: &incoming{chat: ann, update: 1}, head: &storage.ParkedUpdate{}}
	put(ann, 51)
	l.again(head)
	took(true, 51)
	took(false, 1) // a head is never set aside again
	l.caughtUp(ann)
	put(ann, 52)
	took(false, 52)

	for i := range laneDepth {
		put(flows.ID{byte(i), 3}, i)
	}
	if l.put(job{in: &incoming{chat: bob}}, laneDepth) {
		t.Fatal("a lane has no bound")
	}
	l.close()
	for range laneDepth {
		if _, _, ok := l.take(); !ok {
			t.Fatal("a closed lane forgets what it has")
		}
	}
	if _, _, ok := l.take(); ok {
		t.Fatal("a closed lane has more")
	}
}

// TestABatchIsCountedAsAWhole gives a lane a batch whose worker is as quick as it can
// be: it starts on none of it before all of it is there.
func TestABatchIsCountedAsAWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, l := t.Context(), newLanes(nil)
		chat := flows.ID{1}
		give := func(n int) {
			if !l.give(ctx, job{in: &incoming{chat: chat, update: n}}) {
				t.Fatal("nothing is taken any more")
			}
			synctest.Wait() // the worker does all that it can
		}
		var took [][]job
		worker := l.of(chat)
		go func() {
			for {
				jobs, _, ok := worker.take()
				if !ok {
					return
				}
				took = append(took, jobs)
			}
		}()
		synctest.Wait()
		for n := range laneShare + 1 {
			give(n)
		}
		l.ring()
		synctest.Wait()
		if len(took) != 1 || len(took[0]) != laneShare+1 {
			t.Errorf("the worker took %d times, at first %d of %d updates", len(took), len(took[0]), laneShare+1)
		}
		took = nil
		for n := range laneDepth + 1 { // the last finds no room, and rings by itself
			give(n)
		}
		if len(took) != 1 || len(took[0]) != laneDepth {
			t.Errorf("of a full lane the worker took %d times", len(took))
		}
		worker.close()
	})
}

// TestOneFloodsTheBot has one person send hundreds of messages at once. All are
// confirmed to Telegram before they are answered; the flooder hears a handful of
// answers, in order, the last one last, although a message a second is all that a chat
// may have.
func TestOneFloodsTheBot(t *testing.T) {
	t.Parallel()
	rdb, _ := redistest.Embedded(t)
	w := newTown(t, rdb)
	pace, err := storage.ParsePace("telegram")
	if err != nil {
		t.Fatal(err)
	}
	w.pace = pace
	b := w.bot()
	w.start(b)
	p := w.person(1, "en")
	w.settleIn(p, "en")
	w.idle(b)
	from, began := lastID(p), time.Now()
	for range 300 {
		p.Send("/menu")
	}
	for _, word := range asked() {
		p.Send(word)
	}
	w.until("it to be stored", func() bool { return w.emu.Pending() == 0 })
	if counted(b.metrics.queued) == 0 {
		t.Error("nothing was stored behind the flooder")
	}
	w.settleIn(w.person(2, "en"), "en")
	w.longUntil(time.Minute, "the last answer", func() bool { return strings.HasPrefix(newest(p), answers()[len(asked())-1]) })
	w.idle(b)
	said := 0
	var order []int
	for _, m := range p.Chat().FromBot() {
		if m.ID <= from {
			continue
		}
		said++
		if i := slices.IndexFunc(answers(), func(a string) bool { return strings.HasPrefix(m.Text, a) }); i >= 0 {
			order = append(order, i)
		}
	}
	// Five at once and one a second after them, and never as many as there were messages.
	if took := time.Since(began); said > min(5+int(took/time.Second)+2, 150) {
		t.Errorf("%d answers to a flood of 300 in %v", said, took)
	}
	if !slices.IsSorted(order) {
		t.Errorf("answered in the order %v", order)
	}
}

// TestAFloodOutlivesAKill kills the process while a flood waits in Redis: the next
// one goes on with it, to the last message.
func TestAFloodOutlivesAKill(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	m := newMailing(t, server.Client(), "off", emulator.Options{}, 1)
	p := m.person(firstReader, "en")
	victim := m.killable(server)
	for range 400 {
		p.Send("/menu")
	}
	for _, word := range asked() {
		p.Send(word)
	}
	m.until("some of it to be stored", func() bool { return counted(victim.bot.metrics.queued) > 0 })
	victim.kill()
	b := m.bot()
	m.start(b)
	m.longUntil(2*time.Minute, "the last answer", func() bool { return strings.HasPrefix(newest(p), answers()[len(asked())-1]) })
	m.until("the queue to end", func() bool { return m.rdb.ZCard(t.Context(), "{"+m.program.Name+"}:queues").Val() == 0 })
	n := 0
	for _, key := range m.rdb.Keys(t.Context(), "{"+m.program.Name+"}:u:*").Val() {
		n += int(m.rdb.SCard(t.Context(), key).Val())
	}
	if n < 400+len(asked()) {
		t.Errorf("%d updates were committed", n)
	}
}
